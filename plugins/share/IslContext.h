//===- IslContext.h - A bounded isl context ---------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Owns an isl_ctx whose work is bounded. Past the bound every isl call
/// returns a null object: test with is_null(), is_true(), is_false(); the
/// implicit conversions of the C++ binding abort. Must outlive its objects.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SHARE_ISLCONTEXT_H
#define WINNOW_SHARE_ISLCONTEXT_H

#include "isl/isl-noexceptions.h"
#include <string>

namespace winnow::share {

class IslContext {
public:
  /// \param MaxOperations  isl's own measure; about 10 million a second.
  ///                       0 means no bound.
  explicit IslContext(unsigned long MaxOperations = 0);
  ~IslContext();
  IslContext(const IslContext &) = delete;
  IslContext &operator=(const IslContext &) = delete;

  isl::ctx get() const { return isl::ctx(Ctx); }
  /// The bound was reached: what was computed since may be null.
  bool exhausted() const;

private:
  isl_ctx *Ctx;
};

/// The text of an isl object, "null" for a null one.
std::string str(const isl::set &S);
std::string str(const isl::map &M);
std::string str(const isl::multi_aff &A);

} // namespace winnow::share

#endif // WINNOW_SHARE_ISLCONTEXT_H
