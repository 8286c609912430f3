"""Statuses: the status of every claim at one cut."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from timeline import Status
from timeline._text import near
from timeline.errors import UnknownClaimError

__all__ = ["CODES", "NOT_KNOWN", "STATUSES", "Statuses"]

STATUSES: Final = tuple(Status)
"""The statuses by number."""

CODES: Final = MappingProxyType({status: code for code, status in enumerate(STATUSES)})
"""The number that stands for each status."""

NOT_KNOWN: Final = len(STATUSES)
"""The number of a claim that a cut does not know yet."""


@frozen(eq=False, repr=False)
class Statuses(Mapping[str, Status]):
    """The status of every claim at one cut, as a read-only mapping of claim id to `Status`.

    Its claims are those of the story that ``replay`` gives at the cut; from `Columns` they come in the order in which the
    story of the whole timeline lists them. A claim that the timeline knows only later is not among them and is unreported
    when asked for; one that it never knows raises `UnknownClaimError`.
    """

    _numbers: Mapping[str, int]
    _codes: bytes
    """The status of each claim by number."""
    _known: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_known", len(self._codes) - self._codes.count(NOT_KNOWN))

    def __getitem__(self, claim: str) -> Status:
        number = self._numbers.get(claim)
        if number is None:
            raise UnknownClaimError(claim, near(claim, self._numbers))
        code = self._codes[number]
        return Status.UNREPORTED if code == NOT_KNOWN else STATUSES[code]

    def __contains__(self, claim: object) -> bool:
        number = self._numbers.get(claim) if isinstance(claim, str) else None
        return number is not None and self._codes[number] != NOT_KNOWN

    def __iter__(self) -> Iterator[str]:
        return (claim for claim, number in self._numbers.items() if self._codes[number] != NOT_KNOWN)

    def __len__(self) -> int:
        return self._known

    def __repr__(self) -> str:
        counts = {status.value: self._codes.count(code) for code, status in enumerate(STATUSES)}
        shown = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
        return f"<Statuses of {len(self):,} claims{': ' if shown else ''}{shown}>"
