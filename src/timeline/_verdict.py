"""Verdict: a named desk's act on a claim; counting never makes one."""

from enum import Enum

from attrs import field, frozen

from timeline._fields import as_id, as_id_or_none, as_text, as_when, choose, settle, show
from timeline._report import ENDLESS, endless
from timeline._time import When

__all__ = ["Finding", "Verdict"]


class Finding(str, Enum):
    """What a desk declares; withdrawn takes back that desk's earlier verdict on the claim."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
    WITHDRAWN = "withdrawn"


def as_finding(value: Finding | str) -> Finding:
    """Take a finding or its text."""
    return choose(Finding, value)


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
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (self.said is None, "said", "is missing; say when the verdict was given"),
            (endless(self.said), "said", ENDLESS),
            (self.basis is None, "basis", "is missing; say what the verdict rests on"),
        )
        settle(self, "verdict", rules)

    @property
    def order(self) -> tuple[int, int, str]:
        """What statements sort by: the end of ``said``, its beginning, the id."""
        return (*self.said.order, self.id)

    __repr__ = show
