"""Later: names of a package that are brought by their modules when they are asked for first."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["later"]


def later(
    package: str, space: dict[str, Any], modules: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and the ``__dir__`` of a package, whose globals are ``space``, with the names of its modules."""
    found = {name: f"{package}.{module}" for module, names in modules.items() for name in names}

    def bring(name: str) -> Any:
        if name not in found:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        space[name] = getattr(import_module(found[name]), name)
        return space[name]

    return bring, lambda: sorted({*space, *found})
