"""The command that writes a story as one page."""

from collections.abc import Callable
from pathlib import Path

import click

from timeline import Timeline
from timeline.views import page

__all__ = ["add", "write"]


def write(story: Timeline, out: str, *, title: str | None = None) -> None:
    """Write a story as a page to a file, or to the output where ``out`` is "-"; in UTF-8 whatever the terminal's encoding."""
    try:
        made = (page(story) if title is None else page(story, title=title)).encode()
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if out == "-":
        click.echo(made, nl=False)
        return
    Path(out).write_bytes(made)
    click.echo(f"{out}: {len(made):,} bytes, open it in a browser", err=True)


def add(main: click.Group, read: Callable[[str], Timeline]) -> None:
    """Add the command to the others; ``read`` gives the timeline of a file."""

    @main.command("page")
    @click.argument("file")
    @click.option("-o", "--out", metavar="OUT", default="-", help="The file to write; - is the output.", show_default=True)
    @click.option("--title", help="What the page is headed with.")
    def page_command(file: str, out: str, title: str | None) -> None:
        """Write the story as one HTML page that replays it: it loads nothing and works offline."""
        write(read(file), out, title=title)
