"""Your own projection: who speaks how often, how often it commits, and who changed sides."""

from collections.abc import Mapping
from importlib.resources import files

from attrs import evolve, field, frozen

from timeline import Event, Report, Stance
from timeline.stores import load
from timeline.testing import check_fold


@frozen
class Voice:
    """What we count of one source."""

    said: int = 0
    commits: int = 0
    last: Mapping[str, Stance] = field(factory=dict)
    turns: int = 0


def told(voice: Voice, report: Report) -> Voice:
    """Return a source's count with one more report."""
    if report.stance not in {Stance.AFFIRM, Stance.DENY}:
        return evolve(voice, said=voice.said + 1)
    turned = voice.last.get(report.claim, report.stance) is not report.stance
    last = {**voice.last, report.claim: report.stance}
    return Voice(voice.said + 1, voice.commits + 1, last, voice.turns + turned)


def count(voices: Mapping[str, Voice], event: Event) -> Mapping[str, Voice]:
    """Return the counts with one more event: a new mapping, for the old one belongs to whoever asked before."""
    if not isinstance(event, Report):
        return voices
    return {**voices, event.source: told(voices.get(event.source, Voice()), event)}


nobody: Mapping[str, Voice] = {}
story = load(str(files("timeline.cli") / "seed_story.jsonl"))

for day in ("2024-10-17", "2024-10-18"):
    print(f"{day:<18} said  commits  turns")
    for source, voice in sorted(story.project(nobody, count, as_of=day).items()):
        print(f"{source:<18} {voice.said:>4} {voice.commits:>8} {voice.turns:>6}")

# hold it to what a fold has to be: it takes every event, and leaves the state that it was given as it was
check_fold(nobody, count, max_examples=50)
print("\nIt is a fold that `project` can rely on.")
