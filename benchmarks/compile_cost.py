#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What it costs to compile augury: seconds and peak memory of g++ -O2, as a Markdown table.

    python3 benchmarks/compile_cost.py [--compiler g++] [--runs 3]

Each row is the median of the runs; the limits are those the project has set itself.
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDES = [f"-I{ROOT / 'include'}", f"-I{ROOT / 'examples'}", "-isystem", "/usr/include/eigen3"]


def compile_once(compiler, source, folder):
    """Seconds and peak MiB of compiling one file to an object."""
    command = [compiler, "-std=c++20", "-O2", *INCLUDES, "-c", source, "-o", f"{folder}/object.o"]
    child = os.fork()
    begin = time.perf_counter()
    if child == 0:
        status = subprocess.call(command)
        # The compiler proper is a grandchild: its peak is what this process's children reached.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        pathlib.Path(folder, "peak").write_text(str(peak))
        os._exit(0 if status == 0 else 1)
    _, status = os.waitpid(child, 0)
    seconds = time.perf_counter() - begin
    if status != 0:
        raise SystemExit(f"{source} does not compile with {' '.join(command)}")
    return seconds, int(pathlib.Path(folder, "peak").read_text()) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--compiler", default="g++", help="to measure (default %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="of each row (default %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [("nothing (`int main() {}`)", "", None, None),
                ("`#include <Eigen/Core>` alone", "#include <Eigen/Core>", None, None),
                ("`#include <augury/augury.hpp>` alone", "#include <augury/augury.hpp>", 3, None),
                ("`#include <augury/files.hpp>` alone", "#include <augury/files.hpp>", None, None),
                ("`#include <augury/io/xtensor.hpp>` alone", "#include <augury/io/xtensor.hpp>", None, None),
                ("`examples/mnist.cpp`", ROOT / "examples/mnist.cpp", 40, 1024),
                *((f"`examples/{name}`", ROOT / "examples" / name, None, 1024)
                  for name in ("mnist/generate.cpp", "mnist/images.cpp", "shared/options.cpp", "shared/run.cpp")),
                ("`examples/custom_layer.cpp`", ROOT / "examples/custom_layer.cpp", None, None)]
        print(f"{subprocess.check_output([options.compiler, '--version'], text=True).splitlines()[0]}, -O2\n")
        print("| file | seconds | limit | peak MiB | limit |\n|---|---|---|---|---|")
        for name, text, most_seconds, most_memory in rows:
            source = text
            if isinstance(text, str):
                source = pathlib.Path(folder, "source.cpp")
                source.write_text(text + "\nint main() {}\n")
            runs = [compile_once(options.compiler, str(source), folder) for _ in range(options.runs)]
            seconds = statistics.median(r[0] for r in runs)
            memory = statistics.median(r[1] for r in runs)
            print(f"| {name} | {seconds:.1f} | {most_seconds or ''} | {memory:.0f} | {most_memory or ''} |", flush=True)


if __name__ == "__main__":
    main()
