/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tests in plain C: each in a process of its own, so that a crash or a hang of one is one failure.
 * What is printed is TAP.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <sys/resource.h>

/* Ends the test, from whichever thread. */
#define CHECK(condition)                                                                           \
	((condition) ? (void)0 : check_failed(__FILE__, __LINE__, __func__, #condition))

_Noreturn void check_failed(const char *file, int line, const char *function, const char *what);

struct test {
	const char *name;
	void (*run)(void);
};

#define TEST(function)   {#function, function}
#define COUNT_OF(array)  (sizeof(array) / sizeof((array)[0]))
#define RUN_TESTS(tests) run_tests(argc, argv, tests, COUNT_OF(tests))

/*
 * Run the tests that argv names, or all; returns what main() returns. A test that takes longer than
 * CHECK_SECONDS of the environment (or what it was built with) is ended, its children with it; with
 * CHECK_STOP set, the first failure is the end.
 */
int run_tests(int argc, char **argv, const struct test *tests, size_t count);

/* Run a part in a forked child and check that it ended well. */
void in_child(void (*part)(void *), void *arg);

/* How often to do what shows something by being done often: less where each time takes long. */
unsigned int rounds(unsigned int count);

/* How many descriptors this process has open. */
int open_files(void);
/* Descriptors below this number only; returns what the limit was. */
rlim_t limit_files(rlim_t number);

#endif
