"""How long a piece of work takes, by the clock on the wall."""

import time
from collections.abc import Callable

__all__ = ["timed"]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
