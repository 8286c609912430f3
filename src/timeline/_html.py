"""Tables in HTML, as notebooks show values: static, every cell escaped."""

from collections.abc import Iterable, Sequence

__all__ = ["html_table"]


def html_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, most: int | None = None, caption: str = ""
) -> str:
    """Return rows as a table in HTML; of more than ``most`` the first are shown, and how many follow.

    A line break in a cell stays one; whatever else a cell holds is text, and reads in its own direction.
    """
    from html import escape

    def cell(text: str, tag: str) -> str:
        inside = "<br>".join(escape(text).split("\n"))
        return f'<{tag} dir="auto" style="text-align:start;vertical-align:top">{inside}</{tag}>'

    found = list(rows)
    shown = found if most is None else found[:most]
    body = [f"<tr>{''.join(cell(text, 'td') for text in row)}</tr>" for row in shown]
    if len(found) > len(shown):
        body.append(f'<tr><td colspan="{len(head)}">and {len(found) - len(shown):,} more</td></tr>')
    top = "".join(cell(text, "th") for text in head)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table>"
