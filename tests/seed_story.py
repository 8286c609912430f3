"""The story that the library starts from: 22 statements by six sources on twelve claims, October 2024.

Prints what stood at the end of the 17th and of the 18th, and what changed in between. The quotations are short ones
from an article of Business Insider; sources, dates and claims were set by hand for this library (see NOTICE).
"""

from typing import Any

from timeline import ClaimAdded, Quantity, Source, Timeline

PUBLISHED = "2024-10-18~"
BI = ("business-insider",)

CLAIMS = {
    "video": "The released footage shows North Korean troops being outfitted in Russian gear at Russia's Sergievsky "
    "training ground",
    "outfitted": "North Korean troops are being outfitted in Russian gear",
    "present": "North Korean troops are in Russia",
    "shipped": "North Korean soldiers were transported from the North on Russian navy ships",
    "joining": "Thousands of North Korean troops are set to join Russian forces in Ukraine",
    "preparing": "North Korea is preparing soldiers on its own land for this",
    "moved": "The soldiers being prepared have been moved to Ukraine or to Russia",
    "in-ukraine": "North Korean tactical personnel and officers are in temporarily occupied territories of Ukraine",
    "engaged": "North Koreans are actively engaged as soldiers in the war effort",
    "helping": "North Korea is helping to fuel Russia's war of aggression against Ukraine",
    "closer-cooperation": "Cooperation between Russia and North Korea has increased",
    "first-since-korea": "This is North Korea's first major involvement in a war since the Korean War in 1950-1953",
}
FUTURE = {"joining"}

spravdi = Source(
    "spravdi", name="Center for Strategic Communication and Information Security", party="ukraine", tz="Europe/Kyiv"
)
zelenskyy = Source("zelenskyy", name="Volodymyr Zelenskyy, President of Ukraine", party="ukraine", tz="Europe/Kyiv")
nis = Source("nis", name="National Intelligence Service", party="south-korea", tz="Asia/Seoul")
rutte = Source("rutte", name="Mark Rutte, NATO Secretary General", party="nato", tz="Europe/Brussels")
ryder = Source(
    "ryder", name="Maj. Gen. Pat Ryder, Pentagon press secretary", party="united-states", tz="America/New_York"
)
outlet = Source("business-insider", name="Business Insider", party="business-insider", tz="America/New_York")

SPECIAL_FORCES = Quantity("around 1,500", low=1500, high=1500, of="special forces troops")
THURSDAY = (
    "We've got information that North Korea sent tactical personnel and officers to Ukraine on temporary occupied "
    "territories, and they are preparing on their land, 10,000 soldiers, but they didn't move them already to Ukraine "
    "or to Russia"
)
EVEN_IF = (
    "Even if North Korea is not physically there at the battlefield, then still they are helping to fuel Russia's war "
    "of aggression against Ukraine in every way they can"
)
IF_TRUE = "If true, that would demonstrate an increase in the cooperation between Russia and North Korea."
SHOULD = (
    "Should North Korean troops' involvement in the conflict be confirmed, it would mark North Korea's first major "
    "involvement in a war since the Korean War in 1950-1953."
)


def tell() -> Timeline:
    """Return the whole story, with its sources and claims introduced."""
    article: dict[str, Any] = {"said": PUBLISHED, "published": PUBLISHED, "kind": "article"}
    video = {**article, "kind": "video release", "via": BI, "evidence": ("sergievsky-video",)}
    friday: dict[str, Any] = {"said": "on Friday", "published": PUBLISHED, "via": BI}
    thursday: dict[str, Any] = {"said": "on Thursday", "published": PUBLISHED, "via": BI}
    gear = "being outfitted in Russian gear"
    remark = {**thursday, "kind": "remark", "quote": THURSDAY}
    statement, comment = {**friday, "kind": "statement"}, {**friday, "kind": "comment"}
    response = {**thursday, "kind": "response"}
    return Timeline(
        [
            *(spravdi, zelenskyy, nis, rutte, ryder, outlet),
            *(ClaimAdded(claim=claim, text=text, future=claim in FUTURE) for claim, text in CLAIMS.items()),
            spravdi.affirms("video", quote=gear, **video),
            spravdi.affirms("outfitted", quote=gear, **video),
            spravdi.affirms("present", quote=gear, **video),
            spravdi.affirms("joining", quote="in preparation for deployment to Ukraine", **video),
            outlet.relays("video", **article),
            outlet.cannot_confirm(
                "video",
                quote="Business Insider was unable to independently verify the footage.",
                reason="unverified",
                **article,
            ),
            nis.affirms("joining", quantity="thousands", **statement),
            nis.affirms("shipped", **statement),
            nis.affirms("present", quantity=SPECIAL_FORCES, **statement),
            zelenskyy.affirms("in-ukraine", **remark),
            zelenskyy.affirms("preparing", quantity="10,000 soldiers", **remark),
            # "already": it speaks only up to the day it was said, and of the 10,000
            zelenskyy.denies("moved", up_to="2024-10-17", quantity="10,000 soldiers", **remark),
            # the paraphrase says more than the quotation: "preparing to send 10,000 troops to occupied areas"
            outlet.relays("joining", quantity="10,000 troops", **article),
            rutte.cannot_confirm(
                "engaged",
                quote="Our official position is that we cannot confirm reports that North Koreans are actively now as "
                "soldiers engaged in the war effort.",
                **comment,
            ),
            rutte.supposes("engaged", quote=EVEN_IF, **comment),
            rutte.affirms("helping", quote=EVEN_IF, **comment),
            ryder.queries("present", quote="looking into", **response),
            ryder.cannot_confirm("present", quote="We can't confirm or corroborate those reports", **response),
            ryder.supposes("present", quote=IF_TRUE, **response),
            ryder.supposes("closer-cooperation", quote=IF_TRUE, **response),
            outlet.supposes("engaged", quote=SHOULD, **article),
            outlet.supposes("first-since-korea", quote=SHOULD, **article),
        ]
    )


if __name__ == "__main__":
    story = tell()
    for day in ("2024-10-17", "2024-10-18"):
        print(f"What stood at the end of {day}\n\n{story.replay(as_of=day)}\n")
    print(f"What changed, and why\n\n{story.diff('2024-10-17', '2024-10-18')}")
