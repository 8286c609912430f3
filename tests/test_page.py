"""The page, as text: its states are those of replay, its text stays text, its size and policy are as promised."""

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from command_line import SEED, run
from hostile import FRAGMENTS, harmless, story
from long_story import tell as tell_long
from page_data import cut_of, data_of, expected
from seed_story import tell
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    MissingExtraError,
    OriginsLinked,
    Policy,
    Report,
    Retraction,
    Source,
    SourceAdded,
    Timeline,
    Unrecognized,
    Verdict,
    When,
)
from timeline._desk import Desk
from timeline._entry import Entry
from timeline._time import BEGINNING
from timeline.testing import hostile_texts, timelines
from timeline.views import chart, page
from timeline.views._address import web_address
from timeline.views._page import _document
from timeline.views._page._lanes import Layout, lanes
from timeline.views._page._marks import Mark, lane_marks
from timeline.views._page._scale import Scale

POLICIES = (None, Policy(count_derived=True), Policy(origin_by="speaker", min_origins=1))
DAY = 86_400_000_000


def state_at(data, claim, said, known):
    """What the script shows: turns up to the moment of knowledge, then the last step up to the moment of said-time."""
    steps = []
    for since, cut, *told in data["claims"][claim]:
        if since <= known:
            steps = [step for step in steps if step[0] < cut] + list(zip(told[::2], told[1::2], strict=True))
    found = [state for moment, state in steps if moment <= said]
    return data["states"][found[-1] if found else 0]


def seen(state):
    status, label, figures, because, more = state
    return [status, label, "; ".join(figures), len(because) + more]


def linked_by_evidence():
    """Two outlets on one claim, one of whom released, elsewhere, a video that a link says is of the other."""
    told = [Source(name).affirms("c", said="2024-01-01") for name in ("a", "b")]
    released = Source("a").affirms("d", said="2024-01-02", evidence="video")
    return Timeline([*told, released, OriginsLinked(origins=("video", "b"))])


@example(linked_by_evidence(), POLICIES[0])
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(timelines(max_size=9), st.sampled_from(POLICIES))
def test_every_state_of_the_page_is_the_one_that_replay_gives(told, policy):
    data = data_of(page(told, policy=policy))
    claims = list(told.replay(policy=policy))
    for known, known_label in enumerate(data["known"]):
        for said, said_label in enumerate(data["said"]):
            cut = {"as_of": cut_of(said_label), "known_at": cut_of(known_label)}
            replayed = told.replay(**cut, policy=policy)
            assert [seen(state_at(data, i, said, known)) for i in range(len(claims))] == [
                expected(replayed, claim) for claim in claims
            ], cut


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(timelines(max_size=9))
def test_the_last_state_of_the_page_is_what_stands_now(told):
    assume(not any(getattr(entry.event, "due", None) for entry in told))  # due by the last moment on file, void records too
    data = data_of(page(told))
    last = len(data["said"]) - 1, len(data["known"]) - 1
    now = told.replay()
    assert [seen(state_at(data, i, *last)) for i in range(len(now))] == [expected(now, claim) for claim in now]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(timelines(max_size=9))
def test_the_marks_on_the_chart_are_the_reports_on_file(told):
    marks = lane_marks(told.replay().state)
    for known in {entry.recorded_us for entry in told}:
        for said in {mark.last for mark in marks}:
            shown = [m for m in marks if m.shape != "retraction" and m.last <= said and m.known <= known]
            shown = sorted((m.lane, m.claim, m.shape, m.last) for m in shown if m.until is None or known < m.until)
            state = told.replay(as_of=When.at(said), known_at=When.at(known)).state
            reports = [family.report for family in state.families.values() if family.report]
            assert shown == sorted((r.source, r.claim, r.stance.value, r.said.order[0]) for r in reports)


@pytest.mark.no_cover
def test_a_long_story_is_replayed_too_and_both_kinds_stay_small():
    told = tell_long()
    text = page(told)
    assert re.search(r"[12],\d{3} statements by 40 sources on 30 claims", text)
    assert len(text.encode()) < 2_000_000
    data = data_of(text)
    claims = list(told.replay())
    for said, known in ((0, 0), (200, 150), (400, 700), (700, 400), (850, 900)):
        replayed = told.replay(as_of=cut_of(data["said"][said]), known_at=cut_of(data["known"][known]))
        assert [seen(state_at(data, i, said, known)) for i in range(len(claims))] == [
            expected(replayed, claim) for claim in claims
        ]
    short = Timeline([entry for entry in tell() if not isinstance(entry.event, Report)]).append(
        *[entry for entry in tell() if isinstance(entry.event, Report)][:15]
    )
    assert len(page(short).encode()) < 40_000
    assert len(page(tell_long(15)).encode()) < 40_000
    assert len(_document._file("page.js").encode()) < 5_000


class Tree(HTMLParser):
    """The elements of a page with the names of their attributes, and the addresses of its links."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.links, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, *sorted(name for name, _ in attrs)))
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_endtag(self, tag):
        self.elements.append(f"/{tag}")

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.no_cover
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(hostile_texts(max_size=1_000))
@example("A" * 99_980)
@example("x" * 82 + "\ufffe\uffff")
@example("</script><script>alert(1)</script>" * 2_900)
def test_hostile_text_in_every_field_stays_text(text):
    shown, plain = Tree(page(story(text), title=text)), Tree(page(story(harmless(text)), title=harmless(text)))
    assert sorted(map(str, shown.elements)) == sorted(map(str, plain.elements))
    assert {link[:1] for link in shown.links if link != "data:,"} == {"#"}
    assert any(" ".join(text.split())[:100] in " ".join(part.split()) for part in shown.texts)
    assert Tree(str(chart(story(text)))).elements.count("/svg") == 1


def test_no_control_character_reaches_the_page():
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page(story("".join(FRAGMENTS))))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " https://a.example",
        "https://a.example/\nb",
        "https:///nowhere",
        "https://[",
        "data:text/html,x",
        "//a.example",
        'https://a.example/"onclick=',
        "https://ex\u0430mple.com",
        "ftp://a.example",
        None,
    ],
)
def test_only_http_addresses_are_links(url):
    assert web_address(url) is None


@pytest.mark.parametrize("url", ["http://a.example", "https://a.example:8080/x?y=z&w=%20#top"])
def test_an_http_address_is_a_link(url):
    assert web_address(url) == url
    told = Timeline().append(Source("a").affirms("open", said="2024-05-01", url=url))
    assert url in Tree(page(told)).links


def test_the_policy_allows_its_own_style_and_script_by_their_hashes_and_nothing_else():
    text = page(tell())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1].replace("&#39;", "'")
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "base-uri 'none'; form-action 'none'" in policy
    assert re.findall(r'\s(?:style|on\w+)="', text) == []


def test_no_two_elements_share_an_id():
    ids = re.findall(r'\sid="([^"]*)"', page(tell()))
    assert len(ids) == len(set(ids)) > 40


def test_without_scripts_the_page_shows_the_end_and_every_entry():
    told = tell()
    text = page(told)
    for claim in told.replay().values():
        assert claim.label in text
    for entry in told:
        if isinstance(entry.event, Report):
            assert f'id="e{entry.position}"' in text
    assert '<form id="replay" aria-label="Replay" hidden>' in text


@pytest.mark.parametrize("told", [tell(), tell_long(40)], ids=["seed", "made up"])
def test_every_sign_leads_to_its_report_with_its_words_carriers_and_address(told):
    shown = page(told)
    signs = dict(re.findall(r'<a class="m(?: off)?" href="#e(\d+)"><title>(.*?)</title>', shown))
    for entry in told:
        if isinstance(report := entry.event, Report):
            (item,) = re.findall(rf'<li id="e{entry.position}">(.*?)</li>', shown, re.DOTALL)
            parts = [part for part in (report.quote, *report.via) if part]
            assert [part for part in parts if part not in unescape(item)] == []
            assert report.url is None or f'<a href="{report.url}">' in item
            assert f" {report.claim}" in signs[str(entry.position)]


def test_amendments_and_verdicts_are_told_and_link_back():
    a = Source("a", name="Anna")
    first, second = a.affirms("open", said="2024-05-01", quote="one"), a.affirms("shut", said="2024-05-01")
    told = Timeline().append(
        first,
        second,
        Correction(of=first.id, report=a.affirms("open", said="2024-05-02", quote="two", via="x"), said="2024-05-03", by="desk"),
        Correction(of=second.id, said="2024-05-03"),
        Clarification(of=first.id, quote="to be exact, two", said="2024-05-04"),
        Retraction(source="a", of=first.id, said="2024-05-05", via="x"),
        Retraction(source="a", of="lost", said="2024-05-05"),
        Verdict(claim="open", finding="refuted", by="desk", basis="seen", said="2024-05-06"),
        Verdict(claim="open", finding="withdrawn", by="desk", basis="unseen", said="2024-05-07"),
    )
    text = page(told)
    told_of = ["correction of", "clarification of", "the record was void", "retracts"]
    told_of += ["declares refuted:", "withdraws its verdict on"]
    assert [words for words in told_of if words not in text] == []
    assert "<bdi>lost</bdi>" in text
    assert '<use href="#retraction" x=' in text
    assert '<use href="#verdict" x=' in text


def test_a_report_in_a_language_says_so_and_late_news_says_when_it_was_recorded():
    report = Source("a").affirms("open", said="2024-05-01", quote="да", lang="uk", certainty="probable", happened="2024-04-30")
    text = page(Timeline().append(report, recorded="2024-05-09T12:00:00Z"))
    assert ' lang="uk"' in text
    for name, value in (("certainty", "probable"), ("happened", "2024-04-30"), ("recorded", "2024-05-09T12:00:00Z")):
        assert f"<i>{name}</i> {value}" in text


def test_an_empty_timeline_and_one_of_book_keeping_have_a_page():
    assert "0 statements by 0 sources on 0 claims" in page(Timeline())
    assert "<td>" not in page(Timeline())
    noted = page(Timeline().append(Source("a"), OriginsLinked(origins=("a", "b"))))
    assert "What the desk noted down: 2 entries" in noted
    assert "<li>link: <bdi>a</bdi> and <bdi>b</bdi> are one origin</li>" in noted
    assert data_of(noted)["known"] == ["the start"]


def test_what_the_desk_noted_down_sets_every_name_apart():
    noted = page(
        Timeline().append(
            SourceAdded(source="s", name="Sara", party="p"),
            SourceAdded(source="t"),
            ClaimAdded(claim="c", text="It is so"),
            ClaimAdded(claim="d", future=True),
            ClaimsRelated(claim="c", other="d", relation="condition_of"),
            OriginsLinked(origins=("s", "t", "u")),
            Unrecognized(type="poll", record='{"event":{"type":"poll"}}'),
        )
    )
    told = re.findall(r"<li>([^<].*?)</li>", noted[noted.index("What the desk noted down") :])
    assert [re.sub("<bdi>(.*?)</bdi>", r"[\1]", line) for line in told] == [
        "source [s]: [Sara], party [p]",
        "source [t]: [t]",
        "claim [c]: [It is so]",
        "claim [d]: [d] (future)",
        "relation: [c] condition of [d]",
        "link: [s], [t] and [u] are one origin",
        "a record of the unknown type [poll]",
    ]


def test_a_long_chronicle_is_told_in_periods():
    days = [f"2024-0{1 + day // 28}-{1 + day % 28:02}" for day in range(200)]
    by_day = page(Timeline().append(*(Source("a").affirms("open", said=days[i % 50], quote=str(i)) for i in range(120))))
    assert "<summary>2024-01-01: 3 entries" in by_day
    by_month = page(Timeline().append(*(Source("a").affirms("open", said=day) for day in days)))
    assert "<summary>2024-01: 28 entries" in by_month
    by_year = page(Timeline().append(*(Source("a").affirms("open", said=f"{1800 + i}-05-01") for i in range(110))))
    assert "<summary>1800: 1 entry, 1 change<" in by_year


def test_the_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    _document._template.cache_clear()
    with pytest.raises(MissingExtraError, match=r"pip install -e '\.\[page\]'") as caught:
        page(Timeline())
    assert caught.value.extra == "page"
    assert run("demo", "--page", "-").output.startswith("Error: making the page needs jinja2")
    _document._template.cache_clear()


@pytest.mark.parametrize("title", ["", "a\x1b[31mb", "\ud800", "\u202e"])
def test_a_title_that_no_reader_takes_is_refused(title):
    with pytest.raises(ValueError, match="title: "):
        page(Timeline(), title=title)
    asked = run("page", SEED, "--title", title)
    assert (asked.exit_code, "Error: title: " in asked.output) == (2, True)


def test_the_page_is_utf_8_whatever_the_terminal_takes():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", "from timeline.cli import main; main()", "demo", "--page", "-"]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert "→" in done.stdout.decode("utf-8")


def test_what_was_corrected_is_faint_also_where_nothing_moves():
    a = Source("a")
    first = a.affirms("open", said="2024-05-01", quote="one")
    right = a.affirms("open", said="2024-05-02", quote="two")
    told = Timeline().append(first, Correction(of=first.id, report=right, said="2024-05-03"))
    for shown in (page(told), str(chart(told))):
        assert re.findall(r'<a class="m( off)?" href="#e(\d)"', shown) == [(" off", "1"), ("", "2")]


def test_a_chart_is_a_picture_of_its_own():
    drawn = chart(tell())
    assert drawn._repr_svg_() == str(drawn) == drawn.svg
    assert drawn.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="680"')
    assert "body{" not in drawn.svg


def test_the_style_of_a_chart_touches_nothing_beside_it():
    style = re.search(r"<style>(.*?)</style>", chart(tell()).svg, re.DOTALL)[1]
    plain = re.sub(r"/\*.*?\*/|@media\([^)]*\)\{", "", style)
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", plain) for one in rule.split(",")]
    assert len(selectors) > 30
    assert {one.split()[0] for one in selectors if not one.startswith(".sign-")} == {"#story-timeline-chart"}
    assert ",.sign-cross{fill:none" in style
    assert "#story-timeline-chart .m text{font-size:11.5px;" in style


@pytest.mark.parametrize(
    ("length", "first", "count"),
    [
        (3_600_000_000, "1 Jan 00:00", 2),
        (10 * 3_600_000_000, "1 Jan 00:00", 4),
        (30 * 3_600_000_000, "1 Jan 00:00", 6),
        (5 * DAY, "1 Jan", 6),
        (20 * DAY, "5 Jan", 3),
        (100 * DAY, "5 Jan", 8),
        (200 * DAY, "Jan 1970", 8),
        (3 * 365 * DAY, "Jan 1970", 7),
        (9 * 365 * DAY, "1970", 6),
        (900 * 365 * DAY, "2000", 5),
    ],
)
def test_the_dates_of_the_chart_are_round_and_few(length, first, count):
    ticks = Scale.over(0, length).ticks()
    assert (ticks[0].label, len(ticks)) == (first, count)
    assert all(0 <= tick.x <= 100 for tick in ticks)


def test_the_name_of_one_day_stands_over_its_middle_and_is_left_out_where_it_has_no_room():
    days = Scale(0, 4 * DAY + DAY // 5).ticks()
    assert [(tick.label, tick.anchor) for tick in days] == [*((f"{n} Jan", "middle") for n in range(1, 5)), ("", "middle")]
    assert all(tick.at == pytest.approx((tick.x + end.x) / 2, abs=0.01) for tick, end in pairwise(days))
    assert [tick.label for tick in Scale(0, 4 * DAY + DAY // 3).ticks()][-1] == "5 Jan"
    weeks = Scale.over(0, 20 * DAY).ticks()
    assert {(tick.at - tick.x, tick.anchor) for tick in weeks} <= {(0.0, "start"), (0.0, "end")}


def test_a_sign_stands_in_the_middle_of_the_time_in_which_it_was_said_and_at_the_end_of_one_without_beginning():
    scale = Scale(0, 10 * DAY)
    assert (scale.middle(2 * DAY, 3 * DAY), scale.middle(4 * DAY, 4 * DAY), scale.middle(None, 3 * DAY)) == (25.0, 40.0, 30.0)
    marks = [mark(1, 3 * DAY - 1, 2 * DAY), mark(2, 5 * DAY)]
    (lane,) = lanes(marks, Desk(), scale, Layout.of(500))
    assert [(placed.start, placed.x, placed.end, placed.bar) for placed in lane.marks] == [
        (20.0, 25.0, 30.0, True),
        (50.0, 50.0, 50.0, False),
    ]


def test_a_chart_of_all_of_time_has_dates_too():
    end = When("9999-12-31").order[0]
    assert len(Scale.over(BEGINNING.order[0], end).ticks()) <= 8
    assert Scale.over(BEGINNING.order[0], end).at(None) == 0.0


@pytest.mark.parametrize("said", ["9999-12-31", "0001-01-01", "0001-01-01T00:00:00Z"])
def test_a_story_at_either_end_of_the_calendar_has_a_page_and_dates(said):
    report = Source("anna").affirms("open", said=said)
    assert "anna" in page(Timeline([report]))
    assert "<svg" in str(chart(Timeline([report])))
    moment = When(said).order[0]
    assert Scale.over(moment, moment).ticks()


def test_the_last_year_of_the_calendar_has_its_months():
    first, last = When("9999-01-01T00:00:00Z").order[0], When("9999-12-31").order[0]
    assert {tick.label[-5:] for tick in Scale.over(first, last).ticks()} == {" 9999"}


def mark(number, last, first=None, lane="a"):
    start = last if first is None else first
    return Mark(
        lane=lane, shape="affirm", first=start, last=last, known=0, until=None, entry=f"e{number:03}", claim="open", text="said"
    )


def test_marks_of_one_day_are_stacked_and_too_many_are_summed_up():
    many = [mark(i, 10 * DAY) for i in range(20)]
    (lane,) = lanes(many, Desk(), Scale.over(0, 20 * DAY), Layout.of(500))
    assert len({placed.y for placed in lane.marks}) == len(lane.marks) == 8
    assert [len(more.marks) for more in lane.more] == [12]
    assert lane.more[0].y > max(placed.y for placed in lane.marks)
    assert [mark.entry for mark in lane.drawn] == [f"e{i:03}" for i in range(9)]


def test_what_is_summed_up_is_on_the_clocks_too_from_its_first_report_on():
    office = Source("a")
    said = [office.affirms(f"c{i}", said="2024-05-02" if i % 2 else "2024-05-01") for i in range(70)]
    html = page(Timeline().append(*said))
    data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html)[1])
    signs = re.findall(r'<a class="m".*?</a>', html)
    assert len(signs) == len(data["marks"])
    summed = [mark for sign, mark in zip(signs, data["marks"], strict=True) if "more, listed under the chart" in sign]
    assert len(summed) == 2
    assert all(len(mark) == 2 for mark in summed)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=40), st.sampled_from([10, 200, 500]))
def test_no_mark_lies_on_another(times, size):
    marks = [mark(i, (last + length) * DAY, last * DAY) for i, (last, length) in enumerate(times)]
    layout = Layout.of(size)
    for lane in lanes(marks, Desk(), Scale.over(0, 40 * DAY), layout):
        rows = {}
        for placed in lane.marks:
            at = [place * layout.width / 100 for place in (placed.start, placed.x, placed.end)]
            rows.setdefault(placed.y, []).append((min(at[0], at[1] - 7), max(at[2], at[1] + 7)))
        for row in rows.values():
            row.sort()
            for left, right in pairwise(row):
                assert left[1] <= right[0] + 0.1


def test_the_quietest_sources_of_very_many_share_a_lane():
    marks = [mark(i, i * DAY, lane=f"s{i % 33}") for i in range(90)]
    found = lanes(marks, Desk(), Scale.over(0, 90 * DAY), Layout.of(90))
    assert len(found) == 31
    assert found[-1].name == "3 other sources"
    assert sum(len(lane.marks) for lane in found) == 90


def test_a_long_name_is_cut_where_the_page_is_narrow():
    office = Source("a", name="The Office of a Very Long Name That Nobody Ever Says in Full")
    told = Timeline().append(office, office.affirms("open", said="2024-05-01"))
    assert '<tspan class="narrow">…</tspan><tspan class="wide">' in page(told)
    unknown = page(Timeline().append(Report(claim="open", stance="affirm", said="2024-05-01")))
    assert "Unknown sources" in unknown
    assert "an unknown source affirms open" in unknown


def test_a_name_is_cut_by_its_width_and_not_by_its_letters():
    korean = Source("a", name="대변인" * 20)
    (lane,) = lanes([mark(1, DAY)], Timeline().append(korean).replay().state.desk, Scale.over(0, DAY), Layout.of(1))
    assert (lane.head, lane.head + lane.tail) == ("대변인" * 6 + "대변", lane.name)
    assert lane.name == "대변인" * 14 + "대변…"


def test_an_amendment_recorded_before_its_report_waits_for_it():
    report = Source("a").affirms("open", said="2024-05-01")
    told = Timeline().append(Entry(event=Correction(of=report.id, said="2024-05-01"), recorded="2024-05-01T00:00:00Z"))
    told = told.append(Entry(event=report, recorded="2024-05-03T00:00:00Z"))
    assert lane_marks(told.replay().state) == []


def test_the_commands_write_the_page(tmp_path):
    out = tmp_path / "story.html"
    written = run("page", SEED, "-o", out, "--title", "Mine")
    assert written.exit_code == 0
    assert "open it in a browser" in written.stderr
    assert "<title>Mine</title>" in out.read_text(encoding="utf-8")
    printed = run("page", SEED)
    assert printed.stdout.startswith("<!DOCTYPE html>")
    refused = run("demo", "--page", out)
    assert (refused.exit_code, "is there already" in refused.stderr) == (2, True)
    demo = run("demo", "--page", out, "--force")
    assert demo.exit_code == 0
    assert "North Korean troops in Russia" in out.read_text(encoding="utf-8")
