"""The files that commands read: FILE is a path, or - for standard input."""

import sys
from collections.abc import Callable
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

from timeline import Timeline, TimelineError
from timeline._text import short
from timeline.cli._screen import working
from timeline.stores import load, read

__all__ = ["file_argument", "known_claims", "path_of", "read_bytes", "read_timeline"]

F = TypeVar("F", bound=Callable[..., object])


def _files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


def file_argument(command: F) -> F:
    """Give a command the argument FILE."""
    return click.argument("file", shell_complete=_files)(command)


def path_of(file: str) -> str:
    """Return the name of a file; raises `click.UsageError` for what can be none."""
    if "\0" in file or not file:
        raise click.UsageError(f"{short(file)} is not a file name")
    return file


def read_timeline(file: str) -> Timeline:
    """Return the timeline in a file, or on standard input where it is "-"; raises `RecordError` and `OSError`."""
    with working(f"reading {file}"):
        if file == "-":
            return read(sys.stdin.buffer, "standard input")
        return load(path_of(file))


def read_bytes(file: str) -> bytes:
    """Return what is in a file, or on standard input where it is "-"; raises `OSError`."""
    with click.open_file(path_of(file), "rb") as stream:
        return bytes(stream.read())


def known_claims(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the claims of the file on the command line that begin so; none where the file cannot be read."""
    try:
        story = load(path_of(ctx.params.get("file") or "")).replay()
    except (TimelineError, OSError, click.UsageError):
        return []
    return [CompletionItem(claim.id, help=claim.label) for claim in story.values() if claim.id.startswith(incomplete)]
