"""Figures on the page: each by itself, so that one in another direction of writing does not turn the next around."""

from collections.abc import Iterable

from timeline import Figure

__all__ = ["figures_of"]


def figures_of(figures: Iterable[Figure]) -> tuple[str, ...]:
    """Return figures in the words used, as `figures_text` joins them: a denied one says so, of several origins each its name."""
    found = tuple(figures)
    several = len({figure.origin for figure in found}) > 1
    return tuple(
        f"{'not ' if figure.denied else ''}{figure.quantity}{f' ({figure.origin})' if several else ''}" for figure in found
    )
