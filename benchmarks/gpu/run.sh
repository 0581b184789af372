#!/bin/sh
# One command on a machine with an NVIDIA GPU: builds, checks that the device does what the CPU does, and
# measures single kernels, and the reference steps beside PyTorch (see ../README.md).
#   benchmarks/gpu/run.sh [options]             all of this in order; options go to compare_gpu_steps.py
#   benchmarks/gpu/run.sh build                 one part of it, which needs no device
#   benchmarks/gpu/run.sh parity                ... and the others do
#   benchmarks/gpu/run.sh kernels [options]     ... and options go to compare_gpu_kernels.py
#   benchmarks/gpu/run.sh steps [options]       ... as --steps B,C --precisions bf16 --modes graph
# Where a command may take ten minutes only, give the parts one by one, and the steps few by few. OUT names a
# folder that gets what is printed, line by line.
# AUGURY_OPTIONS has more options for CMake (see configure.sh), which count when a part builds.
# Exit status 0: all was done, or --help was asked for. 1: something failed or is missing, or the words are not those
# above, which is then said. 2: compare_gpu_kernels.py or compare_gpu_steps.py does not know an option behind `kernels`
# or `steps`. All words are read before anything is done.
set -eu
stop() {
  echo "run.sh: $1" >&2
  exit 1
}
usage="benchmarks/gpu/run.sh takes 'build' or 'parity' alone, 'kernels' or 'steps' with options, or options of 'steps';\
 python3 benchmarks/gpu/compare_gpu_steps.py --help (or compare_gpu_kernels.py) lists them"
verb=all
case ${1-none} in
  build | parity | kernels | steps) verb=$1 && shift ;;
  none) [ $# = 0 ] || stop "$usage" ;;
  -*) ;;
  *) stop "there is no part '$1'; $usage" ;;
esac
for word; do
  case $word in -h | --help) echo "$usage" && exit 0 ;; esac
done
here=$(cd "$(dirname "$0")" && pwd)
case $verb in
  build | parity) [ $# = 0 ] || stop "$usage" ;;
  *)
    command -v python3 >/dev/null || stop "there is no python3 here; install it, and PyTorch for it (pip install torch)"
    program=compare_gpu_steps.py
    [ "$verb" != kernels ] || program=compare_gpu_kernels.py
    python3 "$here/$program" --check "$@" || exit
    ;;
esac

[ "$verb" = build ] || nvidia-smi -L 2>/dev/null | grep GPU >/dev/null ||
  stop "there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one"
if [ -n "${OUT:-}" ]; then
  mkdir -p "$OUT" 2>/dev/null || stop "OUT is '$OUT', which cannot be made; name a folder"
  OUT=$(cd "$OUT" && pwd)
  export OUT
fi
cd "$here/../.."
build=build/cuda

# tell FILE TEXT: prints, and appends to a file in OUT.
tell() {
  printf '%s\n' "$2"
  [ -z "${OUT:-}" ] || printf '%s\n' "$2" >>"$OUT/$1.md"
}
need_pytorch() {
  said=$(python3 -c 'import torch; assert torch.cuda.is_available(), "PyTorch sees no CUDA device"' 2>&1) ||
    stop "python3 has no PyTorch that sees the device ($(echo "$said" | tail -n 1)); pip install torch"
}
need_built() {
  [ -e "$build/$1" ] || stop "there is no $build/$1; benchmarks/gpu/run.sh build makes it"
}

# What the programs that are measured were built with stays in built.txt, whoever configures the folder later.
build() {
  rm -f "$build/parity_passed" "$build/built.txt"
  benchmarks/gpu/configure.sh "$build" || exit 1
  cmake --build "$build" -j "$(nproc)" --target gpu_benchmarks cuda_tests ||
    stop "the programs could not be built; why is above"
  cp "$build/configured.txt" "$build/built.txt"
}

# Eight tests at a time.
parity() {
  need_built tests/cuda/cuda_tests.txt
  rm -f "$build/parity_passed"
  tests=$(grep . "$build/tests/cuda/cuda_tests.txt" || true)
  [ -n "$tests" ] || stop "$build/tests/cuda/cuda_tests.txt names no tests; nothing was checked"
  for test in $tests; do need_built "tests/cuda/$test"; done
  verdicts=$build/parity_verdicts.txt
  : >"$verdicts"
  echo "$tests" | xargs -P 8 -I NAME benchmarks/gpu/parity_of.sh "$build" NAME ||
    stop "the tests were interrupted; benchmarks/gpu/run.sh parity begins them anew"
  passed=$(grep -c passed "$verdicts" || true)
  skipped=$(grep -c skipped "$verdicts" || true)
  failed=$(($(echo "$tests" | wc -l) - passed - skipped))
  told="parity: $passed passed, $skipped skipped, $failed failed"
  [ "$skipped" = 0 ] || told="$told; skipped is not passed"
  tell parity "$told  "
  [ "$failed" = 0 ] || stop "the device does not do what the CPU does: see what FAILED above"
  [ "$skipped" = 0 ] || stop "the device was not checked by all tests: see what was SKIPPED above"
  cp "$build/configured.txt" "$build/parity_passed" 2>/dev/null || touch "$build/parity_passed"
}

# measure NAME options...
measure() {
  name=$1
  shift
  need_built "benchmarks/$name"
  if [ -e "$build/built.txt" ]; then
    tell "$name" "$(sed 's/$/  /' "$build/built.txt")"
  else
    tell "$name" "NOT KNOWN what was built: run.sh build has not ended well  "
  fi
  tell "$name" "$(date -u '+%Y-%m-%d %H:%M UTC')  "
  tell "$name" "$(nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,power.limit --format=csv,noheader || true)  "
  others=$(nvidia-smi --query-compute-apps=pid --format=csv,noheader 2>/dev/null | grep -c '^[0-9]' || true)
  [ "$others" = 0 ] || tell "$name" "NOT ALONE: $others other programs use the device, so times may be longer  "
  if [ ! -e "$build/parity_passed" ]; then
    tell "$name" "NOT CHECKED: run.sh parity has not passed since run.sh build  "
  elif ! cmp -s "$build/parity_passed" "$build/built.txt"; then
    tell "$name" "NOT CHECKED: run.sh parity has passed with another build than this one  "
  fi
  python3 "benchmarks/gpu/compare_$name.py" "$@"
}

case $verb in
  build) build ;;
  parity) parity ;;
  kernels) need_pytorch && measure gpu_kernels "$@" ;;
  steps) need_pytorch && measure gpu_steps "$@" ;;
  all)
    need_pytorch
    build
    parity
    status=0
    measure gpu_kernels || status=1
    measure gpu_steps "$@" || status=1
    exit $status
    ;;
esac
