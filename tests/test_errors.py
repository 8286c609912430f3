"""Everything that is raised: what it says, and what it can be caught as."""

import pytest

from timeline import (
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
    Source,
    StoreError,
    TimeError,
    Timeline,
    TimelineError,
    UnknownClaimError,
    UnknownEventError,
    errors,
)
from timeline._text import near


def test_a_fault_is_shown_with_its_place_its_path_and_what_is_wrong():
    fault = Fault("is missing", path="said")
    assert str(fault) == "said: is missing"
    assert str(fault.within("event").at("story.jsonl", 3)) == "story.jsonl:3: event.said: is missing"
    assert str(Fault("is empty", file="story.jsonl")) == "story.jsonl: is empty"
    assert str(Fault("is wrong").within("report")) == "report: is wrong"


def test_faults_are_values():
    fault = Fault("is missing", path="said", file="story.jsonl", line=3)
    assert eval(repr(fault)) == fault
    assert hash(eval(repr(fault))) == hash(fault)
    assert fault != Fault("is missing")
    assert fault != "is missing"


def test_every_error_is_a_timeline_error_and_a_built_in_one():
    for name in {*errors.__all__} - {"Fault", "TimelineError"}:
        assert issubclass(getattr(errors, name), TimelineError), name
        assert issubclass(getattr(errors, name), (ValueError, KeyError, OSError, ImportError)), name
    for error in (TimeError, QuantityError, EventError, RefusedError, RecordError, PolicyError, ProofError, ConflictError):
        assert issubclass(error, TimelineError)
        assert issubclass(error, ValueError)
    for error in (UnknownClaimError, UnknownEventError):
        assert issubclass(error, TimelineError)
        assert issubclass(error, KeyError)


def test_an_unknown_name_is_told_with_the_nearest_ones():
    assert str(UnknownClaimError("presnt", ["present", "prescient"])) == (
        "no claim 'presnt' in this timeline; did you mean 'present' or 'prescient'?"
    )
    assert str(UnknownEventError("x")) == "no report, source or party 'x' in this timeline"
    assert UnknownEventError("x").near == ()
    assert near("presnt", {"present", "other"}) == ["present"]


@pytest.mark.parametrize("name", [5, None, ("present",)])
def test_a_name_that_is_no_text_is_unknown_too(name):
    timeline = Timeline([Source("nis").affirms("present", said="2024-10-18")])
    story = timeline.replay()
    assert story.get(name) is None
    with pytest.raises(UnknownClaimError, match="no claim"):
        story[name]
    with pytest.raises(UnknownEventError, match="no report"):
        timeline[name]


def test_a_conflict_says_what_came_between():
    between = [f"report-{i}" for i in range(7)]
    error = ConflictError(2, 9, between)
    assert str(error) == (
        "the store is at position 9, not 2: 'report-0', 'report-1', 'report-2', 'report-3', 'report-4' … came between; "
        "read them and append again"
    )
    assert (error.expected, error.position, error.between) == (2, 9, tuple(between))
    assert str(ConflictError(9, 2, ())) == (
        "the store is at position 2, not 9: there are fewer entries; read them and append again"
    )
    assert "'a' came between" in str(ConflictError(0, 1, ["a"]))


def test_damage_is_a_store_error_that_names_the_first_bad_position():
    error = DamageError("entry 3 was changed", position=3)
    assert error.position == 3
    assert str(error) == "entry 3 was changed"
    assert isinstance(error, StoreError)
    assert issubclass(StoreError, TimelineError)
    assert issubclass(StoreError, OSError)


def test_a_missing_extra_says_what_to_install():
    error = MissingExtraError("proofs", "signing", "cryptography")
    assert str(error) == (
        "signing needs cryptography, which is not installed; pip install 'story-timeline[proofs]', "
        "or in a clone: pip install -e '.[proofs]'"
    )
    assert (error.extra, error.name) == ("proofs", "cryptography")
    assert issubclass(MissingExtraError, TimelineError)
    assert issubclass(MissingExtraError, ImportError)
