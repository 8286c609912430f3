"""The seed story: what stood on two days, what changed overnight, and why. Twenty-two statements by six sources."""

from importlib.resources import files

from timeline.stores import load

story = load(str(files("timeline.cli") / "seed_story.jsonl"))

for day in ("2024-10-17", "2024-10-18"):
    print(f"What stood at the end of {day}\n\n{story.replay(as_of=day)}\n")

print(f"What changed, and why\n\n{story.diff('2024-10-17', '2024-10-18')}\n")

print("What holds up that troops are in Russia\n")
print(story.replay().why("present"))

without = story.without(party="ukraine").replay()["present"]
print(f"\nHad Ukraine not spoken: {without.label}, because of {', '.join(report.source for report in without.because)}")
