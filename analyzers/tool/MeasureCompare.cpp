//===- MeasureCompare.cpp - How well measurements agree -------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/MeasureCompare.h"
#include "block/BlockClass.h"
#include "block/Hex.h"
#include "measure/Jobs.h"
#include "tool/Progress.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cmath>
#include <map>

using namespace llvm;

namespace winnow::tool {

namespace {

struct Row {
  std::vector<uint8_t> Bytes;
  size_t Instructions = 0;
  std::string Class = "unknown";
  /// 0 where the file's columns disagree, or there are none.
  double Reference = 0;
  measure::Measured Runs[2];
};

/// Relative differences of two figures of the same blocks.
class Agreement {
public:
  void add(double Ours, double Theirs) {
    Errors.push_back(std::abs(Ours - Theirs) / Theirs);
  }
  static void printHeader(raw_ostream &OS) {
    OS << left_justify("", 28)
       << "  blocks  <= 1 %  <= 2 %  <= 3 %  <= 5 %   median     mean\n";
  }
  void print(raw_ostream &OS, StringRef Name) {
    OS << left_justify(Name, 28) << format("%8zu", Errors.size());
    if (Errors.empty()) {
      OS << '\n';
      return;
    }
    double Sum = 0;
    for (double E : Errors)
      Sum += E;
    for (double Bound : {0.01, 0.02, 0.03, 0.05}) {
      auto Within = count_if(Errors, [&](double E) { return E <= Bound; });
      OS << format("%8.1f", 100.0 * double(Within) / double(Errors.size()));
    }
    OS << format("%7.2f %%", 100 * measure::percentile(Errors, 0.5))
       << format("%7.2f %%\n", 100 * Sum / double(Errors.size()));
  }

private:
  std::vector<double> Errors;
};

} // namespace

/// Cycles of a row, where its columns agree within 5 %.
static double referenceOf(ArrayRef<StringRef> Fields) {
  double Low = 0, High = 0;
  for (StringRef Field : Fields.drop_front()) {
    double Value;
    if (Field.trim().getAsDouble(Value) || !(Value > 0))
      return 0;
    Low = Low == 0 ? Value : std::min(Low, Value);
    High = std::max(High, Value);
  }
  return High <= 1.05 * Low ? Low + (High - Low) / 2 : 0;
}

static Expected<std::vector<Row>> readRows(const Comparison &C,
                                           const block::Decoder &D) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> File =
      MemoryBuffer::getFileOrSTDIN(C.Path, /*IsText=*/true);
  if (!File)
    return createStringError(File.getError(), "%s: %s", C.Path.c_str(),
                             File.getError().message().c_str());
  std::vector<StringRef> Lines;
  for (StringRef Line : split((*File)->getBuffer(), '\n'))
    if (Line = Line.trim(); !Line.empty() && !Line.starts_with("hex"))
      Lines.push_back(Line);
  const size_t Count =
      C.Limit ? std::min<size_t>(C.Limit, Lines.size()) : Lines.size();
  std::vector<Row> Rows;
  for (size_t I = 0; I < Count; ++I) {
    SmallVector<StringRef, 4> Fields;
    Lines[I * Lines.size() / Count].split(Fields, ',');
    Expected<std::vector<uint8_t>> Bytes = block::fromHex(Fields[0].trim());
    if (!Bytes)
      return createStringError(inconvertibleErrorCode(), "%s: %s: %s",
                               C.Path.c_str(), Fields[0].str().c_str(),
                               toString(Bytes.takeError()).c_str());
    Row R;
    R.Bytes = std::move(*Bytes);
    R.Reference = referenceOf(Fields);
    if (Expected<block::BasicBlock> B = D.decode(R.Bytes)) {
      R.Instructions = B->size();
      R.Class = block::toString(block::classify(D, *B));
    } else {
      consumeError(B.takeError());
    }
    Rows.push_back(std::move(R));
  }
  return Rows;
}

static void printRows(ArrayRef<Row> Rows) {
  outs() << "hex,reference,first,second,first_status,second_status\n";
  for (const Row &R : Rows)
    outs() << block::toHex(R.Bytes) << ','
           << format("%.4f,%.4f,%.4f,", R.Reference, R.Runs[0].Value.Value,
                     R.Runs[1].Value.Value)
           << datasets::toString(R.Runs[0].How) << ','
           << datasets::toString(R.Runs[1].How) << '\n';
}

static void printAgreement(ArrayRef<Row> Rows, measure::FrontEnd Feeds) {
  Agreement Second, Reference;
  std::map<std::string, Agreement> Classes;
  std::map<datasets::Status, uint64_t> Statuses;
  for (const Row &R : Rows) {
    for (const measure::Measured &M : R.Runs)
      ++Statuses[M.How];
    if (R.Runs[0].How != datasets::Status::Ok)
      continue;
    const double First = R.Runs[0].Value.Value;
    if (R.Runs[1].How == datasets::Status::Ok) {
      Second.add(First, R.Runs[1].Value.Value);
      Classes[R.Class].add(First, R.Runs[1].Value.Value);
    }
    if (R.Reference > 0)
      Reference.add(First, R.Reference);
  }
  outs() << "of two runs of " << Rows.size() << " blocks, fed by the "
         << measure::toString(Feeds) << ':';
  for (const auto &[How, Count] : Statuses)
    outs() << ' ' << Count << ' ' << datasets::toString(How);
  outs() << "\n\n";
  Agreement::printHeader(outs());
  Reference.print(outs(), "first run, reference");
  Second.print(outs(), "first run, second run");
  for (auto &[Class, A] : Classes)
    A.print(outs(), "  " + Class);
}

Error compare(const Comparison &C, const measure::MeasureOptions &Options,
              const block::Decoder &D) {
  Expected<std::vector<Row>> Rows = readRows(C, D);
  if (!Rows)
    return Rows.takeError();
  std::vector<measure::Work> Blocks;
  for (const Row &R : *Rows)
    Blocks.push_back({R.Bytes, R.Instructions});
  Progress Bar(errs(), "measured", 2 * Blocks.size());
  for (unsigned Run : {0U, 1U})
    if (Error E = measure::measureAll(
            Options, C.Jobs, Blocks,
            [&](size_t I, const measure::Measured &M) {
              (*Rows)[I].Runs[Run] = M;
              Bar.advance();
            },
            [](const measure::ClockReport &) {}))
      return E;
  Bar.finish();
  if (C.Rows)
    printRows(*Rows);
  else
    printAgreement(*Rows, Options.Feeds);
  return Error::success();
}

} // namespace winnow::tool
