/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads inside locked() that want each other's handles: refused if and only if they deadlock. */
#include "actor.h"
#include "check.h"
#include "dummy.h"

enum { MANY = 4, ROUNDS = 300 };

/* A thread that owns one handle and wants another. */
struct greedy {
	struct dummy *owned;
	struct dummy *wanted;
	bool refused;
};

static void own_both(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(dummy_own(greedy->owned));
	gg_step("owner");
	greedy->refused = !dummy_own(greedy->wanted);
	if (!greedy->refused)
		CHECK(dummy_leave(greedy->wanted));
	CHECK(dummy_leave(greedy->owned));
}

static void close_as_owner_of_another(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(dummy_own(greedy->owned));
	gg_step("owner");
	greedy->refused = !dummy_close(greedy->wanted);
	CHECK(dummy_leave(greedy->owned));
}

static void call_as_owner_of_another(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(dummy_own(greedy->owned));
	gg_step("owner");
	greedy->refused = !dummy_call_in_turn(greedy->wanted);
	CHECK(dummy_leave(greedy->owned));
}

/*
 * Each owns one and wants the next. All but the last sleep; the last is refused and leaves, and
 * then the others get what they want.
 */
static void check_cycle(size_t count, void (*part)(void *))
{
	struct dummy *dummies[3];
	struct greedy all[3];
	struct actor *actors[3];

	for (size_t i = 0; i < count; i++)
		dummies[i] = dummy_new(NULL);
	for (size_t i = 0; i < count; i++) {
		all[i] = (struct greedy){.owned = dummies[i], .wanted = dummies[(i + 1) % count]};
		actors[i] = act_until("owner", part, &all[i]);
		await_stop(actors[i]);
	}
	for (size_t i = 0; i + 1 < count; i++) {
		go_on(actors[i]);
		await_sleep(actors[i], "futex wait");
	}
	for (size_t i = count; i > 0; i--)
		join(actors[i - 1]);
	for (size_t i = 0; i < count; i++) {
		CHECK(all[i].refused == (i + 1 == count));
		dummy_free(dummies[i]);
	}
}

static void cycle_of_two_is_refused(void)
{
	check_cycle(2, own_both);
}

static void cycle_of_three_is_refused(void)
{
	check_cycle(3, own_both);
}

static void cycle_of_closers_is_refused(void)
{
	check_cycle(2, close_as_owner_of_another);
	check_cycle(3, close_as_owner_of_another);
}

static void cycle_of_callers_is_refused(void)
{
	check_cycle(2, call_as_owner_of_another);
	check_cycle(3, call_as_owner_of_another);
}

/* The search for a cycle and the entry into the list must be one step. */
static void cycle_that_closes_concurrently_is_refused(void)
{
	struct dummy *a = dummy_new(NULL), *b = dummy_new(NULL);
	struct greedy first = {.owned = a, .wanted = b};
	struct actor *slow;

	CHECK(dummy_try_own(b));
	/* Its locks: own a takes two, b one, and the list one each to enter and to leave. If the
	 * search were separate, the fifth would come after it. */
	slow = act_until_nth("lock", 5, own_both, &first);
	await_rest(slow, "futex wait");
	CHECK(!dummy_try_own(a));
	CHECK(!dummy_wait_for_owner(a));
	CHECK(dummy_leave(b));
	join(slow);
	CHECK(!first.refused);
	dummy_free(a);
	dummy_free(b);
}

/* Without a cycle, no refusal. */

static void chain_is_no_cycle(void)
{
	struct dummy *dummies[] = {dummy_new(NULL), dummy_new(NULL), dummy_new(NULL)};
	struct greedy second = {.owned = dummies[1], .wanted = dummies[0]};
	struct greedy third = {.owned = dummies[2], .wanted = dummies[1]};
	struct actor *actors[3];

	actors[0] = act_until("owner", play_own, dummies[0]);
	await_stop(actors[0]);
	actors[1] = act(own_both, &second);
	await_sleep(actors[1], "futex wait");
	actors[2] = act(own_both, &third);
	await_sleep(actors[2], "futex wait");
	for (size_t i = 0; i < COUNT_OF(actors); i++)
		join(actors[i]);
	CHECK(!second.refused && !third.refused);
	for (size_t i = 0; i < COUNT_OF(dummies); i++)
		dummy_free(dummies[i]);
}

static void waiters_for_the_same_owner_are_no_cycle(void)
{
	struct dummy *a = dummy_new(NULL), *b = dummy_new(NULL), *c = dummy_new(NULL);
	struct greedy first = {.owned = b, .wanted = a}, second = {.owned = c, .wanted = a};
	struct actor *actors[3];

	actors[0] = act_until("owner", play_own, a);
	await_stop(actors[0]);
	actors[1] = act(own_both, &first);
	await_sleep(actors[1], "futex wait");
	actors[2] = act(own_both, &second);
	await_sleep(actors[2], "futex wait");
	for (size_t i = 0; i < COUNT_OF(actors); i++)
		join(actors[i]);
	CHECK(!first.refused && !second.refused);
	dummy_free(a);
	dummy_free(b);
	dummy_free(c);
}

/* A wait that has ended does not count, whatever the thread owns later. */
static void wait_and_stay(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(dummy_own(greedy->owned));
	CHECK(dummy_own(greedy->wanted));
	CHECK(dummy_leave(greedy->wanted));
	gg_step("owner");
	CHECK(dummy_leave(greedy->owned));
}

static void finished_wait_is_not_part_of_a_cycle(void)
{
	struct dummy *a = dummy_new(NULL), *b = dummy_new(NULL);
	struct greedy first = {.owned = a, .wanted = b}, second = {.owned = b, .wanted = a};
	struct actor *actors[2];

	CHECK(dummy_try_own(b));
	actors[0] = act_until("owner", wait_and_stay, &first);
	await_sleep(actors[0], "futex wait");
	CHECK(dummy_leave(b));
	await_stop(actors[0]);
	actors[1] = act(own_both, &second);
	await_sleep(actors[1], "futex wait");
	join(actors[0]);
	join(actors[1]);
	CHECK(!second.refused);
	dummy_free(a);
	dummy_free(b);
}

/* A thread waits for the owner, becomes the owner, and the old owner waits for it. */
static void take_turns(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(dummy_own(greedy->owned)); /* after a wait */
	gg_step("owner");
	CHECK(dummy_leave(greedy->owned));
}

static void old_owner_may_wait_for_the_new(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct greedy next = {.owned = dummy};
	struct actor *actor;

	CHECK(dummy_try_own(dummy));
	actor = act_until("owner", take_turns, &next);
	await_sleep(actor, "futex wait");
	CHECK(dummy_leave(dummy));
	await_stop(actor);
	CHECK(!dummy_try_own(dummy));
	go_on(actor);
	CHECK(dummy_own(dummy));
	CHECK(dummy_leave(dummy));
	join(actor);
	dummy_free(dummy);
}

/* Threads want two of three handles, in every order, and skip the second if refused. */
static struct dummy *dummies[3];
static unsigned long taken[3]; /* each written by the owner of that handle */
static _Atomic unsigned long taken_in_all;

static void take_pairs(void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		unsigned int first = (gg_thread_id() + i) % 3, second = (first + 1 + i / 3 % 2) % 3;

		CHECK(dummy_own(dummies[first]));
		if (dummy_own(dummies[second])) {
			taken[second]++;
			taken_in_all++;
			CHECK(dummy_leave(dummies[second]));
		}
		taken[first]++;
		taken_in_all++;
		CHECK(dummy_leave(dummies[first]));
	}
}

static void threads_that_want_two_of_three_all_finish(void)
{
	for (size_t i = 0; i < COUNT_OF(dummies); i++)
		dummies[i] = dummy_new(NULL);
	act_together(MANY, take_pairs, NULL);
	CHECK(taken[0] + taken[1] + taken[2] == taken_in_all);
	for (size_t i = 0; i < COUNT_OF(dummies); i++)
		dummy_free(dummies[i]);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(cycle_of_two_is_refused),
		TEST(cycle_of_three_is_refused),
		TEST(cycle_of_closers_is_refused),
		TEST(cycle_of_callers_is_refused),
		TEST(cycle_that_closes_concurrently_is_refused),
		TEST(chain_is_no_cycle),
		TEST(waiters_for_the_same_owner_are_no_cycle),
		TEST(finished_wait_is_not_part_of_a_cycle),
		TEST(old_owner_may_wait_for_the_new),
		TEST(threads_that_want_two_of_three_all_finish),
	};

	return RUN_TESTS(tests);
}
