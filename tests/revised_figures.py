"""The example of the revised figures, to be imported: a name that begins with a number cannot be."""

from examples_path import example

_EXAMPLE = example("revised_figures")
figure_of, figures, tell = _EXAMPLE.figure_of, _EXAMPLE.figures, _EXAMPLE.tell
