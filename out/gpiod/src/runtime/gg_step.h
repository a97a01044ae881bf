/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Names the places at which the tests stop a thread, to let another one run in between. Expands to
 * nothing in a release build.
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
