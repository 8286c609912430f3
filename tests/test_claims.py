"""What a claim, and a story of several, says of itself: its standing, its label, its table, when it is due."""

import pytest

from timeline import (
    ClaimAdded,
    Clarification,
    Correction,
    Cut,
    Policy,
    Report,
    Retraction,
    Source,
    State,
    Status,
    Story,
    TimeError,
    Timeline,
    UnknownClaimError,
    UnknownEventError,
    Verdict,
)
from timeline._state import cut, fold

A, B = Source("a", party="p"), Source("b", party="q")
CLAIM = ClaimAdded(claim="c", text="It will be so", future=True, due="2024-12-01")


def told(*events, claim="c", **options):
    return Timeline([A, B, *events]).replay(**options)[claim]


def test_the_standing_of_a_claim_is_what_its_last_transition_left():
    story = Timeline([A, A.affirms("c", said="2024-01-01", quantity=3), A.affirms("c", said="2024-01-02", quantity=4)]).replay()
    assert story["c"].standing == list(story.transitions("c"))[-1].after
    assert story["c"].standing.figures


def test_a_claim_stands_since_its_own_last_move_and_not_since_that_of_another():
    story = Timeline([A.affirms("c", said="2024-01-01"), A.affirms("d", said="2024-01-05")]).replay()
    assert str(story["c"].since)[:10] == "2024-01-01"
    assert story["c"].since.order[0] < story["d"].since.order[0]


def test_several_things_beside_a_status_and_several_causes_are_listed():
    denial = A.denies("c", said="2024-01-01", up_to="2024-01-01")
    ruled = Verdict(claim="c", finding="confirmed", by="desk", basis="seen", said="2023-12-31")
    claim = told(CLAIM, denial, B.denies("c", said="2024-12-02", up_to="2024-12-02"), ruled)
    assert claim.label == "denied (up to 2024-12-02, needs review, due); confirmed by desk"
    assert claim.because_text == "a denies 2024-01-01; b denies 2024-12-02"
    assert str(claim) == f"c: {claim.label}, because of a denies 2024-01-01; b denies 2024-12-02"


def test_a_story_is_a_table_of_at_most_80_columns_that_says_since_when():
    said = A.affirms("c", said="2024-01-01", quantity="about 1,500 soldiers of several units of two countries of the east")
    assert max(map(len, str(Timeline([A, said, ClaimAdded(claim="unheard")]).replay()).splitlines())) == 80
    wide = str(Timeline([A.affirms("c", said="2024-01-01"), ClaimAdded(claim="d")]).replay())
    assert [line.split() for line in wide.splitlines() if "--" not in line] == [
        ["claim", "status", "figures", "because", "of", "since"],
        ["d", "unreported"],
        ["c", "reported", "a", "2024-01-01", "2024-01-01"],
    ]


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (A.affirms("c", said="2024-11/2024-12-05"), True),
        (A.affirms("c", said="2024-12-01"), False),
        (A.affirms("c", said="2024-11-30"), False),
        (Retraction(of="lost", source="a", said="2024-12-02"), True),
        (Verdict(claim="d", finding="confirmed", by="desk", basis="seen", said="2024-11/2024-12-05"), True),
    ],
)
def test_a_claim_is_due_when_the_last_thing_said_ends_after_its_time(last, due):
    earlier = Verdict(claim="d", finding="refuted", by="desk", basis="seen", said="2024-01-01")
    for events in ((CLAIM, last), (CLAIM, last, earlier)):
        assert told(*events).due is due


def test_later_than_a_verdict_is_what_ends_after_it_ended():
    def needs_review(said, ruled):
        verdict = Verdict(claim="c", finding="refuted", by="desk", basis="seen", said=ruled)
        return told(A.affirms("c", said=said), verdict).needs_review

    assert not needs_review("2024-01-02", "2024-01-02")
    assert needs_review("2024-01-01/2024-01-03", "2024-01-02")
    assert not needs_review("2024-01-02", "2024-01-01/2024-01-03")


def test_a_claim_that_a_story_does_not_know_raises_with_the_near_ones_whoever_made_the_story():
    timeline = Timeline([A.affirms("present", said="2024-01-05")])
    for story in (Story(timeline), timeline.replay(), timeline.replay(known_at="2024-01-01")):
        with pytest.raises(UnknownClaimError, match=r"no claim 'presnt'.*did you mean 'present'") as error:
            story["presnt"]
        assert error.value.near == ("present",)


def test_a_patched_story_is_the_later_one_under_the_same_policy_with_the_same_claims():
    timeline = Timeline([A, B, A.affirms("c", said="2024-01-01"), ClaimAdded(claim="d")])
    policy = Policy(min_origins=1)
    found = timeline.diff(Cut(as_of="2023-12-31"), Cut(as_of="2024-01-01"), policy=policy)
    arrived = found.patch(found.before)
    assert arrived == found.after
    assert arrived.policy is policy
    assert arrived["c"].status is Status.CORROBORATED
    back = timeline.diff(Cut(as_of="2024-01-01"), Cut(as_of="2023-12-31"), policy=policy)
    assert list(back.patch(back.before)) == list(back.after) == list(found.before)


@pytest.mark.parametrize("name", ["as_of", "known_at"])
def test_a_cut_without_an_end_is_refused_by_its_name(name):
    for make in (Cut, lambda **cuts: cut((), **cuts)):
        with pytest.raises(TimeError, match=f"{name}: '2024/..' has no end, so it cuts nothing; leave {name} out"):
            make(**{name: "2024/.."})


def test_a_state_may_be_read_under_the_book_keeping_of_another():
    desk = fold(Timeline([A, B])).desk
    assert State(desk=desk).desk is desk


def test_a_story_of_a_state_keeps_the_state():
    state = fold(Timeline([A]))
    assert Story(state).state is state


def test_an_amendment_goes_with_its_report_and_what_is_amended_goes_by_the_end_of_when_it_was_said():
    said = A.affirms("c", said="2024-01-01")
    vague = B.affirms("c", said="2024-01", id="vague")
    words = [Clarification(of=one.id, quote="as meant", said="2024-03-01") for one in (said, vague)]
    kept = cut(Timeline([said, vague, *words]), as_of="2024-01-15")
    assert {entry.event for entry in kept} == {said, words[0]}
    ruled = Verdict(claim="c", finding="confirmed", by="desk", basis="seen", said="2024-01")
    assert cut(Timeline([ruled]), as_of="2024-01-15") == ()


def test_of_two_entries_with_one_id_and_one_time_the_same_is_kept_whichever_comes_first():
    right = [Report(source="a", claim="c", stance=stance, said="2024-01-01", id="r") for stance in ("affirm", "deny")]
    one, two = (Timeline([report]).entries[0] for report in right)
    assert fold([one, two]) == fold([two, one])
    assert fold([one, two])["r"] == fold([two, one])["r"]


def test_a_correction_that_is_void_does_not_name_what_an_earlier_one_brought():
    said, right = A.affirms("c", said="2024-01-01"), A.affirms("c", said="2024-01-01", quantity=3)
    fixes = [Correction(of=said.id, report=right, said="2024-01-02"), Correction(of=said.id, said="2024-01-03")]
    (family,) = fold(Timeline([said, *fixes])).families.values()
    assert family.versions == (said.id, fixes[0].id, right.id, fixes[1].id)


def test_of_equally_small_sets_that_one_is_the_reason_that_counts_now():
    counts = A.affirms("c", said="2024-01-03")
    displaced = [A.affirms("c", said="2024-01-01"), A.cannot_confirm("c", said="2024-01-02")]
    assert Timeline([*displaced, counts]).replay().why("c").reports == (counts,)
    first, second, other = A.affirms("c", said="2024-01-01"), A.affirms("c", said="2024-01-02"), B.affirms("c", said="2024-01-03")
    assert Timeline([first, second, other]).replay().why("c").reports == (second, other)


def test_a_void_record_is_no_reason():
    void, stands = A.affirms("c", said="2024-01-01"), B.denies("c", said="2024-01-02")
    assert Timeline([void, stands, Correction(of=void.id, said="2024-01-03")]).replay().why("c").reports == (stands,)


def test_a_reason_is_told_under_the_book_keeping_of_its_story():
    colleague = Source("colleague", party="p")
    said = [A.affirms("c", said="2024-01-01"), Source("second", party="p").affirms("c", said="2024-01-01")]
    taken = [colleague.retracts(one, said="2024-01-02") for one in said]
    story = Timeline([A, colleague, Source("second", party="p"), *said, *taken]).replay()
    assert story["c"].status is Status.WITHDRAWN
    assert len(story.why("c").reports) == 1


def test_a_difference_names_only_what_one_of_the_stories_has_and_says_how_each_came():
    said, late = A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-02")
    timeline = Timeline([A, B, said, late])
    found = timeline.diff("2024-01-01", "2024-01-02")
    assert [entry.event for entry in found.added] == [late]
    assert "  because it was said: 2024-01-02: b affirms c" in str(found).splitlines()
    assert "  because it had not been said yet: 2024-01-02: b affirms c" in str(timeline.diff("2024-01-02", "2024-01-01"))
    again = Timeline([A, B, said]).append(late, recorded="2024-01-09")
    assert [entry.event for entry in timeline.replay().diff(again.replay()).added] == [late]


def test_a_claim_that_a_story_does_not_know_stands_as_the_policy_says_of_silence():
    class Patient:
        origin_by, count_derived, desks = "party", False, None

        def status(self, evidence):
            return Status.OPEN

    (timeline, policy) = Timeline([A.affirms("c", said="2024-01-05")]), Patient()
    assert timeline.diff(Cut(known_at="2024-01-01"), Cut(known_at="2024-01-09"), policy=policy).changes == ()


def test_what_is_asked_of_a_timeline_is_asked_under_the_policy_and_the_cut_that_are_given():
    timeline = Timeline([A, B, A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-05")])
    assert [move.after.status for move in timeline.transitions(policy=Policy(min_origins=1))] == [Status.CORROBORATED]
    assert [move.after.status for move in timeline.transitions(policy=Policy(min_origins=3))] == [Status.REPORTED]
    assert timeline.project(0, lambda count, event: count + isinstance(event, Report), as_of="2024-01-04") == 1


def test_without_a_voice_its_retractions_were_not_heard_either_and_places_are_counted_anew():
    colleague, said = Source("colleague", party="p"), A.affirms("c", said="2024-01-01")
    taken = colleague.retracts(said, said="2024-01-02")
    timeline = Timeline([B.affirms("c", said="2023-12-01"), A, colleague, said, taken])
    assert timeline.without(source="colleague").replay()["c"].status is Status.CORROBORATED
    assert timeline.without(source="b").replay()["c"].status is Status.WITHDRAWN
    left = timeline.without(source="b")
    assert [left[entry.id].position for entry in left] == list(range(1, len(left) + 1))
    with pytest.raises(UnknownEventError, match="did you mean 'colleague'"):
        timeline.without(source="coleague")
