"""What a claim, and a story of several, says of itself: its standing, its label, its table, when it is due."""

import pytest

from korea import NIS, SAID, line, verdict
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
    Verdict,
)
from timeline._state import cut, fold
from timeline._telling import told_after

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


def test_a_story_is_a_mapping_of_claims_each_computed_once():
    story = Timeline([NIS, SAID, ClaimAdded(claim="later", text="They will fight")]).replay()
    assert list(story) == ["later", "present"]
    assert len(story) == 2
    assert "present" in story
    assert "absent" not in story
    assert story["present"] is story["present"]
    assert story["later"].text == "They will fight"
    assert story["present"].text is None


def test_a_claim_that_is_known_only_later_is_unreported_and_not_listed():
    story = Timeline([SAID]).replay(known_at="2024-10-01")
    assert story["present"].status is Status.UNREPORTED
    assert "present" not in story
    assert len(story) == 0


def test_a_statement_that_moves_nothing_is_no_transition():
    line = Timeline([NIS, SAID, NIS.queries("present", said="2024-10-19"), verdict("confirmed")])
    assert len(list(line.transitions("present"))) == 2


def test_transitions_may_be_told_from_a_moment_on():
    state = Timeline([NIS, SAID, verdict("confirmed")]).replay().state
    standing, moves = told_after(state, "present", Policy(), SAID.said.latest_us)
    assert (standing.status, standing.verdict) == (Status.REPORTED, None)
    assert [move.after.verdict for move in moves] == [verdict("confirmed")]


def test_an_empty_story_has_no_claims():
    assert len(Story()) == 0
    assert Story().policy == Policy()


def test_a_claim_is_shown_in_a_sentence_with_its_cause():
    claim = line(SAID).replay()["present"]
    assert str(claim).startswith("present: reported, 1,500 soldiers")
    assert "because of nis" in str(claim)
    assert repr(claim) == f"<Claim {claim}>"
    assert str(line(verdict("refuted")).replay()["present"]) == "present: unreported; refuted by desk"


def test_a_story_is_shown_as_a_table():
    story = Timeline([NIS, SAID]).replay(as_of="2024-10-20", known_at="2024-10-21")
    lines = str(story).split("\n")
    assert lines[0].split() == ["claim", "status", "figures", "because", "of", "since"]
    assert lines[2].startswith("present  reported")
    assert repr(story) == "<Story of 1 claims, as_of=2024-10-20, known_at=2024-10-21>"
    assert repr(Timeline().replay()) == "<Story of 0 claims>"


def test_transitions_of_a_story_run_claim_by_claim():
    other = NIS.affirms("fighting", said="2024-10-01")
    story = Timeline([NIS, SAID, other]).replay()
    assert [move.claim for move in story.transitions()] == ["fighting", "present"]
    assert [move.claim for move in story.transitions("present")] == ["present"]
