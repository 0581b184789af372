#!/bin/sh
# Configures a build folder for NVIDIA GPUs, the same for all scripts that share it: run.sh and stacked_mnist.py beside
# this one, and tests/cuda/sanitize.sh. What another of them, or an earlier call, chose is chosen anew.
#   benchmarks/gpu/configure.sh [FOLDER]      (build/cuda)
# AUGURY_OPTIONS has more options for CMake, which count more than those here; quotes keep words together.
# Programs are for the compute capability of the device here, without one for 90, and for the processor here
# (AUGURY_OPTIONS=-DCMAKE_CXX_FLAGS= is for any of its kind). NVIDIA's libraries are used where CMake finds them.
# What was chosen is told in one line, and kept in FOLDER/configured.txt.
set -eu
stop() {
  echo "configure.sh: $1" >&2
  exit 1
}
case ${1-} in
  -h | --help) echo "usage: benchmarks/gpu/configure.sh [FOLDER]; configures FOLDER (build/cuda) for NVIDIA GPUs" && exit 0 ;;
  -*) stop "takes a folder, and no option '$1'" ;;
esac
[ $# -lt 2 ] || stop "takes one folder, and no second word '$2'"
cd "$(dirname "$0")/../.."
build=${1:-build/cuda}
PATH=$PATH:/usr/local/cuda/bin
command -v nvcc >/dev/null ||
  stop "there is no nvcc here; install NVIDIA's CUDA toolkit and put nvcc on the PATH"
options=$(printf '%s\n' "${AUGURY_OPTIONS:-}" | xargs printf '%s\n' 2>/dev/null) ||
  stop "AUGURY_OPTIONS cannot be split into words, for a quote in it is not closed: $AUGURY_OPTIONS"
case $options in
  *AUGURY_CUDA=* | *AUGURY_CUDA:*) stop "AUGURY_OPTIONS sets AUGURY_CUDA, and all that is built here is for CUDA; leave it out" ;;
esac

found="the device here"
if ! nvidia-smi -L 2>/dev/null | grep GPU >/dev/null; then
  found="no device here" target=90
else
  target=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null | tr -d ' .' | sort -u |
    paste -s -d ';' -)
  case $target in '' | *[!0-9\;]*) target=native ;; esac  # an old driver does not know the question
fi

generator=
! command -v ninja >/dev/null || generator=-GNinja
set -f
IFS='
'
# shellcheck disable=SC2086
cmake --fresh -S . -B "$build" $generator -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS=-march=native -DAUGURY_CUDA=ON \
  -DAUGURY_TESTS=ON -DAUGURY_EXAMPLES=OFF -DAUGURY_BENCHMARKS=ON -DAUGURY_CUDNN=AUTO -DAUGURY_CUBLASLT=AUTO \
  "-DCMAKE_CUDA_ARCHITECTURES=$target" $options >/dev/null ||
  stop "CMake could not configure $build; what it said is above"

# cached NAME: what CMake keeps by that name.
cached() {
  sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"
}
case $(cached AUGURY_USES_CUBLASLT),$(cached AUGURY_USES_CUDNN) in
  ON,ON) libraries="cuBLASLt and cuDNN" ;;
  ON,OFF) libraries=cuBLASLt ;;
  OFF,ON) libraries=cuDNN ;;
  OFF,OFF) libraries="none, our own tiles alone" ;;
  *) libraries="not known" ;;
esac
target=$(cached CMAKE_CUDA_ARCHITECTURES)
cat >"$build/configured.txt" <<END
compute capability: $target
NVIDIA's libraries: $libraries
CMake's options: $(echo "${options:-none}" | tr '\n' ' ' | sed 's/ *$//')
commit: $(git describe --always --dirty --exclude '*' 2>/dev/null || echo not known)
END
echo "$build is for compute capability $target ($found); NVIDIA's libraries: $libraries"
