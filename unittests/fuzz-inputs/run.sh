#!/bin/bash
# Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Usage: unittests/fuzz-inputs/run.sh [RUNS [hex|assembly|object|weights]...]
#
# Builds the fuzz targets into build-fuzz/ with AddressSanitizer and UBSan, and
# runs each RUNS (1000000) times from a few seeds and what earlier runs kept in
# build-fuzz/corpus. A finding ends it with status 1 and lies in build-fuzz/.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
runs=${1:-1000000}
shift || true
[ $# -gt 0 ] || set -- hex object assembly weights

cmake -S . -B build-fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++-22 \
  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_FLAGS=-fsanitize=fuzzer-no-link \
  -DWINNOW_SANITIZE=address,undefined -DWINNOW_BUILD_FUZZERS=ON \
  -DWINNOW_BUILD_BENCH=OFF > build-fuzz.log 2>&1 ||
  { cat build-fuzz.log >&2; exit 1; }
mv build-fuzz.log build-fuzz/configure.log
ninja -C build-fuzz -j "${JOBS:-$(nproc)}" "${@/#/winnow-fuzz-}"

seeds=build-fuzz/seeds
mkdir -p "$seeds"/{hex,assembly,object,weights}
printf 'hex,cycles\n4801d8,1.0\n62f16c4858d9\nf00fc118\n' > "$seeds/hex/lines"
cat > "$seeds/assembly/function.s" <<'ASM'
	.globl f
	.type f,@function
f:	.cfi_startproc
# LLVM-MCA-BEGIN loop
	addq (%rdi,%rax,8), %rbx
	jne f
# LLVM-MCA-END
	retq
	.size f, .-f
	.cfi_endproc
ASM
printf '.intel_syntax noprefix\nadd rax, rbx\nvaddps zmm1, zmm2, zmm3\n' \
  > "$seeds/assembly/intel.s"
grep -v MCA "$seeds/assembly/function.s" |
  clang-22 -g -x assembler -c - -o "$seeds/object/function.o"
clang-22 -shared -nostdlib -s "$seeds/object/function.o" \
  -o "$seeds/object/stripped.so"
printf 'wnwm\2\0\0\0\1\0\0\0' > "$seeds/weights/start"
(cd "$seeds/object" && rm -f x.a && llvm-ar-22 rc x.a function.o)

# libLLVM is not instrumented: its containers look too short to ASan.
export ASAN_OPTIONS=detect_container_overflow=0:detect_leaks=0
for target in "$@"; do
  mkdir -p "build-fuzz/corpus/$target"
  find build-fuzz -path "*/winnow-fuzz-$target" -type f -exec {} \
    "build-fuzz/corpus/$target" "$seeds/$target" -runs="$runs" -seed=1 \
    -timeout=60 -rss_limit_mb=4096 -max_len=4096 -print_final_stats=1 \
    -artifact_prefix=build-fuzz/ \; -quit 2> "build-fuzz/$target.log" || true
  # What find does not tell, the log does.
  if grep -q 'SUMMARY: .*' "build-fuzz/$target.log" ||
    ! grep -q 'number_of_executed_units' "build-fuzz/$target.log"; then
    tail -40 "build-fuzz/$target.log" >&2
    exit 1
  fi
  echo "$target: $(grep number_of_executed_units "build-fuzz/$target.log")"
done
