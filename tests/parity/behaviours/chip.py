# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chips: what is one, how it is opened, what it says of itself."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import tempfile
from pathlib import Path

from ..behaviour import (
    EACH_RELEASE,
    behaviour,
    changed_in,
    exit_of,
    outcome_of,
    result_of,
    show,
    show_each,
    show_what_null_does,
)
from ..board import Board, simulate
from ..libgpiod import call
from ..objects import Chip
from ..values import INPUT, OUTPUT


def is_device(path: str | bytes | Path) -> object:
    raw = path if isinstance(path, bytes) else str(path).encode()
    return call("is_gpiochip_device", raw)


@behaviour
def other_files_are_refused() -> None:
    """A chip that is not there, folders, other devices, files, links to nothing."""
    for path in (
        "",
        "/dev/gpiochip77",
        "/dev/gpiochip",
        "//dev//gpiochip77",
        "/dev",
        "/dev/null",
        "/dev/null/below",
        "/dev/ptmx",
        "/dev/tty",
        "/proc/self/exe",
        "/no/such/folder/gpiochip0",
        "gpiochip77",
    ):
        show(f"{path!r} can be opened, is a chip", outcome_of(Chip, path), is_device(path))


@behaviour
def files_made_for_it_are_refused() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "file").touch()
        (folder / "gpiochip0").touch()
        os.mkfifo(folder / "fifo")
        (folder / "dangling").symlink_to("nothing")
        (folder / "loop").symlink_to("loop")
        (folder / "to-null").symlink_to("/dev/null")
        (folder / "to-no-chip").symlink_to("/dev/gpiochip77")
        for file in sorted(folder.iterdir()):
            show(f"{file.name} can be opened, is a chip", outcome_of(Chip, file), is_device(file))


@behaviour
def paths_that_are_too_long_are_refused() -> None:
    for path in ("/" + "x" * 255, "/" + "x" * 256, "/dev/" * 800, "/dev/" * 900):
        show(f"{len(path)} characters", outcome_of(Chip, path), is_device(path))


@behaviour
def no_path_at_all() -> None:
    show("opens", result_of(call, "chip_open", None))
    show("is a chip", call("is_gpiochip_device", None))


@behaviour
def asking_whether_it_is_one_leaves_no_errno() -> None:
    for path in (b"/dev/null", b"/dev/gpiochip77", b"/dev"):
        call("is_gpiochip_device", path)
        show(path, ctypes.get_errno())


@changed_in(EACH_RELEASE)
def api_version() -> None:
    show("version", call("api_version"))


@behaviour
def every_path_to_it_will_do() -> None:
    board = Board()
    name = board.sim.name
    for path in (
        f"/dev/{name}",
        f"/dev/../dev/{name}",
        f"//dev/./{name}",
        f"/proc/self/root/dev/{name}",
        f"/dev/{name}/",
        f"/dev/{name}//",
        f"/dev/{name}/below",
        f"/dev/{name}/..",
        f"/dev/{name}/../{name}",
        f"/dev/{name}x",
        f"/dev/0{name}",
    ):
        show(path.replace(name, "NAME"), outcome_of(Chip, path), is_device(path))
    os.chdir("/dev")
    show("NAME in /dev", outcome_of(Chip, name), is_device(name))
    os.chdir("/")
    show("NAME elsewhere", outcome_of(Chip, name), is_device(name))


@behaviour
def links_to_it_are_followed() -> None:
    board = Board()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "direct").symlink_to(board.path)
        (folder / "twice").symlink_to("direct")
        (folder / "folder").symlink_to(folder)
        for path in ("direct", "twice", "folder/direct", "folder/twice"):
            show(path, outcome_of(Chip, folder / path), is_device(folder / path))


@behaviour
def path_is_kept_as_it_was_given() -> None:
    board = Board()
    path = f"/dev/../dev/{board.sim.name}"
    show("is kept", Chip(path).path() == path.encode())


@behaviour
def info_of_chips() -> None:
    for label, num_lines in ((None, None), ("a label", 3), ("x" * 50, 1), ("  a  b ", 2)):
        sim = simulate(num_lines, label)
        info = Chip(sim.dev_path).info()
        shown = info.label if label else info.label.rpartition(b":")[2]
        show(f"label {label!r}", info.name == sim.name.encode(), shown, info.num_lines)


@behaviour
def large_chips() -> None:
    for num_lines in (0, 1, 1024, 1025):
        show(f"{num_lines} lines", outcome_of(simulate, num_lines))
    sim = simulate(1024, names={1023: "the last"})
    chip = Chip(sim.dev_path)
    show("the last line", chip.line_info(1023), chip.line_named(b"the last"))
    show("one more", result_of(chip.line_info, 1024))
    show("is requested", outcome_of(chip.request, (1023, OUTPUT)))
    show("is watched", outcome_of(chip.watch, 0), outcome_of(chip.watch, 1022))


@behaviour
def descriptors_of_chip_and_request() -> None:
    board = Board()
    request = board.chip.request((0, INPUT))
    for what, fd in (("chip", board.chip.fd), ("request", request.fd)):
        flags = fcntl.fcntl(fd, fcntl.F_GETFL)
        show(f"{what} does not block", bool(flags & os.O_NONBLOCK))
        show(f"{what} is closed on exec", bool(fcntl.fcntl(fd, fcntl.F_GETFD) & fcntl.FD_CLOEXEC))


@behaviour
def numbers_are_given_out_again_when_nobody_has_the_chip_open() -> None:
    first, between, last = simulate(), simulate(), simulate()
    chip = Chip(between.dev_path)
    request = chip.request((0, INPUT))
    between.close()
    show("while the chip is open", simulate().name == between.name)
    chip.close()
    show("while a request is open", simulate().name == between.name)
    request.release()
    again = simulate()
    show("when nothing is", again.name == between.name)
    show("the others are still there", is_device(first.dev_path), is_device(last.dev_path))


@behaviour
def closed_chip_leaves_its_requests() -> None:
    board = Board()
    chip = board.open()
    request = chip.request((0, OUTPUT))
    chip.close()
    show(
        "the request goes on", result_of(request.set_value, 0, 1), board.level(0), request.value(0)
    )
    show("the line is busy", result_of(board.chip.request, (0, INPUT)))
    request.release()
    show("until it is released", outcome_of(board.chip.request, (0, INPUT)))


@behaviour
def child_of_a_fork_may_release_what_the_parent_keeps() -> None:
    board = Board()
    request = board.chip.request((0, OUTPUT))

    def let_go() -> None:
        request.release()
        board.chip.close()

    show("the child", exit_of(let_go))
    show("the parent", result_of(request.set_value, 0, 1), board.level(0), board.chip.line_info(0))


@behaviour
def no_descriptors_left() -> None:
    """A request that fails for want of a descriptor has had its lines for a moment."""
    board = Board(2)
    watcher = board.open()
    watcher.watch(0)
    board.settle_info()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = os.dup(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, hard))
    show("chip", result_of(board.open))
    show("request", result_of(board.chip.request, (0, INPUT)))
    show("request with a bad offset", result_of(board.chip.request, ([0, 9], INPUT)))
    show("line info", board.chip.line_info(0))
    show("is a chip", is_device(board.path))
    os.close(highest)
    request = board.chip.request((0, INPUT))
    show("with one descriptor more", request.offsets())
    request.release()
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    show_each("what a watcher saw", board.infos(watcher))


@behaviour
def null_for_a_chip_ends_the_program() -> None:
    show_what_null_does(
        {
            "chip_get_info": (),
            "chip_get_path": (),
            "chip_get_line_info": (0,),
            "chip_watch_line_info": (0,),
            "chip_unwatch_line_info": (0,),
            "chip_get_fd": (),
            "chip_wait_info_event": (0,),
            "chip_read_info_event": (),
            "chip_get_line_offset_from_name": (b"name",),
            "chip_request_lines": (
                None,
                None,
            ),
            "chip_close": (),
            "chip_info_get_name": (),
            "chip_info_free": (),
            "line_info_get_offset": (),
            "line_info_free": (),
            "info_event_get_event_type": (),
            "info_event_free": (),
        }
    )
