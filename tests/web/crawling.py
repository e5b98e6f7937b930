"""Reads public pages as a visitor's browser and a crawler would."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urldefrag, urljoin

import html5lib

from content.languages import language_of


class Outline(HTMLParser):
    """The links, ids, heading levels and visible text of a page."""

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.levels, self.words, self.hidden = [], [], [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.links += [values[name] for name in ("href", "src") if values.get(name) is not None]
        self.ids += [values["id"]] if "id" in values else []
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.hidden += tag in ("title", "style", "script")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("title", "style", "script")

    def handle_data(self, data):
        self.words += [] if self.hidden else [data]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def crawl(client, start="/"):
    """Every page that can be reached from ``start`` in its language: path to its Outline, and the raw HTML."""
    outlines, html, waiting = {}, {}, [start]
    while waiting:
        path = waiting.pop()
        if (
            path in outlines
            or not path.startswith("/")
            or path.startswith("/static/")
            or path.endswith(".xml")
        ):
            continue
        if language_of(path) != language_of(start):
            continue
        response = client.get(path)
        assert response.status_code == 200, path
        if not response["Content-Type"].startswith("text/html"):
            continue  # data for programs: no outline, no more links
        html[path] = response.content.decode()
        outlines[path] = Outline(html[path])
        waiting += [urldefrag(urljoin(path, link)).url for link in outlines[path].links]
    return outlines, html


def broken_fragments(outlines):
    """Links to a place of a page that the page does not have, as (page, link)."""
    return [
        (path, link)
        for path, outline in outlines.items()
        for link in outline.links
        for target, fragment in [urldefrag(urljoin(path, link))]
        if target in outlines and fragment and fragment not in outlines[target].ids
    ]


def faults(html, outline):
    """Parse errors, headings out of order, ids used twice."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    skipped = [(a, b) for a, b in pairwise(outline.levels) if b - a > 1]
    twice = sorted({name for name in outline.ids if outline.ids.count(name) > 1})
    is_headed = outline.levels.count(1) == 1 and outline.levels[0] == 1
    return [*parser.errors, *skipped, *twice, *([] if is_headed else ["h1"])]
