#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""StackedMNIST on a GPU: both generators with several seeds, and a page with their table.

    python3 benchmarks/gpu/stacked_mnist.py --data DIR

Builds the program stacked_mnist into build/cuda, runs it for each generator and seed, one run at a time, and writes
docs/09_stacked_mnist.md. Runs that are finished are kept, and one that was stopped goes on from its checkpoint.
"""
import argparse
import datetime
import json
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NAMES = {"plain": "`Deconv`", "stochastic": "`StochasticDeconv<16>`"}


def stop(sentence):
    sys.exit(f"stacked_mnist: {sentence}")


def require_device():
    listed = shutil.which("nvidia-smi") and subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True)
    if not listed or "GPU" not in listed.stdout:
        stop("there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one")


def build():
    """The program, with CUDA."""
    path = os.environ["PATH"] + ":/usr/local/cuda/bin"
    if not shutil.which("nvcc", path=path):
        stop("there is no nvcc here; install NVIDIA's CUDA toolkit and put nvcc on the PATH")
    for command in (["cmake", "-S", ".", "-B", "build/cuda", "-DCMAKE_BUILD_TYPE=Release", "-DAUGURY_CUDA=ON",
                     "-DAUGURY_EXAMPLES=OFF"],
                    ["cmake", "--build", "build/cuda", "-j", str(os.cpu_count()), "--target",
                     "benchmark_stacked_mnist"]):
        if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, env={**os.environ, "PATH": path}).returncode:
            stop(f"'{' '.join(command)}' failed; what it said is above")
    return ROOT / "build/cuda/benchmarks/stacked_mnist"


def run(program, generator, seed, args):
    """The result of a run, which is begun, gone on with, or found finished."""
    out = args.out / f"{generator}-{seed}"
    result = out / "result.json"
    if not result.exists():
        command = [program, "run", "--data", args.data, "--out", out, "--generator", generator, "--seed", seed,
                   "--steps", args.steps, "--batch", args.batch, "--device", args.device]
        if (out / "checkpoint.safetensors").exists():
            command.append("--resume")
        elif out.exists():
            command.append("--force")  # stopped before its first checkpoint
        if subprocess.run([str(word) for word in command]).returncode:
            stop(f"the run '{out}' failed; what it said is above")
    line = json.loads(result.read_text())
    for key in ("steps", "batch"):
        if line[key] != getattr(args, key):
            stop(f"the run '{out}' has {key} {line[key]}, and {getattr(args, key)} is wanted; give that, or another "
                 "--out")
    return line


def rows(results):
    for line in results:
        rate = line["images_per_second"]
        yield (f"| {NAMES[line['generator']]} | {line['seed']} | {line['modes']:,} | {line['kl']:.4f} "
               f"| {line['real_modes']:,} | {line['real_kl']:.4f} | {line['generator_parameters'] / 1e6:.1f} M "
               f"| {f'{rate:,.0f}' if rate else ''} |")
    for generator, name in NAMES.items():
        of = [line for line in results if line["generator"] == generator]
        middle = {key: statistics.fmean(line[key] for line in of) for key in ("modes", "kl", "real_modes", "real_kl")}
        yield (f"| **{name}** | mean | {middle['modes']:,.1f} | {middle['kl']:.4f} "
               f"| {middle['real_modes']:,.1f} | {middle['real_kl']:.4f} | | |")


def page(results):
    first = results[0]
    command = shlex.join(["python3", "benchmarks/gpu/stacked_mnist.py", *sys.argv[1:]])
    return "\n".join([
        "# 9. StackedMNIST: the thousand modes",
        "",
        f"{datetime.date.today()}, {first['machine']}; {first['steps']:,} steps of {first['batch']} images.",
        "",
        f"    {command}",
        "",
        f"Modes of 1,000 among {first['samples']:,} samples of the averaged generator, named by a classifier that is "
        f"right about {100 * first['classifier_accuracy']:.2f} % of MNIST's test digits, and KL(samples || uniform) in "
        "nats; beside them the same for as many stacks of real test digits. By chance alone even a perfect "
        f"generator's KL is near 999 / (2 · {first['samples']:,}) = {999 / (2 * first['samples']):.4f}. The networks, "
        "the data and the measure are described in `benchmarks/README.md`.",
        "",
        "| generator | seed | modes | KL | modes, real | KL, real | parameters | images per second |",
        "|---|---|---|---|---|---|---|---|",
        *rows(results), ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/mnist",
                        help="folder with MNIST's four files")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=25_000)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--device", default="cuda", help="cuda or cuda:N; cpu is for trying this program")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "runs/stacked_mnist", help="folder of the runs")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/09_stacked_mnist.md", help="what is written")
    parser.add_argument("--program", type=pathlib.Path, help="one that is built already")
    args = parser.parse_args()
    if args.device != "cpu":
        require_device()
    if min(args.seeds, args.steps, args.batch) < 1:
        parser.error("--seeds, --steps and --batch are at least 1")
    if not args.data.is_dir():
        parser.error(f"there is no folder '{args.data}'; name the one with MNIST's four files by --data")
    program = args.program or build()
    args.out.mkdir(parents=True, exist_ok=True)
    results = [run(program, generator, seed, args) for seed in range(1, args.seeds + 1) for generator in NAMES]
    args.page.write_text(page(results))
    print(f"written: {args.page}")


if __name__ == "__main__":
    main()
