"""Sheets: a row is a report; faults all at once with row and column; round trips; no cell is ever live."""

import csv
import io
import itertools
import json

import pytest
from hypothesis import given, settings

from seed_story import tell
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Correction,
    Entry,
    RecordError,
    Report,
    Source,
    SourceAdded,
    Timeline,
    Unrecognized,
    Verdict,
    When,
    fold,
)
from timeline.codecs.sheet import COLUMNS, decode_csv, encode_csv, template
from timeline.codecs.sheet._cells import column_letters, defused, listed, parts, plain
from timeline.codecs.sheet._export import reports_as_they_stand
from timeline.testing import hostile_texts, hostile_timelines, timelines

SEED = tell()
NAMES = [column.name for column in COLUMNS]
SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
anna, ben = Source("anna", party="north"), Source("ben", party="south")


def sheet(*rows, heads="source,claim,stance,said", mark=",", **how):
    return decode_csv("\n".join([heads.replace(",", mark), *rows]).encode(), **how)


def faults(*rows, **how):
    with pytest.raises(RecordError) as told:
        sheet(*rows, **how)
    return str(told.value).splitlines()


def reports(timeline):
    return {entry.event.id: (entry.event, entry.recorded_us) for entry in timeline if isinstance(entry.event, Report)}


def test_the_template_is_a_sheet_with_an_example_that_can_be_read():
    rows = list(csv.reader(io.StringIO(template().decode("utf-8-sig"))))
    assert rows[0] == NAMES
    told = decode_csv(template())
    (report,) = [event for event, _ in reports(told.timeline).values()]
    assert (report.source, report.said.text, report.said.words) == ("nis", "2024-10-18", "on Friday")
    assert (report.quantity.low, report.quantity.words) == (1500, "around 1,500")
    assert all(column.means for column in COLUMNS)


def test_a_plain_sheet_needs_no_more_than_who_what_and_when():
    told = sheet("anna,open,affirm,2024-05-01", "", " , ,,", ",open,deny,2024-05-02")
    assert [entry.event for entry in told.timeline] == [
        anna.affirms("open", said="2024-05-01"),
        Report(claim="open", stance="deny", said="2024-05-02"),
    ]
    assert told.readings == ()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_stand_in_any_order_in_any_case_with_any_separator(mark):
    told = sheet("2024-05-01;affirm;c;anna;".replace(";", mark), heads="Said,STANCE, claim ,source,", mark=mark)
    assert next(iter(told.timeline)).event == anna.affirms("c", said="2024-05-01")


def test_every_field_of_a_report_has_its_cells():
    heads = "source,claim,stance,said,said_words,published,happened,up_to,certainty,quote,figure,low,high,strict,unit,counted"
    more = ",kind,via,basis,cites,evidence,url,lang,recorded,id"
    row = (
        "anna,c,deny,2024-05-01 [Asia/Seoul],on Wednesday,2024-05-02,2024-04,2024-04-30,probable,no,at least 1.5,1.5,2,no,m,"
        "men,remark,a; b,x,y;,video,https://example.org,en,2024-05-03T10:00:00Z,r1"
    )
    entry = next(iter(sheet(row, heads=heads + more).timeline))
    said = When("2024-05-01", zone="Asia/Seoul", words="on Wednesday")
    assert entry == Entry(
        event=anna.denies(
            "c",
            said=said,
            published="2024-05-02",
            happened="2024-04",
            up_to="2024-04-30",
            certainty="probable",
            quote="no",
            quantity={"words": "at least 1.5", "low": 1.5, "high": 2, "unit": "m", "of": "men"},
            kind="remark",
            via=["a", "b"],
            basis="x",
            cites="y",
            evidence="video",
            url="https://example.org",
            lang="en",
            id="r1",
        ),
        recorded="2024-05-03T10:00:00Z",
    )


def test_sources_and_claims_are_introduced_once():
    heads = "source,source_name,party,office,tz,claim,claim_text,future,due,stance,said"
    told = sheet(
        "anna,Anna,north,mayor,Europe/Kyiv,c,It will be,yes,2025,affirm,2024-05-01",
        "anna,,,,,c,,,,affirm,2024-05-02",
        "ben,,,,,d,,no,,affirm,2024-05-02",
        heads=heads,
    )
    notes = [entry.event for entry in told.timeline if not isinstance(entry.event, Report)]
    assert notes == [
        SourceAdded(source="anna", name="Anna", party="north", office="mayor", tz="Europe/Kyiv"),
        ClaimAdded(claim="c", text="It will be", future=True, due="2025"),
        ClaimAdded(claim="d"),
    ]


def test_all_faults_come_at_once_each_with_its_row_and_column():
    told = faults(
        "anna,c,affirmm,18.10.2024,,,,",
        "anna,c,affirm,,soon,,,",
        'anna,c,affirm,2024-05-01,,,few,"x"',
        "anna,c,affirm,2024-05-01,,1,,",
        "anna,c,affirm,2024-05-01,,2,few,perhaps",
        "anna,c,affirm,2024-05-01,,,,,,more",
        heads="source,claim,stance,said,published_words,low,figure,strict",
        name="reports.csv",
    )
    assert [line.partition(": ")[2].partition(":")[0] for line in told] == [
        "C (stance)",
        "D (said)",
        "D (said)",
        "E (published_words)",
        "H (strict)",
        "G (figure)",
        "H (strict)",
        "there are more cells than heads; quote what has a separator in it",
    ]
    assert [line.partition(": ")[0] for line in told] == [f"reports.csv:{row}" for row in (2, 2, 3, 3, 4, 5, 6, 7)]
    assert "'perhaps' is neither yes nor no; give one of them" in told[6]


@pytest.mark.parametrize(
    ("heads", "row", "message"),
    [
        ("source,claim,stance,said,low,figure", "anna,c,affirm,2024-05-01,x,few", "'x' is not a number; give digits"),
        ("source,claim,stance,said,recorded", "anna,c,affirm,2024-05-01,x", "E (recorded): 'x' is not a time"),
        ("source,claim,stance,said,tz", "anna,c,affirm,2024-05-01,Nowhere", "E (tz): 'Nowhere' is not a time zone"),
        ("source,claim,stance,said,future", "anna,c,affirm,2024-05-01,perhaps", "E (future): 'perhaps' is neither"),
        ("source,claim,stance,said,due", "anna,c,affirm,2024-05-01,x", "E (due): 'x' is not a time"),
        ("source,claim,stance,said,due", "anna,c,affirm,2024-05-01,2024", "only a claim about the future falls due"),
        ("source,claim,stance,said,via", "anna,c,affirm,2024-05-01," + "x" * 301, "E (via): "),
        ("source,claim,stance,said,claim_text", "anna,c,affirm,2024-05-01,\u202ex", "E (claim_text): "),
        ("sorce,claim,stance,said", "anna,c,affirm,2024-05-01", "sheet:1: A: 'sorce' is not a column; did you mean source"),
        ("source,claim,stance,xyzzy", "anna,c,affirm,x", "sheet:1: D: 'xyzzy' is not a column; there are source, "),
        ("source,claim,claim,said", "anna,c,c,x", "sheet:1: C: 'claim' stands twice; keep one of the columns"),
        ("source,claim,stance,said", '"anna,c', "sheet:2: not CSV: unexpected end of data; look for a quotation mark"),
    ],
)
def test_a_fault_says_what_is_wrong_and_what_to_do(heads, row, message):
    assert message in "\n".join(faults(row, heads=heads))


def test_the_names_of_all_columns_are_given_once():
    with pytest.raises(RecordError) as caught:
        decode_csv(b"claim,sorce,xyzzy,qqq,zzz\nc,,,,\n")
    told = [fault.message for fault in caught.value.faults if "is not a column" in fault.message]
    assert ["there are source, " in one for one in told] == [False, True, False, False]
    assert told[2:] == [f"'{name}' is not a column; the fault at C names those that there are" for name in ("qqq", "zzz")]


def test_faults_do_not_hide_each_other():
    told = faults(
        "anna,affirm,x,2024-05-01,,,",
        "anna,affirm,c,2024-05-01,,5,3",
        "anna,affirm,d,y,,,",
        heads="source,stanse,claim,said,figure,low,high",
    )
    assert [line.partition(": ")[2].partition(":")[0] for line in told] == ["B", "E (figure)", "F (low)", "D (said)"]
    assert told[2].endswith("5 is above high 3; swap them")
    told = faults(
        "anna,c,affirm,2024-05-01,x",
        "anna,c,deny,2024-05-02,x",
        "anna,c,deny,z,y",
        heads="source,claim,stance,said,id",
    )
    assert [line.partition(": ")[0] for line in told] == ["sheet:3", "sheet:4"]


def test_two_rows_that_say_two_things_of_one_source_are_a_fault():
    told = faults("anna,c,affirm,2024-05-01,n", "anna,c,deny,2024-05-02,s", heads="source,claim,stance,said,party")
    assert told == ["sheet:3: E (party): 's' is not what row 2 says of 'anna'"]


def test_two_reports_under_one_id_are_a_fault_of_the_later_row():
    told = faults("anna,c,affirm,2024-05-01,x", "anna,c,deny,2024-05-02,x", heads="source,claim,stance,said,id")
    assert told[0].startswith("sheet:3: E (id): two events under one id")


def test_what_is_no_sheet_at_all_is_said_so():
    for data, message in (
        (b"", "sheet:1: the sheet is empty; `timeline template` writes one to begin with"),
        (b"source\nM\xfcller\n", "sheet:2: byte 8 (0xfc) is not UTF-8; save the sheet as CSV UTF-8"),
    ):
        with pytest.raises(RecordError) as told:
            decode_csv(data)
        assert str(told.value) == message


def test_the_seed_story_goes_to_a_sheet_and_comes_back_whole():
    export = encode_csv(SEED)
    assert export.left_out == ("the order of the notes on sources and claims",)
    told = decode_csv(export.data).timeline
    assert fold(told) == fold(SEED)
    again = encode_csv(told)
    assert (again.data, again.left_out) == (export.data, ())
    assert tuple(decode_csv(again.data).timeline) == tuple(told)


def test_a_note_that_says_nothing_is_named():
    said = Report(source="anna", claim="c", stance="affirm", said="2024")
    bare = Timeline([SourceAdded(source="anna"), ClaimAdded(claim="c"), said])
    assert encode_csv(bare).left_out == (
        "1 × note on a source that says nothing of it",
        "1 × note on a claim that says nothing of it",
    )


def test_what_a_sheet_cannot_hold_is_named():
    first, second = anna.affirms("c", said="2024-05-01"), ben.affirms("c", said="2024-05-01")
    told = Timeline().append(first, second, anna, ben)
    told = told.append(
        Correction(of=first.id, report=anna.affirms("c", said="2024-05-02"), said="2024-05-03"),
        ben.retracts(second, said="2024-05-03"),
        Verdict(claim="c", finding="refuted", by="desk", basis="seen", said="2024-05-04"),
        ClaimsRelated(claim="c", relation="implies", other="d", said="2024-05-04"),
        SourceAdded(source="anna", party="west", said="2024-05-05"),
        ClaimAdded(claim="d", text="nobody speaks of it"),
        Unrecognized(type="poll", record="{}"),
        SourceAdded(source="ben", party="south", id="note"),
    )
    export = encode_csv(told)
    assert set(export.left_out) == {
        "1 × correction, applied where it has an effect",
        "1 × report that is void, withdrawn or there twice",
        "1 × retraction, applied where it has an effect",
        "1 × verdict",
        "1 × claims related",
        "1 × record of an unknown type",
        "1 × older note on a source",
        "1 × date or id of a note on a source",
        "2 × note on a source that has no report",
        "1 × note on a claim that has no report",
    }
    (event, recorded) = reports(decode_csv(export.data).timeline).popitem()[1]
    assert (event.said.text, recorded) == ("2024-05-02", When("2024-05-03").latest_us)


def kept(timeline):
    return {report.id: (report, entry.recorded_us) for report, entry in reports_as_they_stand(timeline, fold(timeline))[0]}


@settings(max_examples=100)
@given(timelines(max_size=10))
def test_every_report_as_it_stands_goes_to_a_sheet_and_comes_back(timeline):
    export = encode_csv(timeline)
    told = decode_csv(export.data)
    assert reports(told.timeline) == kept(timeline)
    assert told.readings == ()
    assert encode_csv(told.timeline).data == export.data
    if not export.left_out:
        assert tuple(told.timeline) == tuple(timeline)


@settings(max_examples=100)
@given(hostile_timelines())
def test_hostile_text_comes_back_from_a_sheet_as_it_was_and_no_cell_is_live(timeline):
    export = encode_csv(timeline)
    assert reports(decode_csv(export.data).timeline) == kept(timeline)
    assert encode_csv(decode_csv(export.data).timeline).data == export.data
    assert live(export.data.decode("utf-8-sig")) == []


def live(text):
    """Return the cells that a spreadsheet would run, whichever separator it takes."""
    rows = (row for mark in ",;\t|" for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    return [cell for cell in itertools.chain(*rows) if cell.lstrip(" \u00a0\u3000\"'\t\r\n").startswith(SIGNS) and runs(cell)]


def runs(cell):
    """Whether nothing but blanks stands before the sign; an apostrophe makes a cell text."""
    return "'" not in cell[: min(cell.index(sign) for sign in SIGNS if sign in cell)]


def test_the_test_itself_sees_a_live_cell():
    assert live('"a","=1"') == ["=1"]
    assert live('"x","a;=1"') == ['=1"']
    assert live("""a,"'=1" """) == []


@given(hostile_texts(refused=True))
def test_defusing_is_undone_on_reading(text):
    assert plain(defused(text)) == text
    assert not defused(text).lstrip(" \u00a0\u3000").startswith(SIGNS)


@given(hostile_texts(ids=True), hostile_texts(ids=True))
def test_a_list_of_ids_comes_back_from_its_cell(one, two):
    assert parts(listed([one])) == [one]
    assert parts(listed([one, two])) == [one, two]
    assert listed([]) == ""


def test_columns_are_called_as_a_spreadsheet_calls_them():
    assert [column_letters(place) for place in (0, 25, 26, 51, 52, 702)] == ["A", "Z", "AA", "AZ", "BA", "AAA"]


TIMELINEJS = (
    "Year,Month,Day,Time,End Year,End Month,End Day,Display Date,Headline,Text,Media,Media Credit,Group,Type,"
    "source,stance,tz"
)


def test_the_columns_of_timelinejs_are_taken():
    told = sheet(
        "2024,10,18,,2024,10,19,Friday,It is so,the words,https://example.org,wire,present,,nis,affirm,",
        "2024,5,,,,,,,,,,,present,,nis,deny,",
        "2024,10,18,2:30 PM,,,,,,,,,present,,ben,deny,Asia/Seoul",
        "2024,,,,,,,,A story,,,,,title,,,",
        heads=TIMELINEJS,
    )
    found = [event for event, _ in reports(told.timeline).values()]
    assert sorted(report.said.text for report in found) == ["2024-05", "2024-10-18/2024-10-19", "2024-10-18T14:30:00+09:00"]
    first = next(report for report in found if report.said.words)
    assert (first.said.words, first.quote, first.url, first.via) == ("Friday", "the words", "https://example.org", ("wire",))
    assert str(told.readings[0]) == "row 5, type: 'title' is read as nothing: a TimelineJS title is no report"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2024,10,18,14:30,,,,,,,,,present,,nis,affirm,", "sheet:2: A (year): '14:30' has no offset, so it names no instant"),
        ("2024,10,18,noon,,,,,,,,,present,,nis,affirm,UTC", "'noon' is not a time of day; give 14:30 or 2:30 pm"),
        ("2024,Oct,18,,,,,,,,,,present,,nis,affirm,", "'2024-Oct-18' is not a year, month and day; give numbers"),
        ("2024,10,18,,,,,,,,,,present,,nis,,", "sheet:2: P (stance): is missing; give it"),
        ("2024,10,18,,,,,,,,,,,,nis,affirm,", "sheet:2: M (group): is missing; give it"),
    ],
)
def test_a_time_of_timelinejs_that_cannot_be_placed_is_a_fault_and_so_is_what_it_does_not_say(row, message):
    assert message in "\n".join(faults(row, heads=TIMELINEJS))


def test_json_is_not_taken_for_a_sheet():
    with pytest.raises(RecordError, match="is not a column"):
        decode_csv(json.dumps({"events": []}).encode())


def test_the_longest_text_comes_back_also_where_it_is_all_formulas():
    told = Timeline().append(Source("anna").affirms("c", said="2024-05-01", quote=";=" * 50_000))
    assert fold(decode_csv(encode_csv(told).data).timeline).families.keys() == fold(told).families.keys()
    assert csv.field_size_limit() == 131_072
