"""The record format as a JSON Schema, made from the fields of the events and from the converters that take them."""

from enum import Enum
from types import NoneType
from typing import Any, get_args

from attrs import NOTHING, Attribute, fields, resolve_types

from timeline import Fault, Quantity, Report, When
from timeline._text import MAX_ID, MAX_ITEMS, MAX_TEXT
from timeline._time import DATE, INSTANT
from timeline.codecs._records import TYPES, VERSION

__all__ = ["schema"]

_CONTROL = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
_END = r"$(?!\n)"
"""The very end, also where ``$`` alone would let a last line break pass."""
_TEXT = rf"^(?=[\s\S]*\S)[^{_CONTROL}]*{_END}"
_ID = rf"^(?!\s)[^\t\n{_CONTROL}]*(?<!\s){_END}"
_POINT = f"(?:{DATE.pattern}|{INSTANT.pattern})".replace(r"\d", "[0-9]")
_OPEN = r"(?:\.\.)?"
Json = dict[str, Any]


def schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of one record of the version that is written.

    Every record that `encode` writes fits it, and what does not fit it is refused by `decode`. Not the other way round:
    impossible dates, ends before beginnings and the like are seen by the codec only. Records of older versions, and
    records of types that a release does not know, are not described.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"story-timeline record, version {VERSION}",
        "type": "object",
        "properties": {
            "event": {"anyOf": [_ref(name) for name in TYPES]},
            "recorded": {"anyOf": [_ref("ended"), {"type": "null"}], "description": "When the log took it in."},
            "version": {"const": VERSION},
        },
        "required": ["event", "version"],
        "additionalProperties": False,
        "$defs": {
            **_SIMPLE,
            **{name: _event(kind, name) for name, kind in TYPES.items()},
            "corrected_report": _event(Report, None),
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


_WHEN = f"^(?:{_POINT}|{_POINT}/{_OPEN}|{_OPEN}/{_POINT}|{_POINT}/{_POINT}){_END}"
_ENDED = f"^(?:{_POINT}|{_OPEN}/{_POINT}|{_POINT}/{_POINT}){_END}"


def _time(pattern: str) -> Json:
    """Return the schema of a time: its text, or an object with the text and the zone or the words beside it."""
    text: Json = {"type": "string", "pattern": pattern}
    beside: Json = {"zone": {"type": ["string", "null"]}, "words": {"anyOf": [_ref("text"), {"type": "null"}]}}
    parts: Json = {"type": "object", "properties": {"when": text, **beside}, "required": ["when"], "additionalProperties": False}
    return {"anyOf": [text, parts]}


_NUMBER: Json = {"type": ["number", "null"], "minimum": -(2**53), "maximum": 2**53}
_NOTE: Json = {"anyOf": [_ref("text"), {"type": "null"}]}
_SIMPLE: Json = {
    "id": {"type": "string", "maxLength": MAX_ID, "pattern": _ID},
    "text": {"type": "string", "maxLength": MAX_TEXT, "pattern": _TEXT},
    "ids": {"anyOf": [_ref("id"), {"type": "array", "maxItems": MAX_ITEMS, "items": _ref("id")}]},
    "when": _time(_WHEN),
    "ended": _time(_ENDED),
    "quantity": {
        "anyOf": [
            _ref("text"),
            {"type": "number", "minimum": -(2**53), "maximum": 2**53},
            {
                "type": "object",
                "properties": {
                    "words": _ref("text"),
                    "low": _NUMBER,
                    "high": _NUMBER,
                    "strict": {"type": "boolean"},
                    "unit": _NOTE,
                    "of": _NOTE,
                },
                "required": ["words"],
                "additionalProperties": False,
            },
        ]
    },
}
_ENDLESS = {"published", "happened"}
"""The times that may be without an end."""


def _event(kind: type[Any], name: str | None) -> Json:
    """Return the schema of a kind of event; a report within a correction has no ``type``."""
    resolve_types(kind)
    taken = [attribute for attribute in fields(kind) if attribute.init]
    required = [attribute.alias for attribute in taken if attribute.default is NOTHING]
    of_type = {"type": {"const": name}} if name else {}
    return {
        "type": "object",
        "description": (kind.__doc__ or "").partition("\n")[0],
        "properties": {**of_type, **{attribute.alias: _field(attribute) for attribute in taken}},
        "required": [*of_type, *required],
        "additionalProperties": False,
    }


def _field(attribute: "Attribute[Any]") -> Json:
    kinds = [kind for kind in get_args(attribute.type) if kind is not NoneType]
    optional = NoneType in get_args(attribute.type)
    value = _value(kinds[0] if optional else attribute.type, attribute)
    return {"anyOf": [value, {"type": "null"}]} if optional else value


def _value(kind: Any, attribute: "Attribute[Any]") -> Json:
    if kind is bool:
        return {"type": "boolean"}
    if kind is When:
        return _ref("when" if attribute.name in _ENDLESS else "ended")
    if kind is Quantity:
        return _ref("quantity")
    if kind is Report:
        return _ref("corrected_report")
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if kind is str:
        return _ref("id" if _is_id(attribute) else "text")
    return _ref("ids")


def _is_id(attribute: "Attribute[Any]") -> bool:
    """Whether the field's own converter refuses what is too long for an id."""
    assert attribute.converter is not None
    return isinstance(attribute.converter("x" * (MAX_ID + 1)), Fault)  # type: ignore[operator]  # it has one
