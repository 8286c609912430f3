"""What happens to a claim, in its order, and who stands by what as it is told."""

from korea import KREMLIN, NIS
from timeline import Report, Retraction, Stance, Status, Timeline, Verdict
from timeline._live import Voice, Voices
from timeline._steps import steps


def test_of_what_ends_at_one_moment_a_release_comes_first_then_reports_retractions_and_verdicts():
    day = {"said": "2024-10-18"}
    shown = Report(source="z", claim="other", stance="relay", evidence="video", id="z", **day)
    said = Report(source="nis", claim="present", stance="affirm", basis="video", id="y", **day)
    taken = Retraction(source="nis", of="y", id="x", **day)
    ruled = Verdict(claim="present", finding="confirmed", by="desk", basis="seen", id="w", **day)
    told = sorted(steps(Timeline([ruled, taken, said, shown]).replay().state, "present"))
    assert [step.entry.event for step in told] == [shown, said, taken, ruled]
    assert Timeline([ruled, taken, said, shown]).replay()["present"].status is Status.WITHDRAWN


def test_a_step_taken_by_a_copy_of_the_voices_changes_nothing_of_those_it_was_copied_from():
    said, again = NIS.affirms("present", said="2024-10-17"), NIS.affirms("present", said="2024-10-19")
    denial = NIS.denies("present", said="2024-10-20", evidence="video", basis="video")
    events = [said, again, NIS.retracts(again, said="2024-10-19"), KREMLIN.queries("other", said="2024-10-19", evidence="video")]
    found = sorted(steps(Timeline([*events, denial]).replay().state, "present"))
    plain = Voices()
    for step in found:
        copy = plain.before(step)
        before = shown(plain)
        assert shown(copy) == before
        copy.take(step)
        assert shown(plain) == before
        plain.take(step)
        assert shown(plain) == shown(copy) != before


def test_a_copy_of_a_voice_keeps_apart_what_it_affirmed():
    said, again = NIS.affirms("present", said="2024-10-17"), NIS.affirms("present", said="2024-10-19")
    voice = Voice("nis")
    voice.add(said)
    copy = voice.copy()
    voice.add(again)
    copy.retracted.add(said.id)
    assert copy.taken_back
    assert not voice.taken_back
    assert copy.commitment(Stance.AFFIRM) is None


def shown(voices):
    """What voices say, apart from what they keep only to answer sooner."""
    own = {name: (v.slots, v.runs, v.affirmed, v.first_affirmed, v.retreated, v.retracted) for name, v in voices.voices.items()}
    return repr((own, voices.heard, voices.verdicts, voices.chain, voices.released, voices.reports))
