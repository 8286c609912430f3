"""Columns tell every change of status, as transitions do: by numpy, without it, and for what columns are not enough for."""

from itertools import pairwise

import pytest
from hypothesis import given, settings

from columns_cases import Loudest, plain_timelines
from revised_figures import tell as tell_revised_figures
from seed_story import tell as tell_seed_story
from timeline import Entry, OriginsLinked, Policy, Source, Status, Timeline, UnknownClaimError, When
from timeline.bulk import Columns, Moved
from timeline.bulk._part import Wanted
from timeline.testing import timelines
from timeline.testing.laws import columns_move_as_transitions_do

pytestmark = pytest.mark.usefixtures("road")

A, B, C = (Source(name, party="p") for name in "abc")
X, Y = Source("x", party="q"), Source("y", party="r")


def moves(*events, **cut) -> list[tuple[str, str]]:
    """Return the days and the statuses after, after holding them to the transitions."""
    story = Timeline([A, B, C, X, Y, *events])
    columns_move_as_transitions_do(story)
    return [(str(move.at)[:10], move.after.value) for move in Columns(story).moves("c", **cut)]


def test_the_seed_story_moves_on_the_17th_and_on_the_18th():
    story = tell_seed_story()
    columns_move_as_transitions_do(story)
    found = [(str(move.at)[:10], move.claim, move.after.value) for move in Columns(story).moves()]
    assert [move for move in found if move[1] in ("present", "moved", "video")] == [
        ("2024-10-18", "video", "reported"),
        ("2024-10-17", "present", "open"),
        ("2024-10-18", "present", "corroborated"),
        ("2024-10-17", "moved", "denied"),
    ]


@pytest.mark.no_cover
def test_real_acts_move_as_their_transitions_say():
    story = Timeline(tell_revised_figures().entries[:300])
    columns_move_as_transitions_do(story)


@settings(max_examples=25)
@given(timelines())
def test_drawn_stories_move_as_their_transitions_say(story):
    columns_move_as_transitions_do(story)


@settings(max_examples=60)
@given(plain_timelines())
def test_stories_that_columns_are_enough_for_move_as_their_transitions_say(story):
    columns_move_as_transitions_do(story)


def test_what_a_party_took_back_leaves_its_other_voice_standing():
    denied = A.denies("c", said="2024-01-02")
    found = moves(B.affirms("c", said="2024-01-01"), denied, A.retracts(denied, said="2024-01-03"))
    assert found == [("2024-01-01", "reported"), ("2024-01-02", "denied"), ("2024-01-03", "reported")]


def test_two_voices_may_fall_silent_before_the_party_does():
    first, second = A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-02")
    third = C.denies("c", said="2024-01-03")
    found = moves(
        first, second, third, B.retracts(second, said="2024-01-04"), C.retracts(third, said="2024-01-05"),
        A.cannot_confirm("c", said="2024-01-06"),
    )  # fmt: skip
    assert found == [("2024-01-01", "reported"), ("2024-01-03", "denied"), ("2024-01-05", "reported"), ("2024-01-06", "open")]


def test_who_only_asks_makes_it_open_and_who_takes_all_back_withdrawn():
    said = X.affirms("c", said="2024-01-02")
    found = moves(Y.queries("c", said="2024-01-01"), said, X.retracts(said, said="2024-01-03"))
    assert found == [("2024-01-01", "open"), ("2024-01-02", "reported"), ("2024-01-03", "withdrawn")]


def test_of_one_moment_the_outcome_is_told():
    assert moves(X.affirms("c", said="2024-01-01"), Y.affirms("c", said="2024-01-01")) == [("2024-01-01", "corroborated")]


def test_a_party_that_says_both_on_one_day_is_told_one_by_one():
    found = moves(A.affirms("c", said="2024-01-01"), B.denies("c", said="2024-01-01"), X.affirms("c", said="2024-01-02"))
    assert found == [("2024-01-01", "disputed")]


def test_what_rests_on_others_is_told_from_its_entries():
    found = moves(X.affirms("c", said="2024-01-01"), Y.affirms("c", said="2024-01-02", basis=["x"]))
    assert found == [("2024-01-01", "reported")]


def test_moves_are_a_sequence():
    story = Timeline([X.affirms("c", said="2024-01-01"), Y.affirms("c", said="2024-01-02"), X.denies("d", said="2024-01-03")])
    found = Columns(story).moves()
    assert repr(found) == "<Moves: 3>"
    assert found[0] == Moved("c", When("2024-01-01T23:59:59.999999Z"), Status.UNREPORTED, Status.REPORTED)
    assert [move.claim for move in found[1:]] == ["c", "d"]
    assert all(one.after is other.before for one, other in pairwise(found[:2]))
    assert list(Columns(story).moves(known_at="2023-12-31")) == []
    assert list(Columns(Timeline()).moves()) == []


def test_a_claim_that_nobody_named_is_refused():
    with pytest.raises(UnknownClaimError, match="did you mean"):
        Columns(Timeline([X.affirms("claim", said="2024-01-01")])).moves("clam")


def test_a_policy_of_three_origins_moves_later():
    story = [X.affirms("c", said="2024-01-01"), Y.affirms("c", said="2024-01-02"), A.affirms("c", said="2024-01-03")]
    assert moves(*story, policy=Policy(min_origins=3)) == [("2024-01-01", "reported"), ("2024-01-03", "corroborated")]


def test_under_a_policy_of_ones_own_all_claims_are_told_from_their_entries():
    story = Timeline([X.affirms("c", said="2024-01-01"), Y.denies("d", said="2024-01-02")])
    found = [(move.claim, str(move.at)[:10], move.after) for move in Columns(story).moves(policy=Loudest())]
    assert found == [("c", "2024-01-01", Status.REPORTED), ("d", "2024-01-02", Status.OPEN)]


def test_a_story_of_many_links_is_told_by_those_that_were_known():
    links = [Entry(event=OriginsLinked(origins=("x", f"z{n}")), recorded=f"2024-02-{n + 1:02}") for n in range(12)]
    others = [Source(f"z{n}").affirms("c", said="2024-01-02") for n in range(12)]
    story = Timeline([X, Y, X.affirms("c", said="2024-01-01"), *others]).extend(links)
    columns = Columns(story)
    days = [f"2024-02-{n:02}" for n in range(1, 13)]
    right = [list(Columns(story).moves(known_at=day)) for day in days]
    assert [list(columns.moves(known_at=day)) for day in days] == right
    columns_move_as_transitions_do(story)


def test_what_was_interrupted_is_told_whole_the_next_time(monkeypatch: pytest.MonkeyPatch):
    columns = Columns(Timeline([X, Y, X.affirms("c", said="2024-01-01")])).then([Entry(event=Y.denies("d", said="2024-01-02"))])
    right = list(columns.moves())
    again = columns.then([])
    wanted, asked = Wanted.of, []

    def interrupted(laid, numbers):
        asked.append(numbers)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return wanted(laid, numbers)

    monkeypatch.setattr(Wanted, "of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        again.moves()
    assert [(move.claim, move.after.value) for move in right] == [("c", "reported"), ("d", "denied")]
    assert list(again.moves()) == right
