#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""StackedMNIST on a GPU: both generators with several seeds, and a page with their table.

    python3 benchmarks/gpu/stacked_mnist.py --data DIR [--precision tf32] [--generators deconv]

Builds the program stacked_mnist into build/cuda and runs it for each generator and seed, one run at a time. After each
run its result is added to runs/stacked_mnist/results.jsonl, and the page docs/09_stacked_mnist.md, which shows all runs
recorded there, is written anew; where the environment variable OUT names a folder, both are copied to it. A run that is
recorded with the same settings is not done again, one that was stopped goes on from its last checkpoint (every 1,000
steps), and one that fails is a row "failed" and tried again next time; the exit status is then 1. AUGURY_OPTIONS has
more options for CMake, which count more than those here, and are one of a run's settings; with --program it is to say
what that program was built with.

Time, none of it measured on a GPU: a run is 25,000 steps of 256 images and 172 GFLOP each, 4.3 PFLOP, so seven
minutes at 10 TFLOP/s (fp32, perhaps) and two and a half at 30 (tf32 or bf16, perhaps); six runs are 15 to 45
minutes. Add a minute or two for building, once; two and a half minutes of processor time, on all cores, for the
classifier of digits, once; and a quarter of a minute on 16 cores for naming 52,000 stacks, for each run. Where a
command may take ten minutes only, give the same one again until it ends with 0.
"""
import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NAMES = {"deconv": "`Deconv`", "stochastic": "`StochasticDeconv<16>`"}
# What a run is, and the table's order; options are CMake's.
SETTINGS = ("device", "precision", "options", "steps", "batch", "seed", "generator")
MEASURES = ("modes", "kl", "real_modes", "real_kl")
FOUND = (*MEASURES, "samples", "classifier_accuracy", "generator_parameters", "machine", "images_per_second")


def stop(sentence):
    sys.exit(f"stacked_mnist: {sentence}")


def require_device():
    listed = shutil.which("nvidia-smi") and subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True)
    if not listed or "GPU" not in listed.stdout:
        stop("there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one")


def cmake_options():
    try:
        return shlex.split(os.environ.get("AUGURY_OPTIONS", ""))
    except ValueError as error:
        stop(f"AUGURY_OPTIONS cannot be split into words: {error}")


def result_in(text, keys, place):
    """The JSON object that a run or the record keeps, with all of these keys."""
    try:
        result = json.loads(text)
        lacking = [key for key in keys if key not in result] if isinstance(result, dict) else ["result"]
        why = f"it has no '{lacking[0]}'" if lacking else ""
    except ValueError as error:
        why = str(error)
    if why:
        stop(f"{place} is broken ({why}); mend or remove it")
    return result


def recorded_in(record):
    try:
        lines = record.read_bytes().splitlines() if record.exists() else []
    except OSError as error:
        stop(f"{record} cannot be read: {error.strerror}")
    return [result_in(line, SETTINGS + FOUND, f"line {number} of {record}") for number, line in enumerate(lines, 1)]


def build():
    """The program, with CUDA."""
    path = os.environ["PATH"] + ":/usr/local/cuda/bin"
    if not shutil.which("nvcc", path=path):
        stop("there is no nvcc here; install NVIDIA's CUDA toolkit and put nvcc on the PATH")
    is_new = not (ROOT / "build/cuda/CMakeCache.txt").exists()
    # Others build in this folder too: what they chose is chosen anew.
    configure = ["cmake", "-S", ".", "-B", "build/cuda", *(["-G", "Ninja"] if is_new and shutil.which("ninja") else []),
                 "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS=-march=native", "-DAUGURY_CUDA=ON",
                 "-DAUGURY_TESTS=ON", "-DAUGURY_EXAMPLES=OFF", "-DAUGURY_BENCHMARKS=ON", "-DAUGURY_CUDNN=OFF",
                 "-DAUGURY_CUBLASLT=OFF", "-DCMAKE_CUDA_ARCHITECTURES=native",
                 *cmake_options()]
    compile_it = ["cmake", "--build", "build/cuda", "-j", str(os.cpu_count()), "--target", "benchmark_stacked_mnist"]
    for command in (configure, compile_it):
        if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, env={**os.environ, "PATH": path}).returncode:
            stop(f"'{' '.join(command)}' failed; what it said is above")
    return ROOT / "build/cuda/benchmarks/stacked_mnist"


def status_of(command):
    """That of a command, which has the time to save its work where both are interrupted."""
    process = subprocess.Popen([str(word) for word in command])
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        stop("stopped; the same command goes on")


def run(program, settings, args):
    """The result of a run, which is begun, gone on with, or found finished; None if it failed."""
    options = settings["options"] and "-" + hashlib.sha256(settings["options"].encode()).hexdigest()[:8]
    out = args.out / "{generator}-{precision}-{steps}x{batch}-{seed}{on}{with_options}".format(
        **settings, on="-cpu" if settings["device"] == "cpu" else "", with_options=options)
    result = out / "result.json"
    if not result.exists():
        command = [program, "run", "--data", args.data, "--out", out, "--device", args.device]
        for key in ("generator", "precision", "steps", "batch", "seed"):
            command += [f"--{key}", settings[key]]
        if (out / "checkpoint.safetensors").exists():
            command.append("--resume")
        elif out.exists():
            command.append("--force")  # stopped before its first checkpoint
        start = time.monotonic()
        status = status_of(command)
        print(f"{out.name}: {(time.monotonic() - start) / 60:.1f} minutes, exit status {status}", flush=True)
        if status or not result.exists():
            return None
    return {**result_in(result.read_bytes(), FOUND, result), **settings}


def rows(results, failed):
    def beginning(line):
        options = line["options"].replace("|", "/")
        return (f"| {NAMES[line['generator']]} | {line['precision']}{options and f', `{options}`'} "
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


def page(results, failed):
    """All results of one kind of device."""
    machines = sorted({line["machine"] for line in results}) or ["no run was finished yet"]
    text = ["# 9. StackedMNIST: the thousand modes", "", f"{datetime.date.today()}; {'; '.join(machines)}.", "",
            f"    {shlex.join(['python3', 'benchmarks/gpu/stacked_mnist.py', *sys.argv[1:]])}", ""]
    if results:
        first = results[0]
        text += [
            f"Modes of 1,000 among {first['samples']:,} samples of the averaged generator, named by a classifier that "
            f"is right about {100 * first['classifier_accuracy']:.2f} % of MNIST's test digits, and KL(samples || "
            "uniform) in nats; beside them the same for as many stacks of real test digits. By chance alone even a "
            f"perfect generator's KL is near 999 / (2 · {first['samples']:,}) = {999 / (2 * first['samples']):.4f}. "
            "The networks, the data and the measure are described in `benchmarks/README.md`.", ""]
    return "\n".join([
        *text,
        "| generator | products in | steps × images | seed | modes | KL | modes, real | KL, real | parameters "
        "| images per second |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *rows(results, failed), ""])


def replace_file(path, text):
    """A kill leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(text)
    beside.replace(path)
    copies = pathlib.Path(os.environ.get("OUT") or path.parent)
    if copies.is_dir() and not copies.samefile(path.parent):
        shutil.copy(path, copies)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/mnist",
                        help="folder with MNIST's four files")
    parser.add_argument("--generators", default=",".join(NAMES), help="deconv, stochastic, or both with a comma")
    parser.add_argument("--precision", choices=("fp32", "tf32", "bf16"), default="fp32",
                        help="what operands of products are rounded to")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=25_000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--device", default="cuda", help="cuda or cuda:N; cpu is for trying this program")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "runs/stacked_mnist",
                        help="folder of the runs and of results.jsonl")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/09_stacked_mnist.md", help="what is written")
    parser.add_argument("--program", type=pathlib.Path, help="one that is built already")
    args = parser.parse_args()
    args.generators = list(dict.fromkeys(args.generators.split(",")))
    unknown = [name for name in args.generators if name not in NAMES]
    if unknown:
        parser.error(f"--generators takes deconv and stochastic, not '{unknown[0]}'")
    if not re.fullmatch("cpu|cuda(:[0-9]+)?", args.device):
        parser.error(f"--device takes cpu, cuda or cuda:N, not '{args.device}'")
    if min(args.seeds, args.steps, args.batch) < 1:
        parser.error("--seeds, --steps and --batch are at least 1")
    if not args.data.is_dir():
        parser.error(f"there is no folder '{args.data}'; name the one with MNIST's four files by --data")
    return args


def main():
    args = read_arguments()
    options = shlex.join(cmake_options())
    if args.program and not (args.program.is_file() and os.access(args.program, os.X_OK)):
        stop(f"there is no program '{args.program}'; leave out --program and it is built")
    if args.device != "cpu":
        require_device()
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"'{args.out}' cannot be the folder of the runs: {error.strerror}")
    record = args.out / "results.jsonl"
    recorded = recorded_in(record)
    device = args.device.split(":")[0]
    wanted = [{"device": device, "precision": args.precision, "options": options, "steps": args.steps,
               "batch": args.batch, "seed": seed, "generator": generator}
              for seed in range(1, args.seeds + 1) for generator in args.generators]
    left = [settings for settings in wanted if not any(settings.items() <= line.items() for line in recorded)]
    print(f"{len(wanted) - len(left)} of {len(wanted)} runs are recorded in {record}", flush=True)
    program = left and (args.program.absolute() if args.program else build())
    failed = []

    def publish():
        replace_file(record, "".join(json.dumps(line) + "\n" for line in recorded))
        replace_file(args.page, page([line for line in recorded if line["device"] == device], failed))
        print(f"written: {args.page}", flush=True)

    if not left:
        publish()
    for settings in left:
        result = run(program, settings, args)
        (failed if result is None else recorded).append(result or settings)
        publish()
    if failed:
        stop(f"{len(failed)} of {len(wanted)} runs failed; what they said is above")


if __name__ == "__main__":
    main()
