"""What the documents show runs, what they link to exists, and every public name says what it is."""

import doctest
import re
import runpy
import unittest
from pathlib import Path

import pytest

import timeline

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
EXAMPLES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", EXAMPLES, ids=named)
def test_every_example_runs_and_prints_what_is_shown(document: Path) -> None:
    outcome = doctest.testfile(str(document), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 0
    assert outcome.failed == 0


def blocks_of(page: Path) -> list[str]:
    """Return the blocks of code of a page that are tests; those with prompts run as examples."""
    return [block for block in BLOCK.findall(page.read_text(encoding="utf-8")) if not block.startswith(">>>")]


@pytest.mark.parametrize("page", [page for page in HOW_TO if blocks_of(page)], ids=named)
def test_every_how_to_about_tests_has_tests_of_at_most_15_lines(page: Path) -> None:
    lengths = [len([line for line in block.splitlines() if line.strip()]) for block in blocks_of(page)]
    assert max(lengths) <= 15


@pytest.mark.parametrize(
    "block", [pytest.param(block, id=f"{page.stem}-{i}") for page in HOW_TO for i, block in enumerate(blocks_of(page), 1)]
)
def test_every_test_of_a_how_to_passes(block: str, tmp_path: Path) -> None:
    path = tmp_path / "test_how_to.py"
    path.write_text(block, encoding="utf-8")
    names = runpy.run_path(str(path))
    functions = [thing for name, thing in names.items() if name.startswith("test_")]
    cases = [thing for name, thing in names.items() if name.startswith("Test")]
    assert functions or cases
    for function in functions:
        function()
    for case in cases:
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
        assert result.testsRun > 0
        assert [text for _, text in (*result.failures, *result.errors)] == []


@pytest.mark.parametrize("page", [page for page in HOW_TO if ">>>" in page.read_text(encoding="utf-8")], ids=named)
def test_every_example_of_a_how_to_prints_what_is_shown(page: Path) -> None:
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if not link.startswith(("http://", "https://", "#"))]
    missing = [link for link in inside if not (document.parent / link).exists()]
    assert missing == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = {path.name for path in folder.glob("*.md")} - {"README.md"}
    assert set(LINK.findall((folder / "README.md").read_text(encoding="utf-8"))) == pages


def test_the_readme_gives_the_two_commands_of_a_fresh_machine() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    install = 'python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[dev]"'
    assert f"{install} && .venv/bin/timeline demo" in readme
    assert f"{install} && .venv/bin/python -m pytest" in readme


@pytest.mark.parametrize("path", sorted((ROOT / "src" / "timeline").glob("*.py")), ids=lambda path: path.name)
def test_the_map_of_the_tree_names_every_module(path: Path) -> None:
    rules = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert re.search(rf"^    {re.escape(path.name)} ", rules, re.MULTILINE)


def test_public_names_are_sorted_as_the_linter_sorts_them() -> None:
    names = timeline.__all__
    assert len(set(names)) == len(names)
    kinds = [(not name.isupper(), not name[0].isupper(), name) for name in names]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize("name", timeline.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    thing = getattr(timeline, name)
    if isinstance(thing, type) or callable(thing):
        own = thing.__doc__ or ""
        generated = own.startswith(("Method generated", f"{name}("))
        assert own.strip(), f"{name} has no docstring"
        assert not generated, f"{name} has a generated docstring"
        members = vars(thing) if isinstance(thing, type) else {}
        for member, value in members.items():
            function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
            if not member.startswith("_") and callable(function) and not isinstance(function, type):
                assert getattr(function, "__doc__", None), f"{name}.{member} has no docstring"
