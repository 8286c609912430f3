"""Every example runs, fits on a screen, and prints what stands beside it; the notebook too."""

import json
import runpy
from pathlib import Path

import pytest

import notebooks
from examples_path import EXAMPLES

SCRIPTS = sorted(EXAMPLES.glob("*.py"))
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


def test_examples_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:2]) for path in (*SCRIPTS, *NOTEBOOKS))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.no_cover
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_an_example_prints_what_stands_beside_it(
    path: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_an_example_has_fewer_than_60_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_of_a_notebook_shows_what_it_holds(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = [cell["outputs"] for cell in cells if cell["cell_type"] == "code"]
    assert list(notebooks.executed(cells)) == shown


def test_every_output_belongs_to_an_example() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.txt")} == {path.stem for path in SCRIPTS}
