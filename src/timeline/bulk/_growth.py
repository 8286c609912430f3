"""Growth: a shelf with the entries that came after it, and what these change of its sheets.

A report that nothing amends is put into its place among the rows of its claim; nothing of the claim is read again but its
rows. Whatever amends a report has the claim told anew from its entries. A claim that rows are not enough for stays one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from timeline import Correction, Entry, fold
from timeline._admission import versions_of
from timeline._events import Amendment
from timeline.bulk._book import Book
from timeline.bulk._rows import ENDLESS, row_of
from timeline.bulk._sheet import LAST, Rank, Sheet
from timeline.bulk._shelf import Shelf

__all__ = ["Change", "Growth", "names_of"]


@frozen
class Change:
    """What is new of a claim."""

    known: int = ENDLESS
    rank: Rank = LAST
    reports: tuple[Entry, ...] = ()
    amending: frozenset[str] | None = None
    """The ids of all that amends its reports, where something new does."""
    hard: bool = False


@frozen(eq=False)
class Growth:
    """A shelf with the entries that came after it."""

    shelf: Shelf
    book: Book
    changes: Mapping[str, Change] = field(factory=dict)
    by_id: Mapping[str, Entry] = field(factory=dict)
    """The entries that came after."""
    items: Mapping[str, frozenset[str]] = field(factory=dict)
    """The claims of which one of these entries lists an evidence item."""
    sheets: dict[str, Sheet] = field(factory=dict)
    """The sheets of the claims that have changed, as far as they were asked for."""

    @classmethod
    def on(cls, shelf: Shelf) -> "Growth":
        """Return a shelf with nothing after it."""
        return cls(shelf, shelf.book)

    def sheet(self, claim: str) -> Sheet | None:
        """Return the sheet of a claim as it is now; None for one that nobody named."""
        change = self.changes.get(claim)
        if change is None:
            return self.shelf.sheet(claim)
        if claim not in self.sheets:
            self.sheets[claim] = self._changed(claim, change)
        return self.sheets[claim]

    def differing(self, before: "Growth") -> frozenset[str]:
        """Return the claims that what came after an earlier growth of the same shelf has changed."""
        return frozenset(claim for claim, change in self.changes.items() if change is not before.changes.get(claim))

    def claims(self) -> Collection[str]:
        """Return all claims, in some order."""
        return {**dict.fromkeys(self.shelf.claims()), **dict.fromkeys(self.changes)}

    def packed(self, claims: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield claims, each with its sheet as bytes."""
        for claim in claims:
            yield claim, (self.sheet(claim) or Sheet()).pack()

    def _changed(self, claim: str, change: Change) -> Sheet:
        old = self.shelf.sheet(claim) or Sheet()
        amending = old.amending if change.amending is None else tuple(sorted(change.amending))
        known, rank = min(old.known, change.known), min(old.rank, change.rank)
        sheet = evolve(old, known=known, rank=rank, amending=amending)
        if old.hard or change.hard:
            return sheet.emptied()
        if change.amending is None:
            rows = [row_of(entry) for entry in change.reports]
            return sheet.and_then(rows, self.book.sources) if rows else sheet
        return sheet.told(fold(self.told(claim, change.amending)).by_claim.get(claim, ()), self.book)

    def told(self, claim: str, amending: Collection[str] | None = None) -> Iterator[Entry]:
        """Yield the reports on a claim and all that amends them."""
        if amending is None:
            sheet = self.sheet(claim)
            amending = () if sheet is None else sheet.amending
        yield from self.shelf.reports(claim)
        if claim in self.changes:
            yield from self.changes[claim].reports
        if amending:
            yield from self.entries(amending).values()

    def entries(self, ids: Collection[str]) -> Mapping[str, Entry]:
        """Return those of the events that are there, by id."""
        here = {ident: self.by_id[ident] for ident in ids if ident in self.by_id}
        return here if len(here) == len(ids) else {**self.shelf.entries([i for i in ids if i not in here]), **here}

    def listing(self, items: Collection[str]) -> set[str]:
        """Return the claims of which a report lists one of some evidence items, or did in another version."""
        return {*self.shelf.listing(items), *(claim for item in items for claim in self.items.get(item, ()))}

    @cached_property
    def tied(self) -> Mapping[str, list[Entry]]:
        """The amendments among the entries that came after, by every id that they name or bring."""
        found: dict[str, list[Entry]] = {}
        for entry in self.by_id.values():
            if isinstance(entry.event, Amendment):
                for name in names_of(entry.event):
                    found.setdefault(name, []).append(entry)
        return found


def names_of(amendment: Amendment) -> tuple[str, ...]:
    """Return the ids that tie an amendment to its report and to other amendments."""
    return (amendment.of, *(versions_of(amendment) if isinstance(amendment, Correction) else ()))
