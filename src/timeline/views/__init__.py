"""Ways to look at a story; they return text or data and never print."""

from timeline.views._page import page
from timeline.views._terminal import chronicle, moves_mermaid, moves_table, table

__all__ = ["chronicle", "moves_mermaid", "moves_table", "page", "table"]
