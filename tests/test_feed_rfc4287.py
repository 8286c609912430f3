"""The feed against the rules of RFC 4287, and these against feeds that break them."""

import re
from datetime import datetime
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import example, given, settings

from hostile import story
from seed_story import tell
from timeline import Timeline
from timeline.testing import hostile_texts, timelines
from timeline.views import feed

ADDRESS = "https://news.example/feed.xml"
ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")
RELATIONS = {"alternate", "related", "self", "enclosure", "via"}
SINGLE = {
    "feed": {"id", "title", "updated", "generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"id", "title", "updated", "content", "published", "rights", "source", "summary"},
}
MANY = {"feed": {"author", "category", "contributor", "link", "entry"}, "entry": {"author", "category", "contributor", "link"}}


def faults(text):
    """Return what a feed breaks of RFC 4287, in words; the numbers are its sections."""
    root = Xml.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    rules = [*rules_of(root)]
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        linked = "alternate" in relations(entry)
        signed = holds(root, "author") or holds(entry, "author")
        rules += rules_of(entry)
        rules += [(signed, "4.1.2: an entry is by somebody"), (holds(entry, "content") or linked, "4.1.2: no content, no link")]
    rules += [(holds(root, "author") or bool(entries), "4.1.1: a feed is by somebody")]
    rules += [("self" in relations(root), "4.1.1: a feed says where it is")]
    dated = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries]
    rules += [(len(set(dated)) == len(dated), "4.1.1: one entry is there once at one time")]
    return [rule for kept, rule in rules if not kept]


def holds(element, tag):
    return element.find(f"{ATOM}{tag}") is not None


def relations(element):
    return [link.get("rel", "alternate") for link in element.findall(f"{ATOM}link")]


def rules_of(element):
    """Yield how often each child may stand in a feed or an entry (4.1.1, 4.1.2), and what it holds."""
    kind = element.tag.removeprefix(ATOM)
    tags = [child.tag.removeprefix(ATOM) for child in element]
    for tag in ("id", "title", "updated"):
        yield tags.count(tag) == 1, f"4.1: one {tag} of one {kind}"
    for tag in SINGLE[kind]:
        yield tags.count(tag) <= 1, f"4.1: at most one {tag} of one {kind}"
    yield set(tags) <= SINGLE[kind] | MANY[kind], f"4.1: one {kind} has no other children"
    yield relations(element).count("alternate") <= 1, "4.1: one alternate"
    for child, tag in zip(element, tags, strict=True):
        yield from rules_of_child(child, tag)


def rules_of_child(child, tag):
    text = child.text or ""
    match tag:
        case "id":
            yield bool(IRI.fullmatch(text)), "4.2.6: an id is an IRI"
        case "updated":
            yield bool(INSTANT.fullmatch(text) and datetime.fromisoformat(text)), "3.3: a time is an instant"
        case "title" | "content":
            yield len(child) == 0 and child.get("type", "text") == "text", "3.1.1: plain text has no children"
            yield bool(text.strip()), "4.2.14: a title says something"
        case "author":
            names = [name.text or "" for name in child.findall(f"{ATOM}name")]
            yield len(names) == 1 and len(child) == 1, "3.2.1: a person has one name"
            yield all(name.strip() for name in names), "3.2.1: a name says something"
        case "link":
            yield bool(IRI.fullmatch(child.get("href", ""))), "4.2.7.1: a link leads somewhere"
            yield child.get("rel", "alternate") in RELATIONS, "4.2.7.2: a relation is registered"


@settings(max_examples=60)
@given(timelines(max_size=8), hostile_texts(max_size=1_000))
@example(Timeline(), "x")
@example(tell(), "What moved")
def test_a_feed_keeps_to_the_rules(told, text):
    assert faults(feed(told, address=ADDRESS, title=text, author=text)) == []
    assert faults(feed(story(text), address=ADDRESS)) == []


@pytest.mark.parametrize(
    ("of", "into", "broken"),
    [
        ("<author>", "<author><name>x</name>", "a person has one name"),
        ("<name>news.example</name>", "<name> </name>", "a name says something"),
        ("<author>\n    <name>news.example</name>\n  </author>", "", "an entry is by somebody"),
        (f"<id>{ADDRESS}</id>", "", "one id of one feed"),
        ("<entry>", "<entry><id>urn:x:y</id>", "one id of one entry"),
        ("<id>urn:uuid:", "<id>", "an id is an IRI"),
        ("<updated>2024-", "<updated>2024-1-", "a time is an instant"),
        ('rel="self"', 'rel="alternate"', "a feed says where it is"),
        ('rel="self"', 'rel="me"', "a relation is registered"),
        ('rel="self" href=', 'rel="self" src=', "a link leads somewhere"),
        ('<content type="text">', '<content type="text"><b/>', "plain text has no children"),
        ("content", "odd", "one entry has no other children"),
        ("content", "odd", "no content, no link"),
        ("<title>What moved</title>", "<title> </title>", "a title says something"),
    ],
)
def test_a_feed_that_breaks_a_rule_is_found_out(of, into, broken):
    made = feed(tell(), address=ADDRESS)
    assert of in made
    assert any(broken in rule for rule in faults(made.replace(of, into)))


def test_an_entry_that_stands_twice_is_found_out():
    made = feed(tell(), address=ADDRESS)
    entry = made[made.index("<entry>") : made.index("</entry>") + len("</entry>")]
    assert any("there once at one time" in rule for rule in faults(made.replace("</feed>", f"{entry}</feed>")))
