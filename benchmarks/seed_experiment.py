#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The experiment that stochastic deconvolution asks for, by one command.

    python3 benchmarks/seed_experiment.py --mnist DIR --cifar10 DIR

Builds the program beside this file, trains every variant on MNIST and CIFAR-10 with every seed, two runs at a time,
and writes docs/08_seed_experiment.md with its pictures. Runs that are finished are kept: stopped, it goes on where it
was. The whole takes 80 minutes of processor time.
"""
import argparse
import concurrent.futures
import json
import lzma
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
import seed_page  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAIN = ("plain", "stratified", "wide")
PASSED_ON = ("steps", "every", "rate", "momentum")  # options of the program, which the head of a run has too
BANKS = ("per_image", "per_image_dense", "per_batch", "per_batch_dense")


def build():
    """The program, from the preset release."""
    for command in (["cmake", "--preset", "release"],
                    ["cmake", "--build", "--preset", "release", "--target", "benchmark_seed_experiment"]):
        if subprocess.run(command, cwd=ROOT, stdout=sys.stderr).returncode:
            sys.exit(f"seed_experiment: '{' '.join(command)}' failed; what it said is above")
    return ROOT / "build/release/benchmarks/seed_experiment"


def unpacked(folder, out):
    """A folder with CIFAR-10's plain files: `folder`, or `out` with what is packed there by xz."""
    packed = sorted(folder.glob("*.bin.xz"))
    if not packed or list(folder.glob("*.bin")):
        return folder
    out.mkdir(parents=True, exist_ok=True)
    for source in packed:
        name = source.name.removesuffix(".xz")
        target = out / ("test_batch.bin" if name.startswith("test_batch") else name)
        if not target.exists():
            write(target, lzma.decompress(source.read_bytes()))
    return out


def write(path, content):
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.replace(part, path)


def grid(args):
    """(data set, variant, seed) of all runs; seeds outermost, so that a part of them is a smaller experiment."""
    for seed in range(1, args.seeds + 1):
        for data in args.sets:
            for variant in (*MAIN, *(BANKS if data == "mnist" else ())):
                if variant in args.variants:
                    yield data, variant, seed


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def check_finished(path, args):
    head = lines_of(path)[0]
    for key in PASSED_ON:
        if head[key] != getattr(args, key):
            sys.exit(f"seed_experiment: the run '{path}' has --{key} {head[key]}, and {getattr(args, key)} is wanted; "
                     "give that, or another --out")


def train(program, folder, run, path, args):
    data, variant, seed = run
    command = [program, "run", "--set", data, "--data", folder, "--variant", variant, "--seed", seed, "--out", path]
    command += [word for key in PASSED_ON for word in (f"--{key}", getattr(args, key))]
    begin = time.monotonic()
    done = subprocess.run([*map(str, command), *(["--pictures"] if seed == 1 else [])], stderr=subprocess.PIPE,
                          text=True)
    return done.returncode, done.stderr.strip(), time.monotonic() - begin


def train_all(program, folders, args):
    paths = {run: args.out / ("{}-{}-{}.jsonl".format(*run)) for run in grid(args)}
    left = [run for run in paths if not paths[run].exists()]
    for run in paths.keys() - set(left):
        check_finished(paths[run], args)
    print(f"{len(paths)} runs, {len(paths) - len(left)} of them finished before", flush=True)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        waiting = {pool.submit(train, program, folders[run[0]], run, paths[run], args): run for run in left}
        for number, future in enumerate(concurrent.futures.as_completed(waiting), 1):
            code, error, seconds = future.result()
            name = " ".join(map(str, waiting[future]))
            if code:
                pool.shutdown(cancel_futures=True)
                sys.exit(f"seed_experiment: {name} failed: {error or f'it ended with {code}'}")
            print(f"{number} of {len(left)}: {name}, {seconds:.0f} s", flush=True)
    return {run: lines_of(path) for run, path in paths.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = ROOT.parent / "shared/data"
    parser.add_argument("--mnist", type=pathlib.Path, default=data / "mnist", help="folder with its idx files")
    parser.add_argument("--cifar10", type=pathlib.Path, default=data / "cifar-10-batches-bin",
                        help="folder with its .bin files, plain or as .bin.xz")
    parser.add_argument("--seeds", type=int, default=5, help="runs of each, with seeds from 1 on (default %(default)s)")
    parser.add_argument("--steps", type=int, default=4400, help="of each run; the seed's picture is of 4388")
    parser.add_argument("--every", type=int, default=200, help="steps between two measurements")
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of both networks")
    parser.add_argument("--momentum", type=float, default=0.5, help="Adam's beta1")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time, of one thread each")
    parser.add_argument("--sets", nargs="+", default=["mnist", "cifar10"], choices=["mnist", "cifar10"],
                        help="of images (default: both)")
    parser.add_argument("--variants", nargs="+", default=[*MAIN, *BANKS], choices=[*MAIN, *BANKS],
                        help="of the generator (default: all)")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "runs/seed_experiment", help="folder of the runs")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs", help="where the page goes")
    parser.add_argument("--program", type=pathlib.Path, help="one that is built already")
    args = parser.parse_args()
    if min(args.seeds, args.every, args.jobs) < 1 or args.steps < args.every:
        parser.error("--seeds, --every and --jobs are at least 1, and --steps at least --every")
    folders = {"mnist": args.mnist, "cifar10": args.cifar10}
    for name in args.sets:
        if not folders[name].is_dir():
            parser.error(f"there is no folder '{folders[name]}'; name the one of the data set by --{name}")
    args.out.mkdir(parents=True, exist_ok=True)
    if "cifar10" in args.sets:
        folders["cifar10"] = unpacked(folders["cifar10"], args.out / "cifar10")
    runs = train_all(args.program or build(), folders, args)

    pictures = args.docs / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    shown = []
    for variant in MAIN:
        source = args.out / f"mnist-{variant}-1.step-{args.steps}.png"
        if source.exists():
            shutil.copyfile(source, pictures / f"seed_{variant}.png")
            shown.append(variant)
    write(pictures / "seed_experiment.svg", seed_page.figure(runs))
    write(args.docs / "08_seed_experiment.md", seed_page.page(runs, shown))
    print(f"written: {args.docs / '08_seed_experiment.md'}")


if __name__ == "__main__":
    main()
