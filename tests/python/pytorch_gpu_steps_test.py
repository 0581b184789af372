#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The reference steps in PyTorch (benchmarks/gpu/pytorch_gpu_steps.py) on the CPU, small: banks of filters computed in
both ways, sizes as the model of the floor has them, and what is answered."""
import importlib.util
import pathlib
import subprocess
import sys
import warnings

if importlib.util.find_spec("torch") is None:
    sys.exit(print("skipped: torch is not installed"))
GPU = pathlib.Path(__file__).resolve().parents[2] / "benchmarks" / "gpu"
warnings.filterwarnings("ignore")
sys.dont_write_bytecode = True
sys.path[:0] = [str(GPU), str(GPU.parent)]
import torch  # noqa: E402
from pytorch_banks import WAYS, BankedDeconv  # noqa: E402
from pytorch_step import STEPS, Step  # noqa: E402
from step_floor import layers  # noqa: E402

torch.set_num_threads(1)
banked = BankedDeconv(torch.nn.ConvTranspose2d(6, 5, 4, 2, 1), 4).double()
x = torch.randn(8, 6, 3, 3, dtype=torch.double, requires_grad=True)
found = {}
for banked.way in WAYS:
    torch.manual_seed(3)  # the same images for the same banks
    y = banked(x)
    found[banked.way] = y, *torch.autograd.grad((y * y).sum(), (x, banked.weight, banked.bias))
for one, other in zip(*found.values()):
    assert torch.allclose(one, other, atol=1e-12)
torch.manual_seed(3)
order = torch.rand(8).argsort()
for i, made in enumerate(found["grouped"][0]):
    filters = banked.weight.view(4, 6, 5, 4, 4)[i % 4]
    one = torch.nn.functional.conv_transpose2d(x[order[i]][None], filters, banked.bias, 2, 1)
    assert torch.allclose(made, one[0], atol=1e-12), f"image {i} has another bank than {i % 4}"

for name in "ADE":
    step = Step(name, "fp32", "eager", "cpu")
    weights = sum(p.numel() for net in (step.g, step.d) for p in net.parameters() if p.dim() > 1)
    assert weights == layers(STEPS[name]).weights, f"{name}: {weights}, and the model of the floor has others"
    before = [p.detach().clone() for p in step.d.parameters()]
    step.run()
    assert all(p.isfinite().all() for net in (step.g, step.d) for p in net.parameters()), name
    assert any((p != b).any() for p, b in zip(step.d.parameters(), before)), f"{name} learns nothing"

program = [sys.executable, str(GPU / "pytorch_gpu_steps.py"), "--device", "cpu", "--mode"]
asked = "step A fp32 1\nstep A fp32 2\nstep Z fp32 1\nquit\n"
said = subprocess.run([*program, "eager"], input=asked, stdout=subprocess.PIPE, text=True).stdout.splitlines()
assert float(said[0]) > 0 and float(said[1]) > 0 and said[2].startswith("error: expected 'step A|B|C|D|E|L "), said
said = subprocess.run([*program, "graph"], input=asked, stdout=subprocess.PIPE, text=True).stdout.splitlines()
assert said[0].startswith("error: "), f"a CUDA graph without a device: {said}"
