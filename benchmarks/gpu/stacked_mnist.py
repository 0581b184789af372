#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""StackedMNIST on a GPU: both generators with several seeds, and a page with their table.

    python3 benchmarks/gpu/stacked_mnist.py --data DIR [--precision tf32] [--generators deconv]

Builds the program stacked_mnist into build/cuda and runs it for each generator and seed, one run at a time. After each
run its result is added to runs/stacked_mnist/results.jsonl, and the page is written anew; where the environment
variable OUT names a folder, both are copied to it. The page is runs/stacked_mnist/page.md, and docs/09_stacked_mnist.md
too once all runs of the full size (both generators, 3 seeds or more, 25,000 steps of 256, on a device) are recorded;
--page names another one instead. It shows what is recorded of the same sources, device, steps and batch, and says how
many other runs it leaves out.

A run that is recorded with the same settings is not done again, one that was stopped goes on from its last checkpoint
(every 1,000 steps), and one that fails is a row "failed" and tried again next time; the exit status is then 1. The
sources that count are the library's, the program's and examples/shared; with --program, that program itself.
AUGURY_OPTIONS has more options for CMake (see configure.sh), and is one of a run's settings, as are the libraries of
NVIDIA that the build uses.

Time, none of it measured on a GPU: a run is 25,000 steps of 256 images and 172 GFLOP each, 4.3 PFLOP, so seven
minutes at 10 TFLOP/s (fp32, perhaps) and two and a half at 30 (tf32 or bf16, perhaps); six runs are 15 to 45
minutes. Add a minute or two for building, once; two and a half minutes of processor time, on all cores, for the
classifier of digits, once; and a quarter of a minute on 16 cores for naming 52,000 stacks, for each run. Where a
command may take ten minutes only, begin it with `timeout -s INT 540`, which lets a run save its work, and give the
same one again until it ends with 0.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import typing

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
from stacked_page import MEASURES, NAMES, ON_A_PAGE, SETTINGS, page  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FILES = [f"{split}-{kind}" for split in ("train", "t10k") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")]
DOCS = ROOT / "docs/09_stacked_mnist.md"
FULL_SEEDS, FULL_STEPS, FULL_BATCH = 3, 25_000, 256
FOUND = (*MEASURES, "samples", "classifier_accuracy", "generator_parameters", "machine", "images_per_second")


class Built(typing.NamedTuple):
    program: pathlib.Path
    source: str  # what it was compiled from, in eight digits
    libraries: str  # of NVIDIA, that it uses
    commit: str


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
    old = {"source": "not known", "libraries": "not known"}  # of lines that have none
    keys = [key for key in SETTINGS + FOUND if key not in old]
    return [{**old, **result_in(line, keys, f"line {number} of {record}")} for number, line in enumerate(lines, 1)]


def digest(pieces):
    """Eight digits for these bytes."""
    return hashlib.sha256(b"\n".join(pieces)).hexdigest()[:8]


def sources():
    """Eight digits for what the program is compiled from."""
    folders = [ROOT / name for name in ("include", "benchmarks/stacked_mnist", "examples/shared")]
    files = [path for folder in folders for kind in ("*.hpp", "*.cpp", "*.cuh", "*.cu") for path in folder.rglob(kind)]
    files = sorted([*files, ROOT / "benchmarks/stacked_mnist.cpp"])
    return digest(piece for path in files for piece in (str(path.relative_to(ROOT)).encode(), path.read_bytes()))


def build():
    """The program with CUDA, and what it was built from and with."""
    source, cores = sources(), len(os.sched_getaffinity(0))
    configure = [str(ROOT / "benchmarks/gpu/configure.sh")]
    compile_it = ["cmake", "--build", "build/cuda", "-j", str(cores), "--target", "benchmark_stacked_mnist"]
    path = os.environ["PATH"] + ":/usr/local/cuda/bin"
    for command in (configure, compile_it):
        if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, env={**os.environ, "PATH": path}).returncode:
            stop(f"'{' '.join(command)}' failed; what it said is above")
    told = (ROOT / "build/cuda/configured.txt").read_text()
    told = dict(line.split(": ", 1) for line in told.splitlines())
    return Built(ROOT / "build/cuda/benchmarks/stacked_mnist", source, told["NVIDIA's libraries"], told["commit"])


class Terminated(KeyboardInterrupt):
    pass


def interrupt(*_):
    raise Terminated


def status_of(command):
    """That of a command, which ends with this program and has the time to save its work. The same signal twice, once
    from whoever stops both, would leave it none."""
    process = subprocess.Popen([str(word) for word in command])
    try:
        return process.wait()
    except KeyboardInterrupt as end:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        process.send_signal(signal.SIGINT if isinstance(end, Terminated) else signal.SIGTERM)
        process.wait()
        raise


def run(program, settings, args):
    """The result of a run, which is begun, gone on with, or found finished; None if it failed."""
    built = hashlib.sha256("\n".join(settings[key] for key in ("source", "libraries", "options")).encode())
    out = args.out / "{generator}-{precision}-{steps}x{batch}-{seed}{on}-{built}".format(
        **settings, on="-cpu" if settings["device"] == "cpu" else "", built=built.hexdigest()[:8])
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


def replace_file(path, text):
    """A kill leaves the old file or the new one."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(text)
    beside.replace(path)
    copies = pathlib.Path(os.environ.get("OUT") or path.parent)
    if not copies.samefile(path.parent):
        shutil.copy(path, copies)


def make_folder(path, what):
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"'{path}' cannot be {what}: {error.strerror}")


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with MNIST's four files (needed)")
    parser.add_argument("--generators", default=",".join(NAMES), help="deconv, stochastic, or both with a comma")
    parser.add_argument("--precision", choices=("fp32", "tf32", "bf16"), default="fp32",
                        help="what operands of products are rounded to")
    parser.add_argument("--seeds", type=int, default=FULL_SEEDS, help="runs of each, with seeds from 1 on (default %(default)s)")
    parser.add_argument("--steps", type=int, default=FULL_STEPS, help="of each run (default %(default)s)")
    parser.add_argument("--batch", type=int, default=FULL_BATCH, help="images (default %(default)s)")
    parser.add_argument("--device", default="cuda", help="cuda or cuda:N; cpu is for trying this program")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "runs/stacked_mnist",
                        help="folder of the runs, of results.jsonl and of page.md (runs/stacked_mnist)")
    parser.add_argument("--page", type=pathlib.Path,
                        help="what is written after each run, in the place of page.md and docs/09_stacked_mnist.md")
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
    return args


def check_files(args):
    """Says what is wrong with what is read and written, before minutes are spent."""
    if not args.data.is_dir():
        stop(f"there is no folder '{args.data}'; name the one with MNIST's four files by --data")
    missing = [name for name in FILES if not any((args.data / (name + end)).is_file() for end in ("", ".gz"))]
    if missing:
        stop(f"'{args.data}' has not all of MNIST's four files, plain or as .gz: {', '.join(missing)} missing; put them there, or "
             "name another folder by --data")
    if args.page and args.page.is_dir():
        stop(f"--page takes a file, and '{args.page}' is a folder; name a file in it")
    if args.page and not args.page.parent.is_dir():
        stop(f"there is no folder '{args.page.parent}' for the page; make it or name another file by --page")
    if args.program and not (args.program.is_file() and os.access(args.program, os.X_OK)):
        stop(f"there is no program '{args.program}'; leave out --program and it is built")


def is_full(args):
    """Whether this is what docs/09_stacked_mnist.md is about."""
    return (args.device != "cpu" and set(args.generators) == set(NAMES) and args.seeds >= FULL_SEEDS
            and (args.steps, args.batch) == (FULL_STEPS, FULL_BATCH))


def main():
    signal.signal(signal.SIGTERM, interrupt)
    args = read_arguments()
    options = shlex.join(cmake_options())
    check_files(args)
    if args.device != "cpu":
        require_device()
    make_folder(args.out, "the folder of the runs")
    if os.environ.get("OUT"):
        make_folder(pathlib.Path(os.environ["OUT"]), "the folder of copies that OUT names")
    record = args.out / "results.jsonl"
    recorded = recorded_in(record)
    built = build() if not args.program else Built(
        args.program.absolute(), "program " + digest([args.program.read_bytes()]), "not known", "not known")
    device = args.device.split(":")[0]
    wanted = [{"source": built.source, "device": device, "precision": args.precision,
               "libraries": built.libraries, "options": options, "steps": args.steps, "batch": args.batch, "seed": seed,
               "generator": generator}
              for seed in range(1, args.seeds + 1) for generator in args.generators]

    def is_recorded(settings):
        return any(settings.items() <= line.items() for line in recorded)

    left = [settings for settings in wanted if not is_recorded(settings)]
    print(f"{len(wanted) - len(left)} of {len(wanted)} runs are recorded in {record}", flush=True)
    failed = []
    command = shlex.join(["python3", "benchmarks/gpu/stacked_mnist.py", *sys.argv[1:]])

    def publish():
        replace_file(record, "".join(json.dumps(line) + "\n" for line in recorded))
        shown = [line for line in recorded if all(line[key] == wanted[0][key] for key in ON_A_PAGE)]
        text = page(command, shown, failed, len(recorded) - len(shown))
        pages = [args.page or args.out / "page.md"]
        if not args.page and is_full(args) and all(map(is_recorded, wanted)):
            pages.append(DOCS)
        for path in pages:
            replace_file(path, text)
            print(f"written: {path}", flush=True)

    if not left:
        publish()
    for settings in left:
        result = run(built.program, settings, args)
        (failed if result is None else recorded).append({**(result or settings), "commit": built.commit})
        publish()
    if failed:
        stop(f"{len(failed)} of {len(wanted)} runs failed; what they said is above")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("stopped; the same command goes on")
