"""Titles: what a caller may head a page or a feed with, and sign it with."""

from timeline._text import text_fault

__all__ = ["as_title"]


def as_title(title: str, name: str = "title") -> str:
    """Return a title that any reader takes; raises `ValueError` for an empty one, or one with control characters."""
    if (fault := text_fault(title)) is not None:
        raise ValueError(f"{name}: {fault}")
    return title
