#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""benchmarks/gpu/run.sh in a folder of its own, with programs that only say that they were called."""
import os
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
kept_until_the_end = tempfile.TemporaryDirectory()
folder = pathlib.Path(kept_until_the_end.name)
tree, tools, out = folder / "tree", folder / "tools", folder / "out"


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text + "\n")
    path.chmod(0o755)


def run(*words, **variables):
    """(exit status, what it printed)"""
    done = subprocess.run([tree / "benchmarks/gpu/run.sh", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=60, env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}",
                                                      "OUT": str(out), "AUGURY_OPTIONS": "", **variables})
    return done.returncode, done.stdout


def has(text, *lines):
    for line in lines:
        assert line in text, f"no '{line}' in:\n{text}"


def tests(**programs):
    """The tests of a build, by what they do."""
    for name, text in programs.items():
        program(tree / "build/cuda/tests/cuda" / name, text)
    (tree / "build/cuda/tests/cuda/cuda_tests.txt").write_text("".join(f"{name}\n" for name in programs))


(tree / "benchmarks/gpu").mkdir(parents=True)
shutil.copy(ROOT / "benchmarks/gpu/run.sh", tree / "benchmarks/gpu/run.sh")
program(tools / "nvcc", "")
program(tools / "ninja", "")
program(tools / "cmake", 'case $1 in -S) echo "cmake $*" >&2 ;; *) echo "cmake $*" ;; esac')
program(tools / "python3", 'case $1 in -c) ;; *) echo "python3 $*"; exit "${STATUS:-0}" ;; esac')

# Words are read before anything else: no device is asked for, and OUT is not made.
quiet = {"OUT": str(folder / "never")}
program(tools / "nvidia-smi", "echo asked for; exit 9")
for words in (("bogus",), ("",), ("none",), ("bogus", "--rounds", "3"), ("build", "kernels"),
              ("parity", "--rounds", "3")):
    status, said = run(*words, **quiet)
    assert status == 1 and said.startswith("run.sh: benchmarks/gpu/run.sh takes ") and said.count("\n") == 1, said
for words in (("--help",), ("-h",), ("build", "--help"), ("steps", "--help")):
    status, said = run(*words, **quiet)
    assert status == 0 and said.startswith("benchmarks/gpu/run.sh takes ") and said.count("\n") == 1, said
assert not (folder / "never").exists()
program(tools / "nvidia-smi", '[ "$1" = -L ] && echo "GPU 0: a card"')  # any query fails

# The build: options, ninja where the folder is new, the two targets.
status, said = run("build", AUGURY_OPTIONS="-DAUGURY_CUDNN=ON")
assert status == 0, said
has(said, "-G Ninja", "-DAUGURY_BENCHMARKS=ON -DAUGURY_TESTS=ON -DCMAKE_CUDA_ARCHITECTURES=native",
    "-DAUGURY_CUDNN=OFF -DAUGURY_CUBLASLT=OFF -DAUGURY_CUDNN=ON", "--target gpu_benchmarks cuda_tests")

# Parity: what is missing, what fails, and what passes.
status, said = run("parity")
assert status == 1
has(said, "there is no build/cuda/tests/cuda/cuda_tests.txt; benchmarks/gpu/run.sh build makes it")
passes = "echo 'All tests passed (3 assertions in 1 test case)'"
tests(a_by_library=passes)
status, said = run("parity")
assert status == 1
has(said, "names no tests; nothing was checked")
tests(good=passes, wrong="echo a number is wrong; exit 42", silent="echo skipped: there is no device",
      late=passes + "; exit 3",
      b_by_library="echo asked for; exit 1")
status, said = run("parity")
assert status == 1
has(said, "parity, good: All tests passed (3", "parity, wrong: FAILED with exit status 42", "a number is wrong",
    "parity, silent: FAILED with exit status 0", "parity, late: FAILED with exit status 3", "see what FAILED above")
assert "by_library" not in said, said
has((out / "parity.md").read_text(), "parity, good: All", "a number is wrong")
has(run("parity", AUGURY_OPTIONS="-DAUGURY_CUBLASLT=ON")[1], "asked for")

# Measuring: options go on; whether parity passed is said; a query that fails ends nothing.
for name in ("gpu_steps", "gpu_kernels"):
    program(tree / "build/cuda/benchmarks" / name, "")
status, said = run("steps", "--steps", "B,C", "--rounds", "3")
assert status == 0, said
has(said, "NOT CHECKED: ", "python3 benchmarks/gpu/compare_gpu_steps.py --steps B,C --rounds 3\n")
tests(good=passes)
assert run("parity")[0] == 0
status, said = run("kernels")
assert status == 0 and "NOT CHECKED" not in said, said
assert run("steps", STATUS="1")[0] == 1
assert run("steps", "--wrong", STATUS="2")[0] == 2

# All: in order, options to the steps alone, and a failure of the kernels keeps nobody from the steps.
(tree / "build/cuda/CMakeCache.txt").touch()
status, said = run("--rounds", "3", STATUS="1")
assert status == 1 and "Ninja" not in said, said
parts = "cmake -S", "parity, good", "compare_gpu_kernels.py\n", "compare_gpu_steps.py --rounds 3\n"
order = [said.index(part) for part in parts]
assert order == sorted(order), said

# What is missing is told in a sentence.
program(tools / "python3", 'echo "Traceback"; echo "ImportError: no libtorch"; exit 1')
status, said = run("steps")
assert status == 1
has(said, "run.sh: python3 has no PyTorch that sees the device (ImportError: no libtorch); pip install torch")
program(tools / "nvidia-smi", "exit 9")
status, said = run()
assert status == 1
has(said, "run.sh: there is no CUDA device here")
