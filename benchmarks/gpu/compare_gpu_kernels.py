#!/usr/bin/env python3
"""Time of augury's kernels on a GPU, one by one, beside the least that the card needs by its own rates.

Prints a Markdown table: medians with quartiles over the rounds, and the share of the floor: products at the
rate of PyTorch's 8192^3 product in that precision, or memory at the bandwidth of a copy of 1 GiB,
whichever takes longer. Kernels without products are the same in all precisions. Each row is there as soon as it is
measured, and is appended to OUT/gpu_kernels.md where the environment variable OUT names a folder; the table comes
once more at the end. A kernel that fails is a row too, and then the exit status is 1. run.sh builds and checks
parity.
"""
import argparse
import os
import shutil
import statistics
import sys

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from peers import Ended, Peer, middle  # noqa: E402
from report import Report  # noqa: E402

PRECISIONS = ("fp32", "tf32", "bf16")
HEAD = "| kernel | precision | microseconds, median [quartiles] | floor | by | of the floor |"


def listed(reply):
    """[(name, operations, bytes)] of the answer to "list"."""
    words = reply.split("\t")
    return [(words[i], float(words[i + 1]), float(words[i + 2])) for i in range(0, len(words) - 2, 3)]


def cells(times, operations, moved, flops, bandwidth):
    by_products, by_memory = operations / flops, moved / bandwidth
    floor = max(by_products, by_memory)
    return (middle(times, unit=1e6), f"{1e6 * floor:.1f}", "products" if by_products > by_memory else "memory",
            f"{100 * floor / statistics.median(times):.0f} %")


def measure(ours, request, rounds):
    """(seconds of each round, why there are none)"""
    try:
        answers = [ours.seconds(request, 1) for _ in range(rounds)]
        if None not in answers:
            return [time for (time,) in answers], ""
        reason = ours.failure
    except Ended as end:
        reason = str(end)
    ours.restart()  # an error on the device stays with a process
    return [], reason


def compare(ours, theirs, precisions, rounds, count, report):
    """Measures and reports all; sentences about what failed."""
    reply = ours.ask("list")
    kernels, wrong = listed(reply), []
    if not kernels:
        sys.exit(f"compare_gpu_kernels: expected a list of kernels of augury, found '{reply}'; see what it said above")
    for precision in precisions:
        reply = theirs.ask(f"floor {precision}")
        if reply.startswith("error:"):
            sys.exit(f"compare_gpu_kernels: the card's rates cannot be measured: {reply}")
        flops, bandwidth = map(float, reply.split())
        for number, (name, operations, moved) in enumerate(kernels):
            if operations == 0 and precision != precisions[0]:
                continue
            print(f"{name} in {precision} ...", file=sys.stderr, flush=True)
            times, reason = measure(ours, f"kernel {number} {precision} {count}", rounds)
            if times:
                report.row(name, precision, *cells(times, operations, moved, flops, bandwidth))
            else:
                report.row(name, precision, f"failed: {reason}", "", "", "")
                wrong.append(f"'{name}' failed in {precision}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--precisions", default=",".join(PRECISIONS), help="names with commas between (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=11, help="at least two (default %(default)s)")
    parser.add_argument("--count", type=int, default=20, help="of each kernel in a round")
    parser.add_argument("--ours", default="build/cuda/benchmarks/gpu_kernels", help="augury's program (default %(default)s)")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda",
                        help="of PyTorch; cpu is for trying this program")
    parser.add_argument("--check", action="store_true", help="read the options, and do nothing else")
    args = parser.parse_args()
    precisions = list(dict.fromkeys(args.precisions.split(",")))
    unknown = [p for p in precisions if p not in PRECISIONS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; --precisions takes {', '.join(PRECISIONS)}")
    if args.rounds < 2 or args.count < 1:
        parser.error("at least two rounds of one kernel are needed")
    if args.check:
        return
    if not shutil.which(args.ours):
        sys.exit(f"compare_gpu_kernels: no program at {args.ours}; run benchmarks/gpu/run.sh, which builds it")

    ours = Peer("augury", [args.ours])
    theirs = Peer("PyTorch", [sys.executable, os.path.join(HERE, "pytorch_gpu_steps.py"), "--device", args.device])
    report = Report("gpu_kernels", HEAD)
    report.say(f"augury: {ours.info}  \nrates by {theirs.info}  \n{args.rounds} rounds of {args.count} of each kernel  ")
    report.say(HEAD)
    wrong = compare(ours, theirs, precisions, args.rounds, args.count, report)
    report.table()
    ours.quit()
    theirs.quit()
    if wrong:
        sys.exit(f"compare_gpu_kernels: {'; '.join(wrong)}")


if __name__ == "__main__":
    main()
