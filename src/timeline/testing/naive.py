"""A naive model of a log: a plain list, cut and refused by the letter of the rules, slowly, to hold the real one against.

Nothing here is shared with the core but the values: no index, no run, no cache, no family.
"""

from collections.abc import Sequence

from timeline import Clarification, Correction, Entry, Event, Report, Retraction, SourceAdded, Verdict, When

__all__ = ["cut_naively", "first_version", "refuses_naively"]


def cut_naively(log: Sequence[Entry], as_of: When | None, known_at: When | None) -> list[Entry]:
    """Return the entries recorded by ``known_at`` and said by ``as_of``, both inclusive; None is no limit."""
    known = [entry for entry in log if known_at is None or entry.recorded.order[0] <= known_at.order[0]]
    return [entry for entry in known if as_of is None or _said_by(entry, known, as_of)]


def _said_by(entry: Entry, known: Sequence[Entry], as_of: When) -> bool:
    """Whether an entry had certainly been said; book-keeping is not asked, an amendment goes with its report."""
    event = entry.event
    match event:
        case Retraction() | Verdict():
            said = event.said
        case Report():
            said = _as_it_should_be(event, known).said
        case Correction() | Clarification():
            report = first_version(event.of, known)
            said = event.said if report is None else _as_it_should_be(report, known).said
        case _:
            return True
    return said.order[0] <= as_of.order[0]


def _as_it_should_be(report: Report, known: Sequence[Entry]) -> Report:
    """Return what the newest correction by (recorded, id) says; the report itself without one, or where it is void.

    A correction that waited for its report, and would move it to another source or claim, has no effect.
    """
    found = [
        (entry.recorded.order[0], entry.id, entry.event.report)
        for entry in known
        if isinstance(entry.event, Correction) and first_version(entry.event.of, known) is report
    ]
    place = (report.source, report.claim)
    found = [one for one in found if one[2] is None or (one[2].source, one[2].claim) == place]
    return (max(found, key=lambda one: one[:2])[2] if found else None) or report


def first_version(name: str, known: Sequence[Entry], seen: frozenset[str] = frozenset()) -> Report | None:
    """Return the report that any version of it means, also one that only a correction brings; None where it is not on file."""
    found = [entry.event for entry in known if entry.id == name]
    if name in seen or (found and not isinstance(found[0], Report | Correction)):
        return None
    if found and isinstance(found[0], Report):
        return found[0]
    corrections = [entry.event for entry in known if isinstance(entry.event, Correction)]
    brought = [event.of for event in corrections if not found and event.report is not None and event.report.id == name]
    of = [event.of for event in corrections if event.id == name] or brought
    return first_version(min(of), known, seen | {name}) if of else None


def refuses_naively(event: Event, log: Sequence[Entry]) -> bool:
    """Whether a log must refuse a retraction, since its source is of another party than that of the report on file."""
    if not isinstance(event, Retraction):
        return False
    report = first_version(event.of, log)
    return report is not None and _party(event.source, log) != _party(report.source, log)


def _party(source: str, log: Sequence[Entry]) -> str:
    """Return the party by the newest note on a source by (recorded, id); the source itself without one."""
    notes = [
        (entry.recorded.order[0], entry.id, entry.event.party)
        for entry in log
        if isinstance(entry.event, SourceAdded) and entry.event.source == source
    ]
    return (max(notes, key=lambda one: one[:2])[2] if notes else None) or source
