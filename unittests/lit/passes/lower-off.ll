; The marker in a body becomes metadata on that loop, and is gone with its
; variable; the annotation of a function marks its outermost loops as well.
; RUN: %opt -passes=winnow-lower-off -S %s | FileCheck %s

@text = private constant [11 x i8] c"winnow.off\00", section "llvm.metadata"
@other = private constant [6 x i8] c"other\00", section "llvm.metadata"
@file = private constant [4 x i8] c"x.c\00", section "llvm.metadata"
@llvm.global.annotations = appending global [1 x { ptr, ptr, ptr, i32, ptr }]
  [{ ptr, ptr, ptr, i32, ptr } { ptr @annotated, ptr @text, ptr @file, i32 1, ptr null }], section "llvm.metadata"

; CHECK-LABEL: define void @inner(
; CHECK-NOT: alloca
; CHECK-NOT: store
; CHECK: body:
; CHECK-NEXT: %i = phi
; CHECK-NEXT: %i.next = add
; CHECK: br i1 %more, label %body, label %latch, !llvm.loop [[INNER:![0-9]+]]
; CHECK: br i1 %again, label %outer, label %exit{{$}}
define void @inner(i32 %n) {
entry:
  %marker = alloca i32
  br label %outer
outer:
  %k = phi i32 [ 0, %entry ], [ %k.next, %latch ]
  br label %body
body:
  %i = phi i32 [ 0, %outer ], [ %i.next, %body ]
  call void @llvm.lifetime.start.p0(ptr %marker)
  store i32 0, ptr %marker
  call void @llvm.var.annotation.p0.p0(ptr %marker, ptr @text, ptr @file, i32 1, ptr null)
  call void @llvm.lifetime.end.p0(ptr %marker)
  %i.next = add i32 %i, 1
  %more = icmp slt i32 %i.next, %n
  br i1 %more, label %body, label %latch
latch:
  %k.next = add i32 %k, 1
  %again = icmp slt i32 %k.next, %n
  br i1 %again, label %outer, label %exit
exit:
  ret void
}

; Other people's annotations stay, and a variable that is used elsewhere too.
; CHECK-LABEL: define i32 @others(
; CHECK: alloca i32
; CHECK: alloca i32
; CHECK: call void @llvm.var.annotation.p0.p0(ptr %mine, ptr @other
; CHECK-NOT: llvm.var.annotation
; CHECK: load i32, ptr %used
define i32 @others() {
  %mine = alloca i32
  %used = alloca i32
  call void @llvm.var.annotation.p0.p0(ptr %mine, ptr @other, ptr @file, i32 1, ptr null)
  call void @llvm.var.annotation.p0.p0(ptr %used, ptr @text, ptr @file, i32 1, ptr null)
  %v = load i32, ptr %used
  ret i32 %v
}

; CHECK-LABEL: define void @annotated(
; CHECK-SAME: #[[OFF:[0-9]+]]
; CHECK: br i1 %more, label %body, label %exit, !llvm.loop [[WHOLE:![0-9]+]]
define void @annotated(i32 %n) {
entry:
  br label %body
body:
  %i = phi i32 [ 0, %entry ], [ %i.next, %body ]
  %i.next = add i32 %i, 1
  %more = icmp slt i32 %i.next, %n
  br i1 %more, label %body, label %exit
exit:
  ret void
}

declare void @llvm.var.annotation.p0.p0(ptr, ptr, ptr, i32, ptr)
declare void @llvm.lifetime.start.p0(ptr)
declare void @llvm.lifetime.end.p0(ptr)

; CHECK: attributes #[[OFF]] = { "winnow.off" }
; CHECK-DAG: [[INNER]] = distinct !{[[INNER]], [[MARK:![0-9]+]]}
; CHECK-DAG: [[MARK]] = !{!"winnow.off", i32 1}
; CHECK-DAG: [[WHOLE]] = distinct !{[[WHOLE]], [[MARK]]}
