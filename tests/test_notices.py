"""What an editor should look at again: times, names, amendments and figures that a check notices."""

from letters import A, B, at
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Correction,
    Entry,
    OriginsLinked,
    Report,
    Retraction,
    Source,
    Status,
    Timeline,
    Verdict,
    check,
)


def test_check_names_times_in_an_unexpected_order():
    story = Timeline(
        [
            Entry(event=at(A, 5, published="2024-01-03"), recorded="2024-01-01"),
            at(A, 6, "denies", up_to="2024-01-09"),
            at(B, 7, happened="2024-01-20"),
            B.affirms("f", said="2024-01-01", happened="2024-02-01"),
            ClaimAdded(claim="f", future=True),
            ClaimAdded(claim="c"),
        ]
    )
    found = {(notice.path, notice.message.split(" ")[0]) for notice in check(story)}
    assert found == {
        ("said", "2024-01-05"),
        ("recorded", "2024-01-01"),
        ("up_to", "2024-01-09"),
        ("happened", "2024-01-20"),
        ("happened", "2024-02-01"),
        ("claim", "'c'"),
    }
    assert all(str(notice).startswith("report-") for notice in check(story))
    early = Timeline([Entry(event=at(A, 5), recorded="2024-01-01")])
    assert [notice.message for notice in check(early)] == ["2024-01-01 is before it was said, 2024-01-05"]
    printed = Timeline([Entry(event=at(A, 5, published="2024-01-07"), recorded="2024-01-06")])
    assert [notice.message for notice in check(printed)] == ["2024-01-06 is before it was published, 2024-01-07"]


def test_check_names_what_is_nearly_called_as_what_was_introduced():
    anna, known = Source("anna-k"), [ClaimAdded(claim=name) for name in ("present", "camp-1", "part-a", "sent")]
    story = Timeline([Source("berta"), anna, *known])

    def noticed(*events):
        return [(n.path, n.message) for n in check(story.append(*events))]

    def mean(kind, one, other):
        return kind, f"{kind} {one!r} is not introduced; did you mean {other!r}?"

    for name in ("presnt", "presnet", "pressent", "Present"):
        assert noticed(anna.affirms(name, said="2024-01-01")) == [mean("claim", name, "present")]
    for name in ("present", "absent", "camp-2", "camp-12", "part-b", "set", "x" * 90):
        assert noticed(anna.affirms(name, said="2024-01-01")) == []
    assert noticed(Source("bertha"), Source("bertha").affirms("c", said="2024-01-01")) == []
    assert noticed(Report(source="unknown", claim="c", stance="affirm", said="2024-01-01"), Source("unknowns")) == []
    said = Report(source="bertha", claim="presnt", stance="affirm", said="2024-01-01")
    again = Report(source="bertha", claim="presnt", stance="affirm", said="2024-01-02")
    assert noticed(said, again) == [mean("claim", "presnt", "present"), mean("source", "bertha", "berta")]
    taken_back = Report(source="ana-k", claim="c", stance="affirm", said="2024-01-02")
    retraction = Retraction(source="ana-k", of=taken_back.id, said="2024-01-03")
    assert noticed(retraction, taken_back) == [mean("source", "ana-k", "anna-k")]
    verdict = Verdict(claim="presen", finding="refuted", by="desk", basis="lists", said="2024-01-05")
    assert noticed(verdict) == [mean("claim", "presen", "present")]
    related = ClaimsRelated(claim="present", relation="excludes", other="camps-1")
    assert noticed(related) == [("other", "claim 'camps-1' is not introduced; did you mean 'camp-1'?")]


def test_check_names_amendments_that_wait_or_have_no_effect():
    said = at(A, 1)
    moved = Report(source="b", claim="c", stance="deny", said="2024-01-01")
    waiting = [
        B.retracts(said.id, said="2024-01-02"),
        Correction(of=said.id, report=moved, said="2024-01-02"),
        Correction(of=said.id, said="2024-01-01", report=said),
        A.retracts(said.id, said="2024-01-03"),
    ]
    assert [notice.path for notice in check(Timeline(waiting))] == ["of"] * 4
    arrived = Timeline(waiting).append(said, recorded="2024-01-09")
    assert sorted(notice.path for notice in check(arrived)) == ["report", "source"]
    assert "it moves the report to another source or claim: no effect; void the record and append a new one" in {
        notice.message for notice in check(arrived)
    }
    assert arrived.replay()["c"].status is Status.WITHDRAWN
    void = Timeline([said, Correction(of=said.id, said="2024-01-04"), A.retracts(said.id, said="2024-01-03")])
    assert check(void.append(OriginsLinked(origins=["a", "b"]))) == ()


def test_check_names_two_figures_of_one_source_at_one_time():
    first, second = A.affirms("c", said="2024-01-01", quantity=3), A.affirms("c", said="2024-01-01", quantity=4)
    unnamed = [Report(claim="c", stance="affirm", said="2024-01-01", quantity=figure) for figure in (3, 4)]
    (notice,) = check(Timeline([first, second, *unnamed]))
    assert notice.entry.event in {first, second}
    assert notice.path == "quantity"
    assert "at one time; which stands is not decided by time: correct one of the two" in str(notice)
    corrected = Correction(of=second.id, report=first, said="2024-01-02")
    assert check(Timeline([first, second, corrected])) == ()
