/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fork: the child has copies of handles whose locks and pins belong to threads that do not exist
 * there. It may only close them, but use its own handles without restriction.
 */
#include "actor.h"
#include "check.h"
#include "dummy.h"
#include "helgrind.h"

#include <string.h>
#include <sys/mman.h>

static void check_refusals(struct dummy *dummy)
{
	gg_handle *const handles[] = {&dummy->handle};

	CHECK(gg_is_forked(&dummy->handle));
	CHECK(!gg_enter(&dummy->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!gg_pin(&dummy->handle));
	CHECK(!dummy_try_own(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_FORKED);
	CHECK(locks_held() == 0);
}

static void use_a_new_handle(gg_guard *shared)
{
	const struct timespec instant = {.tv_nsec = 1};
	struct dummy *dummy = dummy_new(shared);
	gg_handle *const handles[] = {&dummy->handle};

	CHECK(!gg_is_forked(&dummy->handle));
	CHECK(dummy_call(dummy));
	CHECK(gg_enter_all(handles, 1));
	gg_leave_all(handles, 1);
	CHECK(gg_pin(&dummy->handle));
	CHECK(gg_wait(&dummy->handle, -1, &instant) == GG_TIMED_OUT);
	gg_unpin(&dummy->handle);
	CHECK(dummy_own(dummy));
	CHECK(dummy_leave(dummy));
	CHECK(dummy_close(dummy));
	CHECK(!dummy_call(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	dummy_free(dummy);
}

/* Everything that a child may do with a handle it inherited. */
static void use_and_close(void *arg)
{
	struct dummy *dummy = arg;

	check_refusals(dummy);
	dummy->inside = 0; /* the thread that was inside does not exist here */
	CHECK(dummy_close(dummy));
	CHECK(dummy_is_destroyed(dummy));
	CHECK(!dummy_call(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	CHECK(dummy_close(dummy));
	CHECK(dummy_is_destroyed(dummy));
	use_a_new_handle(NULL);
}

static void child_may_close_an_idle_handle(void)
{
	struct dummy *dummy = dummy_new(NULL);

	in_child(use_and_close, dummy);
	CHECK(dummy_call(dummy)); /* the parent's handle is unaffected */
	use_a_new_handle(NULL);
	CHECK(dummy_close(dummy));
	dummy_free(dummy);
}

/* Fork while another thread is stopped at a step, holding a lock, a pin or the ownership. */
static void fork_at(const char *step, void (*part)(void *))
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *other = act_until(step, part, dummy);

	await_stop(other);
	in_child(use_and_close, dummy);
	join(other);
	CHECK(dummy_call(dummy));
	play_close(dummy);
	dummy_free(dummy);
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
	struct dummy *dummy = dummy_new(NULL);
	struct actor *waiter = act(play_wait, dummy);

	await_sleep(waiter, "ppoll");
	in_child(use_and_close, dummy);
	await_sleep(waiter, "ppoll"); /* the child's close must not wake it */
	CHECK(dummy_call(dummy));
	play_close(dummy);
	join(waiter);
	dummy_free(dummy);
}

static void close_anew(void *arg)
{
	struct dummy *dummy = arg;

	dummy->inside = 0;
	CHECK(dummy_close(dummy));
	use_a_new_handle(NULL);
}

static void child_may_close_what_a_vanished_thread_was_closing(void)
{
	const char *const steps[] = {"closing", "futex wait", "lock"};

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct dummy *dummy = dummy_new(NULL);
		struct actor *pinner = act_until("pinned", play_pinned, dummy), *closer;

		await_stop(pinner);
		if (!strcmp(steps[i], "lock"))
			join(pinner);
		closer = act_until(steps[i], play_close, dummy);
		await_stop(closer);
		in_child(close_anew, dummy);
		if (strcmp(steps[i], "lock"))
			join(pinner);
		join(closer);
		dummy_free(dummy);
	}
}

static void close_from_many_threads(void *arg)
{
	struct dummy *dummy = arg;

	act_together(4, play_close, dummy);
	CHECK(dummy_is_destroyed(dummy));
}

static void threads_of_a_child_destroy_once(void)
{
	for (unsigned int i = 0; i < rounds(20); i++) {
		struct dummy *dummy = dummy_new(NULL);

		in_child(close_from_many_threads, dummy);
		dummy_free(dummy);
	}
}

/* The second closes while the first is destroying. */
static void close_from_two_threads(void *arg)
{
	struct actor *first = act_until("destroying", play_close, arg), *second;

	await_stop(first);
	second = act(play_close, arg);
	await_rest(second, "lock");
	join(first);
	join(second);
	CHECK(dummy_is_destroyed(arg));
}

static void second_closer_of_a_child_waits_for_the_first(void)
{
	struct dummy *dummy = dummy_new(NULL);

	in_child(close_from_two_threads, dummy);
	dummy_free(dummy);
}

/* The thread that forked leaves its locked() block in the child, too. */
static void leave_and_close(void *arg)
{
	struct dummy *dummy = arg;

	check_refusals(dummy);
	CHECK(dummy_leave(dummy));
	dummy_abandon(dummy, 1);
	CHECK(dummy_close(dummy));
	use_a_new_handle(NULL);
}

static void child_may_leave_what_its_parent_owned(void)
{
	struct dummy *dummy = dummy_new(NULL);

	CHECK(dummy_try_own(dummy));
	in_child(leave_and_close, dummy);
	CHECK(gg_is_owner(&dummy->handle));
	CHECK(dummy_leave(dummy));
	CHECK(!dummy_leave(dummy));
	dummy_free(dummy);
}

/* The owner was giving up its tenure, with the lock held, when the other thread forked. */
static void abandon(void *arg)
{
	dummy_abandon(arg, 1);
	use_and_close(arg);
}

static void child_may_abandon_what_a_vanished_thread_had_entered(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *other = act_until("inside", play_slow_call, dummy);

	await_stop(other);
	in_child(abandon, dummy);
	join(other);
	dummy_free(dummy);
}

/* A handle opened by the child is inherited, and so refused, in the grandchild. */
static void be_a_parent(void *arg)
{
	struct dummy *own = dummy_new(NULL);

	check_refusals(arg);
	in_child(use_and_close, arg);
	in_child(use_and_close, own);
	CHECK(dummy_call(own));
	CHECK(dummy_close(own));
	dummy_free(own);
}

static void grandchild_inherits_as_a_child_does(void)
{
	struct dummy *dummy = dummy_new(NULL);

	in_child(be_a_parent, dummy);
	CHECK(dummy_call(dummy));
	dummy_free(dummy);
}

/* A handle created before a fork but opened after it belongs to the child. */

static void open_and_use(void *arg)
{
	const struct timespec instant = {.tv_nsec = 1};
	struct dummy *dummy = arg;

	dummy_open(dummy);
	CHECK(!gg_is_forked(&dummy->handle));
	CHECK(dummy_call(dummy));
	CHECK(gg_pin(&dummy->handle));
	CHECK(gg_wait(&dummy->handle, -1, &instant) == GG_TIMED_OUT);
	gg_unpin(&dummy->handle);
	CHECK(dummy_own(dummy));
	CHECK(dummy_leave(dummy));
	play_close(dummy);
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
}

static void child_may_open_what_its_parent_made(void)
{
	gg_guard *const guards[] = {NULL, gg_library_guard()};

	for (size_t i = 0; i < COUNT_OF(guards); i++) {
		struct dummy *dummy = dummy_half_made(guards[i]);

		in_child(open_and_use, dummy);
		open_and_use(dummy);
		dummy_free(dummy);
	}
}

static void close_early(void *arg)
{
	CHECK(dummy_close(arg));
}

static void child_may_open_what_a_vanished_thread_was_closing(void)
{
	struct dummy *dummy = dummy_half_made(NULL);
	struct actor *closer = act_until("unlock", close_early, dummy); /* holds the lock */

	await_stop(closer);
	in_child(open_and_use, dummy);
	join(closer);
	dummy_free(dummy);
}

static void close_is_opened_in_between(void *arg)
{
	struct dummy *dummy = arg;
	struct actor *closer = act_until("inherited", play_close, dummy);

	await_stop(closer);
	dummy_open(dummy);
	CHECK(dummy_call(dummy));
	join(closer);
	CHECK(!dummy_call(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	use_a_new_handle(NULL); /* no lock is still held */
}

/* The child opens the handle after close has found it to be inherited. */
static void child_may_open_what_it_is_closing(void)
{
	struct dummy *dummy = dummy_half_made(NULL);

	in_child(close_is_opened_in_between, dummy);
	dummy_free(dummy);
}

/* The child must not keep its parent's owners in the list: their memory may have been freed. */
static void own_and_go(void *arg)
{
	CHECK(dummy_own(arg));
}

static void forget_and_own(void *arg)
{
	struct dummy *inherited = arg, *own = dummy_new(NULL);

	CHECK(dummy_close(inherited));
	gg_handle_fini(&inherited->handle);
	memset(inherited, 0x5a, sizeof(*inherited)); /* as if freed */
	join(act(own_and_go, own));
	CHECK(dummy_call(own));
	dummy_free(own);
}

static void child_forgets_the_owners(void)
{
	struct dummy *dummy = dummy_new(NULL);

	CHECK(dummy_own(dummy));
	in_child(forget_and_own, dummy);
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

/* The process lock. */

static void fork_and_close(void *arg)
{
	in_child(use_and_close, arg);
}

/* Otherwise the child would inherit the process lock locked. */
static void fork_waits_for_the_list_of_waiters(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act_until("owner", play_own, dummy), *waiter, *forker;

	await_stop(owner);
	waiter = act_until("unlock", play_wait_for_owner, dummy); /* holds the process lock */
	await_stop(waiter);
	forker = act(fork_and_close, dummy);
	await_rest(forker, "lock");
	go_on(waiter);
	join(owner);
	join(waiter);
	join(forker);
	CHECK(!dummy->refused);
	dummy_free(dummy);
}

/* The child's list of waiters must not contain threads that do not exist there. */

struct scorched {
	struct dummy *dummy;
	char *stack;
	size_t size;
};

/* Not memset(): AddressSanitizer would report writes to the frames of the thread that is gone. */
__attribute__((no_sanitize("address"))) static void scorch(const struct scorched *scorched)
{
	for (volatile char *at = scorched->stack; at < scorched->stack + scorched->size; at++)
		*at = 0x5a;
}

static void wait_beside_a_scorched_stack(void *arg)
{
	struct scorched *scorched = arg;
	struct dummy *dummy = dummy_new(NULL);
	struct actor *waiter;

	HG_FORGET(scorched->stack, scorched->size);
	scorch(scorched);
	CHECK(dummy_try_own(dummy));
	waiter = act(play_wait_for_owner, dummy);
	await_sleep(waiter, "futex wait");
	CHECK(dummy_leave(dummy));
	join(waiter);
	CHECK(!dummy->refused);
}

static void child_forgets_the_waiters(void)
{
	struct scorched scorched = {.dummy = dummy_new(NULL), .size = 1 << 20};
	struct actor *waiter;

	scorched.stack = mmap(NULL, scorched.size, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(scorched.stack != MAP_FAILED);
	CHECK(dummy_try_own(scorched.dummy));
	waiter = act_on(scorched.stack, scorched.size, play_wait_for_owner, scorched.dummy);
	await_sleep(waiter, "futex wait");
	in_child(wait_beside_a_scorched_stack, &scorched);
	CHECK(dummy_leave(scorched.dummy));
	join(waiter);
	dummy_free(scorched.dummy);
}

/* A library's guard is shared by all handles, including those that the child opens. */

static void use_the_library(void *arg)
{
	struct dummy *dummy = arg;

	check_refusals(dummy);
	dummy->inside = 0;
	CHECK(dummy_close(dummy));
	use_a_new_handle(gg_library_guard());
}

static void fork_library_at(const char *step, void (*part)(void *))
{
	struct dummy *dummy = dummy_new(gg_library_guard());
	struct actor *other = act_until(step, part, dummy);

	await_stop(other);
	in_child(use_the_library, dummy);
	join(other);
	CHECK(dummy_call(dummy));
	dummy_free(dummy);
}

static void child_may_use_a_library_that_a_vanished_thread_was_in(void)
{
	fork_library_at("inside", play_slow_call);
}

static void child_may_use_a_library_that_a_vanished_thread_owned(void)
{
	fork_library_at("owner", play_own);
}

/* Tenures are numbered from the start again: leaving the parent's block must not end the child's.
 */
static void own_and_leave_what_was_inherited(void *arg)
{
	struct dummy *inherited = arg, *own = dummy_new(gg_library_guard());

	CHECK(dummy_own(own));
	CHECK(own->tenure == inherited->tenure);
	CHECK(dummy_leave(inherited));
	dummy_abandon(inherited, 1);
	join(act(play_call, own));
	CHECK(own->refused);
	CHECK(dummy_leave(own));
	dummy_free(own);
}

static void block_of_the_parent_is_not_the_childs(void)
{
	struct dummy *dummy = dummy_new(gg_library_guard());

	CHECK(dummy_own(dummy));
	in_child(own_and_leave_what_was_inherited, dummy);
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
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

/* If only functions without a handle are called. */
static void child_may_use_a_library_without_handles(void)
{
	struct actor *other = act_until("in library", stay_in_the_library, NULL);

	await_stop(other);
	in_child(call_the_library, NULL);
	join(other);
}

static void close_beside_a_call(void *arg)
{
	struct dummy *inherited = arg, *own = dummy_new(gg_library_guard());
	struct actor *caller = act_until("inside", play_slow_call, own), *closer;

	await_stop(caller);
	closer = act(play_close, inherited);
	await_sleep(closer, "lock");
	join(caller);
	join(closer);
	CHECK(own->calls == 1);
	dummy_free(own);
}

/* Destroying an inherited object is a call into the library, too. */
static void child_closes_under_the_guard_of_the_library(void)
{
	struct dummy *dummy = dummy_new(gg_library_guard());

	in_child(close_beside_a_call, dummy);
	CHECK(dummy_call(dummy));
	dummy_free(dummy);
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
		TEST(grandchild_inherits_as_a_child_does),
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
