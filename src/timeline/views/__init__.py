"""Ways to look at a story; they return text or data and never print."""

from timeline.views._documents import (
    as_json,
    check_document,
    diff_document,
    log_document,
    moves_document,
    story_document,
    why_document,
)
from timeline.views._moves import moves_mermaid, moves_table
from timeline.views._page import Chart, chart, page
from timeline.views._periods import Answer, Period, periods
from timeline.views._rows import Column, Rows
from timeline.views._screen import Screen
from timeline.views._sqlite import REPLAY, datasette, sqlite
from timeline.views._tables import TABLES, rows
from timeline.views._terminal import changes, chronicle, notices, reasons, table
from timeline.views._transitions import TransitionTable, transitions
from timeline.views._web import RATINGS, Rating, claimreview, claimreview_json, feed

__all__ = [
    "RATINGS",
    "REPLAY",
    "TABLES",
    "Answer",
    "Chart",
    "Column",
    "Period",
    "Rating",
    "Rows",
    "Screen",
    "TransitionTable",
    "as_json",
    "changes",
    "chart",
    "check_document",
    "chronicle",
    "claimreview",
    "claimreview_json",
    "datasette",
    "diff_document",
    "feed",
    "log_document",
    "moves_document",
    "moves_mermaid",
    "moves_table",
    "notices",
    "page",
    "periods",
    "reasons",
    "rows",
    "sqlite",
    "story_document",
    "table",
    "transitions",
    "why_document",
]
