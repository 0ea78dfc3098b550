//===- KernelTests.cpp - Kernels with and without the plugin --------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs each kernel of kernels.def as plain clang -O3 builds it and as the
/// plugin builds it at -O3, -O2, -O3 -g and with wider vectors, on arguments of
/// many sizes, values and overlaps, and compares the answers.
///
//===----------------------------------------------------------------------===//

#include "Compare.h"

#include <gtest/gtest.h>

using namespace winnow;

#define KERNEL(Name, Result, Params, ...)                                      \
  typedef Result Name##_type Params;                                           \
  extern "C" Name##_type base_##Name, o3_##Name, o2_##Name, g_##Name, v3_##Name;
#include "kernels.def"

namespace {

enum class Expect { Rewritten, Kept };
enum class MayOverlap { Any, Apart };

/// What the callback changes each time: an element of the kernel's input, where
/// the kernel allows that.
double *Touched = nullptr;

double callback(double X) {
  if (Touched)
    *Touched += 1;
  return 0.5 * X + 1;
}

template <class> struct SignedOutput : std::false_type {};
template <class R, class... P>
struct SignedOutput<R(P...)>
    : std::disjunction<std::conjunction<
          std::is_integral<typename detail::ElementOf<P>::Type>,
          std::is_signed<typename detail::ElementOf<P>::Type>>...> {};

struct Kernel {
  const char *Name;
  Shape Extent;
  Exactness How;
  MayOverlap Lie;
  long MaxN;
};

template <class R, class... P>
void checkOne(const Kernel &K, const char *Build, R (*Base)(P...),
              R (*Other)(P...), const Case &C) {
  auto Prepare = [](void *First) { Touched = static_cast<double *>(First); };
  const bool HasCallback =
      std::disjunction_v<std::is_same<P, double (*)(double)>...>;
  void (*Before)(void *) = nullptr;
  if (HasCallback && K.Lie == MayOverlap::Any)
    Before = Prepare;
  std::string Found = difference(Base, Other, C, K.How, Before);
  Touched = nullptr;
  ASSERT_EQ(Found, "") << K.Name << ", " << Build << ", n = " << C.N
                       << ", second = " << C.Second << ", values "
                       << int(C.Kind) << ", overlap " << int(C.Lie) << ", seed "
                       << C.Seed;
}

template <class R, class... P>
void checkKernel(const Kernel &K, const char *Build, R (*Base)(P...),
                 R (*Other)(P...)) {
  const bool TwoSizes = (std::is_integral_v<P> + ... + 0) > 1;
  const long Sizes[] = {0, 1, 2, 3, 5, 7, 16, 31, 64, 100, 257};
  unsigned Seed = 1;
  for (long N : Sizes) {
    if (N > K.MaxN)
      break;
    for (long Second : {N / 2 + 1, 1L, 0L, N + 3}) {
      if (!TwoSizes && Second != N / 2 + 1)
        continue;
      for (Values Kind :
           {Values::Small, Values::Few, Values::Wide, Values::Special}) {
        if ((K.How == Exactness::Near || K.How == Exactness::NearProducts) &&
            Kind == Values::Special)
          continue; // No bound holds for Inf and NaN.
        for (Overlap Lie : {Overlap::None, Overlap::Same, Overlap::OneAbove,
                            Overlap::OneBelow}) {
          // A sum of its own sums doubles at each step: signed ones must not
          // overflow.
          if (Lie != Overlap::None &&
              (K.Lie == MayOverlap::Apart ||
               (SignedOutput<R(P...)>::value && N > 16)))
            continue;
          Case C;
          C.N = N;
          C.Second = Second;
          C.Extent = K.Extent;
          C.Kind = Kind;
          C.Lie = Lie;
          C.Side = Seed % 2 ? Fence::After : Fence::Before;
          C.Seed = Seed++;
          C.Callback = callback;
          checkOne(K, Build, Base, Other, C);
          if (testing::Test::HasFatalFailure())
            return;
        }
      }
    }
  }
}

} // namespace

#define KERNEL(Name, Result, Params, Extent, How, Expected, Lie, MaxN, ...)    \
  TEST(EndToEnd, Name) {                                                       \
    const Kernel K = {#Name, Shape::Extent, Exactness::How, MayOverlap::Lie,   \
                      MaxN};                                                   \
    checkKernel(K, "-O3", base_##Name, o3_##Name);                             \
    checkKernel(K, "-O2", base_##Name, o2_##Name);                             \
    checkKernel(K, "-O3 -g", base_##Name, g_##Name);                           \
    if (__builtin_cpu_supports("x86-64-v3"))                                   \
      checkKernel(K, "-O3 -march=x86-64-v3", base_##Name, v3_##Name);          \
  }
#include "kernels.def"
