/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A spin model of a handle's life in gg_handle.c: pin, wait, wake, close, drain, own.
 *
 * Comments give the C code that each step stands for: one atomic operation or one system call.
 * Steps of different threads interleave in every possible way. Memory is sequentially consistent,
 * as are the operations on state and wake_fd; weak.py checks what they need on weaker machines.
 *
 * -D sets the numbers of threads: WAITERS, CALLERS, CLOSERS, OWNERS, OPENERS; and SIGNAL (each wait
 * may be interrupted once, and the handler closes the same handle), CONSTRUCTING (the constructor
 * still runs), JOINS (an owner that closes inside its block waits there for all others), EVICTED (an
 * owner's thread ends inside its block, and the block is dropped later).
 * Another -D removes one step, and then the check must fail: see check.py.
 */
#ifndef WAITERS
#define WAITERS 0
#endif
#ifndef CALLERS
#define CALLERS 0
#endif
#ifndef CLOSERS
#define CLOSERS 0
#endif
#ifndef OWNERS
#define OWNERS 0
#endif
#ifndef CONSTRUCTING
#define CONSTRUCTING 0
#endif
#ifndef OPENERS
#define OPENERS 0
#endif

#define THREADS (WAITERS + CALLERS + CLOSERS + OWNERS + CONSTRUCTING + OPENERS)
#define NOBODY 255
#define NO_FILE 255

/* gg_handle */
bool open = !CONSTRUCTING;		/* state & GG_OPEN ... */
bool draining;			/* ... state & GG_DRAINING ... */
byte pins;			/* ... and the rest of state: read and changed with it */
byte wake_fd = NO_FILE;
bool alive = !CONSTRUCTING;	/* state & GG_ALIVE, changed under the lock */
byte owner = NOBODY;		/* guard->owner, and with it, under gg_process_lock ... */
byte depth;			/* ... guard->depth */
byte tenure;			/* ... guard->tenure */
byte eventcount;		/* guard->eventcount */
byte queued;			/* guard->queued */
byte lock = NOBODY;		/* guard->lock */

/* the object of the library */
bool native = !CONSTRUCTING;
byte destroyed;
byte inside;

/* the kernel: files by number, threads asleep on a futex */
#define FILES (WAITERS + OPENERS + 1)
mtype = {FREE, EVENTFD, STRANGE};
mtype file[FILES] = FREE;
bool readable[FILES];
bool asleep_on_state[THREADS];
bool asleep_in_queue[THREADS];

byte ended;

#define ME _pid

inline acquire()
{
	atomic { lock == NOBODY -> lock = ME }
}

inline release()
{
	assert(lock == ME);
	lock = NOBODY
}

/* FUTEX_WAIT: sleep if the word still has the value that was seen */
inline sleep_on_state(seen_pins)
{
	atomic {
		if
		:: !open && draining && pins == seen_pins -> asleep_on_state[ME] = true
		:: else
		fi
	}
	!asleep_on_state[ME]
}

inline wake_state_sleepers()
{
	d_step {
		i = 0;
		do
		:: i < THREADS -> asleep_on_state[i] = false; i++
		:: else -> break
		od;
		i = 0
	}
}

/* gg_notify_queue() */
inline gg_notify_queue()
{
#if !defined(NO_EVENT_COUNTED)
	eventcount++;
#endif
	if
	:: queued > 0 ->
		d_step {	/* futex(&eventcount, FUTEX_WAKE, everyone) */
			i = 0;
			do
			:: i < THREADS -> asleep_in_queue[i] = false; i++
			:: else -> break
			od;
			i = 0
		}
	:: else
	fi
}

/* gg_pin() */
inline pin()
{
#if defined(NO_PIN)
	pinned = open
#else
	atomic {	/* while (!atomic_compare_exchange_weak(&state, &state, state + 1)) */
		pinned = open;
		if
		:: pinned -> pins++
		:: else
		fi
	}
#endif
}

/* gg_unpin() */
inline unpin()
{
#if defined(NO_PIN)
	skip
#else
	atomic {	/* atomic_fetch_sub(&state, 1) == (GG_DRAINING | 1) */
		assert(pins > 0);
		pins--;
		last = !open && draining && pins == 0
	}
#if !defined(UNPIN_WAKES_NOBODY)
	if
	:: last -> wake_state_sleepers()
	:: else
	fi;
#endif
	last = false
#endif
}

/* gg_enter() */
inline enter()
{
	if
	:: !open -> entered = false
	:: else ->
#if !defined(CALL_UNLOCKED)
		acquire();
#endif
		if
#if defined(ENTER_IGNORES_OPEN)
		:: owner == NOBODY || owner == ME -> entered = true
#else
		:: open && (owner == NOBODY || owner == ME) -> entered = true
#endif
		:: else ->
			entered = false;
#if !defined(CALL_UNLOCKED)
			release()
#endif
		fi
	fi
}

inline leave()
{
#if !defined(CALL_UNLOCKED)
	release()
#else
	skip
#endif
}

/* a function of the library */
inline work()
{
	assert(native);
	inside++;
	assert(inside == 1);
	assert(native && destroyed == 0);
	inside--
}

/* gg_wait_for_owner(), without the search for a deadlock, which is in owner.pml; needed is open or alive */
inline wait_for_owner(needed)
{
#if !defined(COUNT_READ_LATE)
	seen = eventcount;
#endif
	if
	:: owner == NOBODY || owner == ME
	:: else ->
		if
		:: !needed
		:: else ->
#if defined(COUNT_READ_LATE)
			seen = eventcount;
#endif
#if !defined(NOT_QUEUED)
			queued++;
#endif
			atomic {	/* futex(&eventcount, FUTEX_WAIT, seen) */
				if
				:: eventcount == seen -> asleep_in_queue[ME] = true
				:: else
				fi
			}
			!asleep_in_queue[ME];
#if !defined(NOT_QUEUED)
			queued--
#endif
		fi
	fi;
	seen = 0
}

/* get_wake_fd() */
inline get_wake_fd()
{
	fd = wake_fd;
	if
	:: fd != NO_FILE
	:: else ->
		atomic {	/* eventfd(): the lowest number that is free */
			fresh = 0;
			do
			:: file[fresh] != FREE -> fresh++
			:: else -> break
			od;
			file[fresh] = EVENTFD;
			readable[fresh] = false
		}
#if defined(RECHECK_TOO_EARLY)
		closing = !open;
#endif
		atomic {	/* atomic_compare_exchange_strong(&wake_fd, &fd, fresh) */
			fd = wake_fd;
			if
			:: fd == NO_FILE -> wake_fd = fresh; fd = fresh; fresh = NO_FILE
			:: else
			fi
		}
		if
		:: fresh != NO_FILE -> file[fresh] = FREE	/* close(fresh) */
		:: else
		fi;
		fresh = NO_FILE
	fi
}

/* wake_waiters() */
inline wake_waiters()
{
	fd = wake_fd;
	if
	:: fd != NO_FILE ->
		atomic {	/* write(fd, &one) */
			assert(file[fd] == EVENTFD);
			readable[fd] = true
		}
	:: else
	fi;
	fd = NO_FILE
}

/* close, as in forms/close.jinja: gg_close_begin(), destroy, gg_close_end(), wait for the owner */
inline close_handle()
{
	do
	:: true ->
		/* gg_close_begin() */
#if defined(WAKE_BEFORE_CLOSING)
		wake_waiters();
#endif
		atomic {	/* mark_closing() */
			pinned = open;
			open = false;
#if !defined(WAKE_UNPINNED) && !defined(NO_PIN)
			if
			:: pinned -> pins++
			:: else
			fi
#endif
		}
		if
		:: pinned ->
#if !defined(NO_WAKE) && !defined(WAKE_BEFORE_CLOSING)
			wake_waiters();
#endif
#if !defined(CLOSE_WAKES_NO_QUEUE)
			gg_notify_queue();
#endif
#if !defined(WAKE_UNPINNED)
			unpin()
#endif
		:: else
		fi;
#if !defined(NO_DRAIN)
		do	/* wait_for_pins() */
		:: atomic { seen_open = open; seen_pins = pins };
			if
			:: seen_open || seen_pins == 0 -> break
			:: else ->
#if !defined(DRAINING_NOT_SET)
				atomic {	/* already draining, or set now */
					if
					:: !open && pins == seen_pins -> draining = true
					:: else
					fi
				};
				sleep_on_state(seen_pins)
#else
				atomic {
					if
					:: !open && pins == seen_pins -> asleep_on_state[ME] = true
					:: else
					fi
				}
				!asleep_on_state[ME]
#endif
			fi
		od;
#endif
#if !defined(CLOSE_UNLOCKED)
		acquire();
#endif
		if
#if defined(SECOND_CHECK_IGNORES_PINS)
		:: open ->
			release()
#elif !defined(NO_SECOND_CHECK)
		:: open || pins > 0 ->	/* opened since this close drained it: start again */
#if !defined(CLOSE_UNLOCKED)
			release()
#else
			skip
#endif
#endif
		:: else ->
			if
			:: owner == NOBODY || owner == ME || !alive -> break
			:: else ->
#if !defined(CLOSE_UNLOCKED)
				release();
#endif
				wait_for_owner(alive)
			fi
		fi
	od;
#if defined(UNLOCKED_BEFORE_DESTROY)
	release();
#endif
	found = native || destroyed > 0;
	if
	:: native ->
		inside++;
		assert(inside == 1);
		assert(pins == 0);
		assert(owner == NOBODY || owner == ME);
		destroyed++;
		assert(destroyed == 1);
		native = false;
		inside--
	:: else
	fi;
	/* gg_close_end() */
	atomic { last = alive; alive = false };
	atomic { fd = wake_fd; wake_fd = NO_FILE };	/* atomic_exchange(&wake_fd, -1) */
	if
	:: fd != NO_FILE -> file[fd] = FREE	/* close(fd) */
	:: else
	fi;
	fd = NO_FILE;
#if !defined(UNLOCKED_BEFORE_DESTROY) && !defined(CLOSE_UNLOCKED)
	release();
#endif
#if !defined(DESTROYED_WAKES_NOBODY)
	if
	:: last -> gg_notify_queue()
	:: else
	fi;
#endif
	last = false;
	assert(!found || destroyed == 1);
	assert(found || CONSTRUCTING);
	found = false
}

/* variables of the inlines, for every process that uses them */
#define LOCALS							\
	bool pinned, entered, last, closing, seen_open, found;	\
	byte fd = NO_FILE, fresh = NO_FILE, seen, seen_pins, i

/* wait_edge_events() and read_edge_events(): wait with a pin, read under the guard */
active [WAITERS] proctype waiter()
{
	LOCALS;
	bool interrupted;

	do
	:: true ->
		pin();
		if
		:: !pinned -> break
		:: else
		fi;
		/* gg_wait() */
		get_wake_fd();
#if defined(RECHECK_TOO_EARLY)
		if
		:: closing
		:: else ->
#elif defined(NO_RECHECK)
		if
		:: false
		:: else ->
#else
		if
		:: !open -> closing = true
		:: else ->
#endif
			/* ppoll({data that never comes, fd}, timeout NULL) */
			assert(file[fd] == EVENTFD);
			if
			:: readable[fd]
#if defined(SIGNAL)
			:: !interrupted -> interrupted = true
#endif
			fi;
			assert(file[fd] == EVENTFD);
			closing = !open
		fi;
		fd = NO_FILE;
#if !defined(WAKE_BEFORE_CLOSING)
		assert(closing || interrupted);
#endif
#if defined(HANDLER_PINNED)
		if
		:: interrupted -> close_handle()
		:: else
		fi;
#endif
		unpin();
#if defined(SIGNAL) && !defined(HANDLER_PINNED)
		if
		:: interrupted && !closing -> close_handle()	/* PyErr_CheckSignals() */
		:: else
		fi;
#endif
		if
		:: closing -> break
		:: else
		fi
	od;
	ended++
}

/* any call */
active [CALLERS] proctype caller()
{
	LOCALS;

	do
	:: true ->
		enter();
		if
		:: entered -> work(); leave(); break
		:: else
		fi;
		/* gg_why_refused() */
		if
		:: !open -> break
		:: else -> wait_for_owner(open)
		fi
	od;
	ended++
}

active [CLOSERS] proctype closer()
{
	LOCALS;

	close_handle();
	ended++
}

/* locked(), entered twice; two calls inside, or close instead of the second */
active [OWNERS] proctype holder()
{
	LOCALS;
	byte times, mine;

	do
	:: true ->
		/* gg_own() */
		enter();
		if
		:: entered ->
			atomic {	/* under gg_process_lock as well */
				if
				:: depth == 0 -> owner = ME; tenure++
				:: else
				fi;
				depth++;
				mine = tenure
			};
			leave();
			times++
		:: else ->
			if
			:: !open -> break
			:: else -> wait_for_owner(open)
			fi
		fi;
		if
		:: times == 2 -> break
		:: else
		fi
	od;
	if
	:: times > 0 ->
		enter();
		if
		:: entered -> work(); leave()
		:: else
		fi;
		if
		:: true ->
			close_handle();
#if defined(JOINS)
			ended == THREADS - 1
#endif
		:: true ->	/* or the else in enter() would be that of this choice */
			enter();
			if
			:: entered -> work(); leave()
			:: else
			fi
		fi
	:: else
	fi;
#if defined(EVICTED)
	if
	:: times > 0 ->		/* evict_thread() */
		assert(owner == ME);
		atomic { depth = 0; owner = NOBODY };
		gg_notify_queue()
	:: true			/* or it leaves normally */
	fi;
#endif
	do
	:: times > 0 ->
		/* release_tenure() */
#if !defined(EVICTED)
		assert(owner == ME);
#endif
		atomic {
			last = false;
			if
#if defined(NO_TENURE)
			:: depth > 0 ->
#else
			:: depth > 0 && tenure == mine ->
#endif
				assert(owner == ME);
				depth--;
#if defined(DISOWN_IGNORES_DEPTH)
				last = true;
#else
				last = (depth == 0);
#endif
				if
				:: last -> owner = NOBODY
				:: else
				fi
			:: else
			fi
		};
#if !defined(DISOWN_WAKES_NOBODY)
		if
		:: last -> gg_notify_queue()
		:: else
		fi;
#endif
		last = false;
		times--
	:: else -> break
	od;
	ended++
}

#if CONSTRUCTING
/* the end of a constructor: the object and OPEN appear together; and then the last close */
active proctype constructor()
{
	LOCALS;

#if !defined(OPENED_UNLOCKED)
	acquire();
#endif
	native = true;
	atomic { open = true; alive = true };	/* gg_open_end() */
#if !defined(OPENED_UNLOCKED)
	release();
#endif
	close_handle();
	ended++
}
#endif

#if OPENERS
/* another thread opens a file, which gets the lowest free number */
active [OPENERS] proctype opener()
{
	byte at;

	atomic {
		do
		:: file[at] != FREE -> at++
		:: else -> break
		od;
		file[at] = STRANGE
	}
	ended++
}
#endif

/* Every call returns. spin also reports threads that sleep for ever, as invalid end states. */
ltl ends { <> (ended == THREADS) }
