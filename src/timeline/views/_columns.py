"""The columns of each table, and what they say."""

from types import MappingProxyType
from typing import Final

from timeline.views._rows import Column

__all__ = ["COLUMNS"]

_CLAIM = Column("claim", "text", "the claim's id")
_RECORDED = (
    Column("recorded", "text", "when it was recorded"),
    Column("recorded_at", "instant", "the same"),
)

COLUMNS: Final = MappingProxyType[str, tuple[Column, ...]](
    {
        "story": (
            _CLAIM,
            Column("text", "text", "the claim in words"),
            Column("status", "text", "what follows from the reports; no finding that it is true or false"),
            Column("label", "text", "the status with what must be said beside it"),
            Column("verdict", "text", "what a desk declared"),
            Column("verdict_by", "text", "the desk"),
            Column("figures", "text", "the figures in the words used"),
            Column("because", "text", "who holds the status up, and when each of them said so"),
            Column("since", "text", "from when on a cut on said-time shows the status"),
            Column("since_at", "instant", "the same: its last moment"),
        ),
        "sources": (
            Column("source", "text", "the source's id"),
            Column("name", "text", "its name, as last noted"),
            Column("party", "text", "whom it speaks for"),
            Column("office", "text", "the office that it holds"),
            Column("tz", "text", "the IANA name of its time zone"),
        ),
        "claims": (
            _CLAIM,
            Column("text", "text", "the claim in words, as last noted"),
            Column("future", "boolean", "whether it speaks of the future"),
            Column("due", "text", "when a claim about the future falls due"),
            Column("due_at", "instant", "the same: its last moment"),
        ),
        "reports": (
            Column("report", "text", "the id of the report as first recorded"),
            Column("source", "text", "who spoke"),
            _CLAIM,
            Column("stance", "text", "affirm, deny, not_confirm, query, decline, suppose or relay"),
            Column("certainty", "text", "how sure the source says it is"),
            Column("reason", "text", "why it cannot confirm"),
            Column("said", "text", "when it was said"),
            Column("said_words", "text", "the words that this was read from"),
            Column("said_earliest", "instant", "the first moment at which it can have been said"),
            Column("said_latest", "instant", "the last one, from which a cut shows it"),
            Column("published", "text", "when the public could read it"),
            Column("happened", "text", "when what is reported took place"),
            Column("up_to", "text", "up to when a denial speaks"),
            Column("quote", "text", "its words"),
            Column("figure", "text", "its figure in words"),
            Column("low", "real", "the figure's lower bound"),
            Column("high", "real", "the figure's upper bound"),
            Column("strict", "boolean", "whether the bounds are exclusive"),
            Column("unit", "text", "what the numbers are in"),
            Column("counted", "text", "what is counted"),
            Column("kind", "text", "statement, remark, comment, response …"),
            Column("via", "text", "the carriers, nearest to us last, as a JSON list"),
            Column("basis", "text", "what it rests on, as a JSON list"),
            Column("cites", "text", "what it mentions, as a JSON list"),
            Column("evidence", "text", "what it releases, as a JSON list"),
            Column("url", "text", "where it is to be read"),
            Column("lang", "text", "the language of its words"),
            Column("corrected", "boolean", "whether this is not as it was first recorded, see entries"),
            Column("void", "boolean", "whether it should not be on record at all"),
            Column("retracted", "boolean", "whether its party has withdrawn it"),
            *_RECORDED,
        ),
        "entries": (
            Column("position", "integer", "the place in the log, from 1"),
            Column("id", "text", "the event's id"),
            Column("type", "text", "the kind of event"),
            Column("record", "text", "the whole record as JSON"),
            *_RECORDED,
        ),
        "transitions": (
            _CLAIM,
            Column("before", "text", "the status before"),
            Column("after", "text", "the status after"),
            Column("before_words", "text", "status, verdict and figures before"),
            Column("after_words", "text", "status, verdict and figures after"),
            Column("cause", "text", "the id of the entry that moved it"),
            Column("cause_words", "text", "that entry in words"),
            Column("said", "text", "from when on a cut on said-time shows it"),
            Column("said_at", "instant", "the same: its last moment"),
        ),
        "status": (
            _CLAIM,
            Column("status", "text", "what follows from the reports; no finding that it is true or false"),
            Column("verdict", "text", "what a desk declared"),
            Column("verdict_by", "text", "the desk"),
            Column("figures", "text", "the figures in the words used"),
            Column("because", "text", "who holds the status up, and when each of them said so"),
            Column("reports", "text", "the ids of their reports, as a JSON list"),
            Column("up_to", "text", "up to when all denials speak"),
            Column("internal", "boolean", "whether the dispute is within one origin"),
            Column("admitted", "boolean", "whether a party has given up its own denial"),
            Column("retreated", "boolean", "whether a source has let its affirmation fall"),
            Column("needs_review", "boolean", "whether somebody has spoken against the verdict since"),
            Column("said_from", "instant", "the first as_of for which this is the answer"),
            Column("said_from_text", "text", "the same"),
            Column("said_to", "instant", "the first as_of for which it no longer is; empty: none"),
            Column("said_to_text", "text", "the same"),
            Column("known_from", "instant", "the first known_at for which this is the answer"),
            Column("known_from_text", "text", "the same"),
            Column("known_to", "instant", "the first known_at for which it no longer is; empty: none"),
            Column("known_to_text", "text", "the same"),
        ),
    }
)
"""The columns of each table: those of a timeline by their names, and those of a story."""
