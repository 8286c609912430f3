"""The wheel: it holds the package and nothing else, says what it is, and works alone, naming each extra that is missing."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email import message_from_string
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from a clone as a release is."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        rest = {name.partition(".dist-info/")[2] for name in archive.namelist()} - {""}
    sources = [path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert names == {path.relative_to(ROOT / "src").as_posix() for path in sources if ".egg-info" not in str(path)}
    assert "timeline/py.typed" in names
    assert {Path(name).suffix for name in names} == {".py", ".typed", ".jsonl", ".html", ".css", ".js"}
    assert rest == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE"}


def test_the_metadata_say_what_it_is(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
        metadata = message_from_string(archive.read(name).decode())
    assert metadata["Name"] == "story-timeline"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])


def test_the_version_is_that_of_the_newest_entry_of_the_changelog() -> None:
    newest = re.search(r"^## (\d+\.\d+\.\d+) – (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"] == distribution("story-timeline").version
    assert re.fullmatch(r"not yet released|\d{4}-\d{2}-\d{2}", newest[2])


def test_every_dependency_says_who_keeps_it_and_has_a_lower_bound() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for requirement in map(Requirement, PROJECT["dependencies"]):
        assert any(one.operator == ">=" for one in requirement.specifier), requirement
        assert re.search(rf'"{re.escape(str(requirement))}",\s+# .*kept by', text), requirement


def needed(name: str) -> Iterator[str]:
    """Yield the names of a distribution and of all that it needs without extras, as import names they begin with."""
    yield name
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from needed(requirement.name)


ALONE = """
import sys
from importlib.metadata import packages_distributions
allowed, wheel = set(sys.argv[1].split(",")), sys.argv[2]
sys.path.insert(0, wheel)
own = {name for name, by in packages_distributions().items() if not {one.lower().replace("_", "-") for one in by} & allowed}

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in own - {"timeline", "_timeline_pytest"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name.partition(".")[0])

sys.meta_path.insert(0, Missing())
exec(sys.argv[3])
"""
STORY = """
import timeline
assert timeline.__file__.startswith(wheel), timeline.__file__
from timeline import Source, Timeline, bulk, codecs, stores, views
story = Timeline([Source("nis").affirms("present", said="2024-10-18")])
"""
WORKS = """
assert codecs.decode(codecs.encode(story.entries[0])) == story.entries[0]
assert str(bulk.Columns(story).statuses()["present"]) == "Status.REPORTED"
assert str(bulk.replay(bulk.StoryTable.of(story), engine="sqlite")["present"]) == "Status.REPORTED"
with stores.open("story.db") as store:
    assert store.append(*(entry.event for entry in story)).head.position == 1
    assert store.verify().size == 1
from timeline.cli import main
main(["demo"])
"""
MISSING = {
    "page": "views.page(story)",
    "proofs": "stores.VerifierKey('a', bytes(32)).verify(bytes(64), b'')",
    "arrow": "views.rows(story).__arrow_c_stream__()",
    "bulk": "bulk.replay('story.parquet')",
    "spark": "bulk.replay('story.parquet', engine=bulk.Spark(None))",
    "sheet": """codecs.sheet.decode_csv(
        b'source,claim,stance,said_words,published,locale\\nnis,c,affirm,on Friday,2024-10-18,en\\n')""",
    "postgres": "stores.open('postgresql://127.0.0.1/story')",
    "testing": "from timeline.testing import timelines",
}


def alone(wheel: Path, code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code with the wheel and what it needs, as if nothing else were installed."""
    allowed = ",".join(canonicalize_name(name) for name in {*needed("story-timeline")})
    command = [sys.executable, "-c", ALONE, allowed, str(wheel), code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("installed")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_installed_alone_it_works(unpacked: Path, tmp_path: Path) -> None:
    ran = alone(unpacked, STORY + WORKS, tmp_path)
    assert ran.stderr == ""
    assert "What stood at the end of 2024-10-17" in ran.stdout


@pytest.mark.parametrize("extra", MISSING)
def test_an_extra_that_is_missing_is_named(extra: str, unpacked: Path, tmp_path: Path) -> None:
    asked = f"import timeline.codecs.sheet\ntry:\n    {MISSING[extra]}\n"
    ran = alone(unpacked, f"{STORY}{asked}except timeline.MissingExtraError as error:\n    print(error)", tmp_path)
    assert ran.stderr == ""
    assert f"pip install 'story-timeline[{extra}]'" in ran.stdout


def test_every_extra_for_users_is_tried_for() -> None:
    for_us = {"dev", "docs", "frames", "mutation"}
    without_it_slower = {"fast"}
    assert set(PROJECT["optional-dependencies"]) - for_us - without_it_slower == set(MISSING)
