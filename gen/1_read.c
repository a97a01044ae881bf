/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stage 1: read the headers. It decides nothing: declarations, annotations and locations go into
 * the API as they are.
 */

#include "read.h"

#include "diagnostic.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MARK "guardgen:"

/* guardgen.h itself is not the library's header. */
#define VOCABULARY_HEADER "guardgen.h"

struct reader {
	struct api *api;
	CXFile annotations;
	CXFile header;
};

static struct place cursor_place(CXCursor cursor)
{
	return place_of(clang_getCursorLocation(cursor), NULL, NULL);
}

/* A redeclaration inherits the annotations of the previous one, with their locations. */
static enum CXChildVisitResult visit_word(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct words *words = data;
	struct word *word;
	const char *text;

	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_AnnotateAttr)
		return CXChildVisit_Continue;
	text = take(clang_getCursorSpelling(cursor));
	if (strncmp(text, MARK, strlen(MARK)))
		return CXChildVisit_Continue;
	word = memory_zeroed(sizeof(*word));
	word->text = text + strlen(MARK);
	word->place = cursor_place(cursor);
	if (!has_word(words, word))
		list_add(words, word);
	return CXChildVisit_Continue;
}

static void read_words(CXCursor cursor, struct words *words)
{
	clang_visitChildren(cursor, visit_word, words);
}

/* The scalars that have a converter. Typedef names matter: size_t is not unsigned long. */
static enum type_kind typedef_kind(CXType type)
{
	const char *name = take(clang_getTypedefName(type));

	if (!strcmp(name, "size_t"))
		return TYPE_SIZE;
	if (!strcmp(name, "int64_t"))
		return TYPE_INT64;
	if (!strcmp(name, "uint64_t"))
		return TYPE_UINT64;
	return TYPE_OTHER;
}

static enum type_kind scalar_kind(enum CXTypeKind kind)
{
	switch (kind) {
	case CXType_Void:
		return TYPE_VOID;
	case CXType_Bool:
		return TYPE_BOOL;
	case CXType_Char_S:
	case CXType_Char_U:
		return TYPE_CHAR;
	case CXType_Int:
		return TYPE_INT;
	case CXType_UInt:
		return TYPE_UNSIGNED_INT;
	case CXType_ULong:
		return TYPE_UNSIGNED_LONG;
	case CXType_Double:
		return TYPE_DOUBLE;
	default:
		return TYPE_OTHER;
	}
}

static void read_tag(struct type *type, CXType clang_type, enum type_kind kind)
{
	CXCursor declaration = clang_getTypeDeclaration(clang_type);

	if (clang_Cursor_isAnonymous(declaration) ||
	    clang_getCursorKind(declaration) == CXCursor_UnionDecl)
		return;
	type->tag = take(clang_getCursorSpelling(declaration));
	type->kind = *type->tag ? kind : TYPE_OTHER;
}

static struct type *read_type(CXType clang_type)
{
	struct type *type = memory_zeroed(sizeof(*type));

	type->spelling = take(clang_getTypeSpelling(clang_type));
	type->kind = TYPE_OTHER;
	for (;;) {
		type->is_const |= clang_isConstQualifiedType(clang_type);
		switch (clang_type.kind) {
		case CXType_Elaborated:
			clang_type = clang_Type_getNamedType(clang_type);
			continue;
		case CXType_Typedef:
			type->kind = typedef_kind(clang_type);
			if (type->kind != TYPE_OTHER)
				return type;
			clang_type = clang_getTypedefDeclUnderlyingType(
				clang_getTypeDeclaration(clang_type));
			continue;
		case CXType_Enum:
			read_tag(type, clang_type, TYPE_ENUM);
			return type;
		case CXType_Record:
			read_tag(type, clang_type, TYPE_STRUCT);
			return type;
		case CXType_Pointer:
			type->kind = TYPE_POINTER;
			type->pointee = read_type(clang_getPointeeType(clang_type));
			return type;
		case CXType_IncompleteArray:
		case CXType_ConstantArray:
			type->kind = TYPE_POINTER;
			type->pointee = read_type(clang_getArrayElementType(clang_type));
			return type;
		default:
			type->kind = scalar_kind(clang_type.kind);
			return type;
		}
	}
}

static enum CXChildVisitResult visit_enumerator(CXCursor cursor, CXCursor parent, CXClientData data)
{
	struct enumeration *enumeration = data;
	struct enumerator *enumerator;

	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_EnumConstantDecl)
		return CXChildVisit_Continue;
	enumerator = memory_zeroed(sizeof(*enumerator));
	enumerator->name = take(clang_getCursorSpelling(cursor));
	enumerator->value = clang_getEnumConstantDeclValue(cursor);
	enumerator->place = cursor_place(cursor);
	list_add(&enumeration->enumerators, enumerator);
	return CXChildVisit_Continue;
}

static struct enumeration *enumeration_of(struct api *api, const char *tag)
{
	struct enumeration *enumeration = table_find(api->enumerations_by_tag, tag);

	if (!enumeration) {
		enumeration = memory_zeroed(sizeof(*enumeration));
		enumeration->tag = tag;
		table_add(api->enumerations_by_tag, tag, enumeration);
	}
	return enumeration;
}

static void read_enum(struct api *api, CXCursor cursor)
{
	const char *tag = take(clang_getCursorSpelling(cursor));
	struct enumeration *enumeration;

	if (clang_Cursor_isAnonymous(cursor) || !clang_isCursorDefinition(cursor))
		return;
	enumeration = enumeration_of(api, tag);
	clang_visitChildren(cursor, visit_enumerator, enumeration);
	for (size_t i = 0; i < enumeration->enumerators.count; i++)
		table_add(api->enumerators_by_name, enumeration->enumerators.items[i]->name,
			  enumeration);
}

/* Annotations of a typedef apply to its enum. */
static void read_typedef(struct api *api, CXCursor cursor)
{
	struct words words = {0};
	struct type *type;
	struct enumeration *enumeration;

	read_words(cursor, &words);
	if (!words.count)
		return;
	type = read_type(clang_getTypedefDeclUnderlyingType(cursor));
	if (type->kind != TYPE_ENUM) {
		struct place place = cursor_place(cursor);

		error_at(&place, CODE_MISPLACED_WORD,
			 "annotated typedef does not name a tagged enum");
		return;
	}
	enumeration = enumeration_of(api, type->tag);
	if (!enumeration->words.count) {
		enumeration->place = cursor_place(cursor);
		list_add(&api->enumerations, enumeration);
	}
	for (size_t i = 0; i < words.count; i++)
		list_add(&enumeration->words, words.items[i]);
}

static void read_struct(struct api *api, CXCursor cursor)
{
	const char *tag = take(clang_getCursorSpelling(cursor));
	struct structure *structure = table_find(api->structures_by_tag, tag);

	if (!structure) {
		structure = memory_zeroed(sizeof(*structure));
		structure->tag = tag;
		structure->place = cursor_place(cursor);
		list_add(&api->structures, structure);
		table_add(api->structures_by_tag, tag, structure);
	}
	read_words(cursor, &structure->words);
}

static void read_parameters(struct function *function, CXCursor cursor)
{
	function->parameters = (struct parameters){0};
	for (int i = 0; i < clang_Cursor_getNumArguments(cursor); i++) {
		CXCursor argument = clang_Cursor_getArgument(cursor, i);
		struct parameter *parameter = memory_zeroed(sizeof(*parameter));

		parameter->name = take(clang_getCursorSpelling(argument));
		parameter->type = read_type(clang_getCursorType(argument));
		parameter->place = cursor_place(argument);
		read_words(argument, &parameter->words);
		list_add(&function->parameters, parameter);
	}
}

/* The declaration as the header spells it, on one line. */
static const char *source_text(CXTranslationUnit unit, CXCursor cursor)
{
	CXSourceRange range = clang_getCursorExtent(cursor);
	unsigned int start, end;
	CXFile file, end_file;
	const char *contents;
	char *text;
	size_t size, length = 0;

	place_of(clang_getRangeStart(range), &file, &start);
	place_of(clang_getRangeEnd(range), &end_file, &end);
	contents = file ? clang_getFileContents(unit, file, &size) : NULL;
	if (!contents || !clang_File_isEqual(file, end_file) || end > size || start > end)
		return NULL;
	text = memory_copy(contents + start, end - start);
	for (char *from = text; *from; from++) {
		bool blank = strchr(" \t\r\n", *from);

		if (!blank)
			text[length++] = *from;
		else if (length && text[length - 1] != ' ' && text[length - 1] != '*')
			text[length++] = ' ';
	}
	text[length] = '\0';
	return text;
}

static void read_function(struct reader *reader, CXCursor cursor, CXFile file, bool annotated)
{
	struct api *api = reader->api;
	const char *name = take(clang_getCursorSpelling(cursor));
	struct function *function = table_find(api->functions_by_name, name);
	bool in_header = reader->header && file && clang_File_isEqual(file, reader->header);

	if (!function) {
		function = memory_zeroed(sizeof(*function));
		function->name = name;
		function->place = cursor_place(cursor);
		table_add(api->functions_by_name, name, function);
	}
	if (!annotated && !function->declared.file)
		function->declared = cursor_place(cursor);
	if (in_header && !function->in_header) {
		function->in_header = true;
		function->declaration =
			source_text(clang_Cursor_getTranslationUnit(cursor), cursor);
		list_add(&api->declared, function);
	}
	if (annotated && !function->annotated) {
		function->annotated = true;
		function->place = cursor_place(cursor);
		list_add(&api->functions, function);
	}
	if (annotated || in_header) {
		function->result = read_type(clang_getCursorResultType(cursor));
		function->variadic = clang_Cursor_isVariadic(cursor);
		read_parameters(function, cursor);
		read_words(cursor, &function->words);
	}
}

static enum CXChildVisitResult visit_declaration(CXCursor cursor, CXCursor parent,
						 CXClientData data)
{
	struct reader *reader = data;
	bool annotated;
	CXFile file;

	(void)parent;
	/* Not clang_Location_isFromMainFile(): a declaration may come from a macro of another file.
	 */
	clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
	annotated = file && clang_File_isEqual(file, reader->annotations);
	switch (clang_getCursorKind(cursor)) {
	case CXCursor_FunctionDecl:
		read_function(reader, cursor, file, annotated);
		break;
	case CXCursor_EnumDecl:
		read_enum(reader->api, cursor);
		break;
	case CXCursor_StructDecl:
		if (annotated)
			read_struct(reader->api, cursor);
		break;
	case CXCursor_TypedefDecl:
		if (annotated)
			read_typedef(reader->api, cursor);
		break;
	default:
		break;
	}
	return CXChildVisit_Continue;
}

/* The first header included by the annotated one is the library's. */
static void visit_inclusion(CXFile file, CXSourceLocation *stack, unsigned int depth,
			    CXClientData data)
{
	struct reader *reader = data;
	const char *name = take(clang_getFileName(file));

	(void)stack;
	if (depth != 1 || reader->header || !strcmp(base_name(name), VOCABULARY_HEADER))
		return;
	reader->header = file;
	reader->api->header = name;
}

static void read_unit(struct api *api, CXTranslationUnit unit)
{
	struct reader reader = {
		.api = api,
		.annotations = clang_getFile(unit, api->annotations),
	};

	clang_getInclusions(unit, visit_inclusion, &reader);
	clang_visitChildren(clang_getTranslationUnitCursor(unit), visit_declaration, &reader);
	if (worst_of(unit) == CXDiagnostic_Fatal || !refuse_other_version(api))
		report_all_of(unit);
	if (!error_count() && !api->header) {
		struct place top = {api->annotations, 1, 1};

		error_at(&top, CODE_NO_HEADER, "no library header is included");
		hint("#include <LIBRARY.h> before \"" VOCABULARY_HEADER "\"");
	}
}

static CXTranslationUnit parse(CXIndex index, const char *path, const char *const *flags, int count)
{
	static const char *const first[] = {"-x", "c", "-std=gnu11"};
	const int fixed = sizeof(first) / sizeof(*first);
	const char **all = memory_zeroed((size_t)(fixed + count) * sizeof(*all));
	CXTranslationUnit unit = NULL;

	memcpy(all, first, sizeof(first));
	if (count)
		memcpy(all + fixed, flags, (size_t)count * sizeof(*all));
	clang_parseTranslationUnit2(index, path, all, fixed + count, NULL, 0,
				    CXTranslationUnit_SkipFunctionBodies, &unit);
	return unit;
}

bool read_header(struct api *api, const char *path, const char *const *flags, int flag_count)
{
	CXIndex index;
	CXTranslationUnit unit;

	if (access(path, R_OK)) {
		error_plain("cannot read '%s': %s", path, strerror(errno));
		return false;
	}
	api->annotations = path;
	api->structures_by_tag = table_new();
	api->enumerations_by_tag = table_new();
	api->enumerators_by_name = table_new();
	api->functions_by_name = table_new();
	index = clang_createIndex(0, 0);
	unit = parse(index, path, flags, flag_count);
	if (unit)
		read_unit(api, unit);
	else
		error_plain("libclang cannot parse '%s' with these compiler flags", path);
	clang_disposeTranslationUnit(unit);
	clang_disposeIndex(index);
	return !error_count();
}
