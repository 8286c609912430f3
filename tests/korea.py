"""The cast of the tests of rules: two voices of one party, one each of two others; and a story that they tell."""

from timeline import Source, Timeline

NIS = Source("nis", party="south-korea")
DEFENCE = Source("mnd", party="south-korea")
KYIV = Source("budanov", party="ukraine")
KREMLIN = Source("peskov", party="russia")


def line(*events):
    return Timeline([NIS, DEFENCE, KYIV, KREMLIN, *events])


def story(*events, **how):
    return line(*events).replay(**how)


def told(*events, claim="present", **how):
    return story(*events, **how)[claim]
