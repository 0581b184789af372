#!/usr/bin/env bash
# Each folder of include/augury includes only folders above it, and the libraries of arrays and of
# pictures stay where they belong. One sentence for each violation, with file and line.
# usage: check_include_order.sh [folder that holds augury/]
set -euo pipefail
cd "${1:-$(dirname "$0")/../include}"

# What each folder may include besides itself. Layers, networks and objectives name no backend.
declare -A may=(
  [core]=""
  [kernel]="core"
  [backend]="core kernel"
  [layer]="core kernel"
  [network]="core kernel layer"
  [objective]="core kernel layer network"
)
above="core kernel backend layer network objective"
for folder in optim augment data io images evaluate train; do
  may[$folder]=$above
  above+=" $folder"
done
may[augment]="core kernel layer network"  # its layers stand in networks like any other

status=0
violation() { echo "include/$1: $2"; status=1; }

while IFS=: read -r file line text; do
  folder=${file#augury/}
  [[ $folder == */* ]] && folder=${folder%%/*} || folder=.
  [[ $text =~ include[[:space:]]*([\"\<])([^\">]+) ]] || continue
  quote=${BASH_REMATCH[1]} header=${BASH_REMATCH[2]}

  if [[ $header == *Eigen/* && $file != augury/backend/cpu/* ]]; then
    violation "$file:$line" "includes <$header>, but Eigen belongs in backend/cpu alone."
  elif [[ $header == xtensor/* && $file != augury/io/xtensor.hpp ]]; then
    violation "$file:$line" "includes <$header>, but xtensor belongs in io/xtensor.hpp alone."
  elif [[ $header == opencv2/* && $file != augury/images/* ]]; then
    violation "$file:$line" "includes <$header>, but OpenCV belongs in images/ alone."
  elif [[ $header == augury/images/* && $folder != images ]]; then
    violation "$file:$line" "includes $header, but images/ is a component of its own."
  elif [[ $header == augury/*/* && $folder != . ]]; then
    other=${header#augury/} other=${other%%/*}
    if [[ -z ${may[$folder]+known} ]]; then
      violation "$file:$line" "folder $folder has no place in the order; give it one in $0."
    elif [[ " $folder ${may[$folder]} " != *" $other "* ]]; then
      violation "$file:$line" "includes $header, but $folder/ may include only: $folder ${may[$folder]}."
    elif [[ $file == augury/backend/cpu/* && $header == augury/backend/cuda/* ]]; then
      violation "$file:$line" "includes $header, but backend/cpu/ must build without CUDA."
    fi
  elif [[ $header == augury/* && $folder != . ]]; then
    violation "$file:$line" "includes $header, the header for users; name the file that is needed."
  elif [[ $quote == '"' && $header != augury/* ]]; then
    violation "$file:$line" "includes \"$header\"; write the path from augury/ on."
  fi
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include' augury)

while IFS=: read -r file line text; do
  violation "$file:$line" "names a backend, but layers, networks and objectives know none:$text"
done < <(grep -rnwE 'Cpu|Cuda|__CUDACC__' augury/{layer,network,objective,augment} 2> /dev/null)

while IFS=: read -r file line text; do
  violation "$file:$line" "asks for the compiler or a library, which backend/cuda/config.cuh does for all:$text"
done < <(grep -nE '^[[:space:]]*#[[:space:]]*(if|elif)' -r augury/backend/cuda augury/cuda.cuh |
  grep -v '^augury/backend/cuda/config.cuh:')

exit $status
