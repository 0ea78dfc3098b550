//===- InProcess.cpp - LLVM's assembler, unprotected ----------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/InProcess.h"
#include "block/Target.h"
#include "extract/SourceLines.h"
#include "llvm/MC/MCAsmBackend.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCCodeEmitter.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCObjectFileInfo.h"
#include "llvm/MC/MCObjectWriter.h"
#include "llvm/MC/MCParser/MCAsmParser.h"
#include "llvm/MC/MCParser/MCTargetAsmParser.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace winnow::extract {

namespace {

/// Far more than any compiler's output; `.zero 0x7fffffff` asks for 2 GiB.
constexpr size_t LargestObject = size_t(256) << 20;

/// Ends the assembling of an object that grows beyond all bounds.
class BoundedStream : public raw_pwrite_stream {
public:
  explicit BoundedStream(SmallVectorImpl<char> &Into)
      : raw_pwrite_stream(/*Unbuffered=*/true), Into(Into) {}

private:
  void write_impl(const char *Data, size_t Size) override {
    if (Into.size() + Size > LargestObject)
      report_fatal_error("the object is larger than 256 MiB",
                         /*gen_crash_diag=*/false);
    Into.append(Data, Data + Size);
  }
  void pwrite_impl(const char *Data, size_t Size, uint64_t At) override {
    std::copy(Data, Data + Size, Into.data() + At);
  }
  uint64_t current_pos() const override { return Into.size(); }

  SmallVectorImpl<char> &Into;
};

/// The parts that LLVM's assembler is made of, in order of their making.
struct Parts {
  SourceMgr Sources;
  MCTargetOptions Options;
  std::unique_ptr<MCRegisterInfo> Registers;
  std::unique_ptr<MCAsmInfo> AsmInfo;
  std::unique_ptr<MCInstrInfo> Instructions;
  std::unique_ptr<MCSubtargetInfo> Subtarget;
  std::unique_ptr<MCContext> Context;
  std::unique_ptr<MCObjectFileInfo> Sections;
  std::unique_ptr<MCStreamer> Streamer;
  std::unique_ptr<MCAsmParser> Parser;
  std::unique_ptr<MCTargetAsmParser> TargetParser;
};

void build(Parts &P, const Target &T, raw_pwrite_stream &OS) {
  const Triple &Triple = block::targetTriple();
  P.Registers.reset(T.createMCRegInfo(Triple));
  P.AsmInfo.reset(T.createMCAsmInfo(*P.Registers, Triple, P.Options));
  P.Instructions.reset(T.createMCInstrInfo());
  // The assembler, too, asks a CPU for its mode only.
  P.Subtarget.reset(T.createMCSubtargetInfo(Triple, "", ""));
  P.Context =
      std::make_unique<MCContext>(Triple, P.AsmInfo.get(), P.Registers.get(),
                                  P.Subtarget.get(), &P.Sources, &P.Options);
  P.Sections.reset(T.createMCObjectFileInfo(*P.Context, /*PIC=*/true));
  P.Context->setObjectFileInfo(P.Sections.get());
  std::unique_ptr<MCAsmBackend> Backend(
      T.createMCAsmBackend(*P.Subtarget, *P.Registers, P.Options));
  std::unique_ptr<MCObjectWriter> Writer = Backend->createObjectWriter(OS);
  std::unique_ptr<MCCodeEmitter> Emitter(
      T.createMCCodeEmitter(*P.Instructions, *P.Context));
  P.Streamer.reset(T.createMCObjectStreamer(
      Triple, *P.Context, std::move(Backend), std::move(Writer),
      std::move(Emitter), *P.Subtarget));
  P.Parser.reset(
      createMCAsmParser(P.Sources, *P.Context, *P.Streamer, *P.AsmInfo));
  P.TargetParser.reset(
      T.createMCAsmParser(*P.Subtarget, *P.Parser, *P.Instructions, P.Options));
  P.Parser->setTargetParser(*P.TargetParser);
}

} // namespace

void Messages::add(const SMDiagnostic &D) {
  std::string Place = D.getFilename().str();
  if (D.getLineNo() > 0) {
    Place += ":" + std::to_string(D.getLineNo());
    if (D.getColumnNo() >= 0)
      Place += ":" + std::to_string(D.getColumnNo() + 1);
  }
  // Some messages have several lines.
  std::string Message = D.getMessage().split('\n').first.str();
  if (D.getKind() == SourceMgr::DK_Warning)
    Warnings.push_back({Place, Message});
  else if (D.getKind() == SourceMgr::DK_Error && FirstError.empty())
    FirstError = Place + ": " + Message;
}

bool assembleInProcess(const Target &T, MemoryBufferRef Text,
                       block::Syntax Syntax, bool Includes, Messages &M,
                       SmallVectorImpl<char> &Object) {
  BoundedStream OS(Object);
  Parts P;
  if (Includes)
    P.Sources.setVirtualFileSystem(vfs::getRealFileSystem());
  else
    P.Sources.setVirtualFileSystem(
        makeIntrusiveRefCnt<vfs::InMemoryFileSystem>());
  // LLVM's lexer needs a null byte behind the text.
  P.Sources.AddNewSourceBuffer(
      MemoryBuffer::getMemBufferCopy(Text.getBuffer(),
                                     Text.getBufferIdentifier()),
      SMLoc());
  P.Sources.setDiagHandler([](const SMDiagnostic &D,
                              void *M) { static_cast<Messages *>(M)->add(D); },
                           &M);
  build(P, T, OS);
  P.Context->setDiagnosticHandler(
      [&M](const SMDiagnostic &D, bool, const SourceMgr &,
           std::vector<const MDNode *> &) { M.add(D); });
  P.Context->setGenDwarfForAssembly(true);
  P.Context->setDwarfVersion(5);
  P.Context->setMainFileName(TextItself);
  P.Context->setGenDwarfRootFile(TextItself, Text.getBuffer());
  P.Parser->setAssemblerDialect(Syntax == block::Syntax::Intel);
  return !P.Parser->Run(/*NoInitialTextSection=*/false) &&
         !P.Context->hadError();
}

} // namespace winnow::extract
