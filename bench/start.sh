#!/usr/bin/env bash
# How long the command line takes as a whole process, as ratios to `java -version` in the same run: writes docs/start.md.
# Usage: bench/start.sh [ROUNDS]   (after ./bitwright --help has built; medians of the rounds, which take turns)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
rounds=${1:-9}
java=${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export BITWRIGHT_START_CACHE=wait
TIMEFORMAT='%R %U %S'

names=("java -version" "bitwright --help" "bitwright simulate zoo:resnet50 --machine hw-configs/t4.yaml"
  "bitwright simulate zoo:resnet50 --machine hw-configs/hexagon-v66.yaml" "bitwright formats")
commands=("$java -version" "$root/bitwright --help" "$root/bitwright simulate zoo:resnet50 --machine $root/hw-configs/t4.yaml"
  "$root/bitwright simulate zoo:resnet50 --machine $root/hw-configs/hexagon-v66.yaml" "$root/bitwright formats")
targets=("" 6 20 "" "")

for command in "${commands[@]}"; do $command >/dev/null 2>&1; done # warm files, written cache
for ((round = 0; round < rounds; round++)); do
  for index in "${!commands[@]}"; do
    { time ${commands[index]} >/dev/null 2>&1; } 2>>"$scratch/$index"
  done
done

median() { # of an expression over the columns of a file
  awk "{print $2}" "$1" | sort -g | awk '{v[NR]=$1} END {print (NR % 2) ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'
}

{
  echo "# How long the command line takes to start"
  echo
  echo "Written by \`bench/start.sh\`, never by hand: whole processes, launcher included, medians of $rounds rounds in which the commands take turns, with the cache of classes that the second run finds. Ratios are to \`java -version\` in the same run; on a shared machine they are steadier than seconds, and those of processor time (user and system) steadier than those of elapsed time."
  echo
  echo "| command | elapsed, s | ratio | target | met | processor, s | ratio |"
  echo "|---|---|---|---|---|---|---|"
  elapsed_base=$(median "$scratch/0" '$1')
  processor_base=$(median "$scratch/0" '$2+$3')
  for index in "${!commands[@]}"; do
    elapsed=$(median "$scratch/$index" '$1')
    processor=$(median "$scratch/$index" '$2+$3')
    awk -v name="${names[index]}" -v e="$elapsed" -v eb="$elapsed_base" -v p="$processor" -v pb="$processor_base" -v t="${targets[index]}" \
      'BEGIN { printf "| `%s` | %.2f | %.1f × | %s | %s | %.2f | %.1f × |\n", name, e, e/eb, (t=="" ? "" : "at most " t " ×"), (t=="" ? "" : (e/eb<=t ? "yes" : "**no**")), p, p/pb }'
  done
} >"$scratch/page"
mv "$scratch/page" "$root/docs/start.md"
cat "$root/docs/start.md"
