"""Legal moves: which status can follow which, by what; found by telling every small story, kept as data."""

from collections.abc import Iterable, Iterator
from itertools import permutations, product

from attrs import frozen

from timeline._claims import fold
from timeline._entry import Entry
from timeline._events import Event, Report, Retraction, SourceAdded, Stance
from timeline._policy import Policy, PolicyLike, Status
from timeline._standing import Transition, told

__all__ = ["LEGAL_MOVES", "Move", "legal_moves", "move_of"]
