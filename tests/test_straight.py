"""The straight road gives what the plain one gives: on real stories, drawn ones, hostile lines; and it is taken."""

import pickle
import sys
import weakref

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn import same
from revised_figures import tell as tell_revised_figures
from seed_story import tell as tell_seed_story
from timeline import Correction, Entry, Quantity, RecordError, Report, Retraction, Timeline, Unrecognized, When
from timeline.codecs import decode, encode
from timeline.codecs._json import plainly
from timeline.codecs._making import IDS
from timeline.codecs._straight import in_c, in_python, road
from timeline.codecs._usual import usual
from timeline.testing import timelines
from timeline.testing.codec_laws import samples
from timeline.testing.hostile import hostile_texts, hostile_timelines
from timeline.testing.laws import the_straight_road_is_the_plain_one
from timeline.testing.line_laws import written_otherwise

C = in_c()
ROADS = [pytest.param(road(*in_python()), id="json"), pytest.param(road(*C) if C else None, id="orjson")]


def lines_of(timeline):
    return [encode(entry) for entry in timeline]


@pytest.mark.no_cover
def test_all_real_acts_and_the_seed_story_are_read_as_by_the_plain_road():
    straights = [road(*by) for by in (in_python(), in_c()) if by]
    for line in (*lines_of(tell_seed_story()), *lines_of(tell_revised_figures())):
        right = plainly(line)
        for straight in (usual, *straights):
            found = straight(line)
            assert found is None or (found, found.id, repr(found)) == (right, right.id, repr(right))
            assert straight is usual or found is not None


@pytest.mark.no_cover
def test_nearly_all_real_acts_are_usual_lines():
    lines = lines_of(tell_revised_figures())
    assert sum(usual(line) is not None for line in lines) > 0.95 * len(lines)


@given(timelines())
@settings(same, max_examples=80)
def test_any_story_written_any_way(timeline):
    the_straight_road_is_the_plain_one(timeline)


@given(hostile_timelines())
@settings(same, max_examples=60)
def test_any_hostile_story_written_any_way(timeline):
    the_straight_road_is_the_plain_one(timeline)


def test_every_kind_of_event_with_every_field_written_any_way():
    the_straight_road_is_the_plain_one(Timeline([entry for entry in samples() if not isinstance(entry.event, Unrecognized)][:3]))
    for entry in samples():
        for line in written_otherwise(encode(entry)):
            assert said_of(line, decode) == said_of(line, plainly)


LINES = [encode(entry) for entry in samples()]


@given(st.sampled_from(LINES), st.integers(0, 2_000), st.binary(max_size=30) | hostile_texts().map(str.encode))
@settings(same, max_examples=200)
def test_a_damaged_line_has_the_errors_of_the_plain_road(line, place, junk):
    at = place % len(line)
    for damaged in (line[:at] + junk + line[at:], line[:at] + junk + line[at + len(junk) :], line[:at]):
        assert said_of(damaged, decode) == said_of(damaged, plainly)


def test_a_line_that_is_no_record_must_not_be_taken(monkeypatch):
    story = Timeline([RICH])
    monkeypatch.setattr("timeline.testing.line_laws._ROADS", (lambda line: story.entries[0],))
    monkeypatch.setattr("timeline.testing.line_laws.written_otherwise", lambda line: [line[:-1]])
    with pytest.raises(AssertionError, match=r"is no record .* and is taken for"):
        the_straight_road_is_the_plain_one(story)


def said_of(line, decode):
    try:
        entry = decode(line)
    except RecordError as error:
        return str(error)
    return entry, repr(entry)


SAID = When("2024-10-18", zone="Asia/Seoul", words="on Friday")
RICH = Report(
    source="nis", claim="present", stance="deny", said=SAID, up_to="2024-10-17", quote="“not yet”", certainty="certain",
    via=["a", "b"], basis=["agency"], quantity=Quantity("up to 5", high=5, strict=True, unit="men", of="men"), lang="ko",
)  # fmt: skip
TAKEN = [
    RICH,
    Report(claim="present", stance="affirm", said="2024-10-18T10:00:00+09:00", id="r1", quantity="about 1,500"),
    Report(claim="present", stance="not_confirm", reason="unverified", said="2024-10~", quantity="thousands"),
    Report(claim="present", stance="affirm", said="2024-10-18", quantity=Quantity("-1", low=-1, high=-1)),
]


@pytest.mark.parametrize("straight", ROADS)
@pytest.mark.parametrize("report", TAKEN)
@pytest.mark.parametrize("recorded", [None, "2024-10-19", "2024-10-18T10:00:00+09:00", "2024-10-18T01:00:00Z"])
def test_reports_go_straight_and_are_what_reports_are(straight, report, recorded):
    entry = Entry(event=report) if recorded is None else Entry(event=report, recorded=recorded)
    found = straight(encode(entry) + b"\n")
    assert (found, repr(found), hash(found)) == (entry, repr(entry), hash(entry))
    assert [type(value) for value in (found, found.event, found.event.said)] == [Entry, Report, When]
    assert pickle.loads(pickle.dumps(found)) == entry
    assert weakref.ref(found.event)() is found.event
    with pytest.raises(FrozenInstanceError):
        found.event.quote = "other"


CLOCKS = ["T10:00Z", "T00:00:00.000001+09:00", "T23:59:59-23:59", "T24:00Z", "T10:00:60Z", "T10:00", "T10Z", "T1000Z", "T", ""]
DAYS = ["2024-02-29", "2024-02-30", "2024-10-XX", "0001-01-01", "9999-12-31", "2024-W01-1", "20241018ab", "2024-13-01"]
TIMES = [f"{day}{clock}{rest}" for day in DAYS for clock in CLOCKS for rest in ("", "/..", "/2023-01-01", "/2024-10-19T10:00Z")]


@pytest.mark.parametrize("straight", [*ROADS, usual])
def test_every_time_is_what_it_is_on_the_plain_road(straight):
    for text in TIMES:
        said = text.encode()
        event = b'{"claim":"c","id":"a","said":"%b","source":"s","stance":"deny","type":"report"}' % said
        line = b'{"event":%b,"recorded":"%b","version":1}' % (event, said)
        found = straight(line)
        assert found is None or (found, repr(found)) == said_of(line, plainly)
        if found is not None:
            assert found.event.said.order == When(text).order


AMENDING = [
    *(Correction(of="r0", report=report, said="2024-10-19", by="desk") for report in (None, *TAKEN)),
    Correction(of="r0", said="2024-10-19T10:00Z", published="2024-10-20", note="a slip", id="c1"),
    Retraction(of="r0", source="nis", said="2024-10-19"),
    Retraction(of="r0", source="nis", said=SAID, published="2024-10-20", quote="“no”", url="x", via=["a"], id="w1"),
]


@pytest.mark.parametrize("straight", ROADS)
@pytest.mark.parametrize("event", AMENDING)
def test_corrections_and_retractions_go_straight(straight, event):
    entry = Entry(event=event, recorded="2024-10-20T00:00:00Z")
    found = straight(encode(entry))
    assert (found, repr(found), hash(found)) == (entry, repr(entry), hash(entry))
    with pytest.raises(FrozenInstanceError):
        found.event.said = event.said


def test_the_usual_line_is_what_it_says():
    figure = Quantity("1,500", low=1500, high=1500)
    report = Report(source="nis", claim="present", stance="affirm", said="2024-10-18", quantity=figure)
    wordy = evolve(report, id="r1", quantity=Quantity("thousands"))
    for event in (report, wordy, evolve(report, said="2024-10-18T09:00:00+09:00", quantity=None)):
        for recorded in ({}, {"recorded": "2024-10-19"}, {"recorded": "2024-10-19T01:00Z"}):
            entry = Entry(event=event, **recorded)
            found = usual(encode(entry) + b"\n")
            assert (found, repr(found), hash(found), found.event.order) == (entry, repr(entry), hash(entry), event.order)
            with pytest.raises(FrozenInstanceError):
                found.event.quote = "other"


@pytest.mark.parametrize("quantity", [None, 1500, "thousands"])
@pytest.mark.parametrize("source", ["nis", "unknown"])
@pytest.mark.parametrize("ident", [None, "r1", "report-1", "report-" + "0" * 24])
def test_a_usual_line_has_its_id_given_or_derived(quantity, source, ident):
    report = Report(source=source, claim="present", stance="deny", said="2024-10-18T09:00Z", quantity=quantity, id=ident)
    line = encode(Entry(event=report)).replace(b'00Z","stance"', b'00Z","source":"unknown","stance"')
    found = usual(line).event
    assert (found, found.id, found.given_id) == (report, report.id, ident)
    assert found == plainly(line).event


UNUSUAL = [
    ('"claim":"present"', '"claim":" present"'),
    ('"claim":"present"', '"claim":"present","claim":"present"'),
    ('"claim":"present"', '"claim":"pr\\u0065sent"'),
    ('"stance":"affirm"', '"stance":"doubt"'),
    ('"said":"2024-10-18"', '"said":"2024-10-32"'),
    ('"said":"2024-10-18"', '"said":"2024-10-18T25:00Z"'),
    ('"said":"2024-10-18"', '"said":"9999-12-31T23:00-09:00"'),
    ('"said":"2024-10-18"', '"said":"2024-10"'),
    ('"said":"2024-10-18"', '"said":"2024-10/.."'),
    ('"said":"2024-10-18"', '"said":"2024-10-18T10:00Z/.."'),
    ('"words":"1,500"', f'"words":"{"w" * 301}"'),
    ('"id":"r1"', '"id":""'),
    ('"id":"r1"', '"id":"r 1"'),
    ('"id":"r1"', f'"id":"{"r" * 301}"'),
    ('"stance":"affirm"', '"stance":"affirm","url":"x"'),
    ('"id":"r1"', '"id":"r1","quote":"x"'),
    ('"high":1500', '"high":1501'),
    ('"high":1500,"low":1500', '"high":9007199254740993,"low":9007199254740993'),
    ('"recorded":"2024-10-18', '"recorded":"2024-10-18/..'),
    ('"version":1', '"version":2'),
    ('"source":"nis"', '"source":"국정원"'),
    ('"source":"nis"', '"source":"n\x7fis"'),
]


@pytest.mark.parametrize(("usually", "otherwise"), UNUSUAL)
def test_what_is_not_usual_goes_another_road(usually, otherwise):
    report = Report(source="nis", claim="present", stance="affirm", said="2024-10-18", id="r1", quantity=1500)
    line = encode(Entry(event=report)).decode()
    assert usual(line.encode()) is not None
    assert usually in line
    assert usual(line.replace(usually, otherwise).encode()) is None


def test_a_line_that_ends_as_the_one_before_it_is_a_report_of_its_own():
    told = [("a", "2024-10-18"), ("b", "2024-10-18"), ("b", "2024-10-18T01:00Z"), ("a", "2024-10-18")]
    reports = [
        Report(source="nis", claim=claim, stance="affirm", said=said, id=f"r{n}", quantity=n)
        for n, (claim, said) in enumerate(told)
    ]
    for recorded in ("2024-10-19T00:00:00Z", "2024-10-20T00:00:00Z"):
        entries = [Entry(event=report, recorded=recorded) for report in reports]
        assert [usual(encode(entry)) for entry in entries] == entries


def test_what_is_at_hand_is_forgotten_from_time_to_time(monkeypatch):
    monkeypatch.setattr("timeline.codecs._making._AT_HAND", 2)
    for number in range(10):
        entry = Entry(event=Report(source=f"s{number}", claim=f"c{number}", stance="deny", said=f"2024-10-{10 + number}"))
        assert decode(encode(entry)) == entry
        assert len(IDS) <= 2


ODD = [
    b'{"event":{"claim":"c","id":"a","said":["2024"],"stance":"deny","type":"report"},"recorded":"2024-10-18","version":1}',
    b'{"event":{"claim":"c","id":"a","said":{"when":"2024","word":"x"},"stance":"deny","type":"report"},"recorded":"2024","version":1}',
    b'{"event":{"claim":"c","id":"a","said":{"when":"2024","words":"%b"},"stance":"deny","type":"report"},"recorded":"2024-10-18",'
    b'"version":1}' % (b"w" * 301),
    b'{"event":{"by":"desk","id":"c1","of":"a","said":"2024/..","type":"correction"},"recorded":"2024","version":1}',
    b'{"event":{"by":"desk","id":"c1","of":"a","said":"2024","note":"","type":"correction"},"recorded":"2024","version":1}',
    b'{"event":{"by":"desk","id":"c1","of":"a","said":"2024","stance":"deny","type":"correction"},"recorded":"2024","version":1}',
    b'{"event":{"id":"w1","of":"a","said":"2024","source":"unknown","type":"retraction"},"recorded":"2024","version":1}',
    b'{"event":{"id":"w1","of":"a","said":"2024","type":"retraction"},"recorded":"2024","version":1}',
    b'{"event":{"by":"desk","id":"c1","of":"a","said":"2024","report":{"id":"a","claim":"c","stance":"deny","said":"2024",'
    b'"type":"report"},"type":"correction"},"recorded":"2024","version":1}',
    b'{"event":5,"recorded":"2024","version":1}',
    b"[]",
    b"7",
    b'{"event":{"id":["a"],"claim":"c","stance":"deny","said":"2024","type":"report"},"recorded":"2024","version":1}',
    b'{"event":{"id":"a","claim":"c","stance":"deny","said":"2024/..","type":"report"},"recorded":"2024","version":1}',
    b'{"event":{"id":"a","claim":" c","stance":"deny","said":"2024","type":"report"},"recorded":"2024","version":1}',
    b'{"event":{"id":"a","claim":"c","stance":"deny","said":"2024","type":"report","via":"x"},"recorded":"2024","version":1}',
    b'{"event":{"id":"a","claim":"c","stance":"deny","said":"2024","type":"report","quote":""},"recorded":"2024","version":1}',
    b'{"event":{"id":"a","claim":"c","stance":"deny","said":"2024","type":"report","source":"s","basis":["s"]},"recorded":"2024",'
    b'"version":1}',
    b'{"event":{"id":"a","claim":"c","stance":"deny","said":"2024","type":"report","quantity":{"words":"5","low":5.5}},'
    b'"recorded":"2024","version":1}',
    b'{"event":{"id":"a","claim":"c","stance":"deny","said":"2024","type":"report","quantity":{"words":"5","low":9007199254740994,'
    b'"high":9007199254740994}},"recorded":"2024","version":1}',
    b'{"event":{"id":"a","claim":"c","stance":"deny","said":{"when":"2024-10-18T00:00:00Z","words":"at dawn"},"type":"report"},'
    b'"recorded":{"when":"2024-10-18T00:00:00Z","words":"at dawn"},"version":1}',
]


@pytest.mark.parametrize("straight", [*ROADS, usual])
@pytest.mark.parametrize("line", ODD)
def test_what_is_odd_goes_the_plain_road(straight, line):
    assert straight(line) is None
    assert said_of(line, decode) == said_of(line, plainly)


def test_where_the_library_in_c_is_not_installed_json_reads(monkeypatch):
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert in_c() is None
