//===- Views.cpp - Predictions as text, JSON and CSV ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Views.h"
#include "block/Hex.h"
#include "report/Cells.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <cmath>

using namespace llvm;

namespace winnow::report {

using bounds::Bottleneck;

namespace {

class TextView : public View {
public:
  TextView(raw_ostream &OS, const block::Decoder &D, block::Syntax Print)
      : OS(OS), D(D), Print(Print) {}

  void begin(const Subject &Whose) override {
    S = Whose;
    OS << S.CPU << ", by " << S.Model;
    if (S.ValidationError > 0) {
      OS << ", ";
      printFixed(OS, 100 * S.ValidationError, 1);
      OS << " % off on average when it was validated";
    }
    OS << '\n';
  }

  void block(const PredictedBlock &B) override {
    OS << '\n' << toString(B.Code.From) << '\n';
    if (!B.Guess) {
      OS << "    no prediction: " << B.Reason << '\n';
      return;
    }
    const bounds::Bounds &Limits = B.Guess->Limits;
    OS << "    ";
    printFixed(OS, B.Guess->Predicted.Value, 2);
    OS << " cycles, ±";
    printFixed(OS, 100 * std::expm1(B.Guess->Error), 0);
    OS << " %; at least ";
    printFixed(OS, Limits.cycles().Value, 2);
    OS << " by " << nameOf(Limits.tightest()) << ':';
    for (unsigned I = 0; I < bounds::Bottlenecks; ++I) {
      OS << (I ? ", " : " ") << nameOf(Bottleneck(I)) << ' ';
      printFixed(OS, Limits.Of[I].Value, 2);
      std::vector<std::string> Busy = busyUnits(S, Limits);
      if (Bottleneck(I) == Bottleneck::Ports && !Busy.empty())
        OS << " (" << join(Busy, " ") << ')';
    }
    if (Limits.Unknown)
      OS << "; " << Limits.Unknown << " not in LLVM's model";
    OS << '\n';
    bool ByChain = Limits.tightest() == Bottleneck::Chain;
    for (auto [I, Line] : enumerate(linesOf(B.Code.Block, D, Print))) {
      bool Marked = ByChain && is_contained(Limits.Chain, uint32_t(I));
      OS << (Marked ? "  * " : "    ") << Line << '\n';
    }
  }

  void end() override {}

private:
  raw_ostream &OS;
  const block::Decoder &D;
  block::Syntax Print;
  Subject S;
};

class JSONView : public View {
public:
  JSONView(raw_ostream &OS, const block::Decoder &D, block::Syntax Print)
      : OS(OS), J(OS, 2), D(D), Print(Print) {}

  void begin(const Subject &Whose) override {
    S = Whose;
    J.objectBegin();
    J.attribute("cpu", S.CPU);
    J.attribute("model", json::fixUTF8(S.Model));
    J.attribute("validation_error", S.ValidationError);
    J.attributeBegin("blocks");
    J.arrayBegin();
  }

  void block(const PredictedBlock &B) override {
    J.object([&] {
      J.attribute("hex",
                  json::fixUTF8(B.Hex.empty() ? block::toHex(B.Code.Block.Bytes)
                                              : B.Hex.str()));
      if (B.Guess)
        guess(*B.Guess);
      else
        J.attribute("reason", json::fixUTF8(B.Reason));
      const extract::Origin &From = B.Code.From;
      J.attribute("file", json::fixUTF8(From.File));
      J.attribute("symbol", json::fixUTF8(From.Symbol));
      J.attribute("offset", int64_t(From.Offset));
      if (From.Line > 0) {
        J.attribute("source", json::fixUTF8(From.SourceFile));
        J.attribute("line", int64_t(From.Line));
      }
      J.attributeArray("instructions", [&] {
        for (const std::string &Line : linesOf(B.Code.Block, D, Print))
          J.value(Line);
      });
    });
  }

  void end() override {
    J.arrayEnd();
    J.attributeEnd();
    J.objectEnd();
    OS << '\n';
  }

private:
  void guess(const estimate::Estimate &E) {
    J.attribute("cycles", E.Predicted.Value);
    J.attribute("error", E.Error);
    J.attribute("bottleneck", nameOf(E.Limits.tightest()));
    J.attributeObject("bounds", [&] {
      for (unsigned I = 0; I < bounds::Bottlenecks; ++I)
        J.attribute(nameOf(Bottleneck(I)), E.Limits.Of[I].Value);
    });
    J.attributeArray("units", [&] {
      for (const std::string &Name : busyUnits(S, E.Limits))
        J.value(Name);
    });
    J.attributeArray("chain", [&] {
      for (uint32_t I : E.Limits.Chain)
        J.value(int64_t(I));
    });
    J.attribute("unknown_instructions", int64_t(E.Limits.Unknown));
  }

  raw_ostream &OS;
  json::OStream J;
  const block::Decoder &D;
  block::Syntax Print;
  Subject S;
};

class CSVView : public View {
public:
  explicit CSVView(raw_ostream &OS) : OS(OS) {}

  void begin(const Subject &Whose) override { CPU = Whose.CPU; }

  void columns(bool Place) override {
    OS << "hex,cycles,cpu,error,bottleneck";
    for (unsigned I = 0; I < bounds::Bottlenecks; ++I)
      OS << ',' << nameOf(Bottleneck(I));
    OS << (Place ? ",file,symbol,offset,source,line\n" : "\n");
    WithPlace = Place;
  }

  void copy(StringRef Line) override { OS << Line << '\n'; }

  void block(const PredictedBlock &B) override {
    OS << (B.Hex.empty() ? block::toHex(B.Code.Block.Bytes) : asField(B.Hex))
       << ',';
    if (B.Guess)
      printFixed(OS, B.Guess->Predicted.Value, 3);
    OS << ',' << CPU << ',';
    if (B.Guess) {
      printFixed(OS, B.Guess->Error, 3);
      OS << ',' << nameOf(B.Guess->Limits.tightest());
      for (const bounds::Cycles &C : B.Guess->Limits.Of) {
        OS << ',';
        printFixed(OS, C.Value, 3);
      }
    } else {
      OS << ",,,,,,";
    }
    if (WithPlace) {
      const extract::Origin &From = B.Code.From;
      OS << ',' << asField(From.File) << ',' << asField(From.Symbol) << ','
         << From.Offset << ',' << asField(From.SourceFile) << ',';
      if (From.Line > 0)
        OS << From.Line;
    }
    OS << '\n';
  }

  void end() override {}

private:
  raw_ostream &OS;
  std::string CPU;
  bool WithPlace = false;
};

} // namespace

std::unique_ptr<View> makeView(Format F, raw_ostream &OS,
                               const block::Decoder &D, block::Syntax Print) {
  switch (F) {
  case Format::Text:
    return std::make_unique<TextView>(OS, D, Print);
  case Format::JSON:
    return std::make_unique<JSONView>(OS, D, Print);
  case Format::CSV:
    return std::make_unique<CSVView>(OS);
  }
  llvm_unreachable("no format");
}

} // namespace winnow::report
