/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Entering handles: one thread at a time; several handles in one order, all or none. */
#include "actor.h"
#include "check.h"
#include "dummy.h"
#include "helgrind.h"

enum { MANY = 8, ROUNDS = 2000 };

static void half_made_object_refuses_all_use(void)
{
	struct dummy *dummy = dummy_half_made(NULL);
	gg_handle *const handles[] = {&dummy->handle};

	CHECK(!gg_enter(&dummy->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!gg_pin(&dummy->handle));
	CHECK(!dummy_try_own(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	dummy_open(dummy);
	CHECK(dummy_call(dummy));
	CHECK(dummy_close(dummy));
	dummy_free(dummy);
}

static void call_waits_for_the_call_in_progress(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *first = act_until("inside", play_slow_call, dummy), *second;

	await_stop(first);
	second = act(play_call, dummy);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(!dummy->refused);
	CHECK(dummy->calls == 2);
	dummy_free(dummy);
}

static void call_often(void *arg)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++)
		CHECK(dummy_call(arg));
}

static void calls_of_many_threads_take_turns(void)
{
	struct dummy *dummy = dummy_new(NULL);

	act_together(MANY, call_often, dummy);
	CHECK(dummy->calls == MANY * rounds(ROUNDS));
	dummy_free(dummy);
}

static void call_when_it_is_open(void *arg)
{
	while (!dummy_call(arg))
		;
}

static void pin_when_it_is_open(void *arg)
{
	struct dummy *dummy = arg;

	while (!gg_pin(&dummy->handle))
		;
	HG_ACQUIRE(dummy->handle.state);
	CHECK(dummy->native);
	HG_RELEASE(dummy->handle.state);
	gg_unpin(&dummy->handle);
}

/* A thread that enters sees what was written before the handle opened. */
static void object_is_complete_when_it_opens(void)
{
	struct dummy *dummy = dummy_half_made(NULL);
	struct actor *caller = act(call_when_it_is_open, dummy);
	struct actor *pinner = act(pin_when_it_is_open, dummy);

	dummy_open(dummy);
	join(caller);
	join(pinner);
	CHECK(dummy->calls == 1);
	dummy_free(dummy);
}

static void refused_call_holds_nothing(void)
{
	struct dummy *dummy = dummy_new(NULL);
	gg_handle *const handles[] = {&dummy->handle};

	CHECK(dummy_close(dummy));
	CHECK(!gg_enter(&dummy->handle));
	CHECK(locks_held() == 0);
	CHECK(!gg_enter_all(handles, 1));
	CHECK(locks_held() == 0);
	join(act(play_call, dummy));
	CHECK(dummy->refused);
	dummy_free(dummy);
}

/* Several handles. */

struct several {
	struct dummy *dummies[3];
	gg_handle *handles[3];
	size_t count;
	bool refused;
};

static struct several in_order(struct dummy *a, struct dummy *b, struct dummy *c)
{
	struct several several = {
		.dummies = {a, b, c}, .handles = {&a->handle, &b->handle}, .count = 2};

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
		dummy_work(several->dummies[i]);
	gg_leave_all(several->handles, several->count);
}

static void guards_are_entered_in_one_order(void)
{
	struct dummy *a = dummy_new(NULL), *b = dummy_new(NULL);
	struct several forth = in_order(a, b, NULL), back = in_order(b, a, NULL);
	struct actor *first = act_until_nth("enter one of several", 2, call_several, &forth),
		     *second;

	await_stop(first); /* holds the first of two locks */
	second = act(call_several, &back);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(a->calls == 2 && b->calls == 2);
	dummy_free(a);
	dummy_free(b);
}

static struct dummy *three[3];

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
		three[i] = dummy_new(NULL);
	act_together(MANY, call_in_all_orders, NULL);
	for (size_t i = 0; i < COUNT_OF(three); i++) {
		CHECK(three[i]->calls == MANY * rounds(ROUNDS));
		dummy_free(three[i]);
	}
}

static void same_handle_may_be_passed_twice(void)
{
	struct dummy *a = dummy_new(NULL), *b = dummy_new(NULL);
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
	dummy_free(a);
	dummy_free(b);
}

static void several_are_entered_all_or_none(void)
{
	struct dummy *a = dummy_new(NULL), *b = dummy_new(NULL), *c = dummy_new(NULL);
	struct several several = in_order(a, b, c);
	struct actor *owner;

	for (int i = 0; i < 3; i++) {
		owner = act_until("owner", play_own, several.dummies[i]);
		await_stop(owner);
		CHECK(!gg_enter_all(several.handles, several.count));
		CHECK(gg_why_refused(several.handles[i]) == GG_OWNED);
		CHECK(locks_held() == 0);
		join(owner);
		CHECK(gg_enter_all(several.handles, several.count));
		gg_leave_all(several.handles, several.count);
	}
	CHECK(dummy_close(b));
	CHECK(!gg_enter_all(several.handles, several.count));
	CHECK(gg_why_refused(&b->handle) == GG_CLOSED);
	CHECK(locks_held() == 0);
	CHECK(dummy_call(a) && dummy_call(c));
	dummy_free(a);
	dummy_free(b);
	dummy_free(c);
}

/* Handles that share a guard. */

static void handles_on_one_guard_exclude_each_other(void)
{
	gg_guard *guard = gg_library_guard();
	struct dummy *a = dummy_new(guard), *b = dummy_new(guard);
	struct actor *first = act_until("inside", play_slow_call, a), *second;
	struct several both = in_order(a, b, NULL);

	await_stop(first);
	second = act(play_call, b);
	await_sleep(second, "lock");
	join(first);
	join(second);
	call_several(&both);
	CHECK(!both.refused);
	CHECK(dummy_close(a));
	CHECK(!dummy_call(a) && dummy_call(b));
	dummy_free(a);
	dummy_free(b);
}

static void call_library(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(gg_enter_library());
	dummy_work(dummy);
	gg_leave_library();
}

static void enter_library_as_a_stranger(void *arg)
{
	(void)arg;
	CHECK(!gg_enter_library());
	CHECK(locks_held() == 0);
}

/* A function that takes no handle excludes those that do. */
static void call_without_a_handle_takes_the_library_guard(void)
{
	struct dummy *dummy = dummy_new(gg_library_guard());
	struct actor *first = act_until("inside", play_slow_call, dummy), *second;

	await_stop(first);
	second = act(call_library, dummy);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(dummy->calls == 2);
	CHECK(dummy_try_own(dummy));
	call_library(dummy);
	join(act(enter_library_as_a_stranger, NULL));
	CHECK(dummy_leave(dummy));
	join(act(call_library, dummy));
	dummy_free(dummy);
}

static void destroy_in_library(void *arg)
{
	struct dummy *dummy = arg;

	gg_lock_library();
	dummy_work(dummy);
	gg_leave_library();
}

/* Not during another call, but without regard to the owner of a locked() block. */
static void unshared_object_is_destroyed_under_the_guard(void)
{
	struct dummy *dummy = dummy_new(gg_library_guard());
	struct actor *first = act_until("inside", play_slow_call, dummy), *second;

	await_stop(first);
	second = act(destroy_in_library, dummy);
	await_sleep(second, "lock");
	join(first);
	join(second);
	CHECK(dummy->calls == 2);
	CHECK(dummy_try_own(dummy));
	join(act(destroy_in_library, dummy));
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
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
		gg_library_guard(); /* here first: helgrind does not know pthread_once() */
	act_together(MANY, look_at_the_library_guard, NULL);
	CHECK(atomic_load(&seen));
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(half_made_object_refuses_all_use),
		TEST(call_waits_for_the_call_in_progress),
		TEST(calls_of_many_threads_take_turns),
		TEST(object_is_complete_when_it_opens),
		TEST(refused_call_holds_nothing),
		TEST(guards_are_entered_in_one_order),
		TEST(threads_meet_on_three_handles_in_all_orders),
		TEST(same_handle_may_be_passed_twice),
		TEST(several_are_entered_all_or_none),
		TEST(handles_on_one_guard_exclude_each_other),
		TEST(call_without_a_handle_takes_the_library_guard),
		TEST(unshared_object_is_destroyed_under_the_guard),
		TEST(library_has_one_guard),
	};

	return RUN_TESTS(tests);
}
