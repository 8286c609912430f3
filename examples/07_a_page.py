"""A page: the seed story as one HTML file that replays it on both clocks, and loads nothing from anywhere."""

import re
from importlib.resources import files
from pathlib import Path

from timeline import Policy
from timeline.stores import load
from timeline.views import page

story = load(str(files("timeline.cli") / "seed_story.jsonl"))
html = page(story, title="North Korean troops in Russia, October 2024")
Path("story.html").write_text(html, encoding="utf-8")

print("story.html written; open it in a browser and move its sliders")
print("addresses that it loads something from:", re.findall(r"(?:src|href)=[\"']?https?://[^\"' >]+", html))
print("headings:", ", ".join(re.findall(r"<h2[^>]*>([^<]+)</h2>", html)))

# the same story under another policy: three origins instead of two
strict = page(story, title="The same, and three origins corroborate", policy=Policy(min_origins=3))
print("claims that are corroborated by two origins, and by three:", end=" ")
print(*(sum(c.status.value == "corroborated" for c in story.replay(policy=Policy(min_origins=n)).values()) for n in (2, 3)))
print("the two pages differ:", html != strict)
