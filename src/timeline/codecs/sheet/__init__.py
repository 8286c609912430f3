"""Sheets: a timeline's reports as CSV and as TimelineJS's JSON, and back; a row is a report.

Nothing is guessed from prose. Phrases have columns of their own, are read by rules, and every reading is shown.
"""

from timeline.codecs.sheet._columns import COLUMNS, TIMELINEJS, Column
from timeline.codecs.sheet._csv import decode_csv, encode_csv, template
from timeline.codecs.sheet._export import Export
from timeline.codecs.sheet._figures import WORDS
from timeline.codecs.sheet._rows import Reading, Sheet
from timeline.codecs.sheet._timelinejs import decode_timelinejs, encode_timelinejs

__all__ = [
    "COLUMNS",
    "TIMELINEJS",
    "WORDS",
    "Column",
    "Export",
    "Reading",
    "Sheet",
    "decode_csv",
    "decode_timelinejs",
    "encode_csv",
    "encode_timelinejs",
    "template",
]
