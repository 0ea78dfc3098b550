//===- AstWriter.cpp - isl's loops as IR ----------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "emit/AstWriter.h"
#include "llvm/Support/ErrorHandling.h"
#include "isl/ast.h"
#include "isl/ast_build.h"
#include "isl/id.h"
#include "isl/map.h"
#include "isl/set.h"
#include <string>

using namespace llvm;

namespace winnow::emit {

/// Names the outer dimensions i0, i1, ... and makes them parameters.
static isl::set outerAsParameters(const isl::set &S, unsigned Outer) {
  isl_set *P = isl_set_copy(S.get());
  for (unsigned D = 0; D < Outer; ++D)
    P = isl_set_set_dim_name(P, isl_dim_set, D,
                             ("i" + std::to_string(D)).c_str());
  P = isl_set_move_dims(P, isl_dim_param, isl_set_dim(P, isl_dim_param),
                        isl_dim_set, 0, Outer);
  return isl::manage(P);
}

isl::ast_node residualLoops(const isl::set &Points, const isl::set &Answers,
                            unsigned Outer) {
  isl_set *Context = outerAsParameters(Answers, Outer).release();
  isl_set *Y = outerAsParameters(Points, Outer).release();
  Y = isl_set_gist_params(isl_set_coalesce(Y),
                          isl_set_params(isl_set_copy(Context)));
  Y = isl_set_set_tuple_name(Y, "S");
  isl_map *Order = isl_set_identity(Y);
  Order = isl_map_reset_tuple_id(Order, isl_dim_out);
  isl_ast_build *Build = isl_ast_build_from_context(isl_set_params(Context));
  isl_ast_node *Node = isl_ast_build_node_from_schedule_map(
      Build, isl_union_map_from_map(Order));
  isl_ast_build_free(Build);
  return isl::manage(Node);
}

static isl::ast_expr arg(const isl::ast_expr &E, int K) {
  return isl::manage(isl_ast_expr_get_op_arg(E.get(), K));
}

static bool canWriteExpr(const isl::ast_expr &E) {
  if (E.is_null())
    return false;
  switch (isl_ast_expr_get_type(E.get())) {
  case isl_ast_expr_id:
    return true;
  case isl_ast_expr_int: {
    isl_val *V = isl_ast_expr_get_val(E.get());
    bool Fits = isl_val_is_int(V) == isl_bool_true &&
                isl_val_n_abs_num_chunks(V, 8) <= 1;
    isl_val_free(V);
    return Fits;
  }
  case isl_ast_expr_op:
    switch (isl_ast_expr_get_op_type(E.get())) {
    case isl_ast_expr_op_access:
    case isl_ast_expr_op_member:
    case isl_ast_expr_op_address_of:
    case isl_ast_expr_op_error:
      return false;
    default:
      break;
    }
    // The first operand of the statement's call is its name.
    for (int K = 0, N = isl_ast_expr_get_op_n_arg(E.get()); K < N; ++K)
      if (!canWriteExpr(arg(E, K)))
        return false;
    return true;
  default:
    return false;
  }
}

bool canWrite(const isl::ast_node &Node) {
  if (Node.is_null())
    return false;
  auto Child = [](isl_ast_node *N) { return canWrite(isl::manage(N)); };
  auto Expr = [](isl_ast_expr *E) { return canWriteExpr(isl::manage(E)); };
  isl_ast_node *N = Node.get();
  switch (isl_ast_node_get_type(N)) {
  case isl_ast_node_for:
    return Expr(isl_ast_node_for_get_init(N)) &&
           (isl_ast_node_for_is_degenerate(N) == isl_bool_true ||
            (Expr(isl_ast_node_for_get_cond(N)) &&
             Expr(isl_ast_node_for_get_inc(N)))) &&
           Child(isl_ast_node_for_get_body(N));
  case isl_ast_node_if:
    return Expr(isl_ast_node_if_get_cond(N)) &&
           Child(isl_ast_node_if_get_then_node(N)) &&
           (isl_ast_node_if_has_else_node(N) != isl_bool_true ||
            Child(isl_ast_node_if_get_else_node(N)));
  case isl_ast_node_block: {
    isl_ast_node_list *L = isl_ast_node_block_get_children(N);
    bool All = true;
    for (int K = 0, E = isl_ast_node_list_size(L); K < E; ++K)
      All &= Child(isl_ast_node_list_get_at(L, K));
    isl_ast_node_list_free(L);
    return All;
  }
  case isl_ast_node_user:
    return Expr(isl_ast_node_user_get_expr(N));
  default:
    return false;
  }
}

void AstWriter::write(const isl::ast_node &Node) {
  isl_ast_node *N = Node.get();
  switch (isl_ast_node_get_type(N)) {
  case isl_ast_node_for:
    return writeFor(Node);
  case isl_ast_node_if:
    return writeIf(Node);
  case isl_ast_node_block: {
    isl_ast_node_list *L = isl_ast_node_block_get_children(N);
    for (int K = 0, E = isl_ast_node_list_size(L); K < E; ++K)
      write(isl::manage(isl_ast_node_list_get_at(L, K)));
    isl_ast_node_list_free(L);
    return;
  }
  case isl_ast_node_user: {
    if (Repeat)
      return Repeat(B.getInt64(1));
    isl::ast_expr Call = isl::manage(isl_ast_node_user_get_expr(N));
    SmallVector<Value *, 2> Y;
    for (int K = 1, E = isl_ast_expr_get_op_n_arg(Call.get()); K < E; ++K)
      Y.push_back(value(arg(Call, K)));
    return Write(Y);
  }
  default:
    llvm_unreachable("canWrite() let an unknown AST node pass");
  }
}

bool AstWriter::countFor(const isl::ast_node &Node) {
  isl_ast_node *N = Node.get();
  isl::ast_node Body = isl::manage(isl_ast_node_for_get_body(N));
  if (isl_ast_node_for_is_degenerate(N) == isl_bool_true ||
      isl_ast_node_get_type(Body.get()) != isl_ast_node_user)
    return false;
  isl::ast_expr Inc = isl::manage(isl_ast_node_for_get_inc(N));
  isl::ast_expr Cond = isl::manage(isl_ast_node_for_get_cond(N));
  if (isl_ast_expr_get_type(Inc.get()) != isl_ast_expr_int ||
      isl_ast_expr_get_type(Cond.get()) != isl_ast_expr_op)
    return false;
  isl_val *Step = isl_ast_expr_get_val(Inc.get());
  bool One = isl_val_is_one(Step) == isl_bool_true;
  isl_val_free(Step);
  auto Comparison = isl_ast_expr_get_op_type(Cond.get());
  isl::ast_expr Counter = arg(Cond, 0);
  if (!One || isl_ast_expr_get_type(Counter.get()) != isl_ast_expr_id ||
      (Comparison != isl_ast_expr_op_le && Comparison != isl_ast_expr_op_lt))
    return false;
  // isl compares the counter with a bound that does not depend on it.
  Value *First = value(isl::manage(isl_ast_node_for_get_init(N)));
  Value *Times = B.CreateSub(value(arg(Cond, 1)), First);
  if (Comparison == isl_ast_expr_op_le)
    Times = B.CreateAdd(Times, B.getInt64(1));
  Repeat(B.CreateBinaryIntrinsic(Intrinsic::smax, Times, B.getInt64(0)));
  return true;
}

void AstWriter::writeFor(const isl::ast_node &Node) {
  if (Repeat && countFor(Node))
    return;
  isl_ast_node *N = Node.get();
  isl::ast_expr Iterator = isl::manage(isl_ast_node_for_get_iterator(N));
  isl_id *Id = isl_ast_expr_get_id(Iterator.get());
  std::string Name = isl_id_get_name(Id);
  isl_id_free(Id);
  isl::ast_node Body = isl::manage(isl_ast_node_for_get_body(N));
  Value *Init = value(isl::manage(isl_ast_node_for_get_init(N)));
  if (isl_ast_node_for_is_degenerate(N) == isl_bool_true) {
    Names[Name] = Init;
    return write(Body);
  }
  BasicBlock *Before = B.GetInsertBlock();
  Function *F = Before->getParent();
  LLVMContext &C = F->getContext();
  BasicBlock *After = Before->getNextNode();
  auto *Header = BasicBlock::Create(C, "residual", F, After);
  auto *Inside = BasicBlock::Create(C, "residual.body", F, After);
  auto *Exit = BasicBlock::Create(C, "residual.end", F, After);
  B.CreateBr(Header);
  B.SetInsertPoint(Header);
  PHINode *Counter = B.CreatePHI(B.getInt64Ty(), 2, Name);
  Counter->addIncoming(Init, Before);
  Names[Name] = Counter;
  Value *More = value(isl::manage(isl_ast_node_for_get_cond(N)));
  B.CreateCondBr(More, Inside, Exit);
  B.SetInsertPoint(Inside);
  write(Body);
  Value *Inc = value(isl::manage(isl_ast_node_for_get_inc(N)));
  Value *Next = B.CreateAdd(Counter, Inc, Name + ".next", /*NUW=*/false,
                            /*NSW=*/true);
  Counter->addIncoming(Next, B.GetInsertBlock());
  B.CreateBr(Header);
  B.SetInsertPoint(Exit);
}

void AstWriter::writeIf(const isl::ast_node &Node) {
  isl_ast_node *N = Node.get();
  Function *F = B.GetInsertBlock()->getParent();
  LLVMContext &C = F->getContext();
  BasicBlock *After = B.GetInsertBlock()->getNextNode();
  bool HasElse = isl_ast_node_if_has_else_node(N) == isl_bool_true;
  auto *Then = BasicBlock::Create(C, "residual.then", F, After);
  auto *Exit = BasicBlock::Create(C, "residual.fi", F, After);
  auto *Else = HasElse ? BasicBlock::Create(C, "residual.else", F, Exit) : Exit;
  Value *Cond = value(isl::manage(isl_ast_node_if_get_cond(N)));
  B.CreateCondBr(Cond, Then, Else);
  B.SetInsertPoint(Then);
  write(isl::manage(isl_ast_node_if_get_then_node(N)));
  B.CreateBr(Exit);
  if (HasElse) {
    B.SetInsertPoint(Else);
    write(isl::manage(isl_ast_node_if_get_else_node(N)));
    B.CreateBr(Exit);
  }
  B.SetInsertPoint(Exit);
}

Value *AstWriter::value(const isl::ast_expr &E) {
  switch (isl_ast_expr_get_type(E.get())) {
  case isl_ast_expr_id: {
    isl_id *Id = isl_ast_expr_get_id(E.get());
    Value *V = Names.lookup(isl_id_get_name(Id));
    isl_id_free(Id);
    assert(V && "isl named a value that nobody passed in");
    return V;
  }
  case isl_ast_expr_int: {
    isl_val *V = isl_ast_expr_get_val(E.get());
    int64_t N = isl_val_get_num_si(V);
    isl_val_free(V);
    return B.getInt64(N);
  }
  default:
    return operation(E);
  }
}

Value *AstWriter::floorDiv(Value *N, Value *D) {
  // isl divides by positive constants only: round towards minus infinity.
  Value *Q = B.CreateSDiv(N, D);
  Value *R = B.CreateSRem(N, D);
  Value *Down = B.CreateICmpSLT(R, B.getInt64(0));
  return B.CreateSub(Q, B.CreateZExt(Down, B.getInt64Ty()));
}

Value *AstWriter::operation(const isl::ast_expr &E) {
  int Count = isl_ast_expr_get_op_n_arg(E.get());
  auto Arg = [&](int K) { return value(arg(E, K)); };
  auto Fold = [&](auto Combine) {
    Value *V = Arg(0);
    for (int K = 1; K < Count; ++K)
      V = Combine(V, Arg(K));
    return V;
  };
  switch (isl_ast_expr_get_op_type(E.get())) {
  case isl_ast_expr_op_add:
    return B.CreateNSWAdd(Arg(0), Arg(1));
  case isl_ast_expr_op_sub:
    return B.CreateNSWSub(Arg(0), Arg(1));
  case isl_ast_expr_op_mul:
    return B.CreateNSWMul(Arg(0), Arg(1));
  case isl_ast_expr_op_minus:
    return B.CreateNSWNeg(Arg(0));
  case isl_ast_expr_op_max:
    return Fold([&](Value *L, Value *R) {
      return B.CreateBinaryIntrinsic(Intrinsic::smax, L, R);
    });
  case isl_ast_expr_op_min:
    return Fold([&](Value *L, Value *R) {
      return B.CreateBinaryIntrinsic(Intrinsic::smin, L, R);
    });
  case isl_ast_expr_op_div: // exact
  case isl_ast_expr_op_pdiv_q:
    return B.CreateSDiv(Arg(0), Arg(1));
  case isl_ast_expr_op_fdiv_q:
    return floorDiv(Arg(0), Arg(1));
  case isl_ast_expr_op_pdiv_r:
  case isl_ast_expr_op_zdiv_r:
    return B.CreateSRem(Arg(0), Arg(1));
  case isl_ast_expr_op_eq:
    return B.CreateICmpEQ(Arg(0), Arg(1));
  case isl_ast_expr_op_le:
    return B.CreateICmpSLE(Arg(0), Arg(1));
  case isl_ast_expr_op_lt:
    return B.CreateICmpSLT(Arg(0), Arg(1));
  case isl_ast_expr_op_ge:
    return B.CreateICmpSGE(Arg(0), Arg(1));
  case isl_ast_expr_op_gt:
    return B.CreateICmpSGT(Arg(0), Arg(1));
  // No operand can trap: divisors are positive constants.
  case isl_ast_expr_op_and:
  case isl_ast_expr_op_and_then:
    return Fold([&](Value *L, Value *R) { return B.CreateAnd(L, R); });
  case isl_ast_expr_op_or:
  case isl_ast_expr_op_or_else:
    return Fold([&](Value *L, Value *R) { return B.CreateOr(L, R); });
  case isl_ast_expr_op_cond:
  case isl_ast_expr_op_select: {
    Value *C = Arg(0), *T = Arg(1);
    return B.CreateSelect(C, T, Arg(2));
  }
  default:
    llvm_unreachable("canWrite() let an unknown AST operation pass");
  }
}

} // namespace winnow::emit
