"""Whom a report is credited to: rules 4 and 9."""

import pytest

from korea import DEFENCE, KYIV, NIS, story, told
from timeline import (
    Correction,
    OriginsLinked,
    Policy,
    Report,
    Source,
    SourceAdded,
    Status,
    Timeline,
)
from timeline._origins import Credit
from timeline.testing import check_laws


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
    assert (
        told(NIS.affirms("present", said="2024-10-18"), outlet("reuters", basis="nis")).status
        is Status.REPORTED
    )


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
    claim = told(
        KYIV.affirms("present", said="2024-10-17"), minister, NIS.affirms("present", said="2024-10-19")
    )
    assert claim.status is Status.CORROBORATED
    assert names(claim.affirming) == ["south-korea", "ukraine"]


def test_what_rests_on_two_origins_is_credited_to_both():
    assert told(outlet("reuters", basis=["nis", "budanov"])).status is Status.CORROBORATED


def test_the_chain_of_what_a_report_rests_on_is_followed_to_its_end():
    chain = outlet("yonhap", basis="nis"), outlet("reuters", basis="yonhap"), outlet("bbc", basis="reuters")
    assert names(told(*chain).affirming) == ["south-korea"]


def test_the_end_of_a_chain_counts_whether_or_not_its_own_report_is_on_file():
    assert names(told(outlet("bbc", basis="some-paper")).affirming) == ["some-paper"]


def test_to_rest_on_a_source_is_to_rest_on_its_word_at_the_time():
    relaying, own = outlet("yonhap", said="2024-10-17", basis="nis"), outlet("yonhap", said="2024-10-19")
    before, after = (outlet("bbc", said=f"2024-10-{day}", basis="yonhap") for day in (18, 20))
    assert names(told(relaying, own, after).affirming) == ["yonhap"]
    assert names(told(relaying, own, before).affirming) == ["south-korea", "yonhap"]
    assert names(told(relaying, before).affirming) == ["south-korea"]


def test_a_source_that_comes_to_rest_on_another_takes_its_newcomers_along_and_is_no_second_origin():
    first, then = outlet("yonhap", said="2024-10-17", basis="nis"), outlet("yonhap", said="2024-10-19", basis="budanov")
    claim = told(first, then, outlet("bbc", said="2024-10-20", basis="yonhap"))
    assert names(claim.affirming) == ["ukraine"]
    assert claim.status is Status.REPORTED


def test_a_word_that_is_heard_only_after_a_report_rests_on_it_still_tells_what_it_rests_on():
    claim = told(outlet("bbc", said="2024-10-16", basis="yonhap"), outlet("yonhap", said="2024-10-17", basis="nis"))
    assert names(claim.affirming) == ["south-korea"]


def test_an_affirmation_rests_on_the_affirmation_of_a_source_that_also_denied():
    affirms = outlet("yonhap", said="2024-10-17", basis="nis")
    denies = outlet("yonhap", said="2024-10-17", stance="deny", basis="budanov")
    claim = told(affirms, denies, *(outlet("bbc", stance=side, basis="yonhap") for side in ("affirm", "deny")))
    assert (names(claim.affirming), names(claim.denying)) == (["south-korea"], ["ukraine"])


def test_what_commits_to_nothing_tells_what_a_source_rests_on_only_where_nothing_else_does():
    relays = outlet("yonhap", said="2024-10-17", stance="relay", basis="nis")
    assert names(told(relays, outlet("bbc", basis="yonhap")).affirming) == ["south-korea"]
    own = outlet("yonhap", said="2024-10-16", stance="deny")
    assert names(told(own, relays, outlet("bbc", basis="yonhap")).affirming) == ["yonhap"]


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


def test_a_dispute_between_linked_origins_is_internal():
    said = outlet("paper"), outlet("its-website", stance="deny")
    assert not told(*said).internal
    assert told(*said, OriginsLinked(origins=("paper", "its-website"))).label == "disputed (internal)"


def test_a_link_learned_late_changes_what_stood_then_and_not_what_was_known_then():
    said = NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19")
    line = Timeline([NIS, KYIV, *said])
    late = line.append(OriginsLinked(origins=("south-korea", "ukraine")), recorded="2024-11-05")
    assert late.replay(as_of="2024-10-20")["present"].status is Status.REPORTED
    assert late.replay(as_of="2024-10-20", known_at="2024-10-20")["present"].status is Status.CORROBORATED
    assert late.replay(known_at="2024-11-04")["present"].status is Status.CORROBORATED


def test_to_corroborate_what_a_video_shows_does_not_authenticate_the_video():
    relay = Report(source="cnn", claim="present", stance="relay", said="2024-10-18", cites="video")
    unverified = Report(
        source="cnn", claim="video-authentic", stance="not_confirm", reason="unverified", said="2024-10-18"
    )
    said = NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19")
    told_so = story(relay, unverified, *said)
    assert told_so["present"].status is Status.CORROBORATED
    assert told_so["video-authentic"].status is Status.OPEN


def test_a_link_that_names_a_report_joins_origins_on_that_reports_claim_only():
    on_c, on_d = ([who.affirms(claim, said="2024-01-01") for who in (NIS, KYIV)] for claim in "cd")
    for other in (on_c[1].id, "budanov"):
        linked = story(*on_c, *on_d, OriginsLinked(origins=[on_c[0].id, other]))
        assert linked["c"].status is Status.REPORTED
        assert linked["d"].status is Status.CORROBORATED


@pytest.mark.parametrize("as_of", ["2024-01-01", "2024-01-02"])
def test_what_is_linked_with_one_report_is_one_origin_whether_or_not_that_has_been_told(as_of):
    a, b, c = Source("a"), Source("b"), Source("c")
    elsewhere = c.affirms("d", said="2024-01-02", id="r1")
    said = [a.affirms("c", said="2024-01-01"), b.affirms("c", said="2024-01-01"), elsewhere]
    timeline = Timeline([*said, *(OriginsLinked(origins=["r1", name]) for name in ("a", "b"))])
    assert timeline.replay(as_of=as_of)["c"].status is Status.REPORTED
    assert [change.claim for change in timeline.diff("2024-01-01", "2024-01-02").changes] == ["d"]


@pytest.mark.parametrize("stance", [None, "relays", "queries", "cannot_confirm"])
def test_a_link_of_evidence_is_one_of_its_releaser_whether_or_not_anybody_rests_on_it(stance):
    a, b, c = Source("a"), Source("b"), Source("c")
    said = [a.affirms("c", said="2024-01-01", evidence="video"), b.affirms("c", said="2024-01-01")]
    more = [] if stance is None else [getattr(c, stance)("c", said="2024-01-01", basis="video")]
    timeline = Timeline([*said, *more, OriginsLinked(origins=["video", "b"])])
    assert timeline.replay()["c"].status is Status.REPORTED
    check_laws(timeline)


def test_a_source_whose_note_has_its_own_name_for_an_id_is_linked_all_the_same():
    said = [Source("a").affirms("c", said="2024-01-01"), Source("b").affirms("c", said="2024-01-01")]
    note = SourceAdded(source="a", id="a")
    assert Timeline([note, *said, OriginsLinked(origins=["a", "b"])]).replay()["c"].status is Status.REPORTED


def test_links_that_no_report_of_a_claim_comes_near_are_not_looked_at(monkeypatch):
    links = [OriginsLinked(origins=[f"x{i}", f"y{i}"]) for i in range(50)]
    joined = []
    monkeypatch.setattr(Credit, "joins", lambda credit, links: joined.extend(links) or [])
    one = OriginsLinked(origins=["south-korea", "x1"])
    assert told(NIS.affirms("present", said="2024-10-18"), *links, one).status is Status.REPORTED
    assert set(joined) == {one, links[1]}


def test_a_link_by_the_name_of_a_party_or_an_office_joins_everybody_who_speaks_for_it():
    seoul = Source("seoul", party="south-korea", office="presidency")
    said = [seoul.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-18")]
    for linked in (("south-korea", "ukraine"), ("presidency", "budanov"), ("seoul", "ukraine")):
        for by in ("party", "office", "speaker"):
            policy = Policy(origin_by=by)
            assert told(seoul, *said, policy=policy).status is Status.CORROBORATED
            assert told(seoul, *said, OriginsLinked(origins=linked), policy=policy).status is Status.REPORTED


def test_a_link_may_name_a_report_by_any_of_its_versions():
    said = NIS.affirms("present", said="2024-10-18")
    right = NIS.affirms("present", said="2024-10-18", quantity=3)
    corrected = Correction(of=said.id, report=right, said="2024-10-20")
    other = KYIV.affirms("present", said="2024-10-18")
    for version in (said.id, corrected.id, right.id):
        claim = told(said, corrected, other, OriginsLinked(origins=[version, "ukraine"]))
        assert claim.status is Status.REPORTED


def test_what_a_source_only_relays_later_tells_nothing_of_what_rested_on_it_before():
    rests, own = outlet("x", said="2024-10-01", basis="a"), outlet("o", said="2024-10-01")
    assert told(rests, own, outlet("a", said="2024-10-09", stance="relay", basis="o")).status is Status.CORROBORATED
    assert told(rests, own, outlet("a", said="2024-09-09", stance="relay", basis="o")).status is Status.REPORTED


def test_a_link_may_name_what_an_earlier_correction_brought():
    said = NIS.affirms("present", said="2024-10-18")
    first, second = (NIS.affirms("present", said="2024-10-18", quantity=n) for n in (3, 4))
    fixes = [Correction(of=said.id, report=right, said=f"2024-10-2{n}") for n, right in enumerate((first, second))]
    link = OriginsLinked(origins=[first.id, "ukraine"])
    assert told(said, *fixes, KYIV.affirms("present", said="2024-10-18"), link).status is Status.REPORTED


def test_a_name_that_is_both_a_source_and_an_item_stands_for_the_item():
    released = KYIV.queries("present", said="2024-10-01", evidence="video")
    namesake = outlet("video", said="2024-10-02", basis="peskov")
    assert names(told(released, namesake, outlet("bbc", basis="video")).affirming) == ["russia", "ukraine"]


def test_origins_stand_in_the_order_of_their_names_whatever_links_join_them():
    said = [outlet(name) for name in ("m", "z")]
    assert names(told(*said, OriginsLinked(origins=["a", "z"])).affirming) == ["m", "z"]


@pytest.mark.parametrize(("days", "origin"), [
    (("2024-10-05", "2024-10-01", "2024-10-02"), "e"),  # the last word before the relay
    (("2024-10-01", "2024-10-02", "2024-10-03"), "c"),  # there is none: the first one after it
])  # fmt: skip
@pytest.mark.parametrize(("first", "second"), [("affirm", "deny"), ("deny", "affirm")])
def test_who_rests_on_a_relay_rests_on_the_word_for_or_against_that_it_passed_on(days, origin, first, second):
    relayed, first_said, then_said = days
    relay, rests = outlet("a", said=relayed, stance="relay", basis="b"), outlet("x", said="2024-10-09", basis="a")
    words = outlet("b", said=first_said, stance=first, basis="c"), outlet("b", said=then_said, stance=second, basis="e")
    affirming = told(*words, relay, rests).affirming
    assert {found.name for found in affirming if "x" in {report.source for report in found.reports}} == {origin}


def test_who_rests_on_one_that_speaks_later_and_only_against_rests_on_that_word():
    rests, word = outlet("x", said="2024-10-01", basis="b"), outlet("b", said="2024-10-02", stance="deny", basis="c")
    assert names(told(rests, word).affirming) == ["c"]


def test_a_word_of_unclear_date_is_no_word_by_the_time_of_a_report():
    words = outlet("a", said="2024-10-08", basis="b"), outlet("a", said="2024-10", basis="c")
    claim = told(*words, outlet("x", said="2024-10-18", basis="a"))
    assert "x" in {report.source for origin in claim.affirming if origin.name == "b" for report in origin.reports}


def test_a_report_that_is_displaced_is_not_credited_again_when_those_it_rested_on_speak():
    first = outlet("x", said="2024-10-01", basis=["a", "b"])
    said = [first, outlet("x", said="2024-10-02", stance="deny"), outlet("a", said="2024-10-03"), outlet("b", said="2024-10-04")]
    moves = [move.after.status for move in Timeline(said).transitions()]
    assert moves == [Status.CORROBORATED, Status.DENIED, Status.DISPUTED]


def test_a_link_between_two_offices_joins_those_who_speak_for_them():
    voices = [Source(name, party=name.upper(), office=office) for name, office in (("x", "palace"), ("y", "staff"))]
    said = [voice.affirms("present", said="2024-10-18") for voice in voices]
    link = OriginsLinked(origins=["palace", "staff"])
    assert told(*voices, *said).status is Status.CORROBORATED
    assert told(*voices, *said, link).status is Status.REPORTED
