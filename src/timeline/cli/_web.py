"""The commands for the web: a feed of what moved, verdicts as ClaimReview data, the schema of the record format."""

import json
from collections.abc import Callable

import click

from timeline import Timeline
from timeline.codecs import schema
from timeline.views import claimreview_json, feed

__all__ = ["add"]


def add(main: click.Group, read: Callable[[str], Timeline]) -> None:
    """Add the commands to the others; ``read`` gives the timeline of a file."""

    @main.command("feed")
    @click.argument("file")
    @click.option("--address", metavar="URL", required=True, help="Where the feed is published; its ids come from it.")
    @click.option("--title", default="What moved", show_default=True, help="What the feed is called.")
    @click.option("--most", default=100, show_default=True, type=click.IntRange(min=1), help="At most so many entries.")
    def feed_command(file: str, address: str, title: str, most: int) -> None:
        """Show what moved each claim as an Atom feed, newest first."""
        story = read(file)
        try:
            click.echo(feed(story, address=address, title=title, most=most).encode(), nl=False)
        except ValueError as error:
            raise click.UsageError(str(error)) from None

    @main.command("claimreview")
    @click.argument("file")
    def claimreview_command(file: str) -> None:
        """Show the standing verdicts as schema.org ClaimReview data (JSON-LD)."""
        click.echo(claimreview_json(read(file).replay()).encode())

    @main.command("schema")
    def schema_command() -> None:
        """Show the JSON Schema of a record."""
        click.echo(json.dumps(schema(), indent=1))
