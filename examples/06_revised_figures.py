"""Revised figures: 23,405 acts of a volunteer's record of Russian losses, asked on two clocks.

What the recorder changed or took out had been wrong: a correction. Data: MIT, (c) 2022 Petro Ivaniuk (see NOTICE).
"""

import json
from pathlib import Path
from typing import Any

from timeline import ClaimAdded, Correction, Entry, Quantity, Report, Source, Story, Timeline

DATA = Path(__file__).with_name("data") / "ua-losses"
RECORDER = Source("petro-ivaniuk", name="Petro Ivaniuk, who keeps the record")


def figure_of(value: int | str, qualifier: str | None) -> Quantity:
    """Return a figure in the record's words; "at least", "more than" and "more" (for short) bound it from below."""
    if isinstance(value, str):
        return Quantity(value)
    words, least = f"{qualifier or ''} {value:,}".strip(), qualifier in {"at least", "more than", "more"}
    return Quantity(words, low=value, high=None if least else value, strict=least and qualifier != "at least")


def report_of(act: dict[str, Any]) -> Report:
    """Return the report that an act puts on record."""
    told = {"source": act["source"], "claim": act["claim"], "said": act["said_on"], "id": f"ua-{act['seq']:05}"}
    return Report(stance="affirm", quantity=figure_of(act["value"], act.get("qualifier")), **told)


def event_of(act: dict[str, Any]) -> Report | Correction:
    """Return what an act of the recorder says, as an event."""
    kind, ident = act["kind"], f"ua-{act['seq']:05}"
    if kind in {"report", "update"}:
        return report_of(act)
    if kind == "adjust":  # the source restated its total, which the recorder passes on
        words = f"its total was restated by {act['delta']:+,}"
        return RECORDER.relays(act["claim"], said=act["said_on"], quote=words, basis=[act["source"]], id=ident)
    right, of = (report_of(act) if kind == "revise" else None), f"ua-{act['supersedes']:05}"
    return Correction(of=of, report=right, said=act["recorded_at"], by=RECORDER.id, id=f"{ident}-correction")


def tell() -> Timeline:
    """Return the whole record as a timeline, each entry with the time at which the recorder took it in."""
    known = json.loads((DATA / "claims.json").read_text())["claims"]
    acts = map(json.loads, (DATA / "events.jsonl").read_text().splitlines())
    desk = (ClaimAdded(claim=claim["id"], text=claim["statement"]) for claim in known)
    return Timeline([RECORDER, *desk, *(Entry(event=event_of(act), recorded=act["recorded_at"]) for act in acts)])


def figures(story: Story, claim: str) -> dict[str, str]:
    """Return the figure of each source, in the record's words."""
    return {figure.origin: figure.quantity.words for figure in story[claim].figures}


if __name__ == "__main__":
    record = tell()
    for known in ("2022-03-07", "2022-03-20", None):
        story = record.replay(as_of="2022-03-06", known_at=known)
        print(f"personnel on 2022-03-06, as known {known or 'now'}:", figures(story, "ru-losses/personnel"))
