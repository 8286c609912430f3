"""Gathered: the nodes of a tree that a proof takes, asked for all at once from where they are kept."""

from collections.abc import Iterable

from timeline.stores._damage import damage
from timeline.stores._merkle import HASH_BYTES

__all__ = ["Gathered"]


class Gathered:
    """Nodes that were fetched; of others it notes that they are wanted, and gives a hash of zeros.

    Which nodes a proof takes does not depend on their hashes, so a proof from an empty one tells them all.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], bytes] = {}
        self._wanted: dict[tuple[int, int], None] = {}

    @classmethod
    def of(cls, path: str, found: Iterable[tuple[tuple[int, int], bytes | None]]) -> "Gathered":
        """Return those that were found; raises `DamageError` where one is missing."""
        gathered = cls()
        for (level, index), node in found:
            if node is None or len(node) != HASH_BYTES:
                raise damage(path, (index << level) + 1, f"node ({level}, {index}) of the tree is missing")
            gathered._found[level, index] = node
        return gathered

    @property
    def wanted(self) -> list[tuple[int, int]]:
        """The level and the index of every node that was asked for and is not there."""
        return list(self._wanted)

    def get(self, level: int, index: int) -> bytes:
        """Return the hash of node (level, index)."""
        if (level, index) in self._found:
            return self._found[level, index]
        self._wanted[level, index] = None
        return bytes(HASH_BYTES)
