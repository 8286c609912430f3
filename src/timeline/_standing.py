"""Standing: how a claim stands, marks, verdict and figures too, and the moves from one standing to the next."""

from attrs import field, frozen

from timeline._entry import Entry
from timeline._events import Report, Stance, Verdict
from timeline._policy import Status
from timeline._quantity import Quantity
from timeline._time import When

__all__ = ["Derived", "Figure", "Standing", "Transition"]


@frozen(kw_only=True)
class Figure:
    """The figure that an origin stands by, in the words used, with the report that gave it (not compared).

    ``denied`` where it is the figure of a denial.
    """

    origin: str
    quantity: Quantity
    report: Report = field(eq=False)
    denied: bool = False


@frozen(kw_only=True)
class Standing:
    """How a claim stands: what a transition compares.

    The marks are those of a `Claim`; ``retreated`` only where nobody is left who commits. ``due`` is not compared: a date
    that passes is nobody's statement. Transitions leave it out.
    """

    status: Status
    verdict: Verdict | None = None
    figures: tuple[Figure, ...] = ()
    up_to: When | None = None
    internal: bool = False
    admitted: bool = False
    retreated: bool = False
    needs_review: bool = False
    due: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Derived:
    """Support that follows from a related claim: the report there, and the side that it is on here."""

    report: Report
    claim: str
    stance: Stance


@frozen(kw_only=True)
class Transition:
    """A move of one claim: ``at`` (the moment from which a cut shows it), before, after, and the entry that moved it."""

    claim: str
    at: When
    before: Standing
    after: Standing
    cause: Entry
