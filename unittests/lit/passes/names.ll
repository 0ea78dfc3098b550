; Every pass has its name, in -passes= and in what is asked about passes.
; RUN: %opt -passes='winnow-lower-off,winnow-share,winnow-sparse,print<winnow-nest>,print<winnow-share>,print<winnow-sparse>' -disable-output %s
; RUN: %opt -passes='winnow-share' -print-after=winnow-share -disable-output %s 2>&1 | FileCheck %s
; CHECK: IR Dump After {{.*}}ShareReductionsPass on none
; RUN: not %opt -passes='winnow-sharing' -disable-output %s 2>&1 | FileCheck --check-prefix=UNKNOWN %s
; UNKNOWN: unknown {{.*}}'winnow-sharing'

define void @none() {
  ret void
}
