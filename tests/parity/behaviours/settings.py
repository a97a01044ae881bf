# SPDX-License-Identifier: LGPL-2.1-or-later
"""Line settings, line configs, request configs: libgpiod's own memory."""

from __future__ import annotations

from ..behaviour import behaviour, changed_in, result_of, show, show_what_null_does
from ..libgpiod import call, ints
from ..objects import LineConfig, settings_object
from ..values import EDGES, INPUT, OUTPUT, OUTPUT_ACTIVE, Bias, Clock, Direction, Drive, Settings

CHOICES = ("direction", "edge_detection", "bias", "drive", "event_clock", "output_value")
UNUSUAL = Settings(
    Direction.OUTPUT,
    bias=Bias.PULL_UP,
    drive=Drive.OPEN_SOURCE,
    clock=Clock.HTE,
    active_low=True,
    debounce_us=7,
    value=1,
)


@behaviour
def values_of_settings_and_what_others_become() -> None:
    """A value that is none is refused, and puts back the default."""
    for what in CHOICES:
        with settings_object(UNUSUAL) as address:
            for value in range(-2, 8):
                refusal = result_of(call, f"line_settings_set_{what}", address, value)
                show(f"{what} {value}", refusal, call(f"line_settings_get_{what}", address))


@behaviour
def debounce_periods_of_settings() -> None:
    with settings_object(Settings()) as address:
        for period in (0, 1, 2**32 - 1, 2**32, 2**64 - 1):
            call("line_settings_set_debounce_period_us", address, period)
            show(period, call("line_settings_get_debounce_period_us", address))


@behaviour
def settings_reset_and_copied() -> None:
    with settings_object(UNUSUAL) as address:
        copy = call("line_settings_copy", address)
        call("line_settings_reset", address)
        show("reset", Settings.of(address))
        show("copy", Settings.of(copy))


@behaviour
def config_keeps_the_order_of_its_lines() -> None:
    config = LineConfig(([5, 3], INPUT), (9, OUTPUT), ([3, 1], EDGES))
    show("lines", config.count(), config.offsets())
    for most in (0, 1, 4, 5):
        show(f"at most {most}", config.offsets(most))
    show("no room at all", call("line_config_get_configured_offsets", config.address, None, 5))
    for line in (5, 3, 9, 1, 2):
        show(f"line {line}", result_of(config.settings, line))


@behaviour
def config_keeps_copies() -> None:
    config = LineConfig((0, INPUT))
    first, again = config.settings(0), config.settings(0)
    show("settings", first, again == first)
    config.add(0)
    show("defaults for None", config.settings(0))
    call("line_config_reset", config.address)
    show("reset", config.count(), config.offsets(), result_of(config.settings, 0))


@behaviour
def lines_that_config_refuses() -> None:
    config = LineConfig()
    show("none", result_of(config.add, []))
    show(
        "no array", result_of(call, "line_config_add_line_settings", config.address, None, 1, None)
    )
    show("64", result_of(config.add, range(64)))
    show("one more", result_of(config.add, 64))
    show("is left with", config.count())
    show("65 at once", result_of(LineConfig().add, range(65)))


@changed_in("2.3")
def lines_that_config_has_already_count_once_more() -> None:
    config = LineConfig((range(40), INPUT))
    show("the same 24", result_of(config.add, range(24)), config.count())
    show("the same 25", result_of(config.add, range(25)), config.count())
    full = LineConfig((range(64), INPUT))
    show("one of 64", result_of(full.add, 0, OUTPUT), full.settings(0))
    show("a line 65 times", result_of(LineConfig().add, [7] * 65))


@behaviour
def output_values_outdo_those_of_settings() -> None:
    config = LineConfig(([4, 2], OUTPUT_ACTIVE), (1, OUTPUT))
    config.set_output_values([0, 1])
    show("two values", *(config.settings(line).value for line in (4, 2, 1)))
    config.set_output_values([1])
    show("then one", *(config.settings(line).value for line in (4, 2, 1)))
    config.set_output_values([0, 0, 1, 1])
    config.add(0, OUTPUT)
    show("then four", *(config.settings(line).value for line in (4, 2, 1, 0)))
    config.add(4, OUTPUT_ACTIVE)
    show("settings given anew", config.settings(4).value)


@behaviour
def output_values_that_config_refuses() -> None:
    config = LineConfig(([0, 1], OUTPUT_ACTIVE))
    show("none", result_of(config.set_output_values, []))
    show("no array", result_of(call, "line_config_set_output_values", config.address, None, 1))
    show("65", result_of(config.set_output_values, [0] * 65))
    show("64", result_of(config.set_output_values, [0] * 64))
    for value in (-1, 2):
        show(f"1, then {value}", result_of(config.set_output_values, [1, value]))
        show("are left", config.settings(0).value, config.settings(1).value)


@behaviour
def request_config() -> None:
    address = call("request_config_new")

    def shown() -> tuple[object, object]:
        consumer = call("request_config_get_consumer", address)
        size = call("request_config_get_event_buffer_size", address)
        return "none" if consumer is None else consumer, size

    show("new", *shown())
    for consumer in (b"me", b"z" * 31, b"z" * 32, b"", b"again", None):
        call("request_config_set_consumer", address, consumer)
        show(f"consumer {consumer!r}", *shown())
    for size in (1, 2**32, 2**64 - 1, 0):
        call("request_config_set_event_buffer_size", address, size)
        show(f"buffer of {size}", *shown())


@behaviour
def null_ends_the_program() -> None:
    show_what_null_does(
        {
            "line_settings_reset": (),
            "line_settings_copy": (),
            "line_settings_set_direction": (2,),
            "line_settings_get_output_value": (),
            "line_settings_free": (),
            "line_config_reset": (),
            "line_config_add_line_settings": (
                None,
                0,
                None,
            ),
            "line_config_set_output_values": (
                ints([0]),
                1,
            ),
            "line_config_get_num_configured_offsets": (),
            "line_config_free": (),
            "request_config_get_consumer": (),
            "request_config_set_event_buffer_size": (1,),
            "request_config_free": (),
        }
    )
