/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUARDGEN_VERSION_H
#define GUARDGEN_VERSION_H

/* Told by --version only: generated files bear no version of a tool. */
#ifndef GUARDGEN_VERSION
#define GUARDGEN_VERSION "0.1"
#endif

#endif
