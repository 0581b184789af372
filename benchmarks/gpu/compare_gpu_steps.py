#!/usr/bin/env python3
"""Time of the reference steps on a GPU: augury beside PyTorch on the same card, interleaved.

In each round everyone runs COUNT steps and waits once, in an order that turns round from one round to the
next. Prints a Markdown table: medians with quartiles, the ratio to PyTorch's best mode, and the share of
the floor (step_floor.py), by rates of the card measured just before. Each row is there as soon as it is measured, and
is appended to OUT/gpu_steps.md where the environment variable OUT names a folder; the table comes once
more at the end, and behind it, for each precision in which B, C and L were measured with augury and PyTorch, the
geometric mean of PyTorch's best mode / augury, beside what is wanted. What fails is a row too, and then the exit status
is 1. run.sh builds and checks parity.
"""
import argparse
import os
import shutil
import statistics
import sys

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from gpu_reference import STEPS  # noqa: E402
from peers import Ended, Peer, beside, middle, take_turns  # noqa: E402
from report import Report  # noqa: E402
from step_floor import least  # noqa: E402

MODES, PRECISIONS = ("graph", "compile", "compiled_graph"), ("fp32", "tf32", "bf16")
MEAN_OF = ("B", "C", "L")
HEAD = ("| step | precision | program | ms per step, median [quartiles] | PyTorch / augury [rounds' min, max] "
        "| floor, ms | of the floor |")


def cells(times, floor, recorded=True):
    """Of each program that took turns: its name and what was found."""
    for label, each, median, ratio in beside(times):
        if label == "augury" and not recorded:
            label += " (not recorded)"
        yield label, middle(each, 3), ratio, f"{1e3 * floor:.3f}", f"{100 * floor / median:.0f} %"


def best_ratio(times):
    """PyTorch's best mode / augury, by medians; nothing where one of them was not measured."""
    medians = {name: statistics.median(t for one in rounds for t in one) for name, rounds in times.items()}
    ours = medians.pop("augury", None)
    return min(medians.values()) / ours if ours and medians else None


def means(ratios):
    """A line for each precision, of {precision: {step: ratio}}."""
    for precision, found in ratios.items():
        if all(found.get(name) for name in MEAN_OF):
            mean = statistics.geometric_mean(found[name] for name in MEAN_OF)
            yield (f"{precision}: PyTorch's best / augury, geometric mean over B, C, L: {mean:.2f} "
                   "(wanted: 1.3, and half of the floor on C and L)  ")


def label_of(name):
    return name if name == "augury" else f"PyTorch {name}"


def reason_against(peer, request):
    """Why a peer cannot do a step, or nothing; where it can, it has warmed up and compiled then."""
    print(f"{label_of(peer.name)}, {request} ...", file=sys.stderr, flush=True)  # it may take minutes
    try:
        if peer.seconds(request, 1):
            return ""
        reason = peer.failure
    except Ended as end:
        reason = str(end)
    peer.restart()  # an error on the device stays with a process
    return reason


def measure(peers, rounds, request):
    """(times of take_turns, {name: reason} of those that failed, whether augury's step is one recorded graph)"""
    failed = {p.name: reason for p in peers if (reason := reason_against(p, request))}
    able = [p for p in peers if p.name not in failed]
    try:
        times = take_turns(able, rounds, request, 1)
        recorded = all(p.ask("recorded") == "yes" for p in able if p.name == "augury")
        return times, failed, recorded
    except Ended as end:
        for p in able:
            p.restart()
        return {}, {**failed, **{p.name: str(end) for p in able}}, True


def rates(peers, precision):
    """Operations and bytes per second, by the first of PyTorch's modes that says them."""
    reasons = []
    for p in peers:
        try:
            reply = p.ask(f"floor {precision}")
            if not reply.startswith("error:"):
                return map(float, reply.split())
        except Ended as end:
            reply = str(end)
        reasons.append(reply)
        p.restart()
    sys.exit(f"compare_gpu_steps: the card's rates in {precision} cannot be measured: {'; '.join(reasons)}")


def compare(peers, steps, precisions, rounds, count, report):
    """Measures and reports all; (sentences about what failed, what means() takes)."""
    wrong, ratios = [], {}
    for precision in precisions:
        flops, bandwidth = rates(peers[1:], precision)
        report.say(f"{precision}: products {flops / 1e12:.1f} TFLOP/s, copies {bandwidth / 1e9:.0f} GB/s  ")
        for name in steps:
            floor, products, memory = least(STEPS[name], precision, flops, bandwidth)
            report.say(f"{name} in {precision}: floor {1e3 * products:.3f} ms by products, "
                       f"{1e3 * memory:.3f} ms by memory  ")
            times, failed, recorded = measure(peers, rounds, f"step {name} {precision} {count}")
            ratios.setdefault(precision, {})[name] = best_ratio(times)
            for found in cells(times, floor, recorded):
                report.row(name, precision, *found)
            for who, reason in failed.items():
                report.row(name, precision, label_of(who), f"failed: {reason}", "", "", "")
                wrong.append(f"{label_of(who)} failed at {name} in {precision}")
            if all(p.name in failed for p in peers[1:]):
                wrong.append(f"no mode of PyTorch could be measured at {name} in {precision}")
            if not recorded:
                wrong.append(f"augury's step {name} in {precision} is not one recorded CUDA graph")
        for line in means({precision: ratios[precision]}):  # and behind the table, if it comes to that
            report.say(line)
    return wrong, ratios


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", default=",".join(STEPS), help="names with commas between (default %(default)s)")
    parser.add_argument("--precisions", default=",".join(PRECISIONS), help="names with commas between (default %(default)s)")
    parser.add_argument("--modes", default=",".join(MODES), help="of PyTorch: graph, compile, compiled_graph, eager")
    parser.add_argument("--rounds", type=int, default=11, help="at least two (default %(default)s)")
    parser.add_argument("--count", type=int, default=50, help="steps of each one in a round")
    parser.add_argument("--ours", default="build/cuda/benchmarks/gpu_steps", help="augury's program (default %(default)s)")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda",
                        help="of PyTorch; cpu is for trying this program")
    parser.add_argument("--check", action="store_true", help="read the options, and do nothing else")
    args = parser.parse_args()
    steps, precisions, modes = (
        list(dict.fromkeys(text.split(","))) for text in (args.steps, args.precisions, args.modes))
    unknown = [s for s in steps if s not in STEPS] + [p for p in precisions if p not in PRECISIONS]
    unknown += [m for m in modes if m not in (*MODES, "eager")]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are the steps {', '.join(STEPS)}, the precisions "
                     f"{', '.join(PRECISIONS)} and the modes {', '.join((*MODES, 'eager'))}")
    if args.rounds < 2 or args.count < 1:
        parser.error("at least two rounds of one step are needed")
    if args.check:
        return
    if not shutil.which(args.ours):
        sys.exit(f"compare_gpu_steps: no program at {args.ours}; run benchmarks/gpu/run.sh, which builds it")

    program = os.path.join(HERE, "pytorch_gpu_steps.py")
    peers = [Peer("augury", [args.ours])]
    peers += [Peer(mode, [sys.executable, program, "--mode", mode, "--device", args.device]) for mode in modes]
    report = Report("gpu_steps", HEAD)
    for p in peers:
        report.say(f"{p.name}: {p.info}  ")
    report.say(f"{args.rounds} rounds of {args.count} steps  ")
    report.say(HEAD)
    wrong, ratios = compare(peers, steps, precisions, args.rounds, args.count, report)
    report.table()
    lines = list(means(ratios))
    if lines:
        report.say("\n".join(["", *lines]))
    for p in peers:
        p.quit()
    if wrong:
        sys.exit(f"compare_gpu_steps: {'; '.join(wrong)}")


if __name__ == "__main__":
    main()
