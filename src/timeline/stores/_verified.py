"""Verified, Redacted, Salvaged: what was found whole, what a redaction did, what was brought out."""

from attrs import frozen

from timeline.stores._envelope import Tombstone

__all__ = ["Redacted", "Salvaged", "Verified"]


@frozen(kw_only=True)
class Verified:
    """What was found whole: so many entries, the root of their tree, the positions of those that were redacted.

    ``kept`` is the size that what is kept outside the file vouches for; None where nothing is kept there, so that a tail
    that was lost could not be seen. ``torn`` says what stands behind the last entry and is none: a line that a process
    did not finish. ``unsealed`` of the entries have no seal yet, in a file of JSON Lines that no store has made: then the
    root is that of this reading only, and of no use to anybody.
    """

    size: int
    root: bytes
    redacted: tuple[int, ...] = ()
    kept: int | None = None
    torn: str | None = None
    unsealed: int = 0


@frozen(kw_only=True)
class Redacted:
    """What a redaction did: the position, the tombstone that stands there now, and who still names the event.

    ``named_by`` are the positions of entries that name the redacted event by its id, which may be derived from its
    content: look at them as well.
    """

    position: int
    tombstone: Tombstone
    named_by: tuple[int, ...] = ()


@frozen(kw_only=True)
class Salvaged:
    """What a salvage brought out: how many entries, and the positions of those that are lost, as far as they are known."""

    saved: int
    lost: tuple[int, ...] = ()
