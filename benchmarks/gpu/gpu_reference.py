"""The sizes of the reference steps at the batches of a GPU: A to D as on the CPU (compare_steps.py), E with banks of
filters, and L, which is larger; the same as in gpu_networks.hpp."""
import os
import sys
import typing

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from compare_steps import STEPS as ON_CPU  # noqa: E402

EMBEDDING = 10  # numbers that a label becomes among the generator's inputs


class Reference(typing.NamedTuple):
    batch: int
    channels: int
    side: int  # of the generator's first map
    inputs: int  # of its Dense
    widths: tuple  # of the discriminator, first layer first
    scores: int  # per feature vector: 2 with the projection of a label
    penalties: bool  # relativistic pairing with R1 and R2, and no batch norm
    banks: int = 1  # of filters in the generator's last two layers

    @property
    def classes(self):
        return 10 if self.scores == 2 else 0

    @property
    def z(self):
        return self.inputs - (EMBEDDING if self.classes else 0)


def at(batch, name, banks=1):
    return Reference(batch, *ON_CPU[name][1:], banks)


STEPS = {
    "A": at(128, "A"),
    "B": at(256, "B"),
    "C": at(128, "C"),
    "D": at(256, "D"),
    "E": at(256, "B", banks=16),
    "L": Reference(64, 3, 4, 128, (64, 128, 256, 512, 512), 1, False),
}
