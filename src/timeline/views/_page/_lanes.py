"""Lanes: the marks of each source over time, stacked where they would lie on each other, summarised where too many do."""

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from timeline import UNKNOWN_SOURCE
from timeline._desk import Desk
from timeline._shown import marked, width
from timeline._words import named, one_line
from timeline.views._page._marks import Mark
from timeline.views._page._scale import Scale

__all__ = ["Lane", "Layout", "More", "Placed", "lanes", "shortened"]

ROW = 16
HEAD = 24
MOST_LANES = 30
MOST_ROWS = 8
_SHAPE = 14
_LETTER = 6.6
_BIN = 36
_NARROW = 42


@frozen
class Layout:
    """How wide the chart is at least, in pixels, whether its marks bear words, how many rows a lane has at most.

    A small story fits a phone, and each of its marks has its place.
    """

    width: int
    words: bool
    rows: int

    @classmethod
    def of(cls, marks: int) -> "Layout":
        """Return the layout for a number of marks."""
        if marks <= 60:
            return cls(300, words=True, rows=marks)
        return cls(680 if marks <= 300 else 900, words=False, rows=MOST_ROWS)


@frozen(kw_only=True)
class Placed:
    """A mark with its place: its sign at ``x``, the time in which it was said from ``start`` to ``end``, all in percent.

    ``y`` is in pixels; words stand to the sign's left ("end") or right ("start"). ``bar``: whether the time is longer
    than the sign is wide, and so to be seen.
    """

    mark: Mark
    x: float
    start: float
    end: float
    bar: bool
    y: int
    label: str
    anchor: str


@frozen(kw_only=True)
class More:
    """The marks that had no row of their own around a place; the sign for them leads to a list, named ``id``, of them all."""

    x: float
    y: int
    marks: tuple[Mark, ...]

    @property
    def id(self) -> str:
        """The name of the list, one of its own on the page."""
        return f"m{self.y}-{self.x:g}"

    @property
    def first(self) -> Mark:
        """The first of them, as if it held for ever: the sign is shown from it on."""
        return evolve(self.marks[0], until=None)


@frozen(kw_only=True)
class Lane:
    """One source: its name, where its lane begins and how high it is, in pixels, and its marks."""

    name: str
    beside: str
    y: int
    height: int
    marks: tuple[Placed, ...]
    more: tuple[More, ...]

    @property
    def drawn(self) -> list[Mark]:
        """Its marks, and the first ones of those without a row, as the chart has them."""
        return [*(placed.mark for placed in self.marks), *(more.first for more in self.more)]

    @property
    def head(self) -> str:
        """As much of the name as fits the width of a phone."""
        return _cut(self.name, _NARROW)

    @property
    def tail(self) -> str:
        """The rest of the name."""
        return self.name.removeprefix(self.head)


def lanes(marks: Sequence[Mark], desk: Desk, scale: Scale, layout: Layout) -> list[Lane]:
    """Return a lane for each source in the order in which they first spoke; beyond thirty, the quietest share the last."""
    by_source: dict[str, list[Mark]] = {}
    for mark in marks:
        by_source.setdefault(mark.lane, []).append(mark)
    loudest = sorted(by_source, key=lambda name: -len(by_source[name]))[: MOST_LANES if len(by_source) > MOST_LANES else None]
    found: list[Lane] = []
    y = 0
    for name, own in [(name, own) for name, own in by_source.items() if name in loudest]:
        found.append(_lane(_title(name, desk), own, y, scale, layout))
        y += found[-1].height
    rest = [mark for mark in marks if mark.lane not in loudest]
    if rest:
        found.append(_lane((f"{len(by_source) - len(loudest)} other sources", ""), rest, y, scale, layout))
    return found


def _title(source: str, desk: Desk) -> tuple[str, str]:
    """Return a source's name, and beside it its id and party where they are other words."""
    known = desk.source(source)
    name = named(source, desk)
    beside = [part for part in (source, known and known.party) if part and part != name]
    shown = "Unknown sources" if source == UNKNOWN_SOURCE else shortened(name, 90)
    return shown, " · ".join(marked(shortened(part, 24)) for part in dict.fromkeys(beside))


def shortened(text: str, most: int) -> str:
    """Return a text on one line of at most so many columns, cut with an ellipsis."""
    flat = one_line(text, most)
    return flat if width(flat) <= most else _cut(flat, most) + "…"


def _cut(text: str, most: int) -> str:
    """Return a text, or where it is wider than so many columns its beginning with room for an ellipsis."""
    if width(text) <= most:
        return text
    end = next(i for i in range(len(text)) if width(text[: i + 1]) > most - 2)
    return text[:end].rstrip()


def _lane(title: tuple[str, str], marks: Iterable[Mark], y: int, scale: Scale, layout: Layout) -> Lane:
    ends: list[float] = []
    placed: list[Placed] = []
    left: list[tuple[float, Mark]] = []
    for mark in sorted(marks, key=lambda mark: (scale.at(mark.first), mark.last, mark.entry)):
        x, start, end = scale.middle(mark.first, mark.last), scale.at(mark.first), scale.at(mark.last)
        label, anchor, begins, reaches = _extent(mark, x, start, end, layout)
        row = next((i for i, taken in enumerate(ends) if taken <= begins), len(ends))
        if row >= layout.rows:
            left.append((x, mark))
            continue
        ends[row : row + 1] = [reaches]
        bar, top = (end - start) * layout.width / 100 > _SHAPE, y + HEAD + row * ROW + ROW // 2
        placed.append(Placed(mark=mark, x=x, start=start, end=end, bar=bar, y=top, label=label, anchor=anchor))
    more = tuple(_summed(left, y + HEAD + len(ends) * ROW + ROW // 2, layout))
    height = HEAD + (len(ends) + bool(more)) * ROW + 6
    return Lane(name=title[0], beside=title[1], y=y, height=height, marks=tuple(placed), more=more)


def _extent(mark: Mark, x: float, start: float, end: float, layout: Layout) -> tuple[str, str, float, float]:
    """Return a mark's words, on which side they stand, and from where to where it reaches in pixels."""
    x, start, end = (at * layout.width / 100 for at in (x, start, end))
    begins, reaches = min(start, x - _SHAPE / 2), max(end, x + _SHAPE / 2)
    if not layout.words:
        return "", "", begins, reaches
    room = max(x, layout.width - x) - _SHAPE
    label = shortened(mark.claim, max(3, min(22, int(room / _LETTER))))
    size = width(label) * _LETTER + 6
    if x >= layout.width - x:
        return label, "end", min(begins, x - _SHAPE / 2 - size), reaches
    return label, "start", begins, max(reaches, x + _SHAPE / 2 + size)


def _summed(left: Iterable[tuple[float, Mark]], y: int, layout: Layout) -> list[More]:
    bins: dict[int, list[Mark]] = {}
    size = _BIN * 100 / layout.width
    for x, mark in left:
        bins.setdefault(int(min(x, 99.99) // size), []).append(mark)
    return [
        More(x=round(min((i + 0.5) * size, 100.0), 2), y=y, marks=tuple(sorted(found, key=lambda mark: (mark.last, mark.known))))
        for i, found in sorted(bins.items())
    ]
