"""What is said of a store whose contents are not what was recorded."""

from timeline.errors import DamageError

__all__ = ["damage"]


def damage(path: str, position: int, reason: str) -> DamageError:
    """Return the error that says where the damage begins."""
    what = f"{path} is damaged from position {position} on: {reason}"
    return DamageError(f"{what}; nothing was repaired: restore a copy, or salvage what is whole", position=position)
