//===- EvalViews.cpp - Scores as text and JSON ----------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "eval/EvalViews.h"
#include "report/Cells.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace winnow::eval {

static std::string fixed(double Value, unsigned Digits) {
  std::string Text;
  raw_string_ostream OS(Text);
  report::printFixed(OS, Value, Digits);
  return Text;
}

static std::string percent(double Share) {
  return fixed(100 * Share, 1) + " %";
}

static std::string thousands(size_t Number) {
  std::string Digits = std::to_string(Number);
  for (int At = int(Digits.size()) - 3; At > 0; At -= 3)
    Digits.insert(size_t(At), ",");
  return Digits;
}

static void printScore(raw_ostream &OS, StringRef Name,
                       const metrics::Score &S) {
  OS << "  " << left_justify(Name, 26) << right_justify(thousands(S.Count), 9)
     << right_justify(percent(S.Mape), 9) << right_justify(percent(S.Median), 9)
     << right_justify(fixed(S.Tau, 3), 8)
     << right_justify(percent(S.Within10), 9)
     << right_justify(percent(S.Within25), 9) << '\n';
}

static void printGroup(raw_ostream &OS, const Group &G) {
  printScore(OS, "model", G.Of[Model]);
  printScore(OS, "bounds", G.Of[Bounds]);
  if (G.Of[Mca].Count)
    printScore(OS, "llvm-mca 22", G.Of[Mca]);
}

/// A line a group: the error of each predictor.
static void printTable(raw_ostream &OS, StringRef Title, ArrayRef<Group> Groups,
                       bool HasMca) {
  OS << "\n  " << left_justify(Title, 26) << right_justify("blocks", 9)
     << right_justify("MAPE", 9) << right_justify("median", 9)
     << right_justify("bounds", 9);
  if (HasMca)
    OS << right_justify("llvm-mca", 10);
  OS << '\n';
  for (const Group &G : Groups) {
    OS << "  " << left_justify(G.Name, 26)
       << right_justify(thousands(G.Of[Model].Count), 9)
       << right_justify(percent(G.Of[Model].Mape), 9)
       << right_justify(percent(G.Of[Model].Median), 9)
       << right_justify(percent(G.Of[Bounds].Mape), 9);
    if (HasMca)
      OS << right_justify(percent(G.Of[Mca].Mape), 10);
    OS << '\n';
  }
}

void printText(raw_ostream &OS, const Subject &S, ArrayRef<Evaluation> All) {
  for (const Evaluation &E : All) {
    OS << E.CPU << ": " << thousands(E.All.Of[Model].Count) << " blocks, "
       << E.Source << ", by " << S.Model << '\n';
    if (E.Undecodable)
      OS << "  " << thousands(E.Undecodable)
         << " more could not be decoded and are left out\n";
    OS << left_justify("", 28) << right_justify("blocks", 9)
       << right_justify("MAPE", 9)
       << right_justify("median", 9)
       // The letter has two bytes.
       << right_justify("τ", 9) << right_justify("in 10 %", 9)
       << right_justify("in 25 %", 9) << '\n';
    printGroup(OS, E.All);
    if (E.HasAlias) {
      OS << "  without blocks whose accesses may collide in memory:\n";
      printGroup(OS, E.WithoutAlias);
    }
    OS << "  the model expects half of the blocks within its uncertainty: "
       << percent(E.WithinHalf) << " are; nine tenths within 3.3 times of it: "
       << percent(E.WithinNineTenths) << " are\n";
    bool HasMca = E.All.Of[Mca].Count > 0;
    printTable(OS, "instructions", E.ByLength, HasMca);
    printTable(OS, "class", E.ByClass, HasMca);
    OS << '\n';
  }
}

static void writeGroup(json::OStream &J, StringRef Kind, const Group &G) {
  static constexpr const char *Names[] = {"model", "bounds", "mca"};
  J.object([&] {
    J.attribute("kind", Kind);
    J.attribute("name", G.Name);
    for (unsigned P = 0; P < Predictors; ++P) {
      const metrics::Score &S = G.Of[P];
      if (S.Count == 0)
        continue;
      J.attributeObject(Names[P], [&] {
        J.attribute("count", int64_t(S.Count));
        J.attribute("mape", S.Mape);
        J.attribute("median", S.Median);
        J.attribute("tau", S.Tau);
        J.attribute("within_10", S.Within10);
        J.attribute("within_25", S.Within25);
      });
    }
  });
}

static void writeMap(json::OStream &J, const HeatMap &M) {
  J.attribute("bins_per_doubling", int64_t(HeatMap::BinsPerDoubling));
  J.attribute("lowest_log2", int64_t(HeatMap::LowestLog2));
  J.attribute("bins", int64_t(HeatMap::Bins));
  J.attributeArray("counts", [&] {
    for (size_t I = 0; I < M.Counts.size(); ++I)
      if (M.Counts[I])
        J.value(json::Array{int64_t(I / HeatMap::Bins),
                            int64_t(I % HeatMap::Bins), int64_t(M.Counts[I])});
  });
}

void printJSON(raw_ostream &OS, const Subject &S, ArrayRef<Evaluation> All) {
  json::OStream J(OS, 1);
  J.object([&] {
    J.attribute("model", json::fixUTF8(S.Model));
    J.attribute("notes", json::fixUTF8(S.Notes));
    J.attributeArray("cpus", [&] {
      for (const Evaluation &E : All)
        J.object([&] {
          J.attribute("cpu", E.CPU);
          J.attribute("source", json::fixUTF8(E.Source));
          J.attribute("undecodable", int64_t(E.Undecodable));
          J.attribute("within_half", E.WithinHalf);
          J.attribute("within_nine_tenths", E.WithinNineTenths);
          J.attributeArray("groups", [&] {
            writeGroup(J, "all", E.All);
            if (E.HasAlias)
              writeGroup(J, "without_alias", E.WithoutAlias);
            for (const Group &G : E.ByLength)
              writeGroup(J, "length", G);
            for (const Group &G : E.ByClass)
              writeGroup(J, "class", G);
          });
          J.attributeObject("map", [&] { writeMap(J, E.Map); });
        });
    });
  });
  OS << '\n';
}

} // namespace winnow::eval
