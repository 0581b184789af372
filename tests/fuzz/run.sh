#!/usr/bin/env bash
# Runs the fuzzers one after the other, each for some seconds. New inputs go to build/fuzz/corpus,
# and what ends a fuzzer to build/fuzz/found: mend the reader, then keep that input, made small
# (-minimize_crash=1), in tests/fuzz/corpus/<reader>.
# usage: tests/fuzz/run.sh [seconds] [reader...]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
shift || true
readers=("$@")
if ((${#readers[@]} == 0)); then
  for folder in tests/fuzz/corpus/*/; do readers+=("$(basename "$folder")"); done
fi

failed=0
mkdir -p build/fuzz/found
for reader in "${readers[@]}"; do
  mkdir -p "build/fuzz/corpus/$reader"
  echo "== $reader"
  # Eight kilobytes have no business with 256 megabytes or five seconds.
  build/fuzz/tests/fuzz/"$reader" -max_total_time="$seconds" -max_len=8192 -timeout=5 \
    -rss_limit_mb=512 -malloc_limit_mb=256 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/found/$reader-" \
    "build/fuzz/corpus/$reader" "tests/fuzz/corpus/$reader" || failed=1
done
exit $failed
