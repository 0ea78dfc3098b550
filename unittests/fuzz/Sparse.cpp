//===- Sparse.cpp - Sums over the entries of sparse rows ------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rows of entries, each of which adds a multiple of a dense row to a row of
/// outputs:
/// \code
///   for (i...)
///     for (k = rp[i]; k < rp[i + 1]; k++) {
///       if (a[k] == 0) continue;
///       for (j < w) out[i * w + j] += a[k] * b[col[k] * w + j];
///     }
/// \endcode
/// or to several lines of outputs, which may lie over each other:
/// \code
///       for (y < 3) for (j < w)
///         out[(i * 3 + y) * w + j] += a[k] * b[col[k] * w + y * (w + 2) + j];
/// \endcode
/// or the entries innermost, summed in a variable or in memory:
/// \code
///     for (j < w) {
///       double s = 0;
///       for (k = rp[i]; k < rp[i + 1]; k++) s += a[k] * b[col[k] * w + j];
///       out[i * w + j] = s;
///     }
/// \endcode
/// or rows of one length, each with a sum of its own:
/// \code
///   for (i...) {
///     double s = b[i];
///     for (j < w) s += a[i * w + j] * b[j];
///     out[i] = s;
///   }
/// \endcode
/// The rows are made by the function: empty ones, ones that end before they
/// start, entries that repeat. The outputs may lie in the values or in the
/// dense operand.
///
//===----------------------------------------------------------------------===//

#include "Expression.h"
#include "Writer.h"

using namespace winnow;

namespace {

class SparseWriter : Writer {
public:
  explicit SparseWriter(uint64_t Seed) : Writer(Seed, "sparse") {}
  Program run();

private:
  void makeRows();
  void perhapsSkip(const std::string &Value);
  void columns(const std::string &Value, const std::string &Row);
  void innerEntries();
  void denseRows();
  std::string term(const std::string &Value, const std::string &Element);

  std::string Index;
};

} // namespace

/// Row starts in rp and columns in col, both of type Index.
void SparseWriter::makeRows() {
  const std::string Most = std::to_string(1 + Random.below(9));
  line(Index + " rp[20] = {0}, col[200] = {0};");
  line("unsigned s = (unsigned)n * 77u + " +
       std::to_string(Random.below(1000)) + ";");
  line("for (int i = 0; i < (int)n; ++i) {");
  line("  s = s * 1103515245u + 12345u;");
  line("  rp[i + 1] = rp[i] + (" + Index + ")((s >> 16) % " + Most + ");");
  line("}");
  line("for (int k = 0; k < 200; ++k) {");
  line("  s = s * 1103515245u + 12345u;");
  line("  col[k] = (" + Index + ")((s >> 16) % (unsigned)(n + 1));");
  line("}");
  if (Random.percent(20))
    line("if (n > 4) rp[3] = rp[1];");
}

void SparseWriter::perhapsSkip(const std::string &Value) {
  const std::string Tests[] = {" == 0", " == 0", " < 0", " > 1"};
  if (Random.percent(30))
    line("if (" + Value + Random.pick(Tests) + ") continue;");
}

std::string SparseWriter::term(const std::string &Value,
                               const std::string &Element) {
  const std::string Usual[] = {Value + " * " + Element, Value + " * " + Element,
                               Element + " - " + Value, Element};
  if (friendly())
    return Random.pick(Usual);
  const std::string Others[] = {
      Value + " * " + Element + " + b[j]", Element + " * " + Element,
      Element + " > " + Value + " ? " + Element + " : " + Value,
      Value + " * (" + P.A->Name + ")j"};
  return Random.pick(Others);
}

void SparseWriter::columns(const std::string &Value, const std::string &Row) {
  const std::string Widths[] = {"w", "w", "w", "w", "7", "16"};
  const std::string Width = Random.pick(Widths);
  std::string Cell = "out[i * w + j]", Element = "b[" + Row + " * w + j]";
  const bool Lines = Random.percent(30);
  if (Lines) {
    const std::string Count = std::to_string(1 + Random.below(4));
    const std::string Cells[] = {"out[(i * " + Count + " + y) * w + j]",
                                 "out[(i * " + Count + " + y) * w + j]",
                                 "out[i * w + y * 2 + j]"};
    Cell = Random.pick(Cells);
    Element = "b[" + Row + " * w + y * (w + 2) + j]";
    open("for (" + P.IndexType + " y = 0; y < " + Count + "; ++y)");
  }
  open("for (" + P.IndexType + " j = 0; j < " + Width + "; ++j)");
  const std::string T = term(Value, Element);
  const std::string Forms[] = {Cell + " += " + T + ";", Cell + " += " + T + ";",
                               Cell + " -= " + T + ";",
                               Cell + " = " + Cell + " * 2 + (" + T + ");"};
  line(Random.pick(Forms));
  if (!friendly() && Random.percent(20))
    line("if (" + Cell + " > 90) break;");
  close();
  if (Lines)
    close();
}

/// The entries innermost.
void SparseWriter::innerEntries() {
  const bool Lines = Random.percent(40), InMemory = Random.percent(40);
  const std::string Count = std::to_string(1 + Random.below(4));
  std::string Cell = "out[i * w + j]", Element = "b[col[k] * w + j]";
  if (Lines) {
    const std::string Cells[] = {"out[(i * " + Count + " + y) * w + j]",
                                 "out[(i * " + Count + " + y) * w + j]",
                                 "out[i * w + y * 2 + j]"};
    Cell = Random.pick(Cells);
    Element = "b[col[k] * w + y * (w + 2) + j]";
  }
  const std::string T = P.Out->Name;
  const std::string Starts[] = {"0", Cell, "b[j]", "a[i]"};
  const std::string Ends[] = {"s", "s", "s > 0 ? s : 0", Cell + " - s"};
  const bool Ahead = friendly() || Random.percent(50);
  if (Ahead)
    line("const " + Index + " from = rp[i], end = rp[i + 1];");
  if (Lines)
    open("for (" + P.IndexType + " y = 0; y < " + Count + "; ++y)");
  open("for (" + P.IndexType + " j = 0; j < w; ++j)");
  if (!InMemory)
    line(T + " s = " + Random.pick(Starts) + ";");
  open("for (" + Index + " k = " + (Ahead ? "from" : "rp[i]") + "; k < " +
       (Ahead ? "end" : "rp[i + 1]") + "; ++k)");
  perhapsSkip("a[k]");
  line((InMemory ? Cell : "s") + " += " + term("a[k]", Element) + ";");
  close();
  if (!InMemory)
    line(Cell + " = " + Random.pick(Ends) + ";");
  close();
  if (Lines)
    close();
}

/// Rows of one length.
void SparseWriter::denseRows() {
  const std::string T = P.Out->Name;
  const std::string Starts[] = {"0", "out[i]", "b[i]",
                                "out[i > 0 ? i - 1 : 0]"};
  const std::string Elements[] = {"a[i * w + j]", "a[i * w + j]", "a[i + j]",
                                  "a[i * (w + 1) + j]"};
  const std::string Ends[] = {"s", "s", "s > 0 ? s : b[i]", "s - out[i]"};
  const std::string Cells[] = {"out[i]", "out[i]", "out[2 * i]", "out[n - i]"};
  P.Sizes = "0, 1, 5, 9, 17, 37";
  open("for (" + P.IndexType + " i = 0; i < n; ++i)");
  line(T + " s = " + Random.pick(Starts) + ";");
  open("for (" + P.IndexType + " j = 0; j < w; ++j)");
  line("s += " + term(Random.pick(Elements), "b[j]") + ";");
  close();
  line(Random.pick(Cells) + " = " + Random.pick(Ends) + ";");
  close();
}

Program SparseWriter::run() {
  Plain = Random.percent(60);
  const char *const Tags[] = {"f32", "f32", "f64", "f64", "u32", "u64"};
  P.A = P.B = P.Out = &elementType(Random.pick(Tags));
  const char *const Counters[] = {"long", "int", "size_t"};
  P.IndexType = Random.pick(Counters);
  const char *const Indices[] = {"int", "int", "long", "unsigned"};
  Index = Random.pick(Indices);
  const Contents Inputs[] = {Contents::Small, Contents::Small,
                             Contents::Fractions, Contents::Specials};
  P.Inputs = Random.pick(Inputs);
  // What a sum of integers is stored to may be one of its terms.
  P.MayAlias = Random.percent(40);
  P.Sizes = "0, 1, 2, 7, 12";
  P.Widths = "0, 1, 3, 8, 16, 17, 33, 48";
  P.Extent = "n * 48 + 2600";
  openFunction();
  if (Random.percent(15)) {
    denseRows();
    P.Text += "}\n";
    return P;
  }
  const bool Dense = Random.percent(25);
  if (!Dense)
    makeRows();
  open("for (" + P.IndexType + " i = 0; i < n; ++i)");
  if (Dense) {
    open("for (" + P.IndexType + " k = 0; k < w; ++k)");
    const std::string Value = "a[i * w + k]";
    if (friendly())
      line("if (" + Value + " == 0) continue;");
    else
      perhapsSkip(Value);
    columns(Value, "k");
  } else if (Random.percent(35)) {
    innerEntries();
    close();
    P.Text += "}\n";
    return P;
  } else {
    const bool Ahead = friendly() || Random.percent(50);
    if (Ahead)
      line(Index + " end = rp[i + 1];");
    open("for (" + Index + " k = rp[i]; k < " + (Ahead ? "end" : "rp[i + 1]") +
         "; ++k)");
    perhapsSkip("a[k]");
    columns("a[k]", "col[k]");
  }
  close();
  close();
  P.Text += "}\n";
  return P;
}

Program winnow::makeSparse(uint64_t Seed) { return SparseWriter(Seed).run(); }
