#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: check-remarks.sh KERNELS.DEF FOLDER
#
# FOLDER holds the optimization records (*.yaml) of a build of the kernels.
# Checks that a function has a remark "shared a reduction" exactly if
# KERNELS.DEF expects it to be rewritten.
set -eu
definitions=$1 folder=$2

actual=$(mktemp)
trap 'rm -f "$actual"' EXIT
# One line for each remark: kind, function, message.
cat "$folder"/*.yaml | awk '
  function flush() {
    if (pass == "winnow-share") print kind, fn, text
    kind = fn = pass = text = ""
  }
  /^--- !/          { flush(); kind = substr($2, 2) }
  /^Pass:/          { pass = $2 }
  /^Function:/      { fn = $2; gsub(/[\047"]/, "", fn) }
  /^  - [A-Za-z]+:/ { line = $0; sub(/^  - [A-Za-z]+: */, "", line)
                      gsub(/^[\047"]|[\047"]$/, "", line); text = text line }
  END               { flush() }' > "$actual"

failed=0
explain() { awk -v f="$1" '$2 == f { $2 = ""; print "    " $0 }' "$actual"; }

kernels=$(sed -n 's/^KERNEL(\([a-z0-9_]*\),.*\(Rewritten\|Kept\),.*/\1 \2/p' \
  "$definitions")
[ -n "$kernels" ] || { echo "$definitions: no kernels in it"; exit 1; }
rewritten=0 kept=0
while read -r name expect; do
  shared=$(awk -v f="$name" '$1 == "Passed" && $2 == f' "$actual" |
    grep -c 'shared a reduction' || true)
  case $expect in
  Rewritten)
    rewritten=$((rewritten + 1))
    if [ "$shared" -eq 0 ]; then
      failed=$((failed + 1))
      echo "$name: should be rewritten, and is not"
      explain "$name"
    fi ;;
  Kept)
    kept=$((kept + 1))
    if [ "$shared" -ne 0 ]; then
      failed=$((failed + 1))
      echo "$name: must be left alone, and is rewritten"
      explain "$name"
    fi ;;
  esac
done <<END
$kernels
END
echo "$rewritten kernels to rewrite, $kept to leave alone, $failed wrong"
[ "$failed" -eq 0 ]
