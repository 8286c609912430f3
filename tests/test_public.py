"""The public surface: what each module gives out, sorted and complete, and that the types of every call are held."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from timeline import MissingExtraError, testing
from timeline.testing import _WHERE

MODULES = [
    import_module(name)
    for name in (
        "timeline",
        "timeline.bulk",
        "timeline.cli",
        "timeline.codecs",
        "timeline.codecs.sheet",
        "timeline.errors",
        "timeline.stores",
        "timeline.testing",
        "timeline.views",
    )
]
ROOT = Path(__file__).parents[1]
TYPED = (ROOT / "tests" / "typed" / "public_calls.py").read_text(encoding="utf-8")
API = (ROOT / "docs" / "reference" / "api.txt").read_text(encoding="utf-8")
REFERENCE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").rglob("*.md"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_public_names_are_sorted_as_the_linter_sorts_them(module: ModuleType) -> None:
    names = list(module.__all__)
    assert len(set(names)) == len(names)
    kinds = [(not name.isupper(), not name[0].isupper(), name) for name in names]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_public_names_are_complete(module: ModuleType) -> None:
    own = {
        name
        for name, thing in vars(module).items()
        if not name.startswith("_") and not isinstance(thing, ModuleType) and _is_ours(thing, module)
    }
    assert own <= set(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


def _is_ours(thing: object, module: ModuleType) -> bool:
    """Whether something was defined in the modules that a public one is made of; what it imports for itself is not."""
    return str(getattr(thing, "__module__", "")).startswith((f"{module.__name__}._", module.__name__ + "."))


def test_the_testing_kit_gives_out_what_it_imports_when_asked() -> None:
    assert {name for names in _WHERE.values() for name in names} == set(testing.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'no_such_name'"):
        testing.no_such_name  # noqa: B018  # to ask for it is the test


def test_the_testing_kit_names_its_extra_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(library: str) -> None:
        def fail(name: str) -> ModuleType:
            raise ModuleNotFoundError(f"No module named {library!r}", name=library)

        monkeypatch.setattr(testing, "import_module", fail)

    without("hypothesis")
    with pytest.raises(MissingExtraError, match=r"the testing kit needs hypothesis.*story-timeline\[testing\]"):
        testing.timelines  # noqa: B018  # to ask for it is the test
    without("something_else")
    with pytest.raises(ModuleNotFoundError, match="something_else"):
        testing.timelines  # noqa: B018  # to ask for it is the test


def public_calls() -> list[str]:
    """Return every public function, and every method of a public class that is no error, as it is called."""
    found, owner = [], ""
    for line in API.splitlines():
        if match := re.match(r"(class|def) (timeline(?:\.\w+)*)\.(\w+)", line):
            kind, module, name = match.groups()
            owner = name if kind == "class" else ""
            found += [f"{'tl' if module == 'timeline' else module.rpartition('.')[2]}.{name}("] if kind == "def" else []
        elif owner and not owner.endswith("Error") and (match := re.match(r"    (\w+method )?([a-z]\w*)\(", line)):
            found.append(f"{owner if match[1] else ''}.{match[2]}(")  # whose method it is, only the caller's types say
    return sorted(set(found))


@pytest.mark.parametrize("call", public_calls())
def test_the_types_of_every_public_call_are_held(call: str) -> None:
    assert call in TYPED


@pytest.mark.parametrize("module", [m for m in MODULES if m.__name__ not in {"timeline.cli", "timeline.errors"}], ids=str)
def test_every_public_name_has_its_place_in_the_reference(module: ModuleType) -> None:
    whole = f".. automodule:: {module.__name__}\n   :members:"
    for name in module.__all__:
        directive = re.compile(rf"\.\. auto\w+:: (?:{re.escape(module.__name__)}\.)?{name}$", re.MULTILINE)
        assert whole in REFERENCE or directive.search(REFERENCE), name
