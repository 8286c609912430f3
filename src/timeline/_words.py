"""How things read: reports, figures and causes in the words that a newsroom would use, as plain text."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from timeline._desk import Desk
from timeline._events import (
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Event,
    Finding,
    OriginsLinked,
    Report,
    Retraction,
    SourceAdded,
    Stance,
    Unrecognized,
    Verdict,
)
from timeline._standing import Figure, Standing

__all__ = ["SAYS", "figures_text", "listed", "one_line", "sentence", "short_cause", "standing_text"]

SAYS = {
    Stance.AFFIRM: "affirms",
    Stance.DENY: "denies",
    Stance.NOT_CONFIRM: "cannot confirm",
    Stance.QUERY: "asks about",
    Stance.DECLINE: "declines to speak of",
    Stance.SUPPOSE: "supposes",
    Stance.RELAY: "relays",
}
"""The verb of each stance, in the present."""


def one_line(text: str, most: int = 100) -> str:
    """Return a text on one line, cut with an ellipsis after ``most`` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def listed(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def named(source: str, desk: Desk) -> str:
    """Return a source's name, or its id where none is known."""
    known = desk.source(source)
    return (known and known.name) or source


def sentence(event: Event, desk: Desk) -> str:
    """Return one line that says what an event is, who it is by, when it was said and in what words."""
    match event:
        case Report():
            return _report(event, desk)
        case Correction():
            what = "void" if event.report is None else f"as it should be: {_report(event.report, desk)}"
            return f"{event.said}: correction of {event.of}: {what}"
        case Clarification():
            return f"{event.said}: clarification of {event.of}: “{one_line(event.quote)}”"
        case Retraction():
            return f"{event.said}: {named(event.source, desk)} retracts {event.of}"
        case Verdict():
            verb = "withdraws its verdict on" if event.finding is Finding.WITHDRAWN else f"declares {event.finding.value}:"
            return f"{event.said}: {event.by} {verb} {event.claim} ({one_line(event.basis)})"
        case SourceAdded():
            party = f", party {event.party}" if event.party else ""
            return f"source {event.source}: {event.name or event.source}{party}"
        case ClaimAdded():
            return f"claim {event.claim}: {event.text or event.claim}{' (future)' if event.future else ''}"
        case ClaimsRelated():
            return f"relation: {event.claim} {event.relation.value.replace('_', ' ')} {event.other}"
        case OriginsLinked():
            return f"link: {listed(event.origins)} are one origin"
        case Unrecognized():
            return one_line(event.words, 600) if event.words else f"a record of the unknown type {event.type}"
        case _:
            assert_never(event)


def _report(report: Report, desk: Desk) -> str:
    parts = [f"{report.said}: {named(report.source, desk)} {SAYS[report.stance]} {report.claim}"]
    parts += [f"up to {report.up_to}"] if report.up_to else []
    parts += [f"({report.quantity})"] if report.quantity else []
    parts += [f"“{one_line(report.quote)}”"] if report.quote else []
    parts += [f"resting on {listed(report.basis)}"] if report.basis else []
    parts += [f"via {listed(report.via)}"] if report.via else []
    return " ".join(parts)


def short_cause(report: Report) -> str:
    """Return who said it and when, for a cell of a table."""
    note = {Stance.AFFIRM: "", Stance.DENY: " denies"}.get(report.stance, f" {SAYS[report.stance]}")
    return f"{report.source}{note} {report.said}"


def figures_text(figures: Iterable[Figure]) -> str:
    """Return figures in the words used; a denied one says so; of several origins each with its name."""
    found = list(figures)
    several = len({figure.origin for figure in found}) > 1
    return "; ".join(
        f"{'not ' if figure.denied else ''}{figure.quantity}{f' ({figure.origin})' if several else ''}" for figure in found
    )


def standing_text(standing: Standing) -> str:
    """Return a standing as a few words: its status, verdict and figures."""
    parts = [standing.status.value]
    if standing.verdict is not None:
        parts.append(f"{standing.verdict.finding.value} by {standing.verdict.by}")
    if standing.figures:
        parts.append(figures_text(standing.figures))
    return ", ".join(parts)
