"""Column laws: what is answered from columns is what the fold answers."""

from itertools import product

from timeline import Policy, Timeline
from timeline.bulk import Columns
from timeline.testing.comparing import few, moments, recordings

__all__ = ["columns_answer_as_replay_does"]

POLICIES = (Policy(), Policy(min_origins=3, origin_by="speaker"), Policy(origin_by="office", count_derived=True))


def columns_answer_as_replay_does(timeline: Timeline) -> None:
    """The status of each claim from columns, of all at once and of one alone, is that of the story at the same cuts."""
    columns = Columns(timeline)
    for as_of, known_at in few([*product(moments(timeline), recordings(timeline))]):
        for policy in POLICIES:
            story = timeline.replay(as_of=as_of, known_at=known_at, policy=policy)
            right = {claim: story[claim].status for claim in story}
            found = dict(columns.statuses(as_of=as_of, known_at=known_at, policy=policy))
            assert found == right, f"as of {as_of}, known at {known_at}, under {policy}: {found}, and replay says {right}"
            for claim, status in right.items():
                alone = columns.status(claim, as_of=as_of, known_at=known_at, policy=policy)
                assert alone is status, f"{claim} as of {as_of}, known at {known_at}, under {policy}: {alone}, not {status}"
