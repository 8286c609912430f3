"""Document: a timeline as one offline file, from one template, one stylesheet and one script."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from timeline import PolicyLike, Stance, Status, Timeline
from timeline._words import one_line
from timeline.errors import MissingExtraError
from timeline.views._page._chronicle import items, notes, periods, web_address
from timeline.views._page._data import replay
from timeline.views._page._lanes import Layout, lanes
from timeline.views._page._marks import lane_marks, verdict_marks
from timeline.views._page._scale import Scale

__all__ = ["page"]

_STANCES = {
    Stance.AFFIRM: "affirms",
    Stance.DENY: "denies",
    Stance.NOT_CONFIRM: "cannot confirm",
    Stance.QUERY: "asks",
    Stance.DECLINE: "declines to say",
    Stance.SUPPOSE: "supposes",
    Stance.RELAY: "passes on",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_AXIS = 26
_BAND = 40


def page(timeline: Timeline, *, title: str = "Who said what, and what stands", policy: PolicyLike | None = None) -> str:
    """Return a timeline as one self-contained HTML page that replays the story at any date on either clock.

    It loads nothing from anywhere. Without scripts it shows the final state and every entry. The states are those of
    `Timeline.replay` at every distinct moment of said-time and of recorded time, under the policy.
    Raises `MissingExtraError` where Jinja2 is not installed (``pip install "story-timeline[page]"``).
    """
    template = _template()
    story = timeline.replay(policy=policy)
    desk, names = story.state.desk, tuple(story)
    marks = lane_marks(story.state)
    verdicts = {claim: verdict_marks(story.state, claim) for claim in names}
    everything = [*marks, *(mark for own in verdicts.values() for mark in own)]
    firsts = [mark.first if mark.first is not None else mark.last for mark in everything]
    scale = Scale.over(min(firsts, default=0), max((mark.last for mark in everything), default=0))
    layout = Layout.of(len(marks))
    rows = lanes(marks, desk, scale, layout)
    drawn = [placed.mark for lane in rows for placed in lane.marks] + [mark for own in verdicts.values() for mark in own]
    told = replay(timeline.entries, names, drawn, desk, scale, policy)
    style, script = _file("page.css"), _file("page.js")
    context: dict[str, Any] = {
        "title": title,
        "style": style,
        "script": script,
        "csp": f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        "data": _json(told.data),
        "claims": [(story[name], row, verdicts[name]) for name, row in zip(names, told.rows, strict=True)],
        "number": {name: i for i, name in enumerate(names, 1)},
        "lanes": rows,
        "position": {entry.id: entry.position for entry in timeline},
        "scale": scale,
        "layout": layout,
        "axis": _AXIS,
        "band": _BAND,
        "height": sum(lane.height for lane in rows),
        "stances": [(stance.value, word) for stance, word in _STANCES.items()],
        "statuses": [status.value for status in Status],
        "periods": periods(items(timeline.entries, desk, story.transitions())),
        "notes": notes(timeline.entries, desk),
        "said": told.data["said"][-1],
        "known": told.data["known"][-1],
        "x": told.data["x"][-1],
        "counts": (len({mark.entry for mark in marks if mark.shape != "retraction"}), len({mark.lane for mark in marks}), len(names)),
    }
    return str(template.render(context))


@cache
def _template() -> Any:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        raise MissingExtraError("Jinja2 is not installed, and the page is made with it", extra="page") from None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(one_line=one_line, web_address=web_address, language=_LANGUAGE.fullmatch)
    return environment.from_string(_file("page.html"))


@cache
def _file(name: str) -> str:
    return files("timeline.views._page").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _json(data: object) -> str:
    """Return data as JSON that cannot end a script element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
