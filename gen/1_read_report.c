/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 1: locations, and clang's diagnostics reported as guardgen's own. */

#include "read.h"

#include "diagnostic.h"

#include <string.h>

const char *take(CXString string)
{
	const char *text = clang_getCString(string);
	const char *copy = memory_text(text ? text : "");

	clang_disposeString(string);
	return copy;
}

static const char *without_dot(const char *path)
{
	return strncmp(path, "./", 2) ? path : path + 2;
}

struct place place_of(CXSourceLocation location, CXFile *in, unsigned int *offset)
{
	struct place place = {0};
	CXFile file;

	clang_getExpansionLocation(location, &file, &place.line, &place.column, offset);
	if (file)
		place.file = without_dot(take(clang_getFileName(file)));
	if (in)
		*in = file;
	return place;
}

static void advise(const char *text)
{
	if (!strstr(text, "file not found"))
		return;
	if (strstr(text, "'stddef.h'") || strstr(text, "'stdbool.h'") || strstr(text, "'stdint.h'"))
		hint("libclang lacks the compiler's own headers: install the package"
		     " libclang-common-N-dev of its version");
	else
		hint("install the library's development package, or pass its include directory: "
		     "guardgen … -- -I DIR");
}

static bool starts(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static void report(CXDiagnostic diagnostic)
{
	struct place place = place_of(clang_getDiagnosticLocation(diagnostic), NULL, NULL);
	const char *text = take(clang_getDiagnosticSpelling(diagnostic));
	CXDiagnosticSet notes = clang_getChildDiagnostics(diagnostic);

	error_at(&place, CODE_CLANG, "%s", text);
	for (unsigned int i = 0; i < clang_getNumDiagnosticsInSet(notes); i++) {
		CXDiagnostic note = clang_getDiagnosticInSet(notes, i);

		const char *note_text = take(clang_getDiagnosticSpelling(note));

		place = place_of(clang_getDiagnosticLocation(note), NULL, NULL);
		if (starts(note_text, "in file included from"))
			note_at(&place, "included here");
		else if (!starts(note_text, "expanded from"))
			note_at(&place, "%s", note_text);
		clang_disposeDiagnostic(note);
	}
	advise(text);
}

void report_all_of(CXTranslationUnit unit)
{
	for (unsigned int i = 0; i < clang_getNumDiagnostics(unit); i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);

		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error)
			report(diagnostic);
		clang_disposeDiagnostic(diagnostic);
	}
}

enum CXDiagnosticSeverity worst_of(CXTranslationUnit unit)
{
	enum CXDiagnosticSeverity severity = CXDiagnostic_Ignored;

	for (unsigned int i = 0; i < clang_getNumDiagnostics(unit); i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);

		if (clang_getDiagnosticSeverity(diagnostic) > severity)
			severity = clang_getDiagnosticSeverity(diagnostic);
		clang_disposeDiagnostic(diagnostic);
	}
	return severity;
}
