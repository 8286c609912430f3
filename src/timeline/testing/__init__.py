"""The property-testing kit: strategies for small colliding stories, and the laws that hold of every timeline."""

from timeline.testing.laws import LAWS
from timeline.testing.scenario import given
from timeline.testing.strategies import cuts, entries, events, reports, timelines

__all__ = ["LAWS", "cuts", "entries", "events", "given", "reports", "timelines"]
