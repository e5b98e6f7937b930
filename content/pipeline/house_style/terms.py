"""Terms of the glossary that a page uses without saying what they mean."""

from bisect import bisect_right
from collections.abc import Iterator

from content.pipeline.glossary import Glossary, Term
from content.pipeline.house_style.codes import StyleCode, StyleFinding
from content.pipeline.house_style.page import StyledPage
from content.pipeline.spans import Span

_NEAR = 300
"""Characters of each sentence, counted from the term, in which its plain words are looked for."""


def find_unexplained(page: StyledPage, glossary: Glossary) -> Iterator[StyleFinding]:
    """The first use of each term in the text that no plain words explain.

    They count in the same sentence, in the one before and the one behind, and in the heading above; for a
    term of the title also where the title has both.
    """
    seen: set[str] = set()
    for term, span in glossary.find(page.visible):
        number = bisect_right(page.sentences, span.start, key=lambda s: s.span.start) - 1
        is_sentence = number >= 0 and span.start < page.sentences[number].span.end
        if not is_sentence or term.is_familiar or term.id in seen:
            continue
        seen.add(term.id)
        if not _is_explained(term, page, number, span, glossary):
            word = " ".join(span.of(page.visible).split())
            message = f'"{word}" is not explained: write "{term.plain}" beside it.'
            yield StyleFinding(StyleCode.UNEXPLAINED_TERM, message, span, page.sentences[number].number)


def _is_explained(term: Term, page: StyledPage, number: int, span: Span, glossary: Glossary) -> bool:
    own = page.sentences[number]
    near = [
        page.visible[own.span.start : span.start][-_NEAR:],
        page.visible[span.end : own.span.end][:_NEAR],
        own.heading[:_NEAR],
    ]
    near += [before.span.of(page.visible)[-_NEAR:] for before in page.sentences[max(0, number - 1) : number]]
    near += [after.span.of(page.visible)[:_NEAR] for after in page.sentences[number + 1 : number + 2]]
    is_in_title = any(other.id == term.id for other, _ in glossary.find(page.title))
    if number == 0 or is_in_title:
        near.append(page.title)
    return any(term.is_explained_in(text) for text in near)
