#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: demo.sh [BUILD]
#
# Compiles a few kernels with and without the plugin of BUILD (build), runs
# them, and prints their times and what the compiler said. Fails if a result
# differs. Takes about ten seconds.
#
# Environment: WRAPPER (BUILD/bin/winnow-clang), PLAIN_CLANG (clang-22).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-$here/../build}" && pwd)
wrapper=${WRAPPER:-$build/bin/winnow-clang}
plain=${PLAIN_CLANG:-clang-22}
if ! command -v "$wrapper" > /dev/null; then
  echo "demo.sh: no $wrapper: build first, with ./dev build" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bold='' reset='' colour=''
if [ -t 1 ] && [ "${TERM:-dumb}" != dumb ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$(printf '\033[1m') reset=$(printf '\033[0m') colour=colour
fi

sources='prefix-sum.c suffix-sum.c drawdown.c moments.c dependent.c
summed-area.c window.c box-filter.c factored.c containers.cpp'
echo "Compiling the kernels of bench/kernels with clang -O3 and with winnow ..."
objects=
for source in $sources; do
  for kind in base winnow; do
    case $kind in
    base) compiler=$plain flags= ;;
    winnow) compiler=$wrapper
      flags='-Rpass=winnow-share -Rpass-missed=winnow-share' ;;
    esac
    # Word splitting is wanted: flags holds several.
    # shellcheck disable=SC2086
    (cd "$here/kernels" && ./build-kernel.sh "$compiler" "${kind}_" "$source" \
      "$work/$source.$kind.o" -O3 $flags -fno-caret-diagnostics \
      -fno-color-diagnostics) 2> "$work/$source.$kind.log" ||
      { cat "$work/$source.$kind.log" >&2; exit 1; }
    objects="$objects $work/$source.$kind.o"
  done
done
# shellcheck disable=SC2086
"${CXX:-g++}" -std=c++17 -O2 -I "$here/kernels" "$here/Demo.cpp" $objects -lm \
  -o "$work/demo"

echo
status=0
"$work/demo" $colour || status=$?

echo
echo "${bold}What the compiler says (-Rpass=winnow-share," \
  "-Rpass-missed=winnow-share)${reset}"
for source in $sources; do
  grep ': remark:' "$work/$source.winnow.log" | grep 'Rpass=' | head -n 1 || true
done
grep -h ': remark:' "$work"/*.winnow.log | grep 'Rpass-missed=' || true
exit $status
