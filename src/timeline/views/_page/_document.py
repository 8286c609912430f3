"""Document: a timeline as one offline file, from one template, one stylesheet and one script."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import chain
from typing import Any

from attrs import frozen

from timeline import PolicyLike, Stance, Status, Timeline
from timeline._words import one_line
from timeline.errors import MissingExtraError
from timeline.views._address import web_address
from timeline.views._page._chronicle import items, sections
from timeline.views._page._data import replay
from timeline.views._page._lanes import Layout, lanes, shortened
from timeline.views._page._marks import Mark, lane_marks, verdict_marks
from timeline.views._page._notes import notes
from timeline.views._page._scale import Scale
from timeline.views._title import as_title

__all__ = ["Chart", "chart", "page"]

_STANCES = {  # as in `SAYS`, with no claim behind
    Stance.AFFIRM: "affirms",
    Stance.DENY: "denies",
    Stance.NOT_CONFIRM: "cannot confirm",
    Stance.QUERY: "asks",
    Stance.DECLINE: "declines to speak",
    Stance.SUPPOSE: "supposes",
    Stance.RELAY: "relays",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_RULE = re.compile(r"(?:/\*.*?\*/\s*)?([^{}\n]+)\{")
_READERS_OWN = re.compile(r"^ *//.*\n|^ +", re.MULTILINE)
"""What of the script is for those who read the file: its comments and its indentation."""
_CHART = "story-timeline-chart"
_AXIS = 26
_BAND = 40


def page(timeline: Timeline, *, title: str = "Who said what, and what stands", policy: PolicyLike | None = None) -> str:
    """Return a timeline as one self-contained HTML page that replays the story at any date on either clock.

    It loads nothing from anywhere. Without scripts it shows the final state and every entry. The states are those of
    `Timeline.replay` at every distinct moment of said-time and of recorded time, under the policy.
    Raises `MissingExtraError` where Jinja2 is not installed (the extra ``page``), `ValueError` for a
    title that is empty or has control characters.
    """
    return str(_template().render(**_frame(as_title(title)), **_story(timeline, policy)))


@frozen
class Chart:
    """The lanes of the sources and the bands of the claims as one SVG picture, ``svg``; a notebook shows it."""

    svg: str

    def __str__(self) -> str:
        return self.svg

    def _repr_svg_(self) -> str:
        return self.svg


def chart(timeline: Timeline, *, policy: PolicyLike | None = None) -> Chart:
    """Return the chart of the page as a picture of its own, at the last moment of both clocks.

    Raises `MissingExtraError` where Jinja2 is not installed.
    """
    template, story = _template(), _story(timeline, policy)
    context = template.new_context({**_frame(""), **story})
    signs, drawn = ("".join(template.blocks[name](context)) for name in ("signs", "chart"))
    style = _file("page.css")
    colours, rules = style[: style.index("*{")], style[style.index("/* the chart */") : style.index("/* the rest */")]
    own = colours.replace(":root{", f"#{_CHART}{{") + _RULE.sub(_scoped, rules)
    paper = '<rect class="pp" width="100%" height="100%"/>'
    size = f'width="{max(story["layout"].width, 680)}" height="{story["size"]}" overflow="visible"'
    return Chart(f'<svg xmlns="http://www.w3.org/2000/svg" {size} id="{_CHART}"><style>{own}</style>{signs}{paper}{drawn}</svg>')


def _scoped(rule: re.Match[str]) -> str:
    """Return the selectors of a rule, each for what is in a chart only: a notebook has one document for all.

    A sign is drawn where it is used, and has nothing around it there: its classes are its own.
    """
    selectors = rule[1].split(",")
    return ",".join(one if one.startswith(".sign-") else f"#{_CHART} {one.removeprefix('svg ')}" for one in selectors) + "{"


def _frame(title: str) -> dict[str, Any]:
    """Return what every page has."""
    style, script = _file("page.css"), _READERS_OWN.sub("", _file("page.js"))
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return {
        "title": title,
        "style": style,
        "script": script,
        "csp": f"default-src 'none'; img-src data:; {allowed}; base-uri 'none'; form-action 'none'",
        "stances": [(stance.value, word) for stance, word in _STANCES.items()],
        "statuses": [status.value for status in Status],
        "axis": _AXIS,
        "band": _BAND,
    }


def _story(timeline: Timeline, policy: PolicyLike | None) -> dict[str, Any]:
    """Return what the page shows of a timeline: its chart, its table, its chronicle, its states."""
    story = timeline.replay(policy=policy)
    state, names = story.state, tuple(story)
    marks, verdicts = lane_marks(state), [verdict_marks(state, claim) for claim in names]
    scale = _scale([*marks, *chain(*verdicts)])
    layout = Layout.of(len(marks))
    rows = lanes(marks, state.desk, scale, layout)
    drawn = [mark for lane in rows for mark in lane.drawn]
    told = replay(story, timeline.entries, [*drawn, *chain(*verdicts)], scale)
    statements = [family for family in state.families.values() if family.report is not None]
    summed = [(lane, more) for lane in rows for more in lane.more]
    height = sum(lane.height for lane in rows)
    return {
        "data": _json(told.data),
        "claims": [(story[name], row, found) for name, row, found in zip(names, told.rows, verdicts, strict=True)],
        "number": {name: i for i, name in enumerate(names, 1)},
        "lanes": rows,
        "summed": summed,
        "height": height,
        "size": 2 * _AXIS + 6 + height + _BAND * len(names),
        "scale": scale,
        "layout": layout,
        "position": {entry.id: entry.position for entry in timeline},
        "sections": sections(items(timeline.entries, state.desk, story.transitions(as_logged=True))),
        "notes": notes(timeline.entries),
        "last": {name: told.data[name][-1] for name in ("said", "known", "x")},
        "counts": (len(statements), len({mark.lane for mark in marks}), len(names), sum(len(more.marks) for _, more in summed)),
    }


def _scale(marks: list[Mark]) -> Scale:
    firsts = [mark.first if mark.first is not None else mark.last for mark in marks]
    return Scale.over(min(firsts, default=0), max((mark.last for mark in marks), default=0))


@cache
def _template() -> Any:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError:
        raise MissingExtraError("page", "making the page", "jinja2") from None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(shortened=shortened, one_line=one_line, web_address=web_address, language=_LANGUAGE.fullmatch)
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
