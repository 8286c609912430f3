"""The command that writes a story as one page: page."""

from pathlib import Path

import click

from timeline import Timeline
from timeline.cli._files import file_argument, read_timeline
from timeline.cli._screen import as_json_option, note, tell, working
from timeline.views import page

__all__ = ["COMMANDS", "write"]


def write(story: Timeline, out: str, *, title: str | None = None, as_json: bool = False) -> None:
    """Write a story as a page to a file, or to the output where ``out`` is "-"; in UTF-8 whatever the terminal's encoding."""
    if out == "-" and as_json:
        raise click.UsageError("--json says what was written to a file; name one with -o")
    try:
        made = (page(story) if title is None else page(story, title=title)).encode()
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if out == "-":
        click.echo(made, nl=False)
        return
    Path(out).write_bytes(made)
    if as_json:
        tell({"document": "page", "version": 1, "file": out, "bytes": len(made)})
    else:
        note(f"{out}: {len(made):,} bytes, open it in a browser")


@click.command("page")
@file_argument
@click.option("-o", "--out", metavar="OUT", default="-", help="The file to write; - is the output.", show_default=True)
@click.option("--title", help="What the page is headed with.")
@as_json_option
def page_command(file: str, out: str, title: str | None, as_json: bool) -> None:
    """Write the story as one HTML page that replays it: it loads nothing and works offline."""
    story = read_timeline(file)
    with working("drawing the page"):
        write(story, out, title=title, as_json=as_json)


COMMANDS = (page_command,)
