"""Tally: whether names that were found are those that entries have, without keeping either."""

from collections.abc import Collection, Iterable

__all__ = ["Named", "Tally"]

Named = tuple[str, str, int]
"""A kind, a name, and the key of the entry that has it."""


class Tally:
    """How many names entries have and how many were found, and the hashes of each as one: the same where all are the same."""

    def __init__(self) -> None:
        self._named = [0, 0]
        self._found = [0, 0]

    def expect(self, key: int, names: Iterable[tuple[str, str]]) -> None:
        """Count the names that an entry has."""
        for kind, name in names:
            self._named[0] += 1
            self._named[1] ^= hash((kind, name, key))

    def find(self, rows: Collection[Named]) -> None:
        """Count names that were found."""
        self._found[0] += len(rows)
        for row in rows:
            self._found[1] ^= hash(row)

    @property
    def is_even(self) -> bool:
        """Whether what was found is what entries have."""
        return self._found == self._named
