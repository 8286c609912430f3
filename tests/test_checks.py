"""One call holds a policy, a fold or a log of one's own to the laws; what fails can be pasted back."""

from collections.abc import Callable

import pytest
from attrs import frozen

import timeline as public
from command_line import SEED
from korea import NIS
from timeline import Evidence, Policy, Source, Status, Timeline
from timeline.stores import load
from timeline.testing import check_always, check_fold, check_laws, check_policy, explore, laws, reproduction
from timeline.testing.checks import Under, _shown
from timeline.testing.mutants import MUTANTS, applied
from timeline.testing.policy_laws import POLICY_LAWS, only_legal_moves

ASAHI = Source("asahi")
STORY = Timeline(
    [
        NIS,
        ASAHI,
        NIS.affirms("present", said="2024-10-18"),
        ASAHI.denies("present", said="2024-10-19"),
        NIS.affirms("x", said="2024"),
    ]
)
MUTANT = {mutant.name: mutant for mutant in MUTANTS}


def failure(check: Callable[[], object]) -> str:
    with pytest.raises(AssertionError) as error:
        check()
    return str(error.value)


def run(text: str) -> str:
    """Run the reproduction in a message and return how it fails."""
    code = text.partition("To reproduce:\n\n")[2]
    return failure(lambda: exec(code, {}))


@pytest.mark.parametrize("policy", [Policy(), Policy(min_origins=3, origin_by="office"), Policy(count_derived=True)], ids=str)
def test_policies_of_ours_pass(policy: Policy) -> None:
    check_policy(policy, max_examples=20)


@frozen
class Rules:
    """A policy of a user's own, wrong in one way."""

    answer: Callable[[Evidence], object]
    origin_by = "party"
    count_derived = False
    desks = None

    def status(self, evidence: Evidence) -> Status:
        return self.answer(evidence)  # type: ignore[return-value]  # an answer may be wrong: that is the test


def otherwise(evidence: Evidence) -> Status:
    return Policy().status(evidence)


FLIP = iter(range(10**9))


def flipped() -> Status:
    return (Status.OPEN, Status.DENIED)[next(FLIP) % 2]


WRONG = {
    "gave 'true'; it must return a Status": lambda e: "true" if len(e.affirming) > 1 else otherwise(e),
    "raised ZeroDivisionError": lambda e: 1 // len(e.neither) if e.denying else otherwise(e),
    "gave Status.OPEN and then Status.DENIED": lambda e: flipped() if e.denying else otherwise(e),
    "in another order": lambda e: Status.REPORTED if e.affirming and e.affirming[0].name == "a" and e.denying else otherwise(e),
    "said twice by one origin": lambda e: Status.CORROBORATED if sum(len(o.reports) for o in e.affirming) > 3 else otherwise(e),
    "without what commits to nothing": lambda e: Status.OPEN if e.neither else otherwise(e),
    "linking two origins raised": lambda e: Status.REPORTED if len(e.affirming) > len(e.denying) else otherwise(e),
    "is not in the table of legal moves": lambda e: Status.WITHDRAWN if not e.heard else otherwise(e),
}


@pytest.mark.parametrize("message", WRONG)
def test_a_wrong_policy_is_told_what_is_wrong(message: str) -> None:
    assert message in failure(lambda: check_policy(Rules(WRONG[message]), max_examples=10))


def test_a_policy_may_bring_its_own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = Rules(lambda e: Status.OPEN if e.affirming and not e.denying else otherwise(e))
    found = explore(strict, depth=3)
    monkeypatch.setattr("timeline.testing.checks.explore", lambda policy, depth: found)  # walked once, not three times
    message = failure(lambda: check_policy(strict, max_examples=10))
    assert "is not in the table of legal moves" in message
    assert "timeline = Timeline([" in message
    check_policy(strict, legal=found.changes, max_examples=10)


def test_every_law_of_policies_is_asked_and_can_fail() -> None:
    with applied(MUTANT["statements_are_told_as_they_arrive"]):
        assert "order_free" in failure(lambda: held("order_free", Policy()))
    with applied(MUTANT["two_origins_make_a_verdict"]):
        assert "a verdict that nobody gave" in failure(lambda: held("counting_gives_no_verdict", Policy()))
    with applied(MUTANT["a_relay_is_counted"]):
        assert "moved" in failure(lambda: held("silence_moves_nothing", Policy()))
    text = failure(lambda: held("only_legal_moves", Policy(), legal=frozenset()))
    assert "is not in the table of legal moves" in text
    assert "from timeline.testing.policy_laws import only_legal_moves" in text
    assert "only_legal_moves(timeline, Policy(" in text


def held(name: str, policy: Policy, legal: object = None) -> None:
    allowed = frozenset(public.LEGAL_MOVES) if legal is None else frozenset()
    law, when = next((law, when) for law, when in POLICY_LAWS if law.__name__ == name)
    check_always(Under(law, policy, allowed), when=when, max_examples=200)


def test_laws_hold_of_a_stored_story() -> None:
    check_laws(STORY)
    check_laws(load(SEED))


def test_a_law_that_is_broken_is_shown_on_the_entries_that_matter_as_code_that_runs() -> None:
    with applied(MUTANT["nothing_is_displaced"]):
        said = Timeline([*STORY, NIS.denies("x", said="2025")])
        text = failure(lambda: check_laws(said))
        assert run(text) in text
        assert "asahi" not in text.partition("To reproduce:")[2]
    exec(text.partition("To reproduce:\n\n")[2], {})  # the right core passes it


def test_a_found_failure_is_the_smallest_story_as_code_that_runs() -> None:
    with applied(MUTANT["a_query_displaces"]):
        text = failure(lambda: check_always(laws.a_source_stands_by_its_last_words))
        assert run(text) in text
        assert text.count("Report(") <= 8
    exec(text.partition("To reproduce:\n\n")[2], {})


def test_every_reproduction_of_a_drawn_story_makes_the_story_again() -> None:
    def again(timeline: Timeline) -> None:
        names: dict[str, Timeline] = {}
        code = reproduction(laws.repr_round_trips, timeline)
        assert code.endswith("repr_round_trips(timeline)\n")
        exec(code, names)
        assert {*names["timeline"]} == {*timeline}

    check_always(again, max_examples=200)


def test_a_law_that_is_never_asked_fails() -> None:
    text = failure(lambda: check_always(laws.transitions_chain, when=lambda timeline: len(timeline) > 99, max_examples=5))
    assert "`when` was true of none of 5 stories" in text


def test_a_law_of_ones_own_is_named_in_the_code() -> None:
    def nobody_denies(timeline: Timeline) -> None:
        assert not any(getattr(e.event, "stance", None) == "deny" for e in timeline), "somebody denies"

    text = failure(lambda: check_always(nobody_denies))
    assert text.startswith("nobody_denies: somebody denies")
    assert "# nobody_denies, the law that was given, does not hold of it" in text


def test_a_fold_of_ones_own_passes() -> None:
    check_fold(frozenset(), lambda seen, event: seen | {event.id}, merge=frozenset.union, max_examples=30)
    check_fold({}, lambda counts, event: {**counts, type(event): counts.get(type(event), 0) + 1}, max_examples=30)


def grows(seen: list[str], event: object) -> list[str]:
    seen.append(str(event))
    return seen


BAD_FOLDS = {
    "apply changed the state that it was given": ([], grows, None),
    "apply gave another state the second time": (0, lambda state, event: next(FLIP), None),
    "apply raised AttributeError": ((), lambda state, event: (*state, event.stance), None),
    "merged with the initial state": (1, lambda state, event: state + 1, lambda one, two: one + two),
    "split at 1 and merged": ((), lambda state, event: (*state, event.id), lambda one, two: one + two),
}


@pytest.mark.parametrize("message", BAD_FOLDS)
def test_a_wrong_fold_is_told_what_is_wrong(message: str) -> None:
    initial, apply, merge = BAD_FOLDS[message]
    assert message in failure(lambda: check_fold(initial, apply, merge, max_examples=50))


def test_only_legal_moves_has_the_table_by_default() -> None:
    only_legal_moves(STORY, Policy())
    assert "not in the table" in failure(lambda: only_legal_moves(STORY, Policy(), frozenset()))


def test_a_log_too_large_to_show_is_left_to_be_minimized():
    def never(timeline):
        raise AssertionError("it does not hold")

    timeline = Timeline(NIS.affirms("present", said="2024-10-18", id=f"r{i}") for i in range(201))
    message = r"never: it does not hold\n\n201 entries are too many to show; minimize\(law, timeline\) gives the few"
    with pytest.raises(AssertionError, match=message):
        check_laws(timeline, laws=[never])


def test_a_law_that_breaks_only_now_and_then_says_so():
    def now_and_then(timeline):
        pass

    assert "now_and_then breaks only now and then: Timeline([" in str(_shown(now_and_then, Timeline([NIS])))
