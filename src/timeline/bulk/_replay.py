"""Replay: the status of every claim of a table at a pair of cuts, by whichever engine."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from timeline import Policy, PolicyLike
from timeline._policy import check_policy_fields
from timeline._text import short
from timeline._time import WhenLike
from timeline.bulk._by_record import ByRecord
from timeline.bulk._duckdb import DuckDB
from timeline.bulk._engine import Engine
from timeline.bulk._interchange import check_kinds, check_values, checks, selected
from timeline.bulk._rows import last_us
from timeline.bulk._speakers import noted, speakers, twice
from timeline.bulk._sqlite import Sqlite
from timeline.bulk._statuses import Statuses
from timeline.bulk._texts import NOTES, PARTIES, question

__all__ = ["engine_of", "replay"]

_NAMED: Final[Mapping[str, Callable[[], Engine]]] = MappingProxyType({"duckdb": DuckDB, "sqlite": Sqlite})


def replay(
    table: Any,
    *,
    as_of: WhenLike | None = None,
    known_at: WhenLike | None = None,
    policy: PolicyLike | None = None,
    engine: Engine | str = "duckdb",
) -> Statuses:
    """Return the status of every claim of an interchange table at a pair of cuts, which are as in `Timeline.replay`.

    What ``table`` can be is said by the engine: `DuckDB`, the default, takes the name of a Parquet file or several; `Spark` and
    `Postgres` are given as ``engine=Spark(session)`` and ``engine=Postgres(connection)``; ``"sqlite"`` takes a `StoryTable`. The
    claims come in no order. Raises `RecordError` with everything that is wrong with the table, `StoreError` where the engine
    cannot do it, `MissingExtraError` where it is not installed, `TypeError` for what is no table to it, `ValueError` for a name
    of no engine, `PolicyError`.
    """
    policy = Policy() if policy is None else policy
    check_policy_fields(policy)
    last, known = last_us(as_of, "as_of"), last_us(known_at, "known_at")
    with engine_of(engine).connect(table) as connected:
        kinds = connected.kinds()
        check_kinds(kinds, connected.called)
        connected.view(selected(kinds, connected.relation))
        parties = connected.rows(PARTIES)
        (counts,) = connected.rows(checks())
        check_values(counts, connected.called, twice(parties, connected.called))
        notes = noted(connected.rows(NOTES), parties, connected.called)
        connected.speakers(speakers(notes, policy.origin_by, known))
        told = ByRecord.of(last, known, policy, notes, connected.called)
        found = dict(connected.answers(question(policy, last, known), told))
    return Statuses({claim: number for number, claim in enumerate(found)}, bytes(found.values()))


def engine_of(engine: Engine | str) -> Engine:
    """Return an engine by its name, or the one that is given."""
    if not isinstance(engine, str):
        return engine
    if engine not in _NAMED:
        names = ", ".join(map(repr, _NAMED))
        raise ValueError(f"{short(engine)} is no engine; give {names}, Spark(session) or Postgres(connection)")
    return _NAMED[engine]()
