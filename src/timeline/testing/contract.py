"""Contract: laws of one kind of thing gathered into a test case, one test for each law."""

import unittest
from collections.abc import Callable, Iterable
from typing import TypeVar

__all__ = ["as_test_case"]

L = TypeVar("L", bound=Callable[..., None])


def as_test_case(name: str, doc: str, laws: Iterable[L], hold: Callable[[L], None]) -> type[unittest.TestCase]:
    """Return a test case with a test for each law, named after it; ``hold`` is called with the law.

    It is a `unittest.TestCase`, so that any test runner takes it.
    """
    return type(name, (unittest.TestCase,), {"__doc__": doc, **{f"test_{law.__name__}": _test(law, hold) for law in laws}})


def _test(law: L, hold: Callable[[L], None]) -> Callable[[unittest.TestCase], None]:
    def test(case: unittest.TestCase) -> None:
        hold(law)

    test.__name__ = f"test_{law.__name__}"
    test.__doc__ = law.__doc__
    return test
