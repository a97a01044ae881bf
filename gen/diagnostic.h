/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics: where, what, and what to do about it. All on stderr. */
#ifndef GUARDGEN_DIAGNOSTIC_H
#define GUARDGEN_DIAGNOSTIC_H

#include "api.h"

#define PRINTF(at, first) __attribute__((format(printf, at, first)))

enum code {
#define CODE(id, spelling, says) CODE_##id,
#include "diagnostic.def"
#undef CODE
	CODE_COUNT
};

/* file:line:column: error: … [code], with the source line and a caret. Counts as an error. */
void error_at(const struct place *place, enum code code, const char *format, ...) PRINTF(3, 4);

/* More about the preceding error: another location, what to do, lines to paste. */
void note_at(const struct place *place, const char *format, ...) PRINTF(2, 3);
void hint(const char *format, ...) PRINTF(1, 2);
void stanza(const char *text);

/* An error of the environment, without a location. */
void error_plain(const char *format, ...) PRINTF(1, 2);

unsigned int error_count(void);

void diagnostic_print_codes(void);

#endif
