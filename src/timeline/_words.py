"""How things read: reports, figures and causes in the words that a newsroom would use, as plain text.

Whatever comes from a story is put between marks where it is written from right to left: otherwise a terminal, a browser
and a reader of feeds turn the dates and words beside it around.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from timeline._desk import Desk
from timeline._events import (
    Amendment,
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
from timeline._origins import Origin
from timeline._shown import marked
from timeline._standing import Figure, Standing
from timeline._state import State

__all__ = ["SAYS", "figures_text", "label", "listed", "one_line", "sentence", "short_cause", "standing_text", "voices_text"]

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


_NOUNS = {
    Stance.AFFIRM: ("report", "that"),
    Stance.DENY: ("denial", "that"),
    Stance.NOT_CONFIRM: ("“cannot confirm”", "on whether"),
    Stance.QUERY: ("question", "whether"),
    Stance.DECLINE: ("“no comment”", "on whether"),
    Stance.SUPPOSE: ("supposition", "that"),
    Stance.RELAY: ("relay", "that"),
}
"""What a report of each stance is called when it is spoken of, and what leads to the claim's text."""

_MOST_QUOTED = 240
"""How much of a quotation a line shows: cut much shorter, it may say the opposite of the whole."""


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


def sentence(event: Event, known: State | Desk, most: int = _MOST_QUOTED) -> str:
    """Return one line that says what an event is, who it is by, when it was said and in what words, ``most`` characters of them.

    Of what amends a report on file among the ``known`` entries it says which report; otherwise it gives the report's id.
    """
    desk = known.desk if isinstance(known, State) else known
    match event:
        case Report():
            return _report(event, desk, most)
        case Correction():
            right = "void" if event.report is None else f"as it should be: {_report(event.report, desk, most)}"
            return f"{event.said}: correction of {_amended(event, known)}: {right}"
        case Clarification():
            return f"{event.said}: clarification of {_amended(event, known)}: {_quoted(event.quote, most)}"
        case Retraction():
            return f"{event.said}: {_name(event.source, desk)} retracts {_amended(event, known)}"
        case Verdict():
            verb = "withdraws its verdict on" if event.finding is Finding.WITHDRAWN else f"declares {event.finding.value}:"
            return f"{event.said}: {marked(event.by)} {verb} {marked(event.claim)} ({marked(one_line(event.basis, most))})"
        case SourceAdded():
            party = f", party {marked(event.party)}" if event.party else ""
            return f"source {marked(event.source)}: {marked(event.name or event.source)}{party}"
        case ClaimAdded():
            return f"claim {marked(event.claim)}: {marked(event.text or event.claim)}{' (future)' if event.future else ''}"
        case ClaimsRelated():
            return f"relation: {marked(event.claim)} {event.relation.value.replace('_', ' ')} {marked(event.other)}"
        case OriginsLinked():
            return f"link: {_listed(event.origins)} are one origin"
        case Unrecognized():
            return marked(one_line(event.words, 600)) if event.words else f"a record of the unknown type {marked(event.type)}"
        case _:
            assert_never(event)


def _report(report: Report, desk: Desk, most: int) -> str:
    parts = [f"{report.said}: {_name(report.source, desk)} {SAYS[report.stance]} {marked(report.claim)}"]
    parts += [f"up to {report.up_to}"] if report.up_to else []
    parts += [f"({marked(str(report.quantity))})"] if report.quantity else []
    parts += [_quoted(report.quote, most)] if report.quote else []
    parts += [f"resting on {_listed(report.basis)}"] if report.basis else []
    parts += [f"via {_listed(report.via)}"] if report.via else []
    return " ".join(parts)


def _amended(event: Amendment, known: State | Desk) -> str:
    """Return which report is meant: the denial of 2024-05-01 that the bridge is open."""
    family = known.families.get(known.root.get(event.of, event.of)) if isinstance(known, State) else None
    if family is None or isinstance(known, Desk):
        return marked(event.of)
    report = family.told if isinstance(event, Retraction) else family.original.event
    assert isinstance(report, Report)
    noun, link = _NOUNS[report.stance]
    by = "" if report.source == getattr(event, "source", None) else f" by {_name(report.source, known.desk)}"
    added = known.desk.claim(report.claim)
    text = (added and added.text) or None
    claim = f"on {marked(report.claim)}" if text is None else f"{link} {marked(one_line(text).removesuffix('.'))}"
    figure = f" ({marked(str(report.quantity))})" if report.quantity else ""
    return f"the {noun} of {report.said}{by} {claim}{figure}"


def _name(source: str, desk: Desk) -> str:
    return marked(named(source, desk))


def _listed(names: Sequence[str]) -> str:
    return listed([marked(name) for name in names])


def _quoted(text: str, most: int) -> str:
    return f"“{marked(one_line(text, most))}”"


def short_cause(event: Report | Retraction) -> str:
    """Return who said it and when, for a cell of a table."""
    if isinstance(event, Retraction):
        return f"{marked(event.source)} retracts {event.said}"
    note = {Stance.AFFIRM: "", Stance.DENY: " denies"}.get(event.stance, f" {SAYS[event.stance]}")
    return f"{marked(event.source)}{note} {event.said}"


def voices_text(origin: Origin) -> str:
    """Return who speaks for an origin and when, and of several that they count as one."""
    told = ", ".join(map(short_cause, origin.reports))
    several = len({report.source for report in origin.reports}) > 1
    return f"{told} (one origin: {marked(origin.name)})" if several else told


def figures_text(figures: Iterable[Figure]) -> str:
    """Return figures in the words used; a denied one says so; of several origins each with its name."""
    found = list(figures)
    several = len({figure.origin for figure in found}) > 1
    return "; ".join(
        f"{'not ' if figure.denied else ''}{marked(str(figure.quantity))}{f' ({marked(figure.origin)})' if several else ''}"
        for figure in found
    )


def label(standing: Standing) -> str:
    """Return a status with what must be said beside it: up to when it is denied, internal, …; a verdict."""
    return _stands(standing, "")


def standing_text(standing: Standing) -> str:
    """Return how a claim stands in a few words: its label, with its figures."""
    return _stands(standing, figures_text(standing.figures))


def _stands(standing: Standing, figures: str) -> str:
    marks = [f"up to {standing.up_to}"] if standing.up_to else []
    names = ("internal", "admitted", "retreated", "needs_review", "due")
    marks += [name.replace("_", " ") for name in names if getattr(standing, name)]
    verdict = f"; {standing.verdict.finding.value} by {marked(standing.verdict.by)}" if standing.verdict else ""
    return standing.status.value + (f" ({', '.join(marks)})" if marks else "") + (figures and f", {figures}") + verdict
