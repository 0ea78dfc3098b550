//===- Charts.cpp - Drawings for pages ------------------------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Charts.h"
#include "report/Cells.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace winnow::report {

std::string escaped(StringRef Text) {
  std::string To;
  for (char C : Text)
    switch (C) {
    case '&':
      To += "&amp;";
      break;
    case '<':
      To += "&lt;";
      break;
    case '>':
      To += "&gt;";
      break;
    case '"':
      To += "&quot;";
      break;
    default:
      To += C;
    }
  return To;
}

static std::string fixed(double Value, unsigned Digits) {
  std::string Text;
  raw_string_ostream OS(Text);
  printFixed(OS, Value, Digits);
  return Text;
}

/// "0.25", "4", "128": a power of 2.
static std::string powerOf2(int Log2) {
  return Log2 < 0 ? fixed(std::exp2(Log2), Log2 == -1 ? 1 : 2)
                  : std::to_string(1 << Log2);
}

void draw(raw_ostream &OS, const HeatChart &C) {
  constexpr int Cell = 10, Left = 46, Top = 8, Bottom = 40, Steps = 10;
  const int Side = int(C.Bins) * Cell;
  OS << "<svg viewBox=\"0 0 " << Left + Side + 8 << ' ' << Top + Side + Bottom
     << "\" role=\"img\" aria-label=\"predicted against measured cycles\">\n"
     << "<rect class=\"frame\" x=\"" << Left << "\" y=\"" << Top
     << "\" width=\"" << Side << "\" height=\"" << Side << "\"/>\n";
  uint64_t Most = 1;
  for (const HeatChart::Cell &One : C.Cells)
    Most = std::max(Most, One.Count);
  auto Cycles = [&](unsigned Bin) {
    return fixed(std::exp2(double(Bin) / C.BinsPerDoubling + C.LowestLog2), 2);
  };
  for (const HeatChart::Cell &One : C.Cells) {
    double Share = std::log1p(double(One.Count)) / std::log1p(double(Most));
    int Step = std::min(Steps - 1, int(Share * Steps));
    OS << "<rect class=\"heat" << Step << "\" x=\""
       << Left + int(One.Measured) * Cell << "\" y=\""
       << Top + Side - int(One.Predicted + 1) * Cell << "\" width=\"" << Cell
       << "\" height=\"" << Cell << "\"><title>" << One.Count
       << " blocks, measured from " << Cycles(One.Measured)
       << ", predicted from " << Cycles(One.Predicted)
       << " cycles</title></rect>\n";
  }
  OS << "<path class=\"rule\" d=\"M" << Left << ' ' << Top + Side << 'L'
     << Left + Side << ' ' << Top << "\"/>\n";
  for (int Bin = 0; Bin <= int(C.Bins); Bin += C.BinsPerDoubling) {
    std::string Text = powerOf2(C.LowestLog2 + Bin / C.BinsPerDoubling);
    OS << "<text x=\"" << Left + Bin * Cell << "\" y=\"" << Top + Side + 14
       << "\" text-anchor=\"middle\">" << Text << "</text><text x=\""
       << Left - 5 << "\" y=\"" << Top + Side - Bin * Cell + 4
       << "\" text-anchor=\"end\">" << Text << "</text>\n";
  }
  OS << "<text x=\"" << Left + Side / 2 << "\" y=\"" << Top + Side + 32
     << "\" text-anchor=\"middle\">measured cycles</text>\n"
     << "<text transform=\"translate(12 " << Top + Side / 2
     << ") rotate(-90)\" text-anchor=\"middle\">predicted cycles</text>\n"
     << "</svg>\n";
}

void draw(raw_ostream &OS, const LineChart &C) {
  constexpr double Width = 560, Height = 260, Left = 52, Top = 12;
  double Low = INFINITY, High = 0;
  for (const LineChart::Line &L : C.Lines)
    for (double Y : L.Y)
      if (Y > 0) {
        Low = std::min(Low, Y);
        High = std::max(High, Y);
      }
  if (C.X.empty() || High <= 0)
    return;
  // A little room, and never an empty range.
  Low /= 1.1;
  High *= 1.1;
  double First = C.X.front(), Last = std::max(C.X.back(), First + 1);
  auto AtX = [&](double X) {
    return Left + Width * (X - First) / (Last - First);
  };
  auto AtY = [&](double Y) {
    return Top + Height * std::log(High / Y) / std::log(High / Low);
  };
  OS << "<svg viewBox=\"0 0 " << int(Left + Width + 130) << ' '
     << int(Top + Height + 44)
     << "\" role=\"img\" aria-label=\"learning curves\">\n<rect class=\"frame\""
     << " x=\"" << int(Left) << "\" y=\"" << int(Top) << "\" width=\""
     << int(Width) << "\" height=\"" << int(Height) << "\"/>\n";
  // Lines at 1, 2 and 5 times powers of ten.
  for (int Power = -4; Power < 4; ++Power)
    for (int Digit : {1, 2, 5}) {
      double Y = Digit * std::pow(10.0, Power);
      if (Y < Low || Y > High)
        continue;
      OS << "<path class=\"grid\" d=\"M" << int(Left) << ' ' << fixed(AtY(Y), 1)
         << 'h' << int(Width) << "\"/><text x=\"" << int(Left - 5) << "\" y=\""
         << fixed(AtY(Y) + 4, 1) << "\" text-anchor=\"end\">"
         << fixed(100 * Y, Y < 0.01 ? 1 : 0) << " %</text>\n";
    }
  for (double X : {First, Last})
    OS << "<text x=\"" << fixed(AtX(X), 1) << "\" y=\""
       << int(Top + Height + 16) << "\" text-anchor=\"middle\">" << fixed(X, 0)
       << "</text>\n";
  OS << "<text x=\"" << int(Left + Width / 2) << "\" y=\""
     << int(Top + Height + 34) << "\" text-anchor=\"middle\">"
     << escaped(C.XName) << "</text>\n";
  // Names at the ends of lines, one below the other where they would meet.
  std::vector<std::pair<double, size_t>> Ends;
  for (size_t I = 0; I < C.Lines.size(); ++I) {
    const LineChart::Line &L = C.Lines[I];
    OS << "<path class=\"line line" << I % 6 << "\" d=\"";
    bool Any = false;
    double End = Top;
    for (size_t K = 0; K < std::min(L.Y.size(), C.X.size()); ++K) {
      if (L.Y[K] <= 0)
        continue;
      End = AtY(L.Y[K]);
      OS << (Any ? 'L' : 'M') << fixed(AtX(C.X[K]), 1) << ' ' << fixed(End, 1);
      Any = true;
    }
    OS << "\"><title>" << escaped(L.Name) << "</title></path>\n";
    Ends.push_back({End, I});
  }
  std::sort(Ends.begin(), Ends.end());
  double Free = 0;
  for (auto [End, I] : Ends) {
    double Y = std::max(End, Free);
    Free = Y + 15;
    OS << "<text class=\"name" << I % 6 << "\" x=\"" << int(Left + Width + 6)
       << "\" y=\"" << fixed(Y + 4, 1) << "\">" << escaped(C.Lines[I].Name)
       << "</text>\n";
  }
  OS << "</svg>\n";
}

} // namespace winnow::report
