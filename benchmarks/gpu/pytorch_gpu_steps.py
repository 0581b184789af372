#!/usr/bin/env python3
"""The reference steps in PyTorch on a GPU: the peer that compare_gpu_steps.py measures augury against.

The steps are those of ../pytorch_steps.py, in channels_last, with fused Adam; images come from pinned memory
of the host in each step, ahead of it. Reads lines from stdin:

    step NAME PRECISION COUNT   seconds a step takes, over COUNT steps with one wait at their end; after
                                WARM_UP untimed ones at the first use; or a line that starts with "error:"
    floor PRECISION             measured: floating-point operations per second of a large product, and
                                bytes per second of a large copy (read and written)
    info                        one line
    quit

PRECISION is fp32, tf32 (products in tf32) or bf16 (autocast). --mode graph: the whole step is one CUDA
graph; compile: torch.compile, max-autotune, of the generator and both losses; eager.
--device cpu is for trying this program without a GPU, eager and small.
"""
import argparse
import os
import sys
import time
import warnings

MODES = ("graph", "compile", "eager")
PRECISIONS = ("fp32", "tf32", "bf16")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--mode", choices=MODES, default="graph")
parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
args = parser.parse_args()

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
warnings.filterwarnings("ignore")
import torch  # noqa: E402
from torch.nn import functional as F  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from line_protocol import serve  # noqa: E402
from pytorch_networks import Discriminator, Generator  # noqa: E402

WARM_UP = 5
REAL_BATCHES = 4  # random images made once, outside of the timing
ON_GPU = args.device == "cuda"

# side and maps of the generator's first map; the widths are the discriminator's, first layer first
COMMON = dict(channels=3, side=4, z=128, classes=0, norm=True)
STEPS = {
    "B": dict(COMMON, batch=256, widths=(64, 128, 256)),
    "C": dict(COMMON, batch=128, widths=(64, 128, 256, 512)),
    "L": dict(COMMON, batch=64, widths=(64, 128, 256, 512, 512)),
}
if not ON_GPU:
    for s in STEPS.values():
        s["batch"] = 4


def wait():
    if ON_GPU:
        torch.cuda.synchronize()


def set_precision(precision):
    products_in_tf32 = precision != "fp32"
    torch.backends.cuda.matmul.allow_tf32 = products_in_tf32
    torch.backends.cudnn.allow_tf32 = products_in_tf32


class Step:
    def __init__(self, name, precision):
        self.s = s = STEPS[name]
        self.bf16 = precision == "bf16"
        set_precision(precision)
        torch.manual_seed(1)
        put = dict(device=args.device, memory_format=torch.channels_last)
        self.g, self.d = Generator(s, True).to(**put), Discriminator(s, True).to(**put)
        adam = dict(lr=2e-4, betas=(0.5, 0.999), fused=True, capturable=ON_GPU and args.mode == "graph")
        self.g_adam = torch.optim.Adam(self.g.parameters(), **adam)
        self.d_adam = torch.optim.Adam(self.d.parameters(), **adam)
        side = s["side"] << len(s["widths"])
        shape = (s["batch"], s["channels"], side, side)
        hosts = [torch.randn(shape).to(memory_format=torch.channels_last) for _ in range(REAL_BATCHES)]
        self.hosts = [h.pin_memory() for h in hosts] if ON_GPU else hosts
        self.real = torch.empty(shape, device=args.device).to(memory_format=torch.channels_last)
        self.turn = 0
        compiled = (lambda f: torch.compile(f, mode="max-autotune")) if args.mode == "compile" else lambda f: f
        self.generate, self.d_loss, self.g_loss = map(compiled, (self.g, self.on_both, self.on_made))
        self.graph = self.recorded() if args.mode == "graph" else None

    def on_both(self, real, fake):
        on_real, on_fake = self.d(real, None), self.d(fake, None)
        return (F.binary_cross_entropy_with_logits(on_real, torch.ones_like(on_real))
                + F.binary_cross_entropy_with_logits(on_fake, torch.zeros_like(on_fake)))

    def on_made(self, fake):
        on_fake = self.d(fake, None)
        return F.binary_cross_entropy_with_logits(on_fake, torch.ones_like(on_fake))

    def learn(self):
        with torch.autocast(args.device, torch.bfloat16, enabled=self.bf16):
            fake = self.generate(torch.randn(self.s["batch"], self.s["z"], device=args.device), None)
            self.d.requires_grad_(True)
            self.d_adam.zero_grad()
            loss = self.d_loss(self.real, fake.detach())
        loss.backward()
        self.d_adam.step()
        with torch.autocast(args.device, torch.bfloat16, enabled=self.bf16):
            self.d.requires_grad_(False)
            self.g_adam.zero_grad()
            loss = self.g_loss(fake)
        loss.backward()
        self.g_adam.step()

    def recorded(self):
        beside = torch.cuda.Stream()
        beside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(beside):
            for _ in range(3):
                self.learn()
        torch.cuda.current_stream().wait_stream(beside)
        for optimizer in (self.g_adam, self.d_adam):
            optimizer.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.learn()
        return graph

    def run(self):
        self.real.copy_(self.hosts[self.turn], non_blocking=True)
        self.turn = (self.turn + 1) % REAL_BATCHES
        if self.graph:
            self.graph.replay()
            return
        if args.mode == "compile":
            torch.compiler.cudagraph_mark_step_begin()
        self.learn()


def seconds(work, count):
    wait()
    start = time.perf_counter()
    for _ in range(count):
        work()
    wait()
    return (time.perf_counter() - start) / count


def fastest(work, count=10, rounds=5):
    seconds(work, 3)
    return min(seconds(work, count) for _ in range(rounds))


def floor(precision):
    """What the card does at its best: a square product, and a copy, both far larger than its caches."""
    set_precision(precision)
    n, numbers = (8192, 1 << 28) if ON_GPU else (512, 1 << 20)
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    a, b = (torch.randn(n, n, device=args.device, dtype=kind) for _ in range(2))
    flops = 2 * n ** 3 / fastest(lambda: a @ b)
    source, target = (torch.zeros(numbers, device=args.device) for _ in range(2))
    return f"{flops:.4e} {2 * 4 * numbers / fastest(lambda: target.copy_(source)):.4e}"


def answer(words, steps):
    if words == ["info"]:
        card = torch.cuda.get_device_name() if ON_GPU else "cpu"
        return f"PyTorch {torch.__version__}, {args.mode}, {card}, CUDA {torch.version.cuda}"
    if len(words) == 2 and words[0] == "floor" and words[1] in PRECISIONS:
        return floor(words[1])
    if len(words) != 4 or words[0] != "step" or words[1] not in STEPS or words[2] not in PRECISIONS:
        return "error: expected 'step B|C|L fp32|tf32|bf16 COUNT', 'floor PRECISION', 'info' or 'quit'"
    key = tuple(words[1:3])
    set_precision(words[2])
    if key not in steps:
        step = Step(*key)
        seconds(step.run, WARM_UP)
        steps[key] = step
    return f"{seconds(steps[key].run, int(words[3])):.6e}"


if __name__ == "__main__":
    if ON_GPU and not torch.cuda.is_available():
        sys.exit("pytorch_gpu_steps: this PyTorch sees no CUDA device")
    torch.backends.cudnn.benchmark = True
    steps = {}
    serve(lambda words: answer(words, steps))
