"""A live timeline walked at random, step by step, and held against a naive model after each."""

import unittest
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, TypeVar

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from timeline import (
    Claim,
    ClaimsRelated,
    Clarification,
    Correction,
    Cut,
    Entry,
    Event,
    Finding,
    OriginsLinked,
    Policy,
    PolicyLike,
    RefusedError,
    Relation,
    Report,
    Retraction,
    SourceAdded,
    Stance,
    Story,
    Timeline,
    Verdict,
    When,
)
from timeline.stores import load, save
from timeline.testing.comparing import answers
from timeline.testing.memory_store import memory_stores
from timeline.testing.naive import cut_naively, first_version, refuses_naively
from timeline.testing.store_appending import MakeStore

__all__ = ["history_machine"]

T = TypeVar("T")

CLAIMS = st.sampled_from(("bridge", "bridges"))
SOURCES = st.sampled_from(("anna", "anne", "bert"))
PARTIES = st.sampled_from(("north", "south"))
DAYS = tuple(f"2024-05-0{day}" for day in range(1, 8))
TIMES = (*DAYS, "2024-05-03T12:00:00Z", "2024-05-03T23:30:00-02:00", "2024-05")
MOMENTS = (None, *TIMES)
SAID = st.sampled_from(TIMES)
FINDINGS = st.sampled_from([finding.value for finding in Finding])
RELATIONS = st.sampled_from([relation.value for relation in Relation])
CUTS = st.sampled_from(MOMENTS)
NOTES: st.SearchStrategy[Event] = st.one_of(
    st.builds(SourceAdded, source=SOURCES, party=st.one_of(st.none(), PARTIES)),
    st.builds(OriginsLinked, origins=st.tuples(SOURCES, PARTIES)),
    st.builds(ClaimsRelated, claim=st.just("bridge"), relation=RELATIONS, other=st.just("bridges")),
    st.builds(Verdict, claim=CLAIMS, finding=FINDINGS, by=st.just("desk"), basis=st.just("as seen"), said=SAID),
)
STANCES = st.sampled_from(("affirm", "deny", *(stance.value for stance in Stance)))
ANY = st.integers(0, 30)
"""Which of what there is, counted round and round."""
HOUR = 3_600_000_000
START = When("2024-05-01T00:00:00Z").order[0]


class _Machine(RuleBasedStateMachine):
    """The steps; a subclass sets ``policy`` and ``make_store``, None for a store in memory with a clock of its own."""

    policy: ClassVar[PolicyLike] = Policy()
    make_store: ClassVar[MakeStore | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.hours, self.pace = 0, 1
        self.log: list[Entry] = []
        self.versions: list[str] = []
        self.to_come: list[Report] = []
        self.asked: list[tuple[Cut, dict[str, Claim]]] = []
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.open: MakeStore = type(self).make_store or memory_stores(clock=lambda: When.at(START + self.hours * HOUR))
        self.place = Path(self.folder.name, "store")
        self.place.mkdir()
        self.store = self.open(self.place)

    def teardown(self) -> None:
        """Close the store and remove its folder."""
        try:
            self.store.close()
        finally:
            self.folder.cleanup()

    def put(self, event: Event) -> None:
        """Append an event to the store; what it says of it must be what a plain list would."""
        known = [entry for entry in self.log if entry.id == event.id]
        self.hours += self.pace
        must_refuse = not known and refuses_naively(event, self.log)
        try:
            appended = self.store.append(event)
        except RefusedError as error:
            if must_refuse:
                return
            raise AssertionError(f"{event} was refused without a reason in the rules: {error}") from error
        assert not must_refuse, f"{event} was taken, though its source is of another party than its report's"
        assert list(appended.known) == known, f"{event}: known is {appended.known}, not {known}"
        added = [entry.event for entry in appended.added]
        assert added == ([] if known else [event]), f"{event}: added {added}; it was known as {known}"
        self.log += appended.added
        if isinstance(event, Report | Correction) and not known and first_version(event.id, self.log) is not None:
            self.versions.append(event.id)

    @rule(pace=st.integers(-1, 40))
    def clock_goes(self, pace: int) -> None:
        """The clock of a store in memory goes on by so many hours at each append, or stands, or runs back."""
        self.pace = pace

    @rule(source=SOURCES, claim=CLAIMS, stance=STANCES, said=SAID, detail=ANY)
    def says(self, source: str, claim: str, stance: str, said: str, detail: int) -> None:
        """A source takes a stance."""
        self.put(_report(source, claim, stance, said, detail))

    @rule(source=SOURCES, claim=CLAIMS, stance=STANCES, day=st.integers(1, 3))
    def had_said_long_before(self, source: str, claim: str, stance: str, day: int) -> None:
        """A report arrives late: it was said before all others."""
        self.put(_report(source, claim, stance, f"2024-04-0{day}", 0))

    @precondition(lambda self: self.log)
    @rule(which=ANY)
    def says_again(self, which: int) -> None:
        """What is on file is appended once more."""
        self.put(_pick(self.log, which).event)

    @rule(source=SOURCES, other=SOURCES, claim=CLAIMS, said=SAID, later=SAID)
    def retracts_what_was_not_heard_yet(self, source: str, other: str, claim: str, said: str, later: str) -> None:
        """A retraction comes before its report."""
        report = _report(source, claim, "affirm", said, 0)
        self.put(Retraction(source=other, of=report.id, said=later))
        self.to_come.append(report)

    @precondition(lambda self: self.to_come)
    @rule(which=ANY)
    def is_heard_at_last(self, which: int) -> None:
        """The report comes after its retraction."""
        self.put(_pick(self.to_come, which))

    @precondition(lambda self: self.versions)
    @rule(which=ANY, stance=STANCES, said=SAID, detail=ANY, void=st.booleans())
    def corrects(self, which: int, stance: str, said: str, detail: int, void: bool) -> None:
        """The record of a report, or of its correction, is put right, or found void."""
        of = _pick(self.versions, which)
        first = first_version(of, self.log)
        assert first is not None
        right = None if void else _report(first.source, first.claim, stance, said, detail)
        self.put(Correction(of=of, report=right, said="2024-05-08", note=f"after {len(self.log)}"))

    @precondition(lambda self: self.versions)
    @rule(which=ANY, said=SAID)
    def clarifies(self, which: int, said: str) -> None:
        """The words of a report change."""
        self.put(Clarification(of=_pick(self.versions, which), quote=f"as meant after {len(self.log)}", said=said))

    @precondition(lambda self: self.versions)
    @rule(which=ANY, said=SAID, by=st.one_of(st.none(), SOURCES))
    def retracts(self, which: int, said: str, by: str | None) -> None:
        """A source takes back its report, or another tries to."""
        of = _pick(self.versions, which)
        first = first_version(of, self.log)
        assert first is not None
        self.put(Retraction(source=by or first.source, of=of, said=said))

    @rule(note=NOTES)
    def desk_notes(self, note: Event) -> None:
        """The desk introduces a source, links origins, relates the claims, or gives a verdict."""
        self.put(note)

    @rule(as_of=CUTS)
    def replays(self, as_of: str | None) -> None:
        """What stands, or stood then as we know today."""
        self.ask(Cut(as_of=as_of))

    @precondition(lambda self: self.log)
    @rule(as_of=CUTS, which=ANY)
    def replays_what_was_known(self, as_of: str | None, which: int) -> None:
        """What we thought when some entry had just been recorded; what was known then never changes."""
        self.ask(Cut(as_of=as_of, known_at=_pick(self.log, which).recorded))
        whole = self.store.timeline()
        for cut, before in self.asked:
            now = answers(self.story(whole, cut))
            assert now == before, f"at {cut} the story told {before}, and now {now}"

    def ask(self, cut: Cut) -> None:
        """Hold the story at a cut against that of the naive model, told the other way round; keep it to be asked again."""
        whole = self.store.timeline()
        for as_of in MOMENTS:
            self.cuts_right(whole, Cut(as_of=as_of, known_at=cut.known_at))
        story = self.story(whole, cut)
        told = answers(story)
        kept = cut_naively(self.log, cut.as_of, cut.known_at)
        naive = answers(Story(reversed(kept), policy=self.policy, as_of=cut.as_of))
        assert told == naive, f"at {cut} the story tells {told}, from scratch {naive}"
        for claim in story.values():
            moves = [move.after for move in story.transitions(claim.id)]
            assert not moves or moves[-1] == claim.standing, f"at {cut} the moves of {claim} end with {moves[-1:]}"
        if cut.known_at is not None and cut.known_at.order < self.log[-1].recorded.order:
            self.asked.append((cut, told))

    def cuts_right(self, whole: Timeline, cut: Cut) -> None:
        """Hold what a story is made of against the naive cut."""
        found = sorted(entry.id for entry in self.story(whole, cut).state)
        wanted = sorted(entry.id for entry in cut_naively(self.log, cut.as_of, cut.known_at))
        assert found == wanted, f"at {cut} the story is made of {found}, not {wanted}"

    @rule()
    def saves_and_loads(self) -> None:
        """A file holds the same timeline."""
        path = Path(self.folder.name, "saved.jsonl")
        save(self.store.timeline(), path)
        loaded = list(load(path))
        assert loaded == self.log, f"saved {self.log}, loaded {loaded}"

    @rule()
    def closes_and_opens(self) -> None:
        """The store is closed, and opened again in the same folder."""
        self.store.close()
        self.store = self.open(self.place)

    @invariant()
    def holds_the_log(self) -> None:
        """The store holds the list, at the positions 1, 2, 3 …, in the order of recorded times."""
        read = list(self.store.read())
        assert read == self.log, f"the log is {self.log}, read {read}"
        positions = [entry.position for entry in read]
        assert positions == list(range(1, len(read) + 1)), f"the positions are {positions}"
        times = [entry.recorded.order for entry in read]
        assert times == sorted(times), f"recorded time runs backwards: {[str(entry.recorded) for entry in read]}"

    def story(self, whole: Timeline, cut: Cut) -> Story:
        """Return the story of a timeline at a cut, under the policy."""
        return whole.replay(as_of=cut.as_of, known_at=cut.known_at, policy=self.policy)


def _pick(choices: Sequence[T], number: int) -> T:
    return choices[number % len(choices)]


def _report(source: str, claim: str, stance: str, said: str, detail: int) -> Report:
    """Return a report; ``detail`` chooses what else it carries."""
    report = Report(source=source, claim=claim, stance=stance, said=said)
    match detail % 7:
        case 1 if report.stance is Stance.DENY:
            return evolve(report, up_to="2024-05-02", id=None)
        case 2:
            return evolve(report, basis="agency", id=None)
        case 3:
            return evolve(report, happened="2024-05-04", id=None)
        case 4:
            return evolve(report, quantity="about 40", id=None)
        case 5:
            return evolve(report, published="2024-05-09", quote="так", id=None)
        case _:
            return report


def history_machine(
    policy: PolicyLike | None = None, make_store: MakeStore | None = None
) -> type[unittest.TestCase]:
    """Return a test case that walks the history of a live timeline at random, and holds it against a naive model.

    Each step appends (in time, late, again), corrects, clarifies, retracts (before its report too), introduces, links,
    relates, rules, replays at some pair of cuts, saves and loads, or closes and opens; the naive model is a plain list.
    Stories are told under ``policy``, the library's own by default. ``make_store`` takes an empty folder and opens the
    store in it, or opens it again; by default it is a `MemoryStore` whose clock also leaps, stands, and runs back.
    A failure is the shortest history found, as code that begins with ``state = HistoryMachine()``: that class is the
    test case's ``machine``. Set ``settings`` on the test case for more histories, or longer ones.

    >>> from timeline import Policy
    >>> from timeline.testing import history_machine
    >>> TestHistory = history_machine(policy=Policy(min_origins=3))
    """
    own: dict[str, object] = {"__doc__": _Machine.__doc__, "policy": Policy() if policy is None else policy}
    own["make_store"] = None if make_store is None else staticmethod(make_store)
    machine: type[_Machine] = type("HistoryMachine", (_Machine,), own)
    case = machine.TestCase
    case.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
    case.machine = machine  # type: ignore[attr-defined]  # a test may reach the machine
    return case
