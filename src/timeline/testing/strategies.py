"""Strategies: small stories in a world so narrow that everything collides, for property tests.

Each strategy is named by the plural of what it makes. A story is drawn as its size, three numbers for its troubles,
some for the known stories that it begins with, and then three numbers per event, so that it is cheap to make and shrinks to
few events.
"""

from collections.abc import Collection
from functools import cache, lru_cache
from typing import TypedDict, Unpack, cast

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from timeline import (
    Claim,
    Cut,
    Entry,
    Event,
    Quantity,
    Report,
    Retraction,
    Source,
    SourceAdded,
    Stance,
    Timeline,
    When,
)
from timeline._text import short, text_fault
from timeline.testing.digits import ROWS, TROUBLES, Row, Troubles
from timeline.testing.witnesses import PARTIES, SIGNS, VOICES, WITNESSES, signs, witness
from timeline.testing.world import DAYS, ITEM, KINDS, TIMES, Told, World, appended

__all__ = ["claims", "cuts", "entries", "events", "quantities", "reports", "sources", "timelines", "whens"]

_FIGURES = ("1,000", "about 1,500", "more than 2,000", "up to 12,000 soldiers", "1,000-3,000", "thousands", "тисячі")
_ZONES = (None, "UTC", "Europe/Kyiv", "Asia/Seoul", "America/New_York")


class Limits(TypedDict, total=False):
    """What a story may hold."""

    claims: Collection[str]
    sources: Collection[str]
    stances: Collection[Stance | str]
    kinds: Collection[type]
    max_delay: int


def _world(**limits: Unpack[Limits]) -> World:
    """Return the world within limits; raises `InvalidArgument` for limits that nothing fits."""
    chosen: dict[str, tuple[object, ...] | int] = {"anybody": "sources" not in limits}
    for name in ("claims", "sources"):
        if name in limits:
            chosen[name] = _ids(name, limits[name])
    if "stances" in limits:
        stances = {_stance(stance) for stance in _several("stances", limits["stances"])}
        chosen["stances"] = tuple(stance for stance in Stance if stance in stances)
    if "kinds" in limits:
        kinds = _several("kinds", limits["kinds"])
        for kind in kinds:
            if kind not in KINDS:
                names = ", ".join(known.__name__ for known in KINDS)
                raise InvalidArgument(f"kinds: {short(kind)} is not a kind of event that is drawn; give some of {names}")
        chosen["kinds"] = tuple(kind for kind in KINDS if kind in kinds)
    chosen["max_delay"] = _whole("max_delay", limits.get("max_delay", 4))
    return World(**chosen)  # type: ignore[arg-type]  # by name


def _several(name: str, values: object) -> tuple[object, ...]:
    if isinstance(values, str) or not isinstance(values, Collection) or not values:
        raise InvalidArgument(f"{name} is {short(values)}: there is nothing to choose from; give a list of at least one")
    return tuple(values)


def _ids(name: str, values: object) -> tuple[object, ...]:
    ids = tuple(dict.fromkeys(_several(name, values)))
    for value in ids:
        if fault := text_fault(value, is_id=True):
            raise InvalidArgument(f"{name}: {fault}")
    return ids


def _stance(value: object) -> Stance:
    try:
        return Stance(value)
    except ValueError:
        names = ", ".join(stance.value for stance in Stance)
        raise InvalidArgument(f"stances: {short(value)} is not a stance; give some of {names}") from None


def _whole(name: str, value: object, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidArgument(f"{name} is {short(value)}; give a whole number from {least} on")
    return value


def _sizes(min_size: object, max_size: object) -> tuple[int, int]:
    least = _whole("min_size", min_size)
    return least, _whole("max_size", max_size, least)


@lru_cache(maxsize=64)
def _beginnings(world: World) -> tuple[str, ...]:
    """Return the witnesses that a world has the voices, stances and kinds for, the shortest first."""
    if not {Report, SourceAdded} <= set(world.kinds) or len(world.sources) < len(VOICES):
        return ()
    possible = {sign for sign, stance in SIGNS.items() if stance in world.stances}
    possible |= {"<"} if Retraction in world.kinds else set()
    possible |= {"!"} if Stance.QUERY in world.stances else set()
    told = (text.replace("*", sign) for text in WITNESSES.values() for sign in ("*", ".", "=", "~")[: 1 + 3 * ("*" in text)])
    return tuple(sorted((text for text in told if signs(text) <= possible), key=lambda text: len(text.split())))


@lru_cache(maxsize=4096)
def _begun(world: World, text: str, number: int) -> tuple[Event, ...]:
    """Return the sources of a witness and its events."""
    claims = (*world.claims, *world.claims)[number % len(world.claims) :][:2]
    desk = (SourceAdded(source=source, party=party, office=party) for source, party in zip(world.sources, PARTIES, strict=False))
    return (*desk, *witness(text, world.sources, claims, DAYS, item=ITEM, first=10 * number + 1))


@cache
def _number(place: int, below: int) -> st.SearchStrategy[int]:
    """Return a strategy for whole numbers below a bound, which Hypothesis takes to be of another kind at every place.

    It copies what it takes to be of one kind from place to place, in most of its examples, so that few of them are new.
    """
    return st.sampled_from(range(place * 256, place * 256 + below)).map(lambda number: number - place * 256)


@cache
def _row(place: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*(_number(100 + 3 * place + i, below) for i, below in enumerate(ROWS)))


_TROUBLES = st.tuples(*(_number(i, below) for i, below in enumerate(TROUBLES)))


def _spared(draw: st.DrawFn, events: tuple[Event, ...], place: int) -> list[Event]:
    """Draw which events of a witness are told: most often all of them."""
    whole = draw(_number(place, 4)) > 0
    told = [event for event in events if not isinstance(event, SourceAdded)]
    left = [event for i, event in enumerate(told, 1) if draw(_number(place + i, 16)) > 0 or whole]
    ids = {event.id for event in left}
    return [event for event in left if not isinstance(event, Retraction) or event.of in ids]


@lru_cache(maxsize=64)
def _lengths(least: int, most: int) -> st.SearchStrategy[int]:
    """Return a strategy for how long a story is: the shortest and the longest seldom."""
    middle = (least + most + 1) // 2
    often = [size for size in range(least, most + 1) for _ in range(1 + 2 * (least < size < most) + (size == middle))]
    return st.sampled_from(often)


@st.composite
def _stories(draw: st.DrawFn, world: World, least: int, most: int) -> tuple[list[Entry], bool]:
    """Draw a story: how long, which troubles, which beginning, then a row per event."""
    size = draw(_lengths(least, most))
    troubles = Troubles.of(draw(_TROUBLES))
    known = _beginnings(world) if most > 3 and draw(_number(3, 2)) else ()
    desk: list[Event] = [*world.desk(troubles)]
    begun: list[Event] = []
    for claim in range(min(troubles.claims + 1, len(world.claims)) if known else 0):
        start = draw(_number(10 + 10 * claim, len(known) + 10))
        if 0 < start <= len(known) and len(begun) < most:
            whole = _begun(world, known[start - 1], claim)
            begun += _spared(draw, whole, 11 + 10 * claim)[: most - len(begun)]
            desk = [event for event in whole if isinstance(event, SourceAdded)]
            troubles = troubles._replace(sources=len(VOICES) - 1)
    told = Told(world, troubles, begun)
    entries = [Entry(event=event) for event in (*desk, *begun)]
    entries += [told.add(Row.of(draw(_row(place)))) for place in range(size - len(begun))]
    return entries, troubles.backwards


def reports(**limits: Unpack[Limits]) -> st.SearchStrategy[Report]:
    """Return a strategy for reports of every stance, with and without basis, evidence, figures, dates.

    ``claims`` and ``sources`` are the ids to choose from, ``stances`` the stances. Raises
    `hypothesis.errors.InvalidArgument` at once for limits that make no sense.

    >>> from hypothesis import given
    >>> @given(reports(sources=["nis"], stances=["affirm", "deny"]))
    ... def test_every_report_has_an_id(report):
    ...     assert report.source == "nis" and report.id
    >>> test_every_report_has_an_id()
    """
    limits["kinds"] = [Report]
    return cast(st.SearchStrategy[Report], events(**limits))


def events(**limits: Unpack[Limits]) -> st.SearchStrategy[Event]:
    """Return a strategy for events of every kind, or of the given ``kinds``; limits are those of `timelines`.

    What an amendment amends is an event of the same world that is not drawn with it.
    """
    world = _world(**limits)
    whole = World(sources=world.sources, claims=world.claims, stances=world.stances)
    amends = not set(world.kinds) <= {Report, *KINDS[4:]}

    @st.composite
    def drawn(draw: st.DrawFn) -> Event:
        troubles = Troubles.of(draw(_TROUBLES))._replace(amended=True, kept=True)
        before = Told(whole, troubles)
        if amends and draw(st.booleans()):
            before.events.append(before.report(Row.of(draw(_row(0)))))
        told = Told(world, troubles, before.events)
        return told.add(Row.of(draw(_row(1)))).event

    return drawn()


def entries(
    *, min_size: int = 0, max_size: int = 8, **limits: Unpack[Limits]
) -> st.SearchStrategy[list[Entry]]:
    """Return a strategy for lists of entries in the order in which they are told; limits are those of `timelines`.

    Each amendment comes after what it amends; the recorded times are in no order, and one event may be there twice.
    """
    return _stories(_world(**limits), *_sizes(min_size, max_size)).map(lambda story: story[0])


def timelines(
    *, min_size: int = 0, max_size: int = 8, **limits: Unpack[Limits]
) -> st.SearchStrategy[Timeline]:
    """Return a strategy for timelines of ``min_size`` to ``max_size`` events beside those that introduce the sources.

    ``claims`` and ``sources`` are the ids to choose from (without ``sources`` also unknown ones), ``stances`` the stances,
    ``kinds`` the classes of events, ``max_delay`` the days that may pass until something said is recorded (0: no report is
    recorded late or early). Entries are appended one by one, in some stories backwards, so that amendments also come before
    their reports; what the
    timeline refuses is left out, and what is there already is passed over, so there may be fewer than ``min_size``.
    Half of the stories begin with the shortest way to a legal move of status, or a part of it. Raises
    `hypothesis.errors.InvalidArgument` at once for limits that make no sense.

    >>> from hypothesis import given
    >>> @given(timelines(claims=["present"], max_size=5))
    ... def test_whatever_is_said_it_has_a_status(timeline):
    ...     assert all(claim.status for claim in timeline.replay().values())
    >>> test_whatever_is_said_it_has_a_status()
    """
    world = _world(**limits)

    def made(story: tuple[list[Entry], bool]) -> Timeline:
        told, backwards = story
        return appended(told[::-1] if backwards and world.max_delay else told)

    return _stories(world, *_sizes(min_size, max_size)).map(made)


def claims(**limits: Unpack[Limits]) -> st.SearchStrategy[Claim]:
    """Return a strategy for the states of claims, each as some story of up to seven events leaves it."""
    world = _world(**limits)

    @st.composite
    def drawn(draw: st.DrawFn) -> Claim:
        told = draw(timelines(**limits)).replay()
        claim = draw(st.sampled_from(world.claims))
        return told[claim] if claim in told else Timeline([_heard(world, claim)]).replay()[claim]

    return drawn()


def _heard(world: World, claim: str) -> Report:
    return Report(source=world.sources[0], claim=claim, stance=world.weighed[0], said=DAYS[0])


def sources(*, ids: Collection[str] | None = None) -> st.SearchStrategy[Source]:
    """Return a strategy for sources, with and without a party, an office, a time zone, a name in some script."""
    names = _ids("ids", ids) if ids is not None else World().sources
    parties, scripts = st.sampled_from((None, "p", "q")), st.sampled_from((None, "A. Source", "Яна", "국정원"))
    return st.builds(
        Source,
        st.sampled_from(names),
        name=scripts,
        party=parties,
        office=parties,
        tz=st.sampled_from(_ZONES),
    )


def whens() -> st.SearchStrategy[When]:
    """Return a strategy for times that touch each other: instants, days, days of a zone, intervals, around a change of clocks.

    All of them have an end, so that all can be ``said``.
    """
    return st.sampled_from((*dict.fromkeys(TIMES), When("2024-03-30~"), When("../2024-03-31")))


def quantities() -> st.SearchStrategy[Quantity]:
    """Return a strategy for figures that meet and that do not: exact, bounded on one side or both, words only."""
    return st.sampled_from(_FIGURES).map(Quantity.read)


def cuts() -> st.SearchStrategy[Cut]:
    """Return a strategy for pairs of cuts, each a time of the small world or no limit."""
    times = st.sampled_from((None, *dict.fromkeys(TIMES)))
    return st.builds(lambda as_of, known_at: Cut(as_of=as_of, known_at=known_at), times, times)
