"""How large the page is, how long it takes to make, and how long a step of its sliders takes in Chromium.

    python benchmarks/page.py [REPORTS …]        for 15, 200 and 2,000 reports where no number is given

A step is timed from the slider's event to the end of the layout that it causes, for every moment of each clock, going
back one by one; a jump the same, between moments far apart. Of five passes the shortest counts, for the machine may be
busy with other things. The aim is 16 ms, one frame. Nothing is asserted: machines differ.
"""

import os
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from timeline.views import page

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from long_story import tell

NAMES = ("chromium", "chromium-browser", "google-chrome")
STEPS = """async () => {
    const found = {};
    for (const id of ['said', 'known']) {
        const slider = document.getElementById(id), last = +slider.max, places = [];
        for (let i = last; i >= 0; i--) places.push(i);
        for (let i = 0; i < 200; i++) places.push((i * 7919) % (last + 1));
        const best = places.map(() => Infinity);
        for (let pass = 0; pass < 5; pass++) {
            for (const [i, place] of places.entries()) {
                slider.value = place;
                const from = performance.now();
                slider.dispatchEvent(new Event('input'));
                document.body.offsetHeight;
                best[i] = Math.min(best[i], performance.now() - from);
                if (i % 20 === 0) await new Promise(requestAnimationFrame);
            }
            slider.value = last;
            slider.dispatchEvent(new Event('input'));
        }
        const steps = best.slice(0, last + 1), jumps = best.slice(last + 1);
        found[id] = [steps, jumps].map(times => {
            times.sort((a, b) => a - b);
            return [0.5, 0.95, 0.99, 1].map(part => times[Math.ceil(part * times.length) - 1]);
        });
    }
    return found;
}"""


def main(sizes: list[int]) -> None:
    found = next((place for name in NAMES if (place := shutil.which(name))), None)
    if found is None:
        raise SystemExit("no Chromium found, and it takes the steps; install it (on Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with TemporaryDirectory() as folder, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=["--no-sandbox"] if root else [])
        print("milliseconds: median, 95th and 99th of 100, longest")
        for size in sizes:
            story = tell(size)
            began = time.perf_counter()
            text = page(story)
            took = time.perf_counter() - began
            path = Path(folder) / "story.html"
            path.write_text(text, encoding="utf-8")
            tab = browser.new_page(viewport={"width": 1200, "height": 900})
            tab.goto(path.as_uri())
            print(f"{size:,} reports: made in {took:.2f} s, {len(text.encode()):,} bytes")
            for clock, (steps, jumps) in tab.evaluate(STEPS).items():
                one, far = (", ".join(f"{ms:.1f}" for ms in times) for times in (steps, jumps))
                print(f"    {clock:>5}: a step {one}; a jump {far}")
            tab.close()
        browser.close()


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [15, 200, 2_000])
