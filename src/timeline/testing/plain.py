"""Plain: the rules from reports to status as one would write them down, slow and without state, to compare with the core.

Only for claims on which every known source speaks at most once: there nothing is displaced, and what is left are the
rules of parties, of dated denials, of origins and links.
"""

from collections.abc import Iterable, Iterator

from timeline import (
    UNKNOWN_SOURCE,
    OriginsLinked,
    Report,
    SourceAdded,
    Stance,
    State,
    Status,
    When,
)

__all__ = ["Plain", "certainly_after"]


def certainly_after(later: When, earlier: When) -> bool:
    """Whether a time begins after another has ended; of times that have both ends."""
    return later.order[1] > earlier.order[0]


class Plain:
    """One claim of a state, by the rules."""

    def __init__(self, state: State, claim: str) -> None:
        self.state = state
        notes = sorted(((e.newest, e.event) for e in state if isinstance(e.event, SourceAdded)), key=lambda note: note[0])
        self.parties = {event.source: event.party or event.source for _, event in notes}
        families = [f for f in state.families.values() if f.report is not None]
        everything = sorted((f.report for f in families if f.report is not None), key=lambda report: report.order)
        self.reports = [report for report in everything if report.claim == claim]
        self.by_id = {i: f.report for f in families if f.report in self.reports for i in (f.original.id, f.report.id)}
        gone = (f for f in families for r in f.retractions if self._party_of(r.event) == self._party_of(f.report))
        self.retracted = {family.report for family in gone}
        self.basis: dict[str, set[str]] = {}
        for report in self.reports:
            self.basis.setdefault(report.source, set()).update(report.basis)
        named = {name for report in self.reports for name in report.basis}
        self.released: dict[str, Report] = {}
        for report in everything:
            for item in report.evidence:
                if item in named and item not in report.basis:
                    self.released.setdefault(item, report)

    @property
    def is_simple(self) -> bool:
        """Whether every known source speaks at most once, and no two reports are one and the same."""
        known = [report.source for report in self.reports if report.source != UNKNOWN_SOURCE]
        return len(known) == len(set(known)) and len(self.reports) == len({report.id for report in self.reports})

    def status(self) -> Status:
        """Return the status by the rules of the default policy."""
        affirming, denying = self.sides()
        count = len(self.joined(affirming))
        if affirming and denying:
            return Status.DISPUTED
        if affirming:
            named = any(self.credited(report) != {UNKNOWN_SOURCE} for report in affirming)
            return Status.CORROBORATED if count > 1 and named else Status.REPORTED
        if denying:
            return Status.DENIED
        affirmed = [report for report in self.reports if report.stance is Stance.AFFIRM]
        if affirmed and all(report in self.retracted for report in affirmed):
            return Status.WITHDRAWN
        return Status.OPEN if self.reports else Status.UNREPORTED

    def sides(self) -> tuple[list[Report], list[Report]]:
        """Return the affirmations and denials that count."""
        stand = [report for report in self.reports if report not in self.retracted]
        affirms = [report for report in stand if report.stance is Stance.AFFIRM]
        denials = [report for report in stand if report.stance is Stance.DENY]
        affirming = [one for one in affirms if not any(self._overtakes_at_home(other, one) for other in denials)]
        denying = [one for one in denials if not any(self._overtakes_at_home(other, one) for other in affirms)]
        return affirming, [one for one in denying if not any(self._is_overtaken(one, by) for by in affirming)]

    def credited(self, report: Report) -> set[str]:
        """Return the origins that a report is credited to."""
        if not report.basis:
            return {self._party(report.source)}
        reached = self._reach(report.basis)
        ends = {self._end(name) for name in reached if self._speaks_for_itself(name)}
        circle = [self._end(name) for name in reached if name in self._reach(self._rests_on(name))]
        return ends or {min(circle)}

    def joined(self, reports: Iterable[Report]) -> list[set[str]]:
        """Return the origins of reports, those that links join as one."""
        groups = [{name} for name in {name for report in reports for name in self.credited(report)}]
        links = list(self._links())
        for _ in links:  # once per link is enough for chains of any length
            for members in links:
                reached = members | {name for other in links if other & members for name in other}
                together = [group for group in groups if group & reached]
                if together:
                    groups = [group for group in groups if group not in together] + [set().union(*together)]
        return groups

    def _links(self) -> Iterator[set[str]]:
        for entry in self.state:
            if isinstance(entry.event, OriginsLinked):
                members: set[str] = set()
                for name in entry.event.origins:
                    if name in self.by_id:
                        members |= self.credited(self.by_id[name])
                    elif name not in self.state:
                        members.add(self._end(name))
                yield members

    def _party(self, source: str) -> str:
        return self.parties.get(source, source)

    def _party_of(self, event: object) -> str:
        return self._party(str(getattr(event, "source", "")))

    def _overtakes_at_home(self, later: Report, earlier: Report) -> bool:
        party = self._party(later.source)
        return party == self._party(earlier.source) != UNKNOWN_SOURCE and certainly_after(later.said, earlier.said)

    def _is_overtaken(self, denial: Report, by: Report) -> bool:
        """Whether another party's news overtakes a denial that speaks of the world up to a time."""
        end = denial.up_to or denial.said
        if self._party(by.source) in {self._party(denial.source), UNKNOWN_SOURCE}:
            return False
        if self.credited(by) <= {self._party(denial.source)}:
            return False
        if by.happened is not None and certainly_after(by.happened, end):
            return True
        if denial.up_to is None or not certainly_after(by.said, end):
            return False
        sources = self._reach(by.basis)
        known = [r for r in self.reports if r.stance is Stance.AFFIRM and r.source in sources and r.said.order[0] <= end.order[0]]
        return not known and (by.happened is None or by.happened.order[0] > end.order[0])

    def _rests_on(self, name: str) -> set[str]:
        return set() if name in self.released else self.basis.get(name, set())

    def _reach(self, names: Iterable[str]) -> set[str]:
        reached = set(names)
        while more := {further for name in reached for further in self._rests_on(name)} - reached:
            reached |= more
        return reached

    def _speaks_for_itself(self, name: str) -> bool:
        committed = any(r.source == name and not r.basis and r.stance in {Stance.AFFIRM, Stance.DENY} for r in self.reports)
        return name in self.released or committed or not self._rests_on(name)

    def _end(self, name: str) -> str:
        return self._party(self.released[name].source if name in self.released else name)
