/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The places where another thread may come between, named for the tests that make it do so.
 * Nothing in a build that ships.
 */
#ifndef GG_STEP_H
#define GG_STEP_H

#if defined(GG_STEPS)
void gg_step(const char *name);
#define GG_STEP(name) gg_step(name)
#else
#define GG_STEP(name) ((void)0)
#endif

#endif
