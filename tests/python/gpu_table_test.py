#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""benchmarks/gpu/compare_gpu_steps.py and compare_gpu_kernels.py on programs that only tell numbers: which rows there
are when one of them fails or ends, and what the exit status is."""
import os
import pathlib
import subprocess
import sys
import tempfile

GPU = pathlib.Path(__file__).resolve().parents[2] / "benchmarks" / "gpu"
sys.dont_write_bytecode = True
sys.path[:0] = [str(GPU), str(GPU.parent)]
from peers import Ended, Peer, take_turns  # noqa: E402

# Answers by PLAN, {words of a request: answer}; "end" ends it, and a list is answered one after the other.
STUB = """#!{python}
import sys
plan = {plan}
for line in sys.stdin:
    words = line.split()
    if words == ["quit"]:
        break
    key = max((k for k in plan if line.startswith(k)), key=len)
    reply = plan[key]
    if isinstance(reply, list):
        reply = reply.pop(0) if len(reply) > 1 else reply[0]
    if reply == "end":
        sys.exit(3)
    print(reply, flush=True)
"""
kept_until_the_end = tempfile.TemporaryDirectory()
folder = pathlib.Path(kept_until_the_end.name)


def stub(name, **plan):
    path = folder / name
    text = {key.replace("_", " "): reply for key, reply in plan.items()}
    path.write_text(STUB.format(python=sys.executable, plan={"info": name, **text}))
    path.chmod(0o755)
    return str(path)


def run(program, ours, theirs, *options):
    """(exit status, stdout, stderr, what OUT has) with `theirs` in the place of PyTorch."""
    out = pathlib.Path(tempfile.mkdtemp(dir=folder))
    code = (f"import sys, runpy; sys.path[:0] = [{str(GPU)!r}, {str(GPU.parent)!r}]\n"
            f"sys.executable = {theirs!r}\n"
            f"sys.argv = ['{program}', *{list(options)!r}, '--ours', {ours!r}, '--rounds', '2']\n"
            f"runpy.run_path({str(GPU / program)!r}, run_name='__main__')")
    done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "OUT": str(out)})
    return done.returncode, done.stdout, done.stderr, "".join(f.read_text() for f in out.iterdir())


def has(text, *lines):
    for line in lines:
        assert line in text, f"no '{line}' in:\n{text}"


# All is well: ratio 2, floor of products 1 ms in B would be a quarter; the file has what was printed.
ours = stub("ours", step="4e-3", recorded="yes")
theirs = stub("theirs", step="8e-3", floor="1e12 1e15")
status, said, _, kept = run("compare_gpu_steps.py", ours, theirs, "--steps", "B,E", "--precisions", "tf32")
assert status == 0 and said == kept, said
has(said, "| B | tf32 | augury | 4.000 [4.000, 4.000] |  | ",
    "| E | tf32 | **PyTorch graph** | 8.000 [8.000, 8.000] | 2.00 [2.00, 2.00] | ")
assert said.count("| B | tf32 | augury |") == 2, "once measured, once in the table"

# Behind the table, of B, C and L where all were measured: (8/4 * 4/4 * 2/4) ** (1/3) is 1, by PyTorch's best mode.
theirs = stub("theirs", step_B="8e-3", step_C="4e-3", step_L="2e-3", step_B_fp32="error: no", floor="1e12 1e15")
status, said, _, kept = run("compare_gpu_steps.py", ours, theirs, "--steps", "L,B,C", "--precisions", "fp32,tf32,bf16")
assert status == 1 and said == kept, said
mean = "PyTorch's best / augury, geometric mean over B, C, L: 1.00 (wanted: 1.3, and half of the floor on C and L)"
assert said.endswith(f"\n\ntf32: {mean}  \nbf16: {mean}  \n"), said
# Each of them is also told where it was measured, for a run that is ended there.
assert said.index(f"{mean}") < said.index("bf16: products"), said
assert "geometric" not in run("compare_gpu_steps.py", ours, theirs, "--steps", "B,C", "--precisions", "tf32")[1]

# A mode that cannot, and one that ends: rows, another best mode, and a sentence.
theirs = stub("theirs", step_A="8e-3", step_D="error: RuntimeError: no | double backward", step_L="end", floor="1e12 1e15")
status, said, wrong, _ = run("compare_gpu_steps.py", ours, theirs, "--steps", "D,L,A", "--precisions", "bf16",
                             "--modes", "compile")
assert status == 1
has(said, "| D | bf16 | PyTorch compile | failed: RuntimeError: no / double backward |  |  |  |",
    "| L | bf16 | PyTorch compile | failed: compare_gpu_steps: compile ended without an answer to 'step L bf16 50' |",
    "| L | bf16 | augury | 4.000", "| A | bf16 | **PyTorch compile** | 8.000")
has(wrong, "compare_gpu_steps: PyTorch compile failed at D in bf16; no mode of PyTorch could be measured at D in bf16;")

# Augury fails, or was not recorded, or fails in its turns.
status, said, wrong, _ = run("compare_gpu_steps.py", stub("ours", step_B="error: no memory", step="4e-3", recorded="no"),
                             stub("theirs", step="8e-3", floor="1e12 1e15"), "--steps", "B,C", "--precisions", "fp32",
                             "--modes", "graph")
assert status == 1
has(said, "| B | fp32 | augury | failed: no memory |", "| B | fp32 | **PyTorch graph** | 8.000",
    "| C | fp32 | augury (not recorded) | 4.000")
has(wrong, "augury failed at B in fp32", "augury's step C in fp32 is not one recorded CUDA graph")
status, said, wrong, _ = run("compare_gpu_steps.py", stub("ours", step_B=["1e-3", "end"], step="4e-3", recorded="yes"),
                             stub("theirs", step="8e-3", floor="1e12 1e15"), "--steps", "B,C", "--precisions", "fp32",
                             "--modes", "graph")
assert status == 1
has(said, "| B | fp32 | PyTorch graph | failed: compare_gpu_steps: augury ended without an answer",
    "| C | fp32 | **PyTorch graph** | 8.000")
status, _, wrong, _ = run("compare_gpu_steps.py", ours, stub("theirs", floor="error: no card"), "--modes", "graph")
assert status == 1
has(wrong, "the card's rates in fp32 cannot be measured: error: no card")

# Kernels: one that fails is a row, and the others follow.
status, said, wrong, kept = run("compare_gpu_kernels.py", stub(
    "ours", list="map\t0\t1e6\tspread\t1e9\t1e6\t", kernel_0="error: bad", kernel_1="2e-3"),
    stub("theirs", floor="1e12 1e12"), "--precisions", "fp32,bf16")
assert status == 1 and said == kept
has(said, "| map | fp32 | failed: bad |  |  |  |", "| spread | bf16 | 2000.0 [2000.0, 2000.0] | 1000.0 | products | 50 % |")
has(wrong, "compare_gpu_kernels: 'map' failed in fp32")

# No list of kernels is no empty table; a precision or a mode that is named twice is measured once.
status, _, wrong, _ = run("compare_gpu_kernels.py", stub("ours", list="error: out of memory"),
                          stub("theirs", floor="1e12 1e12"))
assert status == 1
has(wrong, "compare_gpu_kernels: expected a list of kernels of augury, found 'error: out of memory'")
status, said, wrong, _ = run("compare_gpu_steps.py", stub("ours", step="4e-3", recorded="yes"),
                             stub("theirs", step="8e-3", floor="1e12 1e15"), "--steps", "B,B",
                             "--precisions", "tf32,tf32", "--modes", "graph,graph")
assert status == 0 and said.count("| B | tf32 | augury |") == 2 and said.count("PyTorch graph") == 2, said
has(wrong, "augury, step B tf32 50 ...", "PyTorch graph, step B tf32 50 ...")

# --check reads the options alone.
for program in ("compare_gpu_steps.py", "compare_gpu_kernels.py"):
    assert run(program, "none", "none", "--check") == (0, "", "", "")
    status, said, wrong, kept = run(program, "none", "none", "--check", "--precisions", "fp32,fp8")
    assert (status, said, kept) == (2, "", ""), said
    has(wrong, "unknown: fp8")

# take_turns says so where a peer answers no more.
peer = Peer("stub", [stub("ours", step=["1", "error: gone"])])
try:
    take_turns([peer], 3, "step B 1", 1)
    raise AssertionError("no sentence")
except Ended as end:
    has(str(end), "stub answered 'step B 1' at first and then no more: gone")
peer.quit()

# Without PyTorch, a sentence.
(folder / "torch.py").write_text("raise ImportError('no libtorch')\n")
done = subprocess.run([sys.executable, str(GPU / "pytorch_gpu_steps.py")], capture_output=True, text=True, timeout=60,
                      stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(folder)})
assert done.returncode == 1, done.stderr
assert done.stderr == "pytorch_gpu_steps: python3 has no PyTorch that can be used (no libtorch); pip install torch\n"
