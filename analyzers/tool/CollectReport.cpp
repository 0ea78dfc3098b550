//===- CollectReport.cpp - What a harvest has brought ---------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/CollectReport.h"
#include "tool/Progress.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace winnow::tool {

/// More packages than these share a line.
static constexpr size_t ShownPackages = 24;

static void printLine(raw_ostream &OS, StringRef Name, StringRef Files,
                      StringRef Distinct, StringRef Occurrences) {
  OS << "  " << left_justify(Name, 28) << right_justify(Files, 8)
     << right_justify(Distinct, 14) << right_justify(Occurrences, 16) << '\n';
}

Error printReport(raw_ostream &OS, const datasets::Store &S,
                  const RunCounts &Run) {
  Expected<datasets::HarvestSummary> Sum = summarize(S);
  if (!Sum)
    return Sum.takeError();
  OS << "read " << withCommas(Run.Files) << " files with "
     << withCommas(Run.Blocks) << " blocks, " << withCommas(Run.NewBlocks)
     << " of them new; " << withCommas(Run.KnownFiles) << " files were known, "
     << withCommas(Run.UnreadableFiles) << " could not be used\n\n";
  OS << S.path() << ":\n"
     << "  files        " << withCommas(Sum->Files) << '\n'
     << "  functions    " << withCommas(Sum->Counts.Functions) << '\n'
     << "  blocks       " << withCommas(Sum->Counts.Blocks) << '\n'
     << "  distinct     " << withCommas(Sum->Distinct) << '\n'
     << "  too long     " << withCommas(Sum->Counts.TooLong) << '\n'
     << "  undecodable  " << withCommas(Sum->Counts.Undecodable)
     << " places\n\n";

  printLine(OS, "package", "files", "distinct", "occurrences");
  datasets::HarvestLine Rest;
  size_t Shown = 0;
  for (const datasets::HarvestLine &L : Sum->ByPackage) {
    if (Shown < ShownPackages) {
      printLine(OS, L.Name.empty() ? "(none)" : StringRef(L.Name),
                withCommas(L.Files), withCommas(L.Distinct),
                withCommas(L.Occurrences));
      ++Shown;
      continue;
    }
    Rest.Files += L.Files;
    Rest.Distinct += L.Distinct;
    Rest.Occurrences += L.Occurrences;
  }
  if (Sum->ByPackage.size() > Shown)
    printLine(OS, withCommas(Sum->ByPackage.size() - Shown) + " others",
              withCommas(Rest.Files), withCommas(Rest.Distinct),
              withCommas(Rest.Occurrences));
  OS << '\n';
  printLine(OS, "class", "", "distinct", "occurrences");
  for (const datasets::HarvestLine &L : Sum->ByClass)
    printLine(OS, L.Name, "", withCommas(L.Distinct),
              withCommas(L.Occurrences));
  return Error::success();
}

} // namespace winnow::tool
