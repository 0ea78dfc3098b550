//===- ErrnoTests.cpp - Calls that are left out, and errno ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include <gtest/gtest.h>

#include <cerrno>
#include <vector>

extern "C" {
void base_softmax_f64(const double *, double *, long);
void o3_softmax_f64(const double *, double *, long);
}

namespace {

int errnoAfter(void (*Softmax)(const double *, double *, long),
               const std::vector<double> &X) {
  std::vector<double> Out(X.size());
  errno = 0;
  Softmax(X.data(), Out.data(), long(X.size()));
  return errno;
}

// A term whose exp underflows is computed once, not n times: errno is set all
// the same, and only then.
TEST(Errno, IsSetByTheTermsThatAreLeft) {
  std::vector<double> X(50, 0.5);
  EXPECT_EQ(errnoAfter(o3_softmax_f64, X), 0);
  for (size_t At : {size_t(0), size_t(20), size_t(49)}) {
    std::vector<double> Low = X;
    Low[At] = -1e4;
    EXPECT_EQ(errnoAfter(base_softmax_f64, Low), ERANGE);
    EXPECT_EQ(errnoAfter(o3_softmax_f64, Low), ERANGE);
  }
}

} // namespace
