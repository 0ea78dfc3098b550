//===- Manifest.h - The JSON beside a data set ------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The text form of DataSetInfo, with what a reader checks.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_DATASETS_MANIFEST_H
#define WINNOW_DATASETS_MANIFEST_H

#include "datasets/DataSet.h"

namespace winnow::datasets {

struct Manifest {
  DataSetInfo Info;
  /// The name of the table's file, without a folder.
  std::string Table;
  /// SHA-256 in hex of the compressed file and of the text in it.
  std::string TableSum, TextSum;
  uint64_t TextSize = 0;
};

std::string printManifest(const Manifest &M);
/// An error does not name the file.
llvm::Expected<Manifest> parseManifest(llvm::StringRef Text);

} // namespace winnow::datasets

#endif // WINNOW_DATASETS_MANIFEST_H
