//===- ModelPage.cpp - A model's accuracy as a page -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/ModelPage.h"
#include "report/Cells.h"
#include "report/Charts.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <algorithm>

using namespace llvm;

namespace winnow::report {

static constexpr char Style[] = R"(
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fff; --pale: #667;
  --grid: #dde1e8; --bar: #9db8e8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14181f;
  --pale: #9aa4b2; --grid: #2e3644; --bar: #35538c; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); max-width: 62em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { margin-top: 2.2em; } h3 { margin: 1.6em 0 .4em; }
p.note { color: var(--pale); white-space: pre-wrap; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .15em .7em; border-bottom: 1px solid
  var(--grid); } th:first-child, td:first-child { text-align: left; }
td.bar { background: linear-gradient(var(--bar), var(--bar)) no-repeat left
  center; min-width: 7em; }
svg { width: 100%; max-width: 44em; height: auto; font: 11px system-ui,
  sans-serif; } svg text { fill: var(--pale); }
.frame { fill: none; stroke: var(--grid); } .grid { stroke: var(--grid); }
.rule { stroke: var(--pale); stroke-dasharray: 3 3; fill: none; }
.line { fill: none; stroke-width: 2; }
.line0 { stroke: #3b6fd4; } .line1 { stroke: #d4713b; } .line2 { stroke:
  #2a9d6f; } .line3 { stroke: #a24bb8; } .line4 { stroke: #a98600; } .line5 {
  stroke: #c43d5b; }
svg text.name0 { fill: #3b6fd4; } svg text.name1 { fill: #d4713b; } svg
  text.name2 { fill: #2a9d6f; } svg text.name3 { fill: #a24bb8; } svg
  text.name4 { fill: #a98600; } svg text.name5 { fill: #c43d5b; }
.heat0 { fill: #d6e3f8; } .heat1 { fill: #bcd2f4; } .heat2 { fill: #a0bfef; }
.heat3 { fill: #84abe9; } .heat4 { fill: #6896e1; } .heat5 { fill: #4f81d6; }
.heat6 { fill: #3b6cc6; } .heat7 { fill: #2c58b0; } .heat8 { fill: #204593; }
.heat9 { fill: #153374; }
)";

Expected<LearningCurve> parseCurve(StringRef CSV) {
  LearningCurve C;
  SmallVector<StringRef, 0> Lines;
  CSV.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  for (size_t I = 0; I < Lines.size(); ++I) {
    SmallVector<StringRef, 16> Cells;
    Lines[I].trim().split(Cells, ',');
    if (I == 0) {
      for (StringRef Cell : Cells)
        C.Columns.push_back(Cell.str());
      continue;
    }
    std::vector<double> Row(Cells.size());
    for (size_t K = 0; K < Cells.size(); ++K)
      if (Cells[K].getAsDouble(Row[K]))
        return createStringError("line " + Twine(I + 1) + ": '" + Cells[K] +
                                 "' is not a number");
    if (Row.size() != C.Columns.size())
      return createStringError("line " + Twine(I + 1) + ": " +
                               Twine(Row.size()) + " columns instead of " +
                               Twine(C.Columns.size()));
    C.Rows.push_back(std::move(Row));
  }
  return C;
}

namespace {

struct Named {
  const char *Key, *Name;
};
constexpr Named Predictors[] = {
    {"model", "model"}, {"bounds", "bounds"}, {"mca", "llvm-mca 22"}};

/// Writes what an evaluation holds; what is missing in it is left out.
class Page {
public:
  explicit Page(raw_ostream &OS) : OS(OS) {}

  void cpu(const json::Object &CPU) {
    OS << "<h2>" << text(CPU, "cpu") << "</h2>\n<p>" << text(CPU, "source")
       << ".</p>\n";
    const json::Array *Groups = CPU.getArray("groups");
    if (!Groups)
      return;
    scores(*Groups);
    OS << "<p>Half of the blocks should lie within the model's uncertainty: "
       << percent(CPU.getNumber("within_half").value_or(0))
       << " do. Nine tenths should within 3.3 times of it: "
       << percent(CPU.getNumber("within_nine_tenths").value_or(0))
       << " do.</p>\n";
    if (const json::Object *Map = CPU.getObject("map"))
      heatMap(*Map);
    errors(*Groups, "length", "Error by number of instructions");
    errors(*Groups, "class", "Error by class");
  }

  void curve(const LearningCurve &C) {
    if (C.Rows.empty())
      return;
    LineChart Chart;
    for (size_t K = 0; K < C.Columns.size(); ++K) {
      StringRef Name = C.Columns[K];
      std::vector<double> Values;
      Values.reserve(C.Rows.size());
      for (const std::vector<double> &Row : C.Rows)
        Values.push_back(Row[K]);
      if (Name == "epoch") {
        Chart.XName = "epoch";
        Chart.X = std::move(Values);
      } else if (Name.consume_front("error_")) {
        Chart.Lines.push_back({Name.str(), std::move(Values)});
      }
    }
    if (Chart.X.empty() || Chart.Lines.empty())
      return;
    OS << "<h2>Learning curves</h2>\n<p>Mean error on the validation part "
          "after each epoch.</p>\n";
    draw(OS, Chart);
  }

private:
  static std::string text(const json::Object &O, StringRef Key) {
    return escaped(O.getString(Key).value_or(""));
  }
  static std::string fixed(double Value, unsigned Digits) {
    std::string Text;
    raw_string_ostream To(Text);
    printFixed(To, Value, Digits);
    return Text;
  }
  static std::string percent(double Share) {
    return fixed(100 * Share, 1) + "&nbsp;%";
  }

  static std::vector<const json::Object *> groupsOf(const json::Array &All,
                                                    StringRef Kind) {
    std::vector<const json::Object *> Found;
    for (const json::Value &V : All)
      if (const json::Object *G = V.getAsObject();
          G && G->getString("kind") == Kind)
        Found.push_back(G);
    return Found;
  }

  void scores(const json::Array &Groups) {
    OS << "<table><tr><th></th><th>blocks</th><th>MAPE</th><th>median</th>"
          "<th>τ</th><th>within 10&nbsp;%</th><th>within 25&nbsp;%</th></tr>\n";
    for (const Named &Kind :
         {Named{"all", ""}, Named{"without_alias", ", without may-alias"}})
      for (const json::Object *G : groupsOf(Groups, Kind.Key))
        for (const Named &P : Predictors)
          if (const json::Object *S = G->getObject(P.Key))
            OS << "<tr><td>" << P.Name << Kind.Name << "</td><td>"
               << S->getInteger("count").value_or(0) << "</td><td>"
               << percent(S->getNumber("mape").value_or(0)) << "</td><td>"
               << percent(S->getNumber("median").value_or(0)) << "</td><td>"
               << fixed(S->getNumber("tau").value_or(0), 3) << "</td><td>"
               << percent(S->getNumber("within_10").value_or(0)) << "</td><td>"
               << percent(S->getNumber("within_25").value_or(0))
               << "</td></tr>\n";
    OS << "</table>\n";
  }

  /// A row a group, a bar for each predictor's error.
  void errors(const json::Array &All, StringRef Kind, const char *Title) {
    std::vector<const json::Object *> Groups = groupsOf(All, Kind);
    double Most = 0;
    auto ErrorOf = [](const json::Object &G, const char *Key) {
      const json::Object *S = G.getObject(Key);
      return S ? S->getNumber("mape").value_or(0) : 0;
    };
    for (const json::Object *G : Groups)
      for (const Named &P : Predictors)
        Most = std::max(Most, ErrorOf(*G, P.Key));
    if (Groups.empty() || Most <= 0)
      return;
    bool HasMca = ErrorOf(*Groups.front(), "mca") > 0;
    OS << "<h3>" << Title << "</h3>\n<table><tr><th></th><th>blocks</th>";
    for (const Named &P : ArrayRef(Predictors).drop_back(HasMca ? 0 : 1))
      OS << "<th>" << P.Name << "</th>";
    OS << "</tr>\n";
    for (const json::Object *G : Groups) {
      const json::Object *S = G->getObject("model");
      OS << "<tr><td>" << text(*G, "name") << "</td><td>"
         << (S ? S->getInteger("count").value_or(0) : 0) << "</td>";
      for (const Named &P : ArrayRef(Predictors).drop_back(HasMca ? 0 : 1)) {
        double Error = ErrorOf(*G, P.Key);
        OS << "<td class=\"bar\" style=\"background-size:"
           << fixed(100 * Error / Most, 1) << "% 80%\">" << percent(Error)
           << "</td>";
      }
      OS << "</tr>\n";
    }
    OS << "</table>\n";
  }

  void heatMap(const json::Object &Map) {
    HeatChart C;
    C.BinsPerDoubling = int(std::clamp<int64_t>(
        Map.getInteger("bins_per_doubling").value_or(1), 1, 64));
    C.LowestLog2 = int(std::clamp<int64_t>(
        Map.getInteger("lowest_log2").value_or(0), -30, 30));
    C.Bins = unsigned(
        std::clamp<int64_t>(Map.getInteger("bins").value_or(1), 1, 1024));
    const json::Array *Counts = Map.getArray("counts");
    if (!Counts)
      return;
    for (const json::Value &V : *Counts) {
      const json::Array *Cell = V.getAsArray();
      if (!Cell || Cell->size() != 3)
        continue;
      auto At = [&](size_t I) {
        return uint64_t(
            std::max<int64_t>(0, (*Cell)[I].getAsInteger().value_or(0)));
      };
      if (At(0) < C.Bins && At(1) < C.Bins)
        C.Cells.push_back({unsigned(At(0)), unsigned(At(1)), At(2)});
    }
    OS << "<h3>Predicted against measured</h3>\n<p>The darker, the more "
          "blocks; on the dashed line a prediction is right.</p>\n";
    draw(OS, C);
  }

  raw_ostream &OS;
};

} // namespace

Error writeModelPage(raw_ostream &OS, StringRef Evaluation,
                     const LearningCurve &Curve) {
  Expected<json::Value> Parsed = json::parse(Evaluation);
  if (!Parsed)
    return createStringError("not JSON: " + toString(Parsed.takeError()));
  const json::Object *Top = Parsed->getAsObject();
  const json::Array *CPUs = Top ? Top->getArray("cpus") : nullptr;
  if (!CPUs)
    return createStringError("not what winnow eval --format=json writes: "
                             "there are no \"cpus\"");
  std::string Model = escaped(Top->getString("model").value_or("a model"));
  OS << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n"
     << "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"
     << "Accuracy of " << Model << "</title>\n<style>" << Style
     << "</style>\n</head>\n<body>\n<h1>Accuracy of " << Model << "</h1>\n"
     << "<p class=\"note\">" << escaped(Top->getString("notes").value_or(""))
     << "</p>\n";
  Page P(OS);
  for (const json::Value &V : *CPUs)
    if (const json::Object *CPU = V.getAsObject())
      P.cpu(*CPU);
  P.curve(Curve);
  OS << "</body>\n</html>\n";
  return Error::success();
}

} // namespace winnow::report
