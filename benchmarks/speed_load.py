"""How long importing takes, how long a line of JSON takes to become an entry, and how much memory a report keeps.

`lines` gives them to the table of ``speed.py``; ``python benchmarks/speed_load.py`` prints them alone.

Reading is measured on two stories of reports: made-up ones, each said at a minute of its own, and the 23,405 real acts of
``examples/06_revised_figures.py``; and once on made-up ones whose ids are derived from what they say, and on those of the
seed story over and over, which have quotations, words of time, channels and derived ids. Beside it stand
`orjson.loads` of the same lines, which makes dicts and checks nothing, and a plain loop as one would write it without this
library: `json.loads`, and cattrs into attrs classes with a field for each key, a member of an enumeration and a datetime. The
loop checks no text, derives no id and knows no time but a datetime.
"""

import compileall
import gc
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from attrs import evolve, frozen
from cattrs import Converter
from core import entries as made_up

import timeline
from timeline import Report, Stance
from timeline.codecs import decode, encode
from timeline.codecs._json import plainly
from timeline.codecs._straight import in_python, road

MADE_UP = 50_000
TURNS = 5
MANY_TURNS = 21
SEEDS = 1_000
PROGRAMS = 15
FIRST_REPORT = "from timeline import Source, Timeline; Source('nis').affirms('present', said='2024-10-18')"
FIRST_STORY = (
    "from timeline import Source, Timeline; nis = Source('nis'); "
    "print(end=str(Timeline([nis, nis.affirms('present', said='2024-10-18')]).replay())[:0])"
)
FLOOR = "import attrs, pendulum"


@frozen
class Line:
    """One line of a table: ours, what stands beside it, in ``unit``, and how many times that ours may be."""

    work: str
    ours: float
    floor: float
    beside: str
    most: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def short(self) -> bool:
        return self.most is not None and self.ratio > self.most

    def cells(self) -> tuple[str, ...]:
        limit = "" if self.most is None else f"at most {self.most:g}"
        return self.work, shown(self.ours, self.unit), self.beside, shown(self.floor, self.unit), f"{self.ratio:.3g}", limit


def shown(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.0f} {unit}"
    for name, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value / 1e-6:.3g} µs"


def lines() -> Iterator[Line]:
    """Yield every line."""
    yield from imports()
    for name, told in (("a made-up report", made_up_lines()), ("a real act", real_lines())):
        yield from reading(name, told)
    yield beside_c("a made-up report whose id is derived", derived_lines())
    yield beside_c("a report of the seed story", seed_lines() * SEEDS)
    yield memory(made_up_lines())


def imports() -> Iterator[Line]:
    """Yield the lines of the import, each in a fresh process, in turn; compiled before, as an installer does."""
    compileall.compile_dir(Path(timeline.__file__).parent, quiet=1)
    codes = (FLOOR, "import timeline", FIRST_REPORT, FIRST_STORY)
    floor, bare, report, story = in_turn([partial(fresh, code) for code in codes], PROGRAMS)
    yield Line("import timeline", bare, floor, FLOOR, 1.3)
    yield Line("the same, and a first report made", report, floor, FLOOR)
    yield Line("the same, and a first story told", story, floor, FLOOR)


def fresh(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def reading(name: str, told: Sequence[bytes]) -> Iterator[Line]:
    """Yield the lines of reading reports, by the roads that there are."""
    yield beside_c(f"{name} from its line", told, 2)
    roads = (plain_loop(), road(*in_python()), plainly)
    loop, no_c, plain = (spent / len(told) for spent in in_turn([partial(each, one, told) for one in roads], TURNS))
    yield Line("the same, without the extra", no_c, loop, "json.loads and cattrs", 2)
    yield Line("the same, by the plain road", plain, loop, "json.loads and cattrs")


def beside_c(name: str, told: Sequence[bytes], most: float | None = None) -> Line:
    """Return the line of reading reports, beside reading JSON in C; both are short, so that they take many turns."""
    c, ours = (spent / len(told) for spent in in_turn([partial(each, one, told) for one in (orjson.loads, decode)], MANY_TURNS))
    return Line(name, ours, c, "orjson.loads", most)


def each(read: Callable[[bytes], Any], told: Sequence[bytes]) -> list[Any]:
    """Read line after line and keep all of it, as whoever loads a file does."""
    return [read(line) for line in told]


def in_turn(works: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Return the median time of each, measured in turn, so that whatever else the machine does falls on all."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, found in zip(works, spent, strict=True):
            gc.collect()
            began = time.perf_counter()
            kept = work()
            found.append(time.perf_counter() - began)
            del kept
    return [statistics.median(found) for found in spent]


def made_up_lines() -> list[bytes]:
    return [encode(entry) for entry in made_up(MADE_UP) if isinstance(entry.event, Report)]


def derived_lines() -> list[bytes]:
    reports = (entry for entry in made_up(MADE_UP) if isinstance(entry.event, Report))
    return [encode(evolve(entry, event=evolve(entry.event, id=None))) for entry in reports]


def real_lines() -> list[bytes]:
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from revised_figures import tell

    return [encode(entry) for entry in tell()]


def seed_lines() -> list[bytes]:
    from seed_story import tell

    return [encode(entry) for entry in tell() if isinstance(entry.event, Report)]


@frozen
class PlainFigure:
    words: str
    low: float | None = None
    high: float | None = None


@frozen
class PlainReport:
    claim: str
    stance: Stance
    said: datetime
    id: str
    source: str | None = None
    quantity: PlainFigure | None = None
    quote: str | None = None
    url: str | None = None


@frozen
class PlainCorrection:
    of: str
    said: datetime
    id: str
    report: PlainReport | None = None
    by: str | None = None


@frozen
class PlainSource:
    source: str
    id: str
    name: str | None = None
    party: str | None = None


@frozen
class PlainClaim:
    claim: str
    id: str
    text: str | None = None


PLAIN = {"report": PlainReport, "correction": PlainCorrection, "source_added": PlainSource, "claim_added": PlainClaim}


def plain_loop() -> Callable[[bytes], object]:
    """Return what reads a line without this library: a kind's class, and when it was recorded."""
    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))

    def read(line: bytes) -> object:
        record = json.loads(line)
        event = record["event"]
        return converter.structure(event, PLAIN[event["type"]]), datetime.fromisoformat(record["recorded"])

    return read


def memory(told: Sequence[bytes]) -> Line:
    """Return the line of the memory that a report keeps, with its entry, its times and its place in a list."""
    tracemalloc.start()
    kept = each(decode, told)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Line("memory of a made-up report", size / len(kept), 600, "the limit", 1, unit="bytes")


def main() -> None:
    for line in lines():
        print("  ".join(line.cells()))


if __name__ == "__main__":
    main()
