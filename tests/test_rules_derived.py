"""What follows from related claims, and what falls due: rules 7 and 8."""

import pytest

from korea import KREMLIN, KYIV, NIS, told
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Policy,
    Stance,
    Status,
    Timeline,
    Verdict,
)

COUNTED = Policy(count_derived=True)
NARROW = ClaimsRelated(claim="present", relation="implies", other="sent")


def test_to_affirm_the_narrow_claim_supports_the_wide_one_and_is_not_counted():
    said = NIS.affirms("present", said="2024-10-18")
    claim = told(NARROW, said, claim="sent")
    assert claim.status is Status.UNREPORTED
    assert [(d.report, d.claim, d.stance) for d in claim.derived] == [(said, "present", Stance.AFFIRM)]


def test_derived_support_counts_where_the_policy_says_so():
    said = NIS.affirms("present", said="2024-10-18")
    claim = told(NARROW, said, claim="sent", policy=COUNTED)
    assert claim.status is Status.REPORTED
    assert claim.because == (said,)


def test_to_deny_the_wide_claim_speaks_against_the_narrow_one():
    denial = KREMLIN.denies("sent", said="2024-10-10")
    assert [one.stance for one in told(NARROW, denial).derived] == [Stance.DENY]
    assert told(NARROW, denial).status is Status.UNREPORTED
    assert told(NARROW, denial, policy=COUNTED).status is Status.DENIED


def test_to_deny_the_narrow_claim_says_nothing_of_the_wide_one():
    assert told(NARROW, KREMLIN.denies("present", said="2024-10-10"), claim="sent").derived == ()


def test_support_follows_through_any_number_of_implications_and_round_a_circle():
    chain = [NARROW, ClaimsRelated(claim="sent", relation="implies", other="trained")]
    said = NIS.affirms("present", said="2024-10-18")
    assert [one.claim for one in told(*chain, said, claim="trained").derived] == ["present"]
    back = ClaimsRelated(claim="trained", relation="implies", other="present")
    assert [one.claim for one in told(*chain, back, said, claim="trained").derived] == ["present"]
    assert told(*chain, back, said).derived == ()


@pytest.mark.parametrize("pair", [("present", "at-home"), ("at-home", "present")])
def test_to_affirm_what_excludes_a_claim_speaks_against_it(pair):
    excludes = ClaimsRelated(claim=pair[0], relation="excludes", other=pair[1])
    elsewhere = KREMLIN.affirms("at-home", said="2024-10-10")
    claim = told(excludes, elsewhere)
    assert [(one.claim, one.stance) for one in claim.derived] == [("at-home", Stance.DENY)]
    assert told(excludes, elsewhere, policy=COUNTED).status is Status.DENIED


def test_what_excludes_the_wide_claim_speaks_against_the_narrow_one_and_not_the_other_way_round():
    relations = NARROW, ClaimsRelated(claim="sent", relation="excludes", other="at-home")
    elsewhere = KREMLIN.affirms("at-home", said="2024-10-10")
    assert [one.stance for one in told(*relations, elsewhere).derived] == [Stance.DENY]
    narrow = ClaimsRelated(claim="present", relation="excludes", other="at-home")
    assert told(NARROW, narrow, elsewhere, claim="sent").derived == ()


def test_a_condition_supports_nothing():
    condition = ClaimsRelated(claim="present", relation="condition_of", other="escalation")
    assert told(condition, NIS.affirms("present", said="2024-10-18"), claim="escalation").derived == ()


def test_a_consequent_is_due_when_its_condition_was_confirmed_and_is_not_thereby_so():
    condition = ClaimsRelated(claim="present", relation="condition_of", other="escalation")
    supposed = KYIV.supposes("present", said="2024-10-18"), KYIV.supposes("escalation", said="2024-10-18")
    confirmed = Verdict(
        claim="present", finding="confirmed", by="desk", basis="two origins", said="2024-10-28"
    )
    refuted = Verdict(claim="present", finding="refuted", by="desk", basis="two origins", said="2024-10-28")
    assert not told(condition, *supposed, claim="escalation").due
    assert not told(condition, *supposed, refuted, claim="escalation").due
    claim = told(condition, *supposed, confirmed, claim="escalation")
    assert claim.due
    assert claim.label == "open (due)"
    assert (
        told(condition, *supposed, confirmed, claim="escalation", policy=Policy(desks=["other"])).due is False
    )


def test_a_claim_about_the_future_is_due_after_its_time_and_never_confirmed_by_it():
    future = ClaimAdded(claim="arrival", text="They will arrive", future=True, due="2024-10-27")
    said = KYIV.affirms("arrival", said="2024-10-24")
    line = Timeline([KYIV, future, said])
    assert not line.replay()["arrival"].due
    assert not line.replay(as_of="2024-10-27")["arrival"].due
    claim = line.replay(as_of="2024-10-28")["arrival"]
    assert claim.due
    assert claim.future
    assert claim.text == "They will arrive"
    assert claim.status is Status.REPORTED
    assert claim.verdict is None


def test_without_a_cut_the_last_thing_said_tells_whether_a_claim_is_due():
    future = ClaimAdded(claim="arrival", future=True, due="2024-10-27")
    assert not Timeline([future]).replay()["arrival"].due
    later = Verdict(claim="other", finding="inconclusive", by="desk", basis="nothing yet", said="2024-10-28")
    assert Timeline([future, later]).replay()["arrival"].due


def test_what_implies_and_what_excludes_a_claim_both_bear_on_it_and_what_is_implied_by_an_excluded_one_does_not():
    relations = [
        ClaimsRelated(claim="narrow", relation="implies", other="c"),
        ClaimsRelated(claim="c", relation="implies", other="wide"),
        ClaimsRelated(claim="c", relation="excludes", other="rival"),
        ClaimsRelated(claim="detail", relation="implies", other="rival"),
        ClaimsRelated(claim="rival", relation="implies", other="harmless"),
    ]
    assert Timeline(relations).replay().state.desk.bearing_on("c") == (
        ("detail", True, False),
        ("narrow", True, True),
        ("rival", True, False),
        ("wide", False, False),
    )
