#!/usr/bin/env python3
"""The reference steps in PyTorch: the peer that compare_steps.py measures augury against.

One step = discriminator on real and on fake, then generator; Adam; float32; the same fakes serve
both halves. A long-lived process that reads lines from stdin:

    step NAME COUNT   run COUNT steps (after WARM_UP untimed ones at the first use of NAME);
                      answers COUNT seconds on one line, or a line that starts with "error:"
    info              one line: version, mode, threads, instruction set
    quit

PyTorch is given every saving that leaves the step the same: no bias in front of batch norm, no weight
gradients of the discriminator in the generator's half, fused Adam, in-place activations.
"""
import argparse
import os
import sys
import time
import warnings

MODES = ("eager", "channels_last", "compile", "compile_channels_last")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--threads", type=int, default=2, help="of each one (default %(default)s)")
parser.add_argument("--mode", choices=MODES, default="eager", help="eager or by torch.compile, in NCHW or channels_last (default %(default)s)")
args = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = str(args.threads)  # read when torch is loaded

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
warnings.filterwarnings("ignore")
import torch  # noqa: E402
import torch._dynamo  # noqa: E402

from line_protocol import serve  # noqa: E402
from pytorch_losses import logistic_d, logistic_g, relativistic_d, relativistic_g  # noqa: E402
from pytorch_networks import Discriminator, Generator  # noqa: E402

if hasattr(torch._dynamo.config, "trace_autograd_ops"):
    torch._dynamo.config.trace_autograd_ops = True  # lets torch.compile see through the slopes of R1 and R2

WARM_UP = 2
REAL_BATCHES = 4  # random images made once, outside of the timing

# side and maps of the generator's first map; the widths are the discriminator's, first layer first
STEPS = {
    "A": dict(batch=128, channels=1, side=7, widths=(64, 128), z=100, classes=10, norm=True, penalties=False),
    "B": dict(batch=64, channels=3, side=4, widths=(64, 128, 256), z=128, classes=0, norm=True, penalties=False),
    "C": dict(batch=32, channels=3, side=4, widths=(64, 128, 256, 512), z=128, classes=0, norm=True, penalties=False),
    "D": dict(batch=64, channels=3, side=4, widths=(64, 128, 256), z=128, classes=0, norm=False, penalties=True),
}


class Step:
    def __init__(self, name, mode):
        self.s = s = STEPS[name]
        last = mode.endswith("channels_last")
        layout = torch.channels_last if last else torch.contiguous_format
        torch.manual_seed(1)
        self.g = Generator(s, last).to(memory_format=layout)
        self.d = Discriminator(s, last).to(memory_format=layout)
        self.g_adam = torch.optim.Adam(self.g.parameters(), 2e-4, (0.5, 0.999), fused=True)
        self.d_adam = torch.optim.Adam(self.d.parameters(), 2e-4, (0.5, 0.999), fused=True)
        side = s["side"] << len(s["widths"])
        shape = (s["batch"], s["channels"], side, side)
        self.real = [torch.randn(shape).to(memory_format=layout) for _ in range(REAL_BATCHES)]
        self.real_y = [self.labels() for _ in range(REAL_BATCHES)]
        self.turn = 0
        compiled = torch.compile if mode.startswith("compile") else lambda f: f
        self.generate = compiled(self.g)
        self.losses = (relativistic_d, relativistic_g) if s["penalties"] else (logistic_d, logistic_g)
        self.d_loss, self.g_loss = compiled(self.loss_of_d), compiled(self.loss_of_g)

    def labels(self):
        return torch.randint(self.s["classes"], (self.s["batch"],)) if self.s["classes"] else None

    def loss_of_d(self, *images_and_labels):
        return self.losses[0](self.d, *images_and_labels)

    def loss_of_g(self, *images_and_labels):
        return self.losses[1](self.d, *images_and_labels)

    def run(self):
        real, real_y = self.real[self.turn], self.real_y[self.turn]
        self.turn = (self.turn + 1) % REAL_BATCHES
        fake_y = self.labels()
        fake = self.generate(torch.randn(self.s["batch"], self.s["z"]), fake_y)

        self.d.requires_grad_(True)
        self.d_adam.zero_grad()
        self.d_loss(real, real_y, fake.detach(), fake_y).backward()
        self.d_adam.step()

        self.d.requires_grad_(False)
        self.g_adam.zero_grad()
        self.g_loss(real, real_y, fake, fake_y).backward()
        self.g_adam.step()


def seconds(step):
    start = time.perf_counter()
    step.run()
    return time.perf_counter() - start


def answer(words, steps):
    if words == ["info"]:
        return (f"PyTorch {torch.__version__}, {args.mode}, {torch.get_num_threads()} threads, "
                f"{torch.backends.cpu.get_cpu_capability()}")
    if len(words) != 3 or words[0] != "step" or not words[2].isdecimal() or int(words[2]) < 1:
        return "error: expected 'step NAME COUNT', 'info' or 'quit'"
    name = words[1]
    if name not in STEPS:
        return f"error: no step {name}; there are {', '.join(STEPS)}"
    if name not in steps:
        step = Step(name, args.mode)
        for _ in range(WARM_UP):
            step.run()
        steps[name] = step
    return " ".join(f"{seconds(steps[name]):.6f}" for _ in range(int(words[2])))


if __name__ == "__main__":
    torch.set_num_threads(args.threads)
    steps = {}
    serve(lambda words: answer(words, steps))
