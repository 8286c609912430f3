"""Report: a source took a stance on a claim, at a time, in words."""

from enum import Enum

from attrs import field, frozen

from timeline._fields import as_id, as_id_or_none, as_ids, as_quantity, as_text, as_when, choose, settle, show
from timeline._quantity import Quantity
from timeline._time import When

__all__ = ["ENDLESS", "UNKNOWN_SOURCE", "Certainty", "Reason", "Report", "Stance", "endless"]

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


def as_stance(value: Stance | str) -> Stance:
    """Take a stance or its text."""
    return choose(Stance, value)


def as_certainty(value: Certainty | str | None) -> Certainty | None:
    """Take a certainty or its text, or None."""
    return None if value is None else choose(Certainty, value)


def as_reason(value: Reason | str | None) -> Reason | None:
    """Take a reason or its text, or None."""
    return None if value is None else choose(Reason, value)


def endless(when: When | None) -> bool:
    """Whether a time has no end."""
    return isinstance(when, When) and when.latest_us is None


ENDLESS = "it has no end, so nobody can tell when it had been said; give the last day that it can have been"


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
    certainty: Certainty | None = field(default=None, converter=as_certainty)
    reason: Reason | None = field(default=None, converter=as_reason)
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
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
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
                (endless(self.said), "said", ENDLESS),
                (endless(self.up_to), "up_to", "it has no end; give the last day that the denial speaks of"),
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
