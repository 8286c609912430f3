"""Verified and Redacted: what a verification has found whole, and what a redaction did."""

from attrs import frozen

from timeline.stores._envelope import Tombstone

__all__ = ["Redacted", "Verified"]


@frozen(kw_only=True)
class Verified:
    """What was found whole: so many entries, the root of their tree, the positions of those that were redacted.

    ``kept`` is the size that what is kept outside the file vouches for; None where nothing is kept there, so that a tail
    that was lost could not be seen. ``torn`` says what stands behind the last entry and is none: a line that a process
    did not finish.
    """

    size: int
    root: bytes
    redacted: tuple[int, ...] = ()
    kept: int | None = None
    torn: str | None = None


@frozen(kw_only=True)
class Redacted:
    """What a redaction did: the position, the tombstone that stands there now, and who still names the event.

    ``named_by`` are the positions of entries that name the redacted event by its id, which may be derived from its
    content: look at them as well.
    """

    position: int
    tombstone: Tombstone
    named_by: tuple[int, ...] = ()
