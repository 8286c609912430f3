"""The files that commands read and write: FILE is a path, - for standard input and output, or the URL of a server."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

from timeline import RecordError, Report, SourceAdded, StoreError, Timeline, TimelineError, stores
from timeline._text import short
from timeline.cli._screen import working
from timeline.stores import SigningKey, VerifiableStore, read
from timeline.stores._jsonl import write_whole
from timeline.stores._open import is_store
from timeline.stores._postgres_address import story_of

__all__ = [
    "file_argument",
    "files",
    "force_option",
    "known_claims",
    "known_sources",
    "open_story",
    "path_of",
    "plain_file_argument",
    "read_bytes",
    "read_timeline",
    "target_of",
    "there",
    "write_files",
]

F = TypeVar("F", bound=Callable[..., object])


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the name of a file."""
    return [CompletionItem(incomplete, type="file")]


def file_argument(command: F) -> F:
    """Give a command the argument FILE, and the option that says which story of a store."""
    return plain_file_argument(_story_option(command))


def plain_file_argument(command: F) -> F:
    """Give a command the argument FILE, which is no store."""
    return click.argument("file", shell_complete=files)(command)


def _keep_story(ctx: click.Context, param: click.Parameter, value: str) -> None:
    ctx.meta[_STORY] = value


_STORY = "timeline.story"
_story_option = click.option(
    "--story",
    metavar="NAME",
    default="main",
    expose_value=False,
    callback=_keep_story,
    help="Which story of a store; main by default.",
)


def open_story(file: str, story: str, *, readonly: bool = False, key: SigningKey | None = None) -> VerifiableStore:
    """Return the store of a story that is there; raises `StoreError` with the names of those that are."""
    there(file)
    story = story_of(file, story)
    is_lines = file.endswith(".jsonl") and not stores.is_server(file)  # which does not tell the name of its story
    known = (story,) if is_lines else stores.stories(file)
    if story not in known:
        names = f"; it has {', '.join(map(repr, known))}: name one with --story" if known else ": it is empty"
        raise StoreError(f"{stores.shown(file)} has no story {story!r}{names}")
    return stores.open(file, story, readonly=readonly, key=key)


def there(file: str) -> None:
    """Raise `StoreError` where there is no such file, and `click.UsageError` where there can be none.

    Whether a server is there is seen when it is opened.
    """
    if not stores.is_server(file) and not Path(path_of(file)).exists():
        raise StoreError(f"{file}: No such file or directory")


def path_of(file: str) -> str:
    """Return the name of a file; raises `click.UsageError` for what can be none."""
    if "\0" in file or not file:
        raise click.UsageError(f"{short(file)} is not a file name")
    return file


def read_timeline(file: str) -> Timeline:
    """Return the timeline in a file, or on standard input where it is "-"; raises `RecordError` and `OSError`."""
    with working(f"reading {stores.shown(file)}"):
        if file == "-":
            return read(sys.stdin.buffer, "standard input")
        return _timeline_in(file, click.get_current_context().meta.get(_STORY, "main"))


def _timeline_in(file: str, story: str) -> Timeline:
    """Return the timeline in a file of JSON Lines or in a store."""
    if not stores.is_database(path_of(file)):
        try:
            return stores.load(file)
        except RecordError as error:
            if (hint := _hint(file)) is not None:
                error.add_note(hint)
            raise
    with open_story(file, story, readonly=True) as store:
        return store.timeline()


def _hint(file: str) -> str | None:
    """Return what a file seems to be that has faults where entries should be, and which command reads that."""
    with Path(file).open("rb") as stream:
        head = stream.read(4_096)
    text = head.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    if head.startswith(b"PK\x03\x04"):
        return "it looks like a workbook; save its sheet as CSV, and: timeline import SHEET.csv -o STORY.jsonl"
    if '"start_date"' in text and '"events"' in text:
        return f"it looks like TimelineJS's JSON: timeline import --from timelinejs {file} -o STORY.jsonl"
    if not text.startswith("{") and any(mark in text.split("\n")[0] for mark in ",;\t"):
        return f"it looks like CSV: timeline import {file} -o STORY.jsonl"
    return None


def read_bytes(file: str) -> bytes:
    """Return what is in a file, or on standard input where it is "-"; raises `OSError`."""
    with click.open_file(path_of(file), "rb") as stream:
        return bytes(stream.read())


def known_claims(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the claims of the file on the command line that begin so; none where the file cannot be read."""
    story = _told(ctx).replay()
    return [CompletionItem(claim.id, help=claim.label) for claim in story.values() if claim.id.startswith(incomplete)]


def _told(ctx: click.Context) -> Timeline:
    """Return the timeline of the file on the command line; an empty one where it cannot be read."""
    file = ctx.params.get("file") or next(iter(ctx.args), "")  # click stops at an option that has no value yet
    try:
        return _timeline_in(file, ctx.meta.get(_STORY, "main"))
    except (TimelineError, OSError, click.UsageError):
        return Timeline()


def known_sources(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the sources of the file on the command line that begin so; none where the file cannot be read."""
    told = (entry.event for entry in _told(ctx))
    names = dict.fromkeys(event.source for event in told if isinstance(event, SourceAdded | Report))
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def force_option(command: F) -> F:
    """Give a command the option ``--force``."""
    return click.option("--force", is_flag=True, help="Replace a file that is there already.")(command)


def target_of(output: str | None, *, read: str, force: bool, as_json: bool = False) -> Path | None:
    """Return where to write, None for standard output.

    Raises `click.UsageError` for a file that is there already, unless by ``force``; for a folder, for the file that the
    command reads, and for a store, always.
    """
    if output in {None, "-"}:
        if as_json:
            raise click.UsageError("with --json the file cannot go to standard output; name a file")
        return None
    target = Path(path_of(output or ""))
    if target.is_dir():
        raise click.UsageError(f"{output} is a folder; give the name of a file")
    if not target.is_file():
        return target
    if read != "-" and "\0" not in read and Path(read).exists() and target.samefile(read):
        raise click.UsageError(f"{output} is what is read, and would be lost; give another name with -o")
    if is_store(target):
        raise click.UsageError(f"{output} is a store, and all that it holds would be lost; give another name with -o")
    if not force:
        raise click.UsageError(f"{output} is there already; give another name, or --force to replace it")
    return target


def write_files(files: Iterable[tuple[Path | None, bytes]]) -> None:
    """Write files, each whole or not at all; None is standard output."""
    for target, data in files:
        if target is None:
            click.echo(data, nl=False)
        elif target.is_file() or not target.exists():
            write_whole(target, (data,))
        else:
            target.write_bytes(data)
