// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Process 1 of a test kernel. The kernel has mounted the host's files, read-only, as its root.
 * Mount a writable overlay on them, run one command in it, and power off.
 *
 * From the kernel's command line, which the kernel passes on in the environment:
 *   job    folder that describes the command in files of strings, each string ended by a NUL:
 *          argv, environ, cwd (one string), shares (folders that are the host's own, writable)
 *   files  the file system that has the host's files: "hostfs" or "9p"
 *   port   prefix of the devices for output: 1 is the command's stdout, 2 its stderr, and 3 its
 *          progress: "started", then "exit STATUS"
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define SCRATCH "/mnt"
#define ROOT    SCRATCH "/root"

struct job {
	char **argv;
	char **environ;
	char **cwd;
	char **shares;
};

/* An output stream of the command. */
struct stream {
	int command; /* the end that the command writes to */
	int source;  /* the end that we read, -1 once it has ended */
	int port;
};

static bool in_user_mode(void)
{
	return strcmp(getenv("files"), "hostfs") == 0;
}

static _Noreturn void power_off(void)
{
	sync();
	/* A User Mode kernel restarts itself where QEMU would leave, and QEMU without ACPI cannot
	 * be turned off. */
	reboot(in_user_mode() ? RB_POWER_OFF : RB_AUTOBOOT);
	_exit(1);
}

static _Noreturn void die(const char *what, const char *which)
{
	warn("%s %s", what, which);
	power_off();
}

static void *checked(void *memory)
{
	if (!memory)
		die("allocate", "memory");
	return memory;
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		die("make folder", path);
}

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		make_folder(path);
		*slash = '/';
	}
	make_folder(path);
}

static void mount_at(const char *type, const char *source, const char *target, const char *options)
{
	if (mount(source, target, type, 0, options))
		die("mount", target);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die("write", path);
	close(fd);
}

static char **read_strings(const char *folder, const char *name)
{
	char *path = NULL, *text = NULL, **strings = NULL;
	size_t size = 0, room = 0, count = 0;
	FILE *file;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		die("allocate", "memory");
	file = fopen(path, "re");
	if (!file)
		die("open", path);
	do {
		if (count == room)
			strings = checked(reallocarray(strings, room += 64, sizeof(*strings)));
		text = NULL;
		size = 0;
		strings[count++] = getdelim(&text, &size, '\0', file) < 0 ? NULL : text;
	} while (strings[count - 1]);
	fclose(file);
	free(path);
	return strings;
}

static struct job read_job(const char *folder)
{
	return (struct job){
		.argv = read_strings(folder, "argv"),
		.environ = read_strings(folder, "environ"),
		.cwd = read_strings(folder, "cwd"),
		.shares = read_strings(folder, "shares"),
	};
}

/* An overlay: the host's files below, memory above. What is written is lost with the kernel. */
static void enter_root(void)
{
	mount_at("tmpfs", "scratch", SCRATCH, "mode=755");
	make_folder(SCRATCH "/upper");
	make_folder(SCRATCH "/work");
	make_folder(ROOT);
	mount_at("overlay", "root", ROOT,
		 "lowerdir=/,upperdir=" SCRATCH "/upper,workdir=" SCRATCH "/work");
	if (chdir(ROOT) || mount(".", "/", NULL, MS_MOVE, NULL) || chroot("."))
		die("enter", ROOT);
}

static void mount_kernel_file_systems(void)
{
	mount_at("proc", "proc", "/proc", NULL);
	mount_at("sysfs", "sysfs", "/sys", NULL);
	mount_at("configfs", "configfs", "/sys/kernel/config", NULL);
	mount_at("debugfs", "debugfs", "/sys/kernel/debug", NULL);
	mount_at("devtmpfs", "devtmpfs", "/dev", "mode=755");
	make_folder("/dev/pts");
	mount_at("devpts", "devpts", "/dev/pts", "mode=620,ptmxmode=666");
	make_folder("/dev/shm");
	mount_at("tmpfs", "shm", "/dev/shm", "mode=1777");
	if (symlink("/proc/self/fd", "/dev/fd") || symlink("fd/0", "/dev/stdin") ||
	    symlink("fd/1", "/dev/stdout") || symlink("fd/2", "/dev/stderr"))
		die("link", "/dev/fd");
}

static void mount_share(char *folder, unsigned int number)
{
	char tag[32];

	make_folders(folder);
	if (in_user_mode()) {
		mount_at("hostfs", "share", folder, folder);
	} else {
		snprintf(tag, sizeof(tag), "share%u", number);
		mount_at("9p", tag, folder,
			 "trans=virtio,version=9p2000.L,msize=262144,cache=mmap");
	}
}

static void mount_shares(char **folders)
{
	for (unsigned int i = 0; folders[i]; i++)
		mount_share(folders[i], i);
	/* Write results to the host soon, even if the kernel is killed at a time-out. */
	write_file("/proc/sys/vm/dirty_writeback_centisecs", "50");
	write_file("/proc/sys/vm/dirty_expire_centisecs", "50");
}

static int open_port(const char *prefix, int number)
{
	struct termios mode;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s%d", prefix, number);
	fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		die("open", path);
	if (!tcgetattr(fd, &mode)) {
		cfmakeraw(&mode);
		tcsetattr(fd, TCSANOW, &mode);
	}
	return fd;
}

static void write_all(int fd, const char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t written = write(fd, bytes, count);

		if (written < 0)
			die("write", "to the host");
		bytes += written;
		count -= (size_t)written;
	}
}

static struct stream open_stream(int port)
{
	int ends[2];

	/* A pipe, because the command would take the console for a terminal. */
	if (pipe2(ends, O_CLOEXEC))
		die("make", "pipe");
	return (struct stream){.command = ends[1], .source = ends[0], .port = port};
}

static void pass_on(struct stream *stream)
{
	char bytes[65536];
	ssize_t count = read(stream->source, bytes, sizeof(bytes));

	if (count > 0) {
		write_all(stream->port, bytes, (size_t)count);
		return;
	}
	close(stream->source);
	stream->source = -1;
}

static _Noreturn void become_command(const struct job *job, const struct stream streams[2])
{
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	dup2(null, STDIN_FILENO);
	dup2(streams[0].command, STDOUT_FILENO);
	dup2(streams[1].command, STDERR_FILENO);
	if (null > STDERR_FILENO)
		close(null);
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	environ = job->environ;
	if (chdir(job->cwd[0]))
		err(126, "chdir %s", job->cwd[0]);
	execvp(job->argv[0], job->argv);
	err(errno == ENOENT ? 127 : 126, "%s", job->argv[0]);
}

static pid_t start_command(const struct job *job, struct stream streams[2])
{
	pid_t command = fork();

	if (command < 0)
		die("start", job->argv[0]);
	if (command == 0)
		become_command(job, streams);
	close(streams[0].command);
	close(streams[1].command);
	return command;
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* True once the command has ended; kills its remaining children, so that its streams end, too. */
static bool reap(int signals, pid_t command, int *result)
{
	struct signalfd_siginfo info;
	bool ended = false;
	int status;
	pid_t pid;

	if (read(signals, &info, sizeof(info)) < 0)
		die("read", "signals");
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != command)
			continue;
		*result = exit_status(status);
		ended = true;
		kill(-1, SIGKILL);
	}
	return ended;
}

static int run_command(const struct job *job, struct stream streams[2])
{
	bool running = true;
	int result = 0, signals;
	sigset_t child;
	pid_t command;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	signals = signalfd(-1, &child, SFD_CLOEXEC);
	command = start_command(job, streams);
	while (running || streams[0].source >= 0 || streams[1].source >= 0) {
		struct pollfd waits[] = {
			{.fd = streams[0].source, .events = POLLIN},
			{.fd = streams[1].source, .events = POLLIN},
			{.fd = signals, .events = POLLIN},
		};

		if (poll(waits, 3, -1) < 0)
			die("poll", job->argv[0]);
		for (int i = 0; i < 2; i++)
			if (waits[i].revents)
				pass_on(&streams[i]);
		if (waits[2].revents && reap(signals, command, &result))
			running = false;
	}
	return result;
}

int main(void)
{
	struct job job = read_job(getenv("job"));
	struct stream streams[2];
	int control, console;

	umask(0022);
	enter_root();
	mount_kernel_file_systems();
	console = open("/dev/console", O_RDWR);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(console, fd);
	mount_shares(job.shares);
	streams[0] = open_stream(open_port(getenv("port"), 1));
	streams[1] = open_stream(open_port(getenv("port"), 2));
	control = open_port(getenv("port"), 3);

	dprintf(control, "started\n");
	int result = run_command(&job, streams);
	sync();
	tcdrain(streams[0].port);
	tcdrain(streams[1].port);
	dprintf(control, "exit %d\n", result);
	tcdrain(control);
	power_off();
}
