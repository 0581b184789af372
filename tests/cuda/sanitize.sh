#!/usr/bin/env bash
# The tests of CUDA under compute-sanitizer: addresses and leaks (memcheck), races in shared memory
# (racecheck), reads of memory that nobody set (initcheck). Builds them first.
#   tests/cuda/sanitize.sh [--tool memcheck|racecheck|initcheck] [--no-build] [--go-on] [TEST...]
# Without --tool all three, without a TEST all that build/cuda/tests/cuda/cuda_tests.txt names. One line
# for each run as soon as it ends, and a last one that counts them; where OUT names a folder, the lines go
# to OUT/sanitize.txt too, and the beginnings of logs that are not clean to OUT/sanitize_findings.txt.
# All of it takes longer than ten minutes, perhaps: --go-on leaves out what was clean before, if the test was
# not built anew since. Exit status 0: all runs are clean, or --help was asked for. 1: some are not clean, or
# something is missing, which is then said.
#
# Clean is a run whose test passed and whose summary counts nothing. initcheck sees managed memory less
# well, and the laws' arrays are managed (tests/laws/backend.hpp): there a clean run of it says little, and
# cuda/step, whose memory is the device's own, proves more.
#
# AUGURY_JOBS     runs at a time (half the cores)
# AUGURY_LIMIT    seconds that a run may take (240); past them it is not finished
# AUGURY_OPTIONS  more options for CMake (see benchmarks/gpu/configure.sh)
# AUGURY_BUILD    the build folder (build/cuda)
set -euo pipefail
[[ ${OUT:-/} == /* ]] || OUT=$PWD/$OUT
cd "$(dirname "$0")/../.."
usage="usage: tests/cuda/sanitize.sh [--tool memcheck|racecheck|initcheck] [--no-build] [--go-on] [TEST...]"
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
  [[ -z ${OUT:-} ]] || echo "$1" >>"$OUT/sanitize.txt"
}

# verdict TOOL LOG STATUS: "clean", "FINDINGS", or "NOT FINISHED" and why.
verdict() {
  local summary="ERROR SUMMARY: " clean="ERROR SUMMARY: 0 errors"
  [[ $1 != racecheck ]] || summary="RACECHECK SUMMARY: " clean="RACECHECK SUMMARY: 0 hazards"
  if (($3 == 124 || $3 == 137)); then
    echo "NOT FINISHED within $limit s (or killed)"
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
  local log=$build/sanitize_$2_$1.log program=$build/tests/cuda/$2 status=0 options=() found
  if [[ $goes_on == yes && -x $program && $log -nt $program && $(tail -n 1 "$log") == "sanitize.sh: clean" ]]; then
    echo clean >>"$results"
    say "$1, $2: clean before"
    return
  fi
  [[ $1 != memcheck ]] || options=(--leak-check full)
  timeout -k 10 "$limit" compute-sanitizer --tool "$1" "${options[@]}" --error-exitcode 1 \
    "$program" >"$log" 2>&1 </dev/null &
  trap 'kill %1' INT TERM  # timeout leads a group of its own, which would outlive this script
  wait $! || status=$?
  found=$(verdict "$1" "$log" "$status")
  echo "sanitize.sh: $found" >>"$log"
  echo "$found" >>"$results"
  if [[ $found == clean ]]; then
    say "$1, $2: clean, $SECONDS s"
  else
    say "$1, $2: $found, $SECONDS s; see $log"
    [[ -z ${OUT:-} ]] ||
      printf '%s\n' "$1, $2: $found" "$(head -n 40 "$log")" "[...]" "$(tail -n 10 "$log")" "" \
        >>"$OUT/sanitize_findings.txt"
  fi
}

tools=() tests=() builds=yes goes_on=no
while (($# > 0)); do
  case $1 in
    --tool)
      [[ ${2:-} =~ ^(memcheck|racecheck|initcheck)$ ]] ||
        stop "--tool takes memcheck, racecheck or initcheck, not '${2:-}'"
      tools+=("$2")
      shift
      ;;
    --no-build) builds=no ;;
    --go-on) goes_on=yes ;;
    -h | --help) echo "$usage" && exit 0 ;;
    -*) stop "there is no option '$1'; $usage" ;;
    *) tests+=("$1") ;;
  esac
  shift
done
((${#tools[@]} > 0)) || tools=(memcheck racecheck initcheck)
[[ $jobs =~ ^[1-9][0-9]*$ && $limit =~ ^[1-9][0-9]*$ ]] ||
  stop "AUGURY_JOBS and AUGURY_LIMIT are whole numbers of 1 or more, not '$jobs' and '$limit'"

nvidia-smi -L 2>/dev/null | grep GPU >/dev/null ||
  stop "there is no CUDA device here (nvidia-smi -L lists none); run this on a machine with one"
command -v compute-sanitizer >/dev/null ||
  stop "there is no compute-sanitizer here; it is part of NVIDIA's CUDA toolkit (on Debian, package cuda-sanitizer-*)"
[[ -z ${OUT:-} ]] || mkdir -p "$OUT" 2>/dev/null || stop "OUT is '$OUT', which cannot be made; name a folder"

# The names are there before the tests are: a wrong one costs no minutes of building.
[[ $builds == no ]] || benchmarks/gpu/configure.sh "$build" || exit 1
names=$build/tests/cuda/cuda_tests.txt
[[ -s $names ]] || stop "no tests are named in '$names', so nothing was run; build without --no-build"
for test in "${tests[@]}"; do
  grep -Fqx -- "$test" "$names" || stop "there is no test '$test'; '$names' names those there are"
done
((${#tests[@]} > 0)) || mapfile -t tests <"$names"
if [[ $builds == yes ]]; then
  cmake --build "$build" -j "$(nproc)" --target cuda_tests || stop "the tests could not be built; why is above"
fi

results=$(mktemp)
trap 'rm -f "$results"' EXIT
export build goes_on limit results OUT
export -f say verdict run
for tool in "${tools[@]}"; do printf "$tool %s\n" "${tests[@]}"; done |
  xargs -P "$jobs" -n 2 bash -c 'run "$@"' run || true

runs=$((${#tools[@]} * ${#tests[@]}))
clean=$(grep -c '^clean$' "$results" || true)
findings=$(grep -c '^FINDINGS$' "$results" || true)
say "$runs runs: $clean clean, $findings with findings, $((runs - clean - findings)) not finished"
((clean == runs))
