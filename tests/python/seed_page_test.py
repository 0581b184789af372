#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page that benchmarks/seed_experiment.py writes, on runs whose figures can be told by hand."""
import pathlib
import sys
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benchmarks"))
import seed_page  # noqa: E402

HEAD = {"steps": 800, "every": 200, "batch": 32, "rate": 2e-4, "momentum": 0.5, "parameters": 1000, "classes": 10,
        "recall": 0.8, "coverage": 0.9, "distinct_at_least": 20_000.0, "nearest_neighbour_accuracy": 0.85}


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: expected {wanted}, found {found}")


def expect_in(page, *texts):
    for text in texts:
        if text not in page:
            sys.exit(f"the page does not say '{text}'")


def run(coverage, seed=1, variant="plain", data="mnist", **other):
    """Four measurements with these coverages; everything else as `other` says."""
    line = {"classes": 10, "distinct_at_least": 1000.0, "recall": 0.5, "pairs": 50, "ms_per_step": 12.0, **other}
    return [{**HEAD, "data": data, "variant": variant, "seed": seed},
            *({**line, "step": 200 * (i + 1), "coverage": c} for i, c in enumerate(coverage))]


def test_measures():
    expect("never below half", seed_page.collapse(run([0.1, 0.4, 0.2, 0.6])), None)
    expect("below half of the most so far", seed_page.collapse(run([0.1, 0.4, 0.19, 0.6])), 600)
    expect("too little to fall from", seed_page.collapse(run([0.04, 0.001, 0.04, 0.04])), None)
    expect("the last quarter", seed_page.late(run([0.1, 0.4, 0.2, 0.6]), "coverage"), 0.6)
    longer = run([0.1] * 8)
    longer[-1]["distinct_at_least"], longer[-2]["distinct_at_least"] = 100.0, 10_000.0
    expect("a geometric mean", round(seed_page.late(longer, "distinct_at_least"), 6), 1000)
    seeds = {1: run([0.4, 0.1, 0.3, 0.4]), 2: run([0.4, 0.4, 0.4, 0.1]), 3: run([0.4] * 4)}
    expect("falls", seed_page.falls(seeds), "in 2 of 3 runs, at step 600 (400–800); in 1 at the end")
    expect("spread", seed_page.spread([3, 1, 2], 1), "2.0 (1.0–3.0)")


def test_differences():
    runs = {("mnist", variant, seed): run([0.2, 0.2, 0.2, late], seed, variant, distinct_at_least=different)
            for variant, gain, different in (("plain", 0, 100.0), ("stratified", 0.1, 1000.0))
            for seed, late in ((1, 0.2 + gain), (2, 0.3 + gain), (3, 0.4 + gain))}
    mean, half = seed_page.difference(runs, "mnist", "stratified", "plain", "coverage", False)
    expect("mean of the seeds' differences", (round(mean, 9), round(half, 9)), (0.1, 0))
    mean, _ = seed_page.difference(runs, "mnist", "stratified", "plain", "distinct_at_least", True)
    expect("of logarithms", round(mean, 9), 1)
    uneven = {**runs, ("mnist", "stratified", 3): run([0.2] * 4, 3, "stratified")}  # gaps 0.1, 0.1, -0.2
    mean, half = seed_page.difference(uneven, "mnist", "stratified", "plain", "coverage", False)
    expect("Student's interval", (round(mean, 9), round(half, 3)), (0, round(4.303 * 0.03 ** 0.5 / 3 ** 0.5, 3)))
    return runs


def test_page(runs):
    page = seed_page.page(runs, ["plain"])
    expect_in(page, "3 seeds, 800 steps", "| plain | 1,000 | 12.0 (12.0–12.0) | 10.0 (10.0–10.0) | 100 (100–100) |",
              "**×10.00 [10.00, 10.00]**", "**+0.100 [+0.100, +0.100]**", "more: different images, coverage",
              "in 0 of 3 runs", "the question of the title stays open", "pictures/seed_plain.png")
    lost = {key: [lines[0], *({**line, "classes": 10 if i == 0 else 2} for i, line in enumerate(lines[1:]))]
            for key, lines in runs.items()}
    if "stays open" in seed_page.page(lost, []):
        sys.exit("runs that lost their classes leave the question open, says the page")
    expect_in(seed_page.page({("mnist", "plain", 1): run([0.2] * 4)}, []), "1 seed, 800", "needs at least two seeds")


def test_figure(runs):
    drawing = xml.etree.ElementTree.fromstring(seed_page.figure(runs))
    of = "{http://www.w3.org/2000/svg}"
    expect("panels", len([r for r in drawing.iter(of + "rect") if r.get("fill") == "none"]), 4)
    expect("bands, one for each variant in each panel", len(list(drawing.iter(of + "polygon"))), 4 * 2)
    for curve in drawing.iter(of + "polyline"):
        for point in curve.get("points").split():
            x, y = map(float, point.split(","))
            if not (0 <= x <= float(drawing.get("width")) and 0 <= y <= float(drawing.get("height"))):
                sys.exit(f"the figure has a point outside: {point}")


if __name__ == "__main__":
    test_measures()
    example = test_differences()
    test_page(example)
    test_figure(example)
    print("The page is as its runs say.")
