#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tests/cuda/sanitize.sh with programs in the place of compute-sanitizer, nvidia-smi, CMake and the tests."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "cuda" / "sanitize.sh"
if not shutil.which("bash"):
    sys.exit(print("skipped: bash is not installed"))

# Runs its last argument, which is told the tool.
SANITIZER = """
for program; do :; done
TOOL=$2 exec "$program"
"""
PASSED = "echo 'All tests passed (3 assertions in 1 test case)'\n"
CLEAN = """
case $TOOL in
  racecheck) echo '========= RACECHECK SUMMARY: 0 hazards displayed (0 errors, 0 warnings)' ;;
  *) echo '========= ERROR SUMMARY: 0 errors' ;;
esac
"""
TESTS = {
    "clean": PASSED + CLEAN,
    "leaks": PASSED + "echo '========= ERROR SUMMARY: 2 errors'\nexit 1\n",
    "quiet": PASSED + "echo '========= ERROR SUMMARY: 10 errors'\n",  # exit status 0 all the same
    "failed": "echo '1 test case failed'\n" + CLEAN,
    "crashed": "echo 'All tests passed'\n" + CLEAN + "exit 1\n",
    "races": PASSED + "echo '========= RACECHECK SUMMARY: 1 hazard displayed (1 error, 0 warnings)'\n",
    "endless": "sleep 60\n" + PASSED + CLEAN,
    "skipped": "echo 'skipped: there is no CUDA device here'\n" + CLEAN,
    "refused": "echo '========= Error: Device not supported'\n" + PASSED,
    "otherwise": PASSED + "echo '========= ERROR SUMMARY: 0 errors'\n",  # no summary of racecheck
}


PLACES = [*os.environ["PATH"].split(":"), "/usr/local/cuda/bin", "/usr/local/cuda/compute-sanitizer"]


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: expected {wanted!r}, found {found!r}")


class Machine:
    """A build folder with some of the tests, and what sanitize.sh calls."""

    def __init__(self, folder, tests):
        self.folder, self.build, self.out = folder, folder / "build", folder / "out"
        write_program(folder / "bin" / "compute-sanitizer", SANITIZER)
        write_program(folder / "bin" / "nvidia-smi", "echo 'GPU 0: a card'\n")
        write_program(folder / "bin" / "nvcc", "exit 0\n")
        write_program(folder / "bin" / "ninja", "exit 0\n")
        write_program(folder / "bin" / "cmake", f'echo "$*" >>{folder}/cmake.txt; touch {self.build}/CMakeCache.txt\n')
        for name in tests:
            write_program(self.build / "tests" / "cuda" / name, TESTS[name])
        names = self.build / "tests" / "cuda" / "cuda_tests.txt"
        names.parent.mkdir(parents=True, exist_ok=True)
        names.write_text("".join(f"{name}\n" for name in tests))

    def sanitize(self, *words, **variables):
        """Exit status, lines of stdout, and stderr."""
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, env={
            **os.environ, "PATH": path, "AUGURY_BUILD": str(self.build), "OUT": str(self.out), "AUGURY_JOBS": "4",
            **variables})
        return done.returncode, done.stdout.splitlines(), done.stderr


def test_clean(folder):
    machine = Machine(folder, ["clean"])
    status, lines, _ = machine.sanitize("--no-build")
    expect("status of clean runs", status, 0)
    expect("a line for each tool", sorted(line.split(" clean, ")[0] for line in lines[:-1]),
           ["initcheck, clean:", "memcheck, clean:", "racecheck, clean:"])
    expect("the last line", lines[-1], "3 runs: 3 clean, 0 with findings, 0 not finished")
    expect("the same in OUT", (machine.out / "sanitize.txt").read_text().splitlines(), lines)
    expect("nothing found, nothing told", (machine.out / "sanitize_findings.txt").exists(), False)
    expect("nothing built", (folder / "cmake.txt").exists(), False)


def test_verdicts(folder):
    machine = Machine(folder, list(TESTS))
    status, lines, _ = machine.sanitize("--no-build", "--tool", "memcheck", AUGURY_LIMIT="2")
    expect("status", status, 1)
    said = {line.split(":")[0]: line.split(": ")[1].split(",")[0].split(" (")[0] for line in lines[:-1]}
    expect("memcheck's verdicts", said, {
        "memcheck, clean": "clean", "memcheck, leaks": "FINDINGS", "memcheck, quiet": "FINDINGS",
        "memcheck, failed": "FINDINGS", "memcheck, crashed": "FINDINGS", "memcheck, races": "NOT FINISHED",
        "memcheck, endless": "NOT FINISHED within 2 s", "memcheck, skipped": "NOT FINISHED",
        "memcheck, refused": "NOT FINISHED", "memcheck, otherwise": "clean"})
    expect("the last line", lines[-1], "10 runs: 2 clean, 4 with findings, 4 not finished")
    findings = (machine.out / "sanitize_findings.txt").read_text()
    for text in ("ERROR SUMMARY: 2 errors", "Device not supported", "memcheck, endless: NOT FINISHED"):
        expect(f"OUT has '{text}'", text in findings, True)
    _, lines, _ = machine.sanitize("--no-build", "--tool", "racecheck", "races", "otherwise", "clean")
    expect("racecheck", lines[-1], "3 runs: 1 clean, 1 with findings, 1 not finished")
    _, lines, _ = machine.sanitize("--no-build", "--tool", "initcheck", "clean", "skipped", OUT="")
    expect("initcheck", lines[-1], "2 runs: 1 clean, 0 with findings, 1 not finished")


def test_go_on(folder):
    """What was clean before and was not built since is left out; what was killed has no verdict."""
    machine = Machine(folder, ["clean", "leaks", "crashed"])
    machine.sanitize("--no-build", "--tool", "memcheck")
    (machine.build / "sanitize_clean_racecheck.log").write_text("All tests passed\n")
    status, lines, _ = machine.sanitize("--no-build", "--go-on", "--tool", "memcheck", "--tool", "racecheck", "clean", "leaks",
                                        AUGURY_JOBS="1")
    expect("status", status, 1)
    expect("lines", [line.split(",")[1].strip() for line in lines[:-1]],
           ["clean: clean before", "leaks: FINDINGS", "clean: clean", "leaks: NOT FINISHED (no summary"])
    expect("the last line", lines[-1], "4 runs: 2 clean, 1 with findings, 1 not finished")
    os.utime(machine.build / "tests" / "cuda" / "clean", (4e9, 4e9))  # built anew
    _, lines, _ = machine.sanitize("--no-build", "--go-on", "--tool", "memcheck", "clean")
    expect("not what was built since", "clean before" in lines[0], False)


def test_words(folder):
    """Words are read first, then the device is asked for, then compute-sanitizer."""
    machine = Machine(folder, ["clean"])
    (folder / "bin" / "compute-sanitizer").unlink()
    usage = "usage: tests/cuda/sanitize.sh [--tool memcheck|racecheck|initcheck] [--no-build] [--go-on] [TEST...]"
    for word in ("-h", "--help"):
        expect(f"usage by {word}", machine.sanitize(word), (0, [usage], ""))
    expect("an unknown option", machine.sanitize("--all"),
           (1, [], f"sanitize.sh: there is no option '--all'; {usage}\n"))
    if not any(os.access(pathlib.Path(path) / "compute-sanitizer", os.X_OK) for path in PLACES):
        expect("no compute-sanitizer", "there is no compute-sanitizer here" in machine.sanitize()[2], True)
    write_program(folder / "bin" / "nvidia-smi", "exit 9\n")
    expect("no device, and no compute-sanitizer", machine.sanitize(),
           (1, [], "sanitize.sh: there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one\n"))
    expect("OUT is not made for nothing", machine.out.exists(), False)
    write_program(folder / "bin" / "nvidia-smi", "echo 'GPU 0: a card'\n")
    write_program(folder / "bin" / "compute-sanitizer", SANITIZER)
    expect("no folder for OUT", machine.sanitize(OUT="/dev/null/x"),
           (1, [], "sanitize.sh: OUT is '/dev/null/x', which cannot be made; name a folder\n"))
    expect("a wrong name", "there is no test 'clea'" in machine.sanitize("clea")[2], True)
    expect("costs no minutes of building", "--build" in (folder / "cmake.txt").read_text(), False)


def test_nothing_to_run(folder):
    machine = Machine(folder, [])
    for words, why in (([], "so nothing was run"), (["dense"], "so nothing was run"),
                       (["--tool", "synccheck"], "not 'synccheck'"), (["--tool"], "not ''"), (["--all"], "usage: ")):
        status, lines, error = machine.sanitize("--no-build", *words)
        expect(f"status of {words}", status, 1)
        expect(f"no word of success from {words}", lines, [])
        expect(f"'{error}' says '{why}'", why in error, True)
    (machine.build / "tests/cuda/cuda_tests.txt").write_text("clean\n")  # and no such program
    status, lines, _ = machine.sanitize("--no-build", "--tool", "memcheck")
    expect("a test that is not built", (status, lines[-1]), (1, "1 runs: 0 clean, 0 with findings, 1 not finished"))
    expect("an unknown test", "there is no test 'dens'" in machine.sanitize("--no-build", "dens")[2], True)
    expect("no number", "not '0' and '240'" in machine.sanitize("--no-build", AUGURY_JOBS="0")[2], True)
    write_program(folder / "bin" / "nvidia-smi", "exit 9\n")
    expect("no device", "there is no CUDA device here" in machine.sanitize("--no-build")[2], True)


def test_build(folder):
    machine = Machine(folder, ["clean"])
    status, lines, _ = machine.sanitize("--tool", "memcheck", AUGURY_OPTIONS="-DAUGURY_CUDNN=ON -DA=B")
    expect("status", status, 0)
    configured, built = (folder / "cmake.txt").read_text().splitlines()
    expect("nothing is left of an earlier call", "--fresh" in configured and "-GNinja" in configured, True)
    for option in ("TESTS=ON", "BENCHMARKS=ON", "CUDNN=AUTO", "CUBLASLT=AUTO"):
        expect(f"-DAUGURY_{option}", f" -DAUGURY_{option} " in configured, True)
    expect("the user's options come last",
           configured.endswith("-DCMAKE_CUDA_ARCHITECTURES=native -DAUGURY_CUDNN=ON -DA=B"), True)
    expect("all tests at once", built.endswith("--target cuda_tests"), True)
    expect("the lines", (lines[0].split(" for ")[0], lines[1].split(", ")[:2]),
           (f"{machine.build} is", ["memcheck", "clean: clean"]))
    machine.sanitize("--tool", "memcheck")
    expect("nor in a used folder", "--fresh" in (folder / "cmake.txt").read_text().splitlines()[2], True)
    write_program(folder / "bin" / "cmake", "exit 1\n")
    status, lines, error = machine.sanitize()
    expect("a build that fails", (status, lines, "CMake could not configure" in error), (1, [], True))


for test in (test_clean, test_verdicts, test_go_on, test_words, test_nothing_to_run, test_build):
    with tempfile.TemporaryDirectory() as name:
        test(pathlib.Path(name))
