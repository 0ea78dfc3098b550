; Loops that another front end wrote: pointers as counters, a guard between the
; loops, and a module that is verified after the rewrite.
; RUN: %opt -passes='winnow-sparse,verify' -mcpu=znver4 -S %s | FileCheck %s
; RUN: %opt -passes='winnow-sparse,winnow-sparse,verify' -mcpu=znver4 -S %s | FileCheck %s

target datalayout = "e-m:e-i64:64-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; The original is left by the same exit, with the same value.
; CHECK-LABEL: define i64 @pointers(
; CHECK:       winnow.tile:
; CHECK:       winnow.entries
; CHECK:         phi <16 x float>
; CHECK:         br i1 %{{.*}}, label %winnow.original, label %winnow.apart
; CHECK:       {{^}}exit:
; CHECK-NEXT:    phi i64 [ 7, %latch ], [ 7, %winnow.exit ]
; CHECK-NOT:   winnow.collect
define i64 @pointers(ptr %first, ptr %last, i64 %n, ptr %b, ptr %c) {
entry:
  %some = icmp sgt i64 %n, 0
  br label %entries

entries:
  %p = phi ptr [ %first, %entry ], [ %p.next, %latch ]
  %at = load i64, ptr %p, align 8, !tbaa !0
  %off = mul i64 %at, %n
  %row = getelementptr float, ptr %b, i64 %off
  br i1 %some, label %ready, label %latch

ready:
  br label %columns

columns:
  %j = phi i64 [ 0, %ready ], [ %j.next, %columns ]
  %x.at = getelementptr float, ptr %row, i64 %j
  %x = load float, ptr %x.at, align 4, !tbaa !3
  %y.at = getelementptr float, ptr %c, i64 %j
  %y = load float, ptr %y.at, align 4, !tbaa !3
  %sum = fadd float %y, %x
  store float %sum, ptr %y.at, align 4, !tbaa !3
  %j.next = add i64 %j, 1
  %more = icmp slt i64 %j.next, %n
  br i1 %more, label %columns, label %latch

latch:
  %p.next = getelementptr inbounds i8, ptr %p, i64 8
  %done = icmp eq ptr %p.next, %last
  br i1 %done, label %exit, label %entries

exit:
  %r = phi i64 [ 7, %latch ]
  ret i64 %r
}

; A value of the last entry is used behind the loop: it stays as it is.
; CHECK-LABEL: define i64 @last(
; CHECK-NOT: winnow
; CHECK: }
define i64 @last(ptr %first, i64 %m, i64 %n, ptr %b, ptr noalias %c) {
entry:
  br label %entries

entries:
  %k = phi i64 [ 0, %entry ], [ %k.next, %latch ]
  %p = getelementptr i64, ptr %first, i64 %k
  %at = load i64, ptr %p, align 8
  %off = mul i64 %at, %n
  %row = getelementptr float, ptr %b, i64 %off
  br label %columns

columns:
  %j = phi i64 [ 0, %entries ], [ %j.next, %columns ]
  %x.at = getelementptr float, ptr %row, i64 %j
  %x = load float, ptr %x.at, align 4
  %y.at = getelementptr float, ptr %c, i64 %j
  %y = load float, ptr %y.at, align 4
  %sum = fadd float %y, %x
  store float %sum, ptr %y.at, align 4
  %j.next = add i64 %j, 1
  %more = icmp ult i64 %j.next, %n
  br i1 %more, label %columns, label %latch

latch:
  %k.next = add i64 %k, 1
  %done = icmp uge i64 %k.next, %m
  br i1 %done, label %exit, label %entries

exit:
  %r = phi i64 [ %at, %latch ]
  ret i64 %r
}

; The last counted entry decides when the loop ends: not a counter.
; CHECK-LABEL: define void @merged(
; CHECK-NOT: winnow
; CHECK: }
define void @merged(ptr %a, i64 %m, i64 %n, ptr noalias %c) {
entry:
  br label %entries

entries:
  %k = phi i64 [ 0, %entry ], [ %k.next, %latch ]
  %w = phi float [ 0.0, %entry ], [ %w.next, %latch ]
  %p = getelementptr float, ptr %a, i64 %k
  %v = load float, ptr %p, align 4
  %zero = fcmp oeq float %v, 0.0
  br i1 %zero, label %latch, label %columns

columns:
  %j = phi i64 [ 0, %entries ], [ %j.next, %columns ]
  %y.at = getelementptr float, ptr %c, i64 %j
  %y = load float, ptr %y.at, align 4
  %sum = fadd float %y, %w
  store float %sum, ptr %y.at, align 4
  %j.next = add i64 %j, 1
  %more = icmp ult i64 %j.next, %n
  br i1 %more, label %columns, label %latch

latch:
  %w.next = phi float [ %w, %entries ], [ %v, %columns ]
  %k.next = add i64 %k, 1
  %done = icmp uge i64 %k.next, %m
  br i1 %done, label %exit, label %entries

exit:
  ret void
}

!0 = !{!1, !1, i64 0}
!1 = !{!"long", !2}
!2 = !{!"root"}
!3 = !{!4, !4, i64 0}
!4 = !{!"float", !2}
