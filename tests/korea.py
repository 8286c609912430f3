"""The cast of the tests of rules: two voices of one party, one each of two others; a report, and a story that they tell."""

from timeline import Source, Timeline, Verdict

NIS = Source("nis", party="south-korea")
DEFENCE = Source("mnd", party="south-korea")
KYIV = Source("budanov", party="ukraine")
KREMLIN = Source("peskov", party="russia")
SAID = NIS.affirms("present", said="2024-10-18", quote="They are here", quantity="1,500 soldiers")


def line(*events):
    return Timeline([NIS, DEFENCE, KYIV, KREMLIN, *events])


def story(*events, **how):
    return line(*events).replay(**how)


def told(*events, claim="present", **how):
    return story(*events, **how)[claim]


def verdict(finding, said="2024-10-28", by="desk", **details):
    return Verdict(claim="present", finding=finding, by=by, basis="satellite images", said=said, **details)
