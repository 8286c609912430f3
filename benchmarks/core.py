"""Events per second of the core, beside a plain loop over the same events, and whether it stays linear.

Run it as ``python benchmarks/core.py``; ``--full`` adds a million events, ``--check`` exits 1 where the time
per event grows by more than half from the first size to the last. Every run makes the same stories.
"""

import argparse
import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from attrs import evolve

from timeline import Correction, Entry, Report, Retraction, Source, Timeline, fold
from timeline.stores import load, save

T = TypeVar("T")

SIZES = (10_000, 100_000)
FULL = (*SIZES, 1_000_000)
LIMIT = 1.5
REPORTS_PER_CLAIM = 50
SOURCES = 200
PARTIES = 40
START = datetime(2022, 2, 24, tzinfo=UTC)
STANCES = ("affirm", "affirm", "affirm", "affirm", "deny", "deny", "not_confirm", "query", "relay")


def instant(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def entries(size: int) -> Iterator[Entry]:
    """Yield the sources, then reports: 1 % are retracted, 1 % corrected, 5 % recorded days late."""
    dice = random.Random(0)
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


def timed(work: Callable[[], T], rounds: int) -> tuple[float, T]:
    """Return the processor seconds of the fastest of some rounds, and what the last one made."""
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        begin = time.process_time()
        made = work()
        best = min(best, time.process_time() - begin)
    return best, made


def one_by_one(log: list[Entry]) -> Timeline:
    timeline = Timeline()
    for entry in log:
        timeline = timeline.append(entry)
    return timeline


def replayed(timeline: Timeline, moment: str) -> int:
    """Replay on both clocks and ask for every status; on a new value, which has nothing computed yet."""
    story = timeline.append().replay(as_of=moment, known_at=moment)
    return sum(story[claim].status.value != "unreported" for claim in story)


def measure(size: int, folder: Path) -> dict[str, float]:
    """Return the seconds that each step takes for a number of events."""
    rounds = 3 if size < SIZES[-1] else 1
    log = list(entries(size))
    moment = instant(size * 54)
    found: dict[str, float] = {}
    found["plain loop"], _ = timed(lambda: plain(log), 3)
    found["append, all at once"], timeline = timed(lambda: Timeline().append(*log), rounds)
    found["append, one by one"], _ = timed(lambda: one_by_one(log), rounds)
    save(timeline, folder / "log.jsonl")
    found["load"], loaded = timed(lambda: load(folder / "log.jsonl"), rounds)
    if loaded != timeline:
        raise SystemExit("what was loaded is not what was saved")
    del loaded
    found["fold"], _ = timed(lambda: fold(log).families, rounds)
    found["replay, all statuses"], _ = timed(lambda: replayed(timeline, moment), rounds)
    found["transitions"], _ = timed(lambda: sum(1 for _ in timeline.append().transitions()), rounds)
    return found


def report(results: dict[int, dict[str, float]]) -> float:
    """Print the table and return the largest growth of time per event of a step of ours."""
    first, last = min(results), max(results)
    sizes = "".join(f"{size:>12,} {'x plain':>9}" for size in results)
    print(f"{'µs per event':<22}{sizes}{'events/s':>12}{'growth':>8}")
    worst = 0.0
    for step in results[first]:
        each = {size: found[step] / size * 1e6 for size, found in results.items()}
        ratio = {size: found[step] / found["plain loop"] for size, found in results.items()}
        growth = each[last] / each[first]
        cells = "".join(f"{each[size]:>12.2f} {ratio[size]:>9.1f}" for size in results)
        print(f"{step:<22}{cells}{1e6 / each[last]:>12,.0f}{growth:>8.2f}")
        if step != "plain loop":
            worst = max(worst, growth)
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--full", action="store_true", help="add 1,000,000 events")
    parser.add_argument("--check", action="store_true", help=f"exit 1 where the growth is more than {LIMIT}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = {size: measure(size, Path(folder)) for size in (FULL if options.full else SIZES)}
    worst = report(results)
    if options.check and worst > LIMIT:
        sys.exit(f"time per event grows by {worst:.2f} from the first size to the last; {LIMIT} is the most")


if __name__ == "__main__":
    main()
