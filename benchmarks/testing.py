"""Stories drawn per second, beside a bare list of the same number of reports drawn with builds().

Run it as ``python benchmarks/testing.py``; ``--check`` exits 1 where fewer than 150 stories of 10 events are drawn in a
second of processor time, or where a story costs more than 3 times the bare list.
"""

import argparse
import sys
import time

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from timeline import Report, Stance
from timeline.testing import timelines

EVENTS, EXAMPLES, ROUNDS = 10, 300, 3
LEAST, MOST = 150, 3.0


def per_second(strategy: st.SearchStrategy[object]) -> float:
    """Return how many examples are drawn in a second of processor time, in the fastest of some rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        drawn = 0

        @settings(
            max_examples=EXAMPLES,
            phases=(Phase.generate,),
            database=None,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],  # it is the time that is measured
        )
        @given(strategy)
        def draw(value: object) -> None:
            nonlocal drawn
            drawn += value is not None

        begin = time.process_time()
        draw()
        best = max(best, drawn / (time.process_time() - begin))
    return best


def bare() -> st.SearchStrategy[object]:
    """Return a strategy for lists of reports as one would write it without the kit."""
    report = st.builds(
        Report,
        source=st.sampled_from(("a", "b", "x", "o")),
        claim=st.sampled_from(("c", "c-2", "d")),
        stance=st.sampled_from(tuple(Stance)),
        said=st.dates().map(lambda day: day.isoformat()),
    )
    return st.lists(report, min_size=EVENTS, max_size=EVENTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit 1 where it is too slow")
    options = parser.parse_args()
    stories, lists = per_second(timelines(min_size=EVENTS, max_size=EVENTS)), per_second(bare())
    print(f"timelines() of {EVENTS} events      {stories:>8,.0f} a second")
    print(f"lists(builds(Report, …)) of {EVENTS} {lists:>8,.0f} a second, so a story costs {lists / stories:.2f} times as much")
    if options.check and (stories < LEAST or lists / stories > MOST):
        sys.exit(f"at least {LEAST} a second at no more than {MOST} times the cost are asked for")


if __name__ == "__main__":
    main()
