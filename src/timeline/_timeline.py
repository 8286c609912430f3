"""Timeline: the append-only log of entries, a value: appending gives a new one."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve

from timeline._admission import affected, amends, clash, place_among, refusal, two_of_one_id
from timeline._entry import Entry
from timeline._events import Clarification, Correction, Event, Report, Retraction, SourceAdded, Statement, Verdict
from timeline._runs import Ends, Run, Runs
from timeline._source import Source
from timeline._text import near
from timeline._time import When, WhenLike, as_when
from timeline.errors import Fault, RefusedError, UnknownEventError

if TYPE_CHECKING:  # the fold and the story, which are most of the core, are imported when the first is asked for
    from timeline._diff import Diff
    from timeline._moments import Moments
    from timeline._policy import PolicyLike
    from timeline._standing import Transition
    from timeline._state import Cut, State
    from timeline._story import Story

__all__ = ["Timeline"]

S = TypeVar("S")


class Timeline:
    """The append-only log of a story: an immutable value; `append` gives a new one.

    Entries are kept in the order of their recorded times, as appended within one, and positions count from 1.
    A timeline shares what it holds with those made of it, so that appending costs the same however long it is.
    """

    __slots__ = ("__dict__", "_last", "_older", "_size")
    _older: Ends
    _last: Run
    _size: int

    def __init__(self, entries: Iterable[Entry | Event | Source] = ()) -> None:
        self._see(Runs())
        self._see(self.append(*entries)._log)

    def _see(self, log: Runs) -> None:
        """Be the timeline of a log; its parts, and not it, so that an append makes one value and not two."""
        self._older, self._last, self._size = log.older, log.last, log.size

    @property
    def _log(self) -> Runs:
        return Runs(self._older, self._last, self._size)

    def append(self, *events: Event | Source | Entry, recorded: WhenLike | None = None) -> "Timeline":
        """Return the timeline with these events: all of them or, where one is refused, none.

        A source stands for the event that introduces it. An entry brings its own recorded time; for the others it is
        ``recorded``, or by default the time at which the public could know them. An event that is there already is
        passed over, whatever recorded time comes with it. Raises `RefusedError` with all faults, each with the event's
        id and field: two events under one id, a retraction of somebody else's report, a correction that changes source
        or claim; judged by what is recorded before it, the parties too.
        """
        if len(events) == 1:
            event = events[0]
            entry = event if type(event) is Entry else _entry(event, recorded)
            report = entry.event
            if type(report) is Report and self._last.add(report, entry, self._size, self._older):
                longer = object.__new__(Timeline)
                longer._older = self._older
                longer._last = self._last
                longer._size = self._size + 1
                return longer
            return self.extend((entry,))
        return self.extend(_entry(event, recorded) for event in events)

    def extend(self, entries: Iterable[Entry]) -> "Timeline":
        """Return the timeline with these entries, taken one after the other as they come; otherwise as `append`."""
        new, faults = self._admit(entries)
        if faults:
            raise RefusedError(sorted(faults, key=lambda fault: fault[0]))
        return _of(self._log.then(new) if new else self._log)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order of their recorded times; the position is the place in it, from 1."""
        found = list(self._log)
        found.sort(key=lambda entry: entry.recorded_us)
        return tuple(entry.at(position) for position, entry in enumerate(found, 1))

    @cached_property
    def _whole(self) -> "State":
        from timeline._state import fold

        return fold(self.entries)

    @cached_property
    def _moments(self) -> "Moments":
        from timeline._moments import Moments

        return Moments(self._whole)

    def _known(self, known_at: When | None) -> "State":
        from timeline._state import cut, fold

        return self._whole if known_at is None else fold(cut(self.entries, known_at=known_at))

    def _alone(self, known_at: When | None, claim: str) -> "State":
        """Return what can bear on a claim, of what was known."""
        return self._moments.alone(claim).known(known_at)

    def _names(self) -> tuple[str, ...]:
        return self._whole.claims

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, event_id: str) -> Entry:
        """Return the entry of an event by its id; raises `UnknownEventError`.

        Its position is the place at which it was appended; in `entries` it is the place by recorded time. The two differ
        where something was appended after what was recorded later.
        """
        found = self._log.entry(event_id)
        if found is None:
            raise UnknownEventError(event_id, near(event_id, (e.id for e in self.entries)))
        return found

    def __contains__(self, event_id: object) -> bool:
        return isinstance(event_id, str) and self._log.entry(event_id) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self.entries == other.entries

    def __hash__(self) -> int:
        return hash(tuple(entry.id for entry in self.entries))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle what is seen here, and not what others that share the log have appended."""
        return _told, ({entry.id: entry for entry in self._log},)

    def __repr__(self) -> str:
        return f"Timeline([{', '.join(map(repr, self.entries))}])"

    def _repr_html_(self) -> str:
        """Show the log in a notebook, the first hundred entries of it."""
        from timeline._html import html_table
        from timeline._words import sentence

        rows = ((str(e.position), str(e.recorded), sentence(e.event, self._whole)) for e in self.entries)
        return html_table(("", "recorded", "entry"), rows, most=100)

    def replay(
        self, *, as_of: WhenLike | None = None, known_at: WhenLike | None = None, policy: "PolicyLike | None" = None
    ) -> "Story":
        """Return the story at a pair of cuts: said by ``as_of``, recorded by ``known_at``.

        Both are inclusive, a bare date is the end of that day in UTC, None is no limit: what stands now is
        ``replay()``; what stood then, as we know today, ``replay(as_of=t)``; what *we* thought then,
        ``replay(as_of=t, known_at=t)``. Raises `TimeError` for a cut that is none.
        """
        from timeline._state import Cut
        from timeline._story import story_at

        when = Cut(as_of=as_of, known_at=known_at)
        return story_at(when, policy, partial(self._known, when.known_at), self._names, partial(self._alone, when.known_at))

    def transitions(
        self, claim: str | None = None, *, known_at: WhenLike | None = None, policy: "PolicyLike | None" = None
    ) -> "Iterator[Transition]":
        """Return every change of how a claim stands in said-time, as known at ``known_at``, claim by claim."""
        return self.replay(known_at=known_at, policy=policy).transitions(claim)

    def diff(self, before: "Cut | WhenLike", after: "Cut | WhenLike", *, policy: "PolicyLike | None" = None) -> "Diff":
        """Return what changed between two cuts; a time alone is a cut on ``as_of``.

        It takes as long as there is much between the cuts, however long the story is. But book-keeping that was recorded
        between them can bear on every claim: then both stories are told whole.
        """
        from timeline._diff import diff
        from timeline._state import Cut
        from timeline._story import story_at

        one, two = (c if isinstance(c, Cut) else Cut(as_of=as_when(c)) for c in (before, after))
        first, second = (self.replay(as_of=c.as_of, known_at=c.known_at, policy=policy) for c in (one, two))
        part = self._moments.part(one, two, first.policy.count_derived)
        if part is None:
            return first.diff(second)
        known = {when: part.known(when) for when in {one.known_at, two.known_at}}
        earlier, later = (story_at(when, policy, partial(known.__getitem__, when.known_at), self._names) for when in (one, two))
        return evolve(diff(earlier, later, part.claims), before=first, after=second)

    def without(
        self, *, source: str | None = None, party: str | None = None, report: str | None = None
    ) -> "Timeline":
        """Return the same story had a source, all voices of a party, or one report not been heard.

        What amends a left-out report goes with it. Raises `UnknownEventError` for a name that is not in the timeline.
        """
        desk, families, root = self._whole.desk, self._whole.families, self._whole.root
        speakers = {e.event.source for e in self.entries if isinstance(e.event, Report | Retraction | SourceAdded)}
        parties = {desk.party(name) for name in speakers}
        silent = {name for name in speakers if name == source or (party is not None and desk.party(name) == party)}
        for name, known in ((source, speakers), (party, parties), (report, set(families) | set(root))):
            if name is not None and name not in known:
                raise UnknownEventError(name, near(name, known))
        gone = {root.get(report, report)} if report is not None else set()
        gone |= {i for i, f in families.items() if isinstance(f.original.event, Report) and f.original.event.source in silent}

        def kept(event: Event) -> bool:
            match event:
                case Report():
                    return event.id not in gone
                case Correction() | Clarification():
                    return root.get(event.of, event.of) not in gone
                case Retraction():
                    return event.source not in silent and root.get(event.of, event.of) not in gone
                case Verdict():
                    return event.by not in silent
                case _:
                    return True

        left = (entry for entry in self.entries if kept(entry.event))
        return _told({entry.id: entry.at(position) for position, entry in enumerate(left, 1)})

    def project(
        self,
        initial: S,
        apply: Callable[[S, Event], S],
        *,
        as_of: WhenLike | None = None,
        known_at: WhenLike | None = None,
    ) -> S:
        """Return what a function of your own makes of the events: ``state = apply(state, event)``, from ``initial``.

        The events come under the same cuts as in `replay` and in the same order: first book-keeping as recorded, then
        statements in the order of statements, each report as corrected by then; void records do not come.
        """
        state = self.replay(as_of=as_of, known_at=known_at).state
        entries = sorted(state, key=lambda entry: (entry.recorded_us, entry.position))
        statements: list[Statement] = []
        for entry in entries:
            match event := entry.event:
                case Report():
                    report = state.families[event.id].report
                    statements += [] if report is None else [report]
                case Retraction() | Verdict():
                    statements.append(event)
                case Correction() | Clarification():
                    pass
                case _:
                    initial = apply(initial, event)
        for statement in sorted(statements, key=lambda one: one.order):
            initial = apply(initial, statement)
        return initial

    def _admit(self, batch: Iterable[Entry]) -> tuple[dict[str, Entry], list[tuple[int, str, Fault]]]:
        """Return the entries that are new, by id, and what is wrong: (place in the batch from 0, event id, fault)."""
        new: dict[str, Entry] = {}
        passed: list[int] = []
        faults: list[tuple[int, str, Fault]] = []
        before = self._log
        position = size = before.size
        for index, entry in enumerate(batch):
            name = entry.event.id
            known = new.get(name) or before.entry(name)
            if known is None:
                position += 1
                new[name] = entry.at(position)
            else:
                passed.append(index)
                if known.event != entry.event:
                    faults.append((index, name, two_of_one_id(name, known.event, entry.event)))
        for entry, fault in _wrong(new, before):
            faults.append((place_among(entry.position - size - 1, passed), entry.id, fault))
        return new, faults


def _wrong(new: dict[str, Entry], before: Runs) -> Iterator[tuple[Entry, Fault]]:
    """Yield what is wrong with new entries, each with its fault, as they stand in the log with those before them."""
    judged = [entry for entry in new.values() if not isinstance(entry.event, Report) or before.is_amended(entry.id)]
    if not judged:
        return
    log = before.beside(new)
    for entry in judged:
        found = [clash(entry.event, log), refusal(entry, log)] if amends(entry) else [clash(entry.event, before)]
        found += (_with_it(old, fault) for old in affected(entry, log) if old.id not in new and (fault := refusal(old, log)))
        yield from ((entry, fault) for fault in found if fault is not None)


def _with_it(old: Entry, fault: Fault) -> Fault:
    return Fault(f"with it {old.id!r}, which follows it in the log, is wrong: {fault}", path="")


def _told(entries: dict[str, Entry]) -> Timeline:
    """Return the timeline of entries that were admitted before."""
    return _of(Runs().then(entries))


def _of(log: Runs) -> Timeline:
    made = object.__new__(Timeline)
    made._see(log)
    return made


def _entry(event: Event | Source | Entry, recorded: WhenLike | None) -> Entry:
    if isinstance(event, Entry):
        return event
    if isinstance(event, Source):
        event = event.added()
    return Entry(event=event) if recorded is None else Entry(event=event, recorded=recorded)
