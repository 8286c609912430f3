"""What a server store rests on and needs no server: logic as steps, a log that is far away, the nodes of a proof at once."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merkle_vectors import Kept, leaves_of
from timeline import DamageError, Entry, RefusedError, Timeline
from timeline.stores import Head
from timeline.stores._batch import admitted, mentions
from timeline.stores._effects import Clean, Sleep, drive, drive_async
from timeline.stores._gathered import Gathered
from timeline.stores._merkle import Tiled, consistency_proof, inclusion_proof
from timeline.stores._recalled import Recalled, asked_for
from timeline.testing.strategies import entries


def counted(until):
    """Steps that sleep ever longer, and clean up after an error."""
    total = 0
    try:
        for number in range(until):
            total += yield Sleep(number)
    except ArithmeticError as error:
        cleaned = yield Clean()
        return f"{type(error).__name__}, {cleaned}"
    return total


def performed(effect):
    if isinstance(effect, Clean):
        return "clean"
    return 10 // (3 - effect.seconds)


async def awaited(effect):
    await asyncio.sleep(0)
    return performed(effect)


@pytest.mark.parametrize(("until", "result"), [(0, 0), (3, 3 + 5 + 10), (5, "ZeroDivisionError, clean")])
def test_steps_come_to_the_same_whether_they_block_or_are_awaited(until, result):
    assert drive(counted(until), performed) == result
    assert asyncio.run(drive_async(counted(until), awaited)) == result


def test_an_error_that_the_steps_do_not_catch_is_raised():
    def failing(effect):
        raise LookupError(effect.seconds)

    async def failing_later(effect):
        raise LookupError(effect.seconds)

    with pytest.raises(LookupError):
        drive(counted(2), failing)
    with pytest.raises(LookupError):
        asyncio.run(drive_async(counted(2), failing_later))


class Near:
    """A log in memory, which counts nothing and fetches nothing: what a batch is held against directly."""

    def __init__(self, timeline):
        self.timeline = timeline

    def known(self, ids):
        return {one: self.timeline[one] for one in ids if one in self.timeline}

    def named(self, kind, name):
        return [entry for entry in self.timeline if (kind, name) in mentions(entry.event)]

    def brought(self, ids):
        return {one for one in ids if self.named("version", one)}

    def corrections(self, version):
        return self.named("version", version)

    def notes(self, source):
        return self.named("note", source)

    def tombstones(self):
        return ()


def outcome(admit):
    try:
        return admit()
    except RefusedError as error:
        return str(error)


def far(batch, near, head):
    """Hold a batch against a log that is fetched piece by piece; return what came of it, and how often was fetched."""
    ids = asked_for(entry.event for entry in batch)
    log, fetched = Recalled(ids, near.known(ids), near.brought(ids), near.tombstones()), 0
    while True:
        found = outcome(lambda: admitted(batch, log, head))
        if log.is_whole:
            return found, fetched
        log.learn(near.known(log.ids), {name: near.named(*name) for name in log.names})
        fetched += 1


@settings(max_examples=150)
@given(entries(), st.integers(0, 12))
def test_a_batch_comes_to_the_same_whether_its_log_is_near_or_far(told, split):
    timeline = Timeline()
    for entry in told[:split]:
        try:
            timeline = timeline.append(entry.event, recorded="2300-01-01")
        except RefusedError:
            continue
    last = timeline.entries[-1] if len(timeline) else None
    head = Head(position=len(timeline), recorded=last.recorded if last else None)
    batch = [Entry(event=entry.event, recorded="2300-01-02") for entry in told[split:]]
    near = Near(timeline)
    found, fetched = far(batch, near, head)
    assert found == outcome(lambda: admitted(batch, near, head))
    assert fetched <= 2 + len(told)


@given(st.integers(1, 300), st.data())
def test_a_proof_from_nodes_that_were_gathered_is_the_proof(size, data):
    nodes, index = Kept(*leaves_of(size)), data.draw(st.integers(0, size - 1))
    for prove in (lambda kept: inclusion_proof(kept, index, size), lambda kept: consistency_proof(kept, index, size)):
        asked = Gathered()
        prove(Tiled(asked))
        gathered = Gathered.of("story", [(node, nodes.get(*node)) for node in asked.wanted])
        assert prove(Tiled(gathered)) == prove(Tiled(nodes))
        assert gathered.wanted == []


@pytest.mark.parametrize("found", [None, b"short"])
def test_a_node_that_is_missing_is_damage(found):
    with pytest.raises(DamageError, match=r"from position 33 on: node \(4, 2\) of the tree is missing"):
        Gathered.of("story", [((4, 2), found)])
