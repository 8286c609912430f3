"""Notebooks: the cells of a file run in their order, as Jupyter would, without Jupyter."""

import ast
import contextlib
import io
from collections.abc import Iterator
from typing import Any


def executed(cells: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the outputs of each cell of code: what it printed, and how its last expression shows itself."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), 1):
        body = ast.parse("".join(cell["source"])).body
        last = ast.Expression(body.pop().value) if isinstance(body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(ast.Module(body, []), f"cell {number}", "exec"), names)
            value = eval(compile(last, f"cell {number}", "eval"), names) if last else None
        outputs = [{"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())}] if printed.getvalue() else []
        if value is not None:
            shown = {"data": shows(value), "execution_count": number, "metadata": {}, "output_type": "execute_result"}
            outputs.append(shown)
        yield outputs


def shows(value: Any) -> dict[str, list[str]]:
    """Return a value in each form in which it shows itself."""
    forms = {"text/html": getattr(value, "_repr_html_", None), "image/svg+xml": getattr(value, "_repr_svg_", None)}
    return {name: lines(form()) for name, form in forms.items() if form} | {"text/plain": lines(repr(value))}


def lines(text: str) -> list[str]:
    """Return a text as notebooks keep it."""
    return text.splitlines(keepends=True)
