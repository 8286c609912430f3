"""For the web: verdicts as ClaimReview, what moved as a feed, the record format as a schema that the codec agrees with."""

import json
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from command_line import SEED, run
from hostile import story
from seed_story import tell
from timeline import Finding, RecordError, Source, Timeline, Verdict
from timeline.codecs import TYPES, decode, encode, schema
from timeline.testing import entries, hostile_texts, timelines
from timeline.views import RATINGS, Rating, claimreview, claimreview_json, feed

ADDRESS = "https://news.example/feed.xml"
ATOM = "{http://www.w3.org/2005/Atom}"
VALID = Draft202012Validator(schema())


def judged(finding="refuted", **more):
    anna = Source("anna", name="Anna")
    return Timeline().append(
        anna,
        anna.affirms("open", said="2024-05-02", url="https://a.example/2"),
        anna.affirms("open", said="2024-05-01T10:00:00Z", url="https://a.example/1"),
        Source("bert").affirms("open", said="2024-05-02", url="javascript:alert(1)"),
        Source("carl").affirms("open", said="2024-05-03~", url="https://c.example"),
        Verdict(claim="open", finding=finding, by="The desk", basis="two documents", said="2024-05/2024-06", **more),
    )


def test_a_verdict_becomes_a_review_by_the_mapping():
    (review,) = claimreview(judged(url="https://desk.example/1", published="2024-06-03").replay())
    assert review == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://desk.example/1",
        "datePublished": "2024-06-03",
        "claimReviewed": "open",
        "author": {"@type": "Organization", "name": "The desk"},
        "reviewRating": {"@type": "Rating", "alternateName": "Refuted", "ratingValue": 1, "bestRating": 5, "worstRating": 1},
        "reviewBody": "two documents",
        "itemReviewed": {
            "@type": "Claim",
            "firstAppearance": {"@type": "CreativeWork", "url": "https://a.example/2", "datePublished": "2024-05-02"},
            "appearance": [{"@type": "CreativeWork", "url": "https://c.example", "datePublished": "2024-05-03"}],
        },
    }


def test_an_inconclusive_verdict_has_words_and_no_number_and_a_stretch_has_its_end():
    (review,) = claimreview(judged("inconclusive", url="javascript:alert(1)").replay())
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Inconclusive"}
    assert review["datePublished"] == "2024-06-30T23:59:59.999999Z"
    assert "url" not in review


def test_only_verdicts_are_published_and_only_those_in_the_mapping():
    assert claimreview(tell().replay()) == []
    assert claimreview(judged("withdrawn").replay()) == []
    assert claimreview(judged().replay(), ratings={Finding.CONFIRMED: Rating("True", 5)}) == []
    assert set(RATINGS) == set(Finding) - {Finding.WITHDRAWN}
    alone = Timeline().append(Verdict(claim="open", finding="confirmed", by="d", basis="b", said="2024-05-01"))
    assert claimreview(alone.replay())[0]["itemReviewed"] == {"@type": "Claim"}


def test_a_verdict_that_was_contradicted_since_stays_published_and_is_marked_until_a_desk_has_looked_again():
    told = judged(published="2024-06-03").append(Source("dora").affirms("open", said="2024-07-01"))
    assert told.replay()["open"].needs_review
    (review,) = claimreview(told.replay())
    assert review["creativeWorkStatus"] == "Under review"
    assert review["reviewRating"]["alternateName"] == "Refuted (under review)"
    assert review["reviewRating"]["ratingValue"] == 1
    assert (review["reviewBody"], review["datePublished"]) == ("two documents", "2024-06-03")
    again = Verdict(claim="open", finding="refuted", by="The desk", basis="three documents", said="2024-07-02")
    (review,) = claimreview(told.append(again).replay())
    assert review["reviewRating"]["alternateName"] == "Refuted"
    assert "creativeWorkStatus" not in review


@settings(max_examples=40)
@given(hostile_texts(max_size=1_000))
def test_hostile_text_cannot_end_the_script_that_holds_a_review(text):
    shown = claimreview_json(story(text).replay())
    assert not set("<>&") & set(shown)
    assert json.loads(shown)[0]["reviewBody"] == text


def test_a_feed_tells_what_moved_newest_first_and_each_entry_keeps_its_id():
    told = judged()
    root = Xml.fromstring(feed(told, address=ADDRESS, title="Moves"))
    found = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}id") == ADDRESS
    assert root.findtext(f"{ATOM}title") == "Moves"
    times = [entry.findtext(f"{ATOM}updated") for entry in found]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == times[0] == "2024-06-30T23:59:59.999999Z"
    assert found[0].findtext(f"{ATOM}title") == "open: corroborated → corroborated; refuted by The desk"
    assert "two documents" in found[0].findtext(f"{ATOM}content")
    links = [link.get("href") for entry in found for link in entry.findall(f"{ATOM}link")]
    assert links == ["https://a.example/1"]
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    later = told.append(Source("dora").denies("open", said="2024-07-01"))
    again = Xml.fromstring(feed(later, address=ADDRESS))
    assert [entry.findtext(f"{ATOM}id") for entry in again.findall(f"{ATOM}entry")][1:] == ids
    assert len(set(ids)) == len(ids) == 3


def test_late_news_is_as_new_as_its_record():
    late = Timeline().append(Source("a").affirms("open", said="2024-05-01"), recorded="2024-05-09T08:00:00Z")
    assert Xml.fromstring(feed(late, address=ADDRESS)).findtext(f"{ATOM}updated") == "2024-05-09T08:00:00Z"


def test_a_feed_has_at_most_so_many_entries_and_may_have_none():
    assert feed(tell(), address=ADDRESS, most=3).count("<entry>") == 3
    assert "<updated>1970-01-01T00:00:00Z</updated>" in feed(Timeline(), address=ADDRESS)
    with pytest.raises(ValueError, match="'javascript:x' is not an http or https address"):
        feed(tell(), address="javascript:x")
    with pytest.raises(ValueError, match=r"title: .* U\+001B"):
        feed(tell(), address=ADDRESS, title="\x1b")


def test_a_feed_is_by_whom_it_says_or_else_by_the_host_that_publishes_it():
    author = lambda **by: Xml.fromstring(feed(tell(), address=ADDRESS, **by)).findtext(f"{ATOM}author/{ATOM}name")  # noqa: E731  # asked for again and again, below
    assert (author(), author(author="The desk")) == ("news.example", "The desk")
    for wrong in ("", " ", "\x1b"):
        with pytest.raises(ValueError, match="author: "):
            feed(tell(), address=ADDRESS, author=wrong)


@settings(max_examples=100)
@given(timelines(max_size=8))
def test_no_two_entries_of_a_feed_share_an_id(told):
    root = Xml.fromstring(feed(told, address=ADDRESS))
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    moved = {(move.claim, move.cause.id) for move in told.replay().transitions(as_logged=True)}
    assert len(ids) == len(moved)


@settings(max_examples=40)
@given(hostile_texts(max_size=1_000))
def test_hostile_text_stays_text_in_a_feed(text):
    root = Xml.fromstring(feed(story(text), address=ADDRESS, title=text))
    assert {element.tag.removeprefix(ATOM) for element in root.iter()} == {
        "feed", "id", "title", "updated", "link", "author", "name", "entry", "content",
    }  # fmt: skip
    assert root.findtext(f"{ATOM}title").split() == text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").split()


def test_the_schema_is_a_schema_and_names_every_type():
    Draft202012Validator.check_schema(schema())
    assert [one["$ref"] for one in schema()["properties"]["event"]["anyOf"]] == [f"#/$defs/{name}" for name in TYPES]


@settings(max_examples=150)
@given(entries())
def test_every_record_that_is_written_fits_the_schema(told):
    for entry in told:
        VALID.validate(json.loads(encode(entry)))


@settings(max_examples=30)
@given(hostile_texts(max_size=1_000))
def test_records_with_odd_text_fit_the_schema(text):
    for entry in story(text):
        VALID.validate(json.loads(encode(entry)))


def test_the_seed_story_fits_the_schema_and_so_do_the_short_forms_that_the_codec_takes():
    for entry in tell():
        VALID.validate(json.loads(encode(entry)))
    event = {"type": "report", "claim": "c", "stance": "deny", "said": {"when": "2024-05", "zone": "Asia/Seoul", "words": "May"}}
    for more in ({"via": "x"}, {"quantity": 3}, {"quantity": "about 3"}, {"quote": None}, {"published": "2024-05-01/.."}):
        record = {"event": {**event, **more}, "version": 1}
        decode(json.dumps(record).encode())
        VALID.validate(record)


TEXTS = ("", " ", "x", "x\n", "a\tb", "2024", "2024-05-01/..", "../2024", "x" * 301)
JUNK = st.sampled_from([None, True, 3, -1.5, *TEXTS, [], ["x"], {}, {"x": 1}])


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(entries(max_size=4), st.data())
def test_what_the_schema_refuses_the_codec_refuses(told, data):
    for entry in told[-1:]:
        record = json.loads(encode(entry))
        fields = record["event"] if data.draw(st.booleans()) else record
        names = sorted({*fields, "report", "basis", "up_to", "note", "due", "origins", "quantity", "odd"})
        name = data.draw(st.sampled_from(names))
        if data.draw(st.booleans()):
            fields.pop(name, None)
        else:
            fields[name] = data.draw(JUNK)
        event = record.get("event")
        known = isinstance(event, dict) and event.get("type") in list(TYPES)
        if known and record.get("version") == 1 and not VALID.is_valid(record):
            with pytest.raises(RecordError):
                decode(json.dumps(record).encode())


@pytest.mark.parametrize(
    "event",
    [
        {"claim": "c", "stance": "affirm"},
        {"claim": "c", "stance": "shouts", "said": "2024"},
        {"claim": "c", "stance": "affirm", "said": "2024-05-01/.."},
        {"claim": "c", "stance": "affirm", "said": "yesterday"},
        {"claim": "c", "stance": "affirm", "said": "2024", "odd": 1},
        {"claim": " c", "stance": "affirm", "said": "2024"},
        {"claim": "c\n", "stance": "affirm", "said": "2024"},
        {"claim": "c", "stance": "affirm", "said": "2024", "quote": "\u202e"},
        {"claim": "c", "stance": "affirm", "said": "2024", "quote": " \n"},
    ],
)
def test_the_schema_itself_refuses_what_a_reader_would_trip_over(event):
    record = {"event": {"type": "report", **event}, "version": 1}
    assert not VALID.is_valid(record)
    with pytest.raises(RecordError):
        decode(json.dumps(record).encode())


def test_the_commands_print_feed_reviews_and_schema(tmp_path):
    assert run("feed", SEED, "--address", ADDRESS).output.startswith("<?xml")
    wrong = run("feed", SEED, "--address", "x")
    assert (wrong.exit_code, "give one" in wrong.output) == (2, True)
    path = tmp_path / "story.jsonl"
    path.write_bytes(b"\n".join(encode(entry) for entry in judged()) + b"\n")
    assert json.loads(run("claimreview", path).output)[0]["@type"] == "ClaimReview"
    assert json.loads(run("schema").output) == schema()


def test_what_other_programs_read_comes_as_json_too(tmp_path):
    out = tmp_path / "story.html"
    asked = {
        "page": ("page", SEED, "-o", out),
        "feed": ("feed", SEED, "--address", "https://example.org/feed"),
        "claimreview": ("claimreview", SEED),
        "schema": ("schema",),
    }
    for document, args in asked.items():
        told = json.loads(run(*args, "--json").output)
        assert (told["document"], told["version"]) == (document, 1)
    assert told["schema"] == schema()
    misused = run("demo", "--page", "-", "--json")
    assert misused.exit_code == 2
    assert "with --json the file cannot go to standard output" in misused.output
