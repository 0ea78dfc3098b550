//===- TextParser.cpp - Reductions from text --------------------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/Text.h"
#include "share/TextScanner.h"
#include "isl/ctx.h"
#include "isl/map.h"
#include "isl/set.h"
#include <algorithm>

namespace winnow::share {

namespace {

/// One equation as it stands in the text.
struct Equation {
  unsigned Line = 0;
  /// Columns, from 1, of the equation and of its constraints.
  size_t Column = 1, RangeColumn = 1;
  /// `B[i] = f(...)`: a statement, not a reduction.
  bool Statement = false;
  bool Float = false, Regroups = false, Finite = false;
  bool Reversible = false, Updating = false, Unordered = false;
  Operator Op = Operator::Sum;
  std::string Name;
  std::vector<std::string> Left;
  /// Array (empty for an index expression) and index, as text.
  struct Read {
    std::string Array;
    std::vector<std::string> Index;
  };
  std::vector<Read> Reads;
  /// The body as a sum of products of factors, each of which is made of some
  /// reads; empty where it is to be taken whole.
  using Product = std::vector<std::vector<size_t>>;
  std::vector<Product> Products;
  /// `if z[i] == m`: the reads of its left side, and the text of its right one.
  struct Condition {
    size_t First, End;
    std::string With;
  };
  std::vector<Condition> Conditions;
  std::string Range;
  std::vector<Scanner::Conjunct> Conjuncts;
  std::vector<std::string> Parameters, Counters;

  std::string place(size_t At) const {
    return std::to_string(Line) + ":" + std::to_string(At) + ": ";
  }
};

std::string join(const std::vector<std::string> &Parts) {
  std::string Text;
  for (const std::string &P : Parts)
    Text += (Text.empty() ? "" : ", ") + P;
  return Text;
}

/// Appends \p Name where it is new.
void remember(std::vector<std::string> &Names, const std::string &Name) {
  if (std::find(Names.begin(), Names.end(), Name) == Names.end())
    Names.push_back(Name);
}

class EquationParser {
public:
  EquationParser(Scanner &S, Equation &E) : S(S), E(E) {}

  void parse() {
    prefixes();
    left();
    operation();
    E.Products = bodySum(/*Top=*/true).Products;
    // Beyond that nobody writes sums whose parts are shared one by one.
    if (E.Statement || E.Op != Operator::Sum || E.Products.size() > MaxProducts)
      E.Products.clear();
    if (!E.Statement && S.accept("if"))
      conditions();
    if (!S.at(":"))
      S.fail(S.peek(), "expected ':' and the range of the counters");
    S.take();
    E.RangeColumn = S.peek().Begin + 1;
    E.Range = S.constraints(E.Conjuncts);
    if (S.peek().K != Word::Kind::End)
      S.fail(S.peek(), "expected 'and', 'or' or the end of the line");
    for (const std::string &Name : S.Names)
      remember(isParameter(Name) ? E.Parameters : E.Counters, Name);
  }

private:
  void prefixes() {
    for (;;) {
      // An array may have any name, these as well.
      if (S.peek(1).K != Word::Kind::Name)
        return;
      if (S.accept("float"))
        E.Float = true;
      else if (S.accept("reassoc"))
        E.Regroups = true;
      else if (S.accept("finite"))
        E.Finite = true;
      else if (S.accept("reversible"))
        E.Reversible = true;
      else if (S.accept("updating"))
        E.Updating = true;
      else if (S.accept("unordered"))
        E.Unordered = true;
      else
        return;
      if (S.failed())
        return;
    }
  }

  /// B[i], B[i][j], B[i,j]
  void left() {
    Answer = S.peek();
    if (!S.atName())
      S.fail(S.peek(), "expected the name of an answer");
    E.Column = S.peek().Begin + 1;
    E.Name = S.take().Text;
    E.Left = index();
  }

  std::vector<std::string> index() {
    std::vector<std::string> Rows;
    while (!S.failed() && S.accept("[")) {
      do
        Rows.push_back(S.affine());
      while (!S.failed() && S.accept(","));
      S.expect("]");
    }
    return Rows;
  }

  void operation() {
    static const std::pair<const char *, Operator> Signs[] = {
        {"+=", Operator::Sum},  {"*=", Operator::Product},
        {"&=", Operator::And},  {"|=", Operator::Or},
        {"^=", Operator::Xor},  {"min", Operator::Min},
        {"max", Operator::Max}, {"fold", Operator::Fold}};
    if (S.accept("=")) {
      E.Statement = true;
      return;
    }
    for (const auto &[Sign, Op] : Signs)
      if (S.at(Sign)) {
        bool Word = S.atName();
        S.take();
        E.Op = Op;
        if (Word)
          S.expect("=");
        return checkLeft();
      }
    S.fail(S.peek(), "expected '=', '+=', '*=', '&=', '|=', '^=', 'min=', "
                     "'max=' or 'fold='");
  }

  /// z[i] == m and w[i] == w[k]
  void conditions() {
    do {
      Equation::Condition C;
      C.First = E.Reads.size();
      bodySum(/*Top=*/true);
      C.End = E.Reads.size();
      S.expect("==");
      size_t Begin = S.peek().Begin;
      // What it reads is the answer's affair.
      bodySum();
      C.With = S.textBetween(Begin, std::max(Begin, S.lastEnd()));
      E.Reads.resize(std::min(E.Reads.size(), C.End));
      E.Conditions.push_back(C);
    } while (!S.failed() && S.accept("and"));
  }

  /// The answer of a reduction is found by its counters alone.
  void checkLeft() {
    std::vector<std::string> Seen;
    for (const std::string &Row : E.Left) {
      bool Counter =
          std::find(S.Names.begin(), S.Names.end(), Row) != S.Names.end() &&
          !isParameter(Row);
      if (!Counter || std::find(Seen.begin(), Seen.end(), Row) != Seen.end())
        return S.fail(Answer, "the answer of a reduction is indexed by "
                              "different counters");
      Seen.push_back(Row);
    }
  }

  static constexpr size_t MaxProducts = 8;

  /// What a piece of the body is: an affine expression, of which only the whole
  /// matters, or something that has been recorded already.
  struct Piece {
    bool Affine = false, Named = false;
    size_t Begin = 0, End = 0;
    /// Of what has been recorded.
    std::vector<Equation::Product> Products;
  };

  void record(Piece &P) {
    if (!P.Affine || S.failed())
      return;
    P.Affine = false;
    P.Products = {{}};
    if (!P.Named)
      return;
    P.Products.front().push_back({E.Reads.size()});
    E.Reads.push_back({"", {S.textBetween(P.Begin, P.End)}});
  }

  Piece combine(Piece A, Piece B, bool Product) {
    Piece Both{A.Affine && B.Affine && !(Product && A.Named && B.Named),
               A.Named || B.Named,
               A.Begin,
               B.End,
               {}};
    if (Both.Affine)
      return Both;
    record(A);
    record(B);
    if (!Product) {
      Both.Products = std::move(A.Products);
      Both.Products.insert(Both.Products.end(), B.Products.begin(),
                           B.Products.end());
    } else {
      for (const Equation::Product &L : A.Products)
        for (const Equation::Product &R : B.Products) {
          Both.Products.push_back(L);
          Both.Products.back().insert(Both.Products.back().end(), R.begin(),
                                      R.end());
        }
    }
    // One too many is enough to know that there are too many.
    if (Both.Products.size() > MaxProducts)
      Both.Products.resize(MaxProducts + 1);
    return Both;
  }

  Piece bodySum(bool Top = false) {
    Piece P = bodyProduct();
    while (!S.failed() && (S.at("+") || S.at("-"))) {
      S.take();
      P = combine(P, bodyProduct(), /*Product=*/false);
    }
    if (Top)
      record(P);
    return P;
  }

  Piece bodyProduct() {
    Piece P = bodyFactor();
    while (!S.failed() && S.accept("*"))
      P = combine(P, bodyFactor(), /*Product=*/true);
    return P;
  }

  /// Everything read from the read number \p First on is one factor.
  void oneFactor(Piece &P, size_t First) {
    P.Products = {{{}}};
    for (size_t I = First; I != E.Reads.size(); ++I)
      P.Products.front().front().push_back(I);
  }

  Piece bodyFactor() {
    const Word W = S.peek();
    Piece P{false, false, W.Begin, W.End, {}};
    if (++Depth > 64)
      S.fail(W, "nested too deeply");
    if (S.failed()) {
      // Nothing to read any more.
    } else if (S.accept("-")) {
      P = bodyFactor();
    } else if (S.accept("(")) {
      P = bodySum();
      S.expect(")");
    } else if (W.K == Word::Kind::Integer) {
      S.take();
      P.Affine = true;
    } else if (W.K != Word::Kind::Name) {
      S.fail(W, "expected a read, a counter, a number or a call");
    } else if (S.take(); S.at("[")) {
      E.Reads.push_back({W.Text, index()});
      oneFactor(P, E.Reads.size() - 1);
    } else if (S.accept("(")) {
      size_t First = E.Reads.size();
      if (!S.at(")"))
        do
          bodySum(/*Top=*/true);
        while (!S.failed() && S.accept(","));
      S.expect(")");
      oneFactor(P, First);
    } else {
      S.Names.push_back(W.Text);
      P.Affine = P.Named = true;
    }
    --Depth;
    P.Begin = W.Begin;
    P.End = S.lastEnd();
    return P;
  }

  Scanner &S;
  Equation &E;
  Word Answer;
  unsigned Depth = 0;
};

/// Turns equations into isl objects.
class Builder {
public:
  Builder(isl::ctx Ctx, const std::vector<Equation> &Equations)
      : Ctx(Ctx), Equations(Equations) {}

  Verdict<std::vector<Reduction>> build() {
    std::vector<Reduction> Reductions;
    for (size_t I = 0; I != Equations.size() && Error.empty(); ++I)
      if (!Equations[I].Statement)
        Reductions.push_back(reduction(I));
    if (isl_ctx_last_error(Ctx.get()) == isl_error_quota)
      return Refusal{"WorkLimit",
                     "the text ran into the limit of isl operations", ""};
    if (!Error.empty())
      return Refusal{"BadSystem", Error, ""};
    return Reductions;
  }

private:
  void fail(const std::string &What) {
    if (Error.empty())
      Error = What;
  }

  isl::set set(const Equation &E, const std::vector<std::string> &Counters,
               const std::string &Range) {
    isl::set S(Ctx, "[" + join(E.Parameters) + "] -> { [" + join(Counters) +
                        "] : " + Range + " }");
    if (S.is_null())
      fail(E.place(E.RangeColumn) + "isl cannot read these constraints");
    return S;
  }

  isl::multi_aff index(const Equation &E,
                       const std::vector<std::string> &Counters,
                       const std::vector<std::string> &Rows) {
    std::string Text;
    for (const std::string &Row : Rows)
      Text += (Text.empty() ? "(" : ", (") + Row + ")";
    isl::multi_aff M(Ctx, "[" + join(E.Parameters) + "] -> { [" +
                              join(Counters) + "] -> [" + Text + "] }");
    if (M.is_null())
      fail(E.place(E.Column) + "isl cannot read the index [" + join(Rows) +
           "]");
    return M;
  }

  /// An answer exists wherever the constraints on its own counters hold; where
  /// these leave it unbounded, wherever it has a term.
  isl::set answers(const Equation &E, const isl::set &Domain) {
    std::string Range = "true";
    for (const Scanner::Conjunct &C : E.Conjuncts)
      if (std::all_of(C.Names.begin(), C.Names.end(),
                      [&](const std::string &Name) {
                        return isParameter(Name) ||
                               std::find(E.Left.begin(), E.Left.end(), Name) !=
                                   E.Left.end();
                      }))
        Range += " and (" + C.Text + ")";
    isl::set Loops = set(E, E.Left, Range);
    if (Loops.is_bounded().is_true())
      return Loops;
    isl::set Projected = isl::manage(
        isl_set_project_out(Domain.copy(), isl_dim_set, E.Left.size(),
                            E.Counters.size() - E.Left.size()));
    Projected = Projected.coalesce();
    isl::set Convex = isl::manage(
        isl_set_from_basic_set(isl_set_simple_hull(Projected.copy())));
    Convex = Convex.remove_divs();
    return Convex.is_equal(Projected).is_true() ? Convex : Projected;
  }

  Reduction reduction(size_t Number) {
    const Equation &E = Equations[Number];
    Reduction R;
    R.Answer = E.Name;
    R.Outer = E.Left.size();
    R.Domain = set(E, E.Counters, E.Range);
    R.Answers = answers(E, R.Domain);
    bool Regroups = (!E.Float || E.Regroups) && E.Op != Operator::Fold;
    bool Group = E.Op == Operator::Sum || E.Op == Operator::Xor;
    bool Guarded = E.Finite && E.Float && Regroups && E.Op == Operator::Sum;
    R.Alg = {E.Op, Regroups, Regroups && Group && (!E.Float || Guarded),
             Guarded,
             E.Op == Operator::Min || E.Op == Operator::Max ||
                 E.Op == Operator::And || E.Op == Operator::Or};
    std::vector<Term> Reads;
    Reads.reserve(E.Reads.size());
    for (const Equation::Read &Read : E.Reads)
      Reads.push_back({Read.Array, index(E, E.Counters, Read.Index)});
    size_t Body = E.Conditions.empty() ? Reads.size() : E.Conditions[0].First;
    R.Terms.assign(Reads.begin(), Reads.begin() + Body);
    for (const Equation::Condition &C : E.Conditions)
      R.Selectors.push_back(
          {{Reads.begin() + C.First, Reads.begin() + C.End}, C.With});
    for (const Equation::Product &Product : E.Products) {
      Part P;
      for (const std::vector<size_t> &Reads : Product) {
        Factor F;
        for (size_t I : Reads)
          F.Terms.push_back(R.Terms[I]);
        P.Factors.push_back(std::move(F));
      }
      R.Parts.push_back(std::move(P));
    }
    R.CommonStart = !E.Updating;
    R.Reversible.assign(R.Outer, E.Reversible);
    for (size_t I : writersOf(Number)) {
      if (!Error.empty())
        break;
      addWrite(R, Number, I);
    }
    return R;
  }

  bool readsAnswer(const Equation &E) const {
    return std::any_of(E.Reads.begin(), E.Reads.end(), [&](const auto &Read) {
      return std::any_of(Equations.begin(), Equations.end(),
                         [&](const Equation &Other) {
                           return !Other.Statement && Other.Name == Read.Array;
                         });
    });
  }

  /// The equations that store what reduction \p Number reads, or what the
  /// values read that they store; in the order of the text.
  std::vector<size_t> writersOf(size_t Number) const {
    std::vector<bool> Writes(Equations.size(), false);
    std::vector<size_t> Work{Number};
    while (!Work.empty()) {
      const Equation &Reader = Equations[Work.back()];
      Work.pop_back();
      for (const Equation::Read &Read : Reader.Reads)
        for (size_t I = 0; I != Equations.size(); ++I) {
          if (Writes[I] || Read.Array != Equations[I].Name)
            continue;
          Writes[I] = true;
          if (Equations[I].Statement && !readsAnswer(Equations[I]))
            Work.push_back(I);
        }
    }
    std::vector<size_t> Numbers;
    for (size_t I = 0; I != Writes.size(); ++I)
      if (Writes[I])
        Numbers.push_back(I);
    return Numbers;
  }

  /// Equation \p Writer stores into an array that reduction \p Number depends
  /// on.
  void addWrite(Reduction &R, size_t Number, size_t Writer) {
    const Equation &Reader = Equations[Number], &W = Equations[Writer];
    const std::vector<std::string> &Counters =
        W.Statement ? W.Counters : W.Left;
    auto Has = [](const std::vector<std::string> &Names,
                  const std::string &Name) {
      return std::find(Names.begin(), Names.end(), Name) != Names.end();
    };
    // The loops of the reader, then its own.
    std::vector<std::string> Loops = Reader.Left;
    for (const std::string &Name : Counters)
      if (!Has(Loops, Name))
        Loops.push_back(Name);
    if (Loops.size() != Counters.size())
      return fail(W.place(W.Column) + W.Name + " is stored over (" +
                  join(Counters) + "), but " + Reader.Name +
                  ", which reads it, is computed over (" + join(Reader.Left) +
                  ")");
    Write Result;
    Result.Array = W.Name;
    Result.Index = index(W, Loops, W.Left);
    if (W.Statement) {
      Result.Domain = set(W, Loops, W.Range);
    } else {
      isl::set Domain = set(W, W.Counters, W.Range);
      isl::set Own = answers(W, Domain);
      isl::map ToReader(Ctx,
                        "{ [" + join(W.Left) + "] -> [" + join(Loops) + "] }");
      Result.Domain = Own.apply(ToReader);
    }
    if (Loops.size() != Reader.Left.size() &&
        Result.Domain.is_bounded().is_false())
      fail(W.place(W.RangeColumn) + "the loops of " + W.Name +
           " have no bounds");
    // Its own answer is stored when it is complete.
    Result.Where = W.Unordered       ? Write::Position::Unknown
                   : Writer < Number ? Write::Position::Before
                                     : Write::Position::After;
    Result.Rank = Writer;
    if (W.Statement && !readsAnswer(W)) {
      Result.Value.emplace();
      for (const Equation::Read &Read : W.Reads)
        Result.Value->push_back({Read.Array, index(W, Loops, Read.Index)});
    }
    R.Writes.push_back(Result);
  }

  isl::ctx Ctx;
  const std::vector<Equation> &Equations;
  std::string Error;
};

} // namespace

Verdict<std::vector<Reduction>> parseSystem(isl::ctx Ctx,
                                            const std::string &Text) {
  std::vector<Equation> Equations;
  unsigned Number = 0;
  for (size_t Begin = 0; Begin < Text.size();) {
    size_t End = std::min(Text.find('\n', Begin), Text.size());
    Scanner S(Text.substr(Begin, End - Begin), ++Number);
    Begin = End + 1;
    if (S.peek().K == Word::Kind::End && !S.failed())
      continue;
    Equation E;
    E.Line = Number;
    if (!S.failed())
      EquationParser(S, E).parse();
    if (S.failed())
      return Refusal{"BadSystem", S.error(), ""};
    Equations.push_back(std::move(E));
  }
  return Builder(Ctx, Equations).build();
}

} // namespace winnow::share
