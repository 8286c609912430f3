"""Screen: how wide a terminal is and whether it shows colour; lines and tables that fit it."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from attrs import frozen

from timeline import Status
from timeline._shown import fitted, marked
from timeline._shown import wrapped as broken
from timeline._text import visible

__all__ = ["SYMBOLS", "Screen"]

SYMBOLS = {
    Status.UNREPORTED: " .",
    Status.OPEN: " ?",
    Status.REPORTED: " +",
    Status.CORROBORATED: "++",
    Status.DISPUTED: "+-",
    Status.DENIED: " -",
    Status.WITHDRAWN: " x",
}
"""The sign of each status, two columns wide, so that nothing depends on colour."""

# Neither green nor red: no status is a finding that a claim is true or false.
_COLOURS = {
    Status.UNREPORTED: "2",
    Status.OPEN: "0",
    Status.REPORTED: "34",
    Status.CORROBORATED: "1;34",
    Status.DISPUTED: "1;33",
    Status.DENIED: "35",
    Status.WITHDRAWN: "36",
}
_LEAST = 12


@frozen
class Screen:
    """A terminal of so many columns (None: text is never broken), with colour or without.

    Text that comes in is shown as it is, control characters as escapes; only this class writes any.
    """

    width: int | None = None
    colour: bool = False

    @property
    def narrow(self) -> bool:
        """Whether a table of several columns would be hard to read."""
        return self.width is not None and self.width < 60

    def paint(self, text: str, status: Status | None) -> str:
        """Return a text in the colour of a status, where there is colour."""
        plain = not self.colour or status is None or _COLOURS[status] == "0" or not text.strip()
        return text if plain or status is None else f"\x1b[{_COLOURS[status]}m{text}\x1b[0m"

    def lines(self, text: str, first: str = "", rest: str | None = None, status: Status | None = None) -> Iterator[str]:
        """Yield a text as lines that fit, the first one after ``first`` and in colour, the others after ``rest``."""
        rest = " " * len(first) if rest is None else rest
        room = None if self.width is None else max(self.width - max(len(first), len(rest)), _LEAST)
        for number, line in enumerate(wrapped(text, room)):
            yield self.paint(first + marked(line), status) if number == 0 else rest + marked(line)

    def grid(self, rows: Sequence[Sequence[str]], statuses: Sequence[Status | None]) -> str:
        """Return rows as a table, the first one the heads; the first column of a row is in the colour of its status."""
        from wcwidth import width

        shown = [[visible(cell) for cell in row] for row in rows]
        natural = [max(width(row[i]) for row in shown) for i in range(len(shown[0]))]
        words = [max(width(word) for row in shown for word in (row[i].split() or [""])) for i in range(len(natural))]
        sizes = natural if self.width is None else fitted(natural, words, self.width)
        lines = []
        for number, (row, status) in enumerate(zip(shown, (None, *statuses), strict=True)):
            cells = [wrapped(cell, None if self.width is None else size) for cell, size in zip(row, sizes, strict=True)]
            for parts in zip_longest(*cells, fillvalue=""):
                filled = [marked(part) + " " * (size - width(part)) for part, size in zip(parts, sizes, strict=True)]
                lines.append("  ".join([self.paint(filled[0], status), *filled[1:]]).rstrip())
            lines += [] if number else ["  ".join("-" * size for size in sizes)]
        return "\n".join(lines)


def wrapped(text: str, most: int | None) -> list[str]:
    """Return a text as lines of at most ``most`` columns of a terminal (None: one line), never none."""
    from wcwidth import iter_graphemes, width

    if most is None:
        return [" ".join(visible(text).split())]
    return broken(visible(text), most, width=width, pieces=iter_graphemes)
