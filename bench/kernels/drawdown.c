// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Finance: how far each price lies below the highest price so far.

void drawdown(const double *price, double *out, int n) {
  for (int i = 0; i < n; ++i) {
    double peak = -1e300;
    for (int j = 0; j <= i; ++j)
      peak = price[j] > peak ? price[j] : peak;
    out[i] = peak - price[i];
  }
}
