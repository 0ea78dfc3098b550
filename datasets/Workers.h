//===- Workers.h - Which processes work on a store --------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A claim belongs to a worker, and a worker is a process. One that was killed
/// says nothing, so the living find out:
///
///     another boot of the machine         dead
///     same boot, same pid namespace       dead where /proc has no such process
///     same boot, another pid namespace    dead ten minutes after its last beat
///
/// (SQLite's write-ahead log lets the processes of one machine share a file,
/// not those of several.)
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_WORKERS_H
#define WINNOW_DATASETS_WORKERS_H

#include "datasets/Database.h"

namespace winnow::datasets {

/// Adds this process. A process may be several workers.
llvm::Expected<int64_t> registerWorker(const Database &DB);

/// A sign of life of \p Worker; then forgets the dead and their claims. To be
/// called inside a transaction that goes on to claim.
llvm::Error beatAndReap(const Database &DB, int64_t Worker);

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_WORKERS_H
