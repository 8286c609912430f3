"""Hostile text: what somebody might put into any field to break out of it, and a story that has it everywhere."""

import re

from hypothesis import strategies as st

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

FRAGMENTS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title></style></svg><img src=x onerror=alert(1)>",
    "\"><a href='javascript:alert(1)'>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "data:text/html,<b>x</b>",
    "vbscript:x",
    "//evil.example/x",
    "{{ 7*7 }}{% raw %}{# x #}",
    "<!--",
    "-->",
    "]]>",
    "&lt;b&gt;&#0;&amp",
    "\\u003cb\\u003e\\",
    "`${alert(1)}`",
    "=cmd|' /C calc'!A0",
    "%s%n{0}",
    "\u200f\u061cשלום",
    "مرحبا \u200e",
    "Z\u0351\u036b\u0343\u034b",
    "\u200b\u2060\u00ad",
    "\ufffe\uffff",
    "👩‍👩‍👧",
    "한국어",
    "a\tb\nc",
    "  ",
    "x",
)
"""What markup, scripts, links, templates, writing directions and odd characters can be made of."""


def texts(pieces: int = 5) -> st.SearchStrategy[str]:
    """Return a strategy for hostile text that the model takes."""
    found = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=pieces).map("".join)
    return found.filter(lambda text: bool(text.strip()))


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
