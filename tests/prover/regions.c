/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between entering a handle and leaving it, between pinning it and unpinning it, nothing of Python
 * may be called: it could run Python code, detach, attach, or wait for a thread that waits for us.
 *
 *   regions FILE.c FLAG...
 *
 * Calls are taken in the order of the source, which is how generated code runs there. Calls of
 * functions defined in the file or its headers are looked into.
 */
#include <clang-c/Index.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST 8

struct scan {
	const char *function;
	int entered; /* how many handles, or pins, are held here */
	int regions;
	int errors;
	int depth;
};

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Of a container, whose iterator is called inside; that of a handle has the name of its class. */
static bool is_section(const char *name)
{
	return strcmp(name, "gg_section_begin") == 0 || strcmp(name, "gg_section_end") == 0;
}

static bool enters(const char *name)
{
	return ends_with(name, "_enter") || (ends_with(name, "_begin") && !is_section(name)) ||
	       strcmp(name, "gg_pin") == 0;
}

static bool leaves(const char *name)
{
	return ends_with(name, "_leave") || (ends_with(name, "_end") && !is_section(name)) ||
	       strcmp(name, "gg_unpin") == 0;
}

/* Whether a header of the runtime declares functions that call Python: all but those of the core.
 */
static bool is_python_header(const char *path)
{
	static const char *const core[] = {"gg_handle.h", "gg_lock.h", "gg_process.h", "gg_step.h"};
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	for (size_t i = 0; i < sizeof(core) / sizeof(core[0]); i++) {
		if (!strcmp(name, core[i]))
			return false;
	}
	return !strncmp(name, "gg_", 3) && ends_with(name, ".h");
}

/* Functions of Python, and of the runtime's Python half. */
static bool is_python(CXCursor callee, const char *name)
{
	CXFile file;
	CXString path;
	bool python;

	clang_getExpansionLocation(clang_getCursorLocation(callee), &file, NULL, NULL, NULL);
	path = clang_getFileName(file);
	python = clang_getCString(path) && is_python_header(clang_getCString(path));
	clang_disposeString(path);
	return python || strncmp(name, "Py", 2) == 0 || strncmp(name, "_Py", 3) == 0;
}

static void report(struct scan *scan, CXCursor call, const char *name)
{
	CXFile file;
	CXString path;
	unsigned int line, column;

	clang_getExpansionLocation(clang_getCursorLocation(call), &file, &line, &column, NULL);
	path = clang_getFileName(file);
	printf("%s:%u:%u: error: %s() is called in %s() with a handle entered or pinned\n",
	       clang_getCString(path), line, column, name, scan->function);
	clang_disposeString(path);
	scan->errors++;
}

static enum CXChildVisitResult visit_call(CXCursor cursor, CXCursor parent, CXClientData data);

static void visit_callee(struct scan *scan, CXCursor call, CXCursor callee, const char *name)
{
	CXCursor definition = clang_getCursorDefinition(callee);

	if (leaves(name))
		scan->entered--;
	if (scan->entered > 0 && is_python(callee, name))
		report(scan, call, name);
	else if (scan->entered > 0 && !clang_Cursor_isNull(definition) && scan->depth < DEEPEST &&
		 !enters(name) && !leaves(name)) {
		scan->depth++;
		clang_visitChildren(definition, visit_call, scan);
		scan->depth--;
	}
	if (enters(name)) {
		scan->entered++;
		scan->regions++;
	}
}

static enum CXChildVisitResult visit_call(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct scan *scan = data;

	(void)parent;
	clang_visitChildren(cursor, visit_call, data);
	if (clang_getCursorKind(cursor) == CXCursor_CallExpr) {
		CXCursor callee = clang_getCursorReferenced(cursor);
		CXString name = clang_getCursorSpelling(callee);

		if (clang_getCursorKind(callee) == CXCursor_FunctionDecl)
			visit_callee(scan, cursor, callee, clang_getCString(name));
		clang_disposeString(name);
	}
	return CXChildVisit_Continue;
}

/* What enters and leaves by its very name is the guard itself. */
static enum CXChildVisitResult visit_function(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct scan *scan = data;
	CXString name = clang_getCursorSpelling(cursor);

	(void)parent;
	scan->function = clang_getCString(name);
	if (clang_getCursorKind(cursor) == CXCursor_FunctionDecl &&
	    clang_isCursorDefinition(cursor) &&
	    clang_Location_isFromMainFile(clang_getCursorLocation(cursor)) &&
	    !enters(scan->function) && !leaves(scan->function)) {
		scan->entered = 0;
		clang_visitChildren(cursor, visit_call, scan);
		if (scan->entered) {
			printf("%s: error: does not leave what it enters\n", scan->function);
			scan->errors++;
		}
	}
	clang_disposeString(name);
	return CXChildVisit_Continue;
}

static int count_errors(CXTranslationUnit unit)
{
	int errors = 0;

	for (unsigned int i = 0; i < clang_getNumDiagnostics(unit); i++) {
		CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
		CXString text =
			clang_formatDiagnostic(diagnostic, clang_defaultDiagnosticDisplayOptions());

		if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
			puts(clang_getCString(text));
			errors++;
		}
		clang_disposeString(text);
		clang_disposeDiagnostic(diagnostic);
	}
	return errors;
}

int main(int argc, char **argv)
{
	struct scan scan = {0};
	CXTranslationUnit unit;
	CXIndex index;

	if (argc < 2) {
		fprintf(stderr, "Usage: regions FILE.c FLAG...\n");
		return 2;
	}
	index = clang_createIndex(0, 0);
	unit = clang_parseTranslationUnit(index, argv[1], (const char *const *)argv + 2, argc - 2,
					  NULL, 0, CXTranslationUnit_None);
	if (!unit) {
		fprintf(stderr, "regions: cannot parse %s\n", argv[1]);
		return 2;
	}
	scan.errors = count_errors(unit);
	clang_visitChildren(clang_getTranslationUnitCursor(unit), visit_function, &scan);
	printf("%s: %d regions, %d errors\n", argv[1], scan.regions, scan.errors);
	clang_disposeTranslationUnit(unit);
	clang_disposeIndex(index);
	return scan.errors ? 1 : 0;
}
