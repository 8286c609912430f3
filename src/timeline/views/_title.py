"""Titles: what a caller may head a page or a feed with."""

from timeline._text import text_fault

__all__ = ["as_title"]


def as_title(title: str) -> str:
    """Return a title that any reader takes; raises `ValueError` for an empty one, or one with control characters."""
    if (fault := text_fault(title)) is not None:
        raise ValueError(f"title: {fault}")
    return title
