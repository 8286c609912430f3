"""Takes pictures of the page: three stories, on a desktop and a phone, dark, in grey, and on paper.

The stories are the seed story, one in Arabic, Hebrew and Korean, and one of 2,000 reports.

    python docs/pictures/take.py [FOLDER]        into pictures/ where no folder is given

It needs Chromium (on Debian: apt-get install chromium) and the extra dev. Look at the pictures before a change to the
page is done; docs/pictures/page.png is the one named seed-desktop-chart.png.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from timeline.views import page

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
import long_story
import many_scripts
import seed_story

STORIES = {
    "seed": (seed_story.tell, "North Korean troops in Russia, October 2024"),
    "scripts": (many_scripts.tell, "ميناء · נמל · 항만, made up"),
    "long": (long_story.tell, "A long story, made up"),
}
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = {"viewport": {"width": 1100, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
SCENES: Mapping[str, Mapping[str, Any]] = {
    "desktop": DESKTOP,
    "phone": PHONE,
    "dark": {**DESKTOP, "color_scheme": "dark"},
    "phone-dark": {**PHONE, "color_scheme": "dark"},
    "grey": DESKTOP,
}
GREY = "() => { document.documentElement.style.filter = 'grayscale(1)' }"
THEN = """() => { const said = document.getElementById('said'); said.value = Math.floor(said.max / 2);
    said.dispatchEvent(new Event('input')); }"""


def take(folder: Path) -> list[Path]:
    """Take all pictures and return where they are."""
    from playwright.sync_api import sync_playwright

    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("no Chromium found, and it takes the pictures; install it (on Debian: apt-get install chromium)")
    folder.mkdir(parents=True, exist_ok=True)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with TemporaryDirectory() as pages, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=["--no-sandbox"] if root else [])
        taken: list[Path] = []
        for story, (tell, title) in STORIES.items():
            address = Path(pages) / f"{story}.html"
            address.write_text(page(tell(), title=title), encoding="utf-8")
            for scene, options in SCENES.items():
                taken += shoot(browser, address, folder / f"{story}-{scene}.png", options)
        browser.close()
    return taken


def shoot(browser: Any, address: Path, to: Path, options: Mapping[str, Any]) -> list[Path]:
    """Take one page from top to bottom; on a desktop also on paper, its chart alone, and half-way through the story."""
    tab = browser.new_context(**options).new_page()
    tab.goto(address.as_uri())
    if to.stem.endswith("grey"):
        tab.evaluate(GREY)
    unroll(tab)
    tab.screenshot(path=to, full_page=True)
    if not to.stem.endswith("desktop"):
        return [to]
    paper, chart, then = to.with_suffix(".pdf"), to.with_name(f"{to.stem}-chart.png"), to.with_name(f"{to.stem}-then.png")
    tab.pdf(path=paper, format="A4")
    tab.screenshot(path=chart, full_page=True, clip=around(tab))
    tab.evaluate(THEN)
    tab.screenshot(path=then, full_page=True)
    return [to, paper, chart, then]


def unroll(tab: Any) -> None:
    """Make the window as high as the page: what lies outside it is laid out only when it comes near."""
    for _ in range(3):
        height = tab.evaluate("() => document.documentElement.scrollHeight")
        tab.set_viewport_size({"width": tab.viewport_size["width"], "height": height})
        tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def around(tab: Any) -> dict[str, float]:
    """Return the part of the page from the heading of its chart to the chart's end."""
    top, chart = tab.locator("#chart-title").bounding_box(), tab.locator("#chart").bounding_box()
    return {"x": 20, "y": top["y"], "width": 1060, "height": chart["y"] + chart["height"] + 16 - top["y"]}


if __name__ == "__main__":
    for path in take(Path(sys.argv[1] if len(sys.argv) > 1 else "pictures")):
        print(f"{path}: {path.stat().st_size:,} bytes")
