"""Every law catches a core that breaks it: no law that cannot fail."""

from collections.abc import Callable
from random import Random

import pytest
from attrs import evolve
from hypothesis import Phase, find, settings

import timeline._claims as claims
import timeline._diff as diff
import timeline._live as live
import timeline._origins as origins
import timeline._policy as policy
import timeline._standing as standing
import timeline._timeline as log
import timeline._why as why
from timeline import Correction, Entry, Finding, Origin, Report, State, Status, Story, Timeline, Transition, Verdict
from timeline._events import Stance
from timeline.testing import LAWS, laws, timelines
from timeline.testing.strategies import appended

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]
MUTANTS: list[tuple[Callable[[Timeline], None], Mutant]] = []


def breaks(law: Callable[[Timeline], None]) -> Callable[[Mutant], Mutant]:
    def added(mutant: Mutant) -> Mutant:
        MUTANTS.append((law, mutant))
        return mutant

    return added


def fails(law: Callable[[Timeline], None], timeline: Timeline) -> bool:
    try:
        law(timeline)
    except AssertionError:
        return True
    return False


@breaks(laws.order_does_not_matter)
def statements_are_told_as_they_arrive(patch: Patch) -> None:
    def steps(self: standing.Telling) -> list[live.Step]:
        return [step for name in self.claims for step in live.steps(self.state, name)]

    patch.setattr(standing.Telling, "steps", steps)


@breaks(laws.appending_twice_is_appending_once)
def the_log_does_not_know_what_it_holds(patch: Patch) -> None:
    patch.setattr(log.Runs, "entry", lambda self, event_id: None)


@breaks(laws.replay_is_cut_then_fold)
def a_cut_leaves_out_its_own_moment(patch: Patch) -> None:
    said_by = claims._said_by
    patch.setattr(claims, "_said_by", lambda entry, state, last: said_by(entry, state, last - 1))


@breaks(laws.replay_is_cut_then_fold)
def replay_lets_bookkeeping_through(patch: Patch) -> None:
    replay = Timeline.replay

    def early(self: Timeline, **cuts: object) -> Story:
        told = replay(self, **cuts)
        return Story([*told.state, *(e for e in self if not hasattr(e.event, "order"))], as_of=told.as_of)

    patch.setattr(Timeline, "replay", early)


@breaks(laws.a_tighter_cut_is_a_part)
def a_cut_forgets_what_is_old(patch: Patch) -> None:
    said_by = claims._said_by

    def recent(entry: Entry, state: State, last: int) -> bool:
        return said_by(entry, state, last) and entry.recorded_us > last - 2 * 86_400_000_000

    patch.setattr(claims, "_said_by", recent)


@breaks(laws.the_two_clocks_commute)
def one_clock_moves_the_other(patch: Patch) -> None:
    cut = laws.cut

    def moved(entries: list[Entry], **cuts: object) -> tuple[Entry, ...]:
        kept = cut(entries, **cuts)
        return kept[-1:] if cuts.get("known_at") else kept

    patch.setattr(laws, "cut", moved)


@breaks(laws.what_was_known_never_changes)
def links_and_parties_are_known_before_they_were_learned(patch: Patch) -> None:
    replay = Timeline.replay

    def early(self: Timeline, **cuts: object) -> Story:
        told = replay(self, **cuts)
        state = State({entry.id: entry for entry in told.state}, desk=self._whole.desk)
        return Story(state, as_of=told.as_of, known_at=told.known_at)

    patch.setattr(Timeline, "replay", early)


@breaks(laws.a_late_report_lands_in_its_place)
def statements_are_told_as_recorded(patch: Patch) -> None:
    steps = standing.Telling.steps

    def as_recorded(self: standing.Telling) -> list[live.Step]:
        return sorted(steps(self), key=lambda step: (step.order[1], step.entry.recorded_us))

    patch.setattr(standing.Telling, "steps", as_recorded)


@breaks(laws.merge_is_fold_of_union)
def of_two_records_the_last_is_kept(patch: Patch) -> None:
    patch.setattr(claims, "_rank", lambda entry: -entry.recorded_us)


@breaks(laws.a_checkpoint_plus_the_tail_is_the_whole)
def the_desk_of_the_checkpoint_stays(patch: Patch) -> None:
    patch.setattr(laws, "apply", lambda state, entry: State({e.id: e for e in (*state, entry)}, desk=state.desk))


@breaks(laws.every_move_is_legal)
def who_affirms_is_taken_to_deny(patch: Patch) -> None:
    patch.setattr(standing, "judge", lambda policy, found: Status.DENIED if found.heard else Status.UNREPORTED)


@breaks(laws.transitions_chain)
def the_first_move_is_not_told(patch: Patch) -> None:
    transitions = Story.transitions

    def later(self: Story, claim: str | None = None) -> list[Transition]:
        return list(transitions(self, claim))[1:]

    patch.setattr(Story, "transitions", later)


@breaks(laws.transitions_chain)
def a_cut_on_the_day_before(patch: Patch) -> None:
    patch.setattr(live.Step, "at", property(lambda step: live.When.at(step.order[0] - 1)))


@breaks(laws.status_follows_from_reports)
def one_origin_is_enough(patch: Patch) -> None:
    patch.setattr(standing, "judge", lambda given, found: policy.Policy(min_origins=1).status(found))


@breaks(laws.status_follows_from_reports)
def relays_are_counted(patch: Patch) -> None:
    sides = standing.sides

    def counted(voices: live.Voices, desk: object, by: str, credit: origins.Credit) -> policy.Sides:
        relayed = tuple((r, credit.of(r)) for r in voices.neither if r.stance is Stance.RELAY)
        found = sides(voices, desk, by, credit)
        return evolve(found, affirming=found.affirming + relayed)

    patch.setattr(standing, "sides", counted)


@breaks(laws.a_claim_is_touched_only_by_its_own)
def what_is_said_of_one_is_said_of_all(patch: Patch) -> None:
    patch.setattr(State, "by_claim", property(lambda s: dict.fromkeys(("c", "d"), tuple(s.families.values()))))


@breaks(laws.counting_never_gives_a_verdict)
def two_origins_make_a_verdict(patch: Patch) -> None:
    made = Verdict(claim="c", finding=Finding.CONFIRMED, by="count", basis="counted", said="2024-01-01")
    patch.setattr(standing.Telling, "verdict", lambda self: made if len(self.evidence().affirming) > 1 else None)


@breaks(laws.non_committing_reports_move_nothing)
def a_relay_affirms(patch: Patch) -> None:
    add = live.Voice.add

    def affirmed(self: live.Voice, report: Report) -> None:
        add(self, evolve(report, stance="affirm", id=report.id) if report.stance is Stance.RELAY else report)

    patch.setattr(live.Voice, "add", affirmed)


@breaks(laws.a_retraction_leaves_silence)
def a_retraction_resurrects(patch: Patch) -> None:
    taken = live.Voices.take

    def take(self: live.Voices, step: live.Step) -> None:
        taken(self, step)
        if isinstance(step.entry.event, live.Retraction) and step.family and (gone := step.family.report):
            name = live.voice_of(gone)
            self.voices[name] = live.Voice(gone.source)
            for report in sorted(set(self.reports.values()) - {gone}, key=lambda report: report.order):
                if live.voice_of(report) == name:
                    self.voices[name].add(report)

    patch.setattr(live.Voices, "take", take)


@breaks(laws.a_retraction_leaves_silence)
def a_retraction_holds_from_the_beginning(patch: Patch) -> None:
    told_by = log.told_by

    def early(state: State, last: int | None) -> State:
        kept = {e.id: e for e in told_by(state, last)}
        return State(kept | {e.id: e for e in state if isinstance(e.event, live.Retraction)})

    patch.setattr(log, "told_by", early)


@breaks(laws.a_correction_is_as_if_said_right)
def corrections_are_not_applied(patch: Patch) -> None:
    patch.setattr(claims.Family, "_effective", lambda self: self.original.event)


@breaks(laws.a_correction_is_as_if_said_right)
def the_first_correction_holds(patch: Patch) -> None:
    effective = claims.Family._effective

    def first(self: claims.Family) -> Report | None:
        return effective(self) if len(self.corrections) < 2 else evolve(self, corrections=self.corrections[:1]).report

    patch.setattr(claims.Family, "_effective", first)


@breaks(laws.a_clarification_changes_words_only)
def a_clarification_denies(patch: Patch) -> None:
    effective = claims.Family._effective

    def denied(self: claims.Family) -> Report | None:
        report = effective(self)
        return evolve(report, stance="deny", id=report.id) if report and self.clarifications else report

    patch.setattr(claims.Family, "_effective", denied)


@breaks(laws.linking_never_adds_an_origin)
def what_is_linked_counts_for_itself(patch: Patch) -> None:
    joined = policy.joined

    def split(credited: list[policy.Credited], links: list[set[str]]) -> tuple[Origin, ...]:
        extra = [Origin(name=name, members={name}, reports=()) for members in links for name in members]
        return (*joined(credited, links), *extra) if credited else ()

    patch.setattr(policy, "joined", split)


@breaks(laws.resting_on_others_adds_no_origin)
def an_echo_is_an_origin(patch: Patch) -> None:
    patch.setattr(origins.Credit, "of", lambda self, report: frozenset({self._desk.group(report.source, self._by)}))


@breaks(laws.diff_then_patch_arrives)
def a_patch_takes_nothing_away(patch: Patch) -> None:
    whole = diff.Diff.patch
    patch.setattr(diff.Diff, "patch", lambda self, told: whole(evolve(self, removed=()), told))


@breaks(laws.diff_then_patch_arrives)
def nothing_was_learned(patch: Patch) -> None:
    patch.setattr(diff.Learned, "by", lambda self, claim: [])


@breaks(laws.why_is_enough)
def all_of_it_is_the_reason(patch: Patch) -> None:
    patch.setattr(why, "_TRIES", 0)
    patch.setattr(why, "_needed", lambda pool, enough: pool)


@breaks(laws.why_is_enough)
def the_first_report_is_reason_enough(patch: Patch) -> None:
    patch.setattr(laws, "why", lambda told, claim: evolve(why.why(told, claim), entries=()))


@breaks(laws.codec_round_trips)
def what_a_report_rests_on_is_not_decoded(patch: Patch) -> None:
    decode = laws.decode

    def bare(line: bytes) -> Entry:
        entry = decode(line)
        return evolve(entry, event=evolve(entry.event, basis=())) if isinstance(entry.event, Report) else entry

    patch.setattr(laws, "decode", bare)


@breaks(laws.repr_round_trips)
def the_repr_of_an_entry_has_no_recorded_time(patch: Patch) -> None:
    patch.setattr(Entry, "__repr__", lambda self: f"Entry(event={self.event!r})")


@breaks(laws.repr_round_trips)
def a_void_correction_is_shown_without_its_report(patch: Patch) -> None:
    patch.setattr(Correction, "__repr__", lambda self: f"Correction(of={self.of!r}, said={self.said.text!r})")


@breaks(laws.nothing_is_mutable)
def a_report_can_be_changed(patch: Patch) -> None:
    patch.setattr(Report, "__setattr__", object.__setattr__)


@pytest.mark.parametrize(("law", "mutant"), MUTANTS, ids=[f"{law.__name__}-{mutant.__name__}" for law, mutant in MUTANTS])
def test_law_catches(law: Callable[[Timeline], None], mutant: Mutant, monkeypatch: Patch) -> None:
    quick = settings(max_examples=1500, phases=(Phase.generate,), database=None, deadline=None)
    with monkeypatch.context() as patch:
        mutant(patch)
        caught = find(timelines(), lambda timeline: fails(law, timeline), settings=quick, random=Random(0))
    law(appended(caught))


def test_each_law_has_a_mutant() -> None:
    assert {law for law, _ in MUTANTS} == set(LAWS)
