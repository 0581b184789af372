#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""benchmarks/gpu/run.sh and configure.sh in a folder of their own, with programs that only say that they were called, and
that all scripts which share build/cuda configure it by configure.sh."""
import os
import pathlib
import shutil
import subprocess
import sys
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
    (tree / "build/cuda/tests/cuda").mkdir(parents=True, exist_ok=True)
    (tree / "build/cuda/tests/cuda/cuda_tests.txt").write_text("".join(f"{name}\n" for name in programs))


def card(name):
    """nvidia-smi, which knows no other question than a compute capability of the newest card."""
    program(tools / "nvidia-smi", f'case $1 in -L) {name} ;; *compute_cap*) echo 9.0; echo 9.0 ;; *) exit 9 ;; esac')


shutil.copytree(ROOT / "benchmarks/gpu", tree / "benchmarks/gpu", ignore=shutil.ignore_patterns("__pycache__"))
for script in ("peers.py", "compare_steps.py"):
    shutil.copy(ROOT / "benchmarks" / script, tree / "benchmarks" / script)
# CMake keeps what it is told, and what it found by the options AUTO.
CMAKE = """
case $1 in
  --fresh)
    echo "cmake $*" >&2
    mkdir -p build/cuda
    for word; do case $word in -DCMAKE_CUDA_ARCHITECTURES=*) kept=$word ;; esac; done
    echo "CMAKE_CUDA_ARCHITECTURES:STRING=${kept#*=}" >build/cuda/CMakeCache.txt
    for each in $FOUND; do echo "AUGURY_USES_$each" >>build/cuda/CMakeCache.txt; done ;;
  *)
    echo "cmake $*"
    exit "${BUILT:-0}" ;;
esac
"""
NONE, BOTH = "CUBLASLT:INTERNAL=OFF CUDNN:INTERNAL=OFF", "CUBLASLT:INTERNAL=ON CUDNN:INTERNAL=ON"
program(tools / "nvcc", "")
program(tools / "ninja", "")
program(tools / "cmake", CMAKE)
program(tools / "git", "echo abc1234-dirty")
# What is asked of PyTorch is answered, what is checked is checked, and what is measured is told.
PYTHON = f'case "$*" in -c*) ;; *--check*) exec {sys.executable} "$@" ;; *) echo "python3 $*"; exit "${{STATUS:-0}}" ;; esac'
program(tools / "python3", PYTHON)

# Words are read before anything else: no device is asked for, nothing is built, and OUT is not made.
quiet = {"OUT": str(folder / "never")}
program(tools / "nvidia-smi", "echo asked for; exit 9")
for words in (("bogus",), ("",), ("none",), ("bogus", "--rounds", "3"), ("build", "kernels"),
              ("parity", "--rounds", "3")):
    status, said = run(*words, **quiet)
    assert status == 1 and said.startswith("run.sh: ") and said.count("\n") == 1, said
    has(said, "benchmarks/gpu/run.sh takes ", *([f"there is no part '{words[0]}'"] if words[0] == "bogus" else []))
for words in (("--help",), ("-h",), ("build", "--help"), ("steps", "--help")):
    status, said = run(*words, **quiet)
    assert status == 0 and said.startswith("benchmarks/gpu/run.sh takes ") and said.count("\n") == 1, said
for words, why in ((("--modes", "grpah"), "unknown: grpah"), (("steps", "--steps", "B,Z"), "unknown: Z"),
                   (("--rounds", "1"), "at least two rounds"), (("kernels", "--precisions", "fp8"), "unknown: fp8"),
                   (("kernels", "--modes", "graph"), "unrecognized arguments: --modes graph"),
                   (("steps", "--device", "gpu"), "invalid choice: 'gpu'")):
    status, said = run(*words, **quiet)
    assert status == 2 and "cmake" not in said and "asked for" not in said, said
    has(said, why)
assert not (folder / "never").exists() and not (tree / "build").exists()

# A build needs no device, and says for which it is; the other parts do.
program(tools / "nvidia-smi", "exit 9")
status, said = run("build", FOUND=NONE)
assert status == 0, said
has(said, "-DCMAKE_CUDA_ARCHITECTURES=90\n", "build/cuda is for compute capability 90 (no device here); NVIDIA's "
    "libraries: none, our own tiles alone\n")
has(run("build", FOUND=NONE, AUGURY_OPTIONS="-DCMAKE_CUDA_ARCHITECTURES=80;86")[1],
    "build/cuda is for compute capability 80;86 (no device here)")
for words in ((), ("parity",), ("kernels",), ("steps",)):
    status, said = run(*words, **quiet)
    assert status == 1 and said.startswith("run.sh: there is no CUDA device here") and said.count("\n") == 1, said
card('echo "GPU 0: a card"')

# The build: options, nothing left of what an earlier call chose, the two targets; quotes keep words together.
shutil.rmtree(tree / "build")
status, said = run("build", AUGURY_OPTIONS="-DAUGURY_CUDNN=OFF -DA='b c*'", FOUND=NONE)
assert status == 0, said
has(said, "--fresh", "-GNinja", "-DCMAKE_CXX_FLAGS=-march=native", "-DAUGURY_BENCHMARKS=ON", "-DAUGURY_TESTS=ON",
    "-DAUGURY_CUDNN=AUTO -DAUGURY_CUBLASLT=AUTO -DCMAKE_CUDA_ARCHITECTURES=90 -DAUGURY_CUDNN=OFF -DA=b c*\n",
    "compute capability 90 (the device here)", "--target gpu_benchmarks cuda_tests")
has(run("build", FOUND=NONE)[1], "--fresh", "-GNinja")
program(tools / "nvidia-smi", '[ "$1" = -L ] && echo "GPU 0: an old driver"')
has(run("build", FOUND=NONE)[1], "-DCMAKE_CUDA_ARCHITECTURES=native\n")
card('echo "GPU 0: a card"')
status, said = run("build", AUGURY_OPTIONS="-DA='b")
assert status == 1 and said.startswith("configure.sh: AUGURY_OPTIONS cannot be split into words"), said
for option in ("-DAUGURY_CUDA=OFF", "-DAUGURY_CUDA:STRING=AUTO", "-D AUGURY_CUDA=OFF"):
    status, said = run("build", AUGURY_OPTIONS=f"-DA=B {option}")
    assert (status, said) == (1, "configure.sh: AUGURY_OPTIONS sets AUGURY_CUDA, and all that is built here is for CUDA; "
                                 "leave it out\n"), said
has(run("build", FOUND=NONE, AUGURY_OPTIONS="-DAUGURY_CUDA_FAST=tests")[1], "-DAUGURY_CUDA_FAST=tests\n")
configure = lambda *words: subprocess.run([tree / "benchmarks/gpu/configure.sh", *words], text=True, stderr=subprocess.STDOUT,
                                        stdout=subprocess.PIPE, timeout=60)
assert configure("--help").stdout.startswith("usage: ") and configure("-h").returncode == 0
assert configure("--bogus").stdout == "configure.sh: takes a folder, and no option '--bogus'\n"
assert configure("a", "b").stdout == "configure.sh: takes one folder, and no second word 'b'\n"
program(tools / "cmake", "echo why >&2; exit 1")
assert run("build") == (1, "why\nconfigure.sh: CMake could not configure build/cuda; what it said is above\n")
program(tools / "cmake", CMAKE)
status, said = run("build", BUILT="1")
assert status == 1 and said.endswith("\nrun.sh: the programs could not be built; why is above\n"), said
assert not (tree / "build/cuda/built.txt").exists()

# Parity: what is missing, what fails, what is skipped, and what passes, each of them counted.
status, said = run("parity")
assert status == 1
has(said, "there is no build/cuda/tests/cuda/cuda_tests.txt; benchmarks/gpu/run.sh build makes it")
run("build", FOUND=NONE)
passes = "echo 'All tests passed (3 assertions in 1 test case)'"
tests()
status, said = run("parity")
assert status == 1
has(said, "names no tests; nothing was checked")
skips = "echo 'skipped: there is no CUDA device here'"
tests(good=passes, wrong="echo a number is wrong; exit 42", silent="echo nothing", skips=skips, late=passes + "; exit 3",
      lame=skips + "; exit 1", alien="kill -ILL $$")
status, said = run("parity")
assert status == 1
has(said, "parity, good: All tests passed (3", "parity, wrong: FAILED (exit status 42)", "a number is wrong",
    "parity, silent: FAILED (exit status 0)", "parity, late: FAILED (exit status 3)", "parity, lame: FAILED (exit status 1)",
    "parity, skips: SKIPPED (skipped: there is no CUDA device here)",
    "parity, alien: FAILED (exit status 132: it was built for another processor than the one here)",
    "parity: 1 passed, 1 skipped, 5 failed; skipped is not passed", "see what FAILED above")
has((out / "parity.md").read_text(), "parity, good: All", "a number is wrong", "parity: 1 passed, 1 skipped")
run("build", FOUND="CUBLASLT:INTERNAL=ON CUDNN:INTERNAL=OFF")
tests(good=passes, skips=skips)
status, said = run("parity")
assert status == 1
has(said, "parity: 1 passed, 1 skipped, 0 failed; skipped is not passed  \n", "was not checked by all tests")

# Measuring: options go on; how it was built and whether parity passed is said; a query that fails ends nothing.
for name in ("gpu_steps", "gpu_kernels"):
    program(tree / "build/cuda/benchmarks" / name, "")
status, said = run("steps", "--steps", "B,C", "--rounds", "3")
assert status == 0, said
has(said, "compute capability: 90  \nNVIDIA's libraries: cuBLASLt  \nCMake's options: none  \ncommit: abc1234-dirty  \n",
    "NOT CHECKED: run.sh parity has not", "python3 benchmarks/gpu/compare_gpu_steps.py --steps B,C --rounds 3\n")
has((out / "gpu_steps.md").read_text(), "NVIDIA's libraries: cuBLASLt  \n")
tests(good=passes)
status, said = run("parity")
assert status == 0, said
has(said, "parity: 1 passed, 0 skipped, 0 failed  \n")
status, said = run("kernels")
assert status == 0 and "NOT CHECKED" not in said and "NOT ALONE" not in said, said
assert run("steps", STATUS="1")[0] == 1
program(tools / "nvidia-smi", 'case $1 in -L) echo "GPU 0: a card" ;; *apps*) echo 17; echo 4711 ;; *) exit 9 ;; esac')
has(run("kernels")[1], "NOT ALONE: 2 other programs use the device")
card('echo "GPU 0: a card"')

# Another script builds the tests with other libraries: what is measured is still told as it was built.
subprocess.run([tree / "benchmarks/gpu/configure.sh"], check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
               env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "FOUND": BOTH, "AUGURY_OPTIONS": ""})
assert run("parity")[0] == 0
status, said = run("steps")
has(said, "NVIDIA's libraries: cuBLASLt  \n", "NOT CHECKED: run.sh parity has passed with another build than this one")
run("build", FOUND="CUDNN:INTERNAL=ON CUBLASLT:INTERNAL=OFF")
has(run("steps")[1], "NVIDIA's libraries: cuDNN  \n")
run("build", FOUND="")
has(run("steps")[1], "NVIDIA's libraries: not known  \n")
run("build", BUILT="1")
has(run("steps")[1], "NOT KNOWN what was built: run.sh build has not ended well")

# All: in order, options to the steps alone, and a failure of the kernels keeps nobody from the steps.
status, said = run("--rounds", "3", STATUS="1", FOUND=BOTH)
assert status == 1, said
parts = ("cmake --fresh -S", "parity, good", "libraries: cuBLASLt and cuDNN  ", "compare_gpu_kernels.py\n",
         "compare_gpu_steps.py --rounds 3\n")
order = [said.index(part) for part in parts]
assert order == sorted(order), said

# A relative OUT is one beside the caller; one that cannot be made is a sentence.
done = subprocess.run([tree / "benchmarks/gpu/run.sh", "parity"], cwd=folder, check=True, stdout=subprocess.PIPE, timeout=60,
                      env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "OUT": "a/b", "AUGURY_OPTIONS": ""})
has((folder / "a/b/parity.md").read_text(), "parity, good: All")
assert run("parity", OUT="/dev/null/x") == (1, "run.sh: OUT is '/dev/null/x', which cannot be made; name a folder\n")

# What is missing is told in a sentence.
program(tools / "python3", f'case "$*" in *--check*) exec {sys.executable} "$@" ;; esac\n'
        'echo "Traceback"; echo "ImportError: no libtorch"; exit 1')
status, said = run("steps")
assert status == 1
has(said, "run.sh: python3 has no PyTorch that sees the device (ImportError: no libtorch); pip install torch")

# One script configures; who shares the folder calls it, and says nothing to CMake himself.
for script in ("benchmarks/gpu/run.sh", "benchmarks/gpu/stacked_mnist.py", "tests/cuda/sanitize.sh"):
    text = (ROOT / script).read_text()
    has(text, "benchmarks/gpu/configure.sh")
    assert "-DAUGURY" not in text and "cmake --fresh" not in text and "cmake -S" not in text and '"-S"' not in text, script
