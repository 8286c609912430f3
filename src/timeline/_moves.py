"""Legal moves: which status can follow which, by what; found by telling every small story, kept as data."""

from collections.abc import Iterable

from timeline._policy import Policy, PolicyLike, Status
from timeline._walk import SILENT, Move, walk

__all__ = ["LEGAL_MOVES", "Move", "legal_moves"]

_DEPTH = 4
_STATUSES = tuple(Status)
_CAUSES = ("affirm", "deny", "not_confirm", *(stance.value for stance in SILENT), "retraction", "release")


def legal_moves(policy: PolicyLike | None = None) -> tuple[Move, ...]:
    """Return every move of status that small stories can make under a policy, sorted.

    Stories of up to four statements: by four voices of three parties, who speak on the day of the one before, the day
    after it, or some time in these two; by sources that rest on each other, as is learned later; resting on evidence
    that somebody releases later. Of stories that leave every voice in the same situation, one is carried on.
    """
    return _sorted(move for move in walk(Policy() if policy is None else policy, _DEPTH) if move.before is not move.after)


def _sorted(moves: Iterable[Move]) -> tuple[Move, ...]:
    def order(move: Move) -> tuple[int, int, int]:
        return _STATUSES.index(move.before), _STATUSES.index(move.after), _CAUSES.index(move.cause)

    return tuple(sorted(moves, key=order))


_SILENT = " ".join(stance.value for stance in SILENT)
_TABLE = {
    "unreported": {
        "open": "not_confirm silent",
        "reported": "affirm",
        "corroborated": "affirm",
        "denied": "deny",
    },
    "open": {
        "reported": "affirm",
        "corroborated": "affirm",
        "denied": "deny",
        "withdrawn": "retraction",
    },
    "reported": {
        "open": "not_confirm retraction",
        "corroborated": "affirm not_confirm silent retraction",
        "disputed": "affirm deny not_confirm silent retraction release",
        "denied": "deny not_confirm retraction",
        "withdrawn": "retraction",
    },
    "corroborated": {
        "open": "not_confirm retraction",
        "reported": "affirm deny not_confirm silent retraction release",
        "disputed": "affirm deny not_confirm silent retraction release",
        "denied": "deny not_confirm retraction",
        "withdrawn": "retraction",
    },
    "disputed": {
        "open": "not_confirm",
        "reported": "affirm deny not_confirm silent retraction",
        "corroborated": "affirm deny not_confirm silent retraction",
        "denied": "deny not_confirm retraction",
    },
    "denied": {
        "open": "not_confirm retraction",
        "reported": "affirm not_confirm retraction",
        "corroborated": "affirm not_confirm retraction",
        "disputed": "affirm not_confirm retraction",
        "withdrawn": "not_confirm retraction",
    },
    "withdrawn": {
        "reported": "affirm",
        "corroborated": "affirm",
        "denied": "deny",
    },
}

LEGAL_MOVES: tuple[Move, ...] = _sorted(
    Move(Status(before), cause, Status(after))
    for before, row in _TABLE.items()
    for after, causes in row.items()
    for cause in causes.replace("silent", _SILENT).split()
)
"""Every legal move under the default policy: what `legal_moves` finds, kept as data. In ``_TABLE`` silent stands for the
four stances that displace nothing."""
