"""Sentences: where one ends and the next begins, for text as web pages print it."""

import re
from collections.abc import Iterator

from content.pipeline.spans import Span, trimmed, without_unseen

MAX_SENTENCE = 1200
"""The longest sentence of the articles has 260 characters."""

_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st vs no approx e.g i.e eg ie etc fig inc ltd ca cf dept est excl incl max min".split()
)
_END = re.compile(r"(?:[.!?]+|…)[\"'”’)\]»]*")
_WORD_BEFORE = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]+$")
_JOINED = re.compile(r"[a-z)]\.$")
_NEAR = 4
_NEXT_SENTENCE = re.compile(r"[A-Z][a-z]+[ ,]")


def split_sentences(text: str, span: Span) -> list[Span]:
    """The sentences of ``text`` inside ``span``, blank ends trimmed, in order.

    A full stop after an abbreviation, inside a number or after a list number does not end one. A
    sentence that starts without a space after the last one is split off all the same. A run of more than
    MAX_SENTENCE characters is no prose; it is cut at blanks, so that nothing later takes long over it.
    """
    sentences, start = [], span.start
    for end in _ends(text, span):
        if end <= start:
            continue
        if sentence := trimmed(text, start, end):
            sentences.append(sentence)
        start = end
    if rest := trimmed(text, start, span.end):
        sentences.append(rest)
    if all(len(sentence) <= MAX_SENTENCE for sentence in sentences):
        return sentences
    return [piece for sentence in sentences for piece in bounded(text, sentence)]


def bounded(text: str, span: Span) -> Iterator[Span]:
    """``span`` in pieces of at most MAX_SENTENCE characters, cut at blanks where there are any."""
    start = span.start
    while span.end - start > MAX_SENTENCE:
        blank = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        end = blank if blank > 0 else start + MAX_SENTENCE
        if piece := trimmed(text, start, end):
            yield piece
        start = end
    if piece := trimmed(text, start, span.end):
        yield piece


def _ends(text: str, span: Span) -> Iterator[int]:
    for match in _END.finditer(text, span.start, span.end):
        if match.end() < span.end and _is_end(text, span, match):
            yield match.end()


def _is_end(text: str, span: Span, match: re.Match[str]) -> bool:
    after = without_unseen(text[match.end() : min(span.end, match.end() + 30)])
    if not after:
        return False
    if match.group()[0] == "." and _is_abbreviation(text, span, match, after):
        return False
    if after[0].isspace():
        return not after.lstrip()[:1].islower()
    joined = _JOINED.search(without_unseen(text[max(span.start, match.start() - _NEAR) : match.end()]))
    return bool(joined and _NEXT_SENTENCE.match(after))


def _is_abbreviation(text: str, span: Span, match: re.Match[str], after: str) -> bool:
    if match.group() != ".":
        return False
    before = without_unseen(text[max(span.start, match.start() - 20) : match.start()])
    if before.strip().isdigit() and match.start() - len(before) <= span.start:
        return True  # a list number: "1. Wrinkles"
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    last = word.group().lower()
    is_initial = len(last) == 1 and word.group().isupper()
    ends_list = last == "etc" and after.lstrip()[:1].isupper()
    return (
        (last in _ABBREVIATIONS and not ends_list and last != "no")
        or is_initial
        or _is_number_sign(last, after)
    )


def _is_number_sign(word: str, after: str) -> bool:
    return word == "no" and after.lstrip()[:1].isdigit()
