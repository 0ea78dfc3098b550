//===- Logarithm.h - A logarithm that is the same everywhere ----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The C library's logarithms differ in their last bits between processors.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SERVE_LOGARITHM_H
#define WINNOW_SERVE_LOGARITHM_H

namespace winnow::serve {

/// ln \p X of a normal number above 0, rounded to the nearest float but for
/// rare cases.
float logarithm(float X);

} // namespace winnow::serve

#endif // WINNOW_SERVE_LOGARITHM_H
