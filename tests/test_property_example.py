"""The example that puts a question to the policy holds, and says what it found."""

import runpy

from property_test import (
    falls,
    shortest,
    test_a_claim_can_fall_in_one_step,
    test_only_a_party_that_affirmed_a_claim_can_make_it_fall,
)

from examples_path import EXAMPLES

__all__ = ["test_a_claim_can_fall_in_one_step", "test_only_a_party_that_affirmed_a_claim_can_make_it_fall"]


def test_the_shortest_story_is_one_voice_that_turns():
    story = shortest()
    affirmed, denied = list(story)[-2:]
    assert len(story) == 7
    assert affirmed.event.source == denied.event.source
    assert [move.cause for move in falls(story)] == [denied]


def test_the_script_shows_the_story_and_explains_it(capsys):
    runpy.run_path(str(EXAMPLES / "property_test.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert printed.startswith("Can a claim go from corroborated to denied in one step? Yes.")
    assert "present: corroborated → denied" in printed
    assert "one voice can carry two origins" in printed


def test_the_example_fits_on_a_screen():
    assert len((EXAMPLES / "property_test.py").read_text(encoding="utf-8").splitlines()) < 60
