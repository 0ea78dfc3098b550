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
/// Before each stands a comment with its kind. It runs each on several sizes
/// and, where they may overlap, on overlapping arrays, and prints a line with a
/// hash of all arrays for each run:
///
///     SEED n=SIZE w=WIDTH overlap=0|1|2 HASH
///
//===----------------------------------------------------------------------===//

#include "Program.h"

#include <cstdio>
#include <cstdlib>

using namespace winnow;

/// Fills and hashes arrays, and has functions that loops may call: one with a
/// side effect, one without. How an array is filled is a number of Contents.
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
static int small(int how) {
  int most = how == 2 ? 8 : 3;
  return (int)(draw() % (2 * most + 1)) - most;
}
static void mix(uint64_t x) { hash = (hash ^ x) * 1099511628211u; }

#define CALLED(TAG, T)                                                         \
  __attribute__((noinline)) T opaque_##TAG(T x) {                              \
    state += 1;                                                                \
    return x;                                                                  \
  }                                                                            \
  __attribute__((noinline, const)) T pure_##TAG(T x) { return (T)(1 - x); }

#define INTEGER(TAG, T, VALUE)                                                 \
  static void fill_##TAG(T *x, size_t n, int how) {                            \
    (void)how;                                                                 \
    for (size_t i = 0; i < n; ++i)                                             \
      x[i] = (T)(VALUE);                                                       \
  }                                                                            \
  static void hash_##TAG(const T *x, size_t n, int zero) {                     \
    (void)zero;                                                                \
    for (size_t i = 0; i < n; ++i)                                             \
      mix((uint64_t)x[i]);                                                     \
  }                                                                            \
  CALLED(TAG, T)
INTEGER(u8, unsigned char, draw())
INTEGER(s8, signed char, draw())
INTEGER(u16, unsigned short, draw())
INTEGER(s16, short, draw())
INTEGER(u32, unsigned, draw() * 3)
INTEGER(u64, unsigned long, draw() * 0x100000001b3u)
INTEGER(s32, int, small(how))
INTEGER(s64, long long, small(how))

// Any NaN equals any other, and a zero's sign is dropped on request.
#define FLOATING(TAG, T, WORD)                                                 \
  static void fill_##TAG(T *x, size_t n, int how) {                            \
    const T special[] = {INFINITY, -INFINITY, NAN, (T)-0.0};                   \
    for (size_t i = 0; i < n; ++i) {                                           \
      if (how == 2) {                                                          \
        x[i] = (T)small(how);                                                  \
        continue;                                                              \
      }                                                                        \
      uint64_t d = draw();                                                     \
      x[i] = how == 1 && d % 16 == 0                                           \
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
  CALLED(TAG, T)
FLOATING(f32, float, uint32_t)
FLOATING(f64, double, uint64_t)

)";

/// The function and one that runs it once.
static void printProgram(const Program &P) {
  const std::string Seed = std::to_string(P.Seed);
  const std::string How = std::to_string(int(P.Inputs));
  const std::string Zero = P.OpenZeroSign ? "1" : "0";
  const struct {
    const ElementType *Type;
    const char *Name;
  } Arrays[] = {{P.A, "a"}, {P.B, "b"}, {P.Out, "o"}};

  std::string Make, Fill, Hash, Free;
  for (auto [Type, Name] : Arrays) {
    const std::string T = Type->Name, N = Name, Tag = Type->Tag;
    Make += "  " + T + " *" + N + " = malloc((m + 1) * sizeof(" + T + "));\n";
    Fill += "  fill_" + Tag + "(" + N + ", m + 1, " + How + ");\n";
    Hash += "  hash_" + Tag + "(" + N + ", m + 1, " + Zero + ");\n";
    Free += "  free(" + N + ");\n";
  }
  const std::string Out = P.MayAlias ? "overlap ? a + (overlap - 1) : o" : "o";
  const std::string Text =
      "// p" + Seed + ": " + P.Kind + "\n" + P.Text + "\nstatic void run" +
      Seed + "(long n, long w, int overlap) {\n  size_t m = (size_t)(" +
      P.Extent + ");\n" + Make + "  if (!a || !b || !o)\n    abort();\n" +
      "  state = " + Seed + "u + (uint64_t)n;\n" + Fill + "  p" + Seed +
      "(a, b, " + Out + ", (" + P.IndexType + ")n" +
      (P.Widths.empty() ? "" : ", (" + P.IndexType + ")w") + ");\n" +
      "  hash = 1469598103934665603u;\n" + Hash + "  mix(state);\n" +
      "  printf(\"" + Seed + " n=%ld w=%ld overlap=%d %016llx\\n\", n, w, " +
      "overlap,\n         (unsigned long long)hash);\n" + Free + "}\n\n";
  std::fputs(Text.c_str(), stdout);
}

/// Runs it on all sizes.
static void printRuns(const Program &P) {
  const std::string Seed = std::to_string(P.Seed);
  const std::string Text =
      "static void all" + Seed + "(void) {\n  static const long sizes[] = {" +
      P.Sizes + "}, widths[] = {" + (P.Widths.empty() ? "0" : P.Widths) +
      "};\n  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; ++s)\n"
      "    for (size_t v = 0; v < sizeof widths / sizeof *widths; ++v)\n"
      "      for (int overlap = 0; overlap < " +
      (P.MayAlias ? "3" : "1") + "; ++overlap)\n        run" + Seed +
      "(sizes[s], widths[v], overlap);\n}\n\n";
  std::fputs(Text.c_str(), stdout);
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
    printRuns(P);
    Calls += "  all" + std::to_string(S) + "();\n";
  }
  std::printf("int main(void) {\n%s  return 0;\n}\n", Calls.c_str());
  return 0;
}
