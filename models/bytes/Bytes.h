//===- Bytes.h - Numbers and texts in files ---------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What files of models are made of, with the standard library only, so that a
/// trainer can read and write them without LLVM. All numbers are little-endian.
///
///     number   1, 2, 4 or 8 bytes, f32 and f64 as IEEE 754 has them
///     text     u32 length, then its bytes
///     seal     u64 at the end: checksum() of all that is before it
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BYTES_BYTES_H
#define WINNOW_BYTES_BYTES_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace winnow::bytes {

/// FNV-1a over words of eight bytes, the last one filled with zeros, and then
/// over the length. Not made to resist an adversary. About 1 GB/s.
uint64_t checksum(std::string_view Bytes);

/// Appends to a string.
class Writer {
public:
  template <typename T> void number(T Value) {
    static_assert(std::is_arithmetic_v<T>);
    char Buffer[sizeof(T)];
    std::memcpy(Buffer, &Value, sizeof(T));
    Out.append(Buffer, sizeof(T));
  }
  void text(std::string_view Text) {
    number(uint32_t(Text.size()));
    Out.append(Text);
  }
  template <typename T> void numbers(const std::vector<T> &Values) {
    static_assert(std::is_arithmetic_v<T>);
    Out.append(reinterpret_cast<const char *>(Values.data()),
               Values.size() * sizeof(T));
  }
  /// Nothing may be written after it.
  void seal() { number(checksum(Out)); }

  const std::string &written() const { return Out; }
  std::string take() { return std::move(Out); }

private:
  std::string Out;
};

/// Reads what a Writer wrote. After the end, or after fail(), every number is 0
/// and every text empty: look at failed() once in a while, and at the end.
class Reader {
public:
  /// \p Bytes must outlive the reader.
  explicit Reader(std::string_view Bytes) : Rest(Bytes) {}

  template <typename T> T number() {
    static_assert(std::is_arithmetic_v<T>);
    T Value = 0;
    std::string_view From = take(sizeof(T));
    if (!From.empty())
      std::memcpy(&Value, From.data(), From.size());
    return Value;
  }
  std::string_view text() { return take(number<uint32_t>()); }
  /// Fails, and allocates nothing, where fewer than \p Count are left.
  template <typename T> std::vector<T> numbers(size_t Count) {
    static_assert(std::is_arithmetic_v<T>);
    std::vector<T> Values;
    if (Count > Rest.size() / sizeof(T)) {
      fail();
      return Values;
    }
    Values.resize(Count);
    std::string_view From = take(Count * sizeof(T));
    if (Count != 0)
      std::memcpy(Values.data(), From.data(), From.size());
    return Values;
  }

  size_t left() const { return Rest.size(); }
  bool failed() const { return Failed; }
  void fail() {
    Failed = true;
    Rest = {};
  }

private:
  std::string_view take(size_t Size) {
    if (Size > Rest.size()) {
      fail();
      return {};
    }
    std::string_view Taken = Rest.substr(0, Size);
    Rest.remove_prefix(Size);
    return Taken;
  }

  std::string_view Rest;
  bool Failed = false;
};

/// What is before the seal. Nothing, with the reason, where there is no seal or
/// one of other bytes.
bool unseal(std::string_view &Bytes, std::string &Reason);

/// The whole file. False, with "PATH: reason", where it cannot be read.
bool readFile(const std::string &Path, std::string &Bytes, std::string &Reason);

/// Writes next to \p Path, makes sure it has reached the disk, and renames: who
/// reads \p Path finds the old file or the new one, whenever the process dies.
bool writeFile(const std::string &Path, std::string_view Bytes,
               std::string &Reason);

} // namespace winnow::bytes

#endif // WINNOW_BYTES_BYTES_H
