# SPDX-License-Identifier: LGPL-2.1-or-later
"""The defaults of fields that plan.json omits: none, false and empty.

So a plan shows only what is particular, and a new field changes only the plans that use it. A
misspelled name in a template is still an error, because it is neither in the plan nor here.
"""

from __future__ import annotations

from typing import Any

PLAN: dict[str, Any] = {
    "converters": None,
    "names": [],
    "errors": [],
    "library_lock": False,
    "enums": [],
    "exceptions": [],
    "classes": [],
    "functions": [],
    "constants": [],
    "skipped": [],
    "interface": [],
}

METHOD: dict[str, Any] = {
    "detaches": False,
    "holds": [],
    "fd": None,
    "cached": None,
    "since": None,
    "raises": [],
    "parameters": [],
    "out_array": None,
    "scratch": None,
    "arguments": [],
    "failed": None,
    "cleans": False,
}

# By the key that an object, or a list of such objects, has in the plan.
DEFAULTS: dict[str, dict[str, Any]] = {
    "gil": {"used": False, "reasons": []},
    "enums": {"outer": None, "true": None, "members": []},
    "classes": {
        "module": None,
        "destroy_detaches": False,
        "destroy_result": None,
        "destroy_failed": None,
        "closer": None,
        "closed_error": None,
        "context_manager": False,
        "truth": False,
        "subclassable": False,
        "locked": False,
        "fileno": None,
        "keeps": [],
        "constants": [],
        "cached": [],
        "construct": None,
        "constructor": None,
        "methods": [],
        "adds": [],
        "copied_by": None,
        "made_for_calls": False,
        "made_elsewhere": False,
        "owned_by": None,
        "str": [],
        "fields": [],
        "has_objects": False,
    },
    "methods": METHOD,
    "functions": METHOD,
    "closer": METHOD,
    "constructor": METHOD,
    "parameters": {
        "required": False,
        "absent": False,
        "default": None,
        "summary": None,
        "declarations": [],
        "convert": None,
        "releases": [],
        "object": None,
        "role": None,
    },
    "result": {
        "declaration": None,
        "to_python": None,
        "release": None,
        "borrowed_string": False,
        "nullable": False,
    },
    "constants": {"storage": None, "out_array": None, "arguments": [], "to_python": None},
    "keeps": {"public": False},
    "fields": {"object": False},
    "interface": {"since": None, "parameters": [], "creates": None, "lends": None},
}


def completed(value: Any, defaults: dict[str, Any] = PLAN) -> Any:
    """A part of the plan with the defaults filled in."""
    if isinstance(value, list):
        return [completed(item, defaults) for item in value]
    if isinstance(value, dict):
        return {
            **defaults,
            **{key: completed(item, DEFAULTS.get(key, {})) for key, item in value.items()},
        }
    return value
