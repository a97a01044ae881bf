/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads that end inside locked(): their blocks end with them, and no others. */
#include "check.h"
#include "scene.h"
#include "thing.h"

#include <pthread.h>
#include <sched.h>

static void own_and_end(void *arg)
{
	struct thing *thing = arg;

	CHECK(thing_own(thing));
	CHECK(thing_own(thing));
	gg_step("owner");
}

static void play_call_in_turn(void *arg)
{
	CHECK(thing_call_in_turn(arg));
}

/* The thread's part has ended by then, but the thread has not. */
static void await_the_end_of_the_thread(struct actor *actor)
{
	while (!has_stopped(actor))
		sched_yield();
}

static void block_of_a_thread_that_has_ended_is_over(void)
{
	gg_guard *const guards[] = {NULL, gg_library_guard()};

	for (size_t i = 0; i < COUNT_OF(guards); i++) {
		struct thing *thing = thing_new(guards[i]);

		join(act(own_and_end, thing));
		CHECK(thing_call(thing));
		CHECK(thing_own(thing));
		CHECK(thing_leave(thing));
		CHECK(!thing_leave(thing));
		play_close(thing);
		thing_free(thing);
	}
}

static void end_of_a_thread_wakes_the_queue(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act_until("owner", own_and_end, thing), *queue[2];

	await_stop(owner);
	for (size_t i = 0; i < COUNT_OF(queue); i++) {
		queue[i] = act(play_call_in_turn, thing);
		await_sleep(queue[i], "futex wait");
	}
	go_on(owner);
	for (size_t i = 0; i < COUNT_OF(queue); i++)
		join(queue[i]);
	join(owner);
	thing_free(thing);
}

static void end_of_a_thread_wakes_who_waits_to_close(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act_until("owner", own_and_end, thing), *closer;

	await_stop(owner);
	closer = act(play_close, thing);
	await_sleep(closer, "futex wait");
	go_on(owner);
	join(closer);
	join(owner);
	thing_free(thing);
}

static void own_all_and_end(void *arg)
{
	struct thing **things = arg;

	for (int i = 0; i < 3; i++)
		CHECK(thing_own(things[i]));
}

static void all_blocks_of_the_thread_are_over(void)
{
	struct thing *things[] = {thing_new(NULL), thing_new(NULL), thing_new(NULL)};

	join(act(own_all_and_end, things));
	for (size_t i = 0; i < COUNT_OF(things); i++) {
		CHECK(thing_call(things[i]));
		thing_free(things[i]);
	}
}

static void blocks_of_other_threads_are_not(void)
{
	struct thing *mine = thing_new(NULL), *theirs = thing_new(NULL), *last = thing_new(NULL);

	CHECK(thing_try_own(mine));
	join(act(own_and_end, theirs));
	CHECK(thing_try_own(last));
	join(act(play_call_in_turn, theirs));
	join(act(play_call, mine));
	CHECK(mine->refused);
	CHECK(thing_leave(mine));
	CHECK(thing_leave(last));
	thing_free(mine);
	thing_free(theirs);
	thing_free(last);
}

/* What is left of the block, and is dropped now, is not the next owner's. */
static void next_block_is_not_ended_with_it(void)
{
	struct thing *thing = thing_new(NULL);
	uint64_t ended;

	join(act(own_and_end, thing));
	ended = thing->tenure;
	CHECK(thing_try_own(thing));
	gg_abandon(&thing->handle, ended, 2);
	CHECK(!gg_disown(&thing->handle, ended));
	join(act(play_call, thing));
	CHECK(thing->refused);
	CHECK(thing_leave(thing));
	thing_free(thing);
}

/* The last reference to block and handle goes just before the thread ends its blocks. */
static void end_of_a_thread_touches_nothing_that_is_gone(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act_until("thread ends", own_and_end, thing);

	await_the_end_of_the_thread(owner);
	CHECK(!thing_call(thing));
	thing_abandon(thing, 2);
	CHECK(thing_call(thing));
	thing_free(thing);
	join(owner);
}

/* Or while it does. */
static void whoever_drops_the_block_meanwhile_waits(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act_until_nth("unlock", 5, own_and_end, thing), *other;

	/* Its unlocks: twice own, of two locks each; and then those of its blocks are over. */
	await_the_end_of_the_thread(owner);
	other = act(play_call_in_turn, thing);
	join(other);
	go_on(owner);
	thing_abandon(thing, 2);
	thing_free(thing);
	join(owner);
}

/* Another key's destructor, which comes after ours, owns again. */
static struct thing *late;

static void own_late(void *arg)
{
	(void)arg;
	CHECK(thing_own(late));
}

static void use_key_and_own(void *arg)
{
	pthread_key_t *key = arg;

	CHECK(thing_own(late));
	CHECK(!pthread_setspecific(*key, key));
}

static void owner_in_another_destructor_is_evicted_as_well(void)
{
	pthread_key_t key;

	late = thing_new(NULL);
	CHECK(gg_watch_thread_exit()); /* our key is made first */
	CHECK(!pthread_key_create(&key, own_late));
	join(act(use_key_and_own, &key));
	CHECK(thing_call(late));
	thing_free(late);
}

static void no_key_no_owner(void)
{
	pthread_key_t key;

	while (!pthread_key_create(&key, NULL))
		continue;
	CHECK(!gg_watch_thread_exit());
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(block_of_a_thread_that_has_ended_is_over),
		TEST(end_of_a_thread_wakes_the_queue),
		TEST(end_of_a_thread_wakes_who_waits_to_close),
		TEST(all_blocks_of_the_thread_are_over),
		TEST(blocks_of_other_threads_are_not),
		TEST(next_block_is_not_ended_with_it),
		TEST(end_of_a_thread_touches_nothing_that_is_gone),
		TEST(whoever_drops_the_block_meanwhile_waits),
		TEST(owner_in_another_destructor_is_evicted_as_well),
		TEST(no_key_no_owner),
	};

	return RUN_TESTS(tests);
}
