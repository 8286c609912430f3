"""The commands: each reads a file, asks one question, prints the answer; 0 answered, 1 not as it should be, 2 misused."""

import sys
from functools import partial
from pathlib import Path
from typing import IO

import click

from timeline import Cut, RecordError, RefusedError, Timeline, TimelineError, check, stores
from timeline._text import short
from timeline.cli import _page, _web
from timeline.cli._stores import STORE_COMMANDS, open_story
from timeline.views import chronicle, moves_mermaid, moves_table, table

__all__ = ["main"]

_SEED = Path(__file__).with_name("seed_story.jsonl")


class _Faults(click.ClickException):
    """Faults, each on a line that begins with its place."""

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(self.message, err=True)


class _Commands(click.Group):
    """A group whose commands end with one clear line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (RecordError, RefusedError) as error:
            raise _Faults(str(error)) from None
        except TimelineError as error:
            raise click.ClickException(str(error)) from None
        except BrokenPipeError:
            raise  # whoever read our output has seen enough; click ends quietly
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'the output'}: {error.strerror}") from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="story-timeline")
def main() -> None:
    """Who said what, when; what stood on any given day; and what moved it.

    FILE is a JSON Lines file, one entry a line, or a STORE, a SQLite file that `timeline append` makes.
    DATE is a date (the end of that day in UTC) or an instant with offset.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


_STORY = click.option("--story", metavar="NAME", default="main", help="Which story of a store; main by default.")
_KNOWN_AT = click.option("--known-at", metavar="DATE", help="Only what had been recorded by then.")


@main.command()
@click.option("--page", "out", metavar="OUT", help="Write the story as one HTML page instead; - is the output.")
def demo(out: str | None) -> None:
    """Show the seed story on two dates, and what changed between them and why."""
    story = stores.load(_SEED)
    if out is not None:
        _page.write(story, out, title="North Korean troops in Russia, October 2024: who said what")
        return
    for day in ("2024-10-17", "2024-10-18"):
        click.echo(f"What stood at the end of {day}\n\n{table(story.replay(as_of=day))}\n")
    click.echo(f"What changed, and why\n\n{story.diff('2024-10-17', '2024-10-18')}")


@main.command()
@click.argument("file")
@click.argument("date")
@_KNOWN_AT
@_STORY
def at(file: str, date: str, known_at: str | None, story: str) -> None:
    """Show what stood at DATE."""
    click.echo(table(_read(file, story).replay(as_of=date, known_at=known_at)))


@main.command("diff")
@click.argument("file")
@click.argument("before")
@click.argument("after")
@click.option(
    "--known-at",
    metavar="DATE",
    multiple=True,
    help="Only what had been recorded by then; given twice, the first goes with BEFORE and the second with AFTER.",
)
@_STORY
def difference(file: str, before: str, after: str, known_at: tuple[str, ...], story: str) -> None:
    """Show what changed between the dates BEFORE and AFTER, and why."""
    if len(known_at) > 2:
        raise click.UsageError(f"--known-at stands {len(known_at)} times; give it once, or twice")
    then, now = (*known_at, None, None)[:2] if len(known_at) != 1 else known_at * 2
    click.echo(str(_read(file, story).diff(Cut(as_of=before, known_at=then), Cut(as_of=after, known_at=now))))


@main.command()
@click.argument("file")
@_STORY
def log(file: str, story: str) -> None:
    """Show every entry and the changes that it caused."""
    for line in chronicle(_read(file, story)):
        click.echo(line)


@main.command("why")
@click.argument("file")
@click.argument("claim")
@click.option("--as-of", metavar="DATE", help="What had been said by then.")
@_KNOWN_AT
@_STORY
def explain(file: str, claim: str, as_of: str | None, known_at: str | None, story: str) -> None:
    """Show the smallest set of reports that give CLAIM its status."""
    click.echo(str(_read(file, story).replay(as_of=as_of, known_at=known_at).why(claim)))


@main.command("check")
@click.argument("file")
@_STORY
def checked(file: str, story: str) -> None:
    """Name every fault of FILE with file:line and path (exit 1), and what is odd in it (exit 0)."""
    timeline = _read(file, story)
    notices = check(timeline)
    for notice in notices:
        click.echo(f"{file}: {notice}")
    click.echo(f"{file}: {len(timeline)} entries, no fault, {len(notices)} to look at again")


@main.command()
@click.option("--mermaid", is_flag=True, help="As a Mermaid state diagram.")
def moves(mermaid: bool) -> None:
    """Show which status can follow which, by what."""
    click.echo(moves_mermaid() if mermaid else moves_table())


def _read(file: str, story: str) -> Timeline:
    if "\0" in file:
        raise click.UsageError(f"{short(file)} is not a file name")
    if not stores.is_database(file):
        return stores.load(file)
    with open_story(file, story, readonly=True) as store:
        return store.timeline()


for command in STORE_COMMANDS:
    main.add_command(command)

_page.add(main, partial(_read, story="main"))
_web.add(main, partial(_read, story="main"))
