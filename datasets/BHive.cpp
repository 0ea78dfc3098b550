//===- BHive.cpp - Reading and writing hex,cycles -------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "datasets/BHive.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace llvm;

namespace winnow::datasets {

static Expected<BHiveRow> readRow(StringRef Line) {
  auto [Hex, Rest] = Line.split(',');
  StringRef Number = Rest.split(',').first.trim();
  BHiveRow Row;
  std::optional<std::vector<uint8_t>> Bytes = bytesOfHex(Hex.trim());
  if (!Bytes || Bytes->empty())
    return createStringError("'%s' is not the hex of a block",
                             Hex.trim().take_front(64).str().c_str());
  Row.Bytes = std::move(*Bytes);
  if (Number.empty())
    return Row;
  double Value = 0;
  if (Number.getAsDouble(Value) || !std::isfinite(Value) || Value < 0)
    return createStringError("'%s' is not a number of cycles",
                             Number.take_front(64).str().c_str());
  Row.Measured = Cycles{Value};
  return Row;
}

Error readBHive(MemoryBufferRef Input, function_ref<Error(BHiveRow)> Take) {
  StringRef Rest = Input.getBuffer();
  Rest.consume_front("\xef\xbb\xbf");
  bool First = true;
  for (size_t Number = 1; !Rest.empty(); ++Number) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Line = Line.trim();
    if (Line.empty() || Line.starts_with("#"))
      continue;
    bool IsHeader =
        First && Line.find_first_of("0123456789") == StringRef::npos;
    First = false;
    if (IsHeader)
      continue;
    Expected<BHiveRow> Row = readRow(Line);
    if (!Row)
      return createStringError("%s:%zu: %s",
                               Input.getBufferIdentifier().str().c_str(),
                               Number, toString(Row.takeError()).c_str());
    if (Error E = Take(std::move(*Row)))
      return E;
  }
  return Error::success();
}

Expected<uint64_t> writeBHive(const Store &S, MachineId M,
                              std::optional<Split> Part, raw_ostream &OS) {
  Expected<Statement> Read = S.database().prepare(
      "SELECT b.bytes, m.cycles FROM measurements m JOIN blocks b ON "
      "b.id = m.block WHERE m.machine = ? AND m.status = 'ok' "
      "ORDER BY b.bytes");
  if (!Read)
    return Read.takeError();
  Read->bind(1, M.Value);
  uint64_t Written = 0;
  for (;;) {
    Expected<bool> Row = Read->step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      return Written;
    ArrayRef<uint8_t> Bytes = Read->blob(0);
    if (Part && splitOf(Bytes) != *Part)
      continue;
    OS << hexOf(Bytes) << ',' << format("%.3f", Read->real(1)) << '\n';
    ++Written;
  }
}

} // namespace winnow::datasets
