/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 6: run render.py, which reads the plan from a pipe. */

#define _GNU_SOURCE /* pipe2 */
#include "diagnostic.h"
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

const char *data_path(const char *name)
{
	char binary[4096];
	ssize_t length = readlink("/proc/self/exe", binary, sizeof(binary) - 1);
	char *slash;

	binary[length > 0 ? length : 0] = '\0';
	slash = strrchr(binary, '/');
	if (!slash)
		return name;
	*slash = '\0';
	return memory_format("%s/../share/guardgen/%s", binary, name);
}

static const char *interpreter(void)
{
	const char *named = getenv("GUARDGEN_PYTHON");

	return named && *named ? named : "python3";
}

static const char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? memory_copy(path, (size_t)(slash - path + (slash == path))) : ".";
}

/* If the reader exits early, it reports the reason itself. */
static void write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t written = write(fd, text, left);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return;
		text += written;
		left -= (size_t)written;
	}
}

static int start(const char *const *command, int input, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t broken_pipe;
	int error;

	sigemptyset(&broken_pipe);
	sigaddset(&broken_pipe, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &broken_pipe);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	error = posix_spawnp(child, command[0], &actions, &attributes, (char *const *)command,
			     environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_DIAGNOSTICS;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : EXIT_DIAGNOSTICS;
}

int run_renderer(const struct settings *settings, const char *json, const char *mode,
		 const char *target)
{
	const char *command[] = {interpreter(),
				 settings->renderer,
				 mode,
				 target,
				 "--templates",
				 settings->templates,
				 "--annotations",
				 folder_of(settings->header),
				 NULL};
	int ends[2];
	pid_t child;
	int error;

	if (pipe2(ends, O_CLOEXEC)) {
		error_plain("cannot make a pipe to '%s': %s", command[0], strerror(errno));
		return EXIT_DIAGNOSTICS;
	}
	signal(SIGPIPE, SIG_IGN);
	error = start(command, ends[0], &child);
	close(ends[0]);
	if (!error)
		write_all(ends[1], json);
	close(ends[1]);
	if (!error)
		return wait_for(child);
	error_plain("cannot run '%s': %s", command[0], strerror(error));
	hint("install Python with Jinja2, or name one in GUARDGEN_PYTHON");
	return EXIT_DIAGNOSTICS;
}
