# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs in a guest: make a simulated chip, print what a line reads pulled down, then up."""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

GET_LINE = 0xC250B407  # GPIO_V2_GET_LINE_IOCTL of linux/gpio.h
GET_VALUES = 0xC010B40E  # GPIO_V2_LINE_GET_VALUES_IOCTL
INPUT = 1 << 2  # GPIO_V2_LINE_FLAG_INPUT
LINE_REQUEST = struct.Struct("=64I32sQI5I240sII5Ii")  # struct gpio_v2_line_request


def make_chip() -> tuple[Path, Path]:
    """The chip's device, and the folder of its simulated lines."""
    device = Path("/sys/kernel/config/gpio-sim/test")
    bank = device / "bank0"
    bank.mkdir(parents=True)
    (bank / "num_lines").write_text("4")
    (device / "live").write_text("1")
    chip = (bank / "chip_name").read_text().strip()
    platform = Path("/sys/devices/platform") / (device / "dev_name").read_text().strip()
    return Path("/dev") / chip, platform / chip


def request_line(chip: Path, offset: int) -> int:
    offsets = [offset, *[0] * 63]
    words = [*offsets, b"test", INPUT, 0, *[0] * 5, b"", 1, 0, *[0] * 5, 0]
    request = bytearray(LINE_REQUEST.pack(*words))
    device = os.open(chip, os.O_RDONLY)
    fcntl.ioctl(device, GET_LINE, request)
    os.close(device)
    return int(LINE_REQUEST.unpack(request)[-1])


def value(line: int) -> int:
    values = bytearray(struct.pack("=QQ", 0, 1))
    fcntl.ioctl(line, GET_VALUES, values)
    return int(struct.unpack("=QQ", values)[0])


def main() -> None:
    chip, simulated = make_chip()
    line = request_line(chip, 1)
    for pull in ("pull-down", "pull-up"):
        (simulated / "sim_gpio1" / "pull").write_text(pull)
        print(chip.name, pull, value(line))


if __name__ == "__main__":
    main()
