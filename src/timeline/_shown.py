"""Shown: text as it is shown in columns: how wide it is, wrapped and fitted, between marks where it runs from right to left."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

__all__ = ["columns", "fitted", "marked", "width", "wrapped"]

_WIDTHLESS = ("Mn", "Me", "Cf")
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_LRM = "\u200e"


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
