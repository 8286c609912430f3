"""Timeline: the append-only log of entries, a value: appending gives a new one."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from attrs import evolve, frozen

from timeline._admission import affected, amends, refusal, versions_of
from timeline._claims import Cut, State, cut, fold, told_by
from timeline._diff import Diff
from timeline._entry import Entry
from timeline._events import Clarification, Correction, Event, Report, Retraction, SourceAdded, Verdict
from timeline._html import html_table
from timeline._policy import PolicyLike
from timeline._source import Source
from timeline._standing import Transition
from timeline._story import Story
from timeline._text import near
from timeline._time import WhenLike, as_when, cut_us
from timeline._words import sentence
from timeline.errors import Fault, RefusedError, UnknownEventError

__all__ = ["Timeline"]

S = TypeVar("S")


@frozen(eq=False)
class _Run:
    """Some entries that were appended one after the other, with what the next append has to look up."""

    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry]
    noted: Mapping[str, list[Entry]]
    corrected: Mapping[str, list[Entry]]
    amending: Mapping[str, list[Entry]]
    retracting: tuple[Entry, ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "_Run":
        kept = tuple(entries)
        noted: dict[str, list[Entry]] = {}
        corrected: dict[str, list[Entry]] = {}
        amending: dict[str, list[Entry]] = {}
        for entry in kept:
            match entry.event:
                case SourceAdded() as event:
                    noted.setdefault(event.source, []).append(entry)
                case Correction() as event:
                    amending.setdefault(event.of, []).append(entry)
                    for version in versions_of(event):
                        corrected.setdefault(version, []).append(entry)
                case Clarification() | Retraction() as event:
                    amending.setdefault(event.of, []).append(entry)
                case _:
                    pass
        retracting = tuple(entry for found in amending.values() for entry in found if isinstance(entry.event, Retraction))
        return cls(kept, {entry.id: entry for entry in kept}, noted, corrected, amending, retracting)


@frozen(eq=False)
class _Runs:
    """The runs of a timeline as the log that admission looks things up in."""

    runs: tuple[_Run, ...]

    def entry(self, event_id: str) -> Entry | None:
        return next((run.by_id[event_id] for run in self.runs if event_id in run.by_id), None)

    def corrections(self, version: str) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.corrected.get(version, ()))

    def amendments(self, of: str) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.amending.get(of, ()))

    def retractions(self) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.retracting)

    def notes(self, source: str) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.noted.get(source, ()))


class Timeline:
    """The append-only log of a story: an immutable value; `append` gives a new one.

    Entries are kept in the order of their recorded times, as appended within one, and positions count from 1.
    Runs of doubling size share what earlier timelines hold, so that appending one by one stays cheap.
    """

    __slots__ = ("__dict__", "_runs")

    def __init__(self, entries: Iterable[Entry | Event | Source] = ()) -> None:
        self._runs: tuple[_Run, ...] = ()
        made = self.append(*entries)
        self._runs = made._runs

    def append(self, *events: Event | Source | Entry, recorded: WhenLike | None = None) -> "Timeline":
        """Return the timeline with these events: all of them or, where one is refused, none.

        A source stands for the event that introduces it. An entry brings its own recorded time; for the others it is
        ``recorded``, or by default the time at which the public could know them. An event that is there already is
        passed over. Raises `RefusedError` with all faults: two events under one id, a retraction of somebody else's
        report, a correction that changes source or claim; judged by what is recorded before it, the parties too.
        """
        if not events:
            return self._of(self._runs)
        batch = [_entry(event, recorded) for event in events]
        new, faults = self._admit(batch)
        if faults:
            raise RefusedError(Fault(message, path=batch[index].id) for index, message in faults)
        return self._of(_merged((*self._runs, _Run.of(new.values())))) if new else self._of(self._runs)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order of their recorded times; the position is the place in it, from 1."""
        found = [entry for run in self._runs for entry in run.entries]
        found.sort(key=lambda entry: entry.recorded_us)
        return tuple(e if e.position == i else evolve(e, position=i) for i, e in enumerate(found, 1))

    @cached_property
    def _whole(self) -> State:
        return fold(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return sum(len(run.entries) for run in self._runs)

    def __getitem__(self, event_id: str) -> Entry:
        """Return the entry of an event by its id; raises `UnknownEventError`."""
        for run in self._runs:
            if event_id in run.by_id:
                return run.by_id[event_id]
        raise UnknownEventError(event_id, near(event_id, (e.id for e in self.entries)))

    def __contains__(self, event_id: object) -> bool:
        return any(event_id in run.by_id for run in self._runs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and self.entries == other.entries

    def __hash__(self) -> int:
        return hash(tuple(entry.id for entry in self.entries))

    def __repr__(self) -> str:
        return f"Timeline([{', '.join(map(repr, self.entries))}])"

    def _repr_html_(self) -> str:
        """Show the log in a notebook, the first hundred entries of it."""
        desk = self._whole.desk
        rows = ((str(e.position), str(e.recorded), sentence(e.event, desk)) for e in self.entries)
        return html_table(("", "recorded", "entry"), rows, most=100)

    def replay(
        self, *, as_of: WhenLike | None = None, known_at: WhenLike | None = None, policy: PolicyLike | None = None
    ) -> Story:
        """Return the story at a pair of cuts: said by ``as_of``, recorded by ``known_at``.

        Both are inclusive, a bare date is the end of that day in UTC, None is no limit: what stands now is
        ``replay()``; what stood then, as we know today, ``replay(as_of=t)``; what *we* thought then,
        ``replay(as_of=t, known_at=t)``. Raises `TimeError` for a cut that is none.
        """
        when = Cut(as_of=as_of, known_at=known_at)
        known = self._whole if when.known_at is None else fold(cut(self.entries, known_at=when.known_at))
        return Story(
            told_by(known, cut_us(when.as_of, "as_of")),
            policy=policy,
            as_of=when.as_of,
            known_at=when.known_at,
            claims=known.claims,
            known_later=self._whole.claims,
        )

    def transitions(
        self, claim: str | None = None, *, known_at: WhenLike | None = None, policy: PolicyLike | None = None
    ) -> Iterator[Transition]:
        """Yield every change of status, verdict or figures in said-time, as known at ``known_at``, claim by claim."""
        return self.replay(known_at=known_at, policy=policy).transitions(claim)

    def diff(self, before: Cut | WhenLike, after: Cut | WhenLike, *, policy: PolicyLike | None = None) -> Diff:
        """Return what changed between two cuts; a time alone is a cut on ``as_of``."""
        one, two = (c if isinstance(c, Cut) else Cut(as_of=as_when(c)) for c in (before, after))
        first = self.replay(as_of=one.as_of, known_at=one.known_at, policy=policy)
        return first.diff(self.replay(as_of=two.as_of, known_at=two.known_at, policy=policy))

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
        return self._of((_Run.of(evolve(entry, position=i) for i, entry in enumerate(left, 1)),))

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
        statements: list[Report | Retraction | Verdict] = []
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

    def _of(self, runs: tuple[_Run, ...]) -> "Timeline":
        made = object.__new__(Timeline)
        made._runs = runs
        return made

    def _admit(self, batch: list[Entry]) -> tuple[dict[str, Entry], list[tuple[int, str]]]:
        """Return the entries that are new, by id, and what is wrong with which entry of the batch."""
        new: dict[str, Entry] = {}
        faults: list[tuple[int, str]] = []
        place: dict[str, int] = {}
        position = len(self)
        before = _Runs(self._runs)
        for index, entry in enumerate(batch):
            known = new.get(entry.id) or before.entry(entry.id)
            if known is None:
                position += 1
                place[entry.id] = index
                new[entry.id] = entry if entry.position == position else evolve(entry, position=position)
            elif known.event != entry.event:
                faults.append((index, f"two events under one id: {known.event!r} and {entry.event!r}; leave the id out"))
        log = _Runs((*self._runs, _Run.of(new.values())))
        faults += [(place[one.id], why) for one in new.values() if amends(one) and (why := refusal(one, log))]
        if any(run.amending for run in self._runs):
            faults += [(place[one.id], why) for one in new.values() for why in _made_wrong(one, log, new)]
        return new, sorted(faults)


def _made_wrong(new: Entry, log: _Runs, batch: Container[str]) -> Iterator[str]:
    """Say which amendments that were there already a new entry would make wrong."""
    for old in affected(new, log):
        if old.id not in batch and (reason := refusal(old, log)) is not None:
            yield f"with it {old.id!r}, which follows it in the log, is wrong: {reason}"


def _entry(event: Event | Source | Entry, recorded: WhenLike | None) -> Entry:
    if isinstance(event, Entry):
        return event
    if isinstance(event, Source):
        event = event.added()
    return Entry(event=event) if recorded is None else Entry(event=event, recorded=recorded)


def _merged(runs: tuple[_Run, ...]) -> tuple[_Run, ...]:
    """Unite the last runs while the last is not smaller than the one before it, so that their number stays logarithmic."""
    keep = list(runs)
    while len(keep) > 1 and len(keep[-1].entries) >= len(keep[-2].entries):
        last, before = keep.pop(), keep.pop()
        keep.append(_Run.of((*before.entries, *last.entries)))
    return tuple(keep)
