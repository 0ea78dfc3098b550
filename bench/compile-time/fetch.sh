#!/bin/sh
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: fetch.sh FOLDER
#
# Unpacks Debian's source packages of SQLite, zlib and lz4 in FOLDER, as
# FOLDER/sqlite3, FOLDER/zlib and FOLDER/lz4. What is there already stays. The
# lists of packages that this needs are kept in FOLDER: the system's are neither
# read nor changed.
set -eu
mkdir -p "$1"
cd "$1"
here=$PWD
. /etc/os-release
suite=${VERSION_CODENAME:-bookworm}

missing=
for package in sqlite3 zlib lz4; do
  [ -f "$package/.complete" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

mkdir -p apt/lists/partial apt/cache/archives/partial
cat > apt/debian.sources <<END
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
apt() {
  apt-get -q -o Dir::Etc::sourcelist="$here/apt/debian.sources" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$here/apt/lists" \
    -o Dir::Cache="$here/apt/cache" -o APT::Sandbox::User=root "$@"
}
apt update
for package in $missing; do
  rm -rf "$package" unpack
  mkdir unpack
  (cd unpack && apt --only-source source "$package")
  mv unpack/*/ "$package"
  rm -rf unpack
  touch "$package/.complete"
done
