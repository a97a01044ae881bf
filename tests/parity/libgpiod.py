# SPDX-License-Identifier: LGPL-2.1-or-later
"""libgpiod.so.3 through ctypes, whichever the loader finds.  What it refuses is an OSError."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

Prototype = tuple["type | None", ...]
"""The result's type, then the arguments'."""

_BOOL = ctypes.c_bool
_INT = ctypes.c_int
_INT64 = ctypes.c_int64
_OBJECT = ctypes.c_void_p
_SIZE = ctypes.c_size_t
_STRING = ctypes.c_char_p
_UINT = ctypes.c_uint
_UINT64 = ctypes.c_uint64
_ULONG = ctypes.c_ulong
_INTS = ctypes.POINTER(ctypes.c_int)
_UINTS = ctypes.POINTER(ctypes.c_uint)

# These say no with NULL or -1, and errno says why.
_REFUSING: Mapping[str, Prototype] = {
    "chip_get_info": (_OBJECT, _OBJECT),
    "chip_get_line_info": (_OBJECT, _OBJECT, _UINT),
    "chip_get_line_offset_from_name": (_INT, _OBJECT, _STRING),
    "chip_open": (_OBJECT, _STRING),
    "chip_read_info_event": (_OBJECT, _OBJECT),
    "chip_request_lines": (_OBJECT, _OBJECT, _OBJECT, _OBJECT),
    "chip_unwatch_line_info": (_INT, _OBJECT, _UINT),
    "chip_wait_info_event": (_INT, _OBJECT, _INT64),
    "chip_watch_line_info": (_OBJECT, _OBJECT, _UINT),
    "edge_event_buffer_get_event": (_OBJECT, _OBJECT, _ULONG),
    "line_config_add_line_settings": (_INT, _OBJECT, _UINTS, _SIZE, _OBJECT),
    "line_config_get_line_settings": (_OBJECT, _OBJECT, _UINT),
    "line_config_set_output_values": (_INT, _OBJECT, _INTS, _SIZE),
    "line_request_get_value": (_INT, _OBJECT, _UINT),
    "line_request_get_values": (_INT, _OBJECT, _INTS),
    "line_request_get_values_subset": (_INT, _OBJECT, _SIZE, _UINTS, _INTS),
    "line_request_read_edge_events": (_INT, _OBJECT, _OBJECT, _SIZE),
    "line_request_reconfigure_lines": (_INT, _OBJECT, _OBJECT),
    "line_request_set_value": (_INT, _OBJECT, _UINT, _INT),
    "line_request_set_values": (_INT, _OBJECT, _INTS),
    "line_request_set_values_subset": (_INT, _OBJECT, _SIZE, _UINTS, _INTS),
    "line_request_wait_edge_events": (_INT, _OBJECT, _INT64),
    "line_settings_set_bias": (_INT, _OBJECT, _INT),
    "line_settings_set_direction": (_INT, _OBJECT, _INT),
    "line_settings_set_drive": (_INT, _OBJECT, _INT),
    "line_settings_set_edge_detection": (_INT, _OBJECT, _INT),
    "line_settings_set_event_clock": (_INT, _OBJECT, _INT),
    "line_settings_set_output_value": (_INT, _OBJECT, _INT),
}

_OTHERS: Mapping[str, Prototype] = {
    "api_version": (_STRING,),
    "chip_close": (None, _OBJECT),
    "chip_get_fd": (_INT, _OBJECT),
    "chip_get_path": (_STRING, _OBJECT),
    "chip_info_free": (None, _OBJECT),
    "chip_info_get_label": (_STRING, _OBJECT),
    "chip_info_get_name": (_STRING, _OBJECT),
    "chip_info_get_num_lines": (_SIZE, _OBJECT),
    "edge_event_buffer_free": (None, _OBJECT),
    "edge_event_buffer_get_capacity": (_SIZE, _OBJECT),
    "edge_event_buffer_get_num_events": (_SIZE, _OBJECT),
    "edge_event_buffer_new": (_OBJECT, _SIZE),
    "edge_event_copy": (_OBJECT, _OBJECT),
    "edge_event_free": (None, _OBJECT),
    "edge_event_get_event_type": (_INT, _OBJECT),
    "edge_event_get_global_seqno": (_ULONG, _OBJECT),
    "edge_event_get_line_offset": (_UINT, _OBJECT),
    "edge_event_get_line_seqno": (_ULONG, _OBJECT),
    "edge_event_get_timestamp_ns": (_UINT64, _OBJECT),
    "info_event_free": (None, _OBJECT),
    "info_event_get_event_type": (_INT, _OBJECT),
    "info_event_get_line_info": (_OBJECT, _OBJECT),
    "info_event_get_timestamp_ns": (_UINT64, _OBJECT),
    "is_gpiochip_device": (_BOOL, _STRING),
    "line_config_free": (None, _OBJECT),
    "line_config_get_configured_offsets": (_SIZE, _OBJECT, _UINTS, _SIZE),
    "line_config_get_num_configured_offsets": (_SIZE, _OBJECT),
    "line_config_new": (_OBJECT,),
    "line_config_reset": (None, _OBJECT),
    "line_info_copy": (_OBJECT, _OBJECT),
    "line_info_free": (None, _OBJECT),
    "line_info_get_bias": (_INT, _OBJECT),
    "line_info_get_consumer": (_STRING, _OBJECT),
    "line_info_get_debounce_period_us": (_ULONG, _OBJECT),
    "line_info_get_direction": (_INT, _OBJECT),
    "line_info_get_drive": (_INT, _OBJECT),
    "line_info_get_edge_detection": (_INT, _OBJECT),
    "line_info_get_event_clock": (_INT, _OBJECT),
    "line_info_get_name": (_STRING, _OBJECT),
    "line_info_get_offset": (_UINT, _OBJECT),
    "line_info_is_active_low": (_BOOL, _OBJECT),
    "line_info_is_debounced": (_BOOL, _OBJECT),
    "line_info_is_used": (_BOOL, _OBJECT),
    "line_request_get_chip_name": (_STRING, _OBJECT),
    "line_request_get_fd": (_INT, _OBJECT),
    "line_request_get_num_requested_lines": (_SIZE, _OBJECT),
    "line_request_get_requested_offsets": (_SIZE, _OBJECT, _UINTS, _SIZE),
    "line_request_release": (None, _OBJECT),
    "line_settings_copy": (_OBJECT, _OBJECT),
    "line_settings_free": (None, _OBJECT),
    "line_settings_get_active_low": (_BOOL, _OBJECT),
    "line_settings_get_bias": (_INT, _OBJECT),
    "line_settings_get_debounce_period_us": (_ULONG, _OBJECT),
    "line_settings_get_direction": (_INT, _OBJECT),
    "line_settings_get_drive": (_INT, _OBJECT),
    "line_settings_get_edge_detection": (_INT, _OBJECT),
    "line_settings_get_event_clock": (_INT, _OBJECT),
    "line_settings_get_output_value": (_INT, _OBJECT),
    "line_settings_new": (_OBJECT,),
    "line_settings_reset": (None, _OBJECT),
    "line_settings_set_active_low": (None, _OBJECT, _BOOL),
    "line_settings_set_debounce_period_us": (None, _OBJECT, _ULONG),
    "request_config_free": (None, _OBJECT),
    "request_config_get_consumer": (_STRING, _OBJECT),
    "request_config_get_event_buffer_size": (_SIZE, _OBJECT),
    "request_config_new": (_OBJECT,),
    "request_config_set_consumer": (None, _OBJECT, _STRING),
    "request_config_set_event_buffer_size": (None, _OBJECT, _SIZE),
}

PROTOTYPES: Mapping[str, Prototype] = {**_REFUSING, **_OTHERS}
"""Every function of <gpiod.h>, without its prefix."""


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libgpiod.so.3", use_errno=True)
    for name, (result, *arguments) in PROTOTYPES.items():
        function = getattr(library, f"gpiod_{name}")
        function.restype = result
        function.argtypes = arguments
    return library


def call(name: str, *arguments: object) -> Any:
    """Call gpiod_NAME(); raises OSError where it refuses, with the errno that it leaves."""
    ctypes.set_errno(0)
    result = getattr(_library(), f"gpiod_{name}")(*arguments)
    if name in _REFUSING and result in (None, -1):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def ints(values: list[int]) -> ctypes.Array[ctypes.c_int]:
    return (ctypes.c_int * len(values))(*values)


def uints(values: list[int]) -> ctypes.Array[ctypes.c_uint]:
    return (ctypes.c_uint * len(values))(*values)


def in_memory() -> bool:
    """Whether it is the stand-in, with its chips in memory."""
    return hasattr(_library(), "gpiosim_chip_new")
