#!/usr/bin/env python3
"""Loads the generator of an augury checkpoint into torch.nn and makes images with it.

usage: python3 load_in_pytorch.py runs/mine/checkpoint.safetensors images.pt
Write the modules below as your networks are written, layer by layer: names, shapes and the order of
elements are PyTorch's. StochasticDeconv, JoinLabel, Projection, AuxiliaryClassifier, TPRelu and a
WeightNorm of Deconv have no counterpart there. Needs the packages torch and safetensors.
"""
import sys

from safetensors.torch import load_file
from torch import nn
from torch.nn.utils import spectral_norm, weight_norm
import torch


def generator():
    """Sequential<Shape<16>, Dense<256>, Reshape<4, 4, 16>, PRelu,
    Deconv<8>, BatchNorm, PRelu, Deconv<3>, Tanh>"""
    return nn.Sequential(
        nn.Linear(16, 256), nn.Unflatten(1, (16, 4, 4)), nn.PReLU(16),
        nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.BatchNorm2d(8), nn.PReLU(8),
        nn.ConvTranspose2d(8, 3, 4, 2, 1), nn.Tanh())


def discriminator():
    """Sequential<Shape<16, 16, 3>, SpectralNorm<Conv<8>>, LeakyRelu, WeightNorm<Conv<8, 3, 1>>, LeakyRelu,
    SpectralNorm<Deconv<4>>, LeakyRelu, Flatten, SpectralNorm<Dense<8>>, LeakyRelu, WeightNorm<Dense<1>>>"""
    slope = nn.LeakyReLU(0.2)
    return nn.Sequential(
        spectral_norm(nn.Conv2d(3, 8, 4, 2, 1)), slope, weight_norm(nn.Conv2d(8, 8, 3, 1, 1)), slope,
        spectral_norm(nn.ConvTranspose2d(8, 4, 4, 2, 1)), slope, nn.Flatten(),
        spectral_norm(nn.Linear(1024, 8)), slope, weight_norm(nn.Linear(8, 1)))


def load(module, path, owner="average"):
    """owner: average (what images are made with), generator or discriminator"""
    prefix = owner + "."
    tensors = {k[len(prefix):]: v for k, v in load_file(path).items() if k.startswith(prefix)}
    for name, wanted in module.state_dict().items():
        if name.endswith("weight_g"):  # one length per filter: (F), and (F, 1, 1, 1) there
            tensors[name] = tensors[name].reshape(wanted.shape)
        if name.endswith("weight_v") and name not in tensors:  # of spectral_norm: it follows from weight_u
            layer = module.get_submodule(name.rpartition(".")[0])
            weight, u = (tensors[name.removesuffix("v") + part] for part in ("orig", "u"))
            if isinstance(layer, nn.ConvTranspose2d):
                weight = weight.transpose(0, 1)
            tensors[name] = nn.functional.normalize(u @ weight.flatten(1), dim=0)
    module.load_state_dict(tensors)  # strict: nothing missing, nothing left over
    return module.eval()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with torch.no_grad():
        images = load(generator(), sys.argv[1])(torch.randn(16, 16))  # (N, C, H, W) in (-1, 1)
    torch.save(images, sys.argv[2])
