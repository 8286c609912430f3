"""Unlocked: a class of the layout of a frozen one whose fields can be set, for a value that is being made.

A frozen value is made in the fewest steps so: as an empty one of the unlocked class, filled in by who made it and has shown it to
nobody yet, and then given its own class. Nothing is checked on the way, so whoever does this has checked it.
"""

from typing import Any

__all__ = ["unlocked"]


def unlocked(kind: type[Any]) -> Any:
    """Return a class of the same layout that is made empty and whose fields can be set."""
    free = {"__slots__": (), "__init__": object.__init__, "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"Unlocked{kind.__name__}", (kind,), free)
