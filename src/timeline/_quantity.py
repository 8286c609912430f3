"""Quantity: a figure as stated, and the interval that it stands for."""

import re
from collections.abc import Mapping
from math import isfinite

from attrs import field, frozen

from timeline._text import short, text_fault
from timeline.errors import QuantityError

__all__ = ["Quantity", "QuantityLike"]

Number = int | float
SAFE = 2**53  # beyond it a number does not survive JSON in other languages
_MULTIPLES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_NEAR = r"about|around|some|approximately|roughly|almost|nearly"
_ABOVE = r"more than|over|above"
_BELOW = r"fewer than|less than|under|below"
_FROM = r"at least|no fewer than|no less than"
_UP_TO = r"up to|at most|no more than"
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?: (thousand|million|billion))?"
_READ = (
    rf"(?:(?P<word>{_NEAR}|{_ABOVE}|{_BELOW}|{_FROM}|{_UP_TO}) )?(?P<between>between )?{_NUMBER}"
    rf"(?:(?P<join>-|–| to | and ){_NUMBER})?(?: (?P<of>[^\W\d][^\d]*))?"
)
_QUALIFIES = r"(?:or|and|at|plus|than|per|an?|each|every|max|min|maximum|minimum|percent|times|out)\b"
_PLACES = r"(?:to|in|into|from|near|inside|on|of|by|with|for)\b"


@frozen(repr=False)
class Quantity:
    """A figure in the words used, with the interval that the words give; never a guess.

    ``low`` and ``high`` bound it, inclusive, or exclusive where ``strict`` ("more than 10,000"); None is no bound, and
    both None means words without a number ("thousands"). ``unit`` is what the numbers are in, ``of`` what is counted.
    "About" and "almost" are kept in the words and widen nothing, as ``~`` does not widen a date. `Quantity.read` takes
    a phrase apart by these rules: a comma groups thousands, a point is decimal, "10 to 20 million" is in millions at both
    ends, anything else stays words only. Raises `QuantityError`.

    >>> Quantity.read("more than 10,000 soldiers")
    Quantity('more than 10,000 soldiers', low=10000, strict=True, of='soldiers')
    >>> Quantity.read("thousands")
    Quantity('thousands')
    """

    words: str
    low: Number | None = field(default=None, kw_only=True)
    high: Number | None = field(default=None, kw_only=True)
    strict: bool = field(default=False, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)
    of: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        texts = [self.words, *(text for text in (self.unit, self.of) if text is not None)]
        faults = [fault for text in texts if (fault := text_fault(text))]
        faults += [fault for bound in (self.low, self.high) if (fault := _number_fault(bound))]
        if not isinstance(self.strict, bool):
            faults.append(f"strict is {short(self.strict)}; give true or false")
        for name in ("low", "high"):
            if isinstance(bound := getattr(self, name), float) and bound.is_integer():
                object.__setattr__(self, name, int(bound))  # 1.0 is 1, in every id that is made of it too
        if not faults and self.low is not None and self.high is not None and self.low > self.high:
            faults.append(f"low {self.low:,} is above high {self.high:,}; swap them")
        if faults:
            raise QuantityError("; ".join(faults))

    @classmethod
    def read(cls, words: str) -> "Quantity":
        """Return the figure in a phrase such as "about 1,500", "up to 12,000 troops", "3,000-4,000"."""
        match = re.fullmatch(_READ, words, re.ASCII | re.IGNORECASE) if isinstance(words, str) and len(words) < 200 else None
        if match is None or (match["of"] and re.match(_QUALIFIES, match["of"], re.IGNORECASE)):
            return cls(words)
        of = None if match["of"] is None or re.match(_PLACES, match["of"], re.IGNORECASE) else match["of"]
        if match["join"] or match["between"]:
            low, high = _interval(match)
            return cls(words) if low is None or high is None else cls(words, low=low, high=high, of=of)
        word, first = (match["word"] or "").lower(), _number(*match.groups()[2:5])
        if re.fullmatch(f"{_ABOVE}|{_FROM}", word):
            return cls(words, low=first, strict=word in _ABOVE.split("|"), of=of)
        if re.fullmatch(f"{_BELOW}|{_UP_TO}", word):
            return cls(words, high=first, strict=word in _BELOW.split("|"), of=of)
        return cls(words, low=first, high=first, of=of)

    def meets(self, other: "Quantity") -> bool | None:
        """Whether the two intervals have a point in common; None where either has no number or the units differ."""
        if self._wordy or other._wordy or self.unit != other.unit:
            return None
        return self._reaches(other) and other._reaches(self)

    @property
    def _wordy(self) -> bool:
        return self.low is None and self.high is None

    def _reaches(self, other: "Quantity") -> bool:
        """Whether this one's low end is not above the other's high end."""
        if self.low is None or other.high is None:
            return True
        return self.low < other.high or (self.low == other.high and not (self.strict or other.strict))

    def __str__(self) -> str:
        """Show the words used."""
        return self.words

    def __repr__(self) -> str:
        parts = [repr(self.words)]
        for name in ("low", "high", "strict", "unit", "of"):
            value = getattr(self, name)
            if value is not None and value is not False:
                parts.append(f"{name}={value!r}")
        return f"Quantity({', '.join(parts)})"


QuantityLike = Quantity | str | int | float | Mapping[str, object]
"""What is taken where a figure is asked for: a `Quantity`, a phrase, a number, or a mapping of a quantity's fields."""


def as_quantity(value: QuantityLike) -> Quantity:
    """Return a `Quantity` from whatever stands for one; raises `QuantityError` that says what is wrong."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str):
        return Quantity.read(value)
    if isinstance(value, Mapping):
        known = {"words", "low", "high", "strict", "unit", "of"}
        if set(value) - known or "words" not in value:
            raise QuantityError(f"{short(dict(value))} is not a quantity: give words, and low, high, strict, unit, of as known")
        return Quantity(**value)  # type: ignore[arg-type]  # it checks them
    if fault := _number_fault(value):
        raise QuantityError(fault)
    return Quantity(f"{value:,}", low=value, high=value)


def _interval(match: re.Match[str]) -> tuple[Number | None, Number | None]:
    """Return the ends of "3,000-4,000", "10 to 20 million", "between 3 and 4 thousand"; None and None for anything else."""
    whole, decimals, multiple, _, *last = match.groups()[2:9]
    if match["word"] or match["join"] is None or (match["join"] == " and ") is not bool(match["between"]):
        return None, None
    low, high = _number(whole, decimals, multiple or last[2]), _number(*last)
    return (low, high) if low <= high else (None, None)


def _number(whole: str, decimals: str | None, multiple: str | None) -> Number:
    times = _MULTIPLES.get((multiple or "").lower(), 1)
    digits = whole.replace(",", "")
    if decimals is None:
        return int(digits) * times
    number = float(digits + decimals) * times
    return int(number) if number.is_integer() else number


def _number_fault(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{short(value)} is {type(value).__name__}, not a number; give a number or words"
    if abs(value) > SAFE or not isfinite(value):
        return f"{short(value)} is not a finite number up to 2**53; correct it"
    return None
