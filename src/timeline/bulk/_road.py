"""Road: how the statuses of a log's claims are found under one policy."""

from array import array
from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import evolve, field, frozen

from timeline import Policy, PolicyLike, Status
from timeline.bulk._entries import EntryRoad
from timeline.bulk._growth import Growth
from timeline.bulk._links import Links
from timeline.bulk._moves import MoveColumns, in_columns, joined
from timeline.bulk._part import Part, Plain, Wanted
from timeline.bulk._sheet import NOBODY, Sheet
from timeline.bulk._statuses import CODES
from timeline.bulk._table import Table

__all__ = ["Road"]


_Dealt = tuple[Part, dict[str, int], Plain | None, Wanted | None]
"""A part, the claims of it that are told from their entries, with their numbers, and how the others are told."""


@frozen(eq=False)
class Road:
    """The statuses of a log's claims under one policy, each by the shortest road that is right."""

    growth: Growth
    policy: PolicyLike
    _alone: dict[str, Plain | None] = field(init=False, factory=dict)
    """The claims that were asked for one by one; None for those that are told from their entries."""
    _whole: dict[Part, tuple[set[str], Plain | None]] = field(init=False, factory=dict)
    _dealt: list[_Dealt] = field(init=False, factory=list)

    def status(self, claim: str, as_of: int, known_at: int, part: Part | None) -> Status:
        """Return the status of one claim at a cut, from the part that it lies in or, where there is none, on its own."""
        plain = self._how(claim, part)
        return self._by_entries.status(claim, as_of, known_at) if plain is None else plain.status(claim, as_of, known_at)

    def moves(self, claim: str, known_at: int, part: Part | None) -> Iterator[tuple[int, int, int]]:
        """Yield the changes of one claim's status: the microsecond, and the numbers of the statuses before and after."""
        if (plain := self._how(claim, part)) is not None:
            yield from (move[1:] for move in plain.moves(claim, known_at))
        else:
            for at, before, after in self._by_entries.moves(claim, known_at):
                yield at, CODES[before], CODES[after]

    def all_moves(self, parts: tuple[Part, ...], numbers: Mapping[str, int], known_at: int) -> MoveColumns:
        """Return the changes of all claims' statuses, claim by claim; ``numbers`` are those of the claims, always the same."""
        lots: list[MoveColumns] = []
        for part, by_entries, plain, wanted in self._dealt or self._deal(parts, numbers):
            told_so = ((number, *move) for claim, number in by_entries.items() for move in self.moves(claim, known_at, part))
            lots.append(in_columns(told_so))
            if plain is not None and wanted is not None:
                lots += plain.all_moves(wanted, known_at)
        return _joined(lots)

    def _deal(self, parts: tuple[Part, ...], numbers: Mapping[str, int]) -> list[_Dealt]:
        """Return which claims are told from which part, and how; a claim that stands in several is told from the last."""
        left, dealt = dict(numbers), list[_Dealt]()
        for part in reversed(parts):
            mine = {claim: left.pop(claim) for claim in part.table.claims if claim in left}
            told, plain = self._plain(part)
            by_entries = {claim: mine.pop(claim) for claim in told if claim in mine}
            dealt.append((part, by_entries, plain, None if plain is None else Wanted.of(plain.laid, mine)))
        self._dealt[:] = dealt  # at once: another call may be interrupted, or under way in another thread
        return dealt

    def _how(self, claim: str, part: Part | None) -> Plain | None:
        """Return how a claim is told; None where from its entries."""
        if part is None:
            return self._on_its_own(claim)
        told, plain = self._plain(part)
        return None if claim in told else plain

    def codes(self, parts: tuple[Part, ...], numbers: Mapping[str, int], as_of: int, known_at: int) -> bytearray:
        """Return the status of every claim of some parts, one part after the other; claims of earlier ones that stand in
        a later one too may be wrong. ``numbers`` are those of the claims, over all parts.
        """
        codes = bytearray()
        for part in parts:
            told, plain = self._plain(part)
            begin = len(codes)
            codes += bytes(len(part.table.claims)) if plain is None else plain.codes(as_of, known_at)
            for claim in told:
                number = begin + part.table.claims[claim]
                if numbers[claim] == number:
                    codes[number] = CODES[self._by_entries.status(claim, as_of, known_at)]
        return codes

    def _plain(self, part: Part) -> tuple[set[str], Plain | None]:
        """Return the claims of a part that are told from their entries, and how the others are told."""
        if part not in self._whole:
            told = self._told(part.table)
            plain = None
            if type(self.policy) is Policy:
                laid = part.laid(self.policy, self.growth.book, told)
                plain = Plain(laid, Links(laid.layout.groups, self.growth.book, self.policy.origin_by), self.policy)
            self._whole[part] = told, plain
        return self._whole[part]

    def _told(self, table: Table) -> set[str]:
        """Return the claims of a table that are told from their entries."""
        book = self.growth.book
        if type(self.policy) is not Policy or book.all_told:
            return set(table.claims)
        related = book.related & table.claims.keys() if self.policy.count_derived else set()
        return {*table.hard, *related, *table.heard_from(book.shifting(table.sources))}

    def _on_its_own(self, claim: str) -> Plain | None:
        if claim not in self._alone:
            sheet = self.growth.sheet(claim) or Sheet()
            part = Part(Table.of([(claim, _renumbered(sheet).pack())], self._names(sheet)))
            told, plain = self._plain(part)
            del self._whole[part]
            self._alone[claim] = None if claim in told else plain
        return self._alone[claim]

    def _names(self, sheet: Sheet) -> list[str]:
        names = self.growth.book.names
        return [names[source] for source in sheet.source if source != NOBODY]

    @cached_property
    def _by_entries(self) -> EntryRoad:
        return EntryRoad(self.growth, self.policy)


def _joined(lots: list[MoveColumns]) -> MoveColumns:
    try:
        from timeline.bulk._all_moves import joined as joined_by_numpy
    except ImportError:
        return joined(lots)
    return joined_by_numpy(lots)


def _renumbered(sheet: Sheet) -> Sheet:
    """Return a sheet whose sources have the numbers of its voices: a layout then need not ask about all others."""
    numbers = (number if source != NOBODY else NOBODY for number, source in enumerate(sheet.source))
    return evolve(sheet, source=array("i", numbers))
