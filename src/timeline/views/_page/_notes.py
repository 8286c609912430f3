"""Notes: the book-keeping as the page tells it, our words and those of others by turns, so that each stands by itself."""

from collections.abc import Iterable
from itertools import chain
from typing import assert_never

from timeline import ClaimAdded, ClaimsRelated, Entry, OriginsLinked, SourceAdded, Unrecognized
from timeline._events import Bookkeeping

__all__ = ["Note", "notes"]

Note = tuple[str, ...]
"""A line: our words, then somebody's, then ours again."""


def notes(entries: Iterable[Entry]) -> list[Note]:
    """Return the book-keeping, a line each, in the order of the log."""
    return [_note(entry.event) for entry in entries if isinstance(entry.event, Bookkeeping)]


def _note(event: Bookkeeping) -> Note:
    match event:
        case SourceAdded():
            return "source ", event.source, ": ", event.name or event.source, *((", party ", event.party) if event.party else ())
        case ClaimAdded():
            return "claim ", event.claim, ": ", event.text or event.claim, " (future)" if event.future else ""
        case ClaimsRelated():
            return "relation: ", event.claim, f" {event.relation.value.replace('_', ' ')} ", event.other
        case OriginsLinked():
            *others, last = event.origins
            joints = (", " if i else "link: " for i in range(len(others)))
            return *chain.from_iterable(zip(joints, others, strict=True)), " and ", last, " are one origin"
        case Unrecognized():
            return "a record of the unknown type ", event.type
        case _:
            assert_never(event)
