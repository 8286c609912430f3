"""The chart of a page: where its dates stand, which lane a source has, how marks are placed and summed up."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed_story import tell
from timeline import Correction, Entry, Report, Source, Timeline, When
from timeline._desk import Desk
from timeline._time import BEGINNING
from timeline.views import chart, page
from timeline.views._page._lanes import Layout, lanes
from timeline.views._page._marks import Mark, lane_marks
from timeline.views._page._scale import Scale

DAY = 86_400_000_000


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
