"""Runs: entries as they were appended, in runs that grow and that timelines share, to look things up in.

A run belongs to nobody: each timeline that shares it sees it up to an end of its own. So a run only ever grows, and only
for the timeline that sees all of it; for one that does not, what is appended begins a run of its own.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from attrs import field, frozen

from timeline._admission import versions_of
from timeline._entry import Entry, UnlockedEntry
from timeline._events import Clarification, Correction, Report, Retraction, SourceAdded

__all__ = ["Ends", "Run", "Runs"]


@frozen(eq=False)
class Run:
    """Some entries that were appended one after the other, with what the next append has to look up."""

    before: int
    """How many entries of the log stand before it."""
    by_id: dict[str, Entry] = field(factory=dict)
    entries: list[Entry] = field(init=False, factory=list)
    said: dict[str, list[Entry]] = field(init=False, factory=dict)
    """The reports, by source."""
    noted: dict[str, list[Entry]] = field(init=False, factory=dict)
    """What introduces a source."""
    corrected: dict[str, list[Entry]] = field(init=False, factory=dict)
    """The corrections, by the ids that name them."""
    amending: dict[str, list[Entry]] = field(init=False, factory=dict)
    """What amends a version."""
    tied: set[str] = field(init=False, factory=set)
    """The ids that name what is amended, or that a correction brings."""
    retracting: dict[str, list[Entry]] = field(init=False, factory=dict)
    """The retractions, by who retracts."""
    _growing: dict[int, object] = field(init=False, factory=dict)
    """What somebody is about to add, by where the run ended before that."""

    def __attrs_post_init__(self) -> None:
        self._note(self.by_id)

    @property
    def end(self) -> int:
        """How many entries of the log there are up to its end."""
        return self.before + len(self.entries)

    def up_to(self, end: int) -> list[Entry]:
        """Return the entries up to an end."""
        return self.entries[: end - self.before]

    def _note(self, entries: Mapping[str, Entry]) -> None:
        for entry in entries.values():
            match entry.event:
                case Report() as event:
                    self.said.setdefault(event.source, []).append(entry)
                case SourceAdded() as event:
                    self.noted.setdefault(event.source, []).append(entry)
                case Correction() as event:
                    self._tie(event.of, entry)
                    for version in versions_of(event):
                        self.tied.add(version)
                        self.corrected.setdefault(version, []).append(entry)
                case Clarification() as event:
                    self._tie(event.of, entry)
                case Retraction() as event:
                    self._tie(event.of, entry)
                    self.retracting.setdefault(event.source, []).append(entry)
                case _:
                    pass
        self.entries.extend(entries.values())

    def _tie(self, of: str, entry: Entry) -> None:
        self.tied.add(of)
        self.amending.setdefault(of, []).append(entry)

    def grow(self, entries: Mapping[str, Entry], end: int) -> bool:
        """Add entries, which have their positions, for a timeline that sees the run up to an end; False where it goes on there.

        Where two threads append to one timeline at a time, the run grows for one of them: who first says so.
        """
        if self.end != end or self._growing.setdefault(end, entries) is not entries:
            return False
        try:
            free = self.end == end
            if free:
                self.by_id.update(entries)
                self._note(entries)
        finally:
            del self._growing[end]
        return free

    def add(self, report: Report, entry: Entry, end: int, older: "Ends") -> bool:
        """Add the entry of one report that nobody has to judge, as `grow` does, in fewer steps; ``older`` are the runs before.

        False where the run does not grow, where the id stands in one of the runs, and where something may amend the report.
        """
        name, entries = report.id, self.entries
        if name in self.tied or (older and _is_named(name, older)):
            return False
        if self.before + len(entries) != end or self._growing.setdefault(end, entry) is not entry:
            return False
        try:
            placed = UnlockedEntry()    # as `Entry.at` makes it
            placed.event = report
            placed.recorded = entry.recorded
            placed.position = end + 1
            placed.__class__ = Entry
            free = self.before + len(entries) == end and self.by_id.setdefault(name, placed) is placed
            if free:
                said = self.said.get(report.source)
                if said is None:
                    self.said[report.source] = [placed]
                else:
                    said.append(placed)
                entries.append(placed)
        finally:
            del self._growing[end]
        return free


Ends = tuple[tuple[Run, int], ...]
"""Runs, each with its end, counted in entries of the log."""


@frozen(eq=False)
class Runs:
    """Runs one after the other, each up to where it is seen: the log that admission looks things up in."""

    older: Ends = ()
    """Each run but the last."""
    last: Run = field(factory=lambda: Run(0))
    size: int = 0
    """How many entries there are: the end of the last run."""

    @property
    def seen(self) -> Ends:
        """Each run with its end."""
        return (*self.older, (self.last, self.size))

    def then(self, entries: dict[str, Entry]) -> "Runs":
        """Return these runs with further entries by id, which have their positions.

        The last run grows, if nobody else has appended to it. If so, a new one begins; the last are united while the last is
        not smaller than the one before it, so that their number stays logarithmic.
        """
        end = self.size + len(entries)
        if self.size and self.last.grow(entries, self.size):
            return Runs(self.older, self.last, end)
        kept, first = list(self.seen), self.size
        while kept and kept[-1][1] - kept[-1][0].before <= end - first:
            run, seen_to = kept.pop()
            first = run.before
            entries = {entry.id: entry for entry in run.up_to(seen_to)} | entries
        return Runs(tuple(kept), Run(first, entries), end)

    def beside(self, entries: dict[str, Entry]) -> "Runs":
        """Return these runs with further entries, to look things up in; nothing is shared with what is appended."""
        run = Run(self.size, entries)
        return Runs(self.seen, run, run.end)

    def __iter__(self) -> Iterator[Entry]:
        return chain.from_iterable(run.up_to(end) for run, end in self.seen)

    def entry(self, event_id: str) -> Entry | None:
        for run, end in self.seen:
            found = run.by_id.get(event_id)
            if found is not None and found.position <= end:
                return found
        return None

    def is_amended(self, version: str) -> bool:
        """Whether an amendment may name a version, or a correction bring it: what others have appended counts, too."""
        for run, _ in self.seen:  # noqa: SIM110 - a generator takes longer than the look
            if version in run.tied:
                return True
        return False

    def corrections(self, version: str) -> Iterator[Entry]:
        return _up_to((run.corrected.get(version), end) for run, end in self.seen)

    def amendments(self, of: str) -> Iterator[Entry]:
        return _up_to((run.amending.get(of), end) for run, end in self.seen)

    def retractions(self, source: str) -> Iterator[Entry]:
        return _up_to((run.retracting.get(source), end) for run, end in self.seen)

    def reports(self, source: str) -> Iterator[str]:
        return (entry.id for entry in _up_to((run.said.get(source), end) for run, end in self.seen))

    def notes(self, source: str) -> Iterator[Entry]:
        return _up_to((run.noted.get(source), end) for run, end in self.seen)


def _is_named(name: str, runs: Ends) -> bool:
    """Whether an id stands in one of some runs, or something there may amend it."""
    for run, _ in runs:  # noqa: SIM110 - a generator takes longer than the look
        if name in run.by_id or name in run.tied:
            return True
    return False


def _up_to(found: Iterator[tuple[list[Entry] | None, int]]) -> Iterator[Entry]:
    """Yield entries up to the end where each lot of them is seen."""
    return (entry for entries, end in found for entry in entries or () if entry.position <= end)
