"""What the documents show runs, what they link to exists, what they take from the code is as the code has it."""

import doctest
import re
import runpy
import shlex
import shutil
import unittest
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

import documents
import timeline
from command_line import SEED, run
from timeline import stores

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)")
CAUSES = {move.cause for move in timeline.LEGAL_MOVES}
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
COMMAND = re.compile(r"^(?:\$ )?((?:\.venv/bin/)?timeline [a-z]+.*)$", re.MULTILINE)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def runs(page: Path) -> bool:
    """Whether a page shows something that can be run."""
    return any(kind == "console" or (kind == "python" and block.startswith(">>>")) for kind, block in documents.fences(page))


@pytest.mark.parametrize("page", [page for page in DOCUMENTS if runs(page)], ids=named)
def test_every_example_of_a_page_prints_what_is_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SEED, "story.jsonl")
    tried, wrong = documents.failures(page)
    assert tried > 0
    assert wrong == []


@pytest.mark.no_cover
def test_a_desk_that_trusts_a_few_is_checked_as_its_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    page, names = ROOT / "docs" / "how-to" / "bring-your-own-policy.md", {}
    (told,) = [block for kind, block in documents.fences(page) if kind == "python" and "class Trusting" in block]
    for example in doctest.DocTestParser().get_examples(told)[:2]:
        exec(compile(example.source, str(page), "exec"), names)
    (shown,) = [block for kind, block in documents.fences(page) if kind == "py"]
    asked = []

    def every_move(policy: object) -> SimpleNamespace:  # the walk of four statements takes minutes
        asked.append(policy)
        return SimpleNamespace(changes=[timeline.Move(*move) for move in product(timeline.Status, CAUSES, timeline.Status)])

    monkeypatch.setattr("timeline.testing.explore", every_move, raising=False)
    exec(compile(shown, str(page), "exec"), names)
    assert asked == [names["like_ours"]]


def shown_tests(page: Path) -> list[str]:
    """Return the blocks of code of a page that are tests; those with prompts run as examples."""
    return [block for kind, block in documents.fences(page) if kind == "python" and not block.startswith(">>>")]


@pytest.mark.parametrize("page", [page for page in DOCUMENTS if shown_tests(page)], ids=named)
def test_no_test_that_a_page_shows_has_more_than_15_lines(page: Path) -> None:
    lengths = [len([line for line in block.splitlines() if line.strip()]) for block in shown_tests(page)]
    assert max(lengths) <= 15


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "block", [pytest.param(block, id=f"{page.stem}-{i}") for page in DOCUMENTS for i, block in enumerate(shown_tests(page), 1)]
)
def test_every_test_that_a_page_shows_passes(block: str, tmp_path: Path) -> None:
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


@pytest.mark.parametrize("page", DOCUMENTS, ids=named)
def test_a_page_gives_commands_options_that_they_have(page: Path) -> None:
    for _, block in documents.fences(page):
        for line in COMMAND.findall(block):
            documents.understood(line)


PAGES_OF_COMMANDS = ["prove-what-you-knew", "replay-on-a-cluster", "spreadsheet", "sql", "terminal"]


@pytest.mark.parametrize("page", PAGES_OF_COMMANDS)
def test_commands_that_a_page_shows_without_their_answer_succeed_in_its_order(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = list(stores.load(SEED))
    if page != "spreadsheet":  # which makes the story
        stores.save(timeline.Timeline(told), "story.jsonl")
    stores.save(timeline.Timeline(told[30:]), "today.jsonl")
    with stores.open("story.db") as store:
        store.import_history(told[:30])
    blocks = [block for kind, block in documents.fences(ROOT / "docs" / "how-to" / f"{page}.md") if kind == ""]
    ran, vkey = 0, ""
    for line in (line for block in blocks for line in COMMAND.findall(block)):
        words = shlex.split(line.partition(" && ")[0].replace("example.com/front+…", vkey), comments=True)
        into = words[words.index(">") + 1] if ">" in words else None
        done = run(*words[1 : words.index(">") if into else None], input="y\n")  # one of them asks
        assert done.exit_code == 0, f"{line}: {done.output}"
        if into:
            Path(into.replace("~", str(tmp_path))).write_text(done.stdout, encoding="utf-8")
        vkey = done.stdout.strip() if words[1] == "key" else vkey
        ran += 1
    assert ran > 0


def test_a_command_that_there_is_not_is_seen() -> None:
    documents.understood("timeline at story.jsonl 2024-10-17 --known-at 2024-10-17   # remark")
    with pytest.raises(click.UsageError, match="no-such-option"):
        documents.understood("timeline at story.jsonl --no-such-option")
    with pytest.raises(KeyError, match="no-such-command"):
        documents.understood("timeline no-such-command")


def links(document: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the anchor of every link of a document within the repository."""
    for link in LINK.findall(CODE.sub("", FENCED.sub("", document.read_text(encoding="utf-8")))):
        if not link.startswith(("http://", "https://")):
            path, _, anchor = link.partition("#")
            yield path, anchor


def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub and MyST make them."""
    titles = HEADING.findall(FENCED.sub("", document.read_text(encoding="utf-8")))
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower() for title in titles)
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for path, anchor in links(document):
        target = document.parent / path if path else document
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One `two` [three](x.md)\n[a](#one-two-three) [b](gone.md#x) `[c](no.md)` [d](https://example.org)\n")
    assert list(links(page)) == [("x.md", ""), ("", "one-two-three"), ("gone.md", "x")]
    assert anchors(page) == {"one-two-three"}


def test_every_module_says_what_it_is_about() -> None:
    for path in (ROOT / "src" / "timeline").rglob("*.py"):
        assert GENERATE["concept"](path), path
        assert (path.parent / "__init__.py").exists(), path  # or the map in CONTRIBUTING.md would pass over it


def test_what_a_page_takes_from_the_code_is_as_the_code_has_it() -> None:
    assert GENERATE["stale"](write=False) == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = {path.name for path in folder.glob("*.md")} - {"README.md"}
    assert set(LINK.findall((folder / "README.md").read_text(encoding="utf-8"))) == pages


def test_the_readme_gives_the_two_commands_of_a_fresh_machine() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    install = 'python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[dev]"'
    assert f"{install} && .venv/bin/timeline demo" in readme
    assert f"{install} && .venv/bin/python -m pytest" in readme


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
