#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""benchmarks/gpu/stacked_mnist.py with a program of a few lines in the place of the one that trains."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "benchmarks" / "gpu" / "stacked_mnist.py"
sys.path.insert(0, str(SCRIPT.parent))
import stacked_mnist  # noqa: E402

# Notes how it was called; fails for the seed that a file beside it names.
PROGRAM = """#!/usr/bin/env python3
import json, os, pathlib, sys
here = pathlib.Path(__file__).parent
words = [word for word in sys.argv[2:] if word not in ("--resume", "--force")]
given = {name[2:]: value for name, value in zip(words[::2], words[1::2])}
with open(here / "calls.txt", "a") as calls:
    calls.write(" ".join([given["generator"], given["seed"], given["precision"], *sys.argv[len(words) + 2:]]) + "\\n")
out = pathlib.Path(given["out"])
out.mkdir(exist_ok=True)
if (here / "fails.txt").read_text().strip() == given["seed"]:
    (out / "checkpoint.safetensors").touch()
    sys.exit(3)
seed = int(given["seed"])
(out / "result.json").write_text(json.dumps({
    "generator": given["generator"], "seed": seed, "steps": int(given["steps"]), "batch": int(given["batch"]),
    "modes": 990 + seed, "kl": seed / 10, "real_modes": 1000, "real_kl": 0.02, "samples": 26000,
    "classifier_accuracy": 0.9924, "generator_parameters": 1300000, "machine": "backend cpu, a machine",
    "images_per_second": 12345.6}))
"""


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: expected {wanted!r}, found {found!r}")


def expect_in(page, *texts):
    for text in texts:
        if text not in page:
            sys.exit(f"'{text}' is not in: {page}")


class Place:
    def __init__(self, folder):
        self.folder, self.page, self.copies = folder, folder / "page.md", folder / "copies"
        self.copies.mkdir()
        (folder / "program").write_text(PROGRAM)
        (folder / "program").chmod(0o755)
        self.fail("none")

    def fail(self, seed):
        (self.folder / "fails.txt").write_text(seed)
        (self.folder / "calls.txt").write_text("")

    def run(self, *words, options=""):
        """Exit status, stderr, and the calls of the program."""
        (self.folder / "calls.txt").write_text("")
        done = subprocess.run([sys.executable, SCRIPT, "--device", "cpu", "--data", ".", "--program", "./program",
                               "--out", "runs", "--page", self.page, *words], cwd=self.folder, text=True,
                              capture_output=True,
                              env={**os.environ, "OUT": str(self.copies), "AUGURY_OPTIONS": options})
        return done.returncode, done.stderr, (self.folder / "calls.txt").read_text().splitlines()


def test_runs(place):
    status, _, calls = place.run("--seeds", "2")
    expect("status", status, 0)
    expect("calls", calls, ["deconv 1 fp32", "stochastic 1 fp32", "deconv 2 fp32", "stochastic 2 fp32"])
    expect_in(place.page.read_text(), "backend cpu, a machine", "99.24 %",
              "| `Deconv` | fp32 | 25,000 × 256 | 1 | 991 | 0.1000 | 1,000 | 0.0200 | 1.3 M | 12,346 |",
              "| `StochasticDeconv<16>` | fp32 | 25,000 × 256 | mean of 2 | 991.5 | 0.1500 |")
    expect("not again", place.run("--seeds", "2")[::2], (0, []))
    expect("only what is new", place.run("--seeds", "3", "--generators", "deconv")[2], ["deconv 3 fp32"])
    expect("another precision", place.run("--seeds", "1", "--precision", "bf16", "--generators", "stochastic")[2],
           ["stochastic 1 bf16"])
    expect("another number of steps", len(place.run("--seeds", "1", "--steps", "5")[2]), 2)
    page = place.page.read_text()
    expect("all recorded runs are rows", page.count("12,346"), 8)
    expect_in(page, "| `StochasticDeconv<16>` | bf16 | 25,000 × 256 | mean of 1 |", "| 5 × 256 |", "mean of 3")
    expect("copies", {path.name: path.read_text() for path in place.copies.iterdir()},
           {"page.md": page, "results.jsonl": (place.folder / "runs/results.jsonl").read_text()})


def test_failures(place):
    place.fail("2")
    status, error, calls = place.run("--seeds", "3", "--generators", "stochastic")
    expect("status", (status, error), (1, "stacked_mnist: 1 of 3 runs failed; what they said is above\n"))
    expect("the others are done", len(calls), 3)
    expect_in(place.page.read_text(), "| `StochasticDeconv<16>` | fp32 | 25,000 × 256 | 2 | failed | | | | | |",
              "mean of 2 | 992.0 |")
    place.fail("none")
    expect("it is tried again", place.run("--seeds", "3", "--generators", "stochastic")[::2],
           (0, ["stochastic 2 fp32 --resume"]))
    expect("and is no row any more", "failed" in place.page.read_text(), False)


def test_kills(place):
    (place.folder / "runs" / "deconv-fp32-25000x256-1-cpu").mkdir(parents=True)  # before its first checkpoint
    expect("begun anew", place.run("--seeds", "1", "--generators", "deconv")[2], ["deconv 1 fp32 --force"])
    (place.folder / "runs" / "results.jsonl").unlink()  # between its end and the record
    expect("taken as it is", place.run("--seeds", "1", "--generators", "deconv")[::2], (0, []))
    expect("recorded", json.loads((place.folder / "runs/results.jsonl").read_text())["modes"], 991)
    for words, why in ((["--generators", "plain"], "not 'plain'"), (["--precision", "fp8"], "fp8"),
                       (["--seeds", "0"], "at least 1"), (["--device", "cuda:x"], "not 'cuda:x'"),
                       (["--device", "gpu"], "takes cpu, cuda or cuda:N")):
        status, error, calls = place.run(*words)
        expect(f"status of {words}", (status, calls), (2, []))
        expect_in(error, why)


def test_options(place):
    one = ["--seeds", "1", "--generators", "deconv"]
    expect("without options", place.run(*one)[2], ["deconv 1 fp32"])
    expect("with others", place.run(*one, options="-DA=1  -DB=2")[2], ["deconv 1 fp32"])
    expect("the same words", place.run(*one, options="-DA=1 -DB=2")[::2], (0, []))
    expect("and none again", place.run(*one)[::2], (0, []))
    expect_in(place.page.read_text(), "| `Deconv` | fp32 | 25,000 × 256 | 1 |",
              "| `Deconv` | fp32, `-DA=1 -DB=2` | 25,000 × 256 | 1 |",
              "| `Deconv` | fp32, `-DA=1 -DB=2` | 25,000 × 256 | mean of 1 |")


def test_sentences(place):
    def expect_sentence(why, *words, **options):
        status, error, calls = place.run("--seeds", "1", "--generators", "deconv", *words, **options)
        expect(f"a sentence, '{why}'", (status, error.count("\n"), error.startswith("stacked_mnist: "), calls),
               (1, 1, True, []))
        expect_in(error, why)

    runs = place.folder / "runs"
    expect_sentence("there is no program 'none'", "--program", "none")
    expect_sentence("there is no program '.'", "--program", ".")
    expect_sentence("'program' cannot be the folder of the runs: File exists", "--out", "program")
    expect_sentence("'program/runs' cannot be the folder of the runs", "--out", "program/runs")
    expect_sentence("AUGURY_OPTIONS cannot be split", options="-DA='b")
    for text in ("{", "3", "", "{}", '["a"]', "\xff"):
        (runs / "deconv-fp32-25000x256-1-cpu").mkdir(parents=True, exist_ok=True)
        (runs / "deconv-fp32-25000x256-1-cpu/result.json").write_bytes(text.encode("latin-1"))
        expect_sentence("runs/deconv-fp32-25000x256-1-cpu/result.json is broken (")
    (runs / "deconv-fp32-25000x256-1-cpu/result.json").unlink()
    expect("it is done again", place.run("--seeds", "1", "--generators", "deconv")[2], ["deconv 1 fp32 --force"])
    with open(runs / "results.jsonl", "a") as record:
        record.write('{"modes": 1\n')
    expect_sentence("line 2 of runs/results.jsonl is broken (")


def test_build(place):
    """CMake, and what else is looked for, are programs that do nothing or note their words."""
    tools = place.folder / "bin"
    tools.mkdir()
    for name, text in (("cmake", f'echo "$*" >>{place.folder}/cmake.txt\n'), ("ninja", ""), ("nvcc", "")):
        (tools / name).write_text("#!/bin/sh\n" + text)
        (tools / name).chmod(0o755)
    os.environ.update(PATH=f"{tools}:{os.environ['PATH']}", AUGURY_OPTIONS="-DAUGURY_CUDNN=ON -DA='b c'")
    stacked_mnist.ROOT = place.folder
    expect("the program", stacked_mnist.build(), place.folder / "build/cuda/benchmarks/stacked_mnist")
    configured, built = (place.folder / "cmake.txt").read_text().splitlines()
    expect_in(configured, "-G Ninja ", "-DCMAKE_CXX_FLAGS=-march=native ", "-DAUGURY_TESTS=ON ",
              "-DAUGURY_BENCHMARKS=ON ", "-DAUGURY_CUDNN=OFF ", "-DAUGURY_CUBLASLT=OFF ")
    expect("the user's options come last", configured.endswith("=native -DAUGURY_CUDNN=ON -DA=b c"), True)
    expect_in(built, "--build build/cuda -j", "--target benchmark_stacked_mnist")


for test in (test_runs, test_failures, test_kills, test_options, test_sentences, test_build):
    with tempfile.TemporaryDirectory() as name:
        test(Place(pathlib.Path(name)))
