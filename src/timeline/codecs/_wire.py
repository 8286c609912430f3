"""The wire: how values become plain ones and back, by cattrs; our own constructors convert and check."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from timeline import Quantity, When

__all__ = ["Wire", "wire"]


@frozen
class Wire:
    """What makes an event of plain values, and plain values of an event of each kind."""

    structure: Callable[[Mapping[str, Any], type[Any]], Any]
    unstructure: Mapping[type[Any], Callable[[Any], dict[str, Any]]]


def wire(kinds: Iterable[type[Any]]) -> Wire:
    """Return the wire of some kinds of events: the constructors find the faults, so that they come all at once."""
    converter = Converter(prefer_attrib_converters=True, detailed_validation=False, omit_if_default=True)
    converter.register_unstructure_hook(When, _when)
    converter.register_unstructure_hook(
        Quantity, make_dict_unstructure_fn(Quantity, converter, _cattrs_omit_if_default=True)
    )
    hooks = {}
    for kind in kinds:
        hooks[kind] = make_dict_unstructure_fn(
            kind,
            converter,
            _cattrs_omit_if_default=True,
            _cattrs_include_init_false=True,
            given_id=override(omit=True),
        )
        converter.register_unstructure_hook(kind, hooks[kind])
    return Wire(converter.structure, hooks)


def _when(when: When) -> object:
    extra = {name: value for name, value in (("zone", when.zone), ("words", when.words)) if value is not None}
    return {"when": when.text, **extra} if extra else when.text
