"""Tailing a store into an Atom feed: one thread records what comes in, another follows and publishes what moved."""

import tempfile
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

from timeline import Source, Timeline, stores
from timeline.views import feed

ADDRESS = "https://example.org/story.xml"
ATOM = "{http://www.w3.org/2005/Atom}"

nis, kyiv = Source("nis", party="south-korea"), Source("zelenskyy", party="ukraine")
COMING = (
    [nis, kyiv, kyiv.denies("moved", said="2024-10-17", up_to="2024-10-17")],
    [nis.affirms("present", said="2024-10-18")],
    [kyiv.affirms("present", said="2024-10-19"), nis.affirms("moved", said="2024-10-20")],
)


def record(path: Path) -> None:
    """Record each batch as it comes in; a batch is on the disk, whole, when `append` returns."""
    with stores.open(path) as store:
        for batch in COMING:
            store.append(*batch)


def publish(path: Path, target: Path) -> None:
    """Follow the store from its start, and write the feed anew after each entry; ends after a second of silence."""
    with stores.open(path, readonly=True) as store:
        story = Timeline()
        for entry in store.follow(timeout=1.0):
            story = story.extend([entry])
            target.write_text(feed(story, address=ADDRESS, title="What moved"), encoding="utf-8")


with tempfile.TemporaryDirectory() as folder:
    path, target = Path(folder) / "story.db", Path(folder) / "story.xml"
    stores.open(path).close()
    writer = Thread(target=record, args=(path,))
    writer.start()
    publish(path, target)
    writer.join()

    published = ElementTree.parse(target).getroot()
    print(published.findtext(f"{ATOM}title"))
    for entry in published.iter(f"{ATOM}entry"):
        print(" ", entry.findtext(f"{ATOM}title"))
    with stores.open(path, readonly=True) as store:
        print(f"\n{store.head.position} entries in the store, whole: {store.verify().size == store.head.position}")
