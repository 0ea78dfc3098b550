//===- Packages.cpp - Which Debian package owns a file --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/Packages.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <vector>

using namespace llvm;

namespace winnow::tool {

/// Debian has merged these folders into /usr, but not in every list.
static bool wasMoved(StringRef Path) {
  return Path.starts_with("/lib") || Path.starts_with("/bin/") ||
         Path.starts_with("/sbin/");
}

Packages::Packages(StringRef InfoFolder) {
  std::vector<std::string> Lists;
  std::error_code EC;
  for (sys::fs::directory_iterator I(InfoFolder, EC), End; !EC && I != End;
       I.increment(EC))
    if (sys::path::extension(I->path()) == ".list")
      Lists.push_back(I->path());
  sort(Lists);
  for (const std::string &List : Lists) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(List);
    if (!Buffer)
      continue;
    // "libc6:amd64.list".
    std::string Package = sys::path::stem(List).split(':').first.str();
    for (StringRef Rest = (*Buffer)->getBuffer(); !Rest.empty();) {
      StringRef Path;
      std::tie(Path, Rest) = Rest.split('\n');
      if (wasMoved(Path))
        Owners.try_emplace(("/usr" + Path).str(), Package);
      Owners.try_emplace(Path, Package);
    }
  }
}

StringRef Packages::ownerOf(StringRef Path) const {
  auto Found = Owners.find(Path);
  return Found == Owners.end() ? StringRef() : StringRef(Found->second);
}

} // namespace winnow::tool
