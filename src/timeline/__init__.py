"""Who said what, when; what stood on any given day; and what moved it.

Timeline is what was said. Story is what stands. `replay` takes one to the other, at any date.
"""

from typing import TYPE_CHECKING, Final

from timeline._entry import Entry
from timeline._events import (
    UNKNOWN_SOURCE,
    Certainty,
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Event,
    Finding,
    OriginsLinked,
    Reason,
    Relation,
    Report,
    Retraction,
    SourceAdded,
    Stance,
    Unrecognized,
    Verdict,
)
from timeline._later import later as _brought_later
from timeline._quantity import Quantity
from timeline._source import Source
from timeline._time import When
from timeline._timeline import Timeline
from timeline.errors import (
    ConflictError,
    DamageError,
    EventError,
    Fault,
    MissingExtraError,
    PolicyError,
    ProofError,
    QuantityError,
    RecordError,
    RefusedError,
    StoreError,
    TimeError,
    TimelineError,
    UnknownClaimError,
    UnknownEventError,
)

if TYPE_CHECKING:
    from timeline._check import Notice, check
    from timeline._claim import Claim
    from timeline._diff import Cause, Change, Diff
    from timeline._moves import LEGAL_MOVES, Move, legal_moves
    from timeline._origins import Origin
    from timeline._policy import Evidence, Policy, PolicyLike, Status
    from timeline._standing import Derived, Figure, Standing, Transition
    from timeline._state import Cut, State, apply, cut, fold, merge
    from timeline._story import Story
    from timeline._why import Why

__all__ = [
    "LEGAL_MOVES",
    "UNKNOWN_SOURCE",
    "Cause",
    "Certainty",
    "Change",
    "Claim",
    "ClaimAdded",
    "ClaimsRelated",
    "Clarification",
    "ConflictError",
    "Correction",
    "Cut",
    "DamageError",
    "Derived",
    "Diff",
    "Entry",
    "Event",
    "EventError",
    "Evidence",
    "Fault",
    "Figure",
    "Finding",
    "MissingExtraError",
    "Move",
    "Notice",
    "Origin",
    "OriginsLinked",
    "Policy",
    "PolicyError",
    "PolicyLike",
    "ProofError",
    "Quantity",
    "QuantityError",
    "Reason",
    "RecordError",
    "RefusedError",
    "Relation",
    "Report",
    "Retraction",
    "Source",
    "SourceAdded",
    "Stance",
    "Standing",
    "State",
    "Status",
    "StoreError",
    "Story",
    "TimeError",
    "Timeline",
    "TimelineError",
    "Transition",
    "UnknownClaimError",
    "UnknownEventError",
    "Unrecognized",
    "Verdict",
    "When",
    "Why",
    "apply",
    "check",
    "cut",
    "fold",
    "legal_moves",
    "merge",
]

_LATER: Final = {
    "_check": ("Notice", "check"),
    "_claim": ("Claim",),
    "_diff": ("Cause", "Change", "Diff"),
    "_moves": ("LEGAL_MOVES", "Move", "legal_moves"),
    "_origins": ("Origin",),
    "_policy": ("Evidence", "Policy", "PolicyLike", "Status"),
    "_standing": ("Derived", "Figure", "Standing", "Transition"),
    "_state": ("Cut", "State", "apply", "cut", "fold", "merge"),
    "_story": ("Story",),
    "_why": ("Why",),
}
"""What a story is made of, by its module: half of what importing takes, and imported when it is asked for."""
__getattr__, __dir__ = _brought_later(__name__, globals(), _LATER)
