/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "check.h"
#include "actor.h"
#include "helgrind.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef CHECK_SECONDS
#define CHECK_SECONDS 10
#endif

static const char *running = "?";

_Noreturn void check_failed(const char *file, int line, const char *function, const char *what)
{
	const char *name = strrchr(file, '/');

	fprintf(stderr, "# %s:%d: %s: check failed: %s\n", name ? name + 1 : file, line, function,
		what);
	_exit(1);
}

static unsigned int limit(void)
{
	const char *seconds = getenv("CHECK_SECONDS");

	return seconds ? (unsigned int)atoi(seconds) : CHECK_SECONDS;
}

/* stdio is not async-signal-safe: if it hangs here, await_end() kills the process. */
static void on_alarm(int number)
{
	(void)number;
	fprintf(stderr, "# %s: hangs\n", running);
	print_actors(stderr);
	_exit(1);
}

/* In a child: report where it hangs, and do not outlive the parent. */
static void watch(void)
{
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigaction(SIGALRM, &action, NULL);
	alarm(limit());
}

/* Kill the child and its children if it does not end by itself: a sanitizer may defer SIGALRM. */
static void await_end(pid_t child)
{
	const struct timespec patience = {.tv_sec = limit() + 2};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (sigtimedwait(&set, NULL, &patience) < 0) {
		fprintf(stderr, "# %s: hangs, and was killed\n", running);
		kill(-child, SIGKILL);
	}
}

static bool ends_well(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child)
		return false;
	if (WIFSIGNALED(status))
		fprintf(stderr, "# %s: ended by signal %d\n", running, WTERMSIG(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void in_child(void (*part)(void *), void *arg)
{
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		watch();
		part(arg);
		_exit(0);
	}
	CHECK(ends_well(child));
}

static bool passes(const struct test *test)
{
	sigset_t set, before;
	pid_t child;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &before);
	fflush(NULL);
	running = test->name;
	child = fork();
	if (child < 0)
		return false;
	if (child > 0) {
		await_end(child);
		return ends_well(child);
	}
	setpgid(0, 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	watch();
	test->run();
	CHECK(locks_held() == 0);
	exit(0); /* not _exit(): sanitizers report at exit */
}

static bool is_wanted(int argc, char **argv, const char *name)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], name))
			return true;
	}
	return argc < 2;
}

int run_tests(int argc, char **argv, const struct test *tests, size_t count)
{
	unsigned int done = 0, failed = 0;

	for (size_t i = 0; i < count; i++) {
		bool passed;

		if (!is_wanted(argc, argv, tests[i].name))
			continue;
		passed = passes(&tests[i]);
		failed += !passed;
		printf("%s %u - %s\n", passed ? "ok" : "not ok", ++done, tests[i].name);
		if (failed && getenv("CHECK_STOP"))
			break;
	}
	printf("1..%u\n", done);
	return failed || !done;
}

unsigned int rounds(unsigned int count)
{
	return ON_HELGRIND && count > 20 ? count / 20 : count;
}

rlim_t limit_files(rlim_t number)
{
	struct rlimit limit;
	rlim_t before;

	CHECK(!getrlimit(RLIMIT_NOFILE, &limit));
	before = limit.rlim_cur;
	limit.rlim_cur = number;
	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	return before;
}

int open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	CHECK(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}
