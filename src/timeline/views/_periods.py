"""Periods: how each claim stood, with the stretch of both clocks for which it is the answer."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import zip_longest

from attrs import field, frozen

from timeline import (
    ClaimsRelated,
    Clarification,
    Correction,
    Entry,
    OriginsLinked,
    PolicyLike,
    Retraction,
    State,
    Status,
    Timeline,
    Verdict,
    fold,
)
from timeline._claim import Claims
from timeline._desk import Desk
from timeline._events import Bookkeeping, claims_of, reports_in
from timeline._state import said_us
from timeline._time import BEGINNING
from timeline._words import figures_text

__all__ = ["Answer", "Period", "periods"]

_START = BEGINNING.latest_us or 0


@frozen(kw_only=True)
class Answer:
    """How a claim stands, as a cut shows it; what depends on the hour of asking (``due``) is left out."""

    status: Status
    verdict: str | None
    verdict_by: str | None
    figures: str
    because: str
    reports: tuple[str, ...]
    up_to: str | None
    internal: bool
    admitted: bool
    retreated: bool
    needs_review: bool


@frozen(kw_only=True)
class Period:
    """An answer, and the stretch of both clocks, in microseconds, for which it holds.

    ``said_from <= as_of < said_to`` and ``known_from <= known_at < known_to``; None has no end.
    """

    claim: str
    answer: Answer
    said_from: int
    said_to: int | None
    known_from: int
    known_to: int | None


def periods(timeline: Timeline, *, policy: PolicyLike | None = None) -> Iterator[Period]:
    """Yield how each claim stood, for every stretch of both clocks, claim by claim; together they answer every replay.

    The stretches of a claim do not overlap; before it is heard of there is none.
    """
    graph = _Graph(tuple(timeline.entries))
    for claim in fold(timeline.entries).claims:
        yield from _Telling(claim, graph.bearing_on(claim), policy).periods()


@frozen(eq=False)
class _Graph:
    """The entries of a timeline, to ask for those that can bear on a claim at any cut."""

    entries: tuple[Entry, ...]

    def bearing_on(self, claim: str) -> tuple[Entry, ...]:
        """Return the entries that can bear on a claim; rather one too many than one too few."""
        claims = self._related(claim)
        reached = {entry.id for entry in self.entries if claims & set(_claims(entry))} | self._linked
        reached |= {ident for name in self._linked for ident in self._named.get(name, ())}
        new = set(reached)
        while new:
            names = {name for ident in new for name in self._leads_to.get(ident, ())}
            new = {ident for name in names for ident in self._named.get(name, ())} - reached
            reached |= new
        return tuple(entry for entry in self.entries if entry.id in reached or isinstance(entry.event, Bookkeeping))

    def _related(self, claim: str) -> set[str]:
        reached, size = {claim}, 0
        while len(reached) > size:
            size = len(reached)
            for pair in self._relations:
                reached |= pair if pair & reached else set()
        return reached

    @cached_property
    def _relations(self) -> list[set[str]]:
        return [{e.event.claim, e.event.other} for e in self.entries if isinstance(e.event, ClaimsRelated)]

    @cached_property
    def _linked(self) -> set[str]:
        return {name for entry in self.entries if isinstance(entry.event, OriginsLinked) for name in entry.event.origins}

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """By name, the entries that have it: as their own id, as that of what they amend, as an item that they release."""
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            for name in _names(entry):
                found.setdefault(name, set()).add(entry.id)
        return found

    @cached_property
    def _leads_to(self) -> dict[str, set[str]]:
        """By entry, the names that lead on from it: its own, and the items that its report rests on."""
        return {e.id: {*_names(e), *(item for report in reports_in(e.event) for item in report.basis)} for e in self.entries}


def _names(entry: Entry) -> set[str]:
    found = {entry.id}
    if isinstance(entry.event, Correction | Clarification | Retraction):
        found.add(entry.event.of)
    for report in reports_in(entry.event):
        found |= {report.id, *report.evidence}
    return found


def _claims(entry: Entry) -> Iterable[str]:
    if isinstance(entry.event, Verdict):
        return (entry.event.claim,)
    return (report.claim for report in reports_in(entry.event))


@frozen(eq=False)
class _Telling:
    """One claim on both clocks. Cuts that keep the same entries have the same answer, so each set is asked about once."""

    claim: str
    entries: tuple[Entry, ...]
    policy: PolicyLike | None
    _answers: dict[int, Answer] = field(init=False, factory=dict)
    _desks: dict[int, Desk] = field(init=False, factory=dict)

    def periods(self) -> Iterator[Period]:
        """Yield the periods by known_from, said_from."""
        heard = min(e.recorded_us for e in self.entries if self.claim in claims_of((e.event,)))
        open_: dict[tuple[int, int | None, Answer], int] = {}
        for known in sorted({heard, *(e.recorded_us for e in self.entries if e.recorded_us > heard)}):
            now = dict.fromkeys(self._runs(known))
            for run in [run for run in open_ if run not in now]:
                yield self._period(run, open_.pop(run), known)
            for run in now:
                open_.setdefault(run, known)
        for run, since in open_.items():
            yield self._period(run, since, None)

    def _period(self, run: tuple[int, int | None, Answer], since: int, until: int | None) -> Period:
        said_from, said_to, answer = run
        return Period(
            claim=self.claim, answer=answer, said_from=said_from, said_to=said_to, known_from=since, known_to=until
        )

    def _runs(self, known: int) -> Iterator[tuple[int, int | None, Answer]]:
        """Yield (said_from, said_to, answer) as known at a moment; equal neighbours are one."""
        kept = {e.id: (bit, e) for bit, e in enumerate(self.entries) if e.recorded_us <= known}
        state = State({ident: entry for ident, (_, entry) in kept.items()})
        steps: dict[int, int] = {_START: 0}
        for bit, entry in kept.values():
            at = said_us(entry, state)
            steps[_START if at is None else at] = steps.get(_START if at is None else at, 0) | 1 << bit
        found: list[tuple[int, Answer]] = []
        mask = 0
        for at in sorted(steps):
            mask |= steps[at]
            answer = self._answer(mask, steps[_START])
            if not found or found[-1][1] != answer:
                found.append((at, answer))
        ends = [at for at, _ in found[1:]]
        yield from ((at, end, answer) for (at, answer), end in zip_longest(found, ends))

    def _answer(self, mask: int, notes: int) -> Answer:
        if mask not in self._answers:
            if notes not in self._desks:
                self._desks[notes] = Desk.of(self._of(notes))
            state = State({entry.id: entry for entry in self._of(mask)}, desk=self._desks[notes])
            self._answers[mask] = answer(Claims(state, policy=self.policy, claims=(self.claim,)), self.claim)
        return self._answers[mask]

    def _of(self, mask: int) -> Iterator[Entry]:
        return (entry for bit, entry in enumerate(self.entries) if mask >> bit & 1)


def answer(story: Claims, claim: str) -> Answer:
    """Return how a claim of a story stands."""
    found = story[claim]
    return Answer(
        status=found.status,
        verdict=found.verdict.finding.value if found.verdict else None,
        verdict_by=found.verdict.by if found.verdict else None,
        figures=figures_text(found.figures),
        because=found.because_text,
        reports=tuple(report.id for report in found.because),
        up_to=None if found.up_to is None else str(found.up_to),
        internal=found.internal,
        admitted=found.admitted,
        retreated=found.retreated,
        needs_review=found.needs_review,
    )
