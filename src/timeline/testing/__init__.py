"""The property-testing kit: strategies for small colliding stories, laws, checks, contracts, and what tests have covered.

Each name is imported when it is first asked for, so that Hypothesis and pytest can look into the package at no cost.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from timeline.errors import MissingExtraError

if TYPE_CHECKING:
    from timeline.testing.checks import check_always, check_fold, check_laws, check_policy, reproduction
    from timeline.testing.codec_laws import CODEC_LAWS, codec_contract
    from timeline.testing.coverage import Coverage
    from timeline.testing.exploring import Disagreement, Exploration, compare, explore, minimize
    from timeline.testing.hostile import hostile_texts, hostile_timelines
    from timeline.testing.laws import LAWS
    from timeline.testing.machine import history_machine
    from timeline.testing.memory_store import MemoryStore, memory_stores
    from timeline.testing.scenario import given
    from timeline.testing.store_laws import STORE_LAWS, store_contract
    from timeline.testing.strategies import claims, cuts, entries, events, quantities, reports, sources, timelines, whens

__all__ = [
    "CODEC_LAWS",
    "LAWS",
    "STORE_LAWS",
    "Coverage",
    "Disagreement",
    "Exploration",
    "MemoryStore",
    "check_always",
    "check_fold",
    "check_laws",
    "check_policy",
    "claims",
    "codec_contract",
    "compare",
    "cuts",
    "entries",
    "events",
    "explore",
    "given",
    "history_machine",
    "hostile_texts",
    "hostile_timelines",
    "memory_stores",
    "minimize",
    "quantities",
    "reports",
    "reproduction",
    "sources",
    "store_contract",
    "timelines",
    "whens",
]

_WHERE = {
    "checks": ("check_always", "check_fold", "check_laws", "check_policy", "reproduction"),
    "codec_laws": ("CODEC_LAWS", "codec_contract"),
    "coverage": ("Coverage",),
    "exploring": ("Disagreement", "Exploration", "compare", "explore", "minimize"),
    "hostile": ("hostile_texts", "hostile_timelines"),
    "laws": ("LAWS",),
    "machine": ("history_machine",),
    "memory_store": ("MemoryStore", "memory_stores"),
    "scenario": ("given",),
    "store_laws": ("STORE_LAWS", "store_contract"),
    "strategies": ("claims", "cuts", "entries", "events", "quantities", "reports", "sources", "timelines", "whens"),
}


def __getattr__(name: str) -> object:
    for module, names in _WHERE.items():
        if name in names:
            try:
                return getattr(import_module(f"{__name__}.{module}"), name)
            except ModuleNotFoundError as error:
                if error.name != "hypothesis":
                    raise
                raise MissingExtraError("testing", "the testing kit", "hypothesis") from None
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
