"""Source: who speaks, with verbs that read as sentences."""

import pytest
from attrs.exceptions import FrozenInstanceError

from timeline import EventError, Report, Retraction, Source, SourceAdded, Stance, TimeError, When

NIS = Source(
    "nis", name="National Intelligence Service", party="south-korea", office="intelligence", tz="Asia/Seoul"
)


@pytest.mark.parametrize(
    ("verb", "stance"),
    [
        ("affirms", Stance.AFFIRM),
        ("denies", Stance.DENY),
        ("cannot_confirm", Stance.NOT_CONFIRM),
        ("queries", Stance.QUERY),
        ("declines", Stance.DECLINE),
        ("supposes", Stance.SUPPOSE),
        ("relays", Stance.RELAY),
    ],
)
def test_every_verb_makes_the_report_of_its_stance(verb, stance):
    made = getattr(NIS, verb)("present", said="2024-10-18", quote="so they said")
    assert made == Report(
        source="nis", claim="present", stance=stance, said="2024-10-18", quote="so they said"
    )


def test_words_are_resolved_once_against_publication_in_the_zone_of_the_source():
    made = NIS.affirms("present", said="today", published="2024-10-17T20:00:00Z")
    assert made.said == When("2024-10-18", words="today")
    assert made.published == When("2024-10-17T20:00:00Z")


def test_words_without_a_day_of_publication_are_refused():
    with pytest.raises(
        TimeError, match="'on Friday' needs the day of publication to be resolved: give `published`"
    ):
        NIS.affirms("present", said="on Friday")


def test_a_bare_date_is_the_day_in_utc_whatever_the_zone_of_the_source():
    assert NIS.affirms("present", said="2024-10-18").said == When("2024-10-18")


def test_a_report_without_a_time_is_refused():
    with pytest.raises(EventError, match="said: is missing; say when it was said"):
        NIS.affirms("present")


def test_a_source_retracts_a_report_or_what_has_its_id():
    report = NIS.affirms("present", said="2024-10-18")
    made = NIS.retracts(report, said="on Sunday", published="2024-10-20", quote="We were wrong")
    assert made == Retraction(
        source="nis",
        of=report.id,
        said=When("2024-10-20", words="on Sunday"),
        published="2024-10-20",
        quote="We were wrong",
    )
    assert NIS.retracts(report.id, said="2024-10-20").of == report.id


def test_a_source_gives_the_event_that_introduces_it():
    assert NIS.added() == SourceAdded(
        source="nis",
        name="National Intelligence Service",
        party="south-korea",
        office="intelligence",
        tz="Asia/Seoul",
    )
    assert NIS.added(said="2024-10-20").said == When("2024-10-20")
    assert Source("x").added() == SourceAdded(source="x")


def test_all_faults_of_a_source_are_told_at_once():
    with pytest.raises(EventError) as error:
        Source(" x", party="", tz="Mars/Olympus")
    assert [fault.path for fault in error.value.faults] == ["id", "party", "tz"]
    with pytest.raises(EventError, match="tz: 'Mars/Olympus' is not a time zone"):
        Source("x", tz="Mars/Olympus")


@pytest.mark.parametrize("source", [NIS, Source("x"), Source("x", tz="Europe/Kyiv")])
def test_what_a_source_shows_evaluates_to_an_equal_one(source):
    assert eval(repr(source)) == source


def test_a_source_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        NIS.party = "other"


def test_a_time_that_begins_with_a_letter_is_taken_for_words():
    with pytest.raises(TimeError, match="'x-mas' is not a time: only today, yesterday and weekdays are resolved"):
        NIS.affirms("present", said="x-mas", published="2024-10-18")
