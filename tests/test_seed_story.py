"""The real story: told truthfully on the 17th, on the 18th, as known on the 17th, and without one party."""

import json

import pytest

from command_line import SEED
from examples_path import EXAMPLES
from seed_story import tell
from timeline import Report
from timeline.codecs import encode
from timeline.stores import load

EXPECTED = json.loads((EXAMPLES / "data/seed-story/expected.json").read_text())
STATEMENTS = [json.loads(line) for line in (EXAMPLES / "data/seed-story/statements.jsonl").read_text().splitlines()]
LEFT_OUT = "party left out: ukraine, as_of 2024-10-18"


def statuses(story):
    return {claim: story[claim].status.value for claim in story}


@pytest.mark.parametrize("day", ["2024-10-17", "2024-10-18"])
def test_the_story_has_the_expected_status_of_every_claim_on_each_day(day):
    assert statuses(tell().replay(as_of=day)) == EXPECTED[f"as_of {day}"]


def test_nothing_was_known_on_the_17th_since_it_was_published_on_the_18th():
    story = tell().replay(as_of="2024-10-18", known_at="2024-10-17")
    assert set(statuses(story).values()) == {"unreported"}
    assert len(story) == 12


def test_the_story_without_the_voices_of_one_party():
    assert statuses(tell().without(party="ukraine").replay(as_of="2024-10-18")) == EXPECTED[LEFT_OUT]


def test_the_example_tells_all_22_statements_as_the_material_has_them():
    told = [entry.event for entry in tell() if isinstance(entry.event, Report)]
    assert len(told) == len(STATEMENTS) == 22
    material = {
        (s["source"], s["claim"], s["stance"], s["said"], s.get("quote"), s.get("up_to"), s.get("reason"))
        for s in STATEMENTS
    }
    assert {
        (
            r.source,
            r.claim,
            r.stance.value,
            r.said.text,
            r.quote,
            r.up_to and r.up_to.text,
            r.reason and r.reason.value,
        )
        for r in told
    } == material
    assert sorted(r.quantity.words for r in told if r.quantity) == [
        "10,000 soldiers",
        "10,000 soldiers",
        "10,000 troops",
        "around 1,500",
        "thousands",
    ]


def test_the_figures_stand_in_the_words_used():
    story = tell().replay(as_of="2024-10-18")
    assert [figure.quantity.words for figure in story["present"].figures] == ["around 1,500"]
    assert [figure.denied for figure in story["moved"].figures] == [True]
    assert story["moved"].up_to.text == "2024-10-17"


def test_the_file_that_the_demo_shows_is_the_example():
    assert load(SEED) == tell()
    assert SEED.read_bytes() == b"".join(encode(entry) + b"\n" for entry in tell())
