"""What a notebook shows: static tables with every cell escaped."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from hostile import harmless, story
from seed_story import tell
from timeline import Source, Timeline, UnknownClaimError
from timeline._html import html_table
from timeline.testing import hostile_texts
from timeline.views import transitions

SPRAVDI = "Center for Strategic Communication and Information Security"


class Cells(HTMLParser):
    """The elements of a table, and the text of its cells."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.cells = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, *(name for name, _ in attrs)))
        if tag in {"td", "th"}:
            self.cells.append("")
        elif tag == "br":
            self.cells[-1] += "\n"

    def handle_endtag(self, tag):
        self.elements.append(f"/{tag}")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def cells(value):
    return Cells(value._repr_html_()).cells


def test_a_table_is_exactly_this_markup():
    style = ' dir="auto" style="text-align:start;vertical-align:top"'
    assert html_table(("a", "b"), [("1", "<2>\n3"), ("4", "5")], most=1, caption="x & y") == (
        f"<table><caption>x &amp; y</caption><thead><tr><th{style}>a</th><th{style}>b</th></tr></thead><tbody>"
        f'<tr><td{style}>1</td><td{style}>&lt;2&gt;<br>3</td></tr><tr><td colspan="2">and 1 more</td></tr></tbody></table>'
    )
    assert html_table(("a",), [("1",)], most=1) == (
        f"<table><thead><tr><th{style}>a</th></tr></thead><tbody><tr><td{style}>1</td></tr></tbody></table>"
    )


def test_a_story_is_a_table_of_its_claims():
    shown = cells(tell().replay())
    assert shown[:5] == ["claim", "status", "figures", "because of", "since"]
    assert len(shown) == 5 * 13
    assert shown[15:19] == ["present", "corroborated", "around 1,500", "nis 2024-10-18; spravdi 2024-10-18~"]


def test_a_story_says_at_which_cut_it_stands():
    assert "<caption>as_of=2024-10-17, known_at=2024-10-18</caption>" in (
        tell().replay(as_of="2024-10-17", known_at="2024-10-18")._repr_html_()
    )
    assert "<caption>" not in tell().replay()._repr_html_()


def test_a_claim_is_a_table_of_what_is_known_of_it():
    shown = cells(tell().replay()["moved"])
    assert dict(zip(shown[::2], shown[1::2], strict=True)) == {
        "claim": "moved",
        "text": "The soldiers being prepared have been moved to Ukraine or to Russia",
        "status": "denied (up to 2024-10-17)",
        "since": "2024-10-17",
        "figures": "not 10,000 soldiers",
        "because of": "zelenskyy denies 2024-10-17",
    }
    assert cells(tell().replay()["present"])[-1] == "nis 2024-10-18\nspravdi 2024-10-18~"
    assert cells(tell().replay(as_of="2024-10-01")["moved"])[2:] == [
        "text",
        "The soldiers being prepared have been moved to Ukraine or to Russia",
        "status",
        "unreported",
    ]


def test_a_timeline_is_a_table_of_its_entries_and_says_how_many_are_not_shown():
    shown = cells(tell())
    assert shown[:3] == ["", "recorded", "entry"]
    assert shown[3:6] == ["1", "0001-01-01T00:00:00Z", f"source spravdi: {SPRAVDI}, party ukraine"]
    assert len(shown) == 3 * 41
    many = Timeline().append(*(Source("a").affirms("open", said="2024-05-01", quote=str(number)) for number in range(130)))
    assert cells(many)[-1] == "and 30 more"
    assert len(cells(many)) == 3 * 101 + 1


def test_a_diff_is_a_table_of_changes_with_their_causes():
    shown = cells(tell().diff("2024-10-17", "2024-10-18"))
    assert shown[:4] == ["claim", "before", "after", "because"]
    row = shown[shown.index("present") :][:4]
    assert row[1:3] == ["open", "corroborated, around 1,500"]
    first, second = row[3].split("\n")
    assert first.startswith("it was said: 2024-10-18: National Intelligence Service affirms present")
    assert second.startswith("it was said: 2024-10-18~: ")
    assert len(cells(tell().diff("2024-10-18", "2024-10-18"))) == 4


def test_transitions_are_a_table_in_the_order_of_said_time():
    table = transitions(tell().replay())
    assert len(table) == len(list(table)) == 15
    shown = cells(table)
    assert shown[:5] == ["when", "claim", "before", "after", "because of"]
    assert shown[5::5] == sorted(shown[5::5])
    assert str(table).startswith("when ")
    assert str(table).count("\n") == 16
    assert [move.claim for move in transitions(tell().replay(), "present")] == ["present"] * 3
    with pytest.raises(UnknownClaimError):
        transitions(tell().replay(), "nothing")


@settings(max_examples=40)
@given(hostile_texts(max_size=1_000))
def test_hostile_text_stays_text(text):
    shown, plain = (
        [told, told.replay(), *told.replay().values(), told.diff("2024-05-01", "2024-05-09"), transitions(told.replay())]
        for told in (story(text), story(harmless(text)))
    )
    for one, other in zip(shown, plain, strict=True):
        assert Cells(one._repr_html_()).elements == Cells(other._repr_html_()).elements


def test_a_line_break_in_a_cell_stays_one_and_markup_is_text():
    found = Cells(html_table(("a",), [("one\n<b>two</b>",)]))
    assert found.cells == ["a", "one\n<b>two</b>"]
