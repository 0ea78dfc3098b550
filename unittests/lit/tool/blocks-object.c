// Objects, shared libraries and executables: every function or one, with the
// lines of the source; stripped ones by what unwinders know; archives.
// RUN: %clang -O1 -g -fPIC -c %s -o %t.o
// RUN: %winnow blocks %t.o | FileCheck %s
// RUN: %winnow blocks --function=second %t.o | FileCheck %s --check-prefix=SECOND
// RUN: %clang -O1 -g -S %s -o %t.s
// RUN: %winnow blocks --function=second %t.s | FileCheck %s --check-prefix=SECOND
// RUN: %clang -O1 -S -masm=intel %s -o %t-intel.s
// RUN: %winnow blocks --function=second --print=intel %t-intel.s | FileCheck %s --check-prefix=INTEL
// RUN: %status %winnow blocks --function=third %t.o 2>&1 | FileCheck %s --check-prefix=THIRD
// RUN: %clang -shared %t.o -o %t.so
// RUN: %winnow blocks %t.so | FileCheck %s
// RUN: %clang -shared -s %t.o -o %t-stripped.so
// RUN: %winnow blocks %t-stripped.so | FileCheck %s --check-prefix=STRIPPED
// RUN: rm -f %t.a && llvm-ar rc %t.a %t.o
// RUN: %winnow blocks %t.a | FileCheck %s --check-prefix=ARCHIVE
// RUN: %clang --target=aarch64-linux-gnu -c %s -o %t-arm.o
// RUN: %status %winnow blocks %t-arm.o 2>&1 | FileCheck %s --check-prefix=ARM
// RUN: %clang -c -emit-llvm %s -o %t.bc
// RUN: %status %winnow blocks %t.bc 2>&1 | FileCheck %s --check-prefix=BITCODE
// RUN: %status %winnow blocks %t.absent 2>&1 | FileCheck %s --check-prefix=ABSENT

__attribute__((noinline)) static int first(const int *a) {
  return a[0] * 3 + a[1];
}
int second(const int *a) {
  return first(a) + 1;
}
// CHECK-DAG: first+0x0 ({{.*}}blocks-object.c:[[@LINE-5]])
// CHECK-DAG: second+0x0 ({{.*}}blocks-object.c:[[@LINE-4]])

// SECOND-NOT: first
// SECOND: second+0x0 ({{.*}}blocks-object.c:[[@LINE-7]])
// SECOND-NOT: first+
// INTEL: second+0x0
// INTEL-NEXT: {{^}}    push rax
// INTEL-NOT: call
// THIRD: winnow: error: {{.*}}: no function is named 'third'
// THIRD-NEXT: status 1

// The static function has lost its name, not its blocks.
// STRIPPED-DAG: .text+0x{{.*}}
// STRIPPED-DAG: leal (%rax,%rax,2)
// STRIPPED-DAG: second+0x0
// ARCHIVE-DAG: {{.*}}.a(blocks-object.c.tmp.o): first+0x0
// ARM: only ELF files for x86-64 can be read
// ARM-NEXT: status 1
// BITCODE: error: {{.*}}: {{.*}}only ELF files for x86-64 can be read
// ABSENT: winnow: error: {{.*}}.absent: No such file or directory
// ABSENT-NEXT: status 1
