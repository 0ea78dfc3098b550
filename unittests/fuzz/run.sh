#!/bin/bash
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: run.sh [COUNT [SEED [JOBS]]]
#
# Compiles COUNT random programs (200), those of SEED (1) and after, without and
# with the plugin, runs both and compares what they print. Prints the seed of
# every difference and keeps its source, and at the end how many programs of each
# kind were rewritten. Fails on a difference, on a failure of the compiler, and
# if fewer than MIN_REWRITTEN percent (25) are rewritten.
#
# Environment: GENERATOR (winnow-fuzz-gen), PLAIN_CLANG (clang-22), WRAPPER
# (winnow-clang), KEEP (where sources of failures go: ./fuzz-failures),
# BATCH (programs in a file: 25), EAGER (flags of every second file, which make
# the plugin rewrite whatever it may, for any number of iterations:
# -mllvm -winnow-cost=always). The rewritten program of every third file is
# compiled with AddressSanitizer.
set -u

GENERATOR=${GENERATOR:-winnow-fuzz-gen}
PLAIN_CLANG=${PLAIN_CLANG:-clang-22}
WRAPPER=${WRAPPER:-winnow-clang}
KEEP=${KEEP:-$PWD/fuzz-failures}
BATCH=${BATCH:-25}
MIN_REWRITTEN=${MIN_REWRITTEN:-25}
EAGER=${EAGER--mllvm -winnow-cost=always}
export EAGER GENERATOR PLAIN_CLANG WRAPPER KEEP BATCH

# level SEED: the optimization level of the batch that starts at SEED.
level() {
  case $(($1 / BATCH % 4)) in
  1) echo -O3 ;;
  3) echo -O1 ;;
  *) echo -O2 ;;
  esac
}

# flags SEED: the plugin's flags for the batch that starts at SEED.
flags() {
  if [ $(($1 / BATCH / 4 % 2)) -eq 1 ]; then
    echo "$EAGER"
  fi
  # Memory of the plugin's own that is too small may not show in any result.
  if [ $(($1 / BATCH % 3)) -eq 2 ]; then
    echo -fsanitize=address
  fi
  # This machine's vectors; without them no operations to fuse, as in the other
  # build.
  if [ $(($1 / BATCH % 5)) -ge 3 ]; then
    echo -march=native -ffp-contract=off
  fi
}

# compare SEED COUNT FOLDER LEVEL [FLAG...]: prints nothing if both builds agree,
# else what differs; leaves the record of the remarks in FOLDER/record.
compare() {
  local seed=$1 count=$2 dir=$3 level=$4
  shift 4
  mkdir -p "$dir"
  "$GENERATOR" "$seed" "$count" > "$dir/p.c" ||
    { echo "the generator fails"; return; }
  "$PLAIN_CLANG" "$level" -w "$dir/p.c" -lm -o "$dir/base" ||
    { echo "plain clang fails"; return; }
  timeout 300 "$WRAPPER" "$level" "$@" -w "$dir/p.c" -lm -o "$dir/winnow" \
    -fsave-optimization-record -foptimization-record-file="$dir/record" \
    '-foptimization-record-passes=winnow-(share|sparse)' 2> "$dir/log" ||
    { echo "the compiler fails with status $?: $(tail -n 1 "$dir/log")"; return; }
  timeout 120 "$dir/base" > "$dir/base.txt" ||
    { echo "the plain program fails"; return; }
  timeout 120 "$dir/winnow" > "$dir/winnow.txt" ||
    { echo "the rewritten program fails with status $?"; return; }
  diff "$dir/base.txt" "$dir/winnow.txt" > "$dir/diff" ||
    echo "results differ: $(sed -n 's/^> //p' "$dir/diff" | head -n 1)"
}

# rewritten SOURCE RECORD: for each function that is a program, its kind and
# whether (1) or not (0) a remark says that a loop in it was rewritten.
rewritten() {
  awk 'FNR == 1 { ++file }
       file == 1 && /^--- !/ { passed = /Passed/ }
       file == 1 && /^Function:/ { fn = $2 }
       file == 1 && /shared a reduction|kept in registers|summed at a time/ && passed { shared[fn] = 1 }
       file == 2 && /^\/\/ p[0-9]+: / {
         fn = substr($2, 1, length($2) - 1)
         print $3, shared[fn] + 0
       }' "$2" "$1"
}

# batch SEED COUNT: prints a BATCH line, KIND lines and FAILED lines.
batch() {
  local dir flags seed why why_one
  dir=$(mktemp -d)
  # Word splitting is wanted: flags holds several.
  flags="$(level "$1") $(flags "$1")"
  # shellcheck disable=SC2086
  why=$(compare "$1" "$2" "$dir/all" $flags)
  if [ -f "$dir/all/record" ]; then
    echo BATCH
    rewritten "$dir/all/p.c" "$dir/all/record" | sed 's/^/KIND /'
  fi
  if [ -n "$why" ]; then
    # One by one, to name the seed.
    local named=0
    for ((seed = $1; seed < $1 + $2; ++seed)); do
      # shellcheck disable=SC2086
      why_one=$(compare "$seed" 1 "$dir/one" $flags)
      [ -n "$why_one" ] || continue
      named=1
      mkdir -p "$KEEP"
      cp "$dir/one/p.c" "$KEEP/$seed.c"
      echo "FAILED seed $seed ($flags, $KEEP/$seed.c): $why_one"
    done
    if [ "$named" -eq 0 ]; then
      mkdir -p "$KEEP"
      cp "$dir/all/p.c" "$KEEP/$1-$2.c"
      echo "FAILED seeds $1 and $2 after, only together" \
        "($flags, $KEEP/$1-$2.c): $why"
    fi
  fi
  rm -rf "$dir"
}

if [ "${1:-}" = --batch ]; then
  batch "$2" "$3"
  exit 0
fi

count=${1:-200} first=${2:-1} jobs=${3:-$(nproc)}
case $count$first$jobs in
*[!0-9]*) echo "usage: run.sh [COUNT [SEED [JOBS]]]" >&2; exit 2 ;;
esac
for tool in "$GENERATOR" "$PLAIN_CLANG" "$WRAPPER"; do
  command -v "$tool" > /dev/null || { echo "run.sh: no $tool" >&2; exit 2; }
done

results=$(mktemp)
trap 'rm -f "$results"' EXIT
for ((s = first; s < first + count; s += BATCH)); do
  left=$((first + count - s))
  echo "$s $((left < BATCH ? left : BATCH))"
done | xargs -P "$jobs" -L 1 "$0" --batch | tee "$results" |
  { grep --line-buffered '^FAILED' || true; }

shared=$(awk '$1 == "KIND" { n += $3 } END { print n + 0 }' "$results")
failed=$(grep -c '^FAILED' "$results")
batches=$(grep -c '^BATCH' "$results")
awk '$1 == "KIND" { ++all[$2]; shared[$2] += $3 }
     END { for (k in all)
             printf "  %-10s %5d programs, %5d rewritten\n", k, all[k], shared[k]
     }' "$results" | sort
echo "$count programs from seed $first: $shared rewritten, $failed differences"
[ "$failed" -eq 0 ] || exit 1
if [ "$batches" -ne $(((count + BATCH - 1) / BATCH)) ]; then
  echo "only $batches batches gave a result" >&2
  exit 1
fi
if [ $((shared * 100)) -lt $((count * MIN_REWRITTEN)) ]; then
  echo "fewer than $MIN_REWRITTEN % are rewritten: the comparison says little" >&2
  exit 1
fi
