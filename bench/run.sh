#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: run.sh [BUILD [NAME]]
#
# Runs BUILD/bin/winnow-bench and winnow-accuracy (build) and writes
# bench/results/NAME.md (kernels). Takes about five minutes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../build} name=${2:-kernels}
program=$build/bin/winnow-bench accuracy=$build/bin/winnow-accuracy
for needed in "$program" "$accuracy"; do
  [ -x "$needed" ] || {
    echo "run.sh: no $needed: build it first (./dev build)" >&2
    exit 1
  }
done
mkdir -p "$here/results"
page=$here/results/$name.md
{
  echo "# Kernels with and without winnow-share"
  echo
  echo "* Machine: $(lscpu | sed -n 's/^Model name: *//p' | head -n 1)," \
    "$(nproc) logical processors, $(uname -sr)"
  echo "* Compiler: $(${PLAIN_CLANG:-clang-22} --version | head -n 1), -O3"
  echo "* Date: $(date -u +%Y-%m-%d)"
  echo
} > "$page.new"
"$program" >> "$page.new"
{
  echo
  echo "## Accuracy of floating-point windows"
  echo
  echo "Moving sums under -ffast-math: the largest |error| / sum of magnitudes" \
    "of 20 000 windows."
  echo
  "$accuracy"
} >> "$page.new"
mv "$page.new" "$page"
echo "wrote $page"
