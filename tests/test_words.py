"""How things read: every kind of event as a line of the chronicle, sentences, lists and figures."""

from letters import A, B, at
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    OriginsLinked,
    Report,
    Source,
    Timeline,
    Unrecognized,
    Verdict,
)
from timeline._words import figures_text, listed, one_line, sentence, short_cause, standing_text
from timeline.views import chronicle


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
