"""The real record: any figure on any day, as known now and as known then, against a plain loop over the raw file."""

import json
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from examples_path import EXAMPLES
from revised_figures import figure_of, figures, tell

ACTS = [json.loads(line) for line in (EXAMPLES / "data/ua-losses/events.jsonl").read_text().splitlines()]
for act in ACTS:
    act["recorded"] = datetime.fromisoformat(act["recorded_at"])
BY_CLAIM = {claim: [act for act in ACTS if act["claim"] == claim] for claim in {act["claim"] for act in ACTS}}
CLAIMS = sorted({act["claim"] for act in ACTS})
LAST = date(2026, 8, 9)


@pytest.fixture(scope="module")
def timeline():
    return tell()


def naive(claim: str, day: date, known: date) -> dict[str, str]:
    """Keep the raw record by hand: each row replaced or removed as the recorder did, the newest day of each source last."""
    end = datetime(known.year, known.month, known.day, tzinfo=UTC) + timedelta(days=1)
    rows, first = {}, {}
    for act in BY_CLAIM[claim]:
        if act["recorded"] >= end:
            continue
        seq = act["seq"]
        if act["kind"] in {"revise", "withdraw"}:
            seq = first[seq] = first.get(act["supersedes"], act["supersedes"])
            rows.pop(seq, None)
        if act["kind"] in {"report", "update", "revise"}:
            rows[seq] = act
    latest = {}
    for act in sorted(rows.values(), key=lambda act: (act["said_on"], act["seq"])):
        if date.fromisoformat(act["said_on"]) <= day:
            latest[act["source"]] = figure_of(act["value"], act.get("qualifier")).words
    return latest


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(4))
def test_any_figure_on_any_day_is_what_a_plain_loop_over_the_record_gives(timeline, seed):
    draw = random.Random(seed)
    seen = 0
    for _ in range(50):
        known, day = (date(2022, 2, 24) + timedelta(days=draw.randrange((LAST - date(2022, 2, 24)).days)) for _ in "ab")
        if draw.random() < 0.5:
            known = day + timedelta(days=draw.randrange(-3, 5))
        then = timeline.replay(as_of=day, known_at=known)
        now = timeline.replay(as_of=day)
        for claim in draw.sample(CLAIMS, 4):
            expected = naive(claim, day, known)
            assert figures(then, claim) == expected
            assert figures(now, claim) == naive(claim, day, LAST)
            seen += bool(expected)
    assert seen > 100


def test_every_act_is_on_the_timeline(timeline):
    assert len(timeline) == 23_405 + 22 + 1
    assert sum(1 for act in ACTS if act["kind"] == "revise") == 357
    assert sum(1 for act in ACTS if act["kind"] == "withdraw") == 162
