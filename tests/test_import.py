"""What `import timeline` loads, and that every public name is there all the same."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import timeline
from timeline import bulk, stores

LATER = [timeline, bulk, stores]


def fresh(code):
    """Return what a program of its own prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("package", LATER)
def test_every_public_name_is_there_and_is_listed(package):
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        value = getattr(package, name)
        assert vars(package)[name] is value


@pytest.mark.parametrize("package", LATER)
def test_type_checkers_read_the_names_that_come_later_from_the_modules_that_they_come_from(package):
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    read = {(node.module, alias.name) for node in block.body for alias in node.names}
    assert read == {(f"{package.__name__}.{module}", name) for module, names in package._LATER.items() for name in names}


@pytest.mark.parametrize("package", LATER)
def test_a_name_that_it_does_not_have_is_an_attribute_error(package):
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'Tmeline'"):
        package.__getattr__("Tmeline")


def test_making_reports_loads_no_story_and_asking_for_one_does():
    loaded = "import sys; print('timeline._state' in sys.modules, 'timeline._story' in sys.modules, 'hashlib' in sys.modules)"
    made = "from timeline import Source, Timeline; nis = Source('nis'); "
    told = "told = Timeline([nis, nis.affirms('present', said='2024-10-18', id='r')]); "
    assert fresh(f"import timeline; {loaded}") == "False False False"
    assert fresh(f"{made}{loaded}") == "False False True"
    assert fresh(f"{made}{told}{loaded}").startswith("False False")
    assert fresh(f"{made}{told}told.replay(); {loaded}").startswith("True True")


def test_all_names_come_with_a_star():
    assert fresh("from timeline import *; print(Story.__name__, check.__name__, len(LEGAL_MOVES) > 9)") == "Story check True"


def loaded(imported):
    return set(fresh(f"import sys, {imported}; print(*sys.modules)").split())


@pytest.mark.parametrize(
    ("imported", "absent"),
    [
        ("timeline", "babel click csv dateparser html jinja2 json nanoarrow pendulum sqlite3 timeline.views wcwidth"),
        ("timeline.cli", "babel dateparser hypothesis nanoarrow sqlite3 wcwidth"),
        ("timeline.stores", "sqlite3 timeline.codecs"),
        ("timeline.views, timeline.codecs.sheet", "babel dateparser jinja2 nanoarrow sqlite3 wcwidth xml.etree.ElementTree"),
    ],
)
def test_libraries_are_loaded_when_they_are_used(imported, absent):
    brought = {"html", "json"} & loaded("attrs, pendulum")  # in some versions, by what nobody can do without
    assert loaded(imported) & {*absent.split()} <= brought


def test_a_store_that_is_only_read_loads_neither_an_engine_nor_a_server_nor_what_signs(tmp_path):
    path = tmp_path / "story.db"
    with stores.open(path) as store:
        store.append(timeline.Source("anna").affirms("c", said="2024-10-18"))
    asked = f"from timeline import stores; print(stores.open({str(path)!r}).columns().status('c').value)"
    modules = fresh(f"{asked}; import sys; print(*sys.modules)").split()
    absent = "bulk._duckdb bulk._postgres bulk._spark bulk._verify stores._async_store stores._batch stores._note stores._verify"
    assert modules[0] == "reported"
    assert not {f"timeline.{name}" for name in absent.split()} & {*modules}
