"""Book-keeping: what the desk notes down of sources, claims, and how they bear on each other."""

from enum import Enum

from attrs import field, frozen

from timeline._fields import as_bool, as_id, as_id_or_none, as_ids, as_text, as_when, as_zone, choose, settle, show
from timeline._report import ENDLESS, endless
from timeline._time import When

__all__ = ["ClaimAdded", "ClaimsRelated", "OriginsLinked", "Relation", "SourceAdded"]


class Relation(str, Enum):
    """How one claim bears on another."""

    IMPLIES = "implies"
    EXCLUDES = "excludes"
    CONDITION_OF = "condition_of"


def as_relation(value: Relation | str) -> Relation:
    """Take a relation or its text."""
    return choose(Relation, value)


@frozen(kw_only=True)
class SourceAdded:
    """The desk introduces a source, or says anew what it knows of one; the newest recorded holds.

    ``said`` is when the desk did so; without it the source counts as known from the start.
    """

    source: str = field(converter=as_id)
    name: str | None = field(default=None, converter=as_text)
    party: str | None = field(default=None, converter=as_id_or_none)
    office: str | None = field(default=None, converter=as_id_or_none)
    tz: str | None = field(default=None, converter=as_zone)
    said: When | None = field(default=None, converter=as_when)
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        settle(self, "source", ((endless(self.said), "said", ENDLESS),))

    __repr__ = show


@frozen(kw_only=True)
class ClaimAdded:
    """The desk introduces a claim: its text, whether it speaks of the future, and when it falls ``due``."""

    claim: str = field(converter=as_id)
    text: str | None = field(default=None, converter=as_text)
    future: bool = field(default=False, converter=as_bool)
    due: When | None = field(default=None, converter=as_when)
    said: When | None = field(default=None, converter=as_when)
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (endless(self.said), "said", ENDLESS),
            (endless(self.due), "due", "it has no end, so it never falls due; give its last day"),
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
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (endless(self.said), "said", ENDLESS),
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
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        few = isinstance(self.origins, tuple) and len(set(self.origins)) < 2
        settle(self, "link", ((endless(self.said), "said", ENDLESS), (few, "origins", "a link joins at least two")))

    __repr__ = show
