"""Text as it may enter: printable, of bounded length, without marks that make it read otherwise than it is stored."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

__all__ = [
    "MAX_ID",
    "MAX_ITEMS",
    "MAX_TEXT",
    "columns",
    "fitted",
    "marked",
    "near",
    "nth_beside",
    "short",
    "text_fault",
    "visible",
    "width",
    "wrapped",
]

MAX_TEXT = 100_000
MAX_ID = 300
MAX_ITEMS = 1_000

_WIDTHLESS = ("Mn", "Me", "Cf")
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_LRM = "\u200e"

# Controls but tab and newline; line and paragraph separators, which tear JSON Lines apart in careless readers; overrides
# and isolates of writing direction, which show a text in another order than it has; the byte order mark; lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def text_fault(value: object, *, is_id: bool = False) -> str | None:
    """Say what is wrong with a text, or None; ids are also short, of one line, and without blanks at either end."""
    if not isinstance(value, str):
        return f"{short(value)} is {type(value).__name__}, not text; give a string"
    if 0 < len(value) <= MAX_ID and value.isascii() and value.isprintable() and value[0] != " " != value[-1]:
        return None  # by far the most: a short line with nothing odd in it
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


def near(name: object, known: Iterable[str]) -> list[str]:
    """Return up to three known names that resemble this one, best first: but for capitals or two letters swapped, then others."""
    from difflib import get_close_matches

    if not isinstance(name, str):
        return []
    names = sorted(known)
    alike = [one for one in names if _all_but_alike(one.casefold(), name.casefold())]
    return list(dict.fromkeys((*alike, *get_close_matches(name, names, n=3))))[:3]


def _all_but_alike(one: str, other: str) -> bool:
    """Whether two names are equal but for two letters beside each other that are swapped."""
    differing = [i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other) or len(differing) not in {0, 2}:
        return False
    first, last = (*differing, 0, 0)[:2]
    return last <= first + 1 and one[first] == other[last] and one[last] == other[first]


def visible(text: str) -> str:
    r"""Return a text with what a terminal would act upon shown as an escape: ``\x1b`` as four characters.

    Line breaks and tabs stay.
    """
    return _FORBIDDEN.sub(lambda bad: ascii(bad[0])[1:-1], text)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: East Asian wide characters two, marks and format characters none."""
    return sum(
        0 if unicodedata.category(char) in _WIDTHLESS or "\u1160" <= char <= "\u11ff"
        else 2 if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def wrapped(
    text: str, most: int, *, width: Callable[[str], int] = width, pieces: Callable[[str], Iterable[str]] = iter
) -> list[str]:
    """Return a text as lines of at most ``most`` columns, broken at blanks, words that are longer wherever they must be.

    Never empty. A piece (by default a character) that is wider than a line stays whole.
    """
    lines, used = [""], 0
    for word in text.split():
        size = width(word)
        if used and used + 1 + size <= most:
            lines[-1], used = f"{lines[-1]} {word}", used + 1 + size
            continue
        broken, used = ([word], size) if size <= most else _broken(word, most, width, pieces)
        lines[len(lines) if lines[-1] else -1 :] = broken
    return lines


def _broken(
    word: str, most: int, width: Callable[[str], int], pieces: Callable[[str], Iterable[str]]
) -> tuple[list[str], int]:
    """Return a word as lines of at most ``most`` columns, and the width of the last."""
    lines: list[list[str]] = [[]]
    used = 0
    for piece in pieces(word):
        size = width(piece)
        if lines[-1] and used + size > most:
            lines.append([])
            used = 0
        lines[-1].append(piece)
        used += size
    return ["".join(line) for line in lines], used


def fitted(sizes: Sequence[int], words: Sequence[int], most: int) -> list[int]:
    """Return the widths of columns, two blanks apart, made to fit: the widest give way first, if need be to one.

    No column becomes narrower than its longest word (``words``) while another can still give way otherwise.
    """
    found = list(sizes)
    for floor in ([min(word, 24) for word in words], [1] * len(found)):
        while sum(found) + 2 * (len(found) - 1) > most:
            wide = [i for i, size in enumerate(found) if size > floor[i]]
            if not wide:
                break
            found[max(wide, key=lambda i: found[i])] -= 1
    return found


def marked(text: str) -> str:
    """Return a text, between left-to-right marks where it has right-to-left letters, so that its neighbours stay put."""
    if text.isascii() or not any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return text
    return text if text[0] == text[-1] == _LRM else f"{_LRM}{text}{_LRM}"


def columns(rows: Sequence[Sequence[str]], most: int | None = None) -> str:
    """Return rows as a table for a terminal: columns two blanks apart, a rule under the first row, no trailing blanks.

    Cells are wrapped so that the table takes at most ``most`` columns; None is no limit.
    """
    natural = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    words = [max(width(word) for row in rows for word in (row[i].split() or [""])) for i in range(len(natural))]
    sizes = natural if most is None else fitted(natural, words, most)
    lines: list[list[str]] = []
    for number, row in enumerate(rows):
        cells = [[cell] if most is None else wrapped(cell, size) for cell, size in zip(row, sizes, strict=True)]
        lines += [[marked(part) for part in line] for line in zip_longest(*cells, fillvalue="")]
        lines += [] if number else [["-" * size for size in sizes]]
    filled = ([cell + " " * (size - width(cell)) for cell, size in zip(line, sizes, strict=True)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in filled)


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
