"""Log laws: what holds of every log and of its cuts: order, repeats, the two clocks, merging, bytes and reprs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import attrs
from attrs import evolve

import timeline as public
from timeline import (
    Clarification,
    Correction,
    Entry,
    Event,
    RefusedError,
    Report,
    Retraction,
    SourceAdded,
    Story,
    Timeline,
    Unrecognized,
    Verdict,
    When,
    apply,
    cut,
    fold,
    merge,
)
from timeline.codecs import decode, encode
from timeline.testing.comparing import (
    after_all,
    agree,
    answers,
    few,
    moments,
    recorded_late,
    recordings,
    story_of,
    until,
)

__all__ = [
    "a_checkpoint_plus_the_tail_is_the_whole",
    "a_late_report_lands_in_its_place",
    "a_tighter_cut_is_a_part",
    "appending_twice_is_appending_once",
    "codec_round_trips",
    "merge_is_fold_of_union",
    "order_does_not_matter",
    "replay_is_cut_then_fold",
    "repr_round_trips",
    "the_log_is_in_the_order_recorded",
    "the_two_clocks_commute",
    "timelines_of_one_beginning_are_apart",
    "times_are_placed_by_their_zone",
    "what_a_log_took_it_takes_again",
    "what_was_known_never_changes",
]


def order_does_not_matter(timeline: Timeline) -> None:
    """Entries folded in any order make one state and one story, at every cut."""
    entries = timeline.entries
    for as_of in few(moments(timeline)):
        expected = answers(timeline.replay(as_of=as_of))
        for shuffled in (
            entries[::-1],
            entries[1::2] + entries[::2],
            tuple(sorted(entries, key=lambda e: e.id)),
        ):
            assert fold(shuffled) == fold(entries), f"folded in another order it is another state: {shuffled}"
            agree(
                answers(story_of(cut(shuffled, as_of=as_of), as_of)),
                expected,
                f"in another order, as of {as_of}",
            )


def appending_twice_is_appending_once(timeline: Timeline) -> None:
    """An event that is there already is passed over, also when it was recorded again later."""
    for entry in timeline:
        again = evolve(entry, recorded=recorded_late(entry))
        assert timeline.append(entry) == timeline, f"appended again, it is another timeline: {entry!r}"
        assert timeline.append(again) == timeline, f"recorded again, it is another timeline: {again!r}"
    assert timeline.append(*timeline) == timeline, "appended again as a whole, it is another timeline"
    assert fold((*timeline, *timeline)) == fold(timeline), "folded twice, it is another state"


def timelines_of_one_beginning_are_apart(timeline: Timeline) -> None:
    """What is appended to a timeline is in the new one alone: not in the old one, nor in another one made of that."""
    entries, last = timeline.entries, _hearsay(timeline)
    for length in few(range(len(entries) + 1)):
        beginning = Timeline(entries[:length])
        other = beginning.append(last)
        whole = beginning.append(*entries[length:])
        for told, expected in ((beginning, entries[:length]), (whole, entries), (other, (*entries[:length], last))):
            assert told.entries == expected, f"of those that begin with {length} entries, one is {told!r}"
            known = {entry.id for entry in expected}
            found = {entry.id for entry in (*entries, last) if entry.id in told}
            assert found == known, f"one that begins with {length} entries finds also {found - known} or not {known - found}"
        both = whole.append(last)
        assert both.entries == (*entries, last), f"what another was told is not appended: {both!r}"


def _hearsay(timeline: Timeline) -> Entry:
    """Return a report that is recorded after all others and is not in the timeline."""
    said = after_all(timeline)
    recorded = max((said.order[0], *(entry.recorded_us for entry in timeline)))
    return Entry(event=Report(source="a bystander", claim="hearsay", stance="query", said=said), recorded=When.at(recorded))


def what_a_log_took_it_takes_again(timeline: Timeline) -> None:
    """The entries of a log, told again in their order, all at once, are the same log: none of them is refused now.

    Nor is it when somebody who retracted what his party had said goes over to another party later.
    """
    reports = [entry for entry in timeline if isinstance(entry.event, Report)]
    for log in (timeline, *(_with_a_turncoat(timeline, entry) for entry in reports[:1])):
        try:
            again = Timeline(log.entries)
        except RefusedError as error:
            raise AssertionError(f"what was taken once is refused: {error}") from error
        assert again == log, f"taken again it is {again!r}"


def _with_a_turncoat(timeline: Timeline, entry: Entry) -> Timeline:
    """Return a log with the retraction of a report by a new voice of its party, which goes over to another party then."""
    assert isinstance(entry.event, Report)
    said, late = after_all(timeline), recorded_late(entry).order[0]
    party = timeline.replay().state.desk.party(entry.event.source)
    story: tuple[Event, ...] = (
        SourceAdded(source="a turncoat", party=party),
        Retraction(source="a turncoat", of=entry.id, said=said),
        SourceAdded(source="a turncoat", party="his own", said=said),
    )
    for n, event in enumerate(story):
        timeline = timeline.append(event, recorded=When.at(late + n))
    return timeline


def the_log_is_in_the_order_recorded(timeline: Timeline) -> None:
    """Entries stand in the order of their recorded times, and their positions count from 1."""
    recorded = [entry.recorded_us for entry in timeline]
    assert recorded == sorted(recorded), f"the entries are not in the order in which they were recorded: {recorded}"
    assert [entry.position for entry in timeline] == [*range(1, len(timeline) + 1)], "the positions do not count from 1"


def replay_is_cut_then_fold(timeline: Timeline) -> None:
    """A story is the fold of the cut, nothing more; and a cut takes in all that was said and recorded by then.

    Both inclusive; of book-keeping, all that was recorded by then. What a cut takes in is asked where nothing is corrected, and
    not of clarifications nor of entries of a newer release.
    """
    amended = any(isinstance(entry.event, Correction) for entry in timeline)
    asked = [] if amended else [entry for entry in timeline if not isinstance(entry.event, Clarification | Unrecognized)]
    for as_of in few(moments(timeline)):
        for known_at in few(recordings(timeline)):
            kept, story = (
                cut(timeline, as_of=as_of, known_at=known_at),
                timeline.replay(as_of=as_of, known_at=known_at),
            )
            assert story.state == fold(kept), f"replay(as_of={as_of}, known_at={known_at}) is not cut, then fold"
            agree(answers(story_of(kept, as_of)), answers(story), f"as of {as_of}, known at {known_at}")
            for entry in asked:
                said = not isinstance(entry.event, Report | Verdict | Retraction) or until(entry.event.said, as_of)
                due = said and until(entry.recorded, known_at)
                assert (entry in kept) is due, f"as of {as_of}, known at {known_at}: {entry!r} kept is not {due}"


def a_tighter_cut_is_a_part(timeline: Timeline) -> None:
    """What an earlier cut leaves, a later one leaves too.

    On said-time this holds whatever is known. On recorded time it is asked without a cut on said-time, since learning
    of a correction may move a report beyond that cut.
    """
    for known_at in few(recordings(timeline)):
        for tight, wide in pairwise(few(moments(timeline))):
            inner, outer = (cut(timeline, as_of=as_of, known_at=known_at) for as_of in (tight, wide))
            assert set(inner) <= set(outer), f"as of {tight} has what as of {wide} has not"
    for tight, wide in pairwise(few(recordings(timeline))):
        assert set(cut(timeline, known_at=tight)) <= set(cut(timeline, known_at=wide)), f"{tight} knew more than {wide}"


def the_two_clocks_commute(timeline: Timeline) -> None:
    """Cut by one clock and then by the other, in either order, the story is the same; where nothing is corrected."""
    if any(isinstance(entry.event, Correction) for entry in timeline):
        return
    for as_of in few(moments(timeline)):
        for known_at in few(recordings(timeline)):
            both = answers(timeline.replay(as_of=as_of, known_at=known_at))
            said_first = cut(cut(timeline, as_of=as_of), known_at=known_at)
            known_first = cut(cut(timeline, known_at=known_at), as_of=as_of)
            for entries in (said_first, known_first):
                agree(
                    answers(story_of(entries, as_of)),
                    both,
                    f"clock by clock, as of {as_of}, known at {known_at}",
                )


def what_was_known_never_changes(timeline: Timeline) -> None:
    """Entries recorded after a moment change no answer about what was known at that moment, or before."""
    known = few(recordings(timeline))
    for index, moment in enumerate(known[:-1]):
        early = [entry for entry in timeline if until(entry.recorded, moment)]
        for known_at in known[max(0, index - 1) : index + 1]:
            for as_of in few(moments(timeline)):
                then = answers(story_of(cut(early, as_of=as_of, known_at=known_at), as_of))
                now = answers(timeline.replay(as_of=as_of, known_at=known_at))
                agree(now, then, f"known at {known_at}, as of {as_of}, told later than {moment}")


def a_late_report_lands_in_its_place(timeline: Timeline) -> None:
    """A report, retraction or verdict recorded late stands where it stood, for every ``as_of`` as known in the end."""
    for entry in few(timeline.entries):
        if isinstance(entry.event, Report | Retraction | Verdict):
            late = [evolve(e, recorded=recorded_late(e)) if e is entry else e for e in timeline]
            for as_of in few(moments(timeline)):
                told = answers(story_of(cut(late, as_of=as_of), as_of))
                agree(
                    told,
                    answers(timeline.replay(as_of=as_of)),
                    f"with {entry.id} recorded late, as of {as_of}",
                )


def merge_is_fold_of_union(timeline: Timeline) -> None:
    """Parts of a log folded apart and merged are the whole: in any order, any grouping, and with what overlaps."""
    entries = timeline.entries
    again = tuple(evolve(entry, recorded=recorded_late(entry)) for entry in entries)
    whole = fold(entries)
    for i in few(range(len(entries) + 1)):
        one, two, three = fold(entries[: i + 1]), fold(entries[i:]), fold(again)
        assert merge(one, two) == merge(two, one) == whole, f"split at {i}, the parts merged are not the whole"
        assert merge(merge(one, two), three) == merge(one, merge(three, two)), f"split at {i}, grouping matters"
        assert merge(one, two, three) == whole, "of one event recorded twice the first is not kept"
        assert merge(one, one) == one, f"merged with itself, the part up to {i} is another state"
        agree(answers(Story(merge(two, one))), answers(timeline.replay()), f"split at {i} and merged")


def a_checkpoint_plus_the_tail_is_the_whole(timeline: Timeline) -> None:
    """A state kept on the way, with the rest applied to it, is the state of the whole, and tells the same story."""
    entries = timeline.entries
    for i in few(range(len(entries) + 1)):
        state = fold(entries[:i])
        answers(Story(state))
        for entry in entries[i:]:
            state = apply(state, entry)
        assert state == fold(entries), f"a checkpoint after {i} entries with the tail is not the whole"
        agree(answers(Story(state)), answers(timeline.replay()), f"from a checkpoint after {i} entries")


def codec_round_trips(timeline: Timeline) -> None:
    """Encoded and decoded again, an entry is the same entry and encodes to the same bytes, on one line."""
    for entry in timeline:
        line = encode(entry)
        again = decode(line)
        assert again == entry, f"{line!r} decodes to {again!r}, not {entry!r}"
        assert again.id == entry.id, f"{line!r} decodes to another id"
        assert encode(again) == line, f"{line!r} encodes anew to {encode(again)!r}"
        assert b"\n" not in line, f"{line!r} is more than one line"


def repr_round_trips(timeline: Timeline) -> None:
    """The repr of an entry is a call that gives an equal entry; so is that of what a transition holds.

    Of a timeline as a whole it is so unless a later entry took the effect from an amendment that was taken in good faith:
    said anew, all at once, that amendment is refused.
    """
    names = {name: getattr(public, name) for name in public.__all__}
    for entry in timeline:
        again = eval(repr(entry), names)
        assert again == entry, f"{entry!r} evaluates to {again!r}"
        assert again.id == entry.id, f"{entry!r} evaluates to one with another id"
        assert repr(again) == repr(entry), f"{entry!r} is shown anew as {again!r}"


def times_are_placed_by_their_zone(timeline: Timeline) -> None:
    """An instant is where its offset puts it, and a day begins and ends at midnight in its zone, in UTC without one.

    Asked of instants and of single days, of which the zone has the midnights.
    """
    for when in {when for entry in timeline for when in _times(entry)}:
        again = When(when.text, zone=when.zone)
        if when.is_instant:
            at = datetime.fromisoformat(when.text)
            assert again.latest == at, f"{when!r} is placed at {again.latest}, not {at.astimezone(UTC)}"
        elif len(when.text) == len("2024-01-01"):
            day = datetime.fromisoformat(when.text).replace(tzinfo=ZoneInfo(when.zone or "UTC"))
            assert again.earliest == day.astimezone(UTC), f"{when!r} begins at {again.earliest}, not {day.astimezone(UTC)}"


def _times(entry: Entry) -> Iterator[When]:
    for event in (entry.event, getattr(entry.event, "report", None)):
        if event is not None:
            values = (getattr(event, name.name) for name in attrs.fields(type(event)))
            yield from (value for value in values if isinstance(value, When))
