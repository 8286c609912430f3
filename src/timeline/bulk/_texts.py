"""Texts: the questions to an interchange table in SQL that DuckDB, Spark, PostgreSQL and SQLite read alike.

They stand over two relations: ``timeline_story``, the table with all its columns, and ``timeline_speakers``, which has for whom
a source speaks and which origin that is, for the few that do not speak for themselves alone. Of a source's statements on a
claim it is enough to know, side by side, when the last began, and when the last that was not retracted began and ended; so
nothing has to be sorted. Where times are so vague that this is not enough, and where a record says more than
columns can, the answer is `ASK`: such a claim is told from its records.
"""

from typing import Final

from timeline import Policy, PolicyLike, Status
from timeline.bulk._rows import AFFIRM, DENY, NOT_CONFIRM
from timeline.bulk._statuses import CODES, NOT_KNOWN

__all__ = ["ALWAYS", "ASK", "DERIVED", "LIVE", "NOTES", "PARTIES", "RECORDS", "RECORD_COLUMNS", "asked", "question"]

ASK: Final = -1
"""The number that stands for the status of a claim that is told from its records."""
DERIVED, ALWAYS = 1, 2
"""What the column ``told`` says: a claim is told from its records where the policy counts derived support, or always."""


def _side(name: str, stance: int) -> str:
    """Return what is asked of a source's affirmations, or of its denials."""
    left = f"CASE WHEN stance = {stance} AND gone = 0 THEN"
    return f"""MAX(CASE WHEN stance = {stance} THEN said_from END) AS {name}_begins,
    MAX({left} said_to END) AS {name}_left_to, MAX({left} said_from END) AS {name}_left_from,
    MAX(CASE WHEN stance = {stance} AND gone = 1 THEN said_to - said_from END) AS {name}_gone"""


LIVE: Final = f"""shown AS (
  SELECT claim, source, stance, said_to, COALESCE(said_from, said_to) AS said_from,
    CASE WHEN retracted_said <= :as_of AND retracted_known <= :known_at THEN 1 ELSE 0 END AS gone
  FROM timeline_story
  WHERE claim IS NOT NULL AND stance IS NOT NULL
    AND said_to <= :as_of AND known_from <= :known_at AND (known_to IS NULL OR known_to > :known_at)
),
voices AS (
  SELECT claim, source,
    {_side("yes", AFFIRM)},
    {_side("no", DENY)},
    MAX(CASE WHEN stance = {NOT_CONFIRM} THEN said_from END) AS neither_begins
  FROM shown GROUP BY claim, source
),
standing AS (
  SELECT voices.*,
    CASE WHEN yes_left_to >= yes_begins AND (no_begins IS NULL OR yes_left_to >= no_begins)
      AND (neither_begins IS NULL OR yes_left_to >= neither_begins) THEN 1 ELSE 0 END AS affirms,
    CASE WHEN no_left_to >= no_begins AND (yes_begins IS NULL OR no_left_to >= yes_begins)
      AND (neither_begins IS NULL OR no_left_to >= neither_begins) THEN 1 ELSE 0 END AS denies
  FROM voices
),
live AS (
  SELECT v.claim, v.source, COALESCE(s.party, v.source) AS party, s.origin,
    CASE WHEN affirms = 1 THEN yes_left_to END AS yes_to, CASE WHEN affirms = 1 THEN yes_left_from END AS yes_from,
    CASE WHEN denies = 1 THEN no_left_to END AS no_to, CASE WHEN denies = 1 THEN no_left_from END AS no_from,
    CASE WHEN s.doubtful = 1 OR (affirms = 1 AND denies = 1)
      OR (yes_left_to < yes_begins AND yes_gone >= yes_begins - yes_left_to)
      OR (no_left_to < no_begins AND no_gone >= no_begins - no_left_to)
      OR (affirms = 1 AND (yes_left_from < no_begins OR yes_left_from < neither_begins))
      OR (denies = 1 AND (no_left_from < yes_begins OR no_left_from < neither_begins))
      OR (affirms = 0 AND yes_left_to >= yes_begins AND yes_gone IS NOT NULL)
      THEN 3 WHEN yes_left_to >= yes_begins THEN 2 WHEN yes_begins IS NOT NULL THEN 1 ELSE 0 END AS mark
  FROM standing AS v LEFT JOIN timeline_speakers AS s ON s.source = v.source
)"""
"""What each source stands by on each claim, as ``live``: no row where it said nothing by the cuts.

``yes_to`` and ``no_to`` are when it last affirmed and denied, where it stands by that, and ``yes_from`` and ``no_from`` the
latest beginning. Of marks the highest counts for all: 3, numbers do not tell; 2, an affirmation was not taken back; 1, all were.
``origin`` is NULL where it is the party.
"""

_COUNTED: Final = """parties AS (
  SELECT claim, party, MAX(origin) AS origin, MAX(mark) AS mark,
    MAX(yes_to) AS yes_to, MAX(yes_from) AS yes_from, MAX(no_to) AS no_to, MAX(no_from) AS no_from
  FROM live GROUP BY claim, party
),
weighed AS (
  SELECT claim, COALESCE(origin, party) AS origin, mark,
    CASE WHEN no_from IS NULL OR yes_to >= no_from THEN yes_to END AS affirms,
    CASE WHEN yes_from IS NULL OR no_to >= yes_from THEN no_to END AS denies
  FROM parties
),
counted AS (
  SELECT claim, MAX(mark) AS mark, MAX(affirms) AS affirms, MAX(denies) AS denies, {enough} AS enough
  FROM weighed GROUP BY claim
)"""
_NAMED: Final = """named AS (
  SELECT claim, MIN(known_from) AS known, MAX(told) AS told FROM timeline_story WHERE claim IS NOT NULL GROUP BY claim
)"""
_ORIGINS: Final = "CASE WHEN affirms IS NOT NULL THEN origin END"


def question(policy: PolicyLike, as_of: int, known_at: int) -> str:
    """Return the text that gives the number of every claim's status at a pair of cuts under a policy, in no order; `ASK` for
    what is told from its records, and so for every claim under a policy of a user's own.
    """
    if type(policy) is not Policy:
        text = f"WITH {_NAMED} SELECT claim, CASE WHEN known > :known_at THEN {NOT_KNOWN} ELSE {ASK} END AS status FROM named"
        return asked(text, as_of, known_at)
    enough = {1: "1", 2: f"CASE WHEN MIN({_ORIGINS}) <> MAX({_ORIGINS}) THEN 1 ELSE 0 END"}.get(
        policy.min_origins, f"CASE WHEN COUNT(DISTINCT {_ORIGINS}) >= {policy.min_origins} THEN 1 ELSE 0 END"
    )
    told = DERIVED if policy.count_derived else ALWAYS
    text = f"""WITH {LIVE},
{_COUNTED.format(enough=enough)},
{_NAMED}
SELECT n.claim, CASE WHEN n.known > :known_at THEN {NOT_KNOWN} WHEN n.told >= {told} OR mark = 3 THEN {ASK}
    WHEN c.claim IS NULL THEN {CODES[Status.UNREPORTED]}
    WHEN affirms IS NOT NULL AND denies IS NOT NULL THEN {CODES[Status.DISPUTED]}
    WHEN affirms IS NOT NULL AND enough = 1 THEN {CODES[Status.CORROBORATED]}
    WHEN affirms IS NOT NULL THEN {CODES[Status.REPORTED]} WHEN denies IS NOT NULL THEN {CODES[Status.DENIED]}
    WHEN mark = 1 THEN {CODES[Status.WITHDRAWN]} ELSE {CODES[Status.OPEN]} END AS status
FROM named AS n LEFT JOIN counted AS c ON c.claim = n.claim"""
    return asked(text, as_of, known_at)


def asked(text: str, as_of: int, known_at: int) -> str:
    """Return a text with its cuts, microseconds since 1970 in UTC, both inclusive."""
    return text.replace(":as_of", str(as_of)).replace(":known_at", str(known_at))


NOTES: Final = "SELECT source, party, office, known_from, record FROM timeline_story WHERE claim IS NULL"
"""The book-keeping: a row each."""

PARTIES: Final = """SELECT DISTINCT source, party, office FROM timeline_story
WHERE claim IS NOT NULL AND (party IS NOT NULL OR office IS NOT NULL)"""
"""Who speaks for whom, where the rows of statements say it."""

RECORD_COLUMNS: Final = (
    "claim", "source", "stance", "said_from", "said_to", "known_from", "known_to", "retracted_said", "retracted_known", "record",
)  # fmt: skip
"""What a claim is told from that is told from its records."""

RECORDS: Final = f"""SELECT {", ".join(RECORD_COLUMNS)} FROM timeline_story
WHERE claim IN (SELECT claim FROM timeline_answer WHERE status = {ASK})"""
"""The rows of the claims that are told from their records, in no order; ``timeline_answer`` is what `question` found."""
