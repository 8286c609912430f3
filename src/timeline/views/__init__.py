"""Ways to look at a story; they return text or data and never print."""

from timeline.views._page import Chart, chart, page
from timeline.views._terminal import chronicle, moves_mermaid, moves_table, table
from timeline.views._transitions import TransitionTable, transitions
from timeline.views._web import RATINGS, Rating, claimreview, claimreview_json, feed

__all__ = [
    "RATINGS",
    "Chart",
    "Rating",
    "TransitionTable",
    "chart",
    "chronicle",
    "claimreview",
    "claimreview_json",
    "feed",
    "moves_mermaid",
    "moves_table",
    "page",
    "table",
    "transitions",
]
