"""Links: which groups are one origin, as known at a moment."""

from collections.abc import Mapping

from attrs import field, frozen

from timeline.bulk._book import Book, Link, Noted

__all__ = ["Links"]


@frozen(eq=False)
class Links:
    """The groups of a layout, and the book-keeping that joins some of them."""

    groups: Mapping[str, int]
    book: Book
    by: str
    _joined: dict[Noted, tuple[int, ...]] = field(init=False, factory=dict)

    def origins(self, known_at: int) -> tuple[int, ...]:
        """Return the origin of each group as known at a moment: the same number for groups that links join."""
        noted, links = self.book.joined(known_at)
        if noted not in self._joined:
            self._joined[noted] = self._origins(noted, links)
        return self._joined[noted]

    def _origins(self, noted: Noted, links: tuple[Link, ...]) -> tuple[int, ...]:
        above = {group: group for group in self.groups}

        def find(name: str) -> str:
            while above.setdefault(name, name) != name:
                name = above[name]
            return name

        for _, _, origins in links:
            named = {noted.group(name, self.by) for name in origins}
            named |= {noted.group(source, self.by) for name in origins for source in noted.speakers(name)}
            first, *others = sorted(find(name) for name in named)
            above.update(dict.fromkeys(others, first))
        numbers: dict[str, int] = {}
        return tuple(numbers.setdefault(find(group), len(numbers)) for group in self.groups)
