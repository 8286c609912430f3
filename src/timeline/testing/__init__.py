"""The property-testing kit: strategies for small colliding stories, laws, checks, and what tests have covered.

Each name is imported when it is first asked for, so that Hypothesis and pytest can look into the package at no cost.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.testing.checks import check_always, check_fold, check_laws, check_policy, reproduction
    from timeline.testing.coverage import Coverage
    from timeline.testing.exploring import Disagreement, Exploration, compare_policies, explore, minimize
    from timeline.testing.laws import LAWS
    from timeline.testing.strategies import claims, cuts, entries, events, quantities, reports, sources, timelines, whens

__all__ = [
    "LAWS",
    "Coverage",
    "Disagreement",
    "Exploration",
    "check_always",
    "check_fold",
    "check_laws",
    "check_policy",
    "claims",
    "compare_policies",
    "cuts",
    "entries",
    "events",
    "explore",
    "minimize",
    "quantities",
    "reports",
    "reproduction",
    "sources",
    "timelines",
    "whens",
]

_WHERE = {
    "LAWS": "laws",
    "Coverage": "coverage",
    "Disagreement": "exploring",
    "Exploration": "exploring",
    "compare_policies": "exploring",
    "explore": "exploring",
    "minimize": "exploring",
    "check_always": "checks",
    "check_fold": "checks",
    "check_laws": "checks",
    "check_policy": "checks",
    "reproduction": "checks",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE.get(name, 'strategies')}"), name)
