"""Learned: which entries moved a claim where only our knowledge changed, the moment in said-time being the same."""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Self

from attrs import frozen

from timeline._claim import Claim, Claims
from timeline._entry import Entry
from timeline._events import (
    ClaimsRelated,
    Clarification,
    Correction,
    Report,
    Retraction,
    SourceAdded,
    Verdict,
)
from timeline._family import Family
from timeline._policy import PolicyLike
from timeline._standing import Standing
from timeline._state import State
from timeline._telling import Telling

__all__ = ["Learned", "claim_of"]


@frozen(eq=False)
class Learned:
    """The entries that only one of two stories at one ``as_of`` has, as the reasons why a claim stands otherwise."""

    before: Claims
    after: Claims
    own: Mapping[str, list[Entry]]
    """By claim: its reports, their amendments, verdicts on it."""
    ids: frozenset[str]
    """The ids of all of them."""

    @classmethod
    def of(cls, before: Claims, after: Claims) -> Self:
        """Return what tells two stories apart."""
        own: dict[str, list[Entry]] = {}
        found: set[str] = set()
        if before.known is after.known:
            return cls(before, after, own, frozenset())
        for state, other in ((after.known, before.known), (before.known, after.known)):
            for entry in state:
                if entry.id not in other:
                    found.add(entry.id)
                    if (claim := claim_of(entry, state)) is not None:
                        own.setdefault(claim, []).append(entry)
        return cls(before, after, own, frozenset(found))

    def by(self, claim: str) -> list[Entry]:
        """Return the entries that moved a claim which stands otherwise in the two stories, by recorded time."""
        old, new = self.before.get(claim), self.after.get(claim)
        seen = _resting_on(old) | _resting_on(new)
        own = self.own.get(claim, [])
        found = {entry.id: entry for entry in own if self._touches(entry, seen)}
        for bearing in self._bearing:
            found |= {entry.id: entry for entry in bearing.moving(claim, self.ids)}
        if not found:  # several that each would have been enough
            found = {entry.id: entry for bearing in self._bearing for entry in bearing.others(claim, self.ids)}
        return sorted(found.values() or self._reports(own), key=lambda entry: entry.newest)

    def _touches(self, entry: Entry, seen: set[str]) -> bool:
        """Whether an entry is about a report that the standing rests on, before or after, and has an effect."""
        story = self._story(entry)
        match event := entry.event:
            case Report():
                report = story.known.families[event.id].report
                return event.id in story.state and (event.id in seen or (report is not None and report.id in seen))
            case Correction():
                family = _family(event, story.known)
                told = family.original.id in self.before.state or family.original.id in self.after.state
                return told and entry is family.correction
            case Retraction():
                return entry.id in story.state and entry is _family(event, story.known).retraction(story.known.desk)
            case Verdict():
                return entry.id in story.state
            case _:
                return False  # a clarification changes words only

    def _reports(self, own: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in own if isinstance(entry.event, Report) and entry.id in self._story(entry).state]

    def _story(self, entry: Entry) -> Claims:
        return self.after if entry.id in self.after.known else self.before

    @cached_property
    def _bearing(self) -> "tuple[_Bearing, _Bearing]":
        return _Bearing(self.before.state, self.before.policy), _Bearing(self.after.state, self.after.policy)


@frozen(eq=False)
class _Bearing:
    """What of a state can bear on one claim."""

    state: State
    policy: PolicyLike

    def moving(self, claim: str, some: Container[str]) -> Iterator[Entry]:
        """Yield those of some entries, other than the claim's own, without which the claim would stand otherwise."""
        if candidates := self.others(claim, some):
            entries = self._of(claim)
            whole = self._standing(entries, claim)
            for entry in candidates:
                if self._standing({i: e for i, e in entries.items() if i != entry.id}, claim) != whole:
                    yield entry

    def others(self, claim: str, some: Container[str]) -> list[Entry]:
        """Return those of some entries, other than the claim's own, that can bear on it."""
        return [entry for entry in self._of(claim).values() if entry.id in some and claim_of(entry, self.state) != claim]

    def _standing(self, entries: Mapping[str, Entry], claim: str) -> Standing:
        return Telling.of(State(entries), claim, self.policy).whole().standing()

    def _of(self, claim: str) -> dict[str, Entry]:
        """Return the entries that can bear on a claim: its own, of related claims, releases, and the notes on all these."""
        derived = self.policy.count_derived
        names = [claim, *(name for name, _, _ in self.state.desk.bearing_on(claim))] if derived else [claim]
        families = [family for name in names for family in self.state.by_claim.get(name, ())]
        items = {item for family in families if family.report for item in family.report.basis} | self.state.desk.linked
        families += [family for item in sorted(items) for family in self.state.listing.get(item, ())]
        found = {entry.id: entry for family in families for entry in family.entries}
        found |= {entry.id: entry for name in names for entry in self.state.verdicts.get(name, ())}
        return found | {entry.id: entry for entry in self._notes(families)}

    def _notes(self, families: Iterable[Family]) -> Iterator[Entry]:
        """Yield the notes on the sources of reports and on what these rest on, and the links that lead on from there."""
        reports = [family.report for family in families if family.report]
        names = {name for report in reports for name in (report.source, *report.basis, report.id)}
        names |= {version for family in families for version in family.versions}
        names |= {e.event.source for family in families for e in family.retractions if isinstance(e.event, Retraction)}
        links = self.state.desk.links_on(names)
        yield from (self.state[link.id] for link in links)
        names |= {name for link in links for name in link.origins}
        names |= {source for name in names for source in self.state.desk.speakers(name)}
        yield from (entry for name in names for entry in self._sources.get(name, ()))
        if self.policy.count_derived:
            yield from (entry for entry in self.state.notes if isinstance(entry.event, ClaimsRelated))

    @cached_property
    def _sources(self) -> Mapping[str, list[Entry]]:
        """The notes on a source, by its id."""
        found: dict[str, list[Entry]] = {}
        for entry in self.state.notes:
            if isinstance(entry.event, SourceAdded):
                found.setdefault(entry.event.source, []).append(entry)
        return found


def _family(event: Correction | Retraction, state: State) -> Family:
    return state.families[state.root.get(event.of, event.of)]


def claim_of(entry: Entry, state: State) -> str | None:
    """Return the claim that a report, its amendment or a verdict is on; None for what is on none."""
    match event := entry.event:
        case Verdict() | Report():
            return event.claim
        case Retraction() | Correction() | Clarification():
            family = state.families.get(state.root.get(event.of, event.of))
            first = family.original.event if family else None
            return first.claim if isinstance(first, Report) else None
        case _:
            return None


def _resting_on(claim: Claim | None) -> set[str]:
    """Return the ids of the reports that a claim's status and figures rest on."""
    if claim is None:
        return set()
    return {report.id for report in claim.because} | {figure.report.id for figure in claim.figures}
