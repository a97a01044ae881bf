/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* locked(): re-entrant for its thread, closed to others, with no lock held between calls. */
#include "actor.h"
#include "check.h"
#include "dummy.h"
#include "helgrind.h"

#include <sched.h>

enum { MANY = 4, ROUNDS = 500 };

static void owner_may_do_everything(void)
{
	struct dummy *dummy = dummy_new(NULL);
	gg_handle *const handles[] = {&dummy->handle};

	CHECK(dummy_try_own(dummy));
	CHECK(locks_held() == 0);
	CHECK(gg_is_owner(&dummy->handle));
	CHECK(dummy_call(dummy));
	CHECK(gg_enter_all(handles, 1));
	gg_leave_all(handles, 1);
	CHECK(gg_pin(&dummy->handle));
	gg_unpin(&dummy->handle);
	CHECK(dummy_try_own(dummy));
	CHECK(dummy_leave(dummy));
	CHECK(gg_is_owner(&dummy->handle));
	CHECK(dummy_leave(dummy));
	CHECK(!gg_is_owner(&dummy->handle));
	CHECK(!dummy_leave(dummy));
	dummy_free(dummy);
}

static void enter_as_a_stranger(void *arg)
{
	struct dummy *dummy = arg;
	gg_handle *const handles[] = {&dummy->handle};

	CHECK(!gg_is_owner(&dummy->handle));
	CHECK(!gg_enter(&dummy->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!dummy_try_own(dummy));
	CHECK(!dummy_leave(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_OWNED);
	CHECK(locks_held() == 0);
}

static void others_are_refused_until_the_outermost_exit(void)
{
	struct dummy *dummy = dummy_new(NULL);

	for (int i = 0; i < 3; i++)
		CHECK(dummy_try_own(dummy));
	for (int i = 0; i < 3; i++) {
		join(act(enter_as_a_stranger, dummy));
		CHECK(dummy_leave(dummy));
	}
	join(act(play_call, dummy));
	CHECK(!dummy->refused);
	dummy_free(dummy);
}

/* Waits need no guard, so locked() does not keep them out. */
static void others_may_pin(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *waiter;

	CHECK(dummy_try_own(dummy));
	waiter = act(play_wait, dummy);
	await_sleep(waiter, "ppoll");
	CHECK(dummy_leave(dummy));
	play_close(dummy);
	join(waiter);
	dummy_free(dummy);
}

static void owner_waits_for_the_call_in_flight(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *caller = act_until("inside", play_slow_call, dummy), *owner;

	await_stop(caller);
	owner = act(play_own, dummy);
	await_sleep(owner, "lock");
	join(caller);
	join(owner);
	dummy_free(dummy);
}

static void play_call_in_turn(void *arg)
{
	struct dummy *dummy = arg;

	atomic_store_explicit(&dummy->refused, !dummy_call_in_turn(dummy), memory_order_relaxed);
}

static void everyone_gets_a_turn_when_the_owner_leaves(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *waiters[4];

	CHECK(dummy_try_own(dummy));
	for (size_t i = 0; i < COUNT_OF(waiters); i++) {
		waiters[i] = act(play_call_in_turn, dummy);
		await_sleep(waiters[i], "futex wait");
	}
	CHECK(dummy_leave(dummy));
	for (size_t i = 0; i < COUNT_OF(waiters); i++)
		join(waiters[i]);
	CHECK(dummy->calls == COUNT_OF(waiters));
	dummy_free(dummy);
}

/* The owner leaves after the waiter has read the eventcount, and before it sleeps. */
static void wakeup_by_the_leaving_owner_is_not_lost(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *waiter;

	CHECK(dummy_try_own(dummy));
	waiter = act_until("futex wait", play_call_in_turn, dummy);
	await_stop(waiter);
	CHECK(dummy_leave(dummy));
	join(waiter);
	CHECK(!dummy->refused);
	dummy_free(dummy);
}

static void signal_ends_the_wait_for_a_turn(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *waiter;

	CHECK(dummy_try_own(dummy));
	waiter = act(play_wait_for_owner, dummy);
	await_sleep(waiter, "futex wait");
	interrupt_to_end(waiter);
	join(waiter);
	CHECK(!dummy->refused);
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

static void free_guard_is_not_waited_for(void)
{
	struct dummy *dummy = dummy_new(NULL);

	CHECK(dummy_wait_for_owner(dummy));
	CHECK(dummy_try_own(dummy));
	CHECK(dummy_wait_for_owner(dummy));
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

/* Read, modify and write, as three calls: no other thread's call may come between. */
static unsigned long sum;

static void add_in_three_calls(void *arg)
{
	struct dummy *dummy = arg;

	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		unsigned long before;

		CHECK(dummy_own(dummy));
		CHECK(dummy_call(dummy));
		before = sum;
		CHECK(dummy_call(dummy));
		sum = before + 1;
		CHECK(dummy_call(dummy));
		CHECK(dummy_leave(dummy));
	}
}

static void owners_take_turns(void)
{
	struct dummy *dummy = dummy_new(NULL);

	act_together(MANY, add_in_three_calls, dummy);
	CHECK(sum == MANY * rounds(ROUNDS));
	CHECK(dummy->calls == 3 * MANY * rounds(ROUNDS));
	dummy_free(dummy);
}

static void own_and_add(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(dummy_own(dummy));
	gg_step("owner");
	sum++;
	HG_RELEASE(dummy->handle.guard->owner);
	CHECK(dummy_leave(dummy));
}

/* The order of their memory accesses; only the sanitizers and helgrind can see a fault. */
static void block_happens_before_the_next_call(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act_until("owner", own_and_add, dummy);

	await_stop(owner);
	go_on(owner);
	while (!dummy_call(dummy))
		sched_yield();
	HG_ACQUIRE(dummy->handle.guard->owner);
	CHECK(sum == 1);
	join(owner);
	dummy_free(dummy);
}

static void owner_of_one_owns_all_on_the_guard(void)
{
	gg_guard *guard = gg_library_guard();
	struct dummy *a = dummy_new(guard), *b = dummy_new(guard);

	CHECK(dummy_try_own(a));
	CHECK(gg_is_owner(&b->handle));
	CHECK(dummy_call(b));
	join(act(enter_as_a_stranger, b));
	CHECK(dummy_leave(a));
	join(act(play_call, b));
	CHECK(!b->refused);
	dummy_free(a);
	dummy_free(b);
}

/* Owner and close. */

static void owner_may_close(void)
{
	struct dummy *dummy = dummy_new(NULL);

	CHECK(dummy_try_own(dummy));
	CHECK(dummy_try_own(dummy));
	play_close(dummy);
	CHECK(!dummy_call(dummy));
	CHECK(!dummy_try_own(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	CHECK(dummy_leave(dummy));
	CHECK(dummy_leave(dummy));
	CHECK(!dummy_leave(dummy));
	dummy_free(dummy);
}

static void try_close(void *arg)
{
	CHECK(!dummy_try_close(arg));
	CHECK(locks_held() == 0);
}

static void close_waits_for_the_owner(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *closers[2];

	CHECK(dummy_try_own(dummy));
	join(act(try_close, dummy));
	CHECK(!dummy_is_destroyed(dummy));
	CHECK(!dummy_call(dummy)); /* because close has begun */
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	for (size_t i = 0; i < COUNT_OF(closers); i++) {
		closers[i] = act(play_close, dummy);
		await_sleep(closers[i], "futex wait");
	}
	CHECK(dummy_leave(dummy));
	for (size_t i = 0; i < COUNT_OF(closers); i++)
		join(closers[i]);
	dummy_free(dummy);
}

static void wait_as_owner(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(dummy_try_own(dummy));
	play_wait(dummy);
	CHECK(!dummy_is_destroyed(dummy));
	CHECK(dummy_leave(dummy));
}

static void close_wakes_an_owner_who_waits(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act(wait_as_owner, dummy);

	await_sleep(owner, "ppoll");
	play_close(dummy);
	join(owner);
	dummy_free(dummy);
}

/* Owners whose thread will not run again. */

static void own_thrice_and_stay(void *arg)
{
	struct dummy *dummy = arg;

	for (int i = 0; i < 3; i++)
		CHECK(dummy_try_own(dummy));
	gg_step("owner");
	CHECK(!gg_is_owner(&dummy->handle));
	CHECK(!dummy_leave(dummy));
}

static struct actor *owner_of_three_blocks(struct dummy *dummy)
{
	struct actor *owner = act_until("owner", own_thrice_and_stay, dummy);

	await_stop(owner);
	return owner;
}

static void abandoned_handle_is_released(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = owner_of_three_blocks(dummy), *waiter;

	CHECK(!dummy_call(dummy));
	waiter = act(play_call_in_turn, dummy);
	await_sleep(waiter, "futex wait");
	dummy_abandon(dummy, 2);
	await_sleep(waiter, "futex wait");
	CHECK(gg_why_refused(&dummy->handle) == GG_OWNED);
	dummy_abandon(dummy, 1);
	join(waiter);
	join(owner);
	CHECK(!dummy->refused);
	CHECK(dummy_try_own(dummy));
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

static void abandoned_handle_may_be_closed(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = owner_of_three_blocks(dummy), *closer;

	closer = act(play_close, dummy);
	await_sleep(closer, "futex wait");
	dummy_abandon(dummy, 3);
	join(closer);
	join(owner);
	dummy_free(dummy);
}

/* The block has ended before the eviction. */
static void evicting_nobody_does_nothing(void)
{
	struct dummy *dummy = dummy_new(NULL);

	gg_evict(&dummy->handle);
	CHECK(dummy_try_own(dummy));
	CHECK(dummy_leave(dummy));
	gg_evict(&dummy->handle);
	CHECK(dummy_call(dummy));
	dummy_free(dummy);
}

/* A block of an earlier tenure must not end the present one. */
static void ended_tenure_does_not_end_the_next(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = owner_of_three_blocks(dummy);
	uint64_t ended = dummy->tenure;

	gg_evict(&dummy->handle);
	join(owner);
	gg_abandon(&dummy->handle, ended, 3);
	CHECK(dummy_try_own(dummy));
	CHECK(dummy_try_own(dummy));
	gg_abandon(&dummy->handle, ended, 1);
	CHECK(!gg_disown(&dummy->handle, ended));
	CHECK(dummy_leave(dummy));
	join(act(enter_as_a_stranger, dummy));
	CHECK(dummy_leave(dummy));
	CHECK(!dummy_leave(dummy));
	join(act(play_call, dummy));
	CHECK(!dummy->refused);
	dummy_free(dummy);
}

/* However deep its blocks were nested; the next owner's depth starts from zero. */
static void evicted_owner_is_gone(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = owner_of_three_blocks(dummy), *waiter;

	waiter = act(play_call_in_turn, dummy);
	await_sleep(waiter, "futex wait");
	gg_evict(&dummy->handle);
	join(waiter);
	join(owner);
	CHECK(!dummy->refused);
	CHECK(dummy_try_own(dummy));
	CHECK(dummy_leave(dummy));
	join(act(play_call_in_turn, dummy));
	CHECK(!dummy->refused);
	dummy_free(dummy);
}

static _Atomic uint32_t numbers[MANY];
static _Atomic int numbered;

static void take_a_number(void *arg)
{
	(void)arg;
	CHECK(gg_thread_id() == gg_thread_id());
	numbers[atomic_fetch_add(&numbered, 1)] = gg_thread_id();
}

static void thread_ids_are_unique(void)
{
	act_together(MANY, take_a_number, NULL);
	for (int i = 0; i < MANY; i++) {
		CHECK(numbers[i] != 0 && numbers[i] != gg_thread_id());
		for (int k = 0; k < i; k++)
			CHECK(numbers[i] != numbers[k]);
	}
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(owner_may_do_everything),
		TEST(others_are_refused_until_the_outermost_exit),
		TEST(others_may_pin),
		TEST(owner_waits_for_the_call_in_flight),
		TEST(everyone_gets_a_turn_when_the_owner_leaves),
		TEST(wakeup_by_the_leaving_owner_is_not_lost),
		TEST(signal_ends_the_wait_for_a_turn),
		TEST(free_guard_is_not_waited_for),
		TEST(owners_take_turns),
		TEST(block_happens_before_the_next_call),
		TEST(owner_of_one_owns_all_on_the_guard),
		TEST(owner_may_close),
		TEST(close_waits_for_the_owner),
		TEST(close_wakes_an_owner_who_waits),
		TEST(abandoned_handle_is_released),
		TEST(abandoned_handle_may_be_closed),
		TEST(evicted_owner_is_gone),
		TEST(evicting_nobody_does_nothing),
		TEST(ended_tenure_does_not_end_the_next),
		TEST(thread_ids_are_unique),
	};

	return RUN_TESTS(tests);
}
