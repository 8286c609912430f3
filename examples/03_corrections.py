"""Corrections: four ways in which words change, and a finding beside them; what each does to the answers of the past."""

from timeline import Clarification, Correction, Source, Timeline, Verdict

nis, papers = Source("nis", party="south-korea"), Source("papers")

heard = nis.affirms("trained", said="2024-10-18", quantity="15,000")
said = nis.affirms("trained", said="2024-10-18", quantity="1,500")
story = Timeline([nis, papers, heard, papers.affirms("trained", said="2024-10-19", quantity="12,000", basis=["nis"])])

story = story.append(
    # the record was wrong: it is as if the right words had been recorded, from the 20th on
    Correction(of=heard.id, report=said, said="2024-10-20", by="our-desk", note="misheard"),
    # the words are made clearer; their meaning is the same
    Clarification(of=heard.id, quote="1,500 have been trained since June", said="2024-10-21"),
    # a newer report: the old figure was right when it was said
    nis.affirms("trained", said="2024-10-25", quantity="3,000"),
    # the source takes its report back; the older one that it had displaced does not come back
    papers.retracts(story.replay()["trained"].because[-1], said="2024-10-26"),
    # a finding is a desk's, and stands beside the status
    Verdict(claim="trained", finding="inconclusive", by="our-desk", basis="satellite pictures", said="2024-10-28"),
)


def figures(as_of: str, known_at: str | None = None) -> str:
    """Return each origin's figure."""
    claim = story.replay(as_of=as_of, known_at=known_at)["trained"]
    return ", ".join(f"{figure.origin} {figure.quantity}" for figure in claim.figures)


print("on the 18th, as we know today:   ", figures(as_of="2024-10-18"))
print("on the 18th, as we thought then: ", figures(as_of="2024-10-18", known_at="2024-10-18"))
print("on the 26th:                     ", figures(as_of="2024-10-26"))
print("now:                             ", story.replay()["trained"].label)

print("\nThe whole history, nothing edited and nothing lost:")
for entry in story.replay()["trained"].history:
    print(f"{entry.position:>3}  {entry.recorded}  {type(entry.event).__name__}")
