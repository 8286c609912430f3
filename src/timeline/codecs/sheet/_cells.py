"""Cells: values as the text of a cell and back, so that no cell is a formula in any spreadsheet."""

import re
from collections.abc import Iterable

from timeline import When
from timeline._text import short

__all__ = ["column_letters", "defused", "listed", "parts", "plain", "when_cell", "when_of", "yes"]

# What a spreadsheet runs begins with one of these, in full width too. A cell can also begin in the middle of ours, where
# a file is opened with another separator than the comma; blanks, apostrophes and quotes before the sign do not hide it.
_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_LIVE = re.compile(rf"(^|[;|\t\n\r])([ \u00a0\u3000'\"]*)(?={_SIGN})")
_DEFUSED = re.compile(rf"(^|[;|\t\n\r])'([ \u00a0\u3000'\"]*)(?={_SIGN})")
_ZONED = re.compile(r"(.*?)\s*\[([^\[\]]*)\]", re.DOTALL)


def defused(text: str) -> str:
    """Return a text with an apostrophe before whatever a spreadsheet could run; `plain` undoes it.

    >>> defused("=1+1"), defused("a;-1"), defused("'=1"), defused("1-1")
    ("'=1+1", "a;'-1", "''=1", '1-1')
    """
    return _LIVE.sub(r"\1'\2", text)


def plain(cell: str) -> str:
    """Return the text of a cell: `defused` undone."""
    return _DEFUSED.sub(r"\1\2", cell)


def listed(items: Iterable[str]) -> str:
    """Return ids as a cell: parted by semicolons, or a line each where an id has one."""
    kept = list(items)
    return "".join(f"{item}\n" for item in kept) if any(";" in item for item in kept) else "; ".join(kept)


def parts(cell: str) -> list[str]:
    """Return the ids of a cell."""
    return [item.strip() for item in cell.split("\n" if "\n" in cell else ";") if item.strip()]


def when_cell(when: When | None) -> str:
    """Return a time as a cell: its text, with the zone in brackets where it has one; its words have a cell of their own."""
    return "" if when is None else when.text + (f" [{when.zone}]" if when.zone else "")


def when_of(cell: str, words: str | None) -> When:
    """Return the time of a cell; raises `TimeError`."""
    if zoned := _ZONED.fullmatch(cell):
        return When(zoned[1], zone=zoned[2], words=words)
    return When(cell, words=words)


def yes(cell: str) -> bool:
    """Return whether a cell says yes; raises `ValueError` for what is neither yes nor no."""
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if cell.lower() not in answers:
        raise ValueError(f"{short(cell)} is neither yes nor no; give one of them")
    return answers[cell.lower()]


def column_letters(place: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    above, rest = divmod(place, 26)
    return (column_letters(above - 1) if above else "") + chr(ord("A") + rest)
