"""How a field of an event takes a value: it converts what can be converted and keeps a `Fault` where it cannot.

A converter that raises would hide the faults of the fields after it; so each gives back what is wrong in the value's
place, and `settle` raises all of it at once when the event is whole.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, NoReturn, TypeVar, cast, overload

from attrs import NOTHING, fields

from timeline._quantity import Quantity, QuantityLike
from timeline._quantity import as_quantity as read_quantity
from timeline._text import MAX_ITEMS, short, text_fault
from timeline._time import When, WhenLike
from timeline._time import as_when as read_when
from timeline.errors import EventError, Fault, TimeError

__all__ = [
    "as_bool",
    "as_id",
    "as_id_or_none",
    "as_ids",
    "as_quantity",
    "as_text",
    "as_when",
    "as_zone",
    "choose",
    "digest",
    "identify",
    "settle",
    "show",
]

E = TypeVar("E", bound=Enum)


def as_id(value: str) -> str:
    """Take an id: one line, at most 300 characters."""
    fault = text_fault(value, is_id=True)
    return cast(str, Fault(fault)) if fault and not isinstance(value, Fault) else value


def as_id_or_none(value: str | None) -> str | None:
    """Take an id, or None."""
    return None if value is None else as_id(value)


def as_text(value: str | None) -> str | None:
    """Take a text of at most 100,000 characters, or None."""
    fault = None if value is None or isinstance(value, Fault) else text_fault(value)
    return cast(str, Fault(fault)) if fault else value


def as_ids(value: Iterable[str]) -> tuple[str, ...]:
    """Take ids in their order; a lone string is one id."""
    if value == ():
        return ()
    if isinstance(value, Fault):
        return cast(tuple[str, ...], value)
    if not isinstance(value, str | list | tuple | set | frozenset):
        return cast(tuple[str, ...], Fault(f"{short(value)} is {type(value).__name__}; give a list of ids"))
    items = (value,) if isinstance(value, str) else tuple(sorted(value, key=str) if isinstance(value, set | frozenset) else value)
    if len(items) > MAX_ITEMS:
        return cast(tuple[str, ...], Fault(f"{len(items):,} items, the limit is {MAX_ITEMS:,}; shorten the list"))
    faults = tuple(Fault(fault, path=str(i)) for i, item in enumerate(items) if (fault := text_fault(item, is_id=True)))
    return cast(tuple[str, ...], faults) or items


@overload
def as_when(value: WhenLike) -> When: ...
@overload
def as_when(value: None) -> None: ...
def as_when(value: WhenLike | None) -> When | None:
    """Take a time, or None."""
    if value is None or isinstance(value, When | Fault):
        return value
    try:
        return read_when(value)
    except TimeError as error:
        return cast(When, Fault(str(error)))


def as_zone(value: str | None) -> str | None:
    """Take the IANA name of a time zone, or None."""
    if value is None or isinstance(value, Fault):
        return value
    try:
        return When("2000-01-01", zone=value).zone
    except TimeError as error:
        return cast(str, Fault(str(error)))


def as_quantity(value: QuantityLike | None) -> Quantity | None:
    """Take a figure, or None."""
    if value is None or isinstance(value, Quantity | Fault):
        return cast(Quantity, value)
    try:
        return read_quantity(value)
    except (ValueError, TypeError) as error:
        return cast(Quantity, Fault(str(error)))


def as_bool(value: bool) -> bool:
    """Take True or False."""
    return value if isinstance(value, bool | Fault) else cast(bool, Fault(f"{short(value)} is not true or false"))


def choose(kind: type[E], value: object) -> E:
    """Take a member of an enumeration or its text."""
    if isinstance(value, Fault):
        return cast(E, value)
    try:
        return kind(value)
    except ValueError:
        names = ", ".join(str(member.value) for member in kind)
        return cast(E, Fault(f"{short(value)} is not a {kind.__name__.lower()}; give one of {names}"))


def settle(event: Any, kind: str, rules: Sequence[tuple[bool, str, str]] = ()) -> None:
    """Raise all faults of a new event at once; give it its id where it has none.

    ``rules`` are (broken, field, message): what the fields' own converters cannot see; of a field with a fault of its own
    they are not asked.
    """
    shape = _shape(event.__class__)
    values = shape.values(event)
    if _is_faulty(values) or any(broken for broken, _, _ in rules):
        _refuse(values, shape, rules)
    identify(event, kind)


def identify(event: Any, kind: str) -> None:
    """Give an event that is otherwise whole its id: the given one, or one derived from the fields that are set."""
    given, mark = event.given_id, f"{kind}-"
    if given is not None and not given.startswith(mark):
        object.__setattr__(event, "id", given)
        return
    shape = _shape(event.__class__)
    derived = mark + digest(_parts(shape.compared(event), shape))
    if given == derived:
        object.__setattr__(event, "given_id", None)
    object.__setattr__(event, "id", given or derived)


class _Shape(NamedTuple):
    """The fields of a kind of event: how to read them all at once, and their names; the same of those that are compared, with
    their defaults.
    """

    values: Callable[[Any], tuple[Any, ...]]
    names: tuple[str, ...]
    compared: Callable[[Any], tuple[Any, ...]]
    compared_names: tuple[str, ...]
    defaults: tuple[Any, ...]


@cache
def _shape(kind: type) -> _Shape:
    attributes = [attribute for attribute in fields(kind) if attribute.name != "id"]
    names = tuple(attribute.name for attribute in attributes)
    compared = [attribute for attribute in attributes if attribute.eq]
    compared_names = tuple(attribute.name for attribute in compared)
    defaults = tuple(attribute.default for attribute in compared)
    return _Shape(attrgetter(*names), names, attrgetter(*compared_names), compared_names, defaults)


def _is_faulty(values: tuple[Any, ...]) -> bool:
    """Whether a value is a fault, or an error, or a tuple of faults."""
    kinds = set(map(type, values))
    return Fault in kinds or EventError in kinds or any(type(v) is tuple and v and type(v[0]) is Fault for v in values)


def _refuse(values: tuple[Any, ...], shape: _Shape, rules: Sequence[tuple[bool, str, str]]) -> NoReturn:
    """Raise what is wrong with the values, and by the rules."""
    faults = [fault for name, value in zip(shape.names, values, strict=True) for fault in _faults(value, name)]
    wrong = {fault.path.partition(".")[0] for fault in faults}
    faults += [Fault(message, path=path) for broken, path, message in rules if broken and path not in wrong]
    raise EventError(faults)


def _faults(value: object, name: str) -> list[Fault]:
    path = "id" if name == "given_id" else name
    if isinstance(value, Fault):
        return [value.within(path)]
    if isinstance(value, EventError):
        return [fault.within(path) for fault in value.faults]
    if isinstance(value, tuple) and value and isinstance(value[0], Fault):
        return [fault.within(path) for fault in value]
    return []


def digest(parts: Iterable[str]) -> str:
    """Return 96 bits over the fields that are set, each as ``name=value``, in their order."""
    hashed: str = _sha256()("\n".join(parts).encode()).hexdigest()
    return hashed[:24]


def _parts(values: tuple[Any, ...], shape: _Shape) -> list[str]:
    """Return the fields that are set, so that a field added later changes no older id."""
    return [
        f"{name}={_plain(value)}"
        for name, default, value in zip(shape.compared_names, shape.defaults, values, strict=True)
        if value is not default and (default is None or default is NOTHING or value != default)
    ]


@cache
def _sha256() -> Callable[[bytes], Any]:
    """Return SHA-256; the library that has it, OpenSSL, is loaded for the first id that is derived."""
    from hashlib import sha256

    return sha256


def _plain(value: object) -> str:
    """Return a value as text that no other value of the field has: each part goes with its length."""
    write = _WRITE.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, Enum):
        return str(value.value)
    return _sized(value) if isinstance(value, str) else str(getattr(value, "id", value))


def _sized(text: str) -> str:
    return f"{len(text)}:{text}"


def _plain_when(when: When) -> str:
    return f"[{_sized(when.text)},{_sized(when.zone or '')},{_sized(when.words or '')}]"


def _plain_quantity(figure: Quantity) -> str:
    low, high, strict = str(figure.low), str(figure.high), str(figure.strict)
    words, unit, of = figure.words, figure.unit or "", figure.of or ""
    return f"[{_sized(words)},{_sized(low)},{_sized(high)},{_sized(strict)},{_sized(unit)},{_sized(of)}]"


_WRITE: dict[type, Callable[[Any], str]] = {
    str: _sized,
    When: _plain_when,
    Quantity: _plain_quantity,
    tuple: lambda values: f"[{','.join(map(_plain, values))}]",
}
"""What writes the values that most fields have."""


def show(event: Any) -> str:
    """Return the constructor call that gives an equal event; what has its default is left out."""
    parts = []
    for attribute in fields(type(event)):
        value = getattr(event, attribute.name)
        if attribute.init and value != attribute.default:
            shown = str(value.value) if isinstance(value, Enum) else value
            shown = value.text if isinstance(value, When) and not (value.zone or value.words) else shown
            parts.append(f"{attribute.alias}={shown!r}")
    return f"{type(event).__name__}({', '.join(parts)})"
