"""Why a claim stands as it does: reports that alone give it the same, none of which can be spared."""

import pytest

from letters import A, B, C, at
from timeline import (
    ClaimAdded,
    Correction,
    OriginsLinked,
    Source,
    Status,
    Timeline,
    UnknownClaimError,
    Verdict,
)
from timeline import _why as why_module
from timeline._why import why
from timeline.testing.laws import why_is_enough
from timeline.views import chronicle

A2 = Source("a2", party="A")


def test_why_gives_the_smallest_set_that_alone_gives_the_status():
    story = Timeline([at(A, 1), at(A, 2), at(B, 3), at(C, 4), at(C, 5, "queries")]).replay()
    found = why(story, "c")
    assert found.status is Status.CORROBORATED
    assert len(found.reports) == len(found.entries) == 2
    assert str(found).startswith("c is corroborated: independent origins affirm it, and nobody denies it.\n  - 2024-01-0")
    assert story.why("c") == found
    with pytest.raises(UnknownClaimError):
        story.why("d")


MARKED = [
    (
        (at(A, 1, "denies", up_to="2024-01-01"), at(B, 2, "denies", up_to="2024-01-02")),
        "denied (up to 2024-01-02): it is denied only for the time up to 2024-01-02, and nobody affirms it.",
        {"2024-01-02"},
    ),
    (
        (at(A, 1, "denies", up_to="2024-01-01"), at(B, 2, "denies")),
        "denied: it is denied, and nobody affirms it.",
        {"2024-01-02"},
    ),
    (
        (at(A, 3), at(A, 3, "denies"), at(B, 1, "queries")),
        "disputed (internal): it is both affirmed and denied; both by one origin.",
        {"2024-01-03"},
    ),
    (
        (at(A, 1, "denies"), at(A2, 2)),
        "reported (admitted): it is affirmed, by too few independent origins to count as corroborated, and nobody denies it; "
        "its own party has given a denial up.",
        {"2024-01-01", "2024-01-02"},
    ),
    (
        (at(A, 1), at(A, 2, "cannot_confirm"), at(B, 1, "queries")),
        "open (retreated): it was spoken of, but nobody commits to it; whoever affirmed it no longer does.",
        {"2024-01-01", "2024-01-02"},
    ),
    (
        (at(B, 1, "denies"), Verdict(claim="c", finding="confirmed", by="d", basis="x", said="2024-01-02"), at(A, 3, "denies")),
        "denied (needs review); confirmed by d: it is denied, and nobody affirms it; "
        "what was said after the verdict goes against it.",
        {"2024-01-02", "2024-01-03"},
    ),
]


@pytest.mark.parametrize(("events", "head", "days"), MARKED)
def test_why_gives_the_reasons_for_what_stands_beside_the_status_too(events, head, days):
    found = Timeline([A, A2, B, *events]).replay().why("c")
    assert str(found).splitlines()[0] == f"c is {head}"
    assert {entry.event.said.text for entry in found.entries} == days


def test_why_says_which_claim_in_words_and_that_it_is_due():
    told = Timeline([ClaimAdded(claim="c", text="It is so", future=True, due="2024-01-02"), at(A, 1), at(B, 3, "queries")])
    assert str(told.replay().why("c")).startswith("c (“It is so”) is reported (due): ")
    assert "nobody denies it; its time is over, or its condition is confirmed.\n" in str(told.replay().why("c"))


def test_why_of_a_withdrawn_claim_takes_the_retraction_with_its_report():
    said = at(A, 1)
    found = Timeline([said, A.retracts(said, said="2024-01-02"), at(B, 3, "declines")]).replay().why("c")
    assert found.status is Status.WITHDRAWN
    assert [type(entry.event).__name__ for entry in found.entries] == ["Report", "Retraction"]


def test_why_of_an_unreported_claim_is_nothing():
    story = Timeline([ClaimAdded(claim="c")]).replay()
    assert story.why("c").entries == ()
    assert str(story.why("c")) == "c is unreported: nobody has spoken of it."


def test_why_counts_what_a_report_rests_on_and_what_released_it():
    video = A.affirms("video", said="2024-01-01", evidence=["clip"])
    story = Timeline([video, at(B, 2, basis=["clip"]), at(C, 3, basis=["b"]), at(A, 4)]).replay()
    assert story["c"].status is Status.REPORTED
    assert story.why("c").status is Status.REPORTED


def test_why_counts_what_released_the_evidence_that_a_link_names():
    video = A.queries("d", said="2024-01-01", evidence=["clip"])
    link = OriginsLinked(origins=("clip", "b"))
    timeline = Timeline([A, B, C, video, at(A, 2), at(B, 3, "denies"), at(C, 4, "queries"), link])
    story = timeline.replay()
    assert story["c"].label == "disputed (internal)"
    found = story.why("c")
    assert {entry.event.said.text for entry in found.entries} == {"2024-01-01", "2024-01-02", "2024-01-03"}
    why_is_enough(timeline)


def test_why_of_a_story_too_large_to_try_leaves_out_one_by_one(monkeypatch):
    monkeypatch.setattr(why_module, "_TRIES", 1)
    story = Timeline([at(A, 1), at(B, 2), at(C, 3)]).replay()
    assert len(why(story, "c").reports) == 2


def test_why_of_a_large_story_keeps_nothing_that_only_takes_back_what_was_left_out(monkeypatch):
    monkeypatch.setattr(why_module, "_TRIES", 1)
    story = Timeline([at(A, 1), at(B, 2), at(C, 3, "denies"), at(C, 4, "cannot_confirm")]).replay()
    assert story["c"].status is Status.CORROBORATED
    assert [report.source for report in why(story, "c").reports] == ["a", "b"]


def test_why_shows_a_quote_whole_where_a_line_of_the_log_is_cut():
    quote = "We have it from some that " + "they " * 60 + "moved, and none of it is true"
    story = Timeline([A.denies("c", said="2024-01-01", quote=quote), ClaimAdded(claim="c", text=f"Is it so that {quote}?")])
    assert str(story.replay().why("c")).count(quote) == 2
    (line,) = (one for one in chronicle(story) if "a denies c" in one)
    assert f"“{quote[:230]}" in line
    assert line.endswith("…”")
    long = Timeline([A.denies("c", said="2024-01-01", quote=quote * 3)])
    assert "…”" in str(long.replay().why("c"))


def test_of_equally_small_sets_that_one_is_the_reason_that_counts_now():
    counts = A.affirms("c", said="2024-01-03")
    displaced = [A.affirms("c", said="2024-01-01"), A.cannot_confirm("c", said="2024-01-02")]
    assert Timeline([*displaced, counts]).replay().why("c").reports == (counts,)
    first, second, other = A.affirms("c", said="2024-01-01"), A.affirms("c", said="2024-01-02"), B.affirms("c", said="2024-01-03")
    assert Timeline([first, second, other]).replay().why("c").reports == (second, other)


def test_a_void_record_is_no_reason():
    void, stands = A.affirms("c", said="2024-01-01"), B.denies("c", said="2024-01-02")
    assert Timeline([void, stands, Correction(of=void.id, said="2024-01-03")]).replay().why("c").reports == (stands,)


def test_a_reason_is_told_under_the_book_keeping_of_its_story():
    colleague = Source("colleague", party="A")
    said = [A.affirms("c", said="2024-01-01"), Source("second", party="A").affirms("c", said="2024-01-01")]
    taken = [colleague.retracts(one, said="2024-01-02") for one in said]
    story = Timeline([A, colleague, Source("second", party="A"), *said, *taken]).replay()
    assert story["c"].status is Status.WITHDRAWN
    assert len(story.why("c").reports) == 1
