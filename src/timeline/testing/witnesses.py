"""Witnesses: for every legal move of status the shortest story that makes it, kept as data."""

from collections.abc import Iterator, Sequence
from functools import cache

from timeline import Event, Report, Retraction, Stance

__all__ = ["PARTIES", "SIGNS", "VOICES", "WITNESSES", "signs", "witness"]

VOICES = ("a", "b", "x", "o")
PARTIES = ("p", "p", "q", "o")
"""The parties of the four voices, in their order."""

SIGNS = {
    "+": Stance.AFFIRM,
    "-": Stance.DENY,
    "?": Stance.NOT_CONFIRM,
    "*": Stance.QUERY,
    ".": Stance.DECLINE,
    "=": Stance.SUPPOSE,
    "~": Stance.RELAY,
}
"""What stands for each stance."""

WITNESSES: dict[str, str] = {
    "unreported affirm reported": "a+1",
    "unreported deny denied": "a-1",
    "unreported not_confirm open": "a?1",
    "unreported affirm corroborated": "o+1:a,x",
    "unreported query open": "a*1",
    "reported deny disputed": "a+1 a-1",
    "reported affirm corroborated": "a+1 x+1",
    "reported deny denied": "a+1 a-2",
    "reported not_confirm open": "a+1 a?2",
    "reported retraction withdrawn": "a+1 1<1",
    "denied affirm disputed": "a-1 a+1",
    "denied affirm reported": "a-1 a+2",
    "denied not_confirm open": "a-1 a?2",
    "denied retraction open": "a-1 1<1",
    "open affirm reported": "a?1 a+1",
    "open deny denied": "a?1 a-1",
    "open affirm corroborated": "a?1 o+1:a,x",
    "denied affirm corroborated": "a-1^1 o+2:a,x",
    "corroborated deny disputed": "o+1:a,x a-1",
    "corroborated retraction withdrawn": "o+1:a,x 1<1",
    "corroborated not_confirm reported": "a+1:b,x b?1:x",
    "corroborated affirm reported": "a+1:b,x a+2",
    "corroborated deny denied": "a+1:b,x a-2",
    "corroborated not_confirm open": "b+1:x,o b?2:x",
    "reported not_confirm corroborated": "a+1:b b?1:x,o",
    "reported query corroborated": "a+1:b b*1:x,o",
    "corroborated query reported": "a+1:b,x b*1:x",
    "disputed affirm reported": "a+1 a-1 a+2",
    "disputed deny denied": "a+1 a-1 a-2",
    "disputed not_confirm open": "a+1 a-1 a?2",
    "disputed affirm corroborated": "a+1 a-1 x+2@",
    "disputed retraction denied": "a+1 a-1 1<1",
    "disputed retraction reported": "a+1 a-1 2<1",
    "disputed not_confirm denied": "a+1 b-1 a?2",
    "disputed not_confirm reported": "a+1 b-1 b?2",
    "corroborated retraction reported": "a+1 x+1 1<1",
    "open retraction withdrawn": "a+1 a?2 1<2",
    "denied not_confirm reported": "a+1 b-2 b?3",
    "denied retraction reported": "a+1 b-2 2<2",
    "corroborated deny reported": "a+1 x+2 a-2^1",
    "withdrawn affirm reported": "a+1 1<1 a+1/2",
    "withdrawn deny denied": "a+1 1<1 a-1/2",
    "withdrawn affirm corroborated": "a+1 1<1 o+2:a,x",
    "disputed not_confirm corroborated": "a-1 o+1:a,x a?2",
    "disputed retraction corroborated": "a-1 o+1:a,x 1<1",
    "reported affirm disputed": "x-1^1 a+2:b b+2:x",
    "reported not_confirm denied": "a-1 b+2 b?3",
    "reported retraction denied": "a-1 b+2 2<2",
    "disputed deny reported": "a-1 x+2 a-2^1",
    "disputed deny corroborated": "a-1 o+2:a,x a-2^1",
    "corroborated retraction denied": "a-1^1 o+2:a,x 2<2",
    "corroborated not_confirm denied": "x-1^1 o+2:a,x o?3",
    "reported not_confirm disputed": "x-1^1 a+2:b b?2:x",
    "corroborated not_confirm disputed": "x-1^1 a+2:b,x b?2:x",
    "corroborated affirm disputed": "x-1^1 a+2:b,x b+3:x",
    "denied not_confirm corroborated": "a+1:b b-2:x,o b?3:x",
    "denied retraction corroborated": "a+1:b b-2:x,o 2<3",
    "reported query disputed": "x-1^1 a+2:b b*2:x",
    "corroborated query disputed": "x-1^1 a+2:b,x b*2:x",
    "corroborated release reported": "a+1 x+2:video a!3",
    "reported release disputed": "a-1^1 x+2:video a!3",
    "reported retraction disputed": "a+1 a-1 b+2 3<2",
    "denied not_confirm disputed": "a+1 a-1 b-2 b?3",
    "denied retraction disputed": "a+1 a-1 b-2 3<2",
    "corroborated retraction disputed": "a+1 a-1 x+2@ 3<2",
    "denied not_confirm withdrawn": "a+1 a-1 1<1 a?2",
    "denied retraction withdrawn": "a+1 a-1 1<1 2<1",
    "reported retraction open": "a+1 b+1 a?2 2<2",
    "corroborated retraction open": "a+1 o+1:a,x a?2 2<2",
    "reported retraction corroborated": "a+1 b-2 x+3@ 2<3",
    "disputed query corroborated": "x-1^1 a+2:b b?2:x b*2:x,o",
    "corroborated release disputed": "a+1 x-2^1 o+3:video x!4",
    "disputed query reported": "x-1^1 a+2:b b?2:x b*2:o",
}
"""The move, and its story: ``a+1`` a affirms on day 1 (`SIGNS` has the other stances; in place of ``*`` stands any that
displaces nothing); ``+1/3`` some time from day 1 to 3; ``^1`` up to day 1; ``@`` it happened on the day it was said; ``:b,x``
resting on b and x; ``1<2`` the first report is retracted on day 2; ``a!3`` a releases the evidence on day 3."""


def witness(
    text: str, voices: Sequence[str], claims: Sequence[str], days: Sequence[str], *, item: str, first: int = 1
) -> Iterator[Event]:
    """Yield the events of a witness, told by the given voices on the given days; their ids count from
    ``first`` on.

    ``claims`` are the claim in question and the one that evidence is released with.
    """
    names = dict(zip(VOICES, voices, strict=False)) | {"video": item}
    for n, part in enumerate(_parts(text), first):
        who, sign, start, end, up_to, basis, happened = part
        said = days[start - 1] if start == end else f"{days[start - 1]}/{days[end - 1]}"
        match sign:
            case "<":
                of = int(who) - 1
                yield Retraction(source=names[_parts(text)[of][0]], of=str(first + of), said=said, id=str(n))
            case "!":
                yield Report(source=names[who], claim=claims[-1], stance=Stance.QUERY, said=said, evidence=item, id=str(n))
            case _:
                yield Report(
                    source=names[who],
                    claim=claims[0],
                    stance=SIGNS[sign],
                    said=said,
                    up_to=days[up_to - 1] if up_to else None,
                    happened=said if happened else None,
                    basis=[names[name] for name in basis],
                    id=str(n),
                )


def signs(text: str) -> set[str]:
    """Return the signs that a witness is written with."""
    return {part[1] for part in text.split()}


_Part = tuple[str, str, int, int, int, tuple[str, ...], bool]


@cache
def _parts(text: str) -> tuple[_Part, ...]:
    """Return who, sign, first and last day, up to which day (0: undated), basis, and whether it happened that day."""
    found = []
    for word in text.split():
        act, _, basis = word.removesuffix("@").partition(":")
        act, _, up_to = act.partition("^")
        first, _, last = act[2:].partition("/")
        names = tuple(basis.split(",")) if basis else ()
        found.append((act[0], act[1], int(first), int(last or first), int(up_to or 0), names, word.endswith("@")))
    return tuple(found)
