"""Growing: what new entries change of a growth.

Which claims an amendment bears on is found by ids, through corrections, as far as they lead in either direction: rather a
claim too many than one too few.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from attrs import define, evolve, field

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
    Verdict,
)
from timeline._events import Amendment, reports_in
from timeline.bulk._book import Book
from timeline.bulk._growth import Change, Growth, names_of
from timeline.bulk._rows import ENDLESS
from timeline.bulk._sheet import LAST, Rank

__all__ = ["grown"]

_INTRODUCED, _RELATED, _SPOKEN = range(3)


def grown(before: Growth, entries: Iterable[Entry]) -> Growth:
    """Return a growth with more entries, which are not there yet."""
    return _Growing(before, {entry.event.id: entry for entry in entries}).grown()


@define(eq=False)
class _Found:
    """What is new of a claim, while it is being found."""

    known: int = ENDLESS
    rank: Rank = LAST
    reports: list[Entry] = field(factory=list)
    amending: set[str] | None = None
    hard: bool = False

    def named(self, recorded: int, rank: Rank) -> None:
        self.known = min(self.known, recorded)
        self.rank = min(self.rank, rank)


class _Growing:
    """What new entries come to over what is there."""

    def __init__(self, before: Growth, new: Mapping[str, Entry]) -> None:
        self._new: Final = new
        self._after: Final = Growth(before.shelf, before.book, before.changes, {**before.by_id, **new}, before.items)
        self._sheets: Final = before.sheets
        self._found: Final[dict[str, _Found]] = {}
        self._items: Final[dict[str, set[str]]] = {}
        self._amending: Final[list[Entry]] = []

    def grown(self) -> Growth:
        """Return the shelf with the new entries after it."""
        before, after = self._after.book, self._after
        book = self._read(before)
        after = Growth(after.shelf, book, after.changes, after.by_id, after.items)
        waiting = dict(book.waiting)
        tied = self._tied(after, book)
        settled: set[str] = set()
        for entry in self._amending:
            if entry.id not in settled:
                settled |= self._settle(after, names_of(_amendment(entry)), waiting)
        for ident in tied:
            self._settle(after, (ident,), waiting)
        self._link(after, before, book)
        bears = book.all_told or any(map(book.linked.__contains__, self._items)) or bool(
            after.listing(book.linked - before.linked)
        )
        items = dict(after.items)
        for item, claims in self._items.items():
            items[item] = items.get(item, frozenset()) | claims
        changes = dict(after.changes)
        for claim, found in self._found.items():
            changes[claim] = _and_then(changes.get(claim, Change()), found)
        kept = {claim: sheet for claim, sheet in self._sheets.items() if claim not in self._found}
        return Growth(after.shelf, evolve(book, waiting=waiting, all_told=bears), changes, after.by_id, items, kept)

    def _read(self, book: Book) -> Book:
        """Note down what each new entry says, and return the book with it."""
        sources, spoke = dict(book.sources), dict(book.spoke)
        notes, links, relations = list(book.notes), list(book.links), list(book.relations)
        nth = 2 * book.entries
        for entry in self._new.values():
            event, recorded = entry.event, entry.recorded_us
            nth += 2
            match event:
                case Report():
                    found = self._claim(event.claim)
                    found.named(recorded, (_SPOKEN, recorded, nth))
                    found.reports.append(entry)
                    sources.setdefault(event.source, len(sources))
                    if recorded < spoke.get(event.source, ENDLESS):
                        spoke[event.source] = recorded
                    for item in event.evidence:
                        self._items.setdefault(item, set()).add(event.claim)
                case Correction() | Clarification() | Retraction():
                    self._amending.append(entry)
                case Verdict():
                    self._claim(event.claim).named(recorded, (_SPOKEN, recorded, nth))
                case ClaimAdded():
                    self._claim(event.claim).named(recorded, (_INTRODUCED, recorded, nth))
                case SourceAdded():
                    notes.append((recorded, event.id, event.source, event.party, event.office))
                case ClaimsRelated():
                    for place, claim in enumerate((event.claim, event.other)):
                        self._claim(claim).named(recorded, (_RELATED, recorded, nth + place))
                    relations.append((recorded, event.id, event.claim, event.relation.value, event.other))
                case OriginsLinked():
                    links.append((recorded, event.id, tuple(event.origins)))
                case _:
                    pass
        return evolve(
            book, entries=book.entries + len(self._new), sources=sources, spoke=spoke,
            notes=tuple(notes), links=tuple(links), relations=tuple(relations),
        )  # fmt: skip

    def _claim(self, claim: str) -> _Found:
        found = self._found.get(claim)
        if found is None:
            found = self._found[claim] = _Found()
        return found

    def _tied(self, after: Growth, book: Book) -> list[str]:
        """Return the ids of the new reports that something older amends, or brought."""
        new = [entry.id for found in self._found.values() for entry in found.reports]
        older = {name for entry in after.shelf.correcting(new) for name in names_of(_amendment(entry))}
        return [ident for ident in new if ident in book.awaited or ident in older or ident in after.tied]

    def _settle(self, after: Growth, ids: Iterable[str], waiting: dict[str, tuple[str, ...]]) -> set[str]:
        """Take in all amendments that are tied to some ids: have their claims told anew, or let them wait for a report."""
        members, claims = _tied_to(after, ids, waiting)
        for ident, entry in members.items():
            amendment = _amendment(entry)
            if claims:
                waiting.pop(ident, None)
            else:
                waiting[ident] = names_of(amendment)
            for report in reports_in(amendment):
                for item in report.evidence:
                    self._items.setdefault(item, set()).update(claims)
        hard = any(name in after.book.linked for entry in members.values() for name in (entry.id, *names_of(_amendment(entry))))
        amending = set(members)
        for claim in claims:
            amending.update(self._amending_of(after, claim))
        for claim in claims:
            found = self._claim(claim)
            found.amending = amending
            found.hard = found.hard or hard
        return set(members)

    def _amending_of(self, after: Growth, claim: str) -> Collection[str]:
        """Return the ids of what amends the reports on a claim, as far as that is known."""
        found, change = self._found.get(claim), after.changes.get(claim)
        if found is not None and found.amending is not None:
            return found.amending
        if change is not None and change.amending is not None:
            return change.amending
        sheet = after.shelf.sheet(claim)
        return () if sheet is None else sheet.amending

    def _link(self, after: Growth, before: Book, book: Book) -> None:
        """Have the claims told from their entries on which links bear by the id of a report."""
        for name in book.linked - before.linked:
            _, claims = _tied_to(after, (name,), book.waiting)
            for claim in claims:
                self._claim(claim).hard = True
        if book.linked:
            for found in self._found.values():
                if any(entry.id in book.linked for entry in found.reports):
                    found.hard = True


def _tied_to(
    after: Growth, ids: Iterable[str], waiting: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Entry], set[str]]:
    """Return the amendments that some ids lead to, by id, and the claims of the reports among what is so named."""
    members: dict[str, Entry] = {}
    claims: set[str] = set()
    seen: set[str] = set()
    new = set(ids)
    while new:
        seen |= new
        near = [*after.entries(new).values(), *after.shelf.correcting(new)]
        if not after.book.awaited.isdisjoint(new):
            near += after.entries([ident for ident, names in waiting.items() if not new.isdisjoint(names)]).values()
        near += [entry for name in new for entry in after.tied.get(name, ())]
        new = set()
        for entry in near:
            if isinstance(entry.event, Report):
                claims.add(entry.event.claim)
            elif isinstance(entry.event, Amendment) and entry.id not in members:
                members[entry.id] = entry
                new |= {name for name in names_of(entry.event) if name not in seen}
    return members, claims


def _amendment(entry: Entry) -> Amendment:
    assert isinstance(entry.event, Amendment)
    return entry.event


def _and_then(change: Change, found: _Found) -> Change:
    return Change(
        known=min(change.known, found.known),
        rank=min(change.rank, found.rank),
        reports=(*change.reports, *found.reports),
        amending=change.amending if found.amending is None else frozenset(found.amending),
        hard=change.hard or found.hard,
    )
