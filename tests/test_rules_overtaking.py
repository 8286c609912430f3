"""A denial speaks of the world up to a time: rule 6, each case in its smallest example."""

import pytest

from korea import DEFENCE, KREMLIN, KYIV, NIS, told
from timeline import OriginsLinked, Report, Retraction, Source, Status

NOT_YET = KREMLIN.denies("present", said="2024-10-10", up_to="2024-10-10", quote="not yet")
FLAT = KREMLIN.denies("present", said="2024-10-10", quote="this is fake")


def test_a_denial_not_yet_is_overtaken_by_the_later_news_of_another_party():
    claim = told(NOT_YET, NIS.affirms("present", said="2024-10-18"))
    assert claim.status is Status.REPORTED
    assert claim.denying == ()
    assert not claim.admitted


def test_a_denial_not_yet_is_not_overtaken_by_a_repeat_of_what_had_been_said_before_it():
    before, repeat = NIS.affirms("present", said="2024-10-08"), NIS.affirms("present", said="2024-10-18")
    assert told(before, NOT_YET, repeat).status is Status.DISPUTED


def test_an_outlet_that_passes_on_what_had_been_said_before_the_denial_brings_no_news():
    before = NIS.affirms("present", said="2024-10-08")
    outlet = Report(source="reuters", claim="present", stance="affirm", said="2024-10-18", basis="nis")
    second = Report(source="bbc", claim="present", stance="affirm", said="2024-10-19", basis="reuters")
    assert told(before, NOT_YET, outlet).status is Status.DISPUTED
    assert told(before, NOT_YET, outlet, second).status is Status.DISPUTED
    assert told(NOT_YET, outlet).status is Status.REPORTED


def test_what_was_not_news_of_one_party_may_be_news_of_another():
    repeat = NIS.affirms("present", said="2024-10-08"), NIS.affirms("present", said="2024-10-18")
    assert told(*repeat, NOT_YET, KYIV.affirms("present", said="2024-10-18")).status is Status.CORROBORATED


def test_an_affirmation_of_the_day_up_to_which_is_denied_conflicts_with_the_denial():
    assert told(NOT_YET, NIS.affirms("present", said="2024-10-10")).status is Status.DISPUTED


def test_news_of_something_that_happened_before_the_day_up_to_which_is_denied_conflicts_with_the_denial():
    news = NIS.affirms("present", said="2024-10-18", happened="2024-10-08/2024-10-10")
    assert told(NOT_YET, news).status is Status.DISPUTED


def test_news_of_something_that_went_on_after_the_day_up_to_which_is_denied_overtakes_the_denial():
    news = NIS.affirms("present", said="2024-10-18", happened="2024-10-08/2024-10-13")
    assert told(NOT_YET, news).status is Status.REPORTED


def test_a_repeat_that_tells_of_something_new_overtakes_a_dated_denial():
    before = NIS.affirms("present", said="2024-10-08")
    new = NIS.affirms("present", said="2024-10-18", happened="2024-10-17")
    assert told(before, NOT_YET, new).status is Status.REPORTED


def test_a_dated_denial_of_a_later_day_than_it_was_said_on_waits_for_that_day():
    until_friday = KREMLIN.denies("present", said="2024-10-10", up_to="2024-10-15")
    assert told(until_friday, NIS.affirms("present", said="2024-10-14")).status is Status.DISPUTED
    assert told(until_friday, NIS.affirms("present", said="2024-10-16")).status is Status.REPORTED


def test_what_began_before_a_denial_and_has_no_known_end_is_news_against_a_dated_one_only():
    went_on = NIS.affirms("present", said="2024-10-18", happened="2024-10-08/..")
    assert told(NOT_YET, went_on).status is Status.REPORTED
    assert told(FLAT, went_on).status is Status.DISPUTED


def test_a_flat_denial_stands_against_whatever_is_said_later():
    assert told(FLAT, NIS.affirms("present", said="2024-10-18")).status is Status.DISPUTED


def test_a_flat_denial_is_overtaken_by_something_that_happened_after_it():
    claim = told(FLAT, NIS.affirms("present", said="2024-10-18", happened="2024-10-13"))
    assert claim.status is Status.REPORTED


@pytest.mark.parametrize("happened", ["2024-10-08", "2024-10-10", "2024-10-10/2024-10-13", "../2024-10-17"])
def test_a_flat_denial_stands_against_what_may_have_happened_by_then(happened):
    assert told(FLAT, NIS.affirms("present", said="2024-10-18", happened=happened)).status is Status.DISPUTED


def test_a_repeat_without_a_date_does_not_take_away_what_happened():
    said = (
        NIS.affirms("present", said="2024-10-18", happened="2024-10-13"),
        NIS.affirms("present", said="2024-10-20"),
    )
    assert told(FLAT, *said).status is Status.REPORTED


def test_what_happened_counts_no_more_when_the_affirmation_was_let_fall_in_between():
    said = (
        NIS.affirms("present", said="2024-10-18", happened="2024-10-13"),
        NIS.cannot_confirm("present", said="2024-10-19"),
        NIS.affirms("present", said="2024-10-20"),
    )
    assert told(FLAT, *said).status is Status.DISPUTED


def test_what_happened_counts_no_more_when_the_report_of_it_was_retracted():
    dated = NIS.affirms("present", said="2024-10-18", happened="2024-10-13")
    again = NIS.affirms("present", said="2024-10-20")
    taken_back = Retraction(source="nis", of=dated.id, said="2024-10-21")
    assert told(FLAT, dated, again, taken_back).status is Status.DISPUTED


def test_to_say_so_on_the_day_after_the_denial_does_not_bring_a_denial_back():
    news = NIS.affirms("present", said="2024-10-18")
    again = KREMLIN.denies("present", said="2024-10-24")
    assert told(NOT_YET, news, as_of="2024-10-20").status is Status.REPORTED
    assert told(NOT_YET, news, again).status is Status.DISPUTED


def test_the_denier_itself_does_not_overtake_as_another_party_but_changes_its_mind():
    claim = told(NOT_YET, KREMLIN.affirms("present", said="2024-10-18"))
    assert claim.status is Status.REPORTED
    assert not claim.admitted


def test_news_of_an_unknown_source_overtakes_nothing():
    news = Report(claim="present", stance="affirm", said="2024-10-18", happened="2024-10-17")
    assert told(NOT_YET, news).status is Status.DISPUTED


def test_news_that_rests_on_an_unknown_source_alone_overtakes_nothing():
    news = NIS.affirms("present", said="2024-10-18", basis="unknown")
    assert told(NOT_YET, news).status is Status.DISPUTED
    assert not told(NOT_YET, NIS.affirms("present", said="2024-10-18", basis=["unknown", "cia"])).denying


def test_news_that_rests_on_the_deniers_own_overtakes_nothing():
    news = NIS.affirms("present", said="2024-10-18", basis="peskov")
    assert told(NOT_YET, news).status is Status.DISPUTED


def test_a_link_between_two_parties_does_not_make_a_denial_fall():
    link = OriginsLinked(origins=("russia", "south-korea"))
    claim = told(FLAT, NIS.affirms("present", said="2024-10-18"), link)
    assert claim.status is Status.DISPUTED


def test_what_was_foretold_before_a_denial_does_not_overtake_it():
    foretold = NIS.affirms("present", said="2024-10-08", happened="2024-10-13")
    assert told(foretold, FLAT).status is Status.DISPUTED
    assert told(foretold, NOT_YET).status is Status.DISPUTED


def test_an_echo_is_no_news_where_the_word_that_it_rests_on_may_be_none():
    vague = NIS.affirms("present", said="2024-10-10/2024-10-12")
    echo = Report(source="reuters", claim="present", stance="affirm", said="2024-10-31", basis="nis")
    assert told(vague, NOT_YET).status is Status.DISPUTED
    assert told(vague, NOT_YET, echo).status is Status.DISPUTED


def test_another_voice_that_repeats_what_its_party_had_said_brings_no_news():
    before, later = NIS.affirms("present", said="2024-10-08"), DEFENCE.affirms("present", said="2024-10-18")
    assert told(before, NOT_YET, later).status is Status.DISPUTED
    assert told(NOT_YET, later).status is Status.REPORTED


NOON, MOMENT_AFTER, LATER = "2024-10-10T12:00:00Z", "2024-10-10T12:00:00.000001Z", "2024-10-18"
FLAT_AT_NOON = KREMLIN.denies("present", said=NOON)
NOT_YET_AT_NOON = KREMLIN.denies("present", said=NOON, up_to=NOON)


def test_what_happened_at_the_moment_of_a_denial_did_not_happen_after_it():
    assert told(FLAT_AT_NOON, NIS.affirms("present", said=LATER, happened=NOON)).status is Status.DISPUTED
    assert told(FLAT_AT_NOON, NIS.affirms("present", said=LATER, happened=MOMENT_AFTER)).status is Status.REPORTED


def test_what_is_said_at_the_moment_up_to_which_is_denied_is_not_said_after_it():
    assert told(NOT_YET_AT_NOON, NIS.affirms("present", said=NOON)).status is Status.DISPUTED
    assert told(NOT_YET_AT_NOON, NIS.affirms("present", said=f"{NOON}/{LATER}")).status is Status.DISPUTED
    assert told(NOT_YET_AT_NOON, NIS.affirms("present", said=MOMENT_AFTER)).status is Status.REPORTED


def test_who_affirmed_at_the_moment_up_to_which_is_denied_brings_no_news_later():
    assert told(NOT_YET_AT_NOON, NIS.affirms("present", said=NOON), NIS.affirms("present", said=LATER)).status is Status.DISPUTED


def test_an_outlet_that_rests_on_what_was_said_at_the_moment_up_to_which_is_denied_brings_no_news():
    outlet = Report(source="bbc", claim="present", stance="affirm", said=LATER, basis="yonhap")
    assert told(NOT_YET_AT_NOON, Source("yonhap").affirms("present", said=NOON), outlet).status is Status.DISPUTED


def test_news_that_rests_on_the_denier_and_on_nobody_knows_whom_overtakes_nothing():
    video = Report(claim="present", stance="relay", said="2024-10-11", evidence="video")
    news = NIS.affirms("present", said=LATER, basis=["peskov", "video"])
    assert told(NOT_YET_AT_NOON, video, news).status is Status.DISPUTED
    assert told(NOT_YET_AT_NOON, video, news, NIS.affirms("present", said="2024-10-19")).status is Status.REPORTED
