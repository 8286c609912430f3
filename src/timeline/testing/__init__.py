"""The property-testing kit: strategies for small colliding stories, and the laws that hold of every timeline."""

from timeline.testing.laws import LAWS
from timeline.testing.strategies import (
    claims,
    cuts,
    entries,
    events,
    quantities,
    reports,
    sources,
    timelines,
    whens,
)

__all__ = ["LAWS", "claims", "cuts", "entries", "events", "quantities", "reports", "sources", "timelines", "whens"]
