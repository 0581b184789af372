#!/usr/bin/env bash
# The tests of CUDA under compute-sanitizer: addresses and leaks (memcheck), races in shared memory
# (racecheck), reads of memory that nobody set (initcheck). Builds them first.
#   tests/cuda/sanitize.sh [--tool memcheck|racecheck|initcheck] [--no-build] [TEST...]
# Without --tool all three, without a TEST all that build/cuda/tests/cuda/cuda_tests.txt names. One line
# for each run as soon as it ends, and a last one that counts them; where OUT names a folder, the lines go
# to OUT/sanitize.txt too, and the beginnings of logs that are not clean to OUT/sanitize_findings.txt.
# Exit status 0: all runs are clean. 1: some are not, or something is missing, which is then said.
#
# Clean is a run whose test passed and whose summary counts nothing. initcheck sees managed memory less
# well, and the laws' arrays are managed (tests/laws/backend.hpp): there a clean run of it says little, and
# cuda/step, whose memory is the device's own, proves more.
#
# AUGURY_JOBS     runs at a time (half the cores)
# AUGURY_LIMIT    seconds that a run may take (240); past them it is not finished
# AUGURY_OPTIONS  more options for CMake, which count more than those here
# AUGURY_BUILD    the build folder (build/cuda)
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${AUGURY_BUILD:-build/cuda}
jobs=${AUGURY_JOBS:-$((($(nproc) + 1) / 2))}
limit=${AUGURY_LIMIT:-240}
PATH=$PATH:/usr/local/cuda/bin:/usr/local/cuda/compute-sanitizer

stop() {
  echo "sanitize.sh: $1" >&2
  exit 1
}

say() {
  echo "$1"
  [[ ! -d ${OUT:-} ]] || echo "$1" >>"$OUT/sanitize.txt"
}

configure_and_build() {
  command -v nvcc >/dev/null ||
    stop "there is no nvcc here; install NVIDIA's CUDA toolkit and put nvcc on the PATH"
  local generator=()
  [[ -e $build/CMakeCache.txt ]] || ! command -v ninja >/dev/null || generator=(-G Ninja)
  # Others build in this folder too: what they chose is chosen anew.
  # shellcheck disable=SC2086
  cmake -S . -B "$build" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release -DAUGURY_CUDA=ON \
    -DAUGURY_TESTS=ON -DAUGURY_EXAMPLES=OFF -DAUGURY_BENCHMARKS=ON -DAUGURY_CUDNN=OFF \
    -DAUGURY_CUBLASLT=OFF -DCMAKE_CUDA_ARCHITECTURES=native ${AUGURY_OPTIONS:-} >/dev/null ||
    stop "CMake failed; what it said is above"
  cmake --build "$build" -j "$(nproc)" --target cuda_tests ||
    stop "the tests could not be built; why is above"
}

# verdict TOOL LOG STATUS: "clean", "FINDINGS", or "NOT FINISHED" and why.
verdict() {
  local summary="ERROR SUMMARY: " clean="ERROR SUMMARY: 0 errors"
  [[ $1 != racecheck ]] || summary="RACECHECK SUMMARY: " clean="RACECHECK SUMMARY: 0 hazards"
  if (($3 == 124 || $3 == 137)); then
    echo "NOT FINISHED within $limit s"
  elif grep -q "^skipped: " "$2"; then
    echo "NOT FINISHED ($(grep -m 1 "^skipped: " "$2"))"
  elif ! grep -q "$summary" "$2"; then
    echo "NOT FINISHED (no summary, exit status $3)"
  elif (($3 == 0)) && grep -q "All tests passed" "$2" && grep -q "$clean" "$2"; then
    echo "clean"
  else
    echo "FINDINGS"
  fi
}

# run TOOL TEST: one run, its line, and its verdict among the results.
run() {
  local log=$build/sanitize_$2_$1.log status=0 options=() found
  [[ $1 != memcheck ]] || options=(--leak-check full)
  timeout -k 10 "$limit" compute-sanitizer --tool "$1" "${options[@]}" --error-exitcode 1 \
    "$build/tests/cuda/$2" >"$log" 2>&1 </dev/null &
  trap 'kill %1' INT TERM  # timeout leads a group of its own, which would outlive this script
  wait $! || status=$?
  found=$(verdict "$1" "$log" "$status")
  echo "$found" >>"$results"
  if [[ $found == clean ]]; then
    say "$1, $2: clean, $SECONDS s"
  else
    say "$1, $2: $found, $SECONDS s; see $log"
    [[ ! -d ${OUT:-} ]] ||
      printf '%s\n' "$1, $2: $found" "$(head -n 40 "$log")" "[...]" "$(tail -n 10 "$log")" "" \
        >>"$OUT/sanitize_findings.txt"
  fi
}

tools=() tests=() builds=yes
while (($# > 0)); do
  case $1 in
    --tool)
      [[ ${2:-} =~ ^(memcheck|racecheck|initcheck)$ ]] ||
        stop "--tool takes memcheck, racecheck or initcheck, not '${2:-}'"
      tools+=("$2")
      shift
      ;;
    --no-build) builds=no ;;
    -*) stop "usage: tests/cuda/sanitize.sh [--tool memcheck|racecheck|initcheck] [--no-build] [TEST...]" ;;
    *) tests+=("$1") ;;
  esac
  shift
done
((${#tools[@]} > 0)) || tools=(memcheck racecheck initcheck)
[[ $jobs =~ ^[1-9][0-9]*$ && $limit =~ ^[1-9][0-9]*$ ]] ||
  stop "AUGURY_JOBS and AUGURY_LIMIT are whole numbers of 1 or more, not '$jobs' and '$limit'"

command -v compute-sanitizer >/dev/null ||
  stop "there is no compute-sanitizer here; it is part of NVIDIA's CUDA toolkit (on Debian, package cuda-sanitizer-*)"
nvidia-smi -L 2>/dev/null | grep GPU >/dev/null ||
  stop "there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one"
[[ $builds == no ]] || configure_and_build

names=$build/tests/cuda/cuda_tests.txt
[[ -s $names ]] || stop "no tests are named in '$names', so nothing was run; build without --no-build"
for test in "${tests[@]}"; do
  grep -Fqx -- "$test" "$names" || stop "there is no test '$test'; '$names' names those there are"
done
((${#tests[@]} > 0)) || mapfile -t tests <"$names"

results=$(mktemp)
trap 'rm -f "$results"' EXIT
export build limit results
export -f say verdict run
for tool in "${tools[@]}"; do printf "$tool %s\n" "${tests[@]}"; done |
  xargs -P "$jobs" -n 2 bash -c 'run "$@"' run || true

runs=$((${#tools[@]} * ${#tests[@]}))
clean=$(grep -c '^clean$' "$results" || true)
findings=$(grep -c '^FINDINGS$' "$results" || true)
say "$runs runs: $clean clean, $findings with findings, $((runs - clean - findings)) not finished"
((clean == runs))
