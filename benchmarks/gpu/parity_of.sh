#!/bin/sh
# One test of run.sh's part `parity`, told as it ends, and its verdict (passed, skipped or failed) for run.sh to count.
#   benchmarks/gpu/parity_of.sh BUILD TEST
# With --foreground the test ends when run.sh is interrupted.
set -eu
log=$1/parity_$2.log status=0 limit=500 verdict=failed
timeout --foreground -k 10 $limit "$1/tests/cuda/$2" >"$log" 2>&1 </dev/null || status=$?
case $status in
  124 | 137) why="did not end within $limit s" ;;
  132) why="exit status 132: it was built for another processor than the one here" ;;
  *) why="exit status $status" ;;
esac
if [ $status = 0 ] && passed=$(grep "All tests passed" "$log"); then
  verdict=passed told="parity, $2: $passed  "
elif [ $status = 0 ] && skipped=$(grep -m 1 "^skipped: " "$log"); then
  verdict=skipped told="parity, $2: SKIPPED ($skipped)  "
else
  told=$(echo "parity, $2: FAILED ($why); the end of $log:" && tail -n 20 "$log")
fi
printf '%s\n' "$told"
[ -z "${OUT:-}" ] || printf '%s\n' "$told" >>"$OUT/parity.md"
echo $verdict >>"$1/parity_verdicts.txt"
