"""What every page must stand in a real browser: each function returns the faults of an open page, as texts.

What costs most is axe: 0.2 to 0.5 s for one run, more than half of it for contrast. Rules about structure, names
and targets do not depend on colours, and rules about colours do not depend on the width, but for parts that are
shown at one width only. So one page of each kind, an index always, is gone through with every rule at every width
and with the rules about colours in every scheme, narrow and wide. Of the other pages of a kind, which share its
templates, each is gone through with every rule once, and with the rules about colours in the two other schemes;
widths and schemes are dealt out so that four pages in a row have every pair. Those two look at the main part: the
head and the foot are the same everywhere.

In these two, axe is asked only where a text of the page has a look that it has not judged before in the scheme: the
browser computes what each text is drawn with and every layer below it, and what a rule about colours says follows
from that alone. What could differ between two pages with the same looks, parts that lie over each other, is seen by
the run with every rule that each page gets.
No media query lies between 320 and 360 pixels, which a test holds, so both have one layout.
"""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

INSPECTING = Path(__file__).with_name("inspecting.js").read_text(encoding="utf-8")
AXE = Axe().axe_script
RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN_AXE = """async ([only, part]) => {
  const options = { runOnly: only, resultTypes: ["violations"], preload: false, elementRef: false };
  const { violations } = await axe.run(part, options);
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 100)}`));
}"""
NARROWEST, PHONE, WIDE = WIDTHS = (320, 360, 1280)
LIGHT = {"color_scheme": "light", "forced_colors": "none"}
DARK = {"color_scheme": "dark", "forced_colors": "none"}
FORCED = {"color_scheme": "light", "forced_colors": "active"}
DEALT = (
    ((NARROWEST, LIGHT), (WIDE, DARK), (WIDE, FORCED)),
    ((WIDE, DARK), (NARROWEST, LIGHT), (NARROWEST, FORCED)),
    ((WIDE, LIGHT), (NARROWEST, DARK), (NARROWEST, FORCED)),
    ((NARROWEST, DARK), (WIDE, LIGHT), (WIDE, FORCED)),
)
"""Width and scheme for every rule, then twice for the rules about colours."""
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


def resize(page, width):
    page.set_viewport_size({"width": width, "height": 800})


def inspect(page):
    """Make ``inspecting`` known to the page and open its disclosures. After what its console says was read."""
    page.evaluate(INSPECTING)
    page.evaluate("inspecting.open()")


def width_faults(page):
    """Sideways scroll at each width, also with the text spacing of WCAG 1.4.12."""
    faults = []
    for width in WIDTHS:
        resize(page, width)
        for way in ("overflow", "overflowWithSpacing"):
            faults += [f"{width} px, {way}: {fault}" for fault in page.evaluate(f"inspecting.{way}()")]
    return faults


def keyboard_faults(page, keys):
    """Stops that Tab misses, repeats or takes out of order, that show no ring, or are covered.

    ``keys`` is a session of the protocol with the browser: one message for a key instead of two.
    """
    for _ in range(page.evaluate("inspecting.startWalk()")):
        keys.send("Input.dispatchKeyEvent", TAB)
    return page.evaluate("inspecting.endWalk()")


def overflow(page):
    """The pixels by which the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def violations(page):
    """The rules of axe that the page breaks as it stands, each with the element that breaks it."""
    page.evaluate(AXE)
    return page.evaluate(RUN_AXE, [RULES, "html"])


def rule_faults(page, place=0, *, is_whole=False, seen=None):
    """The rules of axe that are broken; ``place`` of the page among its kind chooses what it is dealt.

    ``seen`` are looks that have passed in each scheme, as pairs; those of this page are added where they pass.
    """
    page.evaluate(AXE)
    page.evaluate(
        "document.activeElement.blur()"
    )  # the way past the menu covers what is under it while it has focus
    if is_whole:
        runs = [(width, LIGHT, RULES, "html") for width in WIDTHS]
        others = [(width, scheme) for width in (NARROWEST, WIDE) for scheme in (DARK, FORCED)]
        runs += [(*other, COLOURS, "html") for other in others]
    else:
        whole, *others = DEALT[place % len(DEALT)]
        runs = [(*whole, RULES, "html"), *((*other, COLOURS, "main") for other in others)]
    seen = set() if seen is None else seen
    faults = {}
    for width, scheme, rules, part in runs:
        resize(page, width)
        page.emulate_media(**scheme)
        looks = {(*scheme.values(), look) for look in page.evaluate("inspecting.looks()")}
        if part == "main" and looks <= seen:
            continue
        found = page.evaluate(RUN_AXE, [rules, part])
        faults |= dict.fromkeys(found)
        seen |= set() if found else looks
    page.emulate_media(**LIGHT)
    return list(faults)
