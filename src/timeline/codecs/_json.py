"""Lines of JSON: one entry a line, canonical, so that equal entries have equal bytes."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from timeline import Entry, Unrecognized
from timeline._text import short
from timeline.codecs._records import VERSION, fields_of, structure
from timeline.codecs._straight import straight
from timeline.codecs._usual import usual
from timeline.codecs._writing import written
from timeline.errors import Fault, RecordError

__all__ = ["MAX_LINE", "decode", "encode", "plainly"]

MAX_LINE: Final = 4_000_000
"""The longest line that is read, in bytes."""
_MAX_DIGITS: Final = 400


def encode(entry: Entry) -> bytes:
    """Return an entry as one line of JSON in UTF-8 without the line break: keys sorted, no blanks, nothing escaped needlessly.

    A record of an unknown type or version is given back as it was read.
    """
    if isinstance(entry.event, Unrecognized):
        return entry.event.record.encode()
    return f'{{"event":{written(fields_of(entry.event))},"recorded":"{entry.recorded.text}","version":{VERSION}}}'.encode()


def decode(line: bytes) -> Entry:
    """Return the entry of one line of JSON, with or without its line break.

    Raises `RecordError` for what is not UTF-8, not JSON, not a record; for duplicate keys, NaN, a byte order mark.
    """
    return usual(line) or _otherwise(line)


def _otherwise(line: bytes) -> Entry:
    if len(line) > MAX_LINE:
        raise RecordError([Fault(f"the line has more than {MAX_LINE:,} bytes, the limit; shorten the report")])
    return straight(line) or plainly(line)


def plainly(line: bytes) -> Entry:
    """Return the entry of a line of JSON by the plain road, which has the rules and their messages."""
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} (0x{line[error.start]:02x}) is not UTF-8; save the file as UTF-8"
        raise RecordError([Fault(message)]) from None
    if text.startswith("\ufeff"):
        raise RecordError([Fault("a byte order mark stands at the beginning; save the file as UTF-8 without one")])
    if not text.strip():
        raise RecordError([Fault("the line is empty; remove it")])
    raw, odd = _parsed(text)
    return _with_others(raw, [*_odd(raw, "")]) if odd else structure(raw, text=text)


def _with_others(raw: Any, odd: list[Fault]) -> NoReturn:
    """Raise the faults of a text together with those of the record that it is otherwise."""
    tops = {".".join(fault.path.split(".")[:2]) for fault in odd}
    others: list[Fault] = []
    try:
        structure(raw)
    except RecordError as error:
        others = [fault for fault in error.faults if not any(f"{fault.path}.".startswith(f"{top}.") for top in tops)]
    raise RecordError([*odd, *others])


def _odd(value: Any, path: str) -> Iterator[Fault]:
    """Yield what the hooks below have left in the places of values that are none, each with its path."""
    if isinstance(value, Fault):
        yield value.within(path) if path else value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _odd(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _odd(inner, f"{path}.{index}" if path else str(index))


def _parsed(text: str) -> tuple[Any, bool]:
    """Return what a text says, with a `Fault` in the place of what JSON does not have, and whether there is any."""
    reader = _Reader()
    try:
        return reader.read(text), reader.odd
    except json.JSONDecodeError as error:
        torn = error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string")
        cut = "it ends in the middle, the file may be cut off; " if torn else ""
        reason = (error.msg[:1].lower() + error.msg[1:]).removesuffix(" starting at")
        message = f"not JSON: {cut}{reason} at character {error.pos + 1}; correct the line"
        raise RecordError([Fault(message)]) from None
    except RecursionError:
        raise RecordError([Fault("not a record: it is nested too deeply; a record has three levels")]) from None


class _Reader:
    """Reads one text, and notes whether it left a fault in the place of a value."""

    __slots__ = ("odd",)

    def __init__(self) -> None:
        self.odd = False

    def read(self, text: str) -> Any:
        decoder = json.JSONDecoder(object_pairs_hook=self._unique, parse_constant=self._no_constant, parse_int=self._int)
        return decoder.decode(text)

    def _unique(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.odd = True
            for twice in [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]:
                found[twice] = Fault(f"the key {short(twice)} stands twice in one object; keep one of them")
        return found

    def _no_constant(self, name: str) -> Fault:
        self.odd = True
        return Fault(f"{name} is not a number that JSON has; leave the field out or give a number")

    def _int(self, digits: str) -> int | Fault:
        if len(digits) < _MAX_DIGITS:
            return int(digits)
        self.odd = True
        return Fault(f"a number of {len(digits):,} digits; leave the field out or correct it")
