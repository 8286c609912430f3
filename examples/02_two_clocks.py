"""Two clocks: a denial of the 17th is recorded on the 19th. What stood on the 17th, and what did we think then?"""

from timeline import Cut, Source, Timeline

nis = Source("nis", name="National Intelligence Service", party="south-korea", tz="Asia/Seoul")
zelenskyy = Source("zelenskyy", name="Volodymyr Zelenskyy", party="ukraine", tz="Europe/Kyiv")

present = nis.affirms("present", said="2024-10-18", quantity="about 1,500")
denial = zelenskyy.denies("moved", said="2024-10-17", up_to="2024-10-17", quote="they didn't move them already")

story = (
    Timeline([nis, zelenskyy])
    .append(present, recorded="2024-10-18T09:00:00Z")
    .append(denial, recorded="2024-10-19T08:00:00Z")  # two days after it was said
)

print("said by        known by       moved")
for as_of, known_at in (("2024-10-17", "2024-10-17"), ("2024-10-17", None), ("2024-10-16", None), (None, None)):
    claim = story.replay(as_of=as_of, known_at=known_at)["moved"]
    print(f"{as_of or 'no limit':<14} {known_at or 'no limit':<14} {claim.label}")

print("\nWhat we learned on the 19th about the 17th\n")
print(story.diff(Cut(as_of="2024-10-17", known_at="2024-10-18"), Cut(as_of="2024-10-17", known_at="2024-10-19")))

# whatever is appended from now on, this answer stays what it is
head = list(story)[-1].recorded
later = story.append(nis.affirms("moved", said="2024-10-17"), recorded="2024-12-01T00:00:00Z")
print("\nAs known at the head, before and after a late report came in:")
print(story.replay(known_at=head)["moved"].label, "|", later.replay(known_at=head)["moved"].label)
