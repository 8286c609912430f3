"""Circular reporting: four voices, one post. A single `OriginsLinked` unmasks it, and old editions stay what they were."""

from timeline import OriginsLinked, Source, Timeline
from timeline.views import changes

blog = Source("harbour-blog")
agency = Source("agency", name="A news agency")
north, south = Source("north-daily"), Source("south-daily")

story = Timeline(
    [
        blog.affirms("sunk", said="2024-05-01", quote="the ferry is gone from its berth"),
        agency.affirms("sunk", said="2024-05-02", quote="according to people at the harbour"),
        north.affirms("sunk", said="2024-05-03", basis=["agency"]),
        south.affirms("sunk", said="2024-05-03", basis=["north-daily"]),
        # and round it goes: the blog now points at the papers, so that it seems to be confirmed by them
        blog.affirms("sunk", said="2024-05-04", basis=["north-daily", "south-daily"], quote="now even the papers say so"),
    ]
)


def show(title: str, as_of: str, known_at: str | None = None) -> None:
    """Print how the claim stands, and its origins with who speaks in each."""
    claim = story.replay(as_of=as_of, known_at=known_at)["sunk"]
    print(f"{title}: {claim.status.value}")
    for origin in claim.affirming:
        print(f"    {origin.name}: {', '.join(report.source for report in origin.reports)}")


show("On the 1st", as_of="2024-05-01")
show("On the 3rd, the papers rest on the agency and add nothing", as_of="2024-05-03")
show("On the 4th, the blog rests on them, and so on the agency", as_of="2024-05-04")

# On the 20th the agency's reporter says whom he had it from.
before = story.replay(as_of="2024-05-03")
story = story.append(
    OriginsLinked(origins=["harbour-blog", "agency"], note="'people at the harbour' was the blog"),
    recorded="2024-05-20T12:00:00Z",
)
print()
show("The 3rd, as we know since the 20th", as_of="2024-05-03")
show("The 3rd, as we knew it then", as_of="2024-05-03", known_at="2024-05-19")

print("\nWhat the link changed about the 3rd")
print(changes(before.diff(story.replay(as_of="2024-05-03")), width=100))
