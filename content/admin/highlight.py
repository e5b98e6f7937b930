"""An article's text with every passage marked by what became of it. For signed-in staff only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from content.models import Passage, Snapshot
from content.pipeline.passages import Disposition
from content.templatetags.wording import DISPOSITION_WORDS


def highlighted(snapshot: Snapshot) -> SafeString:
    """The whole text, each passage in a <mark>, below a legend that says what the marks mean. One query."""
    return marked(snapshot.text, list(snapshot.passages.order_by("start")))


def marked(text: str, passages: Sequence[Passage]) -> SafeString:
    """The same of a text and its passages, in their order, whether they are stored or not."""
    counts = Counter(passage.disposition for passage in passages)
    legend = [
        (disposition, *DISPOSITION_WORDS[disposition], counts[disposition])
        for disposition in Disposition
        if counts[disposition]
    ]
    context = {"legend": legend, "text": _marked(text, passages)}
    return render_to_string("admin/panels/article.html", context)


def _marked(text: str, passages: Iterable[Passage]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, passages)))


def _pieces(text: str, passages: Iterable[Passage]) -> Iterator[SafeString]:
    """The text in order: each passage once, and what stands between them."""
    done = 0
    for passage in passages:
        yield conditional_escape(text[done : passage.start])
        yield _mark(passage, text[passage.start : passage.end])
        done = passage.end
    yield conditional_escape(text[done:])


def _mark(passage: Passage, words: str) -> SafeString:
    name = DISPOSITION_WORDS[Disposition(passage.disposition)][0]
    why = f"{passage.position}: {passage.get_kind_display()}, {name.lower()}"
    return format_html(
        '<mark class="passage is-{}" id="passage-{}" title="{}" data-name="{}">{}</mark>',
        passage.disposition,
        passage.position,
        f"{why} ({passage.reason.replace('_', ' ')})" if passage.reason else why,
        name,
        words,
    )
