"""Entry: one line of the log; and Desk: the book-keeping that entries make."""

import pytest

import timeline
from full_report import FULL
from timeline import (
    ClaimAdded,
    Entry,
    EventError,
    Report,
    Source,
    SourceAdded,
    TimeError,
    When,
)
from timeline._desk import Desk
from timeline._time import BEGINNING

REPORT = Report(source="nis", claim="present", stance="affirm", said="2024-10-18")


def test_an_entry_without_a_recorded_time_was_recorded_when_the_public_could_know():
    assert str(Entry(event=REPORT).recorded) == "2024-10-18"
    month = Report(source="a", claim="c", stance="affirm", said="2024-10")
    assert Entry(event=month).recorded_us == When("2024-10").latest_us
    assert Entry(event=FULL).recorded == When("2024-10-18T14:30:00+09:00")
    assert Entry(event=ClaimAdded(claim="c")).recorded == BEGINNING
    assert Entry(event=SourceAdded(source="nis", said="2024-10-20")).recorded.is_instant


def test_the_recorded_time_of_an_entry_is_an_instant_and_a_date_stands_for_its_end():
    assert Entry(event=REPORT, recorded="2024-10-20").recorded == When("2024-10-20T23:59:59.999999Z")
    noon = When("2024-10-20T12:00Z")
    assert Entry(event=REPORT, recorded=noon).recorded is noon
    in_words = When("2024-10-20T12:00Z", zone="Asia/Seoul", words="at nine")
    assert Entry(event=REPORT, recorded=in_words).recorded == When("2024-10-20T12:00:00Z")


def test_a_recorded_time_without_an_end_is_refused():
    with pytest.raises(
        TimeError, match=r"recorded: '2024/..' has no end; give the instant at which it was recorded"
    ):
        Entry(event=REPORT, recorded="2024/..")


def test_an_entry_takes_a_source_for_the_event_that_introduces_it():
    assert Entry(event=Source("nis", party="south-korea")).event == SourceAdded(
        source="nis", party="south-korea"
    )


def test_an_entry_of_what_is_no_event_is_refused():
    for wrong, shown in (("x", "'x' is str"), (None, "None is NoneType"), (When("2024"), r"When\('2024'\) is When")):
        with pytest.raises(EventError, match=f"event: {shown}, not an event; give a report, say"):
            Entry(event=wrong)


def test_the_position_of_an_entry_is_not_compared():
    one, two = Entry(event=REPORT, position=1), Entry(event=REPORT, position=2)
    assert one == two
    assert one.id == REPORT.id
    assert one.newest == (one.recorded_us, REPORT.id)


@pytest.mark.parametrize("entry", [Entry(event=FULL, recorded="2024-10-20"), Entry(event=REPORT, position=3)])
def test_what_an_entry_shows_evaluates_to_an_equal_one(entry):
    assert eval(repr(entry), dict(vars(timeline))) == entry


def test_the_desk_keeps_the_newest_note_on_each_source_and_claim():
    older = Entry(event=SourceAdded(source="nis", party="old"), recorded="2024-10-01")
    newer = Entry(event=SourceAdded(source="nis", party="new", office="o"), recorded="2024-10-02")
    claim = Entry(event=ClaimAdded(claim="c", text="It is so"))
    desk = Desk.of([newer, older, claim, Entry(event=REPORT)])
    assert desk.source("nis") == newer.event
    assert desk.party("nis") == "new"
    assert [desk.group("nis", by) for by in ("party", "office", "speaker")] == ["new", "o", "nis"]
    assert [desk.group("x", by) for by in ("party", "office", "speaker")] == ["x", "x", "x"]
    assert desk.claim("c") == claim.event
    assert desk.source("x") is None
    assert desk.claim("x") is None


def test_a_position_is_a_whole_number():
    for wrong in ("x", -1, True):
        with pytest.raises(EventError, match=f"position: {wrong!r} is not a position; give a whole number from 0 on"):
            Entry(event=REPORT, position=wrong)
