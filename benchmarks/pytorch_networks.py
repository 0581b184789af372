"""The networks of the reference steps in PyTorch, for pytorch_steps.py and gpu/pytorch_gpu_steps.py.

`s` has side and maps of the generator's first map (side, widths[-1]), widths (the discriminator's, first
layer first), channels, z, classes and norm; `last`: for tensors in channels_last.
"""
import torch
from torch import nn


class Generator(nn.Module):
    """z (joined with a label embedding) -> Dense -> map -> deconvolutions -> Tanh."""

    def __init__(self, s, last):
        super().__init__()
        self.side, self.maps, self.last = s["side"], s["widths"][-1], last
        self.embed = nn.Embedding(s["classes"], 10) if s["classes"] else None
        inputs = s["z"] + (10 if s["classes"] else 0)
        self.dense = nn.Linear(inputs, self.side * self.side * self.maps, bias=not s["norm"])
        layers = [nn.BatchNorm2d(self.maps)] if s["norm"] else []
        layers += [nn.ReLU(inplace=True)]
        maps = self.maps
        for width in reversed(s["widths"][:-1]):
            layers += [nn.ConvTranspose2d(maps, width, 4, 2, 1, bias=not s["norm"])]
            layers += [nn.BatchNorm2d(width)] if s["norm"] else []
            layers += [nn.ReLU(inplace=True)]
            maps = width
        self.layers = nn.Sequential(*layers, nn.ConvTranspose2d(maps, s["channels"], 4, 2, 1), nn.Tanh())

    def forward(self, z, y):
        x = self.dense(torch.cat([z, self.embed(y)], 1) if self.embed else z)
        if self.last:  # the same layer with its outputs in another order: no copy into channels_last
            x = x.view(-1, self.side, self.side, self.maps).permute(0, 3, 1, 2)
        else:
            x = x.view(-1, self.maps, self.side, self.side)
        return self.layers(x)


class Discriminator(nn.Module):
    """Convolutions -> flat features f -> Dense 1, plus <e_label, f> where there are classes."""

    def __init__(self, s, last):
        super().__init__()
        self.last = last
        layers, maps = [], s["channels"]
        for i, width in enumerate(s["widths"]):
            norm = s["norm"] and i > 0
            layers += [nn.Conv2d(maps, width, 4, 2, 1, bias=not norm)]
            layers += [nn.BatchNorm2d(width)] if norm else []
            layers += [nn.LeakyReLU(0.2, inplace=True)]
            maps = width
        self.layers = nn.Sequential(*layers)
        features = maps * s["side"] * s["side"]
        self.dense = nn.Linear(features, 1)
        self.embed = nn.Embedding(s["classes"], features) if s["classes"] else None
        if self.embed:
            nn.init.normal_(self.embed.weight, 0, 0.02)  # keeps the scores small at the start

    def forward(self, x, y):
        x = self.layers(x)
        f = (x.permute(0, 2, 3, 1) if self.last else x).flatten(1)
        score = self.dense(f).squeeze(1)
        return score + (self.embed(y) * f).sum(1) if self.embed else score
