"""What is said of a store whose contents are not what was recorded, and from which position on."""

from timeline.errors import DamageError
from timeline.stores._merkle import CompactRange

__all__ = ["damage", "first_difference"]


def damage(path: str, position: int, reason: str) -> DamageError:
    """Return the error that says where the damage begins."""
    what = f"{path} is damaged from position {position} on: {reason}"
    return DamageError(f"{what}; nothing was repaired: restore a copy, or salvage what is whole", position=position)


def first_difference(one: CompactRange, other: CompactRange) -> int:
    """Return the first leaf, from 0, under the first hash in which two trees of one size differ; 0 where sizes differ.

    All leaves before it are the same; which of those under that hash differ cannot be told from a right edge.
    """
    begin = 0
    if one.size == other.size:
        for mine, its in zip(one.hashes, other.hashes, strict=True):
            if mine != its:
                break
            begin += 1 << (one.size - begin).bit_length() - 1
    return begin
