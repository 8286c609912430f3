"""What was said: every kind of event together, an immutable value that knows its own rules and its id."""

from collections.abc import Iterable
from typing import cast

from attrs import field, frozen

from timeline._amendments import Clarification, Correction, Retraction
from timeline._bookkeeping import ClaimAdded, ClaimsRelated, OriginsLinked, Relation, SourceAdded
from timeline._fields import as_id, as_id_or_none, as_text, settle, show
from timeline._report import UNKNOWN_SOURCE, Certainty, Reason, Report, Stance
from timeline._text import short
from timeline._time import When
from timeline._verdict import Finding, Verdict
from timeline.errors import Fault

__all__ = [
    "UNKNOWN_SOURCE",
    "Amendment",
    "Bookkeeping",
    "Certainty",
    "ClaimAdded",
    "ClaimsRelated",
    "Clarification",
    "Correction",
    "Event",
    "Finding",
    "OriginsLinked",
    "Reason",
    "Relation",
    "Report",
    "Retraction",
    "SourceAdded",
    "Stance",
    "Statement",
    "Unrecognized",
    "Verdict",
    "claims_of",
    "public_at",
    "reports_in",
]


def as_record(value: str) -> str:
    """Take the text of a record."""
    return value if isinstance(value, str | Fault) else cast(str, Fault(f"{short(value)} is {type(value).__name__}, not text"))


@frozen(kw_only=True)
class Unrecognized:
    """A record of a type or version that this release does not know: kept as it is, counted nowhere.

    ``words`` are what it says in plain words, where that is known all the same; they are not part of it.
    """

    type: str = field(converter=as_id)
    record: str = field(converter=as_record)
    words: str | None = field(default=None, converter=as_text, eq=False)
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        settle(self, "unrecognized")

    __repr__ = show


Statement = Report | Retraction | Verdict
"""What is cut by `as_of`, by its own ``said``."""
Amendment = Correction | Clarification | Retraction
"""What changes or takes back an earlier report."""
Bookkeeping = SourceAdded | ClaimAdded | ClaimsRelated | OriginsLinked | Unrecognized
"""What the desk notes down; it is cut by `known_at` only."""
Event = Statement | Amendment | Bookkeeping
"""Anything that a timeline takes."""


def public_at(event: Event) -> When | None:
    """Return when the public could know of an event: ``published``, else ``said``; None for undated book-keeping."""
    published = getattr(event, "published", None)
    if published is not None and published.latest_us is not None:
        return published  # type: ignore[no-any-return]  # a When, by getattr
    return getattr(event, "said", None)


def reports_in(event: Event) -> tuple[Report, ...]:
    """Return the report that an event is or, as a correction, brings; none for others."""
    match event:
        case Report():
            return (event,)
        case Correction(report=Report() as report):
            return (report,)
        case _:
            return ()


def claims_of(events: Iterable[Event]) -> Iterable[str]:
    """Yield every claim id that the events name, with repetition."""
    for event in events:
        match event:
            case Report() | Verdict() | ClaimAdded():
                yield event.claim
            case ClaimsRelated():
                yield event.claim
                yield event.other
            case _:
                pass
