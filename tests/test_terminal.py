"""Text for a terminal: it fits whatever the width and the script, colour is never alone, no control byte gets through."""

import re
import unicodedata

import pytest
import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st

from seed_story import tell
from timeline import (
    ClaimAdded,
    Clarification,
    Correction,
    Notice,
    Quantity,
    Retraction,
    Source,
    Status,
    Story,
    Timeline,
    UnknownClaimError,
    UnknownEventError,
    Verdict,
    check,
)
from timeline._words import label
from timeline.testing import hostile_texts, hostile_timelines
from timeline.views import changes, chronicle, feed, log_document, moves_table, notices, page, reasons, table, transitions
from timeline.views._screen import SYMBOLS, Screen

SEED = tell()
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]")
ANNA, OTHER, BEN = Source("anna", party="north"), Source("otto", party="north"), Source("ben", party="south")
SPOKEN = Source("국가정보원", name="국가정보원 (대한민국)", party="한국")
DENIED = Source("الدفاع", name="وزارة الدفاع", party="مصر")
ABROAD = Timeline().append(
    SPOKEN,
    DENIED,
    SPOKEN.affirms(
        "파병", said="2024-10-18", quantity=Quantity("약 1,500명", low=1500), quote="북한군 특수부대가 이동한 것을 확인했다" * 5
    ),
    DENIED.denies("وصول القوات", said="2024-10-18", up_to="2024-10-18", quote="لم تصل أي قوات إلى المنطقة حتى الآن " * 5),
    DENIED.denies("파병", said="2024-10-19"),
)


def everything(timeline, **how):
    """Return all that a terminal may be shown of a timeline."""
    story = timeline.replay()
    parts = [table(story, **how), *chronicle(timeline, **how), changes(Story().diff(story), **how)]
    parts += [reasons(story.why(claim), **how) for claim in story]
    return "\n".join(parts)


@pytest.mark.parametrize("timeline", [SEED, ABROAD], ids=["english", "korean and arabic"])
@pytest.mark.parametrize("width", [80, 60, 40])
def test_every_line_fits_the_terminal(timeline, width):
    lines = everything(timeline, width=width).splitlines()
    assert max(wcwidth.wcswidth(line) for line in lines) <= width
    assert max(wcwidth.wcswidth(line) for line in moves_table(width=width).splitlines()) <= width


def test_the_columns_of_a_table_begin_one_below_the_other_in_every_script():
    shown = table(ABROAD.replay(), width=80).splitlines()
    place = wcwidth.wcswidth(shown[0][: shown[0].index("status")])
    for line in shown[2:]:
        cell = re.search("disputed|denied", line)
        if cell:
            assert wcwidth.wcswidth(line[: cell.start()]) == place


def test_right_to_left_text_does_not_turn_its_line_around():
    shown = table(ABROAD.replay(), width=80)
    assert "\u200eوصول القوات\u200e" in shown
    assert "\u200e" not in table(SEED.replay(), width=80)


DATE = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.mark.parametrize("width", [None, 80, 40])
def test_no_date_stands_after_right_to_left_letters_that_would_turn_it_around(width):
    told = ABROAD.append(
        Verdict(claim="파병", finding="refuted", by="مكتب", basis="صور 5", said="2024-10-20"),
        DENIED.retracts(ABROAD.entries[-1].event, said="2024-10-21"),
    )
    lines = [*everything(told, width=width).splitlines(), *str(told.replay()).splitlines()]
    lines += [*str(told.diff("2024-10-01", "2024-10-30")).splitlines(), *str(transitions(told.replay())).splitlines()]
    lines += feed(told, address="https://example.org/feed").splitlines()
    assert sum(bool(DATE.search(line)) for line in lines) > 20
    for line in lines:
        for date in DATE.finditer(line):
            strong = [side for char in line[: date.start()] if (side := unicodedata.bidirectional(char)) in {"L", "R", "AL"}]
            assert strong[-1:] in ([], ["L"]), line


def test_what_amends_a_report_says_which_in_words():
    said = ANNA.affirms("c", said="2024-05-01", quantity="3 men")
    denied, asked = OTHER.denies("c", said="2024-05-02"), ANNA.queries("c", said="2024-05-03")
    unsaid = BEN.affirms("d", said="2024-05-01")
    told = Timeline().append(
        ANNA.added(),
        Source("otto", name="Otto Ohm", party="north"),
        ClaimAdded(claim="c", text="The bridge is open."),
        said,
        denied,
        asked,
        unsaid,
        Correction(of=said.id, report=ANNA.affirms("c", said="2024-05-01", quantity="4 men"), said="2024-05-04", by="desk"),
        Clarification(of=asked.id, quote="Is it?", said="2024-05-04"),
        ANNA.retracts(said, said="2024-05-05"),
        ANNA.retracts(denied, said="2024-05-06"),
        BEN.retracts(unsaid, said="2024-05-07"),
        Retraction(source="ben", of="nowhere", said="2024-05-08"),
    )
    shown = "\n".join(chronicle(told))
    for words in (
        "correction of the report of 2024-05-01 by anna that The bridge is open (3 men): as it should be: 2024-05-01: anna",
        "clarification of the question of 2024-05-03 by anna whether The bridge is open: “Is it?”",
        "2024-05-05: anna retracts the report of 2024-05-01 that The bridge is open (4 men)",
        "2024-05-06: anna retracts the denial of 2024-05-02 by Otto Ohm that The bridge is open",
        "2024-05-07: ben retracts the report of 2024-05-01 on d",
        "2024-05-08: ben retracts nowhere",
    ):
        assert words in shown
    assert "because it had not been said yet: 2024-05-07: ben retracts the report of 2024-05-01 on d" in changes(
        told.diff("2024-05-07", "2024-05-06")
    )


def test_a_withdrawn_claim_is_so_because_of_the_retraction():
    said = ANNA.affirms("c", said="2024-05-01")
    claim = Timeline().append(ANNA, OTHER, said, OTHER.retracts(said, said="2024-05-02")).replay()["c"]
    assert (claim.label, claim.because_text) == ("withdrawn", "otto retracts 2024-05-02")
    assert "otto retracts 2024-05-02" in str(claim)
    assert "otto retracts 2024-05-02" in claim._repr_html_()
    assert [report.id for report in claim.because] == [said.id]


def test_voices_of_one_origin_are_shown_as_one():
    story = Timeline().append(
        ANNA,
        OTHER,
        BEN,
        ANNA.affirms("c", said="2024-05-01"),
        BEN.affirms("c", said="2024-05-02"),
        OTHER.affirms("c", said="2024-05-03"),
        ANNA.affirms("d", said="2024-05-01"),
        ANNA.denies("d", said="2024-05-01"),
        Source("unknown").affirms("e", said="2024-05-01"),
    ).replay()
    assert story["c"].because_text == "anna 2024-05-01, otto 2024-05-03 (one origin: north); ben 2024-05-02"
    assert set(story["d"].because_text.split("; ")) == {"anna 2024-05-01", "anna denies 2024-05-01"}
    assert story["e"].because_text == "unknown 2024-05-01"


def test_a_narrow_terminal_gets_a_few_lines_for_each_claim():
    shown = table(SEED.replay(as_of="2024-10-18"), width=40)
    card = ("++ present", "   corroborated, since 2024-10-18", "   around 1,500", "   because of nis 2024-10-18; spravdi")
    assert "\n".join((*card, "     2024-10-18~\n")) in shown
    assert table(SEED.replay(as_of="2024-10-16"), width=40).startswith(" . video\n   unreported\n . outfitted")


@pytest.mark.parametrize("width", [None, 80, 40])
def test_a_story_without_reports_says_so(width):
    assert table(Story(), width=width) == str(Story()) == "no reports"


def test_a_table_and_its_transitions_are_shown_of_a_timeline_too():
    assert table(SEED) == table(SEED.replay())
    assert str(transitions(SEED, "present")) == str(transitions(SEED.replay(), "present"))


def test_without_a_width_a_row_is_a_line():
    shown = table(SEED.replay(as_of="2024-10-18"))
    assert len(shown.splitlines()) == 14
    assert re.search(r"\+\+  present +corroborated +around 1,500 +nis 2024-10-18; spravdi 2024-10-18~ +2024-10-18\n", shown)


def test_what_a_story_prints_fits_80_columns_without_any_library():
    lines = str(SEED.replay()).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["claim", "status", "figures", "because", "of", "since"]
    assert max(wcwidth.wcswidth(line) for line in str(ABROAD.replay()).splitlines()) <= 80


def test_colour_is_only_there_when_asked_for_and_a_sign_stands_beside_it():
    plain, coloured = everything(SEED, width=80), everything(SEED, width=80, colour=True)
    assert not COLOUR.search(plain)
    assert COLOUR.sub("", coloured) == plain
    assert "\x1b[1;34m++\x1b[0m  present" in coloured
    assert len(set(SYMBOLS.values())) == len(Status)


def test_open_is_not_painted():
    assert Screen(colour=True).paint("x", Status.OPEN) == "x"
    assert Screen(colour=True).paint("x", None) == "x"
    assert Screen(colour=True).paint(" ", Status.DENIED) == " "
    assert Screen(colour=True).paint("x", Status.DENIED) == "\x1b[35mx\x1b[0m"


def test_the_chronicle_keeps_to_a_claim_or_a_source():
    assert len(list(chronicle(SEED, claim="moved"))) == 2
    ids = [line.split()[0] for line in chronicle(SEED, source="rutte") if line.startswith("  ")]
    assert len(ids) > 3
    both = list(chronicle(SEED, claim="engaged", source="rutte"))
    assert all("rutte" in line.lower() or "engaged:" in line for line in both)
    with pytest.raises(UnknownClaimError, match="did you mean 'moved'"):
        list(chronicle(SEED, claim="movd"))
    with pytest.raises(UnknownEventError, match="did you mean 'rutte'"):
        list(chronicle(SEED, source="rute"))


def test_a_change_says_whether_it_was_said_or_learned():
    anna = Source("anna")
    told = Timeline().append(anna.affirms("c", said="2024-05-01"), recorded="2024-05-03T08:00:00Z")
    learned = changes(told.replay(known_at="2024-05-02").diff(told.replay()))
    assert learned.splitlines()[1] == "     because we learned it 2024-05-03T08:00:00Z: 2024-05-01: anna affirms c"
    said = changes(told.diff("2024-04-30", "2024-05-01"))
    assert said == " + c: unreported → reported\n     because it was said: 2024-05-01: anna affirms c"
    assert changes(told.diff("2024-05-01", "2024-05-01")) == "nothing changed"


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((ANNA.denies("c", said="2024-05-02", up_to="2024-05-02"),), "denied (up to 2024-05-02)"),
        ((ANNA.affirms("c", said="2024-05-02"), OTHER.denies("c", said="2024-05-02")), "disputed (internal)"),
        ((ANNA.denies("c", said="2024-05-01"), OTHER.affirms("c", said="2024-05-02")), "reported (admitted)"),
        ((ANNA.affirms("c", said="2024-05-01"), ANNA.cannot_confirm("c", said="2024-05-02")), "open (retreated)"),
        (
            (
                Verdict(claim="c", finding="confirmed", by="desk", basis="seen", said="2024-05-01"),
                ANNA.denies("c", said="2024-05-02", quantity="3 men"),
            ),
            "denied (needs review), not 3 men; confirmed by desk",
        ),
    ],
)
def test_a_change_has_the_same_words_beside_its_status_as_the_claim(events, words):
    told = Timeline().append(ANNA, OTHER, BEN, *events)
    label, figures = told.replay()["c"].label, words[words.find(",") :].split(";")[0] if "3 men" in words else ""
    assert words.replace(figures, "") == label
    assert f"→ {words}" in "\n".join(chronicle(told))
    assert f"→ {words}" in changes(told.diff("2024-04-30", "2024-05-02"))
    assert f"→ {words}" in str(told.diff("2024-04-30", "2024-05-02"))
    assert f"→ {words}</title>" in feed(told, address="https://example.org/feed")
    assert words in str(transitions(told.replay()))


def test_a_mark_that_comes_or_goes_is_a_change_where_the_status_stays():
    told = Timeline().append(
        ANNA,
        BEN,
        ANNA.denies("c", said="2024-05-01", up_to="2024-05-01"),
        Verdict(claim="c", finding="confirmed", by="desk", basis="seen", said="2024-05-01"),
        BEN.denies("c", said="2024-05-02", up_to="2024-05-02"),
        ANNA.denies("c", said="2024-05-03"),
    )
    moves = [(str(move.at)[:10], label(move.before), label(move.after)) for move in told.transitions()]
    assert [move[2].split(";")[0] for move in moves[1:]] == [
        "denied (up to 2024-05-01)",
        "denied (up to 2024-05-02, needs review)",
        "denied (needs review)",
    ]
    assert "because it was said: 2024-05-03: anna denies c" in changes(told.diff("2024-05-02", "2024-05-03"))


def test_a_change_names_the_entry_that_decided_it_first():
    told = Timeline().append(
        ANNA,
        BEN,
        ANNA.queries("c", said="2024-05-01"),
        ANNA.affirms("c", said="2024-05-02"),
        BEN.denies("c", said="2024-05-03"),
    )

    def causes(before, after):
        return [cause.entry.event.said.text for cause in told.diff(before, after).changes[0].causes]

    assert causes("2024-04-30", "2024-05-03") == ["2024-05-03", "2024-05-02", "2024-05-01"]
    assert causes("2024-05-03", "2024-04-30") == ["2024-05-01", "2024-05-02", "2024-05-03"]


@pytest.mark.parametrize("first", [ANNA, BEN])
def test_what_was_said_at_one_moment_is_told_as_it_was_logged(first):
    second = BEN if first is ANNA else ANNA
    told = Timeline().append(ANNA, BEN, *(one.affirms("c", said="2024-05-01") for one in (first, second)))
    lines = list(chronicle(told))
    assert lines[-3].endswith("c: unreported → reported")
    assert lines[-1].endswith("c: reported → corroborated")
    assert [move.cause.event.source for move in transitions(told.replay())] == [first.id, second.id]
    changes = [entry["changes"][0]["after"]["status"] for entry in log_document(told)["entries"][2:]]
    assert changes == ["reported", "corroborated"]
    assert told.diff("2024-04-30", "2024-05-01").changes[0].causes[0].entry.event.source == second.id
    moved = dict(re.findall(r'<li id="(e\d)">(?:(?!</li>).)*<p class="move"><bdi>c</bdi>: (.*?)</p>', page(told), re.DOTALL))
    assert moved == {"e3": "unreported → reported", "e4": "reported → corroborated"}
    shown = feed(told, address="https://a.example/")
    news = re.findall(r"<title>c: (.*?)</title>.*?<content.*?: (\w+) affirms", shown, re.DOTALL)
    assert dict(news) == {"unreported → reported": first.id, "reported → corroborated": second.id}


def test_where_the_order_of_one_moment_matters_it_is_that_of_the_ids():
    one = ANNA.affirms("c", said="2024-05-01", quantity="1 man", id="r1")
    two = ANNA.affirms("c", said="2024-05-01", quantity="2 men", id="r2")
    for events in ((one, two), (two, one)):
        moves = list(Timeline().append(*events).replay().transitions("c", as_logged=True))
        assert [str(move.after.figures[0].quantity) for move in moves] == ["1 man", "2 men"]


def test_what_is_due_is_said_in_a_diff_though_it_is_no_change():
    told = Timeline().append(
        ClaimAdded(claim="c", text="It will open", future=True, due="2024-05-03"),
        ANNA.affirms("c", said="2024-05-01"),
        BEN.affirms("c", said="2024-05-05"),
    )
    assert "reported → corroborated (due)" in changes(told.diff("2024-05-02", "2024-05-05"))
    assert changes(told.diff("2024-05-02", "2024-05-04")) == "nothing changed"


def test_why_shows_each_entry_that_is_enough():
    anna = Source("anna")
    report = anna.affirms("c", said="2024-05-01", quantity="a\nfew")
    told = Timeline().append(report, Retraction(source="anna", of=report.id, said="2024-05-02"))
    shown = reasons(told.replay().why("c")).splitlines()
    assert shown[0] == " x c is withdrawn: those who affirmed it took it back."
    assert shown[1:] == [
        "   - 2024-05-01: anna affirms c (a few)",
        "   - 2024-05-02: anna retracts the report of 2024-05-01 on c (a few)",
    ]


def test_notices_go_with_the_name_of_the_file():
    told = Timeline().append(Clarification(of="nowhere", quote="x", said="2024-05-01"))
    shown = notices(check(told), "st\x1bory.jsonl")
    assert shown.startswith("st\\x1bory.jsonl: clarification-")
    assert shown.endswith("'nowhere' is not on file; it waits for its report")
    assert notices((), "x") == ""


@settings(max_examples=60)
@given(hostile_timelines(), st.sampled_from((None, 80, 40)))
def test_no_control_byte_of_a_text_reaches_the_terminal(timeline, width):
    shown = everything(timeline, width=width)
    assert not CONTROL.search(shown)
    assert not CONTROL.search(COLOUR.sub("", everything(timeline, width=width, colour=True)))


@settings(max_examples=100)
@given(hostile_texts(refused=True))
def test_nor_does_one_of_a_message_or_a_file_name(text):
    entry = next(iter(SEED))
    shown = notices([Notice(entry=entry, path=text, message=text)], text, width=80)
    assert not CONTROL.search(shown)


@given(hostile_texts(), st.integers(1, 100))
def test_a_line_of_hostile_text_fits_or_is_one_wide_character_too_long(text, width):
    for line in Screen(width).lines(text, "  "):
        assert wcwidth.width(line) <= max(width, 2 + 12)
