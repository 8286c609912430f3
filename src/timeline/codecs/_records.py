"""Mappings to entries and back; all faults of a record at once, each with its path."""

from collections.abc import Callable, Mapping
from functools import cache
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from attrs import NOTHING, fields

from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Entry,
    Event,
    OriginsLinked,
    Report,
    Retraction,
    SourceAdded,
    Unrecognized,
    Verdict,
)
from timeline._events import public_at
from timeline._text import near, short, text_fault
from timeline.errors import EventError, Fault, RecordError, TimeError

if TYPE_CHECKING:
    from timeline.codecs._wire import Wire

__all__ = ["TYPES", "UPCASTS", "VERSION", "structure", "unstructure"]

VERSION: Final = 1
"""The version of the record format that is written."""

TYPES: Final[Mapping[str, type[Any]]] = MappingProxyType(
    {
        "report": Report,
        "correction": Correction,
        "clarification": Clarification,
        "retraction": Retraction,
        "verdict": Verdict,
        "source_added": SourceAdded,
        "claim_added": ClaimAdded,
        "claims_related": ClaimsRelated,
        "origins_linked": OriginsLinked,
    }
)
"""The name of each kind of event in a record."""
_NAMES = {kind: name for name, kind in TYPES.items()}
_FIELDS: Final = {kind: {one.alias: one for one in fields(kind) if one.init} for kind in TYPES.values()}
"""The fields that a record of each kind may give, by their names in it."""
Raw = Mapping[str, Any]


def _from_flat(raw: Raw) -> Raw:
    """Version 0, records without a version, as one writes them by hand: the event's own fields, with ``recorded`` among them."""
    event = {name: value for name, value in raw.items() if name not in {"recorded", "version"}}
    recorded = {"recorded": raw["recorded"]} if "recorded" in raw else {}
    return {"event": event, "version": 1, **recorded}


UPCASTS: Final[Mapping[int, Callable[[Raw], Raw]]] = MappingProxyType({0: _from_flat})
"""What makes a record of one version into one of the next, by the version that it takes."""


@cache
def _wire() -> "Wire":
    """Return the wire, made when it is asked for first: reports that are read straight need none."""
    from timeline.codecs._wire import wire

    return wire(TYPES.values())


def unstructure(entry: Entry) -> dict[str, Any]:
    """Return an entry as a mapping of plain values; a record of an unknown type has no mapping: raises `TypeError`."""
    if isinstance(entry.event, Unrecognized):
        raise TypeError("a record of an unknown type is kept as its text; use encode")
    return {"event": fields_of(entry.event), "recorded": entry.recorded.text, "version": VERSION}


def fields_of(event: Event) -> dict[str, Any]:
    """Return the type and the fields of an event as plain values."""
    kind = type(event)
    found: dict[str, Any] = _wire().unstructure[kind](event)
    found["type"] = _NAMES[kind]
    return found


def structure(raw: object, *, text: str | None = None) -> Entry:
    """Return the entry of a record; records of older versions are brought up to date first.

    ``text`` is the record as it was read; a type or a version that this release does not know is kept under it.
    Raises `RecordError` with all faults, each with its path in the record.
    """
    if not isinstance(raw, Mapping):
        raise RecordError([Fault(f"{short(raw)} is not a record; a record is an object")])
    version = raw.get("version", 0)
    if "version" not in raw and isinstance(raw.get("event"), Mapping):
        raise RecordError([Fault(f"is missing; give {VERSION}", path="version")])
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        raise RecordError([Fault(f"{short(version)} is not a version; give {VERSION}", path="version")])
    while version < VERSION:
        raw = UPCASTS[version](raw)
        version += 1
    event = raw.get("event")
    if not isinstance(event, Mapping) or not isinstance(event.get("type"), str):
        names = ", ".join(TYPES)
        raise RecordError([Fault(f"is missing; give one of {names}", path="event.type")])
    if text is not None and (version > VERSION or event["type"] not in TYPES):
        return _unrecognized(raw, event, text)
    return _known(raw, event)


def _known(raw: Raw, event: Raw) -> Entry:
    faults = [Fault(f"{short(raw[name])}: no such field", path=str(name)) for name in sorted(raw.keys() - _OUTER, key=str)]
    kind = TYPES.get(event["type"])
    if kind is None:
        hint = f"; did you mean {' or '.join(near(event['type'], TYPES))}?" if near(event["type"], TYPES) else ""
        raise RecordError([*faults, Fault(f"{short(event['type'])} is not a type{hint}", path="event.type")])
    made: Event | None = None
    try:
        made = event_of(kind, {name: _shared(name, value) for name, value in event.items() if name != "type"})
    except EventError as error:
        faults += [fault.within("event") for fault in error.faults]
    return _entry(made, raw, faults)


def _shared(name: str, value: Any) -> Any:
    """Return a value; of ids that thousands of records repeat, always the same string."""
    return intern(value) if name in _REPEATED and type(value) is str else value


_OUTER = {"event", "recorded", "version"}
_REPEATED = {"source", "claim"}


def event_of(kind: type[Any], values: Raw) -> Any:
    """Return the event of a kind that has these values; raises `EventError` with all faults."""
    known = _FIELDS[kind]
    given: dict[str, Any] = {}
    faults = []
    for name, value in values.items():
        if name in known:
            given[known[name].name] = value
        else:
            near_names = near(str(name), known)
            hint = f"did you mean {' or '.join(near_names)}?" if near_names else f"{kind.__name__} has {', '.join(known)}"
            faults.append(Fault(f"no such field; {hint}", path=str(name)))
    for name, attribute in known.items():
        if attribute.default is NOTHING and name not in values:
            given[attribute.name] = Fault("is missing; give it")
    if isinstance(given.get("report"), Mapping):
        try:
            given["report"] = event_of(Report, given["report"])
        except EventError as error:
            given["report"] = error
    try:
        made = _wire().structure(given, kind)
    except EventError as error:
        raise EventError([*faults, *error.faults]) from None
    if faults:
        raise EventError(faults)
    return made


def _entry(event: Event | None, raw: Raw, faults: list[Fault]) -> Entry:
    """Return the entry of an event and its record's ``recorded``; raises `RecordError` with the faults so far and its own."""
    recorded: Any = raw.get("recorded")
    entry = None
    try:
        if event is not None:
            entry = Entry(event=event) if _follows(recorded, event) else Entry(event=event, recorded=recorded)
        elif recorded is not None:
            Entry(event=_NOTHING, recorded=recorded)
    except TimeError as error:
        faults.append(Fault(str(error), path="recorded"))
    if entry is None or faults:
        raise RecordError(faults)
    return entry


def _follows(recorded: object, event: Event) -> bool:
    """Whether the recorded time is what it would be if it were not given: most are, and share one value with the event."""
    when = None if recorded is None else public_at(event)
    return recorded is None or (when is not None and (when.text, when.zone, when.words) == (recorded, None, None))


_NOTHING = Unrecognized(type="nothing", record="{}")


def _unrecognized(raw: Raw, event: Raw, text: str) -> Entry:
    """Keep a record that this release does not know under its own id, or one derived from its text.

    Its type and its id, which are shown, are held to what every id is held to; the rest is nobody's to judge.
    """
    ident = event.get("id")
    try:
        given = ident if isinstance(ident, str) else None
        kept = Unrecognized(type=event["type"], record=text, id=given, words=_redaction(event))
    except EventError as error:
        raise RecordError(fault.within("event") for fault in error.faults) from None
    return _entry(kept, raw, [])


def _redaction(event: Raw) -> str | None:
    """Return in words what a store puts in place of a redacted entry; None for anything else."""
    from timeline._words import one_line

    by, said, ground = (event.get(name) for name in ("by", "said", "ground"))
    if event["type"] != "redacted" or any(map(text_fault, (by, ground))) or text_fault(said, is_id=True):
        return None
    return f"redacted on {said} by {one_line(f'{by}', 80)}; ground: {one_line(f'{ground}', 150)}"
