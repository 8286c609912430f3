"""Address: where a PostgreSQL store is, and which story of it, from a URL whose password is never shown."""

import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from attrs import field, frozen

from timeline.errors import StoreError

__all__ = ["Address", "is_server", "shown", "story_of"]

_SCHEMES: Final = ("postgresql://", "postgres://")
_HOST: Final = r"(?:\[[0-9A-Fa-f:.%]+\]|[\w.~%-]*)(?::\d*)?"
_URL: Final = re.compile(  # not by urllib, which may refuse several IPv6 hosts and show a password
    rf"postgres(?:ql)?://(?P<netloc>(?:(?P<user>[^:@/?#]*)(?::[^@/?#]*)?@)?(?P<hosts>{_HOST}(?:,{_HOST})*))"
    r"(?P<path>/[^?#@]*)?(?:\?(?P<query>[^#@]*))?"
)
_FORM: Final = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?story=NAME"
_KEEPALIVE: Final = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "connect_timeout": "10"}


def is_server(path: str) -> bool:
    """Whether a path is the URL of a PostgreSQL server."""
    return path.startswith(_SCHEMES)


def shown(path: str) -> str:
    """Return a path as it may be shown: a URL without its password and its parameters, any other as it is."""
    if not is_server(path):
        return path
    try:
        return Address.parse(path).shown
    except StoreError:
        return "postgresql://…"


def story_of(path: str, story: str) -> str:
    """Return the story that is meant where a caller names one: what the URL of a server names stands for ``main``."""
    return Address.parse(path).named(story) if is_server(path) else story


@frozen(kw_only=True)
class Address:
    """Where a store is: what libpq connects to, how it is shown, and the story that the URL names, if any."""

    conninfo: str = field(repr=False)
    shown: str
    story: str | None = None
    hosts: int = 1

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Return the address of a URL; raises `StoreError` for one that is none, without a word of what may be a password.

        libpq's own parameters may follow the database, such as ``sslmode`` or ``target_session_attrs``.
        """
        url = url.rstrip()
        # a special character in a password that is not encoded stands where none may be
        found = _URL.fullmatch(url) if url.isprintable() else None
        if found is None:
            form = f"write {_FORM}, special characters of user, password and story percent-encoded (@ is %40, / is %2F)"
            raise StoreError(f"the URL of the server is not one that can be read; {form}")
        path = found["path"] or ""
        told = parse_qsl(found["query"] or "", keep_blank_values=True)
        story = next((value for name, value in told if name == "story"), None)
        rest = [(name, value) for name, value in told if name != "story"]
        query = f"?{urlencode(rest, quote_via=quote)}" if rest else ""
        user = f"{found['user']}@" if found["user"] else ""
        return cls(
            conninfo=f"postgresql://{found['netloc']}{path}{query}",
            shown=f"postgresql://{user}{found['hosts']}{path}",
            story=story,
            hosts=1 + found["hosts"].count(","),
        )

    def parameters(self, *, readonly: bool) -> dict[str, str]:
        """Return libpq's parameters that the URL leaves to us: whoever writes looks for the server that takes writes."""
        names = {unquote(name) for name, _ in parse_qsl(self.conninfo.partition("?")[2], keep_blank_values=True)}
        ours = dict(_KEEPALIVE)
        if self.hosts > 1 and not readonly:
            ours["target_session_attrs"] = "read-write"
        return {name: value for name, value in ours.items() if name not in names}

    def named(self, story: str) -> str:
        """Return the story that is meant where the caller names one; raises `StoreError` where the URL names another."""
        if self.story is None or self.story == story:
            return story
        if story != "main":
            both = f"the URL names the story {self.story!r}, and {story!r} was asked for"
            raise StoreError(f"{self.shown}: {both}: name one of them")
        return self.story
