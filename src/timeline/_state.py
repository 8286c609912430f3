"""State: what entries fold into, all that is known; how it is folded, merged and cut.

The state keeps every entry, not only the last of each source. That is why parts of a log can be folded apart and
merged in any order: merging is the union of sets, and a report that arrives late simply takes its place. Corrections
are not applied when they come in but when the state is read, so that what was known on any earlier day can still be
told. Of two entries with one id, the one recorded first is kept: an event is known from the first time it was known.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, compress
from operator import not_
from types import MappingProxyType
from typing import Final, get_args

from attrs import field, frozen
from attrs.converters import optional

from timeline._desk import Desk
from timeline._entry import Entry
from timeline._events import (
    Amendment,
    Bookkeeping,
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Report,
    Retraction,
    Verdict,
    claims_of,
)
from timeline._family import Family
from timeline._time import When, WhenLike, as_when, cut_us

__all__ = ["FOLD", "Cut", "State", "apply", "cut", "fold", "merge", "said_us", "told_by", "told_since"]


FOLD: Final = 1
"""The version of the fold, to be raised when it makes something else of the same entries.

Whoever keeps what a fold has made keeps this with it, and throws both away when it is another.
"""


@frozen(kw_only=True)
class Cut:
    """A pair of cuts, both inclusive: said by ``as_of``, recorded by ``known_at``; None is no limit."""

    as_of: When | None = field(default=None, converter=optional(as_when))
    known_at: When | None = field(default=None, converter=optional(as_when))

    def __attrs_post_init__(self) -> None:
        cut_us(self.as_of, "as_of")
        cut_us(self.known_at, "known_at")


class State:
    """Everything that is known, as a set of entries by id: the value that `fold` makes and `merge` unites; read-only."""

    __slots__ = ("__dict__", "_entries")

    def __init__(self, entries: Mapping[str, Entry] | None = None, *, desk: Desk | None = None) -> None:
        self._entries: Mapping[str, Entry] = MappingProxyType(dict(entries or {}))
        if desk is not None:
            self.__dict__["desk"] = desk

    @classmethod
    def keeping(cls, entries: dict[str, Entry]) -> "State":
        """Return the state of entries by id, without copying them: nobody else may keep the dict."""
        state = cls()
        state._entries = MappingProxyType(entries)
        return state

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, event_id: str) -> Entry:
        return self._entries[event_id]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and dict(self._entries) == dict(other._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries))

    def beyond(self, other: "State") -> tuple[Entry, ...]:
        """Return the entries that another state has not, or has otherwise."""
        theirs = other._entries
        return tuple([e for name, e in self._entries.items() if (there := theirs.get(name)) is not e and there != e])

    @cached_property
    def desk(self) -> Desk:
        """The book-keeping among the entries."""
        return Desk.of(self.notes)

    @cached_property
    def kinds(self) -> Mapping[type, list[Entry]]:
        """The entries by the type of their event, each in the order in which they are kept."""
        found: dict[type, list[Entry]] = {}
        for entry in self._entries.values():
            found.setdefault(type(entry.event), []).append(entry)
        return MappingProxyType(found)

    def of(self, *kinds: type) -> Iterator[Entry]:
        """Yield the entries whose event is of some types, type by type."""
        return chain.from_iterable(self.kinds.get(kind, ()) for kind in kinds)

    @cached_property
    def notes(self) -> tuple[Entry, ...]:
        """The entries of the book-keeping."""
        return tuple(self.of(*get_args(Bookkeeping)))

    @cached_property
    def root(self) -> Mapping[str, str]:
        """The id of the first version, for the id of every later version of a report."""
        named: dict[str, str] = {}
        for entry in self.of(Correction):
            event = entry.event
            assert isinstance(event, Correction)
            named[event.id] = event.of
            if event.report is not None and event.report.id not in self._entries:
                named[event.report.id] = min(event.of, named.get(event.report.id, event.of))
        first: dict[str, str] = {}
        for version in named:
            _find_first(version, named, first)
        return MappingProxyType(first)

    @cached_property
    def families(self) -> Mapping[str, Family]:
        """Every report on file with its amendments, by the report's id; what amends no report on file waits."""
        return MappingProxyType({family.original.id: family for family in self._each})

    @cached_property
    def _each(self) -> tuple[Family, ...]:
        """Every family, without a look-up by id: most questions need no more."""
        return tuple([self.family(entry) for entry in self.of(Report)])

    def family(self, original: Entry) -> Family:
        """Return a report's entry with its amendments."""
        return self.amended.get(original.event.id) or Family(original)

    @cached_property
    def amended(self) -> Mapping[str, Family]:
        """Every report on file that something amends, with its amendments, by the report's id."""
        found = ((of, mine) for of, mine in self.amendments.items() if of in self)
        return MappingProxyType({of: self._family(self[of], mine) for of, mine in found if isinstance(self[of].event, Report)})

    def _family(self, original: Entry, mine: list[Entry]) -> Family:
        mine = sorted(mine, key=lambda amendment: amendment.newest)
        return Family(
            original,
            tuple(entry for entry in mine if isinstance(entry.event, Correction)),
            tuple(entry for entry in mine if isinstance(entry.event, Clarification)),
            tuple(entry for entry in mine if isinstance(entry.event, Retraction)),
        )

    @cached_property
    def amendments(self) -> Mapping[str, list[Entry]]:
        """What amends a report, by the id of its first version, on file or not."""
        found: dict[str, list[Entry]] = {}
        for entry in self.of(Correction, Clarification, Retraction):
            event = entry.event
            assert isinstance(event, Amendment)
            found.setdefault(self.root.get(event.of, event.of), []).append(entry)
        return MappingProxyType(found)

    @cached_property
    def by_claim(self) -> Mapping[str, tuple[Family, ...]]:
        """The families of each claim."""
        found: dict[str, list[Family]] = {}
        for family in self._each:
            found.setdefault(_claim(family), []).append(family)
        return MappingProxyType({claim: tuple(families) for claim, families in found.items()})

    @cached_property
    def verdicts(self) -> Mapping[str, tuple[Entry, ...]]:
        """The verdicts on each claim, in the order of statements."""
        found: dict[str, list[Entry]] = {}
        for entry in self.of(Verdict):
            assert isinstance(entry.event, Verdict)
            found.setdefault(entry.event.claim, []).append(entry)
        for entries in found.values():
            entries.sort(key=lambda entry: entry.event.order)  # type: ignore[union-attr]  # verdicts
        return MappingProxyType({claim: tuple(entries) for claim, entries in found.items()})

    @cached_property
    def releases(self) -> Mapping[str, Family]:
        """The report that released each evidence item: the first in order to list it without resting on it."""
        found: dict[str, tuple[tuple[int, int, str], Family]] = {}
        for family in self.families.values():
            if (report := family.report) is not None:
                for item in report.evidence:
                    if item not in report.basis and (item not in found or report.order < found[item][0]):
                        found[item] = report.order, family
        return MappingProxyType({item: family for item, (_, family) in found.items()})

    @cached_property
    def listing(self) -> Mapping[str, tuple[Family, ...]]:
        """The families of the reports that list an evidence item, or did in another version, by item."""
        found: dict[str, list[Family]] = {}
        for family in self._each:
            for item in {item for report in family.reports for item in report.evidence}:
                found.setdefault(item, []).append(family)
        return MappingProxyType({item: tuple(families) for item, families in found.items()})

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """Every claim that is named: those introduced first, in their order, then the others as they were heard of."""
        introduced = (entry.event for entry in self.of(ClaimAdded))
        related = (entry.event for entry in self.of(ClaimsRelated))
        spoken = [event.claim for entry in self if isinstance(event := entry.event, (Report, Verdict))]
        return tuple(dict.fromkeys((*claims_of((*introduced, *related)), *spoken)))


def fold(entries: Iterable[Entry]) -> State:
    """Return the state that entries make, in whatever order they come and however often; never raises.

    Of two entries with one id the one recorded first is kept.
    """
    found: dict[str, Entry] = {}
    for entry in entries:
        known = found.get(entry.event.id)
        if known is None or _rank(entry) < _rank(known):
            found[entry.event.id] = entry
    return State.keeping(found)


def apply(state: State, entry: Entry) -> State:
    """Return the state with one more entry; the given state is unchanged."""
    return fold((*state, entry))


def merge(*states: State) -> State:
    """Return the state that holds what any of the states holds: associative, commutative, idempotent."""
    return fold(entry for state in states for entry in state)


def cut(
    entries: Iterable[Entry], *, as_of: WhenLike | None = None, known_at: WhenLike | None = None
) -> tuple[Entry, ...]:
    """Return the entries that had been recorded by ``known_at`` and certainly said by ``as_of``, in their order.

    Both are inclusive; a bare date is the end of that day; None is no limit. A report goes with its amendments: it is
    cut by the ``said`` of what it should be, as known then. Book-keeping is cut by ``known_at`` only.
    Raises `TimeError` for a cut without an end.
    """
    last, known = cut_us(as_of, "as_of"), cut_us(known_at, "known_at")
    kept = tuple(entries) if known is None else tuple(e for e in entries if e.recorded_us <= known)
    if last is None:
        return kept
    state = fold(kept)
    return tuple(entry for entry in kept if _said_by(entry, state, last))


def told_by(state: State, last: int | None) -> State:
    """Return the state as a cut on said-time at the microsecond ``last`` leaves it; None is no limit."""
    return state if last is None else State.keeping({entry.event.id: entry for entry in compress(state, _cut(state, last))})


def told_since(state: State, last: int | None) -> tuple[Entry, ...]:
    """Return the entries that such a cut leaves out."""
    return () if last is None else tuple(compress(state, map(not_, _cut(state, last))))


def _cut(state: State, last: int) -> list[bool]:
    """Return of each entry whether a cut on said-time keeps it."""
    amended = state.amendments
    return [
        event.said.latest_us <= last  # type: ignore[operator]  # a report was said at a time that has an end
        if type(event := entry.event) is Report and event.id not in amended    # as by far the most are
        else _said_by(entry, state, last)
        for entry in state
    ]


def _said_by(entry: Entry, state: State, last: int) -> bool:
    """Whether a cut on said-time keeps an entry."""
    said = said_us(entry, state)
    return said is None or said <= last


def said_us(entry: Entry, state: State) -> int | None:
    """Return the first microsecond at which a cut on said-time keeps an entry of a state; None: every cut does."""
    match entry.event:
        case Report() if entry.id not in state.amendments:
            return entry.event.said.order[0]
        case Retraction() | Verdict() as event:
            return event.said.order[0]
        case Report() | Correction() | Clarification() as event:
            of = event.id if isinstance(event, Report) else event.of
            family = state.amended.get(state.root.get(of, of))
            return (family.told if family is not None else event).said.order[0]
        case _:
            return None


def _claim(family: Family) -> str:
    assert isinstance(family.original.event, Report)
    return family.original.event.claim


def _find_first(version: str, named: Mapping[str, str], first: dict[str, str]) -> None:
    """Follow a version to the first one, for it and for all on the way; in a circle, that is the smallest id of it."""
    way: dict[str, None] = {}
    while version not in way and version not in first and version in named:
        way[version] = None
        version = named[version]
    if version in way:
        ids = list(way)
        end = min(ids[ids.index(version) :])
    else:
        end = first.get(version, version)
    first.update(dict.fromkeys(way, end))


def _rank(entry: Entry) -> tuple[int, int, str]:
    return entry.recorded_us, entry.position, repr(entry.event)
