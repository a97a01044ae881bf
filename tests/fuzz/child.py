# SPDX-License-Identifier: LGPL-2.1-or-later
"""A process that is given programs one after the other, and killed if it hangs."""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("runner.py")


class Child:
    """An interpreter that runs runner.py."""

    def __init__(self, python: str, env: Mapping[str, str], patience: float) -> None:
        self.patience = patience
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 (until close())
        self.progress = tempfile.TemporaryFile()  # noqa: SIM115
        progress = self.progress.fileno()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$0" "$@" 3>&{progress}', python, "-Xfaulthandler", RUNNER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=env,
            pass_fds=[progress],
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.wrong = ""
        self.facts: dict[str, Any] = self._answer(60.0)
        if self.wrong:
            raise RuntimeError(
                f"the process under test does not start: {self.wrong}\n{self.said()}"
            )

    def run(self, program: Sequence[Any]) -> dict[str, Any]:
        """The result of a program, or how the process failed."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(f"{json.dumps(program)}\n".encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self._answer(self.patience)
        self.wrong = self.wrong or answer.get("wrong", "")
        if "wrong" not in answer:
            self.wrong += f" in {self._step(program)}"
        return {"reached": {}, **answer, "wrong": self.wrong}

    def _answer(self, seconds: float) -> dict[str, Any]:
        assert self.process.stdout is not None
        if not self.selector.select(seconds):
            self.wrong = f"no answer in {seconds:.0f} s"
            self.process.send_signal(signal.SIGABRT)  # faulthandler shows every thread
            self._wait()
            return {}
        line = self.process.stdout.readline()
        if not line:
            status = self._wait()
            name = signal.Signals(-status).name if status < 0 else f"status {status}"
            told = re.findall(r"^SUMMARY: (.*)|runtime error: (.*)", self.said(), re.MULTILINE)
            self.wrong = f"it died of {''.join(told[-1]) if told else name}"
            return {}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _wait(self) -> int:
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _step(self, program: Sequence[Any]) -> str:
        """The step that it was in: a call, or the clean-up."""
        number = int(os.pread(self.progress.fileno(), 6, 0) or 0)
        return f"{program[number]['call'] if number < len(program) else 'the end'} (step {number})"

    def said(self) -> str:
        """The end of its stderr."""
        size = os.fstat(self.errors.fileno()).st_size
        return os.pread(self.errors.fileno(), 30_000, max(0, size - 30_000)).decode(
            errors="replace"
        )

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for file in (self.process.stdin, self.process.stdout, self.errors, self.progress):
            assert file is not None
            try:
                file.close()
            except BrokenPipeError:
                continue
        self.selector.close()
