#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The model of a step's least time (benchmarks/gpu/step_floor.py) beside sums by hand."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "benchmarks", "gpu"))
from gpu_reference import STEPS, Reference  # noqa: E402
from step_floor import layers, least, moved, operations  # noqa: E402

# 4x4x1 images: a convolution to 2x2x5, Dense 20 -> 1; the generator Dense 3 -> 20 and a deconvolution.
tiny = Reference(batch=7, channels=1, side=2, inputs=3, widths=(5,), scores=1, penalties=False)
conv, score, dense = 2 * 4 * 5 * 16, 2 * 20, 2 * 3 * 20
one = layers(tiny)
assert (one.products_g, one.products_d) == (conv + dense, conv + score), one
assert (one.first, one.dense) == (conv, dense), one
assert (one.outs_g, one.outs_d) == (20 + 16, 20), one
assert one.weights == 2 * 5 * 16 + 3 * 20 + 20, one

# The convolution has 2 + 2 products on real and made images (none at the images), 2 for the generator; the score
# 3 + 3 and 2; the deconvolution 3; the generator's Dense 2 (none at z).
assert operations(tiny) == 7 * (6 * conv + 8 * score + 3 * conv + 2 * dense), operations(tiny)
# With penalties three more on both sides, and the real images once more.
assert operations(tiny._replace(penalties=True)) == operations(tiny) + 7 * 7 * (conv + score)
assert moved(tiny, "fp32") == 7 * 16 * (3 * 20 + 36) + 28 * one.weights
assert moved(tiny, "bf16") == 7 * 8 * (3 * 20 + 36) + 28 * one.weights
assert least(tiny, "fp32", 1e9, 1e30)[0] == operations(tiny) / 1e9, "products take longer"
assert least(tiny, "fp32", 1e30, 1e9)[0] == moved(tiny, "fp32") / 1e9, "memory takes longer"

# A label: ten embeddings of ten numbers for the generator, which learns them, and ten projections.
conditional = layers(tiny._replace(inputs=13, scores=2))
assert conditional.products_g - conditional.dense == one.products_g - one.dense + 2 * 10 * 20, conditional
assert conditional.weights == one.weights + 10 * 20 + 10 * (10 + 20), conditional

# Banks cost memory and no operations; of three deconvolutions the last two have them.
assert operations(STEPS["E"]) == operations(STEPS["B"])
assert layers(STEPS["E"]).weights - layers(STEPS["B"]).weights == 15 * 16 * (128 * 64 + 64 * 3)
assert (STEPS["A"].z, STEPS["A"].classes, STEPS["B"].z, STEPS["B"].classes) == (100, 10, 128, 0)
