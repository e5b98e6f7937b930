"""The addresses of the site that a file names, and the file with other addresses in their places."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from content.sitecopy.places import Answer

_ATTRIBUTE = re.compile(rb"""(\s(?:href|src|srcset|action|poster|content)=")([^"]*)(?=")""")
_ELEMENT = re.compile(rb"(<loc>|\shref=\")([^<\"]*)")
_STYLE = re.compile(rb"""(url\(["']?)([^"')]+)""")
_PLAIN = re.compile(rb"()(https?://[^\s<>()\[\]\"']*[^\s<>()\[\]\"'.,;:])")
_ID = re.compile(rb'\sid="([^"]*)"')
_WRITING = re.compile(rb'<form\b[^>]*\bmethod="?post\b.*?</form>', re.IGNORECASE | re.DOTALL)
_PATTERNS = {
    "text/html": _ATTRIBUTE,
    "image/svg+xml": _ATTRIBUTE,
    "application/xml": _ELEMENT,
    "text/xml": _ELEMENT,
    "application/atom+xml": _ELEMENT,
    "text/css": _STYLE,
    "text/plain": _PLAIN,
    "text/markdown": _PLAIN,
}
FHIR = "application/fhir+json"

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands: ``base`` is the address of the site without a slash, ``address`` its own."""

    base: str
    address: str

    def inner(self, link: str) -> tuple[str, str] | None:
        """The address on this site and the fragment that ``link`` leads to, or None."""
        target, fragment = urldefrag(urljoin(f"{self.base}{self.address}", link.strip()))
        if not target.startswith(f"{self.base}/"):
            return None
        return target.removeprefix(self.base), unquote(fragment)


def links_in(answer: Answer, place: Place) -> list[tuple[str, str]]:
    """The addresses of the site that the file names, each with its fragment, in their order."""
    found: dict[tuple[str, str], None] = {}

    def note(link: str) -> str:
        if inner := place.inner(link):
            found[inner] = None
        return link

    change_links(answer, note, is_reading=True)
    return list(found)


def relinked(answer: Answer, place: Place, moved: Change) -> bytes:
    """The file with every address of the site as ``moved`` has it."""

    def change(link: str) -> str:
        inner = place.inner(link)
        if inner is None or moved(inner[0]) == inner[0]:
            return link
        start = place.base if link.startswith(place.base) else ""
        return f"{start}{moved(inner[0])}{f'#{inner[1]}' if inner[1] else ''}"

    return change_links(answer, change)


def change_links(answer: Answer, change: Change, *, is_reading: bool = False) -> bytes:
    """The file with each link changed. In FHIR the addresses of resources are names, and stay."""
    if answer.is_json:
        data = json.loads(answer.body)
        changed = _in_fhir(data, change, is_reading) if answer.media_type == FHIR else _in_json(data, change)
        return answer.body if changed == data else _written(changed)
    pattern = _PATTERNS.get(answer.media_type)
    if pattern is None:
        return answer.body
    return pattern.sub(lambda match: match[1] + _changed(match, change), answer.body)


def _changed(match: re.Match[bytes], change: Change) -> bytes:
    """Escaped only where it differs: what stays keeps its bytes. "content" may be any text."""
    value = unescape(match[2].decode())
    if match[1].endswith(b'srcset="'):
        change = _each_size(change)
    is_text = match[1].endswith(b'content="') and not value.startswith(("http://", "https://"))
    new = value if is_text else change(value)
    return match[2] if new == value else escape(new).encode()


def _each_size(change: Change) -> Change:
    """For what names a picture in several sizes: "/a-320.jpg 320w, /a.jpg 640w"."""

    def changed(sizes: str) -> str:
        pairs = (size.strip().partition(" ") for size in sizes.split(","))
        return ", ".join(f"{change(address)}{blank}{width}" for address, blank, width in pairs)

    return changed


def _in_json(value: Any, change: Change) -> Any:  # noqa: ANN401  whatever JSON can hold
    if isinstance(value, dict):
        return {key: _in_json(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_in_json(inner, change) for inner in value]
    is_link = isinstance(value, str) and value.startswith(("http://", "https://", "/")) and " " not in value
    return change(value) if is_link else value


def _in_fhir(data: dict[str, Any], change: Change, is_reading: bool) -> dict[str, Any]:
    for entry in data.get("entry", ()) if is_reading else ():
        change(entry["fullUrl"])
    if "link" not in data:
        return data
    return {**data, "link": [{**link, "url": change(link["url"])} for link in data["link"]]}


def _written(data: object) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode()


def ids_in(answer: Answer) -> frozenset[str]:
    """The places of an HTML page that a fragment can lead to."""
    return frozenset(unescape(found.decode()) for found in _ID.findall(answer.body))


def without_forms(answer: Answer) -> tuple[Answer, int]:
    """The page without forms that send something: a copy has nobody to read it. And how many there were."""
    if not answer.is_html:
        return answer, 0
    body, count = _WRITING.subn(b"", answer.body)
    return Answer(answer.media_type, body), count


def addresses_of(links: list[tuple[str, str]]) -> Iterator[str]:
    return (address for address, _ in links)
