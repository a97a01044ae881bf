# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a program that uses gpiod on a simulated chip, and prints what it does.

drive.py PROGRAM        one of those below, or the path of an example that has no arguments
"""

from __future__ import annotations

import glob
import importlib
import io
import os
import re
import runpy
import sys
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import gpiod
import gpiosim

LINES = 28
PRESSED = 0.03
"""Seconds for which a button is pressed: longer than examples debounce it."""

ENOUGH = 12
"""Lines of output after which an example that runs for ever is interrupted."""

SIM = gpiosim.Chip(
    label="pinctrl-bcm2711",
    num_lines=LINES,
    line_names={line: f"GPIO{line}" for line in range(LINES)},
)
PATH = SIM.dev_path


def levels() -> str:
    return "".join(str(SIM.get_value(line).value) for line in range(LINES))


def attempt(what: str, action: Callable[[], object]) -> None:
    """Print what comes of an action, and the levels of the lines afterwards."""
    try:
        result = str(action())
    except (Exception, SystemExit) as error:  # gpiodevice exits if there is no suitable chip
        result = f"{type(error).__name__}: {error}"
    print(f"{what}: {re.sub(r'fd=[0-9]+', 'fd=F', result)} [{levels()}]")


def trace_sleeps(module: Any, name: str) -> None:
    """Print the levels of the lines, with their repetitions omitted, wherever a program sleeps."""
    last = ""

    def sleep(seconds: float) -> None:
        nonlocal last
        if levels() != last:
            last = levels()
            print(last)

    setattr(module, name, sleep)


def find_simulated_chips() -> None:
    """Let glob find the simulated chip, which is in memory, not in /dev."""
    find = glob.glob

    def find_chips(pattern: str, **options: Any) -> list[str]:
        return [PATH] if pattern.startswith("/dev/gpiochip") else find(pattern, **options)

    setattr(glob, "glob", find_chips)  # noqa: B010


def gpiodevice() -> None:
    device = importlib.import_module("gpiodevice")
    edges = gpiod.LineSettings(edge_detection=gpiod.line.Edge.BOTH)
    attempt("by label", lambda: device.find_chip_by_label("pinctrl"))
    attempt("no label", lambda: device.find_chip_by_label("other"))
    attempt("by pins", lambda: device.find_chip_by_pins("GPIO4, GPIO5"))
    attempt("no pins", lambda: device.find_chip_by_pins(["GPIO4", "GPIO99"]))
    request, line = device.get_pin("GPIO4", "button", edges)
    attempt("pin", lambda: f"{request} {line}")
    attempt("busy", lambda: device.get_pin("GPIO4", "button", edges))
    attempt("used", lambda: device.check_pins_available(gpiod.Chip(PATH), {"button": 4}))
    attempt("no edge", lambda: device.wait_for_edge(request, timeout=0))
    SIM.set_pull(4, SIM.Pull.UP)
    attempt("edge", lambda: device.wait_for_edge(request, line, 5).event_type)
    seen: list[str] = []
    both = threading.Event()

    def handler(event: Any) -> None:
        seen.append(str(event.event_type))
        if len(seen) == 2:
            both.set()

    with device.Watch(request, handler, poll_interval=0.01):
        SIM.set_pull(4, SIM.Pull.DOWN)
        SIM.set_pull(4, SIM.Pull.UP)
        attempt("watch", lambda: both.wait(10))
    attempt("seen", lambda: seen)


def blinka() -> None:
    name = "adafruit_blinka.microcontroller.generic_linux.libgpiod_pin"
    kind: Any = importlib.import_module(name).Pin
    for pull in (None, kind.PULL_NONE, kind.PULL_UP, kind.PULL_DOWN, 7):
        pin = kind((PATH, 6))
        attempt(f"input, pull {pull}", partial(pin.init, kind.IN, pull))
        attempt("value", pin.value)
        attempt("line", lambda: gpiod.Chip(PATH).get_line_info(6))
        attempt("end", pin.deinit)
    pin = kind((PATH, 7))
    attempt("value before init", pin.value)
    attempt("output", lambda: pin.init(kind.OUT))
    for value in (1, 0, 1, 5):
        attempt(f"set {value}", partial(pin.value, value))
        attempt("get", pin.value)
    attempt("busy", lambda: kind((PATH, 7)).init(kind.OUT))
    attempt("to input", lambda: pin.init(kind.IN))
    attempt("no such line", lambda: kind((PATH, 99)).init(kind.OUT))
    attempt("no such chip", lambda: kind(("/dev/gpiochip9", 1)).init(kind.OUT))
    attempt("end", pin.deinit)


class Display:
    """Stands in for the SPI and I2C buses of a display."""

    def open(self, *arguments: int) -> None:
        print("open", *arguments)

    def xfer3(self, data: Any) -> None:
        print(f"{levels()} {bytes(data).hex()[:40]}")

    def write_i2c_block_data(self, *arguments: object) -> None:
        raise OSError("no EEPROM")


def inky() -> None:
    platform: Any = importlib.import_module("gpiodevice.platform.pi")
    platform.get_name = lambda: "Raspberry Pi 4"
    driver = importlib.import_module("inky.inky_uc8159")
    bus = Display()
    display: Any = driver.Inky((600, 448), spi_bus=bus, i2c_bus=bus)
    trace_sleeps(time, "sleep")
    SIM.set_pull(driver.BUSY_PIN, SIM.Pull.UP)  # not busy, so that nothing is waited for
    display.set_border(driver.RED)
    for x in range(0, 600, 3):
        display.set_pixel(x, x % 448, driver.BLUE)
    attempt("setup", display.setup)
    attempt("lines", lambda: display._gpio)
    attempt("show", display.show)
    attempt("busy", lambda: type(display).setup(driver.Inky((600, 448), spi_bus=bus, i2c_bus=bus)))


def tm1637() -> None:
    module: Any = importlib.import_module("tm1637")
    trace_sleeps(time, "sleep")
    attempt("no such lines", lambda: module.TM1637(98, 99))
    display = module.TM1637(2, 3, brightness=5)
    attempt("busy", lambda: module.TM1637(2, 3))
    attempt("numbers", lambda: display.numbers(12, 59))
    attempt("show", lambda: display.show("cool"))
    attempt("brightness", lambda: setattr(display, "brightness", 2))
    attempt("wrong brightness", lambda: setattr(display, "brightness", 9))
    attempt("end", display._lines.release)
    attempt("after the end", lambda: display.show("more"))


def rpi_rf() -> None:
    module: Any = importlib.import_module("rpi_rf_gpiod.tx")
    trace_sleeps(module, "_sleep")
    with module.RFTransmitter(17, PATH) as sender:
        attempt("busy", module.RFTransmitter(17, PATH).enable)
        attempt("send", lambda: sender.send(0b1011001, protocol=1, repeat=2))
        attempt("line", lambda: gpiod.Chip(PATH).get_line_info(17))
    attempt("line", lambda: gpiod.Chip(PATH).get_line_info(17))
    attempt("no such line", module.RFTransmitter(99, PATH).enable)


def names(suite: Any) -> Iterator[str]:
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from names(test)
        else:
            yield test.id()


def servo() -> None:
    """The tests that the program brings along, and one run on the simulated chip."""
    package = importlib.import_module("python_servo_gpiod")
    assert package.__file__
    sys.path.insert(0, str(Path(package.__file__).parent))
    suite = unittest.defaultTestLoader.loadTestsFromName("test_servo")
    tests = sorted(names(suite))
    output, sys.stdout = sys.stdout, io.StringIO()
    result = unittest.TextTestRunner(io.StringIO()).run(suite)
    sys.stdout = output
    failed = sorted(test.id() for test, _ in [*result.failures, *result.errors])
    print(f"{len(tests)} tests, {len(failed)} fail: {failed}", *tests, sep="\n")
    motor: Any = importlib.import_module("servo").Servo(pin=15, chip=PATH)
    attempt("line", lambda: gpiod.Chip(PATH).get_line_info(15))
    for value in (1, 0):
        attempt(f"set {value}", partial(motor._set_line_value, value))
    attempt("cleanup", motor.cleanup)


class Interrupting(io.TextIOBase):
    """Prints, and interrupts the program once it has printed enough."""

    def __init__(self, output: TextIO) -> None:
        self.output = output
        self.left = ENOUGH

    def write(self, text: str) -> int:
        if self.left > 0:
            self.output.write(text)
            self.left -= text.count("\n")
            if self.left <= 0:
                raise KeyboardInterrupt
        return len(text)


def press_buttons() -> None:
    """Pull lines up and down, from when one of them is requested."""
    chip = gpiod.Chip(PATH)
    chip.watch_line_info(5)

    wait = threading.Event().wait

    def press() -> None:
        chip.read_info_event()
        for _ in range(ENOUGH):
            for pull in (SIM.Pull.UP, SIM.Pull.DOWN):
                for line in (5, 3, 7):
                    SIM.set_pull(line, pull)
                wait(PRESSED)

    threading.Thread(target=press, daemon=True).start()


def use_lines() -> None:
    """Request a line and release it, again and again."""

    def use() -> None:
        while True:
            gpiod.request_lines(PATH, {5: None}, consumer="other").release()

    threading.Thread(target=use, daemon=True).start()


def example(path: Path) -> None:
    """An example. What a chip reports may begin with either event, so those are sorted."""
    watches_info = path.name == "watch_line_info.py"
    if watches_info:
        use_lines()
    elif "watch" in path.name:
        press_buttons()
    trace_sleeps(time, "sleep")
    output = io.StringIO()
    terminal, sys.stdout = sys.stdout, Interrupting(output)
    try:
        runpy.run_path(str(path), run_name="__main__")
    except KeyboardInterrupt:
        pass
    finally:
        sys.stdout = terminal
    lines = re.sub(r"timestamp_ns=\d+", "timestamp_ns=T", output.getvalue()).splitlines()
    print(*(sorted(set(lines)) if watches_info else lines), sep="\n")


PROGRAMS = {
    function.__name__: function for function in (gpiodevice, blinka, inky, tm1637, rpi_rf, servo)
}


def main(program: str) -> None:
    find_simulated_chips()
    sys.stderr = sys.stdout
    sys.unraisablehook = lambda unraisable: None  # a reference may be dropped at any time
    if program in PROGRAMS:
        PROGRAMS[program]()
    else:
        example(Path(program))
    sys.stdout.flush()
    os._exit(0)  # with threads that press buttons


if __name__ == "__main__":
    main(sys.argv[1])
