#!/bin/bash
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Builds a data set of this machine's CPU from Debian's own binaries: see the
# usage below and README.md beside this file.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

usage() {
  cat << 'END'
usage: datasets/rebuild.sh [BLOCKS [FOLDER]]

Downloads the Debian packages that datasets/sources.txt names, without
installing them; harvests their basic blocks; measures BLOCKS (250000) of them,
chosen by hash, on this machine; and writes FOLDER/CPU.csv.zst and
FOLDER/CPU.json, where CPU is LLVM's name of this machine's.

FOLDER (dataset/) keeps packages, blocks and measurements: the same command
goes on where it was stopped. Some hours on a machine that others use too,
some minutes on one that is quiet.

Environment:
  WINNOW   the tool (build/bin/winnow)
  JOBS     CPUs that measure at a time (1)
  FRONT_END  what feeds a block: op-cache or decoders, which FOLDER then has
           as CPU.FRONT_END beside CPU (as winnow measure chooses for the CPU)
END
}

case ${1:-} in
-h | --help)
  usage
  exit 0
  ;;
esac
blocks=${1:-250000}
folder=$(readlink -m "${2:-dataset}")
if [[ ! $blocks =~ ^[1-9][0-9]*$ ]] || [ $# -gt 2 ]; then
  usage >&2
  exit 2
fi
winnow=${WINNOW:-$here/../build/bin/winnow}
[ -x "$winnow" ] || {
  echo "rebuild.sh: $winnow is not there: run ./dev build" >&2
  exit 1
}

mkdir -p "$folder/packages" "$folder/files" "$folder/owners"
cd "$folder"
sed 's/#.*//; /^[[:space:]]*$/d' "$here/sources.txt" > packages/wanted
while read -r package; do
  ls "packages/${package}_"*.deb > /dev/null 2>&1 || echo "$package"
done < packages/wanted > packages/missing
if [ -s packages/missing ]; then
  (cd packages && xargs apt-get -q download < missing)
fi

# Each package in a folder of its own, and lists of its files as dpkg has them,
# under its name and version: so the manifest says where a block comes from.
for deb in packages/*.deb; do
  name=$(dpkg-deb -W --showformat='${Package}=${Version}' "$deb")
  name=${name//:/%3a}
  [ -e "owners/$name.list" ] && continue
  dpkg-deb -x "$deb" "files/$name"
  find "$PWD/files/$name" -type f > "owners/$name.list.new"
  mv "owners/$name.list.new" "owners/$name.list"
done

"$winnow" collect --dpkg-info="$PWD/owners" -o blocks.db files
cpu=$("$winnow" graph --version | sed -n 's/^ *Host CPU: //p')
front=${FRONT_END:-auto}
name=$cpu
[ "$front" = auto ] || name=$cpu.$front
"$winnow" measure -o blocks.db --limit="$blocks" --jobs="${JOBS:-1}" \
  --front-end="$front" --machine="$name"
"$winnow" export blocks.db --format=dataset -o "$name" --machine="$name" \
  --method="winnow measure, one pass: 4 KiB and 8 KiB of copies, the fastest third of at least 20 samples in 4 rounds, 1,000 blocks interleaved, gated by calibrators (docs/winnow-measure.md)" \
  --rebuild="${FRONT_END:+FRONT_END=$FRONT_END }datasets/rebuild.sh $blocks"
echo "wrote $folder/$name.csv.zst and $folder/$name.json"
