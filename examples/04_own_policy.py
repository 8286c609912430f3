"""Your own policy: a desk that trusts three sources. What they affirm counts; what everybody else says is only heard."""

from collections.abc import Collection
from importlib.resources import files

from attrs import frozen

from timeline import Evidence, Origin, Policy, Status
from timeline.stores import load
from timeline.testing import compare
from timeline.views import chronicle


@frozen(kw_only=True)
class Trusting:
    """A policy that counts only origins in which somebody trusted speaks."""

    trusted: frozenset[str]
    origin_by: str = "speaker"
    count_derived: bool = False
    desks: Collection[str] | None = None

    def counted(self, origins: Collection[Origin]) -> int:
        """Return how many origins count."""
        return sum(1 for origin in origins if origin.members & self.trusted)

    def status(self, evidence: Evidence) -> Status:
        """Return the status: two trusted origins corroborate, as two origins do under the default policy."""
        affirming, denying = self.counted(evidence.affirming), self.counted(evidence.denying)
        if affirming and denying:
            return Status.DISPUTED
        if affirming:
            return Status.CORROBORATED if affirming > 1 else Status.REPORTED
        if denying:
            return Status.DENIED
        if not evidence.heard:
            return Status.UNREPORTED
        return Status.WITHDRAWN if evidence.only_retracted else Status.OPEN


desk = Trusting(trusted=frozenset({"nis", "rutte", "zelenskyy"}))
story = load(str(files("timeline.cli") / "seed_story.jsonl"))

print(f"{'claim':<20} {'default':<14} this desk")
for claim, ours in story.replay(policy=desk).items():
    if ours.status is not story.replay()[claim].status:
        print(f"{claim:<20} {story.replay()[claim].status.value:<14} {ours.status.value}")

# in the small world of the testing kit the voices are a, b, x and o
for found in compare(Policy(), Trusting(trusted=frozenset({"a", "x"})), depth=2)[:1]:
    print("\nThe shortest story on which it differs from the default:")
    print(f"{found.old.value} by default, {found.new.value} at this desk")
    print(*(sentence for sentence in chronicle(found.timeline) if "affirms" in sentence), sep="\n")
