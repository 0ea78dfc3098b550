//===- WarmStart.h - Training that goes on from a model ---------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A head for one more CPU needs few labels and minutes where the trunk is
/// there already:
///
///     model        words of M   trunk   haswell  znver4
///     tokens       words of T                            mine
///     adopted      words of M                   (znver4) mine, for T's blocks
///     trained      words of M   trunk   haswell  znver4  mine
///
/// Where only heads are learnt, the trunk and the heads without labels stay as
/// they are, bit for bit. Where all is learnt, the trunk moves from under the
/// heads without labels, and they are left out.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TRAIN_WARMSTART_H
#define WINNOW_TRAIN_WARMSTART_H

#include "tokens/TokenFile.h"
#include "train/Options.h"
#include "train/net/Model.h"
#include "weights/WeightFile.h"
#include <optional>

namespace winnow::train {

/// The model that \p From names: a path, or "builtin". Nothing, with the reason
/// in \p Reason, where it cannot be used. \p Checksum is that of its bytes.
std::optional<weights::WeightFile>
readStart(const std::string &From, uint64_t &Checksum, std::string &Reason);

/// Makes the words of \p File those of \p Start, unknown ones included, and its
/// CPUs those of \p Start, with no label, and then its own other ones. With
/// \p DataOnly, the CPUs without a label are left out again.
void adopt(tokens::TokenFile &File, const weights::WeightFile &Start,
           bool DataOnly);

/// Copies the trunk of \p Start, and the heads of the CPUs in \p CPUs that it
/// has, into \p Net, which has the shape and the words of \p Start.
void copyInto(const weights::WeightFile &Start,
              const std::vector<std::string> &CPUs, Model &Net);

} // namespace winnow::train

#endif // WINNOW_TRAIN_WARMSTART_H
