"""A story that has one hostile text in every field, and what such a text is compared with."""

import re

from timeline import (
    ClaimAdded,
    Clarification,
    Correction,
    OriginsLinked,
    Quantity,
    Report,
    Retraction,
    SourceAdded,
    Stance,
    Timeline,
    Verdict,
)
from timeline.testing.hostile import HOSTILE

FRAGMENTS = tuple(text for text in HOSTILE if len(text) < 1_000)
"""What markup, scripts, links, templates, writing directions and odd characters can be made of."""


def harmless(text: str) -> str:
    """Return a text as long, with the same blanks, that means nothing anywhere."""
    return re.sub(r"\S", "x", text)


def one_id(prefix: str, text: str) -> str:
    """Return a text as an id: on one line, not too long."""
    return f"{prefix}:{' '.join(text.split())}"[:300].strip()


def story(text: str) -> Timeline:
    """Return a story with a text in every field of every kind of event; ids sort alike whatever the text."""
    source, other, claim, desk = (one_id(name, text) for name in ("source", "other", "claim", "desk"))
    more = {"quote": text, "kind": text, "via": one_id("via", text), "lang": f"no language {text}", "url": f"no address {text}"}
    figure = Quantity(text, low=1, high=2, unit=text, of=text)
    rests = {"basis": one_id("basis", text), "cites": one_id("cites", text), "evidence": one_id("item", text)}
    says = {**more, "claim": claim}
    report = Report(source=source, stance="affirm", said="2024-05-02", quantity=figure, id=one_id("r", text), **says)
    denial = Report(source=other, stance="deny", said="2024-05-03", up_to="2024-05-03", id=one_id("s", text), **says, **rests)
    right = Report(source=other, stance="deny", said="2024-05-04", id=one_id("t", text), **says)
    first = [
        Report(source=source, stance=stance, said="2024-05-01", id=one_id(f"q{i}", text), **says)
        for i, stance in enumerate(Stance)
    ]
    return Timeline().append(
        SourceAdded(source=source, name=text, party=one_id("party", text), office=one_id("office", text)),
        ClaimAdded(claim=claim, text=text, future=True, due="2024-05-05"),
        *first,
        report,
        denial,
        Correction(of=denial.id, report=right, said="2024-05-05", by=desk, note=text),
        Clarification(of=report.id, quote=text, lang=f"no language {text}", url=f"no address {text}", said="2024-05-05"),
        Retraction(source=source, of=report.id, quote=text, url=f"no address {text}", said="2024-05-06"),
        Verdict(claim=claim, finding="refuted", by=desk, basis=text, url=f"no address {text}", said="2024-05-07"),
        OriginsLinked(origins=(source, other), note=text),
    )
