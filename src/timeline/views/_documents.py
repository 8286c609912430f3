"""Documents: what each command shows, as plain values for JSON; the keys are stable and described in docs/reference/json.md.

Every document has ``document``, its kind, and ``version``. A time is its text as given (RFC 3339 or EDTF); what is not
known is null; lists stand in the order in which the same things are shown in words.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from timeline import LEGAL_MOVES, Claim, Diff, Fault, Figure, Move, Notice, Report, Standing, Story, Timeline, Unrecognized, Why
from timeline._diff import words_of
from timeline._words import sentence
from timeline.codecs import unstructure
from timeline.views._terminal import entries_naming

__all__ = [
    "as_json",
    "check_document",
    "diff_document",
    "log_document",
    "moves_document",
    "story_document",
    "why_document",
]

Document = dict[str, Any]


def as_json(document: Mapping[str, Any]) -> str:
    """Return a document as JSON, indented, in ASCII, so that no terminal and no encoding gets in its way."""
    return json.dumps(document, indent=2)


def story_document(story: Story) -> Document:
    """Return a story: its cuts and each claim with status, verdict, figures, and the reports that hold it up."""
    return {
        **_head("story"),
        "as_of": _text(story.as_of),
        "known_at": _text(story.known_at),
        "claims": [_claim(claim) for claim in story.values()],
    }


def _claim(claim: Claim) -> Document:
    flags = ("future", "retreated", "due")
    return {
        "claim": claim.id,
        "text": claim.text,
        **_standing(claim.standing),
        "label": claim.label,
        "since": _text(claim.since),
        "because": [_said(report) for report in claim.because],
        **{flag: getattr(claim, flag) for flag in flags},
    }


def _standing(standing: Standing) -> Document:
    verdict = standing.verdict
    found = verdict and {"finding": verdict.finding.value, "by": verdict.by, "said": str(verdict.said), "id": verdict.id}
    return {
        "status": standing.status.value,
        "verdict": found,
        "figures": [_figure(figure) for figure in standing.figures],
        "up_to": _text(standing.up_to),
        **{mark: getattr(standing, mark) for mark in ("internal", "admitted", "retreated", "needs_review")},
    }


def _figure(figure: Figure) -> Document:
    quantity = figure.quantity
    numbers = {name: getattr(quantity, name) for name in ("words", "low", "high", "strict", "unit", "of")}
    return {"origin": figure.origin, "denied": figure.denied, **numbers, "report": figure.report.id}


def _said(report: Report) -> Document:
    return {"report": report.id, "source": report.source, "stance": report.stance.value, "said": str(report.said)}


def log_document(timeline: Timeline, *, claim: str | None = None, source: str | None = None) -> Document:
    """Return the entries, those on a claim or by a source where these are given, each with the changes that it caused.

    Raises `UnknownClaimError` and `UnknownEventError` for a name that the timeline does not know.
    """
    story, kept = timeline.replay(), entries_naming(timeline, claim=claim, source=source)
    caused: dict[str, list[Document]] = {}
    for move in story.transitions(as_logged=True):
        change = {"before": _standing(move.before), "after": _standing(move.after)}
        caused.setdefault(move.cause.id, []).append({"claim": move.claim, "at": str(move.at), **change})
    entries = [
        {
            "position": entry.position,
            "id": entry.id,
            "words": sentence(entry.event, story.state),
            "record": entry.event.record if isinstance(entry.event, Unrecognized) else unstructure(entry),
            "changes": caused.get(entry.id, []),
        }
        for entry in timeline
        if entry.id in kept
    ]
    return {**_head("log"), "entries": entries}


def diff_document(diff: Diff) -> Document:
    """Return what changed from one story to another: per claim before, after, and the entries that caused it."""
    changes = [
        {
            "claim": change.claim,
            "before": _standing(change.before),
            "after": _standing(change.after),
            "causes": [
                {
                    "entry": cause.entry.id,
                    "learned": cause.learned,
                    "undone": cause.undone,
                    "recorded": str(cause.entry.recorded),
                    "words": words_of(cause, diff),
                }
                for cause in change.causes
            ],
        }
        for change in diff.changes
    ]
    cuts = {
        f"{name}_{clock}": _text(getattr(story, clock))
        for name, story in (("before", diff.before), ("after", diff.after))
        for clock in ("as_of", "known_at")
    }
    return {**_head("diff"), **cuts, "changes": changes}


def why_document(why: Why) -> Document:
    """Return a claim's status with the ids of the entries that are enough for it, and all of it in words."""
    entries = [entry.id for entry in why.entries]
    return {**_head("why"), "claim": why.claim, "status": why.status.value, "entries": entries, "words": str(why)}


def check_document(name: str, entries: int, found: Iterable[Notice] = (), faults: Iterable[Fault] = ()) -> Document:
    """Return what is wrong with a file (then nothing else is known of it), or what is odd in it."""
    odd = [{"entry": notice.entry.id, "path": notice.path, "message": notice.message} for notice in found]
    wrong = [{"line": fault.line, "path": fault.path, "message": fault.message} for fault in faults]
    return {**_head("check"), "file": name, "entries": entries, "faults": wrong, "notices": odd}


def moves_document(moves: Iterable[Move] = LEGAL_MOVES) -> Document:
    """Return the legal moves: from which status to which, by what."""
    found = [{"before": move.before.value, "after": move.after.value, "cause": move.cause} for move in moves]
    return {**_head("moves"), "moves": found}


def _head(kind: str) -> Document:
    return {"document": kind, "version": 1}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
