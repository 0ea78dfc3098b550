#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: run.sh [BUILD [NAME]]
#
# Runs BUILD/bin/winnow-sparse-bench (build) and writes bench/results/NAME.md
# (sparse). Takes about three minutes. Fails if a build without -ffast-math gives
# other bits than the plain one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build} name=${2:-sparse}
program=$build/bin/winnow-sparse-bench
[ -x "$program" ] || {
  echo "run.sh: no $program: build it first (./dev build)" >&2
  exit 1
}
page=$here/../results/$name.md
mkdir -p "$here/../results"
{
  echo "# Sparse loops with and without winnow-sparse"
  echo
  echo "* Machine: $(lscpu | sed -n 's/^Model name: *//p' | head -n 1)," \
    "$(nproc) logical processors, $(uname -sr)"
  echo "* Compiler: $(${PLAIN_CLANG:-clang-22} --version | head -n 1)," \
    "-O3 -march=native; the last two columns with -ffast-math on both sides"
  echo "* Date: $(date -u +%Y-%m-%d)"
  echo "* Each ratio: the median of nine paired runs, clang's time over the other"
  echo
  "$program"
} > "$page.new" || {
  rm -f "$page.new"
  echo "run.sh: results differ" >&2
  exit 1
}
mv "$page.new" "$page"
echo "wrote $page"
