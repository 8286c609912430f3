"""Marks: what is drawn of each statement, and between which moments it is on the chart."""

from collections.abc import Iterator

from attrs import frozen

from timeline import UNKNOWN_SOURCE, Entry, Report, Retraction, State, Verdict, fold
from timeline._desk import Desk
from timeline._family import Family
from timeline._shown import marked
from timeline._words import SAYS, named

__all__ = ["Mark", "lane_marks", "verdict_marks"]


@frozen(kw_only=True)
class Mark:
    """One sign of the chart: in which row, of which shape, when, and from which knowledge on (until which) it holds.

    ``entry`` is the id of the entry that tells of it. Times are microseconds; ``first`` is None where unknown, ``until``
    None where it still holds. ``text`` is for where nothing can be set apart: its names keep their neighbours in place.
    """

    lane: str
    shape: str
    first: int | None
    last: int
    known: int
    until: int | None
    entry: str
    claim: str
    text: str


def lane_marks(state: State) -> list[Mark]:
    """Return the marks of reports, each version of a corrected one by itself, and of retractions, in order."""
    found = [mark for family in state.families.values() for mark in _family(family, state)]
    return sorted(found, key=lambda mark: (mark.last, mark.known, mark.entry))


def verdict_marks(state: State, claim: str) -> list[Mark]:
    """Return the marks of the verdicts on a claim, in order."""
    return [_verdict(entry, entry.event) for entry in state.verdicts.get(claim, ()) if isinstance(entry.event, Verdict)]


def _family(family: Family, state: State) -> Iterator[Mark]:
    seen = list(_seen(family))
    versions = [one for i, one in enumerate(seen) if i == 0 or seen[i - 1].report != one.report]
    for one, after in zip(versions, [*versions[1:], None], strict=True):
        if one.report is not None:
            yield Mark(
                lane=one.report.source,
                shape=one.report.stance.value,
                first=one.report.said.earliest_us,
                last=one.report.said.order[0],
                known=one.known,
                until=after.known if after else None,
                entry=one.entry.id,
                claim=one.report.claim,
                text=_says(one.report, state.desk),
            )
    for entry in family.retractions:
        yield _retraction(entry, next(one for one in seen if entry in one.retractions), state)


@frozen
class _Seen:
    """A report as it was seen from a moment of knowledge on, by which entry, and what retracted it."""

    known: int
    report: Report | None
    entry: Entry
    claim: str
    retractions: tuple[Entry, ...]


def _seen(family: Family) -> Iterator[_Seen]:
    """Yield how a report stood at each moment at which it, or anything that amends it, was recorded."""
    original = family.original
    assert isinstance(original.event, Report)
    for known in sorted({max(entry.recorded_us, original.recorded_us) for entry in family.entries}):
        then = fold(entry for entry in family.entries if entry.recorded_us <= known).families[original.id]
        told = [entry for entry in (*then.corrections, *then.clarifications) if entry.recorded_us == known]
        yield _Seen(known, then.report, (told or [original])[-1], original.event.claim, then.retractions)


def _retraction(entry: Entry, seen: _Seen, state: State) -> Mark:
    event = entry.event
    assert isinstance(event, Retraction)
    return Mark(
        lane=event.source,
        shape="retraction",
        first=event.said.earliest_us,
        last=event.said.order[0],
        known=seen.known,
        until=None,
        entry=entry.id,
        claim=seen.claim,
        text=f"{marked(named(event.source, state.desk))} retracts what it said of {marked(seen.claim)}, {event.said}",
    )


def _verdict(entry: Entry, event: Verdict) -> Mark:
    return Mark(
        lane=event.claim,
        shape="verdict",
        first=event.said.earliest_us,
        last=event.said.order[0],
        known=entry.recorded_us,
        until=None,
        entry=entry.id,
        claim=event.claim,
        text=f"{marked(event.by)}: {event.finding.value}, {event.said}",
    )


def _says(report: Report, desk: Desk) -> str:
    source = "an unknown source" if report.source == UNKNOWN_SOURCE else named(report.source, desk)
    figure = f" ({marked(str(report.quantity))})" if report.quantity else ""
    return f"{marked(source)} {SAYS[report.stance]} {marked(report.claim)}{figure}, {report.said}"
