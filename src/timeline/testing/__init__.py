"""The property-testing kit: strategies for small colliding stories, and the laws that hold of every timeline."""

from timeline.testing.codec_contract import CODEC_LAWS, codec_contract
from timeline.testing.laws import LAWS
from timeline.testing.machine import history_machine
from timeline.testing.memory_store import MemoryStore, memory_stores
from timeline.testing.scenario import given
from timeline.testing.store_contract import STORE_LAWS, store_contract
from timeline.testing.strategies import cuts, entries, events, reports, timelines

__all__ = [
    "CODEC_LAWS",
    "LAWS",
    "STORE_LAWS",
    "MemoryStore",
    "codec_contract",
    "cuts",
    "entries",
    "events",
    "given",
    "history_machine",
    "memory_stores",
    "reports",
    "store_contract",
    "timelines",
]
