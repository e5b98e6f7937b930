"""Reads what programs are told of a page, and the words that a person sees on it."""

import json
import re
import tomllib
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

TERMS = tomllib.loads((Path(__file__).parent / "schema_terms.toml").read_text(encoding="utf-8"))
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NOT_WORDS = {"@context", "@id", "@type", "url", "item", "urlTemplate", "query-input", "inLanguage"}


class Seen(HTMLParser):
    """The words of a page as they are read: without the numbers that lead to the evidence."""

    def __init__(self, html):
        super().__init__()
        self.words, self.skipped = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if self.skipped or tag in ("script", "style", "title") or ("class", "marker") in attrs:
            self.skipped += [tag] if tag not in ("br", "img", "meta", "link", "input", "wbr") else []

    def handle_endtag(self, tag):
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()

    def handle_data(self, data):
        self.words += [] if self.skipped else [data]


def seen(html):
    """The visible words of a page without any white space: tags stand between words and full stops."""
    return squeezed("".join(Seen(html).words))


def squeezed(text):
    return "".join(text.split())


def linked(html):
    """The JSON-LD of a page; None where it has none."""
    found = BLOCK.findall(html)
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def strings(node, key=""):
    """Every string of JSON-LD with the property that holds it."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from strings(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value, key)
    elif isinstance(node, str):
        yield key, node


def nodes(node):
    """Every node of JSON-LD that has a type."""
    if isinstance(node, dict):
        if "@type" in node:
            yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def of_type(html, name):
    found = linked(html) or {}
    return [node for node in nodes(found) if name in types(node)]


def types(node):
    kind = node["@type"]
    return kind if isinstance(kind, list) else [kind]


def unknown_terms(graph):
    """What the list of terms does not allow: a type, a property on a type, or a value of a property."""
    faults = []
    for node in nodes(graph):
        own = types(node)
        faults += [name for name in own if name not in TERMS["types"]]
        family = {"Thing", *own, *(parent for name in own for parent in TERMS["types"].get(name, []))}
        for name, value in node.items():
            if not name.startswith("@"):
                faults += property_faults(name, value, family)
    return faults


def property_faults(name, value, family):
    term = TERMS["properties"].get(name)
    if term is None or not family & set(term["on"]):
        return [f"{name} of {sorted(family)}"]
    values = value if isinstance(value, list) else [value]
    return [f"{name}: {each}" for each in values if not is_expected(each, term["expects"])]


def is_expected(value, expects):
    if isinstance(value, dict) and "@type" in value:
        family = {"Thing", *types(value), *(p for name in types(value) for p in TERMS["types"].get(name, []))}
        return bool(family & set(expects))
    if isinstance(value, dict):
        return set(value) == {"@id"} and "id" in expects
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return "Integer" in expects
    is_date = re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    is_url = re.match(r"https?://", value)
    return ("Date" in expects and is_date) or ("URL" in expects and is_url) or "Text" in expects


def metas(html):
    """The Open Graph and other values in the head, by their names."""
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html)
    return {name: unescape(value) for name, value in found}


def links(html):
    """The addresses in the head by relation and type."""
    found = re.findall(r'<link rel="([a-z]+)"(?: type="([^"]*)")?(?: title="[^"]*")? href="([^"]*)">', html)
    return {(rel, kind): unescape(href) for rel, kind, href in found}
