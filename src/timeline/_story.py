"""Story: all claims at one cut, to look up, to compare with another cut, and to ask why."""

from collections.abc import Callable, Iterable
from functools import partial

from timeline._claim import Claims
from timeline._diff import Diff
from timeline._diff import diff as compare
from timeline._policy import PolicyLike
from timeline._state import Cut, State, told_by
from timeline._time import cut_us
from timeline._why import Why
from timeline._why import why as explain

__all__ = ["Story", "story_at"]


class Story(Claims):
    """All claims at one cut: a read-only mapping of claim id to `Claim`, each computed when it is asked for.

    A claim that the timeline knows but nobody has yet spoken of is unreported; one that it does not know raises
    `UnknownClaimError`. `print` shows a table: claim, status, figures, because of whom, since.
    """

    def diff(self, other: "Story") -> Diff:
        """Return what changed from this story to the other, per claim, with the entries that caused it.

        Raises `PolicyError` where the two are under different policies.
        """
        return compare(self, other)

    def why(self, claim: str) -> Why:
        """Return reports that alone give the claim the same status, none to spare; raises `UnknownClaimError`."""
        return explain(self, claim)


def story_at(
    when: Cut,
    policy: PolicyLike | None,
    known: Callable[[], State],
    known_later: Callable[[], Iterable[str]] = tuple,
    alone: Callable[[str], State] | None = None,
) -> Story:
    """Return the story at a pair of cuts; what is known by then is asked for when somebody looks at a claim."""
    last = cut_us(when.as_of, "as_of")
    return Story(
        partial(told_by, last=last),
        policy=policy,
        as_of=when.as_of,
        known_at=when.known_at,
        known=known,
        known_later=known_later,
        alone=alone,
    )
