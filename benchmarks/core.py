"""Events per second of the core, beside a plain loop over the same events, and whether it stays linear.

Run it as ``python benchmarks/core.py``; ``--full`` adds a million events, ``--check`` exits 1 where the time
per event grows by more than half from the first size to the last. Every run makes the same stories.

Each size is measured in a process of its own, over as many events as the largest has: a hundred stories of 10,000 events
beside one of a million, all of them in memory at once, and each step goes over all of them before the next begins. A small
story that is alone in memory, or was just looked at, lies in the processor's cache, where a plain dict is several times as
fast too. As `timeit` does, it turns off the search for cycles while it measures: what that costs depends on all that the
process holds, of which there are none here. What is left shows in the first rows: a dict of a million ids outgrows the cache,
and costs several times as much per event as one of 10,000, whoever builds it. It is the smallest part of a fold (events into
the current state of each claim), but it is all of "entries by id", so that row is shown and not held to the limit.
"""

import argparse
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from attrs import evolve

from timeline import Correction, Entry, Report, Retraction, Source, Story, Timeline, fold
from timeline.stores import load, save

T = TypeVar("T")

SIZES = (10_000, 100_000)
FULL = (*SIZES, 1_000_000)
LIMIT = 1.5
REPORTS_PER_CLAIM = 50
SOURCES = 200
PARTIES = 40
UNHELD = ("plain loop", "plain dict by id", "entries by id")
"""Not held to the limit: a dict of a million keys alone grows by more, since it outgrows the processor's cache."""
START = datetime(2022, 2, 24, tzinfo=UTC)
STANCES = ("affirm", "affirm", "affirm", "affirm", "deny", "deny", "not_confirm", "query", "relay")


def instant(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def entries(size: int, story: int = 0) -> Iterator[Entry]:
    """Yield the sources, then reports: 1 % are retracted, 1 % corrected, 5 % recorded days late."""
    dice = random.Random(story)
    sources = [Source(f"source-{i}", party=f"party-{i % PARTIES}") for i in range(SOURCES)]
    yield from (Entry(event=source.added()) for source in sources)
    claims = max(1, size // REPORTS_PER_CLAIM)
    made = SOURCES
    number = 0
    while made < size:
        number += 1
        second = number * 60
        source = dice.choice(sources)
        report = Report(
            source=source.id,
            claim=f"claim-{dice.randrange(claims)}",
            stance=dice.choice(STANCES),
            said=instant(second),
            quantity=str(dice.randrange(1, 2_000)) if dice.random() < 0.3 else None,
            id=f"r{number}",
        )
        late = dice.randrange(1, 10) * 86_400 if dice.random() < 0.05 else 0
        yield Entry(event=report, recorded=instant(second + late))
        made += 1
        lot = dice.random()
        if made < size and lot < 0.01:
            event: Retraction | Correction = source.retracts(report, said=instant(second + 3_600))
        elif made < size and lot < 0.02:
            right = evolve(report, stance="deny", quantity=None, id=f"r{number}-right")
            event = Correction(of=report.id, report=right, said=instant(second + 7_200))
        else:
            continue
        yield Entry(event=event, recorded=instant(second + late + 7_200))
        made += 1


def plain(events: list[Entry]) -> dict[str, dict[str, str]]:
    """Keep the last stance of each source on each claim in dicts: what one writes without a library."""
    stands: dict[str, dict[str, str]] = {}
    by_id: dict[str, Report] = {}
    for entry in events:
        event = entry.event
        if isinstance(event, Report):
            by_id[event.id] = event
            stands.setdefault(event.claim, {})[event.source] = event.stance.value
        elif isinstance(event, Correction):
            if event.report is not None:
                stands[event.report.claim][event.report.source] = event.report.stance.value
        elif isinstance(event, Retraction):
            stands[by_id[event.of].claim].pop(event.source, None)
    return stands


class Stopwatch:
    """The processor seconds that each step took, all stories together."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, step: str, work: Callable[[], T]) -> T:
        gc.disable()
        begin = time.process_time()
        made = work()
        self.seconds[step] = self.seconds.get(step, 0.0) + time.process_time() - begin
        gc.enable()
        return made


def one_by_one(log: list[Entry]) -> Timeline:
    timeline = Timeline()
    for entry in log:
        timeline = timeline.append(entry)
    return timeline


def folded(log: list[Entry]) -> int:
    """Fold events into the current state of each claim: no cut, every status."""
    story = Story(fold(log))
    return sum(story[claim].status.value != "unreported" for claim in story)


def kept(log: list[Entry]) -> int:
    """The first part of a fold alone: the set of entries by id."""
    return len(fold(log))


def plain_kept(log: list[Entry]) -> int:
    return len({entry.event.id: entry for entry in log})


def transitions(timeline: Timeline) -> int:
    return sum(1 for _ in timeline.append().transitions())


def replayed(timeline: Timeline, moment: str) -> int:
    """Replay on both clocks and ask for every status; on a new value, which has nothing computed yet."""
    story = timeline.append().replay(as_of=moment, known_at=moment)
    return sum(story[claim].status.value != "unreported" for claim in story)


def measure(size: int, stories: int, folder: Path) -> dict[str, float]:
    """Return the seconds that each step takes for a number of stories of one size."""
    logs = [list(entries(size, story)) for story in range(stories)]
    moment = instant(size * 54)
    watch = Stopwatch()
    gc.collect()
    for step, work in (("plain loop", plain), ("plain dict by id", plain_kept), ("entries by id", kept)):
        for log in logs:
            watch.time(step, partial(work, log))
    timelines = [watch.time("append, all at once", partial(Timeline().append, *log)) for log in logs]
    for timeline in timelines:
        save(timeline, folder / "log.jsonl")
        if watch.time("load", partial(load, folder / "log.jsonl")) != timeline:
            raise SystemExit("what was loaded is not what was saved")
    for log in logs:
        watch.time("append, one by one", partial(one_by_one, log))
    for log in logs:
        watch.time("fold, all statuses", partial(folded, log))
    for timeline in timelines:
        watch.time("replay, all statuses", partial(replayed, timeline, moment))
    for timeline in timelines:
        watch.time("transitions", partial(transitions, timeline))
    return watch.seconds


def measured(size: int, events: int) -> dict[str, float]:
    """Measure one size in a process of its own."""
    command = [sys.executable, __file__, "--one", str(size), str(events)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def report(results: dict[int, dict[str, float]], events: int) -> float:
    """Print the table and return the largest growth of time per event of a step of ours; seconds are for ``events``."""
    first, last = min(results), max(results)
    sizes = "".join(f"{size:>12,} {'x plain':>9}" for size in results)
    print(f"{'µs per event':<22}{sizes}{'events/s':>12}{'growth':>8}")
    worst = 0.0
    for step in results[first]:
        each = {size: found[step] / events * 1e6 for size, found in results.items()}
        ratio = {size: found[step] / found["plain loop"] for size, found in results.items()}
        growth = each[last] / each[first]
        cells = "".join(f"{each[size]:>12.2f} {ratio[size]:>9.1f}" for size in results)
        print(f"{step:<22}{cells}{1e6 / each[last]:>12,.0f}{growth:>8.2f}")
        if step not in UNHELD:
            worst = max(worst, growth)
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--full", action="store_true", help="add 1,000,000 events")
    parser.add_argument("--check", action="store_true", help=f"exit 1 where the growth is more than {LIMIT}")
    parser.add_argument("--one", nargs=2, type=int, metavar=("SIZE", "EVENTS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        size, events = options.one
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(size, events // size, Path(folder))))
        return
    sizes = FULL if options.full else SIZES
    results = {size: measured(size, sizes[-1]) for size in sizes}
    worst = report(results, sizes[-1])
    if options.check and worst > LIMIT:
        sys.exit(f"time per event grows by {worst:.2f} from the first size to the last; {LIMIT} is the most")


if __name__ == "__main__":
    main()
