"""Entry: one line of the log; position and recorded time belong to it, not to the event."""

from attrs import field, frozen

from timeline._events import Event, public_at
from timeline._fields import show
from timeline._source import Source
from timeline._text import short
from timeline._time import BEGINNING, When, WhenLike
from timeline._time import as_when as read_when
from timeline._unlocked import unlocked
from timeline.errors import EventError, Fault, TimeError

__all__ = ["Entry", "UnlockedEntry"]


def as_recorded(value: WhenLike) -> When:
    """Take an instant; a date stands for its last microsecond."""
    when = read_when(value)
    if when.latest_us is None:
        raise TimeError(f"recorded: {when.text!r} has no end; give the instant at which it was recorded")
    plain = when.earliest_us == when.latest_us and when.zone is None and when.words is None
    return when if plain else When.at(when.latest_us)


def as_event(value: Event | Source) -> Event:
    """Take an event, or a source as the event that introduces it."""
    if isinstance(value, Source):
        return value.added()
    if not isinstance(value, Event):
        raise EventError([Fault(f"{short(value)} is {type(value).__name__}, not an event; give a report, say", path="event")])
    return value


def as_position(value: int) -> int:
    """Take a whole number from 0 on."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise EventError([Fault(f"{short(value)} is not a position; give a whole number from 0 on", path="position")])
    return value


@frozen(kw_only=True)
class Entry:
    """One line of the log: the event, when it was recorded (an instant), and its position in its log from 1.

    Without ``recorded`` it is when the public could know: the end of ``published``, else of ``said``; for undated
    book-keeping the beginning of time. The position is 0 for an entry of no log and is not compared.
    """

    event: Event = field(converter=as_event)
    recorded: When = field(converter=as_recorded)
    position: int = field(default=0, eq=False, converter=as_position)

    @recorded.default
    def _public(self) -> When:
        return public_at(self.event) or BEGINNING

    @property
    def id(self) -> str:
        """The event's id."""
        return self.event.id

    @property
    def recorded_us(self) -> int:
        """The recorded time in microseconds since 1970-01-01T00:00:00Z."""
        return self.recorded.order[0]

    @property
    def newest(self) -> tuple[int, str]:
        """What versions of one thing sort by; the last holds."""
        return self.recorded_us, self.event.id

    def at(self, position: int) -> "Entry":
        """Return the entry at a position of a log."""
        if self.position == position:
            return self
        made = UnlockedEntry()    # what it holds was checked when it was made
        made.event = self.event
        made.recorded = self.recorded
        made.position = position
        made.__class__ = Entry
        return made  # type: ignore[no-any-return]  # it is one now

    __repr__ = show


UnlockedEntry = unlocked(Entry)
