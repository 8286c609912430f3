"""Verify: one checksum: whether an engine answers, at random pairs of cuts, as the plain fold does."""

import random
from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any

from attrs import field, frozen

from timeline import Cut, Status, Timeline
from timeline._time import When
from timeline.bulk._engine import Engine
from timeline.bulk._made_up import made_up
from timeline.bulk._replay import engine_of, replay

__all__ = ["Trial", "Verified", "checksum", "verify"]

_SHOWN = 3
_REPORTS = 10_000


def checksum(statuses: Mapping[str, Status]) -> str:
    """Return the checksum of statuses by claim, in whatever order they come: 64 hexadecimal digits."""
    lines = sorted(f"{claim}\0{status.value}\n" for claim, status in statuses.items())
    return sha256("".join(lines).encode()).hexdigest()


@frozen(kw_only=True)
class Verified:
    """What an engine was held to, and the checksum of all its answers, which every right engine has."""

    engine: str
    entries: int
    claims: int
    cuts: int
    checksum: str


@frozen(eq=False)
class Trial:
    """A story, and pairs of cuts to ask for; what the plain fold answers to them is kept."""

    story: Timeline
    cuts: tuple[Cut, ...] = field(repr=False)

    @classmethod
    def of(cls, story: Timeline, *, cuts: int = 20, seed: int = 0) -> "Trial":
        """Return a trial with so many random pairs of cuts, the first without limits."""
        return cls(story, (Cut(), *_random_cuts(story, cuts - 1, random.Random(seed))))

    @classmethod
    def made_up(cls, reports: int = _REPORTS, *, cuts: int = 20, seed: int = 0) -> "Trial":
        """Return a trial on so many made-up reports, the same in every run."""
        return cls.of(Timeline(made_up(reports, seed)), cuts=cuts, seed=seed)

    def right(self, cut: Cut) -> dict[str, Status]:
        """Return what the plain fold answers to a pair of cuts."""
        story = self.story.replay(as_of=cut.as_of, known_at=cut.known_at)
        return {claim: story[claim].status for claim in story}

    @cached_property
    def checksums(self) -> tuple[str, ...]:
        """The checksum of the plain fold's answer to each pair of cuts."""
        return tuple(checksum(self.right(cut)) for cut in self.cuts)


def _random_cuts(story: Timeline, count: int, dice: random.Random) -> Iterator[Cut]:
    moments = [entry.recorded_us for entry in story if entry.recorded_us > 0] or [0]  # undated notes are of the beginning of time
    first, last = min(moments), max(moments)
    for _ in range(count):
        as_of, known_at = (When.at(dice.randint(first, last)) for _ in range(2))
        yield Cut(as_of=as_of, known_at=known_at)


def verify(engine: Engine | str = "duckdb", trial: Trial | None = None, *, table: Any = None) -> Verified:
    """Return the checksum of an engine's answers under the default policy, after holding each to the plain fold; raises
    `AssertionError` with the cuts and some claims where one differs.

    The story is by default 10,000 made-up reports; ``table`` is the one that it already lies in, where it does: otherwise the
    engine is lent one, for as long as it takes.
    """
    made = engine_of(engine)
    trial = Trial.made_up(_REPORTS) if trial is None else trial
    if table is not None:
        return _held(made, trial, table)
    with made.lent(trial.story) as lent:
        return _held(made, trial, lent)


def _held(engine: Engine, trial: Trial, table: Any) -> Verified:
    claims, whole = 0, sha256()
    for cut, right in zip(trial.cuts, trial.checksums, strict=True):
        found = replay(table, as_of=cut.as_of, known_at=cut.known_at, engine=engine)
        summed = checksum(found)
        if summed != right:
            raise AssertionError(f"{engine.name} {_difference(dict(found), trial.right(cut))}, at {cut}")
        claims = max(claims, len(found))
        whole.update(summed.encode())
    return Verified(
        engine=engine.name, entries=len(trial.story), claims=claims, cuts=len(trial.cuts), checksum=whole.hexdigest()
    )


def _difference(found: Mapping[str, Status], right: Mapping[str, Status]) -> str:
    differing = sorted(claim for claim in found.keys() | right.keys() if found.get(claim) != right.get(claim))
    said = (f"{claim!r} {_value(found, claim)}, not {_value(right, claim)}" for claim in differing[:_SHOWN])
    return f"answers otherwise than the fold for {len(differing):,} claims: {'; '.join(said)}"


def _value(statuses: Mapping[str, Status], claim: str) -> str:
    return statuses[claim].value if claim in statuses else "unknown"
