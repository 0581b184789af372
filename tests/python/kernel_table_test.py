#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The table of kernels (benchmarks/gpu/compare_gpu_kernels.py) on times told by hand."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "benchmarks", "gpu"))
from compare_gpu_kernels import cells, listed  # noqa: E402

assert listed("a map\t0\t1e6\tcorrelate, 8 banks\t4e9\t2e6\t") == [
    ("a map", 0, 1e6), ("correlate, 8 banks", 4e9, 2e6)], "names have spaces, tabs part them"

# 1 MB at 1 GB/s takes 1 ms; 4 GFLOP at 1 TFLOP/s take 4 ms.
by_memory = cells([1e-3, 2e-3, 4e-3], 0, 1e6, 1e12, 1e9)
assert by_memory == ("2000.0 [1500.0, 3000.0]", "1000.0", "memory", "50 %"), by_memory
by_products = cells([5e-3, 5e-3], 4e9, 1e6, 1e12, 1e9)
assert by_products == ("5000.0 [5000.0, 5000.0]", "4000.0", "products", "80 %"), by_products
