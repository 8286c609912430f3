"""Commands for spreadsheets and databases: template, import, export."""

from collections.abc import Callable

import click

from timeline import RecordError, Timeline
from timeline._shown import columns
from timeline.cli._files import (
    file_argument,
    force_option,
    plain_file_argument,
    read_bytes,
    read_timeline,
    target_of,
    write_files,
)
from timeline.cli._screen import Faults, as_json_option, counted, look, note, tell, working
from timeline.codecs import encode
from timeline.codecs.sheet import (
    COLUMNS,
    Export,
    decode_csv,
    decode_timelinejs,
    encode_csv,
    encode_timelinejs,
    template,
)
from timeline.stores import save, shown
from timeline.views import datasette, sqlite

__all__ = ["COMMANDS"]

_OUT = click.option("-o", "--output", metavar="FILE", help="Where to write; by default standard output.")


@click.command("template", short_help="Write a spreadsheet to fill in.")
@click.option("--explain", is_flag=True, help="Say what each column means instead.")
@as_json_option
def sheet_template(explain: bool, as_json: bool) -> None:
    """Write a spreadsheet to fill in, as CSV: a row is a report; the one row in it is an example."""
    if as_json:
        found = [{"column": column.name, "means": column.means, "example": column.example} for column in COLUMNS]
        return tell({"document": "template", "version": 1, "columns": found})
    if explain:
        return tell(columns([("column", "means"), *((column.name, column.means) for column in COLUMNS)], look()["width"]))
    return click.echo(template(), nl=False)


@click.command("import", short_help="Read a spreadsheet or TimelineJS's JSON as a story.")
@plain_file_argument
@click.option(
    "--from",
    "kind",
    type=click.Choice(["csv", "timelinejs"]),
    metavar="FORMAT",
    help="csv or timelinejs; by default what the name ends in.",
)
@click.option("--locale", metavar="LOCALE", help="How figures and phrases are written where a row does not say: en, de_CH.")
@_OUT
@force_option
@as_json_option
def take_in(file: str, *, kind: str | None, locale: str | None, output: str | None, force: bool, as_json: bool) -> None:
    """Read a spreadsheet (CSV) or TimelineJS's JSON as a story, and say how each phrase in it was read.

    Every fault of the sheet is named with its row and column (exit 1).
    """
    target = target_of(output, read=file, force=force, as_json=as_json)
    name = "standard input" if file == "-" else file
    kind = kind or ("timelinejs" if file.endswith(".json") else "csv")
    with working(f"reading {shown(file)}"):
        data = read_bytes(file)
        try:
            sheet = decode_csv(data, name=name, locale=locale) if kind == "csv" else decode_timelinejs(data, name=name)
        except RecordError as error:
            raise Faults(error, most=None) from None
    if target is None:
        click.echo(b"".join(encode(entry) + b"\n" for entry in sheet.timeline), nl=False)
    else:
        save(sheet.timeline, target)
    if as_json:
        names = ("row", "column", "words", "result", "rule")
        readings = [{name: getattr(reading, name) for name in names} for reading in sheet.readings]
        return tell({"document": "import", "version": 1, "file": output, "entries": len(sheet.timeline), "readings": readings})
    for reading in sheet.readings:
        note(str(reading))
    entries, phrases = len(sheet.timeline), len(sheet.readings)
    return note(f"{counted(entries, 'entry', 'entries')}, {counted(phrases, 'phrase', 'phrases')} read")


@click.command("export", short_help="Write a story as a spreadsheet, JSON, a database or Parquet.")
@file_argument
@click.option(
    "--to",
    "kind",
    type=click.Choice(["csv", "timelinejs", "sqlite", "parquet"]),
    metavar="FORMAT",
    required=True,
    help="csv, timelinejs, sqlite or parquet.",
)
@_OUT
@force_option
@as_json_option
def give_out(file: str, *, kind: str, output: str | None, force: bool, as_json: bool) -> None:
    """Write a story as a spreadsheet, as TimelineJS's JSON, as an SQLite database or as Parquet, and say what it cannot hold.

    An SQLite database comes with a metadata file beside it, for Datasette. Parquet holds the table that engines replay.
    """
    if kind in _BINARY and output is None:
        raise click.UsageError(f"a {_BINARY[kind]}")
    target = target_of(output, read=file, force=force, as_json=as_json)
    extra = None
    if kind == "sqlite" and target is not None:
        extra = target_of(str(target.with_suffix(".metadata.json")), read=file, force=force)
    timeline = read_timeline(file)
    with working(f"writing {kind}"):
        export = _EXPORTS[kind](timeline)
    files = [(target, export.data)]
    if extra is not None and target is not None:
        files.append((extra, datasette(target.stem).encode()))
    write_files(files)
    if as_json:
        names = [str(name) for name, _ in files]
        return tell({"document": "export", "version": 1, "to": kind, "files": names, "left_out": list(export.left_out)})
    for sentence in export.left_out:
        note(f"not held by {kind}: {sentence}")
    return None


def _database(timeline: Timeline) -> Export:
    return Export(data=sqlite(timeline), left_out=())


def _columns(timeline: Timeline) -> Export:
    from timeline.bulk._story_table import parquet  # so that who asks for something else does not load it

    return Export(data=parquet(timeline), left_out=())


_BINARY = {
    "sqlite": "database needs a name; give -o tables.db",
    "parquet": "Parquet file needs a name; give -o story.parquet",
}
_EXPORTS: dict[str, Callable[[Timeline], Export]] = {
    "csv": encode_csv,
    "timelinejs": encode_timelinejs,
    "sqlite": _database,
    "parquet": _columns,
}


COMMANDS = (sheet_template, take_in, give_out)
