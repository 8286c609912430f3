"""Part: some claims in one table, laid out once for each way to say who speaks for whom."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from timeline import Policy, Status
from timeline.bulk._book import Book
from timeline.bulk._layout import Layout
from timeline.bulk._links import Links
from timeline.bulk._moves import ClaimMoves, Judged, MoveColumns, MoveRow, in_columns
from timeline.bulk._statuses import CODES, STATUSES
from timeline.bulk._table import Table

if TYPE_CHECKING:
    from timeline.bulk._all import AllAtOnce
    from timeline.bulk._all_moves import AllMoves
    from timeline.bulk._row_arrays import RowArrays

__all__ = ["Part", "Plain", "Wanted"]

_FEW: Final = 1
"""More claims are laid out sooner by numpy."""


@frozen(eq=False)
class Part:
    """A table with its layouts, one for each way in which its sources were seen to speak for somebody. A layout leaves out the
    claims that were told from entries when it was made; what is told so later is put over what the layout says, and it is made
    again when one that it leaves out is told so no longer: when a note came later that was recorded before its source spoke.
    """

    table: Table
    _layouts: dict[tuple[bool, tuple[str, ...]], "Laid"] = field(init=False, factory=dict)

    def laid(self, policy: Policy, book: Book, told: set[str]) -> "Laid":
        """Return the layout for a policy."""
        groups = tuple([book.now.group(source, policy.origin_by) for source in self.table.sources])
        kind = policy.count_derived, groups
        laid = self._layouts.get(kind)
        if laid is None or not laid.left_out <= told:
            laid = self._layouts[kind] = Laid(self.table, _layout(self.table, told, groups), frozenset(told))
        return laid


def _layout(table: Table, told: set[str], groups: Sequence[str]) -> Layout:
    if len(table.claims) > _FEW:
        try:
            from timeline.bulk._arrange import arranged
        except ImportError:
            pass
        else:
            return arranged(table, told, groups)
    claims = (claim for claim, number in table.claims.items() if claim not in told and table.voices(number))
    return Layout.of(table, claims, groups)


@frozen(eq=False)
class Laid:
    """A layout, as it is for plain Python and for numpy."""

    table: Table
    layout: Layout
    left_out: frozenset[str]

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each claim in the layout."""
        return {claim: place for place, claim in enumerate(self.layout.claims)}

    @cached_property
    def numbers(self) -> list[int]:
        """The number of the claim at each place of the layout."""
        return [self.table.claims[claim] for claim in self.layout.claims]

    @cached_property
    def rows(self) -> "RowArrays | None":
        """The rows for numpy, where that is installed."""
        try:
            from timeline.bulk._row_arrays import RowArrays
        except ImportError:
            return None
        return RowArrays(self.layout)

    @cached_property
    def all_moves(self) -> "AllMoves | None":
        """All moves at once, where numpy is installed."""
        if self.rows is None:
            return None
        from timeline.bulk._all_moves import AllMoves

        return AllMoves(self.rows)

    @cached_property
    def all(self) -> "AllAtOnce | None":
        """All claims at once, where numpy is installed."""
        if self.rows is None:
            return None
        from timeline.bulk._all import AllAtOnce

        return AllAtOnce(self.rows)


@frozen(eq=False)
class Wanted:
    """The claims of a layout whose changes are wanted, with their numbers."""

    at_once: Sequence[int]
    """Those that numpy tells, by place; -1 for the others."""
    one_by_one: Mapping[str, int]

    @classmethod
    def of(cls, laid: Laid, numbers: Mapping[str, int]) -> "Wanted":
        """Return those claims of a layout that have a number."""
        claims = laid.layout.claims
        if laid.all_moves is None or not claims:
            return cls((), {claim: numbers[claim] for claim in claims if claim in numbers})
        slow = {claims[place] for place in laid.all_moves.slow}
        at_once = array("q", [-1 if claim in slow else numbers.get(claim, -1) for claim in claims])
        return cls(at_once, {claim: numbers[claim] for claim in slow if claim in numbers})


@frozen(eq=False)
class Plain:
    """The claims of a part that are told by rows, under one policy."""

    laid: Laid
    links: Links
    policy: Policy

    def codes(self, as_of: int, known_at: int) -> bytearray:
        """Return the status of every claim of the part by number; of what rows are not enough for, unreported."""
        codes = bytearray([CODES[Status.UNREPORTED]]) * len(self.laid.table.claims)
        if not self.laid.layout.claims:
            return codes
        if self.laid.all is None:
            for place, number in enumerate(self.laid.numbers):
                codes[number] = CODES[self._status(place, as_of, known_at)]
        else:
            found = self.laid.all.codes(self.policy, self.links.origins(known_at), as_of, known_at)
            self.laid.all.put(found, self.laid.numbers, codes)
        return codes

    def status(self, claim: str, as_of: int, known_at: int) -> Status:
        """Return the status of one claim, unreported where there are no rows of it."""
        place = self.laid.places.get(claim)
        return Status.UNREPORTED if place is None else self._status(place, as_of, known_at)

    def moves(self, claim: str, known_at: int) -> Iterable[MoveRow]:
        """Return the changes of one claim's status."""
        place = self.laid.places.get(claim)
        if place is None:
            return ()
        return ClaimMoves(self.laid.layout, place, known_at, self.links.origins(known_at), self._judged)

    def all_moves(self, wanted: "Wanted", known_at: int) -> Iterator[MoveColumns]:
        """Yield the changes of the statuses of some claims, in one lot or several."""
        if self.laid.all_moves is not None and wanted.at_once:
            yield self.laid.all_moves.moves(self.policy, self.links.origins(known_at), known_at, wanted.at_once)
        slow = wanted.one_by_one.items()
        yield in_columns((number, *move[1:]) for claim, number in slow for move in self.moves(claim, known_at))

    @cached_property
    def _judged(self) -> Judged:
        return Judged(self.policy)

    def _status(self, place: int, as_of: int, known_at: int) -> Status:
        layout = self.laid.layout
        affirming, denying, heard = layout.sides(place, as_of, known_at)
        origins = self.links.origins(known_at) if affirming else ()
        count = len({origins[group] for group in affirming})
        silent = heard and not affirming and not denying
        only_retracted = silent and layout.only_retracted(place, as_of, known_at)
        return STATUSES[self._judged.code(count, len(denying), heard, only_retracted)]
