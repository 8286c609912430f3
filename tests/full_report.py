"""A report of which every field is given."""

from timeline import Report, When

FULL = Report(
    source="mod",
    claim="present",
    stance="deny",
    said=When("2024-10-18", zone="Asia/Seoul", words="on Friday"),
    certainty="probable",
    up_to="2024-10-17",
    happened="2024-10-08/2024-10-13",
    published="2024-10-18T14:30:00+09:00",
    quote='He said: "not yet"\nand left',
    quantity="more than 10,000 soldiers",
    kind="statement",
    via=["reuters", "bbc"],
    basis="briefing",
    cites={"b", "a"},
    evidence=("video",),
    url="https://example.org",
    lang="en",
    id="my-own",
)
