//===- Record.cpp - A measured basic block at rest ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/Record.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SHA256.h"
#include <array>

using namespace llvm;

namespace winnow::datasets {

namespace {

struct StatusName {
  Status S;
  const char *Name;
};

/// In the order of the enumeration.
constexpr StatusName StatusNames[] = {{Status::Ok, "ok"},
                                      {Status::Unstable, "unstable"},
                                      {Status::Sigsegv, "sigsegv"},
                                      {Status::Sigbus, "sigbus"},
                                      {Status::Sigill, "sigill"},
                                      {Status::Sigfpe, "sigfpe"},
                                      {Status::Sigtrap, "sigtrap"},
                                      {Status::Sigsys, "sigsys"},
                                      {Status::Timeout, "timeout"},
                                      {Status::Modified, "modified"},
                                      {Status::TooLong, "too-long"},
                                      {Status::Undecodable, "undecodable"},
                                      {Status::Lost, "lost"}};

constexpr const char *SplitNames[] = {"train", "validation", "test"};

} // namespace

StringRef toString(Status S) {
  assert(StatusNames[unsigned(S)].S == S);
  return StatusNames[unsigned(S)].Name;
}

std::optional<Status> parseStatus(StringRef Text) {
  for (const StatusName &N : StatusNames)
    if (Text == N.Name)
      return N.S;
  return std::nullopt;
}

StringRef toString(Split S) { return SplitNames[unsigned(S)]; }

std::optional<Split> parseSplit(StringRef Text) {
  for (unsigned I = 0; I < std::size(SplitNames); ++I)
    if (Text == SplitNames[I])
      return Split(I);
  return std::nullopt;
}

uint64_t blockHash(ArrayRef<uint8_t> Bytes) {
  std::array<uint8_t, 32> Digest = SHA256::hash(Bytes);
  return support::endian::read64be(Digest.data()) & ~(uint64_t(1) << 63);
}

Split splitOf(ArrayRef<uint8_t> Bytes) {
  uint64_t Tenth = blockHash(Bytes) % 10;
  return Tenth < 8    ? Split::Train
         : Tenth == 8 ? Split::Validation
                      : Split::Test;
}

std::string hexOf(ArrayRef<uint8_t> Bytes) {
  return llvm::toHex(Bytes, /*LowerCase=*/true);
}

std::optional<std::vector<uint8_t>> bytesOfHex(StringRef Text) {
  if (Text.size() % 2 != 0)
    return std::nullopt;
  std::vector<uint8_t> Bytes;
  Bytes.reserve(Text.size() / 2);
  for (size_t I = 0; I < Text.size(); I += 2) {
    uint8_t Byte = 0;
    if (!tryGetHexFromNibbles(Text[I], Text[I + 1], Byte))
      return std::nullopt;
    Bytes.push_back(Byte);
  }
  return Bytes;
}

} // namespace winnow::datasets
