/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A spin model of threads inside locked() that wait for each other, in gg_owner.c: the list of
 * waiters and the search for a cycle. Comments give the C code.
 *
 * Each of THREADS threads owns one of GUARDS guards and wants another, TURNS times. Checked: there is
 * no deadlock, and no thread is refused unless threads want each other's guards in a cycle.
 * With a -D that removes one step the check must fail: see check.py.
 */
#ifndef THREADS
#define THREADS 2
#endif
#ifndef GUARDS
#define GUARDS 2
#endif
#ifndef TURNS
#define TURNS 1
#endif

#define NOBODY 255
#define NOTHING 255
#define ME _pid

byte owner[GUARDS] = NOBODY;	/* guard->owner; written under guard->lock, held for an instant */
byte waits_for[THREADS] = NOTHING; /* the list of waiters: the guard of each who is in it */
byte gg_process_lock = NOBODY;
bool asleep[THREADS];
byte asleep_on[THREADS];

/* The truth, whatever the list says: the guard that a thread lacks and will ask for again. */
byte wants[THREADS] = NOTHING;

byte ended;

inline acquire()
{
	atomic { gg_process_lock == NOBODY -> gg_process_lock = ME }
}

inline release()
{
	gg_process_lock = NOBODY
}

/* would_deadlock(): one step for each owner that it reads; the list is under gg_process_lock */
inline search(start)
{
	at = start;
	do
	:: true ->
		atomic {
			next = owner[at];
			if
			:: next == ME -> cycle = true; break
			:: next == NOBODY -> cycle = false; break
			:: else
			fi;
			if
			:: waits_for[next] == NOTHING -> cycle = false; break
			:: else -> at = waits_for[next]
			fi
		}
#if defined(SEARCHES_ONE_STEP)
		cycle = (owner[at] == ME);
		break
#endif
	od;
	at = 0;
	next = 0
}

/* Whether the owner of the guard really wants, directly or through others, what this thread owns. */
inline check_cycle(start)
{
	d_step {
		at = start;
		steps = 0;
		do
		:: owner[at] == ME -> break
		:: else ->
			assert(owner[at] != NOBODY);
			assert(wants[owner[at]] != NOTHING);
			at = wants[owner[at]];
			steps++;
			assert(steps <= THREADS)
		od;
		at = 0;
		steps = 0
	}
}

/* gg_wait_for_owner() */
inline wait_for_owner(guard)
{
	cycle = false;
	seen = owner[guard];
	if
	:: seen == NOBODY || seen == ME
	:: else ->
		acquire();
#if !defined(NO_SEARCH)
		search(guard);
#endif
#if defined(LISTED_LATE)
		release();
		acquire();
#endif
		if
		:: cycle -> check_cycle(guard)
		:: else ->
#if !defined(NOT_LISTED)
			waits_for[ME] = guard
#else
			skip
#endif
		fi;
#if !defined(LIST_KEPT_LOCKED)
		release();
#endif
		if
		:: cycle
		:: else ->
			atomic {	/* futex(&owner, FUTEX_WAIT, seen) */
				if
				:: owner[guard] == seen ->
					asleep[ME] = true;
					asleep_on[ME] = guard
				:: else
				fi
			}
			!asleep[ME];
#if !defined(LIST_KEPT_LOCKED)
			acquire();
#endif
#if !defined(STAYS_LISTED)
			waits_for[ME] = NOTHING;	/* remove_waiter() */
#endif
			release()
		fi;
#if defined(LIST_KEPT_LOCKED)
		if
		:: cycle -> release()
		:: else
		fi;
#endif
		seen = 0
	fi
}

/* gg_own(), until the thread owns it or is refused */
inline own(guard)
{
	do
	:: atomic {	/* gg_enter() ... gg_leave(): under guard->lock */
			got = (owner[guard] == NOBODY);
			if
			:: got -> owner[guard] = ME; wants[ME] = NOTHING
			:: else -> wants[ME] = guard
			fi
		}
		if
		:: got -> break
		:: else ->
			wait_for_owner(guard);
			if
			:: cycle -> wants[ME] = NOTHING; break
			:: else
			fi
		fi
	od
}

/* gg_disown() */
inline disown(guard)
{
	owner[guard] = NOBODY;
	d_step {	/* futex(&owner, FUTEX_WAKE, everyone) */
		i = 0;
		do
		:: i < THREADS ->
			if
			:: asleep[i] && asleep_on[i] == guard -> asleep[i] = false; asleep_on[i] = 0
			:: else
			fi;
			i++
		:: else -> break
		od;
		i = 0
	}
}

active [THREADS] proctype thread()
{
	byte first, second, turn;
	byte seen, at, next, steps, i;
	bool cycle, got;

	do
	:: turn < TURNS ->
		turn++;
		select(first : 0 .. GUARDS - 1);
		select(second : 0 .. GUARDS - 1);
		if
		:: first == second -> second = (first + 1) % GUARDS
		:: else
		fi;
		own(first);
		assert(got);	/* a thread that owns nothing is in no cycle */
		own(second);
		if
		:: got -> disown(second)
		:: else
		fi;
		disown(first)
	:: else -> break
	od;
	ended++
}

ltl ends { <> (ended == THREADS) }
