"""Plain text for a terminal: a story as a table, the log as a chronicle, a diff and a why in words.

Every function takes ``width``, the columns of the terminal (None: lines are as long as they need to be), and
``colour``. A sign stands beside every colour. No control character of a text gets through.
"""

from collections.abc import Container, Iterable, Iterator

from timeline import Claim, Diff, Notice, Story, Timeline, Transition, Why
from timeline._diff import how, words_of
from timeline._shown import marked
from timeline._text import visible
from timeline._words import figures_text, one_line, sentence, standing_text
from timeline.views._screen import SYMBOLS, Screen

__all__ = ["changes", "chronicle", "entries_naming", "notices", "reasons", "table"]

_HEADS = ("claim", "status", "figures", "because of", "since")


def table(of: Story | Timeline, *, width: int | None = None, colour: bool = False) -> str:
    """Return a story as a table: claim, status, figures in the words used, because of whom and when, since.

    A timeline is shown as it stands now. Below 60 columns each claim is a few lines of its own.
    """
    screen, story = Screen(width, colour), of.replay() if isinstance(of, Timeline) else of
    claims = list(story.values())
    if not claims:
        return "no reports"
    if screen.narrow:
        return "\n".join(line for claim in claims for line in _card(claim, screen))
    rows = [("", *_HEADS), *((SYMBOLS[claim.status], *_row(claim)) for claim in claims)]
    return screen.grid(rows, [claim.status for claim in claims])


def _row(claim: Claim) -> tuple[str, ...]:
    since = "" if claim.since is None else str(claim.since)
    figures, because = one_line(figures_text(claim.figures), 200), one_line(claim.because_text, 200)
    return (claim.id, claim.label, figures, because, since)


def _card(claim: Claim, screen: Screen) -> Iterator[str]:
    name, label, figures, because, since = _row(claim)
    yield from screen.lines(name, f"{SYMBOLS[claim.status]} ", status=claim.status)
    yield from screen.lines(label + (f", since {since}" if since else ""), "   ")
    yield from screen.lines(figures, "   ") if figures else ()
    yield from screen.lines(f"because of {because}", "   ", "     ") if because else ()


def chronicle(
    timeline: Timeline,
    *,
    width: int | None = None,
    colour: bool = False,
    claim: str | None = None,
    source: str | None = None,
) -> Iterator[str]:
    """Yield a line for each entry in the order of the log, and under it the changes that it caused in said-time.

    ``claim`` and ``source`` keep the entries that name it. Raises `UnknownClaimError` and `UnknownEventError` for a name
    that the timeline does not know.
    """
    screen, story = Screen(width, colour), timeline.replay()
    kept = entries_naming(timeline, claim=claim, source=source)
    caused: dict[str, list[Transition]] = {}
    for move in story.transitions(as_logged=True):
        caused.setdefault(move.cause.id, []).append(move)
    for entry in timeline:
        if entry.id in kept:
            yield from screen.lines(sentence(entry.event, story.state), f"{entry.position:>4}  ")
            for move in caused.get(entry.id, ()):
                yield from _moved(move, screen)


def _moved(move: Transition, screen: Screen) -> Iterator[str]:
    text = f"{marked(move.claim)}: {standing_text(move.before)} → {standing_text(move.after)}"
    yield from screen.lines(text, f"   {SYMBOLS[move.after.status]} ", "        ", move.after.status)


def entries_naming(timeline: Timeline, *, claim: str | None = None, source: str | None = None) -> Container[str]:
    """Return the ids of the entries on a claim and by a source; None is any.

    Raises `UnknownClaimError` and `UnknownEventError` for a name that the timeline does not know.
    """
    kept = {entry.id for entry in timeline}
    if claim is not None:
        kept &= {entry.id for entry in timeline.replay().history(claim)}
    if source is not None:
        kept -= {entry.id for entry in timeline.without(source=source)}
    return kept


def changes(diff: Diff, *, width: int | None = None, colour: bool = False) -> str:
    """Return what changed between two stories: per claim what it was and is, and because of what."""
    screen = Screen(width, colour)
    return "\n".join(_changes(diff, screen)) or "nothing changed"


def _changes(diff: Diff, screen: Screen) -> Iterator[str]:
    for change in diff.changes:
        was, now = standing_text(change.before), standing_text(change.after)
        status = change.after.status
        yield from screen.lines(f"{marked(change.claim)}: {was} → {now}", f"{SYMBOLS[status]} ", "     ", status)
        for cause in change.causes:
            told = f"because {how(cause, diff.after)}: {words_of(cause, diff)}"
            yield from screen.lines(told, "     ", "       ")


def reasons(why: Why, *, width: int | None = None, colour: bool = False) -> str:
    """Return why a claim has its status: what the status means, and each entry that is enough for it."""
    screen = Screen(width, colour)
    head, *entries = str(why).split("\n  - ")
    lines = list(screen.lines(head, f"{SYMBOLS[why.status]} ", "   ", why.status))
    for entry in entries:
        lines += screen.lines(entry, "   - ")
    return "\n".join(lines)


def notices(found: Iterable[Notice], name: str, *, width: int | None = None) -> str:
    """Return what an editor would look at again, a line each, after the name of the file."""
    screen = Screen(width)
    return "\n".join(line for notice in found for line in screen.lines(f"{visible(name)}: {notice}", "", "    "))
