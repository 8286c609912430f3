"""The property-testing kit: small colliding stories, hostile texts, and the laws that hold of every timeline."""

from timeline.testing.hostile import hostile_texts, hostile_timelines
from timeline.testing.laws import LAWS
from timeline.testing.strategies import cuts, entries, events, reports, timelines

__all__ = ["LAWS", "cuts", "entries", "events", "hostile_texts", "hostile_timelines", "reports", "timelines"]
