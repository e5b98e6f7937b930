"""Terms: names of conditions, symptoms, medicines and wishes, found in a text by their words.

terms.toml holds them in our own words. A *form* is words separated by spaces; ``a|b`` stands for either
word, ``word?`` may be left out, ``stem*`` is any word that begins with the stem, ``verb~`` any regular form
of a verb. British spelling and the singular are enough: American spelling, plurals and verb forms are added
by rule. In "heart, liver or kidney disease" each part is read with the word that all of them share.

Finding takes time in proportion to the text: the forms are one trie of words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import product

from content.pipeline.datafiles import Table
from content.pipeline.legible import LIGATURES
from content.pipeline.spans import ACCENTS, UNSEEN, Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_ACCENT, _HIDDEN = "\u0301", "\u200b"
"""Stand for every accent apart from its letter, and for every mark without ink."""
_SPLIT = rf"(?:[{_ACCENT}{_HIDDEN}]*[^\W_])*{_ACCENT}*"
_SPLIT_WORD = re.compile(rf"[^\W_]{_SPLIT}(?:{_HIDDEN}*['’]{_HIDDEN}*[^\W\d_]{_SPLIT})?")
"""A word with such marks in it."""
_LETTERS = str.maketrans({_ACCENT: "", _HIDDEN: ""} | LIGATURES)
_JOINT = re.compile(rf"{_HIDDEN}*['’”\"]?[\s*_\-‐‑–{_HIDDEN}]+['‘“\"]?")
_COORDINATOR = re.compile(r"[\-‐‑–]?(?:\s*(?:,|/|&)\s*|[\s,]*\b(?:and/or|and|or|nor)\s+)", re.IGNORECASE)
_LAST = frozenset({"and", "or", "nor"})
_HEADS = frozenset("disease diseases disorder disorders illness illnesses problem problems".split())
"""Words that also stand before what they share: "diseases of the heart and liver"."""
_OF = frozenset({"of", "with", "affecting"})
_DETERMINERS = frozenset({"the", "your", "my", "their"})
_OWNERS = ("your", "their", "my", "our", "his", "her")
"""Stand where a form has "the": "darkening of your skin"."""
_MEMO = 50_000
_LONG = 40
_SHARED = 3
_CHAIN = 6
_STEM = 3
"""Letters of the shortest stem."""


class Tokens:
    """The words of a text in small letters without accents, with where each begins and ends.

    ``plain`` is the text so written, character for character: accents and marks without ink keep a place.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.lower() if text.isascii() else _unaccented(text)
        is_split = _ACCENT in self.plain or _HIDDEN in self.plain
        self.pattern = _SPLIT_WORD if is_split else _WORD
        self.words = self.pattern.findall(self.plain)
        if not text.isascii():
            self.words = [word if word.isascii() else word.translate(_LETTERS) for word in self.words]
        self.distinct = frozenset(self.words)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        return [match.span() for match in self.pattern.finditer(self.plain)]

    @cached_property
    def starts(self) -> list[int]:
        return [start for start, _ in self.spans]

    @cached_property
    def ends(self) -> list[int]:
        return [end for _, end in self.spans]

    def __len__(self) -> int:
        return len(self.words)

    def is_joined(self, number: int) -> bool:
        """Whether word ``number`` goes on with the one before: hyphens and marks of emphasis do not part."""
        start, end = self.ends[number - 1], self.starts[number]
        is_usual = end - start == 1 and self.plain[start] in " -"
        return is_usual or _JOINT.fullmatch(self.plain, start, end) is not None


@lru_cache(maxsize=2_000)
def tokens_of(text: str) -> Tokens:
    """The words of ``text`` in order."""
    return Tokens(text)


def _unaccented(text: str) -> str:
    """``text`` in small letters without accents, character for character: "Sjögren’s" as "sjogren's"."""
    return "".join(c if c.isascii() else _plain_letter(c) for c in text).lower()


@cache
def _plain_letter(character: str) -> str:
    if character in ACCENTS:
        return _ACCENT
    if character in UNSEEN:
        return _HIDDEN
    if character == "’" or character in LIGATURES:
        return "'" if character == "’" else character
    letter = unicodedata.normalize("NFKD", character)[0]
    if len(letter.lower()) == 1 and letter.isalnum() == character.isalnum():
        return letter
    return "\u02a7" if character.isalnum() else "•"


# spelling by rule


_AMERICAN = (
    (re.compile(r"ae(?=[a-z])"), "e"),
    (re.compile(r"oe(?=[a-z])"), "e"),
    (re.compile(r"(?<=[a-z]{2})our(?=s?$|ed$|ing$|ation|less|ful)"), "or"),
    (re.compile(r"is(?=e$|es$|ed$|ing$|ation)"), "iz"),
    (re.compile(r"ys(?=e$|es$|ed$|ing$)"), "yz"),
    (re.compile(r"(?<=[bt])re$"), "er"),
    (re.compile(r"ould(?=s?$|y$)"), "old"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"geing$"), "ging"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"ll(?=ed$|ing$)"), "l"),
    (re.compile(r"grey"), "gray"),
)
_SAME_EVERYWHERE = frozenset(
    "hour four tour pour sour flour could would should your our exercise advise".split()
)


def spellings(word: str) -> set[str]:
    """``word`` and its regular plural, each in British and American spelling.

    >>> sorted(spellings("tumour"))
    ['tumor', 'tumors', 'tumour', 'tumours']
    """
    return {variant for form in (word, plural_of(word)) for variant in (form, american(form))}


def american(word: str) -> str:
    """The American spelling of a British ``word``."""
    if word not in _SAME_EVERYWHERE:
        for pattern, letters in _AMERICAN:
            word = pattern.sub(letters, word)
    return word


def plural_of(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return word if word.endswith(("ss", "is", "us")) is False and word.endswith("s") else word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def verb_forms(verb: str) -> set[str]:
    """The regular forms of ``verb``: "bruise" → bruises, bruised, bruising."""
    if verb.endswith("e"):
        return {verb, verb + "s", verb + "d", verb[:-1] + "ing"}
    if re.search(r"[^aeiou]y$", verb):
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    return {verb, plural_of(verb), verb + "ed", verb + "ing"}


# the trie


@dataclass(slots=True)
class _Node:
    """What may follow, and the names of the terms that end here."""

    following: dict[str, "_Node"]
    ends: list[str]


def expanded(form: str) -> Iterator[tuple[str, ...]]:
    """Every sequence of words that ``form`` stands for.

    >>> list(expanded("liver|hepatic disease?"))
    [('liver', 'disease'), ('liver',), ('hepatic', 'disease'), ('hepatic',)]
    """
    choices = [_choices(part) for part in form.split()]
    for words in product(*choices):
        yield tuple(word for word in words if word)


def _choices(part: str) -> list[str]:
    words = part.removesuffix("?").split("|")
    return [*words, ""] if part.endswith("?") else words


def forms_of(table: Table, key: str, *, is_needed: bool = True) -> tuple[str, ...]:
    """The forms of a list of a data file. Raises BadData for one that no text can print."""
    forms = table.texts(key, is_needed=is_needed)
    if wrong := [form for form in forms if not _is_form(form)]:
        raise table.error(f'the form "{wrong[0]}" cannot be read', "Write it as terms.py says.")
    return forms


def _is_form(form: str) -> bool:
    parts = form.split(" ")
    words = [word for part in parts for word in part.removesuffix("?").split("|")]
    return not all(part.endswith("?") for part in parts) and all(map(_is_word, words))


def _is_word(word: str) -> bool:
    stem = word[:-1]
    if word.endswith(("*", "~")):
        return len(stem) >= _STEM and Tokens(stem).words == [stem]
    return not set("*~?") & set(word) and bool(Tokens(word).words)


class TermIndex:
    """Finds terms in texts. ``forms`` gives the forms of each term by its id."""

    def __init__(self, forms: Mapping[str, Iterable[str]]) -> None:
        self.root = _Node({}, [])
        self.keys: dict[str, tuple[str, ...]] = {}
        self.stems: dict[str, str] = {}
        self.known: set[str] = set()
        for term, printed in forms.items():
            for form in printed:
                for words in expanded(form):
                    self._add(term, words)
        self.lengths = sorted({len(stem) for stem in self.stems})
        self.memo: dict[str, tuple[str, ...]] = {}
        self.opening: dict[str, tuple[_Node, ...]] = {}
        self.silent: set[str] = set()
        """Words that begin no form, as nearly all do."""

    def _add(self, term: str, words: Sequence[str]) -> None:
        node = self.root
        for word in words:
            for part in [word] if word.endswith(("*", "~")) else Tokens(word).words:
                self._know(part)
                node = node.following.setdefault(part, _Node({}, []))
        if node is not self.root and term not in node.ends:
            node.ends.append(term)

    def _know(self, word: str) -> None:
        if word in self.known:
            return
        self.known.add(word)
        if word.endswith("*"):
            self.stems |= dict.fromkeys((word[:-1], american(word[:-1])), word)
            return
        if word == "the":
            self.keys |= dict.fromkeys(_OWNERS, ("the",))
        for printed in verb_forms(word[:-1]) if word.endswith("~") else {word}:
            for spelling in spellings(printed):
                self.keys[spelling] = (*self.keys.get(spelling, ()), word)

    def keys_of(self, word: str) -> tuple[str, ...]:
        """The words of forms that ``word`` prints."""
        found = self.memo.get(word)
        if found is None:
            stems = (self.stems.get(word[:length]) for length in self.lengths)
            found = (*self.keys.get(word, ()), *dict.fromkeys(stem for stem in stems if stem))
            if len(self.memo) >= _MEMO:
                self.memo.clear()
            if len(word) < _LONG:
                self.memo[word] = found
        return found

    def find(self, tokens: Tokens) -> list[tuple[str, Span]]:
        """Every term that ``tokens`` name, with its words; of one term at one place the longest form."""
        found: list[tuple[str, Span]] = []
        opened = {word: self._opened(word) for word in tokens.distinct - self.silent}
        has_heads = not _HEADS.isdisjoint(tokens.distinct)
        if not has_heads and not any(opened.values()):
            return found
        for i, word in enumerate(tokens.words):
            if nodes := opened.get(word):
                here = self._longest(tokens, i, nodes) or self._shared(tokens, i, nodes)
                found += ((term, Span(tokens.starts[i], end)) for term, end in here.items())
        if has_heads:
            found += self._with_head_before(tokens)
        return found

    def _opened(self, word: str) -> tuple[_Node, ...]:
        """Where the trie leads from a first word; remembered."""
        if word in self.opening:
            return self.opening[word]
        nodes = tuple(self._step((self.root,), word))
        if len(self.opening) + len(self.silent) >= _MEMO:
            self.opening.clear()
            self.silent.clear()
        if len(word) < _LONG and nodes:
            self.opening[word] = nodes
        elif len(word) < _LONG:
            self.silent.add(word)
        return nodes

    def _longest(self, tokens: Tokens, start: int, nodes: Sequence[_Node]) -> dict[str, int]:
        """The terms that begin at token ``start``, with the place where each one's longest form ends."""
        ends: dict[str, int] = {}
        for number in range(start, len(tokens.words)):
            if number > start:
                nodes = self._step(nodes, tokens.words[number])
                if not nodes or not tokens.is_joined(number):
                    break
            for node in nodes:
                if node.ends:
                    ends |= dict.fromkeys(node.ends, tokens.ends[number])
        return ends

    def _step(self, nodes: Sequence[_Node], word: str) -> list[_Node]:
        keys = self.keys_of(word)
        if not keys:
            return []
        return [node.following[key] for node in nodes for key in keys if key in node.following]

    def _with_head_before(self, tokens: Tokens) -> Iterator[tuple[str, Span]]:
        """ "Diseases of the heart and liver": each part is read with the word before them."""
        for head, word in enumerate(tokens.words[:-2]):
            if word not in _HEADS or tokens.words[head + 1] not in _OF:
                continue
            first = head + 2 + (tokens.words[head + 2] in _DETERMINERS)
            if first == len(tokens) or not all(map(tokens.is_joined, range(head + 1, first + 1))):
                continue
            for part in _parts_of_chain(tokens, first):
                nodes = self._step(self._step((self.root,), tokens.words[part]), word)
                start = tokens.starts[head if part == first else part]
                yield from ((term, Span(start, tokens.ends[part])) for node in nodes for term in node.ends)

    def _shared(self, tokens: Tokens, start: int, nodes: Sequence[_Node]) -> dict[str, int]:
        """A part of "heart, liver or kidney disease" that lacks the word the last part has."""
        head = _head_of_chain(tokens, start)
        if head is None or not self._may_share(tokens, start, head):
            return {}
        for number in range(head, min(head + _SHARED, len(tokens))):
            if number > head and not tokens.is_joined(number):
                break
            nodes = self._step(nodes, tokens.words[number])
            if terms := [term for node in nodes for term in node.ends]:
                return dict.fromkeys(terms, tokens.ends[start])
        return {}

    def _may_share(self, tokens: Tokens, start: int, head: int) -> bool:
        """Commas alone make a chain only of parts that all are names with the last word."""
        joint = tokens.text[tokens.ends[head - 2] : tokens.starts[head - 1]]
        if _ends_chain(joint) or "," not in joint:
            return True
        word = tokens.words[head]
        return all(
            any(node.ends for node in self._step(self._step((self.root,), part), word))
            for part in tokens.words[start:head]
        )


def _head_of_chain(tokens: Tokens, start: int) -> int | None:
    """Where the shared word of a chain of single words that begins at ``start`` stands."""
    at = start
    for _ in range(_CHAIN):
        part, joint = _next_part(tokens, at)
        if part is None:
            return None
        goes_on = part + 1 < len(tokens) and tokens.is_joined(part + 1)
        if _ends_chain(joint):
            return part + 1 if goes_on else None
        if "/" in joint and goes_on and tokens.words[part + 1] not in _LAST:
            return part + 1
        if goes_on and tokens.words[part + 1] in _HEADS:
            return part + 1  # "heart, liver, kidney disease": commas alone, but a word that they can share
        at = part
    return None


def _parts_of_chain(tokens: Tokens, first: int) -> Iterator[int]:
    """The numbers of the single words of a chain that begins at word ``first``."""
    part: int | None = first
    joint = ""
    for _ in range(_CHAIN):
        if part is None:
            return
        yield part
        if _ends_chain(joint):
            return
        part, joint = _next_part(tokens, part)


def _next_part(tokens: Tokens, at: int) -> tuple[int | None, str]:
    """The next word of a chain behind word ``at``, and what joins the two; None where the chain ends."""
    part = at + 1
    while part < min(at + _SHARED, len(tokens)) and tokens.words[part] in _LAST:
        part += 1
    if part >= len(tokens):
        return None, ""
    joint = tokens.plain[tokens.ends[at] : tokens.starts[part]].replace(_HIDDEN, "")
    return (part, joint) if _COORDINATOR.fullmatch(joint) else (None, "")


def _ends_chain(joint: str) -> bool:
    """Whether only one more part follows: behind a word that joins."""
    return any(character.isalpha() or character == "&" for character in joint)
