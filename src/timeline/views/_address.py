"""Addresses: which of them may become a link."""

from urllib.parse import urlsplit

__all__ = ["web_address"]

_NEVER = frozenset(' "<>\\^`{|}')


def web_address(url: str | None) -> str | None:
    """Return an address that may be a link: http or https, with a host, nothing but printable ASCII; else None."""
    if url is None or not url.isascii() or not url.isprintable() or _NEVER & set(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None
