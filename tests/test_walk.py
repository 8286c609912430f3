"""Every small story: how many there are, where they end, and the moves that they make."""

from collections import Counter

import pytest

from timeline import LEGAL_MOVES, Policy
from timeline._walk import status_under, stories, walk


def test_so_many_stories_have_two_steps_and_so_many_moves_are_made_in_them():
    told = list(stories(Policy(), 2))
    assert len(told) == 2_238
    found = walk(Policy(), 2)
    assert len(found) == 62
    assert sum(map(len, found.values())) == 364
    assert {move for move in found if move.before is not move.after} < set(LEGAL_MOVES)


@pytest.mark.no_cover
def test_stories_of_three_steps_end_in_every_status_so_and_so_often():
    ends = Counter()
    for _, before, _, after in stories(Policy(), 3):
        ends[after.n - 1, after.status.value] += 1
        assert after.story[:-1] == before.story
    assert {status: times for (steps, status), times in ends.items() if steps == 3} == {
        "corroborated": 9_160,
        "denied": 19_740,
        "disputed": 13_532,
        "open": 5_112,
        "reported": 14_642,
        "withdrawn": 599,
    }


def test_a_story_can_be_judged_under_another_policy_than_the_one_it_was_told_under():
    judged = Counter(status_under(Policy(min_origins=3), state, after).value for state, _, _, after in stories(Policy(), 2))
    assert judged["corroborated"] == 5
    assert judged["reported"] == 818 + 19 + 3
