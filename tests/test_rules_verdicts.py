"""Verdicts, only by act: rule 11."""

from korea import KREMLIN, KYIV, NIS, SAID, told, verdict
from timeline import (
    Policy,
    Status,
    Timeline,
)


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
