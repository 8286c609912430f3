"""Columns answer as replay does, whatever the story."""

from hypothesis import given, settings

from timeline import Policy
from timeline.bulk import Columns
from timeline.testing import cuts, timelines

POLICIES = (
    Policy(),
    Policy(min_origins=1),
    Policy(min_origins=3),
    Policy(origin_by="office"),
    Policy(origin_by="speaker"),
    Policy(count_derived=True),
)


@given(timelines(), cuts())
@settings(max_examples=300)
def test_columns_answer_as_replay_does(timeline, when):
    columns = Columns(timeline)
    for policy in POLICIES:
        story = timeline.replay(as_of=when.as_of, known_at=when.known_at, policy=policy)
        right = {claim: story[claim].status for claim in story}
        assert dict(columns.statuses(as_of=when.as_of, known_at=when.known_at, policy=policy)) == right
        one_by_one = {claim: columns.status(claim, as_of=when.as_of, known_at=when.known_at, policy=policy) for claim in story}
        assert one_by_one == right
