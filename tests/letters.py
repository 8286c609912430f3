"""The cast of the smallest stories: three sources, each a party of its own, and what they say of one claim."""

from timeline import Source

A, B, C = (Source(name, party=name.upper()) for name in "abc")


def at(source, day, verb="affirms", **more):
    return getattr(source, verb)("c", said=f"2024-01-{day:02}", **more)
