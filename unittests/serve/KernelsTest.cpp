//===- KernelsTest.cpp - Arithmetic with the same result everywhere -------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "serve/Kernels.h"
#include "RandomModel.h"
#include "serve/Floats.h"
#include "serve/Logarithm.h"
#include "gtest/gtest.h"
#include <cstring>

namespace winnow::serve::test {
namespace {

/// Numbers of every size, special ones first.
Floats numbers(std::mt19937 &Random, size_t Size, float Most) {
  Floats F(Size);
  const float Special[] = {0,      -0.0F,   1e-30F, -1e-30F,
                           0.625F, -0.625F, Most,   -Most};
  for (size_t I = 0; I < Size; ++I)
    F.data()[I] = I < 8 ? Special[I]
                        : uniform(Random, -Most, Most) *
                              std::pow(uniform(Random, 0, 1), 8.0F);
  return F;
}

// exp and tanh are off by 1e-6 of the result at most.
TEST(KernelsTest, Accuracy) {
  std::mt19937 Random(1);
  constexpr size_t Size = 1 << 16;
  for (const Kernels *K : availableKernels()) {
    Floats X = numbers(Random, Size, 87), Y(Size);
    std::copy_n(X.data(), Size, Y.data());
    K->Exponential(Y.data(), Size);
    for (size_t I = 0; I < Size; ++I) {
      double Right = std::exp(double(X.data()[I]));
      ASSERT_NEAR(Y.data()[I], Right, 1e-6 * Right) << X.data()[I];
    }
    X = numbers(Random, Size, 12);
    std::copy_n(X.data(), Size, Y.data());
    K->Tangent(Y.data(), Size);
    for (size_t I = 0; I < Size; ++I) {
      double Right = std::tanh(double(X.data()[I]));
      ASSERT_NEAR(Y.data()[I], Right, 1e-6 * std::fabs(Right)) << X.data()[I];
    }
  }
}

// Beyond what a float holds, exp stays a number.
TEST(KernelsTest, Limits) {
  for (const Kernels *K : availableKernels()) {
    Floats Y(Lanes);
    Y.data()[0] = 1e30F;
    Y.data()[1] = -1e30F;
    Y.data()[2] = INFINITY;
    Y.data()[3] = NAN;
    K->Exponential(Y.data(), Lanes);
    for (size_t I = 0; I < 4; ++I)
      EXPECT_TRUE(std::isfinite(Y.data()[I]) && Y.data()[I] > 0);
  }
}

// Sums are taken in order, products rounded, whatever the width.
TEST(KernelsTest, ProductsInOrder) {
  std::mt19937 Random(2);
  for (size_t Columns : {16, 48, 64, 112, 256, 272})
    for (size_t Rows : {1, 7, 64}) {
      Floats X = numbers(Random, padded(Rows), 4);
      Floats M = numbers(Random, Rows * Columns, 4);
      Floats Start = numbers(Random, Columns, 4);
      Floats Right(Columns);
      for (size_t J = 0; J < Columns; ++J) {
        float Sum = Start.data()[J];
        for (size_t I = 0; I < Rows; ++I) {
          volatile float Product = X.data()[I] * M.data()[I * Columns + J];
          Sum = Sum + Product;
        }
        Right.data()[J] = Sum;
      }
      for (const Kernels *K : availableKernels()) {
        Floats Y(Columns);
        K->Multiply(Y.data(), Start.data(), X.data(), M.data(), Rows, Columns);
        EXPECT_EQ(std::memcmp(Y.data(), Right.data(), Columns * sizeof(float)),
                  0)
            << K->Name << ' ' << Rows << " x " << Columns;
      }
    }
}

// Each kernel gives the bits of the narrowest one.
TEST(KernelsTest, SameBits) {
  constexpr size_t Size = 4096;
  std::vector<std::vector<float>> All;
  for (const Kernels *K : availableKernels()) {
    std::mt19937 Random(3);
    std::vector<float> Out;
    auto Keep = [&](const Floats &F) {
      Out.insert(Out.end(), F.data(), F.data() + Size);
    };
    Floats Gates = numbers(Random, 4 * Size, 30), C = numbers(Random, Size, 9);
    Floats X = numbers(Random, Size, 9), Shift = numbers(Random, Size, 3);
    Floats H(Size), NewC(Size);
    K->Cell(Gates.data(), C.data(), NewC.data(), H.data(), Size);
    Keep(NewC);
    Keep(H);
    K->ShiftedMaximum(C.data(), X.data(), Shift.data(), Size);
    Keep(C);
    K->Maximum(H.data(), C.data(), Size);
    Keep(H);
    K->Add(X.data(), H.data(), Size);
    K->Relu(X.data(), Size);
    Keep(X);
    K->Exponential(Gates.data(), Size);
    Keep(Gates);
    K->Tangent(Shift.data(), Size);
    Keep(Shift);
    All.push_back(std::move(Out));
    EXPECT_EQ(std::memcmp(All.front().data(), All.back().data(),
                          All.front().size() * sizeof(float)),
              0)
        << K->Name;
  }
}

// The logarithm is the nearest float, or the next one.
TEST(KernelsTest, Logarithm) {
  std::mt19937 Random(4);
  EXPECT_EQ(logarithm(1), 0);
  for (int I = 0; I < 100000; ++I) {
    float X = std::exp(uniform(Random, -80, 80));
    EXPECT_FLOAT_EQ(logarithm(X), float(std::log(double(X))));
  }
}

} // namespace
} // namespace winnow::serve::test
