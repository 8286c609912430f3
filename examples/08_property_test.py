"""A property test: can a claim go from corroborated to denied in one step? As a script, or under pytest.

Hypothesis draws what five voices say of one claim, and makes the story as short as it can.
"""

from functools import cache

from hypothesis import find, given, settings
from hypothesis import strategies as st

from timeline import Report, Source, Status, Timeline, Transition
from timeline.views import chronicle

PARTIES = {"zelenskyy": "ukraine", "spravdi": "ukraine", "nis": "south-korea", "rutte": "nato", "outlet": "outlet"}
DAYS = ("2024-10-17", "2024-10-18", "2024-10-19")


@st.composite
def stories(draw: st.DrawFn) -> Timeline:
    """Return the voices and up to five statements on whether troops are present, some resting on other voices."""
    told = []
    for _ in range(draw(st.integers(0, 5))):
        speaker = draw(st.sampled_from(list(PARTIES)))
        stance = draw(st.sampled_from(["affirm", "deny", "not_confirm"]))
        basis = draw(st.lists(st.sampled_from([name for name in PARTIES if name != speaker]), max_size=2, unique=True))
        told.append(Report(source=speaker, claim="present", stance=stance, said=draw(st.sampled_from(DAYS)), basis=basis))
    return Timeline([*(Source(name, party=party) for name, party in PARTIES.items()), *told])


def falls(story: Timeline) -> list[Transition]:
    """Return every step of a story from corroborated to denied."""
    fall = (Status.CORROBORATED, Status.DENIED)
    return [move for move in story.transitions() if (move.before.status, move.after.status) == fall]


@cache
def shortest() -> Timeline:
    """Return the shortest story found in which a claim falls."""
    return find(stories(), lambda story: bool(falls(story)), settings=settings(max_examples=5_000, derandomize=True))


@settings(deadline=None)
@given(stories())
def test_only_a_party_that_affirmed_a_claim_can_make_it_fall(story: Timeline) -> None:
    for fall in falls(story):
        reports = [entry.event for entry in story if isinstance(entry.event, Report)]
        affirming = {PARTIES[report.source] for report in reports if report.stance.value == "affirm"}
        assert isinstance(fall.cause.event, Report)
        assert PARTIES[fall.cause.event.source] in affirming


def test_a_claim_can_fall_in_one_step() -> None:
    assert len(falls(shortest())) == 1


if __name__ == "__main__":
    print("Can a claim go from corroborated to denied in one step? Yes. The shortest story found:\n")
    print("\n".join(chronicle(shortest())))
    print("\nOne voice can carry two origins, by resting on them; when it turns, both fall at once.")
