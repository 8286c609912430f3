"""LastColumns: the columns of the timeline that was last asked about, for stores that do not save them."""

from threading import Lock
from typing import TYPE_CHECKING

from timeline import Timeline

if TYPE_CHECKING:
    from timeline.bulk import Columns

__all__ = ["LastColumns"]


class LastColumns:
    """Columns that are kept for as long as one asks about the same timeline."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: tuple[Timeline, Columns] | None = None

    def of(self, timeline: Timeline) -> "Columns":
        """Return the columns of a timeline."""
        from timeline.bulk import Columns  # so that who does not ask does not load them

        with self._lock:
            if self._last is None or self._last[0] is not timeline:
                self._last = timeline, Columns(timeline)
            return self._last[1]
