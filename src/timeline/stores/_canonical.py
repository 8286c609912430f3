"""Canonical JSON, RFC 8785: one value, one sequence of bytes, so that equal records have equal hashes."""

from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Final, TypeAlias

import rfc8785

from timeline._text import short
from timeline.errors import Fault, RecordError

__all__ = ["JsonValue", "canonical"]

JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
"""What JSON can say; a sequence is a list or a tuple, a mapping is a dict."""

_INT_MAX: Final = 2**53 - 1


def canonical(value: JsonValue) -> bytes:
    """Return the canonical JSON of a value, RFC 8785: UTF-8, no blanks, keys sorted by their UTF-16 code units.

    Equal values give equal bytes; ``1`` and ``1.0`` are one number. Raises `RecordError`, with all faults and the path
    of each, for what RFC 8785 section 3.1 leaves out: NaN and infinities, whole numbers that an IEEE double would round,
    lone surrogates, keys that are not text, and anything that is not JSON.

    >>> canonical({"said": "2024-10-18", "figures": [1e21, 4.50, 2e-3], "quote": "“No”\\n"}).decode()
    '{"figures":[1e+21,4.5,0.002],"quote":"“No”\\\\n","said":"2024-10-18"}'
    """
    try:
        return _written(value).encode()
    except (_UnfitError, UnicodeEncodeError, RecursionError):
        raise RecordError(_told(value)) from None


class _UnfitError(Exception):
    """Something that canonical JSON cannot say."""


def _written(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        return "{" + ",".join([f"{encode_basestring(key)}:{_written(item)}" for key, item in _sorted(value)]) + "}"
    if kind is list or kind is tuple:
        return "[" + ",".join(map(_written, value)) + "]"
    if kind is int and _exact(value):
        return str(value)
    if kind is float and isfinite(value):
        return rfc8785.dumps(value).decode()
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    raise _UnfitError


def _exact(number: int) -> bool:
    """Whether a whole number is the same after a reader of JSON has made an IEEE double of it and written that again."""
    if -_INT_MAX <= number <= _INT_MAX:
        return True
    try:
        return rfc8785.dumps(float(number)) == str(number).encode()
    except OverflowError:
        return False


def _sorted(members: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Return the members in the order of RFC 8785 section 3.2.3; of ASCII keys Python's own order is the same."""
    if not set(map(type, members)) <= {str}:
        raise _UnfitError
    if "".join(members).isascii():
        return sorted(members.items())
    return sorted(members.items(), key=lambda member: member[0].encode("utf-16-be", "surrogatepass"))


def _told(value: Any) -> list[Fault]:
    nested = [Fault("is nested too deeply to be hashed; a record has three levels")]
    try:
        return list(_faults(value, "")) or nested
    except RecursionError:
        return nested


def _faults(value: Any, path: str) -> Iterator[Fault]:
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            yield from _key_faults(key, path)
            yield from _faults(item, f"{path}.{key}" if path else f"{key}")
    elif kind is list or kind is tuple:
        for number, item in enumerate(value):
            yield from _faults(item, f"{path}[{number}]")
    elif kind is str:
        yield from _text_faults(value, "is", path)
    elif kind is int:
        if not _exact(value):
            yield Fault(f"{_digits(value)} is rounded by readers of JSON, beyond 2**53 - 1; give it as text", path=path)
    elif kind is float:
        if not isfinite(value):
            yield Fault(f"{value} is not a number that JSON has; leave the field out or give a number", path=path)
    elif value is not None and kind is not bool:
        yield Fault(f"{short(value)} is a {kind.__name__}, which JSON does not have; unstructure it first", path=path)


def _digits(number: int) -> str:
    return f"{number}" if abs(number) < 10**40 else f"a whole number of {number.bit_length():,} bits"


def _key_faults(key: Any, path: str) -> Iterator[Fault]:
    if type(key) is str:
        yield from _text_faults(key, "has a key that is", path)
    else:
        yield Fault(f"has the key {short(key)}, and keys of JSON are text; write it as text", path=path)


def _text_faults(text: str, opening: str, path: str) -> Iterator[Fault]:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        lone = f"U+{ord(text[error.start]):04X}"
        yield Fault(f"{opening} text with half a character ({lone}), which UTF-8 does not have; remove it", path=path)
