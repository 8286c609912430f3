"""Steps: what happens to a claim on the axis of said-time: reports, retractions, verdicts, releases."""

from typing import NamedTuple

from timeline._entry import Entry
from timeline._events import Retraction, Verdict
from timeline._family import Family
from timeline._state import State
from timeline._time import When

__all__ = ["Step", "steps"]


class Step(NamedTuple):
    """One thing that happens to a claim on the axis of said-time: a report, its retraction, a verdict, or a release."""

    order: tuple[int, int, int, str]
    claim: str
    entry: Entry
    family: Family | None = None
    item: str | None = None

    @property
    def at(self) -> When:
        """The moment from which a cut on said-time takes it in."""
        return When.at(self.order[0])


def steps(state: State, claim: str) -> list[Step]:
    """Return what happens to a claim: each report, its retraction (never before it), each verdict, each release that
    its reports rest on or that a link names. Not sorted; where several end at one moment, releases come first, then
    reports, retractions, verdicts.
    """
    found: list[Step] = []
    items: set[str] = set()
    for family in state.by_claim.get(claim, ()):
        if (report := family.report) is None:
            continue
        latest, earliest, ident = report.order
        found.append(Step((latest, 1, earliest, ident), claim, family.original, family))
        items.update(report.basis)
        retraction = family.retraction(state.desk) if family.retractions else None
        if retraction is not None and isinstance(retraction.event, Retraction):
            latest, earliest = max(report.said.order, retraction.event.said.order)
            found.append(Step((latest, 2, earliest, retraction.id), claim, retraction, family))
    for entry in state.verdicts.get(claim, ()):
        assert isinstance(entry.event, Verdict)
        latest, earliest, ident = entry.event.order
        found.append(Step((latest, 3, earliest, ident), claim, entry))
    items |= state.desk.linked if found else frozenset()
    for item in items:
        release = state.releases.get(item)
        if release is not None and release.report is not None:
            latest, earliest, ident = release.report.order
            found.append(Step((latest, 0, earliest, ident), claim, release.original, release, item))
    return found
