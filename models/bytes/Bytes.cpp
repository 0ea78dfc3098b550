//===- Bytes.cpp - Numbers and texts in files -----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "bytes/Bytes.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "files are little-endian, and so are the hosts we know");

namespace winnow::bytes {

uint64_t checksum(std::string_view Bytes) {
  uint64_t Hash = 0xcbf29ce484222325;
  auto Add = [&Hash](uint64_t Word) {
    Hash = (Hash ^ Word) * 0x100000001b3;
    // Multiplication carries upwards only: what was high must come down too.
    Hash ^= Hash >> 32;
  };
  size_t Length = Bytes.size();
  while (!Bytes.empty()) {
    uint64_t Word = 0;
    size_t Size = Bytes.size() < sizeof(Word) ? Bytes.size() : sizeof(Word);
    std::memcpy(&Word, Bytes.data(), Size);
    Add(Word);
    Bytes.remove_prefix(Size);
  }
  Add(Length);
  return Hash;
}

bool unseal(std::string_view &Bytes, std::string &Reason) {
  if (Bytes.size() < sizeof(uint64_t)) {
    Reason = "the file ends before its checksum";
    return false;
  }
  std::string_view Body = Bytes.substr(0, Bytes.size() - sizeof(uint64_t));
  uint64_t Seal;
  std::memcpy(&Seal, Bytes.data() + Body.size(), sizeof(Seal));
  if (Seal != checksum(Body)) {
    Reason = "the checksum is wrong: the file is damaged or cut short";
    return false;
  }
  Bytes = Body;
  return true;
}

static bool failFor(const std::string &Path, std::string &Reason) {
  Reason = Path + ": " + std::strerror(errno);
  return false;
}

namespace {

/// A descriptor that is closed at the end.
struct OpenFile {
  int Descriptor;
  explicit OpenFile(int D) : Descriptor(D) {}
  ~OpenFile() {
    if (Descriptor >= 0)
      ::close(Descriptor);
  }
  OpenFile(const OpenFile &) = delete;
  OpenFile &operator=(const OpenFile &) = delete;
};

} // namespace

bool readFile(const std::string &Path, std::string &Bytes,
              std::string &Reason) {
  OpenFile File(::open(Path.c_str(), O_RDONLY | O_CLOEXEC));
  if (File.Descriptor < 0)
    return failFor(Path, Reason);
  Bytes.clear();
  struct stat Info;
  if (::fstat(File.Descriptor, &Info) == 0 && S_ISREG(Info.st_mode))
    Bytes.reserve(size_t(Info.st_size));
  char Buffer[1 << 16];
  for (;;) {
    ssize_t Got = ::read(File.Descriptor, Buffer, sizeof(Buffer));
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got < 0)
      return failFor(Path, Reason);
    if (Got == 0)
      return true;
    Bytes.append(Buffer, size_t(Got));
  }
}

bool writeFile(const std::string &Path, std::string_view Bytes,
               std::string &Reason) {
  // The process's number, so that two writers do not share a file.
  std::string Temporary = Path + "." + std::to_string(::getpid()) + ".tmp";
  auto Fail = [&] {
    failFor(Temporary, Reason);
    ::unlink(Temporary.c_str());
    return false;
  };
  {
    OpenFile File(::open(Temporary.c_str(),
                         O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (File.Descriptor < 0)
      return failFor(Temporary, Reason);
    while (!Bytes.empty()) {
      ssize_t Put = ::write(File.Descriptor, Bytes.data(), Bytes.size());
      if (Put < 0 && errno == EINTR)
        continue;
      if (Put < 0)
        return Fail();
      Bytes.remove_prefix(size_t(Put));
    }
    if (::fsync(File.Descriptor) != 0)
      return Fail();
  }
  if (::rename(Temporary.c_str(), Path.c_str()) != 0)
    return Fail();
  return true;
}

} // namespace winnow::bytes
