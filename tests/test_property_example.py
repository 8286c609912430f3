"""The example that puts a question to the policy holds, and says what it found."""

from examples_path import example

PROPERTY = example("property_test")
test_only_a_party_that_affirmed_a_claim_can_make_it_fall = PROPERTY.test_only_a_party_that_affirmed_a_claim_can_make_it_fall
test_a_claim_can_fall_in_one_step = PROPERTY.test_a_claim_can_fall_in_one_step


def test_the_shortest_story_is_one_voice_that_turns():
    story = PROPERTY.shortest()
    affirmed, denied = list(story)[-2:]
    assert len(story) == 7
    assert affirmed.event.source == denied.event.source
    assert [move.cause for move in PROPERTY.falls(story)] == [denied]
