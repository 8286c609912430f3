"""Engines side by side, from Parquet: seconds, CPU and memory for the status of every claim, at 1, 10 and 100 million reports.

Run it as ``python benchmarks/bulk.py``; ``--sizes 1000000 10000000`` says how many reports, ``--engines duckdb spark`` on what,
``--memory 2GB`` what DuckDB may take, ``--folder`` where the tables lie (3 GB for 100 million), ``--check`` exits 1 where DuckDB
takes more than 1.5 times the CPU of the bare query. Every run makes the same reports: on a claim for every fifty of them, by
200 sources of 40 parties, one after the other in time; a third is known to the day only, 1 % retracted, 1 % corrected, 5 %
recorded days late; two links between parties are learned on the way.

Time is that of one question. DuckDB and Spark read the Parquet file; the server has the table already, and SQLite is given its
rows. Time of a processor and memory are those of the process and of all that it started, a server and a cluster included.

The bare query is our text, run by DuckDB alone: without a look at the table's faults, and with no answer for the few claims that
are told from their records. The query by hand is what one might write instead in DuckDB's own words, for this story alone:
corrections, retractions, parties and links, but as if every time were certain, so that some claims come out otherwise. Each is
measured in a process of its own. Of every size some claims are told by the plain fold, too, and every engine of ours has to tell
them alike.
"""

import argparse
import contextlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from bulk_engines import BY, START, YEARS, rows_of

from timeline import Entry, OriginsLinked, Policy, When
from timeline.bulk import INTERCHANGE, Sqlite, StoryTable, checksum, replay
from timeline.codecs import encode

LIMIT = 1.5
ENGINES = ("by-hand", "bare", "duckdb")
DAY = 86_400_000_000
COLUMNS = {column.name: "BIGINT" if column.kind == "integer" else "VARCHAR" for column in INTERCHANGE}

MADE = """
WITH lots AS (SELECT i, {start} + i * ({years} // {size}) AS moment, CAST(hash(i * 4 + 1) >> 1 AS BIGINT) AS a,
    CAST(hash(i * 4 + 2) >> 1 AS BIGINT) AS b, CAST(hash(i * 4 + 3) >> 1 AS BIGINT) AS c FROM range({size}) AS r (i)),
said AS (SELECT *, 'claim-' || (a % {claims}) AS claim, 'source-' || (b % 200) AS source,
    CASE WHEN a // 7919 % 9 < 4 THEN 0 WHEN a // 7919 % 9 < 6 THEN 1 WHEN a // 7919 % 9 < 7 THEN 2 ELSE 3 END AS stance,
    c % 3 = 0 AS vague, c // 3 % 100 AS lot,
    CASE WHEN c // 300 % 20 = 0 THEN (c // 6000 % 9 + 1) * {day} ELSE 0 END AS late FROM lots),
stated AS (SELECT *, CASE WHEN vague THEN (moment // {day} + 1) * {day} - 1 ELSE moment END AS said_to,
    CASE WHEN vague THEN moment // {day} * {day} END AS said_from FROM said),
rows AS (SELECT claim, source, stance, said_to, said_to + late AS known_from, said_from,
    CASE WHEN lot = 1 THEN said_to + late + {day} END AS known_to,
    CASE WHEN lot = 0 THEN said_to + {day} // 12 END AS retracted_said,
    CASE WHEN lot = 0 THEN said_to + late + {day} END AS retracted_known FROM stated
    UNION ALL SELECT claim, source, 1, said_to, said_to + late + {day}, said_from, NULL, NULL, NULL FROM stated WHERE lot = 1)
SELECT * FROM rows
"""


class Same(Policy):
    """The default policy as one of a user's own, so that the plain fold tells every claim."""


def made(folder: Path, size: int) -> Path:
    """Return a Parquet file with so many reports; made where it is not there yet."""
    path = folder / f"reports-{size}.parquet"
    if path.exists():
        return path
    values = {"start": START, "years": YEARS, "size": size, "claims": max(2, size // 50), "day": DAY}
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(folder / "spill")}) as connection:
        connection.execute(f"CREATE TABLE notes ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())})")
        for number in range(200):
            named = f"source-{number}", f"party-{number % 40}"
            connection.execute("INSERT INTO notes (source, party) VALUES (?, ?)", named)
        for first, second, part in (("party-1", "party-2", 3), ("party-3", "party-4", 2)):
            entry = Entry(event=OriginsLinked(origins=(first, second)), recorded=When.at(START + YEARS // part))
            connection.execute(
                "INSERT INTO notes (known_from, record) VALUES (?, ?)", (entry.recorded_us, encode(entry).decode())
            )
        reports = MADE.format(**values)
        beside = folder / "made.parquet"
        connection.execute(
            f"COPY (SELECT * FROM notes UNION ALL BY NAME ({reports})) TO '{beside}' (FORMAT parquet, COMPRESSION zstd)"
        )
        beside.rename(path)
    return path


def cut_of(number: int) -> tuple[When | None, When | None]:
    """Return a pair of cuts: first none, then random ones."""
    if number == 0:
        return None, None
    dice = random.Random(number)
    as_of, known_at = (When.at(START + dice.randrange(YEARS)) for _ in range(2))
    return as_of, known_at


def below(process: int) -> Iterator[int]:
    """Yield a process and all that it has started."""
    yield process
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == process:
                yield from below(int(stat.parent.name))
        except OSError:
            pass


def memory_below(process: int) -> int:
    """Return the bytes that a process and all that it has started hold; what several share is counted once."""
    total = 0
    for one in below(process):
        with contextlib.suppress(OSError):
            held = Path(f"/proc/{one}/smaps_rollup").read_text()
            total += 1024 * sum(int(line.split()[1]) for line in held.splitlines() if line.startswith("Pss:"))
    return total


def seconds_below(process: int) -> float:
    """Return the seconds of a processor that a process and all that it has started have taken."""
    ticks = 0
    for one in below(process):
        with contextlib.suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def one(engine: str, path: Path, memory: str, number: int) -> dict[str, Any]:
    """Measure one engine, in this process."""
    most, over, me = [0], threading.Event(), os.getpid()

    def watch() -> None:
        while not over.wait(0.5):
            most[0] = max(most[0], memory_below(me))

    with BY[engine](path, memory) as ask:
        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        cpu, began = seconds_below(me), time.perf_counter()
        found = ask(*cut_of(number))
        seconds, cpu = time.perf_counter() - began, seconds_below(me) - cpu
        over.set()
        watcher.join()
        peak = max(most[0], memory_below(me), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    summed = "" if engine in {"by-hand", "bare"} else checksum(found)
    if summed:
        agree(path, found, number)
    return {"seconds": seconds, "cpu": cpu, "memory": peak, "claims": len(found), "checksum": summed}


def agree(path: Path, found: Any, number: int) -> None:
    """See that some claims come out as the plain fold tells them."""
    as_of, known_at = cut_of(number)
    claims = ", ".join(f"'claim-{n}'" for n in range(40))
    rows = rows_of(path, f"WHERE claim IS NULL OR claim IN ({claims})")
    right = replay(StoryTable(tuple(rows)), as_of=as_of, known_at=known_at, policy=Same(), engine=Sqlite())
    assert len(right) == 40, right
    differing = [claim for claim in right if right[claim] is not found[claim]]
    assert not differing, differing


def measured(engine: str, path: Path, memory: str, number: int) -> dict[str, Any]:
    """Measure one engine in a process of its own."""
    command = [sys.executable, __file__, "--one", engine, str(path), str(number), "--memory", memory]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(sizes: Sequence[int], engines: Sequence[str], folder: Path, memory: str, cuts: int) -> bool:
    """Print the table; return whether DuckDB keeps the limit."""
    kept = True
    print("| reports | engine | seconds | CPU seconds | of bare | of by hand | memory |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for size in sizes:
        path = made(folder, size)
        found: dict[str, list[dict[str, Any]]] = {engine: [] for engine in engines}
        for number in range(cuts):
            for engine in engines:
                found[engine].append(measured(engine, path, memory, number))
        for engine, runs in found.items():
            seconds, cpu = (sum(run[what] for run in runs) / cuts for what in ("seconds", "cpu"))
            beside = [sum(run["cpu"] for run in found.get(other, ())) / cuts for other in ("bare", "by-hand")]
            ratios = [f"{cpu / other:.2f}" if other else "" for other in beside]
            peak = max(run["memory"] for run in runs) / 1e9
            line = f"{size:,} | {engine} | {seconds:.1f} | {cpu:.1f} | {ratios[0]} | {ratios[1]} | {peak:.2f} GB"
            print(f"| {line} |", flush=True)
            kept = kept and (engine != "duckdb" or not beside[0] or cpu <= LIMIT * beside[0])
        sums = {tuple(run["checksum"] for run in runs) for runs in found.values() if runs[0]["checksum"]}
        assert len(sums) <= 1, sums
    return kept


def main() -> None:
    """Measure, print, check."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--engines", nargs="+", choices=BY, default=list(ENGINES))
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--cuts", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "timeline-bulk")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "PATH", "CUT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        engine, path, number = given.one
        print(json.dumps(one(engine, Path(path), given.memory, int(number))))
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    if not table(given.sizes, given.engines, given.folder, given.memory, given.cuts) and given.check:
        sys.exit(f"DuckDB takes more than {LIMIT} times the CPU of the bare query")


if __name__ == "__main__":
    main()
