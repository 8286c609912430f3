"""Making: values of the core in as few steps as there can be, from texts that were looked at already; and those at hand.

What repeats in the lines that follow, an id or a time, is taken
from what was made before.
"""

from collections.abc import Callable
from re import compile as expression
from sys import intern
from typing import Any, Final, Generic, TypeVar

from timeline import Correction, Entry, Quantity, Report, When
from timeline._entry import as_recorded
from timeline._quantity import SAFE, as_quantity
from timeline._text import MAX_ID, text_fault
from timeline._time import as_when
from timeline._unlocked import unlocked

__all__ = [
    "CLOCKS",
    "DAYS",
    "IDS",
    "ODD",
    "RECORDED",
    "WHENS",
    "WORDED",
    "Kept",
    "Last",
    "NewCorrection",
    "NewEntry",
    "NewQuantity",
    "NewReport",
    "NewWhen",
    "figure",
    "forget",
    "is_plain",
    "quantity",
]

_AT_HAND: Final = 1 << 15
"""How many values of a kind are kept at hand."""
_CLOCK: Final = expression("T[0-9:.Z+-]+").fullmatch
_EDGES: Final = {"0001", "9999"}
"""The years in which an offset can lead out of the calendar."""

ODD: Final[Any] = object()
"""What is made of a text that has to go another road."""

K = TypeVar("K")
T = TypeVar("T")
_KEPT: Final[list["Kept[Any, Any] | Last"]] = []


class Kept(dict[K, T], Generic[K, T]):
    """What was made of texts, by text or by parts; made when it is asked for first, and all forgotten from time to time."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[K], T]) -> None:
        self._make = make
        _KEPT.append(self)

    def __missing__(self, text: K) -> T:
        made = self._make(text)
        if made is ODD:
            return made
        if len(self) >= _AT_HAND:
            self.clear()
        self[text] = made
        return made


class Last:
    """The last text that was seen, with what was made of it, all in one value."""

    __slots__ = ("_none", "seen")

    def __init__(self, *none: Any) -> None:
        self._none = self.seen = none
        _KEPT.append(self)

    def clear(self) -> None:
        self.seen = self._none


NewEntry, NewReport, NewWhen, NewQuantity = map(unlocked, (Entry, Report, When, Quantity))
NewCorrection = unlocked(Correction)


def is_plain(text: Any) -> bool:
    """Whether it is a short text without anything odd in it, as by far the most are: then it is an id too."""
    return type(text) is str and 0 < len(text) <= MAX_ID and text.isascii() and text.isprintable() and text[0] != " " != text[-1]


def quantity(told: Any) -> Quantity:
    """Return the figure of a record; raises for one with fractions, which JSON can write in many ways."""
    words, low, high = told["words"], told.get("low"), told.get("high")
    if type(low) is float or type(high) is float:
        raise ValueError
    numbers = [number for number in (low, high) if number is not None]
    if len(told) > 1 + len(numbers) or numbers != sorted(numbers):
        return as_quantity(told)
    if any(type(number) is not int or abs(number) > SAFE for number in numbers):
        raise ValueError
    return figure(words, low, high)


def figure(words: str, low: int | None, high: int | None) -> Quantity:
    """Return a figure whose numbers were looked at."""
    if not is_plain(words):
        return Quantity(words, low=low, high=high)
    made = NewQuantity()
    made.words = words
    made.low, made.high = low, high
    made.strict = False
    made.unit = made.of = None
    made.__class__ = Quantity
    return made  # type: ignore[no-any-return]  # it is one now


def _id(text: str) -> str:
    if text_fault(text, is_id=True):
        raise ValueError
    return intern(text)


def _day(day: str) -> int:
    if day[:4] in _EDGES:
        raise ValueError
    return When(f"{day}T00:00Z").order[0]


def _clock(clock: str) -> int:
    if _CLOCK(clock) is None:
        raise ValueError
    return When(f"2000-01-01{clock}").order[0] - _day("2000-01-01")


def _when(text: str) -> When:
    if text[10:11] != "T" or "/" in text or text[:4] in _EDGES:
        return When(text)
    when = NewWhen()
    when.text = text
    when.zone = when.words = None
    when.earliest_us = when.latest_us = DAYS[text[:10]] + CLOCKS[text[10:]]
    when.__class__ = When
    return when  # type: ignore[no-any-return]  # it is one now


def _worded(parts: tuple[tuple[str, Any], ...]) -> When:
    when = as_when(dict(parts))
    if when.words is not None and len(when.words) > MAX_ID:    # too long to be kept at hand
        raise ValueError
    return when


IDS: Final = Kept(_id)
"""Ids, each always the same string."""
DAYS: Final = Kept(_day)
"""The microsecond at which a day begins in UTC."""
CLOCKS: Final = Kept(_clock)
"""The microseconds from the beginning of a day to a clock with its offset."""
WHENS: Final = Kept(_when)
WORDED: Final = Kept(_worded)
"""Times that were given with their zones or their words, by all of it."""
RECORDED: Final[Kept[str, When]] = Kept(lambda text: as_recorded(_when(text)))


def forget() -> None:
    """Forget all that is kept at hand: for whoever changes the code that made it."""
    for kept in _KEPT:
        kept.clear()
