"""Moves: which status can follow which, as a table and as a diagram."""

from collections.abc import Iterable

from timeline import LEGAL_MOVES, Move, Status
from timeline._shown import columns

__all__ = ["moves_mermaid", "moves_table"]


def moves_table(moves: Iterable[Move] = LEGAL_MOVES, *, width: int | None = None) -> str:
    """Return the moves as a table: from each status (rows) to each (columns), by what.

    Where ``width`` columns of a terminal are too few for that, a line for each move.
    """
    found = _causes(moves)
    rows = [("from \\ to", *(status.value for status in Status))]
    for before in Status:
        rows.append((before.value, *(", ".join(found.get((before, after), ["-"])) for after in Status)))
    table = columns(rows)
    if width is None or max(map(len, table.splitlines())) <= width:
        return table
    pairs = [(f"{before.value} → {after.value}", ", ".join(causes)) for (before, after), causes in found.items()]
    return columns([("from → to", "by"), *pairs], width)


def moves_mermaid(moves: Iterable[Move] = LEGAL_MOVES) -> str:
    """Return the moves as a Mermaid state diagram."""
    lines = [
        f"    {before.value} --> {after.value} : {', '.join(causes)}" for (before, after), causes in _causes(moves).items()
    ]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {Status.UNREPORTED.value}", *lines])


def _causes(moves: Iterable[Move]) -> dict[tuple[Status, Status], list[str]]:
    found: dict[tuple[Status, Status], list[str]] = {}
    for move in moves:
        found.setdefault((move.before, move.after), []).append(move.cause)
    return found
