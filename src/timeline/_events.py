"""What was said: every kind of event, an immutable value that knows its own rules and its id."""

from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import field, frozen
from attrs.converters import optional

from timeline._fields import as_bool, as_id, as_ids, as_quantity, as_text, as_when, as_zone, choose, settle, show
from timeline._quantity import Quantity
from timeline._time import When
from timeline.errors import EventError, Fault

__all__ = [
    "UNKNOWN_SOURCE",
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
    "Unrecognized",
    "Verdict",
]

UNKNOWN_SOURCE = "unknown"
"""The id of a source that nobody named. All such reports share one origin and never displace each other."""


class Stance(str, Enum):
    """What a source does with a claim; only affirm and deny commit."""

    AFFIRM = "affirm"
    DENY = "deny"
    NOT_CONFIRM = "not_confirm"
    QUERY = "query"
    DECLINE = "decline"
    SUPPOSE = "suppose"
    RELAY = "relay"


class Certainty(str, Enum):
    """How sure the source says it is; not stated is None and is not a grade."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Reason(str, Enum):
    """Why a source cannot confirm: it could not check, or it looked and found nothing."""

    UNVERIFIED = "unverified"
    NO_EVIDENCE = "no_evidence"


class Finding(str, Enum):
    """What a desk declares; withdrawn takes back that desk's earlier verdict on the claim."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    WITHDRAWN = "withdrawn"


class Relation(str, Enum):
    """How one claim bears on another."""

    IMPLIES = "implies"
    EXCLUDES = "excludes"
    CONDITION_OF = "condition_of"


def as_stance(value: Stance | str) -> Stance:
    """Take a stance or its text."""
    return choose(Stance, value)


def as_certainty(value: Certainty | str) -> Certainty:
    """Take a certainty or its text."""
    return choose(Certainty, value)


def as_reason(value: Reason | str) -> Reason:
    """Take a reason or its text."""
    return choose(Reason, value)


def as_finding(value: Finding | str) -> Finding:
    """Take a finding or its text."""
    return choose(Finding, value)


def as_relation(value: Relation | str) -> Relation:
    """Take a relation or its text."""
    return choose(Relation, value)


def _no_end(when: When | None) -> bool:
    return isinstance(when, When) and when.latest_us is None


_END = "it has no end, so nobody can tell when it had been said; give the last day that it can have been"


@frozen(kw_only=True)
class Report:
    """A source took a stance on a claim, at a time, in words.

    ``said`` is when (it needs a known end). ``up_to``, on a denial only, is the time up to which the words deny ("not
    yet", "not already"); ``happened`` is when what is reported took place; ``published`` when the public could read it.
    ``via`` are the carriers, nearest to us last. ``basis`` names the sources or evidence items that the report rests on,
    ``cites`` those it only mentions, ``evidence`` the items that it releases. ``reason`` goes with not_confirm.
    Plain strings are taken for every field. Raises `EventError` with all faults.
    """

    source: str = field(default=UNKNOWN_SOURCE, converter=as_id)
    claim: str = field(converter=as_id)
    stance: Stance = field(converter=as_stance)
    said: When = field(converter=as_when)
    certainty: Certainty | None = field(default=None, converter=optional(as_certainty))
    reason: Reason | None = field(default=None, converter=optional(as_reason))
    up_to: When | None = field(default=None, converter=as_when)
    happened: When | None = field(default=None, converter=as_when)
    published: When | None = field(default=None, converter=as_when)
    quote: str | None = field(default=None, converter=as_text)
    quantity: Quantity | None = field(default=None, converter=as_quantity)
    kind: str | None = field(default=None, converter=as_text)
    via: tuple[str, ...] = field(default=(), converter=as_ids)
    basis: tuple[str, ...] = field(default=(), converter=as_ids)
    cites: tuple[str, ...] = field(default=(), converter=as_ids)
    evidence: tuple[str, ...] = field(default=(), converter=as_ids)
    url: str | None = field(default=None, converter=as_text)
    lang: str | None = field(default=None, converter=as_text)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        dated = isinstance(self.stance, Stance) and self.up_to is not None
        reasoned = isinstance(self.stance, Stance) and self.reason is not None
        rests = isinstance(self.basis, tuple) and self.source in self.basis
        settle(
            self,
            "report",
            (
                (self.said is None, "said", "is missing; say when it was said"),
                (_no_end(self.said), "said", _END),
                (_no_end(self.up_to), "up_to", "it has no end; give the last day that the denial speaks of"),
                (dated and self.stance is not Stance.DENY, "up_to", "only a denial speaks up to a time; leave it out"),
                (reasoned and self.stance is not Stance.NOT_CONFIRM, "reason", "goes with not_confirm only; leave it out"),
                (rests, "basis", f"{self.source!r} cannot rest on itself; leave it out"),
            ),
        )

    @property
    def order(self) -> tuple[int, int, str]:
        """What statements sort by: the end of ``said``, its beginning, the id."""
        return (*self.said.order, self.id)

    __repr__ = show


def as_report(value: Report | None) -> Report | None:
    """Take a report, a mapping of a report's fields, or None; the faults of a mapping are kept."""
    if value is None or isinstance(value, Report | Fault | EventError):
        return value
    if isinstance(value, Mapping):
        try:
            return Report(**value)
        except EventError as error:
            return error
        except TypeError as error:
            return Fault(str(error).replace("Report.__init__()", "the report"))
    return Fault(f"is {type(value).__name__}, not a report")


@frozen(kw_only=True)
class Correction:
    """The record was wrong, the source's or ours: ``report`` is how it should be, or None where it should not be at all.

    ``of`` names any version of the report and means the first. It replaces the report for the whole of said-time, from
    when it was recorded; its own ``said`` is when it was issued and is never asked by a cut on ``as_of``.
    """

    of: str = field(converter=as_id)
    report: Report | None = field(default=None, converter=as_report)
    said: When = field(converter=as_when)
    published: When | None = field(default=None, converter=as_when)
    by: str | None = field(default=None, converter=optional(as_id))
    note: str | None = field(default=None, converter=as_text)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = ((self.said is None, "said", "is missing; say when it was corrected"), (_no_end(self.said), "said", _END))
        settle(self, "correction", rules)

    __repr__ = show


@frozen(kw_only=True)
class Clarification:
    """Only the wording changes: ``quote`` (and ``lang``, ``url``) replace those of the report that ``of`` names."""

    of: str = field(converter=as_id)
    quote: str = field(converter=as_text)
    said: When = field(converter=as_when)
    published: When | None = field(default=None, converter=as_when)
    lang: str | None = field(default=None, converter=as_text)
    url: str | None = field(default=None, converter=as_text)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (self.said is None, "said", "is missing; say when it was clarified"),
            (_no_end(self.said), "said", _END),
            (self.quote is None, "quote", "is missing; give the words as they should read"),
        )
        settle(self, "clarification", rules)

    __repr__ = show


@frozen(kw_only=True)
class Retraction:
    """The source, or another voice of its party, withdraws the report that ``of`` names; anybody else's is a denial."""

    source: str = field(converter=as_id)
    of: str = field(converter=as_id)
    said: When = field(converter=as_when)
    published: When | None = field(default=None, converter=as_when)
    quote: str | None = field(default=None, converter=as_text)
    via: tuple[str, ...] = field(default=(), converter=as_ids)
    url: str | None = field(default=None, converter=as_text)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (self.said is None, "said", "is missing; say when it was retracted"),
            (_no_end(self.said), "said", _END),
            (self.source == UNKNOWN_SOURCE, "source", "an unknown source cannot be seen to retract; name it"),
        )
        settle(self, "retraction", rules)

    @property
    def order(self) -> tuple[int, int, str]:
        """What statements sort by: the end of ``said``, its beginning, the id."""
        return (*self.said.order, self.id)

    __repr__ = show


@frozen(kw_only=True)
class Verdict:
    """A named desk declares a claim confirmed, refuted or inconclusive, or withdraws what it had declared.

    ``by`` is the desk, ``basis`` what it rests on, in words. Counting never makes one.
    """

    claim: str = field(converter=as_id)
    finding: Finding = field(converter=as_finding)
    by: str = field(converter=as_id)
    basis: str = field(converter=as_text)
    said: When = field(converter=as_when)
    published: When | None = field(default=None, converter=as_when)
    url: str | None = field(default=None, converter=as_text)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (self.said is None, "said", "is missing; say when the verdict was given"),
            (_no_end(self.said), "said", _END),
            (self.basis is None, "basis", "is missing; say what the verdict rests on"),
        )
        settle(self, "verdict", rules)

    @property
    def order(self) -> tuple[int, int, str]:
        """What statements sort by: the end of ``said``, its beginning, the id."""
        return (*self.said.order, self.id)

    __repr__ = show


@frozen(kw_only=True)
class SourceAdded:
    """The desk introduces a source, or says anew what it knows of one; the newest recorded holds.

    ``said`` is when the desk did so; without it the source counts as known from the start.
    """

    source: str = field(converter=as_id)
    name: str | None = field(default=None, converter=as_text)
    party: str | None = field(default=None, converter=optional(as_id))
    office: str | None = field(default=None, converter=optional(as_id))
    tz: str | None = field(default=None, converter=as_zone)
    said: When | None = field(default=None, converter=as_when)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        settle(self, "source", ((_no_end(self.said), "said", _END),))

    __repr__ = show


@frozen(kw_only=True)
class ClaimAdded:
    """The desk introduces a claim: its text, whether it speaks of the future, and when it falls ``due``."""

    claim: str = field(converter=as_id)
    text: str | None = field(default=None, converter=as_text)
    future: bool = field(default=False, converter=as_bool)
    due: When | None = field(default=None, converter=as_when)
    said: When | None = field(default=None, converter=as_when)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (_no_end(self.said), "said", _END),
            (_no_end(self.due), "due", "it has no end, so it never falls due; give its last day"),
            (self.due is not None and not self.future, "due", "only a claim about the future falls due; set future"),
        )
        settle(self, "claim", rules)

    __repr__ = show


@frozen(kw_only=True)
class ClaimsRelated:
    """The desk relates two claims: ``claim`` implies, excludes, or is the condition of ``other``."""

    claim: str = field(converter=as_id)
    relation: Relation = field(converter=as_relation)
    other: str = field(converter=as_id)
    note: str | None = field(default=None, converter=as_text)
    said: When | None = field(default=None, converter=as_when)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (_no_end(self.said), "said", _END),
            (self.claim == self.other, "other", f"{self.other!r} cannot be related to itself; name another claim"),
        )
        settle(self, "relation", rules)

    __repr__ = show


@frozen(kw_only=True)
class OriginsLinked:
    """The desk judges that statements share one origin: ``origins`` are ids of sources, parties, items or reports.

    Named by a report's id, origins are joined on that report's claim only; otherwise on every claim.
    """

    origins: tuple[str, ...] = field(converter=as_ids)
    note: str | None = field(default=None, converter=as_text)
    said: When | None = field(default=None, converter=as_when)
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        few = isinstance(self.origins, tuple) and len(set(self.origins)) < 2
        settle(self, "link", ((_no_end(self.said), "said", _END), (few, "origins", "a link joins at least two")))

    __repr__ = show


@frozen(kw_only=True)
class Unrecognized:
    """A record of a type or version that this release does not know: kept as it is, counted nowhere."""

    type: str
    record: str
    given_id: str | None = field(default=None, alias="id", converter=optional(as_id), eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        settle(self, "unrecognized")

    __repr__ = show


Statement = Report | Retraction | Verdict
"""What is cut by `as_of`, by its own ``said``."""
Amendment = Correction | Clarification
"""What changes an earlier report and is cut with it."""
Bookkeeping = SourceAdded | ClaimAdded | ClaimsRelated | OriginsLinked | Unrecognized
"""What the desk notes down; it is cut by `known_at` only."""
Event = Statement | Amendment | Bookkeeping
"""Anything that a timeline takes."""


def public_at(event: Event) -> When | None:
    """Return when the public could know of an event: ``published``, else ``said``; None for undated book-keeping."""
    published = getattr(event, "published", None)
    if published is not None and published.latest_us is not None:
        return published  # type: ignore[no-any-return]
    return getattr(event, "said", None)


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
