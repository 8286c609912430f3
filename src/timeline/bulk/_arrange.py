"""Arranging: the layout of a table by numpy, all claims at once; imported only where that is installed."""

from collections.abc import Collection, Iterable

import numpy as np

from timeline.bulk._layout import Layout
from timeline.bulk._row_arrays import begins, stretches
from timeline.bulk._sheet import TYPECODES
from timeline.bulk._table import Table

__all__ = ["arranged"]


def arranged(table: Table, told: Collection[str], groups: Iterable[str]) -> Layout:
    """Return the layout of the claims of a table but for some, as `Layout.of` makes it; parties stand by their numbers."""
    begin = np.frombuffer(table.voice, dtype=np.int64)
    counts = np.diff(begin)
    kept = counts > 0
    kept[[table.claims[claim] for claim in told]] = False
    claims = np.flatnonzero(kept)
    named = list(table.claims)
    made = Layout(table, tuple([named[claim] for claim in claims]))
    group_of = np.array([*(made.groups.setdefault(name, len(made.groups)) for name in groups), -1])  # the last is for nobody
    if not claims.size:
        return made
    counts = counts[claims]
    place = np.repeat(np.arange(claims.size, dtype=np.int32), counts)
    voices = stretches(begin[claims], counts)
    group = group_of[np.frombuffer(table.source, dtype=TYPECODES["source"])[voices]]
    party = place * np.int64(len(made.groups) + 1)
    party += np.where(group < 0, len(made.groups), group)
    order = np.argsort(party, kind="stable")
    first = begins(party[order])
    firsts = order[first]
    made.order.frombytes(voices[order].data.cast("B"))
    made.group.frombytes(group[firsts].data.cast("B"))
    made.voice.frombytes(np.append(first[1:], order.size).data.cast("B"))
    made.party.frombytes(np.cumsum(np.bincount(place[firsts])).data.cast("B"))
    return made
