"""Moments: the instants at which a story can change, on either clock, and where they lie on the chart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from attrs import frozen

from timeline import ClaimAdded, Clarification, Correction, Entry, Report, Retraction, Verdict, When
from timeline._time import BEGINNING

__all__ = ["Moments", "said_at"]


def said_at(entry: Entry) -> Iterator[int]:
    """Yield the microseconds from which a cut on said-time may take an entry, or what it changes, in; due times too."""
    match event := entry.event:
        case Correction():
            yield event.said.order[0]
            if event.report is not None:
                yield event.report.said.order[0]
        case Report() | Retraction() | Verdict() | Clarification():
            yield event.said.order[0]
        case ClaimAdded() if event.due is not None:
            yield event.due.order[0] + 1  # a claim is due once its time is over
        case _:
            pass


@frozen
class Moments:
    """The distinct moments of a timeline, in microseconds, ascending: of said-time, and of recorded time.

    Between two of them no answer of `replay` changes. The last of ``said`` takes in everything that was said.
    """

    said: tuple[int, ...]
    recorded: tuple[int, ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Moments":
        """Return the moments of some entries; due times after the last statement are left out: by then nothing is due yet."""
        kept = tuple(entries)
        found = {us for entry in kept for us in said_at(entry)}
        spoken = {us for entry in kept if not isinstance(entry.event, ClaimAdded) for us in said_at(entry)}
        last = max(spoken, default=0)
        said = sorted(us for us in found if us <= last) or [0]
        return cls(tuple(said), tuple(sorted({entry.recorded_us for entry in kept})) or (0,))

    def said_index(self, us: int) -> int:
        """Return the index of the first moment of said-time that is not before ``us``."""
        return bisect_left(self.said, us)

    def recorded_index(self, us: int) -> int:
        """Return the index of a moment of recorded time."""
        return bisect_left(self.recorded, us)

    @property
    def together(self) -> list[int]:
        """The index of the last moment recorded by each moment of said-time; -1 where nothing was recorded by then."""
        return [bisect_right(self.recorded, us) - 1 for us in self.said]

    @staticmethod
    def label(us: int) -> str:
        """Return a moment as a cut would be written: a date for the end of that day, else an instant, or the start of time."""
        return "the start" if us == BEGINNING.order[0] else str(When.at(us))
