"""The page in a real browser: what it shows at every step, what it asks of the network, whether everybody can use it."""

import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import many_scripts
from hostile import FRAGMENTS, harmless, story
from long_story import tell as tell_long
from page_data import cut_of, data_of, expected
from seed_story import tell
from timeline import Report, Source, Timeline
from timeline.testing.strategies import timelines
from timeline.views import page, transitions

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
AXE = Path(__file__).parent / "data" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; install it (on Debian: apt-get install chromium)"),
]

READ = """rows => [...document.querySelectorAll('#stands tbody tr')].map(row => {
    const [, status, figures, because] = row.cells, more = / and (\\d+) more$/.exec(because.textContent);
    const links = because.querySelectorAll('a').length;
    return [status.querySelector('rect').getAttribute('class').slice(2), status.lastChild.textContent,
            figures.textContent, links + (more ? +more[1] : 0)];
})"""
MOVE = """([said, known, both]) => {
    const set = (id, value) => { const e = document.getElementById(id); e.value = value; e.dispatchEvent(new Event('input')); };
    if (document.getElementById('both').checked !== both) document.getElementById('both').click();
    set('known', known);
    set('said', said);
    return ['said', 'known'].map(id => document.getElementById(id + '-at').textContent);
}"""
ELEMENTS = """() => [...document.querySelectorAll('*')].map(e => e.tagName + ' ' + e.getAttributeNames().sort())"""


class Opened:
    """A page that is open, with all that it asked for and complained about."""

    def __init__(self, browser, path, text, **options):
        path.write_text(text, encoding="utf-8")
        self.data = data_of(text)
        self.context = browser.new_context(**options)
        self.tab = self.context.new_page()
        self.asked, self.said = [], []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("console", lambda message: self.said.append(message.text))
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.address = path.as_uri()
        self.tab.goto(self.address)

    def at(self, said, known, both=False):
        """Move the sliders; return the labels of the two clocks and the rows of the table."""
        labels = self.tab.evaluate(MOVE, [said, known, both])
        return labels, self.tab.evaluate(READ)

    def complaints(self):
        """Everything on the console, and every address asked for but the page itself and its empty icon."""
        return self.said, [url for url in self.asked if url not in {self.address, "data:,"}]


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright; install the extra dev")
    options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def opened(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")

    def open_page(text, **options):
        return Opened(browser, folder / "story.html", text, **options)

    return open_page


@pytest.fixture(scope="module")
def seed(opened):
    return opened(page(tell()))


@pytest.fixture(scope="module")
def long_page(browser, tmp_path_factory):
    return Opened(browser, tmp_path_factory.mktemp("long") / "long.html", page(tell_long()))


def replayed_at(told, labels):
    said, known = labels
    return told.replay(as_of=cut_of(said), known_at=cut_of(known))


def check(told, page_open, pairs, both=False):
    claims = list(told.replay())
    for said, known in pairs:
        labels, rows = page_open.at(said, known, both)
        if labels[1] == "nothing yet":
            assert {row[0] for row in rows} <= {"absent"}
        else:
            replayed = replayed_at(told, labels)
            assert rows == [expected(replayed, claim) for claim in claims], labels
    return len(claims)


def all_pairs(data):
    return [(said, known) for said in range(len(data["said"])) for known in range(len(data["known"]))]


def test_the_seed_story_is_shown_as_replay_has_it_at_every_moment_of_both_clocks(seed):
    told = tell()
    assert check(told, seed, all_pairs(seed.data)) == 12
    assert check(told, seed, [(said, 0) for said in range(len(seed.data["said"]))], both=True) == 12
    assert check(told, seed, all_pairs(seed.data)[::-1]) == 12
    assert seed.complaints() == ([], [])


def test_a_long_story_is_shown_as_replay_has_it_at_random_moments(long_page):
    chance = random.Random(3)
    saids, knowns = len(long_page.data["said"]), len(long_page.data["known"])
    pairs = [(0, 0), (saids - 1, knowns - 1), *((chance.randrange(saids), chance.randrange(knowns)) for _ in range(40))]
    assert check(tell_long(), long_page, pairs) == 30
    assert check(tell_long(), long_page, [(chance.randrange(saids), 0) for _ in range(10)], both=True) == 30
    assert long_page.complaints() == ([], [])


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(timelines(max_size=8))
def test_small_stories_of_every_kind_are_shown_as_replay_has_them(opened, told):
    shown = opened(page(told))
    check(told, shown, all_pairs(shown.data))
    check(told, shown, [(said, 0) for said in range(len(shown.data["said"]))], both=True)
    assert shown.complaints() == ([], [])
    shown.context.close()


def test_marks_are_faint_until_they_are_said_and_known(seed):
    faint = "() => [...document.querySelectorAll('.m')].map(mark => mark.classList.contains('off'))"
    seed.at(0, 1)
    assert seed.tab.evaluate(faint).count(False) == 7
    seed.at(0, 0)
    assert seed.tab.evaluate(faint).count(False) == 0
    seed.at(1, 1)
    assert seed.tab.evaluate(faint).count(False) == 22


def test_bands_end_where_the_knowledge_of_the_day_ends(seed):
    bands = "() => [...document.querySelectorAll('.bands')].map(b => [...b.children].map(r => r.getAttribute('class')).join())"
    seed.at(1, 1)
    at_first = seed.tab.evaluate(bands)
    assert "s corroborated" in ",".join(at_first)
    seed.at(1, 0)
    assert set(seed.tab.evaluate(bands)) == {"s unreported"}
    seed.at(1, 1)
    assert seed.tab.evaluate(bands) == at_first


def test_arrow_keys_replay_the_story(seed):
    tab = seed.tab
    seed.at(1, 1)
    tab.evaluate("() => document.activeElement.blur()")
    shown = lambda: (tab.inner_text("#said-at"), tab.inner_text("#known-at"))  # noqa: E731  # asked for again and again, below
    assert shown() == ("2024-10-18", "2024-10-18")
    tab.keyboard.press("ArrowLeft")
    assert shown() == ("2024-10-17", "2024-10-18")
    tab.keyboard.press("Shift+ArrowLeft")
    assert shown() == ("2024-10-17", "the start")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Shift+ArrowRight")
    assert shown() == ("2024-10-18", "2024-10-18")
    tab.focus("#said")
    tab.keyboard.press("ArrowLeft")
    assert shown() == ("2024-10-17", "2024-10-18")
    assert tab.get_attribute("#said", "aria-valuetext") == "2024-10-17"
    tab.keyboard.press("End")


def test_the_keyboard_alone_reaches_everything(opened):
    tab = opened(page(tell())).tab
    wanted = tab.evaluate("""() => { const all = [...document.querySelectorAll('a[href],input,summary,[tabindex]')];
        all.forEach((e, i) => e.dataset.stop = i); return all.length; }""")
    reached = set()
    for _ in range(wanted + 5):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("() => document.activeElement.dataset.stop"))
    assert len(reached - {None}) == wanted > 60


def test_a_mark_leads_to_its_report(seed):
    seed.at(1, 1)
    seed.tab.locator("#chart a.m").first.focus()
    seed.tab.keyboard.press("Enter")
    assert seed.tab.evaluate("() => document.querySelector(':target').matches('li[id]')")
    assert "Zelenskyy" in seed.tab.inner_text(":target")


def test_a_mark_of_a_long_story_opens_the_period_of_its_report(long_page):
    long_page.tab.locator("#chart a.m").nth(900).focus()
    long_page.tab.keyboard.press("Enter")
    long_page.tab.wait_for_function("() => document.querySelector(':target')?.closest('details').open")
    assert long_page.tab.is_visible(":target")
    long_page.tab.evaluate("() => document.querySelectorAll('details').forEach(details => { details.open = false })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_the_seed_story_has_no_accessibility_violation(opened, scheme, width):
    shown = opened(page(tell()), color_scheme=scheme, viewport={"width": width, "height": 800})
    assert violations(shown.tab) == []
    shown.at(0, 1)
    assert violations(shown.tab) == []
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert shown.tab.evaluate(overflow) == 0
    shown.context.close()


@pytest.mark.parametrize("width", [1200, 360])
def test_a_long_story_has_no_accessibility_violation(long_page, width):
    long_page.tab.set_viewport_size({"width": width, "height": 800})
    long_page.at(len(long_page.data["said"]) - 1, len(long_page.data["known"]) - 1)
    assert violations(long_page.tab) == []
    long_page.tab.evaluate("() => document.querySelectorAll('main > details').forEach((one, i) => { one.open = i === 0 })")
    assert long_page.tab.locator("main > details[open] ul a").count() > 100
    assert violations(long_page.tab) == []
    long_page.tab.evaluate("() => document.querySelectorAll('details').forEach(details => { details.open = false })")
    long_page.tab.set_viewport_size({"width": 1280, "height": 720})


def test_a_story_of_many_scripts_has_no_accessibility_violation_and_fits(opened):
    for width in (1200, 360):
        shown = opened(page(many_scripts.tell()), viewport={"width": width, "height": 800})
        assert violations(shown.tab) == []
        assert shown.tab.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert shown.complaints() == ([], [])
        shown.context.close()


def violations(tab):
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]


def test_a_past_state_is_printed_with_its_dates_and_without_what_moves_it(opened):
    shown = opened(page(tell()))
    shown.at(1, 1)
    shown.tab.emulate_media(media="print")
    assert shown.tab.is_visible("#said-at")
    assert shown.tab.is_visible("#known-at")
    assert shown.tab.inner_text("#said-at") == shown.data["said"][1]
    assert not any(shown.tab.is_visible(one) for one in ("#said", "#known", "#both", ".both", ".hint", ".skip"))
    shown.context.close()


def test_without_scripts_the_end_and_the_chronicle_are_there(browser, tmp_path):
    shown = Opened(browser, tmp_path / "plain.html", page(tell()), java_script_enabled=False)
    assert not shown.tab.is_visible("#replay")
    assert shown.tab.locator("#stands tbody tr").count() == 12
    assert shown.tab.is_visible("#e40")


def test_hostile_text_makes_no_element_no_request_and_no_noise(opened):
    text = "".join(FRAGMENTS)
    shown, plain = opened(page(story(text), title=text)), opened(page(story(harmless(text)), title=harmless(text)))
    assert shown.tab.evaluate(ELEMENTS) == plain.tab.evaluate(ELEMENTS)
    shown.at(0, 0)
    plain.at(0, 0)
    assert shown.tab.evaluate(ELEMENTS) == plain.tab.evaluate(ELEMENTS)
    last = len(shown.data["said"]) - 1, len(shown.data["known"]) - 1
    shown.at(*last)
    plain.at(*last)
    assert shown.tab.evaluate(ELEMENTS) == plain.tab.evaluate(ELEMENTS)
    assert shown.complaints() == ([], [])
    links = "() => [...document.querySelectorAll('[href],[src]')].map(e => e.getAttribute('href') || e.src)"
    assert {link[:1] for link in shown.tab.evaluate(links) if link != "data:,"} == {"#"}


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join).filter(str.strip))
def test_any_hostile_text_leaves_the_elements_as_they_are(opened, text):
    shown, plain = opened(page(story(text))), opened(page(story(harmless(text))))
    assert shown.tab.evaluate(ELEMENTS) == plain.tab.evaluate(ELEMENTS)
    assert shown.complaints() == ([], [])
    shown.context.close()
    plain.context.close()


def test_a_word_of_a_hundred_thousand_letters_does_not_widen_the_page(opened):
    shown = opened(page(story("A" * 99_980)), viewport={"width": 360, "height": 700})
    overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert shown.tab.evaluate(overflow) == 0


def test_an_empty_timeline_makes_no_noise(opened):
    assert opened(page(Timeline())).complaints() == ([], [])


DATES = r"""() => [...document.querySelectorAll('td, li[id] > p')].flatMap(cell => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
    for (let node; (node = walk.nextNode());) for (const date of node.data.matchAll(/\d{4}-\d\d-\d\d/g)) {
        const at = (from) => { const range = document.createRange(); range.setStart(node, date.index + from);
            range.setEnd(node, date.index + from + 1); return range.getBoundingClientRect(); };
        const [first, last] = [at(0), at(9)];
        if (first.top === last.top) found.push([date[0], first.left < last.left]);
    }
    return found;
})"""


@pytest.mark.parametrize("width", [1100, 390])
def test_no_date_is_turned_around_by_a_name_from_right_to_left(opened, width):
    shown = opened(page(many_scripts.tell()), viewport={"width": width, "height": 800})
    for said, known in ((2, 2), (len(shown.data["said"]) - 1, len(shown.data["known"]) - 1)):
        shown.at(said, known)
        dates = shown.tab.evaluate(DATES)
        assert len(dates) > 15
        assert [date for date, forward in dates if not forward] == []
    shown.context.close()


def test_no_date_of_a_notebook_is_turned_around_either(browser):
    maryam = Source("مريم", name="مريم الحداد")
    told = Timeline().append(maryam, maryam.affirms("مغلق", said="2024-05-03"), maryam.denies("c", said="2024-05-04/2024-05-06"))
    shown = [told, told.replay(), told.replay()["مغلق"], told.diff("2024-05-01", "2024-05-09"), transitions(told.replay())]
    tab = browser.new_page(viewport={"width": 2000, "height": 800})
    tab.set_content("".join(one._repr_html_() for one in shown))
    dates = tab.evaluate(DATES)
    assert len(dates) > 15
    assert [date for date, forward in dates if not forward] == []
    tab.close()


def test_each_figure_in_a_cell_stands_where_it_stands_in_the_list(opened):
    shown = opened(page(many_scripts.tell()), viewport={"width": 2000, "height": 800})
    shown.tab.evaluate("() => document.styleSheets[0].insertRule('td{white-space:nowrap}', 9)")
    lefts = "() => [...document.querySelectorAll('#c2 td:nth-child(3) bdi')].map(e => e.getBoundingClientRect().left)"
    first, second = shown.tab.evaluate(lefts)
    assert first < second
    shown.context.close()


BOXES = """(selector) => [...document.querySelectorAll(selector)].map(e => {
    const r = e.getBoundingClientRect(); return [r.left, r.right, r.top, r.bottom]; }).filter(r => r[1] > r[0])"""


@pytest.mark.parametrize("width", [1100, 390])
def test_what_heads_a_lane_lies_on_no_mark_and_ends_within_the_chart(opened, width):
    shown = opened(page(many_scripts.tell()), viewport={"width": width, "height": 800})
    heads, marks = (shown.tab.evaluate(BOXES, selector) for selector in ("#chart .who", "#chart .m use, #chart .m text"))
    (chart,) = shown.tab.evaluate(BOXES, "#chart")
    assert len(heads) == 7
    assert all(chart[0] <= head[0] and head[1] <= chart[1] for head in heads)
    apart = [not (h[0] < m[1] and m[0] < h[1] and h[2] + 3 < m[3] and m[2] < h[3] - 3) for h in heads for m in marks]
    assert all(apart)
    names, beside = (shown.tab.evaluate(BOXES, f"#chart .{part}") for part in ("name", "beside"))
    assert len(beside) == (4 if width == 1100 else 0)
    assert all(name[1] <= other[0] for name, other in zip(names, beside, strict=False))
    shown.context.close()


def test_what_was_said_on_a_day_stands_under_the_name_of_that_day(seed):
    lines = "() => [...document.querySelectorAll('.tick')].map(e => e.getBoundingClientRect().left)"
    (seventeenth, eighteenth, nineteenth), names = seed.tab.evaluate(lines), seed.tab.evaluate(BOXES, "#chart .date")
    texts = seed.tab.evaluate("() => [...document.querySelectorAll('#chart .date')].map(e => e.textContent)")
    assert texts[:3] == ["17 Oct", "18 Oct", "19 Oct"]
    signs = seed.tab.evaluate("""() => [...document.querySelectorAll('#chart a.m')].map(e => {
        const r = e.querySelector('use').getBoundingClientRect();
        return [/2024-10-\\d\\d/.exec(e.querySelector('title').textContent)[0], (r.left + r.right) / 2]; })""")
    days = {"2024-10-17": (seventeenth, eighteenth), "2024-10-18": (eighteenth, nineteenth)}
    assert len(signs) == 22
    for day, at in signs:
        assert days[day][0] < at < days[day][1]
    for (left, right, *_), (from_, to) in zip(names, days.values(), strict=False):
        assert from_ <= left <= right <= to


def test_a_sign_for_many_leads_to_the_list_of_them_all_by_keyboard(long_page):
    long_page.at(len(long_page.data["said"]) - 1, len(long_page.data["known"]) - 1)
    signs = long_page.tab.locator("#chart a.m:has(.more)")
    assert signs.count() > 20
    listed = set()
    for i in (0, 7, signs.count() - 1):
        sign = signs.nth(i)
        count = int(sign.locator("text").text_content().removeprefix("+"))
        sign.focus()
        long_page.tab.keyboard.press("Enter")
        long_page.tab.wait_for_function("() => document.querySelector('ul:target')?.closest('details').open")
        links = long_page.tab.locator("ul:target a")
        assert links.count() == count
        assert links.first.is_visible()
        long_page.tab.keyboard.press("Tab")
        assert long_page.tab.evaluate("() => document.activeElement.closest('ul') === document.querySelector(':target')")
        listed |= set(links.evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    long_page.tab.keyboard.press("Enter")
    long_page.tab.wait_for_function("() => document.querySelector('li:target')")
    assert long_page.tab.is_visible("li:target")
    assert long_page.tab.evaluate("() => location.hash") in listed
    long_page.tab.evaluate("() => document.querySelectorAll('details').forEach(details => { details.open = false })")


def test_the_list_opens_without_scripts_too(browser, tmp_path):
    shown = Opened(browser, tmp_path / "plain.html", page(tell_long()), java_script_enabled=False)
    sign = shown.tab.locator("#chart a.m:has(.more)").first
    assert not shown.tab.locator("main > details ul a").first.is_visible()
    sign.click()
    assert shown.tab.locator("ul:target a").count() == int(sign.locator("text").text_content().removeprefix("+"))
    assert shown.tab.locator("ul:target a").first.is_visible()
    shown.context.close()


def test_every_report_is_led_to_from_the_chart_or_its_list(long_page):
    led = "() => [...document.querySelectorAll('#chart a.m, main > details ul a')].map(link => link.getAttribute('href'))"
    reports = {f"#e{entry.position}" for entry in tell_long() if isinstance(entry.event, Report)}
    assert reports - set(long_page.tab.evaluate(led)) == set()


def tree(shown):
    """The roles and names of what a reader of the screen hears of the table."""
    client = shown.context.new_cdp_session(shown.tab)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]


def test_on_a_phone_each_cell_says_what_it_is_and_the_table_stays_one(opened):
    shown = opened(page(tell()), viewport={"width": 360, "height": 740})
    heads = shown.tab.evaluate("() => [...document.querySelectorAll('#stands thead th')].map(e => e.textContent)")
    words = shown.tab.evaluate("""() => [...document.querySelectorAll('#c3 td')].map(
        e => getComputedStyle(e, '::before').content)""")
    assert words == [f'"{head}: " / ""' for head in heads[1:]]
    visible = "() => [...document.querySelectorAll('#c1 td')].map(e => e.offsetHeight > 0)"
    assert shown.tab.evaluate(visible) == [True, False, True]
    heard = tree(shown)
    assert sum(role == "row" for role, _ in heard) == 13
    assert [name for role, name in heard if role == "columnheader"] == heads
    assert ("cell", "corroborated") in heard
    wide = opened(page(tell()), viewport={"width": 1100, "height": 740})
    assert wide.tab.evaluate("() => getComputedStyle(document.querySelector('#c3 td'), '::before').content") == "none"
    assert [name for role, name in tree(wide) if role == "columnheader"] == heads
    shown.context.close()
    wide.context.close()


def test_a_step_touches_only_the_rows_that_it_changes(long_page):
    touched = """([said]) => { const slider = document.getElementById('said'), body = document.querySelector('#stands tbody');
        const rows = body.rows, text = () => [...rows].map(row => row.innerHTML);
        const watch = new MutationObserver(() => {});
        watch.observe(body, {subtree: true, childList: true, characterData: true});
        const before = text();
        slider.value = said;
        slider.dispatchEvent(new Event('input'));
        const after = text(), at = node => (node.closest ? node : node.parentElement).closest('tr').id;
        return [[...new Set(watch.takeRecords().map(record => at(record.target)))].sort(),
                [...rows].filter((_, i) => before[i] !== after[i]).map(row => row.id).sort()]; }"""
    last = len(long_page.data["said"]) - 1
    long_page.at(last, len(long_page.data["known"]) - 1)
    changed = 0
    for said in range(last - 1, last - 40, -1):
        rows, differ = long_page.tab.evaluate(touched, [said])
        assert rows == differ
        changed += len(differ)
    assert 0 < changed < 39 * 30
