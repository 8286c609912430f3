"""Links: which groups are one origin, as known at a moment."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from timeline import Entry, OriginsLinked
from timeline._desk import Desk

__all__ = ["Links"]


@frozen(eq=False)
class Links:
    """The groups of a layout, and the book-keeping that joins some of them."""

    groups: Mapping[str, int]
    notes: tuple[Entry, ...]
    by: str
    _joined: dict[int, tuple[int, ...]] = field(init=False, factory=dict)

    def origins(self, known_at: int) -> tuple[int, ...]:
        """Return the origin of each group as known at a moment: the same number for groups that links join."""
        count = bisect_right(self._recorded, known_at)
        if count not in self._joined:
            self._joined[count] = self._origins(Desk.of(self._sorted[:count]))
        return self._joined[count]

    @cached_property
    def _sorted(self) -> list[Entry]:
        if not any(isinstance(note.event, OriginsLinked) for note in self.notes):
            return []
        return sorted(self.notes, key=lambda note: note.recorded_us)

    @cached_property
    def _recorded(self) -> list[int]:
        return [note.recorded_us for note in self._sorted]

    def _origins(self, desk: Desk) -> tuple[int, ...]:
        above = {group: group for group in self.groups}

        def find(name: str) -> str:
            while above.setdefault(name, name) != name:
                name = above[name]
            return name

        for link in desk.links:
            named = {desk.group(name, self.by) for name in link.origins}
            named |= {desk.group(source, self.by) for name in link.origins for source in desk.speakers(name)}
            first, *others = sorted(find(name) for name in named)
            above.update(dict.fromkeys(others, first))
        numbers: dict[str, int] = {}
        return tuple(numbers.setdefault(find(group), len(numbers)) for group in self.groups)
