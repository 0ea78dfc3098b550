//===- Labels.cpp - Measured blocks from any kind of file -----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tokenize/Labels.h"
#include "datasets/DataSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace winnow::tokenize {

/// Readings further apart are no label: one of them was disturbed.
static constexpr double LargestDisagreement = 0.05;

static void add(Labels &To, LabelledBlock B) {
  if (B.Cycles > 0 && std::isfinite(B.Cycles) && !B.Bytes.empty())
    To.Blocks.push_back(std::move(B));
  else
    ++To.LeftOut;
}

namespace {

/// A table with or without a header.
class TableReader {
public:
  explicit TableReader(MemoryBufferRef Input) : Input(Input) {}

  Expected<Labels> read() {
    StringRef Rest = Input.getBuffer();
    Rest.consume_front("\xef\xbb\xbf");
    for (Line = 1; !Rest.empty(); ++Line) {
      StringRef Text;
      std::tie(Text, Rest) = Rest.split('\n');
      Text = Text.trim();
      if (Text.empty() || Text.starts_with("#"))
        continue;
      SmallVector<StringRef, 8> Fields;
      Text.split(Fields, ',');
      if (Fields[0] == "hex")
        takeHeader(Fields);
      else if (Error E = takeRow(Fields))
        return E;
    }
    return Out;
  }

private:
  void takeHeader(ArrayRef<StringRef> Names) {
    Readings.clear();
    SpreadAt = 0;
    for (size_t I = 1; I < Names.size(); ++I)
      if (Names[I].trim().starts_with("cycles"))
        Readings.push_back(I);
      else if (Names[I].trim() == "spread")
        SpreadAt = I;
  }

  Error fail(StringRef Field, const char *What) {
    return createStringError("%s:%zu: '%s' is not %s",
                             Input.getBufferIdentifier().str().c_str(), Line,
                             Field.take_front(64).str().c_str(), What);
  }

  /// 0, which is no reading, for an absent field, an empty one, or "nan".
  Expected<double> number(ArrayRef<StringRef> Fields, size_t At) {
    StringRef Field = At < Fields.size() ? Fields[At].trim() : "";
    double Value = 0;
    if (!Field.empty() && !Field.equals_insensitive("nan") &&
        (Field.getAsDouble(Value) || !std::isfinite(Value) || Value < 0))
      return fail(Field, "a number of cycles");
    return Value;
  }

  Error takeRow(ArrayRef<StringRef> Fields) {
    LabelledBlock B;
    std::optional<std::vector<uint8_t>> Bytes =
        datasets::bytesOfHex(Fields[0].trim());
    if (!Bytes || Bytes->empty())
      return fail(Fields[0].trim(), "the hex of a block");
    B.Bytes = std::move(*Bytes);
    double Low = INFINITY, High = 0, Sum = 0;
    for (size_t At : Readings) {
      Expected<double> Reading = number(Fields, At);
      if (!Reading)
        return Reading.takeError();
      Low = std::min(Low, *Reading);
      High = std::max(High, *Reading);
      Sum += *Reading;
    }
    if (Low > 0 && High <= (1 + LargestDisagreement) * Low)
      B.Cycles = Sum / double(Readings.size());
    B.Spread = High - Low;
    if (SpreadAt != 0) {
      Expected<double> Spread = number(Fields, SpreadAt);
      if (!Spread)
        return Spread.takeError();
      B.Spread = *Spread;
    }
    add(Out, std::move(B));
    return Error::success();
  }

  MemoryBufferRef Input;
  size_t Line = 0;
  /// Columns of the cycles, and of the spread; 0 where there is none.
  SmallVector<size_t, 4> Readings = {1};
  size_t SpreadAt = 0;
  Labels Out;
};

} // namespace

static Expected<Labels> readStore(StringRef Path, StringRef Machine) {
  Expected<datasets::Store> S = datasets::Store::openToRead(Path);
  if (!S)
    return S.takeError();
  Expected<datasets::MachineId> M = S->findMachine(Machine);
  if (!M)
    return M.takeError();
  Expected<datasets::Statement> Read = S->database().prepare(
      "SELECT b.bytes, m.cycles, m.spread FROM measurements m JOIN blocks b ON "
      "b.id = m.block WHERE m.machine = ? AND m.status = 'ok' ORDER BY "
      "b.bytes");
  if (!Read)
    return Read.takeError();
  Read->bind(1, M->Value);
  Labels Out;
  for (;;) {
    Expected<bool> Row = Read->step();
    if (!Row)
      return Row.takeError();
    if (!*Row)
      return Out;
    add(Out, {Read->blob(0).vec(), Read->real(1), Read->real(2)});
  }
}

static Expected<Labels> readManifest(StringRef Path) {
  Expected<datasets::DataSet> Set = datasets::readDataSet(Path);
  if (!Set)
    return Set.takeError();
  Labels Out;
  for (datasets::DataRow &Row : Set->Rows)
    add(Out, {std::move(Row.Bytes), Row.Value.Value, Row.Spread.Value});
  return Out;
}

Expected<Labels> readLabels(StringRef Path) {
  if (Path.ends_with(".json"))
    return readManifest(Path);
  auto [File, Machine] = Path.rsplit('#');
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(
      File, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createStringError(Buffer.getError(), "%s: %s", File.str().c_str(),
                             Buffer.getError().message().c_str());
  if ((*Buffer)->getBuffer().starts_with(StringRef("SQLite format 3\0", 16)))
    return readStore(File, Machine);
  return TableReader(**Buffer).read();
}

} // namespace winnow::tokenize
