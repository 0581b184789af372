#!/usr/bin/env python3
"""Loads the generator of an augury checkpoint into torch.nn and makes images with it.

usage: python3 load_in_pytorch.py runs/mine/checkpoint.safetensors images.pt
Write the modules below as your generator is written, layer by layer: names, shapes and the order
of elements are PyTorch's. StochasticDeconv, JoinLabel, Projection, AuxiliaryClassifier, TPRelu and
WeightNorm (a norm per output filter) have no counterpart there. Needs the packages torch and safetensors.
"""
import sys

from safetensors.torch import load_file
from torch import nn
import torch


def generator():
    """Sequential<Shape<16>, Dense<256>, Reshape<4, 4, 16>, PRelu,
    Deconv<8>, BatchNorm, PRelu, Deconv<3>, Tanh>"""
    return nn.Sequential(
        nn.Linear(16, 256), nn.Unflatten(1, (16, 4, 4)), nn.PReLU(16),
        nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.PReLU(8),
        nn.ConvTranspose2d(8, 3, 4, 2, 1), nn.Tanh())


def load(module, path, owner="average"):
    """owner: average (what images are made with), generator or discriminator"""
    prefix = owner + "."
    tensors = {k[len(prefix):]: v for k, v in load_file(path).items() if k.startswith(prefix)}
    module.load_state_dict(tensors)  # strict: nothing missing, nothing left over
    return module.eval()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with torch.no_grad():
        images = load(generator(), sys.argv[1])(torch.randn(16, 16))  # (N, C, H, W) in (-1, 1)
    torch.save(images, sys.argv[2])
