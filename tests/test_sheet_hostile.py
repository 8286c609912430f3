"""Whatever a sheet holds, it is a story or a list of faults, never anything else; and JSON of hostile text is text."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import RecordError, Story
from timeline._text import text_fault
from timeline.codecs.sheet import COLUMNS, TIMELINEJS, decode_csv, decode_timelinejs, encode_csv
from timeline.codecs.sheet._cells import defused
from timeline.testing import hostile_texts, hostile_timelines
from timeline.views import as_json, diff_document, log_document, story_document, why_document

HEADS = [column.name for column in (*COLUMNS, *TIMELINEJS)]
GOOD = st.sampled_from(
    ("", "anna", "c", "affirm", "deny", "2024-05-01", "2024", "5", "yes", "no", "1,500", "on Friday", "en", "de", "UTC")
)
CELLS = GOOD | st.text(max_size=6) | hostile_texts(refused=True).map(lambda text: text[:50])


def written(heads, rows):
    lines = [",".join(heads), *(",".join('"' + defused(cell).replace('"', '""') + '"' for cell in row) for row in rows)]
    return "\n".join(lines).encode(errors="replace")


def outcome(decode, data):
    """Return the timeline and no faults, or no timeline and the faults."""
    try:
        return decode(data).timeline, ()
    except RecordError as error:
        return None, error.faults


@st.composite
def sheets(draw):
    heads = draw(st.lists(st.sampled_from(HEADS), unique=True, min_size=1, max_size=12))
    return written(heads, draw(st.lists(st.lists(CELLS, min_size=len(heads), max_size=len(heads)), max_size=4)))


@settings(max_examples=200)
@given(sheets() | st.binary(max_size=60))
def test_any_sheet_is_a_story_or_a_list_of_faults_each_with_its_row(data):
    timeline, faults = outcome(decode_csv, data)
    assert (timeline is None) == bool(faults)
    for fault in faults:
        assert fault.line is not None
        assert text_fault(str(fault)[:1000]) is None
    if timeline is not None:
        assert decode_csv(encode_csv(timeline).data).readings == ()


JSON = st.recursive(
    CELLS | st.none() | st.booleans() | st.integers(-5, 3000),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(("text", "headline", "group", "start_date", "end_date", "year", "month", "day", "hour", "media", "url")),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)
SLIDES = st.fixed_dictionaries(
    {"text": st.fixed_dictionaries({"headline": CELLS.map(lambda text: f"{text} affirms c")}), "group": st.just("c")},
    optional={"start_date": JSON, "end_date": JSON, "display_date": JSON, "media": JSON, "unique_id": JSON},
)


@settings(max_examples=200)
@given(st.lists(SLIDES | JSON, max_size=3))
def test_any_json_of_timelinejs_is_a_story_or_a_list_of_faults(events):
    timeline, faults = outcome(decode_timelinejs, json.dumps({"events": events}).encode())
    assert (timeline is None) == bool(faults)
    assert timeline is None or len(timeline) <= len(events)


@settings(max_examples=40)
@given(hostile_timelines())
def test_hostile_text_is_text_in_every_document(timeline):
    story = timeline.replay()
    documents = [story_document(story), log_document(timeline), diff_document(Story().diff(story))]
    documents += [why_document(story.why(claim)) for claim in story]
    for document in documents:
        shown = as_json(document)
        assert shown.isascii()
        assert json.loads(shown) == document
        assert not any(char < " " or char == "\x7f" for char in shown.replace("\n", ""))
