"""The pictures of the README: ``make screenshots`` draws them anew from the real library."""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.serving import served

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
COLOURS = 64
"""In each picture: enough for flat colours and the edges of letters."""
PICTURES = {
    "question-on-a-phone": ("/questions/side-effects/", (360, 720), "dark"),
    "who-should-not": ("/who-should-not/", (1280, 900), "light"),
}


def draw(browser, address, size, scheme):
    """The first view of a page as a PNG. Chromium's own letters, so another machine may draw it a little differently."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(address)
    drawn = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return drawn


def write(drawn, path):
    image = Image.open(io.BytesIO(drawn)).convert("RGB")
    small = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    print(f"{path.relative_to(FOLDER.parent.parent)}: {path.stat().st_size:,} bytes")


def main():
    FOLDER.mkdir(exist_ok=True)
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with served() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, size, scheme) in PICTURES.items():
            write(draw(browser, site + path, size, scheme), FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
