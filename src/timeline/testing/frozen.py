"""Frozen: that a value cannot be changed, all the way down."""

import attrs

__all__ = ["assert_frozen", "refuses"]


def assert_frozen(value: object, path: str) -> None:
    """Raise unless a value is frozen all the way down."""
    assert not isinstance(value, list | dict | set), f"{path} is a {type(value).__name__}, which can be changed"
    if isinstance(value, tuple | frozenset):
        for one in value:
            assert_frozen(one, f"{path}[…]")
    elif attrs.has(kind := type(value)):
        for attribute in attrs.fields(kind):
            if not attribute.name.startswith("_"):
                assert_frozen(getattr(value, attribute.name), f"{path}.{attribute.name}")
                refuses(value, attribute.name, path)


def refuses(value: object, name: str, path: str) -> None:
    """Assert that an attribute cannot be set; ``path`` is what the failure names."""
    try:
        setattr(value, name, getattr(value, name))
    except attrs.exceptions.FrozenInstanceError:
        return
    raise AssertionError(f"{path}.{name} can be set")
