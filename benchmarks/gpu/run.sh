#!/bin/sh
# One command on a machine with an NVIDIA GPU: builds, checks that the device does what the CPU does, and
# measures single kernels, and the reference steps beside PyTorch (see ../README.md).
#   benchmarks/gpu/run.sh [options]             all of this in order; options go to compare_gpu_steps.py
#   benchmarks/gpu/run.sh build|parity          one part of it
#   benchmarks/gpu/run.sh kernels [options]     ... and options go to compare_gpu_kernels.py
#   benchmarks/gpu/run.sh steps [options]       ... as --steps B,C --precisions bf16 --modes graph
# AUGURY_OPTIONS has more options for CMake, say "-DAUGURY_CUDNN=ON -DAUGURY_CUBLASLT=ON"; it must say the same
# for all parts. OUT names a folder that gets what is printed, line by line.
# Exit status 0: all was done, or --help was asked for. 1: something failed or is missing, or the words are not those
# above, which is then said. 2: compare_gpu_kernels.py or compare_gpu_steps.py does not know an option behind `kernels`
# or `steps`. Words are read before anything is done, but those options only by these two programs.
set -eu
stop() {
  echo "run.sh: $1" >&2
  exit 1
}
usage="benchmarks/gpu/run.sh takes 'build' or 'parity' alone, 'kernels' or 'steps' with options, or options of 'steps'; \
python3 benchmarks/gpu/compare_gpu_steps.py --help (or compare_gpu_kernels.py) lists them"
verb=all
case ${1-none} in
  build | parity | kernels | steps) verb=$1 && shift ;;
  none) [ $# = 0 ] || stop "$usage" ;;
  -*) ;;
  *) stop "$usage" ;;
esac
for word; do
  case $word in -h | --help) echo "$usage" && exit 0 ;; esac
done
case $verb in build | parity) [ $# = 0 ] || stop "$usage" ;; esac

if [ -n "${OUT:-}" ]; then
  mkdir -p "$OUT"
  OUT=$(cd "$OUT" && pwd)
  export OUT
fi
cd "$(dirname "$0")/../.."
build=build/cuda
PATH=$PATH:/usr/local/cuda/bin
libraries=no
case ${AUGURY_OPTIONS:-} in *AUGURY_CUDNN=ON* | *AUGURY_CUBLASLT=ON*) libraries=yes ;; esac

# tell FILE TEXT: prints, and appends to a file in OUT.
tell() {
  printf '%s\n' "$2"
  [ -z "${OUT:-}" ] || printf '%s\n' "$2" >>"$OUT/$1.md"
}
need_device() {
  nvidia-smi -L 2>/dev/null | grep -q GPU ||
    stop "there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one"
}
need_pytorch() {
  said=$(python3 -c 'import torch; assert torch.cuda.is_available(), "PyTorch sees no CUDA device"' 2>&1) ||
    stop "python3 has no PyTorch that sees the device ($(echo "$said" | tail -n 1)); pip install torch"
}
need_built() {
  [ -e "$build/$1" ] || stop "there is no $build/$1; benchmarks/gpu/run.sh build makes it"
}

# The two libraries are asked for here or not at all, whatever was built last.
build() {
  command -v nvcc >/dev/null ||
    stop "there is no nvcc here; install NVIDIA's CUDA toolkit and put nvcc on the PATH"
  generator=
  [ -e "$build/CMakeCache.txt" ] || ! command -v ninja >/dev/null || generator="-G Ninja"
  rm -f "$build/parity_passed"
  # shellcheck disable=SC2086
  cmake -S . -B "$build" $generator -DCMAKE_BUILD_TYPE=Release -DAUGURY_CUDA=ON -DAUGURY_EXAMPLES=OFF \
    -DAUGURY_BENCHMARKS=ON -DAUGURY_TESTS=ON -DCMAKE_CUDA_ARCHITECTURES=native \
    -DAUGURY_CUDNN=OFF -DAUGURY_CUBLASLT=OFF ${AUGURY_OPTIONS:-} >/dev/null
  cmake --build "$build" -j "$(nproc)" --target gpu_benchmarks cuda_tests
}

# Eight tests at a time, each of them told as it ends.
parity() {
  need_built tests/cuda/cuda_tests.txt
  rm -f "$build/parity_passed"
  tests=$(grep . "$build/tests/cuda/cuda_tests.txt" || true)
  [ $libraries = yes ] || tests=$(echo "$tests" | grep -v '_by_library$' || true)
  [ -n "$tests" ] || stop "$build/tests/cuda/cuda_tests.txt names no tests; nothing was checked"
  for test in $tests; do need_built "tests/cuda/$test"; done
  # shellcheck disable=SC2016
  echo "$tests" | xargs -P 8 -I NAME sh -c '
    log=$1/parity_$2.log status=0
    timeout 500 "$1/tests/cuda/$2" >"$log" 2>&1 </dev/null || status=$?
    if [ $status = 0 ] && passed=$(grep "All tests passed" "$log"); then
      told="parity, $2: $passed  "
    else
      told=$(echo "parity, $2: FAILED with exit status $status; the end of $log:" && tail -n 20 "$log")
      status=1
    fi
    printf "%s\n" "$told"
    [ -z "${OUT:-}" ] || printf "%s\n" "$told" >>"$OUT/parity.md"
    exit $status' sh "$build" NAME ||
    stop "the device does not do what the CPU does (or was not found): see what FAILED above"
  touch "$build/parity_passed"
}

# measure NAME options...
measure() {
  name=$1
  shift
  need_built "benchmarks/$name"
  tell "$name" "CMake's options: ${AUGURY_OPTIONS:-none}  "
  tell "$name" "$(nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,power.limit --format=csv,noheader || true)  "
  [ -e "$build/parity_passed" ] || tell "$name" "NOT CHECKED: run.sh parity has not passed since run.sh build  "
  python3 "benchmarks/gpu/compare_$name.py" "$@"
}

need_device
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
