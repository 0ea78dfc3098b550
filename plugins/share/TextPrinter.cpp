//===- TextPrinter.cpp - Reductions and plans as text -----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "share/IslContext.h"
#include "share/Text.h"
#include "isl/aff.h"
#include "isl/set.h"
#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace winnow::share {

namespace {

using Names = std::vector<std::string>;

/// The names of the counters of \p Domain; i0, i1, ... where it has none.
Names countersOf(const isl::set &Domain) {
  Names Counters;
  isl_size Dims = isl_set_dim(Domain.get(), isl_dim_set);
  for (isl_size I = 0; I < Dims; ++I) {
    const char *Name = isl_set_get_dim_name(Domain.get(), isl_dim_set, I);
    std::string Counter = Name ? Name : "";
    if (Counter.empty() ||
        std::find(Counters.begin(), Counters.end(), Counter) != Counters.end())
      Counter = "i" + std::to_string(I);
    Counters.push_back(Counter);
  }
  return Counters;
}

/// The constraints of \p S in terms of \p Counters.
std::string constraintsOf(const isl::set &S, const Names &Counters) {
  isl_set *Renamed = S.copy();
  isl_size Dims = isl_set_dim(Renamed, isl_dim_set);
  for (isl_size I = 0; I < Dims; ++I)
    Renamed =
        isl_set_set_dim_name(Renamed, isl_dim_set, I, Counters[I].c_str());
  // isl writes equalities into the tuple of a set, but not into parameters.
  isl_size Parameters = isl_set_dim(Renamed, isl_dim_param);
  if (Dims >= 0 && Parameters >= 0)
    Renamed = isl_set_move_dims(isl_set_reset_tuple_id(Renamed), isl_dim_param,
                                Parameters, isl_dim_set, 0, Dims);
  std::string Text = str(isl::manage(isl_set_params(Renamed)));
  size_t Begin = Text.find('{'), End = Text.rfind('}');
  if (Begin == std::string::npos || End == std::string::npos)
    return Text;
  Begin = Text.find(':', Begin);
  if (Begin == std::string::npos || Begin > End)
    return "true";
  Text = Text.substr(Begin + 1, End - Begin - 1);
  size_t First = Text.find_first_not_of(' ');
  if (First == std::string::npos)
    return "true";
  return Text.substr(First, Text.find_last_not_of(' ') - First + 1);
}

/// One row of an index, "i - j".
std::string rowOf(const isl::multi_aff &Index, unsigned Row,
                  const Names &Counters) {
  isl_multi_aff *Renamed = Index.copy();
  isl_size Dims = isl_multi_aff_dim(Renamed, isl_dim_in);
  for (isl_size I = 0; I < Dims && I < isl_size(Counters.size()); ++I)
    Renamed =
        isl_multi_aff_set_dim_name(Renamed, isl_dim_in, I, Counters[I].c_str());
  isl_aff *A = isl_multi_aff_get_at(Renamed, Row);
  isl_multi_aff_free(Renamed);
  char *Printed = isl_aff_to_str(A);
  isl_aff_free(A);
  std::string Text = Printed ? Printed : "null";
  std::free(Printed);
  // "[N] -> { [i, j] -> [(i - j)] }"
  size_t Begin = Text.rfind("[("), End = Text.rfind(")]");
  if (Begin == std::string::npos || End == std::string::npos)
    return Text;
  return Text.substr(Begin + 2, End - Begin - 2);
}

std::string print(const Term &T, const Names &Counters) {
  isl_size Rows = isl_multi_aff_dim(T.Index.get(), isl_dim_out);
  std::string Text = T.Array;
  for (isl_size I = 0; I < Rows; ++I) {
    std::string Row = rowOf(T.Index, I, Counters);
    if (!T.Array.empty())
      Text += "[" + Row + "]";
    else
      Text += (I ? ", " : "") + Row;
  }
  return Text;
}

/// A value as far as it is known: what it reads.
std::string valueOf(const std::vector<Term> &Terms, const Names &Counters) {
  if (Terms.empty())
    return "1";
  if (Terms.size() == 1)
    return print(Terms.front(), Counters);
  std::string Text;
  for (const Term &T : Terms)
    Text += (Text.empty() ? "f(" : ", ") + print(T, Counters);
  return Text + ")";
}

/// The product of some factors of \p P, "A[i]*(i + j)".
std::string productOf(const Part &P, const std::vector<unsigned> &Factors,
                      const Names &Counters) {
  std::string Text;
  for (unsigned F : Factors) {
    const std::vector<Term> &Terms = P.Factors[F].Terms;
    std::string Value = valueOf(Terms, Counters);
    bool Sum = Terms.size() == 1 && Terms.front().Array.empty();
    Text += (Text.empty() ? "" : "*") + (Sum ? "(" + Value + ")" : Value);
  }
  return Text.empty() ? "1" : Text;
}

std::string productOf(const Part &P, const Names &Counters) {
  std::vector<unsigned> All(P.Factors.size());
  std::iota(All.begin(), All.end(), 0u);
  return productOf(P, All, Counters);
}

/// The body as far as it is known, without coefficients and signs.
std::string bodyOf(const Reduction &R, const Names &Counters) {
  if (R.Parts.empty())
    return valueOf(R.Terms, Counters);
  std::string Text;
  for (const Part &P : R.Parts)
    Text += (Text.empty() ? "" : " + ") + productOf(P, Counters);
  return Text;
}

std::string bodyOf(const Reduction &R, const Sum &S, const Names &Counters) {
  return S.Part == Sum::Whole ? bodyOf(R, Counters)
                              : productOf(R.Parts[S.Part], S.Factors, Counters);
}

std::string signOf(Operator Op) {
  switch (Op) {
  case Operator::Sum:
    return "+";
  case Operator::Product:
    return "*";
  case Operator::And:
    return "&";
  case Operator::Or:
    return "|";
  case Operator::Xor:
    return "^";
  default:
    return name(Op);
  }
}

/// "S[i]", "S[i-1]"; the index of an answer moved by \p Reuse.
std::string answerOf(const std::string &Name, const Names &Counters,
                     unsigned Outer, const std::vector<int> *Reuse) {
  std::string Text = Name;
  for (unsigned I = 0; I != Outer; ++I) {
    Text += "[" + Counters[I];
    if (Reuse && (*Reuse)[I])
      Text += (*Reuse)[I] > 0 ? "-1" : "+1";
    Text += "]";
  }
  return Text;
}

/// "z[i] == m"
std::string conditionOf(const Selector &S, const Names &Counters) {
  return valueOf(S.Key, Counters) + " == " + (S.With.empty() ? "f()" : S.With);
}

} // namespace

std::string print(const Reduction &R) {
  Names Counters = countersOf(R.Domain);
  std::string Text;
  bool Group = R.Alg.Op == Operator::Sum || R.Alg.Op == Operator::Xor;
  if (R.Alg.Op != Operator::Fold && !R.Alg.Reassociates)
    Text += "float ";
  else if (R.Alg.Approximate)
    Text += "float reassoc finite ";
  else if (Group && !R.Alg.Invertible && R.Alg.Op != Operator::Fold)
    Text += "float reassoc ";
  if (!R.Reversible.empty() &&
      std::find(R.Reversible.begin(), R.Reversible.end(), false) ==
          R.Reversible.end())
    Text += "reversible ";
  if (!R.CommonStart)
    Text += "updating ";
  if (Counters.size() < R.Outer)
    return Text + R.Answer + " over null";
  Text += answerOf(R.Answer, Counters, R.Outer, nullptr) + " " +
          signOf(R.Alg.Op) + "= " + bodyOf(R, Counters);
  for (const Selector &S : R.Selectors)
    Text += (&S == &R.Selectors.front() ? " if " : " and ") +
            conditionOf(S, Counters);
  Text += " : ";
  // Both sets, so that answers without terms are not lost.
  std::string Answers = constraintsOf(R.Answers, Counters);
  isl::set Given = isl::manage(isl_set_add_dims(R.Answers.copy(), isl_dim_set,
                                                Counters.size() - R.Outer));
  isl::set Rest = R.Domain.reset_tuple_id().gist(Given.reset_tuple_id());
  std::string Terms = constraintsOf(Rest.coalesce(), Counters);
  if (Answers == "true")
    return Text + Terms;
  if (Terms == "true")
    return Text + Answers;
  auto Bracketed = [](const std::string &T) {
    return T.find(" or ") == std::string::npos ? T : "(" + T + ")";
  };
  return Text + Bracketed(Answers) + " and " + Bracketed(Terms);
}

/// "d[k] = f(a[k]) : 0 <= k < N"; a value that is unknown is made of an answer.
static std::string print(const Reduction &R, const Write &W) {
  Names Counters = countersOf(R.Domain), Own = countersOf(W.Domain);
  // The reduction's loops have the names that it calls them.
  for (unsigned I = 0; I < R.Outer && I < Own.size(); ++I)
    Own[I] = Counters[I];
  Term To{W.Array, W.Index};
  bool Unordered = W.Where == Write::Position::Unknown;
  return (Unordered ? "unordered " : "") + print(To, Own) + " = " +
         (W.Value ? valueOf(*W.Value, Own)
                  : "f(" + answerOf(R.Answer, Own, R.Outer, nullptr) + ")") +
         " : " + constraintsOf(W.Domain, Own);
}

std::string printSystem(const Reduction &R, const std::string &Indent) {
  std::vector<const Write *> Order;
  Order.reserve(R.Writes.size());
  for (const Write &W : R.Writes)
    Order.push_back(&W);
  // Of equal ranks as they stand.
  std::sort(Order.begin(), Order.end(), [](const Write *A, const Write *B) {
    return A->Rank != B->Rank ? A->Rank < B->Rank : A < B;
  });
  auto Lines = [&](bool After) {
    std::string Text;
    for (const Write *W : Order)
      if ((W->Where == Write::Position::After) == After)
        Text += Indent + print(R, *W) + "\n";
    return Text;
  };
  return Lines(false) + Indent + print(R) + "\n" + Lines(true);
}

namespace {

/// Writes one plan down, node by node.
class PlanPrinter {
public:
  PlanPrinter(const Reduction &R, const Plan &P)
      : R(R), P(P), Counters(countersOf(R.Domain)) {}

  std::string run() {
    std::string Text;
    for (unsigned K = 0; K != P.Nodes.size(); ++K) {
      const Node &N = P.Nodes[K];
      if (N.K == Node::Kind::Terms && K && N.Reason.empty())
        continue;
      Text += line(K);
      if (!N.Reason.empty())
        Text += "    " + N.Reason + "\n";
    }
    return Text;
  }

private:
  /// The dimensions of \p N: "k", "j+k".
  Names counters(const Node &N) const {
    Names Own;
    for (const IntVector &Form : N.What.Forms) {
      std::string Text;
      for (unsigned D = 0; D != Form.size(); ++D)
        if (Form[D])
          Text += (Text.empty() ? "" : "+") +
                  (Form[D] == 1    ? ""
                   : Form[D] == -1 ? "-"
                                   : std::to_string(Form[D])) +
                  Counters[D];
      // When a term leaves, which is no counter.
      Own.push_back(Text.empty() ? "t" : Text);
    }
    return Own;
  }

  std::string answer(unsigned K, const std::vector<int> *Reuse) const {
    const Node &N = P.Nodes[K];
    return answerOf(K ? "R" + std::to_string(K) : R.Answer, counters(N),
                    N.What.Outer, Reuse);
  }

  /// A node below as it stands in the line of its user.
  std::string operand(unsigned K) const {
    const Node &N = P.Nodes[K];
    return N.K == Node::Kind::Terms && N.Reason.empty()
               ? bodyOf(R, N.What, Counters)
               : answer(K, nullptr);
  }

  std::string range(const isl::set &S, const Node &N) const {
    return " : " + constraintsOf(S, counters(N)) + "\n";
  }

  std::string line(unsigned K) const {
    const Node &N = P.Nodes[K];
    std::string Left = "  " + answer(K, nullptr) + " = ";
    switch (N.K) {
    case Node::Kind::Terms:
      return Left + signOf(R.Alg.Op) + " of " + bodyOf(R, N.What, Counters) +
             range(N.Domain, N);
    case Node::Kind::Carry: {
      const Node &Add = P.Nodes[N.Below[0]];
      Left += answer(K, &N.Reuse) + " " + signOf(R.Alg.Op) + " " +
              operand(N.Below[0]) + range(Add.Domain, Add);
      if (N.termsLeave()) {
        const Node &Sub = P.Nodes[N.Below[1]];
        Left += "    without " + operand(N.Below[1]) + range(Sub.Domain, Sub);
      }
      return Left;
    }
    case Node::Kind::Scale:
      return Left + productOf(R.Parts[N.What.Part], N.Factors, Counters) +
             " * " + operand(N.Below[0]) + range(N.Domain, N);
    case Node::Kind::Loops:
      return Left + signOf(R.Alg.Op) + " of " + operand(N.Below[0]) + " : " +
             constraintsOf(N.Domain, counters(P.Nodes[N.Below[0]])) + "\n";
    case Node::Kind::Repeat:
      return Left + signOf(R.Alg.Op) + " of equal " +
             bodyOf(R, N.What, Counters) + range(N.Domain, N);
    case Node::Kind::Window:
      return Left + signOf(R.Alg.Op) + " of " + operand(N.Below[0]) + " : " +
             constraintsOf(N.Domain, counters(P.Nodes[N.Below[0]])) + "\n";
    case Node::Kind::Pieces: {
      std::string Sum;
      for (unsigned B : N.Below)
        Sum += (Sum.empty() ? "" : " " + signOf(R.Alg.Op) + " ") + operand(B);
      return Left + Sum + "\n";
    }
    case Node::Kind::Buckets: {
      const Node &Add = P.Nodes[N.Below[0]];
      Left += "bucket of " + keys() + ", each " + answer(K, &N.Reuse) + " " +
              signOf(R.Alg.Op) + " " + bodyOf(R, N.What, Counters) +
              range(Add.Domain, Add);
      if (N.Below.size() == 2) {
        const Node &Sub = P.Nodes[N.Below[1]];
        Left += "    without " + bodyOf(R, N.What, Counters) +
                range(Sub.Domain, Sub);
      }
      return Left;
    }
    case Node::Kind::Split: {
      std::string Sum;
      for (unsigned B : N.Below)
        Sum += (Sum.empty() ? "" : " + ") + operand(B);
      return Left + Sum + "\n";
    }
    }
    return Left + "\n";
  }

  /// "z[i], w[i]"
  std::string keys() const {
    std::string Text;
    for (const Selector &S : R.Selectors)
      Text += (Text.empty() ? "" : ", ") + valueOf(S.Key, Counters);
    return Text;
  }

  const Reduction &R;
  const Plan &P;
  Names Counters;
};

} // namespace

std::string print(const Reduction &R, const Plan &P) {
  std::string Text = print(R) + "\n";
  if (countersOf(R.Domain).size() < R.Outer)
    return Text;
  Text += PlanPrinter(R, P).run();
  Text += "  " + P.Before.text() + " -> " + P.After.text();
  return Text + (P.InOrder ? ", in the same order\n" : "\n");
}

} // namespace winnow::share
