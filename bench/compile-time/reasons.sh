#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: reasons.sh PROJECT RECORD...
#
# Prints a row of a Markdown table: how many reduction nests the optimization
# records of PROJECT tell of, how many were rewritten, and how many were refused
# for each reason. A loop that is compiled in several places counts once a place.
set -eu
project=$1
shift
cat "$@" | awk -v project="$project" '
  function flush() {
    if (pass == "winnow-share") {
      if (kind == "Passed") rewritten++
      else refused[name]++
      nests++
    }
    pass = ""
  }
  /^--- !/ { flush(); kind = substr($2, 2) }
  /^Pass:/ { pass = $2 }
  /^Name:/ { name = $2 }
  END {
    flush()
    for (r in refused) line = line r " " refused[r] "\n"
    printf "| %s | %d | %d | ", project, nests, rewritten
    fflush()
    if (line == "") { print "- |"; exit }
    command = "sort -k2,2nr -k1,1 | paste -sd, | sed \"s/,/, /g; s/$/ |/\""
    printf "%s", line | command
    close(command)
  }'
