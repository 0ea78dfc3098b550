#!/bin/bash
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: measure.sh PLAIN WRAPPER RUNS SOURCE [FLAG...]
#
# Compiles SOURCE with both compilers in turn, RUNS times, and prints a row of a
# Markdown table: the medians of CPU time, user and system, in ms, and of the
# difference in user time alone. The kernel counts the sum exactly and splits it
# by sampling.
set -eu
plain=$1 wrapper=$2 runs=$3 source=$4
shift 4
case $source in
*.cpp)
  # clang-22 becomes clang++-22, winnow-clang becomes winnow-clang++.
  plus() {
    case ${1##*/} in
    *-[0-9]*) echo "${1%-*}++-${1##*-}" ;;
    *) echo "$1++" ;;
    esac
  }
  plain=$(plus "$plain") wrapper=$(plus "$wrapper") ;;
esac

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
TIMEFORMAT='%U %S'

# once COMPILER NAME FLAG...: appends "user system" in seconds to $dir/NAME.
once() {
  local compiler=$1 name=$2
  shift 2
  { time "$compiler" "$@" -w -c "$source" -o "$dir/o" > "$dir/log" 2>&1; } \
    2>> "$dir/$name" || { cat "$dir/log" >&2; exit 1; }
}

# One run of each that does not count: it fills the caches.
once "$plain" warm "$@"
once "$wrapper" warm "$@"
for ((i = 0; i < runs; ++i)); do
  # Each goes first every second time.
  if ((i % 2)); then
    once "$wrapper" winnow "$@"
    once "$plain" base "$@"
  else
    once "$plain" base "$@"
    once "$wrapper" winnow "$@"
  fi
done

# median NAME EXPRESSION-OF-FIELDS
median() {
  awk "{ print 1000 * ($2) }" "$dir/$1" | sort -n |
    awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}
awk -v name="$(basename "$source")" -v flags="$1" \
  -v bu="$(median base '$1')" -v wu="$(median winnow '$1')" \
  -v bc="$(median base '$1+$2')" -v wc="$(median winnow '$1+$2')" '
  BEGIN { printf "| %s | %s | %.0f | %.0f | %+.0f ms | %+.1f %% | %+.0f ms |\n",
          name, flags, bc, wc, wc - bc, 100 * (wc - bc) / bc, wu - bu }'
