//===- Footprint.h - What a row of outputs may overlap ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The outputs of a row stay in registers while its entries are read, so no
/// input of the row may lie among them. Each input is shown not to by one of
/// three means:
/// \code
///   proved     types, restrict, different objects
///   range      val[k] for all k: lowest and highest address, before the row
///   entry      b[col[k]*n+j]: its extent is not known before the row, so each
///              entry is compared while the first outputs are summed; nothing
///              has been stored yet, and the original loop takes the row
/// \endcode
/// Inputs that steer, by an address or a test, must be proved or have a range:
/// until they are known to be what the original reads, nothing else may be
/// read.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_SPARSE_FOOTPRINT_H
#define WINNOW_SPARSE_FOOTPRINT_H

#include "sparse/Accumulation.h"

namespace winnow::sparse {

/// Bytes [Low, High), as addresses that are known before the row.
struct AddressRange {
  const llvm::SCEV *Low, *High;
};

struct Footprint {
  /// All outputs of the row.
  AddressRange Outputs;
  /// Must not overlap Outputs, checked before the row.
  llvm::SmallVector<AddressRange, 2> Ranges;
  /// Compared entry by entry.
  llvm::SmallVector<llvm::LoadInst *, 2> PerEntry;

  /// "ranges of 2 arrays, each entry's row", or "none".
  std::string checks() const;
};

Verdict<Footprint> findFootprint(const Accumulation &Sum, const Analyses &A);

} // namespace winnow::sparse

#endif // WINNOW_SPARSE_FOOTPRINT_H
