//===- ImageBench.cpp - Image filters beside OpenCV -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Both filter the same pixels, in turns, on one thread. A difference ends it
// with status 1: of integers and maxima in any bit, of float sums of more than
// 1e-4 of the largest answer.
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

extern "C" {
void box_sum_u8(const unsigned char *, int *, long, long, long, long);
void blur_u8(const unsigned char *, unsigned char *, long, long, long, long);
void blur_f32(const float *, float *, long, long, long, long);
void dilate_u8(const unsigned char *, unsigned char *, long, long, long, long);
void dilate_f32(const float *, float *, long, long, long, long);
void integral_u8(const unsigned char *, int *, long, long);
void integral_f32(const float *, double *, long, long);
}

static constexpr int Runs = 9, Size = 4096;

static double timeOf(const std::function<void()> &Work) {
  auto Start = std::chrono::steady_clock::now();
  Work();
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - Start)
      .count();
}

static double median(std::vector<double> V) {
  std::nth_element(V.begin(), V.begin() + V.size() / 2, V.end());
  return V[V.size() / 2];
}

/// Prints a row; whether \p Ours and \p Theirs are within \p Tolerance after.
static bool compare(const char *Name, int Radius,
                    const std::function<void()> &Our,
                    const std::function<void()> &Their, const cv::Mat &Ours,
                    const cv::Mat &Theirs, double Tolerance) {
  std::vector<double> A, B, Ratios;
  for (int Run = 0; Run < Runs; ++Run) {
    A.push_back(timeOf(Our));
    B.push_back(timeOf(Their));
    Ratios.push_back(A.back() / B.back());
  }
  const double Off = cv::norm(Ours, Theirs, cv::NORM_INF);
  const bool Same = Off <= Tolerance * cv::norm(Theirs, cv::NORM_INF);
  std::printf("| %s | %s | %.1f ms | %.1f ms | %.2f | %s |\n", Name,
              Radius ? std::to_string(Radius).c_str() : "", median(A),
              median(B), median(Ratios),
              !Same      ? "NO"
              : Off == 0 ? "yes"
                         : "nearly");
  std::fflush(stdout);
  return Same;
}

static bool boxes(int Radius) {
  const int Width = 2 * Radius + 1, Padded = Size + 2 * Radius;
  cv::Mat Bytes(Padded, Padded, CV_8U), Floats;
  cv::theRNG().state = 1;
  cv::randu(Bytes, 0, 256);
  Bytes.convertTo(Floats, CV_32F);
  const cv::Rect Inside(Radius, Radius, Size, Size);
  const cv::Size Box(Width, Width);
  const cv::Mat Shape = cv::getStructuringElement(cv::MORPH_RECT, Box);
  const cv::Point Middle(-1, -1);
  bool Same = true;

  cv::Mat Sums(Size, Size, CV_32S), OtherSums;
  Same &= compare(
      "box_sum_u8", Radius,
      [&] {
        box_sum_u8(Bytes.data, Sums.ptr<int>(), Size, Size, Padded, Width);
      },
      [&] {
        cv::boxFilter(Bytes(Inside), OtherSums, CV_32S, Box, Middle, false);
      },
      Sums, OtherSums, 0);
  cv::Mat Means(Size, Size, CV_8U), OtherMeans;
  // OpenCV rounds to the nearest, the loops down.
  Same &= compare(
      "blur_u8", Radius,
      [&] { blur_u8(Bytes.data, Means.data, Size, Size, Padded, Width); },
      [&] { cv::blur(Bytes(Inside), OtherMeans, Box); }, Means, OtherMeans,
      1.0 / 100);
  cv::Mat FloatMeans(Size, Size, CV_32F), OtherFloatMeans;
  Same &= compare(
      "blur_f32", Radius,
      [&] {
        blur_f32(Floats.ptr<float>(), FloatMeans.ptr<float>(), Size, Size,
                 Padded, Width);
      },
      [&] { cv::blur(Floats(Inside), OtherFloatMeans, Box); }, FloatMeans,
      OtherFloatMeans, 1e-4);
  cv::Mat Most(Size, Size, CV_8U), OtherMost;
  Same &= compare(
      "dilate_u8", Radius,
      [&] { dilate_u8(Bytes.data, Most.data, Size, Size, Padded, Width); },
      [&] { cv::dilate(Bytes(Inside), OtherMost, Shape); }, Most, OtherMost, 0);
  cv::Mat FloatMost(Size, Size, CV_32F), OtherFloatMost;
  Same &= compare(
      "dilate_f32", Radius,
      [&] {
        dilate_f32(Floats.ptr<float>(), FloatMost.ptr<float>(), Size, Size,
                   Padded, Width);
      },
      [&] { cv::dilate(Floats(Inside), OtherFloatMost, Shape); }, FloatMost,
      OtherFloatMost, 0);
  return Same;
}

static bool integrals() {
  cv::Mat Bytes(Size, Size, CV_8U), Floats;
  cv::theRNG().state = 2;
  cv::randu(Bytes, 0, 256);
  Bytes.convertTo(Floats, CV_32F);
  // OpenCV's have a row and a column of zeros before them.
  const cv::Rect Inside(1, 1, Size, Size);
  cv::Mat Sums(Size, Size, CV_32S), Other(Size + 1, Size + 1, CV_32S);
  bool Same = compare(
      "integral_u8", 0,
      [&] { integral_u8(Bytes.data, Sums.ptr<int>(), Size, Size); },
      [&] { cv::integral(Bytes, Other); }, Sums, Other(Inside), 0);
  cv::Mat Doubles(Size, Size, CV_64F), OtherDoubles(Size + 1, Size + 1, CV_64F);
  Same &= compare(
      "integral_f32", 0,
      [&] {
        integral_f32(Floats.ptr<float>(), Doubles.ptr<double>(), Size, Size);
      },
      [&] { cv::integral(Floats, OtherDoubles); }, Doubles,
      OtherDoubles(Inside), 1e-12);
  return Same;
}

int main() {
  cv::setNumThreads(1);
  std::printf("| filter | radius | winnow | OpenCV %s | winnow / OpenCV | same "
              "answers |\n|---|--:|--:|--:|--:|---|\n",
              CV_VERSION);
  bool Same = true;
  for (int Radius : {2, 7, 25})
    Same &= boxes(Radius);
  Same &= integrals();
  return Same ? 0 : 1;
}
