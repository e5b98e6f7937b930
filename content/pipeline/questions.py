"""Questions: what a heading, a name, a table key or a sentence asks.

An *intent* is a canonical question (questions.toml). Rules decide, not similarity: "when is it applied?"
and "when is it not applied?" are .81 alike and must never meet.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.pipeline.asking import Asking, load_asking
from content.pipeline.datafiles import Table, read_data
from content.pipeline.layout import load_layout, question_span
from content.pipeline.linkage import alike_pairs, linked
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.patterns import PatternSet, PatternTable, WordFilter, pattern_set, pattern_table
from content.pipeline.spans import Span
from content.pipeline.statements import Role, Statement, Strength

QUESTIONS_FILE = Path(__file__).resolve().parent.parent / "data" / "questions.toml"

_ANY_TREATMENT = (
    r"it|this|(?:the|this|that|a|an|my|your)(?: \w+)? (?:treatment|procedure|therapy|session)|treatments?"
)
_OR = re.compile(r"\s+(?:or|/)\s+", re.IGNORECASE)
_AND = re.compile(r"(?:,\s*|\s+)(?:and|but|&)\s+|[,;?]\s+", re.IGNORECASE)
_NOT_WORDS = re.compile(r"[^\w£$€%'’:?-]+")
ALIKE = 0.88
"""From how alike two keys are proposed as the same."""
_GUARD = re.compile(
    r"t:.*|.*\d.*|not|without|before|after|than|cause|who|when|where|why|how.*|.|man|woman|child|teenager|pregnant"
    r"|breastfeeding|\+"
)
_EDGES = re.compile(r"^\W*(?:\(?\d{1,2}[.)]\s*)?|[\s:*_]+$")


@dataclass(frozen=True, slots=True)
class Intent:
    """A canonical question: our wording, the patterns that print it, and what answers it."""

    id: str
    question: str
    topic: str
    asks: PatternSet
    implied: PatternSet
    concepts: frozenset[str]
    roles: frozenset[str]
    strengths: frozenset[str]

    def is_answered_by(self, statement: Statement) -> bool:
        strength = statement.strength or statement.list_strength
        return (
            statement.concept in self.concepts
            or statement.role in self.roles
            or (statement.role is Role.CONTRAINDICATION and strength in self.strengths)
        )


@dataclass(frozen=True, slots=True)
class Questions:
    """All intents in order of precedence."""

    intents: tuple[Intent, ...]
    by_id: Mapping[str, Intent]
    asked: PatternTable
    implied: PatternTable

    def __getitem__(self, intent_id: str) -> Intent:
        return self.by_id[intent_id]

    def intent_of(self, text: str) -> Intent | None:
        """The intent that ``text`` prints; the first one in the file that fits."""
        words = _normalised(text)
        found = self.asked.first(words)
        return self.by_id[found] if found else None


class VariantKind:
    """How a question is printed (values of Variant.kind)."""

    HEADING = "heading"
    QUESTION = "question"
    LEAD_IN = "lead_in"
    LABEL = "label"
    TABLE_KEY = "table_key"
    IMPLIED = "implied"


@dataclass(frozen=True, slots=True)
class Variant:
    """One printed way of asking, at ``span``; ``is_duplicate`` where the passage is a copy."""

    source_id: str
    passage: int
    span: Span
    quote: str
    kind: str
    intent: str
    is_duplicate: bool = False


def find_variants(
    source_id: str,
    passages: Sequence[Passage],
    statements: Sequence[Statement],
    questions: Questions,
) -> tuple[Variant, ...]:
    """Every printed or implied question of one article, in reading order.

    ``intent`` of a printed question that no intent knows is its canonical key.
    """
    by_passage: dict[int, list[Statement]] = {}
    for statement in statements:
        by_passage.setdefault(statement.passage, []).append(statement)
    found = []
    for passage in passages:
        original = passage if passage.duplicate_of is None else passages[passage.duplicate_of]
        said = by_passage.get(original.index, [])
        for printed, kind, intent in _asked(passage, said, questions):
            span = _bare_span(passage, printed)
            quote = passage.quote[span.start - passage.span.start : span.end - passage.span.start]
            found.append(
                Variant(source_id, passage.index, span, quote, kind, intent.id, passage is not original)
            )
        if _is_unknown_question(passage, questions):
            span = _bare_span(passage, passage.span)
            quote = passage.quote[span.start - passage.span.start : span.end - passage.span.start]
            key = load_asking().key(quote)
            found.append(
                Variant(
                    source_id,
                    passage.index,
                    span,
                    quote,
                    VariantKind.QUESTION,
                    key,
                    passage is not original,
                )
            )
    return tuple(found)


def _bare_span(passage: Passage, span: Span) -> Span:
    """``span`` without marks around it, where it is the whole of a heading or a question."""
    if span != passage.span or passage.kind not in (PassageKind.HEADING, PassageKind.QUESTION):
        return span
    return question_span(passage.quote, span.shifted(-passage.span.start)).shifted(passage.span.start)


def _is_unknown_question(passage: Passage, questions: Questions) -> bool:
    if passage.kind not in (PassageKind.HEADING, PassageKind.QUESTION):
        return False
    return load_layout().is_question(passage.quote) and questions.intent_of(passage.quote) is None


def _asked(
    passage: Passage, said: Sequence[Statement], questions: Questions
) -> Iterator[tuple[Span, str, Intent]]:
    if passage.kind in (PassageKind.NOISE, PassageKind.REFERENCE):
        return
    if passage.kind in (PassageKind.HEADING, PassageKind.QUESTION):
        yield from _parts_asked(passage, questions)
        return
    yield from _named(passage, said, questions)
    if questions.implied.may_match(passage.quote):
        for intent in questions.intents:
            if intent.implied.matches(passage.quote):
                yield passage.span, VariantKind.IMPLIED, intent


def _named(
    passage: Passage, said: Sequence[Statement], questions: Questions
) -> Iterator[tuple[Span, str, Intent]]:
    """What a lead-in, a table key or the name of a list item asks."""
    intent = None
    match passage.kind:
        case PassageKind.LEAD_IN if intent := questions.intent_of(passage.quote):
            yield passage.span, VariantKind.LEAD_IN, intent
        case PassageKind.TABLE_ROW if passage.label and (
            intent := questions.intent_of(_words(passage, passage.label))
        ):
            yield passage.label, VariantKind.TABLE_KEY, intent
        case PassageKind.LIST_ITEM if passage.label and (
            intent := _label_intent(passage, passage.label, said, questions)
        ):
            yield passage.label, VariantKind.LABEL, intent


def _parts_asked(passage: Passage, questions: Questions) -> Iterator[tuple[Span, str, Intent]]:
    """A heading as a whole, its halves where "or" joins them, or all that it asks where "and" does."""
    kind = VariantKind.QUESTION if passage.kind is PassageKind.QUESTION else VariantKind.HEADING
    if halves := _joined(passage, _OR, questions):
        yield from ((part, kind, intent) for part, intent in halves)
    elif parts := _joined(passage, _AND, questions):
        yield from ((passage.span, kind, intent) for _, intent in parts)
    elif intent := questions.intent_of(passage.quote):
        yield passage.span, kind, intent


def _joined(passage: Passage, joint: re.Pattern[str], questions: Questions) -> list[tuple[Span, Intent]]:
    """The parts of a heading between ``joint``s, where each asks something else."""
    parts = _split_at(passage, joint)
    asked = [(part, intent) for part in parts if (intent := questions.intent_of(_words(passage, part)))]
    return asked if len(asked) == len(parts) == len({intent.id for _, intent in asked}) > 1 else []


def _split_at(passage: Passage, joint: re.Pattern[str]) -> list[Span]:
    spans, start = [], 0
    for found in joint.finditer(passage.quote):
        if found.start() > start:
            spans.append(Span(start, found.start()))
        start = found.end()
    if start < len(passage.quote):
        spans.append(Span(start, len(passage.quote)))
    return [span.shifted(passage.span.start) for span in spans]


def _label_intent(
    passage: Passage, label: Span, said: Sequence[Statement], questions: Questions
) -> Intent | None:
    """What the name of a list item asks: by its words, or by how its own text warns."""
    if intent := questions.intent_of(_words(passage, label)):
        return intent
    verdicts = {s.strength for s in said if s.role is Role.CONTRAINDICATION}
    if verdicts & {Strength.CAUTION, Strength.CONSULT} and Strength.AVOID not in verdicts:
        return next((i for i in questions.intents if Strength.CAUTION in i.strengths), None)
    return None


def _words(passage: Passage, span: Span) -> str:
    return passage.quote[span.start - passage.span.start : span.end - passage.span.start]


def _normalised(text: str) -> str:
    return _NOT_WORDS.sub(" ", _EDGES.sub("", text)).strip().lower()


# Grouping any questions, without the site's own pages


def group_questions(items: Iterable[tuple[str, str]], asking: Asking) -> dict[str, str]:
    """Cluster names for ``(id, question)`` pairs: the same name for the same question (asking.py)."""
    return {item_id: asking.key(text) for item_id, text in items}


def alike_keys(keys: Iterable[str], at_least: float = ALIKE) -> list[tuple[str, ...]]:
    """Groups of keys that words bring close and nothing parts: proposals for an editor, no more."""
    distinct = {key: key for key in keys}
    return linked(alike_pairs(distinct, at_least), are_apart, at_least)


def are_apart(first: str, second: str) -> bool:
    """Whether two keys can never mean the same: another intent, treatment, number, group of people, "not"."""
    return _guards(first) != _guards(second)


def _guards(key: str) -> tuple[str, frozenset[str]]:
    intent, _, about = key.partition(":")
    return intent, frozenset(word for word in about.split() if _GUARD.fullmatch(word))


def wording_key(text: str) -> str:
    """The key of one printed wording, by which editors may take it out of a group or put it into another."""
    words = _normalised(text).rstrip("? ")
    if len(words) > _LONGEST_WORDING:
        words = f"{words[:_LONGEST_WORDING].strip()} {hashlib.sha256(words.encode()).hexdigest()[:12]}"
    return f"words:{words}"


_LONGEST_WORDING = 200


_SMALL_WORDS = frozenset(
    "a an the is are was were be been being do does did doe can could will would should may might must "
    "of to in on at for from by with and or it its this that these those there i you we they my your our "
    "their me us what which who whom when where why how any some have has had get if as about so than "
    "then also mean tell explain".split()
)


def slug_of(text: str) -> str:
    """A short, stable address for a question that no intent names."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    content = [word for word in words if word not in _SMALL_WORDS][:6] or words[:6]
    return "-".join(content)[:60] or hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def load_questions(path: Path = QUESTIONS_FILE) -> Questions:
    """The intents of ``path``. Raises BadData naming the entry that cannot be used."""
    data = read_data(path).only("treatments", "intent")
    names = "|".join(data.texts("treatments"))
    anything = rf"(?:{names}|{_ANY_TREATMENT})"
    filters = WordFilter()
    intents = tuple(_intent(entry, anything, filters) for entry in data.tables("intent"))
    return Questions(
        intents=intents,
        by_id={intent.id: intent for intent in intents},
        asked=pattern_table({intent.id: intent.asks for intent in intents}, filters),
        implied=pattern_table({intent.id: intent.implied for intent in intents}, filters),
    )


def _intent(entry: Table, anything: str, words: WordFilter) -> Intent:
    entry.only("id", "question", "topic", "asks", "implied", "concepts", "roles", "strengths")
    return Intent(
        id=entry.text("id"),
        question=entry.text("question"),
        topic=entry.text("topic"),
        asks=_compiled(entry, "asks", anything, words),
        implied=_compiled(entry, "implied", anything, words),
        concepts=frozenset(entry.texts("concepts", is_needed=False)),
        roles=frozenset(entry.choices("roles", [role.value for role in Role])),
        strengths=frozenset(entry.choices("strengths", [strength.value for strength in Strength])),
    )


def _compiled(entry: Table, key: str, anything: str, words: WordFilter) -> PatternSet:
    def compile_all(patterns: Iterable[str]) -> PatternSet:
        return pattern_set((pattern.replace("{it}", anything) for pattern in patterns), words)

    return entry.compiled(key, compile_all, is_needed=False)
