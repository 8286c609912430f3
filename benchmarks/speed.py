"""How near the answers come to the floor: columns beside bare numpy, bare bisect and the plain fold, in one run.

Run it as ``python benchmarks/speed.py``; ``--size`` gives the number of reports, ``--check`` exits 1 where a ratio falls short,
``--write`` puts the table into docs/explanation/performance.md. Every run makes the same story: reports on 20,000 claims for a
million, by 200 sources of 40 parties, 1 % retracted, 1 % corrected, 5 % recorded days late, two links between parties learned
on the way. Where a line says so, and in the store, one claim in 500 has reports that rest on another source's: such a claim is
told from its entries, and takes as long as that takes.
"""

import argparse
import gc
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from attrs import evolve
from core import entries as plain_entries
from core import instant
from speed_floor import Floor
from speed_load import Line
from speed_load import lines as loading
from speed_store import lines as of_a_store
from timing import timed

from timeline import Cut, Entry, OriginsLinked, Report, Timeline, When
from timeline.bulk import Columns

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "performance.md"
START_US = When(instant(0)).order[0]


def story(size: int, resting: bool = True) -> Iterator[Entry]:
    """Yield the entries of the core's benchmark, with links, and with some claims whose reports rest on others."""
    for number, entry in enumerate(plain_entries(size)):
        event = entry.event
        if resting and isinstance(event, Report) and hash_of(event.claim) % 500 == 0 and number % 10 == 0:
            event = evolve(event, basis=("source-0" if event.source != "source-0" else "source-1",), id=event.id)
        yield evolve(entry, event=event)
    for first, second, at in (("party-1", "party-2", 3), ("party-3", "party-4", 2)):
        yield Entry(event=OriginsLinked(origins=(first, second)), recorded=instant(size * 60 // at))


def hash_of(claim: str) -> int:
    return int(claim.removeprefix("claim-"))


def in_turn(ours: Callable[[int], object], floor: Callable[[int], object], times: int) -> tuple[list[float], list[float]]:
    """Return the times of both, measured in turn, so that whatever else the machine does falls on both."""
    pairs = [(timed(partial(ours, turn)), timed(partial(floor, turn))) for turn in range(times)]
    return sorted(mine for mine, _ in pairs), sorted(other for _, other in pairs)


def in_memory(size: int) -> Iterator[Line]:
    """Yield the lines of questions to a story in memory."""
    told, some_rest = (Timeline().extend(story(size, resting)) for resting in (False, True))
    columns, floor, with_resting = Columns(told), Floor(told), Columns(some_rest)
    dice = random.Random(1)
    moments = [(START_US + dice.randrange(size * 60_000_000), START_US + dice.randrange(size * 60_000_000)) for _ in range(2_000)]
    cuts = [(When.at(as_of), When.at(known_at)) for as_of, known_at in moments]
    names = dice.choices(list(floor.statements), k=len(cuts))
    columns.statuses(), columns.status(names[0]), with_resting.statuses()
    gc.collect()
    gc.freeze()
    ours, bare = in_turn(
        lambda turn: columns.statuses(as_of=cuts[turn][0], known_at=cuts[turn][1]), lambda turn: floor.whole(*moments[turn]), 31
    )
    yield Line("whole story at any pair of dates", statistics.median(ours), statistics.median(bare), "numpy", 2)
    ours, bare = in_turn(
        lambda turn: with_resting.statuses(as_of=cuts[turn][0], known_at=cuts[turn][1]),
        lambda turn: floor.whole(*moments[turn]),
        31,
    )
    yield Line("the same, with claims told from their entries", statistics.median(ours), statistics.median(bare), "numpy")
    story_of = timed(lambda: [one.status for one in told.replay(as_of=cuts[0][0], known_at=cuts[0][1]).values()])
    yield Line("the whole story once more", statistics.median(ours), story_of, "the fold over entries")
    ours, bare = in_turn(
        lambda turn: columns.status(names[turn], as_of=cuts[turn][0], known_at=cuts[turn][1]),
        lambda turn: floor.one(names[turn], *moments[turn]),
        len(cuts),
    )
    for percent, most in ((50, 5), (99, 10)):
        at = len(cuts) * percent // 100
        yield Line(f"one claim at any pair of dates, p{percent}", ours[at], bare[at], "bisect", most)
    yield from moves(told, columns, floor, [known for _, known in moments[:31]], names[:200])
    yield from diffs(told, size)
    yield from appending(told, size)


def moves(told: Timeline, columns: Columns, floor: Floor, known: list[int], names: list[str]) -> Iterator[Line]:
    """Yield the lines of changes of status."""
    columns.moves(known_at=When.at(known[0])), floor.moves(known[0])
    ours, bare = in_turn(
        lambda turn: columns.moves(known_at=When.at(known[turn])), lambda turn: floor.moves(known[turn]), len(known)
    )
    yield Line("every change of status of the story", statistics.median(ours), statistics.median(bare), "numpy", 3)
    story_of = told.replay()
    ours, refold = in_turn(
        lambda turn: columns.moves(names[turn]), lambda turn: list(story_of.transitions(names[turn])), len(names)
    )
    yield Line("every change of status of one claim", statistics.median(ours), 1e-3, "the limit", 1)
    yield Line("the same", statistics.median(ours), statistics.median(refold), "its transitions, told")


def diffs(told: Timeline, size: int) -> Iterator[Line]:
    """Yield the lines of what changed within a day."""
    before, after = (When(instant(size * 30 + day * 86_400)) for day in (0, 1))
    told.diff(before, before)  # sorts the moments, once
    whole = timed(lambda: [[one.standing for one in told.replay(as_of=day).values()] for day in (before, after)])
    for name, one, two in (
        ("diff of two dates a day apart", Cut(as_of=before), Cut(as_of=after)),
        ("the same, on both clocks", Cut(as_of=before, known_at=before), Cut(as_of=after, known_at=after)),
    ):
        spent = statistics.median(timed(partial(told.diff, one, two)) for _ in range(5))
        yield Line(name, spent, whole, "two replays, all standings", 0.05 if one.known_at is None else None)


def appending(told: Timeline, size: int) -> Iterator[Line]:
    """Yield the lines of appending one report after the other, each recorded at some moment of the story."""
    dice = random.Random(2)
    new = [
        Entry(
            event=Report(source="source-7", claim=f"claim-{n % (size // 50)}", stance="affirm", said=instant(n), id=f"n{n}"),
            recorded=instant(dice.randrange(size * 60)),
        )
        for n in range(20_000)
    ]

    batches = [new[first : first + 1_000] for first in range(0, len(new), 1_000)]
    longer, known = [told], {entry.id: entry for entry in told}

    def one_by_one(turn: int) -> None:
        story = longer.pop()
        for entry in batches[turn]:
            story = story.append(entry)
        longer.append(story)

    def by_id(turn: int) -> None:
        for entry in batches[turn]:
            known[entry.id] = entry

    gc.collect()
    gc.freeze()
    ours, bare = (statistics.median(spent) / 1_000 for spent in in_turn(one_by_one, by_id, len(batches)))
    yield Line("one report appended, late ones among them", ours, 5e-6, "the limit", 1)
    yield Line("the same", ours, bare, "put into a dict")


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
