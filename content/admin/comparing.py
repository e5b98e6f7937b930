"""The answers to two questions side by side, before they are merged: in what they differ. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.models import Question, QuestionVariant
from content.pipeline.answers import amounts_of, answers_differ, asks_the_opposite, kinds_apart
from content.pipeline.clusters import Component, QuestionGroup
from content.pipeline.errors import BadCitation
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.positions import Position
from content.pipeline.questions import Variant
from content.pipeline.replies import asks_yes_or_no, compare_answers
from content.pipeline.spans import Span

IN_WORDS = {
    "polarity": "One article affirms what another denies, or one article does both.",
    "number": "The articles name numbers that do not meet.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with our short answer and the passages of the articles that answer it."""

    page: Question
    short: str
    group: QuestionGroup
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """In what the articles differ, and the words of each."""

    words: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two answers and everything in which they differ. ``own`` is of our short answers, "" for nothing."""

    answers: tuple[Answer, Answer]
    differences: tuple[Difference, ...]
    own: str

    @property
    def html(self) -> SafeString:
        return render_to_string("admin/merging/comparison.html", {"comparison": self})


def compare(page: Question, into: Question) -> Comparison:
    """The answers to ``page`` and ``into``, by the same rules as the build that follows a merge."""
    passages: dict[str, dict[int, Passage]] = {}
    one, other = _answer(page, passages), _answer(into, passages)
    found = compare_answers(other.group, one.group, passages)
    differences = tuple(Difference(IN_WORDS[name], tuple(dict.fromkeys(places))) for name, places in found)
    return Comparison((one, other), differences, _own(one, other))


def _answer(page: Question, passages: dict[str, dict[int, Passage]]) -> Answer:
    rows = page.components.select_related("passage__snapshot__source").defer("passage__snapshot__text")
    components = []
    for row in rows.filter(passage__snapshot__is_current=True).order_by("passage__position"):
        source, place = row.passage.snapshot.source.source_id, row.passage.position
        span = Span(row.passage.start, row.passage.end)
        kind, disposition = PassageKind(row.passage.kind), Disposition(row.passage.disposition)
        passages.setdefault(source, {})[place] = Passage(place, span, row.passage.quote, kind, disposition)
        components.append(Component(source, place, span))
    variants = tuple(_variant(variant, page) for variant in _variants(page))
    group = QuestionGroup(page.intent, page.title, page.slug, variants, tuple(components))
    said = tuple((c.source_id, passages[c.source_id][c.passage].quote) for c in components)
    return Answer(page, _short(page), group, said)


def _variants(page: Question) -> Sequence[QuestionVariant]:
    rows = page.variants.select_related("passage__snapshot__source").defer("passage__snapshot__text")
    return rows.order_by("passage__snapshot__source__source_id", "start")


def _variant(row: QuestionVariant, page: Question) -> Variant:
    source = row.passage.snapshot.source.source_id
    return Variant(source, row.passage.position, Span(row.start, row.end), row.quote, row.kind, page.intent)


def _short(page: Question) -> str:
    try:
        return page.short_answer
    except BadCitation:
        return ""


def _own(one: Answer, other: Answer) -> str:
    """In what our short answers differ, in words; no article stands behind that, so nothing is opened."""
    if not one.short or not other.short:
        return ""
    is_opposite = asks_the_opposite(one.page.title, other.page.title)
    difference = answers_differ(one.short, other.short, is_opposite=is_opposite)
    if difference == "polarity" and not (asks_yes_or_no(one.group) and asks_yes_or_no(other.group)):
        difference = "number" if kinds_apart(amounts_of(one.short), amounts_of(other.short)) else None
    return {
        "polarity": "Our own short answers differ: one affirms what the other denies.",
        "number": "Our own short answers differ: they name other numbers.",
    }.get(difference or "", "")
