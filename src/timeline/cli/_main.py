"""The command line: each command reads a file, asks one question, prints the answer; every error is one clear line.

Exit codes: 0 answered, 1 not as it should be (the file, or what was asked of it), 2 misused. Commands live in a module
per group; each module has its commands in ``COMMANDS``.
"""

import errno
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from timeline import RecordError, RefusedError, TimeError, TimelineError
from timeline._text import near
from timeline.cli import _check, _complete, _look, _page, _sheet, _stores, _web
from timeline.cli._screen import Faults, worded
from timeline.stores import shown

__all__ = ["main"]

_LEAST = 53  # below it click's own help does not fit


def _worded(message: str) -> str:
    """Return a message as it fits behind the word that click puts before it."""
    return worded(message, "Error: ")


@contextmanager
def _one_clear_line() -> Iterator[None]:
    """Turn what a user can cause into one message without a traceback, in which nothing acts upon a terminal."""
    try:
        yield
    except click.ClickException as error:
        object.__setattr__(error, "message", _worded(error.message))  # click declares it final
        raise
    except (RecordError, RefusedError) as error:
        raise Faults(error) from None
    except TimeError as error:  # of a file it would be a fault of its record: this one was typed
        raise click.UsageError(_worded(str(error))) from None
    except TimelineError as error:
        raise click.ClickException(_worded(str(error))) from None
    except BrokenPipeError:
        raise  # whoever read our output has seen enough; click ends quietly
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "see whether it is there and may be used")
        raise click.ClickException(_worded(f"{_named(error.filename)}: {error.strerror}; {advice}")) from None


def _named(filename: object) -> str:
    """Return the name of a file as it may be shown: what should be one may be the URL of a server."""
    return "the output" if filename is None else shown(str(filename))


_ADVICE: Final = {
    errno.ENOENT: "check the name, and whether the folder is there",
    errno.ENOSPC: "free some space and try again",
    errno.EISDIR: "name a file in it",
    errno.EEXIST: "name a new file",
    errno.EACCES: "ask for the right to it, or name another place",
    errno.EROFS: "name a place that can be written to",
}
"""What to do about what the system says."""


class _Commands(click.Group):
    """A group whose commands end with one clear line instead of a traceback."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        columns = shutil.get_terminal_size().columns
        if columns < _LEAST:
            kwargs.setdefault("terminal_width", max(columns - 1, 20))
        with _one_clear_line():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> object:
        with _one_clear_line():
            return super().invoke(ctx)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-") and not ctx.resilient_parsing:
            meant = " or ".join(map(repr, near(name, self.commands)))
            hint = f"did you mean {meant}?" if meant else "`timeline --help` lists them"
            raise click.UsageError(f"No such command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="story-timeline", prog_name="story-timeline", message="%(prog)s %(version)s")
def main() -> None:
    """Who said what, when; what stood on any given day; and what moved it.

    FILE is a JSON Lines file, one entry a line, or - for standard input, or a STORE: a SQLite file that `timeline append`
    makes, or the URL of a PostgreSQL server, postgresql://… DATE is a date (the end of that day in UTC) or an instant with
    offset.

    Exit codes: 0 answered; 1 not as it should be, the file or what was asked of it; 2 misused.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


for _module in (_look, _check, _page, _sheet, _web, _stores, _complete):
    for _command in _module.COMMANDS:
        main.add_command(_command)
