//===- WeightFile.cpp - A trained model in one file -----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "weights/WeightFile.h"
#include "bytes/Bytes.h"
#include <algorithm>
#include <cassert>
#include <cmath>

namespace winnow::weights {

std::vector<std::string> WeightFile::cpus() const {
  std::vector<std::string> Names;
  Names.reserve(Heads.size());
  for (const Head &H : Heads)
    Names.push_back(H.CPU);
  return Names;
}

std::optional<size_t> WeightFile::findHead(std::string_view CPU) const {
  for (size_t I = 0; I < Heads.size(); ++I)
    if (Heads[I].CPU == CPU)
      return I;
  return std::nullopt;
}

std::string print(const WeightFile &W) {
  bytes::Writer Out;
  Out.number(WeightFile::Magic);
  Out.number(WeightFile::FormatVersion);
  Out.number(graph::BlockGraph::Version);
  const NetworkShape &S = W.Shape;
  for (uint32_t Number : {S.Encoding, S.State, S.Pressure, S.Latency, S.Hidden,
                          S.Passes, S.Edges})
    Out.number(Number);
  Out.text(W.Notes);
  Out.text(W.Words.print());
  Out.number(uint32_t(W.Heads.size()));
  for (const Head &H : W.Heads) {
    Out.text(H.CPU);
    Out.number(H.Blocks);
    Out.number(H.Error);
    Out.number(H.ErrorScale);
  }
  std::vector<TensorShape> Shapes = tensorsOf(S, W.Words.size(), W.cpus());
  assert(Shapes.size() == W.Tensors.size() && "not the tensors of the shape");
  Out.number(uint32_t(Shapes.size()));
  for (size_t I = 0; I < Shapes.size(); ++I) {
    assert(W.Tensors[I].size() == Shapes[I].size() && "a tensor of other size");
    Out.text(Shapes[I].Name);
    Out.number(Shapes[I].Rows);
    Out.number(Shapes[I].Columns);
    Out.numbers(W.Tensors[I]);
  }
  Out.number(uint32_t(W.Frequent.size()));
  for (const Encoded &E : W.Frequent) {
    assert(E.Values.size() == S.Encoding && "an encoding of other size");
    Out.number(uint16_t(E.Tokens.size()));
    Out.numbers(E.Tokens);
    Out.numbers(E.Values);
  }
  Out.seal();
  return Out.take();
}

namespace {

/// Reads field by field; the first thing that is wrong is the reason.
class Parser {
public:
  explicit Parser(std::string &Reason) : Reason(Reason) {}

  std::optional<WeightFile> parse(std::string_view Bytes) {
    if (!start(Bytes) || !bytes::unseal(Bytes, Reason))
      return std::nullopt;
    bytes::Reader In(Bytes.substr(sizeof(uint32_t) * 2));
    WeightFile W;
    if (!shape(In, W) || !heads(In, W) || !tensors(In, W) || !frequent(In, W))
      return std::nullopt;
    if (In.left() != 0) {
      Reason = "there is more in the file than a model";
      return std::nullopt;
    }
    return W;
  }

private:
  bool fail(std::string Why) {
    Reason = std::move(Why);
    return false;
  }
  bool endsIn(const char *What) {
    return fail(std::string("the file ends in ") + What);
  }

  /// Before the seal, so that a file of something else, or of a later version,
  /// is not called damaged.
  bool start(std::string_view Bytes) {
    bytes::Reader In(Bytes);
    if (In.number<uint32_t>() != WeightFile::Magic)
      return fail("not a weight file");
    auto Version = In.number<uint32_t>();
    if (In.failed())
      return endsIn("the version");
    if (Version != WeightFile::FormatVersion)
      return fail("version " + std::to_string(Version) +
                  " of weight files, and this program reads " +
                  std::to_string(WeightFile::FormatVersion));
    return true;
  }

  bool shape(bytes::Reader &In, WeightFile &W) {
    auto Graph = In.number<uint32_t>();
    NetworkShape &S = W.Shape;
    for (uint32_t *Number : {&S.Encoding, &S.State, &S.Pressure, &S.Latency,
                             &S.Hidden, &S.Passes, &S.Edges})
      *Number = In.number<uint32_t>();
    W.Notes = In.text();
    std::string_view Words = In.text();
    if (In.failed())
      return endsIn("the shape or the vocabulary");
    if (Graph != graph::BlockGraph::Version)
      return fail("trained on graphs of version " + std::to_string(Graph) +
                  ", and this program makes " +
                  std::to_string(graph::BlockGraph::Version));
    if (std::string Why = whyNot(S); !Why.empty())
      return fail("no network has this shape: " + Why);
    std::string Why;
    std::optional<graph::Vocabulary> V = graph::Vocabulary::parse(Words, Why);
    if (!V)
      return fail("vocabulary: " + Why);
    W.Words = std::move(*V);
    return true;
  }

  bool heads(bytes::Reader &In, WeightFile &W) {
    auto Count = In.number<uint32_t>();
    for (uint32_t I = 0; I < Count && !In.failed(); ++I) {
      Head H;
      H.CPU = In.text();
      H.Blocks = In.number<uint64_t>();
      H.Error = In.number<double>();
      H.ErrorScale = In.number<double>();
      if (In.failed())
        break;
      if (H.CPU.empty() || W.findHead(H.CPU))
        return fail("head " + std::to_string(I) +
                    " has no name, or that of another");
      if (!std::isfinite(H.Error) || H.Error < 0 ||
          !std::isfinite(H.ErrorScale) || H.ErrorScale <= 0)
        return fail("the error of head " + H.CPU + " is not a number");
      W.Heads.push_back(std::move(H));
    }
    if (In.failed())
      return endsIn("the heads");
    if (W.Heads.empty())
      return fail("there is no head in it");
    return true;
  }

  bool tensors(bytes::Reader &In, WeightFile &W) {
    std::vector<TensorShape> Shapes =
        tensorsOf(W.Shape, W.Words.size(), W.cpus());
    auto Count = In.number<uint32_t>();
    if (In.failed())
      return endsIn("the tensors");
    if (Count != Shapes.size())
      return fail(std::to_string(Count) + " tensors instead of " +
                  std::to_string(Shapes.size()));
    W.Tensors.reserve(Shapes.size());
    for (const TensorShape &S : Shapes) {
      std::string Name(In.text());
      auto Rows = In.number<uint32_t>(), Columns = In.number<uint32_t>();
      if (!In.failed() &&
          (Name != S.Name || Rows != S.Rows || Columns != S.Columns))
        return fail("a tensor is not " + S.Name + " of " +
                    std::to_string(S.Rows) + " x " + std::to_string(S.Columns));
      std::vector<float> Values = In.numbers<float>(S.size());
      if (In.failed())
        return endsIn(("tensor " + S.Name).c_str());
      if (!areNumbers(Values))
        return fail("tensor " + S.Name + " holds something that is no number");
      W.Tensors.push_back(std::move(Values));
    }
    return true;
  }

  bool frequent(bytes::Reader &In, WeightFile &W) {
    auto Count = In.number<uint32_t>();
    for (uint32_t I = 0; I < Count && !In.failed(); ++I) {
      Encoded E;
      E.Tokens = In.numbers<graph::TokenId>(In.number<uint16_t>());
      E.Values = In.numbers<float>(W.Shape.Encoding);
      if (In.failed())
        break;
      for (graph::TokenId Id : E.Tokens)
        if (Id >= W.Words.size())
          return fail("encoded instruction " + std::to_string(I) +
                      " has a token that the vocabulary lacks");
      if (!areNumbers(E.Values))
        return fail("encoded instruction " + std::to_string(I) +
                    " holds something that is no number");
      W.Frequent.push_back(std::move(E));
    }
    return !In.failed() || endsIn("the encoded instructions");
  }

  static bool areNumbers(const std::vector<float> &Values) {
    return std::all_of(Values.begin(), Values.end(),
                       [](float Value) { return std::isfinite(Value); });
  }

  std::string &Reason;
};

} // namespace

std::optional<WeightFile> parse(std::string_view Bytes, std::string &Reason) {
  return Parser(Reason).parse(Bytes);
}

std::optional<WeightFile> readWeights(const std::string &Path,
                                      std::string &Reason) {
  std::string Bytes;
  if (!bytes::readFile(Path, Bytes, Reason))
    return std::nullopt;
  std::optional<WeightFile> W = parse(Bytes, Reason);
  if (!W)
    Reason = Path + ": " + Reason;
  return W;
}

bool writeWeights(const WeightFile &W, const std::string &Path,
                  std::string &Reason) {
  return bytes::writeFile(Path, print(W), Reason);
}

} // namespace winnow::weights
