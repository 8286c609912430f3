"""What a page holds as data, and what replay says, in the words of the page."""

import json
import re

from timeline import When
from timeline._time import BEGINNING
from timeline._words import figures_text


def data_of(text):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])


def cut_of(label):
    return BEGINNING if label == "the start" else When(label)


def expected(replayed, claim):
    """What replay says of a claim, in the words of the page: status, label, figures, how many reports hold it up."""
    if claim not in replayed:
        return ["absent", "not on file", "", 0]
    found = replayed[claim]
    return [found.status.value, found.label, figures_text(found.figures), len({report.id for report in found.because})]
