"""Shelf: where the sheets of a log lie, with the entries that they were made from: in memory, or in a store."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from attrs import field, frozen

from timeline import Correction, Entry, Report
from timeline._admission import versions_of
from timeline.bulk._book import Book
from timeline.bulk._sheet import Sheet
from timeline.bulk._table import Table

__all__ = ["MemoryShelf", "Shelf"]


class Shelf(Protocol):
    """The sheets of a log up to one of its entries, and what is looked up in that log up to there."""

    @property
    def book(self) -> Book:
        """What the log notes beside the reports."""

    def sheet(self, claim: str) -> Sheet | None:
        """Return the sheet of a claim; None for one that nobody named."""

    def tables(self) -> Sequence[Table]:
        """Return all sheets in tables; of a claim that stands in several, the last has its sheet."""

    def claims(self) -> Collection[str]:
        """Return the claims, in some order."""

    def reports(self, claim: str) -> Iterable[Entry]:
        """Return the reports on a claim."""

    def entries(self, ids: Collection[str]) -> Mapping[str, Entry]:
        """Return those of the events that are there, by id."""

    def correcting(self, versions: Collection[str]) -> Iterable[Entry]:
        """Return the corrections that can be named by one of some ids: their own, or that of the report that they bring."""

    def listing(self, items: Collection[str]) -> Iterable[str]:
        """Return the claims of which a report lists one of some evidence items, or did in another version."""


@frozen(eq=False)
class MemoryShelf:
    """A shelf in memory."""

    whole: Table
    book: Book
    by_id: Mapping[str, Entry]
    items: Mapping[str, frozenset[str]]
    """The claims by evidence item."""
    _by_claim: dict[str, list[Entry]] = field(init=False, factory=dict)
    _by_version: dict[str, list[Entry]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for entry in self.by_id.values():
            event = entry.event
            if isinstance(event, Report):
                self._by_claim.setdefault(event.claim, []).append(entry)
            elif isinstance(event, Correction):
                for version in versions_of(event):
                    self._by_version.setdefault(version, []).append(entry)

    def sheet(self, claim: str) -> Sheet | None:
        return self.whole.sheet(claim)

    def tables(self) -> Sequence[Table]:
        return (self.whole,)

    def claims(self) -> Collection[str]:
        return self.whole.claims

    def reports(self, claim: str) -> Iterable[Entry]:
        return self._by_claim.get(claim, ())

    def entries(self, ids: Collection[str]) -> Mapping[str, Entry]:
        return {ident: self.by_id[ident] for ident in ids if ident in self.by_id}

    def correcting(self, versions: Collection[str]) -> Iterable[Entry]:
        return [entry for version in versions for entry in self._by_version.get(version, ())]

    def listing(self, items: Collection[str]) -> Iterable[str]:
        return {claim for item in items for claim in self.items.get(item, ())}
