"""Admission: which amendments a log refuses, judged by what stands before them in the log.

A retraction is refused where it is by another party than the report's, a correction where it would move the report to
another source or claim, and each where what it names is no report. All of it is judged in the order of the log (the
recorded time, then the position), so that a log which was taken once is taken again: what comes later in the log, be it
the report that an amendment waits for or another party for a source, makes no entry before it wrong.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Protocol

from attrs import fields

from timeline._entry import Entry
from timeline._events import Amendment, Clarification, Correction, Event, Report, SourceAdded
from timeline._quantity import Quantity
from timeline._text import short
from timeline._time import When
from timeline.errors import Fault

__all__ = ["Before", "Log", "affected", "amends", "clash", "place_among", "refusal", "two_of_one_id", "versions_of"]


class Before(Protocol):
    """What has to be looked up in a log to judge what is appended to its end; entries have their times and positions there."""

    def entry(self, event_id: str) -> Entry | None:
        """Return the entry of an event."""

    def corrections(self, version: str) -> Iterable[Entry]:
        """Return the corrections that are a version, by their own id, or bring it, by the id of their report."""

    def notes(self, source: str) -> Iterable[Entry]:
        """Return the entries that introduce a source."""


class Log(Before, Protocol):
    """What has to be looked up where an entry may stand before others: what it may make wrong, too."""

    def amendments(self, of: str) -> Iterable[Entry]:
        """Return what amends a version, directly."""

    def retractions(self, source: str) -> Iterable[Entry]:
        """Return the retractions by a source."""

    def reports(self, source: str) -> Iterable[str]:
        """Return the ids of the reports of a source."""


def amends(entry: Entry) -> bool:
    """Whether an entry amends a report."""
    return isinstance(entry.event, Amendment)


def versions_of(correction: Correction) -> tuple[str, ...]:
    """Return the ids by which a correction can be named: its own, and that of the report that it brings."""
    return (correction.id,) if correction.report is None else (correction.id, correction.report.id)


def clash(event: Event, log: Before) -> Fault | None:
    """Return the fault of an event that gives an id of the log to something else; None where there is none."""
    named: list[tuple[str, Event]] = [("", event)]
    if isinstance(event, Correction) and event.report is not None:
        named.append(("report", event.report))
    for path, one in named:
        known = log.entry(one.id)
        for other in (*([known.event] if known else ()), *_brought(one.id, log)):
            if other != one:
                fault = two_of_one_id(one.id, other, one)
                return fault.within(path) if path else fault
    return None


def _brought(version: str, log: Before) -> Iterator[Report]:
    for one in log.corrections(version):
        if isinstance(one.event, Correction) and one.event.report is not None and one.event.report.id == version:
            yield one.event.report


def two_of_one_id(event_id: str, one: Event, other: Event) -> Fault:
    """Return the fault of an id that stands for two events: in what they differ, without all their words."""
    kinds = type(one).__name__, type(other).__name__
    if kinds[0] != kinds[1]:
        what = f"one is a {kinds[0]}, the other a {kinds[1]}"
    else:
        names = [attribute.name for attribute in fields(type(one)) if attribute.eq and attribute.init]
        differing = [name for name in names if getattr(one, name) != getattr(other, name)]
        shown = [f"{name} {short(_plain(getattr(one, name)))} and {short(_plain(getattr(other, name)))}" for name in differing]
        what = f"they differ in {'; '.join(shown[:3])}{' …' if len(shown) > 3 else ''}"
    return Fault(f"two events under one id {short(event_id)}: {what}; leave the id out, or give another", path="id")


def _plain(value: object) -> object:
    """Return a value as one would write it."""
    return value.value if isinstance(value, Enum) else str(value) if isinstance(value, When | Quantity) else value


def refusal(entry: Entry, log: Before) -> Fault | None:
    """Say why an amendment is refused; None where it is fine, or where its report is not before it in the log."""
    event = entry.event
    assert isinstance(event, Amendment)
    target = _target(event.of, entry, log)
    if target is None or not _before(target, entry):
        return None
    report = target.event
    if not isinstance(report, Report):
        return Fault(f"{event.of!r} is a {type(report).__name__}, not a report; name a report", path="of")
    if isinstance(event, Correction):
        return _misfiled(event, report)
    if isinstance(event, Clarification) or event.source == report.source:
        return None
    if _party(event.source, entry, log) == _party(report.source, entry, log):
        return None
    who = f"{event.source!r} cannot retract what {report.source!r} said"
    return Fault(f"{who}; only the source or its party can; record a denial instead", path="source")


def affected(entry: Entry, log: Log) -> Iterator[Entry]:
    """Yield the amendments that stand after an entry in the log and that it may make wrong."""
    found: list[Entry] = []
    seen: set[str] = set()
    if isinstance(entry.event, SourceAdded):
        found, new = list(log.retractions(entry.event.source)), list(log.reports(entry.event.source))
    else:
        new = [entry.id, *(versions_of(entry.event) if isinstance(entry.event, Correction) else ())]
    while new:
        if (version := new.pop()) not in seen:
            seen.add(version)
            for one in log.amendments(version):
                found.append(one)
                new += versions_of(one.event) if isinstance(one.event, Correction) else ()
    yield from (one for one in found if _before(entry, one))


def _target(named: str, entry: Entry, log: Before) -> Entry | None:
    """Return the entry of the first version of what an amendment names, through the corrections that stand before it."""
    seen: set[str] = set()
    while named not in seen:
        seen.add(named)
        target = log.entry(named)
        if target is not None and not isinstance(target.event, Correction):
            return target
        earlier = [e.of for one in log.corrections(named) if isinstance(e := one.event, Correction) and _before(one, entry)]
        if not earlier:
            return None
        named = min(earlier)
    return None


def _misfiled(correction: Correction, report: Report) -> Fault | None:
    if correction.report is not None:
        for name in ("source", "claim"):
            old, new = getattr(report, name), getattr(correction.report, name)
            if old != new:
                return Fault(
                    f"a correction cannot move {old!r} to {new!r}; void the record (no report) and append a new one",
                    path=f"report.{name}",
                )
    return None


def _party(source: str, entry: Entry, log: Before) -> str:
    """Return a source's party as noted before an entry."""
    notes = (one for one in log.notes(source) if _before(one, entry))
    newest = max(notes, key=lambda one: one.newest, default=None)
    return (newest is not None and isinstance(newest.event, SourceAdded) and newest.event.party) or source


def _before(one: Entry, other: Entry) -> bool:
    return (one.recorded_us, one.position) < (other.recorded_us, other.position)


def place_among(place: int, passed: Iterable[int]) -> int:
    """Return the whole number at a place, from 0, among those that are not in an ascending list.

    >>> place_among(2, [0, 3])
    4
    """
    for one in passed:
        if one > place:
            break
        place += 1
    return place
