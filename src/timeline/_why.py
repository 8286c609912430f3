"""Why: reports that alone give a claim the same status, with the same marks beside it, none of which can be spared."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, islice

from attrs import evolve, field, frozen

from timeline._claim import Claim, Claims
from timeline._entry import Entry
from timeline._events import Report
from timeline._family import Family
from timeline._policy import Status
from timeline._shown import marked
from timeline._standing import Standing
from timeline._state import State
from timeline._telling import Telling
from timeline._words import label, one_line, sentence

__all__ = ["Why", "why"]

_TRIES = 2_000
_MOST_QUOTED = 600
_MEANING = {
    Status.UNREPORTED: "nobody has spoken of it",
    Status.OPEN: "it was spoken of, but nobody commits to it",
    Status.REPORTED: "it is affirmed, by too few independent origins to count as corroborated, and nobody denies it",
    Status.CORROBORATED: "independent origins affirm it, and nobody denies it",
    Status.DISPUTED: "it is both affirmed and denied",
    Status.DENIED: "it is denied, and nobody affirms it",
    Status.WITHDRAWN: "those who affirmed it took it back",
}


_MARKS = {
    "internal": "both by one origin",
    "admitted": "its own party has given a denial up",
    "retreated": "whoever affirmed it no longer does",
    "needs_review": "what was said after the verdict goes against it",
    "due": "its time is over, or its condition is confirmed",
}


@frozen(kw_only=True)
class Why:
    """A claim's status with the entries that are enough for it: reports, what corrects or retracts them, its verdict.

    None of the reports can be spared; in a small story there is no smaller such set.
    """

    claim: str
    status: Status
    entries: tuple[Entry, ...]
    _state: State = field(repr=False, eq=False)
    _standing: Standing = field(repr=False, eq=False)

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports among the entries, in the order of statements."""
        found = [entry.event for entry in self.entries if isinstance(entry.event, Report)]
        return tuple(sorted(found, key=lambda report: report.order))

    def __str__(self) -> str:
        """Say it in words: the status, what it means, and each entry that is enough for it."""
        known = self._state.desk.claim(self.claim)
        text = f" (“{marked(one_line(known.text, _MOST_QUOTED))}”)" if known and known.text else ""
        lines = [f"{marked(self.claim)}{text} is {label(self._standing)}: {self._meaning}."]
        lines += [f"  - {sentence(entry.event, self._state, _MOST_QUOTED)}" for entry in self.entries]
        return "\n".join(lines)

    @property
    def _meaning(self) -> str:
        """What the status means, and each mark beside it."""
        told, up_to = _MEANING[self.status], self._standing.up_to
        told = f"it is denied only for the time up to {up_to}, and nobody affirms it" if up_to else told
        return "; ".join([told, *(words for mark, words in _MARKS.items() if getattr(self._standing, mark))])


def why(story: Claims, claim: str) -> Why:
    """Return reports of a claim that alone give the same status and marks, under the same book-keeping, none to spare.

    The verdict that holds comes with them, and with a report its amendments. Sets are tried from the smallest on, those
    that count first; where the story is too large to try all, whatever can be left out one by one is left out. Raises
    `UnknownClaimError`.
    """
    asked = story[claim]
    pool = _pool(story, asked)
    verdict = (story.state[asked.verdict.id],) if asked.verdict else ()
    wanted = evolve(asked.standing, figures=())

    def enough(families: Sequence[Family]) -> bool:
        alone = State(_by_id(families, verdict), desk=story.state.desk)
        return evolve(Telling.of(alone, claim, story.policy).whole().standing(), figures=()) == wanted

    tries = (some for size in range(len(pool) + 1) for some in combinations(pool, size))
    chosen = next((some for some in islice(tries, _TRIES) if enough(some)), None)
    if chosen is None:
        chosen = tuple(_needed(pool, enough))
    entries = sorted(_by_id(chosen, verdict).values(), key=lambda entry: entry.newest)
    return Why(claim=claim, status=asked.status, entries=tuple(entries), state=story.state, standing=asked.standing)


def _by_id(families: Iterable[Family], others: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.id: entry for entry in (*(one for family in families for one in family.entries), *others)}


def _needed(pool: Sequence[Family], enough: Callable[[Sequence[Family]], bool]) -> list[Family]:
    """Return what is left after leaving out, from the end, every family that the others can do without.

    And once more for as long as any was left out: what takes a report out of the count is needed only while that is there.
    """
    left, before = list(pool), len(pool) + 1
    while len(left) < before:
        before = len(left)
        for family in left[::-1]:
            without = [other for other in left if other is not family]
            if enough(without):
                left = without
    return left


def _pool(story: Claims, claim: Claim) -> list[Family]:
    """Return the families that bear on the claim, those of different origins first, then those that count, then others."""
    telling = Telling.of(story.state, claim.id, story.policy)
    families = [family for name in telling.claims for family in story.state.by_claim.get(name, ())]
    items = {item for family in families if family.report for item in family.report.basis} | story.state.desk.linked
    families += [story.state.releases[item] for item in sorted(items) if item in story.state.releases]
    firsts = [origin.reports[0].id for origin in (*claim.affirming, *claim.denying)]
    because = [report.id for report in claim.because]

    def rank(family: Family) -> tuple[int, tuple[int, int, str]]:
        report = family.report or family.original.event
        assert isinstance(report, Report)
        return (0 if report.id in firsts else 1 if report.id in because else 2), report.order

    return sorted({id(family): family for family in families}.values(), key=rank)
