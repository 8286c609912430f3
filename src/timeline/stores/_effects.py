"""Effects: what the logic of a server store asks of the outside, said as values, so that one logic serves both worlds.

The logic is generators: each yields an effect and is sent what came of it, or the error. `drive` performs effects by
blocking calls, `drive_async` by awaiting; neither knows what they are for.
"""

from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from attrs import field, frozen

__all__ = ["Ask", "Clean", "Close", "Connect", "Copy", "Effect", "Hear", "Sleep", "Statement", "Steps", "drive", "drive_async"]

T = TypeVar("T")

Statement: TypeAlias = tuple[str, Sequence[Any]]
"""SQL and what stands for its placeholders."""


@frozen
class Connect:
    """Open a connection, in place of the one there was, by what libpq connects to and parameters beside it."""

    conninfo: str = field(repr=False)
    parameters: Mapping[str, str]


@frozen
class Ask:
    """Execute statements, all in one round trip; answered by the rows of each."""

    statements: tuple[Statement, ...]


@frozen
class Copy:
    """Send rows in bulk, to ``COPY … FROM STDIN (FORMAT BINARY)`` and columns of these types."""

    statement: str
    types: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


@frozen
class Sleep:
    """Wait so many seconds."""

    seconds: float


@frozen
class Hear:
    """Wait until the server notifies of something, but not longer than so many seconds."""

    seconds: float


@frozen
class Clean:
    """Leave no transaction behind: roll it back, or where that cannot be, let go of the connection.

    Answered by whether the connection stays.
    """


@frozen
class Close:
    """Let go of the connection."""


Effect: TypeAlias = Connect | Ask | Copy | Sleep | Hear | Clean | Close

Steps: TypeAlias = Generator[Effect, Any, T]
"""Logic that comes to a ``T``."""


def drive(steps: Steps[T], perform: Callable[[Effect], object]) -> T:
    """Run logic to its end; its errors are raised, and those of effects are raised within it."""
    move: Callable[[], Effect] = partial(next, steps)
    while True:
        try:
            effect = move()
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]  # what a generator returns is not in the type of its end
        try:
            move = partial(steps.send, perform(effect))
        except BaseException as error:
            move = partial(steps.throw, error)


async def drive_async(steps: Steps[T], perform: Callable[[Effect], Awaitable[object]]) -> T:
    """Run logic to its end, as `drive`; where the task is cancelled, the logic hears of it and cleans up."""
    move: Callable[[], Effect] = partial(next, steps)
    while True:
        try:
            effect = move()
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]  # what a generator returns is not in the type of its end
        try:
            move = partial(steps.send, await perform(effect))
        except BaseException as error:
            move = partial(steps.throw, error)
