"""The web: verdicts as ClaimReview data for search engines, and what moved as an Atom feed."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from attrs import evolve, frozen

from timeline import Claim, Finding, PolicyLike, Report, Story, Timeline, Transition, Verdict, When
from timeline._text import short
from timeline._words import sentence, standing_text
from timeline.views._address import web_address
from timeline.views._title import as_title

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["RATINGS", "Rating", "claimreview", "claimreview_json", "feed"]


@frozen
class Rating:
    """How a finding is published: the words, and a number from 1 (worst) to 5 (best), or None for no number."""

    words: str
    value: int | None = None


RATINGS: Final[Mapping[Finding, Rating]] = MappingProxyType(
    {
        Finding.CONFIRMED: Rating("Confirmed", 5),
        Finding.REFUTED: Rating("Refuted", 1),
        Finding.INCONCLUSIVE: Rating("Inconclusive"),
    }
)
"""What is published for each finding where nothing else is given; an inconclusive one gets no number, which it has not."""


def claimreview(story: Story, *, ratings: Mapping[Finding, Rating] = RATINGS) -> list[dict[str, Any]]:
    """Return schema.org's ClaimReview for each claim that has a standing verdict, as plain values for JSON-LD.

    Only a verdict is published, never a status: no count of reports makes a review. ``ratings`` says how each finding is
    named and numbered; a finding that is not in it is left out. Addresses other than http and https are left out.

    A verdict that needs review (somebody has spoken against it since) stays published, with "(under review)" after the
    rating's words and the ``creativeWorkStatus`` "Under review". To leave it out would let whoever was refuted take the
    refutation off the web by saying it again; not to mark it would give readers as settled what the desk has yet to look
    at. The number stays: it is the desk's finding until the desk has another.

    >>> from timeline import Timeline, Verdict
    >>> desk = Verdict(claim="open", finding="refuted", by="The desk", basis="two documents", said="2024-05-03")
    >>> review = claimreview(Timeline().append(desk).replay())[0]
    >>> review["reviewRating"]["alternateName"], review["datePublished"]
    ('Refuted', '2024-05-03')
    """
    reviewed = ((claim, claim.verdict) for claim in story.values())
    return [_review(claim, found, ratings[found.finding]) for claim, found in reviewed if found and found.finding in ratings]


def claimreview_json(story: Story) -> str:
    """Return the same as the text of a JSON-LD script element, which nothing in it can end."""
    text = json.dumps(claimreview(story), ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _review(claim: Claim, verdict: Verdict, rating: Rating) -> dict[str, Any]:
    number = {"ratingValue": rating.value, "bestRating": 5, "worstRating": 1} if rating.value is not None else {}
    words = f"{rating.words} (under review)" if claim.needs_review else rating.words
    item = {"@type": "Claim", **_appearances(claim)}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        **({"url": verdict.url} if web_address(verdict.url) else {}),
        "datePublished": _date(verdict.published or verdict.said),
        **({"creativeWorkStatus": "Under review"} if claim.needs_review else {}),
        "claimReviewed": claim.text or claim.id,
        "author": {"@type": "Organization", "name": verdict.by},
        "reviewRating": {"@type": "Rating", "alternateName": words, **number},
        "reviewBody": verdict.basis,
        "itemReviewed": item,
    }


def _appearances(claim: Claim) -> dict[str, Any]:
    """Return where the claim was made: the affirmations that have an address, the first by itself."""
    made = [report for origin in claim.affirming for report in origin.reports if web_address(report.url)]
    found = [_appearance(report) for report in sorted(made, key=lambda report: report.order)]
    first = {"firstAppearance": found[0]} if found else {}
    return {**first, "appearance": found[1:]} if found[1:] else first


def _appearance(report: Report) -> dict[str, Any]:
    return {"@type": "CreativeWork", "url": report.url, "datePublished": _date(report.published or report.said)}


def _date(when: When) -> str:
    """Return a time as an ISO 8601 date or instant: its end where it is a stretch."""
    plain = when.text.rstrip("~?%")
    return plain if len(plain) == len("2024-05-03") and "X" not in plain and "/" not in plain else _instant(when.order[0])


def _instant(us: int) -> str:
    """Return a microsecond of this calendar as an RFC 3339 instant."""
    return When.at(us).text


@frozen
class _News:
    """A transition with the moment from which readers could have it."""

    move: Transition
    updated: int


def feed(
    timeline: Timeline,
    *,
    address: str,
    title: str = "What moved",
    author: str | None = None,
    most: int = 100,
    policy: PolicyLike | None = None,
) -> str:
    """Return an Atom feed of what moved each claim, newest first: at most ``most`` transitions.

    ``address`` is where the feed is published; with it each entry gets an id that never changes. ``author`` is who
    publishes it, None the host of the address. An entry is as new as the later of the two: when it was said, and when it
    was recorded. Raises `ValueError` where the address is no http or https address, or title or author is empty or has
    control characters. The feed keeps to RFC 4287.
    """
    from xml.etree import ElementTree as Xml

    if web_address(address) is None:
        raise ValueError(f"address: {short(address)} is not an http or https address, and a feed is known by it; give one")
    story = timeline.replay(policy=policy)
    news = sorted(_news(story), key=lambda one: (-one.updated, one.move.claim, one.move.cause.id))[:most]
    root = Xml.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    _add(root, "id", address)
    _add(root, "title", as_title(title))
    _add(root, "updated", _instant(news[0].updated if news else 0))
    _add(root, "link", rel="self", href=address)
    _add(_add(root, "author"), "name", as_title(urlsplit(address).hostname or "" if author is None else author, "author"))
    for one in news:
        _tell(_add(root, "entry"), one, address, story)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _tell(entry: "Element", news: _News, address: str, story: Story) -> None:
    from uuid import NAMESPACE_URL, uuid5

    move, event = news.move, news.move.cause.event
    _add(entry, "id", uuid5(NAMESPACE_URL, f"{address}\n{move.claim}\n{move.cause.id}").urn)
    _add(entry, "title", f"{move.claim}: {standing_text(move.before)} → {standing_text(move.after)}")
    _add(entry, "updated", _instant(news.updated))
    _add(entry, "content", sentence(event, story.state.desk), type="text")
    if (url := web_address(getattr(event, "url", None))) is not None:
        _add(entry, "link", rel="related", href=url)


def _news(story: Story) -> Iterator[_News]:
    """Yield one piece of news for each entry that moved a claim, also where it did so in two steps."""
    found: dict[tuple[str, str], Transition] = {}
    for move in story.transitions(as_logged=True):
        first = found.setdefault((move.claim, move.cause.id), move)
        found[move.claim, move.cause.id] = evolve(first, after=move.after)
    for move in found.values():
        yield _News(move, max(move.at.order[0], move.cause.recorded_us))


def _add(parent: "Element", tag: str, text: str = "", **attributes: str) -> "Element":
    from xml.etree.ElementTree import SubElement

    made = SubElement(parent, tag, attributes)
    made.text = _xml(text) or None
    return made


def _xml(text: str) -> str:
    """Return a text without the two characters that events may hold and XML may not."""
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
