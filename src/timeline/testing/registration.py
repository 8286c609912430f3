"""Registration: what Hypothesis runs when it is imported, so that ``st.from_type(Timeline)`` works without an import of ours.

It imports the core, and the kit itself only when a strategy is asked for.
"""

from collections.abc import Callable
from typing import Any

__all__ = ["register"]


def register() -> None:
    """Tell Hypothesis which strategy makes which of our types."""
    from hypothesis import strategies as st

    import timeline

    plurals: dict[type, str] = {
        timeline.Timeline: "timelines",
        timeline.Entry: "entries",
        timeline.Report: "reports",
        timeline.Source: "sources",
        timeline.Claim: "claims",
        timeline.When: "whens",
        timeline.Quantity: "quantities",
        timeline.Cut: "cuts",
    }
    kinds = (
        timeline.Retraction,
        timeline.Correction,
        timeline.Clarification,
        timeline.Verdict,
        timeline.SourceAdded,
        timeline.ClaimAdded,
        timeline.ClaimsRelated,
        timeline.OriginsLinked,
    )
    for kind in (*plurals, *kinds):
        st.register_type_strategy(kind, _lookup(kind, plurals.get(kind, "events")))


def _lookup(kind: type, plural: str) -> Callable[[type], Any]:
    """Return what makes the strategy of a type when it is asked for."""

    def strategy(_: type) -> Any:
        from hypothesis import strategies as st

        from timeline.testing import strategies

        if plural == "events":
            return strategies.events(kinds=[kind])
        if plural == "entries":
            return strategies.entries(min_size=1).flatmap(st.sampled_from)
        return getattr(strategies, plural)()

    return strategy
