# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls of everything public with odd arguments, as expressions in the names of program.World."""

from __future__ import annotations

from collections.abc import Iterator

ANYTHING = ("None", "True", "1.5", "nan", "'x'", "b'x'", "Path('x')", "[]", "{}", "object()", "int")
NUMBERS = (
    *("0", "1", "2", "-1", "64", "2**31", "2**32", "2**63", "2**64", "-(2**63)", "-(2**64)"),
    *("False", "Index(1)", "Index(-1)", "Number(1)", "Count.ONE", "Value.ACTIVE", "raising"),
)
LINES = (
    *NUMBERS,
    *ANYTHING,
    *(
        "5",
        "7",
        "8",
        "2**32 + 1",
        "'foo'",
        "'bar'",
        "'twice'",
        "'0'",
        "'7'",
        "'8'",
        "' 1 '",
        "'-1'",
    ),
    *("'0x1'", "'1_0'", "'1.0'", "''", "'\u00e9'", r"'\ud800'", r"'fo\0o'", "'f' * 5000", "b'foo'"),
    *("Path('foo')", "Text('foo')", "Text('7')", "(0,)", "frozenset()"),
)
PATHS = (
    *("path", "Path(path)", "path.encode()", "Text(path)", "memoryview(path.encode())", "link"),
    *("'/dev/null'", "'/dev/gpiochip99'", "'/nowhere/at/all'", "''", "'/'", "'/etc/passwd/x'"),
    *(r"'/dev/\0'", r"'/dev/\ud800'", "'x' * 5000", "'\u00e9'", "0", "-1", "Path('/dev/null')"),
    *("raising", *ANYTHING),
)
TIMEOUTS = (
    *("0", "0.0", "1", "0.001", "5e-324", "-0.0", "-1e-12", "-0.5", "-1", "1e9", "1e300", "inf"),
    *("-inf", "2**62", "2**70", "-(2**70)", "timedelta()", "timedelta(days=-1)"),
    *("timedelta(seconds=1)", "timedelta.max", "timedelta.min", "Period(seconds=1)", "False"),
    *("Index(0)", "Index(1)", "Number(1)", "Float(1)", "Count.ONE", "'0'", "Decimal(1)"),
    *("Fraction(1, 2)", "raising", *ANYTHING),
)
PERIODS = (
    *("timedelta()", "timedelta(microseconds=1)", "timedelta(milliseconds=1.5)", "timedelta(1)"),
    *("timedelta(microseconds=-1)", "timedelta(seconds=-0.5)", "timedelta(-1)", "timedelta.max"),
    *(
        "timedelta.min",
        "Period(seconds=1)",
        "Period(seconds=-1)",
        "0",
        "1",
        "-1",
        "0.5",
        "Total(1)",
    ),
    *("Total(-1)", "Total(None)", "Total(nan)", "Total(inf)", "Total(1e300)", "Total(Float(1))"),
    *("raising", *ANYTHING),
)
ENUMS = {
    "direction": "Direction.OUTPUT",
    "edge_detection": "Edge.BOTH",
    "bias": "Bias.PULL_UP",
    "drive": "Drive.OPEN_DRAIN",
    "event_clock": "Clock.REALTIME",
    "output_value": "Value.ACTIVE",
}
MEMBERS = (
    *("0", "1", "-1", "99", "2**40", "'INPUT'", "Value.ACTIVE", "Edge.BOTH", "Bias.UNKNOWN"),
    *("Clock.HTE", "Has(1)", "Has(2)", "Has(-1)", "Has(99)", "Has(2**40)", "Has(2**80)"),
    *("Has('1')", "Has(1.0)", "Has(None)", "Has(True)", "Has(Index(1))", "raising"),
    *("None", "True", "1.5", "b'x'", "[]", "object()", "int"),
)
CONFIGS = (
    *("{}", "{4: None}", "{4: LineSettings()}", "{'foo': None, 4: None}", "{(): None}"),
    *("{(4, 4): None}", "{4: None, '4': None}", "{(4, 'bar'): OUTPUT}", "{4: None, 99: None}"),
    *("{frozenset((4, 5)): None}", "{range(4, 7): OUTPUT}", "{'45': None}", "{b'45': None}"),
    *("{4: OUTPUT, (5, 6): INPUT}", "MappingProxy({4: None})", "OrderedDict({4: None})"),
    *("[(4, None)]", "((4, None),)", "iter([(4, None)])", "{4}", "'4'", "4", "[4]", "b'4'"),
    *("{4: 0}", "{4: 1}", "{4: ''}", "{4: 'x'}", "{4: False}", "{4: []}", "{4: {}}", "{4: int}"),
    *("{4: Direction.OUTPUT}", "{4: Namespace()}", "{4: settings_like}", "{None: None}"),
    *("{((4,),): None}", "{(4, None): None}", "{(4, 1.5): None}", "{1.5: None}", "{True: None}"),
    *("dict.fromkeys(range(100))", "{tuple(range(8)): None}", "Items([(4, None)])"),
    *("Items([(4,)])", "Items([4])", "Items(None)", "Items([(4, None, 1)])", "Items(['ab'])"),
    *("{4: Raising()}", "raising", "None", "True", "object()", "int"),
)
VALUES = (
    *(
        "{}",
        "{4: Value.ACTIVE}",
        "{'foo': Value.ACTIVE}",
        "{'4': Value.ACTIVE}",
        "{99: Value.ACTIVE}",
    ),
    *("{4: 1}", "{4: True}", "{4: None}", "{4: Has(1)}", "{4: Has(7)}", "{4: Has(2**40)}"),
    *(
        "{2: Value.ACTIVE}",
        "{2: Value.ACTIVE, 'bar': Value.ACTIVE}",
        "{2: Value.ACTIVE, 7: Value.ACTIVE}",
    ),
    *("{1: Value.INACTIVE, 'bar': Value.ACTIVE}", "{'nobody': Value.ACTIVE}", "{-1: Value.ACTIVE}"),
    *("MappingProxy({2: Value.ACTIVE})", "[(2, Value.ACTIVE)]", "((2, Value.ACTIVE),)", "[]", "()"),
    *(
        "0",
        "1",
        "False",
        "''",
        "'x'",
        "None",
        "raising",
        "Items([(2, Value.ACTIVE)])",
        "Items([2])",
    ),
    *("dict.fromkeys(range(100), Value.ACTIVE)", "object()", "int"),
)
LINES_TO_GET = (
    *(
        "[]",
        "()",
        "None",
        "[2]",
        "(2,)",
        "{2}",
        "{2: 0}",
        "range(1, 3)",
        "iter([2])",
        "[2, 2, 2, 2]",
    ),
    *("[1, 2, 'bar', 1]", "'bar'", "['bar', 2]", "b'ab'", "0", "1", "2.5", "True", "False", "''"),
    *("object()", "[[2]]", "[None]", "[2, None]", "raising", "[raising]", "range(100)", "int"),
)
CONSUMERS = (
    "'me'",
    "''",
    "'x' * 100",
    "'\u00e9' * 40",
    r"'a\0b'",
    r"'\ud800'",
    "Text('me')",
    *ANYTHING,
)

LINE_CALLS = (
    *("chip.get_line_info({})", "chip.watch_line_info({})", "chip.unwatch_line_info({})"),
    *("chip.line_offset_from_id({})", "request.get_value({})", "request.get_values([2, {}])"),
    *(
        "request.set_value({}, Value.ACTIVE)",
        "request.set_values({{2: Value.ACTIVE, {}: Value.ACTIVE}})",
    ),
    *("chip.request_lines({{{}: OUTPUT}})", "chip.request_lines({{({}, 4): None}})"),
    *("chip.request_lines({{4: OUTPUT}}, output_values={{{}: Value.ACTIVE}})",),
    *("request.reconfigure_lines({{{}: OUTPUT}})", "request.reconfigure_lines({{(2, {}): None}})"),
)
CALLS = (
    (LINE_CALLS, LINES),
    (
        ("gpiod.Chip({})", "gpiod.is_gpiochip_device({})", "gpiod.request_lines({}, {{4: None}})"),
        PATHS,
    ),
    (("ready_chip.wait_info_event({})", "ready.wait_edge_events({})"), TIMEOUTS),
    (("chip.wait_info_event({})", "request.wait_edge_events({})"), ("0", "-1", "0.01", "'0'")),
    (("ready.read_edge_events({})",), (*NUMBERS, *ANYTHING)),
    (
        (
            "chip.request_lines({{4: LineSettings(debounce_period={})}})",
            "chip.request_lines({{4: LineSettings(Direction.INPUT, debounce_period={})}})",
            "request.reconfigure_lines({{2: LineSettings(Direction.INPUT, debounce_period={})}})",
        ),
        PERIODS,
    ),
    (("request.set_value(2, {})", "request.set_values({{2: {}}})"), MEMBERS),
    (("chip.request_lines({{4: OUTPUT}}, output_values={{4: {}}})",), MEMBERS),
    (("chip.request_lines({{4: LineSettings(active_low={})}})",), ("raising", "Has(1)", *ANYTHING)),
    (("chip.request_lines({})", "request.reconfigure_lines({})"), CONFIGS),
    (("gpiod.request_lines(path, {})",), CONFIGS[:12]),
    (("request.set_values({})", "chip.request_lines({{4: OUTPUT}}, output_values={})"), VALUES),
    (("request.get_values({})",), LINES_TO_GET),
    (("chip.request_lines({{4: None}}, consumer={})",), CONSUMERS),
    (("chip.request_lines({{4: None}}, event_buffer_size={})",), (*NUMBERS, *ANYTHING)),
)
"""Calls, and the arguments to make each of them with."""

MEMBERS_OF_CHIP = (
    *("close()", "fd < 0", "fileno() < 0", "path", "get_info()", "get_line_info(0)"),
    *("watch_line_info(0)", "unwatch_line_info(0)", "line_offset_from_id(0)", "wait_info_event(0)"),
    *("request_lines({4: None})", "request_lines(None)", "__enter__()", "__exit__(1, 2, 3)"),
    *("__exit__(None, None, None)", "__exit__()", "__bool__()", "__str__()", "__repr__()"),
)
MEMBERS_OF_REQUEST = (
    *("release()", "fd < 0", "fileno() < 0", "chip_name", "num_lines", "offsets", "lines"),
    *("get_value(2)", "get_values()", "get_values('x')", "set_value(2, Value.ACTIVE)"),
    *("set_values({2: Value.ACTIVE})", "set_values(None)", "reconfigure_lines({})"),
    *("reconfigure_lines(None)", "wait_edge_events(0)", "wait_edge_events('x')", "__enter__()"),
    *("__exit__(None, None, None)", "__bool__()", "__str__()"),
)
CLOSED_ONLY = ("read_info_event()", "wait_info_event('x')", "line_offset_from_id(None)")
OF_EVERY_OBJECT = (
    *(
        "bool({})",
        "str({})",
        "len({})",
        "iter({})",
        "{} == {}",
        "{} == 1",
        "{} < 1",
        "{}[0]",
        "{}()",
    ),
    *("hash({}) == hash({})", "isinstance({}.__doc__, str)", "copy.copy({})", "copy.deepcopy({})"),
    *(
        "pickle.loads(pickle.dumps({}))",
        "{}.nothing",
        "bytes({})",
        "int({})",
        "format({}, '')",
        "format({}, 'x')",
    ),
    *("type({}).__name__", "type({}).__module__", "int in {}"),
)
PROPERTIES = (
    *(
        "chip.path",
        "chip.fd",
        "request.fd",
        "request.offsets",
        "request.lines",
        "request.num_lines",
    ),
    *(
        "request.chip_name",
        "info.name",
        "line_info.offset",
        "event.event_type",
        "info_event.line_info",
    ),
)

LINE_INFO = "LineInfo(0, 'a', True, 'b', 1, False, 1, 1, 1, 1, False, 5)"
SNAPSHOTS = {
    "info": "ChipInfo('a', 'b', 3)",
    "line_info": LINE_INFO,
    "event": "EdgeEvent(1, 2, 3, 4, 5)",
    "info_event": f"InfoEvent(1, 2, {LINE_INFO})",
}
PICKLED = (
    *(*SNAPSHOTS, "settings", "Value.ACTIVE", "Edge.BOTH", "gpiod.EdgeEvent.Type.RISING_EDGE"),
    *("gpiod.Chip", "gpiod.LineInfo", "gpiod.ChipClosedError()"),
)
PROTOCOLS = (0, 2, 4)
CONSTRUCTORS = {
    "ChipInfo": ("name='a'", "label='b'", "num_lines=3"),
    "EdgeEvent": (
        "event_type=1",
        "timestamp_ns=2",
        "line_offset=3",
        "global_seqno=4",
        "line_seqno=5",
    ),
    "InfoEvent": ("event_type=1", "timestamp_ns=2", f"line_info={LINE_INFO}"),
    "LineInfo": (
        *("offset=0", "name='a'", "used=True", "consumer='b'", "direction=1", "active_low=False"),
        *("bias=1", "drive=1", "edge_detection=1", "event_clock=1", "debounced=False"),
        "debounce_period_us=5",
    ),
}
KEYWORDS = {
    "gpiod.Chip": ("path=path",),
    "gpiod.is_gpiochip_device": ("path=path",),
    "gpiod.request_lines": ("path=path", "config={4: None}"),
    "chip.close": (),
    "chip.get_info": (),
    "chip.get_line_info": ("line=0",),
    "chip.watch_line_info": ("line=0",),
    "chip.unwatch_line_info": ("line=0",),
    "chip.line_offset_from_id": ("id='foo'",),
    "chip.fileno": (),
    "ready_chip.wait_info_event": ("timeout=0",),
    "ready_chip.read_info_event": (),
    "chip.request_lines": ("config={4: None}",),
    "request.release": (),
    "request.fileno": (),
    "request.get_value": ("line=2",),
    "request.get_values": ("lines=[2]",),
    "request.set_value": ("line=2", "value=Value.ACTIVE"),
    "request.set_values": ("values={2: Value.ACTIVE}",),
    "request.reconfigure_lines": ("config={}",),
    "ready.wait_edge_events": ("timeout=0",),
    "ready.read_edge_events": ("max_events=1",),
}
"""Callables, and the parameters that they must have or usually have."""

OTHERS = (
    "gpiod.LineRequest()",
    "gpiod.LineRequest(None)",
    "gpiod.ChipClosedError()",
    "gpiod.ChipClosedError('x')",
    "gpiod.RequestReleasedError()",
    "gpiod.RequestReleasedError('x')",
    "str(gpiod.ChipClosedError())",
    "gpiod.LineSettings(1, 2, 3)",
    "gpiod.LineSettings(nothing=1)",
    "str(gpiod.LineSettings(direction=None))",
    "repr(gpiod.LineSettings(debounce_period=1))",
    "chip.request_lines({4: None}, 'me', 5, {4: Value.ACTIVE})",
    "chip.request_lines({4: None}, consumer='me', event_buffer_size=5, output_values=None)",
    "chip.request_lines({'twice': None, 3: None}).get_values(['twice'])",
    "chip.request_lines({3: None, 6: None}).get_values(['twice'])",
    "chip.request_lines({(4, 'foo', '5'): None}).lines",
    "chip.get_info() is chip.get_info()",
    "request.offsets is request.offsets",
    "request.lines is request.lines",
    "type(request.offsets)",
    "type(request.lines)",
    "ready.read_edge_events(10**6)",
    "gpiod.Chip.__new__(gpiod.Chip)",
    "gpiod.Chip.get_info(request)",
    "gpiod.Chip.close(None)",
    "gpiod.LineRequest.release(chip)",
    "chip.__init__(path)",
    "chip.close() or chip.close()",
    "request.release() or request.release()",
    "gpiod.__version__",
    "gpiod.line.Value(2)",
    "gpiod.line.Direction('x')",
    "sorted(gpiod.__all__)",
)


def with_arguments() -> Iterator[str]:
    for calls, arguments in CALLS:
        for call in calls:
            yield from (call.format(argument) for argument in arguments)
    for attribute, good in ENUMS.items():
        for value in (good, *MEMBERS):
            yield f"chip.request_lines({{4: LineSettings({attribute}={value})}})"
            yield f"request.reconfigure_lines({{2: LineSettings({attribute}={value})}})"


def of_objects() -> Iterator[str]:
    for chip in ("chip", "closed", "gone"):
        yield from (f"{chip}.{member}" for member in MEMBERS_OF_CHIP)
    yield from (f"closed.{member}" for member in CLOSED_ONLY)
    for request in ("request", "released"):
        yield from (f"{request}.{member}" for member in MEMBERS_OF_REQUEST)
    for target in ("chip", "closed", "request", "released", *SNAPSHOTS, "settings"):
        yield from (expression.replace("{}", target) for expression in OF_EVERY_OBJECT)
    for target in PROPERTIES:
        owner, name = target.split(".")
        yield f"setattr({owner}, {name!r}, 1)"
        yield f"delattr({owner}, {name!r})"


def of_snapshots() -> Iterator[str]:
    for name, made in SNAPSHOTS.items():
        yield f"{name} == {name}"
        yield f"gpiod.{made}"
        yield f"gpiod.{made} == gpiod.{made}"
        yield f"hash(gpiod.{made}) == hash(gpiod.{made})"
        yield f"dataclasses.astuple({name})[:1]"
        yield f"dataclasses.replace(gpiod.{made})"
    for name, parameters in CONSTRUCTORS.items():
        for number, parameter in enumerate(parameters):
            others = [each for each in parameters if each is not parameter]
            yield f"gpiod.{name}({', '.join(others)})"
            for odd in ("-1", "2**64", "None", "'x'", "1.5", "object()"):
                odd_one = f"{parameter.partition('=')[0]}={odd}"
                yield f"gpiod.{name}({', '.join([*others[:number], odd_one, *others[number:]])})"


def with_keywords() -> Iterator[str]:
    for call, parameters in KEYWORDS.items():
        plain = [parameter.partition("=")[2] for parameter in parameters]
        yield f"{call}({', '.join(parameters)})"
        yield f"{call}({', '.join(plain)})"
        yield f"{call}({', '.join([*parameters, 'nothing=1'])})"
        yield f"{call}({', '.join([*plain, 'None', 'None', 'None', 'None', 'None'])})"
        for at, parameter in enumerate(parameters):
            yield f"{call}({', '.join(parameters[:at] + parameters[at + 1 :])})"
            yield f"{call}({', '.join([*plain, parameter])})"


def of_pickles() -> Iterator[str]:
    """Objects pickled by each package, which program.py finds by these names, are read by both."""
    for package in ("official", "ours"):
        for name in PICKLED:
            yield from (f"pickle.loads({package}[{name!r}, {protocol}])" for protocol in PROTOCOLS)


def cases() -> list[str]:
    """Every case once."""
    found = [*with_arguments(), *of_objects(), *of_snapshots(), *of_pickles(), *with_keywords()]
    found += OTHERS
    return list(dict.fromkeys(found))
