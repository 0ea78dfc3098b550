//===- SparseBench.cpp - Times the sparse kernels against the ceiling -----===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// usage: winnow-sparse-bench [WORD]
///
/// Times the cases whose names contain WORD (all) as clang -O3 -march=native
/// builds the plain kernel, the same with the plugin, a hand-tuned kernel, and
/// each of the three with -ffast-math. In a round every build runs once, one
/// behind the other; a figure is the median over nine rounds of the ratio of
/// two times of one round. Prints a table in Markdown. Exit status 1 if a build
/// without -ffast-math gives other bits than the plain one, 2 for a wrong
/// command line.
///
//===----------------------------------------------------------------------===//

#define SPARSE_BUILDS(K)                                                       \
  K(base_) K(winnow_) K(hand_) K(fast_) K(winnowfast_) K(handfast_)
#include "Kernels.h"
#include "Matrices.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <string>

using namespace winnow;

namespace {

enum Build { Base, Winnow, Hand, Fast, WinnowFast, HandFast, BuildCount };

template <class Kernel> struct Builds {
  Kernel *Of[BuildCount];
};
#define BUILDS(Name)                                                           \
  {                                                                            \
    {                                                                          \
      base_##Name, winnow_##Name, hand_##Name, fast_##Name, winnowfast_##Name, \
          handfast_##Name                                                      \
    }                                                                          \
  }

/// A kernel with its arguments.
struct Case {
  std::string Name;
  /// Multiplications of a run.
  double Work;
  std::function<void(Build)> Run;
  /// Makes the output what it was before the first run.
  std::function<void()> Reset;
  /// The output's bytes.
  std::function<std::string()> Output;
};

constexpr int Rounds = 9;
/// What one timing takes at least; the clock is read to 0.1 us.
constexpr double MinSeconds = 1.5e-3;

double seconds() {
  timespec T;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &T);
  return double(T.tv_sec) + 1e-9 * double(T.tv_nsec);
}

double median(std::vector<double> V) {
  std::sort(V.begin(), V.end());
  return V[V.size() / 2];
}

/// The median over the rounds of A's time over B's.
double ratio(const std::vector<double> (&Times)[BuildCount], Build A, Build B) {
  std::vector<double> Ratios;
  Ratios.reserve(Rounds);
  for (int R = 0; R < Rounds; ++R)
    Ratios.push_back(Times[A][R] / Times[B][R]);
  return median(std::move(Ratios));
}

struct Totals {
  double Log[4] = {0, 0, 0, 0};
  double Worst = 1e9;
  int Cases = 0;
  bool SameBits = true;
};

void measure(const Case &C, Totals &Sum) {
  std::string Bits[BuildCount];
  for (int B = 0; B < BuildCount; ++B) {
    C.Reset();
    C.Run(Build(B));
    Bits[B] = C.Output();
  }
  const bool Same = Bits[Winnow] == Bits[Base] && Bits[Hand] == Bits[Base];

  C.Reset();
  double Start = seconds();
  C.Run(Base);
  const double Once = std::max(seconds() - Start, 1e-7);
  const int Runs = std::max(1, int(MinSeconds / Once));
  std::vector<double> Times[BuildCount];
  for (int R = 0; R < Rounds; ++R)
    for (int K = 0; K < BuildCount; ++K) {
      // Another order each round: none always follows the same other.
      const int B = (K + R) % BuildCount;
      C.Reset();
      C.Run(Build(B));
      Start = seconds();
      for (int N = 0; N < Runs; ++N)
        C.Run(Build(B));
      Times[B].push_back((seconds() - Start) / Runs);
    }
  const double Ratios[4] = {
      ratio(Times, Base, Winnow), ratio(Times, Base, Hand),
      ratio(Times, Fast, WinnowFast), ratio(Times, Fast, HandFast)};
  std::printf("| %s | %.3f | %.2fx | %.2fx | %.2fx | %.2fx | %s |\n",
              C.Name.c_str(), median(Times[Base]) / C.Work * 1e9, Ratios[0],
              Ratios[1], Ratios[2], Ratios[3], Same ? "yes" : "NO");
  std::fflush(stdout);
  for (int I = 0; I < 4; ++I)
    Sum.Log[I] += std::log(Ratios[I]);
  Sum.Worst = std::min({Sum.Worst, Ratios[0], Ratios[2]});
  Sum.SameBits &= Same;
  ++Sum.Cases;
}

template <class T> struct Output {
  std::vector<T> First, Now;
  explicit Output(size_t Length) : First(makeDense<T>(Length, 3)), Now(First) {}
};

/// Fills in what every case does alike with its output.
template <class T> Case withOutput(const std::shared_ptr<Output<T>> &Out) {
  Case C;
  C.Reset = [Out] { Out->Now = Out->First; };
  C.Output = [Out] {
    return std::string(reinterpret_cast<const char *>(Out->Now.data()),
                       Out->Now.size() * sizeof(T));
  };
  return C;
}

const char *nameOf(Pattern P) {
  return P == Pattern::Uniform    ? "uniform"
         : P == Pattern::PowerLaw ? "power-law"
                                  : "empty rows";
}

template <class T>
Case spmm(const std::string &Name, Builds<SpmmKernel<T>> B, int Rows, int N,
          double Mean, Pattern P) {
  auto A =
      std::make_shared<SparseMatrix<T>>(makeSparse<T>(Rows, Rows, Mean, P, 1));
  auto Dense = std::make_shared<std::vector<T>>(
      makeDense<T>(size_t(Rows) * size_t(N), 2));
  auto Out = std::make_shared<Output<T>>(size_t(Rows) * size_t(N));
  Case C = withOutput(Out);
  C.Name = Name + ", " + std::to_string(Rows) + " rows of " +
           std::to_string(int(Mean)) + " " + nameOf(P) +
           ", N = " + std::to_string(N);
  C.Work = double(A->Value.size()) * N;
  C.Run = [=](Build K) {
    B.Of[K](Rows, N, A->RowStart.data(), A->Column.data(), A->Value.data(),
            Dense->data(), Out->Now.data());
  };
  return C;
}

template <class T>
Case skipGemm(const std::string &Name, Builds<SkipGemmKernel<T>> B, long Size,
              long N, double Density) {
  auto A = std::make_shared<std::vector<T>>(
      makeDense<T>(size_t(Size * Size), 1, Density));
  auto Dense =
      std::make_shared<std::vector<T>>(makeDense<T>(size_t(Size * N), 2));
  auto Out = std::make_shared<Output<T>>(size_t(Size * N));
  Case C = withOutput(Out);
  C.Name = Name + ", " + std::to_string(Size) + "^2, " +
           std::to_string(int(100 * Density)) +
           " % nonzero, N = " + std::to_string(N);
  C.Work = double(Size) * double(Size) * Density * double(N);
  C.Run = [=](Build K) {
    B.Of[K](Size, N, Size, A->data(), Dense->data(), Out->Now.data());
  };
  return C;
}

template <class T>
Case coo(const std::string &Name, Builds<CooKernel<T>> B, int Rows, double Mean,
         Pattern P) {
  auto A =
      std::make_shared<SparseMatrix<T>>(makeSparse<T>(Rows, Rows, Mean, P, 1));
  auto X = std::make_shared<std::vector<T>>(makeDense<T>(size_t(Rows), 2));
  auto Out = std::make_shared<Output<T>>(size_t(Rows));
  Case C = withOutput(Out);
  C.Name = Name + ", " + std::to_string(Rows) + " rows of " +
           std::to_string(int(Mean)) + " " + nameOf(P);
  C.Work = double(A->Value.size());
  C.Run = [=](Build K) {
    B.Of[K](long(A->Value.size()), A->Row.data(), A->Column.data(),
            A->Value.data(), X->data(), Out->Now.data());
  };
  return C;
}

template <class T>
Case spmv(const std::string &Name, Builds<SpmvKernel<T>> B, int Rows,
          int Columns, double Mean, Pattern P) {
  auto A = std::make_shared<SparseMatrix<T>>(
      makeSparse<T>(Rows, Columns, Mean, P, 1));
  auto X = std::make_shared<std::vector<T>>(makeDense<T>(size_t(Columns), 2));
  auto Out = std::make_shared<Output<T>>(size_t(Rows));
  Case C = withOutput(Out);
  C.Name = Name + ", " + std::to_string(Rows) + " rows of " +
           std::to_string(int(Mean)) + " " + nameOf(P) + ", " +
           std::to_string(Columns) + " columns";
  C.Work = double(A->Value.size());
  C.Run = [=](Build K) {
    B.Of[K](Rows, A->RowStart.data(), A->Column.data(), A->Value.data(),
            X->data(), Out->Now.data());
  };
  return C;
}

Case matvec(Builds<MatvecKernel> B, int Rows, int Columns) {
  auto W = std::make_shared<std::vector<float>>(
      makeDense<float>(size_t(Rows) * size_t(Columns), 1));
  auto X = std::make_shared<std::vector<float>>(
      makeDense<float>(size_t(Columns), 2));
  auto Out = std::make_shared<Output<float>>(size_t(Rows));
  Case C = withOutput(Out);
  C.Name = "dense rows f32, " + std::to_string(Rows) + " x " +
           std::to_string(Columns);
  C.Work = double(Rows) * Columns;
  C.Run = [=](Build K) {
    B.Of[K](Rows, Columns, W->data(), X->data(), Out->Now.data());
  };
  return C;
}

Case conv(const std::string &Name, Builds<ConvKernel> B, int Channels, int Side,
          double Density) {
  const int Padded = (Side + 2) * (Side + 2);
  auto A = std::make_shared<SparseMatrix<float>>(makeSparse<float>(
      Channels, Channels * 9, Channels * 9 * Density, Pattern::Uniform, 1));
  // From a weight's index (channel, dy, dx) to its offset in the input.
  for (int &At : A->Column)
    At = At / 9 * Padded + At % 9 / 3 * (Side + 2) + At % 3;
  auto In = std::make_shared<std::vector<float>>(
      makeDense<float>(size_t(Channels * Padded), 2));
  auto Out = std::make_shared<Output<float>>(size_t(Channels * Side * Side));
  Case C = withOutput(Out);
  C.Name = Name + ", " + std::to_string(Channels) + " channels, " +
           std::to_string(Side) + "^2, " + std::to_string(int(100 * Density)) +
           " %";
  C.Work = double(A->Value.size()) * Side * Side;
  C.Run = [=](Build K) {
    B.Of[K](Channels, Side, Side, A->RowStart.data(), A->Column.data(),
            A->Value.data(), In->data(), Out->Now.data());
  };
  return C;
}

/// Built one at a time: together they would not fit a small machine.
std::vector<std::function<Case()>> allCases() {
  std::vector<std::function<Case()>> All;
  const Builds<SpmmKernel<float>> F32 = BUILDS(spmm_f32);
  const Builds<SpmmKernel<double>> F64 = BUILDS(spmm_f64);
  const Builds<SpmmKernel<float>> Restrict = BUILDS(spmm_restrict_f32);
  const Builds<SpmmKernel<float>> Const = BUILDS(spmm_16_f32);
  const Builds<SpmmKernel<float>> ConstRestrict = BUILDS(spmm_16_restrict_f32);
  for (int N : {1, 4, 8, 16, 20, 32, 64, 100, 128, 256})
    All.push_back(
        [=] { return spmm("SpMM f32", F32, 1000, N, 20, Pattern::Uniform); });
  for (int N : {16, 64})
    for (Pattern P : {Pattern::PowerLaw, Pattern::EmptyRows})
      All.push_back([=] { return spmm("SpMM f32", F32, 1000, N, 20, P); });
  for (int N : {2, 4, 8, 16, 64})
    for (double Mean : {1, 2, 3, 5, 100})
      All.push_back([=] {
        return spmm("SpMM f32", F32, 1000, N, Mean, Pattern::Uniform);
      });
  for (int N : {16, 64, 512})
    All.push_back(
        [=] { return spmm("SpMM f32", F32, 100000, N, 10, Pattern::Uniform); });
  for (int N : {8, 16, 64, 100})
    All.push_back(
        [=] { return spmm("SpMM f64", F64, 1000, N, 20, Pattern::Uniform); });
  for (int N : {16, 64})
    All.push_back([=] {
      return spmm("SpMM f32 restrict", Restrict, 1000, N, 20, Pattern::Uniform);
    });
  All.push_back([=] {
    return spmm("SpMM f32 constant N", Const, 1000, 16, 20, Pattern::Uniform);
  });
  All.push_back([=] {
    return spmm("SpMM f32 constant N restrict", ConstRestrict, 1000, 16, 20,
                Pattern::Uniform);
  });
  const Builds<SpmmKernel<float>> InnerSpmm = BUILDS(spmm_inner_f32);
  for (int N : {1, 2, 3, 4, 16, 64, 256})
    for (double Mean : {1, 5, 20})
      All.push_back([=] {
        return spmm("SpMM f32 entries innermost", InnerSpmm, 1000, N, Mean,
                    Pattern::Uniform);
      });
  const Builds<SkipGemmKernel<float>> Skip32 = BUILDS(skip_gemm_f32);
  const Builds<SkipGemmKernel<double>> Skip64 = BUILDS(skip_gemm_f64);
  for (double Density : {0.01, 0.05, 0.2, 0.5, 1.0})
    for (long N : {16, 64, 256})
      All.push_back([=] {
        return skipGemm("zero-skip GEMM f32", Skip32, 512, N, Density);
      });
  All.push_back(
      [=] { return skipGemm("zero-skip GEMM f64", Skip64, 512, 64, 0.2); });
  const Builds<ConvKernel> Conv = BUILDS(sparse_conv_f32);
  const struct {
    int Channels, Side;
    double Density;
  } Layers[] = {{16, 56, 0.22},  {32, 28, 0.16},  {64, 14, 0.11},
                {128, 28, 0.03}, {128, 14, 0.01}, {16, 112, 0.2},
                {64, 7, 0.05},   {64, 4, 0.01},   {64, 2, 0.01},
                {64, 14, 0.002}, {64, 4, 0.002},  {64, 2, 0.002}};
  for (auto L : Layers)
    All.push_back([=] {
      return conv("sparse convolution", Conv, L.Channels, L.Side, L.Density);
    });
  const Builds<ConvKernel> Inner = BUILDS(sparse_conv_inner_f32);
  for (auto L : Layers)
    All.push_back([=] {
      return conv("sparse convolution, weights innermost", Inner, L.Channels,
                  L.Side, L.Density);
    });
  const Builds<SpmvKernel<double>> Spmv64 = BUILDS(spmv_f64);
  for (double Mean : {5, 20, 100, 300})
    for (Pattern P : {Pattern::Uniform, Pattern::PowerLaw}) {
      const int Rows = int(100000 / Mean);
      All.push_back(
          [=] { return spmv("SpMV f64", Spmv64, Rows, 4000, Mean, P); });
    }
  const Builds<MatvecKernel> Matvec = BUILDS(matvec_f32);
  for (int Columns : {4, 8, 16, 64, 256, 1024})
    All.push_back([=] { return matvec(Matvec, 256, Columns); });
  const Builds<CooKernel<double>> Coo64 = BUILDS(coo_f64);
  const Builds<CooKernel<float>> Coo32 = BUILDS(coo_f32);
  for (double Mean : {2, 5, 20, 100})
    for (Pattern P : {Pattern::Uniform, Pattern::PowerLaw})
      All.push_back([=] { return coo("COO f64", Coo64, 100000, Mean, P); });
  All.push_back(
      [=] { return coo("COO f32", Coo32, 100000, 20, Pattern::Uniform); });
  return All;
}

} // namespace

int main(int ArgC, char **ArgV) {
  if (ArgC > 2 || (ArgC == 2 && ArgV[1][0] == '-')) {
    std::fprintf(stderr, "usage: winnow-sparse-bench [WORD]\n");
    return 2;
  }
  std::printf("| case | clang, ns a product | Winnow | by hand | Winnow, "
              "fast-math | by hand, fast-math | same bits |\n"
              "|---|--:|--:|--:|--:|--:|---|\n");
  Totals Sum;
  for (const auto &Make : allCases()) {
    const Case C = Make();
    if (ArgC < 2 || C.Name.find(ArgV[1]) != std::string::npos)
      measure(C, Sum);
  }
  if (!Sum.Cases) {
    std::fprintf(stderr, "winnow-sparse-bench: no case has '%s' in its name\n",
                 ArgV[1]);
    return 2;
  }
  auto Mean = [&](int I) { return std::exp(Sum.Log[I] / Sum.Cases); };
  std::printf("\nGeometric means over %d cases: Winnow %.2fx, by hand %.2fx; "
              "with -ffast-math %.2fx and %.2fx. The worst case: %.2fx.\n",
              Sum.Cases, Mean(0), Mean(1), Mean(2), Mean(3), Sum.Worst);
  return Sum.SameBits ? 0 : 1;
}
