"""Where the commands write: width, colour, JSON, and a line that tells that something is going on."""

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, TypeVar

import click

from timeline import RecordError, RefusedError
from timeline._text import visible
from timeline.views import Screen, as_json

__all__ = ["Faults", "as_json_option", "counted", "look", "note", "say", "tell", "worded", "working"]

_EVERY = 1.0  # seconds from one word of progress to the next

F = TypeVar("F", bound=Callable[..., object])


class Faults(click.ClickException):
    """Faults, each on a line that begins with its place: ``most`` of them (None: all), then how many others there are.

    Where a note on the error says that the file is of another kind, one fault is enough.
    """

    def __init__(self, error: RecordError | RefusedError, most: int | None = 10) -> None:
        faults, hints = [str(fault) for fault in error.faults], getattr(error, "__notes__", [])
        told = faults[: 1 if hints else most]
        left = len(faults) - len(told)
        how = "" if hints else "; `timeline check FILE` names them all"
        more = [f"and {left:,} more{how}"] if left else []
        super().__init__(worded("\n".join([*told, *more, *hints])))

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(self.message, err=True)


def as_json_option(command: F) -> F:
    """Give a command the option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="As JSON, see docs/reference/json.md.")(command)


def look() -> dict[str, Any]:
    """Return how the output is to look, as the arguments of a view: ``width`` and ``colour``.

    The width is that of the terminal, or what COLUMNS says; elsewhere lines are never broken. Colour is for a terminal;
    NO_COLOR, where it is set to anything, turns it off, and FORCE_COLOR on.
    """
    terminal = _is_terminal(sys.stdout)
    told = os.environ.get("COLUMNS", "")
    stated = told.isdecimal() and int(told) > 0
    width = shutil.get_terminal_size().columns if terminal or stated else None
    dumb = os.environ.get("TERM") == "dumb"
    colour = bool(os.environ.get("FORCE_COLOR")) or (terminal and not dumb)
    return {"width": width, "colour": colour and not os.environ.get("NO_COLOR")}


def tell(answer: str | Mapping[str, Any]) -> None:
    """Write what a view has made: text as it is, colour and all, a document as JSON."""
    click.echo(answer if isinstance(answer, str) else as_json(answer), color=True)


def say(text: str) -> None:
    """Write lines of prose, broken between words where the output has a width."""
    width = look()["width"]
    parts = visible(text).split("\n")
    tell("\n".join(parts if width is None else (line for part in parts for line in Screen(width).lines(part, "", "  "))))


def counted(number: int, one: str, many: str) -> str:
    """Return a number with what it counts."""
    return f"{number} {one if number == 1 else many}"


def note(text: str) -> None:
    """Write a remark to standard error, with whatever a terminal would act upon as an escape."""
    click.echo(worded(text), err=True)


def worded(text: str, before: str = "") -> str:
    """Return a message for standard error, its lines broken between words where that is a terminal.

    ``before`` is what will be written before it, on the same line.
    """
    if not _is_terminal(sys.stderr):
        return visible(text)
    screen = Screen(max(shutil.get_terminal_size().columns - 1, 20))
    parts = enumerate(text.split("\n"))
    lines = [line for number, part in parts for line in screen.lines(part, "" if number else before, "  ")]
    return "\n".join(lines).removeprefix(before)


@contextmanager
def working(what: str, after: float = 1.0) -> Iterator[None]:
    """On a terminal, say what is being done and for how long, from ``after`` seconds on; the line is gone at the end."""
    if not _is_terminal(sys.stderr):
        yield
        return
    done = threading.Event()
    ticking = threading.Thread(target=_tick, args=(" ".join(visible(what).split()), after, done), daemon=True)
    ticking.start()
    try:
        yield
    finally:
        done.set()
        ticking.join()


def _tick(what: str, after: float, done: threading.Event) -> None:
    seconds = after
    if done.wait(after):
        return
    room = max(shutil.get_terminal_size().columns - 12, 8)
    while True:
        sys.stderr.write(f"\r\x1b[2K{_cut(what, room)} … {seconds:.0f} s")
        sys.stderr.flush()
        if done.wait(_EVERY):
            break
        seconds += 1
    sys.stderr.write("\r\x1b[2K")
    sys.stderr.flush()


def _cut(text: str, most: int) -> str:
    """Return as much of a text as fits into so many columns."""
    from wcwidth import iter_graphemes, width

    shown, used = "", 0
    for piece in iter_graphemes(text):
        used += width(piece)
        if used > most:
            break
        shown += piece
    return shown


def _is_terminal(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)())
