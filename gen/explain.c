/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* guardgen explain: what was decided for one function, and the C emitted for it. */

#define _GNU_SOURCE /* getline, nftw */
#include "diagnostic.h"
#include "settings.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void heading(const char *text)
{
	printf("\n%s\n", text);
}

/* The source of the declaration, up to the semicolon. */
static void print_source(const struct place *place)
{
	FILE *file = place->file ? fopen(place->file, "r") : NULL;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	if (!file)
		return;
	for (unsigned int number = 1; (length = getline(&line, &room, file)) > 0; number++) {
		if (number < place->line)
			continue;
		printf("  %5u  %s", number, line);
		if (length > 1 && line[length - 2] == ';')
			break;
	}
	free(line);
	fclose(file);
}

static void explain_annotation(const struct function *function)
{
	heading("Annotation");
	printf("  %s:%u:%u\n", function->place.file, function->place.line, function->place.column);
	print_source(&function->place);
	if (function->declared.file)
		printf("  declared in %s:%u:%u\n", function->declared.file, function->declared.line,
		       function->declared.column);
}

static void explain_guard(const struct plan_method *method)
{
	heading("Guard");
	if (!method->holds.count)
		printf("  %s\n", method->guard == GUARD_GLOBAL ? "the lock of the whole library"
							       : "none: no handle is touched");
	for (size_t i = 0; i < method->holds.count; i++)
		printf("  %s of %s, a %s\n", guard_name(method->guard),
		       method->holds.items[i]->object,
		       method->holds.items[i]->structure->python_name);
}

static void step(unsigned int *number, const char *text)
{
	printf("  %2u. %s\n", ++*number, text);
}

static const char *call_text(const struct plan_method *method)
{
	const char *arguments = "";

	for (size_t i = 0; i < method->arguments.count; i++)
		arguments = memory_format("%s%s%s", arguments, i ? ", " : "",
					  method->arguments.items[i]);
	return memory_format("%s(%s)", method->function->name, arguments);
}

static void explain_conversions(const struct plan_method *method, unsigned int *number)
{
	for (size_t i = 0; i < method->parameters.count; i++) {
		const struct plan_parameter *parameter = method->parameters.items[i];

		if (parameter->convert)
			step(number,
			     memory_format("convert %s: %s", parameter->name, parameter->convert));
	}
}

static void explain_end(const struct plan_method *method, unsigned int *number)
{
	if (method->failed)
		step(number, memory_format("if %s, raise from errno", method->failed));
	if (method->result.to_python)
		step(number, memory_format("return %s", method->result.to_python));
	else
		step(number, "return None");
	for (size_t i = 0; i < method->parameters.count; i++) {
		const struct texts *releases = &method->parameters.items[i]->releases;

		for (size_t j = 0; j < releases->count; j++)
			step(number, releases->items[j]);
	}
	if (method->result.release)
		step(number, method->result.release);
}

/* A read waits only when there is nothing to read, and then with nothing but a pin. */
static void explain_read(const struct plan_method *method, unsigned int *number)
{
	step(number, "lock, or refuse: the handle is closed");
	step(number, memory_format("if a read of %s would return at once: %s; keep errno",
				   method->fd, call_text(method)));
	step(number, "else pin the handle, so that close waits for this thread to leave");
	step(number, "unlock");
	step(number, memory_format("if pinned: wait until %s or the handle's wake descriptor is"
				   " readable; unpin",
				   method->fd));
	step(number, "attach, holding nothing; signals are handled here");
	step(number, "if nothing was read yet, once more from the detaching, or raise: closed");
}

static void explain_wait(const struct plan_method *method, unsigned int *number)
{
	step(number, "pin the handle, or refuse: it is closed");
	step(number, memory_format("wait until %s or the handle's wake descriptor is readable, or"
				   " the time is over; no lock is held",
				   method->fd));
	step(number, "unpin");
	step(number, "attach, holding nothing; signals are handled here");
	step(number, "if only a signal came, once more from the detaching, for what time is left");
}

static void explain_locked_call(const struct plan_method *method, unsigned int *number)
{
	step(number, method->holds.count > 1 ? "lock, in the order of addresses, or refuse: closed"
					     : "lock, or refuse: the handle is closed");
	step(number, memory_format("%s; keep errno", call_text(method)));
	step(number, "unlock");
	step(number, "attach, holding nothing");
	step(number, "if another thread is inside locked(), wait for its end and try again");
}

static void explain_close(const struct plan_method *method, unsigned int *number)
{
	step(number, "let nobody in any more");
	step(number, "make the wake descriptor readable, for those who wait");
	step(number, "wait until the last pin is gone");
	step(number, "lock");
	step(number, memory_format("%s, unless another thread did%s", call_text(method),
				   method->failed ? "; keep errno" : ""));
	step(number, "unlock");
	step(number, "attach, holding nothing");
}

static void explain_call(const struct plan_method *method)
{
	unsigned int number = 0;

	heading(memory_format("Call (%s)", form_name(method->form)));
	explain_conversions(method, &number);
	if (method->scratch)
		step(&number, memory_format("make room: %s", method->scratch->make));
	if (method->guard == GUARD_CRITICAL_SECTION) {
		step(&number, "enter the critical section");
		step(&number, memory_format("%s; keep errno", call_text(method)));
		step(&number, "leave the critical section");
	} else {
		if (method->detaches || method->holds.count)
			step(&number, "detach from the interpreter");
		if (method->form == FORM_WAIT)
			explain_wait(method, &number);
		else if (method->form == FORM_READ)
			explain_read(method, &number);
		else if (method->form == FORM_CLOSE)
			explain_close(method, &number);
		else if (method->holds.count)
			explain_locked_call(method, &number);
		else
			step(&number, memory_format("%s; keep errno", call_text(method)));
	}
	explain_end(method, &number);
}

static const char *plain_closing(const struct plan_method *method)
{
	if (method->form == FORM_CLOSE)
		return "  marks the handle, wakes every waiter, waits until nobody is inside, "
		       "frees;"
		       " later calls do nothing";
	if (method->form == FORM_WAIT || method->form == FORM_READ)
		return "  woken at once when the handle is closed, and raises the closed error";
	return "  a close in another thread waits until this call is done";
}

static void explain_closing(const struct plan_method *method)
{
	heading("Close and wait");
	if (!method->holds.count) {
		puts("  nothing to close");
		return;
	}
	puts(plain_closing(method));
	printf("  blocks: %s; %s\n", blocks_name(method->blocks), level_name(method->level));
	for (size_t i = 0; i < method->raises.count; i++)
		printf("  raises %s when %s\n", method->raises.items[i]->name,
		       method->raises.items[i]->when);
}

/* A line that begins a definition of the name, or of what the template split off it. */
static bool defines(const char *line, const char *name)
{
	const char *at = strstr(line, name);
	size_t length = strlen(name);

	if (!at || strchr(" \t/*#}", *line) || (at != line && !strchr(" *", at[-1])))
		return false;
	return (at[length] == '(' || at[length] == '_') && !strchr(line, ';');
}

static bool print_definitions(FILE *file, const char *path, const char *name)
{
	char *line = NULL;
	size_t room = 0;
	bool inside = false;
	bool found = false;

	for (unsigned int number = 1; getline(&line, &room, file) > 0; number++) {
		if (!inside && defines(line, name)) {
			printf("  %s:%u\n", path, number);
			inside = found = true;
		}
		if (inside)
			printf("  %5u  %s", number, line);
		if (*line == '}')
			inside = false;
	}
	free(line);
	return found;
}

static bool print_mentions(FILE *file, const char *path, const char *name)
{
	const char *call = memory_format("%s(", name);
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	for (unsigned int number = 1; getline(&line, &room, file) > 0; number++) {
		if (!strstr(line, call))
			continue;
		printf("  %s:%u\n  %5u  %s", path, number, number, line);
		found = true;
	}
	free(line);
	return found;
}

typedef bool print_function(FILE *file, const char *path, const char *name);

static int is_c(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && !strcmp(dot, ".c");
}

static bool print_emitted(const char *folder, const char *name, print_function *print)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_c, alphasort);
	bool found = false;

	for (int i = 0; i < count; i++) {
		FILE *file = fopen(memory_format("%s/%s", folder, entries[i]->d_name), "r");

		if (file) {
			found |= print(file, memory_format("src/%s", entries[i]->d_name), name);
			fclose(file);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return found;
}

static void explain_emitted(const char *output, const struct function *function,
			    const struct plan_method *method)
{
	const char *folder = memory_format("%s/src", output);

	heading("Emitted");
	if (method && print_emitted(folder, method->c_name, print_definitions))
		return;
	if (!print_emitted(folder, function->name, print_mentions))
		printf("  nothing in %s calls %s()\n", method ? output : "src/", function->name);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

/* No folder given: one is made for the purpose, and goes away. */
static int explain_rendered(const struct plan *plan, const struct settings *settings,
			    const struct function *function, const struct plan_method *method)
{
	const char *parent = getenv("TMPDIR");
	char *folder = memory_format("%s/guardgen-XXXXXX", parent && *parent ? parent : "/tmp");
	const char *json = emit_plan(plan);
	struct settings quiet = *settings;
	int status;

	if (!mkdtemp(folder)) {
		error_plain("cannot make a folder like '%s': %s", folder, strerror(errno));
		return EXIT_DIAGNOSTICS;
	}
	quiet.output = folder;
	status = json ? run_renderer(&quiet, json, "write", folder) : EXIT_DIAGNOSTICS;
	if (!status)
		explain_emitted(folder, function, method);
	nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return status;
}

static const struct plan_method *find_in(const struct plan_methods *methods,
					 const struct function *function)
{
	for (size_t i = 0; i < methods->count; i++)
		if (methods->items[i]->function == function)
			return methods->items[i];
	return NULL;
}

static const struct plan_method *find_method(const struct plan *plan,
					     const struct function *function)
{
	const struct plan_method *found = find_in(&plan->functions, function);

	for (size_t i = 0; !found && i < plan->classes.count; i++) {
		const struct plan_class *class = plan->classes.items[i];

		if (class->constructor && class->constructor->function == function)
			found = class->constructor;
		else if (class->closer && class->closer->function == function)
			found = class->closer;
		else
			found = find_in(&class->methods, function);
	}
	return found;
}

static void explain_method(const struct plan_method *method)
{
	heading("Python");
	if (method->holds.count && method->form != FORM_CONSTRUCTOR)
		printf("  %s.", method->holds.items[0]->structure->python_name);
	else
		printf("  ");
	printf("%s\n  %s\n", method->signature, method->function->summary);
	explain_guard(method);
	explain_call(method);
	explain_closing(method);
}

static void explain_other(const struct function *function)
{
	heading("Python");
	if (function->role == ROLE_SKIP)
		printf("  none: %s\n", function->reason);
	else if (function->role == ROLE_CONSTANT)
		printf("  %s, read once when the handle is made, before another thread can see "
		       "it\n",
		       function->python_name);
	else if (function->role == ROLE_FIELD)
		printf("  %s, read when the snapshot is made, which no other thread sees until"
		       " then\n",
		       function->python_name);
	else if (function->role == ROLE_MODULE_CONSTANT)
		printf("  %s, read once when the module is imported\n", function->python_name);
	else
		puts("  none: called by generated code only");
}

int explain(const struct plan *plan, const struct settings *settings)
{
	const struct function *function =
		table_find(plan->model->functions_by_name, settings->function);
	const struct plan_method *method;

	if (!function || !function->annotated) {
		error_plain("'%s' annotates no function named '%s'", settings->header,
			    settings->function);
		hint("`guardgen plan` lists all of them");
		return EXIT_DIAGNOSTICS;
	}
	method = find_method(plan, function);
	puts(function->name);
	explain_annotation(function);
	if (method)
		explain_method(method);
	else
		explain_other(function);
	fflush(stdout);
	if (!settings->output)
		return explain_rendered(plan, settings, function, method);
	explain_emitted(settings->output, function, method);
	return 0;
}
