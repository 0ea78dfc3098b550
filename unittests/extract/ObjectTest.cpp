//===- ObjectTest.cpp - Blocks of objects and archives --------------------===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inputs.h"
#include "extract/Assembler.h"
#include "extract/Objects.h"
#include "llvm/Object/ArchiveWriter.h"

namespace winnow::extract::test {
namespace {

std::string assembled(llvm::StringRef Text) {
  llvm::Expected<Assembled> A =
      assemble(llvm::MemoryBufferRef(Text, "x.s"), block::Syntax::ATT, false);
  if (!A) {
    ADD_FAILURE() << toString(A.takeError());
    return "";
  }
  return std::string(A->Object.begin(), A->Object.end());
}

/// Without the lines of the text.
std::string read(llvm::StringRef Object) {
  ExtractOptions O;
  O.Kind = InputKind::Object;
  O.SourceLines = false;
  return run(Object, O);
}

std::string show(llvm::StringRef Assembly) { return read(assembled(Assembly)); }

std::string function(const std::string &Name, const std::string &Body) {
  return ".globl " + Name + "\n.type " + Name + ",@function\n" + Name + ":\n" +
         Body + "\nret\n.size " + Name + ",.-" + Name + "\n";
}

TEST(ObjectTest, Functions) {
  EXPECT_EQ(show(function("f", "nop") + function("g", "cld")),
            "f+0 90\ng+0 fc\n");
}

// Alignment between functions belongs to none.
TEST(ObjectTest, Alignment) {
  EXPECT_EQ(show(function("f", "nop") + ".p2align 4\n" + function("g", "cld")),
            "f+0 90\ng+0 fc\n");
}

// Lines come from the debug information, where there is any.
TEST(ObjectTest, SourceLines) {
  EXPECT_EQ(
      run(assembled(".file 1 \"f.c\"\n.loc 1 7 3\n" + function("f", "nop"))),
      "f+0 f.c:7 90\n");
}

// Each section of code counts, by its own offsets.
TEST(ObjectTest, Sections) {
  EXPECT_EQ(
      show(function("f", "nop") + ".section .text.unlikely,\"ax\",@progbits\n" +
           function("f.cold", "std") +
           ".section .rodata\nnop\n.section .plt,\"ax\",@progbits\ncld\n"),
      "f+0 90\nf.cold+0 fd\n");
}

// Of two names for one place, the global one is used; functions that overlap
// do not count twice.
TEST(ObjectTest, Aliases) {
  EXPECT_EQ(
      show(".type a,@function\na:\n" + function("f", "nop") + ".size a,.-a\n"),
      "f+0 90\n");
  EXPECT_EQ(show(".type f,@function\nf:\nnop\n"
                 ".type g,@function\ng:\ncld\nret\n.size f,.-f\n.size g,.-g\n"),
            "f+0 90\ng+0 fc\n");
}

// Data in the code is reported, and the code around it is found.
TEST(ObjectTest, DataInCode) {
  EXPECT_EQ(show(function("f", "nop\n.byte 6,7\ncld")),
            "f+0 90\nf+3 fc\n! x: f+0x1: no instruction (0607)\n");
}

TEST(ObjectTest, NamesOfUsers) {
  EXPECT_TRUE(isNamed("f", "f"));
  EXPECT_FALSE(isNamed("ff", "f"));
  EXPECT_TRUE(isNamed("_ZN2ns1fEi", "_ZN2ns1fEi"));
  EXPECT_TRUE(isNamed("_ZN2ns1fEi", "ns::f(int)"));
  EXPECT_TRUE(isNamed("_ZN2ns1fEi", "ns::f"));
  EXPECT_FALSE(isNamed("_ZN2ns1fEi", "ns::"));
  EXPECT_FALSE(isNamed("_ZN2ns1fEi", "f"));
}

using NamedContent = std::pair<const char *, const std::string *>;

std::string archive(const std::vector<NamedContent> &Of) {
  std::vector<llvm::NewArchiveMember> Members;
  for (auto [Name, Content] : Of) {
    Members.emplace_back(llvm::MemoryBufferRef(*Content, Name));
    Members.back().MemberName = Name;
  }
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> A =
      writeArchiveToBuffer(Members, llvm::SymtabWritingMode::NoSymtab,
                           llvm::object::Archive::K_GNU, true, false);
  if (!A) {
    ADD_FAILURE() << toString(A.takeError());
    return "";
  }
  return (*A)->getBuffer().str();
}

// An archive is its members; what is no object among them is reported.
TEST(ObjectTest, Archive) {
  std::string F = assembled(function("f", "nop")),
              G = assembled(function("g", "cld")), Text = "hello";
  const std::string Content =
      archive({{"f.o", &F}, {"note", &Text}, {"g.o", &G}});
  EXPECT_EQ(read(Content),
            "f+0 90\ng+0 fc\n! x(note): The file was not recognized as a valid "
            "object file\n");
  ExtractOptions O;
  O.Function = "g";
  O.SourceLines = false;
  EXPECT_EQ(run(Content, O).substr(0, 7), "g+0 fc\n");
  llvm::Expected<Extraction> E =
      extract(llvm::MemoryBufferRef(Content, "libx.a"), decoder(), O);
  ASSERT_TRUE(bool(E)) << toString(E.takeError());
  EXPECT_EQ(E->Blocks[0].From.File, "libx.a(g.o)");
}

// A member that claims to reach beyond its archive, by its size or by a name
// that stands in it, is not read.
TEST(ObjectTest, ArchiveMemberBeyondItsEnd) {
  const std::string F = assembled(function("f", "nop"));
  const std::string Whole = archive({{"f.o", &F}});
  // After the magic, a header has sixteen characters of name, and at 48 ten of
  // size.
  ASSERT_EQ(Whole.substr(8, 4), "f.o/");
  for (auto [At, Field] :
       {std::pair(8, "#1/4000000      "), std::pair(8 + 48, "9999999   ")}) {
    std::string Damaged = Whole;
    Damaged.replace(At, strlen(Field), Field);
    const std::string Shown = read(Damaged);
    EXPECT_EQ(Shown.find("f+0"), std::string::npos) << Shown;
    EXPECT_NE(Shown.find("malformed archive"), std::string::npos) << Shown;
  }
}

// Whatever a damaged file names, a message is one line.
TEST(ObjectTest, MessagesAreLines) {
  const std::string Text = "hello";
  const std::string Shown = read(archive({{"a\nb\x7f", &Text}}));
  EXPECT_EQ(Shown, "! x(a b ): The file was not recognized as a valid object "
                   "file\n");
}

// What is no ELF file for x86-64 gets a line that says what it is.
TEST(ObjectTest, OtherKinds) {
  EXPECT_EQ(run("hello", InputKind::Object),
            "error: x: The file was not recognized as a valid object file");
  std::string ARM = assembled("nop\n");
  ARM[18] = char(183); // e_machine
  EXPECT_EQ(run(ARM), "error: x: a elf64-littleaarch64 file for aarch64; only "
                      "ELF files for x86-64 can be read");
  EXPECT_EQ(run(llvm::StringRef("\xcf\xfa\xed\xfe\x07\0\0\x01\3\0\0\0\1\0\0\0"
                                "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                                32)),
            "error: x: a Mach-O 64-bit x86-64 file for x86_64; only ELF files "
            "for x86-64 can be read");
}

// However a file is cut, it gives blocks, diagnostics or an error.
TEST(ObjectTest, Truncated) {
  std::string Whole =
      assembled(function("f", "nop") + function("g", "cld\njne f\nstd"));
  for (size_t Size = 0; Size <= Whole.size(); ++Size)
    read(llvm::StringRef(Whole).take_front(Size));
  EXPECT_EQ(read(Whole), "f+0 90\ng+0 fc\ng+7 fd\n");
}

} // namespace
} // namespace winnow::extract::test
