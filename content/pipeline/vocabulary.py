"""The vocabulary: concepts of the field, and where a text names them.

vocabulary.toml holds concepts that have one role, in our own words. A *form* is a regular expression for
whole words; a space in it also matches a hyphen or a line break. ``when`` and ``unless`` are patterns that
the sentence must, or must not, hold for the form to mean this concept ("discomfort" during or after an
injection). terms.toml holds concepts whose role only the context can tell ("rosacea" is treated, caused, or
a reason to stay away); its forms are plain words (terms.py).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.legible import legible, span_in
from content.pipeline.patterns import WordFilter
from content.pipeline.spans import Span
from content.pipeline.terms import TermIndex, Tokens, forms_of, tokens_of

DATA = Path(__file__).resolve().parent.parent / "data"
VOCABULARY_FILE = DATA / "vocabulary.toml"
TERMS_FILE = DATA / "terms.toml"

KINDS = frozenset({"condition", "symptom", "medicine", "state", "procedure", "allergy", "concern"})
"""What sort of thing a term names."""
ROLES = frozenset(
    "indication contraindication side_effect benefit substance procedure aftercare results candidate history "
    "disclaimer".split()
)
"""What a concept may be to a treatment; settings.Role has the same."""

_KEYS = {
    "id",
    "name",
    "role",
    "broader",
    "instance_of",
    "includes",
    "forms",
    "when",
    "unless",
    "needs_cue",
    "is_rule",
    "is_limit",
}
_JOINED = re.compile(r"\b(?:or|nor)\s+$|[,/]\s*$")
_FELT = ""
_FELT_VERBS = (
    "feel~|felt|look~|appear~|become|becomes|seem~|stay~|remain~|turn~|get|gets|go|goes|be|is|are|was|were"
    "|it|skin|area|needle|injection|face|lips|scalp|eyelid|may|can|will|might|could"
)
_FELT_END = re.compile(r"[;:.!?]\s|\b(?:but|because|which|that|who|if|when)\b")
_TIME = re.compile(
    r"\W{0,4}(?:days?\s\d{1,2}(?:\s?(?:[-–]|to|and)\s?\d{1,2})?"
    r"|(?:on )?(?:the )?(?:next|same|first|second|third|following) (?:day|night|evening|morning))\W{0,4}",
    re.IGNORECASE,
)
"""Before what is felt then: "Day 1: tight and pink", "Next day: dry"."""
_ATTRIBUTE = re.compile(
    r" (?!(?:than|and|or|but|for|from|in|at|on|to|by|round|around|near|under|over|like|all|again|once|until"
    r"|till|after|when|where|while|with|as|if|the|a|your|you)\b)[a-z]+(?!ly\b)\b"
)
"""A word right behind an adjective: "hot showers" is no feeling."""
_AS_VERB = re.compile(
    r" (?:the|your|this|their) (?:skin|area|face|lips?|scalp|site|place|region)\b", re.IGNORECASE
)
"""Right behind a word that is a verb here: "a cream to numb the skin"."""
_TERM_KEYS = {"id", "name", "medical", "kind", "roles", "broader", "forms", "felt"}
_FORM = re.compile(r"(?:[^\s|?*~]+(?:\|[^\s|?*~]+)*\??|[^\s|?*~]{4,}\*|[^\s|?*~]{3,}~)")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that sources speak of. ``role`` is "" where the context decides.

    ``kind`` is that of a term, ``roles`` what the context may choose from where that is narrower than the
    kind allows. ``felt`` are words that name it beside a verb of looking or feeling ("the skin is pink").

    ``needs_cue``: the name alone says too little, a sentence must say that it is treated or caused.
    ``is_rule``: the form is a rule by itself ("under 18"), wherever it stands.
    ``is_limit``: a reason that it will not work, rather than a danger.
    ``includes``: terms that are counted as this concept ("fine lines" as wrinkles).
    ``instance_of``: the reason not to have the treatment under which it may fall, treated or warned of.
    """

    id: str
    name: str
    role: str
    forms: tuple[str, ...]
    broader: str | None = None
    when: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    needs_cue: bool = False
    is_rule: bool = False
    instance_of: str | None = None
    is_limit: bool = False
    includes: tuple[str, ...] = ()
    kind: str = ""
    medical: str = ""
    roles: tuple[str, ...] = ()
    felt: tuple[str, ...] = ()

    def fits(self, sentence: str) -> bool:
        """Whether the sentence around a form lets it mean this concept."""
        has_needed = self.when is None or self.when.search(sentence) is not None
        return has_needed and not (self.unless and self.unless.search(sentence))


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a concept; ``span`` counts from the start of the text that was searched.

    ``is_felt``: they name it only beside a verb of looking or feeling.
    """

    concept: Concept
    span: Span
    is_felt: bool = False


class FormIndex:
    """The forms of all concepts, each tried only on texts that hold a word it needs.

    Of the forms of one concept the leftmost match counts, at one place the longest form's; matches of one
    concept do not overlap.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.words = WordFilter()
        self.forms: list[tuple[Concept, re.Pattern[str]]] = []
        for concept in concepts:
            for form in sorted(concept.forms, key=len, reverse=True):
                self.words.add(form)
                self.forms.append((concept, form_pattern(form)))

    def find(self, text: str) -> Iterator[tuple[Concept, Span]]:
        """Every place where ``text`` prints a form of a concept, concept by concept."""
        found: dict[str, list[tuple[int, int, int]]] = {}
        by_id: dict[str, Concept] = {}
        for number in _numbers(self.words.possible(text)):
            concept, pattern = self.forms[number]
            for match in pattern.finditer(text):
                by_id[concept.id] = concept
                found.setdefault(concept.id, []).append((match.start(), number, match.end()))
        for concept_id, places in found.items():
            position = 0
            for start, _, end in sorted(places):
                if start >= position:
                    position = end
                    yield by_id[concept_id], Span(start, end)


def _numbers(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All concepts by id. Ids are unique; one word may name several concepts of different roles.

    ``terms`` are those without a role; one that a concept with a role shares its id with is not in
    ``concepts`` a second time.
    """

    concepts: Mapping[str, Concept]
    index: FormIndex
    terms: Mapping[str, Concept] = field(default_factory=dict)
    term_index: TermIndex = field(default_factory=lambda: TermIndex({}))
    felt_index: TermIndex = field(default_factory=lambda: TermIndex({}))
    included: Mapping[str, Concept] = field(default_factory=dict)

    def __getitem__(self, concept_id: str) -> Concept:
        return self.concepts[concept_id]

    def warning_over(self, concept_id: str) -> str:
        """The reason not to have the treatment under which a use or a warning may fall, or ""."""
        concept = self.concepts.get(concept_id)
        return (concept.instance_of if concept else None) or ""

    def broader_of(self, concept_id: str) -> list[str]:
        """The chain of broader concepts, nearest first."""
        chain: list[str] = []
        broader = self.broader(concept_id)
        while broader and broader not in chain:
            chain.append(broader)
            broader = self.broader(broader)
        return chain

    def broader(self, concept_id: str) -> str | None:
        """The next broader concept: that of the concept itself, or of the term that shares its id."""
        known, term = self.concepts.get(concept_id), self.terms.get(concept_id)
        return (known.broader if known else None) or (term.broader if term else None)

    def is_told_apart(self, term_id: str, concept_id: str) -> bool:
        """Whether a term is a narrower thing than a concept, with a record of its own.

        Not where a concept includes it, or where it is a concept of the role itself, with its own forms.
        """
        counted, own = self.including(term_id), self.concepts[term_id].role
        is_counted = counted is not None or own == self.concepts[concept_id].role
        return not is_counted and concept_id in self.broader_of(term_id)

    def including(self, term_id: str) -> Concept | None:
        """The concept that a term is counted as."""
        return self.included.get(term_id)

    def find_mentions(self, text: str) -> list[Mention]:
        """Every mention of a concept in ``text`` that no longer, unrelated mention swallows.

        "acne scars" names acne scars and, as the broader concept, scars; "keloid scars" does not name
        scars that are treated.
        """
        words, places = legible(text)
        found = [
            Mention(concept, span_in(text, places, span))
            for concept, span in self.index.find(words)
            if concept.fits(words)
        ]
        return self._unswallowed(found, text)

    def find_terms(self, text: str) -> list[Mention]:
        """Every mention of a term in ``text``, by the same rule."""
        tokens = tokens_of(text)
        found = [Mention(self.terms[term], span) for term, span in self.term_index.find(tokens)]
        if felt := list(self._felt(tokens)):
            known = {(mention.concept.id, mention.span) for mention in found}
            found += (m for m in felt if (m.concept.id, m.span) not in known)
        return self._unswallowed(found, text)

    def names_thing(self, text: str) -> bool:
        """Whether ``text`` names a term at all."""
        return bool(self.term_index.find(tokens_of(text)))

    def _felt(self, tokens: Tokens) -> Iterator[Mention]:
        """ "It may look red and feel tight": words that name an effect only beside such a verb."""
        found, text = self.felt_index.find(tokens), tokens.text
        when = _TIME.match(text)
        verbs = [span.end for name, span in found if name == _FELT]
        verbs = sorted([*verbs, when.end()]) if when else verbs
        for name, span in found:
            if name == _FELT:
                continue
            before = next((end for end in reversed(verbs) if end <= span.start), None)
            if before is None or _FELT_END.search(text, before, span.start):
                continue
            if not _ATTRIBUTE.match(text, span.end) and not _AS_VERB.match(text, span.end):
                yield Mention(self.terms[name], span, is_felt=True)

    def _unswallowed(self, found: list[Mention], text: str) -> list[Mention]:
        if len(found) < 2:
            return found
        found = sorted(found, key=lambda m: (m.span.start, m.span.end, m.concept.id))
        if all(m.span.end <= after.span.start for m, after in pairwise(found)):
            return found
        starts, longest = [m.span.start for m in found], max(len(m.span) for m in found)

        def around(span: Span) -> list[Mention]:
            return found[bisect_left(starts, span.end - longest) : bisect_right(starts, span.start)]

        return [m for m in found if not any(self._swallows(other, m, text) for other in around(m.span))]

    def _swallows(self, longer: Mention, mention: Mention, text: str) -> bool:
        """Not a broader thing, nor the second of two that a word joins ("heart or kidney disease")."""
        if longer.span == mention.span or not longer.span.contains(mention.span):
            return False
        is_joined = _JOINED.search(text, longer.span.start, mention.span.start) is not None
        return not is_joined and mention.concept.id not in self.broader_of(longer.concept.id)


@cache
def load_vocabulary(path: Path = VOCABULARY_FILE, terms_path: Path = TERMS_FILE) -> Vocabulary:
    """The vocabulary of ``path``, with the terms of ``terms_path``.

    Raises BadData for a file that is not TOML, an unknown key, a clash of ids, a broader concept that is
    missing or of another role, or a form that is no pattern.
    """
    data = read_data(path).only("concept")
    concepts = _checked(data.tables("concept", is_needed=False), _concept)
    terms = _checked(read_data(terms_path).only("term").tables("term", is_needed=False), _term)
    known = {concept.id: concept for concept in concepts}
    by_term = {term.id: term for term in terms}
    _refuse_unknown_terms(data.tables("concept", is_needed=False), by_term)
    return Vocabulary(
        concepts=by_term | known,
        index=FormIndex(concepts),
        terms=by_term,
        term_index=TermIndex({term.id: term.forms for term in terms}),
        felt_index=TermIndex({term.id: term.felt for term in terms} | {_FELT: [_FELT_VERBS]}),
        included={name: concept for concept in concepts for name in concept.includes},
    )


def _refuse_unknown_terms(entries: Iterable[Table], terms: Mapping[str, Concept]) -> None:
    for entry in entries:
        if unknown := set(entry.texts("includes", is_needed=False)) - terms.keys():
            raise entry.error(f"it includes {min(unknown)}, which is no term", "Name a term.")


def _term(entry: Table) -> Concept:
    entry.only(*_TERM_KEYS)
    forms = forms_of(entry, "forms")
    if wrong := [f for f in forms if not all(_FORM.fullmatch(part) for part in f.split(" "))]:
        raise entry.error(f'the form "{wrong[0]}" cannot be read', "Write it as terms.py says.")
    return Concept(
        id=entry.text("id"),
        name=entry.text("name"),
        role="",
        forms=forms,
        broader=entry.text("broader", "") or None,
        kind=entry.choice("kind", KINDS),
        medical=entry.text("medical", ""),
        roles=entry.choices("roles", ROLES),
        felt=forms_of(entry, "felt", is_needed=False),
    )


def _concept(entry: Table) -> Concept:
    entry.only(*_KEYS)
    return Concept(
        id=entry.text("id"),
        name=entry.text("name"),
        role=entry.choice("role", ROLES),
        forms=entry.compiled("forms", partial(_patterns_of, entry)),
        broader=entry.text("broader", "") or None,
        when=_optional_pattern(entry, "when"),
        unless=_optional_pattern(entry, "unless"),
        needs_cue=entry.flag("needs_cue"),
        is_rule=entry.flag("is_rule"),
        instance_of=entry.text("instance_of", "") or None,
        is_limit=entry.flag("is_limit"),
        includes=entry.texts("includes", is_needed=False),
    )


def _patterns_of(entry: Table, forms: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := [form for form in forms if form_pattern(form).search("")]:
        raise entry.error(f'the form "{wrong[0]}" matches nothing at all', "Let it match a word.")
    return forms


@cache
def form_pattern(form: str) -> re.Pattern[str]:
    """The pattern of one form, for whole words in any case."""
    return re.compile(rf"(?<!\w)(?:{_with_joints(form)})(?!\w)", re.IGNORECASE)


def _with_joints(form: str) -> str:
    """A space also matches a hyphen or a line break; " ?" also nothing at all."""
    return form.replace(" ?", "\0").replace(" ", r"[\s\-‐‑–]+").replace("\0", r"[\s\-‐‑–]?")


def _optional_pattern(entry: Table, key: str) -> re.Pattern[str] | None:
    if key not in entry.values:
        return None
    pattern = entry.text(key)
    try:
        return re.compile(pattern, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        problem = f'{key}: the pattern "{pattern}" cannot be used ({error})'
        raise entry.error(problem, "Correct the regular expression.") from error


def _checked(entries: Iterable[Table], concept_of: Callable[[Table], Concept]) -> list[Concept]:
    """The concepts of ``entries``; what they name as broader, or as a reason they fall under, is there."""
    made = [(entry, concept_of(entry)) for entry in entries]
    by_id = {concept.id: concept for _, concept in made}
    for entry, concept in made:
        broader = by_id.get(concept.broader) if concept.broader else concept
        if broader is None or broader.role != concept.role:
            raise entry.error(
                f"its broader concept {concept.broader} is missing or has another role",
                "Name a concept of the same role.",
            )
        if concept.instance_of and concept.instance_of not in by_id:
            raise entry.error(
                f"it is an instance of {concept.instance_of}, which is not there", "Name a concept."
            )
    return list(by_id.values())
