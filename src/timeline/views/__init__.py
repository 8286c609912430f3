"""Ways to look at a story; they return text or data and never print."""

from timeline.views._page import Chart, chart, page
from timeline.views._terminal import chronicle, moves_mermaid, moves_table, table
from timeline.views._transitions import TransitionTable, transitions

__all__ = ["Chart", "TransitionTable", "chart", "chronicle", "moves_mermaid", "moves_table", "page", "table", "transitions"]
