"""Admission: which amendments a log refuses, judged by what stands before them in the log.

A retraction is refused where it is by another party than the report's, a correction where it would move the report to
another source or claim, and each where what it names is no report. All of it is judged in the order of the log (the
recorded time, then the position), so that a log which was taken once is taken again: what comes later in the log, be it
the report that an amendment waits for or another party for a source, makes no entry before it wrong.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from timeline._entry import Entry
from timeline._events import Clarification, Correction, Report, Retraction, SourceAdded

__all__ = ["Log", "affected", "amends", "refusal", "versions_of"]


class Log(Protocol):
    """What has to be looked up in a log, wherever it is kept; entries have their recorded time and position there."""

    def entry(self, event_id: str) -> Entry | None:
        """Return the entry of an event."""

    def corrections(self, version: str) -> Iterable[Entry]:
        """Return the corrections that are a version, by their own id, or bring it, by the id of their report."""

    def amendments(self, of: str) -> Iterable[Entry]:
        """Return what amends a version, directly."""

    def retractions(self) -> Iterable[Entry]:
        """Return all retractions."""

    def notes(self, source: str) -> Iterable[Entry]:
        """Return the entries that introduce a source."""


def amends(entry: Entry) -> bool:
    """Whether an entry amends a report."""
    return isinstance(entry.event, Correction | Clarification | Retraction)


def versions_of(correction: Correction) -> tuple[str, ...]:
    """Return the ids by which a correction can be named: its own, and that of the report that it brings."""
    return (correction.id,) if correction.report is None else (correction.id, correction.report.id)


def refusal(entry: Entry, log: Log) -> str | None:
    """Say why an amendment is refused; None where it is fine, or where its report is not before it in the log."""
    event = entry.event
    assert isinstance(event, Correction | Clarification | Retraction)
    target = _target(event.of, entry, log)
    if target is None or not _before(target, entry):
        return None
    report = target.event
    if not isinstance(report, Report):
        return f"of: {event.of!r} is a {type(report).__name__}, not a report; name a report"
    if isinstance(event, Correction):
        return _misfiled(event, report)
    if isinstance(event, Retraction) and _party(event.source, entry, log) != _party(report.source, entry, log):
        return (
            f"source: {event.source!r} cannot retract what {report.source!r} said; only the source or its party can; "
            "record a denial instead"
        )
    return None


def affected(entry: Entry, log: Log) -> Iterator[Entry]:
    """Yield the amendments that stand after an entry in the log and that it may make wrong."""
    if isinstance(entry.event, SourceAdded):
        found = list(log.retractions())
    else:
        found, new, seen = [], [entry.id], set[str]()
        new += versions_of(entry.event) if isinstance(entry.event, Correction) else ()
        while new:
            if (version := new.pop()) not in seen:
                seen.add(version)
                for one in log.amendments(version):
                    found.append(one)
                    new += versions_of(one.event) if isinstance(one.event, Correction) else ()
    yield from (one for one in found if _before(entry, one))


def _target(named: str, entry: Entry, log: Log) -> Entry | None:
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


def _misfiled(correction: Correction, report: Report) -> str | None:
    if correction.report is not None:
        for name in ("source", "claim"):
            old, new = getattr(report, name), getattr(correction.report, name)
            if old != new:
                return (
                    f"report.{name}: a correction cannot move {old!r} to {new!r}; void the record (no report) and "
                    "append a new one"
                )
    return None


def _party(source: str, entry: Entry, log: Log) -> str:
    """Return a source's party as noted before an entry."""
    notes = (one for one in log.notes(source) if _before(one, entry))
    newest = max(notes, key=lambda one: one.newest, default=None)
    return (newest is not None and isinstance(newest.event, SourceAdded) and newest.event.party) or source


def _before(one: Entry, other: Entry) -> bool:
    return (one.recorded_us, one.position) < (other.recorded_us, other.position)
