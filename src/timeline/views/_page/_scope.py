"""Scope: the part of a timeline that can bear on one claim, so that each claim is replayed on as little as possible."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Entry,
    OriginsLinked,
    Report,
    Retraction,
    SourceAdded,
    State,
    fold,
)
from timeline._events import reports_in

__all__ = ["Scope", "amended_by"]


def amended_by(entry: Entry) -> Iterator[str]:
    """Yield the ids of the reports, first versions and later ones, that an entry amends or gives; none but for amendments."""
    match event := entry.event:
        case Correction():
            yield from (event.of, event.id)
            if event.report is not None:
                yield event.report.id
        case Clarification() | Retraction():
            yield event.of
        case _:
            pass


@frozen(eq=False)
class Scope:
    """All entries of a timeline, to ask for those that can bear on a claim; ``derived``: related claims count too."""

    state: State
    derived: bool = False

    @classmethod
    def of(cls, entries: Iterable[Entry], *, derived: bool = False) -> "Scope":
        """Return the scope of some entries."""
        return cls(fold(entries), derived)

    def bearing_on(self, claim: str) -> tuple[Entry, ...]:
        """Return the entries that can bear on a claim at any cut: its own, what these rest on, and the notes on all of it."""
        related = self._related(claim)
        own = [e for name in (related if self.derived else {claim}) for e in self._on.get(name, ())]
        items = {item for entry in own for report in reports_in(entry.event) for item in report.basis} | self.state.desk.linked
        own += [entry for item in items for family in self.state.listing.get(item, ()) for entry in family.entries]
        own += [entry for name in self.state.desk.linked for entry in self._family.get(name, ())]
        verdicts = [entry for name in related for entry in self.state.verdicts.get(name, ())]
        found = {entry.id: entry for entry in (*own, *verdicts, *self._notes(claim, related, own))}
        return tuple(found.values())

    def _notes(self, claim: str, related: set[str], own: Iterable[Entry]) -> Iterator[Entry]:
        names = {name for entry in own for report in reports_in(entry.event) for name in (report.source, *report.basis)}
        names |= {entry.event.source for entry in own if isinstance(entry.event, Retraction)}
        names |= self.state.desk.linked
        for entry in self.state.notes:
            match event := entry.event:
                case SourceAdded() if event.source in names:
                    yield entry
                case ClaimAdded() if event.claim == claim:
                    yield entry
                case ClaimsRelated() if event.claim in related or event.other in related:
                    yield entry
                case OriginsLinked():
                    yield entry
                case _:
                    pass

    def _related(self, claim: str) -> set[str]:
        """Return the claim and all that relations lead to from it, ever, in either direction."""
        reached, new = {claim}, {claim}
        while new:
            new = {other for name in new for other in self._neighbours.get(name, ())} - reached
            reached |= new
        return reached

    @cached_property
    def _neighbours(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for entry in self.state.notes:
            if isinstance(event := entry.event, ClaimsRelated):
                found.setdefault(event.claim, set()).add(event.other)
                found.setdefault(event.other, set()).add(event.claim)
        return found

    @cached_property
    def _on(self) -> Mapping[str, list[Entry]]:
        """The reports on each claim with their amendments."""
        found: dict[str, list[Entry]] = {}
        for families in self.state.by_claim.values():
            for family in families:
                assert isinstance(family.original.event, Report)
                found.setdefault(family.original.event.claim, []).extend(family.entries)
        return found

    @cached_property
    def _family(self) -> Mapping[str, tuple[Entry, ...]]:
        """A report with its amendments, by its id."""
        return {name: family.entries for name, family in self.state.families.items()}
