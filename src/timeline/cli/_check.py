"""The command that checks a file: check."""

import click

from timeline import RecordError, check
from timeline.cli._files import file_argument, read_timeline
from timeline.cli._screen import Faults, as_json_option, counted, look, tell, working
from timeline.stores import shown
from timeline.views import Screen, check_document, notices

__all__ = ["COMMANDS"]


@click.command("check", short_help="Name every fault of FILE, and what is odd in it.")
@file_argument
@as_json_option
def checked(file: str, as_json: bool) -> None:
    """Name every fault of FILE with file:line and path (exit 1), and what is odd in it (exit 0)."""
    try:
        timeline = read_timeline(file)
    except RecordError as error:
        if not as_json:
            raise Faults(error, most=None) from None
        tell(check_document(shown(file), 0, faults=error.faults))
        raise click.exceptions.Exit(1) from None
    file = shown(file)
    with working("checking"):
        found = check(timeline)
    if as_json:
        return tell(check_document(file, len(timeline), found))
    if found:
        tell(notices(found, file, width=look()["width"]))
    entries = counted(len(timeline), "entry", "entries")
    text = f"{file}: {entries}, no fault, {len(found)} to look at again"
    return tell("\n".join(Screen(look()["width"]).lines(text, "", "    ")))


COMMANDS = (checked,)
