#!/usr/bin/env python3
"""Time of the reference steps: augury beside PyTorch, interleaved in one run.

Starts augury's reference_steps and one PyTorch process per mode (pytorch_steps.py), all waiting on
their stdin, and lets them take turns: in each round everyone runs COUNT steps, in an order that turns
round from one round to the next. Prints a Markdown table. See README.md here.
"""
import argparse
import os
import shutil
import sys

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
from peers import Peer, beside, middle, take_turns  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
MODES = ("eager", "channels_last", "compile", "compile_channels_last")

# batch, image channels, side of the generator's first map, inputs of its Dense, discriminator widths,
# scores per feature vector (2 with the projection of a label), penalties
STEPS = {
    "A": (128, 1, 7, 110, (64, 128), 2, False),
    "B": (64, 3, 4, 128, (64, 128, 256), 1, False),
    "C": (32, 3, 4, 128, (64, 128, 256, 512), 1, False),
    "D": (64, 3, 4, 128, (64, 128, 256), 1, True),
}


def gflop(name):
    """A weight layer's product is 2 x outputs x inputs of each output; three products: forward, by
    input, by weight. Per image 3 (3 F_D + F_G): D passes on real, on fake and for G, G passes once.
    With R1 and R2 the slopes on real and on fake are two more passes of D, and relativistic
    pairing scores the real images once more, forward only: 3 (5 F_D + F_G) + F_D."""
    batch, channels, side, inputs, widths, scores, penalties = STEPS[name]
    convs, size = 0, side
    for wide, narrow in zip(reversed(widths), (*reversed(widths[:-1]), channels)):
        convs += 2 * size * size * wide * narrow * 16  # the same count for conv and deconv, kernel 4, stride 2
        size *= 2
    features = side * side * widths[-1]
    f_d = convs + 2 * features * scores
    f_g = convs + 2 * features * inputs
    return 1e-9 * batch * (3 * (5 * f_d + f_g) + f_d if penalties else 3 * (3 * f_d + f_g))


def machine_ticks():
    """(all, busy) ticks of all cores since the start of the machine; steal counts as busy."""
    with open("/proc/stat") as f:
        user, nice, system, idle, iowait, irq, softirq, steal = map(int, f.readline().split()[1:9])
    busy = user + nice + system + irq + softirq + steal
    return busy + idle + iowait, busy


def rows(step, times):
    work = gflop(step)
    for label, each, median, ratio in beside(times):
        yield f"| {step} | {label} | {middle(each)} | {ratio} | {work:.1f} | {work / median:.0f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", default="A,B", help="names with commas between (default A,B)")
    parser.add_argument("--modes", default=",".join(MODES), help="PyTorch's modes (default: all)")
    parser.add_argument("--rounds", type=int, default=7, help="in which all take turns (default %(default)s)")
    parser.add_argument("--count", type=int, default=5, help="steps of each one in a round")
    parser.add_argument("--threads", type=int, default=2, help="of each one (default %(default)s)")
    parser.add_argument("--ours", default="build/release/benchmarks/reference_steps",
                        help="augury's program (default %(default)s)")
    parser.add_argument("--peer-only", action="store_true", help="PyTorch alone")
    args = parser.parse_args()
    steps = args.steps.split(",")
    unknown = [s for s in steps if s not in STEPS] + [m for m in args.modes.split(",") if m not in MODES]
    if unknown or args.rounds < 1 or args.count < 1 or args.rounds * args.count < 2:
        parser.error(f"unknown: {', '.join(unknown)}" if unknown else "at least two steps in all are needed")

    peers = []
    if not args.peer_only:
        if not shutil.which(args.ours):
            sys.exit(f"compare_steps: no program at {args.ours} (build it, or give --ours or --peer-only)")
        peers.append(Peer("augury", [args.ours, "--threads", str(args.threads)]))
    # PyTorch frees and maps its big tensors anew in every step; keeping the memory is a few per cent faster.
    keep = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "4294967296"}
    for mode in args.modes.split(","):
        command = [sys.executable, os.path.join(HERE, "pytorch_steps.py")]
        peers.append(Peer(mode, command + ["--threads", str(args.threads), "--mode", mode], keep))
    for p in peers:
        print(f"{p.name}: {p.info}  ", flush=True)
    print(f"{args.rounds} rounds of {args.count} steps  ")

    table, everything, busy, own = [], 0, 0, 0
    for step in steps:
        print(f"step {step} ...", file=sys.stderr)
        # an untimed round first: warms up and compiles (in processes of its own, so the load is counted after it)
        able = [p for p in peers if p.seconds(f"step {step} 1", 1)]
        before, ticks = sum(p.cpu() for p in peers), machine_ticks()
        table += rows(step, take_turns(able, args.rounds, f"step {step} {args.count}", args.count))
        after = machine_ticks()
        everything, busy = everything + after[0] - ticks[0], busy + after[1] - ticks[1]
        own += sum(p.cpu() for p in peers) - before
    others = max(0.0, 100 * (busy - own) / max(1, everything))
    print(f"taken by other programs meanwhile: {others:.0f} % of the machine"
          + (" - TOO MUCH: repeat this on a quiet machine" if others > 3 else "") + "\n")
    print("| step | program | ms per step, median [quartiles] | PyTorch / augury [rounds' min, max] "
          "| GFLOP | GFLOP/s |\n|---|---|---|---|---|---|")
    print("\n".join(table))
    for p in peers:
        p.quit()


if __name__ == "__main__":
    main()
