"""Lines of JSON: one entry a line, canonical, so that equal entries have equal bytes."""

import json
from typing import Any, Final

from timeline import Entry, Unrecognized
from timeline._text import short
from timeline.codecs._records import structure, unstructure
from timeline.errors import Fault, RecordError

__all__ = ["MAX_LINE", "decode", "encode"]

MAX_LINE: Final = 4_000_000
"""The longest line that is read, in bytes."""


def encode(entry: Entry) -> bytes:
    """Return an entry as one line of JSON in UTF-8 without the line break: keys sorted, no blanks, nothing escaped needlessly.

    A record of an unknown type or version is given back as it was read.
    """
    if isinstance(entry.event, Unrecognized):
        return entry.event.record.encode()
    text = json.dumps(unstructure(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def decode(line: bytes) -> Entry:
    """Return the entry of one line of JSON, with or without its line break.

    Raises `RecordError` for what is not UTF-8, not JSON, not a record; for duplicate keys, NaN, a byte order mark.
    """
    if len(line) > MAX_LINE:
        raise RecordError([Fault(f"the line has {len(line):,} bytes, the limit is {MAX_LINE:,}; shorten the report")])
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} (0x{line[error.start]:02x}) is not UTF-8; save the file as UTF-8"
        raise RecordError([Fault(message)]) from None
    if text.startswith("\ufeff"):
        raise RecordError([Fault("the file begins with a byte order mark; save it as UTF-8 without one")])
    if not text.strip():
        raise RecordError([Fault("the line is empty; remove it")])
    return structure(_parsed(text), text=text)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        torn = error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string")
        cut = "it ends in the middle, the file may be cut off; " if torn else ""
        reason = (error.msg[:1].lower() + error.msg[1:]).removesuffix(" starting at")
        message = f"not JSON: {cut}{reason} at character {error.pos + 1}; correct the line"
        raise RecordError([Fault(message)]) from None
    except RecursionError:
        raise RecordError([Fault("not a record: it is nested too deeply; a record has three levels")]) from None
    except ValueError as error:
        raise RecordError([Fault(f"{error}")]) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {short(twice)} stands twice in one object; keep one of them")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON has; leave the field out or give a number")
