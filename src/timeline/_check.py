"""Check: what a careful editor would look at again in a timeline; nothing of it is an error."""

import re
from collections.abc import Iterable, Iterator

from attrs import frozen

from timeline._entry import Entry
from timeline._events import (
    UNKNOWN_SOURCE,
    Amendment,
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Event,
    Report,
    Retraction,
    SourceAdded,
    Stance,
    Verdict,
)
from timeline._family import Family
from timeline._state import State
from timeline._timeline import Timeline

__all__ = ["Notice", "check"]

_APART = re.compile(r"\d|\b\w\b")
"""What tells names apart on purpose: camp-1 and camp-2, part-a and part-b."""
_LENGTHS = range(4, 81)
"""How long a name is that can be taken for another."""


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
    effect; a claim or a source that nobody introduced, and whose name is but for a letter that of one that was.
    """
    state = timeline.replay().state
    besides: dict[str, list[Notice]] = {}
    for notice in (*(one for families in state.by_claim.values() for one in _ties(families)), *_misspelt(timeline)):
        besides.setdefault(notice.entry.id, []).append(notice)
    found = ((*_odd(entry, state), *besides.get(entry.id, ())) for entry in timeline)
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


def _misspelt(timeline: Timeline) -> Iterator[Notice]:
    """Yield a notice for each name that nobody introduced and that is nearly one that was, at the first entry that has it."""
    notes = [entry.event for entry in timeline if isinstance(entry.event, ClaimAdded | SourceAdded)]
    seen = {("claim", note.claim) if isinstance(note, ClaimAdded) else ("source", note.source) for note in notes}
    forms = {(kind, *form): name for kind, name in sorted(seen, reverse=True) for form in _forms(name)}
    for entry in timeline:
        for path, name in _names(entry.event):
            kind = "source" if path == "source" else "claim"
            meant = next((forms[kind, *form] for form in _forms(name) if (kind, *form) in forms), None)
            if meant is not None and (kind, name) not in seen:
                yield Notice(entry=entry, path=path, message=f"{kind} {name!r} is not introduced; did you mean {meant!r}?")
            seen.add((kind, name))


def _forms(name: str) -> list[tuple[str, str]]:
    """Return a name as it is and with each letter left out: names that are one letter apart have one in common."""
    apart, plain = "".join(_APART.findall(name)), name.casefold()
    if len(plain) not in _LENGTHS:
        return []
    return [(apart, plain), *((apart, plain[:i] + plain[i + 1 :]) for i in range(len(plain)))]


def _names(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the field and the name of each claim and source that an event names."""
    match event:
        case Report() | Verdict():
            yield "claim", event.claim
        case ClaimsRelated():
            yield from (("claim", event.claim), ("other", event.other))
        case _:
            pass
    if isinstance(event, Report | Retraction) and event.source != UNKNOWN_SOURCE:
        yield "source", event.source


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
    if added and not added.future and report.happened and report.happened.certainly_after(report.said):
        message = f"{report.claim!r} speaks of the present, yet this is said to happen later; file it under a future claim"
        yield Notice(entry=entry, path="claim", message=message)


def _amendment(entry: Entry, event: Amendment, state: State) -> Iterator[Notice]:
    family = state.families.get(state.root.get(event.of, event.of))
    if family is None:
        yield Notice(entry=entry, path="of", message=f"{event.of!r} is not on file; it waits for its report")
    elif isinstance(event, Retraction) and family.foreign(entry, state.desk):
        message = f"{event.source!r} is not of the party that said it: no effect; record a denial instead"
        yield Notice(entry=entry, path="source", message=message)
    elif isinstance(event, Correction) and family.misfiled(event):
        message = "it moves the report to another source or claim: no effect; void the record and append a new one"
        yield Notice(entry=entry, path="report", message=message)
