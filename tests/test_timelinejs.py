"""TimelineJS: what its JSON can hold comes back from it; what it cannot is named; its texts are no markup."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from seed_story import tell
from timeline import RecordError, Report, Source, Timeline, fold
from timeline.codecs.sheet import decode_timelinejs, encode_timelinejs
from timeline.codecs.sheet._export import reports_as_they_stand
from timeline.testing import hostile_timelines, timelines

SEED = tell()
anna = Source("anna")


def reports(timeline):
    return [entry.event for entry in timeline if isinstance(entry.event, Report)]


def held(timeline):
    """Return what the format holds of each report, by id."""
    found = {}
    for report, _ in reports_as_they_stand(timeline, fold(timeline))[0]:
        url = report.url if report.url and report.url.lower().startswith(("http://", "https://")) else None
        said = (report.said.text, report.said.zone)
        found[report.id] = (report.source, report.claim, report.stance, said, report.quote, url)
    return found


def came_back(timeline):
    back = decode_timelinejs(encode_timelinejs(timeline).data).timeline
    assert encode_timelinejs(back).data == encode_timelinejs(timeline).data
    return held(back)


def test_the_seed_story_comes_back_with_all_that_the_format_holds_and_the_rest_is_named():
    assert came_back(SEED) == held(SEED)
    left_out = encode_timelinejs(SEED).left_out
    assert "5 × quantity" in left_out
    assert "13 × words of said" in left_out
    assert left_out[-1] == "names of sources, texts of claims, when things were recorded"


def test_a_slide_has_days_where_the_time_is_of_whole_days_and_hours_where_it_is_not():
    told = Timeline().append(
        anna.affirms("c", said="2024-10-18"),
        anna.denies("c", said="2024-10-19T10:30:00.25Z"),
        anna.affirms("c", said="../2024-10-20", url="ftp://example.org"),
    )
    export = encode_timelinejs(told)
    first, second, third = json.loads(export.data)["events"]
    assert first["start_date"] == first["end_date"] == {"year": 2024, "month": 10, "day": 18}
    assert second["start_date"]["millisecond"] == 250
    assert second["text"]["headline"] == "anna denies c"
    assert third["start_date"] == third["end_date"]
    assert "media" not in third
    assert "1 × url that is not http or https" in export.left_out
    assert came_back(told) == held(told)


@settings(max_examples=80)
@given(timelines(max_size=10))
def test_every_timeline_comes_back_with_all_that_the_format_holds(timeline):
    assert came_back(timeline) == held(timeline)


class Markup(HTMLParser):
    """Notes every element that a text would make."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)

    def handle_endtag(self, tag):
        self.found.append(tag)

    def handle_comment(self, data):
        self.found.append(data)


@settings(max_examples=80)
@given(hostile_timelines())
def test_hostile_text_comes_back_as_it_was_and_is_no_markup(timeline):
    assert came_back(timeline) == held(timeline)
    for slide in json.loads(encode_timelinejs(timeline).data)["events"]:
        for text in (*slide["text"].values(), slide["group"], slide["display_date"]):
            markup = Markup()
            markup.feed(text)
            markup.close()
            assert markup.found == []
        assert slide.get("media", {"url": "http://"})["url"].lower().startswith(("http://", "https://"))


SLIDE = {"start_date": {"year": 2024, "month": "10"}, "text": {"headline": "anna affirms c", "text": ""}, "group": "c"}


def read(*events):
    return reports(decode_timelinejs(json.dumps({"events": list(events)}).encode()).timeline)


def test_a_slide_that_somebody_else_wrote_is_read_where_it_says_who_and_what():
    assert read(SLIDE) == [anna.affirms("c", said="2024-10")]
    later = {**SLIDE, "end_date": {"year": 2024, "month": 11, "day": 2}, "media": "x", "display_date": "autumn"}
    assert read(later)[0].said.text == "2024-10/2024-11-02"
    hour = {**SLIDE, "start_date": {"year": 2024, "month": 10, "day": 5, "hour": 7}}
    assert read(hour)[0].said.text == "2024-10-05T07:00:00Z"
    other = {**SLIDE, "display_date": "2024-12"}
    assert read(other)[0].said.text == "2024-10"
    assert read({**SLIDE, "unique_id": "mine"})[0].id == "mine"


def test_null_is_nothing():
    assert read({**SLIDE, "unique_id": 0})[0].id == "0"
    nulls = {"unique_id": None, "media": {"url": None}, "display_date": None, "end_date": None}
    date = {"year": 2024, "month": "10", "day": None, "hour": None}
    other = {**SLIDE, "text": {"headline": "bert affirms c", "text": None}, "start_date": date}
    assert read({**SLIDE, **nulls}, {**other, **nulls}) == [who.affirms("c", said="2024-10") for who in (anna, Source("bert"))]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (3, "events[0]: 3 is not an event with a text"),
        ({}, "events[0]: {} is not an event with a text"),
        ({**SLIDE, "group": "d"}, "the headline 'anna affirms c' is not “source verb claim”, the claim being the group 'd'"),
        ({**SLIDE, "start_date": None}, "events[0]: None is not a date; give an object with year, month and day"),
        ({**SLIDE, "start_date": {"year": "x"}}, "is not a date: invalid literal for int()"),
        ({**SLIDE, "start_date": {"year": 2024, "month": 40, "day": 1, "hour": 3}}, "is not a date: month must be"),
        ({**SLIDE, "start_date": {"year": 2024, "month": 13}}, "events[0].said: '2024-13' is not a possible date"),
        ({**SLIDE, "start_date": {"year": 2024, "month": 1, "hour": 1}}, "it has no day and yet what is smaller"),
    ],
)
def test_a_slide_that_is_no_report_is_a_fault_with_its_number(event, message):
    with pytest.raises(RecordError) as told:
        read(event)
    assert message in str(told.value)


def test_all_faults_come_at_once():
    with pytest.raises(RecordError) as told:
        read(3, SLIDE, {**SLIDE, "start_date": {"year": 2024, "month": 13}})
    assert [fault.path for fault in told.value.faults] == ["events[0]", "events[2].said"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"3", b"\xff", b"[" * 100_000, b'{"events":3}', b'{"events":{}}'])
def test_what_is_not_timelinejs_is_said_so(data):
    with pytest.raises(RecordError, match="not TimelineJS's JSON: an object with a list of `events` is wanted"):
        decode_timelinejs(data)


def test_no_events_are_no_reports():
    assert read() == []
