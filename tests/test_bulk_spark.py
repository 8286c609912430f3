"""Spark as an engine: a real master with two workers, of which one is killed in the middle, and the answer is right."""

import sys
import threading
import time
from pathlib import Path

import pytest

import spark_cluster
from columns_cases import Loudest
from documents import fences
from revised_figures import tell as tell_revised_figures
from seed_story import tell as tell_seed_story
from timeline import MissingExtraError, Policy, RecordError, StoreError, Timeline, bulk
from timeline.bulk import Spark, StoryTable, Trial, replay, save_parquet, verify
from timeline.bulk._spark import last_word

pytestmark = pytest.mark.skipif(not spark_cluster.available(), reason=spark_cluster.REASON)


@pytest.fixture(scope="module")
def cluster():
    cluster = spark_cluster.Cluster()
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def session(cluster):
    session = cluster.session()
    yield session
    session.stop()


@pytest.fixture(autouse=True)
def _quiet(recwarn):
    """Spark's own warnings are not ours."""


def test_it_answers_as_the_fold_does(session, tmp_path):
    trial = Trial.made_up(1_000, cuts=2)
    assert verify(Spark(session, folder=tmp_path), trial).checksum == verify("sqlite", trial).checksum
    assert list(tmp_path.iterdir()) == []


def test_every_policy_and_a_data_frame_as_a_table(session, tmp_path):
    story = tell_seed_story()
    save_parquet(story, tmp_path / "story.parquet")
    frame = session.read.parquet(str(tmp_path / "story.parquet"))
    right = story.replay(as_of="2024-10-17", policy=Loudest())
    found = replay(frame, as_of="2024-10-17", policy=Loudest(), engine=Spark(session))
    assert dict(found) == {claim: right[claim].status for claim in right}
    plain = [("c", "anna", 0, 1, 1), ("c", "bert", 0, 2, 2), ("d", "anna", 1, 3, 3), ("d", "bert", 0, 4, 4)]
    frame = session.createDataFrame(plain, "claim string, source string, stance short, said_to long, known_from long")
    found = replay(frame, policy=Policy(min_origins=3, origin_by="speaker"), engine=Spark(session))
    assert dict(found) == {"c": "reported", "d": "disputed"}
    assert not [table for table in session.catalog.listTables() if table.name.startswith("timeline_")]


@pytest.mark.no_cover
def test_the_real_acts_and_made_up_reports_have_one_checksum_with_the_fold(session, tmp_path, long):
    some = Timeline(tell_revised_figures().entries[:2_000])
    for story, cuts in ((tell_revised_figures(), 100), (Trial.made_up(1_000_000).story, 4)) if long else ((some, 2),):
        trial = Trial.of(story, cuts=cuts)
        save_parquet(story, tmp_path / "story.parquet")
        found = verify(Spark(session), trial, table=tmp_path / "story.parquet")
        assert (found.entries, found.cuts) == (len(story), cuts)
        assert found.checksum == verify("sqlite", trial).checksum


def test_what_the_page_shows_of_spark_runs(cluster, session, tmp_path):
    save_parquet(tell_seed_story(), tmp_path / "story.parquet")
    page = Path(__file__).parents[1] / "docs" / "how-to" / "replay-on-a-cluster.md"
    (shown,) = [block for kind, block in fences(page) if kind == "py" and "pyspark" in block]
    code = shown.replace("spark://master:7077", cluster.url).replace("s3a://newsroom", str(tmp_path))
    assert code.count(cluster.url) == code.count(str(tmp_path)) == 1
    names = {"bulk": bulk}
    exec(compile(code, str(page), "exec"), names)
    assert names["session"] is session
    assert dict(names["found"]) == {claim.id: claim.status for claim in tell_seed_story().replay().values()}


class Slow(Policy):
    """A policy that takes its time, so that there is a middle."""

    def status(self, evidence):
        time.sleep(0.05)
        return super().status(evidence)


def test_a_worker_that_is_killed_in_the_middle_changes_no_answer(cluster, session, tmp_path):
    story = Trial.made_up(6_000).story
    save_parquet(story, tmp_path / "story.parquet")
    right = replay(StoryTable.of(story), engine="sqlite")
    tracker, done, killed = session.sparkContext.statusTracker(), threading.Event(), []

    def kill_in_the_middle():
        while not done.is_set() and not killed:
            stages = [tracker.getStageInfo(number) for number in tracker.getActiveStageIds()]
            if any(stage and stage.numTasks == 4 and 0 < stage.numCompletedTasks < 4 for stage in stages):
                assert cluster.works(0)
                cluster.kill(0)
                killed.append([(stage.numTasks, stage.numCompletedTasks) for stage in stages if stage])
            time.sleep(0.01)

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    try:
        found = replay(tmp_path / "story.parquet", policy=Slow(), engine=Spark(session))
    finally:
        done.set()
        killer.join()
    assert killed, "the question was over before anything could be killed"
    assert dict(found) == dict(right)
    assert (cluster.workers[0].poll(), cluster.workers[1].poll()) == (-9, None)


def test_what_is_wrong_is_one_error(session, tmp_path):
    frame = session.createDataFrame([("c", "anna", "x")], "claim string, source string, stance string")
    with pytest.raises(RecordError) as caught:
        replay(frame, engine=Spark(session))
    assert [fault.path for fault in caught.value.faults] == ["stance", "said_to", "known_from"]
    with pytest.raises(StoreError, match=r"nowhere: Spark: .*PATH_NOT_FOUND"):
        replay(tmp_path / "nowhere", engine=Spark(session))
    with pytest.raises(TypeError, match="7 is no table; give a data frame, or the name of a Parquet file"):
        replay(7, engine=Spark(session))
    broken = "claim string, source string, stance int, said_to long, known_from long, told int, record string"
    with pytest.raises(StoreError, match=r"the table: Spark: .*RecordError: .*record of 'c'"):
        replay(session.createDataFrame([("c", None, None, None, 1, 2, "{")], broken), engine=Spark(session))


def test_the_last_word_of_an_error_is_what_a_worker_said():
    assert last_word("") == "it gave no reason"
    assert last_word("Job aborted\n at x.y(Error: z)\n  ValueError: no\n\n") == "ValueError: no"
    assert last_word("[TABLE] is gone;\nmore") == "[TABLE] is gone;"


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(MissingExtraError, match=r"story-timeline\[spark\]"):
        replay("story.parquet", engine=Spark(None))
