"""Check: what a careful editor would look at again in a timeline; nothing of it is an error."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from timeline._claims import State
from timeline._entry import Entry
from timeline._events import UNKNOWN_SOURCE, ClaimAdded, Clarification, Correction, Report, Retraction, Stance
from timeline._family import Family
from timeline._timeline import Timeline

__all__ = ["Notice", "check"]


@frozen(kw_only=True)
class Notice:
    """One thing to look at again: the entry, the field, and what is odd about it."""

    entry: Entry
    path: str
    message: str

    def __str__(self) -> str:
        """Say which event, which field, and what is odd."""
        return f"{self.entry.id}: {self.path}: {self.message}"


def check(timeline: Timeline) -> tuple[Notice, ...]:
    """Return what is odd in a timeline, in the order of its entries.

    Times in an unexpected order (one expects happened, said, published, recorded); a claim about the future filed as
    one about the present; two figures of one source at one time; amendments whose report is not on file, or that have no
    effect.
    """
    state = timeline.replay().state
    tied = {notice.entry.id: notice for families in state.by_claim.values() for notice in _ties(families)}
    found = ((*_odd(entry, state), *([tied[entry.id]] if entry.id in tied else ())) for entry in timeline)
    return tuple(notice for notices in found for notice in notices)


def _ties(families: Iterable[Family]) -> Iterator[Notice]:
    """Yield a notice for each report that gives another figure than the one before it, by the same source at the same time."""
    before: dict[tuple[str, tuple[int, int], Stance], Report] = {}
    for family in sorted(families, key=lambda family: family.told.order):
        report = family.report
        if report is None or report.quantity is None or report.source == UNKNOWN_SOURCE:
            continue
        other = before.setdefault((report.source, report.said.order, report.stance), report)
        if other.quantity != report.quantity:
            message = (
                f"{report.source!r} gives {other.quantity} and {report.quantity} at one time; which stands is not decided by "
                "time: correct one of the two, or date them apart"
            )
            yield Notice(entry=family.original, path="quantity", message=message)


def _odd(entry: Entry, state: State) -> Iterator[Notice]:
    match entry.event:
        case Report() as event:
            yield from _times(entry, event)
            yield from _future(entry, event, state)
        case Correction() | Clarification() | Retraction() as event:
            yield from _amendment(entry, event, state)
        case _:
            pass


def _times(entry: Entry, report: Report) -> Iterator[Notice]:
    said, published = report.said, report.published
    if report.happened is not None and report.happened.certainly_after(said):
        yield Notice(entry=entry, path="happened", message=f"{report.happened} is after it was said, {said}")
    if published is not None and said.certainly_after(published):
        yield Notice(entry=entry, path="said", message=f"{said} is after it was published, {published}")
    if (published or said).certainly_after(entry.recorded):
        message = f"{entry.recorded} is before it was {'published' if published else 'said'}, {published or said}"
        yield Notice(entry=entry, path="recorded", message=message)
    if report.up_to is not None and report.up_to.certainly_after(said):
        yield Notice(entry=entry, path="up_to", message=f"{report.up_to} is after the denial was said, {said}")


def _future(entry: Entry, report: Report, state: State) -> Iterator[Notice]:
    added = state.desk.claim(report.claim)
    if isinstance(added, ClaimAdded) and not added.future and report.happened and report.happened.certainly_after(report.said):
        message = f"{report.claim!r} speaks of the present, yet this is said to happen later; file it under a future claim"
        yield Notice(entry=entry, path="claim", message=message)


def _amendment(entry: Entry, event: Correction | Clarification | Retraction, state: State) -> Iterator[Notice]:
    family = state.families.get(state.root.get(event.of, event.of))
    if family is None:
        yield Notice(entry=entry, path="of", message=f"{event.of!r} is not on file; it waits for its report")
    elif isinstance(event, Retraction) and family.foreign(entry, state.desk):
        message = f"{event.source!r} is not of the party that said it: no effect; record a denial instead"
        yield Notice(entry=entry, path="source", message=message)
    elif isinstance(event, Correction) and family.misfiled(event):
        message = "it moves the report to another source or claim: no effect; void the record and append a new one"
        yield Notice(entry=entry, path="report", message=message)
