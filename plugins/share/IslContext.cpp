//===- IslContext.cpp - A bounded isl context -------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/IslContext.h"
#include "isl/ctx.h"
#include "isl/options.h"
#include <cstdlib>

namespace winnow::share {

IslContext::IslContext(unsigned long MaxOperations) : Ctx(isl_ctx_alloc()) {
  // isl's default prints and aborts.
  isl_options_set_on_error(Ctx, ISL_ON_ERROR_CONTINUE);
  isl_ctx_set_max_operations(Ctx, MaxOperations);
}

IslContext::~IslContext() { isl_ctx_free(Ctx); }

bool IslContext::exhausted() const {
  return isl_ctx_last_error(Ctx) == isl_error_quota;
}

/// Takes over a C string that isl allocated.
static std::string adopt(char *Text) {
  std::string Result = Text ? Text : "null";
  std::free(Text);
  return Result;
}

std::string str(const isl::set &S) { return adopt(isl_set_to_str(S.get())); }
std::string str(const isl::map &M) { return adopt(isl_map_to_str(M.get())); }
std::string str(const isl::multi_aff &A) {
  return adopt(isl_multi_aff_to_str(A.get()));
}

} // namespace winnow::share
