"""Whom a report is credited to, what follows from other claims, and figures: rules 4, 7, 8, 9 and 12."""

import pytest

from timeline import (
    ClaimAdded,
    ClaimsRelated,
    OriginsLinked,
    Policy,
    Quantity,
    Report,
    Source,
    Stance,
    Status,
    Timeline,
    Verdict,
)

NIS = Source("nis", party="south-korea")
DEFENCE = Source("mnd", party="south-korea")
KYIV = Source("budanov", party="ukraine")
KREMLIN = Source("peskov", party="russia")
COUNTED = Policy(count_derived=True)


def story(*events, policy=None, **cut):
    return Timeline([NIS, DEFENCE, KYIV, KREMLIN, *events]).replay(policy=policy, **cut)


def told(*events, claim="present", policy=None, **cut):
    return story(*events, policy=policy, **cut)[claim]


def outlet(name, said="2024-10-18", stance="affirm", **details):
    return Report(source=name, claim="present", stance=stance, said=said, **details)


def names(origins):
    return [origin.name for origin in origins]


def test_three_outlets_that_rest_on_one_agency_are_one_origin():
    claim = told(*(outlet(name, basis="nis") for name in ("yonhap", "reuters", "bbc")))
    assert claim.status is Status.REPORTED
    assert names(claim.affirming) == ["south-korea"]
    assert len(claim.affirming[0].reports) == 3


def test_to_rest_on_a_source_that_also_speaks_for_itself_adds_no_origin():
    assert told(NIS.affirms("present", said="2024-10-18"), outlet("reuters", basis="nis")).status is Status.REPORTED


def test_a_mention_decides_nothing():
    claim = told(NIS.affirms("present", said="2024-10-18"), outlet("reuters", cites="nis"))
    assert claim.status is Status.CORROBORATED
    assert names(claim.affirming) == ["reuters", "south-korea"]


def test_a_minister_who_rests_on_the_briefing_of_another_country_adds_no_origin():
    minister = DEFENCE.affirms("present", said="2024-10-18", basis="budanov")
    claim = told(KYIV.affirms("present", said="2024-10-17"), minister)
    assert claim.status is Status.REPORTED
    assert names(claim.affirming) == ["ukraine"]


def test_a_minister_who_rests_on_another_country_does_not_drag_the_other_voices_of_his_party_along():
    minister = DEFENCE.affirms("present", said="2024-10-18", basis="budanov")
    claim = told(KYIV.affirms("present", said="2024-10-17"), minister, NIS.affirms("present", said="2024-10-19"))
    assert claim.status is Status.CORROBORATED
    assert names(claim.affirming) == ["south-korea", "ukraine"]


def test_what_rests_on_two_origins_is_credited_to_both():
    assert told(outlet("reuters", basis=["nis", "budanov"])).status is Status.CORROBORATED


def test_the_chain_of_what_a_report_rests_on_is_followed_to_its_end():
    chain = outlet("yonhap", basis="nis"), outlet("reuters", basis="yonhap"), outlet("bbc", basis="reuters")
    assert names(told(*chain).affirming) == ["south-korea"]


def test_the_end_of_a_chain_counts_whether_or_not_its_own_report_is_on_file():
    assert names(told(outlet("bbc", basis="some-paper")).affirming) == ["some-paper"]


def test_who_rests_on_others_and_also_speaks_on_its_own_account_is_an_origin_too():
    early = outlet("yonhap", said="2024-10-17", basis="nis")
    own = outlet("yonhap", said="2024-10-19")
    claim = told(early, own, outlet("bbc", said="2024-10-20", basis="yonhap"))
    assert names(claim.affirming) == ["south-korea", "yonhap"]


def test_a_circle_of_reports_that_rest_on_each_other_is_one_origin():
    claim = told(outlet("a", basis="b"), outlet("b", basis="a"))
    assert claim.status is Status.REPORTED
    assert names(claim.affirming) == ["a"]


def test_who_rests_on_a_circle_adds_no_origin_to_it():
    claim = told(outlet("c", basis="b"), outlet("b", basis="a"), outlet("a", basis="b"))
    assert names(claim.affirming) == ["a"]


def test_an_item_is_credited_to_whoever_released_it():
    released = KYIV.affirms("video-shown", said="2024-10-17", evidence="video")
    assert names(told(released, outlet("cnn", basis="video")).affirming) == ["ukraine"]


def test_an_item_is_credited_to_the_first_who_released_it_without_resting_on_it():
    passed_on = outlet("telegram", said="2024-10-16", evidence="video", basis="video")
    second = outlet("cnn", said="2024-10-19", evidence="video")
    first = KYIV.relays("video-shown", said="2024-10-17", evidence="video")
    claim = told(passed_on, second, first, outlet("bbc", said="2024-10-20", basis="video"))
    assert names(claim.affirming) == ["cnn", "ukraine"]


def test_an_item_that_nobody_has_released_stands_for_itself_until_somebody_does():
    early = outlet("cnn", basis="video")
    later = KYIV.relays("video-shown", said="2024-10-24", evidence="video")
    assert names(told(early, later, as_of="2024-10-20").affirming) == ["video"]
    assert names(told(early, later).affirming) == ["ukraine"]


def test_a_link_joins_origins_and_takes_corroboration_away():
    said = NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19")
    claim = told(*said, OriginsLinked(origins=("south-korea", "ukraine")))
    assert claim.status is Status.REPORTED
    assert claim.affirming[0].members == {"south-korea", "ukraine"}


def test_links_join_through_any_number_of_links():
    outlets = [outlet(name) for name in "abcd"]
    links = [OriginsLinked(origins=pair) for pair in (("c", "d"), ("a", "b"), ("b", "c"), ("a", "d"))]
    claim = told(*outlets, *links)
    assert names(claim.affirming) == ["a"]
    assert claim.affirming[0].members == set("abcd")


def test_a_link_named_by_a_report_joins_on_that_reports_claim_only():
    here = NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19")
    there = NIS.affirms("fighting", said="2024-10-18"), KYIV.affirms("fighting", said="2024-10-19")
    told_so = story(*here, *there, OriginsLinked(origins=(here[0].id, here[1].id)))
    assert told_so["present"].status is Status.REPORTED
    assert told_so["fighting"].status is Status.CORROBORATED


def test_a_link_learned_late_changes_what_stood_then_and_not_what_was_known_then():
    said = NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19")
    line = Timeline([NIS, KYIV, *said])
    late = line.append(OriginsLinked(origins=("south-korea", "ukraine")), recorded="2024-11-05")
    assert late.replay(as_of="2024-10-20")["present"].status is Status.REPORTED
    assert late.replay(as_of="2024-10-20", known_at="2024-10-20")["present"].status is Status.CORROBORATED
    assert late.replay(known_at="2024-11-04")["present"].status is Status.CORROBORATED


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
    confirmed = Verdict(claim="present", finding="confirmed", by="desk", basis="two origins", said="2024-10-28")
    refuted = Verdict(claim="present", finding="refuted", by="desk", basis="two origins", said="2024-10-28")
    assert not told(condition, *supposed, claim="escalation").due
    assert not told(condition, *supposed, refuted, claim="escalation").due
    claim = told(condition, *supposed, confirmed, claim="escalation")
    assert claim.due
    assert claim.label == "open (due)"
    assert told(condition, *supposed, confirmed, claim="escalation", policy=Policy(desks=["other"])).due is False


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


def test_to_corroborate_what_a_video_shows_does_not_authenticate_the_video():
    relay = Report(source="cnn", claim="present", stance="relay", said="2024-10-18", cites="video")
    unverified = Report(
        source="cnn", claim="video-authentic", stance="not_confirm", reason="unverified", said="2024-10-18"
    )
    said = NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19")
    told_so = story(relay, unverified, *said)
    assert told_so["present"].status is Status.CORROBORATED
    assert told_so["video-authentic"].status is Status.OPEN


def test_a_different_figure_is_not_a_denial_and_each_origin_keeps_its_own():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity="1,500 soldiers"),
        KYIV.affirms("present", said="2024-10-19", quantity="11,000 soldiers"),
    )
    assert claim.status is Status.CORROBORATED
    assert [(figure.origin, figure.quantity.low) for figure in claim.figures] == [
        ("south-korea", 1500),
        ("ukraine", 11000),
    ]
    assert claim.figures_meet is False


def test_figures_meet_where_their_intervals_have_a_point_in_common():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity="more than 10,000"),
        KYIV.affirms("present", said="2024-10-19", quantity="up to 12,000"),
    )
    assert claim.figures_meet is True


def test_one_figure_and_words_without_a_number_meet_nothing():
    one = NIS.affirms("present", said="2024-10-18", quantity=1500)
    assert told(one).figures_meet is None
    assert told(one, KYIV.affirms("present", said="2024-10-19", quantity="thousands")).figures_meet is None


def test_the_newest_figure_of_an_origin_is_its_figure_be_it_lower():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity=12000),
        NIS.affirms("present", said="2024-10-19", quantity=10000),
    )
    assert [figure.quantity for figure in claim.figures] == [Quantity("10,000", low=10000, high=10000)]


def test_a_repeat_without_a_figure_keeps_the_figure_before_it():
    said = NIS.affirms("present", said="2024-10-18", quantity=1500), NIS.affirms("present", said="2024-10-19")
    assert [figure.report for figure in told(*said).figures] == [said[0]]


def test_the_figure_of_a_denial_is_shown_as_denied_and_not_compared():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity=1500),
        KREMLIN.denies("present", said="2024-10-19", quantity=12000),
    )
    assert [(figure.origin, figure.denied) for figure in claim.figures] == [("south-korea", False), ("russia", True)]
    assert claim.figures_meet is None


def test_the_figure_of_two_voices_of_one_origin_is_the_one_said_last():
    claim = told(
        NIS.affirms("present", said="2024-10-18", quantity=1500),
        DEFENCE.affirms("present", said="2024-10-19", quantity=3000),
    )
    assert [figure.quantity.low for figure in claim.figures] == [3000]
    assert "3,000" in str(claim)
