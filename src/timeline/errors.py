"""Everything that is raised; ``TimelineError`` catches all.

One class per decision that a caller can take. Each message says what is wrong (with the value), why, and what to do.
"""

from collections.abc import Iterable, Sequence
from typing import Final

__all__ = [
    "ConflictError",
    "DamageError",
    "EventError",
    "Fault",
    "MissingExtraError",
    "PolicyError",
    "ProofError",
    "QuantityError",
    "RecordError",
    "RefusedError",
    "StoreError",
    "TimeError",
    "TimelineError",
    "UnknownClaimError",
    "UnknownEventError",
]


class TimelineError(Exception):
    """Any error of this library."""


class Fault:
    """One thing that is wrong, and where: ``path`` in the record, ``file`` and ``line`` where there is a file.

    >>> print(Fault("is missing", path="event.said", file="story.jsonl", line=3))
    story.jsonl:3: event.said: is missing
    """

    __slots__ = ("file", "line", "message", "path")

    def __init__(self, message: str, *, path: str = "", file: str = "", line: int | None = None) -> None:
        self.message: Final = message
        self.path: Final = path
        self.file: Final = file
        self.line: Final = line

    def within(self, path: str) -> "Fault":
        """Return the same fault one level further out: ``path`` goes before its own path."""
        inner = f"{path}.{self.path}" if self.path else path
        return Fault(self.message, path=inner, file=self.file, line=self.line)

    def at(self, file: str, line: int) -> "Fault":
        """Return the same fault with its place in a file; lines count from 1."""
        return Fault(self.message, path=self.path, file=file, line=line)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return ": ".join(part for part in (place, self.path, self.message) if part)

    def __repr__(self) -> str:
        return f"Fault({self.message!r}, path={self.path!r}, file={self.file!r}, line={self.line!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class _Faulty(TimelineError, ValueError):
    """An error that tells all its faults at once, in ``faults``."""

    faults: tuple[Fault, ...]

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class TimeError(TimelineError, ValueError):
    """A time that cannot be placed: naive, impossible, without an end where one is needed, or in unknown words."""


class QuantityError(TimelineError, ValueError):
    """A figure that is none: no words, not finite, its low end above its high end."""


class EventError(_Faulty):
    """An event that breaks a rule of its own; ``faults`` has all of them, each with the field's name as path."""


class RefusedError(_Faulty):
    """A well-formed event that a timeline does not take: foreign retraction, misfiled correction, one id for two things.

    ``refused`` has the same faults as (place in the batch from 0, event id, fault with the field's name as path).
    """

    refused: tuple[tuple[int, str, Fault], ...]

    def __init__(self, refused: Iterable[tuple[int, str, Fault]]) -> None:
        self.refused = tuple(refused)
        super().__init__(fault.within(event_id) for _, event_id, fault in self.refused)


class RecordError(_Faulty):
    """Data that is not a record; ``faults`` has all of a file's, each with line and path in the record."""


class StoreError(TimelineError, OSError):
    """A store that cannot do what was asked just now: locked, full, read-only, of a newer version, not a store."""


class DamageError(StoreError):
    """A store whose contents are not what was recorded; ``position`` is the first bad one."""

    def __init__(self, message: str, *, position: int) -> None:
        self.position: Final = position
        super().__init__(message)


class ConflictError(TimelineError, ValueError):
    """A store that others have appended to meanwhile; ``between`` has the ids of what came after ``expected``."""

    def __init__(self, expected: int, position: int, between: Sequence[str]) -> None:
        self.expected: Final = expected
        self.position: Final = position
        self.between: Final = tuple(between)
        came = f"{', '.join(map(repr, self.between[:5]))}{' …' if len(self.between) > 5 else ''} came between"
        what = came if self.between else "there are fewer entries"
        super().__init__(f"the store is at position {position}, not {expected}: {what}; read them and append again")


class MissingExtraError(TimelineError, ImportError):
    """A library that an optional part needs and that is not installed; the message names the extra to install."""

    def __init__(self, extra: str, what: str, library: str) -> None:
        self.extra: Final = extra
        absent = "which are not installed" if " and " in library else "which is not installed"
        install = f"pip install 'story-timeline[{extra}]', or in a clone: pip install -e '.[{extra}]'"
        super().__init__(f"{what} needs {library}, {absent}; {install}", name=library)


class PolicyError(TimelineError, ValueError):
    """A policy, or an answer of a user's own policy, that makes no sense."""


class ProofError(TimelineError, ValueError):
    """A proof, a checkpoint, a signature or a key that does not hold or cannot be read: do not rely on what it says."""


class _Unknown(TimelineError, KeyError):
    """A name that the timeline does not know, with the nearest ones that it does."""

    what = "name"

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        self.name = name
        self.near = tuple(near)
        hint = f"; did you mean {' or '.join(map(repr, self.near))}?" if self.near else ""
        super().__init__(f"no {self.what} {name!r} in this timeline{hint}")

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownClaimError(_Unknown):
    """A claim that the timeline has never heard of, by then or later; ``near`` has the nearest ids."""

    what = "claim"


class UnknownEventError(_Unknown):
    """An event, source or party that is not in the timeline; ``near`` has the nearest ids."""

    what = "report, source or party"
