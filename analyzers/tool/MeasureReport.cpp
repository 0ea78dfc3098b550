//===- MeasureReport.cpp - Measurements as people and programs read -------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/MeasureReport.h"
#include "block/Hex.h"
#include "report/Cells.h"
#include "tool/Tool.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace winnow::tool {

static bool hasCycles(datasets::Status S) {
  return S == datasets::Status::Ok || S == datasets::Status::Unstable;
}

std::string toString(const measure::ClockReport &C) {
  std::string Text;
  raw_string_ostream OS(Text);
  const std::string FedBy =
      std::string("; blocks fed by the ") + measure::toString(C.Feeds);
  if (C.Kind == measure::ClockKind::Perf) {
    OS << "core cycle counter (perf_event, rdpmc), "
       << format("%.3f", C.TicksPerCycle) << " ticks a dependent add" << FedBy;
    return Text;
  }
  OS << "TSC, " << format("%.1f", C.TscMHz) << " MHz, "
     << format("%.3f", C.TicksPerCycle) << " ticks a core cycle";
  if (C.TicksPerCycle > 0)
    OS << " (" << format("%.2f", C.TscMHz / 1e3 / C.TicksPerCycle) << " GHz)";
  OS << ", read " << C.Granularity << " ticks apart at least" << FedBy;
  return Text;
}

static void printText(raw_ostream &OS, ArrayRef<MeasuredBlock> Blocks,
                      const measure::ClockReport &Clock) {
  OS << "clock: " << toString(Clock) << '\n';
  if (!Clock.Uncounted.empty())
    OS << "no cycle counter: " << Clock.Uncounted << '\n';
  OS << "\n    cycles    spread  status       block\n";
  for (const MeasuredBlock &B : Blocks) {
    if (hasCycles(B.What.How))
      OS << format("%10.2f%10.2f", B.What.Value.Value, B.What.Spread.Value);
    else
      OS << "         -         -";
    OS << "  " << left_justify(datasets::toString(B.What.How), 11) << "  "
       << extract::toString(B.Block.From) << ", " << B.Block.Block.size()
       << (B.Block.Block.size() == 1 ? " instruction\n" : " instructions\n");
  }
}

static void printJSON(raw_ostream &OS, ArrayRef<MeasuredBlock> Blocks,
                      const measure::ClockReport &Clock) {
  json::OStream J(OS, 2);
  J.object([&] {
    J.attributeObject("clock", [&] {
      const bool Tsc = Clock.Kind == measure::ClockKind::Tsc;
      J.attribute("kind", Tsc ? "tsc" : "perf");
      J.attribute("tsc_mhz", Clock.TscMHz);
      J.attribute("ticks_per_cycle", Clock.TicksPerCycle);
    });
    J.attribute("front_end", measure::toString(Clock.Feeds));
    J.attributeArray("blocks", [&] {
      for (const MeasuredBlock &B : Blocks)
        J.object([&] {
          J.attribute("hex", block::toHex(B.Block.Block.Bytes));
          J.attribute("instructions", int64_t(B.Block.Block.size()));
          J.attribute("status", datasets::toString(B.What.How));
          if (hasCycles(B.What.How)) {
            J.attribute("cycles", B.What.Value.Value);
            J.attribute("spread", B.What.Spread.Value);
            J.attribute("samples", int64_t(B.What.Samples));
          }
          J.attribute("file", json::fixUTF8(B.Block.From.File));
          J.attribute("symbol", json::fixUTF8(B.Block.From.Symbol));
          J.attribute("offset", int64_t(B.Block.From.Offset));
          if (B.Block.From.Line > 0) {
            J.attribute("source", json::fixUTF8(B.Block.From.SourceFile));
            J.attribute("line", int64_t(B.Block.From.Line));
          }
        });
    });
  });
  OS << '\n';
}

static void printCSV(raw_ostream &OS, ArrayRef<MeasuredBlock> Blocks) {
  OS << "hex,cycles,spread,status,samples,file,symbol,offset,source,line\n";
  for (const MeasuredBlock &B : Blocks) {
    OS << block::toHex(B.Block.Block.Bytes) << ',';
    if (hasCycles(B.What.How))
      OS << format("%.4f,%.4f", B.What.Value.Value, B.What.Spread.Value);
    else
      OS << ',';
    OS << ',' << datasets::toString(B.What.How) << ',' << B.What.Samples << ','
       << report::asField(B.Block.From.File) << ','
       << report::asField(B.Block.From.Symbol) << ',' << B.Block.From.Offset
       << ',' << report::asField(B.Block.From.SourceFile) << ',';
    if (B.Block.From.Line > 0)
      OS << B.Block.From.Line;
    OS << '\n';
  }
}

void printMeasured(raw_ostream &OS, MeasureFormat Format,
                   ArrayRef<MeasuredBlock> Blocks,
                   const measure::ClockReport &Clock) {
  switch (Format) {
  case MeasureFormat::Text:
    printText(OS, Blocks, Clock);
    break;
  case MeasureFormat::JSON:
    printJSON(OS, Blocks, Clock);
    break;
  case MeasureFormat::CSV:
    printCSV(OS, Blocks);
    break;
  }
}

void printSelfCheck(raw_ostream &OS, const measure::SelfCheck &C,
                    const measure::ClockReport &Clock, StringRef Cpu) {
  OS << "CPU: " << Cpu << "\nclock: " << toString(Clock) << '\n';
  if (!Clock.Uncounted.empty())
    OS << "no cycle counter: " << Clock.Uncounted << '\n';
  OS << "independent adds a cycle at best: "
     << format("%.2f", Clock.AddsPerCycle) << "\n\n";
  OS << "                                                              "
        "expected  measured\n";
  for (const measure::CheckedFigure &F : C.Figures) {
    OS << "  " << left_justify(F.What, 24) << ' '
       << left_justify(F.Assembly, 36) << format("%7.2f", F.Expected.Value);
    if (hasCycles(F.Got.How))
      OS << format("%10.3f  %+5.1f %%", F.Got.Value.Value, 100 * F.deviation());
    else
      OS << left_justify("         -", 19);
    switch (F.verdict()) {
    case measure::CheckedFigure::Good:
      OS << "  ok\n";
      break;
    case measure::CheckedFigure::Wrong:
      OS << "  WRONG";
      if (!hasCycles(F.Got.How))
        OS << ": " << datasets::toString(F.Got.How);
      OS << '\n';
      break;
    case measure::CheckedFigure::TooNoisy:
      OS << "  too noisy to tell\n";
      break;
    }
  }
  OS << '\n';
  if (C.LeftOut > 0)
    OS << C.LeftOut
       << " figures are not known for this CPU and were left out\n";
  if (C.anyWrong())
    OS << "FAILED: a figure deviates by more than 2 %\n";
  else if (C.anyTooNoisy())
    OS << "inconclusive: the core was too busy for some figures, the others "
          "are right\n";
  else
    OS << "passed: every figure is within 2 %\n";
}

} // namespace winnow::tool
