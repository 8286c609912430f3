"""Tables in HTML, as notebooks show values: static, every cell escaped."""

import re
from collections.abc import Iterable, Sequence

__all__ = ["html_table"]

_DATE_AFTER = "([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])([ ,;:(\u201c]+)(?=[0-9]{4}-[0-9][0-9])"
"""A letter of a script from right to left, and what stands between it and a date, which would be turned around there."""


def html_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, most: int | None = None, caption: str = ""
) -> str:
    """Return rows as a table in HTML; of more than ``most`` the first are shown, and how many follow.

    A line break in a cell stays one; whatever else a cell holds is text, and reads in its own direction. A date after a
    name from right to left is parted from it by a left-to-right mark.
    """
    from html import escape

    def cell(text: str, tag: str) -> str:
        settled = re.sub(_DATE_AFTER, "\\1\u200e\\2", text)
        inside = "<br>".join(escape(settled).split("\n"))
        return f'<{tag} dir="auto" style="text-align:start;vertical-align:top">{inside}</{tag}>'

    found = list(rows)
    shown = found if most is None else found[:most]
    body = [f"<tr>{''.join(cell(text, 'td') for text in row)}</tr>" for row in shown]
    if len(found) > len(shown):
        body.append(f'<tr><td colspan="{len(head)}">and {len(found) - len(shown):,} more</td></tr>')
    top = "".join(cell(text, "th") for text in head)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table>"
