//===- DecisionPage.cpp - What rewrites were decided by, as a page --------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/DecisionPage.h"
#include "report/Charts.h"
#include "llvm/Remarks/Remark.h"
#include "llvm/Remarks/RemarkFormat.h"
#include "llvm/Remarks/RemarkParser.h"
#include <algorithm>

using namespace llvm;

namespace winnow::report {

static constexpr char Style[] = R"(
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fff; --pale: #667;
  --grid: #dde1e8; --bar: #9db8e8; --won: #8ecfae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14181f;
  --pale: #9aa4b2; --grid: #2e3644; --bar: #35538c; --won: #2a6e50; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); max-width: 72em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } p.note, td.note { color: var(--pale); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .25em .7em;
  border-bottom: 1px solid var(--grid); }
td.bar { min-width: 11em; background: linear-gradient(var(--bar), var(--bar))
  no-repeat left center; }
td.won { background-image: linear-gradient(var(--won), var(--won)); }
)";

static std::string argument(const remarks::Remark &R, StringRef Key) {
  for (const remarks::Argument &A : R.Args)
    if (A.Key == Key)
      return escaped(A.Val);
  return "";
}

static double number(const remarks::Remark &R, StringRef Key) {
  double Value = 0;
  for (const remarks::Argument &A : R.Args)
    if (A.Key == Key && !A.Val.getAsDouble(Value))
      return Value;
  return 0;
}

namespace {

class Page {
public:
  explicit Page(raw_ostream &OS) : OS(OS) {}

  void begin() {
    OS << "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n"
          "<title>Decisions</title>\n<style>"
       << Style << "</style>\n<h1>What rewrites were decided by</h1>\n";
  }

  void row(const remarks::Remark &R) {
    if (Rows++ == 0)
      OS << "<table><tr><th>loop</th><th>choice</th><th>asked for</th>"
            "<th>original</th><th>rewritten</th><th>by</th></tr>\n";
    OS << "<tr><td>";
    if (R.Loc)
      OS << escaped(R.Loc->SourceFilePath) << ':' << R.Loc->SourceLine << ':'
         << R.Loc->SourceColumn << "<br>";
    OS << escaped(R.FunctionName) << "</td><td>" << argument(R, "Choice")
       << "</td>";
    if (R.RemarkName == "Priced")
      priced(R);
    else
      OS << "<td></td><td></td><td></td><td class=\"note\">LLVM's tables: "
         << argument(R, "Why") << "</td></tr>\n";
  }

  void end() {
    OS << (Rows ? "</table>\n"
                : "<p>No decision is in the record. Remarks of winnow-share "
                  "are kept by -fsave-optimization-record.</p>\n");
    OS << "<p class=\"note\">Cycles in all, and of a term or an answer, with "
          "all data where they would be. The shorter bar is the faster "
          "version at these sizes, which are the break-even where the loops' "
          "lengths are not known.</p>\n</html>\n";
  }

private:
  void priced(const remarks::Remark &R) {
    double Original = number(R, "OriginalCycles");
    double Shared = number(R, "SharedCycles");
    OS << "<td>" << argument(R, "Trips") << " iterations<br>of "
       << argument(R, "Terms") << " terms</td>";
    bar(R, "OriginalCycles", "OriginalPerTerm", "a term", Original, Shared);
    bar(R, "SharedCycles", "SharedPerAnswer", "an answer", Shared, Original);
    OS << "<td class=\"note\">the model of " << argument(R, "Head");
    if (std::string Of = argument(R, "RelativeOf"); !Of.empty())
      OS << " for " << Of;
    OS << ", ±" << argument(R, "Uncertainty") << "&nbsp;%</td></tr>\n";
  }

  void bar(const remarks::Remark &R, StringRef Total, StringRef Each,
           StringRef Unit, double Own, double Other) {
    double Share = 100 * Own / std::max({Own, Other, 1e-9});
    OS << "<td class=\"bar" << (Own < Other ? " won" : "")
       << "\" style=\"background-size:" << unsigned(Share) << "% 80%\">"
       << argument(R, Total) << "<br><small>" << argument(R, Each) << ' '
       << Unit << "</small></td>";
  }

  raw_ostream &OS;
  unsigned Rows = 0;
};

} // namespace

Error writeDecisionPage(raw_ostream &OS, StringRef Record) {
  Page P(OS);
  P.begin();
  if (!Record.trim().empty()) {
    Expected<remarks::Format> Format = remarks::magicToFormat(Record);
    if (!Format) {
      consumeError(Format.takeError());
      return createStringError("not a file of remarks");
    }
    Expected<std::unique_ptr<remarks::RemarkParser>> Parser =
        remarks::createRemarkParser(*Format, Record);
    if (!Parser)
      return Parser.takeError();
    for (;;) {
      Expected<std::unique_ptr<remarks::Remark>> R = (*Parser)->next();
      if (!R) {
        Error E = R.takeError();
        if (!E.isA<remarks::EndOfFileError>())
          return E;
        consumeError(std::move(E));
        break;
      }
      if ((*R)->RemarkName == "Priced" || (*R)->RemarkName == "PricedByTables")
        P.row(**R);
    }
  }
  P.end();
  return Error::success();
}

} // namespace winnow::report
