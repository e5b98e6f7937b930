"""The glossary: medical and technical words that pages use or may use, each with its plain word.

glossary.toml holds them in our own words: a plain text says what the word means, never a fact beyond that.
Forms are written as in vocabulary.toml: regular expressions for whole words, in which a space also matches a
hyphen or a line break. A term may name the concept of the vocabulary that it is a word for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.legible import legible, span_in
from content.pipeline.patterns import PatternSet, WordFilter, pattern_set
from content.pipeline.spans import Span
from content.pipeline.vocabulary import Vocabulary, form_pattern, load_vocabulary

GLOSSARY_FILE = Path(__file__).resolve().parent.parent / "data" / "glossary.toml"

_KEYS = ("id", "term", "plain", "forms", "beside", "concept", "is_familiar")


@dataclass(frozen=True, slots=True)
class Term:
    """One hard word: ``term`` as it is shown, ``plain`` as it is explained, ``forms`` as texts print it.

    ``beside`` are patterns of further plain phrases that explain it where they stand next to it; ``concept``
    is the id of a concept of the vocabulary, or "". ``is_familiar``: so common that no page has to explain it
    again; the glossary does.
    """

    id: str
    term: str
    plain: str
    forms: tuple[str, ...]
    beside: tuple[str, ...] = ()
    concept: str = ""
    is_familiar: bool = False

    def is_explained_in(self, text: str) -> bool:
        """Whether ``text`` has the plain words, or a phrase that does for them, as whole words."""
        words = legible(text)[0]
        return any(form_pattern(phrase).search(words) for phrase in (_literal(self.plain), *self.beside))


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms by id, in the order of the file. Ids and forms are unique."""

    terms: Mapping[str, Term]
    index: PatternSet
    by_form: Mapping[str, Term]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def __getitem__(self, term_id: str) -> Term:
        return self.terms[term_id]

    def find(self, text: str) -> tuple[tuple[Term, Span], ...]:
        """Every place where ``text`` prints a term, in order; spans are code points of ``text``.

        At one place the longest form counts, and no two overlap: "local anaesthetic" is one term.
        """
        words, places = legible(text)
        found = [
            (match.start(), -match.end(), self.by_form[pattern.pattern])
            for pattern in self.index.candidates(words)
            for match in pattern.finditer(words)
        ]
        kept: list[tuple[Term, Span]] = []
        position = 0
        for start, minus_end, term in sorted(found, key=lambda place: place[:2]):
            if start >= position:
                position = -minus_end
                kept.append((term, span_in(text, places, Span(start, position))))
        return tuple(kept)


def load_glossary(vocabulary: Vocabulary | None = None, path: Path = GLOSSARY_FILE) -> Glossary:
    """The glossary of ``path``, whose concepts are those of ``vocabulary`` (our own where none is given).

    Raises BadData for a file that is not TOML, an unknown key, an id or a form that stands twice, a form that
    is no pattern, a plain text that holds its own term, or a concept that is not there.
    """
    concepts = (vocabulary or load_vocabulary()).concepts
    entries, glossary = _read(path)
    for entry, term in zip(entries, glossary, strict=True):
        if term.concept and term.concept not in concepts:
            raise entry.error(f"there is no concept {term.concept}", "Name a concept of vocabulary.toml.")
    return glossary


@cache
def _read(path: Path) -> tuple[tuple[Table, ...], Glossary]:
    entries = tuple(read_data(path).only("term").tables("term"))
    terms = [_term(entry) for entry in entries]
    _refuse_double_forms(entries, terms)
    by_form = {form_pattern(form).pattern: term for term in terms for form in term.forms}
    index = pattern_set(by_form, WordFilter())
    return entries, Glossary({term.id: term for term in terms}, index, by_form)


def _term(entry: Table) -> Term:
    entry.only(*_KEYS)
    term = Term(
        id=entry.text("id"),
        term=entry.text("term"),
        plain=entry.text("plain"),
        forms=entry.compiled("forms", _patterns),
        beside=entry.compiled("beside", _patterns, is_needed=False),
        concept=entry.text("concept", ""),
        is_familiar=entry.flag("is_familiar"),
    )
    _refuse_what_explains_nothing(entry, term)
    return term


def _patterns(forms: tuple[str, ...]) -> tuple[str, ...]:
    for form in forms:
        form_pattern(form)
    return forms


def _refuse_what_explains_nothing(entry: Table, term: Term) -> None:
    """A form that finds nothing or everything, or a plain text that only says the term again."""
    if empty := [phrase for phrase in (*term.forms, *term.beside) if form_pattern(phrase).search("")]:
        raise entry.error(f'the form "{empty[0]}" matches nothing at all', "Let it match a word.")
    if not any(form_pattern(form).fullmatch(term.term) for form in term.forms):
        raise entry.error(f'no form matches the term "{term.term}"', "Add it to the forms.")
    if any(form_pattern(form).search(term.plain) for form in term.forms):
        raise entry.error("the plain text contains its own term", "Explain it without the word itself.")


def _refuse_double_forms(entries: Iterable[Table], terms: Iterable[Term]) -> None:
    seen: dict[str, str] = {}
    for entry, term in zip(entries, terms, strict=True):
        for form in term.forms:
            if form in seen:
                raise entry.error(f'the form "{form}" stands twice (also in {seen[form]})', "Remove one.")
            seen[form] = term.id


def _literal(phrase: str) -> str:
    """``phrase`` as a form that matches its own words only, with or without hyphens."""
    return " ".join(map(re.escape, phrase.replace("-", " ").split()))
