/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Attributes of clang's Thread Safety Analysis, which proves that every call into the library holds
 * the guard of its handle. They mean something only when the library's annotated header is included
 * in front of its real one (GG_PROVE); no other build needs clang.
 */
#ifndef GG_CAPABILITY_H
#define GG_CAPABILITY_H

#if defined(GG_PROVE)
#define GG_ACQUIRE(...)     __attribute__((acquire_capability(__VA_ARGS__)))
#define GG_TRY_ACQUIRE(...) __attribute__((try_acquire_capability(true, __VA_ARGS__)))
#define GG_RELEASE(...)     __attribute__((release_capability(__VA_ARGS__)))
#define GG_ASSERT(...)      __attribute__((assert_capability(__VA_ARGS__)))
#define GG_UNCHECKED        __attribute__((no_thread_safety_analysis))
#else
#define GG_ACQUIRE(...)
#define GG_TRY_ACQUIRE(...)
#define GG_RELEASE(...)
#define GG_ASSERT(...)
#define GG_UNCHECKED
#endif

#endif
