//===- Packages.h - Which Debian package owns a file ------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What dpkg -S would say, for many files at once: /var/lib/dpkg/info has a
/// list of paths for each package. Where there is no dpkg, no file has an
/// owner.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_TOOL_PACKAGES_H
#define WINNOW_TOOL_PACKAGES_H

#include "llvm/ADT/StringMap.h"
#include <string>

namespace winnow::tool {

class Packages {
public:
  /// Reads every list in \p InfoFolder: a quarter of a second for a thousand
  /// packages.
  explicit Packages(llvm::StringRef InfoFolder);

  /// "libc6", or nothing. A package that lists /lib/x for what is /usr/lib/x is
  /// found too, and of several packages the first by name.
  llvm::StringRef ownerOf(llvm::StringRef Path) const;

private:
  llvm::StringMap<std::string> Owners;
};

} // namespace winnow::tool

#endif // WINNOW_TOOL_PACKAGES_H
