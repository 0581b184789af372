# SPDX-License-Identifier: MIT
"""The page and the figure of seed_experiment.py, from the lines of its runs.

`runs` is {(data set, variant, seed): [head, measurement, ...]} with the keys that seed_experiment.cpp writes.
"""
import math
import statistics

TITLES = {"mnist": "MNIST", "cifar10": "CIFAR-10"}
NAMES = {"plain": "plain", "wide": "plain, as many parameters", "stratified": "StochasticDeconv",
         "per_image": "per image", "per_image_dense": "per image, dense", "per_batch": "per batch",
         "per_batch_dense": "per batch, dense"}
COLOURS = {"plain": "#d55e00", "wide": "#e69f00", "stratified": "#0072b2", "per_image": "#009e73",
           "per_image_dense": "#56b4e9", "per_batch": "#cc79a7", "per_batch_dense": "#000000"}
# key in the lines, name, digits, whether the figure and the differences take its logarithm
MEASURES = (("classes", "classes covered", 1, False), ("distinct_at_least", "different images, at least", 0, True),
            ("recall", "recall", 3, False), ("coverage", "coverage", 3, False))
LOGARITHMIC = {key for key, _, _, log in MEASURES if log}
LEAST = 0.05  # coverage that must have been reached before half of it is a collapse

# Student's t, 97.5 %, by degrees of freedom
T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
     2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)


def late(lines, key):
    """Mean over the measurements of the last quarter: one step alone is a matter of luck."""
    curve = [line[key] for line in lines[1:]]
    mean = statistics.geometric_mean if key in LOGARITHMIC else statistics.fmean
    return mean(curve[-max(1, len(curve) // 4):])


def collapse(lines, key="coverage", least=LEAST):
    """The step at which a measure first falls below half of the most it has been, None if it never does."""
    most = 0
    for line in lines[1:]:
        most = max(most, line[key])
        if most >= least and line[key] < most / 2:
            return line["step"]
    return None


def falls(seeds, key="coverage", least=LEAST):
    """Of how many runs that is true, and at which steps."""
    steps = [collapse(lines, key, least) for lines in seeds.values()]
    fallen = [step for step in steps if step]
    stayed = sum(late(lines, key) < max(line[key] for line in lines[1:]) / 2 for lines in seeds.values())
    where = f", at step {spread(fallen, 0)}; in {stayed} at the end" if fallen else ""
    return f"in {len(fallen)} of {len(steps)} run{'s' * (len(steps) > 1)}{where}"


def of(runs, data, variant):
    return {seed: lines for (d, v, seed), lines in sorted(runs.items()) if (d, v) == (data, variant)}


def variants_of(runs, data):
    return [v for v in NAMES if of(runs, data, v)]


def number(value, digits):
    return f"{value:,.{digits}f}" if digits == 0 else f"{value:.{digits}f}"


def spread(values, digits):
    """median (least-most)"""
    middle = number(statistics.median(values), digits)
    return middle if len(values) == 1 else f"{middle} ({number(min(values), digits)}–{number(max(values), digits)})"


def table(runs, data, variants):
    yield ("| | parameters | ms per step | " + " | ".join(name for _, name, _, _ in MEASURES)
           + " | most coverage | first below half of the most so far |")
    yield "|---" * (5 + len(MEASURES)) + "|"
    for variant in variants:
        seeds = of(runs, data, variant)
        cells = [f"{next(iter(seeds.values()))[0]['parameters']:,}",
                 spread([lines[-1]["ms_per_step"] for lines in seeds.values()], 1)]
        cells += [spread([late(lines, key) for lines in seeds.values()], digits) for key, _, digits, _ in MEASURES]
        cells += [spread([max(line["coverage"] for line in lines[1:]) for lines in seeds.values()], 3), falls(seeds)]
        yield f"| {NAMES[variant]} | " + " | ".join(cells) + " |"
    heads = [lines[0] for (d, _, _), lines in runs.items() if d == data]
    cells = [spread(list({h["seed"]: h[key] for h in heads}.values()), digits) for key, _, digits, _ in MEASURES]
    yield "| *held-out real images* | | | " + " | ".join(cells) + " | | |"


def difference(runs, data, one, other, key, log):
    """Of two variants, seed by seed: (mean, half of its 95 % interval); None for less than two seeds."""
    a, b = of(runs, data, one), of(runs, data, other)
    scale = math.log10 if log else float
    gaps = [scale(late(a[seed], key)) - scale(late(b[seed], key)) for seed in a.keys() & b.keys()]
    if len(gaps) < 2:
        return None
    t = T[len(gaps) - 2] if len(gaps) - 2 < len(T) else 1.96
    return statistics.fmean(gaps), t * statistics.stdev(gaps) / math.sqrt(len(gaps))


def differences(runs, data, pairs):
    """A table of pairs of variants; differences that seeds do not explain are bold."""
    rows = []
    for one, other in pairs:
        cells = []
        for key, _, digits, log in MEASURES:
            found = difference(runs, data, one, other, key, log)
            if found is None:
                break
            mean, half = found
            text = (f"×{10 ** mean:.2f} [{10 ** (mean - half):.2f}, {10 ** (mean + half):.2f}]" if log
                    else f"{mean:+.{digits}f} [{mean - half:+.{digits}f}, {mean + half:+.{digits}f}]")
            cells.append(f"**{text}**" if abs(mean) > half else text)
        if len(cells) == len(MEASURES):
            rows.append(f"| {NAMES[one]} against {NAMES[other]} | " + " | ".join(cells) + " |")
    if not rows:
        return ["*An interval needs at least two seeds.*"]
    head = "| mean of the seeds' differences, 95 % interval | " + " | ".join(name for _, name, _, _ in MEASURES) + " |"
    return [head, "|---" * (1 + len(MEASURES)) + "|", *rows]


def said_of_collapse(runs):
    """What was said of MNIST, and what was found: one sentence for each variant, and what follows."""
    for variant in ("plain", "stratified"):
        seeds = of(runs, "mnist", variant)
        if not seeds:
            continue
        claim = ("collapsed after 1000 steps and died after 2000" if variant == "plain"
                 else "was not collapsed globally at step 4388")
        ends = [late(lines, "classes") for lines in seeds.values()]
        yield (f"- {NAMES[variant]}: the answer's {claim}. Here coverage fell below half of the most so far "
               f"{falls(seeds)}, and of the classes covered more than half were lost {falls(seeds, 'classes', 4)}; "
               f"in the last quarter {spread(ends, 1)} of 10 were covered.")
    control = of(runs, "mnist", "plain")
    if control and not any(collapse(lines, "classes", 4) for lines in control.values()):
        yield ("- So the question of the title stays open: the plain network lost its classes in no run, and where nothing "
               "collapses, nothing can be\n  kept from it. What the runs do show is which network is the more various.")


def said_of_difference(runs, data, one, other):
    """Where the intervals leave out no difference between two variants: one sentence, or none."""
    found = {name: difference(runs, data, one, other, key, log) for key, name, _, log in MEASURES}
    if None in found.values():
        return
    said = []
    for word, sign in (("more", 1), ("less", -1), ("no difference shown", 0)):
        names = [name.removesuffix(", at least") for name, (mean, half) in found.items()
                 if (0 if abs(mean) <= half else math.copysign(1, mean)) == sign]
        if names:
            said.append(f"{word}{' in' if sign == 0 else ':'} {', '.join(names)}")
    yield f"- {TITLES[data]}, {NAMES[one]} against {NAMES[other]}: {'; '.join(said)}."


def said_of_repeats(runs):
    """How many images are one and the same, if that is why pairs are alike: a share p of them makes p * p of pairs."""
    for data in TITLES:
        seeds = of(runs, data, "stratified")
        if not seeds:
            continue
        shares = [100 * math.sqrt(lines[-1]["pairs"] / (1000 * 999 / 2)) for lines in seeds.values()]
        yield (f"- {TITLES[data]}, StochasticDeconv: at the end as many pairs of images are alike as if "
               f"{spread(shares, 0)} % of the images were one and the same.")


def page(runs, shown):
    heads = [lines[0] for lines in runs.values()]
    first = heads[0]
    seeds, steps, every = len({h["seed"] for h in heads}), first["steps"], first["every"]
    sets = [d for d in TITLES if variants_of(runs, d)]
    accuracy = {d: statistics.median(h["nearest_neighbour_accuracy"] for h in heads if h["data"] == d) for d in sets}
    text = f"""# 8. Does StochasticDeconv keep a GAN from collapsing?

*Written by `benchmarks/seed_experiment.py`, as the runs say; to change it, change that.*

Stochastic deconvolution (banks of filters, one drawn for each image; after 1802.02436) was proposed in an answer on a
forum, with two pictures of MNIST: a GAN with weight norm (1704.03971) and PReLU, collapsed after 1000 steps, and
the same with stochastic deconvolutions, still various at step 4388. There is no number with them. These are some: 1,200 images, {seeds} seed{'s' * (seeds > 1)}, {steps:,} steps of a batch of {first['batch']}, one generator
update for each discriminator update, loss of the non-saturating GAN, Adam ({first['rate']:g}, betas
{first['momentum']:g} and 0.999), no augmentation, no penalty, no average of the generator. A seed chooses the images,
the first weights, z and the order, the same for all variants.

- **plain**: two plain deconvolutions in the deep half of the generator
- **StochasticDeconv**: the same with banks of 16, 256 routes; stratified, lazy optimizer state
- **plain, as many parameters**: wider throughout, and slower for it: steps are equal, costs are not

Every {every} steps each generator makes 1,000 images, always of the same z.

- *Classes covered*: the class of an image is that of the nearest training image; a class is covered with a quarter of
  its fair share.
- *Different images, at least*: the birthday test (1706.08224), a bound of 95 %. Two images are one if their pixels are
  as near as those of 1 % of the held-out images are to a training image. Noise counts as different, and so do images
  that look like no digit: more than the real images have is no merit. 168,265 is the bound where no two of 1,000 are
  alike, the most that can be shown; differences from it are in truth at least as large. Means are geometric here.
- *Recall* (1904.06991) and *coverage* (2002.09797) of the training images, with 5 neighbours.

The nearest is meant by brightness and contrast of a grid of 8 by 8 cells: by pixels a blur is the nearest of many sharp images,
and seems to cover them. A fall of coverage counts once {100 * LEAST:.0f} % was reached. It need not be a collapse: smooth first
images lie near to many, and the sharper ones that follow to fewer, and most curves recover: see how many runs are
below half of their most at the end, and whether classes and recall fall as well.
Tables have the median of the seeds (least–most) of means over the last quarter of a run; ms per step are of one
thread's processor time.

![Curves of the four measures](pictures/seed_experiment.svg)

*Median of the seeds, and the band from the least to the most; grey: held-out real images, where they are in range.*
"""
    parts = [text]
    said = [*said_of_collapse(runs), *(line for d in sets for other in ("plain", "wide")
                                      for line in said_of_difference(runs, d, "stratified", other)),
            *said_of_repeats(runs)]
    if said:
        parts.append("## What was said, and what was found\n\n" + "\n".join(said) + "\n")
    for data in sets:
        main = [v for v in ("plain", "stratified", "wide") if v in variants_of(runs, data)]
        parts.append(f"## {TITLES[data]}\n\nThe nearest of 1,200 images is of the right class for "
                     f"{100 * accuracy[data]:.0f} % of the held-out ones"
                     + (", so that classes covered say next to nothing here.\n" if accuracy[data] < 0.6 else ".\n"))
        parts.append("\n".join(table(runs, data, main)) + "\n")
        parts.append("\n".join(differences(runs, data, [("stratified", "plain"), ("stratified", "wide"),
                                                        ("wide", "plain")])) + "\n")
        if data == "mnist" and shown:
            parts.append("".join(f"![{NAMES[v]}](pictures/seed_{v}.png)\n*{NAMES[v]}, seed 1, step {steps:,}.*\n\n"
                                 for v in shown).rstrip() + "\n")
    banks = [v for v in variants_of(runs, "mnist") if v not in ("plain", "wide")]
    if len(banks) > 1:
        parts.append("## How a bank is chosen, on MNIST\n\n*StochasticDeconv* is stratified: each bank as often as the "
                     "others in every batch, so that none idles.\n*Dense*: the optimizer moves idle banks on by their "
                     "last moments, which the answer complains of; else it leaves them alone.\nWhatever the training, "
                     "images are made with a bank drawn for each.\n")
        parts.append("\n".join(line for other in banks if other != "stratified"
                               for line in said_of_difference(runs, "mnist", other, "stratified")) + "\n")
        parts.append("\n".join(table(runs, "mnist", banks)) + "\n")
        parts.append("\n".join(differences(runs, "mnist", [
            ("per_image", "stratified"), ("per_batch", "stratified"), ("per_image", "per_image_dense"),
            ("per_batch", "per_batch_dense")])) + "\n")
    parts.append("Bold: the interval leaves out no difference, which one in 20 does by chance, so about two of this page's.\n"
                 "With so few seeds an interval that has it in says little. Banks were not compared on CIFAR-10.\n\n"
                 "[benchmarks/README.md](../benchmarks/README.md) has the command that makes this page. What became of "
                 "banks that draw nothing stands in [chapter 4](04_choices.md).\n")
    return "\n".join(parts)


# ------------------------------------------------------------------------------------------- the figure
WIDE, HIGH, LEFT, TOP, GAP_X, GAP_Y = 210, 120, 100, 46, 72, 66


class Panel:
    """One measure of one data set over the steps."""

    def __init__(self, x, y, steps, top, log):
        self.x, self.y, self.steps, self.top, self.log = x, y, steps, top, log

    def at(self, step, value):
        height = (math.log10(max(value, 1)) / math.log10(self.top) if self.log else value / self.top)
        return f"{self.x + WIDE * step / self.steps:.1f},{self.y + HIGH * (1 - min(1, height)):.1f}"

    def axes(self, title):
        yield (f'<rect x="{self.x}" y="{self.y}" width="{WIDE}" height="{HIGH}" fill="none" stroke="#999"/>'
               f'<text x="{self.x}" y="{self.y - 6}" font-weight="bold">{title}</text>')
        for step in (0, self.steps // 2, self.steps):
            x = self.x + WIDE * step / self.steps
            yield f'<text x="{x:.1f}" y="{self.y + HIGH + 14}" text-anchor="middle">{step}</text>'
        ticks = ([10 ** e for e in range(0, round(math.log10(self.top)) + 1, 2)] if self.log
                 else [self.top * f for f in (0, 0.5, 1)])
        for value in ticks:
            y = float(self.at(0, value).split(",")[1])
            text = f"{value:,}" if self.log else f"{value:g}"
            yield (f'<line x1="{self.x - 3}" x2="{self.x}" y1="{y:.1f}" y2="{y:.1f}" stroke="#999"/>'
                   f'<text x="{self.x - 5}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')

    def curve(self, colour, lines, key):
        """Median and band; `lines` is a list of runs."""
        columns = [(points[0]["step"], [p[key] for p in points]) for points in zip(*(run[1:] for run in lines))]
        low = [self.at(step, min(values)) for step, values in columns]
        high = [self.at(step, max(values)) for step, values in columns]
        if len(lines) > 1:
            yield f'<polygon points="{" ".join(low + high[::-1])}" fill="{colour}" opacity="0.13"/>'
        middle = " ".join(self.at(step, statistics.median(values)) for step, values in columns)
        yield f'<polyline points="{middle}" fill="none" stroke="{colour}" stroke-width="1.6"/>'

    def control(self, value):
        yield (f'<polyline points="{self.at(0, value)} {self.at(self.steps, value)}" stroke="#777" fill="none" '
               'stroke-dasharray="4 3"/>')


def row(runs, data, variants, y):
    """The panels of one question, with a legend above."""
    heads = [lines[0] for (d, _, _), lines in runs.items() if d == data]
    x = LEFT
    for variant in variants:
        yield (f'<line x1="{x}" x2="{x + 18}" y1="{y - 30}" y2="{y - 30}" stroke="{COLOURS[variant]}" stroke-width="3"/>'
               f'<text x="{x + 23}" y="{y - 26}">{NAMES[variant]}</text>')
        x += 45 + 7 * len(NAMES[variant])
    yield f'<text x="10" y="{y + HIGH / 2}" font-weight="bold">{TITLES[data]}{"" if "plain" in variants else ", banks"}</text>'
    for column, (key, title, _, log) in enumerate(MEASURES):
        everything = [line[key] for v in variants for lines in of(runs, data, v).values() for line in lines[1:]]
        # recall and coverage: up to the next tenth
        top = 10 if key == "classes" else 10 ** math.ceil(math.log10(max(10, *everything))) if log else \
            max(0.1, math.ceil(10 * max(everything)) / 10)
        panel = Panel(LEFT + column * (WIDE + GAP_X), y, heads[0]["steps"], top, log)
        yield from panel.axes(title)
        control = statistics.median(h[key] for h in heads)
        if control <= top:
            yield from panel.control(control)
        for variant in variants:
            yield from panel.curve(COLOURS[variant], list(of(runs, data, variant).values()), key)


def figure(runs):
    rows = [(data, [v for v in ("plain", "wide", "stratified") if v in variants_of(runs, data)])
            for data in TITLES if variants_of(runs, data)]
    banks = [v for v in variants_of(runs, "mnist") if v not in ("plain", "wide")]
    if len(banks) > 1:
        rows.append(("mnist", banks))
    body = [line for i, (data, variants) in enumerate(rows) if variants
            for line in row(runs, data, variants, TOP + i * (HIGH + GAP_Y))]
    width, height = LEFT + len(MEASURES) * (WIDE + GAP_X), TOP + len(rows) * (HIGH + GAP_Y) - GAP_Y + 24
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'font-family="sans-serif" font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n'
            + "\n".join(body) + "\n</svg>\n")
