"""Verdicts, only by act: rule 11, and what a story shows of a claim."""

from korea import KREMLIN, KYIV, NIS, told
from timeline import (
    ClaimAdded,
    Policy,
    Status,
    Story,
    Timeline,
    Verdict,
)
from timeline._telling import told_after

SAID = NIS.affirms("present", said="2024-10-18", quote="They are here", quantity="1,500 soldiers")


def verdict(finding, said="2024-10-28", by="desk", **details):
    return Verdict(claim="present", finding=finding, by=by, basis="satellite images", said=said, **details)


def test_counting_never_gives_a_verdict():
    claim = told(SAID, KYIV.affirms("present", said="2024-10-19"))
    assert claim.status is Status.CORROBORATED
    assert claim.verdict is None


def test_a_verdict_holds_from_when_it_was_said_and_leaves_the_status_alone():
    confirmed = verdict("confirmed")
    claim = told(SAID, confirmed)
    assert claim.verdict == confirmed
    assert claim.status is Status.REPORTED
    assert claim.label == "reported; confirmed by desk"
    assert told(SAID, confirmed, as_of="2024-10-27").verdict is None


def test_the_newest_standing_verdict_holds():
    refuted = verdict("refuted", said="2024-10-30", by="other-desk")
    assert told(verdict("confirmed"), refuted).verdict == refuted


def test_a_withdrawn_verdict_no_longer_holds_and_an_older_one_of_another_desk_does():
    older, newer = verdict("inconclusive", by="other-desk", said="2024-10-20"), verdict("confirmed")
    withdrawn = verdict("withdrawn", said="2024-10-30")
    assert told(newer, withdrawn).verdict is None
    assert told(older, newer, withdrawn).verdict == older


def test_a_desk_that_the_policy_does_not_name_never_holds_and_is_shown():
    confirmed = verdict("confirmed", by="tabloid")
    claim = told(SAID, confirmed, policy=Policy(desks="desk"))
    assert claim.verdict is None
    assert confirmed in [entry.event for entry in claim.history]
    assert told(confirmed, policy=Policy(desks=["desk", "tabloid"])).verdict == confirmed
    assert told(confirmed, policy=Policy(desks=[])).verdict is None


def test_a_commitment_against_a_verdict_that_is_said_later_sets_needs_review():
    denial = KREMLIN.denies("present", said="2024-11-01")
    claim = told(SAID, verdict("confirmed"), denial)
    assert claim.needs_review
    assert claim.label == "disputed (needs review); confirmed by desk"
    assert not told(SAID, verdict("confirmed"), KREMLIN.denies("present", said="2024-10-20")).needs_review


def test_an_affirmation_after_a_refutation_sets_needs_review():
    assert told(verdict("refuted", said="2024-10-10"), SAID).needs_review
    assert not told(verdict("confirmed", said="2024-10-10"), SAID).needs_review


def test_what_agrees_with_a_verdict_or_an_inconclusive_one_needs_no_review():
    assert not told(verdict("confirmed"), KYIV.affirms("present", said="2024-11-01")).needs_review
    assert not told(verdict("inconclusive"), KREMLIN.denies("present", said="2024-11-01")).needs_review


def test_a_verdict_on_a_claim_that_nobody_spoke_of_leaves_it_unreported():
    claim = told(verdict("refuted"))
    assert claim.status is Status.UNREPORTED
    assert claim.since is None


def test_a_verdict_is_a_transition_of_its_own():
    confirmed = verdict("confirmed")
    moves = list(Timeline([NIS, SAID, confirmed]).transitions("present"))
    assert [move.cause.event for move in moves] == [SAID, confirmed]
    assert moves[0].after == moves[1].before
    assert str(moves[1].at) == "2024-10-28"


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
    claim = told(SAID)
    assert str(claim).startswith("present: reported, 1,500 soldiers")
    assert "because of nis" in str(claim)
    assert repr(claim) == f"<Claim {claim}>"
    assert str(told(verdict("refuted"))) == "present: unreported; refuted by desk"


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
