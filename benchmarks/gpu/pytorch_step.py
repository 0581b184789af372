"""A reference step in PyTorch, ready to run on a GPU; pytorch_gpu_steps.py says what its modes and precisions are."""
import sys
import time

import torch
import torch._dynamo

from gpu_reference import STEPS  # and puts .. on the path
from pytorch_banks import choose_way, use_banks
from pytorch_feed import Feed
from pytorch_losses import logistic_d, logistic_g, relativistic_d, relativistic_g
from pytorch_networks import Discriminator, Generator

MODES = {"graph": None, "compile": "max-autotune", "compiled_graph": "max-autotune-no-cudagraphs", "eager": None}
REAL_BATCHES = 4  # random images made once, outside of the timing

# Of versions that have them: torch.compile sees through the slopes of R1 and R2, and says when it gives up.
for option in ("trace_autograd_ops", "fail_on_recompile_limit_hit"):
    if hasattr(torch._dynamo.config, option):
        setattr(torch._dynamo.config, option, True)


def compiled(f, mode):
    from torch._inductor import select_algorithm  # takes a while, and only compiling needs it
    select_algorithm.PRINT_AUTOTUNE = False  # pages of times would hide the rows
    return torch.compile(f, mode=mode, dynamic=False)


def wait():
    if torch.cuda.is_available():
        torch.cuda.synchronize()


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


def set_precision(precision):
    products_in_tf32 = precision != "fp32"
    torch.backends.cuda.matmul.allow_tf32 = products_in_tf32
    torch.backends.cudnn.allow_tf32 = products_in_tf32


class Step:
    def __init__(self, name, precision, mode, device):
        r = STEPS[name]
        self.mode, self.device, self.bf16 = mode, device, precision == "bf16"
        self.batch, self.z = r.batch if device == "cuda" else max(4, r.banks), r.z
        in_graph = mode in ("graph", "compiled_graph")
        set_precision(precision)
        torch.manual_seed(1)
        sizes = dict(channels=r.channels, side=r.side, z=r.z, classes=r.classes, widths=r.widths, norm=not r.penalties)
        self.g, self.d = Generator(sizes, True), Discriminator(sizes, True)
        banked = use_banks(self.g, r.banks) if r.banks > 1 else []
        for network in (self.g, self.d):
            network.to(device=device, memory_format=torch.channels_last)
        adam = dict(lr=2e-4, betas=(0.5, 0.999), fused=True, capturable=in_graph and device == "cuda")
        self.g_adam = torch.optim.Adam(self.g.parameters(), **adam)
        self.d_adam = torch.optim.Adam(self.d.parameters(), **adam)
        self.feed = Feed([self.host_batch(r) for _ in range(REAL_BATCHES)], device)
        self.labelled = bool(r.classes)
        self.losses = (relativistic_d, relativistic_g) if r.penalties else (logistic_d, logistic_g)
        if banked:
            self.choose_way(banked)
        parts = self.g, self.on_both, self.on_made
        how = MODES[mode]
        self.generate, self.d_loss, self.g_loss = [compiled(part, how) for part in parts] if how else parts
        self.graph = self.recorded() if in_graph else None

    def host_batch(self, r):
        side = r.side << len(r.widths)
        images = torch.randn(self.batch, r.channels, side, side).to(memory_format=torch.channels_last)
        return (images, torch.randint(r.classes, (self.batch,))) if r.classes else (images,)

    def on_both(self, real, fake, y):
        return self.losses[0](self.d, real, y, fake, y)

    def on_made(self, real, fake, y):
        return self.losses[1](self.d, real, y, fake, y)

    def autocast(self):
        return torch.autocast(self.device, torch.bfloat16, enabled=self.bf16)

    def draw_z(self):
        return torch.randn(self.batch, self.z, device=self.device)

    def choose_way(self, banked):
        def once():
            with self.autocast():
                made = self.g(self.draw_z(), None)
            made.sum().backward()
        times = choose_way(banked, lambda: fastest(once, 10, 3))
        self.g_adam.zero_grad()
        told = ", ".join(f"{way} {1e3 * time:.2f} ms" for way, time in times.items())
        print(f"{self.mode}: banks by {banked[0].way}; the generator there and back: {told}", file=sys.stderr)

    def learn(self):
        real, y = self.feed.now if self.labelled else (*self.feed.now, None)
        with self.autocast():
            fake = self.generate(self.draw_z(), y)
            self.d.requires_grad_(True)
            self.d_adam.zero_grad()
            loss = self.d_loss(real, fake.detach(), y)
        loss.backward()
        self.d_adam.step()
        with self.autocast():
            self.d.requires_grad_(False)
            self.g_adam.zero_grad()
            loss = self.g_loss(real, fake, y)
        loss.backward()
        self.g_adam.step()

    def recorded(self):
        beside = torch.cuda.Stream()
        beside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(beside):
            for _ in range(3):
                self.feed.next()
                self.learn()
        torch.cuda.current_stream().wait_stream(beside)
        for optimizer in (self.g_adam, self.d_adam):
            optimizer.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.learn()
        return graph

    def run(self):
        self.feed.next()
        if self.graph:
            self.graph.replay()
            return
        if self.mode == "compile":
            torch.compiler.cudagraph_mark_step_begin()
        self.learn()
