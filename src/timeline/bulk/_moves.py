"""Moves: every change of status of claims, as cuts on said-time show them one moment after the other."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, overload

from attrs import field, frozen

from timeline import Evidence, Origin, Policy, Status
from timeline._policy import judge
from timeline._time import When
from timeline.bulk._layout import Layout
from timeline.bulk._rows import ENDLESS
from timeline.bulk._statuses import CODES, STATUSES

__all__ = ["ClaimMoves", "Judged", "MoveColumns", "MoveRow", "Moved", "Moves", "in_columns", "joined"]


class Moved(NamedTuple):
    """A change of a claim's status: ``at`` is the moment from which a cut on said-time shows it."""

    claim: str
    at: When
    before: Status
    after: Status


class MoveRow(NamedTuple):
    """The same in numbers: the claim's place, the microsecond, the numbers of the statuses."""

    claim: int
    at: int
    before: int
    after: int


MoveColumns: TypeAlias = Sequence[Any]
"""Changes in columns, arrays or tuples: the number of the claim, the microsecond, the numbers of the two statuses."""


def in_columns(moves: Iterable[Sequence[int]]) -> MoveColumns:
    """Return changes in columns."""
    return tuple(zip(*moves, strict=True)) or ((), (), (), ())


def joined(lots: Iterable[MoveColumns]) -> MoveColumns:
    """Return lots of changes as one, claim by claim; a claim's are all in one lot, in order."""
    return in_columns(sorted((move for lot in lots for move in zip(*lot, strict=True)), key=itemgetter(0)))


@frozen(eq=False, repr=False)
class Moves(Sequence[Moved]):
    """Changes of status, claim by claim, those of a claim in order; each is made as it is asked for."""

    _claims: Sequence[str]
    _moves: MoveColumns

    def __len__(self) -> int:
        return len(self._moves[0])

    @overload
    def __getitem__(self, at: int) -> Moved: ...

    @overload
    def __getitem__(self, at: slice) -> "Moves": ...

    def __getitem__(self, at: "int | slice") -> "Moved | Moves":
        if isinstance(at, slice):
            return Moves(self._claims, [column[at] for column in self._moves])
        claim, us, before, after = (int(column[at]) for column in self._moves)
        return Moved(self._claims[claim], When.at(us), STATUSES[before], STATUSES[after])

    def __repr__(self) -> str:
        return f"<Moves: {len(self):,}>"


@frozen(eq=False)
class Judged:
    """What a policy makes of the evidence that columns give: how many origins there are on either side, and the rest."""

    policy: Policy
    _codes: dict[tuple[int, int, bool, bool], int] = field(init=False, factory=dict)

    def code(self, affirming: int, denying: int, heard: bool, only_retracted: bool) -> int:
        """Return the number of the status."""
        found = affirming, denying, heard, only_retracted
        if found not in self._codes:
            names = map(str, range(affirming + denying))
            origins = tuple(Origin(name=name, members=frozenset({name}), reports=()) for name in names)
            evidence = Evidence(
                heard=heard,
                affirming=origins[:affirming],
                denying=origins[affirming:],
                only_retracted=only_retracted,
            )
            self._codes[found] = CODES[judge(self.policy, evidence)]
        return self._codes[found]


@frozen(eq=False)
class ClaimMoves:
    """One claim of a layout, told from its rows moment by moment, as known at one."""

    layout: Layout
    place: int
    known_at: int
    origins: Sequence[int]
    """The origin of each group."""
    judged: Judged

    def __iter__(self) -> Iterator[MoveRow]:
        """Yield the changes of status, in order."""
        last: dict[int, int] = {}
        gone: set[int] = set()
        affirming: dict[int, int] = {}
        denying: set[int] = set()
        before = CODES[Status.UNREPORTED]
        for at, several in groupby(sorted(self._events()), key=itemgetter(0)):
            touched = set()
            for _, retracts, row, slot, party in several:
                touched.add(party)
                if retracts:
                    gone.add(row)
                else:
                    last[slot] = row
            for party in touched:
                rows = (last.get(slot) for slot in range(self.layout.voice[party], self.layout.voice[party + 1]))
                affirms, denies = self.layout.stands([row for row in rows if row is not None and row not in gone])
                if affirms:
                    affirming[party] = self.origins[self.layout.group[party]]
                else:
                    affirming.pop(party, None)
                (denying.add if denies else denying.discard)(party)
            silent = bool(gone) and not affirming and not denying
            only_retracted = silent and self.layout.only_retracted(self.place, at, self.known_at)
            after = self.judged.code(len(set(affirming.values())), len(denying), True, only_retracted)
            if after != before:
                yield MoveRow(self.place, at, before, after)
                before = after

    def _events(self) -> Iterator[tuple[int, bool, int, int, int]]:
        """Yield what happens to the claim: the moment, whether it is a retraction, the row, the place of its voice, the party."""
        layout, table, known_at = self.layout, self.layout.table, self.known_at
        for party in range(layout.party[self.place], layout.party[self.place + 1]):
            for slot in range(layout.voice[party], layout.voice[party + 1]):
                for row in range(table.row[layout.order[slot]], table.row[layout.order[slot] + 1]):
                    if table.known_from[row] <= known_at < table.known_to.get(row, ENDLESS):
                        yield table.latest[row], False, row, slot, party
                        retraction = table.retracted.get(row)
                        if retraction is not None and retraction[1] <= known_at:
                            yield retraction[0], True, row, slot, party
