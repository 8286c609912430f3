"""Line laws: what a line says does not depend on the road by which it is read."""

from collections.abc import Iterator

from timeline import Entry, RecordError, Timeline
from timeline.codecs import encode
from timeline.codecs._json import plainly
from timeline.codecs._straight import in_c, in_python, road
from timeline.codecs._usual import usual

__all__ = ["the_straight_road_is_the_plain_one", "written_otherwise"]

_ROADS = (usual, *(road(*by) for by in (in_python(), in_c()) if by is not None))


def the_straight_road_is_the_plain_one(timeline: Timeline) -> None:
    """Whatever a line says, and however it is written, the road in few steps gives the entry of the plain one, or none."""
    for entry in timeline:
        for line in written_otherwise(encode(entry)):
            for straight in _ROADS:
                found = straight(line)
                if found is not None:
                    _same_by_the_plain_road(found, line)


def _same_by_the_plain_road(found: Entry, line: bytes) -> None:
    try:
        right = plainly(line)
    except RecordError as error:
        raise AssertionError(f"{line!r} is no record ({error}), and is taken for {found!r}") from None
    assert found == right, f"{line!r} is taken for {found!r}, not {right!r}"
    assert repr(found) == repr(right), f"{line!r} is taken for {found!r}, whose id is given, or not, as in {right!r}"
    assert hash(found) == hash(right), f"{line!r} is taken for what is equal and has another hash"
    assert encode(found) == encode(right), f"{line!r} encodes anew to {encode(found)!r}, not {encode(right)!r}"


def written_otherwise(line: bytes) -> Iterator[bytes]:
    """Yield a line, the same written otherwise, and what differs from it in one place and may be no record."""
    yield from (line, line + b"\n", line.replace(b":", b": "))
    for old, new in _CHANGES:
        if old in line:
            yield line.replace(old, new, 1)


_CHANGES = (
    (b'"claim":', b'"claim":"c","claim":'),
    (b'"said":', b'"said":"2024","said":'),
    (b',"type":"report"', b""),
    (b',"type":"report"', b',"type":["report"]'),
    (b'"version":1', b'"version":true'),
    (b'"version":1', b'"version":1.0'),
    (b'"version":1', b'"version":2'),
    (b'"version":1', b'"version":1,"x":1'),
    (b'"recorded":"', b'"recorded":"~'),
    (b'"said":"', b'"said":" '),
    (b'"said":"', b'"said":"2024-10-18T10:00Z/'),
    (b'"said":', b'"reason":"unverified","said":'),
    (b'"said":', b'"up_to":"2024-01-01","said":'),
    (b'"said":', b'"up_to":"2024-01-01/..","said":'),
    (b'"said":', b'"kind":null,"said":'),
    (b'"said":', b'"kind":"\xff","said":'),
    (b'"said":', b'"kind":"\\u200f","said":'),
    (b'"said":', b'"lang":"\\ud800","said":'),
    (b'"said":', b'"quantity":{"low":1e999,"words":"x"},"said":'),
    (b'"said":', b'"quantity":{"high":9007199254740993,"low":9007199254740993,"words":"x"},"said":'),
    (b'"said":', b'"quantity":{"high":true,"low":true,"words":"x"},"said":'),
    (b'"said":', b'"via":"radio","said":'),
    (b'"said":', b'"happened":"../2024-02-30","said":'),
    (b'"source":"', b'"basis":["a"],"source":"'),
    (b'"source":"', b'"source":"\\u0061'),
    (b'"source":', b'"source":["a"],"x":'),
    (b'"id":"', b'"id":" '),
    (b'"id":"', b'"id":"report-'),
    (b'"id":"', b'"given_id":"x","id":"'),
)
"""What a line may have, and what would stand there instead."""
