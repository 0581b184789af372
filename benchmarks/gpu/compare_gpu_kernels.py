#!/usr/bin/env python3
"""Time of augury's kernels on a GPU, one by one, beside the least that the card needs by its own rates.

Prints a Markdown table: medians with quartiles over the rounds, and the share of the floor: products at the
rate of PyTorch's 8192^3 product in that precision, or memory at the bandwidth of a copy of 1 GiB,
whichever takes longer. Kernels without products are the same in all precisions. run.sh builds and checks
parity first.
"""
import argparse
import os
import shutil
import statistics
import sys

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from peers import Peer, middle  # noqa: E402

PRECISIONS = ("fp32", "tf32", "bf16")


def listed(reply):
    """[(name, operations, bytes)] of the answer to "list"."""
    words = reply.split("\t")
    return [(words[i], float(words[i + 1]), float(words[i + 2])) for i in range(0, len(words) - 2, 3)]


def row(name, precision, times, operations, moved, flops, bandwidth):
    by_products, by_memory = operations / flops, moved / bandwidth
    floor = max(by_products, by_memory)
    return (f"| {name} | {precision} | {middle(times, unit=1e6)} | {1e6 * floor:.1f} "
            f"| {'products' if by_products > by_memory else 'memory'} "
            f"| {100 * floor / statistics.median(times):.0f} % |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--precisions", default=",".join(PRECISIONS))
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--count", type=int, default=20, help="of each kernel in a round")
    parser.add_argument("--ours", default="build/cuda/benchmarks/gpu_kernels")
    parser.add_argument("--device", default="cuda", help="of PyTorch; cpu is for trying this program")
    args = parser.parse_args()
    precisions = args.precisions.split(",")
    unknown = [p for p in precisions if p not in PRECISIONS]
    if unknown or args.rounds < 2 or args.count < 1:
        parser.error(f"unknown: {', '.join(unknown)}" if unknown else "at least two rounds of one kernel are needed")
    if not shutil.which(args.ours):
        sys.exit(f"compare_gpu_kernels: no program at {args.ours}; run benchmarks/gpu/run.sh, which builds it")

    ours = Peer("augury", [args.ours])
    theirs = Peer("PyTorch", [sys.executable, os.path.join(HERE, "pytorch_gpu_steps.py"), "--device", args.device])
    print(f"augury: {ours.info}  \nrates by {theirs.info}  \n{args.rounds} rounds of {args.count} of each kernel  ")
    kernels, table = listed(ours.ask("list")), []
    for precision in precisions:
        reply = theirs.ask(f"floor {precision}")
        if reply.startswith("error:"):
            sys.exit(f"compare_gpu_kernels: the card's rates cannot be measured: {reply}")
        flops, bandwidth = map(float, reply.split())
        for number, (name, operations, moved) in enumerate(kernels):
            if operations == 0 and precision != precisions[0]:
                continue
            print(f"{name} in {precision} ...", file=sys.stderr)
            request = f"kernel {number} {precision} {args.count}"
            answers = [ours.seconds(request, 1) for _ in range(args.rounds)]
            if None in answers:
                sys.exit(1)  # the reason is said
            times = [time for (time,) in answers]
            table.append(row(name, precision, times, operations, moved, flops, bandwidth))
    print("\n| kernel | precision | microseconds, median [quartiles] | floor | by | of the floor |"
          "\n|---|---|---|---|---|---|")
    print("\n".join(table))
    ours.quit()
    theirs.quit()


if __name__ == "__main__":
    main()
