"""Who said what, when; what stood on any given day; and what moved it.

Timeline is what was said. Story is what stands. `replay` takes one to the other, at any date.
"""

from timeline._check import Notice, check
from timeline._claim import Claim
from timeline._claims import Cut, State, apply, cut, fold, merge
from timeline._diff import Cause, Change, Diff
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
from timeline._moves import LEGAL_MOVES, Move, legal_moves
from timeline._origins import Origin
from timeline._policy import Evidence, Policy, PolicyLike, Status
from timeline._quantity import Quantity
from timeline._source import Source
from timeline._standing import Derived, Figure, Standing, Transition
from timeline._story import Story
from timeline._time import When
from timeline._timeline import Timeline
from timeline._why import Why
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
