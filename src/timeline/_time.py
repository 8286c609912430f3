"""When and cuts: the one door for times; everything else receives values that this module made.

Why a stretch and not a point: a newsroom knows *on Friday*, seldom *at 14:03:07*. A statement is placed by the last
moment at which it can have been made (``latest``), so that a cut never shows what may not yet have been said; one is
*certainly later* than another only when the stretches do not touch. Inside, a moment is an integer: microseconds
since 1970-01-01T00:00:00Z; a pendulum value is made when somebody asks for one. No function here reads a clock.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from timeline._text import short, text_fault
from timeline.errors import TimeError

if TYPE_CHECKING:  # it takes longer to load than all the rest, and is asked for only where a value of it or a zone is
    import pendulum

__all__ = ["BEGINNING", "When", "WhenLike", "as_when", "cut_us"]

Zone: TypeAlias = "pendulum.Timezone | pendulum.FixedTimezone"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY_US = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_FIRST_US = (date.min.toordinal() - _EPOCH_DAY) * _DAY_US
_LAST_DAY = date.max.toordinal()
_LAST_US = (_LAST_DAY + 1 - _EPOCH_DAY) * _DAY_US - 1

DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?[?~%]?", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
_NAIVE = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[\d:.]*"
_SEASONS = range(21, 42)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORMS = (
    "give 2024-10-18, 2024-10, 2024-10-18~, 2024-10-08/2024-10-13, ../2024-10-18 "
    "or an instant such as 2024-10-18T14:30:00+09:00"
)


@frozen(repr=False, init=False)
class When:
    """A stretch of time as somebody stated it: an instant, a date or an interval, and the words it was said in.

    ``text`` is an RFC 3339 instant with offset, or an EDTF level 0 or 1 date or interval, kept as given. A date is the
    whole day in UTC, or in ``zone`` (an IANA name) where that is given with it; ``~`` and ``?`` are kept and shown and do
    not widen it. Both ends are inclusive. ``words`` is what the date was resolved from.

    Raises `TimeError` for a naive time, an impossible date, a season (it has no dates without a hemisphere), words.

    >>> When("2024-10-18~").latest.isoformat()
    '2024-10-18T23:59:59.999999+00:00'
    >>> When("2024-10-18", zone="Asia/Seoul").earliest.isoformat()
    '2024-10-17T15:00:00+00:00'
    """

    text: str
    zone: str | None = field(default=None, kw_only=True)
    words: str | None = field(default=None, kw_only=True)
    earliest_us: int | None = field(init=False, eq=False)
    latest_us: int | None = field(init=False, eq=False)

    def __init__(self, text: "WhenLike", *, zone: str | None = None, words: str | None = None) -> None:
        if isinstance(text, When):
            zone, words = zone or text.zone, words or text.words
        written = _written(text)
        if words is not None and (fault := text_fault(words)):
            raise TimeError(f"words: {fault}")
        earliest, latest = _bounds(written, zone)
        self.__attrs_init__(written, zone=zone, words=words)
        object.__setattr__(self, "earliest_us", earliest)
        object.__setattr__(self, "latest_us", latest)

    @classmethod
    def at(cls, us: int) -> "When":
        """Return the instant that lies ``us`` microseconds after 1970-01-01T00:00:00Z (negative: before)."""
        made = object.__new__(cls)
        made.__attrs_init__(_written(_EPOCH + us * _MICROSECOND))
        object.__setattr__(made, "earliest_us", us)
        object.__setattr__(made, "latest_us", us)
        return made

    @classmethod
    def resolve(cls, words: str, *, published: "WhenLike", zone: str | None = None) -> "When":
        """Return the day that ``words`` mean in a text published then: today, yesterday, Friday, on Friday.

        A weekday is the last one up to and including the day of publication, as that day is counted in ``zone``
        (UTC without one). The words are kept beside the result. Raises `TimeError` for words outside these.

        >>> When.resolve("on Thursday", published="2024-10-18")
        When('2024-10-17', words='on Thursday')
        """
        base = _publication_day(as_when(published), zone)
        plain = words.strip().lower().removeprefix("on ")
        if plain in _WEEKDAYS:
            from pendulum import WeekDay

            day = base.add(days=1).previous(WeekDay(_WEEKDAYS.index(plain)))
        elif plain in {"today", "yesterday"}:
            day = base.subtract(days=1) if plain == "yesterday" else base
        else:
            raise TimeError(f"{short(words)} is not a time: only today, yesterday and weekdays are resolved; {_FORMS}")
        return cls(day.to_date_string(), words=words)

    @property
    def earliest(self) -> "pendulum.DateTime | None":
        """The first instant it can mean, inclusive, in UTC; None where the stretch has no known beginning."""
        return None if self.earliest_us is None else _pendulum(self.earliest_us)

    @property
    def latest(self) -> "pendulum.DateTime | None":
        """The last instant it can mean, inclusive, in UTC; None where the stretch has no known end."""
        return None if self.latest_us is None else _pendulum(self.latest_us)

    @property
    def approximate(self) -> bool:
        """Whether it was given as approximate (``~`` or ``%``)."""
        return "~" in self.text or "%" in self.text

    @property
    def uncertain(self) -> bool:
        """Whether it was given as uncertain (``?`` or ``%``)."""
        return "?" in self.text or "%" in self.text

    @property
    def is_instant(self) -> bool:
        """Whether it is one instant, not a stretch."""
        return self.earliest_us is not None and self.earliest_us == self.latest_us

    @property
    def order(self) -> tuple[int, int]:
        """What statements sort by: the last instant, then the first; an open end sorts outermost."""
        latest = _LAST_US + 1 if self.latest_us is None else self.latest_us
        earliest = _FIRST_US - 1 if self.earliest_us is None else self.earliest_us
        return latest, earliest

    def certainly_after(self, other: "When") -> bool:
        """Whether it begins after the other has ended; False where the two touch or an end is open."""
        return (
            self.earliest_us is not None and other.latest_us is not None and self.earliest_us > other.latest_us
        )

    def __str__(self) -> str:
        """Show the text as given; an instant at the very end of a UTC day as that day."""
        if self.is_instant and self.latest_us is not None and (self.latest_us + 1) % _DAY_US == 0:
            return _pendulum(self.latest_us).to_date_string()
        return self.text

    def __repr__(self) -> str:
        zone = f", zone={self.zone!r}" if self.zone else ""
        words = f", words={self.words!r}" if self.words else ""
        return f"When({self.text!r}{zone}{words})"


WhenLike = When | str | date | datetime | Mapping[str, object]
"""What is taken where a time is asked for: a `When`, a text, a date, an aware datetime, or a mapping with the key ``when``."""

def as_when(value: WhenLike) -> When:
    """Return a `When` from whatever stands for one; raises `TimeError`."""
    if isinstance(value, When):
        return value
    if isinstance(value, str):
        return When(value)
    if isinstance(value, Mapping):
        extra = sorted(set(map(str, value)) - {"when", "zone", "words"})
        parts = {name: value.get(name) for name in ("when", "zone", "words")}
        if extra or not all(isinstance(part, str) for name, part in parts.items() if part is not None or name == "when"):
            raise TimeError(f"{short(dict(value))} is not a time: give a text, or `when` with `zone` and `words` as texts")
        return When(parts["when"], zone=parts["zone"], words=parts["words"])  # type: ignore[arg-type]  # When checks them
    return When(value)


def cut_us(value: WhenLike | None, name: str) -> int | None:
    """Return a cut as the last microsecond that it takes in; None means no limit.

    A bare date is the end of that day. Raises `TimeError` for a time without an end, which cuts nothing.
    """
    if value is None:
        return None
    when = as_when(value)
    if when.latest_us is None:
        raise TimeError(f"{name}: {when.text!r} has no end, so it cuts nothing; leave {name} out or name its last day")
    return when.latest_us


def _pendulum(us: int) -> "pendulum.DateTime":
    import pendulum

    at = _EPOCH + us * _MICROSECOND
    return pendulum.DateTime(
        at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, tzinfo=pendulum.UTC
    )


def _written(value: object) -> str:
    """Return the text of a time; a datetime must be aware."""
    if isinstance(value, str):
        return value
    if isinstance(value, When):
        return value.text
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise TimeError(f"{value.isoformat()} has no offset, so it names no instant; add one: {value.isoformat()}+00:00")
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TimeError(f"{short(value)} is {type(value).__name__}, not a time; {_FORMS}")


def _bounds(text: str, zone: str | None) -> tuple[int | None, int | None]:
    """Return the first and last microsecond of a text, both inclusive; None for an open or unknown end."""
    tz = None if zone is None else _zone(zone)
    start, slash, end = text.partition("/")
    if not slash:
        return _stretch(text, tz)
    try:
        earliest = None if start in {"", ".."} else _stretch(start, tz)[0]
        latest = None if end in {"", ".."} else _stretch(end, tz)[1]
    except TimeError as error:
        raise TimeError(f"{short(text)} is not a stretch of time: {error}") from None
    if earliest is None and latest is None:
        raise TimeError(f"{short(text)} has neither beginning nor end, so it says nothing; leave it out")
    if earliest is not None and latest is not None and earliest > latest:
        raise TimeError(f"{short(text)} ends before it begins; swap its ends")
    return earliest, latest


def _zone(name: object) -> "Zone":
    import pendulum

    if isinstance(name, str):
        try:
            return pendulum.timezone(name)
        except (ValueError, OSError):
            pass
    raise TimeError(f"{short(name)} is not a time zone; give an IANA name such as Europe/Kyiv")


def _stretch(text: str, tz: "Zone | None") -> tuple[int, int]:
    """Return the bounds of one EDTF date or one RFC 3339 instant."""
    try:
        if match := DATE.fullmatch(text):
            first, last = _days(text, *match.groups())
            begin, end = _midnight(first.toordinal(), tz), _midnight(last.toordinal() + 1, tz) - 1
            _calendar(begin)
            _calendar(end)
            return begin, end
        if INSTANT.fullmatch(text):
            us = (datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND
            _calendar(us)
            return us, us
    except TimeError:
        raise
    except (ValueError, OverflowError) as error:
        raise TimeError(f"{short(text)} is not a possible date or time ({error}); correct it") from None
    raise TimeError(_refusal(text))


def _calendar(us: int) -> None:
    if not _FIRST_US <= us <= _LAST_US:
        raise ValueError("out of the calendar's range")


def _refusal(text: str) -> str:
    if re.fullmatch(_NAIVE, text, re.ASCII):
        return f"{short(text)} has no offset, so it names no instant; add one, such as Z or +09:00"
    return f"{short(text)} is not a time; {_FORMS}"


def _days(text: str, year: str, month: str | None, day: str | None) -> tuple[date, date]:
    """Return the first and last day of an EDTF date; ``X`` stands for any digit of the year, ``XX`` for any month or day."""
    if day is None and month not in {None, "XX"} and int(month or 0) in _SEASONS and "X" not in year:
        raise TimeError(f"{short(text)} is a season, which has no dates without a hemisphere; give months: 2024-06/2024-08")
    if ("X" in year and month) or (month == "XX" and day not in {None, "XX"}):
        raise TimeError(f"{short(text)} leaves out a larger part and gives a smaller one; give an interval instead")
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    months = (1, 12) if month in {None, "XX"} else (int(month or 0), int(month or 0))
    first, last = date(first_year, months[0], 1), date(last_year, months[1], 1)
    if day in {None, "XX"}:
        return first, last.replace(day=monthrange(last.year, last.month)[1])
    return first.replace(day=int(day or 0)), last.replace(day=int(day or 0))


def _midnight(ordinal: int, tz: "Zone | None") -> int:
    """Return the microsecond at which a day begins; where the clock skips midnight, the first instant after the gap."""
    if tz is None:
        return (ordinal - _EPOCH_DAY) * _DAY_US
    if ordinal > _LAST_DAY:  # no day of the calendar, but where its last one ends
        return _midnight(_LAST_DAY, tz) + _DAY_US
    day = date.fromordinal(ordinal)
    local = datetime(day.year, day.month, day.day, tzinfo=tz)
    return (local - _EPOCH) // _MICROSECOND


def _publication_day(published: When, zone: str | None) -> "pendulum.DateTime":
    """Return the day of publication at midnight UTC: an instant is counted in the zone, a date is that date."""
    import pendulum

    if published.is_instant and published.earliest is not None:
        local = published.earliest.in_timezone(_zone(zone or "UTC"))
        return pendulum.datetime(local.year, local.month, local.day)
    if "/" not in published.text and len(published.text.rstrip("?~%")) == 10 and "X" not in published.text:
        year, month, day = map(int, published.text[:10].split("-"))
        return pendulum.datetime(year, month, day)
    raise TimeError(f"{published.text!r} is longer than a day, so words cannot be resolved against it; give the day")


BEGINNING = When.at(_FIRST_US)
"""The recorded time of book-keeping that has no date: known from the start."""
