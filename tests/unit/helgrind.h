/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Annotations for helgrind, which knows pthreads but not C11 atomics.
 *
 * It treats a locked instruction as a read, but an atomic store as a plain one, which it reports as
 * a race. HG_IGNORE() exempts an _Atomic word. Where only such a word orders accesses to plain
 * memory, HG_RELEASE() and HG_ACQUIRE() name the two sides.
 */
#ifndef UNIT_HELGRIND_H
#define UNIT_HELGRIND_H

#if defined(HAVE_HELGRIND)
#include <valgrind/helgrind.h>
#define HG_IGNORE(word)     VALGRIND_HG_DISABLE_CHECKING(&(word), sizeof(word))
#define HG_RELEASE(word)    ANNOTATE_HAPPENS_BEFORE(&(word))
#define HG_ACQUIRE(word)    ANNOTATE_HAPPENS_AFTER(&(word))
#define HG_FORGET(at, size) VALGRIND_HG_CLEAN_MEMORY(at, size)
#define ON_HELGRIND         (RUNNING_ON_VALGRIND != 0)
#else
#define HG_IGNORE(word)     ((void)sizeof(word))
#define HG_RELEASE(word)    ((void)sizeof(word))
#define HG_ACQUIRE(word)    ((void)sizeof(word))
#define HG_FORGET(at, size) ((void)sizeof(at), (void)sizeof(size))
#define ON_HELGRIND         false
#endif

#endif
