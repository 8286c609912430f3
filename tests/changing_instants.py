"""The instants at which a story can change, and what replay says at them, as the database says it."""

import json

from timeline import When
from timeline._words import figures_text


def instants(timeline):
    """Return every microsecond at which something can change, with those before and after it, and the ends of time."""
    found = {entry.recorded_us for entry in timeline}
    found |= {said.latest_us for entry in timeline if (said := getattr(entry.event, "said", None)) is not None}
    first, last = When("0001-01-01T00:00:00Z").latest_us, When("9999-12-30").latest_us
    near = {moment + step for moment in found for step in (-1, 0, 1)} | {first, last}
    return sorted(moment for moment in near if first <= moment <= last)


def replayed(timeline, as_of, known_at, policy=None):
    """Return what replay says, by claim, as the database says it."""
    story = timeline.replay(as_of=When.at(as_of), known_at=When.at(known_at), policy=policy)
    return {
        claim.id: (
            claim.status.value,
            claim.verdict and claim.verdict.finding.value,
            claim.verdict and claim.verdict.by,
            figures_text(claim.figures),
            claim.because_text,
            json.dumps([report.id for report in claim.because], ensure_ascii=False),
            claim.up_to and str(claim.up_to),
            *(int(getattr(claim, flag)) for flag in ("internal", "admitted", "retreated", "needs_review")),
        )
        for claim in story.values()
    }
