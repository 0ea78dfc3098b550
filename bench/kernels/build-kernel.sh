#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: build-kernel.sh CLANG PREFIX SOURCE OBJECT [FLAG...]
#
# Compiles one kernel and puts PREFIX before the name of everything that it
# defines, so that several builds of one source, template instances included,
# can be linked into one program. A comment "// FLAGS: ..." in the source adds
# flags. CLANG is the C compiler; CLANG with ++ appended compiles C++, and
# clang-22 becomes clang++-22. OBJCOPY and NM name the binary tools.
set -eu
clang=$1 prefix=$2 source=$3 object=$4
shift 4

case $source in
*.cpp)
  case ${clang##*/} in
  *-[0-9]*) clang="${clang%-*}++-${clang##*-}" ;;
  *) clang="$clang++" ;;
  esac ;;
esac
extra=$(sed -n 's,^// FLAGS: ,,p' "$source")

# Word splitting is wanted: extra holds several flags.
# shellcheck disable=SC2086
"$clang" "$@" $extra -c "$source" -o "$object.plain"
"${NM:-llvm-nm-22}" --defined-only --extern-only -P "$object.plain" |
  awk -v p="$prefix" '{ print $1, p $1 }' > "$object.names"
"${OBJCOPY:-llvm-objcopy-22}" --redefine-syms="$object.names" \
  "$object.plain" "$object"
rm -f "$object.plain" "$object.names"
