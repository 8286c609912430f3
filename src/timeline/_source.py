"""Source: who speaks, with verbs that read as sentences and give reports."""

from typing import Required, TypedDict, Unpack

from attrs import field, frozen

from timeline._events import Certainty, Reason, Report, Retraction, SourceAdded, Stance
from timeline._fields import as_id, as_id_or_none, as_text, show
from timeline._quantity import QuantityLike
from timeline._time import When, WhenLike
from timeline.errors import EventError, Fault, TimeError

__all__ = ["Source"]


class Details(TypedDict, total=False):
    """What may be said of a report beside its source, claim and stance; the fields of `Report`."""

    said: Required[WhenLike]
    certainty: Certainty | str
    reason: Reason | str
    up_to: WhenLike
    happened: WhenLike
    published: WhenLike
    quote: str
    quantity: QuantityLike
    kind: str
    via: list[str] | tuple[str, ...] | str
    basis: list[str] | tuple[str, ...] | str
    cites: list[str] | tuple[str, ...] | str
    evidence: list[str] | tuple[str, ...] | str
    url: str
    lang: str
    id: str


@frozen
class Source:
    """Who speaks: an id, and where known a name, a party, an office, and the zone that resolves its words.

    Every verb takes the fields of `Report` by keyword; ``said`` may be words ("on Friday"), resolved once against
    ``published`` in the source's zone. A timeline takes a source as it takes an event: as `SourceAdded`.

    >>> nis = Source("nis", party="south-korea", tz="Asia/Seoul")
    >>> nis.affirms("present", said="on Friday", published="2024-10-18").said
    When('2024-10-18', words='on Friday')
    """

    id: str = field(converter=as_id)
    name: str | None = field(default=None, kw_only=True, converter=as_text)
    party: str | None = field(default=None, kw_only=True, converter=as_id_or_none)
    office: str | None = field(default=None, kw_only=True, converter=as_id_or_none)
    tz: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        self.added()

    def added(self, *, said: WhenLike | None = None) -> SourceAdded:
        """Return the event that introduces this source; ``said`` is when the desk did so, None: known from the start."""
        try:
            return self._added(said)
        except EventError as error:
            raise EventError(Fault(f.message, path="id" if f.path == "source" else f.path) for f in error.faults) from None

    def _added(self, said: WhenLike | None) -> SourceAdded:
        return SourceAdded(source=self.id, name=self.name, party=self.party, office=self.office, tz=self.tz, said=said)

    def affirms(self, claim: str, **details: Unpack[Details]) -> Report:
        """Return the report that it presents the claim as so."""
        return self._says(Stance.AFFIRM, claim, details)

    def denies(self, claim: str, **details: Unpack[Details]) -> Report:
        """Return the report that it presents the claim as not so; ``up_to`` where its words say "not yet"."""
        return self._says(Stance.DENY, claim, details)

    def cannot_confirm(self, claim: str, **details: Unpack[Details]) -> Report:
        """Return the report that it considered the claim and cannot establish it; that is no denial."""
        return self._says(Stance.NOT_CONFIRM, claim, details)

    def queries(self, claim: str, **details: Unpack[Details]) -> Report:
        """Return the report that it asks, or is finding out."""
        return self._says(Stance.QUERY, claim, details)

    def declines(self, claim: str, **details: Unpack[Details]) -> Report:
        """Return the report that it refuses to say."""
        return self._says(Stance.DECLINE, claim, details)

    def supposes(self, claim: str, **details: Unpack[Details]) -> Report:
        """Return the report that it reasons from the claim without asserting it."""
        return self._says(Stance.SUPPOSE, claim, details)

    def relays(self, claim: str, **details: Unpack[Details]) -> Report:
        """Return the report that it passes on another's statement."""
        return self._says(Stance.RELAY, claim, details)

    def retracts(
        self, report: Report | str, *, said: WhenLike, quote: str | None = None, published: WhenLike | None = None
    ) -> Retraction:
        """Return the retraction of an earlier report, given as the report or its id."""
        of = report if isinstance(report, str) else report.id
        when = self._resolved(said, published)
        return Retraction(source=self.id, of=of, said=when, quote=quote, published=published)

    def _says(self, stance: Stance, claim: str, details: Details) -> Report:
        said = self._resolved(details.get("said"), details.get("published"))
        fields = {**details, "source": self.id, "claim": claim, "stance": stance, "said": said}
        return Report(**fields)  # type: ignore[arg-type]  # Report checks them

    def _resolved(self, said: WhenLike, published: WhenLike | None) -> WhenLike:
        """Return a time as given, or the day that words mean."""
        if not isinstance(said, str) or not said[:1].isalpha():
            return said
        if published is None:
            raise TimeError(f"{said!r} needs the day of publication to be resolved: give `published`, or the date itself")
        return When.resolve(said, published=published, zone=self.tz)

    __repr__ = show
