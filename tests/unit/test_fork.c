/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fork: the child has copies of handles whose locks and pins belong to threads that it has not.
 * It may close them and is told so of all other use; what it opens itself is as good as any.
 */
#include "check.h"
#include "excuse.h"
#include "scene.h"
#include "thing.h"

#include <string.h>
#include <sys/mman.h>

static void check_refusals(struct thing *thing)
{
	gg_handle *const handles[] = {&thing->handle};

	CHECK(gg_is_forked(&thing->handle));
	CHECK(!gg_enter(&thing->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!gg_pin(&thing->handle));
	CHECK(!thing_try_own(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_FORKED);
	CHECK(locks_held() == 0);
}

static void use_a_new_handle(gg_guard *shared)
{
	const struct timespec instant = {.tv_nsec = 1};
	struct thing *thing = thing_new(shared);
	gg_handle *const handles[] = {&thing->handle};

	CHECK(!gg_is_forked(&thing->handle));
	CHECK(thing_call(thing));
	CHECK(gg_enter_all(handles, 1));
	gg_leave_all(handles, 1);
	CHECK(gg_pin(&thing->handle));
	CHECK(gg_wait(&thing->handle, -1, &instant) == GG_TIMED_OUT);
	gg_unpin(&thing->handle);
	CHECK(thing_own(thing));
	CHECK(thing_leave(thing));
	CHECK(thing_close(thing));
	CHECK(!thing_call(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	thing_free(thing);
}

/* Everything a child may do with a handle it inherited. */
static void use_and_close(void *arg)
{
	struct thing *thing = arg;

	check_refusals(thing);
	thing->inside = 0; /* who was inside is not here */
	CHECK(thing_close(thing));
	CHECK(thing_is_destroyed(thing));
	CHECK(!thing_call(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	CHECK(thing_close(thing));
	CHECK(thing_is_destroyed(thing));
	use_a_new_handle(NULL);
}

static void child_may_close_an_idle_handle(void)
{
	struct thing *thing = thing_new(NULL);

	in_child(use_and_close, thing);
	CHECK(thing_call(thing)); /* the parent's is as it was */
	use_a_new_handle(NULL);
	CHECK(thing_close(thing));
	thing_free(thing);
}

/* Fork while another thread is at a step of a part, the lock, pin or ownership in its hands. */
static void fork_at(const char *step, void (*part)(void *))
{
	struct thing *thing = thing_new(NULL);
	struct actor *other = act_until(step, part, thing);

	await_stop(other);
	in_child(use_and_close, thing);
	join(other);
	CHECK(thing_call(thing));
	play_close(thing);
	thing_free(thing);
}

static void child_may_close_what_a_vanished_thread_had_entered(void)
{
	fork_at("inside", play_slow_call);
}

static void child_may_close_what_a_vanished_thread_had_pinned(void)
{
	fork_at("pinned", play_pinned);
}

static void child_may_close_what_a_vanished_thread_owned(void)
{
	fork_at("owner", play_own);
}

static void child_may_close_what_a_vanished_thread_waited_on(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *waiter = act(play_wait, thing);

	await_sleep(waiter, "ppoll");
	in_child(use_and_close, thing);
	await_sleep(waiter, "ppoll"); /* the child's close woke nobody here */
	CHECK(thing_call(thing));
	play_close(thing);
	join(waiter);
	thing_free(thing);
}

static void close_anew(void *arg)
{
	struct thing *thing = arg;

	thing->inside = 0;
	CHECK(thing_close(thing));
	use_a_new_handle(NULL);
}

static void child_may_close_what_a_vanished_thread_was_closing(void)
{
	const char *const steps[] = {"closing", "futex wait", "lock"};

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct thing *thing = thing_new(NULL);
		struct actor *pinner = act_until("pinned", play_pinned, thing), *closer;

		await_stop(pinner);
		if (!strcmp(steps[i], "lock"))
			join(pinner);
		closer = act_until(steps[i], play_close, thing);
		await_stop(closer);
		in_child(close_anew, thing);
		if (strcmp(steps[i], "lock"))
			join(pinner);
		join(closer);
		thing_free(thing);
	}
}

static void close_from_many_threads(void *arg)
{
	struct thing *thing = arg;

	act_together(4, play_close, thing);
	CHECK(thing_is_destroyed(thing));
}

static void threads_of_a_child_destroy_once(void)
{
	for (unsigned int i = 0; i < rounds(20); i++) {
		struct thing *thing = thing_new(NULL);

		in_child(close_from_many_threads, thing);
		thing_free(thing);
	}
}

/* One is at it when the other comes. */
static void close_from_two_threads(void *arg)
{
	struct actor *first = act_until("destroying", play_close, arg), *second;

	await_stop(first);
	second = act(play_close, arg);
	await_rest(second, "lock");
	join(first);
	join(second);
	CHECK(thing_is_destroyed(arg));
}

static void second_closer_of_a_child_waits_for_the_first(void)
{
	struct thing *thing = thing_new(NULL);

	in_child(close_from_two_threads, thing);
	thing_free(thing);
}

/* locked() is left in the child as well, by the thread that forked. */
static void leave_and_close(void *arg)
{
	struct thing *thing = arg;

	check_refusals(thing);
	CHECK(thing_leave(thing));
	thing_abandon(thing, 1);
	CHECK(thing_close(thing));
	use_a_new_handle(NULL);
}

static void child_may_leave_what_its_parent_owned(void)
{
	struct thing *thing = thing_new(NULL);

	CHECK(thing_try_own(thing));
	in_child(leave_and_close, thing);
	CHECK(gg_is_owner(&thing->handle));
	CHECK(thing_leave(thing));
	CHECK(!thing_leave(thing));
	thing_free(thing);
}

/* An owner that vanished at the moment when it gave up, with the lock. */
static void abandon(void *arg)
{
	thing_abandon(arg, 1);
	use_and_close(arg);
}

static void child_may_abandon_what_a_vanished_thread_had_entered(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *other = act_until("inside", play_slow_call, thing);

	await_stop(other);
	in_child(abandon, thing);
	join(other);
	thing_free(thing);
}

/* What is the child's own is not the grandchild's. */
static void be_a_parent(void *arg)
{
	struct thing *own = thing_new(NULL);

	check_refusals(arg);
	in_child(use_and_close, arg);
	in_child(use_and_close, own);
	CHECK(thing_call(own));
	CHECK(thing_close(own));
	thing_free(own);
}

static void grandchild_inherits_no_more(void)
{
	struct thing *thing = thing_new(NULL);

	in_child(be_a_parent, thing);
	CHECK(thing_call(thing));
	thing_free(thing);
}

/* What is made before a fork and opened after it is the child's. */

static void open_and_use(void *arg)
{
	const struct timespec instant = {.tv_nsec = 1};
	struct thing *thing = arg;

	thing_open(thing);
	CHECK(!gg_is_forked(&thing->handle));
	CHECK(thing_call(thing));
	CHECK(gg_pin(&thing->handle));
	CHECK(gg_wait(&thing->handle, -1, &instant) == GG_TIMED_OUT);
	gg_unpin(&thing->handle);
	CHECK(thing_own(thing));
	CHECK(thing_leave(thing));
	play_close(thing);
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
}

static void child_may_open_what_its_parent_made(void)
{
	gg_guard *const guards[] = {NULL, gg_library_guard()};

	for (size_t i = 0; i < COUNT_OF(guards); i++) {
		struct thing *thing = thing_half_made(guards[i]);

		in_child(open_and_use, thing);
		open_and_use(thing);
		thing_free(thing);
	}
}

static void close_early(void *arg)
{
	CHECK(thing_close(arg));
}

static void child_may_open_what_a_vanished_thread_was_closing(void)
{
	struct thing *thing = thing_half_made(NULL);
	struct actor *closer = act_until("unlock", close_early, thing); /* with the lock held */

	await_stop(closer);
	in_child(open_and_use, thing);
	join(closer);
	thing_free(thing);
}

static void close_is_opened_in_between(void *arg)
{
	struct thing *thing = arg;
	struct actor *closer = act_until("inherited", play_close, thing);

	await_stop(closer);
	thing_open(thing);
	CHECK(thing_call(thing));
	join(closer);
	CHECK(!thing_call(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	use_a_new_handle(NULL); /* no lock was kept */
}

/* Close has seen that the handle is its parent's, and then the child opens it. */
static void child_may_open_what_it_is_closing(void)
{
	struct thing *thing = thing_half_made(NULL);

	in_child(close_is_opened_in_between, thing);
	thing_free(thing);
}

/* A child's list of owners has none of its parent's, whose memory may be gone. */
static void own_and_go(void *arg)
{
	CHECK(thing_own(arg));
}

static void forget_and_own(void *arg)
{
	struct thing *inherited = arg, *own = thing_new(NULL);

	CHECK(thing_close(inherited));
	gg_handle_fini(&inherited->handle);
	memset(inherited, 0x5a, sizeof(*inherited)); /* as if it were freed */
	join(act(own_and_go, own));
	CHECK(thing_call(own));
	thing_free(own);
}

static void child_forgets_the_owners(void)
{
	struct thing *thing = thing_new(NULL);

	CHECK(thing_own(thing));
	in_child(forget_and_own, thing);
	CHECK(thing_leave(thing));
	thing_free(thing);
}

/* The lock of the process. */

static void fork_and_close(void *arg)
{
	in_child(use_and_close, arg);
}

/* Fork waits until no thread is inside the list of waiters, or the child never gets in. */
static void fork_waits_for_the_list_of_waiters(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act_until("owner", play_own, thing), *waiter, *forker;

	await_stop(owner);
	waiter = act_until("unlock", play_wait_for_owner, thing); /* with the list's lock held */
	await_stop(waiter);
	forker = act(fork_and_close, thing);
	await_rest(forker, "lock");
	go_on(waiter);
	join(owner);
	join(waiter);
	join(forker);
	CHECK(!thing->refused);
	thing_free(thing);
}

/* The list of waiters that a child starts with has none of the threads it has not. */

struct scorched {
	struct thing *thing;
	char *stack;
	size_t size;
};

/* Not memset(), by which AddressSanitizer would find the vanished thread's frames. */
__attribute__((no_sanitize("address"))) static void scorch(const struct scorched *scorched)
{
	for (volatile char *at = scorched->stack; at < scorched->stack + scorched->size; at++)
		*at = 0x5a;
}

static void wait_beside_a_scorched_stack(void *arg)
{
	struct scorched *scorched = arg;
	struct thing *thing = thing_new(NULL);
	struct actor *waiter;

	EXCUSE_MEMORY(scorched->stack, scorched->size);
	scorch(scorched);
	CHECK(thing_try_own(thing));
	waiter = act(play_wait_for_owner, thing);
	await_sleep(waiter, "futex wait");
	CHECK(thing_leave(thing));
	join(waiter);
	CHECK(!thing->refused);
}

static void child_forgets_the_waiters(void)
{
	struct scorched scorched = {.thing = thing_new(NULL), .size = 1 << 20};
	struct actor *waiter;

	scorched.stack = mmap(NULL, scorched.size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(scorched.stack != MAP_FAILED);
	CHECK(thing_try_own(scorched.thing));
	waiter = act_on(scorched.stack, scorched.size, play_wait_for_owner, scorched.thing);
	await_sleep(waiter, "futex wait");
	in_child(wait_beside_a_scorched_stack, &scorched);
	CHECK(thing_leave(scorched.thing));
	join(waiter);
	thing_free(scorched.thing);
}

/* The guard of a library is one for all handles, the child's own included. */

static void use_the_library(void *arg)
{
	struct thing *thing = arg;

	check_refusals(thing);
	thing->inside = 0;
	CHECK(thing_close(thing));
	use_a_new_handle(gg_library_guard());
}

static void fork_library_at(const char *step, void (*part)(void *))
{
	struct thing *thing = thing_new(gg_library_guard());
	struct actor *other = act_until(step, part, thing);

	await_stop(other);
	in_child(use_the_library, thing);
	join(other);
	CHECK(thing_call(thing));
	thing_free(thing);
}

static void child_may_use_a_library_that_a_vanished_thread_was_in(void)
{
	fork_library_at("inside", play_slow_call);
}

static void child_may_use_a_library_that_a_vanished_thread_owned(void)
{
	fork_library_at("owner", play_own);
}

/* The guard starts to count tenures anew: what the parent's block was ends no block of the child.
 */
static void own_and_leave_what_was_inherited(void *arg)
{
	struct thing *inherited = arg, *own = thing_new(gg_library_guard());

	CHECK(thing_own(own));
	CHECK(own->tenure == inherited->tenure);
	CHECK(thing_leave(inherited));
	thing_abandon(inherited, 1);
	join(act(play_call, own));
	CHECK(own->refused);
	CHECK(thing_leave(own));
	thing_free(own);
}

static void block_of_the_parent_is_not_the_childs(void)
{
	struct thing *thing = thing_new(gg_library_guard());

	CHECK(thing_own(thing));
	in_child(own_and_leave_what_was_inherited, thing);
	CHECK(thing_leave(thing));
	thing_free(thing);
}

static void call_the_library(void *arg)
{
	(void)arg;
	CHECK(gg_enter_library());
	gg_leave_library();
}

static void stay_in_the_library(void *arg)
{
	(void)arg;
	CHECK(gg_enter_library());
	gg_step("in library");
	gg_leave_library();
}

/* Of functions alone, before there is any handle. */
static void child_may_use_a_library_without_handles(void)
{
	struct actor *other = act_until("in library", stay_in_the_library, NULL);

	await_stop(other);
	in_child(call_the_library, NULL);
	join(other);
}

static void close_beside_a_call(void *arg)
{
	struct thing *inherited = arg, *own = thing_new(gg_library_guard());
	struct actor *caller = act_until("inside", play_slow_call, own), *closer;

	await_stop(caller);
	closer = act(play_close, inherited);
	await_sleep(closer, "lock");
	join(caller);
	join(closer);
	CHECK(own->calls == 1);
	thing_free(own);
}

/* What the parent made, too, is destroyed by a call into the library. */
static void child_closes_under_the_guard_of_the_library(void)
{
	struct thing *thing = thing_new(gg_library_guard());

	in_child(close_beside_a_call, thing);
	CHECK(thing_call(thing));
	thing_free(thing);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(child_may_close_an_idle_handle),
		TEST(child_may_close_what_a_vanished_thread_had_entered),
		TEST(child_may_close_what_a_vanished_thread_had_pinned),
		TEST(child_may_close_what_a_vanished_thread_owned),
		TEST(child_may_close_what_a_vanished_thread_waited_on),
		TEST(child_may_close_what_a_vanished_thread_was_closing),
		TEST(threads_of_a_child_destroy_once),
		TEST(second_closer_of_a_child_waits_for_the_first),
		TEST(child_may_leave_what_its_parent_owned),
		TEST(child_may_abandon_what_a_vanished_thread_had_entered),
		TEST(grandchild_inherits_no_more),
		TEST(child_may_open_what_its_parent_made),
		TEST(child_may_open_what_a_vanished_thread_was_closing),
		TEST(child_may_open_what_it_is_closing),
		TEST(child_forgets_the_owners),
		TEST(fork_waits_for_the_list_of_waiters),
		TEST(child_forgets_the_waiters),
		TEST(child_may_use_a_library_that_a_vanished_thread_was_in),
		TEST(child_may_use_a_library_that_a_vanished_thread_owned),
		TEST(block_of_the_parent_is_not_the_childs),
		TEST(child_may_use_a_library_without_handles),
		TEST(child_closes_under_the_guard_of_the_library),
	};

	return RUN_TESTS(tests);
}
