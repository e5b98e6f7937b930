"""Likeness: passages that repeat each other in nearly the same words, and things that may be the same.

Similarity only proposes. A pair that differs in a number, a denial, a strength, a treatment, a thing it names
or the order of what it compares is a *look-alike* however alike it is: dropping "not" leaves a sentence 92 %
the same. Nothing is compared with everything: candidates share one of the rarest words of both (prefix
filtering: Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007; two words where one is too common:
Wang, Li and Feng 2012), which loses no pair. Only where two words together are shared by more than BLOCK
texts is each compared with its WINDOW neighbours in the order of their rarest words (Hernández and Stolfo
1995).
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

from content.pipeline.clusters import QuestionGroup, Record
from content.pipeline.cues import plain
from content.pipeline.links import QUESTION, Links
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.roles import ROLES_OF_KIND
from content.pipeline.settings import Role, Rules
from content.pipeline.terms import tokens_of
from content.pipeline.vocabulary import Concept

ALIKE = 0.55
"""Share of content words (Dice) from which two passages are compared further."""
SHORT, SHORT_ALIKE = 8, 0.75
"""Where one of them has fewer words than SHORT, they share that much."""
INSIDE = 0.85
"""Share of the shorter text's content words that a longer one must hold, to hold it."""
SHORTER = 0.75
"""A text of at most this share of the other's words can stand inside it."""
LEAST = 5
"""Content words below which only equal words are alike: labels and names repeat by chance."""
IN_ORDER = 0.5
"""Share of the shared words that stand in the same order in both."""
COMMON, BLOCK, WINDOW = 12, 40, 4
"""Texts that may have a word before it is looked for with a second one; a pair before only neighbours are
compared; and how many neighbours on each side."""
QUESTIONS_ALIKE, NAMES_ALIKE = 0.5, 0.6
MOST = 5
"""Suggestions for one thing."""
WORDINGS = 8
"""Wordings of a group that are compared, the shortest first."""

_SILENT = (PassageKind.NOISE, PassageKind.REFERENCE)
_SMALL = frozenset(
    "a an the is are was were be been being do does did doe can could will would should may might must of to "
    "in on at for from by with without and or nor but it its this that these those there their they them you "
    "your we our i my me who whom which what when where why how as if than then so any some all also such "
    "have has had not no never into up out about more most very just only other each s".split()
)
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"once": "1", "twice": "2", "thrice": "3", "half": "1/2", "dozen": "12"}
_NEGATIONS = frozenset(
    "not no never nor neither none nobody nothing without cannot non unless except instead avoid avoided "
    "avoids lack lacks unable unlikely unsuitable unsafe ineligible contraindicated".split()
)
_COMPARING = frozenset("than versus vs unlike rather instead before after".split())
_FIRM = frozenset("must always only".split())
_DEGREES = ("frequency", "seriousness")
_ASKS = re.compile(r"\b(?:how (?:long|many|much|often|soon|old)|when|where|who|whom|why)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\d+(?:[.,]\d+)*")
_ITEM_MARK = re.compile(r"^\W*(?:\(?\d{1,2}[.)](?=\s))?\W*")
_SLACK, _ROUNDING = 1e-3, 1e-9
"""rapidfuzz drops pairs at its cutoff, so it is asked for a little more."""
_LATIN = 0x100
"""Words are written as characters from here on, so that texts of words are compared in C++."""


class Likeness(StrEnum):
    """In what way two texts are alike."""

    SAME_WORDS = "same words"
    CHANGED_WORDS = "changed words"
    CONTAINED = "contained"


class Difference(StrEnum):
    """What keeps two texts apart however alike they are."""

    NUMBER = "number"
    NEGATION = "negation"
    STRENGTH = "strength"
    DEGREE = "degree"
    TREATMENT = "treatment"
    THING = "thing"
    ORDER = "order"
    QUESTION_WORD = "question word"
    ROLE = "role"


class Place(NamedTuple):
    """A passage of a source, by its index."""

    source_id: str
    passage: int


@dataclass(frozen=True, slots=True)
class NearCopy:
    """Two passages that are alike. ``likeness`` runs from 0 to 1; ``differs`` says why they are no copies."""

    first: Place
    other: Place
    likeness: float
    kind: Likeness
    differs: tuple[Difference, ...] = ()

    @property
    def is_copy(self) -> bool:
        return not self.differs


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two things of one family that an editor may say are the same. ``why`` names what they share.

    ``first`` and ``other`` are keys as in links.py. ``score`` runs from 0 to 1 and orders, nothing more.
    """

    family: str
    first: str
    other: str
    first_words: str
    other_words: str
    score: float
    why: str


# near copies


def near_copies(
    passages_by_source: Mapping[str, Sequence[Passage]], rules: Rules, threshold: float = ALIKE
) -> tuple[NearCopy, ...]:
    """Every pair of passages in nearly the same words, sorted by place.

    Passages in exactly the same words are paired with the first of them, and that one stands for all of
    them in pairs with other words. So the result grows with the passages, not with their square.
    """
    places: dict[str, list[Place]] = {}
    quotes: dict[str, str] = {}
    for source_id in sorted(passages_by_source):
        for passage in passages_by_source[source_id]:
            if passage.kind not in _SILENT and (key := _same_words_key(passage.quote)):
                places.setdefault(key, []).append(Place(source_id, passage.index))
                quotes.setdefault(key, passage.quote)
    same = [
        NearCopy(first, other, 1.0, Likeness.SAME_WORDS)
        for first, *others in places.values()
        for other in others
    ]
    words = {key: content_words(quotes[key]) for key in sorted(places)}
    words = {key: found for key, found in words.items() if len(set(found)) >= LEAST}
    keys = list(words)
    compare = _Comparison(rules)
    alike = [
        _near_copy(places[keys[i]][0], places[keys[j]][0], quotes[keys[i]], quotes[keys[j]], score, compare)
        for i, j, score in _alike(list(words.values()), threshold)
        if score >= SHORT_ALIKE
        or _is_part(words[keys[i]], words[keys[j]])
        or _is_long(words[keys[i]], words[keys[j]])
    ]
    return tuple(sorted([*same, *alike], key=lambda copy: (copy.first, copy.other)))


def _near_copy(
    place: Place, other_place: Place, text: str, other: str, score: float, compare: "_Comparison"
) -> NearCopy:
    if other_place < place:
        place, other_place, text, other = other_place, place, other, text
    is_part = _is_part(content_words(text), content_words(other))
    kind = Likeness.CONTAINED if is_part else Likeness.CHANGED_WORDS
    return NearCopy(place, other_place, round(score, 3), kind, compare.of(text, other, is_part=is_part))


def _is_part(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether the longer one holds the shorter one."""
    small, large = sorted((set(one), set(two)), key=len)
    return len(small & large) >= INSIDE * len(small) and len(small) <= SHORTER * len(large)


def _is_long(one: Sequence[str], two: Sequence[str]) -> bool:
    return min(len(set(one)), len(set(two))) >= SHORT


def _same_words_key(text: str) -> str:
    """All words in order, in small letters, without the mark of a list item."""
    text = plain(text)
    return " ".join(tokens_of(text[_mark_length(text) :]).words)


def _mark_length(text: str) -> int:
    mark = _ITEM_MARK.match(text)
    return mark.end() if mark else 0


def content_words(text: str) -> tuple[str, ...]:
    """The words of ``text`` that carry its sense, in order, in the singular."""
    return tuple(_stem(word) for word in tokens_of(plain(text)).words if word not in _SMALL)


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


# candidates


def _alike(texts: Sequence[Sequence[str]], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of numbers of ``texts`` (words in order) that are alike, or of which one holds the other."""
    found: dict[tuple[int, int], float] = {}
    encoded = _encoded([set(words) for words in texts])
    for i, j, score in similar_sets(encoded, threshold):
        found[i, j] = score
    for i, j in _contained(texts, encoded):
        pair = (min(i, j), max(i, j))
        found.setdefault(pair, Indel.normalized_similarity(encoded[i], encoded[j]))
    for (i, j), score in sorted(found.items()):
        yield i, j, score


def _encoded(sets: Sequence[Iterable[str]]) -> list[str]:
    """Each set as a text with one character for each word, the rarest first.

    The longest common subsequence of two such texts is what the sets share, so rapidfuzz's Indel similarity
    is their Dice coefficient.
    """
    counts = Counter(word for words in sets for word in words)
    order = sorted(counts, key=lambda word: (counts[word], word))
    letters = {word: _letter(number) for number, word in enumerate(order)}
    return ["".join(sorted(letters[word] for word in words)) for words in sets]


def _letter(number: int) -> str:
    code = _LATIN + number
    return chr(code if code < 0xD800 else code + 0x800)


def similar_sets(encoded: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Pairs ``i < j`` of texts as ``_encoded`` makes them whose Dice coefficient is ``threshold`` or more."""
    blocks = _Blocks(encoded, threshold)
    for i in range(len(encoded)):
        if others := sorted(blocks.candidates(i)):
            choices = [encoded[j] for j in others]
            scored = process.extract(
                encoded[i],
                choices,
                scorer=Indel.normalized_similarity,
                processor=None,
                limit=None,
                score_cutoff=threshold - _SLACK,
            )
            for _, score, place in sorted(scored, key=lambda s: s[2]):
                if score >= threshold - _ROUNDING:
                    yield min(i, others[place]), max(i, others[place]), score


@dataclass(slots=True)
class _Blocks:
    """Texts by the rarest words that they share.

    Of two texts alike, the shorter one's prefix shares a word with the longer one's, and the prefixes that
    are one word longer share two. So each text is found under the words of its prefix as the shorter one, and
    looks under those of its prefix as the longer one.
    """

    encoded: Sequence[str]
    threshold: float
    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    common: frozenset[str] = frozenset()
    in_order: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        order = sorted(range(len(self.encoded)), key=lambda i: (self.encoded[i], i))
        for i in order:
            for word in self._prefix(i, self.threshold):
                self.by_word[word].append(i)
        self.common = frozenset(word for word, block in self.by_word.items() if len(block) > COMMON)
        for i in order if self.common else ():
            for words in self._pairs(i, self.threshold):
                self.by_words[words].append(i)

    def candidates(self, i: int) -> set[int]:
        """Texts that are no longer than text ``i`` and may be like it."""
        found: set[int] = set()
        least = self.threshold / (2 - self.threshold)
        for word in self._prefix(i, least):
            if word not in self.common:
                found.update(self.by_word.get(word, ()))
        for words in self._pairs(i, least) if self.common else ():
            if block := self.by_words.get(words):
                found.update(block if len(block) <= BLOCK else self._neighbours(words, block, i))
        return {j for j in found if (len(self.encoded[j]), j) < (len(self.encoded[i]), i)}

    def _prefix(self, i: int, share: float, more: int = 0) -> str:
        """So many of the rarest words that who shares ``share`` of all shares ``1 + more`` of these."""
        text = self.encoded[i]
        return text[: len(text) - ceil(len(text) * share - _ROUNDING) + 1 + more]

    def _pairs(self, i: int, share: float) -> Iterator[str]:
        """Pairs of words, the first or the second of which is too common by itself."""
        prefix = self._prefix(i, share, 1)
        if not self.common.isdisjoint(prefix[:-1]):
            for place, one in enumerate(prefix):
                behind = prefix[place + 1 :]
                if one in self.common:
                    yield from (one + two for two in behind)
                else:
                    yield from (one + two for two in behind if two in self.common)

    def _neighbours(self, words: str, block: Sequence[int], i: int) -> Sequence[int]:
        if words not in self.in_order:
            self.in_order[words] = [self.encoded[j] for j in block]
        place = bisect_left(self.in_order[words], self.encoded[i])
        return block[max(0, place - WINDOW) : place + WINDOW]


def _contained(texts: Sequence[Sequence[str]], encoded: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of a text and a longer one that holds it, found by the rarest pairs of neighbouring words.

    Each changed word breaks two such pairs. Pairs of words that more than BLOCK texts have propose nothing.
    """
    pairs = [set(pairwise(words)) for words in texts]
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, found in enumerate(pairs):
        for pair in found:
            holders[pair].append(i)
    for i, text in enumerate(encoded):
        least = ceil(INSIDE * len(text))
        rarest = sorted(pairs[i], key=lambda pair: (len(holders[pair]), pair))
        rarest = rarest[: 2 * floor(len(text) - least) + 1]
        others = sorted({j for pair in rarest if len(holders[pair]) <= BLOCK for j in holders[pair]})
        yield from ((i, j) for j in others if _holds(encoded[j], text, least))


def _holds(large: str, small: str, least: int) -> bool:
    is_larger = len(small) <= SHORTER * len(large)
    return is_larger and LCSseq.similarity(small, large, score_cutoff=least) >= least


# what keeps two texts apart


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a text says that likeness of words does not see."""

    numbers: frozenset[str]
    negations: tuple[str, ...]
    firm: frozenset[str]
    strength: str
    degrees: frozenset[str]
    treatments: frozenset[str]
    things: frozenset[str]
    is_comparing: bool
    is_question: bool
    words: tuple[str, ...]


@dataclass(slots=True)
class _Comparison:
    """Compares texts; what it found out about each is kept."""

    rules: Rules
    known: dict[str, _Marks] = field(default_factory=dict)

    def of(self, text: str, other: str, *, is_part: bool = False) -> tuple[Difference, ...]:
        """What ``text`` and ``other`` differ in; ``is_part``: the shorter may name less than the longer."""
        one, two = self.marks(text), self.marks(other)
        if len(two.words) < len(one.words):
            one, two = two, one
        differs = {
            Difference.NUMBER: not (one.numbers <= two.numbers if is_part else one.numbers == two.numbers),
            Difference.NEGATION: one.negations != two.negations,
            Difference.STRENGTH: (one.strength, one.firm) != (two.strength, two.firm),
            Difference.DEGREE: one.degrees != two.degrees,
            Difference.TREATMENT: self._treated(one.treatments, two.treatments),
            Difference.THING: self._names_other(one.things, two.things, is_part=is_part),
            Difference.ORDER: _is_in_other_order(one, two),
            Difference.QUESTION_WORD: one.is_question != two.is_question,
        }
        return tuple(difference for difference, is_so in differs.items() if is_so)

    def marks(self, text: str) -> _Marks:
        if text not in self.known:
            self.known[text] = self._marks(text)
        return self.known[text]

    def _marks(self, text: str) -> _Marks:
        text = plain(text)
        text = text[_mark_length(text) :]
        words = tokens_of(text).words
        verdict = self.rules.cues.verdict_of(text)
        mentions = (*self.rules.vocabulary.find_mentions(text), *self.rules.vocabulary.find_terms(text))
        numbers = (_NUMBER_WORDS.get(word, "") for word in words)
        return _Marks(
            numbers=frozenset({*_COUNTED.findall(text), *filter(None, numbers)}),
            negations=tuple(sorted(word for word in words if word in _NEGATIONS)),
            firm=frozenset(words) & _FIRM,
            strength=verdict.strength if verdict else "",
            degrees=frozenset(
                word.casefold() for kind in _DEGREES for word in self.rules.cues.words_of(kind, text)
            ),
            treatments=frozenset(name for name, _ in self.rules.treatments.named(text)),
            things=frozenset(mention.concept.id for mention in mentions),
            is_comparing=not _COMPARING.isdisjoint(words),
            is_question=text.rstrip().endswith("?"),
            words=content_words(text),
        )

    def _treated(self, one: frozenset[str], two: frozenset[str]) -> bool:
        """Whether they name different treatments; a text that names none is about its page's own."""
        own = {"mesotherapy"}
        return one - own != two - own

    def _names_other(self, one: frozenset[str], two: frozenset[str], *, is_part: bool) -> bool:
        missing = one - two if is_part else one ^ two
        return any(self._has_no_match(thing, two if thing in one else one) for thing in missing)

    def _has_no_match(self, thing: str, others: frozenset[str]) -> bool:
        """Whether none of ``others`` is a broader or a narrower name of ``thing``."""
        broader_of = self.rules.vocabulary.broader_of
        return not any(thing in broader_of(other) or other in broader_of(thing) for other in others)


def _is_in_other_order(one: _Marks, two: _Marks) -> bool:
    shared = set(one.words) & set(two.words)
    first = [word for word in dict.fromkeys(one.words) if word in shared]
    other = [word for word in dict.fromkeys(two.words) if word in shared]
    if one.is_comparing or two.is_comparing:
        return first != other
    return LCSseq.similarity(first, other) < IN_ORDER * len(first)


# suggestions for editors


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that may be the same as another: its key, its name, and the wordings it is compared by."""

    family: str
    key: str
    words: str
    wordings: tuple[str, ...]


Score = Callable[[str, str], float]


def similar_groups(
    groups: Sequence[QuestionGroup], links: Links, rules: Rules, threshold: float = QUESTIONS_ALIKE
) -> tuple[Suggestion, ...]:
    """Questions that share most of their content words and that nothing keeps apart."""
    subjects = question_subjects(groups)
    wordings = [(n, words) for n, subject in enumerate(subjects) for words in subject.wordings]
    encoded = _encoded([set(content_words(words)) for _, words in wordings])
    pairs = {
        (min(wordings[i][0], wordings[j][0]), max(wordings[i][0], wordings[j][0]))
        for i, j, _ in similar_sets(encoded, threshold)
    }
    return suggest(subjects, pairs, _words_alike, links, rules, threshold, "words")


def similar_names(
    proposals: Sequence[Record], links: Links, rules: Rules, threshold: float = NAMES_ALIKE
) -> tuple[Suggestion, ...]:
    """Proposed names that are spelt much like each other, or like a name of the vocabulary of their role."""
    subjects = _name_subjects(proposals, rules)
    proposed = {(record.role.value, record.concept) for record in proposals}
    encoded = _encoded([_trigrams(subject.words) for subject in subjects])
    pairs = {
        (i, j)
        for i, j, _ in similar_sets(encoded, threshold)
        if {(subjects[n].family, subjects[n].key) for n in (i, j)} & proposed
    }
    return suggest(subjects, pairs, _letters_alike, links, rules, threshold, "spelling")


def question_subjects(groups: Sequence[QuestionGroup]) -> list[Subject]:
    """Questions as things to compare, by their canonical question and their shortest printed wordings."""
    ordered = sorted(groups, key=lambda group: group.intent)
    return [Subject(QUESTION, group.intent, group.question, _wordings(group)) for group in ordered]


def _wordings(group: QuestionGroup) -> tuple[str, ...]:
    printed = {v.quote for v in group.variants if v.kind in ("heading", "question")} - {group.question}
    return (group.question, *sorted(printed, key=lambda quote: (len(quote), quote))[: WORDINGS - 1])


def _name_subjects(proposals: Sequence[Record], rules: Rules) -> list[Subject]:
    roles = {record.role for record in proposals}
    names = {(record.role.value, record.concept): record.name for record in proposals}
    for role in roles:
        for concept in rules.vocabulary.concepts.values():
            if concept.role == role or (not concept.role and _may_have(concept, role)):
                names.setdefault((role.value, concept.id), concept.name)
    return [Subject(family, key, name, (name,)) for (family, key), name in sorted(names.items())]


def _may_have(term: Concept, role: Role) -> bool:
    """Whether a term can be a thing of the role at all: a wish is no reason not to have the treatment."""
    return role in ROLES_OF_KIND[term.kind] and (not term.roles or role.value in term.roles)


def suggest(
    subjects: Sequence[Subject],
    pairs: Iterable[tuple[int, int]],
    score_of: Score,
    links: Links,
    rules: Rules,
    threshold: float,
    why: str,
) -> tuple[Suggestion, ...]:
    """The pairs of ``subjects`` that nothing keeps apart, the best MOST for each thing, sorted.

    The score of two things is the mean over all their wordings (average linkage), so that one wording alone
    joins nothing.
    """
    compare = _Comparison(rules)
    found = []
    for i, j in sorted(set(pairs)):
        one, two = subjects[i], subjects[j]
        if i == j or is_kept_apart(one, two, links, compare):
            continue
        score = _mean([score_of(a, b) for a in one.wordings for b in two.wordings])
        if score >= threshold:
            words = (one.words, two.words)
            found.append(Suggestion(one.family, one.key, two.key, *words, round(score, 3), why))
    return _best(found)


def is_kept_apart(one: Subject, two: Subject, links: Links, compare: "_Comparison") -> bool:
    """Whether an editor or what they say keeps two things apart."""
    if one.family != two.family or links.are_apart(one.family, one.key, two.key):
        return True
    if links.target_of(one.family, one.key) == links.target_of(two.family, two.key):
        return True
    return bool(_differences(one.words, two.words, one.family, compare))


def _differences(text: str, other: str, family: str, compare: "_Comparison") -> set[Difference]:
    found = set(compare.of(text, other)) - {Difference.ORDER, Difference.QUESTION_WORD}
    if family != QUESTION:
        is_known = compare.marks(text).things and compare.marks(other).things
        return found if is_known else found - {Difference.THING}
    asked, other_asked = _asked(text), _asked(other)
    if asked and other_asked and asked != other_asked:
        found.add(Difference.QUESTION_WORD)
    roles = {compare.rules.cues.context_of(words) for words in (text, other)} - {""}
    if len(roles) > 1:
        found.add(Difference.ROLE)
    return found


def _asked(text: str) -> str:
    found = _ASKS.search(text)
    asked = " ".join(found.group().lower().split()) if found else ""
    return "when" if asked == "how soon" else asked


def _words_alike(text: str, other: str) -> float:
    one, two = set(content_words(text)), set(content_words(other))
    return 2 * len(one & two) / (len(one) + len(two)) if one or two else 0.0


def _letters_alike(text: str, other: str) -> float:
    one, two = _trigrams(text), _trigrams(other)
    return 2 * len(one & two) / (len(one) + len(two))


def _trigrams(text: str) -> frozenset[str]:
    words = f"  {' '.join(tokens_of(text).words)} "
    return frozenset(words[i : i + 3] for i in range(len(words) - 2))


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


def _best(found: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """The best of each thing: a pair stays only where it is among the best of both."""
    taken: Counter[tuple[str, str]] = Counter()
    kept = []
    for suggestion in sorted(found, key=lambda s: (-s.score, s.family, s.first, s.other)):
        ends = [(suggestion.family, key) for key in (suggestion.first, suggestion.other)]
        if all(taken[end] < MOST for end in ends):
            taken.update(ends)
            kept.append(suggestion)
    return tuple(kept)
