#!/usr/bin/env python3
"""The reference steps in PyTorch on a GPU: the peer that compare_gpu_steps.py measures augury against.

The steps are those of ../pytorch_steps.py, in channels_last, with fused Adam; images and labels come from pinned
memory of the host in each step, ahead of it, and the fakes have the labels of the real images. Reads lines from
stdin:

    step NAME PRECISION COUNT   seconds a step takes, over COUNT steps with one wait at their end; after
                                WARM_UP untimed ones where another step was asked for before; or a line
                                that starts with "error:"
    floor PRECISION             measured: floating-point operations per second of a large product, and
                                bytes per second of a large copy (read and written)
    info                        one line
    quit

PRECISION is fp32, tf32 (products in tf32) or bf16 (autocast). --mode graph: the whole step is one CUDA graph;
compile: torch.compile, max-autotune, of the generator and both losses; compiled_graph: these compiled without
graphs of their own, and the whole step one CUDA graph; eager. --device cpu is for trying this program without a
GPU, small.
"""
import argparse
import gc
import os
import sys
import warnings

MODES = ("graph", "compile", "compiled_graph", "eager")
PRECISIONS = ("fp32", "tf32", "bf16")

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--mode", choices=MODES, default="graph", help="as above (default %(default)s)")
parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda", help="cpu is for trying this program (default %(default)s)")
args = parser.parse_args()

sys.dont_write_bytecode = True  # no __pycache__ in the source tree
warnings.filterwarnings("ignore")
try:
    import torch
except ImportError as error:
    sys.exit(f"pytorch_gpu_steps: python3 has no PyTorch that can be used ({error}); pip install torch")

from pytorch_step import STEPS, Step, fastest, seconds, set_precision  # noqa: E402  (puts .. on the path)
from line_protocol import serve  # noqa: E402

WARM_UP = 5
ON_GPU = args.device == "cuda"


def floor(precision):
    """What the card does at its best: a square product, and a copy, both of random numbers and far larger than its
    caches."""
    set_precision(precision)
    n, numbers = (8192, 1 << 28) if ON_GPU else (512, 1 << 20)
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    a, b = (torch.randn(n, n, device=args.device, dtype=kind) for _ in range(2))
    flops = 2 * n ** 3 / fastest(lambda: a @ b)
    source, target = (torch.randn(numbers, device=args.device) for _ in range(2))
    return f"{flops:.4e} {2 * 4 * numbers / fastest(lambda: target.copy_(source)):.4e}"


class Last:
    """The step that was asked for last; one of them holds memory at a time."""
    key = step = None

    def at(self, key):
        set_precision(key[1])
        if self.key != key:
            self.key = self.step = None
            torch.compiler.reset()  # whatever was compiled for it
            gc.collect()
            if ON_GPU:
                torch.cuda.empty_cache()
            step = Step(*key, args.mode, args.device)
            seconds(step.run, WARM_UP)
            self.key, self.step = key, step
        return self.step


def answer(words, last):
    if words == ["info"]:
        card = torch.cuda.get_device_name() if ON_GPU else "cpu"
        return f"PyTorch {torch.__version__}, {args.mode}, {card}, CUDA {torch.version.cuda}"
    if len(words) == 2 and words[0] == "floor" and words[1] in PRECISIONS:
        return floor(words[1])
    if len(words) != 4 or words[0] != "step" or words[1] not in STEPS or words[2] not in PRECISIONS:
        return f"error: expected 'step {'|'.join(STEPS)} fp32|tf32|bf16 COUNT', 'floor PRECISION', 'info' or 'quit'"
    return f"{seconds(last.at(tuple(words[1:3])).run, int(words[3])):.6e}"


if __name__ == "__main__":
    if ON_GPU and not torch.cuda.is_available():
        sys.exit("pytorch_gpu_steps: this PyTorch sees no CUDA device")
    torch.backends.cudnn.benchmark = True
    last = Last()
    serve(lambda words: answer(words, last))
