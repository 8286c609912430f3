"""Text as it may enter: printable, of bounded length, without marks that make it read otherwise than it is stored."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["MAX_ID", "MAX_ITEMS", "MAX_TEXT", "columns", "near", "nth_beside", "short", "text_fault", "width"]

MAX_TEXT = 100_000
MAX_ID = 300
MAX_ITEMS = 1_000

# Controls but tab and newline; line and paragraph separators, which tear JSON Lines apart in careless readers; overrides
# and isolates of writing direction, which show a text in another order than it has; the byte order mark; lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def text_fault(value: object, *, is_id: bool = False) -> str | None:
    """Say what is wrong with a text, or None; ids are also short, of one line, and without blanks at either end."""
    if not isinstance(value, str):
        return f"{short(value)} is {type(value).__name__}, not text; give a string"
    if bad := _FORBIDDEN.search(value):
        code = f"U+{ord(bad[0]):04X}"
        return f"{short(value)} has the invisible or control character {code} at {bad.start()}; remove it"
    limit = MAX_ID if is_id else MAX_TEXT
    if len(value) > limit:
        return f"{short(value)} has {len(value):,} characters, the limit is {limit:,}; shorten it and keep the rest behind `url`"
    if not value.strip():
        return "the text is empty; leave the field out instead"
    if is_id and (value != value.strip() or "\n" in value or "\t" in value):
        return f"{short(value)} has blanks at an end, a tab or a line break; an id is one line without them"
    return None


def short(value: object) -> str:
    """Show a value in an error: in ASCII, so that nothing hidden is printed, and cut at 40 characters or so."""
    text = ascii(value[:40]) if isinstance(value, str) else ascii(value)[:60]
    return f"{text[:-1]}…{text[-1]}" if isinstance(value, str) and len(value) > 40 else text


def near(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three known names that resemble this one, best first."""
    from difflib import get_close_matches

    return get_close_matches(name, sorted(known), n=3)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: East Asian wide characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table for a terminal: columns two blanks apart, a rule under the first row, no trailing blanks."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [[cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)] for row in rows]
    lines.insert(1, ["-" * size for size in widths])
    return "\n".join("  ".join(line).rstrip() for line in lines)


def nth_beside(place: int, passed: Iterable[int]) -> int:
    """Return the whole number at a place, from 0, among those that are not in an ascending list.

    >>> nth_beside(2, [0, 3])
    4
    """
    for one in passed:
        if one > place:
            break
        place += 1
    return place
