"""States: what the page shows of each claim at every pair of moments, taken from the real replay, as changes of a path.

At one moment of knowledge a claim has a path: its state from each moment of said-time on. A `Turn` says what a later
moment of knowledge makes of that path: from ``since`` on it is replaced. Where reports are recorded as they are made,
a turn has one step, so that all pairs of moments of a long story fit into as many steps as it has reports.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby

from attrs import field, frozen

from timeline import Claim, Entry, PolicyLike, Report, Retraction, State, Story, Verdict, When, fold
from timeline._state import told_by
from timeline.views._page._figures import figures_of
from timeline.views._page._moments import Moments, said_at
from timeline.views._page._scope import Scope, amended_by

__all__ = ["ABSENT", "Shown", "Turn", "shown", "turns"]

MOST_CAUSES = 4


@frozen
class Shown:
    """What the page shows of one claim at one cut; ``because`` are the ids of reports, newest first, ``more`` how many others."""

    status: str
    label: str
    figures: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    more: int = 0


ABSENT = Shown("absent", "not on file")
"""A claim that nobody had recorded anything of."""

Path = list[tuple[int, Shown]]


@frozen
class Turn:
    """From a moment of knowledge on, the path is what it was before ``since``, and then ``steps``."""

    known: int
    since: int
    steps: tuple[tuple[int, Shown], ...]


def shown(claim: Claim) -> Shown:
    """Return what the page shows of a claim."""
    because = tuple(dict.fromkeys(report.id for report in reversed(claim.because)))
    return Shown(
        status=claim.status.value,
        label=claim.label,
        figures=figures_of(claim.figures),
        because=because[:MOST_CAUSES],
        more=len(because[MOST_CAUSES:]),
    )


def turns(scope: Scope, claim: str, moments: Moments, policy: PolicyLike | None) -> list[Turn]:
    """Return how the path of one claim changes as knowledge grows; all times are microseconds."""
    return list(_Teller(scope, claim, moments, policy).turns())


@frozen
class _Teller:
    scope: Scope
    claim: str
    moments: Moments
    policy: PolicyLike | None
    entries: tuple[Entry, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        found = sorted(self.scope.bearing_on(self.claim), key=lambda entry: entry.recorded_us)
        object.__setattr__(self, "entries", tuple(found))

    def turns(self) -> Iterator[Turn]:
        known: list[Entry] = []
        path: Path = []
        for recorded, found in groupby(self.entries, key=lambda entry: entry.recorded_us):
            new = list(found)
            known += new
            state = fold(known)
            if self.claim not in state.claims:
                continue
            since = self._since(new) if path else self.moments.said[0]
            after = _merged([*(step for step in path if step[0] < since), *self._told(state, since)])
            if after != path:
                same = next((i for i, pair in enumerate(zip(path, after, strict=False)) if pair[0] != pair[1]), None)
                at = min(len(path), len(after)) if same is None else same
                cut = min(step[0] for steps in (path, after) for step in steps[at : at + 1])
                yield Turn(recorded, cut, tuple(after[at:]))
                path = after

    def _told(self, state: State, since: int) -> Iterator[tuple[int, Shown]]:
        """Yield the state at each moment from one on, by the real replay of the entries that bear on the claim."""
        spoken = {us for entry in state for us in said_at(entry)} | {since}
        for us in sorted(us for us in spoken if since <= us <= self.moments.said[-1]):
            story = Story(told_by(state, us), policy=self.policy, as_of=When.at(us), claims=(self.claim,))
            yield us, shown(story[self.claim])

    def _since(self, new: Sequence[Entry]) -> int:
        """Return the first moment of said-time at which some new entries can make a difference."""
        ends = [entry.event.said.order[0] for entry in new if self._plain(entry)]  # type: ignore[union-attr]  # a plain one was said at some time
        return min(ends) if len(ends) == len(new) else self.moments.said[0]

    def _plain(self, entry: Entry) -> bool:
        """Whether an entry changes nothing before it was said: a statement that nothing amends."""
        return isinstance(entry.event, Report | Retraction | Verdict) and entry.id not in self._amended

    @cached_property
    def _amended(self) -> frozenset[str]:
        return frozenset(name for entry in self.entries for name in amended_by(entry))


def _merged(path: Path) -> Path:
    """Return the path without steps that change nothing."""
    return [step for i, step in enumerate(path) if i == 0 or path[i - 1][1] != step[1]]
