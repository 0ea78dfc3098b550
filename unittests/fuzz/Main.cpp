//===- Main.cpp - winnow-fuzz-gen: random C programs ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// usage: winnow-fuzz-gen SEED [COUNT]
///
/// Writes a C program with the functions of the seeds SEED to SEED + COUNT - 1.
/// It runs each on several sizes and, where they may overlap, on overlapping
/// arrays, and prints a line with a hash of all arrays for each run:
///
///     SEED n=SIZE overlap=0|1|2 HASH
///
//===----------------------------------------------------------------------===//

#include "Program.h"

#include <cstdio>
#include <cstdlib>

using namespace winnow;

/// Fills and hashes arrays. An array is longer than any index: two subscripts
/// below 3 * (n + 3), or one of two dimensions.
static const char Prologue[] = R"(#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state, hash;
static uint64_t draw(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state >> 33;
}
static void mix(uint64_t x) { hash = (hash ^ x) * 1099511628211u; }
static size_t extent(long n) { return (size_t)((n + 4) * (n + 4) * 2 + 16); }

#define INTEGER(TAG, T, VALUE)                                                 \
  static void fill_##TAG(T *x, size_t n, int specials) {                       \
    (void)specials;                                                            \
    for (size_t i = 0; i < n; ++i)                                             \
      x[i] = (T)(VALUE);                                                       \
  }                                                                            \
  static void hash_##TAG(const T *x, size_t n, int zero) {                     \
    (void)zero;                                                                \
    for (size_t i = 0; i < n; ++i)                                             \
      mix((uint64_t)x[i]);                                                     \
  }                                                                            \
  __attribute__((noinline)) T opaque_##TAG(T x) {                              \
    state += 1;                                                                \
    return x;                                                                  \
  }
INTEGER(u8, unsigned char, draw())
INTEGER(u32, unsigned, draw())
INTEGER(u64, unsigned long, draw() * 0x100000001b3u)
INTEGER(s32, int, (int)(draw() % 7) - 3)
INTEGER(s64, long long, (int)(draw() % 7) - 3)

// Any NaN equals any other, and a zero's sign is dropped on request.
#define FLOATING(TAG, T, WORD)                                                 \
  static void fill_##TAG(T *x, size_t n, int specials) {                       \
    const T special[] = {INFINITY, -INFINITY, NAN, (T)-0.0};                   \
    for (size_t i = 0; i < n; ++i) {                                           \
      uint64_t d = draw();                                                     \
      x[i] = specials && d % 16 == 0                                           \
                 ? special[d / 16 % 4]                                         \
                 : (T)((double)(int32_t)(d << 1) / 1073741824.0);              \
    }                                                                          \
  }                                                                            \
  static void hash_##TAG(const T *x, size_t n, int zero) {                     \
    for (size_t i = 0; i < n; ++i) {                                           \
      union { T value; WORD bits; } u = {x[i]};                                \
      mix(x[i] != x[i] ? 1 : zero && x[i] == 0 ? 0 : u.bits);                  \
    }                                                                          \
  }                                                                            \
  __attribute__((noinline)) T opaque_##TAG(T x) {                              \
    state += 1;                                                                \
    return x;                                                                  \
  }
FLOATING(f32, float, uint32_t)
FLOATING(f64, double, uint64_t)

)";

static void printProgram(const Program &P) {
  const char *T = P.Type->Name, *Tag = P.Type->Tag;
  const unsigned long long Seed = P.Seed;
  std::printf("%s\n", P.Text.c_str());
  std::printf(
      "static void run%llu(long n, int overlap) {\n"
      "  size_t m = extent(n), bytes = (m + 1) * sizeof(%s);\n"
      "  %s *a = malloc(bytes), *b = malloc(bytes), *o = malloc(bytes);\n"
      "  if (!a || !b || !o)\n"
      "    abort();\n"
      "  state = %lluu + (uint64_t)n;\n"
      "  fill_%s(a, m + 1, %d);\n"
      "  fill_%s(b, m + 1, %d);\n"
      "  fill_%s(o, m + 1, %d);\n"
      "  p%llu(a, b, overlap == 0 ? o : a + (overlap - 1), (%s)n);\n"
      "  hash = 1469598103934665603u;\n"
      "  hash_%s(a, m + 1, %d);\n"
      "  hash_%s(b, m + 1, %d);\n"
      "  hash_%s(o, m + 1, %d);\n"
      "  mix(state);\n"
      "  printf(\"%llu n=%%ld overlap=%%d %%016llx\\n\", n, overlap,\n"
      "         (unsigned long long)hash);\n"
      "  free(a), free(b), free(o);\n"
      "}\n\n",
      Seed, T, T, Seed, Tag, P.Specials, Tag, P.Specials, Tag, P.Specials, Seed,
      P.IndexType.c_str(), Tag, P.OpenZeroSign, Tag, P.OpenZeroSign, Tag,
      P.OpenZeroSign, Seed);
}

static bool parse(const char *Text, unsigned long long &Number) {
  char *End = nullptr;
  Number = std::strtoull(Text, &End, 10);
  return End != Text && *End == '\0' && *Text != '-';
}

int main(int ArgC, char **ArgV) {
  unsigned long long Seed = 0, Count = 1;
  if (ArgC < 2 || ArgC > 3 || !parse(ArgV[1], Seed) ||
      (ArgC == 3 && !parse(ArgV[2], Count))) {
    std::fprintf(stderr, "usage: winnow-fuzz-gen SEED [COUNT]\n");
    return 2;
  }

  std::fputs(Prologue, stdout);
  std::string Calls;
  for (unsigned long long S = Seed; S != Seed + Count; ++S) {
    const Program P = makeProgram(S);
    printProgram(P);
    Calls += "    for (int overlap = 0; overlap < " +
             std::string(P.MayAlias ? "3" : "1") + "; ++overlap)\n      run" +
             std::to_string(S) + "(sizes[s], overlap);\n";
  }
  std::printf("int main(void) {\n"
              "  static const long sizes[] = {0, 1, 2, 3, 5, 8, 17, 33, 70};\n"
              "  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; ++s) {\n"
              "%s  }\n  return 0;\n}\n",
              Calls.c_str());
  return 0;
}
