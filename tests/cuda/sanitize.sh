#!/bin/sh
# The tests of CUDA under compute-sanitizer: addresses and leaks (memcheck), races in shared memory
# (racecheck), reads of memory that nobody set (initcheck). Builds them first.
#   tests/cuda/sanitize.sh [BUILD]      BUILD is build/cuda unless told otherwise
# Exit status 0: nothing found. 1: something found, or something is missing, which is then said.
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build/cuda}
PATH=$PATH:/usr/local/cuda/bin:/usr/local/cuda/compute-sanitizer

missing() {
  echo "sanitize.sh: $1" >&2
  exit 1
}
command -v nvcc >/dev/null ||
  missing "there is no nvcc here; install NVIDIA's CUDA toolkit and put nvcc on the PATH"
command -v compute-sanitizer >/dev/null ||
  missing "there is no compute-sanitizer here; it is part of NVIDIA's CUDA toolkit (on Debian, package cuda-sanitizer-*)"
nvidia-smi -L 2>/dev/null | grep -q GPU ||
  missing "there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one"

cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DAUGURY_CUDA=ON -DAUGURY_EXAMPLES=OFF \
  -DAUGURY_BENCHMARKS=OFF >/dev/null
cmake --build "$build" -j "$(nproc)" --target cuda_tests

found=0
while read -r test; do
  for tool in "memcheck --leak-check full" racecheck initcheck; do
    log=$build/sanitize_${test}_${tool%% *}.log
    # shellcheck disable=SC2086  # a tool and its options
    if compute-sanitizer --tool $tool --error-exitcode 1 "$build/tests/cuda/$test" >"$log" 2>&1 </dev/null &&
      ! grep -q "^skipped: " "$log"; then
      echo "$test, ${tool%% *}: nothing found"
    else
      echo "$test, ${tool%% *}: FAILED, see $log"
      tail -n 5 "$log"
      found=1
    fi
  done
done <"$build/tests/cuda/cuda_tests.txt"
exit $found
