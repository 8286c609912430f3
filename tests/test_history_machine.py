"""The machine finds nothing wrong with the library, and finds what is broken on purpose."""

import re
import unittest
from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings

import timeline
import timeline._state as states
import timeline._telling as telling
import timeline._timeline as log
from drawn import same
from timeline import Correction, Cut, Entry, Fault, Policy, Report, Retraction, SourceAdded, Status, Timeline, When, cut
from timeline._steps import Step, steps
from timeline.stores import save
from timeline.testing import MemoryStore, cuts, history_machine, machine, memory_stores, timelines
from timeline.testing.naive import cut_naively, first_version, refuses_naively

Patch = pytest.MonkeyPatch

TestHistory = history_machine()
TestHistoryUnderAPolicyInAStore = history_machine(Policy(min_origins=1, origin_by="speaker"), memory_stores())

FAULTS: list[tuple[Callable[[Patch], None], str]] = []


def found_as(message: str) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    def added(fault: Callable[[Patch], None]) -> Callable[[Patch], None]:
        FAULTS.append((fault, message))
        return fault

    return added


@found_as("the story is made of")
def a_cut_leaves_out_its_own_moment(patch: Patch) -> None:
    said_by = states._said_by
    patch.setattr(states, "_said_by", lambda entry, state, last: said_by(entry, state, last - 1))


@found_as("the story is made of")
def what_was_recorded_at_the_cut_is_not_known(patch: Patch) -> None:
    patch.setattr(states, "cut", lambda entries, known_at: tuple(e for e in entries if e.recorded.order < known_at.order))


@found_as("the story is made of")
def everything_was_always_known(patch: Patch) -> None:
    patch.setattr(states, "cut", lambda entries, known_at: tuple(entries))


@found_as("the story is made of")
def the_first_correction_holds(patch: Patch) -> None:
    effective = states.Family._effective

    def first(self):
        return effective(type(self)(self.original, self.corrections[:1])) if self.corrections[1:] else effective(self)

    patch.setattr(states.Family, "_effective", first)


@found_as("from scratch")
def statements_are_told_as_they_arrive(patch: Patch) -> None:
    def in_no_order(self: telling.Telling) -> list[Step]:
        return [step for name in self.claims for step in steps(self.state, name)]

    patch.setattr(telling.Telling, "steps", in_no_order)


@found_as("the moves of")
def the_last_move_is_not_told(patch: Patch) -> None:
    from timeline import _claim

    told = _claim.told
    patch.setattr(_claim, "told", lambda *about: list(told(*about))[:-1] or told(*about))


@found_as("was refused without a reason in the rules")
def nobody_may_retract(patch: Patch) -> None:
    patch.setattr(log, "refusal", lambda entry, log: Fault("no"))


@found_as("was taken, though its source is of another party")
def anybody_may_retract(patch: Patch) -> None:
    patch.setattr(log, "refusal", lambda entry, log: None)


@found_as("the log is|added")
def the_beginning_of_a_run_is_lost(patch: Patch) -> None:
    patch.setattr(log.Runs, "__iter__", lambda self: iter([entry for run, end in self.seen for entry in run.up_to(end)[-3:]]))


@found_as("added|was taken")
def the_log_does_not_know_what_it_holds(patch: Patch) -> None:
    patch.setattr(log.Runs, "entry", lambda self, event_id: None)


@found_as("saved .* loaded")
def a_file_lacks_its_last_line(patch: Patch) -> None:
    patch.setattr(machine, "save", lambda timeline, path: save(Timeline(timeline.entries[:-1]), path))


@found_as("the story told")
def what_was_known_is_told_by_what_is_known(patch: Patch) -> None:
    answers, stories = machine.answers, []

    def told(story):
        stories.append(story)
        return {**answers(story), "entries on file": len(stories) // 30}

    patch.setattr(machine, "answers", told)


def failure(case: type[unittest.TestCase]) -> str:
    case.settings = settings(case.settings, derandomize=True, database=None, phases=[Phase.generate])
    result = unittest.TestResult()
    case("runTest").run(result)
    return "\n".join(text for _, text in (*result.failures, *result.errors))


@pytest.mark.parametrize(("fault", "message"), FAULTS)
def test_the_machine_finds_a_fault(fault, message, monkeypatch):
    fault(monkeypatch)
    assert_found(failure(history_machine()), message)


def assert_found(told: str, message: str) -> None:
    assert re.search(message, told, re.DOTALL), told or "nothing was found"
    assert "HistoryMachine()" in told, "the failure is not shown as code"


class LosesWhenClosed(MemoryStore):
    def close(self):
        self._log.timeline = Timeline(entry for entry in self._log.timeline if isinstance(entry.event, SourceAdded))


class RunsBack(MemoryStore):
    def append(self, *events, expected=None):
        recorded = f"2024-05-{31 - len(self._log.timeline) % 30}"
        return self._record([Entry(event=event, recorded=recorded) for event in events])


class TellsTimesThatRunBack(RunsBack):
    def append(self, *events, expected=None):
        appended = super().append(*events)
        last = self._log.timeline[events[0].id]
        position = len(self._log.timeline)
        return evolve(appended, added=(evolve(last, position=position),) if appended.added else ())

    def read(self, **cuts):
        arrived = sorted(super().read(**cuts), key=lambda entry: entry.recorded.order, reverse=True)
        yield from (evolve(entry, position=i) for i, entry in enumerate(arrived, 1))


@pytest.mark.parametrize(
    ("kind", "message"),
    [(LosesWhenClosed, "the log is"), (RunsBack, "added|the log is"), (TellsTimesThatRunBack, "recorded time runs backwards")],
)
def test_the_machine_finds_a_broken_store(kind, message):
    assert_found(failure(history_machine(make_store=memory_stores(kind))), message)


class Moody:
    """A policy that answers otherwise at each asking."""

    origin_by, count_derived, desks = "party", False, None
    asked = 0

    def status(self, evidence):
        self.asked += 1
        return tuple(Status)[1 + self.asked % 6]


def test_the_machine_finds_a_policy_that_does_not_keep_to_its_word():
    assert_found(failure(history_machine(Moody())), "from scratch|the moves of|the story told")


@same
@given(timelines(), cuts())
def test_the_naive_cut_is_the_cut(timeline: Timeline, at: Cut):
    entries = tuple(timeline)
    assert tuple(cut_naively(entries, at.as_of, at.known_at)) == cut(entries, as_of=at.as_of, known_at=at.known_at)


def test_a_correction_that_waited_and_is_misfiled_has_no_effect_on_the_naive_cut():
    first = Report(source="anna", claim="bridge", stance="affirm", said="2024-05-05")
    elsewhere = Report(source="anna", claim="road", stance="affirm", said="2024-05-01")
    waiting = Correction(of=first.id, report=elsewhere, said="2024-05-04")
    entries = tuple(Timeline().append(waiting).append(first))
    assert cut_naively(entries, When("2024-05-04"), None) == list(cut(entries, as_of="2024-05-04")) == []


def test_what_amends_no_report_has_no_first_version():
    added = SourceAdded(source="anna")
    assert first_version(added.id, Timeline([added]).entries) is None
    assert not refuses_naively(Retraction(source="bert", of=added.id, said="2024-05-01"), Timeline([added]).entries)


def test_a_failure_is_a_short_history_that_pastes_back(monkeypatch):
    nobody_may_retract(monkeypatch)
    case = history_machine()
    case.settings = settings(case.settings, derandomize=True, database=None)
    result = unittest.TestResult()
    case("runTest").run(result)
    told = result.failures[0][1]
    code = [line.strip() for line in told[told.index("state = HistoryMachine()") :].splitlines() if "state" in line]
    assert [line.partition("(")[0] for line in code if "holds_the_log" not in line] == [
        "state = HistoryMachine",
        "state.had_said_long_before",
        "state.clarifies",
        "state.teardown",
    ]
    names = {"HistoryMachine": case.machine, **vars(timeline)}
    with pytest.raises(AssertionError, match="was refused without a reason in the rules: "):
        exec("\n".join(code), names)
    names["state"].teardown()
