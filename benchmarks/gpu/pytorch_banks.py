"""StochasticDeconv in PyTorch, for step E, in the two ways that need no loop over the banks."""
import torch
from torch import nn
from torch.nn import functional as F

WAYS = ("grouped", "matmul")


class BankedDeconv(nn.Module):
    """A transposed convolution (kernel 4, stride 2, padding 1) with one of `banks` sets of filters for each image, as
    many images for each set. The images come out in the order in which they were drawn, which nobody minds where
    there are no labels. `way` says how it is computed: by a convolution in groups, or by products and a fold."""

    def __init__(self, plain, banks):
        super().__init__()
        self.banks, self.way = banks, WAYS[0]
        maps, width = plain.weight.shape[:2]
        self.weight = nn.Parameter(torch.empty(banks * maps, width, 4, 4))
        nn.init.normal_(self.weight, 0, plain.weight.detach().std().item())
        self.bias = plain.bias
        self.maps, self.width = maps, width

    def forward(self, x):
        n, side = x.shape[0], x.shape[2:]
        x = x.index_select(0, torch.rand(n, device=x.device).argsort())  # image i now has bank i % banks
        double = [2 * s for s in side]
        if self.way == "grouped":
            x = x.reshape(n // self.banks, self.banks * self.maps, *side)
            y = F.conv_transpose2d(x, self.weight, None, 2, 1, groups=self.banks)
            y = y.reshape(n, self.width, *double)
        else:
            x = x.reshape(n // self.banks, self.banks, self.maps, -1)
            weight = self.weight.reshape(self.banks, self.maps, -1)
            columns = torch.einsum("bck,nbcp->nbkp", weight, x)
            y = F.fold(columns.reshape(n, self.width * 16, -1), double, 4, padding=1, stride=2)
        return y if self.bias is None else y + self.bias.view(1, -1, 1, 1)


def use_banks(generator, banks):
    """Gives the generator's last two deconvolutions banks; these layers."""
    places = [i for i, layer in enumerate(generator.layers) if isinstance(layer, nn.ConvTranspose2d)][-2:]
    for i in places:
        generator.layers[i] = BankedDeconv(generator.layers[i], banks)
    return [generator.layers[i] for i in places]


def choose_way(banked, seconds):
    """The way in which seconds() are fewest."""
    times = {}
    for way in WAYS:
        for layer in banked:
            layer.way = way
        times[way] = seconds()
    for layer in banked:
        layer.way = min(times, key=times.get)
    return times
