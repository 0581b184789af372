#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A checkpoint as PyTorch loads it, by docs/load_in_pytorch.py: both networks must make of the same
numbers what they make in C++.

    tests/python/load_checkpoint.py PROGRAM
"""
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import warnings

for package in ("torch", "safetensors", "numpy"):
    if importlib.util.find_spec(package) is None:
        sys.exit(print(f"skipped: {package} is not installed"))
warnings.filterwarnings("ignore")  # torch's, of its older weight_norm
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs"))
import load_in_pytorch  # noqa: E402
import numpy  # noqa: E402
import torch  # noqa: E402


def read(path):
    numbers = torch.from_numpy(numpy.load(path))
    return numbers.permute(0, 3, 1, 2) if numbers.dim() == 4 else numbers  # (N, C, H, W)


with tempfile.TemporaryDirectory() as folder, torch.no_grad():
    folder = pathlib.Path(folder)
    subprocess.run([sys.argv[1], folder], check=True)
    for name, owner in (("generator", "average"), ("discriminator", "discriminator")):
        module = load_in_pytorch.load(getattr(load_in_pytorch, name)(),
                                      folder / "checkpoint.safetensors", owner)
        ours = read(folder / f"{name}_out.npy")
        theirs = module(read(folder / f"{name}_in.npy"))
        worst = (theirs - ours).abs().max().item()
        scale = ours.abs().max().item()
        print(f"{name}: {tuple(ours.shape)}, largest number {scale:.3g}, largest difference {worst:.2g}")
        if ours.shape != theirs.shape or not worst < 1e-5 * scale or not scale > 1e-2:
            sys.exit(f"{name}: PyTorch makes other numbers of the checkpoint")
