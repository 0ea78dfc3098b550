//===- Element.h - Array elements that people and isl can name --*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An address that is affine in the loops and parameters, or affine in rows of
/// one run-time length:
/// \code
///   x[2*i + n]        Object x, Offset 8*i + 4*n                (x of int)
///   h[i*m + j + 1]    Object h, Length m, Row 4*i, Offset 4*j + 4
/// \endcode
/// Two elements with rows are the same where both numbers are, provided that
/// the place in the row lies inside it: 0 <= Offset/Size < Length.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_NEST_ELEMENT_H
#define WINNOW_NEST_ELEMENT_H

#include "nest/Affine.h"
#include "nest/LinearForm.h"

namespace llvm {
class Value;
} // namespace llvm

namespace winnow::nest {

struct Element {
  /// SCEV's base of the address; the same for all accesses to one object.
  const llvm::SCEV *Object = nullptr;
  /// In bytes from Object, or from the row's first element.
  Affine Offset;
  /// How many elements a row has; null: there are no rows.
  const llvm::SCEV *Length = nullptr;
  /// The number of the row, times an element's size; and Length.
  Affine Row, RowLength;

  /// The same array, seen in the same way.
  bool isLike(const Element &Other) const {
    return Object == Other.Object && Length == Other.Length;
  }
};

/// The element at \p Address without rows, or with rows; nothing where it is
/// not of that form.
std::optional<Element> flatElement(llvm::Value *Address, AffineSpace &Space,
                                   llvm::ScalarEvolution &SE);
std::optional<Element> rowElement(llvm::Value *Address,
                                  llvm::ArrayRef<llvm::Loop *> Dims,
                                  AffineSpace &Space,
                                  llvm::ScalarEvolution &SE);

/// "i0 + 1", or "i0, i1 + 1" with rows; nothing where \p E stands between
/// elements of \p Size bytes.
std::optional<std::string> elementText(const Element &E, int64_t Size,
                                       const AffineSpace &Space);

/// isl's condition that two elements, seen in the same way, are one.
std::string sameElement(const Element &L, const Element &R, int64_t Size,
                        const AffineSpace &Space);

/// isl's condition that the place of \p E in its row is outside of it; empty
/// without rows.
std::string outsideOfRow(const Element &E, int64_t Size,
                         const AffineSpace &Space);

} // namespace winnow::nest

#endif // WINNOW_NEST_ELEMENT_H
