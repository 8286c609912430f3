"""Plain text for a terminal."""

from collections.abc import Iterable, Iterator

from timeline import LEGAL_MOVES, Move, Status, Story, Timeline
from timeline._text import columns
from timeline._words import sentence, standing_text

__all__ = ["chronicle", "moves_mermaid", "moves_table", "table"]


def table(story: Story) -> str:
    """Return a story as a table: claim, status, figures, because of whom."""
    return str(story)


def chronicle(timeline: Timeline) -> Iterator[str]:
    """Yield a line for each entry in the order of the log, and under it the changes that it caused in said-time."""
    story = timeline.replay()
    caused: dict[str, list[str]] = {}
    for move in story.transitions():
        line = f"    {move.claim}: {standing_text(move.before)} → {standing_text(move.after)}"
        caused.setdefault(move.cause.id, []).append(line)
    for entry in timeline:
        yield f"{entry.position:>4}  {sentence(entry.event, story.state.desk)}"
        yield from caused.get(entry.id, ())


def moves_table(moves: Iterable[Move] = LEGAL_MOVES) -> str:
    """Return the moves as a table: from each status (rows) to each (columns), by what."""
    found: dict[tuple[Status, Status], list[str]] = {}
    for move in moves:
        found.setdefault((move.before, move.after), []).append(move.cause)
    rows = [("from \\ to", *(status.value for status in Status))]
    for before in Status:
        rows.append((before.value, *(", ".join(found.get((before, after), ["-"])) for after in Status)))
    return columns(rows)


def moves_mermaid(moves: Iterable[Move] = LEGAL_MOVES) -> str:
    """Return the moves as a Mermaid state diagram."""
    found: dict[tuple[Status, Status], list[str]] = {}
    for move in moves:
        found.setdefault((move.before, move.after), []).append(move.cause)
    lines = [f"    {before.value} --> {after.value} : {', '.join(causes)}" for (before, after), causes in found.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {Status.UNREPORTED.value}", *lines])
