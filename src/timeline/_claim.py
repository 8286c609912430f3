"""Claim: the state of one claim at a cut; and all claims at it, each computed as it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Self

from attrs import field, frozen

from timeline._entry import Entry
from timeline._events import Finding, Report, Retraction, Verdict
from timeline._html import html_table
from timeline._origins import Origin
from timeline._policy import Evidence, Policy, PolicyLike, Status, check_policy_fields
from timeline._shown import columns
from timeline._standing import Derived, Figure, Standing, Transition
from timeline._state import State, fold
from timeline._telling import Telling, told, told_as_logged
from timeline._text import near
from timeline._time import When
from timeline._words import figures_text, label, one_line, short_cause, voices_text
from timeline.errors import UnknownClaimError

__all__ = ["Claim", "Claims"]

_ONE_BY_ONE = 16
"""How many claims of a story are told of what bears on each alone, before all are told of one state."""
_HEAD = ("claim", "status", "figures", "because of", "since")


@frozen(kw_only=True, repr=False)
class Claim:
    """The state of one claim at a cut.

    ``affirming`` and ``denying`` are the origins on either side, each with its live reports; ``neither`` the live
    non-committing reports; ``derived`` what related claims add, which counts only where the policy says so. A denial
    that is wholly dated has ``up_to``, the last day that any of it speaks of. ``internal`` is a dispute within one
    origin, ``admitted`` a denial that its own party has given up, ``retreated`` an affirmation that its source has let
    fall. ``due`` claims are for an editor to look at: their time is over, or their condition was confirmed.
    """

    id: str
    text: str | None
    future: bool
    status: Status
    verdict: Verdict | None
    needs_review: bool
    due: bool
    affirming: tuple[Origin, ...]
    denying: tuple[Origin, ...]
    neither: tuple[Report, ...]
    figures: tuple[Figure, ...]
    because: tuple[Report, ...]
    derived: tuple[Derived, ...]
    internal: bool
    admitted: bool
    retreated: bool
    up_to: When | None
    _story: "Claims" = field(eq=False)

    @property
    def standing(self) -> Standing:
        """How the claim stands, as transitions compare it."""
        return Standing(
            status=self.status,
            verdict=self.verdict,
            figures=self.figures,
            up_to=self.up_to,
            internal=self.internal,
            admitted=self.admitted,
            retreated=self.retreated and self.status is Status.OPEN,
            needs_review=self.needs_review,
            due=self.due,
        )

    @property
    def since(self) -> When | None:
        """The moment from which a cut on said-time shows the status; None where nothing ever moved it."""
        moves = [move.at for move in self._story.transitions(self.id) if move.before.status is not move.after.status]
        return moves[-1] if moves else None

    @property
    def history(self) -> tuple[Entry, ...]:
        """Every entry on the claim at the cut, displaced, corrected and retracted ones too, in the order recorded."""
        return self._story.history(self.id)

    @property
    def figures_meet(self) -> bool | None:
        """Whether all affirmed figures can be true at once; None with fewer than two that can be compared."""
        quantities = [figure.quantity for figure in self.figures if not figure.denied]
        meets = [a.meets(b) for i, a in enumerate(quantities) for b in quantities[i + 1 :]]
        known = [meet for meet in meets if meet is not None]
        return all(known) if known else None

    @property
    def label(self) -> str:
        """The status with what must be said beside it: up to when it is denied, internal, retreated, a verdict."""
        return label(self.standing)

    @property
    def because_text(self) -> str:
        """Who holds the status up, and when each of them said so, in a few words."""
        return "; ".join(self._causes)

    @property
    def _causes(self) -> list[str]:
        """Each cause once: the voices of an origin together; of what was withdrawn the retractions."""
        origins = sorted((*self.affirming, *self.denying), key=lambda origin: origin.reports[0].order)
        retractions = self._story.taken_back(self.because) if self.status is Status.WITHDRAWN else ()
        said = map(short_cause, retractions or self.because)
        return list(dict.fromkeys(map(voices_text, origins) if origins else said))

    def __str__(self) -> str:
        """Show the claim in a sentence."""
        figures = f", {figures_text(self.figures)}" if self.figures else ""
        because = f", because of {self.because_text}" if self.because else ""
        return f"{self.id}: {self.label}{figures}{because}"

    def __repr__(self) -> str:
        return f"<Claim {self}>"

    def _repr_html_(self) -> str:
        """Show the claim in a notebook."""
        causes = "\n".join(self._causes)
        parts = {"text": self.text, "status": self.label, "since": self.since, "figures": figures_text(self.figures)}
        rows = [*parts.items(), ("because of", causes)]
        return html_table(("claim", self.id), [(name, str(value)) for name, value in rows if value])


class Claims(Mapping[str, Claim]):
    """All claims at one cut: a read-only mapping of claim id to `Claim`, each computed when it is asked for.

    ``entries`` are what a cut has left: entries, a state, or a function that makes it of all that is ``known``.
    A claim that the timeline knows but nobody has yet spoken of is unreported; one that it does not know raises
    `UnknownClaimError`. `print` shows a table.
    """

    def __init__(
        self,
        entries: Iterable[Entry] | State | Callable[[State], State] = (),
        *,
        policy: PolicyLike | None = None,
        as_of: When | None = None,
        known_at: When | None = None,
        claims: Iterable[str] | None = None,
        known: State | Callable[[], State] | None = None,
        known_later: Callable[[], Iterable[str]] = tuple,
        alone: Callable[[str], State] | None = None,
    ) -> None:
        self._made_of = entries if isinstance(entries, State) or callable(entries) else fold(entries)
        self._made_known = known
        self.policy: PolicyLike = Policy() if policy is None else policy
        check_policy_fields(self.policy)
        self.as_of = as_of
        self.known_at = known_at
        self._given = claims
        self._later = known_later
        self._alone = alone
        self._whole: Claims | None = None
        """The story that it is a part of."""
        self._computed: dict[str, Claim] = {}

    @property
    def state(self) -> State:
        """The entries that the story is made of, as the state that they fold into."""
        return self._state

    @cached_property
    def _state(self) -> State:
        made_of = self._made_of
        return made_of if isinstance(made_of, State) else made_of(self.known)

    @cached_property
    def known(self) -> State:
        """All that is known, also what was said after the story's cut."""
        known = self._made_known
        if known is None:
            return self._state
        return known if isinstance(known, State) else known()

    @cached_property
    def _claims(self) -> tuple[str, ...]:
        if self._given is None and not isinstance(self._made_of, State):
            return self.known.claims  # a cut only leaves some out
        return tuple(dict.fromkeys((*(self._given or ()), *self._state.claims)))

    @cached_property
    def _known_later(self) -> frozenset[str]:
        return frozenset(self._later())

    def __getitem__(self, claim: str) -> Claim:
        if claim not in self._computed:
            if self._alone is not None and len(self._computed) < _ONE_BY_ONE and claim in self._known_later:
                return self._told_alone(claim, self._alone(claim))
            if claim not in self._names and claim not in self._known_later:
                raise UnknownClaimError(claim, near(claim, self._names | self._known_later))
            self._computed[claim] = self._claim(claim)
        return self._computed[claim]

    def _told_alone(self, claim: str, known: State) -> Claim:
        """Compute a claim of what can bear on it: that takes no longer, however long the story is."""
        alone = Claims(
            self._made_of, policy=self.policy, as_of=self.as_of, known_at=self.known_at, known=known, known_later=self._later
        )
        alone._whole = self
        alone._computed[claim] = self._computed[claim] = alone._claim(claim)
        return self._computed[claim]

    def __contains__(self, claim: object) -> bool:
        return claim in self._names

    def __iter__(self) -> Iterator[str]:
        self._alone = None  # who goes through all claims has them told of one state
        return iter(self._claims)

    def __len__(self) -> int:
        return len(self._claims)

    def __eq__(self, other: object) -> bool:
        """Whether both are made of the same entries, under the same policy, at the same cut."""
        if not isinstance(other, Claims):
            return NotImplemented
        mine = (self._state, self.policy, self.as_of, self.known_at)
        return mine == (other._state, other.policy, other.as_of, other.known_at)

    __hash__ = None  # type: ignore[assignment]  # compared by what is in it, it has none

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._claims)

    @cached_property
    def _now(self) -> int | None:
        """The moment that the story has reached: its cut, or the last thing said in it."""
        if self.as_of is not None:
            return self.as_of.latest_us
        said = [family.report.said.order[0] for family in self._state.families.values() if family.report]
        acts = (entry.event for entry in self._state.of(Verdict, Retraction))
        said += [event.said.order[0] for event in acts if isinstance(event, Verdict | Retraction)]
        return max(said, default=None)

    def transitions(self, claim: str | None = None, *, as_logged: bool = False) -> Iterator[Transition]:
        """Return every change of how a claim stands on the axis of said-time, claim by claim, in order.

        One entry at a time: of several that a cut takes in at the same moment each has its own transition, in the order
        of their ids, or ``as_logged`` in that of the log, where the moment ends alike. Each step looks at every voice
        that has spoken on the claim. Raises `UnknownClaimError` at once.
        """
        tell = told_as_logged if as_logged else told
        names = self if claim is None else (self[claim].id,)
        return (move for name in names for move in tell(self._state, name, self.policy))

    def history(self, claim: str) -> tuple[Entry, ...]:
        """Return every entry on a claim, amendments too, in the order recorded."""
        families = self._state.by_claim.get(self[claim].id, ())
        found = [*self._state.verdicts.get(claim, ()), *(entry for family in families for entry in family.entries)]
        return tuple(sorted(found, key=lambda entry: entry.newest))

    def taken_back(self, reports: Iterable[Report]) -> list[Retraction]:
        """Return the retractions of reports, as far as there are any."""
        state = self._state
        families = (state.families.get(state.root.get(one.id, one.id)) for one in reports)
        found = (family and family.retraction(state.desk) for family in families)
        return [entry.event for entry in found if entry and isinstance(entry.event, Retraction)]

    def _claim(self, claim: str) -> Claim:
        telling = Telling.of(self._state, claim, self.policy).whole()
        evidence = telling.evidence()
        standing = telling.standing(evidence)
        added = self._state.desk.claim(claim)
        return Claim(
            id=claim,
            text=added.text if added else None,
            future=bool(added and added.future),
            status=standing.status,
            verdict=standing.verdict,
            needs_review=standing.needs_review,
            due=self.is_due(claim),
            affirming=evidence.affirming,
            denying=evidence.denying,
            neither=evidence.neither,
            figures=standing.figures,
            because=_because(standing.status, telling, evidence),
            derived=tuple(self._derived(claim)),
            internal=evidence.internal,
            admitted=evidence.admitted,
            retreated=evidence.retreated,
            up_to=standing.up_to,
            story=self,
        )

    def _derived(self, claim: str) -> Iterator[Derived]:
        """Yield what related claims add, each report once."""
        bearing = self._state.desk.bearing_on(claim)
        if bearing:
            telling = Telling(self._state, claim, self.policy, bearing).whole()
            yield from dict.fromkeys(telling.derived())

    def is_due(self, claim: str) -> bool:
        """Whether a claim's time is over, or a condition of it was confirmed; never a verdict."""
        desk = self.known.desk    # a cut on said-time leaves book-keeping as it is
        added = desk.claim(claim)
        if added and added.due:
            now = (self if self._whole is None else self._whole)._now
            if now is not None and now > added.due.order[0]:
                return True
        for condition in desk.conditions_of(claim):
            verdict = Telling.of(self._state, condition, self.policy).whole().verdict()
            if verdict is not None and verdict.finding is Finding.CONFIRMED:
                return True
        return False

    def __str__(self) -> str:
        """Show a table: claim, status, figures, because of whom and when, since; 80 columns wide at most."""
        return columns([_HEAD, *self._rows()], 80) if self else "no reports"

    def _repr_html_(self) -> str:
        """Show the same table in a notebook, under its cut."""
        return html_table(_HEAD, self._rows(), caption=", ".join(self._cut))

    def _rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        for claim in self.values():
            since = "" if claim.since is None else str(claim.since)
            figures, because = one_line(figures_text(claim.figures), 200), one_line(claim.because_text, 200)
            yield claim.id, claim.label, figures, because, since

    def __repr__(self) -> str:
        return f"<Story of {', '.join((f'{len(self)} claims', *self._cut))}>"

    @property
    def _cut(self) -> list[str]:
        return [f"{name}={when}" for name, when in (("as_of", self.as_of), ("known_at", self.known_at)) if when]

    def over(self, state: State, like: "Claims") -> Self:
        """Return the claims over another state, under the same policy, at the cut of ``like`` and with its claims."""
        return type(self)(state, policy=self.policy, as_of=like.as_of, known_at=like.known_at, claims=like)


def _because(status: Status, telling: Telling, evidence: Evidence) -> tuple[Report, ...]:
    """Return the reports that hold the status up: the commitments that count, else what is said without one."""
    committed = {report.id: report for o in (*evidence.affirming, *evidence.denying) for report in o.reports}
    if committed:
        return tuple(sorted(committed.values(), key=lambda report: report.order))
    if status is Status.WITHDRAWN:
        voices = telling.voices[telling.claim].voices.values()
        return tuple(voice.affirmed[-1] for voice in voices if voice.affirmed)
    return evidence.neither
