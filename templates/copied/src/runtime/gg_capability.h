/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Attributes for clang's Thread Safety Analysis, which proves that every call into the library
 * holds the guard of its handle. They are defined only for that proof (GG_PROVE), in which the
 * annotated header is included before the library's own; no other build needs clang.
 */
#ifndef GG_CAPABILITY_H
#define GG_CAPABILITY_H

#if defined(GG_PROVE)
#define GG_ACQUIRE(...)     __attribute__((acquire_capability(__VA_ARGS__)))
#define GG_TRY_ACQUIRE(...) __attribute__((try_acquire_capability(true, __VA_ARGS__)))
#define GG_RELEASE(...)     __attribute__((release_capability(__VA_ARGS__)))
#define GG_ASSERT(...)      __attribute__((assert_capability(__VA_ARGS__)))
#define GG_NO_ANALYSIS      __attribute__((no_thread_safety_analysis))
#else
#define GG_ACQUIRE(...)
#define GG_TRY_ACQUIRE(...)
#define GG_RELEASE(...)
#define GG_ASSERT(...)
#define GG_NO_ANALYSIS
#endif

#endif
