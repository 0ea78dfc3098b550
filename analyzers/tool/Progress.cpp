//===- Progress.cpp - How far a long work has come ------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tool/Progress.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace llvm;

namespace winnow::tool {

static constexpr std::chrono::milliseconds OnTerminal(200), InLog(10'000);
static constexpr unsigned BarWidth = 24;

std::string withCommas(uint64_t Number) {
  std::string Text = utostr(Number);
  for (size_t I = Text.size(); I > 3; I -= 3)
    Text.insert(I - 3, ",");
  return Text;
}

std::string asDuration(double Seconds) {
  auto Whole = uint64_t(std::llround(Seconds));
  std::string Text;
  raw_string_ostream OS(Text);
  if (Whole >= 3600)
    OS << Whole / 3600 << format(":%02u", unsigned(Whole / 60 % 60));
  else
    OS << Whole / 60;
  OS << format(":%02u", unsigned(Whole % 60));
  return Text;
}

Progress::Progress(raw_ostream &OS, std::string Verb, uint64_t Total,
                   std::string Unit, uint64_t Done)
    : OS(OS), Verb(std::move(Verb)), Unit(std::move(Unit)), Total(Total),
      Done(Done), DoneBefore(Done), IsTerminal(OS.is_displayed()),
      Start(Clock::now()), Next(Start + (IsTerminal ? OnTerminal : InLog)) {}

Progress::~Progress() { finish(); }

void Progress::advance(uint64_t By) {
  Done += By;
  Clock::time_point Now = Clock::now();
  if (Now < Next)
    return;
  Next = Now + (IsTerminal ? OnTerminal : InLog);
  draw(Now);
}

void Progress::finish() {
  if (Finished)
    return;
  Finished = true;
  draw(Clock::now());
  if (IsTerminal)
    OS << '\n';
}

void Progress::clear() {
  if (IsTerminal)
    OS << "\r\x1b[K";
}

void Progress::draw(Clock::time_point Now) {
  double Seconds = std::chrono::duration<double>(Now - Start).count();
  double Rate = Seconds > 0 ? double(Done - DoneBefore) / Seconds : 0;
  std::string Space = Unit.empty() ? "" : " ";
  std::string Count = withCommas(Done);
  if (Total > 0)
    Count += " of " + withCommas(Total);
  Count += Space + Unit;
  std::string Rest = withCommas(uint64_t(std::llround(Rate))) + Space + Unit +
                     "/s" + (IsTerminal ? "  " : ", ");
  if (Finished)
    Rest += "in " + asDuration(Seconds);
  else if (Total >= Done && Total > 0 && Rate > 0)
    Rest += asDuration(double(Total - Done) / Rate) + " left";
  else
    Rest += "for " + asDuration(Seconds);
  if (!Note.empty())
    Rest += (IsTerminal ? "  " : ", ") + Note;
  unsigned Percent =
      Total > 0 ? unsigned(std::min(Done, Total) * 100 / Total) : 0;

  if (!IsTerminal) {
    OS << Verb << ' ' << Count;
    if (Total > 0)
      OS << " (" << Percent << " %)";
    OS << ", " << Rest << '\n';
    OS.flush();
    return;
  }
  OS << "\r\x1b[K" << Verb << "  ";
  if (Total > 0) {
    unsigned Filled = BarWidth * Percent / 100;
    OS << '[' << std::string(Filled, '=') << (Filled < BarWidth ? ">" : "")
       << std::string(BarWidth - std::min(BarWidth, Filled + 1), ' ') << "]  "
       << Percent << " %  ";
  }
  OS << Count << "  " << Rest;
  OS.flush();
}

} // namespace winnow::tool
