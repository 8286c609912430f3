"""The rules of the house that a machine can hold: layers for every module, a reason beside every ignore."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "timeline"
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
}
CORE = {f"timeline.{path.stem}" for path in SOURCE.glob("*.py")} - {"timeline.__init__"}
EDGES = {f"timeline.{path.parent.name}" for path in SOURCE.glob("*/__init__.py")}
FOLDERS = ("src", "tests", "examples", "docs", "benchmarks")
IGNORE = re.compile(r"#\s*(?:type: ignore|noqa|pragma)(.*)$")
REASON = re.compile(r"\s[#-]\s+(?!type: ignore|noqa|pragma)\S")


def sources(name: str) -> set[str]:
    return set(CONTRACTS[name]["source_modules"])


def test_every_module_has_its_layer():
    layers = {name.strip() for layer in CONTRACTS["Dependencies point one way"]["layers"] for name in layer.split("|")}
    assert layers == CORE | EDGES


def test_every_module_of_the_core_is_held_to_do_no_input_or_output():
    assert sources("The core does no input or output and knows no wire") == CORE


def test_times_records_and_properties_each_have_one_door():
    assert sources("Times enter by one door") == (CORE | EDGES) - {"timeline._time"}
    assert sources("Records are taken apart in codecs only") == EDGES - {"timeline.codecs"}
    assert sources("Properties are drawn in testing only") == EDGES - {"timeline.testing"}
    assert sources("Large tables are asked in bulk only") == EDGES - {"timeline.bulk"}


def test_every_ignore_has_its_reason_beside_it():
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := IGNORE.search(line):
                assert REASON.search(found[1]), f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


@pytest.mark.parametrize(
    ("ignore", "has_one"),
    [
        ("noqa", False),
        ("type: ignore[arg-type]", False),
        ("type: ignore[misc,arg-type]", False),
        ("type: ignore[arg-type]  #" + " noqa: E501", False),  # one ignore is no reason for another
        ("noqa: F401 - only to see that it is there", True),
        ("type: ignore[arg-type]  # by name", True),
        ("pragma: no cover - on other systems", True),
    ],
)
def test_a_reason_is_told_from_the_name_of_a_rule(ignore, has_one):
    assert bool(REASON.search(IGNORE.search(f"x = 1  # {ignore}")[1])) is has_one
