"""Commands for the web: feed (of what moved), claimreview (verdicts as data), schema (of the record format)."""

import json

import click

from timeline.cli._files import file_argument, read_timeline
from timeline.cli._screen import as_json_option, tell, working
from timeline.codecs import schema
from timeline.views import claimreview, claimreview_json, feed

__all__ = ["COMMANDS"]


@click.command("feed", short_help="Show what moved each claim as an Atom feed.")
@file_argument
@click.option("--address", metavar="URL", required=True, help="Where the feed is published; its ids come from it.")
@click.option("--title", default="What moved", show_default=True, help="What the feed is called.")
@click.option("--most", default=100, show_default=True, type=click.IntRange(min=1), help="At most so many entries.")
@as_json_option
def feed_command(file: str, *, address: str, title: str, most: int, as_json: bool) -> None:
    """Show what moved each claim as an Atom feed, newest first."""
    story = read_timeline(file)
    try:
        with working("telling the story"):
            made = feed(story, address=address, title=title, most=most)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        return tell({"document": "feed", "version": 1, "feed": made})
    return click.echo(made.encode(), nl=False)


@click.command("claimreview", short_help="Show the standing verdicts as ClaimReview data.")
@file_argument
@as_json_option
def claimreview_command(file: str, as_json: bool) -> None:
    """Show the standing verdicts as schema.org ClaimReview data (JSON-LD)."""
    story = read_timeline(file).replay()
    if as_json:
        return tell({"document": "claimreview", "version": 1, "claimreview": claimreview(story)})
    return click.echo(claimreview_json(story).encode())


@click.command("schema")
@as_json_option
def schema_command(as_json: bool) -> None:
    """Show the JSON Schema of a record."""
    if as_json:
        return tell({"document": "schema", "version": 1, "schema": schema()})
    return click.echo(json.dumps(schema(), indent=1))


COMMANDS = (feed_command, claimreview_command, schema_command)
