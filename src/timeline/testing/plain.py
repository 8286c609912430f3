"""Plain: the rules from reports to status as one would write them down, slow and without state, to compare with the core.

Only for claims on which every known source speaks at most once: there nothing is displaced, and what is left are the
rules of parties, of dated denials, of origins and links.
"""

from collections.abc import Iterable, Iterator

from timeline import (
    UNKNOWN_SOURCE,
    Claim,
    OriginsLinked,
    Report,
    SourceAdded,
    Stance,
    State,
    Status,
    When,
)
from timeline._family import Family

__all__ = ["Plain", "agree_by_the_rules", "certainly_after"]


def certainly_after(later: When, earlier: When) -> bool:
    """Whether a time begins after another has ended; of times that have both ends."""
    return later.order[1] > earlier.order[0]


class Plain:
    """One claim of a state, by the rules; ``by`` says for whom a voice speaks: its party, its office, or itself."""

    def __init__(self, state: State, claim: str, by: str = "party") -> None:
        self.state, self.by = state, by
        notes = sorted(((e.newest, e.event) for e in state if isinstance(e.event, SourceAdded)), key=lambda note: note[0])
        self.notes = {event.source: event for _, event in notes}
        families = [family for family in state.families.values() if family.report is not None]
        everything = sorted((f.report for f in families if f.report is not None), key=lambda report: report.order)
        self.reports = [report for report in everything if report.claim == claim]
        self.by_id = {i: f.report for f in families if f.report in self.reports for i in _ids(f)}
        self.retracted = {f.report for f in families for r in f.retractions if self._are_of_one_party(r.event, f.report)}
        self.words = {report.source: report for report in self.reports}
        links = [entry.event for entry in state if isinstance(entry.event, OriginsLinked)]
        named = {name for report in self.reports for name in report.basis} | {name for link in links for name in link.origins}
        self.released: dict[str, Report] = {}
        for report in everything:
            for item in report.evidence:
                if item in named and item not in report.basis:
                    self.released.setdefault(item, report)

    @property
    def is_simple(self) -> bool:
        """Whether every known source speaks at most once, nothing rests on unknown ones, no two reports are the same."""
        known = [report.source for report in self.reports if report.source != UNKNOWN_SOURCE]
        traced = all(UNKNOWN_SOURCE not in report.basis for report in self.reports)
        return traced and len(known) == len(set(known)) and len(self.reports) == len({report.id for report in self.reports})

    def status(self) -> Status:
        """Return the status by the rules of the default policy."""
        affirming, denying = self.sides()
        count = len(self.joined(affirming))
        if affirming and denying:
            return Status.DISPUTED
        if affirming:
            return Status.CORROBORATED if count > 1 else Status.REPORTED
        if denying:
            return Status.DENIED
        affirmed = [report for report in self.reports if report.stance is Stance.AFFIRM]
        if affirmed and all(report in self.retracted for report in affirmed):
            return Status.WITHDRAWN
        return Status.OPEN if self.reports else Status.UNREPORTED

    def sides(self) -> tuple[list[Report], list[Report]]:
        """Return the affirmations and denials that count."""
        affirming, denials = self._standing(Stance.AFFIRM), self._standing(Stance.DENY)
        affirming = [one for one in affirming if not self._is_given_up(one, denials)]
        denying = [one for one in denials if not self._is_given_up(one, self._standing(Stance.AFFIRM))]
        return affirming, [one for one in denying if not any(self._is_overtaken(one, by) for by in affirming)]

    @property
    def is_admitted(self) -> bool:
        """Whether a denial was given up by another voice of its party that still counts."""
        affirming, _ = self.sides()
        return any(self._is_given_up(denial, affirming) for denial in self._standing(Stance.DENY))

    @property
    def is_internal(self) -> bool:
        """Whether it is one named origin that both affirms and denies."""
        affirming, denying = self.sides()
        groups = self.joined((*affirming, *denying))
        return bool(affirming and denying) and len(groups) == 1 and groups != [{UNKNOWN_SOURCE}]

    def credited(self, report: Report) -> set[str]:
        """Return the origins that a report is credited to."""
        if not report.basis:
            return {self._group(report.source)}
        chain = self._chain(report)
        ends = {self._end(name) for one in (report, *chain) for name in one.basis if self._word(name, one) is None}
        return ends or {min(self._end(word.source) for word in chain if word in self._chain(word))}

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
                    else:
                        members.add(self._end(name))
                        members |= {self._group(n.source) for n in self.notes.values() if name in {n.party, n.office}}
                yield members

    def _group(self, source: str) -> str:
        note = self.notes.get(source)
        return (getattr(note, self.by, None) if note else None) or source

    def _are_of_one_party(self, one: object, other: object) -> bool:
        notes = [self.notes.get(str(getattr(event, "source", ""))) for event in (one, other)]
        names = [str(getattr(event, "source", "")) for event in (one, other)]
        first, second = ((note and note.party) or name for note, name in zip(notes, names, strict=True))
        return first == second

    def _standing(self, stance: Stance) -> list[Report]:
        return [report for report in self.reports if report.stance is stance and report not in self.retracted]

    def _is_given_up(self, report: Report, opposite: Iterable[Report]) -> bool:
        """Whether another voice of the same party has certainly later said the opposite."""
        group = self._group(report.source)
        mine = (other for other in opposite if self._group(other.source) == group != UNKNOWN_SOURCE)
        return any(certainly_after(other.said, report.said) for other in mine)

    def _is_overtaken(self, denial: Report, by: Report) -> bool:
        """Whether another party's news overtakes a denial that speaks of the world up to a time."""
        end, own = denial.up_to or denial.said, {self._group(denial.source), UNKNOWN_SOURCE}
        if self._group(by.source) in own or self.credited(by) <= own:
            return False
        foretold = by.happened is not None and certainly_after(by.happened, by.said)
        if by.happened is not None and certainly_after(by.happened, end) and not foretold:
            return True
        if denial.up_to is None or not certainly_after(by.said, end) or self._is_repeat(by, end):
            return False
        return by.happened is None or by.happened.order[0] > end.order[0]

    def _is_repeat(self, report: Report, end: When) -> bool:
        """Whether its party had affirmed by a time, or one that it rests on may have."""
        names = {name for one in (report, *self._chain(report)) for name in one.basis}
        affirmed = [one for one in self.reports if one.stance is Stance.AFFIRM]
        mine = (one for one in affirmed if self._group(one.source) == self._group(report.source))
        rested_on = (one for one in affirmed if one.source in names)
        certainly = any(not one.said.order[0] > end.order[0] for one in mine)
        return certainly or any(not certainly_after(one.said, end) for one in rested_on)

    def _word(self, name: str, report: Report) -> Report | None:
        """Return the word by which the name that a report rests on rests on others itself, if it does."""
        word = None if name in self.released else self.words.get(name)
        if word is None or not word.basis:
            return None
        told = word.stance in {Stance.AFFIRM, Stance.DENY} or word.said.order[0] <= report.said.order[0]
        return word if told else None

    def _chain(self, report: Report) -> set[Report]:
        """Return the words that a report rests on, through any number of steps."""
        reached: set[Report] = set()
        while more := {w for one in (report, *reached) for name in one.basis if (w := self._word(name, one))} - reached:
            reached |= more
        return reached

    def _end(self, name: str) -> str:
        return self._group(self.released[name].source if name in self.released else name)


def _ids(family: Family) -> set[str]:
    """Return the ids by which a report can be named: its own, those of its corrections and of what they bring."""
    brought = [report for entry in family.corrections if (report := getattr(entry.event, "report", None)) is not None]
    return {entry.id for entry in (family.original, *family.corrections)} | {report.id for report in brought}


def agree_by_the_rules(claim: Claim, plain: Plain, where: str) -> None:
    """Raise unless a claim stands as the rules have it; where these are simple to say."""
    if plain.is_simple:
        assert claim.status is plain.status(), f"{where} is {plain.status()} by the rules"
        for side, expected in zip((claim.affirming, claim.denying), plain.sides(), strict=True):
            counted = {report for origin in side for report in origin.reports}
            assert counted == set(expected), f"{where} counts {counted}, by the rules {expected}"
        assert claim.admitted is plain.is_admitted, f"{where}: admitted is {claim.admitted}"
        assert claim.internal is plain.is_internal, f"{where}: internal is {claim.internal}"
    dated = [report.up_to for origin in claim.denying for report in origin.reports]
    last = max((when.order for when in dated if when), default=None) if all(dated) and not claim.affirming else None
    assert (claim.up_to and claim.up_to.order) == last, f"{where} is denied up to {claim.up_to}, not {last}"
