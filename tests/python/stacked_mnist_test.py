#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""benchmarks/gpu/stacked_mnist.py with a program of a few lines in the place of the one that trains."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

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
        for name in stacked_mnist.FILES:
            (folder / f"{name}.gz").touch()

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

    def run_folder(self):
        """The only run's."""
        return next((self.folder / "runs").glob("deconv-fp32-25000x256-1-cpu-*"))


def test_runs(place):
    status, _, calls = place.run("--seeds", "2")
    expect("status", status, 0)
    expect("calls", calls, ["deconv 1 fp32", "stochastic 1 fp32", "deconv 2 fp32", "stochastic 2 fp32"])
    expect_in(place.page.read_text(), "backend cpu, a machine", "99.24 %",
              "| `Deconv` | fp32; not known | 25,000 × 256 | 1 | 991 | 0.1000 | 1,000 | 0.0200 | 1.3 M | 12,346 |",
              "| `StochasticDeconv<16>` | fp32; not known | 25,000 × 256 | mean of 2 | 991.5 | 0.1500 |")
    expect("not again", place.run("--seeds", "2")[::2], (0, []))
    expect("only what is new", place.run("--seeds", "3", "--generators", "deconv")[2], ["deconv 3 fp32"])
    expect("another precision", place.run("--seeds", "1", "--precision", "bf16", "--generators", "stochastic")[2],
           ["stochastic 1 bf16"])
    page = place.page.read_text()
    expect("all recorded runs are rows", (page.count("12,346"), "left out" in page), (6, False))
    expect_in(page, "| `StochasticDeconv<16>` | bf16; not known | 25,000 × 256 | mean of 1 |", "mean of 3")
    expect("another number of steps", len(place.run("--seeds", "1", "--steps", "5")[2]), 2)
    page = place.page.read_text()
    expect("is another page", page.count("12,346"), 2)
    expect_in(page, "| 5 × 256 |", "6 recorded runs of other sources, devices, steps or batches are left out.")
    expect("copies", {path.name: path.read_text() for path in place.copies.iterdir()},
           {"page.md": page, "results.jsonl": (place.folder / "runs/results.jsonl").read_text()})


def test_failures(place):
    place.fail("2")
    status, error, calls = place.run("--seeds", "3", "--generators", "stochastic")
    expect("status", (status, error), (1, "stacked_mnist: 1 of 3 runs failed; what they said is above\n"))
    expect("the others are done", len(calls), 3)
    expect_in(place.page.read_text(), "| `StochasticDeconv<16>` | fp32; not known | 25,000 × 256 | 2 | failed | | | | | |",
              "mean of 2 | 992.0 |")
    place.fail("none")
    expect("it is tried again", place.run("--seeds", "3", "--generators", "stochastic")[::2],
           (0, ["stochastic 2 fp32 --resume"]))
    expect("and is no row any more", "failed" in place.page.read_text(), False)


def test_kills(place):
    place.run("--seeds", "1", "--generators", "deconv")
    (place.folder / "runs/results.jsonl").unlink()
    (place.run_folder() / "result.json").unlink()  # before its first checkpoint
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
    expect_in(place.page.read_text(), "| `Deconv` | fp32; not known | 25,000 × 256 | 1 |",
              "| `Deconv` | fp32; not known; `-DA=1 -DB=2` | 25,000 × 256 | 1 |",
              "| `Deconv` | fp32; not known; `-DA=1 -DB=2` | 25,000 × 256 | mean of 1 |")


def test_sources(place):
    """Another program is another row of another page, and so is what was recorded before programs were told apart."""
    one = ["--seeds", "1", "--generators", "deconv"]
    place.run(*one)
    record = place.folder / "runs/results.jsonl"
    old = {key: value for key, value in json.loads(record.read_text()).items()
           if key not in ("source", "libraries", "commit")}
    record.write_text(json.dumps(old) + "\n")
    expect("an old line is none of this program", place.run(*one)[::2], (0, []))  # its result lies in the run
    expect_in(place.page.read_text(), "1 recorded runs of other sources, ")
    with open(place.folder / "program", "a") as program:
        program.write("# another one\n")
    expect("another program", place.run(*one)[::2], (0, ["deconv 1 fp32"]))
    page = place.page.read_text()
    expect("is alone", page.count("12,346"), 1)
    expect_in(page, "2 recorded runs of other sources, ")
    sources = place.folder / "sources"
    for name in ("include/a.hpp", "examples/shared/b.cpp", "benchmarks/stacked_mnist/c.cu", "benchmarks/stacked_mnist.cpp",
                 "docs/d.md"):
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).touch()
    stacked_mnist.ROOT = sources
    found = {stacked_mnist.sources()}
    for name in ("include/a.hpp", "examples/shared/b.cpp", "benchmarks/stacked_mnist/c.cu", "benchmarks/stacked_mnist.cpp"):
        (sources / name).write_text("changed")
        found.add(stacked_mnist.sources())
    expect("each source counts", len(found), 5)
    (sources / "docs/d.md").write_text("changed")
    expect("and nothing else does", stacked_mnist.sources() in found, True)


def test_pages(place):
    """Only what is full, on a device, and all there is written among the documents."""
    docs, runs, tools = place.folder / "docs.md", place.folder / "runs", place.folder / "bin"
    tools.mkdir()
    (tools / "nvidia-smi").write_text("#!/bin/sh\necho 'GPU 0: a card'\n")
    (tools / "nvidia-smi").chmod(0o755)
    code = (f"import sys, pathlib; sys.path.insert(0, {str(SCRIPT.parent)!r}); import stacked_mnist\n"
            f"stacked_mnist.DOCS = pathlib.Path({str(docs)!r}); stacked_mnist.main()")

    def written(*words):
        for page in (docs, runs / "page.md"):
            page.unlink(missing_ok=True)
        done = subprocess.run([sys.executable, "-c", code, "--data", ".", "--program", "./program", "--out", "runs", *words],
                              cwd=place.folder, capture_output=True, text=True,
                              env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "OUT": str(place.copies),
                                   "AUGURY_OPTIONS": ""})
        return [done.returncode, *(page.name for page in (docs, runs / "page.md") if page.exists())]

    for words in (["--device", "cpu"], ["--steps", "20"], ["--batch", "16"], ["--seeds", "2"], ["--generators", "deconv"]):
        expect(f"a page beside the runs of {words}", written(*words), [0, "page.md"])
    place.fail("3")
    (runs / "results.jsonl").unlink()
    for kept in runs.glob("*-25000x256-*/result.json"):
        kept.unlink()
    expect("a run that failed", written(), [1, "page.md"])
    place.fail("none")
    expect("all of it", written(), [0, "docs.md", "page.md"])
    expect("the same page", docs.read_text(), (runs / "page.md").read_text())
    expect("copies", sorted(path.name for path in place.copies.iterdir()), ["docs.md", "page.md", "results.jsonl"])
    expect("a page that is named", written("--page", "mine.md"), [0])
    expect("is there", (place.folder / "mine.md").exists(), True)


def test_signals(place):
    """A run that is stopped saves its work, whichever signal it is, and whoever else was sent it."""
    ready = place.folder / "ready"
    (place.folder / "slow").write_text(f"""#!/usr/bin/env python3
import pathlib, signal, sys, time
def save(number, _):
    signal.signal(number, signal.SIG_DFL)
    time.sleep(0.3)
    pathlib.Path({str(place.folder)!r}, "saved").touch()
    sys.exit(1)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, save)
pathlib.Path({str(ready)!r}).touch()
time.sleep(30)
""")
    (place.folder / "slow").chmod(0o755)
    for number in (signal.SIGINT, signal.SIGTERM):
        for send in (os.kill, os.killpg):
            process = subprocess.Popen([sys.executable, SCRIPT, "--device", "cpu", "--data", ".", "--program", "./slow",
                                        "--out", "runs"],
                                       cwd=place.folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                                       start_new_session=True, env={**os.environ, "OUT": ""})
            while not ready.exists():
                time.sleep(0.02)
            send(process.pid, number)
            error = process.communicate(timeout=20)[1]
            expect(f"{number}", (process.returncode, error.splitlines()[-1:]),
                   (1, ["stacked_mnist: stopped; the same command goes on"]))
            expect("saved", (place.folder / "saved").exists(), True)
            ready.unlink()
            (place.folder / "saved").unlink()


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
    expect_sentence("there is no folder 'none'; name the one with MNIST's four files by --data", "--data", "none")
    (place.folder / "t10k-images-idx3-ubyte.gz").rename(place.folder / "t10k-images-idx3-ubyte")
    place.run("--seeds", "1", "--generators", "deconv")
    result = place.run_folder() / "result.json"
    (runs / "results.jsonl").unlink()
    for text in ("{", "3", "", "{}", '["a"]', "\xff"):
        result.write_bytes(text.encode("latin-1"))
        expect_sentence(f"{result.relative_to(place.folder)} is broken (")
    result.unlink()
    expect_sentence("--page takes a file, and '.' is a folder; name a file in it", "--page", ".")
    expect_sentence("there is no folder 'none' for the page; make it or name another file by --page", "--page", "none/a.md")
    expect("it is done again", place.run("--seeds", "1", "--generators", "deconv")[2], ["deconv 1 fp32 --force"])
    with open(runs / "results.jsonl", "a") as record:
        record.write('{"modes": 1\n')
    expect_sentence("line 2 of runs/results.jsonl is broken (")
    (runs / "results.jsonl").unlink()
    for name in ("t10k-images-idx3-ubyte", "train-labels-idx1-ubyte.gz"):
        (place.folder / name).unlink()
    expect_sentence("'.' has not all of MNIST's four files, plain or as .gz: train-labels-idx1-ubyte, t10k-images-idx3-ubyte missing; put")
    done = subprocess.run([sys.executable, SCRIPT, "--device", "cpu"], capture_output=True, text=True)
    expect_in(done.stderr, "the following arguments are required: --data")


def test_build(place):
    """CMake, and what else is looked for, are programs that do nothing or note their words."""
    tools, root = place.folder / "bin", place.folder / "tree"
    tools.mkdir()
    (root / "benchmarks/gpu").mkdir(parents=True)
    (root / "build/cuda").mkdir(parents=True)
    (root / "benchmarks/stacked_mnist.cpp").touch()
    shutil.copy(SCRIPT.parent / "configure.sh", root / "benchmarks/gpu/configure.sh")
    cache = "AUGURY_USES_CUBLASLT:INTERNAL=OFF\nAUGURY_USES_CUDNN:INTERNAL=ON\n"
    for name, text in (("ninja", ""), ("nvcc", ""), ("git", "echo abc1234"),
                       ("cmake", f'echo "$*" >>{place.folder}/cmake.txt\nprintf %s "{cache}" >build/cuda/CMakeCache.txt\n')):
        (tools / name).write_text("#!/bin/sh\n" + text)
        (tools / name).chmod(0o755)
    os.environ.update(PATH=f"{tools}:{os.environ['PATH']}", AUGURY_OPTIONS="-DAUGURY_CUDNN=ON -DA='b c'")
    stacked_mnist.ROOT = root
    built = stacked_mnist.build()
    expect("what is built", built[::2] + built[3:], (root / "build/cuda/benchmarks/stacked_mnist", "cuDNN", "abc1234"))
    configured, compiled = (place.folder / "cmake.txt").read_text().splitlines()
    expect_in(configured, "-GNinja ", "-DCMAKE_CXX_FLAGS=-march=native ", "-DAUGURY_TESTS=ON ",
              "-DAUGURY_BENCHMARKS=ON ", "-DAUGURY_CUDNN=AUTO ", "-DAUGURY_CUBLASLT=AUTO ")
    expect("the user's options come last", configured.endswith(" -DAUGURY_CUDNN=ON -DA=b c"), True)
    expect_in(compiled, "--build build/cuda -j", "--target benchmark_stacked_mnist")


for test in (test_runs, test_failures, test_kills, test_options, test_sources, test_pages, test_signals, test_sentences,
             test_build):
    with tempfile.TemporaryDirectory() as name:
        test(Place(pathlib.Path(name)))
