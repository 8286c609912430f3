"""Hostile texts: what somebody might write to be more than text on a page, a terminal, a sheet or in a query."""

from hypothesis import strategies as st

from timeline import ClaimAdded, Entry, Quantity, Report, Source, Stance, Timeline, Verdict

__all__ = ["HOSTILE", "REFUSED", "hostile_texts", "hostile_timelines"]


class Long(str):
    """A long text of one character, whose repr is short code."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{self[:1]!r} * {len(self)}"


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</textarea></title></style></svg>--><svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "\"><a href='javascript:alert(1)'>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "]]><!--",
    "-->",
    "{{7*7}} ${7*7} {% raw %}{# x #} %s %(x)s %n{0}",
    "`${alert(1)}`",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "&lt;b&gt; &amp; &#60;&#0;&amp",
    "\\u003cb\\u003e\\",
    "=1+1",
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,2)",
    "'=1",
    "''=1",
    "  =1",
    "\t=1",
    "a\n=1",
    "a;=1",
    "a; '=1",
    "a,=1",
    "\uff1d1+1",
    "a\";=1;\"",
    "'; DROP TABLE reports; --",
    '"; --',
    "NULL",
    "\\",
    "a\\nb",
    "a;b",
    "a\tb\nc",
    "%0a%0d",
    "[31mred[0m",
    "\u200f\u05d0\u05d1\u05d2 123",
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645",
    "\uad6d\uac00\uc815\ubcf4\uc6d0",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "e" + "\u0301" * 50,
    "\u200b\u200d\u2060\u00ad",
    "\u061c",
    "\ufffe\uffff",
    "\u00a0x\u3000",
    Long("x" * 100_000),
)
"""Texts that events take, each of which is code, a formula, a link or a layout somewhere."""

REFUSED = (
    "\x1b[31mred",
    "\x1b]8;;http://example.org\x07link\x1b]8;;\x07",
    "\x1b[2J\x1b[H",
    "\x9b31mred",
    "\x07\x08\x00",
    "a\rb",
    "\u202egnp.exe",
    "\u2066a\u2069",
    "\u2028",
    "\ufeff",
    "\ud800",
    "",
    " ",
)
"""Texts that events refuse, and that reach the library all the same: in files, names of files, arguments."""

_PIECES = tuple(text for text in HOSTILE if len(text) < 1_000)
_PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=8)


def hostile_texts(*, refused: bool = False, ids: bool = False, max_size: int = 100_000) -> st.SearchStrategy[str]:
    """Return a strategy for hostile texts of up to ``max_size`` characters, whole or put together, one of them very long.

    ``refused`` adds what events refuse: control characters, overrides of writing direction, lone surrogates, blanks.
    ``ids`` keeps to what can be an id: one line of at most 300 characters without blanks at its ends.

    >>> from hypothesis import find
    >>> find(hostile_texts(), lambda text: text.startswith("="))
    '=1+1'
    """
    pieces = st.sampled_from(_PIECES + REFUSED if refused else _PIECES)
    put_together = st.lists(pieces | _PLAIN, min_size=1, max_size=4).map("".join)
    whole = [text for text in (HOSTILE + REFUSED if refused else HOSTILE) if len(text) <= max_size]
    found = st.sampled_from(whole) | put_together.filter(lambda text: len(text) <= max_size)
    return found.map(_as_id) if ids else found.filter(lambda text: refused or bool(text.strip()))


def hostile_timelines() -> st.SearchStrategy[Timeline]:
    """Return a strategy for timelines of one source, one claim and two statements with hostile texts in every field."""
    return st.builds(_told, hostile_texts(ids=True), hostile_texts(ids=True), hostile_texts(ids=True), hostile_texts())


def _as_id(text: str) -> str:
    return " ".join(text.split())[:100].strip() or "x"


def _told(source: str, claim: str, other: str, text: str) -> Timeline:
    brief = text[:1_000] if text[:1_000].strip() else other
    who = Source(source, name=brief, party=other, office=other)
    items = tuple(name for name in (other, f"{other};{other}") if name != source)
    report = Report(
        source=source,
        claim=claim,
        stance=Stance.AFFIRM,
        said="2024-10-18",
        quote=text,
        quantity=Quantity(brief, low=-5, unit=brief, of=brief),
        kind=brief,
        via=items,
        basis=items,
        cites=items,
        evidence=items,
        url=text,
        lang=brief,
        id=f"r {other}",
    )
    verdict = Verdict(claim=claim, finding="inconclusive", by=other, basis=brief, said="2024-10-19", url=brief)
    return Timeline([Entry(event=event) for event in (who, ClaimAdded(claim=claim, text=brief), report, verdict)])
