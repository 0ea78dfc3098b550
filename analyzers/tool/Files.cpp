//===- Files.cpp - The binaries under some paths --------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include <array>
#include <set>

using namespace llvm;

namespace winnow::tool {

namespace {

class Walk {
public:
  explicit Walk(function_ref<void(const Twine &)> Warn) : Warn(Warn) {}

  void add(StringRef Path) {
    SmallString<256> Real;
    if (std::error_code EC = sys::fs::real_path(Path, Real))
      return Warn(Path + ": " + EC.message());
    sys::fs::file_status Status;
    if (std::error_code EC = sys::fs::status(Real, Status))
      return Warn(Path + ": " + EC.message());
    if (sys::fs::is_directory(Status))
      addDirectory(Real);
    else
      addFile(Real, Status);
  }

  std::vector<CodeFile> finish() {
    // A file that was named twice, or that has two names, is one file.
    sort(Found, [](const Entry &A, const Entry &B) {
      return A.File.Path < B.File.Path;
    });
    std::set<sys::fs::UniqueID> Seen;
    std::vector<CodeFile> Files;
    for (Entry &E : Found)
      if (Seen.insert(E.Id).second)
        Files.push_back(std::move(E.File));
    return Files;
  }

private:
  struct Entry {
    CodeFile File;
    sys::fs::UniqueID Id;
  };

  void addDirectory(StringRef Path) {
    std::error_code EC;
    sys::fs::directory_iterator I(Path, EC, /*follow_symlinks=*/false), End;
    if (EC)
      return Warn(Path + ": " + EC.message());
    for (; I != End; I.increment(EC)) {
      if (EC)
        return Warn(Path + ": " + EC.message());
      sys::fs::file_status Status;
      if (sys::fs::status(I->path(), Status, /*follow=*/false))
        continue; // It went away meanwhile.
      if (Status.type() == sys::fs::file_type::directory_file)
        addDirectory(I->path());
      else if (Status.type() == sys::fs::file_type::regular_file)
        addFile(I->path(), Status);
    }
  }

  void addFile(StringRef Path, const sys::fs::file_status &Status) {
    if (Status.type() != sys::fs::file_type::regular_file)
      return;
    Expected<sys::fs::file_t> Handle = sys::fs::openNativeFileForRead(Path);
    if (!Handle)
      return Warn(Path + ": " + toString(Handle.takeError()));
    std::array<char, 8> Start{};
    Expected<size_t> Read =
        sys::fs::readNativeFile(*Handle, {Start.data(), Start.size()});
    if (std::error_code Failed = sys::fs::closeFile(*Handle))
      return Warn(Path + ": " + Failed.message());
    if (!Read)
      return Warn(Path + ": " + toString(Read.takeError()));
    StringRef Magic(Start.data(), *Read);
    if (!Magic.starts_with("\177ELF") && Magic != "!<arch>\n" &&
        Magic != "!<thin>\n")
      return;
    CodeFile File{Path.str(), Status.getSize(),
                  int64_t(sys::toTimeT(Status.getLastModificationTime()))};
    Found.push_back({std::move(File), Status.getUniqueID()});
  }

  function_ref<void(const Twine &)> Warn;
  std::vector<Entry> Found;
};

} // namespace

std::vector<CodeFile> findCodeFiles(ArrayRef<std::string> Paths,
                                    function_ref<void(const Twine &)> Warn) {
  Walk W(Warn);
  for (const std::string &Path : Paths)
    W.add(Path);
  return W.finish();
}

} // namespace winnow::tool
