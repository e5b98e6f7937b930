"""A page as its reader sees it: sentences, headings and lists, each with its place in the Markdown."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.pipeline.citations import HEADING, Block, Claim, find_blocks, parse_claims, sentences_of
from content.pipeline.copying import BREAK
from content.pipeline.spans import Span

_ADDRESS = re.compile(r"(?<=\])\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_QUOTED = re.compile(r"“[^”\0]{1,400}”|(?<!\w)\"(?=\S)[^\"\0]{1,400}(?<=\S)\"(?!\w)")
_CODED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNSEEN = "\u200b"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a lead-in: ``span`` is its place, ``heading`` what stands above it.

    ``claim`` is what is checked there; a lead-in without one has that of its first item.
    """

    span: Span
    heading: str
    claim: Claim | None

    @property
    def number(self) -> int:
        return self.claim.position if self.claim else 0


@dataclass(frozen=True, slots=True)
class StyledPage:
    """A page and what its reader sees.

    ``visible`` has the length of the Markdown: what nobody sees is blank, and a BREAK parts its blocks.
    ``quoted`` are the places between quotation marks, whose words are somebody else's.
    """

    title: str
    is_question: bool
    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...]
    sentences: tuple[Sentence, ...]
    visible: str
    quoted: tuple[Span, ...]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence in which ``offset`` lies; None in a heading or between sentences."""
        number = bisect_right(self.sentences, offset, key=_start) - 1
        is_in = number >= 0 and offset < self.sentences[number].span.end
        return self.sentences[number] if is_in else None

    def number_at(self, offset: int) -> int:
        sentence = self.sentence_at(offset)
        return sentence.number if sentence else 0

    def is_quoted(self, span: Span) -> bool:
        number = bisect_right(self.quoted, span.start, key=_own_start) - 1
        return number >= 0 and self.quoted[number].contains(span)


def read_page(markdown: str, *, title: str, is_question: bool) -> StyledPage:
    """``markdown`` cut into what is seen. Raises BadCitation for a mark that cannot be read."""
    blocks, claims = find_blocks(markdown), parse_claims(markdown)
    visible = _visible(markdown, blocks)
    return StyledPage(
        title=title,
        is_question=is_question,
        blocks=blocks,
        claims=claims,
        sentences=tuple(_sentences(blocks, claims)),
        visible=visible,
        quoted=tuple(Span(*match.span()) for match in _QUOTED.finditer(visible)),
    )


def _start(sentence: Sentence) -> int:
    return sentence.span.start


def _own_start(span: Span) -> int:
    return span.start


def _sentences(blocks: Sequence[Block], claims: Sequence[Claim]) -> Iterator[Sentence]:
    """Claims and sentences are both in order, and a claim has the span of its sentence."""
    following = iter(claims)
    claim = next(following, None)
    for block in blocks:
        for span in sentences_of(block):
            yield Sentence(span, block.heading, claim)
            if claim and claim.span == span:
                claim = next(following, None)


def _visible(markdown: str, blocks: Sequence[Block]) -> str:
    pieces: list[str] = []
    position = 0
    for block in blocks:
        pieces.append(BREAK * (block.span.start - position))
        pieces.append(_CODED.sub(_decoded, _ADDRESS.sub(_blank, block.text.replace(BREAK, " "))))
        position = block.span.end
    return "".join([*pieces, BREAK * (len(markdown) - position)])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _decoded(match: re.Match[str]) -> str:
    """A character that is written in code, "&#101;", as it is seen, and as long as it is written."""
    return html.unescape(match[0]).ljust(len(match[0]), _UNSEEN)


def headings_of(page: StyledPage) -> Iterator[tuple[str, Span | None]]:
    """The title, which has no place in the Markdown, and the headings below it."""
    yield page.title, None
    for block in page.blocks:
        if block.kind == HEADING:
            yield block.text.strip(), block.span
