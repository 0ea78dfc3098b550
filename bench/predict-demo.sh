#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: predict-demo.sh [BUILD [SOURCE [CPU]]]
#
# Compiles SOURCE (bench/kernels/moments.c) to assembly, pipes it into BUILD's
# (build) winnow predict for CPU (haswell), and prints what llvm-mca 22 says of
# the same blocks beside it. Takes a second.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-$here/../build}" && pwd)
source=${2:-$here/kernels/moments.c} cpu=${3:-haswell}
winnow=$build/bin/winnow plain=${PLAIN_CLANG:-clang-22}
[ -x "$winnow" ] || {
  echo "predict-demo.sh: no $winnow: build first, with ./dev build" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command="clang-22 -O2 -fno-unroll-loops -S -o - $(basename "$source") | winnow predict --cpu=$cpu"
"$plain" -O2 -gline-tables-only -w -fno-unroll-loops -S -o "$work/all.s" "$source"
"$winnow" predict --cpu="$cpu" --format=csv < "$work/all.s" > "$work/all.csv"
"$winnow" blocks --input=asm "$work/all.s" > "$work/blocks"

# The same blocks as llvm-mca's regions, in the same order.
awk '/^    / { print; next }
  { if (n) print "# LLVM-MCA-END"; print "# LLVM-MCA-BEGIN " n++ }
  END { if (n) print "# LLVM-MCA-END" }' "$work/blocks" > "$work/regions.s"
mca='?'
if command -v llvm-mca-22 > /dev/null; then
  llvm-mca-22 -mtriple=x86_64 -mcpu="$cpu" -iterations=100 \
    -skip-unsupported-instructions=any "$work/regions.s" 2> "$work/mca.err" |
    awk '/^Total Cycles:/ { print $3 / 100 }' > "$work/mca"
else
  : > "$work/mca"
fi

echo "$command"
echo
awk -F, -v mca="$work/mca" '
  BEGIN { printf "%9s %12s  %-8s %s\n", "predicted", "llvm-mca 22", "bound by",
          "block" }
  NR > 1 { if ((getline cycles < mca) <= 0) cycles = "?"
    printf "%9.2f %12s  %-8s %s+%d%s\n", $2, cycles, $5, $12, $13,
      $15 == "" ? "" : " (line " $15 ")" }' \
  "$work/all.csv"
echo
echo "The slowest of them, as winnow predict shows it:"
slowest=$(awk -F, 'NR > 1 && $2 > most { most = $2; hex = $1 } END { print hex }' \
  "$work/all.csv")
echo "$slowest" | "$winnow" predict --cpu="$cpu" - | sed 1d
