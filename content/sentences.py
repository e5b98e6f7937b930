"""Lasting addresses of sentences: a shared link shows the same words, or the page says that they changed.

A sentence's place on its page changes when one is inserted above it. Its words do not: the address is made of
them. Once the words change, the old address leads nowhere, and the page says so (static/js/detail.js).
"""

from base64 import b32encode
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol

PREFIX = "s-"
LENGTH = 7
"""Characters of the hash, 5 bits each: two of 100 sentences have the same one on 1 page in 7 million."""


class Sentence(Protocol):
    position: int
    text: str
    context: str


def names_of(claims: Iterable[Sentence]) -> dict[int, str]:
    """The name of each claim of one page by its position; the same words a second time have a number."""
    names, times = {}, Counter[str]()
    for claim in sorted(claims, key=lambda claim: claim.position):
        name = name_of(f"{claim.context} {claim.text}")
        times[name] += 1
        names[claim.position] = name if times[name] == 1 else f"{name}-{times[name]}"
    return names


def name_of(text: str) -> str:
    """The name of a sentence and its lead-in: the same for the same words, whatever the blanks."""
    digest = sha256(" ".join(text.split()).encode()).digest()
    return PREFIX + b32encode(digest).decode().lower()[:LENGTH]
