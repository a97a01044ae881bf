/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits that have no time: they look, by poll() at first, by an epoll of their own when often. */
#include "check.h"
#include "scene.h"
#include "thing.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { MANY = 50, ROUNDS = 300 };

/* A thing, the pipe that is looked at, and what one look of an actor's said. */
struct scene {
	struct thing *thing;
	int ends[2];
	gg_outcome outcome;
};

static struct scene scene_new(void)
{
	struct scene scene = {.thing = thing_new(NULL)};

	CHECK(!pipe2(scene.ends, O_CLOEXEC | O_NONBLOCK));
	return scene;
}

static void scene_free(struct scene *scene)
{
	close(scene->ends[0]);
	close(scene->ends[1]);
	thing_free(scene->thing);
}

static gg_outcome look_at(struct thing *thing, int fd)
{
	gg_outcome outcome = GG_WOKEN;

	if (gg_pin(&thing->handle)) {
		gg_step("pinned");
		outcome = gg_probe(&thing->handle, fd);
		gg_unpin(&thing->handle);
	}
	return outcome;
}

static void look_often(struct scene *scene, gg_outcome expected)
{
	for (int i = 0; i < MANY; i++)
		CHECK(look_at(scene->thing, scene->ends[0]) == expected);
}

static void play_one_look(void *arg)
{
	struct scene *scene = arg;

	scene->outcome = look_at(scene->thing, scene->ends[0]);
}

static void play_look(void *arg)
{
	struct scene *scene = arg;

	for (int i = 0; i < MANY; i++)
		(void)look_at(scene->thing, scene->ends[0]);
}

static void put(struct scene *scene)
{
	CHECK(write(scene->ends[1], "x", 1) == 1);
}

static void take(struct scene *scene)
{
	char byte;

	CHECK(read(scene->ends[0], &byte, 1) == 1);
}

/* What comes and goes is seen, at each look. */
static void looks_see_what_is_there(void)
{
	struct scene scene = scene_new();

	for (int i = 0; i < MANY; i++) {
		CHECK(look_at(scene.thing, scene.ends[0]) == GG_TIMED_OUT);
		put(&scene);
		CHECK(look_at(scene.thing, scene.ends[0]) == GG_READY);
		take(&scene);
	}
	look_often(&scene, GG_TIMED_OUT);
	put(&scene);
	look_often(&scene, GG_READY);
	scene_free(&scene);
}

static void hang_up_is_seen(void)
{
	struct scene scene = scene_new();

	look_often(&scene, GG_TIMED_OUT);
	CHECK(dup2(scene.ends[0], scene.ends[1]) >= 0);
	look_often(&scene, GG_READY);
	scene_free(&scene);
}

/* Two pipes by one number, the first of which the epoll knows: it hears nothing of the second. */
static struct scene scene_with_deaf_epoll(struct scene *scene)
{
	struct scene other = scene_new();

	look_often(scene, GG_TIMED_OUT);
	CHECK(dup2(other.ends[0], scene->ends[0]) >= 0);
	return other;
}

static void find(struct scene *scene)
{
	for (int looks = 1; look_at(scene->thing, scene->ends[0]) != GG_READY; looks++)
		CHECK(looks < MANY);
}

/* An epoll is not told of another file by the same number; poll(), now and then, sees it. */
static void device_that_says_nothing_is_asked(void)
{
	struct scene scene = scene_new(), other = scene_with_deaf_epoll(&scene);

	put(&other);
	find(&scene);
	scene_free(&scene);
	scene_free(&other);
}

/* An epoll hears of it later than poll(): who has seen it once sees it until it is taken. */
static void what_was_found_is_there_until_it_is_taken(void)
{
	struct scene scene = scene_new(), other = scene_with_deaf_epoll(&scene);
	const struct timespec limit = {.tv_sec = 10};
	struct actor *actor;

	put(&other);
	find(&scene);
	look_often(&scene, GG_READY);
	take(&scene);
	look_often(&scene, GG_TIMED_OUT);
	actor = act_until_nth("epoll wait", MANY / 2, play_look, &scene);
	await_stop(actor);
	join(actor);

	put(&other);
	CHECK(gg_pin(&scene.thing->handle));
	CHECK(gg_wait(&scene.thing->handle, scene.ends[0], &limit) == GG_READY);
	gg_unpin(&scene.thing->handle);
	look_often(&scene, GG_READY);
	scene_free(&scene);
	scene_free(&other);
}

static void look_that_saw_nothing_hides_nothing_from_others(void)
{
	struct scene scene = scene_new(), other = scene_with_deaf_epoll(&scene);
	struct actor *late;

	put(&other);
	find(&scene);
	take(&scene);
	late = act_until("probed", play_one_look, &scene);
	await_stop(late);
	put(&other);
	CHECK(look_at(scene.thing, scene.ends[0]) == GG_READY);
	join(late);
	look_often(&scene, GG_READY);
	scene_free(&scene);
	scene_free(&other);
}

static void epoll_is_for_one_descriptor(void)
{
	struct scene scene = scene_new(), other = scene_new();

	look_often(&scene, GG_TIMED_OUT);
	put(&other);
	for (int i = 0; i < MANY; i++) {
		CHECK(look_at(scene.thing, other.ends[0]) == GG_READY);
		CHECK(look_at(scene.thing, scene.ends[0]) == GG_TIMED_OUT);
	}
	scene_free(&scene);
	scene_free(&other);
}

/* Files that no epoll takes are always readable. */
static void file_is_looked_at(void)
{
	struct scene scene = scene_new();
	int before = open_files(), file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	CHECK(file >= 0);
	for (int i = 0; i < MANY; i++)
		CHECK(look_at(scene.thing, file) == GG_READY);
	close(file);
	CHECK(open_files() == before);
	scene_free(&scene);
}

static void one_look_makes_no_descriptor(void)
{
	struct scene scene = scene_new();
	int before = open_files();

	play_one_look(&scene);
	CHECK(scene.outcome == GG_TIMED_OUT);
	CHECK(open_files() == before);
	scene_free(&scene);
}

static void looks_need_no_descriptor(void)
{
	struct scene scene = scene_new();
	rlim_t before = limit_files((rlim_t)scene.ends[1] + 1);

	look_often(&scene, GG_TIMED_OUT);
	put(&scene);
	look_often(&scene, GG_READY);
	limit_files(before);
	scene_free(&scene);
}

static void close_gives_the_descriptor_back(void)
{
	struct scene scene = scene_new();
	int before = open_files(), number;

	look_often(&scene, GG_TIMED_OUT);
	CHECK(open_files() == before + 1);
	number = scene.thing->handle.probe_epoll;
	CHECK(fcntl(number, F_GETFD) & FD_CLOEXEC);
	CHECK(thing_close(scene.thing));
	CHECK(open_files() == before);
	CHECK(look_at(scene.thing, scene.ends[0]) == GG_WOKEN);
	scene_free(&scene);
}

static void descriptor_is_closed_only_once(void)
{
	struct scene scene = scene_new();
	int number;

	look_often(&scene, GG_TIMED_OUT);
	number = scene.thing->handle.probe_epoll;
	CHECK(thing_close(scene.thing));
	CHECK(fcntl(scene.ends[0], F_DUPFD_CLOEXEC, number) == number); /* a stranger's, by now */
	thing_free(scene.thing);
	CHECK(!close(number));
	scene.thing = thing_new(NULL);
	scene_free(&scene);
}

static void object_that_goes_unclosed_gives_the_descriptor_back(void)
{
	struct scene scene = scene_new();
	int before;

	look_often(&scene, GG_TIMED_OUT);
	before = open_files();
	thing_free(scene.thing);
	CHECK(open_files() == before - 1);
	scene.thing = thing_new(NULL);
	scene_free(&scene);
}

/* The second comes while the first makes it: it asks the device. */
static void descriptor_is_made_once(void)
{
	struct scene scene = scene_new();
	struct actor *first = act_until("epoll create", play_look, &scene);
	int before;

	await_stop(first);
	before = open_files();
	play_look(&scene);
	CHECK(open_files() == before);
	join(first);
	CHECK(open_files() == before + 1);
	scene_free(&scene);
}

/* In one thread after another. */
static void epoll_is_asked_most_of_the_time(void)
{
	struct scene scene = scene_new();

	for (int i = 0; i < 3; i++) {
		struct actor *actor = act_until_nth("epoll wait", MANY * 3 / 4, play_look, &scene);

		await_stop(actor);
		join(actor);
	}
	scene_free(&scene);
}

/* Linux may tell one of two that ask an epoll at once that there is nothing. */
static void epoll_is_asked_by_one_at_a_time(void)
{
	struct scene scene = scene_new();
	struct actor *first = act_until("epoll wait", play_look, &scene), *second;

	await_stop(first);
	second = act_until_nth("poll", MANY, play_look, &scene);
	await_stop(second);
	join(first);
	join(second);
	scene_free(&scene);
}

/* Whoever looks has a pin: nothing is closed under its eyes. */
static void close_waits_for_a_look(void)
{
	struct scene scene = scene_new();
	struct actor *looker = act_until("epoll wait", play_look, &scene), *closer;

	await_stop(looker);
	closer = act(play_close, scene.thing);
	await_sleep(closer, "futex wait");
	CHECK(fcntl(scene.thing->handle.probe_epoll, F_GETFD) >= 0);
	join(looker);
	join(closer);
	scene_free(&scene);
}

/* With nothing there, and with something: it would be read from an object that goes away. */
static void close_comes_before_what_is_there(void)
{
	const char *const steps[] = {"probe", "poll", "probed"};

	for (size_t i = 0; i < 2 * COUNT_OF(steps); i++) {
		struct scene scene = scene_new();
		struct actor *looker = act_until(steps[i / 2], play_one_look, &scene), *closer;

		if (i % 2)
			put(&scene);
		await_stop(looker);
		closer = act(play_close, scene.thing);
		await_sleep(closer, "futex wait");
		join(looker);
		join(closer);
		CHECK(scene.outcome == GG_WOKEN);
		scene_free(&scene);
	}
}

static void looks_and_closes_meet(void)
{
	int before = open_files();

	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct scene scene = scene_new();
		struct actor *all[] = {
			act_until("start", play_look, &scene),
			act_until("start", play_look, &scene),
			act_until("start", play_look, &scene),
			act_until("start", play_close, scene.thing),
		};

		for (size_t k = 0; k < COUNT_OF(all); k++)
			await_stop(all[k]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			go_on(all[(k + i) % COUNT_OF(all)]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			join(all[k]);
		scene_free(&scene);
	}
	CHECK(open_files() == before);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(looks_see_what_is_there),
		TEST(hang_up_is_seen),
		TEST(device_that_says_nothing_is_asked),
		TEST(what_was_found_is_there_until_it_is_taken),
		TEST(look_that_saw_nothing_hides_nothing_from_others),
		TEST(epoll_is_for_one_descriptor),
		TEST(file_is_looked_at),
		TEST(one_look_makes_no_descriptor),
		TEST(looks_need_no_descriptor),
		TEST(close_gives_the_descriptor_back),
		TEST(descriptor_is_closed_only_once),
		TEST(object_that_goes_unclosed_gives_the_descriptor_back),
		TEST(descriptor_is_made_once),
		TEST(epoll_is_asked_most_of_the_time),
		TEST(epoll_is_asked_by_one_at_a_time),
		TEST(close_waits_for_a_look),
		TEST(close_comes_before_what_is_there),
		TEST(looks_and_closes_meet),
	};

	return RUN_TESTS(tests);
}
