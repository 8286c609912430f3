"""Where the examples and their data are."""

from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
