"""How near the answers come to the floor: columns beside bare numpy, bare bisect and the plain fold, in one run.

Run it as ``python benchmarks/speed.py``; ``--size`` gives the number of reports, ``--check`` exits 1 where a ratio falls short,
``--write`` puts the table into docs/explanation/performance.md. Every run makes the same story: reports on 20,000 claims for a
million, by 200 sources of 40 parties, 1 % retracted, 1 % corrected, 5 % recorded days late, two links between parties learned
on the way; and on one claim in 500 a report that rests on another source's, so that the claim is told from its entries.

The floors answer less than the library does, and are as fast as they can be for it: they know neither corrections nor
retractions nor links, and take every source for an origin of its own.
"""

import argparse
import gc
import random
import statistics
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from attrs import evolve
from core import entries as plain_entries
from core import instant
from speed_load import Line
from speed_load import lines as loading
from speed_store import lines as of_a_store

from timeline import Entry, Evidence, Origin, OriginsLinked, Policy, Report, Timeline, When
from timeline.bulk import Columns

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "performance.md"
START_US = When(instant(0)).order[0]
STANCES = ("affirm", "deny", "not_confirm")


def story(size: int) -> Iterator[Entry]:
    """Yield the entries of the core's benchmark, with links and with some claims whose reports rest on others."""
    for number, entry in enumerate(plain_entries(size)):
        event = entry.event
        if isinstance(event, Report) and hash_of(event.claim) % 500 == 0 and number % 10 == 0:
            event = evolve(event, basis=("source-0" if event.source != "source-0" else "source-1",), id=event.id)
        yield evolve(entry, event=event)
    for first, second, at in (("party-1", "party-2", 3), ("party-3", "party-4", 2)):
        yield Entry(event=OriginsLinked(origins=(first, second)), recorded=instant(size * 60 // at))


def hash_of(claim: str) -> int:
    return int(claim.removeprefix("claim-"))


class Floor:
    """The same story for bare numpy and for bare bisect: each source's statements on each claim, in order."""

    def __init__(self, told: Timeline) -> None:
        statements: dict[str, dict[str, list[tuple[int, int, int]]]] = {}
        for entry in told:
            event = entry.event
            if isinstance(event, Report) and event.stance.value in STANCES:
                row = event.said.order[0], entry.recorded_us, STANCES.index(event.stance.value)
                statements.setdefault(event.claim, {}).setdefault(event.source, []).append(row)
        self.statements = {claim: [sorted(rows) for rows in voices.values()] for claim, voices in statements.items()}
        voices = [rows for voices in self.statements.values() for rows in voices]
        latest, recorded, stance = zip(*(row for rows in voices for row in rows), strict=True)
        self.latest, self.recorded, self.stance = np.array(latest), np.array(recorded), np.array(stance, dtype=np.int8)
        self.numbers = np.arange(len(self.latest))
        self.voices = np.cumsum([0, *(len(rows) for rows in voices[:-1])])
        self.claims = np.cumsum([0, *(len(voices) for voices in list(self.statements.values())[:-1])])
        self.said = {claim: [[row[0] for row in rows] for rows in voices] for claim, voices in self.statements.items()}
        self.origin = Origin(name="a", members=frozenset("a"), reports=())

    def whole(self, as_of: int, known_at: int) -> object:
        """Return a status number for every claim: the last statement of each source that a cut shows, counted."""
        shown = (self.latest <= as_of) & (self.recorded <= known_at)
        last = np.maximum.reduceat(np.where(shown, self.numbers, -1), self.voices)
        stances = np.where(last >= 0, self.stance[last], 2)
        heard = np.logical_or.reduceat(last >= 0, self.claims)
        affirming = np.add.reduceat(stances == 0, self.claims, dtype=np.int64)
        denying = np.add.reduceat(stances == 1, self.claims, dtype=np.int64)
        codes = np.where(heard, 1, 0)
        codes[denying > 0] = 5
        codes[affirming > 0] = 2
        codes[affirming > 1] = 3
        codes[(affirming > 0) & (denying > 0)] = 4
        return codes

    def one(self, claim: str, as_of: int, known_at: int) -> object:
        """Return the status of one claim: a bisect for each source, and the policy on what was found."""
        affirming, denying, heard = 0, 0, False
        for rows, said in zip(self.statements[claim], self.said[claim], strict=True):
            at = bisect_right(said, as_of) - 1
            while at >= 0 and rows[at][1] > known_at:
                at -= 1
            if at >= 0:
                heard = True
                affirming += rows[at][2] == 0
                denying += rows[at][2] == 1
        origins = (self.origin,)
        return Policy().status(Evidence(heard=heard, affirming=origins * affirming, denying=origins * denying))


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(ours: Callable[[int], object], floor: Callable[[int], object], times: int) -> tuple[list[float], list[float]]:
    """Return the times of both, measured in turn, so that whatever else the machine does falls on both."""
    pairs = [(timed(partial(ours, turn)), timed(partial(floor, turn))) for turn in range(times)]
    return sorted(mine for mine, _ in pairs), sorted(other for _, other in pairs)


def in_memory(size: int) -> Iterator[Line]:
    """Yield the lines of questions to a story in memory."""
    told = Timeline().extend(story(size))
    columns, floor = Columns(told), Floor(told)
    dice = random.Random(1)
    moments = [(START_US + dice.randrange(size * 60_000_000), START_US + dice.randrange(size * 60_000_000)) for _ in range(2_000)]
    cuts = [(When.at(as_of), When.at(known_at)) for as_of, known_at in moments]
    names = dice.choices(list(floor.statements), k=len(cuts))
    columns.statuses(), columns.status(names[0])
    gc.collect()
    gc.freeze()
    ours, bare = in_turn(
        lambda turn: columns.statuses(as_of=cuts[turn][0], known_at=cuts[turn][1]), lambda turn: floor.whole(*moments[turn]), 31
    )
    yield Line("whole story at any pair of dates", statistics.median(ours), statistics.median(bare), "numpy", 2)
    story_of = timed(lambda: [one.status for one in told.replay(as_of=cuts[0][0], known_at=cuts[0][1]).values()])
    yield Line("the same", statistics.median(ours), story_of, "the fold over entries")
    ours, bare = in_turn(
        lambda turn: columns.status(names[turn], as_of=cuts[turn][0], known_at=cuts[turn][1]),
        lambda turn: floor.one(names[turn], *moments[turn]),
        len(cuts),
    )
    for percent, most in ((50, 5), (99, 10)):
        at = len(cuts) * percent // 100
        yield Line(f"one claim at any pair of dates, p{percent}", ours[at], bare[at], "bisect", most)


def table(lines: list[Line]) -> str:
    head = ("work", "ours", "beside", "that", "ratio", "limit")
    rows = [head, *(line.cells() for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    made = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    return "\n".join([made[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *made[1:]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=1_000_000, help="how many entries the story has (1,000,000)")
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio falls short")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    options = parser.parse_args()
    lines = [*loading(), *in_memory(options.size), *of_a_store(options.size, story)]
    print(f"{options.size:,} entries\n\n{table(lines)}")
    if options.write:
        before, mark, rest = PAGE.read_text(encoding="utf-8").partition(MARK)
        _, end, after = rest.partition(END)
        PAGE.write_text(f"{before}{mark}\n{options.size:,} entries:\n\n{table(lines)}\n{end}{after}", encoding="utf-8")
    if options.check and any(line.short for line in lines):
        sys.exit("falls short: " + ", ".join(line.work for line in lines if line.short))


MARK, END = "<!-- figures -->", "<!-- end of figures -->"

if __name__ == "__main__":
    main()
