//===- Regions.h - LLVM-MCA-BEGIN and -END in assembly ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// llvm-mca's markers are comments, and comments do not reach the object. So
/// each becomes a label in its place, without a change of line numbers:
///
///     # LLVM-MCA-BEGIN dot        winnow.region.begin.0:
///     vfmadd231ps ...             vfmadd231ps ...
///     # LLVM-MCA-END              winnow.region.end.0:
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_EXTRACT_REGIONS_H
#define WINNOW_EXTRACT_REGIONS_H

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <string>
#include <vector>

namespace winnow::extract {

struct MarkedText {
  /// With labels for markers; empty where there is no marker.
  std::string Text;
  /// Names of the regions, which may be empty: the number in a label is the
  /// index here. One that has no end label runs to the end of its section.
  std::vector<std::string> Regions;
};

constexpr char RegionBegin[] = "winnow.region.begin.";
constexpr char RegionEnd[] = "winnow.region.end.";

/// As llvm-mca does, regions of different names may overlap. Fails where an end
/// has no beginning, or an open region begins again.
llvm::Expected<MarkedText> markRegions(llvm::MemoryBufferRef Text);

} // namespace winnow::extract

#endif // WINNOW_EXTRACT_REGIONS_H
