/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Everything that a generated module uses. Except for the core (gg_handle.h), all functions of the
 * runtime must be called attached to Python, and with no guard held.
 */
#ifndef GG_PYTHON_H
#define GG_PYTHON_H

#include "gg_argument.h"
#include "gg_convert.h"
#include "gg_enum.h"
#include "gg_items.h"
#include "gg_locked.h"
#include "gg_poll.h"
#include "gg_raise.h"
#include "gg_runtime.h"
#include "gg_text.h"
#include "gg_type.h"

#endif
