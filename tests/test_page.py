"""The page, as text: its states are those of replay, its text stays text, its size and policy are as promised."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

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
from timeline.testing import hostile_texts, timelines
from timeline.views import chart, page
from timeline.views._address import web_address
from timeline.views._page import _document
from timeline.views._page._marks import lane_marks

POLICIES = (None, Policy(count_derived=True), Policy(origin_by="speaker", min_origins=1))


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
