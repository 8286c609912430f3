"""Where the examples and their data are, and the examples as modules: a name that begins with a number cannot be imported."""

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).parent.parent / "examples"


@cache
def example(name: str) -> ModuleType:
    """Return an example by its name without the number, as a module."""
    (path,) = EXAMPLES.glob(f"[0-9][0-9]_{name}.py")
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
