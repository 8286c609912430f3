"""Samples: one event of each kind with every field, and the texts that break careless code."""

from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Entry,
    Event,
    OriginsLinked,
    Quantity,
    Report,
    Retraction,
    Source,
    SourceAdded,
    Verdict,
    When,
)
from timeline.codecs import decode

__all__ = ["ANNA", "BERT", "EVERY_KIND", "HOSTILE_IDS", "UNKNOWN_RECORDS", "hostile_events"]

ANNA = Source("anna", name="Anna", party="north", tz="Europe/Kyiv")
BERT = Source("bert", name="Bert", party="south", tz="Asia/Seoul")

_REPORT = Report(
    source="anna",
    claim="bridge",
    stance="deny",
    said=When("2024-05-01", zone="Europe/Kyiv", words="on Wednesday"),
    certainty="probable",
    up_to="2024-04-30",
    happened="../2024-04-30",
    published="2024-05-02T08:00:00.000001+03:00",
    quote="“not yet”",
    quantity=Quantity("more than 1,500", low=1500, strict=True, unit="people", of="soldiers"),
    kind="statement",
    via=["radio", "paper"],
    basis=["agency", "video"],
    cites=["bert"],
    evidence=["photo"],
    url="https://example.org/?a=1&b=%20",
    lang="uk",
)
_UNSURE = Report(source="bert", claim="bridge", stance="not_confirm", said="2024-05~", reason="unverified")

EVERY_KIND: tuple[Event, ...] = (
    SourceAdded(source="anna", name="Anna", party="north", office="palace", tz="Europe/Kyiv", said="2024-04-01"),
    ClaimAdded(claim="bridge", text="The bridge is closed", future=True, due="2024-06", said="2024-04-01"),
    _REPORT,
    _UNSURE,
    Report(claim="bridge", stance="affirm", said="2024-05-01T10:00:00Z", id="by hand"),
    Correction(of=_UNSURE.id, report=_UNSURE, said="2024-05-03", published="2024-05-04", by="desk", note="typed wrong"),
    Correction(of=_UNSURE.id, said="2024-05-05"),
    Clarification(of=_REPORT.id, quote="“not so far”", said="2024-05-03", published="2024-05-04", lang="uk", url="x"),
    Retraction(source="anna", of=_REPORT.id, said="2024-05-06", published="2024-05-07", quote="sorry", via="radio", url="x"),
    Verdict(claim="bridge", finding="refuted", by="desk", basis="seen", said="2024-05-08", published="2024-05-09", url="x"),
    ClaimsRelated(claim="bridge", relation="implies", other="road", note="the only one", said="2024-05-10"),
    OriginsLinked(origins=["anna", "agency"], note="one owner", said="2024-05-10"),
)
"""One event of each kind, amendments after what they amend; together they use every field that a record has."""

HOSTILE_IDS: tuple[str, ...] = (
    "'; DROP TABLE entries; --",
    '"quoted" \\ back\\\\slash \\n \\u0041 %s {0} $1',
    "100 % _ * ? [a-z]",
    "null",
    "1e999",
    "<b>&amp;</b>",
    "\u00c5 A\u030a \N{ANGSTROM SIGN}",
    "caf\u00e9",
    "cafe\u0301",
    "ＡＢＣ ﬁ ß İ ı",
    "Україна 대한민국 日本 العربية עברית हिन्दी",
    "🇺🇦 👩‍👩‍👧 \U0010fffd \u200d\u00a0\u3000.",
    "a" * 300,
)
"""Ids that are allowed and that careless code breaks: by quoting, escaping, wildcards, folding or normalising."""

UNKNOWN_RECORDS: tuple[Entry, ...] = tuple(
    decode(line.encode())
    for line in (
        '{"version":2,"event":{"type":"poll","id":"poll-1","asked":[1, 2.50, "\u2028 \\u0000 é"]},"recorded":"2024-05-01"}',
        '{"event": {"type": "rumour"}, "version": 7}',
    )
)
"""Records of types that this release does not know, not canonical, with a line separator and an escaped NUL in one."""


def hostile_events() -> list[Event]:
    """Return events that carry each hostile text as claim, source, id and words, and words over several lines."""
    found: list[Event] = []
    for number, text in enumerate(HOSTILE_IDS):
        words, name = f"{text}\n\t{text}", f"{number} {text}"[:300]
        found.append(Report(source=text, claim=text, stance="affirm", said="2024-05-01", quote=words, id=name))
    found.append(Report(source="anna", claim="long", stance="deny", said="2024-05-01", quote="é\N{PILE OF POO}" * 50_000))
    return found
