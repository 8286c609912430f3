"""Commands that look at a story: demo, at, diff, log, why, moves."""

from pathlib import Path

import click

from timeline import Cut, Timeline, UnknownEventError
from timeline.cli._files import file_argument, force_option, known_claims, known_sources, read_timeline, target_of
from timeline.cli._page import write
from timeline.cli._screen import as_json_option, look, tell, working
from timeline.stores import load
from timeline.views import (
    changes,
    chronicle,
    diff_document,
    log_document,
    moves_document,
    moves_mermaid,
    moves_table,
    reasons,
    story_document,
    table,
    why_document,
)

__all__ = ["COMMANDS", "SEED"]

SEED = Path(__file__).with_name("seed_story.jsonl")
"""A real story to try the commands on."""

_AS_OF = click.option("--as-of", metavar="DATE", help="What had been said by then; the same as DATE in its place.")
_KNOWN_AT = click.option("--known-at", metavar="DATE", help="Only what had been recorded by then.")
_DAYS = ("2024-10-17", "2024-10-18")


@click.command(short_help="Show a real story on two dates, and what changed.")
@click.option(
    "-o", "--output", "--page", "out", metavar="FILE", help="Write the story as one HTML page instead; - is standard output."
)
@force_option
@as_json_option
def demo(out: str | None, force: bool, as_json: bool) -> None:
    """Show a real story on two dates, and what changed between them and why."""
    story = load(SEED)
    if out is not None:
        target = target_of(out, read=str(SEED), force=force, as_json=as_json)
        return write(story, target, title="North Korean troops in Russia, October 2024: who said what", as_json=as_json)
    stories, diff = [story.replay(as_of=day) for day in _DAYS], story.diff(*_DAYS)
    if as_json:
        shown = [story_document(one) for one in stories]
        return tell({"document": "demo", "version": 1, "stories": shown, "diff": diff_document(diff)})
    for day, one in zip(_DAYS, stories, strict=True):
        tell(f"What stood at the end of {day}\n\n{table(one, **look())}\n")
    return tell(f"What changed, and why\n\n{changes(diff, **look())}")


@click.command()
@file_argument
@click.argument("date", required=False)
@_AS_OF
@_KNOWN_AT
@click.option(
    "--without",
    metavar="NAME",
    multiple=True,
    shell_complete=known_sources,
    help="As if this source had not been heard, or all voices of this party, or this one report (its id).",
)
@as_json_option
def at(
    file: str, *, date: str | None, as_of: str | None, known_at: str | None, without: tuple[str, ...], as_json: bool
) -> None:
    """Show what stood at DATE; without one, what stands now."""
    until = _one_of(date, as_of)
    timeline = read_timeline(file)
    for name in without:
        timeline = _without(timeline, name)
    with working("telling the story"):
        story = timeline.replay(as_of=until, known_at=known_at)
        answer = story_document(story) if as_json else table(story, **look())
    return tell(answer)


def _one_of(date: str | None, as_of: str | None) -> str | None:
    """Return the date that was given, in its place or as --as-of."""
    if date is not None and as_of is not None:
        raise click.UsageError("DATE and --as-of are the same; give one of them")
    return as_of if date is None else date


def _without(timeline: Timeline, name: str) -> Timeline:
    """Return the story without the source of this name; where there is none, the party; then the report."""
    near: list[str] = []
    for kind in ("source", "party", "report"):
        try:
            return timeline.without(**{kind: name})
        except UnknownEventError as error:
            near += error.near
    raise UnknownEventError(name, tuple(dict.fromkeys(near))[:3])


@click.command("diff", short_help="Show what changed between BEFORE and AFTER, and why.")
@file_argument
@click.argument("before")
@click.argument("after")
@click.option(
    "--known-at",
    metavar="DATE",
    multiple=True,
    help="Only what had been recorded by then; given twice, the first goes with BEFORE and the second with AFTER.",
)
@as_json_option
def difference(file: str, before: str, after: str, known_at: tuple[str, ...], as_json: bool) -> None:
    """Show what changed between the dates BEFORE and AFTER, and why."""
    if len(known_at) > 2:
        raise click.UsageError(f"--known-at stands {len(known_at)} times; give it once, or twice")
    then, now = (*known_at, None, None)[:2] if len(known_at) != 1 else known_at * 2
    timeline = read_timeline(file)
    with working("comparing"):
        diff = timeline.diff(Cut(as_of=before, known_at=then), Cut(as_of=after, known_at=now))
        answer = diff_document(diff) if as_json else changes(diff, **look())
    return tell(answer)


@click.command()
@file_argument
@click.option("--claim", metavar="CLAIM", shell_complete=known_claims, help="Only what is said on this claim.")
@click.option(
    "--source", metavar="SOURCE", shell_complete=known_sources, help="Only what this source said, and what was said of it."
)
@as_json_option
def log(file: str, claim: str | None, source: str | None, as_json: bool) -> None:
    """Show every entry and the changes that it caused."""
    timeline = read_timeline(file)
    with working("telling the story"):
        document = log_document(timeline, claim=claim, source=source) if as_json else None
        lines = [] if as_json else list(chronicle(timeline, claim=claim, source=source, **look()))
    return tell(document or "\n".join(lines) or "no reports")


@click.command("why", short_help="Show which reports give CLAIM its status.")
@file_argument
@click.argument("claim", shell_complete=known_claims)
@click.argument("date", required=False)
@_AS_OF
@_KNOWN_AT
@as_json_option
def explain(
    file: str, claim: str, *, date: str | None, as_of: str | None, known_at: str | None, as_json: bool
) -> None:
    """Show reports that are enough for CLAIM's status at DATE, none of them to spare; without DATE, now."""
    until = _one_of(date, as_of)
    timeline = read_timeline(file)
    with working("looking for the reports that are enough"):
        why = timeline.replay(as_of=until, known_at=known_at).why(claim)
    return tell(why_document(why) if as_json else reasons(why, **look()))


@click.command()
@click.option("--mermaid", is_flag=True, help="As a Mermaid state diagram.")
@as_json_option
def moves(mermaid: bool, as_json: bool) -> None:
    """Show which status can follow which, by what."""
    if as_json:
        return tell(moves_document())
    return tell(moves_mermaid() if mermaid else moves_table(width=look()["width"]))


COMMANDS = (demo, at, difference, log, explain, moves)
