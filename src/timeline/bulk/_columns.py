"""Columns: a log as columns of whole numbers, to ask for statuses at any pair of cuts."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from timeline import Entry, Policy, PolicyLike, Status, Timeline
from timeline._policy import check_policy_fields
from timeline._text import near
from timeline._time import WhenLike
from timeline.bulk._book import Book
from timeline.bulk._growing import grown
from timeline.bulk._growth import Growth
from timeline.bulk._moves import Moves, in_columns
from timeline.bulk._part import Part
from timeline.bulk._road import Road
from timeline.bulk._rows import last_us
from timeline.bulk._sheet import Rank, Sheet
from timeline.bulk._shelf import MemoryShelf
from timeline.bulk._statuses import NOT_KNOWN, Statuses
from timeline.bulk._table import Table
from timeline.errors import UnknownClaimError

__all__ = ["Columns", "settled", "shelved"]

_ONE_BY_ONE: Final = 256
"""Who asks for more claims than this one by one has all of them read."""
_PART: Final = 4
"""Up to one claim in so many stands beside the others when it has changed; beyond that all are put together again."""
_FEW: Final = 64
"""Up to so many do in any case."""


class Columns:
    """A timeline as columns of whole numbers: the status of one claim, or of all, at any pair of cuts; read-only.

    Made once, in time proportional to the timeline; `then` gives those of the timeline with more entries. Its answers are
    those of `Timeline.replay`, as a law says. Under a `Policy` most claims are answered from the columns: all at once by
    numpy where the extra ``fast`` is installed, claim by claim without it. A claim for which columns are not enough (its
    reports rest on others, say, or a denial is dated), and every claim under a policy of your own, is told from its entries.
    """

    __slots__ = ("__dict__", "_base", "_growth", "_roads")

    def __init__(self, timeline: Timeline) -> None:
        self._settle(Growth.on(shelved(timeline)), [])

    @classmethod
    def of(cls, growth: Growth, base: list[Part] | None = None) -> "Columns":
        """Return the columns of a shelf with what came after it, for stores; ``base`` holds what was read of the shelf."""
        made = cls.__new__(cls)
        made._settle(growth, [] if base is None else base)
        return made

    def _settle(self, growth: Growth, base: list[Part]) -> None:
        self._growth = growth
        self._base = base
        self._roads: dict[PolicyLike, Road] = {}

    def then(self, entries: Iterable[Entry]) -> "Columns":
        """Return the columns with more entries, in whatever order; those that are in them already are passed over.

        A timeline's are taken as they stand in it: ``columns.then(later)`` are the columns of a timeline that ``later`` was
        appended to, and so are ``columns.then([later[report.id]])``, without going through it all. Takes time for the claims
        that the entries touch, and from time to time for all.
        """
        given = {entry.id: entry for entry in entries}
        there = self._growth.entries(given)
        growth = grown(self._growth, (entry for ident, entry in given.items() if ident not in there))
        eased = settled(growth)
        return Columns.of(eased, self._base if eased is growth else None)

    def __repr__(self) -> str:
        return f"<Columns of {self._growth.book.entries:,} entries on {len(self._claims):,} claims>"

    def status(
        self, claim: str, *, as_of: WhenLike | None = None, known_at: WhenLike | None = None, policy: PolicyLike | None = None
    ) -> Status:
        """Return the status of one claim at a pair of cuts, which are as in `Timeline.replay`; raises `UnknownClaimError`."""
        part = self._part_of(claim)
        return self._road(policy).status(claim, last_us(as_of, "as_of"), last_us(known_at, "known_at"), part)

    def statuses(
        self, *, as_of: WhenLike | None = None, known_at: WhenLike | None = None, policy: PolicyLike | None = None
    ) -> Statuses:
        """Return the status of every claim at a pair of cuts, which are as in `Timeline.replay`."""
        last, known = last_us(as_of, "as_of"), last_us(known_at, "known_at")
        codes = self._road(policy).codes(self._parts, self._numbers, last, known)
        for number in self._outdated:
            codes[number] = NOT_KNOWN
        since, claims = self._since
        for number in claims[bisect_right(since, known) :]:
            codes[number] = NOT_KNOWN
        return Statuses(self._numbers, bytes(codes))

    def moves(
        self, claim: str | None = None, *, known_at: WhenLike | None = None, policy: PolicyLike | None = None
    ) -> Moves:
        """Return every change of a claim's status, or of all claims', on the axis of said-time, as known at ``known_at``.

        Each is what a cut at its moment shows and one just before did not: of what was said at one moment, the outcome. Claims
        come as the story of all that is known lists them. `Timeline.transitions` tells more: each entry at its turn, verdicts,
        figures, marks. Raises `UnknownClaimError`.
        """
        road, known = self._road(policy), last_us(known_at, "known_at")
        if claim is not None:
            return Moves((claim,), in_columns((0, *move) for move in road.moves(claim, known, self._part_of(claim))))
        return Moves(self._listed, road.all_moves(self._parts, self._places, known))

    def _part_of(self, claim: str) -> Part | None:
        """Return the part that a claim is told from; None where it is told on its own."""
        if claim in self._growth.changes:
            return None
        whole = isinstance(self._growth.shelf, MemoryShelf) or self._base or len(self._asked) >= _ONE_BY_ONE
        parts = [part for part in self._read() if claim in part.table.claims] if whole else []
        if not parts and (whole or self._growth.sheet(claim) is None):
            raise UnknownClaimError(claim, near(claim, self._claims))
        self._asked.add(claim)
        return parts[-1] if parts else None

    def _read(self) -> list[Part]:
        """Return all that lies on the shelf; of a claim that stands in several parts, the last is right."""
        if not self._base:
            self._base[:] = map(Part, self._growth.shelf.tables())
        return self._base

    @cached_property
    def _asked(self) -> set[str]:
        return set()

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        """What lies on the shelf, and what came after it."""
        changes = self._growth.changes
        if not changes:
            return tuple(self._read())
        return *self._read(), Part(Table.of(self._growth.packed(changes), self._growth.book.names))

    @cached_property
    def _claims(self) -> tuple[str, ...]:
        return tuple(self._growth.claims())

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """The number of each claim over all parts, in the order in which a story lists them."""
        found: dict[str, int] = {}
        ranks: list[Rank] = []
        for part in self._parts:
            found.update((claim, len(ranks) + number) for claim, number in part.table.claims.items())
            ranks += part.table.rank
        return dict(sorted(found.items(), key=lambda claim: ranks[claim[1]]))

    @cached_property
    def _listed(self) -> tuple[str, ...]:
        """The claims in the order in which a story lists them."""
        return tuple(self._numbers)

    @cached_property
    def _places(self) -> dict[str, int]:
        """The place of each claim in that order."""
        return {claim: place for place, claim in enumerate(self._listed)}

    @cached_property
    def _outdated(self) -> list[int]:
        """The numbers that claims have in a part which stand in a later one, changed."""
        found: list[int] = []
        begin = 0
        for place, part in enumerate(self._parts):
            claims = part.table.claims
            later = {claim for other in self._parts[place + 1 :] for claim in other.table.claims if claim in claims}
            found += [begin + claims[claim] for claim in later]
            begin += len(claims)
        return found

    @cached_property
    def _since(self) -> tuple[list[int], list[int]]:
        """From when each claim is known, and which claim that is; by time."""
        known = [when for part in self._parts for when in part.table.known]
        claims = sorted(self._numbers.values(), key=known.__getitem__)
        return [known[claim] for claim in claims], claims

    def _road(self, policy: PolicyLike | None) -> Road:
        """Return how a policy's statuses are found; what was found under a policy of the user's own is not kept."""
        policy = Policy() if policy is None else policy
        check_policy_fields(policy)
        if type(policy) is not Policy:
            return Road(self._growth, policy)
        if policy not in self._roads:
            self._roads[policy] = Road(self._growth, policy)
        return self._roads[policy]


def shelved(entries: Iterable[Entry]) -> MemoryShelf:
    """Return a shelf in memory with the sheets of all claims that entries name."""
    empty = MemoryShelf(Table(()), Book(), {}, {})
    return _shelf_of(grown(Growth.on(empty), entries), empty)


def settled(growth: Growth, most: int | None = None) -> Growth:
    """Return a growth whose shelf in memory holds all, where more than ``most`` claims have changed; else the same one."""
    shelf = growth.shelf
    if not isinstance(shelf, MemoryShelf):
        return growth
    limit = max(_FEW, len(shelf.claims()) // _PART) if most is None else most
    return Growth.on(_shelf_of(growth, shelf)) if len(growth.changes) > limit else growth


def _shelf_of(growth: Growth, shelf: MemoryShelf) -> MemoryShelf:
    """Return a shelf in memory with all that came after it in it."""
    sheets = {claim: growth.sheet(claim) or Sheet() for claim in growth.claims()}
    ranked = sorted(sheets.items(), key=lambda sheet: sheet[1].rank)
    table = Table.of(((claim, sheet.pack()) for claim, sheet in ranked), growth.book.names)
    items = {item: shelf.items.get(item, frozenset()) | claims for item, claims in growth.items.items()}
    return MemoryShelf(table, growth.book, {**shelf.by_id, **growth.by_id}, {**shelf.items, **items})
