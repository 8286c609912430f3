"""The columns of a sheet: one row is one report; what each column says, and an example."""

from typing import Final

from attrs import frozen

__all__ = ["COLUMNS", "TIMELINEJS", "TIMES", "Column"]


@frozen
class Column:
    """A column: its head, what it says, and the words of an example row.

    ``exact`` texts are taken as they are; blanks around others are dropped.
    """

    name: str
    means: str
    example: str = ""
    exact: bool = False


COLUMNS: Final = (
    Column("source", "who spoke: a short id, the same in every row; empty: unknown", "nis"),
    Column("source_name", "the source's full name", "National Intelligence Service", exact=True),
    Column("party", "whom the source speaks for; voices of one party are one origin", "south-korea"),
    Column("office", "the office that the source holds"),
    Column("tz", "the source's time zone, an IANA name; phrases are read in it", "Asia/Seoul"),
    Column("claim", "what it speaks about: a short id, the same in every row", "present"),
    Column("claim_text", "the claim as a sentence", "North Korean troops are in Russia", exact=True),
    Column("future", "yes where the claim speaks of the future"),
    Column("due", "when a claim about the future falls due: a date"),
    Column("stance", "affirm, deny, not_confirm, query, decline, suppose or relay", "affirm"),
    Column("said", "when it was said: 2024-10-18, 2024-10, an interval, or an instant with offset; [zone] may follow"),
    Column("said_words", "the words for it, such as: on Friday; read where said is empty, else kept beside it", "on Friday"),
    Column("published", "when the public could read it; phrases are read against it", "2024-10-18"),
    Column("published_words", "the words for it; only kept"),
    Column("happened", "when what is reported took place"),
    Column("happened_words", "the words for it; read as said_words are"),
    Column("up_to", "up to when a denial speaks: not yet, not already"),
    Column("up_to_words", "the words for it; read as said_words are"),
    Column("certainty", "how sure the source says it is: certain, probable, possible; empty: not stated"),
    Column("reason", "why it cannot confirm: unverified, no_evidence"),
    Column("quote", "its words, verbatim", "around 1,500 troops have arrived", exact=True),
    Column("figure", "the figure in the words used: about 1,500; thousands; up to 12,000", "around 1,500", exact=True),
    Column("low", "the figure's lower bound; with any of low, high, strict, unit, counted given nothing is read from the words"),
    Column("high", "the figure's upper bound"),
    Column("strict", "yes where the bounds are exclusive, as in: more than 10,000; else no"),
    Column("unit", "what the numbers are in", exact=True),
    Column("counted", "what is counted", exact=True),
    Column("locale", "the language and region in which figure and phrases are written: en, de_CH, ko", "en"),
    Column("kind", "statement, remark, comment, response …", "statement", exact=True),
    Column("via", "the carriers, nearest to us last; several parted by ; or on a line each", "business-insider", exact=True),
    Column("basis", "what it rests on: sources or items; several as for via", exact=True),
    Column("cites", "what it only mentions; several as for via", exact=True),
    Column("evidence", "what it releases: the video, the document; several as for via", exact=True),
    Column("url", "where it is to be read", "https://example.org/nis", exact=True),
    Column("lang", "the language of its words", "en", exact=True),
    Column("recorded", "when we recorded it: an instant; empty: when the public could know it"),
    Column("id", "the report's id; empty: derived from the row"),
)
"""The columns of a sheet, in the order in which they are written."""

TIMES: Final = ("said", "published", "happened", "up_to")
"""The columns with a time, each of which has one with its words."""

TIMELINEJS: Final = (
    Column("year", "the beginning of said"),
    Column("month", "the same"),
    Column("day", "the same"),
    Column("time", "the same, in the zone of tz"),
    Column("end_year", "the end of said"),
    Column("end_month", "the same"),
    Column("end_day", "the same"),
    Column("end_time", "the same"),
    Column("display_date", "becomes said_words"),
    Column("headline", "becomes claim_text", exact=True),
    Column("text", "becomes quote", exact=True),
    Column("media", "becomes url", exact=True),
    Column("media_credit", "becomes via"),
    Column("media_caption", "is not held"),
    Column("media_thumbnail", "is not held"),
    Column("alt_text", "is not held"),
    Column("type", "a title or an era is no report and is left out"),
    Column("group", "becomes claim"),
    Column("background", "is not held"),
    Column("link", "is not held"),
)
"""TimelineJS's columns, which are taken where ours are empty."""
