/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads that exit inside locked(): their blocks end, and no others. */
#include "actor.h"
#include "check.h"
#include "dummy.h"

#include <pthread.h>
#include <sched.h>

static void own_and_end(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(dummy_own(dummy));
	CHECK(dummy_own(dummy));
	gg_step("owner");
}

static void play_call_in_turn(void *arg)
{
	CHECK(dummy_call_in_turn(arg));
}

/* Unlike await_stop(), also for a step that comes after the actor's own function. */
static void await_the_end_of_the_thread(struct actor *actor)
{
	while (!has_stopped(actor))
		sched_yield();
}

static void thread_exit_ends_its_block(void)
{
	gg_guard *const guards[] = {NULL, gg_library_guard()};

	for (size_t i = 0; i < COUNT_OF(guards); i++) {
		struct dummy *dummy = dummy_new(guards[i]);

		join(act(own_and_end, dummy));
		CHECK(dummy_call(dummy));
		CHECK(dummy_own(dummy));
		CHECK(dummy_leave(dummy));
		CHECK(!dummy_leave(dummy));
		play_close(dummy);
		dummy_free(dummy);
	}
}

static void thread_exit_wakes_the_queue(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act_until("owner", own_and_end, dummy), *queue[2];

	await_stop(owner);
	for (size_t i = 0; i < COUNT_OF(queue); i++) {
		queue[i] = act(play_call_in_turn, dummy);
		await_sleep(queue[i], "futex wait");
	}
	go_on(owner);
	for (size_t i = 0; i < COUNT_OF(queue); i++)
		join(queue[i]);
	join(owner);
	dummy_free(dummy);
}

static void thread_exit_wakes_a_waiting_closer(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act_until("owner", own_and_end, dummy), *closer;

	await_stop(owner);
	closer = act(play_close, dummy);
	await_sleep(closer, "futex wait");
	go_on(owner);
	join(closer);
	join(owner);
	dummy_free(dummy);
}

static void own_all_and_end(void *arg)
{
	struct dummy **dummies = arg;

	for (int i = 0; i < 3; i++)
		CHECK(dummy_own(dummies[i]));
}

static void thread_exit_ends_all_its_blocks(void)
{
	struct dummy *dummies[] = {dummy_new(NULL), dummy_new(NULL), dummy_new(NULL)};

	join(act(own_all_and_end, dummies));
	for (size_t i = 0; i < COUNT_OF(dummies); i++) {
		CHECK(dummy_call(dummies[i]));
		dummy_free(dummies[i]);
	}
}

static void thread_exit_ends_no_other_blocks(void)
{
	struct dummy *mine = dummy_new(NULL), *theirs = dummy_new(NULL), *last = dummy_new(NULL);

	CHECK(dummy_try_own(mine));
	join(act(own_and_end, theirs));
	CHECK(dummy_try_own(last));
	join(act(play_call_in_turn, theirs));
	join(act(play_call, mine));
	CHECK(mine->refused);
	CHECK(dummy_leave(mine));
	CHECK(dummy_leave(last));
	dummy_free(mine);
	dummy_free(theirs);
	dummy_free(last);
}

/* The context object is dropped when another thread already owns the handle. */
static void late_abandon_does_not_end_the_next_block(void)
{
	struct dummy *dummy = dummy_new(NULL);
	uint64_t ended;

	join(act(own_and_end, dummy));
	ended = dummy->tenure;
	CHECK(dummy_try_own(dummy));
	gg_abandon(&dummy->handle, ended, 2);
	CHECK(!gg_disown(&dummy->handle, ended));
	join(act(play_call, dummy));
	CHECK(dummy->refused);
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

/* The handle is freed just before the exiting thread ends its blocks. */
static void thread_exit_touches_no_freed_memory(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act_until("thread ends", own_and_end, dummy);

	await_the_end_of_the_thread(owner);
	CHECK(!dummy_call(dummy));
	dummy_abandon(dummy, 2);
	CHECK(dummy_call(dummy));
	dummy_free(dummy);
	join(owner);
}

/* The same while it ends them. */
static void abandon_during_thread_exit_waits(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act_until_nth("unlock", 5, own_and_end, dummy), *other;

	/* It unlocks twice each time it owns; the fifth is at the end of evict_thread(). */
	await_the_end_of_the_thread(owner);
	other = act(play_call_in_turn, dummy);
	join(other);
	go_on(owner);
	dummy_abandon(dummy, 2);
	dummy_free(dummy);
	join(owner);
}

/* The destructor of another key, which runs after the runtime's, owns again. */
static struct dummy *late;

static void own_late(void *arg)
{
	(void)arg;
	CHECK(dummy_own(late));
}

static void use_key_and_own(void *arg)
{
	pthread_key_t *key = arg;

	CHECK(dummy_own(late));
	CHECK(!pthread_setspecific(*key, key));
}

static void owner_in_a_later_destructor_is_evicted(void)
{
	pthread_key_t key;

	late = dummy_new(NULL);
	CHECK(gg_watch_thread_exit()); /* so that its key is created first */
	CHECK(!pthread_key_create(&key, own_late));
	join(act(use_key_and_own, &key));
	CHECK(dummy_call(late));
	dummy_free(late);
}

static void watching_fails_if_no_key_is_left(void)
{
	pthread_key_t key;

	while (!pthread_key_create(&key, NULL))
		continue;
	CHECK(!gg_watch_thread_exit());
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(thread_exit_ends_its_block),
		TEST(thread_exit_wakes_the_queue),
		TEST(thread_exit_wakes_a_waiting_closer),
		TEST(thread_exit_ends_all_its_blocks),
		TEST(thread_exit_ends_no_other_blocks),
		TEST(late_abandon_does_not_end_the_next_block),
		TEST(thread_exit_touches_no_freed_memory),
		TEST(abandon_during_thread_exit_waits),
		TEST(owner_in_a_later_destructor_is_evicted),
		TEST(watching_fails_if_no_key_is_left),
	};

	return RUN_TESTS(tests);
}
