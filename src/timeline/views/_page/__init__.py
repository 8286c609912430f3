"""The page: one self-contained file that shows a story and replays it at any date on either clock."""

from timeline.views._page._document import Chart, chart, page

__all__ = ["Chart", "chart", "page"]
