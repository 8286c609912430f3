"""Writes what the reference takes from the code: statuses, moves, laws, records, commands, signatures, the map of the tree.

    python docs/generate.py             writes them
    python docs/generate.py --check     names what is not as the code has it, and changes nothing

A test does the second. What is written stands in files of its own or between two comments of a page.
"""

import ast
import enum
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sized
from importlib import import_module
from pathlib import Path
from typing import Any, Generic

import click

from timeline import LEGAL_MOVES, Status
from timeline.bulk import INTERCHANGE
from timeline.cli import main
from timeline.codecs import schema
from timeline.testing import CODEC_LAWS, LAWS, STORE_LAWS
from timeline.views import moves_mermaid

DOCS = Path(__file__).parent
SOURCE = DOCS.parent / "src" / "timeline"
MODULES = (
    "timeline",
    "timeline.bulk",
    "timeline.codecs",
    "timeline.codecs.sheet",
    "timeline.stores",
    "timeline.testing",
    "timeline.views",
)
"""The public modules; a name that several of them have is the first one's."""
PART = "<!-- generated: {} -->\n{}<!-- end of generated -->"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def causes() -> Mapping[tuple[Status, Status], list[str]]:
    """Return what makes each move of status, by the pair of statuses."""
    found: dict[tuple[Status, Status], list[str]] = {}
    for move in LEGAL_MOVES:
        found.setdefault((move.before, move.after), []).append(move.cause)
    return found


def moves() -> str:
    """Return the table of legal moves."""
    rows = ((before.value, after.value, ", ".join(by)) for (before, after), by in causes().items())
    return table(("from", "to", "by"), rows)


def interchange() -> str:
    """Return the table of the columns that engines replay."""
    rows = ((f"`{one.name}`", one.kind, "yes" if one.needed else "", one.means) for one in INTERCHANGE)
    return table(("column", "kind", "needed", "says"), rows)


def mermaid() -> str:
    """Return the diagram of legal moves as Mermaid text."""
    return f"```text\n{moves_mermaid()}\n```"


def picture() -> str:
    """Return the diagram of legal moves as a picture: statuses in a column, arcs down on the right, up on the left."""
    places = {status: 40 + 70 * i for i, status in enumerate(Status)}
    arcs = []
    for before, after in causes():
        y1, y2 = places[before], places[after]
        side = 1 if y2 > y1 else -1
        x, bend = 300 + side * 62, side * (abs(y2 - y1) * 0.42 + 12)
        y1, y2 = y1 + side * 8, y2 - side * 8
        arcs.append(f'<path d="M{x} {y1}C{x + bend:.0f} {y1} {x + bend:.0f} {y2} {x} {y2}" marker-end="url(#head)"/>')
    boxes = (
        f'<rect x="238" y="{y - 16}" width="124" height="32" rx="5"/><text x="300" y="{y + 5}">{status.value}</text>'
        for status, y in places.items()
    )
    return "\n".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 500" role="img" aria-label="Legal moves of status">',
            "<style>svg{background:#fff}path{fill:none;stroke:#555;stroke-width:1.2}rect{fill:#eef;stroke:#557}",
            "text{font:15px sans-serif;text-anchor:middle;fill:#111}#head path{fill:#555;stroke:none}</style>",
            '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
            '<path d="M0 0L8 4L0 8z"/></marker>',
            *arcs,
            *boxes,
            "</svg>\n",
        )
    )


def laws(those: Iterable[Callable[..., object]]) -> str:
    """Return laws, each with its sentence."""
    return "\n".join(f"* `{law.__name__}`: {summary(law)}" for law in those)


def summary(thing: object) -> str:
    """Return the first paragraph of a docstring, on one line, as Markdown."""
    text = inspect.getdoc(thing) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("``", "`")


def records() -> str:
    """Return the fields of every kind of event, as the schema has them."""
    parts = []
    for name, kind in schema()["$defs"].items():
        if "type" in kind.get("properties", {}):
            needed = set(kind["required"])
            rows = ((f"`{key}`", "yes" if key in needed else "", value(what)) for key, what in kind["properties"].items())
            parts.append(f"### `{name}`\n\n{kind['description']}\n\n" + table(("field", "required", "value"), rows))
    return "\n\n".join(parts)


def value(what: Mapping[str, Any]) -> str:
    """Return what a field may hold, in words."""
    match what:
        case {"$ref": str(name)}:
            return WORDS.get(name.rpartition("/")[2], f"`{name.rpartition('/')[2]}`")
        case {"const": text}:
            return f"`{text}`"
        case {"enum": options}:
            return ", ".join(f"`{option}`" for option in options)
        case {"anyOf": kinds}:
            return " or ".join(value(kind) for kind in kinds if kind != {"type": "null"})
        case {"type": "array", "items": items}:
            return f"a list of: {value(items)}"
        case {"type": kind}:
            return str(kind)
        case _:
            raise ValueError(what)


WORDS = {
    "id": "an id",
    "ids": "an id or a list of ids",
    "text": "text",
    "when": "a time",
    "ended": "a time with an end",
    "quantity": "a figure",
    "corrected_report": "a report without `type`",
}


def commands() -> str:
    """Return the help of every command, 88 columns wide."""
    parts = []
    for name, command in [("", main), *sorted(main.commands.items())]:
        path = f"timeline {name}".strip()
        parts.append(f"## `{path}`\n\n```text\n{help_of(command, path)}\n```")
    return "\n\n".join(parts)


def help_of(command: click.Command, path: str) -> str:
    """Return the help of a command as a terminal of 88 columns shows it."""
    context = click.Context(command, info_name=path, terminal_width=88, max_content_width=88, help_option_names=["-h", "--help"])
    return command.get_help(context)


def api() -> str:
    """Return every public name with its signature, a line each, for a change to be seen as a difference."""
    lines: list[str] = []
    for module in MODULES:
        here = import_module(module)
        for name in sorted(here.__all__):
            lines += described(f"{module}.{name}", getattr(here, name))
    return "\n".join(lines) + "\n"


def described(name: str, thing: Any) -> Iterator[str]:
    """Yield the lines of one public name."""
    if isinstance(thing, type):
        yield from (f"class {name}{bases(thing)}{'' if issubclass(thing, enum.Enum) else signature(thing)}").splitlines()
        for member in sorted(vars(thing)):
            if not member.startswith("_") or member in {"__getitem__", "__iter__", "__len__", "__contains__"}:
                yield from (f"    {line}" for text in member_of(thing, member) for line in text.splitlines())
    elif callable(thing) and hasattr(thing, "__name__"):
        yield from f"def {name}{signature(thing)}".splitlines()
    elif isinstance(thing, str | int) and len(repr(thing)) <= 60:
        yield f"{name} = {thing!r}"
    else:
        yield f"{name}: {type(thing).__name__}"


def bases(thing: type) -> str:
    """Return the public classes that a class is one of."""
    names = [base.__name__ for base in thing.__mro__[1:] if not base.__name__.startswith("_") and base not in TAKEN_FOR_GRANTED]
    return f" [{', '.join(names)}]" if names else ""


TAKEN_FOR_GRANTED = {object, Exception, BaseException, LookupError, Collection, Sized, Iterable, Container, Generic}


def member_of(owner: type, name: str) -> Iterator[str]:
    """Yield a public method, property or member of an enumeration; fields are in the class's signature."""
    thing = inspect.getattr_static(owner, name)
    if isinstance(thing, property):
        yield f"{name}: {shown(inspect.signature(thing.fget).return_annotation)}" if thing.fget else name
    elif isinstance(thing, enum.Enum):
        yield f"{name} = {thing.value!r}"
    elif isinstance(thing, classmethod | staticmethod):
        yield f"{type(thing).__name__} {name}{signature(thing.__func__)}"
    elif inspect.isfunction(thing):
        yield f"{name}{signature(thing)}"
    elif hasattr(thing, "func"):
        yield f"{name}: {shown(inspect.signature(thing.func).return_annotation)}"


def signature(thing: Callable[..., object]) -> str:
    """Return a signature in which types have their public names; a long one has a parameter a line."""
    try:
        found = inspect.signature(thing)
    except ValueError:
        return "(...)"
    parameters = [
        p.replace(annotation=as_written(p.annotation), default=as_default(p.default))
        for p in found.parameters.values()
    ]
    whole = str(found.replace(parameters=parameters, return_annotation=as_written(found.return_annotation)))
    if len(whole) <= 100:
        return whole
    marks = {"KEYWORD_ONLY": "*"}
    lines, kinds = [], {str(p.kind.name) for p in parameters if p.kind.name == "VAR_POSITIONAL"}
    for parameter in parameters:
        if (mark := marks.get(parameter.kind.name)) and not kinds:
            lines.append(f"    {mark},")
            kinds.add(mark)
        lines.append(f"    {parameter},")
    return "\n".join(("(", *lines, f"){whole[whole.rindex(') -> ') + 1 :]}" if ") -> " in whole else ")"))


class Written:
    """What a signature shows in the place of a type or a value."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def as_default(value: object) -> object:
    """Return what a signature is to hold in the place of a default: dots where it is long, computed or a function."""
    if value is inspect.Parameter.empty or (isinstance(value, str | int | float | tuple | None) and len(repr(value)) <= 60):
        return value
    return Written("...")


def as_written(annotation: object) -> object:
    """Return what a signature is to hold in the place of a type; nothing where nothing is said."""
    return annotation if annotation is inspect.Parameter.empty else Written(shown(annotation))


def shown(annotation: object) -> str:
    """Return a type as text: without the modules that names come from, and with the unions that have a name."""
    if annotation is None or annotation is type(None):
        return "None"
    if isinstance(annotation, type) and not hasattr(annotation, "__origin__"):
        return annotation.__name__
    text = annotation if isinstance(annotation, str) else str(annotation)
    text = re.sub(r"\b(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_])", "", text).replace("~", "")
    text = re.sub(r"\*?<class '(\w+)'>", r"\1", text)
    text = re.sub(r"Optional\[(\w+)\]", r"\1 | None", text)
    text = re.sub(r"Union\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]", lambda found: " | ".join(parts(found[1])), text)
    for name, union in UNIONS.items():
        text = text.replace(union, name)
    return text.replace("NoneType", "None")


def parts(text: str) -> list[str]:
    """Return what stands between commas outside of brackets."""
    return re.split(r", (?![^\[]*\])", text)


UNIONS = {
    "WhenLike": "When | str | date | datetime | Mapping[str, object]",
    "QuantityLike": "Quantity | str | int | float | Mapping[str, object]",
    "Event": "Report | Retraction | Verdict | Correction | Clarification | SourceAdded | ClaimAdded | ClaimsRelated"
    " | OriginsLinked | Unrecognized",
}


def tree() -> str:
    """Return every module with the first line of its docstring: the core from the inside out, then the edges."""
    settings = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    (layers,) = (one["layers"] for one in settings["importlinter"]["contracts"] if one["type"] == "layers")
    names = [name.strip().partition(".")[2] for layer in reversed(layers) for name in layer.split("|")]
    lines = ["src/timeline/", f"    {'__init__.py':<18} {concept(SOURCE / '__init__.py')}"]
    lines += [f"    {f'{name}.py':<18} {concept(SOURCE / f'{name}.py')}" for name in names if (SOURCE / f"{name}.py").exists()]
    for folder in (SOURCE / name for name in names if (SOURCE / name).is_dir()):
        for inner in sorted(path.parent for path in folder.rglob("__init__.py")):
            lines += [f"    {inner.relative_to(SOURCE).as_posix() + '/':<18} {concept(inner / '__init__.py')}"]
            modules = (path for path in sorted(inner.glob("*.py")) if path.name != "__init__.py")
            lines += [f"        {path.name:<22} {concept(path)}" for path in modules]
    return "\n".join(("```text", *lines, "```"))


def concept(path: Path) -> str:
    """Return the first line of a module's docstring, which says what it is about."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


FILES: Mapping[str, Callable[[], str]] = {
    "reference/api.txt": api,
    "reference/record.schema.json": lambda: json.dumps(schema(), indent=1, ensure_ascii=False) + "\n",
    "pictures/moves.svg": picture,
}
PARTS: Mapping[tuple[str, str], Callable[[], str]] = {
    ("reference/statuses.md", "moves"): moves,
    ("reference/statuses.md", "mermaid"): mermaid,
    ("reference/laws.md", "laws of stories"): lambda: laws(LAWS),
    ("reference/laws.md", "laws of stores"): lambda: laws(STORE_LAWS),
    ("reference/laws.md", "laws of codecs"): lambda: laws(CODEC_LAWS),
    ("reference/record-format.md", "events"): records,
    ("reference/command-line.md", "commands"): commands,
    ("how-to/replay-on-a-cluster.md", "interchange"): interchange,
    ("../CONTRIBUTING.md", "tree"): tree,
}


def written(page: str, name: str, part: str) -> str:
    """Return a page with one generated part put in anew; raises `ValueError` where the page has no place for it."""
    text = (DOCS / page).read_text(encoding="utf-8")
    place = re.compile(PART.format(re.escape(name), ".*?"), re.DOTALL)
    if len(place.findall(text)) != 1:
        raise ValueError(f"{page} has no place for {name!r}")
    return place.sub(lambda _: PART.format(name, f"\n{part}\n\n"), text)


def stale(*, write: bool) -> list[str]:
    """Return what is not as the code has it; with ``write``, put it right."""
    found = []
    texts = {name: make() for name, make in FILES.items()}
    for (page, name), make in PARTS.items():
        text = written(page, name, make())
        if text != (DOCS / page).read_text(encoding="utf-8"):
            found.append(f"{page}: {name}")
            if write:
                (DOCS / page).write_text(text, encoding="utf-8")
    for name, text in texts.items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            found.append(name)
            if write:
                path.write_text(text, encoding="utf-8")
    return found


if __name__ == "__main__":
    check = sys.argv[1:] == ["--check"]
    for what in stale(write=not check):
        print(f"{what} is not as the code has it; run python docs/generate.py" if check else f"{what} written")
    sys.exit(check and bool(stale(write=False)))
