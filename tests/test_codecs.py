"""Records: canonical, upcast, kept when unknown; every bad one gets one clear error with path and line."""

import json
import json.encoder
import os
import stat
import tracemalloc

import pytest

from seed_story import tell
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Entry,
    EventError,
    OriginsLinked,
    RecordError,
    Report,
    Retraction,
    SourceAdded,
    Timeline,
    Unrecognized,
    Verdict,
    When,
)
from timeline.codecs import MAX_LINE, decode, encode, structure, unstructure
from timeline.codecs._writing import writer
from timeline.stores import load, save
from timeline.testing.samples import EVERY_KIND, hostile_events

REPORT = Report(
    source="nis",
    claim="present",
    stance="affirm",
    said=When("2024-10-18", zone="Asia/Seoul", words="on Friday"),
    quantity="more than 1,500 troops",
    via=["a", "b"],
    certainty="probable",
)
EVENTS = [
    REPORT,
    Correction(of="r", report=REPORT, said="2024-10-19", note="typed wrong"),
    Correction(of="r", said="2024-10-19T10:00:00+09:00", by="desk"),
    Clarification(of="r", quote="“in Russia”", said="2024-10-19"),
    Retraction(of="r", source="nis", said="2024-10-19~"),
    Verdict(claim="present", finding="confirmed", by="desk", basis="seen", said="2024-10-20"),
    SourceAdded(source="nis", name="국가정보원", party="south-korea", tz="Asia/Seoul"),
    ClaimAdded(claim="joining", text="…", future=True, due="2024-12"),
    ClaimsRelated(claim="video", relation="implies", other="present"),
    OriginsLinked(origins=["a", "b"], said="2024-10-19"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_comes_back_as_it_went_and_in_the_same_bytes(event):
    entry = Entry(event=event)
    line = encode(entry)
    assert decode(line) == entry
    assert encode(decode(line)) == line
    assert structure(unstructure(entry)) == entry
    assert line == json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("event", [*EVERY_KIND, *hostile_events()])
@pytest.mark.parametrize("make", [None, json.encoder.c_make_encoder])
def test_a_line_is_the_record_as_json_writes_it_with_sorted_keys_and_no_blanks(event, make):
    for recorded in ("2024-10-18T12:00:00.000001+02:00", "2024-10-18", None):
        entry = Entry(event=event) if recorded is None else Entry(event=event, recorded=recorded)
        plain = json.dumps(unstructure(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert encode(entry).decode() == plain == writer(make)(unstructure(entry))


def test_a_flat_record_without_a_version_is_version_0_and_is_upcast():
    flat = b'{"type":"report","source":"nis","claim":"present","stance":"affirm","said":"2024-10-18","recorded":"2024-10-20"}'
    entry = decode(flat)
    assert entry.event == Report(source="nis", claim="present", stance="affirm", said="2024-10-18")
    assert str(entry.recorded) == "2024-10-20"
    assert json.loads(encode(entry))["version"] == 1
    assert decode(flat.replace(b',"recorded":"2024-10-20"', b"")).recorded.latest == When("2024-10-18").latest


def test_a_record_of_an_unknown_type_or_a_newer_version_is_kept_and_written_back_unchanged(tmp_path):
    lines = [
        b'{"event":{"type":"rumour", "id":"x-1"},"recorded":"2024-10-18T00:00:00Z","version":1}',
        b'{"event":{"type":"report","mood":1.0},"recorded":"2024-10-18T00:00:00Z","version":7}',
    ]
    path = tmp_path / "story.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    timeline = load(path)
    assert [entry.event.type for entry in timeline] == ["rumour", "report"]
    assert "x-1" in timeline
    assert "a record of the unknown type rumour" in timeline._repr_html_()
    save(timeline, path)
    assert path.read_bytes().splitlines() == lines
    assert len(timeline.replay()) == 0
    with pytest.raises(TypeError, match="use encode"):
        unstructure(Entry(event=Unrecognized(type="rumour", record="{}")))
    with pytest.raises(RecordError, match="did you mean report"):
        structure({"event": {"type": "reprt"}, "version": 1})
    with pytest.raises(RecordError, match="'quux' is not a type"):
        structure({"event": {"type": "quux"}, "version": 1})


def line_with(**fields):
    event = {"type": "report", "source": "nis", "claim": "present", "stance": "affirm", "said": "2024-10-18", **fields}
    return json.dumps({"event": event, "version": 1}).encode()


BAD = {
    "not utf-8": (b'{"a":"\xff"}', "byte 6 (0xff) is not UTF-8"),
    "byte order mark": (b"\xef\xbb\xbf{}", "byte order mark"),
    "empty": (b"\n", "the line is empty"),
    "cut off": (line_with()[:-9], "the file may be cut off"),
    "not json": (b"{x}   ", "not JSON"),
    "duplicate key": (b'{"version":1,"version":1}', "version: the key 'version' stands twice"),
    "duplicate key inside": (
        line_with().replace(b'"claim":', b'"claim":"y","claim":'),
        "event.claim: the key 'claim' stands twice",
    ),
    "nan": (line_with(quantity=float("nan")), "event.quantity: NaN is not a number"),
    "nan inside": (line_with(via=["a", float("inf")]), "event.via.1: Infinity is not a number"),
    "nan and another fault": (line_with(quantity=float("nan"), stance="x"), "event.stance: 'x' is not a stance"),
    "nan alone": (b"NaN", "NaN is not a number"),
    "a list with nan": (b"[NaN]", "0: NaN is not a number"),
    "deep": (b"[" * 100_000, "nested too deeply"),
    "huge number": (b'{"version":' + b"9" * 5000 + b"}", "version: a number of 5,000 digits"),
    "not an object": (b"[]", "a record is an object"),
    "version": (b'{"version":"1"}', "version: '1' is not a version"),
    "true version": (b'{"version":true}', "version: True is not a version"),
    "negative version": (b'{"version":-1}', "version: -1 is not a version"),
    "no type": (b'{"event":{},"version":1}', "event.type: is missing"),
    "no version": (b'{"event":{"type":"report"}}', "version: is missing; give 1"),
    "no event": (b'{"version":1}', "event.type: is missing"),
    "extra outside": (line_with()[:-1] + b',"positon":1}', "positon: 1: no such field"),
    "naive time": (line_with(said="2024-10-18T10:00:00"), "event.said: '2024-10-18T10:00:00' has no offset"),
    "impossible date": (line_with(said="2024-02-30"), "event.said: '2024-02-30' is not a possible date"),
    "up_to on affirm": (line_with(up_to="2024-10-17"), "event.up_to: only a denial speaks up to a time"),
    "stance": (line_with(stance="afirm"), "event.stance: 'afirm' is not a stance"),
    "misspelt field": (line_with(qote="x"), "event.qote: no such field; did you mean quote?"),
    "strange field": (line_with(zzzzzz="x"), "event.zzzzzz: no such field; Report has"),
    "control": (line_with(quote="a\x1bb"), "event.quote: 'a\\x1bb' has the invisible or control character U+001B"),
    "override": (line_with(quote="a\u202eb"), "U+202E"),
    "line separator": (line_with(quote="a\u2028b"), "U+2028"),
    "surrogate": (line_with(quote="\ud800"), "U+D800"),
    "10 MB": (line_with(quote="x" * 10_000_000), "the line has more than 4,000,000 bytes, the limit"),
    "long text": (line_with(quote="x" * 200_000), "event.quote: 'xxx"),
    "when": (line_with(said={"when": 5}), "event.said"),
    "recorded": (line_with()[:-1] + b',"recorded":"2024-10-18T10:00:00"}', "recorded: '2024-10-18T10:00:00' has no offset"),
    "open recorded": (line_with()[:-1] + b',"recorded":"2024/.."}', "recorded: "),
    "bad event and recorded": (
        line_with(said="x")[:-1] + b',"recorded":"y"}',
        "recorded: 'y' is not a time",
    ),
    "bad event, good recorded": (line_with(said="x")[:-1] + b',"recorded":"2024-01-01"}', "event.said: 'x' is not a time"),
    "missing": (b'{"event":{"type":"report","said":"2024-10-18","stance":"deny"},"version":1}', "event.claim: is missing"),
    "bad correction": (
        b'{"event":{"type":"correction","of":"r","said":"2024-10-18","report":{"said":"x","claim":5}},"version":1}',
        "event.report.stance: is missing",
    ),
    "unknown type with escapes": (b'{"event":{"type":"holo\\u001b[31m"},"version":1}', "event.type: 'holo\\x1b[31m' has"),
    "unknown type with a bad id": (b'{"event":{"type":"rumour","id":"' + b"x" * 400 + b'"},"version":1}', "event.id: "),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_gets_a_clear_error_with_file_line_and_path(name, tmp_path):
    line, message = BAD[name]
    path = tmp_path / "story.jsonl"
    path.write_bytes(encode(Entry(event=REPORT)) + b"\n" + line.rstrip(b"\n") + b"\n")
    with pytest.raises(RecordError) as caught:
        load(path)
    assert f"{path}:2: " in str(caught.value)
    assert message in str(caught.value)
    assert str(caught.value).isprintable() or "\n" in str(caught.value)


def test_all_faults_of_a_file_come_at_once_each_with_its_place(tmp_path):
    path = tmp_path / "story.jsonl"
    foreign = Retraction(of=REPORT.id, source="rutte", said="2024-10-19")
    moved = Correction(of=REPORT.id, said="2024-10-19", report=Report(source="x", claim="y", stance="deny", said="2024"))
    lines = [encode(Entry(event=e)) for e in (REPORT, foreign, moved)]
    path.write_bytes(b"\n".join([*lines, line_with(said="x", stance="y", quote=3), b"{"]))
    with pytest.raises(RecordError) as caught:
        load(path)
    places = [(fault.line, fault.path) for fault in caught.value.faults]
    assert places[:2] == [(2, "event.source"), (3, "event.report.source")]
    assert places[2:] == [(4, "event.stance"), (4, "event.said"), (4, "event.quote"), (5, "")]
    assert "record a denial instead" in str(caught.value)


def test_every_field_that_a_mapping_must_not_have_is_a_fault_whatever_its_key_is():
    with pytest.raises(RecordError) as caught:
        structure({"event": {"type": "report"}, "version": 1, 1: "one", "x": "two"})
    assert [fault.path for fault in caught.value.faults][:2] == ["1", "x"]


def test_what_stands_twice_has_one_fault_and_what_is_in_it_none():
    with pytest.raises(RecordError) as caught:
        decode(line_with()[:-1] + b',"event":{},"recorded":"x"}')
    assert [fault.path for fault in caught.value.faults] == ["event"]
    with pytest.raises(RecordError) as caught:
        decode(line_with(via=["a", float("nan"), 5], stance="x"))
    assert [fault.path for fault in caught.value.faults] == ["event.via.1", "event.stance"]


def test_two_events_under_one_id_are_refused_with_the_line(tmp_path):
    path = tmp_path / "story.jsonl"
    path.write_bytes(line_with(id="r") + b"\n" + line_with(id="r", stance="deny") + b"\n")
    differing = "event.id: two events under one id 'r': they differ in stance 'affirm' and 'deny'"
    with pytest.raises(RecordError, match=f"story.jsonl:2: {differing}"):
        load(path)


def test_a_file_saved_and_loaded_is_the_same_timeline_and_the_same_bytes(tmp_path):
    path = tmp_path / "story.jsonl"
    save(tell(), path)
    first = path.read_bytes()
    assert load(path) == tell()
    save(load(path), path)
    assert path.read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == ["story.jsonl"]


def test_a_save_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "story.jsonl"
    path.write_bytes(b"old\n")

    def fail(entry):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("timeline.stores._jsonl.encode", fail)
    with pytest.raises(OSError, match="No space"):
        save(tell(), path)
    assert path.read_bytes() == b"old\n"
    assert [p.name for p in tmp_path.iterdir()] == ["story.jsonl"]


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_has_the_mode_that_the_umask_leaves_it_and_one_that_was_there_keeps_its_own(tmp_path, umask, mode):
    new, kept = tmp_path / "new.jsonl", tmp_path / "kept.jsonl"
    kept.touch()
    kept.chmod(0o664)
    before = os.umask(umask)
    try:
        save(tell(), new)
        save(tell(), kept)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (new, kept)] == [mode, 0o664]
    assert load(kept) == tell()


def test_a_long_load_reports_its_progress(tmp_path, monkeypatch):
    monkeypatch.setattr("timeline.stores._jsonl._EVERY", 20)
    path = tmp_path / "story.jsonl"
    save(tell(), path)
    seen = []
    load(path, progress=seen.append)
    assert seen == [20, 40, 40]


def test_a_line_over_the_limit_is_refused_without_being_read_into_memory_and_the_next_line_is_read(tmp_path):
    path = tmp_path / "story.jsonl"
    path.write_bytes(b"x" * (3 * MAX_LINE) + b"\n" + b"{\n" + b"x" * (MAX_LINE + 5))
    with pytest.raises(RecordError) as caught:
        load(path)
    assert [fault.line for fault in caught.value.faults] == [1, 2, 3]


def test_the_empty_file_is_the_empty_timeline(tmp_path):
    path = tmp_path / "story.jsonl"
    path.touch()
    assert load(path) == Timeline()


def test_the_faults_of_a_line_that_are_no_values_come_with_its_other_faults():
    with pytest.raises(RecordError) as caught:
        decode(line_with(quantity=float("nan"), stance="x", said="2024"))
    assert [fault.path for fault in caught.value.faults] == ["event.quantity", "event.stance"]


def test_what_is_not_recognized_has_a_type_that_can_be_shown_and_a_text():
    for wrong in ({"type": "a\x1b[31m", "record": "x"}, {"type": 5, "record": "{}"}, {"type": "x", "record": None}):
        with pytest.raises(EventError):
            Unrecognized(**wrong)


@pytest.mark.no_cover
def test_a_file_is_loaded_in_constant_memory_beyond_the_result(tmp_path):
    path = tmp_path / "long.jsonl"
    beyond = []
    for lines in (1_500, 6_000):
        path.write_bytes(b"\n".join(line_with(quote=f"line {number}") for number in range(lines)))
        tracemalloc.start()
        timeline = load(path)
        kept, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        beyond.append((peak - kept) / kept)
        assert len(timeline) == lines
    assert beyond[1] < 0.05, f"beyond the result, loading took {beyond[1]:.0%} of it"


REDACTED = {"type": "redacted", "by": "desk", "said": "2025-02-03T09:00:00Z", "ground": "an order"}


def test_what_stands_for_a_redacted_entry_says_so_in_words_that_are_no_part_of_it():
    line = json.dumps({"event": REDACTED, "version": 1}).encode()
    event = decode(line).event
    assert event.words == "redacted on 2025-02-03T09:00:00Z by desk; ground: an order"
    bare = Unrecognized(type="redacted", record=event.record)
    assert (event, event.id) == (bare, bare.id)
    assert eval(repr(event)).words == event.words  # as `repr_round_trips` asks of every event
    assert encode(decode(line)) == line


@pytest.mark.parametrize("odd", [{"by": None}, {"said": 7}, {"ground": "\x1b[2J"}, {"said": "a\nb"}, {"type": "withheld"}])
def test_a_record_that_only_looks_like_it_has_no_words(odd):
    assert decode(json.dumps({"event": {**REDACTED, **odd}, "version": 1}).encode()).event.words is None


def test_a_redaction_on_a_long_ground_is_told_shortly():
    told = {**REDACTED, "by": "d" * 90_000, "ground": "an order " * 9_000}
    words = decode(json.dumps({"event": told, "version": 1}).encode()).event.words
    assert len(words) < 300
