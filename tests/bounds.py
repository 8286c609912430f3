"""Bounds: the wheel in an empty environment, on the oldest and on the newest dependencies that its metadata allow.

    python tests/bounds.py oldest FOLDER        makes FOLDER, an environment, asks commands in it, and runs tests there
    python tests/bounds.py newest FOLDER        the same without tests

What it finds out: whether a lower bound is a lie. It needs a package index, or one that is kept at hand.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
EXTRAS = ("arrow", "bulk", "fast", "page", "proofs", "sheet", "testing")
SUITE = (
    *("test_bulk_table", "test_claims", "test_codecs", "test_events", "test_note", "test_phrases", "test_quantity"),
    *("test_rules_live", "test_rules_origins", "test_sheet", "test_sqlite_store", "test_tables", "test_terminal"),
    "test_timeline",
)
NEEDED = ("pytest", "pytest-xdist", "jsonschema", "click>=8.2")
"""What the tests themselves need; click's test runner keeps the two streams apart from 8.2 on."""


def requirements() -> Iterator[Requirement]:
    """Yield what the wheel asks for, with every extra for users."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in (*project["dependencies"], *(line for extra in EXTRAS for line in project["optional-dependencies"][extra])):
        yield Requirement(line)


def lower(requirement: Requirement) -> str:
    """Return the pin of a requirement's lower bound."""
    (bound,) = (one.version for one in requirement.specifier if one.operator == ">=")
    return f"{requirement.name}=={bound}"


def run(*command: str | Path) -> None:
    """Run a command; its failure ends all."""
    print("$", *command, flush=True)
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True)


def main(which: str, folder: Path) -> None:
    """Make the environment and see that what is installed works."""
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "venv", folder)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist")
    (wheel,) = (folder / "dist").glob("*.whl")
    pins = folder / "pins.txt"
    pins.write_text("".join(f"{lower(one)}\n" for one in requirements()) if which == "oldest" else "", encoding="utf-8")
    run(python, "-m", "pip", "install", "-q", f"{wheel}[{','.join(EXTRAS)}]", "-c", pins)
    run(python, "-m", "pip", "check")
    run(folder / "bin" / "timeline", "--version")
    run(folder / "bin" / "timeline", "demo", "--page", folder / "demo.html")
    for asked in (("at",), ("log",), ("check",), ("export", "--to", "csv"), ("why", "present")):
        run(folder / "bin" / "timeline", asked[0], "src/timeline/cli/seed_story.jsonl", *asked[1:])
    if which == "newest":  # what the whole suite has been run on
        return
    run(python, "-m", "pip", "install", "-q", *NEEDED)
    tests = (f"tests/{name}.py" for name in SUITE)
    run(python, "-m", "pytest", "-o", "addopts=", "-o", "pythonpath=tests", "-p", "no:cacheprovider", "-q", "-n", "2", *tests)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).absolute())
