"""Lighthouse, as on a phone, on a server like the real one: ``make lighthouse`` prints the middle of three runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.serving import PLACE, served
from tests.tools import VERSIONS, install, installed

PAGES = ("/", "/questions/side-effects/", "/who-should-not/", "/search/")
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOAL = (99, 100, 100, 100)
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


def run(address):
    """One report. The preset of Lighthouse is a mid-range phone on a slow network."""
    out = PLACE / "report.json"
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    script = installed("lighthouse") / "cli" / "index.js"
    options = ["--quiet", f"--chrome-flags={FLAGS}", "--output=json", f"--output-path={out}"]
    options.append(f"--only-categories={','.join(CATEGORIES)}")
    command = ["node", str(script), address, *options]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium})
    return json.loads(out.read_text(encoding="utf-8"))


def figures(report):
    """Scores, paints in milliseconds, bytes, requests."""
    audits = report["audits"]
    asked = audits["network-requests"]["details"]["items"]
    return [
        *(round(100 * report["categories"][name]["score"]) for name in CATEGORIES),
        *(round(audits[f"{paint}-contentful-paint"]["numericValue"]) for paint in ("first", "largest")),
        sum(request["transferSize"] for request in asked),
        len(asked),
    ]


def failed(report):
    """What keeps a score from being full."""
    names = {
        part["id"]
        for name in CATEGORIES
        for part in report["categories"][name]["auditRefs"]
        if part["weight"]
    }
    return sorted(name for name in names if (report["audits"][name]["score"] or 0) < 0.9)


def is_there(address):
    try:
        with urlopen(address):  # noqa: S310  an address of this machine
            return True
    except HTTPError:
        return False


def main():
    if not shutil.which("node"):
        return "node is needed (Debian: apt-get install nodejs npm)"
    install("lighthouse")
    missed = []
    print(f"Lighthouse {VERSIONS['lighthouse']}")
    print("| page | Perf/A11y/BP/SEO | first, largest paint (ms) | bytes | requests |\n|---|---|---|---|---|")
    with served() as site:
        for page in filter(lambda page: is_there(site + page), PAGES):
            reports = [run(site + page) for _ in range(RUNS)]
            middle = [median(values) for values in zip(*map(figures, reports), strict=True)]
            scores, (first, largest, size, asked) = middle[:4], middle[4:]
            print(
                f"| `{page}` | {'/'.join(map(str, scores))} | {first}, {largest} | {size:,} | {asked} |",
                flush=True,
            )
            if any(score < goal for score, goal in zip(scores, GOAL, strict=True)):
                missed.append(f"{page}: {', '.join(failed(reports[0])) or 'speed'}")
    return "\n".join(missed) or None


if __name__ == "__main__":
    Path(PLACE).mkdir(parents=True, exist_ok=True)
    sys.exit(main())
