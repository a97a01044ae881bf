/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: names in C that do not clash with those that templates use. */

#include "convert.h"

#include <string.h>

static bool is_among(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name))
		names++;
	return *names;
}

bool is_reserved_in_c(const char *name)
{
	static const char *const words[] = {
		"auto",    "break",  "case",     "char",   "const",    "continue", "default",
		"do",      "double", "else",     "enum",   "extern",   "float",    "for",
		"goto",    "if",     "inline",   "int",    "long",     "register", "restrict",
		"return",  "short",  "signed",   "sizeof", "static",   "struct",   "switch",
		"typedef", "union",  "unsigned", "void",   "volatile", "while",    "bool",
		"true",    "false",  "NULL",     "errno",  "calloc",   "free",     NULL,
	};

	return is_among(words, name);
}

/* The local variables of generated functions. */
static const char *const variables[] = {
	"self",      "op",      "state",   "module",    "type",     "args",    "nargs",
	"kwnames",   "bound",   "argv",    "signature", "keywords", "native",  "result",
	"copied",    "error",   "answer",  "called",    "section",  "member",  "none",
	"readable",  "outcome", "entered", "ready",     "pinned",   "handles", "targets",
	"destroyed", "kwargs",  "status",  "i",         NULL,
};

const char *local_name(const char *name)
{
	return is_among(variables, name) || is_reserved_in_c(name) ? memory_format("%s_", name)
								   : name;
}

/* What templates define as CLASS_member or module_member. */
static const char *const members[] = {
	"__enter__",
	"__exit__",
	"__getnewargs__",
	"__reduce__",
	"adopt",
	"alloc",
	"as_object",
	"assert_unshared",
	"begin",
	"bool",
	"clear",
	"close_begin",
	"construct",
	"contents",
	"copy_from_python",
	"dealloc",
	"def",
	"destroy",
	"destroy_native",
	"destroyed",
	"discard",
	"dispose",
	"doc",
	"drop",
	"end",
	"enter",
	"errors",
	"exec",
	"fileno",
	"free",
	"freeze",
	"from_native",
	"from_python",
	"getset",
	"hash",
	"init",
	"leave",
	"list",
	"locked",
	"make",
	"members",
	"methods",
	"new",
	"printable",
	"read_constants",
	"ready",
	"richcompare",
	"slots",
	"spec",
	"state",
	"str",
	"take_native",
	"target",
	"traverse",
	"type",
	"values",
	NULL,
};

const char *member_name(const char *name)
{
	return is_among(members, name) ? memory_format("%s_", name) : name;
}
