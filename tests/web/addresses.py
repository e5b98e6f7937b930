"""The public site read once: every address of its site map, and whatever their pages link to or load."""

import re
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.web.crawling import Outline

HOST = "http://testserver"
MISSING = "/there-is-no-such-page/"
"""An address that leads nowhere: its page is read too."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers at an address."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self):
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def html(self):
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class ReadSite:
    """Answers by address. ``mapped``: the addresses of the site map and the one that leads nowhere."""

    mapped: tuple[str, ...]
    answers: dict[str, Answer]
    outlines: dict[str, Outline] = field(default_factory=dict)

    @property
    def pages(self):
        """The mapped addresses that are pages for people."""
        return [address for address in self.mapped if self.answers[address].is_page]

    def of_kind(self, folder):
        """The pages below ``folder``, without its index."""
        return [address for address in self.pages if address.startswith(folder) and address != folder]

    def outline(self, address):
        if address not in self.outlines:
            self.outlines[address] = Outline(self.answers[address].html)
        return self.outlines[address]

    def links(self, address):
        """(link as written, address within the site or None, fragment) of everything a page points to."""
        for link in self.outline(address).links:
            target, fragment = urldefrag(urljoin(HOST + address, link))
            yield link, target.removeprefix(HOST) if target.startswith(f"{HOST}/") else None, fragment


def read_site(client):
    """Every answer that a reader of the mapped pages can get by following a link, once each."""
    found = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    mapped = (*dict.fromkeys(urlsplit(address).path for address in found), MISSING)
    site = ReadSite(mapped, {address: ask(client, address) for address in mapped})
    for address in site.pages:
        for _, target, _ in site.links(address):
            if target and target not in site.answers:
                site.answers[target] = ask(client, target)
    return site


def ask(client, address):
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return Answer(response.status_code, dict(response.headers), body)
