"""Reports as benchmarks of stores append them: short and long quotes, 200 sources, 5,000 claims."""

import random
from collections.abc import Iterator

from timeline import Event, Report

__all__ = ["made_up_reports"]


def made_up_reports(name: str = "report") -> Iterator[Event]:
    """Yield reports without end, the same in every run; their ids begin with a name."""
    dice = random.Random(0)
    for number in range(10**9):
        yield Report(
            source=f"source-{dice.randrange(200)}",
            claim=f"claim-{dice.randrange(5_000)}",
            stance=dice.choice(("affirm", "deny", "not_confirm")),
            said=f"2024-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}",
            quote="word " * dice.randrange(2, 40),
            id=f"{name}-{number}",
        )
