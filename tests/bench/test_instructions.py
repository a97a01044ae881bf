# SPDX-License-Identifier: LGPL-2.1-or-later
"""The comparison of instructions per call rejects higher counts, and only those."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import callgrind
import groups
import instructions

from guardtools.setup import pythons

HERE = Path(__file__).resolve().parent
DUMP = """\
# callgrind format
positions: instr line
events: Ir
ob=/p/_ext.so
fl=a.c
fn=method
0x10 1 30
fi=b.h
0x12 7 5
cob=/p/python
cfi=c.c
cfn=PyEval_SaveThread
calls=10 0x99 3
0x14 2 200
cfn=helper
calls=20 0x50 3
0x16 2 60

ob=/p/python
fl=c.c
fn=PyEval_SaveThread
0x99 3 200
"""
METHOD = callgrind.Function("/p/_ext.so", "method")
SAVE = callgrind.Function("/p/python", "PyEval_SaveThread")
HELPER = callgrind.Function("/p/_ext.so", "helper")


def measured(own: float, **calls: float) -> instructions.Measured:
    return instructions.Measured("call", own, calls, own, Counter(), callgrind.Costs(), 1)


def this_python() -> pythons.Python:
    for python in pythons.in_use():
        if Path(python.path).samefile(sys.executable):
            return python
    raise unittest.SkipTest(f"{sys.executable} is not among the Pythons in use")


class CallgrindOutput(unittest.TestCase):
    def setUp(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".dump") as file:
            file.write(DUMP)
            file.flush()
            self.costs = callgrind.read(Path(file.name))

    def test_instructions_belong_to_the_enclosing_function(self) -> None:
        own = Counter({place.address: n for place, n in self.costs.executed.items()})
        self.assertEqual(own, {0x10: 30, 0x12: 5, 0x99: 200})
        self.assertEqual({place.function for place in self.costs.executed}, {METHOD, SAVE})

    def test_calls_have_a_callee(self) -> None:
        calls = {(call.callee, call.place.address): n for call, n in self.costs.calls.items()}
        self.assertEqual(calls, {(SAVE, 0x14): 10, (HELPER, 0x16): 20})
        self.assertEqual(sum(self.costs.inside.values()), 260)

    def test_call_inside_the_extension_is_not_outgoing(self) -> None:
        self.assertTrue(groups.is_outward(METHOD, SAVE, "/p/_ext.so"))
        self.assertFalse(groups.is_outward(METHOD, HELPER, "/p/_ext.so"))

    def test_common_instructions_cancel_out(self) -> None:
        nothing = self.costs.minus(self.costs)
        self.assertEqual(nothing, callgrind.Costs())
        self.assertEqual(self.costs.minus(callgrind.Costs()), self.costs)


class Groups(unittest.TestCase):
    def test_innermost_function_with_a_group_counts(self) -> None:
        for chain, group in (
            (["Py_INCREF", "line_value_to_python", "LineRequest_get_value"], "result"),
            (["_PyMutex_Lock", "gg_lock_acquire", "gg_enter", "LineRequest_enter"], "guard"),
            (["PyLong_Check", "request_line", "LineRequest_get_value"], "arguments"),
            (["gg_pin", "gg_wait_readable"], "pin"),
            (["LineRequest_get_value"], None),
        ):
            with self.subTest(chain=chain):
                self.assertEqual(groups.first_match(groups.BY_CODE, chain), group)


class Comparison(unittest.TestCase):
    before = {"call": {"instructions": 100, "calls": {"PyEval_SaveThread": 1}}}

    def complaints(self, result: instructions.Measured) -> list[str]:
        return instructions.complaints([result], self.before, instructions.SAME_COMPILER)

    def test_accepts_recorded_counts(self) -> None:
        self.assertEqual(self.complaints(measured(100, PyEval_SaveThread=1)), [])
        self.assertEqual(self.complaints(measured(104, PyEval_SaveThread=1)), [])
        self.assertEqual(self.complaints(measured(50)), [])

    def test_rejects_more_instructions(self) -> None:
        (said,) = self.complaints(measured(105, PyEval_SaveThread=1))
        self.assertIn("call: 105.0 instructions of our own, 5.0 more", said)

    def test_rejects_more_calls(self) -> None:
        (said,) = self.complaints(measured(100, PyEval_SaveThread=2))
        self.assertIn("call: 2 calls of PyEval_SaveThread(), recorded are 1", said)

    def test_rejects_calls_of_another_function(self) -> None:
        (said,) = self.complaints(measured(90, PyEval_SaveThread=1, PyObject_Call=1))
        self.assertIn("1 calls of PyObject_Call(), recorded are 0", said)

    def test_rejects_a_call_that_is_not_recorded(self) -> None:
        result = instructions.Measured("new", 1, {}, 1, Counter(), callgrind.Costs(), 1)
        self.assertEqual(self.complaints(result), ["new: nothing is recorded"])


class Extension(unittest.TestCase):
    """On the package itself: a slower way of making the same call is rejected, and only that."""

    def test_slower_call_is_noticed(self) -> None:
        python = this_python()
        if not shutil.which("valgrind"):
            self.skipTest("no valgrind")
        cases = [
            ["get_value", "outputs.get_value(3)", 0],
            ["set_value", "outputs.set_value(line=3, value=active)", 0],
        ]
        results = instructions.measure(python, python.folder, cases)
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            status = instructions.gate(python, python.folder, results)
        if status == instructions.SKIP:
            self.skipTest(said.getvalue())
        self.assertEqual(status, 1)
        self.assertIn(": set_value: ", said.getvalue())
        self.assertNotIn(": get_value: ", said.getvalue())


if __name__ == "__main__":
    unittest.main()
