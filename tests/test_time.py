"""When: the one door for times, its bounds, its refusals, its order."""

import re
from calendar import timegm
from datetime import UTC, date, datetime, timedelta, timezone

import edtf
import pendulum
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from timeline import TimeError, When
from timeline._time import BEGINNING, as_when, cut_us


def bounds(text, **zone):
    when = When(text, **zone)
    return (when.earliest and when.earliest.isoformat(), when.latest and when.latest.isoformat())


def day(value):
    return date(*value[:3])


ORACLE = [
    "2024",
    "2024-02",
    "2023-02",
    "2024-10-18",
    "2024-02-29",
    "2024-12-31",
    "1999-12",
    "0001-01-01",
    "9999-12-31",
    "202X",
    "20XX",
    "2024-02-XX",
    "2024-XX",
    "2024-XX-XX",
    "2024-10-18~",
    "2024-10-18?",
    "2024-10-18%",
    "2024-10~",
    "2024?",
    "2024-10-08/2024-10-13",
    "2024-10/2024-11-05",
    "2023/2024",
    "2024-10-08~/2024-10-13?",
    "2024-10-13/2024-10-13",
]


@pytest.mark.parametrize("text", ORACLE)
def test_the_bounds_of_a_date_or_an_interval_are_those_of_the_standard(text):
    standard, when = edtf.parse_edtf(text), When(text)
    assert when.earliest.date() == day(standard.lower_strict())
    assert when.latest.date() == day(standard.upper_strict())


@given(st.dates(), st.dates())
def test_the_bounds_of_any_interval_of_days_are_those_of_the_standard(one, other):
    text = "/".join(sorted((one.isoformat(), other.isoformat())))
    standard, when = edtf.parse_edtf(text), When(text)
    assert (when.earliest.date(), when.latest.date()) == (
        day(standard.lower_strict()),
        day(standard.upper_strict()),
    )


@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)),
    st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_an_instant_with_an_offset_is_the_microsecond_that_it_names(local, minutes):
    aware = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    when = When(aware.isoformat())
    utc = local - timedelta(minutes=minutes)
    assert when.earliest_us == when.latest_us == timegm(utc.timetuple()) * 1_000_000 + utc.microsecond
    assert when.is_instant
    assert when.earliest == aware
    assert When(aware).latest_us == when.latest_us


@given(st.integers(BEGINNING.latest_us, When("9999-12-31").latest_us))
def test_a_microsecond_comes_back_as_it_was_given(us):
    assert When.at(us).earliest_us == When.at(us).latest_us == us


def test_a_date_is_the_whole_day_in_utc_inclusive_at_both_ends():
    assert bounds("2024-10-18") == ("2024-10-18T00:00:00+00:00", "2024-10-18T23:59:59.999999+00:00")


def test_a_date_with_a_zone_is_the_whole_day_there():
    assert bounds("2024-10-18", zone="Asia/Seoul") == (
        "2024-10-17T15:00:00+00:00",
        "2024-10-18T14:59:59.999999+00:00",
    )


def test_a_day_on_which_the_clocks_change_is_longer_or_shorter():
    for text, hours in (("2024-03-31", 23), ("2024-10-27", 25), ("2024-10-18", 24)):
        when = When(text, zone="Europe/Kyiv")
        assert when.latest_us - when.earliest_us + 1 == hours * 3_600_000_000


def test_a_day_whose_midnight_the_clock_skips_begins_after_the_gap():
    skipped = bounds("2018-11-04", zone="America/Sao_Paulo")
    assert skipped == ("2018-11-04T03:00:00+00:00", "2018-11-05T01:59:59.999999+00:00")
    repeated = bounds("2018-02-17", zone="America/Sao_Paulo")
    assert repeated == ("2018-02-17T02:00:00+00:00", "2018-02-18T02:59:59.999999+00:00")


def test_an_interval_may_have_an_open_or_an_unknown_end():
    assert bounds("../2024-10-18") == (None, "2024-10-18T23:59:59.999999+00:00")
    assert bounds("/2024-10-18") == bounds("../2024-10-18")
    assert bounds("2024-10-18/..") == ("2024-10-18T00:00:00+00:00", None)
    assert bounds("2024-10-18/") == bounds("2024-10-18/..")


def test_an_interval_may_be_of_instants():
    assert bounds("2024-10-18T10:00Z/2024-10-18T12:30:15.5+02:00") == (
        "2024-10-18T10:00:00+00:00",
        "2024-10-18T10:30:15.500000+00:00",
    )


def test_what_is_approximate_or_uncertain_is_kept_and_shown_and_does_not_widen():
    assert bounds("2024-10-18~") == bounds("2024-10-18")
    shown = [
        (when.approximate, when.uncertain, str(when))
        for when in map(When, ("2024~", "2024?", "2024%", "2024"))
    ]
    assert shown == [
        (True, False, "2024~"),
        (False, True, "2024?"),
        (True, True, "2024%"),
        (False, False, "2024"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 10, 18), "2024-10-18"),
        (datetime(2024, 10, 18, 5, tzinfo=UTC), "2024-10-18T05:00:00Z"),
        (pendulum.datetime(2024, 10, 18, 5, tz="Asia/Seoul"), "2024-10-18T05:00:00+09:00"),
        (When("2024-10"), "2024-10"),
        ({"when": "2024-10-18"}, "2024-10-18"),
        ("2024-10-18", "2024-10-18"),
    ],
)
def test_whatever_stands_for_a_time_is_taken(value, text):
    assert as_when(value).text == text


def test_a_mapping_brings_zone_and_words():
    when = as_when({"when": "2024-10-18", "zone": "Asia/Seoul", "words": "on Friday"})
    assert when == When("2024-10-18", zone="Asia/Seoul", words="on Friday")
    assert as_when({"when": "2024-10-18", "zone": None}) == When("2024-10-18")


def test_a_when_made_from_another_keeps_what_is_not_said_anew():
    seoul = When("2024-10-18", zone="Asia/Seoul", words="on Friday")
    assert When(seoul) == seoul
    assert When(seoul, zone="Europe/Kyiv") == When("2024-10-18", zone="Europe/Kyiv", words="on Friday")


@pytest.mark.parametrize(
    "value",
    [{"when": 1}, {"when": None}, {}, {"when": "2024", "zone": 3}, {"when": "2024", "tz": "UTC"}, {3: 4}],
)
def test_a_mapping_that_is_no_time_is_refused(value):
    message = f"{value!r} is not a time: give a text, or `when` with `zone` and `words` as texts"
    with pytest.raises(TimeError, match=re.escape(message)):
        as_when(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2024-10-18T14:30:00", "has no offset, so it names no instant; add one, such as Z or"),
        ("2024-10-18 14:30", "has no offset, so it names no instant"),
        (datetime(2024, 10, 18), r"2024-10-18T00:00:00 has no offset.*add one: 2024-10-18T00:00:00\+00:00"),
        ("on Friday", "'on Friday' is not a time; give 2024-10-18, 2024-10"),
        ("", "'' is not a time"),
        ("now", "'now' is not a time"),
        ("14:30", "'14:30' is not a time"),
        ("2024-10-18T14:30:00+0900", "is not a time"),
        ("2024-10-18T14:30:00.1234567Z", "is not a time"),
        ("٢٠٢٤-10-18", "is not a time"),
        ("2024-10-18\n", "is not a time"),
        (5, "5 is int, not a time; give 2024-10-18"),
        (None, "None is NoneType, not a time"),
        ("2024-02-30", "'2024-02-30' is not a possible date or time .*; correct it"),
        ("2023-02-29", "is not a possible date or time"),
        ("2024-13", "is not a possible date or time"),
        ("2024-00", "is not a possible date or time"),
        ("0000", "is not a possible date or time"),
        ("2024-10-18T25:00Z", "is not a possible date or time"),
        ("2024-10-18T14:30+24:00", "is not a possible date or time"),
        ("0001-01-01T00:00+01:00", r"is not a possible date or time \(out of the calendar's range\); correct it"),
        ("9999-12-31T23:59:59-01:00", "is not a possible date or time"),
        (
            "2024-21",
            "'2024-21' is a season, which has no dates without a hemisphere; give months: 2024-06/2024-08",
        ),
        ("2024-41~", "is a season"),
        ("202X-10", "leaves out a larger part and gives a smaller one; give an interval instead"),
        ("2024-XX-18", "'2024-XX-18' leaves out a larger part and gives a smaller one; give an interval instead"),
        ("../..", "'../..' has neither beginning nor end, so it says nothing; leave it out"),
        ("/", "has neither beginning nor end"),
        ("2024-10-18/2024-10-08", "'2024-10-18/2024-10-08' ends before it begins; swap its ends"),
        ("2024-10-18/2024-10-19/2024-10-20", "is not a time"),
    ],
)
def test_what_is_no_time_is_refused_with_the_value_the_reason_and_what_to_do(value, message):
    with pytest.raises(TimeError, match=message):
        When(value)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", 9, "../etc/passwd", "\x00"])
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(TimeError, match="is not a time zone; give an IANA name such as Europe/Kyiv"):
        When("2024-10-18", zone=zone)


def test_words_that_hide_something_are_refused():
    with pytest.raises(TimeError, match=r"words: .* control character"):
        When("2024-10-18", words="on\x1bFriday")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("today", "2024-10-18"),
        ("yesterday", "2024-10-17"),
        ("Friday", "2024-10-18"),
        ("on Friday", "2024-10-18"),
        ("on Thursday", "2024-10-17"),
        ("SATURDAY", "2024-10-12"),
        (" monday ", "2024-10-14"),
    ],
)
def test_words_are_resolved_against_the_day_of_publication(words, text):
    when = When.resolve(words, published="2024-10-18")
    assert (when.text, when.words) == (text, words)


def test_the_day_of_publication_is_counted_in_the_zone():
    late = "2024-10-17T20:00:00Z"
    assert When.resolve("today", published=late, zone="Asia/Seoul").text == "2024-10-18"
    assert When.resolve("today", published=late).text == "2024-10-17"
    assert When.resolve("today", published="2024-10-18~", zone="Asia/Seoul").text == "2024-10-18"


@pytest.mark.parametrize("words", ["tomorrow", "last Friday", "soon", "on"])
def test_other_words_are_refused(words):
    with pytest.raises(TimeError, match=f"{words!r} is not a time: only today, yesterday and weekdays are resolved"):
        When.resolve(words, published="2024-10-18")


@pytest.mark.parametrize(
    "published", ["2024-10", "2024-10-17/2024-10-18", "2024-10-XX", "../2024-10-18", "2024", "2024-10/.."]
)
def test_words_are_not_resolved_against_more_than_a_day(published):
    with pytest.raises(
        TimeError, match="is longer than a day, so words cannot be resolved against it; give the day"
    ):
        When.resolve("today", published=published)


def test_one_time_is_certainly_after_another_when_they_do_not_touch():
    assert When("2024-10-19").certainly_after(When("2024-10-18"))
    assert not When("2024-10-18").certainly_after(When("2024-10-18"))
    assert not When("2024-10-18T12:00Z").certainly_after(When("2024-10-18"))
    assert not When("../2024-10-19").certainly_after(When("2024-10-18"))
    assert not When("2024-10-19").certainly_after(When("2024-10-18/.."))


def test_statements_sort_by_the_last_instant_then_the_first_and_an_open_end_sorts_outermost():
    texts = ["2024-10-17", "../2024-10-18", "2024-10", "2024-10-31", "9999-12-31", "2024-10-18/.."]
    assert sorted(set(texts), key=lambda text: When(text).order) == texts


def test_an_instant_at_the_very_end_of_a_day_is_shown_as_that_day():
    assert str(When.at(When("2024-10-18").latest_us)) == "2024-10-18"
    assert str(When("2024-10-18T14:30:00+09:00")) == "2024-10-18T14:30:00+09:00"
    assert str(BEGINNING) == "0001-01-01T00:00:00Z"


def test_a_stretch_is_no_instant():
    assert not When("2024-10-18").is_instant
    assert not When("../2024-10-18").is_instant
    assert not When("2024-10-18/..").is_instant


@pytest.mark.parametrize(
    "when",
    [
        When("2024-10-18"),
        When("2024-10-18", zone="Asia/Seoul"),
        When("2024-10-17", words='it\'s "on Thursday"'),
        When("2024-10-18T14:30:00+09:00", zone="Asia/Seoul", words="at half past two"),
    ],
)
def test_what_a_time_shows_evaluates_to_an_equal_one(when):
    again = eval(repr(when))
    assert again == when
    assert hash(again) == hash(when)
    assert (again.earliest_us, again.latest_us) == (when.earliest_us, when.latest_us)


def test_a_time_cannot_be_changed():
    when = When("2024-10-18")
    for name in ("text", "zone", "words", "earliest_us", "latest_us"):
        with pytest.raises(FrozenInstanceError):
            setattr(when, name, None)


def test_a_cut_is_the_last_microsecond_that_it_takes_in():
    assert cut_us(None, "as_of") is None
    assert cut_us("2024-10-18", "as_of") == When("2024-10-19").earliest_us - 1
    assert cut_us("2024-10-18T12:00Z", "as_of") == When("2024-10-18T12:00Z").latest_us


def test_a_time_without_an_end_cuts_nothing():
    with pytest.raises(
        TimeError, match=r"as_of: '2024-10-18/..' has no end, so it cuts nothing; leave as_of out or name"
    ):
        cut_us("2024-10-18/..", "as_of")


def test_a_day_that_a_zone_moves_out_of_the_calendar_is_refused():
    for text, zone in (("0001-01-01", "Asia/Seoul"), ("9999-12-31", "America/New_York")):
        with pytest.raises(TimeError, match="is not a possible date or time"):
            When(text, zone=zone)


def test_the_ends_of_the_calendar_are_placed_where_a_zone_leaves_them_in_it():
    assert bounds("0001-01-01", zone="America/New_York") == ("0001-01-01T04:56:02+00:00", "0001-01-02T04:56:01.999999+00:00")
    assert bounds("9999-12-31", zone="Asia/Seoul") == ("9999-12-30T15:00:00+00:00", "9999-12-31T14:59:59.999999+00:00")
    assert bounds("9999", zone="Asia/Seoul") == ("9998-12-31T15:00:00+00:00", "9999-12-31T14:59:59.999999+00:00")


def test_what_is_wrong_in_a_stretch_is_told_with_the_whole_of_it():
    with pytest.raises(TimeError, match=r"'3/4/2025' is not a stretch of time: '3' is not a time"):
        When("3/4/2025")


def test_a_time_is_shown_as_the_call_that_makes_it_and_no_more():
    assert repr(When("2024-10-18")) == "When('2024-10-18')"
    assert repr(When("2024-10-18", zone="Asia/Seoul")) == "When('2024-10-18', zone='Asia/Seoul')"
    assert repr(When("2024-10-18", words="on Friday")) == "When('2024-10-18', words='on Friday')"


def test_an_open_end_sorts_outside_of_all_that_the_calendar_has():
    assert When("../2024").order < When("0001-01-01/2024").order
    assert When("2024/..").order > When("2024/9999-12-31").order


def test_both_ends_of_an_interval_are_days_of_its_zone():
    assert bounds("2024-10-08/2024-10-13", zone="Asia/Seoul") == (
        "2024-10-07T15:00:00+00:00",
        "2024-10-13T14:59:59.999999+00:00",
    )


def test_an_interval_may_begin_and_end_at_one_instant():
    assert When("2024-10-18T10:00:00Z/2024-10-18T10:00:00Z").is_instant
