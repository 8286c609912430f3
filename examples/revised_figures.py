"""Real figures that were revised: 23,405 acts of a volunteer's record of Russian losses, on two clocks.

What the General Staff of Ukraine said each day, and Oryx now and then, is a report. When the recorder changed a figure
in his own record (``revise``) or took it out (``withdraw``), the record had been wrong: a correction, the second one
without a report. His own note that a source restated its total (``adjust``) he passes on: he relays it. A newer count
(``update``) is a newer report. The figures are claims by a party to the war and a count by an outside group. Data: MIT,
(c) 2022 Petro Ivaniuk (see NOTICE).

    python examples/revised_figures.py [CLAIM [DAY [KNOWN_AT]]]
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from timeline import ClaimAdded, Correction, Entry, Quantity, Report, Source, Story, Timeline

DATA = Path(__file__).with_name("data") / "ua-losses"
RECORDER = Source("petro-ivaniuk", name="Petro Ivaniuk, who keeps the record")


def report_of(act: dict[str, Any], source: str) -> Report:
    """Return the report that an act puts on record."""
    return Report(
        source=source,
        claim=act["claim"],
        stance="affirm",
        said=act["said_on"],
        quantity=figure_of(act["value"], act.get("qualifier")),
        id=f"ua-{act['seq']:05}",
    )


def figure_of(value: int | str, qualifier: str | None) -> Quantity:
    """Return a figure in the record's words; "at least", "more than" and "more" (for short) bound it from below."""
    if isinstance(value, str):
        return Quantity(value)
    words = f"{qualifier} {value:,}" if qualifier else f"{value:,}"
    if qualifier in {"at least", "more than", "more"}:
        return Quantity(words, low=value, strict=qualifier != "at least")
    return Quantity(words, low=value, high=value)


def entries() -> Iterator[Entry]:
    """Yield the record as entries, each with the time at which the recorder took it in."""
    vocabulary = json.loads((DATA / "claims.json").read_text())
    yield Entry(event=RECORDER.added())
    yield from (Entry(event=ClaimAdded(claim=c["id"], text=c["statement"])) for c in vocabulary["claims"])
    for line in (DATA / "events.jsonl").read_text().splitlines():
        act = json.loads(line)
        yield Entry(event=event_of(act), recorded=act["recorded_at"])


def event_of(act: dict[str, Any]) -> Report | Correction:
    """Return what an act of the recorder says, as an event."""
    match act["kind"]:
        case "report" | "update":
            return report_of(act, act["source"])
        case "adjust":
            words = f"its total was restated by {act['delta']:+,}"
            return RECORDER.relays(
                act["claim"], said=act["said_on"], quote=words, basis=[act["source"]], id=f"ua-{act['seq']:05}"
            )
        case kind:
            should_be = report_of(act, act["source"]) if kind == "revise" else None
            return Correction(
                of=f"ua-{act['supersedes']:05}",
                report=should_be,
                said=act["recorded_at"],
                by=RECORDER.id,
                id=f"ua-{act['seq']:05}-correction",
            )


def tell() -> Timeline:
    """Return the whole record as a timeline."""
    return Timeline(entries())


def figures(story: Story, claim: str) -> dict[str, str]:
    """Return the figure of each source that a story has for a claim, in the record's words."""
    return {figure.origin: figure.quantity.words for figure in story[claim].figures}


if __name__ == "__main__":
    timeline = tell()
    asked = sys.argv[1:4]
    claim, day, known = [*asked, *("ru-losses/personnel", "2022-03-06", "2022-03-07")[len(asked) :]]
    print(f"{claim} on {day}")
    print(f"  as we know it now:      {figures(timeline.replay(as_of=day), claim)}")
    print(f"  as was known {known}: {figures(timeline.replay(as_of=day, known_at=known), claim)}")
