#!/bin/sh
# One command on a machine with an NVIDIA GPU: builds, checks that the device does what the CPU does, and
# measures the reference steps beside PyTorch, and single kernels (see ../README.md). Options go to
# compare_gpu_steps.py.
#   benchmarks/gpu/run.sh [--rounds N] [--precisions tf32,bf16] ...
# AUGURY_OPTIONS has more options for CMake, say "-DAUGURY_CUDNN=ON -DAUGURY_CUBLASLT=ON".
set -eu
cd "$(dirname "$0")/../.."
build=build/cuda
PATH=$PATH:/usr/local/cuda/bin

stop() {
  echo "run.sh: $1" >&2
  exit 1
}
nvidia-smi -L 2>/dev/null | grep -q GPU ||
  stop "there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one"
command -v nvcc >/dev/null ||
  stop "there is no nvcc here; install NVIDIA's CUDA toolkit and put nvcc on the PATH"
python3 -c 'import sys, torch; sys.exit(not torch.cuda.is_available())' 2>/dev/null ||
  stop "python3 has no PyTorch that sees the device; pip install torch"

# The two libraries are asked for here or not at all, whatever was built last.
# shellcheck disable=SC2086
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DAUGURY_CUDA=ON -DAUGURY_EXAMPLES=OFF \
  -DAUGURY_CUDNN=OFF -DAUGURY_CUBLASLT=OFF ${AUGURY_OPTIONS:-} >/dev/null
echo "CMake's options: ${AUGURY_OPTIONS:-none}  "
cmake --build "$build" -j "$(nproc)" --target cuda_tests benchmark_gpu_steps benchmark_gpu_kernels

while read -r test; do
  "$build/tests/cuda/$test" >"$build/parity_$test.log" 2>&1 </dev/null && ! grep -q "^skipped: " "$build/parity_$test.log" ||
    stop "the device does not do what the CPU does (or was not found), see $build/parity_$test.log; nothing is measured"
  echo "parity, $test: $(grep 'All tests passed' "$build/parity_$test.log")  "
done <"$build/tests/cuda/cuda_tests.txt"
nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,power.limit --format=csv,noheader
python3 benchmarks/gpu/compare_gpu_steps.py "$@"
python3 benchmarks/gpu/compare_gpu_kernels.py
