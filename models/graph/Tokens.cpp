//===- Tokens.cpp - The words an instruction is written in ----------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "graph/Tokens.h"

namespace winnow::graph {

static const char *immediateClass(int64_t Value) {
  if (Value == 0)
    return "i:0";
  if (Value == 1)
    return "i:1";
  if (Value == -1)
    return "i:-1";
  if (Value == int8_t(Value))
    return "i:8";
  if (Value == int32_t(Value))
    return "i:32";
  return "i:64";
}

static void addMemory(const Instruction &I, const MemoryOperand &M,
                      std::vector<std::string> &To) {
  if (!M.Load && !M.Store)
    To.push_back("m:addr");
  else if (I.is(StackEngine) && M.Base == Rsp && M.Displacement <= 0 &&
           M.Index == Nowhere) {
    To.push_back("m:stack");
    return;
  } else
    To.push_back("m:" + std::to_string(M.Width * 8));
  if (M.Base != Nowhere)
    To.push_back("r:" + nameOf(M.Base) + ".64");
  if (M.Index != Nowhere) {
    To.push_back("r:" + nameOf(M.Index) + (M.Index < Vector0 ? ".64" : ".v"));
    To.push_back("x:" + std::to_string(M.Scale));
  }
  if (M.Base == Rip || M.Displacement != int8_t(M.Displacement))
    To.push_back("d:32");
  else if (M.Displacement != 0)
    To.push_back("d:8");
  if (M.Segment)
    To.push_back(std::string("s:") + M.Segment + "s");
  To.push_back("</M>");
}

std::vector<std::string> tokensOf(const Instruction &I) {
  std::vector<std::string> To;
  To.reserve(I.Prefixes.size());
  for (const std::string &P : I.Prefixes)
    To.push_back("p:" + P);
  if (I.is(LengthChanging))
    To.push_back("p:lcp");
  if (I.is(ZeroIdiom))
    To.push_back("p:zero");
  if (I.is(OnesIdiom))
    To.push_back("p:ones");
  To.push_back("op:" + I.Mnemonic);
  if (I.is(NoWork))
    return To;
  bool Idiom = I.is(ZeroIdiom) || I.is(OnesIdiom);
  const char *Marker = "<S>";
  auto Mark = [&] {
    if (Marker)
      To.push_back(Marker);
    Marker = nullptr;
  };
  for (const Operand &O : I.Operands) {
    if (!O.Source || Idiom)
      continue;
    Mark();
    if (O.Kind == Operand::Reg)
      To.push_back("r:" + nameOf(O.R));
    else if (O.Kind == Operand::Immediate)
      To.push_back(immediateClass(O.Value));
    else
      addMemory(I, I.Memory[O.Value], To);
  }
  Marker = "<D>";
  for (const Operand &O : I.Operands) {
    if (!O.Destination)
      continue;
    Mark();
    if (O.Kind == Operand::Reg)
      To.push_back("r:" + nameOf(O.R));
    else if (O.Source)
      To.push_back("m:same");
    else
      addMemory(I, I.Memory[O.Value], To);
  }
  return To;
}

std::string_view classOf(std::string_view Token) {
  size_t Colon = Token.find(':');
  return Colon == std::string_view::npos ? std::string_view()
                                         : Token.substr(0, Colon);
}

} // namespace winnow::graph
