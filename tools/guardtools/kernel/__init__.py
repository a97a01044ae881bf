# SPDX-License-Identifier: LGPL-2.1-or-later
"""Real kernels with gpio-sim, and the tests on them."""
