/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What helgrind, which knows pthreads but not C11 atomics, has to be told.
 *
 * It takes a locked instruction for a read, but an atomic store for a plain one, and calls it a
 * race. A word that is _Atomic in C has nothing else to fear: it is excused, one by one. Where the
 * order of plain memory rests on such a word alone, that order is named.
 */
#ifndef EXCUSE_H
#define EXCUSE_H

#if defined(HAVE_HELGRIND)
#include <valgrind/helgrind.h>
#define EXCUSE_ATOMIC(word)     VALGRIND_HG_DISABLE_CHECKING(&(word), sizeof(word))
#define EXCUSE_RELEASE(word)    ANNOTATE_HAPPENS_BEFORE(&(word))
#define EXCUSE_ACQUIRE(word)    ANNOTATE_HAPPENS_AFTER(&(word))
#define EXCUSE_MEMORY(at, size) VALGRIND_HG_CLEAN_MEMORY(at, size)
#define ON_HELGRIND             (RUNNING_ON_VALGRIND != 0)
#else
#define EXCUSE_ATOMIC(word)     ((void)sizeof(word))
#define EXCUSE_RELEASE(word)    ((void)sizeof(word))
#define EXCUSE_ACQUIRE(word)    ((void)sizeof(word))
#define EXCUSE_MEMORY(at, size) ((void)sizeof(at), (void)sizeof(size))
#define ON_HELGRIND             false
#endif

#endif
