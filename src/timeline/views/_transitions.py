"""Transitions as a table: what moved each claim, when, and by which entry; for a terminal and for a notebook."""

from collections.abc import Iterator

from attrs import field, frozen

from timeline import State, Story, Timeline, Transition
from timeline._html import html_table
from timeline._shown import columns
from timeline._words import one_line, sentence, standing_text

__all__ = ["TransitionTable", "transitions"]

_HEAD = ("when", "claim", "before", "after", "because of")


@frozen
class TransitionTable:
    """Every change of a story in said-time, in order; `print` shows it as text, a notebook as a table."""

    transitions: tuple[Transition, ...]
    _state: State = field(repr=False, eq=False)

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.transitions)

    def __len__(self) -> int:
        return len(self.transitions)

    def __str__(self) -> str:
        """Show a table for a terminal, each cause on one line."""
        return columns([_HEAD, *self._rows(100)])

    def _repr_html_(self) -> str:
        """Show the same table in a notebook."""
        return html_table(_HEAD, self._rows(1_000))

    def _rows(self, most: int) -> Iterator[tuple[str, ...]]:
        for move in self.transitions:
            before, after = standing_text(move.before), standing_text(move.after)
            yield str(move.at), move.claim, before, after, one_line(sentence(move.cause.event, self._state), most)


def transitions(of: Story | Timeline, claim: str | None = None) -> TransitionTable:
    """Return every change of a story's claims, or of one claim, in the order of said-time; of a timeline, as it stands now.

    Raises `UnknownClaimError` for a claim that the story does not know.
    """
    story = of.replay() if isinstance(of, Timeline) else of
    found = sorted(story.transitions(claim, as_logged=True), key=lambda move: move.at.order)
    return TransitionTable(tuple(found), story.state)
