"""Amendments: what changes, or takes back, an earlier report."""

from collections.abc import Mapping

from attrs import field, frozen

from timeline._fields import as_id, as_id_or_none, as_ids, as_text, as_when, settle, show
from timeline._report import ENDLESS, UNKNOWN_SOURCE, Report, endless
from timeline._time import When
from timeline.errors import EventError, Fault

__all__ = ["Clarification", "Correction", "Retraction"]


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
    by: str | None = field(default=None, converter=as_id_or_none)
    note: str | None = field(default=None, converter=as_text)
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = ((self.said is None, "said", "is missing; say when it was corrected"), (endless(self.said), "said", ENDLESS))
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
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (self.said is None, "said", "is missing; say when it was clarified"),
            (endless(self.said), "said", ENDLESS),
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
    given_id: str | None = field(default=None, alias="id", converter=as_id_or_none, eq=False)
    id: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        rules = (
            (self.said is None, "said", "is missing; say when it was retracted"),
            (endless(self.said), "said", ENDLESS),
            (self.source == UNKNOWN_SOURCE, "source", "an unknown source cannot be seen to retract; name it"),
        )
        settle(self, "retraction", rules)

    @property
    def order(self) -> tuple[int, int, str]:
        """What statements sort by: the end of ``said``, its beginning, the id."""
        return (*self.said.order, self.id)

    __repr__ = show
