"""The vocabulary: concepts of the field, and where a text names them.

vocabulary.toml holds concepts that have one role, in our own words. A *form* is a regular expression for
whole words; a space in it also matches a hyphen or a line break. ``when`` and ``unless`` are patterns that
the sentence must, or must not, hold for the form to mean this concept ("discomfort" during or after an
injection). terms.toml holds concepts whose role only the context can tell ("rosacea" is treated, caused, or
a reason to stay away); its forms are plain words (terms.py).
"""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from content.pipeline.errors import BadData
from content.pipeline.legible import legible
from content.pipeline.patterns import WordFilter
from content.pipeline.spans import Span
from content.pipeline.terms import TermIndex, Tokens, tokens_of

DATA = Path(__file__).resolve().parent.parent / "data"
VOCABULARY_FILE = DATA / "vocabulary.toml"
TERMS_FILE = DATA / "terms.toml"

KINDS = frozenset({"condition", "symptom", "medicine", "state", "procedure", "allergy", "concern"})
"""What sort of thing a term names."""

_KEYS = {
    "id",
    "name",
    "role",
    "broader",
    "instance_of",
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
_ATTRIBUTE = re.compile(
    r" (?!(?:and|or|but|for|in|at|on|to|after|when|while|with|as|if|the|a|your|you)\b)[a-z]+(?!ly\b)\b"
)
"""A word right behind an adjective: "hot showers" is no feeling."""
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
    ``instance_of``: the reason not to have the treatment under which a thing that is treated may fall.
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


@dataclass(frozen=True, slots=True)
class Opposition:
    """Two concepts that cannot both be the whole story, what they differ about, and the safer reading."""

    first: str
    second: str
    subject: str
    safest: str


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
    oppositions: tuple[Opposition, ...] = ()
    terms: Mapping[str, Concept] = field(default_factory=dict)
    term_index: TermIndex = field(default_factory=lambda: TermIndex({}))
    felt_index: TermIndex = field(default_factory=lambda: TermIndex({}))

    def __getitem__(self, concept_id: str) -> Concept:
        return self.concepts[concept_id]

    def warning_over(self, concept_id: str) -> str:
        """The reason not to have the treatment under which a use may fall, or ""."""
        concept = self.concepts.get(concept_id)
        return (concept.instance_of if concept else None) or ""

    def broader_of(self, concept_id: str) -> list[str]:
        """The chain of broader concepts, nearest first."""
        chain: list[str] = []
        concept = self.concepts.get(concept_id)
        while concept is not None and concept.broader and concept.broader not in chain:
            chain.append(concept.broader)
            concept = self.concepts.get(concept.broader)
        return chain

    def find_mentions(self, text: str) -> list[Mention]:
        """Every mention of a concept in ``text`` that no longer, unrelated mention swallows.

        "acne scars" names acne scars and, as the broader concept, scars; "keloid scars" does not name
        scars that are treated.
        """
        words, places = legible(text)
        found = [
            Mention(concept, Span(places[span.start], places[span.end - 1] + 1))
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
        verbs = [span.end for name, span in found if name == _FELT]
        for name, span in found:
            if name == _FELT:
                continue
            before = next((end for end in reversed(verbs) if end <= span.start), None)
            if before is None or _FELT_END.search(text, before, span.start):
                continue
            if not _ATTRIBUTE.match(text, span.end):
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
    data = _tables(path)
    concepts = [_concept(entry, str(path)) for entry in data.get("concept", [])]
    _check(concepts, str(path))
    terms = [_term(entry, str(terms_path)) for entry in _tables(terms_path).get("term", [])]
    _check(terms, str(terms_path))
    known = {concept.id: concept for concept in concepts}
    by_term = {term.id: term for term in terms}
    return Vocabulary(
        concepts=by_term | known,
        index=FormIndex(concepts),
        oppositions=tuple(_opposition(entry, known, str(path)) for entry in data.get("opposition", [])),
        terms=by_term,
        term_index=TermIndex({term.id: term.forms for term in terms}),
        felt_index=TermIndex({term.id: term.felt for term in terms} | {_FELT: [_FELT_VERBS]}),
    )


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadData(f"the file is not TOML ({error})", file=str(path), mend="Correct that line.") from error


def _term(entry: Mapping[str, Any], file: str) -> Concept:
    place = f"term {entry.get('id', '?')}"
    _refuse_unknown_keys(entry, _TERM_KEYS, file, place)
    if missing := {"id", "name", "kind", "forms"} - entry.keys():
        raise BadData(f"it has no {min(missing)}", file=file, place=place, mend="Give one.")
    if entry["kind"] not in KINDS:
        raise BadData(f"unknown kind {entry['kind']}", file=file, place=place, mend=f"Use {sorted(KINDS)}.")
    for form in entry["forms"]:
        if not all(_FORM.fullmatch(part) for part in form.split(" ")):
            raise BadData(f'the form "{form}" cannot be read', file=file, place=place, mend="See terms.py.")
    return Concept(
        id=entry["id"],
        name=entry["name"],
        role="",
        forms=tuple(entry["forms"]),
        broader=entry.get("broader"),
        kind=entry["kind"],
        medical=entry.get("medical", ""),
        roles=tuple(entry.get("roles", ())),
        felt=tuple(entry.get("felt", ())),
    )


def _refuse_unknown_keys(entry: Mapping[str, Any], known: set[str], file: str, place: str) -> None:
    if unknown := set(entry) - known:
        raise BadData(f"unknown key {min(unknown)}", file=file, place=place, mend=f"Use {sorted(known)}.")


def _opposition(entry: Mapping[str, str], known: Mapping[str, Concept], file: str) -> Opposition:
    place = f"opposition of {entry.get('first', '?')} and {entry.get('second', '?')}"
    if {entry.get("first"), entry.get("second")} - known.keys():
        raise BadData(
            "it names a concept that is not there", file=file, place=place, mend="Name two concepts."
        )
    return Opposition(entry["first"], entry["second"], entry["subject"], entry["safest"])


def _concept(entry: Mapping[str, Any], file: str) -> Concept:
    place = f"concept {entry.get('id', '?')}"
    _refuse_unknown_keys(entry, _KEYS, file, place)
    try:
        return Concept(
            id=entry["id"],
            name=entry["name"],
            role=entry["role"],
            forms=_checked(entry["forms"]),
            broader=entry.get("broader"),
            when=_optional_pattern(entry, "when"),
            unless=_optional_pattern(entry, "unless"),
            needs_cue=entry.get("needs_cue", False),
            is_rule=entry.get("is_rule", False),
            instance_of=entry.get("instance_of"),
            is_limit=entry.get("is_limit", False),
        )
    except (KeyError, re.error) as error:
        raise BadData(
            f"the entry cannot be used ({error})", file=file, place=place, mend="Correct it."
        ) from error


def _checked(forms: list[str]) -> tuple[str, ...]:
    for form in forms:
        form_pattern(form)
    return tuple(forms)


@cache
def form_pattern(form: str) -> re.Pattern[str]:
    """The pattern of one form, for whole words in any case."""
    return re.compile(rf"(?<!\w)(?:{_with_joints(form)})(?!\w)", re.IGNORECASE)


def _with_joints(form: str) -> str:
    """A space also matches a hyphen or a line break; " ?" also nothing at all."""
    return form.replace(" ?", "\0").replace(" ", r"[\s\-‐‑–]+").replace("\0", r"[\s\-‐‑–]?")


def _optional_pattern(entry: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    return re.compile(entry[key], re.IGNORECASE) if key in entry else None


def _check(concepts: list[Concept], file: str) -> None:
    by_id = {concept.id: concept for concept in concepts}
    for concept_id, count in Counter(concept.id for concept in concepts).items():
        if count > 1:
            raise BadData("the id stands twice", file=file, place=f"concept {concept_id}", mend="Rename one.")
    for concept in concepts:
        broader = by_id.get(concept.broader) if concept.broader else concept
        if broader is None or broader.role != concept.role:
            raise BadData(
                f"its broader concept {concept.broader} is missing or has another role",
                file=file,
                place=f"concept {concept.id}",
                mend="Name a concept of the same role.",
            )
        if concept.instance_of and concept.instance_of not in by_id:
            raise BadData(
                f"it is an instance of {concept.instance_of}, which is not there",
                file=file,
                place=f"concept {concept.id}",
                mend="Name a concept.",
            )
