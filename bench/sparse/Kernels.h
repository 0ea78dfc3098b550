//===- Kernels.h - The sparse kernels and their builds ----------*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Declares every kernel of kernels/ under the prefix of each of its builds.
/// Define SPARSE_BUILDS(K) as K(prefix) for each build before.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_BENCH_SPARSE_KERNELS_H
#define WINNOW_BENCH_SPARSE_KERNELS_H

namespace winnow {

/// \name The forms that kernels have.
/// @{
template <class T>
using SpmmKernel = void(int M, int N, const int *RowStart, const int *Column,
                        const T *Value, const T *B, T *C);
template <class T>
using SkipGemmKernel = void(long M, long N, long Depth, const T *A, const T *B,
                            T *C);
template <class T>
using CooKernel = void(long Count, const int *Row, const int *Column,
                       const T *Value, const T *X, T *Y);
template <class T>
using SpmvKernel = void(int M, const int *RowStart, const int *Column,
                        const T *Value, const T *X, T *Y);
using MatvecKernel = void(int M, int N, const float *W, const float *X,
                          float *Y);
using ConvKernel = void(int Channels, int H, int W, const int *RowStart,
                        const int *Offset, const float *Value, const float *In,
                        float *Out);
/// @}

} // namespace winnow

#define SPARSE_KERNELS(P)                                                      \
  extern "C" winnow::SpmmKernel<float> P##spmm_f32, P##spmm_restrict_f32,      \
      P##spmm_16_f32, P##spmm_16_restrict_f32, P##spmm_inner_f32;              \
  extern "C" winnow::SpmmKernel<double> P##spmm_f64;                           \
  extern "C" winnow::SkipGemmKernel<float> P##skip_gemm_f32;                   \
  extern "C" winnow::SkipGemmKernel<double> P##skip_gemm_f64;                  \
  extern "C" winnow::CooKernel<float> P##coo_f32;                              \
  extern "C" winnow::CooKernel<double> P##coo_f64;                             \
  extern "C" winnow::SpmvKernel<float> P##spmv_f32;                            \
  extern "C" winnow::SpmvKernel<double> P##spmv_f64;                           \
  extern "C" winnow::MatvecKernel P##matvec_f32;                               \
  extern "C" winnow::ConvKernel P##sparse_conv_f32, P##sparse_conv_inner_f32;
SPARSE_BUILDS(SPARSE_KERNELS)

#endif // WINNOW_BENCH_SPARSE_KERNELS_H
