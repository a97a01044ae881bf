/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads inside locked() that want each other's handles: a refusal, never a hang, and no other. */
#include "check.h"
#include "scene.h"
#include "thing.h"

enum { MANY = 4, ROUNDS = 300 };

/* A thread that owns one handle and wants another. */
struct greedy {
	struct thing *owned;
	struct thing *wanted;
	bool refused;
};

static void own_both(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(thing_own(greedy->owned));
	gg_step("owner");
	greedy->refused = !thing_own(greedy->wanted);
	if (!greedy->refused)
		CHECK(thing_leave(greedy->wanted));
	CHECK(thing_leave(greedy->owned));
}

static void close_as_owner_of_another(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(thing_own(greedy->owned));
	gg_step("owner");
	greedy->refused = !thing_close(greedy->wanted);
	CHECK(thing_leave(greedy->owned));
}

static void call_as_owner_of_another(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(thing_own(greedy->owned));
	gg_step("owner");
	greedy->refused = !thing_call_in_turn(greedy->wanted);
	CHECK(thing_leave(greedy->owned));
}

/*
 * Each owns one and wants the next. All but one sleep, in order; that one is refused, leaves, and
 * so the others come through.
 */
static void check_circle(size_t count, void (*part)(void *))
{
	struct thing *things[3];
	struct greedy all[3];
	struct actor *actors[3];

	for (size_t i = 0; i < count; i++)
		things[i] = thing_new(NULL);
	for (size_t i = 0; i < count; i++) {
		all[i] = (struct greedy){.owned = things[i], .wanted = things[(i + 1) % count]};
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
		thing_free(things[i]);
	}
}

static void circle_of_two_is_refused(void)
{
	check_circle(2, own_both);
}

static void circle_of_three_is_refused(void)
{
	check_circle(3, own_both);
}

static void circle_of_closers_is_refused(void)
{
	check_circle(2, close_as_owner_of_another);
	check_circle(3, close_as_owner_of_another);
}

static void circle_of_callers_is_refused(void)
{
	check_circle(2, call_as_owner_of_another);
	check_circle(3, call_as_owner_of_another);
}

/* Two that see each other too late: the look and the entry into the list are one step. */
static void circle_that_closes_at_once_is_refused(void)
{
	struct thing *a = thing_new(NULL), *b = thing_new(NULL);
	struct greedy first = {.owned = a, .wanted = b};
	struct actor *slow;

	CHECK(thing_try_own(b));
	/* Its locks: own a (two), try b, own list, leave list: stopped after its look, if anywhere.
	 */
	slow = act_until_nth("lock", 5, own_both, &first);
	await_rest(slow, "futex wait");
	CHECK(!thing_try_own(a));
	CHECK(!thing_wait_for_owner(a));
	CHECK(thing_leave(b));
	join(slow);
	CHECK(!first.refused);
	thing_free(a);
	thing_free(b);
}

/* No circle, no refusal. */

static void chain_is_no_circle(void)
{
	struct thing *things[] = {thing_new(NULL), thing_new(NULL), thing_new(NULL)};
	struct greedy second = {.owned = things[1], .wanted = things[0]};
	struct greedy third = {.owned = things[2], .wanted = things[1]};
	struct actor *actors[3];

	actors[0] = act_until("owner", play_own, things[0]);
	await_stop(actors[0]);
	actors[1] = act(own_both, &second);
	await_sleep(actors[1], "futex wait");
	actors[2] = act(own_both, &third);
	await_sleep(actors[2], "futex wait");
	for (size_t i = 0; i < COUNT_OF(actors); i++)
		join(actors[i]);
	CHECK(!second.refused && !third.refused);
	for (size_t i = 0; i < COUNT_OF(things); i++)
		thing_free(things[i]);
}

static void waiters_for_the_same_owner_are_no_circle(void)
{
	struct thing *a = thing_new(NULL), *b = thing_new(NULL), *c = thing_new(NULL);
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
	thing_free(a);
	thing_free(b);
	thing_free(c);
}

/* Whoever has waited for its turn and had it waits no more, whatever it owns later. */
static void wait_and_stay(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(thing_own(greedy->owned));
	CHECK(thing_own(greedy->wanted));
	CHECK(thing_leave(greedy->wanted));
	gg_step("owner");
	CHECK(thing_leave(greedy->owned));
}

static void past_wait_is_no_wait(void)
{
	struct thing *a = thing_new(NULL), *b = thing_new(NULL);
	struct greedy first = {.owned = a, .wanted = b}, second = {.owned = b, .wanted = a};
	struct actor *actors[2];

	CHECK(thing_try_own(b));
	actors[0] = act_until("owner", wait_and_stay, &first);
	await_sleep(actors[0], "futex wait");
	CHECK(thing_leave(b));
	await_stop(actors[0]);
	actors[1] = act(own_both, &second);
	await_sleep(actors[1], "futex wait");
	join(actors[0]);
	join(actors[1]);
	CHECK(!second.refused);
	thing_free(a);
	thing_free(b);
}

/* A thread that waited, was given its turn, and then owns while the owner of then waits for it. */
static void take_turns(void *arg)
{
	struct greedy *greedy = arg;

	CHECK(thing_own(greedy->owned)); /* after a wait */
	gg_step("owner");
	CHECK(thing_leave(greedy->owned));
}

static void old_owner_may_wait_for_the_new(void)
{
	struct thing *thing = thing_new(NULL);
	struct greedy next = {.owned = thing};
	struct actor *actor;

	CHECK(thing_try_own(thing));
	actor = act_until("owner", take_turns, &next);
	await_sleep(actor, "futex wait");
	CHECK(thing_leave(thing));
	await_stop(actor);
	CHECK(!thing_try_own(thing));
	go_on(actor);
	CHECK(thing_own(thing));
	CHECK(thing_leave(thing));
	join(actor);
	thing_free(thing);
}

/* Everyone wants two of three handles, in every order, and goes without when refused. */
static struct thing *things[3];
static unsigned long taken[3]; /* each written by the owner of that handle */
static _Atomic unsigned long taken_in_all;

static void take_pairs(void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		unsigned int first = (gg_thread_id() + i) % 3, second = (first + 1 + i / 3 % 2) % 3;

		CHECK(thing_own(things[first]));
		if (thing_own(things[second])) {
			taken[second]++;
			taken_in_all++;
			CHECK(thing_leave(things[second]));
		}
		taken[first]++;
		taken_in_all++;
		CHECK(thing_leave(things[first]));
	}
}

static void threads_with_two_of_three_all_come_through(void)
{
	for (size_t i = 0; i < COUNT_OF(things); i++)
		things[i] = thing_new(NULL);
	act_together(MANY, take_pairs, NULL);
	CHECK(taken[0] + taken[1] + taken[2] == taken_in_all);
	for (size_t i = 0; i < COUNT_OF(things); i++)
		thing_free(things[i]);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(circle_of_two_is_refused),
		TEST(circle_of_three_is_refused),
		TEST(circle_of_closers_is_refused),
		TEST(circle_of_callers_is_refused),
		TEST(circle_that_closes_at_once_is_refused),
		TEST(chain_is_no_circle),
		TEST(waiters_for_the_same_owner_are_no_circle),
		TEST(past_wait_is_no_wait),
		TEST(old_owner_may_wait_for_the_new),
		TEST(threads_with_two_of_three_all_come_through),
	};

	return RUN_TESTS(tests);
}
