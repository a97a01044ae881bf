/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads inside locked() that wait for each other, as gg_handle.c has it, for spin: the list of
 * waiters and the search for a circle. Comments name the C lines.
 *
 * Each of THREADS threads owns one of GUARDS guards, wants another, and so on TURNS times. Checked:
 * no deadlock; nobody is refused without a circle of threads that really want each other's guards.
 * With a -D that takes one step away the check must fail: see check.py.
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

/* What is so, whatever the list says: the guard that a thread has not got and will ask for again. */
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

/* waits_for_me(): one step for each look at an owner; the list is under gg_process_lock */
inline search(start)
{
	at = start;
	do
	:: true ->
		atomic {
			next = owner[at];
			if
			:: next == ME -> circle = true; break
			:: next == NOBODY -> circle = false; break
			:: else
			fi;
			if
			:: waits_for[next] == NOTHING -> circle = false; break
			:: else -> at = waits_for[next]
			fi
		}
#if defined(LOOKS_AT_ONE)
		circle = (owner[at] == ME);
		break
#endif
	od;
	at = 0;
	next = 0
}

/* Whether who owns the guard really wants, over others perhaps, what this thread owns. */
inline check_circle(start)
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
	circle = false;
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
		:: circle -> check_circle(guard)
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
		:: circle
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
		:: circle -> release()
		:: else
		fi;
#endif
		seen = 0
	fi
}

/* gg_own(), until it is had or refused */
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
			:: circle -> wants[ME] = NOTHING; break
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
	bool circle, got;

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
		assert(got);	/* who owns nothing is in no circle */
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
