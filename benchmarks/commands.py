"""How long each command takes on the seed story, as a program of its own: at most half a second of work.

    python benchmarks/commands.py [--check]

The time is that of the processor, for the time on the clock is that of others too; of three runs the shortest counts.
Beside each stands the ratio to a program that only imports what the library is built on. With ``--check`` the end is 1
where a command takes longer.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from timeline import cli
from timeline.cli._look import SEED

try:
    import resource
except ImportError:
    raise SystemExit("this system does not tell how long its processes worked") from None

ENOUGH = 0.5
RUNS = 3
FLOOR = "import attrs, cattrs, click, pendulum"
OURS = "from timeline.cli import main; main()"
SEED_FILE = str(SEED)
ASKED = {
    "append": ("append", "{out}/new.db", SEED_FILE),
    "at": ("at", SEED_FILE, "2024-10-18"),
    "check": ("check", SEED_FILE),
    "claimreview": ("claimreview", SEED_FILE),
    "completion": ("completion", "bash"),
    "demo": ("demo",),
    "diff": ("diff", SEED_FILE, "2024-10-17", "2024-10-18"),
    "export": ("export", SEED_FILE, "--to", "sqlite", "-o", "{out}/export.db"),
    "feed": ("feed", SEED_FILE, "--address", "https://news.example/feed"),
    "import": ("import", "{out}/story.db.csv"),
    "key": ("key", "news.example/log", "{out}/key"),
    "log": ("log", SEED_FILE),
    "moves": ("moves",),
    "page": ("page", SEED_FILE),
    "prove": ("prove", "{out}/story.db", "1", "--key", "{out}/story.db.key"),
    "redact": ("redact", "{out}/story.db", "1", "--by", "desk", "--ground", "order 1", "--yes"),
    "salvage": ("salvage", "{out}/story.db", "{out}/salvaged.jsonl"),
    "schema": ("schema",),
    "template": ("template",),
    "verify": ("verify", "{out}/story.db"),
    "why": ("why", SEED_FILE, "present"),
}
COMMANDS: Any = cli.main
assert set(ASKED) == set(COMMANDS.commands), set(ASKED) ^ set(COMMANDS.commands)


def furnish(out: Path) -> None:
    """Put a store of the seed story, a key and a sheet into a folder."""
    path = out / "story.db"
    for args in (
        ("append", str(path), SEED_FILE),
        ("key", "news.example/log", f"{path}.key"),
        ("export", SEED_FILE, "--to", "csv", "-o", f"{path}.csv"),
    ):
        COMMANDS.main(args, standalone_mode=False)


def work(code: str, args: Sequence[str] = ()) -> float:
    """Return the seconds of processor time that a program takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def asked(args: Sequence[str]) -> float:
    with TemporaryDirectory() as folder:
        out = Path(folder)
        furnish(out)
        return work(OURS, [arg.format(out=out) for arg in args])


def main(options: list[str]) -> int:
    floor = min(work(FLOOR) for _ in range(RUNS))
    print(f"{'import only':12} {floor * 1000:5.0f} ms")
    slow = []
    for name, args in {"--help": ("--help",), **ASKED}.items():
        took = min(asked(args) for _ in range(RUNS))
        print(f"{name:12} {took * 1000:5.0f} ms  {took / floor:4.1f} x")
        if took > ENOUGH:
            slow.append(name)
    if slow:
        print(f"more than {ENOUGH} s: {', '.join(slow)}")
    return int(bool(slow) and "--check" in options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
