/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Converters of a test; no test compiles them. */
