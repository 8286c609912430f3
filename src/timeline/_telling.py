"""Telling: the statements on a claim told one after the other, how it stands in between, and every change of that."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from attrs import field, frozen

from timeline._events import Finding, OriginsLinked, Report, Stance, Verdict
from timeline._live import Voices, voice_of
from timeline._origins import Credit, joined, roots
from timeline._policy import Credited, Evidence, PolicyLike, Sides, Status, judge, sides, weigh
from timeline._standing import Derived, Figure, Standing, Transition
from timeline._state import State
from timeline._steps import Step, steps
from timeline._time import When

__all__ = ["Telling", "told", "told_after", "told_as_logged"]

T_co = TypeVar("T_co", covariant=True)


class _Make(Protocol[T_co]):
    """What makes something of credited reports and their roots."""

    def __call__(self, credited: tuple[Credited, ...], roots: Mapping[str, str], /) -> T_co: ...


@frozen(eq=False)
class Telling:
    """One claim, told step by step under a policy; `take` the steps in order and ask for the standing in between."""

    state: State
    claim: str
    policy: PolicyLike
    bearing: tuple[tuple[str, bool, bool], ...] = ()
    """The related claims that count: (claim, side there, side here)."""
    voices: dict[str, Voices] = field(init=False)
    _weighed: dict[str, Sides] = field(init=False, factory=dict)
    """The sides of each claim since its last step: evidence and figures both ask for them."""
    _rooted: list[dict[str, str]] = field(init=False, factory=list)
    """What the desk has joined, since the last step, once it was asked for."""
    _kept: dict[str, tuple[tuple[Credited, ...], Mapping[str, str], Any]] = field(init=False, factory=dict)
    """What was made of credited reports last, with these and their roots."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "voices", {name: Voices() for name in self.claims})

    @classmethod
    def of(cls, state: State, claim: str, policy: PolicyLike) -> "Telling":
        """Return a telling at its beginning."""
        return cls(state, claim, policy, state.desk.bearing_on(claim) if policy.count_derived else ())

    @property
    def claims(self) -> list[str]:
        """The claim and the related ones that count."""
        return [self.claim, *dict.fromkeys(name for name, _, _ in self.bearing)]

    def steps(self) -> list[Step]:
        """Return all steps in order."""
        found = [step for name in self.claims for step in steps(self.state, name)]
        return sorted(found, key=itemgetter(0, 1))    # the order, then the claim

    def take(self, step: Step) -> None:
        """Take the next step."""
        self._weighed.pop(step.claim, None)
        if not self._joined_by_name:
            self._rooted.clear()
        self.voices[step.claim].take(step)

    def whole(self) -> "Telling":
        """Take all steps and return the telling at its end."""
        for step in self.steps():
            self.take(step)
        return self

    def evidence(self) -> Evidence:
        """Return the evidence as told so far."""
        counted = self._counted()
        affirming, denying = (
            self._kept_of(f"{side} origins", credited, joined)
            for side, credited in (("affirming", counted.affirming), ("denying", counted.denying))
        )
        return weigh(self._here, counted, affirming, denying, self._roots())

    def status(self) -> Status:
        """Return the status as told so far."""
        return judge(self.policy, self.evidence())

    def standing(self, evidence: Evidence | None = None) -> Standing:
        """Return how the claim stands as told so far."""
        found = evidence or self.evidence()
        status, verdict = judge(self.policy, found), self.verdict()
        return Standing(
            status=status,
            verdict=verdict,
            figures=tuple(self._figures()),
            up_to=_up_to(found) if status is Status.DENIED else None,
            internal=found.internal,
            admitted=found.admitted,
            retreated=found.retreated and status is Status.OPEN,
            needs_review=_against(verdict, found),
        )

    def verdict(self) -> Verdict | None:
        """Return the newest standing verdict of a desk that the policy accepts."""
        desks = self.policy.desks
        standing = [
            verdict
            for by, verdict in self._here.verdicts.items()
            if verdict.finding is not Finding.WITHDRAWN and (desks is None or by in desks)
        ]
        return max(standing, key=lambda verdict: verdict.order, default=None)

    def derived(self) -> Iterator[Derived]:
        """Yield the support that the related claims give."""
        for name, there, here in self.bearing:
            mine = self._sides(name)
            for report, _ in mine.affirming if there else mine.denying:
                yield Derived(report=report, claim=name, stance=Stance.AFFIRM if here else Stance.DENY)

    @cached_property
    def _links(self) -> tuple[OriginsLinked, ...]:
        """The links that can join origins of the claim."""
        if not self.state.desk.links:
            return ()
        families = [family for name in self.claims for family in self.state.by_claim.get(name, ())]
        reports = [family.report for family in families if family.report is not None]
        names = {name for report in reports for name in (report.id, report.source, *report.basis)}
        names |= {version for family in families for version in family.versions}
        names |= {name for name in self.state.desk.linked if name in self.state.releases}
        released = (self.state.releases.get(name) for name in tuple(names))
        names |= {family.report.source for family in released if family is not None and family.report is not None}
        return self.state.desk.links_on(names)

    @cached_property
    def _joined_by_name(self) -> bool:
        """Whether links name only sources, parties and offices: whom they join does not depend on what was told."""
        of_reports = (self.state.families, self.state.root, self.state.releases)
        return not any(name in told for link in self._links for name in link.origins for told in of_reports)

    @property
    def _here(self) -> Voices:
        return self.voices[self.claim]

    def _group(self, source: str) -> str:
        return self.state.desk.group(source, self.policy.origin_by)

    def _credit(self, claim: str) -> Credit:
        return Credit(self.voices[claim], self.state.desk, self.policy.origin_by)

    def _roots(self) -> dict[str, str]:
        """Return the roots of what the desk has joined, as told so far."""
        if not self._rooted:
            self._rooted.append(roots(self._credit(self.claim).joins(self._links)))
        return self._rooted[0]

    def _sides(self, claim: str) -> Sides:
        if claim not in self._weighed:
            found = sides(self.voices[claim], self.state.desk, self.policy.origin_by, self._credit(claim))
            self._weighed[claim] = found
        return self._weighed[claim]

    def _counted(self) -> Sides:
        """Return what counts on either side: what is said here, and of the related claims on the side that it has here."""
        own = self._sides(self.claim)
        if not self.bearing:
            return own
        affirming, denying = list(own.affirming), list(own.denying)
        for name, there, here in self.bearing:
            mine = self._sides(name)
            (affirming if here else denying).extend(mine.affirming if there else mine.denying)
        return Sides(affirming=tuple(affirming), denying=tuple(denying), admitted=own.admitted)

    def _figures(self) -> Iterator[Figure]:
        """Yield the newest figure of each origin on each side, its own words before those of others who rest on it.

        A repeat without a figure keeps the one before it.
        """
        mine = self._sides(self.claim)
        for denied, credited in ((False, mine.affirming), (True, mine.denying)):
            stated = [(report if denied else self._stated(report), names) for report, names in credited]
            with_figure = tuple([(report, names) for report, names in stated if report.quantity is not None])
            yield from self._kept_of(f"figures, denied: {denied}", with_figure, partial(self._words, denied=denied))

    def _words(self, with_figure: tuple[Credited, ...], roots: Mapping[str, str], denied: bool) -> list[Figure]:
        """Return the figure of each origin among credited reports that have one."""
        found = []
        for origin in joined(with_figure, roots):
            own_words = [one for one in origin.reports if self._group(one.source) in origin.members]
            report = (own_words or origin.reports)[-1]
            assert report.quantity is not None
            found.append(Figure(origin=origin.name, quantity=report.quantity, report=report, denied=denied))
        return found

    def _kept_of(self, what: str, credited: tuple[Credited, ...], make: "_Make[T_co]") -> T_co:
        """Return what is made of credited reports, as it was after the step before where they and their roots still are."""
        roots = self._roots()
        kept = self._kept.get(what)
        if kept is None or kept[0] != credited or kept[1] != roots:
            self._kept[what] = kept = credited, roots, make(credited, roots)
        made: T_co = kept[2]
        return made

    def _stated(self, report: Report) -> Report:
        """Return the last report of the same run that gives a figure; the report itself where none does."""
        if report.quantity is not None:
            return report
        voice = self._here.voices[voice_of(report)]
        return next((one for one in voice.standing_run(Stance.AFFIRM) if one.quantity is not None), report)


def _up_to(evidence: Evidence) -> When | None:
    """Return the last day that any denial speaks of, where all of them are dated."""
    denials = [report for origin in evidence.denying for report in origin.reports]
    dated = [report.up_to for report in denials if report.up_to]
    return max(dated, key=lambda when: when.order) if dated and len(dated) == len(denials) else None


def _against(verdict: Verdict | None, evidence: Evidence) -> bool:
    """Whether a live commitment against the verdict was said later."""
    sides = {Finding.CONFIRMED: evidence.denying, Finding.REFUTED: evidence.affirming}
    origins = sides.get(verdict.finding, ()) if verdict else ()
    return any(verdict and report.said.order[0] > verdict.said.order[0] for o in origins for report in o.reports)


def told(state: State, claim: str, policy: PolicyLike) -> Iterator[Transition]:
    """Yield every change of how a claim stands, in the order of statements."""
    telling = Telling.of(state, claim, policy)
    return _told(telling, telling.steps(), telling.standing())


def told_as_logged(state: State, claim: str, policy: PolicyLike) -> list[Transition]:
    """Return the changes with those of one moment in the order of the log, not of ids, where every moment ends alike.

    It is what a reader of the log expects; but the log of another desk may have another order.
    """
    telling = Telling.of(state, claim, policy)
    return _as_logged(telling, telling.steps(), 0, telling.standing())


def told_after(state: State, claim: str, policy: PolicyLike, moment: int | None) -> tuple[Standing, list[Transition]]:
    """Return how a claim stands at a microsecond, and the changes after it, as logged; None is the end."""
    telling = Telling.of(state, claim, policy)
    steps = telling.steps()
    taken = len(steps) if moment is None else bisect_right(steps, moment, key=lambda step: step.order[0])
    for step in steps[:taken]:
        telling.take(step)
    standing = telling.standing()
    return standing, _as_logged(telling, steps, taken, standing)


def _as_logged(telling: Telling, steps: list[Step], taken: int, standing: Standing) -> list[Transition]:
    """Return the changes that steps make of which a number has been taken."""
    new = steps[taken:]
    logged = sorted(new, key=_logged)
    if [step.entry.id for step in logged] == [step.entry.id for step in new]:
        return list(_told(telling, new, standing))
    again = Telling.of(telling.state, telling.claim, telling.policy)
    for step in steps[:taken]:
        again.take(step)
    moves, found = list(_told(telling, new, standing)), list(_told(again, logged, standing))
    ends = ({move.at.order: move.after for move in one} for one in (moves, found))
    return found if next(ends) == next(ends) else moves


def _logged(step: Step) -> tuple[int, int, int, int, int]:
    latest, kind, earliest, _ = step.order
    return latest, kind, earliest, step.entry.recorded_us, step.entry.position


def _told(telling: Telling, steps: Iterable[Step], before: Standing) -> Iterator[Transition]:
    for step in steps:
        telling.take(step)
        standing = telling.standing()
        if standing != before:
            yield Transition(claim=telling.claim, at=step.at, before=before, after=standing, cause=step.entry)
            before = standing
