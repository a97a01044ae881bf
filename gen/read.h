/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Internal to stage 1. Only it uses libclang, and only what libclang 14 has. */
#ifndef GUARDGEN_READ_H
#define GUARDGEN_READ_H

#include "api.h"

#include <clang-c/Index.h>

/* A copy of the text; the string is disposed of. */
const char *take(CXString string);

/* `in` and `offset` may be NULL. */
struct place place_of(CXSourceLocation location, CXFile *in, unsigned int *offset);

/* Report clang's diagnostics as guardgen's own. */
void report_all_of(CXTranslationUnit unit);

enum CXDiagnosticSeverity worst_of(CXTranslationUnit unit);

#endif
