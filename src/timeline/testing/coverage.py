"""Coverage: which moves of status were really made while tests ran, how often, and which legal ones never were."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from timeline import LEGAL_MOVES, Move, Status, Timeline, TimelineError
from timeline._live import Voices
from timeline._shown import columns
from timeline._steps import Step
from timeline._telling import Telling
from timeline._walk import cause_of
from timeline.testing.comparing import moves_told

__all__ = ["Coverage"]


class Coverage:
    """How often each move (status before, what happened, status after) was made; moves that change nothing count too.

    Filled by `recording`, by `add`, or by pytest: ``pytest --timeline-coverage`` records a whole run without a change to
    its tests. ``legal`` are the moves that should be made: those of the default policy, or of `explore` for another.

    >>> from timeline import Source
    >>> nis = Source("nis")
    >>> seen = Coverage()
    >>> with seen.recording():
    ...     status = Timeline([nis.affirms("present", said="2024-10-18")]).replay()["present"].status
    >>> seen.assert_covered(Move(Status.UNREPORTED, "affirm", Status.REPORTED))
    >>> len(seen.missing) == len(LEGAL_MOVES) - 1
    True
    """

    def __init__(self, *, legal: Iterable[Move] = LEGAL_MOVES) -> None:
        self.legal = tuple(legal)
        self.counts: Counter[Move] = Counter()

    def add(self, *timelines: Timeline) -> None:
        """Count every move that timelines make under the default policy, as known in the end."""
        for timeline in timelines:
            self.counts.update(move for _, move, _ in moves_told(timeline.replay()))

    @contextmanager
    def recording(self) -> Iterator["Coverage"]:
        """Count every move that is computed inside: by replays, transitions, laws, anything. It costs about twice the time.

        Nothing but the counting changes; where a policy raises, the step is not counted. Not for two threads at once.
        """
        known: WeakKeyDictionary[Telling, tuple[Voices, Status | None]] = WeakKeyDictionary()
        take = Telling.take

        def taken(telling: Telling, step: Step) -> None:
            here = telling.voices[telling.claim]
            last = known.get(telling)
            if last is None or last[0] is not here:  # a telling that was given other voices remembers the old ones' sides
                telling._weighed.clear()
                last = here, _status(telling)
            before = last[1]
            take(telling, step)
            after = _status(telling)
            if before is not None and after is not None:
                self.counts[Move(before, cause_of(step), after)] += 1
                known[telling] = here, after

        Telling.take = taken  # type: ignore[method-assign, assignment]  # so that each step is seen
        try:
            yield self
        finally:
            Telling.take = take  # type: ignore[method-assign]  # as it was

    @property
    def missing(self) -> tuple[Move, ...]:
        """The legal moves that were never made."""
        return tuple(move for move in self.legal if move not in self.counts)

    @property
    def percent(self) -> float:
        """How many of a hundred legal moves were made."""
        return 100.0 if not self.legal else 100 * (1 - len(self.missing) / len(self.legal))

    def assert_covered(self, *moves: Move) -> None:
        """Raise `AssertionError` unless each of the moves, by default each legal one, was made; the error names the others."""
        gone = [move for move in moves or self.legal if move not in self.counts]
        named = "\n".join(f"  {move.before.value} --{move.cause}--> {move.after.value}" for move in gone)
        assert not gone, f"{len(gone)} of {len(moves or self.legal)} moves of status were never made:\n{named}"

    def data(self) -> list[dict[str, str | int | bool]]:
        """Return a row per move that was made or is legal, as JSON takes it: before, cause, after, legal, count."""
        moves = dict.fromkeys((*self.legal, *sorted(self.counts, key=repr)))
        return [
            {
                "before": move.before.value,
                "cause": move.cause,
                "after": move.after.value,
                "legal": move in self.legal or move.before is move.after,
                "count": self.counts[move],
            }
            for move in moves
        ]

    def update(self, rows: Iterable[Mapping[str, str | int | bool]]) -> None:
        """Add what another coverage gave as `data`."""
        for row in rows:
            if row["count"]:
                move = Move(Status(row["before"]), str(row["cause"]), Status(row["after"]))
                self.counts[move] += int(row["count"])

    def mermaid(self) -> str:
        """Return a Mermaid state diagram: each change of status with what made it and how often; 0 where it never was."""
        cells: dict[tuple[Status, Status], list[str]] = {}
        for move in dict.fromkeys((*self.legal, *self.counts)):
            if move.before is not move.after:
                cells.setdefault((move.before, move.after), []).append(f"{move.cause} {self.counts[move]}")
        lines = [f"    {one.value} --> {two.value} : {', '.join(causes)}" for (one, two), causes in cells.items()]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {Status.UNREPORTED.value}", *lines])

    def __str__(self) -> str:
        """Show a table: from, by, to, how often; legal moves that were never made have a 0, others are marked."""
        rows = [("from", "by", "to", "times")]
        for row in self.data():
            note = "" if row["legal"] else "  not in the table of legal moves"
            rows.append((str(row["before"]), str(row["cause"]), str(row["after"]), f"{row['count']:,}{note}"))
        made = len(self.legal) - len(self.missing)
        return f"{columns(rows)}\n{made} of {len(self.legal)} legal moves of status were made"


def _status(telling: Telling) -> Status | None:
    try:
        return telling.status()
    except TimelineError:
        return None
