"""The page of StackedMNIST: what stacked_mnist.py recorded, as a table."""
import datetime
import statistics

NAMES = {"deconv": "`Deconv`", "stochastic": "`StochasticDeconv<16>`"}
# What a run is, and the table's order; options are CMake's, libraries NVIDIA's.
SETTINGS = ("source", "device", "precision", "libraries", "options", "steps", "batch", "seed", "generator")
ON_A_PAGE = ("source", "device", "steps", "batch")  # the same for all of its rows
MEASURES = ("modes", "kl", "real_modes", "real_kl")


def rows(results, failed):
    def beginning(line):
        options = line["options"].replace("|", "/")
        by = f"{line['precision']}; {line['libraries']}{options and f'; `{options}`'}"
        return (f"| {NAMES[line['generator']]} | {by} "
                f"| {line['steps']:,} × {line['batch']} | {line['seed']} |")

    for line in sorted(results + failed, key=lambda line: [line[key] for key in SETTINGS]):
        if line in failed:
            yield f"{beginning(line)} failed | | | | | |"
            continue
        rate = line["images_per_second"]
        yield (f"{beginning(line)} {line['modes']:,} | {line['kl']:.4f} | {line['real_modes']:,} "
               f"| {line['real_kl']:.4f} | {line['generator_parameters'] / 1e6:.1f} M "
               f"| {f'{rate:,.0f}' if rate else ''} |")
    groups = {}
    for line in sorted(results, key=lambda line: [line[key] for key in SETTINGS]):
        groups.setdefault(tuple(line[key] for key in SETTINGS if key != "seed"), []).append(line)
    for of in groups.values():
        middle = {key: statistics.fmean(line[key] for line in of) for key in MEASURES}
        line = {**of[0], "seed": f"mean of {len(of)}"}
        yield (f"{beginning(line)} {middle['modes']:,.1f} | {middle['kl']:.4f} | {middle['real_modes']:,.1f} "
               f"| {middle['real_kl']:.4f} | | |")


def page(command, results, failed, left_out):
    """What is recorded of the same sources, device, steps and batch; the number of other runs."""
    machines = sorted({line["machine"] for line in results}) or ["no run was finished yet"]
    commits = sorted({line.get("commit", "not known") for line in results})
    of = f" Sources {results[0]['source']}, commit {', '.join(commits)}." if results else ""
    text = ["# 9. StackedMNIST: the thousand modes", "", f"{datetime.date.today()}; {'; '.join(machines)}.{of}", "",
            f"    {command}", ""]
    if results:
        first = results[0]
        text += [
            f"Modes of 1,000 among {first['samples']:,} samples of the averaged generator, named by a classifier that "
            f"is right about {100 * first['classifier_accuracy']:.2f} % of MNIST's test digits, and KL(samples || "
            "uniform) in nats; beside them the same for as many stacks of real test digits. By chance alone even a "
            f"perfect generator's KL is near 999 / (2 · {first['samples']:,}) = {999 / (2 * first['samples']):.4f}. "
            "The networks, the data and the measure are described in `benchmarks/README.md`.", ""]
    last = [f"{left_out} recorded runs of other sources, devices, steps or batches are left out.", ""]
    return "\n".join([
        *text,
        "| generator | products in; NVIDIA's libraries | steps × images | seed | modes | KL | modes, real | KL, real "
        "| parameters | images per second |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *rows(results, failed), "",
        *(last if left_out else [])])
