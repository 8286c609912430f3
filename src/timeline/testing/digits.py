"""Digits: how whole numbers are taken apart into what an event of a drawn story is, and what is hard about the story.

Every event is three numbers below 256, taken apart into digits: kind, who, claim; stance, when; which earlier event, what
else it carries, how late it is recorded. Zero is the simplest event: the first source affirms the first claim on the first
day. One number would do, but Hypothesis draws small ones of a large range, so that the last digits would mostly be zero.
Each kind of trouble is on or off for a whole story; what is off is read as zero.
"""

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["ROWS", "TROUBLES", "Row", "Troubles"]

_DIGITS = ((16, 4, 4), (16, 16), (8, 8, 4))
ROWS = (256, 256, 256)
"""How many values each of the numbers of an event has."""
TROUBLES = (3**5, 3**3 * 4, 3 * 4)
"""How many values each of the numbers of a story's troubles has."""


class Row(NamedTuple):
    """The digits of one event, the last the first to be let fall when a story is made simpler."""

    kind: int
    who: int
    claim: int
    stance: int
    said: int
    target: int
    detail: int
    delay: int

    @classmethod
    def of(cls, numbers: Sequence[int]) -> "Row":
        """Take the numbers of an event apart."""
        return cls(*(digit for number, radices in zip(numbers, _DIGITS, strict=True) for digit in _digits(number, radices)))


def _digits(number: int, radices: Sequence[int]) -> list[int]:
    digits = []
    for radix in radices:
        number, digit = divmod(number, radix)
        digits.append(digit)
    return digits


class Troubles(NamedTuple):
    """What is hard about one story; everything off and one source, one claim is the simplest."""

    amended: bool
    kept: bool
    resting: bool
    dated: bool
    coarse: bool
    late: bool
    backwards: bool
    foreign: bool
    sources: int
    claims: int
    parties: int

    @classmethod
    def of(cls, numbers: Sequence[int]) -> "Troubles":
        """Take the numbers of a story apart; each kind of trouble is on in two of three stories."""
        one, two, three = numbers
        *others, sources = _digits(two, (3, 3, 3, 4))
        on = [digit > 0 for digit in (*_digits(one, (3,) * 5), *others)]
        claims, parties = _digits(three, (3, 4))
        return cls(*on, sources, claims, parties)  # type: ignore[call-arg]  # as many as there are fields
