"""How Sphinx builds the site: from Markdown and docstrings, without the network."""

import re
import sys
from importlib import import_module
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from docutils.nodes import Element, reference
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

sys.path.insert(0, str(Path(__file__).parent))  # Sphinx runs this from anywhere

from generate import MODULES

project = "story-timeline"
author = "The story-timeline authors"
project_copyright = "2026, The story-timeline authors"
release = version = version_of("story-timeline")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
nitpicky = True
default_role = "py:obj"
highlight_language = "text"
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
html_extra_path = ["reference/api.txt", "reference/record.schema.json"]

html_theme = "furo"
html_title = "story-timeline"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
html_static_path = ["_static"]
html_css_files = ["site.css"]

NAMES = {"WhenLike": "timeline", "QuantityLike": "timeline"} | {
    name: module for module in reversed(MODULES) for name in import_module(module).__all__
}
"""Every public name, and the module that it is imported from."""
for module in map(import_module, MODULES):  # autodoc looks at what is there, and the testing kit imports when it is asked
    for name in module.__all__:
        setattr(module, name, getattr(module, name))
PYTHON = ("collections.abc", "contextlib", "datetime", "os", "pathlib", "sqlite3", "typing", "unittest", "enum")


def public_name(target: str) -> str | None:
    """Return under which public name something is documented, whichever module it is defined in."""
    whole, _, member = target.rpartition(".")
    if (last := target.rpartition(".")[2]) in NAMES:
        return f"{NAMES[last]}.{last}"
    if (owner := whole.rpartition(".")[2]) in NAMES:
        return f"{NAMES[owner]}.{owner}.{member}"
    return None


def missing(app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: Element) -> Element | None:
    """Lead a name to where it is documented: here, in Python's own documentation, or nowhere where it is not public."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    domain = env.get_domain("py")
    name = public_name(target)
    if name is not None and name != target:
        return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, shown)
    module, _, member = target.rpartition(".")
    if module in PYTHON:
        address = f"https://docs.python.org/3/library/{module}.html#{target}"
        return reference("", "", shown, internal=False, refuri=address, reftitle=f"Python: {member}")
    return shown if private(target) else None


def private(target: str) -> bool:
    """Whether a name is one that users are not to import, or no name at all but code between backticks."""
    parts = target.split(".")
    within = target.startswith("timeline.testing.") and len(parts) > 3
    return within or any(part.startswith("_") for part in parts) or not all(map(str.isidentifier, parts)) or target in KNOWN


KNOWN = {
    "Clock",
    "Claims",
    "PathLike",
    "Table",
    "hypothesis.errors.InvalidArgument",
    "hypothesis.strategies.SearchStrategy",
    "payload_digest",
    "pendulum.DateTime",
    "print",
    "replay",
    "timeline",
    "timeline.testing.laws",
    "unittest.case.TestCase",
}
"""What docstrings name that has no entry here: types of parameters, other libraries, words."""


UNIONS = {
    "WhenLike": r"When \| str \| (~?datetime\.)?date \| (~?datetime\.)?datetime \| [\w~.]*Mapping\[str, object\]",
    "QuantityLike": r"Quantity \| str \| int \| float \| [\w~.]*Mapping\[str, object\]",
    "Event": r"Report \| .*? \| [\w~.]*Unrecognized",
}
"""Unions that have a name, which signatures are shorter with."""


def shortened(  # noqa: PLR0917  # as Sphinx calls it
    app: Sphinx, what: str, name: str, thing: object, options: object, signature: str | None, back: str | None
) -> tuple[str | None, str | None]:
    """Give the unions of a signature their names."""
    for short, union in UNIONS.items():
        found = re.compile(r"[\w~.]*\b" + union)
        signature, back = (text and found.sub(short, text) for text in (signature, back))
    return signature, back


def listed(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the pages of a folder that its index does not name below it: the decisions, and what came since."""
    folder, _, name = page.rpartition("/")
    if name not in {"index", "README"} or not folder:
        return
    named = set(re.findall(r"^[\w/-]+$", source[0], re.MULTILINE))
    others = sorted(path.stem for path in (app.srcdir / folder).glob("*.md"))
    more = [other for other in others if other not in named | {name}]
    if more:
        source[0] += "\n".join(("\n```{toctree}", ":maxdepth: 1", *([":hidden:"] * (name == "README")), "", *more, "```", ""))


def trimmed(app: Sphinx, page: str, source: list[str]) -> None:
    """Leave out the empty line that ends an example for the sake of doctest."""
    source[0] = source[0].replace("\n\n```\n", "\n```\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Take part in the build."""
    app.connect("missing-reference", missing)
    app.connect("source-read", listed)
    app.connect("source-read", trimmed)
    app.connect("autodoc-process-signature", shortened)
    return {"parallel_read_safe": True}
