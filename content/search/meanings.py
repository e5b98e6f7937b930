"""What words mean, as marks that stand in the index beside the words: one for each concept and each group.

"Blood thinners" and "anticoagulant" name one concept of the vocabulary; "price" and "how much is it" are one
group of ``data/search.toml``. A page and a query that hold the same mark meet, whatever their words.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from content.pipeline.datafiles import read_data
from content.pipeline.terms import TermIndex, forms_of, tokens_of
from content.pipeline.vocabulary import TERMS_FILE, VOCABULARY_FILE, Concept, load_vocabulary
from content.search.words import fold, words_of

SEARCH_FILE = Path(__file__).resolve().parent.parent / "data" / "search.toml"
CONCEPT, GROUP = "kx", "sx"
_URGENT = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A mark and the words that it was found in, as code points. ``broader`` are the marks above it."""

    mark: str
    start: int
    end: int
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sayings:
    """``data/search.toml``: groups of words, what sounds urgent, words that say too little."""

    groups: TermIndex
    urgent: TermIndex
    quiet: frozenset[str]
    forms: Mapping[str, tuple[str, ...]]


@cache
def load_sayings(path: Path = SEARCH_FILE) -> Sayings:
    """The file; raises BadData for one that cannot be read, or that gives an id twice."""
    data = read_data(path).only("same", "urgent", "quiet")
    forms: dict[str, tuple[str, ...]] = {}
    for entry in data.tables("same"):
        entry.only("id", "forms")
        if entry.text("id") in forms:
            raise entry.error(f"the id {entry.text('id')} is there twice", "Join the two.")
        forms[entry.text("id")] = forms_of(entry, "forms")
    urgent = forms_of(data.table("urgent").only("forms"), "forms")
    quiet = frozenset(data.table("quiet").only("words").texts("words"))
    return Sayings(TermIndex(forms), TermIndex({_URGENT: urgent}), quiet, forms)


@lru_cache(maxsize=4_000)
def meanings_of(text: str) -> tuple[Meaning, ...]:
    """What ``text`` names, in the order of the words."""
    vocabulary = load_vocabulary()
    found = set()
    for mention in (*vocabulary.find_mentions(text), *vocabulary.find_terms(text)):
        span, concept = mention.span, mention.concept
        broader = tuple(dict.fromkeys(map(mark_of, _above(concept))))
        found.add(Meaning(mark_of(concept.id), span.start, span.end, broader))
    for group, span in load_sayings().groups.find(tokens_of(text)):
        found.add(Meaning(mark_of(group), span.start, span.end))
    return tuple(sorted(found, key=lambda each: (each.start, each.end, each.mark)))


def _above(concept: Concept) -> Iterator[str]:
    vocabulary = load_vocabulary()
    if (counted_as := vocabulary.including(concept.id)) is not None:
        yield counted_as.id
    yield from vocabulary.broader_of(concept.id)


def mark_of(name: str) -> str:
    """The mark of a concept, or of a group that is none."""
    return (CONCEPT if name in load_vocabulary().concepts else GROUP) + fold(name)


def is_mark(token: str) -> bool:
    return token.startswith((CONCEPT, GROUP))


def sounds_urgent(text: str) -> bool:
    """Whether somebody who types this may need help at once."""
    return bool(load_sayings().urgent.find(tokens_of(text)))


@cache
def names_under(concept_id: str) -> tuple[str, ...]:
    """Names of a concept and of everything narrower, plain and medical ("Warfarin" under blood thinners)."""
    return tuple(
        dict.fromkeys(name for each in _family(concept_id) for name in (each.name, each.medical) if name)
    )


@cache
def _families() -> Mapping[str, tuple[Concept, ...]]:
    """The concepts and terms by the id of each concept that they fall under, themselves first."""
    vocabulary = load_vocabulary()
    found: dict[str, list[Concept]] = {}
    for table in (vocabulary.concepts, vocabulary.terms):
        for each in table.values():
            for concept_id in (each.id, *_above(each)):
                members = found.setdefault(concept_id, [])
                if each not in members:
                    members.append(each)
    return {name: tuple(sorted(members, key=lambda each: each.id != name)) for name, members in found.items()}


def _family(concept_id: str) -> tuple[Concept, ...]:
    return _families().get(concept_id, ())


@cache
def known_words() -> frozenset[str]:
    """Words that the vocabulary or the groups print: spelled right, whether a page has them or not."""
    vocabulary, sayings = load_vocabulary(), load_sayings()
    forms = [form for term in vocabulary.terms.values() for form in (*term.forms, *term.felt)]
    forms += [form for given in sayings.forms.values() for form in given]
    texts = " ".join(forms).replace("|", " ").replace("?", " ")
    return (
        frozenset(fold(word) for word in texts.split() if "*" not in word and "~" not in word) | sayings.quiet
    )


@cache
def words_under(concept_id: str) -> frozenset[str]:
    """The words that the forms of a concept and of all below it are made of, to correct spelling towards."""
    texts = [*names_under(concept_id)]
    for each in _family(concept_id):
        texts += [form for form in each.forms if not each.role and not set(form) & set("*~")]
    plain = " ".join(texts).replace("|", " ").replace("?", " ")
    return frozenset(word.plain for word in words_of(plain))


@cache
def data_version() -> str:
    """Changes whenever one of the files changes that decide what words mean."""
    files = (SEARCH_FILE, VOCABULARY_FILE, TERMS_FILE)
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:12]
