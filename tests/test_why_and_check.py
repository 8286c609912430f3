"""Why a claim stands as it does; what an editor should look at again; which moves are legal."""

import subprocess
import sys

import pytest

from timeline import (
    LEGAL_MOVES,
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Entry,
    OriginsLinked,
    Policy,
    Report,
    Retraction,
    Source,
    Status,
    Timeline,
    UnknownClaimError,
    Unrecognized,
    Verdict,
    check,
    legal_moves,
)
from timeline import _moves as moves_module
from timeline import _why as why_module
from timeline._why import why
from timeline._words import figures_text, listed, one_line, sentence, short_cause, standing_text
from timeline.testing.laws import why_is_enough
from timeline.views import chronicle

A, B, C = (Source(name, party=name.upper()) for name in "abc")
A2 = Source("a2", party="A")


def at(source, day, verb="affirms", **more):
    return getattr(source, verb)("c", said=f"2024-01-{day:02}", **more)


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


def test_check_names_times_in_an_unexpected_order():
    story = Timeline(
        [
            Entry(event=at(A, 5, published="2024-01-03"), recorded="2024-01-01"),
            at(A, 6, "denies", up_to="2024-01-09"),
            at(B, 7, happened="2024-01-20"),
            B.affirms("f", said="2024-01-01", happened="2024-02-01"),
            ClaimAdded(claim="f", future=True),
            ClaimAdded(claim="c"),
        ]
    )
    found = {(notice.path, notice.message.split(" ")[0]) for notice in check(story)}
    assert found == {
        ("said", "2024-01-05"),
        ("recorded", "2024-01-01"),
        ("up_to", "2024-01-09"),
        ("happened", "2024-01-20"),
        ("happened", "2024-02-01"),
        ("claim", "'c'"),
    }
    assert all(str(notice).startswith("report-") for notice in check(story))
    early = Timeline([Entry(event=at(A, 5), recorded="2024-01-01")])
    assert [notice.message for notice in check(early)] == ["2024-01-01 is before it was said, 2024-01-05"]
    printed = Timeline([Entry(event=at(A, 5, published="2024-01-07"), recorded="2024-01-06")])
    assert [notice.message for notice in check(printed)] == ["2024-01-06 is before it was published, 2024-01-07"]


def test_why_shows_a_quote_whole_where_a_line_of_the_log_is_cut():
    quote = "We have it from some that " + "they " * 60 + "moved, and none of it is true"
    story = Timeline([A.denies("c", said="2024-01-01", quote=quote), ClaimAdded(claim="c", text=f"Is it so that {quote}?")])
    assert str(story.replay().why("c")).count(quote) == 2
    (line,) = (one for one in chronicle(story) if "a denies c" in one)
    assert f"“{quote[:230]}" in line
    assert line.endswith("…”")
    long = Timeline([A.denies("c", said="2024-01-01", quote=quote * 3)])
    assert "…”" in str(long.replay().why("c"))


def test_check_names_what_is_nearly_called_as_what_was_introduced():
    anna, known = Source("anna-k"), [ClaimAdded(claim=name) for name in ("present", "camp-1", "part-a", "sent")]
    story = Timeline([Source("berta"), anna, *known])

    def noticed(*events):
        return [(n.path, n.message) for n in check(story.append(*events))]

    def mean(kind, one, other):
        return kind, f"{kind} {one!r} is not introduced; did you mean {other!r}?"

    for name in ("presnt", "presnet", "pressent", "Present"):
        assert noticed(anna.affirms(name, said="2024-01-01")) == [mean("claim", name, "present")]
    for name in ("present", "absent", "camp-2", "camp-12", "part-b", "set", "x" * 90):
        assert noticed(anna.affirms(name, said="2024-01-01")) == []
    assert noticed(Source("bertha"), Source("bertha").affirms("c", said="2024-01-01")) == []
    assert noticed(Report(source="unknown", claim="c", stance="affirm", said="2024-01-01"), Source("unknowns")) == []
    said = Report(source="bertha", claim="presnt", stance="affirm", said="2024-01-01")
    again = Report(source="bertha", claim="presnt", stance="affirm", said="2024-01-02")
    assert noticed(said, again) == [mean("claim", "presnt", "present"), mean("source", "bertha", "berta")]
    taken_back = Report(source="ana-k", claim="c", stance="affirm", said="2024-01-02")
    retraction = Retraction(source="ana-k", of=taken_back.id, said="2024-01-03")
    assert noticed(retraction, taken_back) == [mean("source", "ana-k", "anna-k")]
    verdict = Verdict(claim="presen", finding="refuted", by="desk", basis="lists", said="2024-01-05")
    assert noticed(verdict) == [mean("claim", "presen", "present")]
    related = ClaimsRelated(claim="present", relation="excludes", other="camps-1")
    assert noticed(related) == [("other", "claim 'camps-1' is not introduced; did you mean 'camp-1'?")]


def test_check_names_amendments_that_wait_or_have_no_effect():
    said = at(A, 1)
    moved = Report(source="b", claim="c", stance="deny", said="2024-01-01")
    waiting = [
        B.retracts(said.id, said="2024-01-02"),
        Correction(of=said.id, report=moved, said="2024-01-02"),
        Correction(of=said.id, said="2024-01-01", report=said),
        A.retracts(said.id, said="2024-01-03"),
    ]
    assert [notice.path for notice in check(Timeline(waiting))] == ["of"] * 4
    arrived = Timeline(waiting).append(said, recorded="2024-01-09")
    assert sorted(notice.path for notice in check(arrived)) == ["report", "source"]
    assert "it moves the report to another source or claim: no effect; void the record and append a new one" in {
        notice.message for notice in check(arrived)
    }
    assert arrived.replay()["c"].status is Status.WITHDRAWN
    void = Timeline([said, Correction(of=said.id, said="2024-01-04"), A.retracts(said.id, said="2024-01-03")])
    assert check(void.append(OriginsLinked(origins=["a", "b"]))) == ()


@pytest.mark.no_cover
def test_the_table_of_legal_moves_is_what_telling_every_small_story_finds():
    # in a process of its own: measuring coverage makes the 30,000 stories three times as slow
    code = "from timeline import LEGAL_MOVES, legal_moves; found = legal_moves(); print(set(found) ^ set(LEGAL_MOVES)); "
    done = subprocess.run([sys.executable, "-c", code + "assert found == LEGAL_MOVES"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_is_not_recognized_counts_nowhere_and_is_projected():
    odd = Unrecognized(type="rumour", record="{}")
    story = Timeline([odd, at(A, 1)])
    assert [origin.name for origin in story.replay()["c"].affirming] == ["a"]
    assert story.project((), lambda seen, event: (*seen, event)) == (odd, at(A, 1))


def test_every_kind_of_event_reads_as_a_line_of_the_chronicle():
    said = at(A, 1, quote="so it is", basis=["b"], via=["x", "y", "z"])
    fixed = Report(source="a", claim="c", stance="deny", said="2024-01-01", up_to="2024-01-01")
    story = Timeline(
        [
            A,
            Source("s"),
            said,
            ClaimAdded(claim="c", text="It is"),
            ClaimAdded(claim="f", future=True),
            ClaimsRelated(claim="c", relation="condition_of", other="f"),
            OriginsLinked(origins=["a", "b"]),
            Unrecognized(type="rumour", record="{}"),
            Correction(of=said.id, report=fixed, said="2024-01-02"),
            Correction(of="nowhere", said="2024-01-02"),
            Clarification(of=said.id, quote="so it was", said="2024-01-03"),
            A.retracts("nowhere", said="2024-01-04"),
            Verdict(claim="c", finding="confirmed", by="desk", basis="seen", said="2024-01-05"),
            Verdict(claim="c", finding="withdrawn", by="desk", basis="not seen", said="2024-01-06"),
        ]
    )
    assert "\n".join(chronicle(story)) == """\
   1  source a: a, party A
   2  source s: s
   3  claim c: It is
   4  claim f: f (future)
   5  relation: c condition of f
   6  link: a and b are one origin
   7  a record of the unknown type rumour
   8  2024-01-01: a affirms c “so it is” resting on b via x, y and z
    - c: unreported → denied (up to 2024-01-01)
   9  2024-01-02: correction of the report of 2024-01-01 by a that It is: as it should be: 2024-01-01: a denies c up to 2024-01-01
  10  2024-01-02: correction of nowhere: void
  11  2024-01-03: clarification of the report of 2024-01-01 by a that It is: “so it was”
  12  2024-01-04: a retracts nowhere
  13  2024-01-05: desk declares confirmed: c (seen)
    - c: denied (up to 2024-01-01) → denied (up to 2024-01-01); confirmed by desk
  14  2024-01-06: desk withdraws its verdict on c (not seen)
    - c: denied (up to 2024-01-01); confirmed by desk → denied (up to 2024-01-01)"""


def test_a_sentence_names_a_source_as_it_is_called_with_its_figure_and_is_one_line():
    anna = Source("anna", name="Anna K.")
    said = anna.denies("c", said="2024-01-01", quantity="3 units", quote="so\nit is " + "and on " * 40)
    desk = Timeline([anna]).replay().state.desk
    assert sentence(said, desk) == (
        "2024-01-01: Anna K. denies c (3 units) “so it is " + "and on " * 32 + "and on…”"
    )
    assert sentence(anna.retracts(said, said="2024-01-02"), desk) == f"2024-01-02: Anna K. retracts {said.id}"
    assert short_cause(said) == "anna denies 2024-01-01"
    assert short_cause(anna.cannot_confirm("c", said="2024-01-01")) == "anna cannot confirm 2024-01-01"


def test_a_text_on_one_line_has_at_most_so_many_characters_and_a_list_an_and_at_its_end():
    assert [one_line(text, 5) for text in ("abcde", "abcdef", "ab  cd e", "abcd\nef")] == ["abcde", "abcd…", "ab c…", "abcd…"]
    assert one_line("x" * 101) == "x" * 99 + "…"
    assert one_line("abc def", 5) == "abc…"
    assert [listed(names) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


def test_figures_say_which_are_denied_and_of_several_origins_each_its_own():
    story = Timeline([A, B, at(A, 1, quantity=3), at(B, 1, "denies", quantity=4)]).replay()
    assert figures_text(story["c"].figures) == "3 (A); not 4 (B)"
    assert figures_text(story["c"].figures[1:]) == "not 4"
    ruled = Verdict(claim="c", finding="refuted", by="desk", basis="seen", said="2024-01-05")
    standing = Timeline([A, at(A, 1, quantity=3), ruled]).replay()["c"].standing
    assert standing_text(standing) == "reported, 3; refuted by desk"


def test_another_policy_has_other_moves(monkeypatch):
    monkeypatch.setattr(moves_module, "_DEPTH", 2)
    found = legal_moves(Policy(min_origins=5))
    assert found
    assert not [move for move in found if Status.CORROBORATED in {move.before, move.after}]
    assert list(found) == [move for move in LEGAL_MOVES if move in found]
    statuses, causes = list(Status), [*dict.fromkeys(move.cause for move in LEGAL_MOVES)]
    assert list(LEGAL_MOVES) == sorted(LEGAL_MOVES, key=lambda m: (statuses.index(m.before), statuses.index(m.after)))
    assert set(causes) == {"affirm", "deny", "not_confirm", "query", "decline", "suppose", "relay", "retraction", "release"}
    assert set(legal_moves()) < set(LEGAL_MOVES)


def test_check_names_two_figures_of_one_source_at_one_time():
    first, second = A.affirms("c", said="2024-01-01", quantity=3), A.affirms("c", said="2024-01-01", quantity=4)
    unnamed = [Report(claim="c", stance="affirm", said="2024-01-01", quantity=figure) for figure in (3, 4)]
    (notice,) = check(Timeline([first, second, *unnamed]))
    assert notice.entry.event in {first, second}
    assert notice.path == "quantity"
    assert "at one time; which stands is not decided by time: correct one of the two" in str(notice)
    corrected = Correction(of=second.id, report=first, said="2024-01-02")
    assert check(Timeline([first, second, corrected])) == ()
