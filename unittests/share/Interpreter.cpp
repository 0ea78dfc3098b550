//===- Interpreter.cpp - Runs reductions and plans on numbers ---*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Interpreter.h"
#include "gtest/gtest.h"
#include "isl/aff.h"
#include "isl/point.h"
#include "isl/set.h"
#include "isl/val.h"
#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

namespace winnow::share::test {

namespace {

uint64_t mix(uint64_t H, uint64_t V) {
  H = (H ^ V) * 0x9e3779b97f4a7c15u;
  return H ^ (H >> 29);
}

long number(isl_val *V) {
  long N = isl_val_get_num_si(V);
  isl_val_free(V);
  return N;
}

/// One row of an index without isl, which is slow for single points.
struct Row {
  std::vector<long> Coefficients;
  long Constant = 0;

  long at(const Point &Z) const {
    long Sum = Constant;
    for (size_t I = 0; I != Coefficients.size(); ++I)
      Sum += Coefficients[I] * Z[I];
    return Sum;
  }
};

std::vector<Row> rows(const isl::multi_aff &Index, const Parameters &P) {
  std::vector<Row> Result;
  isl_size Rows = isl_multi_aff_dim(Index.get(), isl_dim_out);
  for (isl_size I = 0; I < Rows; ++I) {
    isl_aff *A = isl_multi_aff_get_at(Index.get(), I);
    Row R;
    for (isl_size K = 0; K < isl_aff_dim(A, isl_dim_in); ++K)
      R.Coefficients.push_back(
          number(isl_aff_get_coefficient_val(A, isl_dim_in, K)));
    R.Constant = number(isl_aff_get_constant_val(A));
    for (isl_size K = 0; K < isl_aff_dim(A, isl_dim_param); ++K)
      R.Constant += number(isl_aff_get_coefficient_val(A, isl_dim_param, K)) *
                    P.at(isl_aff_get_dim_name(A, isl_dim_param, K));
    isl_aff_free(A);
    Result.push_back(R);
  }
  return Result;
}

Point element(const std::vector<Row> &Index, const Point &Z) {
  Point E;
  for (const Row &R : Index)
    E.push_back(R.at(Z));
  return E;
}

Point answerOf(const Point &Z, unsigned Outer) {
  return Point(Z.begin(), Z.begin() + Outer);
}

/// The terms of each answer, in lexicographic order.
std::map<Point, std::vector<Point>> byAnswer(const std::vector<Point> &Terms,
                                             unsigned Outer) {
  std::map<Point, std::vector<Point>> Result;
  for (const Point &Z : Terms)
    Result[answerOf(Z, Outer)].push_back(Z);
  return Result;
}

class Machine {
public:
  Machine(const Reduction &R, const Parameters &P, uint64_t Seed)
      : R(R), Seed(Seed) {
    for (const Term &T : R.Terms)
      Whole.push_back({T.Array, rows(T.Index, P)});
    for (const Selector &S : R.Selectors) {
      Keys.emplace_back();
      for (const Term &T : S.Key)
        Keys.back().push_back({T.Array, rows(T.Index, P)});
    }
    for (const Part &Product : R.Parts) {
      Factors.emplace_back();
      for (const Factor &F : Product.Factors) {
        Factors.back().emplace_back();
        for (const Term &T : F.Terms)
          Factors.back().back().push_back({T.Array, rows(T.Index, P)});
      }
    }
    for (const Point &X : points(R.Answers, P)) {
      IsAnswer.insert(X);
      Iterations.insert(X);
    }
    for (const Write &W : R.Writes) {
      WriteRows.push_back(rows(W.Index, P));
      WriteValues.emplace_back();
      if (W.Value)
        for (const Term &T : *W.Value)
          WriteValues.back().push_back({T.Array, rows(T.Index, P)});
      WriteRuns.push_back(byAnswer(points(W.Domain, P), R.Outer));
      for (const auto &[X, Runs] : WriteRuns.back())
        Iterations.insert(X);
    }
  }

  /// Runs all iterations; \p Answer computes one answer.
  Outcome run(const std::vector<bool> &Backwards,
              const std::function<uint64_t(const Point &)> &Answer) {
    std::vector<Point> Order(Iterations.begin(), Iterations.end());
    std::sort(Order.begin(), Order.end(), [&](const Point &A, const Point &B) {
      for (size_t I = 0; I != A.size(); ++I)
        if (A[I] != B[I])
          return Backwards[I] ? A[I] > B[I] : A[I] < B[I];
      return false;
    });
    for (const Point &X : Order) {
      store(X, /*After=*/false);
      if (IsAnswer.count(X)) {
        Last = Answer(X);
        Result.Answers[X] = R.CommonStart ? Last : update(startOf(X), Last);
        Last = Result.Answers[X];
      }
      store(X, /*After=*/true);
    }
    return Result;
  }

  /// The value of the body at \p Z, now.
  uint64_t body(const Point &Z) {
    if (!Factors.empty()) {
      uint64_t Sum = 0;
      for (size_t K = 0; K != Factors.size(); ++K) {
        std::vector<unsigned> All(Factors[K].size());
        std::iota(All.begin(), All.end(), 0u);
        Sum += product(K, All, Z);
      }
      return Sum;
    }
    ++Result.Work;
    uint64_t H = read(Whole, Z);
    // Values that the operator does not absorb after a few terms.
    switch (R.Alg.Op) {
    case Operator::Product:
      return H | 1;
    case Operator::And:
      return ~(uint64_t(1) << H % 64);
    case Operator::Or:
      return uint64_t(1) << H % 64;
    default:
      return H;
    }
  }

  /// The keys of the term \p Z, now; few, so that they meet.
  std::vector<uint64_t> keysOf(const Point &Z) const {
    std::vector<uint64_t> Values;
    for (const std::vector<Read> &Reads : Keys)
      Values.push_back(read(Reads, Z) % 3);
    return Values;
  }

  /// The keys that the answer \p X asks for.
  std::vector<uint64_t> wantedBy(const Point &X) const {
    std::vector<uint64_t> Values;
    for (size_t I = 0; I != Keys.size(); ++I)
      Values.push_back(mix(startOf(X), I) % 3);
    return Values;
  }

  /// The product of some factors of a part at \p Z, now.
  uint64_t product(size_t Part, const std::vector<unsigned> &Of,
                   const Point &Z) {
    ++Result.Work;
    uint64_t V = 1;
    for (unsigned F : Of)
      V *= read(Factors[Part][F], Z);
    return V;
  }

  uint64_t update(uint64_t S, uint64_t V) const {
    switch (R.Alg.Op) {
    case Operator::Sum:
      return S + V;
    case Operator::Product:
      return S * V;
    case Operator::Min:
      return std::min(S, V);
    case Operator::Max:
      return std::max(S, V);
    case Operator::And:
      return S & V;
    case Operator::Or:
      return S | V;
    case Operator::Xor:
      return S ^ V;
    case Operator::Fold:
      return S * 3 + V;
    }
    return S;
  }

  uint64_t takeAway(uint64_t S, uint64_t V) const {
    return R.Alg.Op == Operator::Xor ? S ^ V : S - V;
  }

  uint64_t identity() const {
    switch (R.Alg.Op) {
    case Operator::Product:
      return 1;
    case Operator::Min:
    case Operator::And:
      return ~uint64_t(0);
    default:
      return 0;
    }
  }

  /// What a fold starts from: one value for all, or the identity.
  uint64_t start() const {
    bool Absorbs = R.Alg.Op == Operator::Min || R.Alg.Op == Operator::And;
    return R.CommonStart && !Absorbs ? 17 : identity();
  }

private:
  /// An array, empty for an index expression, and its index.
  using Read = std::pair<std::string, std::vector<Row>>;

  /// A mix of everything that \p Reads reads at \p Z.
  uint64_t read(const std::vector<Read> &Reads, const Point &Z) const {
    uint64_t H = Seed;
    for (const auto &[Array, Index] : Reads) {
      Point E = element(Index, Z);
      if (Array.empty())
        for (int X : E)
          H = mix(H, X);
      else
        H = mix(H, load(Array, E));
    }
    return H;
  }

  uint64_t startOf(const Point &X) const {
    uint64_t H = Seed + 5;
    for (int C : X)
      H = mix(H, C);
    return H;
  }

  uint64_t load(const std::string &Array, const Point &E) const {
    if (auto It = Result.Memory.find({Array, E}); It != Result.Memory.end())
      return It->second;
    uint64_t H = mix(Seed, std::hash<std::string>()(Array));
    for (int C : E)
      H = mix(H, C);
    return H;
  }

  /// Runs the statements of \p X that stand before or after the reduction. They
  /// store what their value is made of, or else something made of the newest
  /// answer.
  void store(const Point &X, bool After) {
    for (size_t I = 0; I != R.Writes.size(); ++I) {
      const Write &W = R.Writes[I];
      auto Runs = WriteRuns[I].find(X);
      if ((W.Where == Write::Position::After) != After ||
          Runs == WriteRuns[I].end())
        continue;
      for (const Point &Z : Runs->second)
        Result.Memory[{W.Array, element(WriteRows[I], Z)}] =
            W.Value ? read(WriteValues[I], Z) + I : mix(Last, startOf(Z) + I);
    }
  }

  const Reduction &R;
  uint64_t Seed, Last = 0;
  std::vector<Read> Whole;
  std::vector<std::vector<Read>> Keys;
  std::vector<std::vector<std::vector<Read>>> Factors;
  std::vector<std::vector<Row>> WriteRows;
  std::set<Point> Iterations, IsAnswer;
  std::vector<std::vector<Read>> WriteValues;
  /// By outer iteration.
  std::vector<std::map<Point, std::vector<Point>>> WriteRuns;
  Outcome Result;
};

} // namespace

std::vector<Point> points(const isl::set &S, const Parameters &P) {
  isl_set *Fixed = S.copy();
  for (isl_size I = 0; I < isl_set_dim(S.get(), isl_dim_param); ++I)
    Fixed =
        isl_set_fix_si(Fixed, isl_dim_param, I,
                       P.at(isl_set_get_dim_name(S.get(), isl_dim_param, I)));
  std::vector<Point> Result;
  auto Visit = [](isl_point *Found, void *User) {
    Point Z;
    isl_size Dims = isl_space_dim(isl::manage(isl_point_get_space(Found)).get(),
                                  isl_dim_set);
    for (isl_size I = 0; I < Dims; ++I)
      Z.push_back(number(isl_point_get_coordinate_val(Found, isl_dim_set, I)));
    isl_point_free(Found);
    static_cast<std::vector<Point> *>(User)->push_back(Z);
    return isl_stat_ok;
  };
  isl_set_foreach_point(Fixed, Visit, &Result);
  isl_set_free(Fixed);
  std::sort(Result.begin(), Result.end());
  return Result;
}

Outcome runNaive(const Reduction &R, const Parameters &P, uint64_t Seed) {
  Machine M(R, P, Seed);
  auto Terms = byAnswer(points(R.Domain, P), R.Outer);
  return M.run(std::vector<bool>(R.Outer, false), [&](const Point &X) {
    uint64_t V = M.start();
    for (const Point &Z : Terms[X])
      if (M.keysOf(Z) == M.wantedBy(X))
        V = M.update(V, M.body(Z));
    return V;
  });
}

namespace {

/// Runs the nodes of one plan.
class PlanRunner {
public:
  PlanRunner(const Plan &Pl, const Parameters &P, Machine &M)
      : Pl(Pl), M(M), States(Pl.Nodes.size()) {
    for (size_t K = 0; K != Pl.Nodes.size(); ++K) {
      const Node &N = Pl.Nodes[K];
      if (N.K != Node::Kind::Split && N.K != Node::Kind::Pieces)
        States[K].Points = byAnswer(points(N.Domain, P), N.What.Outer);
    }
  }

  /// \p From, and after it the value of node \p K at \p X.
  uint64_t onto(uint64_t From, size_t K, const Point &X) {
    const Node &N = Pl.Nodes[K];
    uint64_t V = From;
    switch (N.K) {
    case Node::Kind::Terms:
      for (const Point &Z : States[K].Points[X])
        V = M.update(V, term(N, N.What.Factors, Z));
      return V;
    case Node::Kind::Loops:
      for (const Point &Pair : States[K].Points[X])
        V = onto(V, N.Below[0], Pair);
      return V;
    case Node::Kind::Split:
      for (unsigned B : N.Below)
        V = onto(V, B, X);
      return V;
    case Node::Kind::Scale: {
      uint64_t Inner = onto(M.identity(), N.Below[0], X);
      for (const Point &Z : States[K].Points[X])
        V = M.update(V, term(N, N.Factors, Z) * Inner);
      return V;
    }
    case Node::Kind::Repeat: {
      const std::vector<Point> &Equal = States[K].Points[X];
      if (Equal.empty())
        return V;
      uint64_t Power =
          M.update(M.identity(), term(N, N.What.Factors, Equal.front()));
      for (size_t Count = Equal.size(); Count; Count >>= 1) {
        if (Count & 1)
          V = M.update(V, Power);
        Power = M.update(Power, Power);
      }
      return V;
    }
    case Node::Kind::Pieces:
      for (unsigned B : N.Below)
        V = onto(V, B, X);
      return V;
    case Node::Kind::Window:
      return M.update(V, windowed(K, X));
    case Node::Kind::Buckets:
      return K == 0 ? bucket(K, X) : M.update(V, bucket(K, X));
    case Node::Kind::Carry: {
      uint64_t &Kept = cell(K, X);
      uint64_t Own = onto(Kept, N.Below[0], X);
      if (N.termsLeave())
        Own = M.takeAway(Own, onto(M.identity(), N.Below[1], X));
      Kept = Own;
      return K == 0 ? Own : M.update(V, Own);
    }
    }
    return V;
  }

private:
  using Keys = std::vector<uint64_t>;

  struct Queue {
    /// The value of [t, middle) for t below the middle; that of [middle, End].
    std::map<int, uint64_t> Front;
    uint64_t Back = 0;
    int End = 0;
  };

  struct State {
    std::map<Point, std::vector<Point>> Points;
    /// Of a carry: where its loop stands, and its cells.
    Point Entered;
    bool Running = false;
    std::map<Point, uint64_t> Cells;
    /// Of a window: one for each value of the counters inside its carrier.
    std::map<Point, Queue> Queues;
    /// Of buckets: what they hold, and what each term found there.
    std::map<Keys, uint64_t> Buckets;
    std::vector<std::pair<Keys, uint64_t>> Found;
  };

  /// One set of buckets for all answers: put in, take out, look up.
  uint64_t bucket(size_t K, const Point &X) {
    State &S = States[K];
    const Node &N = Pl.Nodes[K];
    enter(K, X);
    uint64_t Start = K == 0 ? M.start() : M.identity();
    const Node &Add = Pl.Nodes[N.Below[0]];
    auto Here = [&](Keys Key) {
      for (unsigned D : N.Apart)
        Key.push_back(X[D]);
      return Key;
    };
    for (const Point &Z : States[N.Below[0]].Points[X]) {
      Keys Key = Here(M.keysOf(originalOf(Add, Z)));
      uint64_t &Cell = S.Buckets.try_emplace(Key, Start).first->second;
      if (N.Unwinds)
        S.Found.push_back({Key, Cell});
      Cell = M.update(Cell, term(Add, Add.What.Factors, Z));
    }
    if (N.Below.size() == 2) {
      const Node &Sub = Pl.Nodes[N.Below[1]];
      for (const Point &Z : States[N.Below[1]].Points[X]) {
        Keys Key = Here(M.keysOf(originalOf(Sub, Z)));
        if (!N.Unwinds) {
          uint64_t &Cell = S.Buckets.at(Key);
          Cell = M.takeAway(Cell, term(Sub, Sub.What.Factors, Z));
          continue;
        }
        EXPECT_EQ(S.Found.back().first, Key) << "another term was put in last";
        S.Buckets[Key] = S.Found.back().second;
        S.Found.pop_back();
      }
    }
    return S.Buckets.try_emplace(Here(M.wantedBy(X)), Start).first->second;
  }

  static Point originalOf(const Node &N, const Point &Z) {
    Point Original;
    for (const IntVector &Row : N.What.Back)
      Original.push_back(
          std::inner_product(Row.begin(), Row.end(), Z.begin(), 0));
    return Original;
  }

  uint64_t term(const Node &N, const std::vector<unsigned> &Of,
                const Point &Z) {
    Point Original = originalOf(N, Z);
    return N.What.Part == Sum::Whole ? M.body(Original)
                                     : M.product(N.What.Part, Of, Original);
  }

  /// Two stacks, literally: a term is computed when it enters and when the
  /// stacks are turned, and must not change while it is inside. So it is for
  /// doubling as well, whose terms nothing changes at all.
  uint64_t windowed(size_t K, const Point &X) {
    State &S = States[K];
    const Node &N = Pl.Nodes[K];
    const std::vector<Point> &Inside = S.Points[X];
    if (Inside.empty())
      return M.identity();
    enter(K, X);
    Queue &Q = S.Queues[Point(X.begin() + N.Carrier + 1, X.end())];
    int Lo = Inside.front().back(), Hi = Inside.back().back();
    auto Inner = [&](int T) {
      Point Z(X);
      Z.push_back(T);
      return onto(M.identity(), N.Below[0], Z);
    };
    if (N.Method == Node::Slide::Doubling) {
      uint64_t V = M.identity();
      for (const Point &Z : Inside)
        V = M.update(V, onto(M.identity(), N.Below[0], Z));
      return V;
    }
    if (Q.Front.empty() || Lo > Q.Front.rbegin()->first) {
      Q.Front.clear();
      uint64_t V = M.identity();
      for (int T = Hi; T >= Lo; --T)
        Q.Front[T] = V = M.update(V, Inner(T));
      Q.Back = M.identity();
      Q.End = Hi;
    }
    for (; Q.End < Hi; ++Q.End)
      Q.Back = M.update(Q.Back, Inner(Q.End + 1));
    return M.update(Q.Front.at(Lo), Q.Back);
  }

  uint64_t &cell(size_t K, const Point &X) {
    enter(K, X);
    uint64_t Start = K == 0 ? M.start() : M.identity();
    unsigned Carrier = Pl.Nodes[K].Carrier;
    return States[K]
        .Cells.try_emplace(Point(X.begin() + Carrier + 1, X.end()), Start)
        .first->second;
  }

  /// Forgets what node \p K has kept where its carrier's loop begins anew.
  void enter(size_t K, const Point &X) {
    State &S = States[K];
    unsigned Carrier = Pl.Nodes[K].Carrier;
    Point Outside(X.begin(), X.begin() + Carrier);
    if (!S.Running || S.Entered != Outside) {
      S.Cells.clear();
      S.Queues.clear();
      S.Buckets.clear();
      S.Found.clear();
      S.Entered = Outside;
      S.Running = true;
    }
  }

  const Plan &Pl;
  Machine &M;
  std::vector<State> States;
};

} // namespace

Outcome runPlan(const Reduction &R, const Plan &Pl, const Parameters &P,
                uint64_t Seed) {
  Machine M(R, P, Seed);
  std::vector<bool> Backwards(R.Outer, false);
  for (const Node &N : Pl.Nodes)
    if (N.Reversed)
      Backwards[N.Carrier] = true;
  PlanRunner Runner(Pl, P, M);
  // A carry at the root begins with the start itself.
  bool Carries = Pl.Nodes.front().K == Node::Kind::Carry ||
                 Pl.Nodes.front().K == Node::Kind::Buckets;
  return M.run(Backwards, [&](const Point &X) {
    return Runner.onto(Carries ? M.identity() : M.start(), 0, X);
  });
}

} // namespace winnow::share::test
