#!/usr/bin/env bash
# Every source is formatted as .clang-format says; with --fix it is put right.
# Version 14 is pinned: another one breaks lines elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v clang-format-14 > /dev/null; then
  echo "The format check needs clang-format-14; on Debian: apt-get install clang-format-14"
  exit 1
fi

mapfile -t sources < <(find include examples tests benchmarks -type f \
  \( -name '*.hpp' -o -name '*.cpp' -o -name '*.cuh' -o -name '*.cu' \) | sort)
if [[ ${1:-} == --fix ]]; then
  clang-format-14 -i "${sources[@]}"
elif ! clang-format-14 --dry-run -Werror "${sources[@]}"; then
  echo "These files are not formatted; put them right with: cmake/check_format.sh --fix"
  exit 1
fi
