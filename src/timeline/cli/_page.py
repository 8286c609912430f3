"""The command that writes a story as one page: page."""

from pathlib import Path

import click

from timeline import Timeline
from timeline.cli._files import file_argument, force_option, read_timeline, target_of, write_files
from timeline.cli._screen import as_json_option, note, tell, working
from timeline.views import page

__all__ = ["COMMANDS", "write"]


def write(story: Timeline, target: Path | None, *, title: str | None = None, as_json: bool = False) -> None:
    """Write a story as a page to a file, or to the output where that is None; in UTF-8 whatever the terminal's encoding."""
    try:
        made = (page(story) if title is None else page(story, title=title)).encode()
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    write_files([(target, made)])
    if as_json:
        tell({"document": "page", "version": 1, "file": str(target), "bytes": len(made)})
    elif target is not None:
        note(f"{target}: {len(made):,} bytes, open it in a browser")


@click.command("page", short_help="Write the story as one offline page that replays it.")
@file_argument
@click.option("-o", "--output", "out", metavar="FILE", help="Where to write; by default standard output.")
@click.option("--title", help="What the page is headed with.")
@force_option
@as_json_option
def page_command(file: str, out: str | None, *, title: str | None, force: bool, as_json: bool) -> None:
    """Write the story as one HTML page that replays it: it loads nothing and works offline."""
    target = target_of(out, read=file, force=force, as_json=as_json)
    story = read_timeline(file)
    with working("drawing the page"):
        write(story, target, title=title, as_json=as_json)


COMMANDS = (page_command,)
