"""Links: which groups are one origin, as known at a moment."""

from collections.abc import Collection, Iterable, Mapping

from attrs import field, frozen

from timeline._desk import Desk
from timeline._origins import roots
from timeline.bulk._book import Book, Noted

__all__ = ["Links", "roots_of"]


@frozen(eq=False)
class Links:
    """The groups of a layout, and the book-keeping that joins some of them."""

    groups: Mapping[str, int]
    book: Book
    by: str
    _joined: dict[int, tuple[int, ...]] = field(init=False, factory=dict)

    def origins(self, known_at: int) -> tuple[int, ...]:
        """Return the origin of each group as known at a moment: the same number for groups that links join."""
        nth = self.book.nth(known_at)
        if nth not in self._joined:
            noted, links = self.book.joined(known_at)
            root = roots_of(noted, self.by, (origins for _, _, origins in links))
            numbers: dict[str, int] = {}
            found = [numbers.setdefault(root.get(group, group), len(numbers)) for group in self.groups]
            self._joined[nth] = tuple(found)
        return self._joined[nth]


def roots_of(noted: Desk | Noted, by: str, links: Iterable[Collection[str]]) -> dict[str, str]:
    """Return one name for all the groups that a link joins, through any number of links, by each of their names.

    The name of a party or an office stands for everybody who speaks for it.
    """
    named = [(*names, *(source for name in names for source in noted.speakers(name))) for names in links]
    return roots([{noted.group(name, by) for name in names} for names in named])
