/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "diagnostic.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const codes[CODE_COUNT][2] = {
#define CODE(id, spelling, says) [CODE_##id] = {spelling, says},
#include "diagnostic.def"
#undef CODE
};

static unsigned int errors;

unsigned int error_count(void)
{
	return errors;
}

static void print_place(const struct place *place)
{
	if (place && place->file)
		fprintf(stderr, "%s:%u:%u: ", place->file, place->line, place->column);
	else
		fputs("guardgen: ", stderr);
}

/* The source line without its newline; NULL if it cannot be read. */
static char *source_line(const struct place *place, char *line, int size)
{
	FILE *file = fopen(place->file, "r");
	unsigned int at = 1;
	bool found = false;

	if (!file)
		return NULL;
	while (fgets(line, size, file)) {
		bool whole = strchr(line, '\n');

		if (at == place->line) {
			found = true;
			break;
		}
		at += whole;
	}
	fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	return found ? line : NULL;
}

static void print_caret(const struct place *place)
{
	char buffer[1024];
	const char *line;
	size_t column = place && place->column ? place->column - 1 : 0;
	size_t end;

	if (!place || !place->file || !place->line)
		return;
	line = source_line(place, buffer, sizeof(buffer));
	if (!line || column > strlen(line))
		return;
	fprintf(stderr, "  %s\n  ", line);
	for (size_t i = 0; i < column; i++)
		fputc(line[i] == '\t' ? '\t' : ' ', stderr);
	fputc('^', stderr);
	for (end = column + 1; isalnum((unsigned char)line[end]) || line[end] == '_'; end++)
		fputc('~', stderr);
	fputc('\n', stderr);
}

static void print_message(const char *kind, const char *format, va_list arguments)
{
	fputs(kind, stderr);
	vfprintf(stderr, format, arguments);
}

void error_at(const struct place *place, enum code code, const char *format, ...)
{
	va_list arguments;

	errors++;
	print_place(place);
	va_start(arguments, format);
	print_message("error: ", format, arguments);
	va_end(arguments);
	fprintf(stderr, " [%s]\n", codes[code][0]);
	print_caret(place);
}

void note_at(const struct place *place, const char *format, ...)
{
	va_list arguments;

	if (!place || !place->file)
		return;
	print_place(place);
	va_start(arguments, format);
	print_message("note: ", format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	print_caret(place);
}

void hint(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_message("  hint: ", format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void stanza(const char *text)
{
	fprintf(stderr, "%s\n", text);
}

void error_plain(const char *format, ...)
{
	va_list arguments;

	errors++;
	va_start(arguments, format);
	print_message("guardgen: error: ", format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void diagnostic_print_codes(void)
{
	puts("| code | what it means |\n|---|---|");
	for (size_t i = 0; i < CODE_COUNT; i++)
		printf("| `%s` | %s |\n", codes[i][0], codes[i][1]);
}
