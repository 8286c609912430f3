"""What each source stands by on one claim: its live affirmation, denial or refusal to confirm, as statements come in.

Statements are taken in their order (the end of ``said``, its beginning, the id). In that order only the newcomer can
displace what is there, never the other way round, so that a few slots for each source are all that has to be kept:

* of affirm, deny and not_confirm, a certainly later statement of another of these displaces; the last of each is live;
* a not_confirm that cannot be ordered against a commitment yields to it;
* a retraction takes its report out of counting and brings back nothing that the report had displaced;
* query, decline, suppose and relay displace nothing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

from attrs import define, evolve, field

from timeline._events import UNKNOWN_SOURCE, Report, Retraction, Stance, Verdict
from timeline._steps import Step

__all__ = ["COUNTED", "Voice", "Voices", "voice_of"]

COMMITS = (Stance.AFFIRM, Stance.DENY)
COUNTED = (Stance.AFFIRM, Stance.DENY, Stance.NOT_CONFIRM)


@define(eq=False)
class Voice:
    """One source on one claim; of an unknown source, one report."""

    source: str
    slots: dict[Stance, Report] = field(factory=dict)
    runs: dict[Stance, list[Report]] = field(factory=dict)
    """The commitments of a side since the last other stance: a repeat adds nothing but does not take away either."""
    affirmed: list[Report] = field(factory=list)
    """The last run of affirmations, standing or not."""
    first_affirmed: Report | None = None
    retreated: bool = False
    retracted: set[str] = field(factory=set)

    def add(self, report: Report) -> None:
        """Take the next statement."""
        stance = report.stance
        if stance in COUNTED:
            for other in COUNTED:
                if other is not stance:
                    self._displace(other, report)
            if stance in COMMITS:
                self.runs.setdefault(stance, []).append(report)
            if stance is Stance.AFFIRM:
                self._affirm(report)
        self.slots[stance] = report

    def _displace(self, other: Stance, report: Report) -> None:
        """Let fall what it had said, certainly earlier, of another stance."""
        earlier = self.slots.get(other)
        if earlier is not None and report.said.certainly_after(earlier.said):
            del self.slots[other]
            if other is Stance.AFFIRM:
                self.retreated = self.commitment(other) is not None
            self.runs.pop(other, None)
        elif other in self.runs:
            self.runs[other] = [one for one in self.runs[other] if not report.said.certainly_after(one.said)]

    def _affirm(self, report: Report) -> None:
        self.affirmed = self.runs[Stance.AFFIRM]
        self.first_affirmed = self.first_affirmed or report
        self.retreated = False

    def commitment(self, stance: Stance) -> Report | None:
        """Return its live affirmation or denial, unless it was retracted."""
        return self._stands(self.runs.get(stance, []))

    def standing_run(self, stance: Stance) -> Iterator[Report]:
        """Yield the commitments of a live one's run that were not retracted, newest first."""
        return (report for report in reversed(self.runs.get(stance, [])) if report.id not in self.retracted)

    def _stands(self, run: list[Report]) -> Report | None:
        """Return the last of a run that was not retracted, unless it was certainly said before one that was."""
        for report in reversed(run):
            if run[-1].said.certainly_after(report.said):
                return None
            if report.id not in self.retracted:
                return report
        return None

    @property
    def taken_back(self) -> bool:
        """Whether it affirmed, and its last affirmation was retracted."""
        return bool(self.affirmed) and self._stands(self.affirmed) is None

    def copy(self) -> "Voice":
        """Return the voice as it is, to go on apart from this one."""
        runs = {stance: list(run) for stance, run in self.runs.items()}
        return evolve(self, slots=dict(self.slots), runs=runs, affirmed=list(self.affirmed), retracted=set(self.retracted))

    @property
    def neither(self) -> list[Report]:
        """What it says without committing itself: a live not_confirm, and the last of each other stance."""
        commits = Stance.AFFIRM in self.slots or Stance.DENY in self.slots
        if commits and len(self.slots) == 1:
            return []
        return [
            report
            for stance, report in self.slots.items()
            if stance not in COMMITS
            and not (stance is Stance.NOT_CONFIRM and commits)
            and report.id not in self.retracted
        ]

    @property
    def cannot_confirm(self) -> bool:
        """Whether all it says now is that it cannot confirm."""
        return any(report.stance is Stance.NOT_CONFIRM for report in self.neither)


@define(eq=False)
class Voices:
    """Everybody who spoke on one claim, up to some point in the order of statements."""

    voices: dict[str, Voice] = field(factory=dict)
    commitments: dict[Stance, dict[str, Report]] = field(factory=lambda: {stance: {} for stance in COMMITS})
    """The live affirmations and denials, each by its voice."""
    heard: bool = False
    happened: bool = False
    """Whether any report says when it happened."""
    verdicts: dict[str, Verdict] = field(factory=dict)
    """The last verdict of each desk, by its name."""
    chain: dict[tuple[str, Stance | None], list[Report]] = field(factory=dict)
    """By source and commitment (None: neither), in order: the reports that tell what a source's word rests on."""
    released: dict[str, Report] = field(factory=dict)
    """The report that released each evidence item that reports here rest on, as far as released."""
    reports: dict[str, Report] = field(factory=dict)
    """Every report heard, by the id of any of its versions."""
    credited: dict[str, frozenset[str]] = field(factory=dict)
    """Whom reports are credited to, by report; kept for as long as no word that it follows from is added."""
    _following: dict[str, set[str]] = field(factory=dict)
    """The reports among them that follow a source's word, by source."""

    _uncommitted: dict[str, list[Report]] = field(init=False, factory=dict)
    """What each voice says without committing itself, when it was last looked at."""
    _taken_back: dict[str, bool] = field(init=False, factory=dict)
    """Whether each voice that affirmed has taken it back, when it was last looked at."""
    _unseen: set[str] = field(init=False)
    """The voices that have spoken since."""

    @_unseen.default
    def _all(self) -> set[str]:
        return set(self.voices)

    def take(self, step: Step) -> None:
        """Take the next step of the claim."""
        entry, family = step.entry, step.family
        if isinstance(entry.event, Verdict):
            self.verdicts.pop(entry.event.by, None)
            self.verdicts[entry.event.by] = entry.event
        if family is None or (report := family.report) is None:
            return
        name = voice_of(report)
        if step.item is not None:
            self.released[step.item] = report
            self.credited.clear()
            return
        if isinstance(entry.event, Retraction):
            self.voices[name].retracted.add(report.id)
            self._commit(name)
            return
        self.heard = True
        self.happened |= report.happened is not None
        self.reports[report.id] = report
        if family.corrections:
            self.reports |= dict.fromkeys(family.versions, report)
        if name not in self.voices:
            self.voices[name] = Voice(report.source)
        self.voices[name].add(report)
        self._commit(name)
        stance = report.stance if report.stance in COMMITS else None
        if stance is not None or report.basis:
            self.chain.setdefault((report.source, stance), []).append(report)
            for credited in self._following.pop(report.source, ()):
                self.credited.pop(credited, None)

    def _commit(self, name: str) -> None:
        """Note down what a voice stands by now."""
        self._unseen.add(name)
        for stance, live in self.commitments.items():
            if (report := self.voices[name].commitment(stance)) is not None:
                live[name] = report
            else:
                live.pop(name, None)

    def before(self, step: Step) -> "Voices":
        """Return the voices as they are, free to take a step without changing these."""
        voices = dict(self.voices)
        if step.item is None and step.family is not None and step.family.report is not None:
            name = voice_of(step.family.report)
            if name in voices:
                voices[name] = voices[name].copy()
        chain = {kind: list(words) for kind, words in self.chain.items()}
        live = {stance: dict(reports) for stance, reports in self.commitments.items()}
        verdicts, released, reports = dict(self.verdicts), dict(self.released), dict(self.reports)
        return Voices(voices, live, self.heard, self.happened, verdicts, chain, released, reports)

    def credit(self, report: Report, origins: frozenset[str], words: Iterable[Report]) -> frozenset[str]:
        """Keep whom a report is credited to, which follows from its basis and that of some words; return it."""
        self.credited[report.id] = origins
        for name in {*report.basis, *(name for word in words for name in word.basis)}:
            self._following.setdefault(name, set()).add(report.id)
        return origins

    def word_of(self, source: str, report: Report) -> Report | None:
        """Return the word of a source that a report rests on: the source's last one by the time of the report, else its next.

        A commitment of the report's own side comes before another, and that before one that commits to nothing; such a
        one, said later, tells nothing of earlier reports.
        """
        sides: tuple[tuple[Stance | None, ...], ...] = ((report.stance,), COMMITS, (None,))
        told = [[words for stance in side if (words := self.chain.get((source, stance)))] for side in sides]
        end = report.said.order[0]
        for found in told:
            earlier = [words[i - 1] for words in found if (i := bisect_right(words, end, key=_said_us))]
            if earlier:
                return max(earlier, key=attrgetter("order"))
        return next((min((words[0] for words in found), key=attrgetter("order")) for found in told[:-1] if found), None)

    @property
    def only_retracted(self) -> bool:
        """Whether there were affirmations, and every source's last one was retracted."""
        self._look()
        return bool(self._taken_back) and all(self._taken_back.values())

    @property
    def neither(self) -> tuple[Report, ...]:
        """All non-committing reports that stand, in the order of statements."""
        self._look()
        found = [report for reports in self._uncommitted.values() for report in reports]
        return tuple(sorted(found, key=attrgetter("order")))

    @property
    def retreated(self) -> bool:
        """Whether anybody who committed itself now cannot confirm."""
        self._look()
        return any(self.voices[name].retreated and self.voices[name].cannot_confirm for name in self._uncommitted)

    def _look(self) -> None:
        """Look at the voices that have spoken since the last look."""
        for name in self._unseen:
            voice = self.voices[name]
            if said := voice.neither:
                self._uncommitted[name] = said
            else:
                self._uncommitted.pop(name, None)
            if voice.affirmed:
                self._taken_back[name] = voice.taken_back
        self._unseen.clear()


def _said_us(report: Report) -> int:
    return report.said.order[0]


def voice_of(report: Report) -> str:
    """Return whose slots a report goes into; unknown sources never displace each other, so each has its own."""
    return f"{UNKNOWN_SOURCE}\n{report.id}" if report.source == UNKNOWN_SOURCE else report.source
