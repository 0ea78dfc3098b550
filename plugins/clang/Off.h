//===- Off.h - Names that the pragma and the attribute share ----*- C++ -*-===//
//
// Part of Winnow, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `#pragma winnow off` becomes an attribute of the statement that follows, in
/// tokens that -E can print and a later run can read:
/// \code
///   if (c)
///   #pragma winnow off         -->   __attribute__((winnow_off_loop))
///     for (...)                        for (...)
/// \endcode
/// An attribute adds no statement, so the `if` still governs the loop and an
/// `else` finds its partner.
///
//===----------------------------------------------------------------------===//

#ifndef WINNOW_CLANG_OFF_H
#define WINNOW_CLANG_OFF_H

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticIDs.h"
#include <optional>
#include <string>

namespace winnow {

/// The GNU spelling of `[[winnow::off]]`.
inline constexpr char OffSpelling[] = "winnow_off";
/// What the pragma turns into, or `[[winnow::off_loop]]`. It applies to loops
/// alone.
inline constexpr char OffLoopSpelling[] = "winnow_off_loop";

inline constexpr char NoLoopFollows[] =
    "'#pragma winnow off' is ignored: no loop follows";

/// A diagnostic of our own, which -W and -Werror= know by \p Group.
inline unsigned
diagnosticID(clang::DiagnosticsEngine &D, clang::diag::Severity S,
             std::string Text,
             std::optional<clang::diag::Group> Group = std::nullopt) {
  using clang::DiagnosticIDs;
  unsigned Class = S == clang::diag::Severity::Error
                       ? DiagnosticIDs::CLASS_ERROR
                       : DiagnosticIDs::CLASS_WARNING;
  return D.getDiagnosticIDs()->getCustomDiagID(
      {S, std::move(Text), Class, /*ShowInSystemHeader=*/false,
       /*ShowInSystemMacro=*/false, Group});
}

} // namespace winnow

#endif // WINNOW_CLANG_OFF_H
