#!/bin/bash
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: run.sh [BUILD [PART...]]
#
# What the plugin costs the compiler, and whether other people's programs still
# pass their tests with it. Writes bench/results/compile-time.md. PARTs (all):
#   times    compile times of files with and without nests, of SQLite's
#            amalgamation, and of the kernels
#   tests    builds zlib, lz4 and SQLite with the plugin and runs their tests
# The sources are Debian's, unpacked in BUILD/third-party.
#
# Environment: RUNS (7) of each compilation, WRAPPER (BUILD/bin/winnow-clang),
# PLAIN_CLANG (clang-22), JOBS (number of processors).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build}
build=$(mkdir -p "$build" && cd "$build" && pwd)
[ $# -eq 0 ] || shift
parts=${*:-times tests}
runs=${RUNS:-7} jobs=${JOBS:-$(nproc)}
plain=$(command -v "${PLAIN_CLANG:-clang-22}")
wrapper=$(command -v "${WRAPPER:-$build/bin/winnow-clang}") || {
  echo "run.sh: no ${WRAPPER:-$build/bin/winnow-clang}: build first" >&2
  exit 1
}
kernels=$here/../kernels
third=$build/third-party
logs=$third/logs
record='-fsave-optimization-record -foptimization-record-passes=winnow-share'

"$here/fetch.sh" "$third" > "$build/third-party-fetch.log" 2>&1 || {
  tail -n 5 "$build/third-party-fetch.log" >&2
  exit 1
}
mkdir -p "$logs" "$here/../results"
page=$here/../results/compile-time.md

# SQLite's sources as one file, made by its own scripts.
amalgamate() {
  [ -f "$third/amalgamation/sqlite3.c" ] && return
  mkdir -p "$third/amalgamation"
  (cd "$third/amalgamation" && ../sqlite3/configure CC="$plain" &&
    make sqlite3.c) > "$logs/amalgamation.log" 2>&1 || {
    tail -n 5 "$logs/amalgamation.log" >&2
    exit 1
  }
}

times() {
  local file reports
  amalgamate
  # HAVE_UNISTD_H is what zlib's configure would define.
  echo "## Compile time"
  echo
  echo "Milliseconds of CPU time, user and system, medians of $runs runs of each" \
    "compiler in turn; the last column is the difference in user time alone." \
    "Targets: 2 % or 3 ms for files without nests, 5 % for SQLite."
  echo
  echo "| file | level | clang | winnow | more | more | user time |"
  echo "|---|---|--:|--:|--:|--:|--:|"
  for file in "$here/no-nests.cpp" \
    "$third"/zlib/{adler32,deflate,inflate,trees,gzread}.c \
    "$third"/lz4/lib/{lz4,lz4hc,lz4frame}.c \
    "$third/amalgamation/sqlite3.c" \
    "$kernels"/{prefix-sum,prefix-max,loop-shapes,summed-area,kept-no-reuse}.c \
    "$kernels/containers.cpp"; do
    # shellcheck disable=SC2046
    "$here/measure.sh" "$plain" "$wrapper" "$runs" "$file" -O3 \
      -DHAVE_UNISTD_H $(sed -n 's,^// FLAGS: ,,p' "$file")
  done
  echo
  reports=$(mktemp -d)
  "$wrapper" -O3 -w -c "$third/amalgamation/sqlite3.c" -o "$reports/o" \
    $record -foptimization-record-file="$reports/sqlite"
  echo "## Nests"
  echo
  echo "| project | nests | rewritten | refused |"
  echo "|---|--:|--:|---|"
  "$here/reasons.sh" "SQLite's amalgamation" "$reports/sqlite"
  for file in "$third"/zlib/*.c; do
    "$wrapper" -O3 -w -DHAVE_UNISTD_H -c "$file" -o "$reports/o" $record \
      -foptimization-record-file="$reports/zlib-$(basename "$file")"
  done
  "$here/reasons.sh" zlib "$reports"/zlib-*
  for file in "$third"/lz4/{lib,programs}/*.c; do
    "$wrapper" -O3 -w -I "$third/lz4/lib" -c "$file" -o "$reports/o" $record \
      -foptimization-record-file="$reports/lz4-$(basename "$file")"
  done
  "$here/reasons.sh" lz4 "$reports"/lz4-*
  rm -rf "$reports"
  echo
}

# try PROJECT PATTERN COMMAND: a row with the result and the last line of the log
# that matches PATTERN.
try() {
  local start=$SECONDS result=passed
  bash -c "set -e; $3" > "$logs/$1.log" 2>&1 || result="**failed**"
  echo "| $1 | $result | $((SECONDS - start)) s |" \
    "$(grep -a "$2" "$logs/$1.log" | grep -a -v "^make" | tail -n 1 | tr '|\t' '  ' |
      cut -c 1-70) |"
}

# fresh NAME: a copy of a source tree to build in.
fresh() {
  rm -rf "$third/$1-winnow"
  cp -r "$third/$1" "$third/$1-winnow"
}

tests() {
  amalgamate
  echo "## Test suites of programs built with the plugin"
  echo
  echo "| suite | result | time | last line |"
  echo "|---|---|--:|---|"
  fresh zlib
  try zlib "test OK" "cd $third/zlib-winnow; CC=$wrapper CFLAGS=-O3 ./configure
    make -j$jobs; make test"
  fresh lz4
  try lz4 "" "cd $third/lz4-winnow; make -j$jobs CC=$wrapper CFLAGS=-O3 lib lz4
    make check CC=$wrapper CFLAGS=-O3"
  rm -rf "$third/sqlite3-winnow"
  mkdir "$third/sqlite3-winnow"
  try sqlite-fuzztest "cases" "cd $third/sqlite3-winnow
    ../sqlite3/configure CC=$wrapper CFLAGS=-O3; make -j$jobs fuzztest"
  # SQLite's scripts count refused permissions, which root never gets.
  try sqlite-tests "errors out of" "cd $third/sqlite3-winnow; make -j$jobs testfixture
    chmod -R a+rwX .
    for t in select1 select2 join where aggnested window1 expr index sort func; do
      ./testfixture ../sqlite3/test/\$t.test
    done"
  echo
}

{
  echo "# What the plugin costs the compiler"
  echo
  echo "* Machine: $(lscpu | sed -n 's/^Model name: *//p' | head -n 1)," \
    "$(nproc) logical processors, $(uname -sr)"
  echo "* Compiler: $("$plain" --version | head -n 1)"
  echo "* Date: $(date -u +%Y-%m-%d)"
  echo
  for part in $parts; do
    case $part in
    times | tests) "$part" ;;
    *) echo "run.sh: no part named $part" >&2; exit 2 ;;
    esac
  done
} > "$page.new"
mv "$page.new" "$page"
echo "wrote $page"
! grep -F '**failed**' "$page"
