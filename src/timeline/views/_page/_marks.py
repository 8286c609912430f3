"""Marks: what is drawn of each statement, and between which moments it is on the chart."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from timeline import UNKNOWN_SOURCE, Entry, Report, Retraction, State, Verdict
from timeline._claims import Family
from timeline._desk import Desk
from timeline._words import SAYS, named

__all__ = ["Mark", "lane_marks", "verdict_marks"]


@frozen(kw_only=True)
class Mark:
    """One sign of the chart: in which row, of which shape, when, and from which knowledge on (until which) it holds.

    ``entry`` is the id of the entry that tells of it. Times are microseconds; ``first`` is None where unknown, ``until``
    None where it still holds.
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
    versions = list(_versions(family))
    for (known, report, entry), after in zip(versions, [*versions[1:], None], strict=True):
        if report is not None:
            yield Mark(
                lane=report.source,
                shape=report.stance.value,
                first=report.said.earliest_us,
                last=report.said.order[0],
                known=known,
                until=after[0] if after else None,
                entry=entry.id,
                claim=report.claim,
                text=_says(report, state.desk),
            )
    yield from (_retraction(entry, family, state) for entry in family.retractions)


def _versions(family: Family) -> Iterator[tuple[int, Report | None, Entry]]:
    """Yield how a report stood as amendments came in: from when, the report (None: void), and the entry that made it so."""
    changes = sorted((family.original, *family.corrections, *family.clarifications), key=lambda entry: entry.recorded_us)
    before: tuple[Report | None] | None = None
    for entry in changes:
        known = entry.recorded_us
        if known < family.original.recorded_us:
            continue
        then = Family(family.original, _by(family.corrections, known), _by(family.clarifications, known)).report
        if (then,) != before:
            before = (then,)
            yield known, then, entry


def _by(entries: Iterable[Entry], known: int) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.recorded_us <= known)


def _retraction(entry: Entry, family: Family, state: State) -> Mark:
    event, of = entry.event, family.original.event
    assert isinstance(event, Retraction)
    assert isinstance(of, Report)
    return Mark(
        lane=event.source,
        shape="retraction",
        first=event.said.earliest_us,
        last=event.said.order[0],
        known=max(entry.recorded_us, family.original.recorded_us),
        until=None,
        entry=entry.id,
        claim=of.claim,
        text=f"{named(event.source, state.desk)} retracts what it said of {of.claim}, {event.said}",
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
        text=f"{event.by}: {event.finding.value}, {event.said}",
    )


def _says(report: Report, desk: Desk) -> str:
    source = "an unknown source" if report.source == UNKNOWN_SOURCE else named(report.source, desk)
    figure = f" ({report.quantity})" if report.quantity else ""
    return f"{source} {SAYS[report.stance]} {report.claim}{figure}, {report.said}"
