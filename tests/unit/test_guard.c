/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Getting into handles: one thread at a time, several handles in one order, all or none. */
#include "check.h"
#include "excuse.h"
#include "scene.h"
#include "thing.h"

enum { MANY = 8, ROUNDS = 2000 };

static void half_made_object_refuses_all_use(void)
{
	struct thing *thing = thing_half_made(NULL);
	gg_handle *const handles[] = {&thing->handle};

	CHECK(!gg_enter(&thing->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!gg_pin(&thing->handle));
	CHECK(!thing_try_own(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	thing_open(thing);
	CHECK(thing_call(thing));
	CHECK(thing_close(thing));
	thing_free(thing);
}

static void call_waits_for_the_one_inside(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *first = act_until("inside", play_slow_call, thing), *second;

	await_stop(first);
	second = act(play_call, thing);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(!thing->refused);
	CHECK(thing->calls == 2);
	thing_free(thing);
}

static void call_often(void *arg)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++)
		CHECK(thing_call(arg));
}

static void calls_of_many_threads_take_turns(void)
{
	struct thing *thing = thing_new(NULL);

	act_together(MANY, call_often, thing);
	CHECK(thing->calls == MANY * rounds(ROUNDS));
	thing_free(thing);
}

static void call_when_it_is_open(void *arg)
{
	while (!thing_call(arg))
		;
}

static void pin_when_it_is_open(void *arg)
{
	struct thing *thing = arg;

	while (!gg_pin(&thing->handle))
		;
	EXCUSE_ACQUIRE(thing->handle.state);
	CHECK(thing->native);
	EXCUSE_RELEASE(thing->handle.state);
	gg_unpin(&thing->handle);
}

/* What was written before the handle opened is there for whoever gets in. */
static void object_is_whole_when_it_opens(void)
{
	struct thing *thing = thing_half_made(NULL);
	struct actor *caller = act(call_when_it_is_open, thing);
	struct actor *pinner = act(pin_when_it_is_open, thing);

	thing_open(thing);
	join(caller);
	join(pinner);
	CHECK(thing->calls == 1);
	thing_free(thing);
}

static void refused_call_holds_nothing(void)
{
	struct thing *thing = thing_new(NULL);
	gg_handle *const handles[] = {&thing->handle};

	CHECK(thing_close(thing));
	CHECK(!gg_enter(&thing->handle));
	CHECK(locks_held() == 0);
	CHECK(!gg_enter_all(handles, 1));
	CHECK(locks_held() == 0);
	join(act(play_call, thing));
	CHECK(thing->refused);
	thing_free(thing);
}

/* Several handles. */

struct several {
	struct thing *things[3];
	gg_handle *handles[3];
	size_t count;
	bool refused;
};

static struct several in_order(struct thing *a, struct thing *b, struct thing *c)
{
	struct several several = {
		.things = {a, b, c}, .handles = {&a->handle, &b->handle}, .count = 2};

	if (c)
		several.handles[several.count++] = &c->handle;
	return several;
}

static void call_several(void *arg)
{
	struct several *several = arg;

	several->refused = !gg_enter_all(several->handles, several->count);
	if (several->refused)
		return;
	for (size_t i = 0; i < several->count; i++)
		thing_work(several->things[i]);
	gg_leave_all(several->handles, several->count);
}

static void guards_are_entered_in_one_order(void)
{
	struct thing *a = thing_new(NULL), *b = thing_new(NULL);
	struct several forth = in_order(a, b, NULL), back = in_order(b, a, NULL);
	struct actor *first = act_until_nth("enter one of several", 2, call_several, &forth),
		     *second;

	await_stop(first); /* between its two locks */
	second = act(call_several, &back);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(a->calls == 2 && b->calls == 2);
	thing_free(a);
	thing_free(b);
}

static struct thing *three[3];

static void call_in_all_orders(void *arg)
{
	struct several orders[] = {
		in_order(three[0], three[1], three[2]), in_order(three[0], three[2], three[1]),
		in_order(three[1], three[0], three[2]), in_order(three[1], three[2], three[0]),
		in_order(three[2], three[0], three[1]), in_order(three[2], three[1], three[0]),
	};

	(void)arg;
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct several *several = &orders[i % COUNT_OF(orders)];

		call_several(several);
		CHECK(!several->refused);
	}
}

static void threads_meet_on_three_handles_in_all_orders(void)
{
	for (size_t i = 0; i < COUNT_OF(three); i++)
		three[i] = thing_new(NULL);
	act_together(MANY, call_in_all_orders, NULL);
	for (size_t i = 0; i < COUNT_OF(three); i++) {
		CHECK(three[i]->calls == MANY * rounds(ROUNDS));
		thing_free(three[i]);
	}
}

static void same_handle_may_come_twice(void)
{
	struct thing *a = thing_new(NULL), *b = thing_new(NULL);
	struct several twice = in_order(a, a, NULL), around = in_order(a, b, a);

	CHECK(gg_enter_all(twice.handles, twice.count));
	CHECK(locks_held() == 1);
	gg_leave_all(twice.handles, twice.count);
	CHECK(locks_held() == 0);
	CHECK(gg_enter_all(around.handles, around.count));
	CHECK(locks_held() == 2);
	gg_leave_all(around.handles, around.count);
	join(act(play_call, a));
	join(act(play_call, b));
	CHECK(!a->refused && !b->refused);
	thing_free(a);
	thing_free(b);
}

static void several_are_entered_all_or_none(void)
{
	struct thing *a = thing_new(NULL), *b = thing_new(NULL), *c = thing_new(NULL);
	struct several several = in_order(a, b, c);
	struct actor *owner;

	for (int i = 0; i < 3; i++) {
		owner = act_until("owner", play_own, several.things[i]);
		await_stop(owner);
		CHECK(!gg_enter_all(several.handles, several.count));
		CHECK(gg_why_refused(several.handles[i]) == GG_OWNED);
		CHECK(locks_held() == 0);
		join(owner);
		CHECK(gg_enter_all(several.handles, several.count));
		gg_leave_all(several.handles, several.count);
	}
	CHECK(thing_close(b));
	CHECK(!gg_enter_all(several.handles, several.count));
	CHECK(gg_why_refused(&b->handle) == GG_CLOSED);
	CHECK(locks_held() == 0);
	CHECK(thing_call(a) && thing_call(c));
	thing_free(a);
	thing_free(b);
	thing_free(c);
}

/* Handles that share a guard. */

static void handles_on_one_guard_exclude_each_other(void)
{
	gg_guard *guard = gg_library_guard();
	struct thing *a = thing_new(guard), *b = thing_new(guard);
	struct actor *first = act_until("inside", play_slow_call, a), *second;
	struct several both = in_order(a, b, NULL);

	await_stop(first);
	second = act(play_call, b);
	await_sleep(second, "lock");
	join(first);
	join(second);
	call_several(&both);
	CHECK(!both.refused);
	CHECK(thing_close(a));
	CHECK(!thing_call(a) && thing_call(b));
	thing_free(a);
	thing_free(b);
}

static void call_library(void *arg)
{
	struct thing *thing = arg;

	CHECK(gg_enter_library());
	thing_work(thing);
	gg_leave_library();
}

static void enter_library_as_a_stranger(void *arg)
{
	(void)arg;
	CHECK(!gg_enter_library());
	CHECK(locks_held() == 0);
}

/* A function of the library that is given no handle is kept from those that are. */
static void call_on_no_handle_has_the_same_guard(void)
{
	struct thing *thing = thing_new(gg_library_guard());
	struct actor *first = act_until("inside", play_slow_call, thing), *second;

	await_stop(first);
	second = act(call_library, thing);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(thing->calls == 2);
	CHECK(thing_try_own(thing));
	call_library(thing);
	join(act(enter_library_as_a_stranger, NULL));
	CHECK(thing_leave(thing));
	join(act(call_library, thing));
	thing_free(thing);
}

static void destroy_in_library(void *arg)
{
	struct thing *thing = arg;

	gg_lock_library();
	thing_work(thing);
	gg_leave_library();
}

/* An object that nobody else sees is destroyed beside no call, and whoever is inside locked(). */
static void what_nobody_sees_is_destroyed_under_the_guard(void)
{
	struct thing *thing = thing_new(gg_library_guard());
	struct actor *first = act_until("inside", play_slow_call, thing), *second;

	await_stop(first);
	second = act(destroy_in_library, thing);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(thing->calls == 2);
	CHECK(thing_try_own(thing));
	join(act(destroy_in_library, thing));
	CHECK(thing_leave(thing));
	thing_free(thing);
}

static gg_guard *_Atomic seen;

static void look_at_the_library_guard(void *arg)
{
	gg_guard *guard = gg_library_guard(), *before = NULL;

	(void)arg;
	if (!atomic_compare_exchange_strong_explicit(&seen, &before, guard, memory_order_relaxed,
						     memory_order_relaxed))
		CHECK(before == guard);
	gg_lock_acquire(&guard->lock);
	gg_lock_release(&guard->lock);
}

static void library_has_one_guard(void)
{
	if (ON_HELGRIND)
		gg_library_guard(); /* helgrind does not know pthread_once() */
	act_together(MANY, look_at_the_library_guard, NULL);
	CHECK(atomic_load(&seen));
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(half_made_object_refuses_all_use),
		TEST(call_waits_for_the_one_inside),
		TEST(calls_of_many_threads_take_turns),
		TEST(object_is_whole_when_it_opens),
		TEST(refused_call_holds_nothing),
		TEST(guards_are_entered_in_one_order),
		TEST(threads_meet_on_three_handles_in_all_orders),
		TEST(same_handle_may_come_twice),
		TEST(several_are_entered_all_or_none),
		TEST(handles_on_one_guard_exclude_each_other),
		TEST(call_on_no_handle_has_the_same_guard),
		TEST(what_nobody_sees_is_destroyed_under_the_guard),
		TEST(library_has_one_guard),
	};

	return RUN_TESTS(tests);
}
