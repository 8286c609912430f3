"""Engines answer as replay does: on any story at any cuts, from the numbers of a table and from its records."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from columns_cases import DAYS, POLICIES, Loudest, Same, plain_timelines
from drawn import same
from seed_story import tell as tell_seed_story
from timeline import Cut, Policy, PolicyLike, Timeline
from timeline.bulk import StoryTable, replay
from timeline.testing import cuts, timelines


def agrees(
    timeline: Timeline, *when: Cut, policies: tuple[PolicyLike, ...] = (*POLICIES, Same(), Loudest()), engine: str = "sqlite"
) -> None:
    table = StoryTable.of(timeline)
    for cut in when:
        for policy in policies:
            story = timeline.replay(as_of=cut.as_of, known_at=cut.known_at, policy=policy)
            right = {claim: story[claim].status for claim in story}
            found = replay(table, as_of=cut.as_of, known_at=cut.known_at, policy=policy, engine=engine)
            assert dict(found) == right, (cut, policy)


@given(timelines(), st.lists(cuts(), min_size=1, max_size=3))
@settings(same, max_examples=20)
def test_any_story_at_any_cuts_is_answered_by_an_engine_as_by_replay(timeline: Timeline, when: list[Cut]) -> None:
    agrees(timeline, *when)


@given(plain_timelines(), st.sampled_from(DAYS), st.sampled_from(DAYS))
@settings(same, max_examples=30)
def test_any_story_that_numbers_are_enough_for(timeline: Timeline, as_of: str, known_at: str) -> None:
    agrees(timeline, Cut(as_of=as_of, known_at=known_at), Cut(as_of=as_of), Cut())


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_the_seed_story_is_answered_by_each_engine_as_by_replay_on_every_day(engine: str) -> None:
    days = [None, *(f"2024-10-{day}" for day in range(14, 21))]
    when = (Cut(as_of=as_of, known_at=known_at) for as_of in days for known_at in days)
    agrees(tell_seed_story(), *when, policies=(Policy(), Same()), engine=engine)
