#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: run.sh [BUILD]
#
# Image filters from plain loops beside OpenCV on one core: compiles both with
# BUILD/bin/winnow-clang (build) and writes bench/results/images.md. A minute.
# Needs Debian's libopencv-imgproc-dev, which nothing else here does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-$here/../../build}" && pwd)
[ -e /usr/include/opencv4/opencv2/imgproc.hpp ] || {
  echo "run.sh: OpenCV is not here: apt-get install libopencv-imgproc-dev" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags="-O3 -march=native -ffast-math"
"$build/bin/winnow-clang" $flags -c "$here/Kernels.c" -o "$work/kernels.o"
clang++-22 -O2 -std=c++17 -Wall -Wextra -isystem /usr/include/opencv4 \
  "$here/ImageBench.cpp" "$work/kernels.o" -lopencv_core -lopencv_imgproc \
  -o "$work/bench"
page=$here/../results/images.md
{
  echo "# Image filters from plain loops, beside OpenCV"
  echo
  echo "* Machine: $(lscpu | sed -n 's/^Model name: *//p' | head -n 1), one core"
  echo "* Compiler: $(clang-22 --version | head -n 1), $flags"
  echo "* Images of 4096 x 4096 pixels; medians of 9 runs in turns"
  echo "* Date: $(date -u +%Y-%m-%d)"
  echo
  "$work/bench"
} > "$page.new"
mv "$page.new" "$page"
cat "$page"
