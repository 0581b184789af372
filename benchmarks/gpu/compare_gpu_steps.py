#!/usr/bin/env python3
"""Time of the reference steps on a GPU: augury beside PyTorch on the same card, interleaved.

In each round everyone runs COUNT steps and waits once, in an order that turns round from one round to the
next. Prints a Markdown table: medians with quartiles, the ratio to PyTorch's best mode, and the share of
the floor, the least time the card needs by its own measured rates. run.sh builds and checks parity first.
"""
import argparse
import os
import shutil
import sys

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from peers import Peer, beside, middle, take_turns  # noqa: E402

MODES, PRECISIONS = ("graph", "compile"), ("fp32", "tf32", "bf16")
# batch, discriminator widths; 3 channels, first map 4 x 4, z 128
STEPS = {
    "B": (256, (64, 128, 256)),
    "C": (128, (64, 128, 256, 512)),
    "L": (64, (64, 128, 256, 512, 512)),
}


def sizes(widths):
    """(operations, numbers that layers put out, parameters) of one image in G and in D. A convolution and
    the deconvolution that mirrors it have the same products; so have both Dense layers, but for 1 and z."""
    products, outs_d, outs_g, weights, side = 0, 0, 0, 0, 4
    features = side * side * widths[-1]
    outs_g += features
    for wide, narrow in zip(reversed(widths), (*reversed(widths[:-1]), 3)):
        products += 2 * side * side * wide * narrow * 16
        weights += wide * narrow * 16
        outs_d += side * side * wide
        side *= 2
        outs_g += side * side * narrow
    generator = (products + 2 * features * 128, outs_g, weights + 128 * features)
    discriminator = (products + 2 * features, outs_d, weights + features)
    return generator, discriminator


def least(name, precision, flops, bandwidth):
    """Seconds below which no step can be. Products: three for each weight layer and pass (G once, D three
    times). Memory: what each layer puts out is written once and read once, and so is its gradient, in 4 bytes
    (2 in bf16); Adam reads weight, gradient and two moments of 4 bytes and writes three of them. Both
    may overlap, so the longer one counts."""
    batch, widths = STEPS[name]
    (ops_g, outs_g, weights_g), (ops_d, outs_d, weights_d) = sizes(widths)
    products = batch * 3 * (3 * ops_d + ops_g) / flops
    number = 2 if precision == "bf16" else 4
    memory = (batch * 4 * number * (3 * outs_d + outs_g) + 7 * 4 * (weights_g + weights_d)) / bandwidth
    return max(products, memory), products, memory


def rows(name, precision, times, floor):
    for label, each, median, ratio in beside(times):
        yield (f"| {name} | {precision} | {label} | {middle(each, 3)} | {ratio} "
               f"| {1e3 * floor:.3f} | {100 * floor / median:.0f} % |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("--precisions", default=",".join(PRECISIONS))
    parser.add_argument("--modes", default=",".join(MODES), help="PyTorch's modes: graph, compile, eager")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--count", type=int, default=50, help="steps of each one in a round")
    parser.add_argument("--ours", default="build/cuda/benchmarks/gpu_steps")
    parser.add_argument("--device", default="cuda", help="of PyTorch; cpu is for trying this program")
    args = parser.parse_args()
    steps, precisions, modes = (text.split(",") for text in (args.steps, args.precisions, args.modes))
    unknown = [s for s in steps if s not in STEPS] + [p for p in precisions if p not in PRECISIONS]
    unknown += [m for m in modes if m not in (*MODES, "eager")]
    if unknown or args.rounds < 2 or args.count < 1:
        parser.error(f"unknown: {', '.join(unknown)}" if unknown else "at least two rounds of one step are needed")
    if not shutil.which(args.ours):
        sys.exit(f"compare_gpu_steps: no program at {args.ours}; run benchmarks/gpu/run.sh, which builds it")

    peers = [Peer("augury", [args.ours])]
    for mode in modes:
        program = os.path.join(HERE, "pytorch_gpu_steps.py")
        peers.append(Peer(mode, [sys.executable, program, "--mode", mode, "--device", args.device]))
    for p in peers:
        print(f"{p.name}: {p.info}  ", flush=True)
    print(f"{args.rounds} rounds of {args.count} steps  ")

    table = []
    for precision in precisions:
        reply = peers[-1].ask(f"floor {precision}")
        if reply.startswith("error:"):
            sys.exit(f"compare_gpu_steps: the card's rates cannot be measured: {reply}")
        flops, bandwidth = map(float, reply.split())
        print(f"{precision}: products {flops / 1e12:.1f} TFLOP/s, copies {bandwidth / 1e9:.0f} GB/s  ", flush=True)
        for name in steps:
            print(f"step {name} in {precision} ...", file=sys.stderr)
            floor, products, memory = least(name, precision, flops, bandwidth)
            print(f"{name} in {precision}: floor {1e3 * products:.3f} ms by products, "
                  f"{1e3 * memory:.3f} ms by memory  ")
            request = f"step {name} {precision} {args.count}"
            able = [p for p in peers if p.seconds(request, 1)]  # warms up, compiles
            table += rows(name, precision, take_turns(able, args.rounds, request, 1), floor)
    print("\n| step | precision | program | ms per step, median [quartiles] | PyTorch / augury [rounds' min, max] "
          "| floor, ms | of the floor |\n|---|---|---|---|---|---|---|")
    print("\n".join(table))
    for p in peers:
        p.quit()


if __name__ == "__main__":
    main()
