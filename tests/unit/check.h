/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tests in plain C: each runs in its own process, so that a crash or a hang is one failure. The
 * output is TAP.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <sys/resource.h>

/* Ends the test on failure, in any thread. */
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
 * Run the tests that argv names, or all; returns the exit status. A test that takes longer than
 * CHECK_SECONDS, from the environment or else the build, is killed along with its children. If
 * CHECK_STOP is in the environment, the first failure ends the run.
 */
int run_tests(int argc, char **argv, const struct test *tests, size_t count);

/* Run a function in a forked child, and check that it exits with 0. */
void in_child(void (*part)(void *), void *arg);

/* The number of repetitions for a test that relies on them: fewer under helgrind, which is slow. */
unsigned int rounds(unsigned int count);

/* How many descriptors this process has open. */
int open_files(void);
/* Allow only descriptors below this number; returns the old limit. */
rlim_t limit_files(rlim_t number);

#endif
