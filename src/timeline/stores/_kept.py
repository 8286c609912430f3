"""Kept: a checkpoint of the fold, in memory: what an open store has read already and need not read again."""

from collections.abc import Sequence

from attrs import evolve, field, frozen

from timeline import Entry, Timeline
from timeline._state import FOLD

__all__ = ["Kept"]


@frozen(kw_only=True)
class Kept:
    """A checkpoint of the fold: what was read up to a position, by which version of the fold, after how many redactions."""

    position: int = 0
    redactions: int = 0
    fold: int = FOLD
    timeline: Timeline = field(factory=Timeline)

    def after(self, redactions: int) -> "Kept":
        """Return it, or an empty one where it is of another version of the fold, or something was redacted since."""
        return self if (self.fold, self.redactions) == (FOLD, redactions) else Kept(redactions=redactions, fold=FOLD)

    def longer(self, entries: Sequence[Entry], position: int) -> "Kept":
        """Return it with the next entries, up to a position."""
        return evolve(self, position=position, timeline=self.timeline.append(*entries))
