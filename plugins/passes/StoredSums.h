//===- StoredSums.h - Guarded sums in memory --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes a sum that is kept in memory under a guard one in a register, as the
/// reductions' reader wants it:
/// \code
///   for (i...)                      t = 0; hits = 0;
///     if (z[i] == m)                for (i...)
///       s[m] += x[i];       -->       if (z[i] == m) { t += x[i]; hits++; }
///                                   if (hits) s[m] += t;
/// \endcode
/// LLVM leaves it in memory: a store where the source may have none could race
/// with another thread. So the cell is read and written only where it was. The
/// terms are added up before they meet what the cell holds, which only integers
/// and `reassoc nsz` allow; not where the loop's sum starts from a value that
/// has just been stored there:
/// \code
///   s[m] = 0;                       s[m] = t = 0;
///   for (i...)                      for (i...)
///     if (z[i] == m)                  if (z[i] == m) t += x[i];
///       s[m] += x[i];       -->     s[m] = t;
/// \endcode
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_PASSES_STOREDSUMS_H
#define WINNOW_PASSES_STOREDSUMS_H

#include "nest/NestBuilder.h"

namespace winnow {

/// Whether an iteration of \p L, an innermost loop, may store into a cell that
/// is the same for all. Costs a look at each instruction.
bool mayStoreSum(const llvm::Loop &L, const llvm::DominatorTree &DT);

/// Keeps each such sum of \p L in a register, an innermost loop in simplified
/// form whose guard may be one that selects. The analyses stay valid but for
/// what they say of values and memory.
/// \return whether anything was changed.
bool keepSumInRegister(llvm::Loop &L, const nest::Analyses &A);

} // namespace winnow

#endif // WINNOW_PASSES_STOREDSUMS_H
