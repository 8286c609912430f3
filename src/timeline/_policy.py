"""From live reports to status: who speaks for whom, what overtakes what, which origins count, and the policy.

The order of the rules: what each source stands by (`_live`) is taken as it is; then, within a party, the certainly
later voice overtakes the opposite one; then another party's news overtakes a denial that spoke only up to a time; what
is left is credited to the origins that it rests on; and only then does the policy count, and it counts origins, never
reports. Overtaking looks at who speaks, never at links: a link may show that two origins are one, but must not make a
denial fall.
"""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Protocol

from attrs import field, frozen

from timeline._desk import Desk
from timeline._events import UNKNOWN_SOURCE, Report, Stance
from timeline._live import Voice, Voices
from timeline._origins import Credit, Origin
from timeline._text import short
from timeline.errors import PolicyError

__all__ = ["Evidence", "Policy", "PolicyLike", "Sides", "Status", "check_policy_fields", "judge", "sides", "weigh"]


class Status(str, Enum):
    """How a claim stands: derived from the live reports, never stored, never a finding that it is true."""

    UNREPORTED = "unreported"
    OPEN = "open"
    REPORTED = "reported"
    CORROBORATED = "corroborated"
    DISPUTED = "disputed"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


@frozen(kw_only=True)
class Evidence:
    """What a policy decides on: the origins for and against, and what is said without commitment; all of it live."""

    heard: bool
    affirming: tuple[Origin, ...] = ()
    denying: tuple[Origin, ...] = ()
    neither: tuple[Report, ...] = ()
    only_retracted: bool = False
    retreated: bool = False
    admitted: bool = False
    internal: bool = False
    """Whether it is one origin, as linked, that both affirms and denies."""


class PolicyLike(Protocol):
    """What any object needs to serve as a policy; `Policy` says what each part means."""

    @property
    def origin_by(self) -> str:
        """For whom a voice speaks: "party", "office" or "speaker"."""

    @property
    def count_derived(self) -> bool:
        """Whether what follows from related claims counts."""

    @property
    def desks(self) -> Collection[str] | None:
        """Whose verdicts hold; None: all."""

    def status(self, evidence: Evidence) -> Status:
        """Return the status that the evidence gives; must be total and must not depend on the order of reports."""


def as_desks(value: Collection[str] | None) -> frozenset[str] | None:
    """Take the names of desks; a lone string is one desk."""
    if isinstance(value, str):
        return frozenset((value,))
    try:
        return frozenset(value) if isinstance(value, Collection) else value
    except TypeError:
        return value  # type: ignore[return-value]  # what is no name is refused by `check_policy_fields`


@frozen(kw_only=True)
class Policy:
    """The rules from live reports to status.

    ``min_origins`` affirming origins, one of them named, make a claim corroborated. ``origin_by`` says for whom a voice
    speaks: its "party", its "office", or only itself ("speaker"). ``count_derived`` counts what follows from related
    claims. ``desks`` are those whose verdicts hold; None means every desk. Raises `PolicyError` for other values.
    """

    min_origins: int = 2
    origin_by: str = "party"
    count_derived: bool = False
    desks: frozenset[str] | None = field(default=None, converter=as_desks)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.min_origins, bool) or not isinstance(self.min_origins, int) or self.min_origins < 1:
            raise PolicyError(f"min_origins is {short(self.min_origins)}; give a whole number from 1 on")
        check_policy_fields(self)

    def status(self, evidence: Evidence) -> Status:
        """Return the one status that the evidence has."""
        if evidence.affirming and evidence.denying:
            return Status.DISPUTED
        if evidence.affirming:
            named = any(origin.named for origin in evidence.affirming)
            enough = len(evidence.affirming) >= self.min_origins and named
            return Status.CORROBORATED if enough else Status.REPORTED
        if evidence.denying:
            return Status.DENIED
        if not evidence.heard:
            return Status.UNREPORTED
        return Status.WITHDRAWN if evidence.only_retracted else Status.OPEN


def check_policy_fields(policy: object) -> None:
    """Raise `PolicyError` unless an object has the fields of a policy, with values that make sense."""
    name = type(policy).__name__
    for part in ("origin_by", "count_derived", "desks", "status"):
        if not hasattr(policy, part):
            raise PolicyError(f"{short(policy)} is {name}, which has no {part}, not a policy; give all that PolicyLike has")
    origin_by, derived, desks = (getattr(policy, part) for part in ("origin_by", "count_derived", "desks"))
    if origin_by not in ("party", "office", "speaker"):
        raise PolicyError(f"origin_by is {short(origin_by)}; give party, office or speaker")
    if not isinstance(derived, bool):
        raise PolicyError(f"count_derived is {short(derived)}; give true or false")
    if desks is not None and not _are_names(desks):
        raise PolicyError(f"desks is {short(desks)}; give a set of their names, or None for all")


def _are_names(desks: object) -> bool:
    return isinstance(desks, Collection) and not isinstance(desks, str) and all(isinstance(one, str) for one in desks)


def judge(policy: PolicyLike, evidence: Evidence) -> Status:
    """Return the policy's status; raises `PolicyError` where it gives anything else."""
    status = policy.status(evidence)
    if not isinstance(status, Status):
        raise PolicyError(f"{type(policy).__name__}.status gave {short(status)}; it must return a Status for every evidence")
    return status


Credited = tuple[Report, frozenset[str]]


@frozen(kw_only=True)
class Sides:
    """What counts on each side of one claim: reports, each with the origins it is credited to."""

    affirming: tuple[Credited, ...] = ()
    denying: tuple[Credited, ...] = ()
    admitted: bool = False


def sides(voices: Voices, desk: Desk, by: str, origins: Credit) -> Sides:
    """Return the commitments on a claim that nothing overtakes, credited."""
    affirms, denials = _commitments(voices, Stance.AFFIRM, desk, by), _commitments(voices, Stance.DENY, desk, by)
    affirms_left, not_admitted = _left_at_home(affirms, denials), _left_at_home(denials, affirms)
    happened = voices.happened and bool(not_admitted)
    happenings = [one for one in affirms_left if _tells_what_happened(one[0])] if happened else []
    first_affirmed = _first_affirmed(voices, desk, by) if any(report.up_to for _, report, _ in not_admitted) else {}
    denials_left = [
        one
        for one in not_admitted
        if not any(
            _overtakes_abroad(other, one, origins, first_affirmed) for other in (affirms_left if one[1].up_to else happenings)
        )
    ]
    return Sides(
        affirming=tuple((report, origins.of(report)) for _, report, _ in affirms_left),
        denying=tuple((report, origins.of(report)) for _, report, _ in denials_left),
        admitted=len(not_admitted if affirms_left == affirms else _left_at_home(denials, affirms_left)) < len(denials),
    )


def _tells_what_happened(voice: Voice) -> bool:
    return any(report.happened is not None for report in voice.standing_run(Stance.AFFIRM))


def _first_affirmed(voices: Voices, desk: Desk, by: str) -> dict[str, int]:
    """Return the microsecond by which each party had certainly affirmed for the first time."""
    found: dict[str, int] = {}
    for voice in voices.voices.values():
        if voice.first_affirmed is not None:
            group, end = desk.group(voice.source, by), voice.first_affirmed.said.order[0]
            found[group] = min(end, found.get(group, end))
    return found


def weigh(
    voices: Voices, sides: Sides, affirming: tuple[Origin, ...], denying: tuple[Origin, ...], roots: Mapping[str, str]
) -> Evidence:
    """Return the evidence on a claim: what counts on each side, and as which origins, ``roots`` of which are joined."""
    return Evidence(
        heard=voices.heard,
        affirming=affirming,
        denying=denying,
        neither=voices.neither,
        only_retracted=voices.only_retracted,
        retreated=voices.retreated,
        admitted=sides.admitted,
        internal=bool(affirming and denying) and _is_one((*sides.affirming, *sides.denying), roots),
    )


def _is_one(credited: Collection[Credited], roots: Mapping[str, str]) -> bool:
    """Whether all are credited to one origin, by name; unnamed sources may be of any."""
    names = {name for _, found in credited for name in found}
    return len({roots.get(name, name) for name in names}) == 1 and names != {UNKNOWN_SOURCE}


Commitment = tuple[Voice, Report, str]


def _commitments(voices: Voices, stance: Stance, desk: Desk, by: str) -> list[Commitment]:
    live = ((voices.voices[name], report) for name, report in voices.commitments[stance].items())
    return [(voice, report, desk.group(voice.source, by)) for voice, report in live]


def _left_at_home(ones: list[Commitment], others: list[Commitment]) -> list[Commitment]:
    """Rule 3: within a party, a certainly later voice overtakes the opposite one of another voice; return what is left."""
    if not ones or not others:
        return ones
    parties: dict[str, list[Commitment]] = {}
    for other in others:
        if other[2] != UNKNOWN_SOURCE:
            parties.setdefault(other[2], []).append(other)
    return [one for one in ones if not any(_overtakes_at_home(other, one) for other in parties.get(one[2], ()))]


def _overtakes_at_home(later: Commitment, earlier: Commitment) -> bool:
    """Whether any report of the run is certainly later: a repeat, however vague its time, takes nothing away."""
    if later[0] is earlier[0]:
        return False
    return any(one.said.certainly_after(earlier[1].said) for one in later[0].standing_run(later[1].stance))


def _overtakes_abroad(affirm: Commitment, denial: Commitment, origins: Credit, first_affirmed: Mapping[str, int]) -> bool:
    """Rule 6: a denial speaks of the world up to a time, and another party's news of a later world overtakes it.

    An unknown source may be of any party, so its news overtakes nothing; nor does what rests on such a one, or on the
    denier's own. Any report of the run will do, so that repeating it takes nothing away.
    """
    voice, _, group = affirm
    own = {denial[2], UNKNOWN_SOURCE}
    if group in own:
        return False
    news = (one for one in voice.standing_run(Stance.AFFIRM) if _is_news(one, first_affirmed.get(group), denial[1], origins))
    return any(not origins.of(one) <= own for one in news)


def _is_news(report: Report, first: int | None, denial: Report, origins: Credit) -> bool:
    """Whether a report tells of a later world than a denial speaks of; ``first`` is when its party first affirmed.

    What happened certainly after it is news to any denial, unless it was foretold; to a dated one, so is what was
    certainly said after its date, unless it happened by then, or its party had affirmed it by then, or one that the
    report rests on may have: a repeat is none.
    """
    end = (denial.up_to or denial.said).order[0]
    happened = report.happened
    if happened is not None and happened.order[1] > end and not happened.certainly_after(report.said):
        return True
    if denial.up_to is None or report.said.order[1] <= end or (first is not None and first <= end):
        return False
    words = (voice.first_affirmed for voice in origins.rests_on(report))
    if any(word is not None and word.said.order[1] <= end for word in words):
        return False
    return happened is None or happened.order[0] > end
