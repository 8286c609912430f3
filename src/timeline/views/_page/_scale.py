"""Scale: where a moment lies on the chart, in percent of its width, and the dates under it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from attrs import frozen

__all__ = ["Scale", "Tick"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MIN, _MAX = ((end.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1) for end in (datetime.min, datetime.max))
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR
_HOURS = (1, 3, 6, 12)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 24000)
_MOST_TICKS = 8
_LEAST_DAY = 6
"""The least part of the chart, in percent, in which the name of a day has room."""
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@frozen
class Tick:
    """A line of the chart with a date: where it is, the words, ``wide`` where the words need a wide page.

    The words stand at ``at``, to the right of it ("start"), to the left ("end"), or over it ("middle"): the name of one
    day over the middle of the day, any other beside the line at which it begins.
    """

    x: float
    label: str
    wide: bool
    at: float
    anchor: str


@frozen
class Scale:
    """A stretch of time, in microseconds, on a width of 100 percent."""

    first: int
    last: int

    @classmethod
    def over(cls, first: int, last: int) -> "Scale":
        """Return a scale that holds both moments, at least an hour, and some room after them for what stands since.

        It ends where the calendar does.
        """
        begin = max(min(first, last - _HOUR), _MIN)
        last = max(last, begin + _HOUR)
        return cls(begin, min(last + (last - begin) // 7, _MAX))

    def at(self, us: int | None) -> float:
        """Return the place of a moment in percent; None, and what lies outside, at the nearer end."""
        if us is None:
            return 0.0
        return round(min(max((us - self.first) / (self.last - self.first), 0.0), 1.0) * 100, 2)

    def middle(self, first: int | None, last: int) -> float:
        """Return the place of the middle of a stretch; its end where it is not known when it begins."""
        return self.at(last if first is None else (first + last) // 2)

    def ticks(self) -> list[Tick]:
        """Return at most eight dates: hours, days, months or years, as the stretch is long."""
        starts = next(found for found in self._steps() if len(found) <= _MOST_TICKS)
        places = [self.at(_us(start)) for start in starts]
        ends = [self.at(_us(start) + _DAY) for start in starts]
        daily = len(places) > 1 and ends[:-1] == places[1:]
        words = enumerate(self._words(starts))
        return [self._tick(places[i], ends[i] if daily else None, word, wide=bool(i % 2)) for i, word in words]

    @staticmethod
    def _tick(x: float, end: float | None, word: str, *, wide: bool) -> Tick:
        if end is None:
            return Tick(x, word, wide, x, "end" if x > 88 else "start")
        return Tick(x, word if end - x > _LEAST_DAY else "", wide, round((x + end) / 2, 2), "middle")

    def _steps(self) -> Iterator[list[datetime]]:
        fine = _HOURS if self.last - self.first < 2 * _DAY else ()
        yield from (self._every(timedelta(hours=hours)) for hours in fine)
        yield from (self._every(timedelta(days=days)) for days in _DAYS)
        yield from (self._every_months(months) for months in _MONTHS)

    def _every(self, step: timedelta) -> list[datetime]:
        """Return the multiples of a step, counted from a Monday, within the stretch; too many are cut off."""
        size = step // timedelta(microseconds=1)
        offset = 4 * _DAY if size >= _DAY else 0  # 1970-01-05 was a Monday
        start = -(-(self.first - offset) // size) * size + offset
        return [_time(us) for us in range(start, self.last + 1, size)[: _MOST_TICKS + 1]]

    def _every_months(self, months: int) -> list[datetime]:
        first = _time(self.first)
        number = -(-(first.year * 12 + first.month - 1) // months) * months
        found: list[datetime] = []
        while number < 10_000 * 12 and len(found) <= _MOST_TICKS:
            when = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
            if _us(when) > self.last:
                break
            found += [when] if _us(when) >= self.first else []
            number += months
        return found

    def _words(self, starts: list[datetime]) -> list[str]:
        """Return the dates as words, no finer than they need to be."""
        if any(when.hour for when in starts):
            return [f"{when.day} {_NAMES[when.month - 1]} {when.hour:02}:00" for when in starts]
        if all(when.day == 1 and when.month == 1 for when in starts):
            return [str(when.year) for when in starts]
        if all(when.day == 1 for when in starts):
            return [f"{_NAMES[when.month - 1]} {when.year}" for when in starts]
        return [f"{when.day} {_NAMES[when.month - 1]}" for when in starts]


def _time(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def _us(when: datetime) -> int:
    return (when - _EPOCH) // timedelta(microseconds=1)
