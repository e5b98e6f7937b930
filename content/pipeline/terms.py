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
from itertools import product

from content.pipeline.spans import Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_JOINT = re.compile(r"['’]?[\s*_\-‐‑–]+")
_COORDINATOR = re.compile(r"\s*(?:,|/|&)\s*|[\s,]*\b(?:and/or|and|or|nor)\s+", re.IGNORECASE)
_LAST = frozenset({"and", "or", "nor"})
_MEMO = 50_000
_SHARED = 3
_CHAIN = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text in small letters, its span, and whether it goes on with the word before it."""

    word: str
    span: Span
    is_joined: bool


def tokens_of(text: str) -> list[Token]:
    """The words of ``text`` in order. Hyphens and marks of emphasis join words, other marks part them."""
    tokens: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        is_joined = end > 0 and _JOINT.fullmatch(text, end, match.start()) is not None
        tokens.append(Token(_plain(match.group()), Span(*match.span()), is_joined))
        end = match.end()
    return tokens


def _plain(word: str) -> str:
    """``word`` in small letters without accents: "Sjögren’s" as "sjogren's"."""
    word = word.lower().replace("’", "'")
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


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


class TermIndex:
    """Finds terms in texts. ``forms`` gives the forms of each term by its id."""

    def __init__(self, forms: Mapping[str, Iterable[str]]) -> None:
        self.root = _Node({}, [])
        self.keys: dict[str, tuple[str, ...]] = {}
        self.stems: dict[str, str] = {}
        for term, printed in forms.items():
            for form in printed:
                for words in expanded(form):
                    self._add(term, words)
        self.lengths = sorted({len(stem) for stem in self.stems})
        self.memo: dict[str, tuple[str, ...]] = {}

    def _add(self, term: str, words: Sequence[str]) -> None:
        node = self.root
        for word in words:
            for part in [word] if word.endswith(("*", "~")) else _WORD.findall(word):
                self._know(part)
                node = node.following.setdefault(part, _Node({}, []))
        if node is not self.root and term not in node.ends:
            node.ends.append(term)

    def _know(self, word: str) -> None:
        if word.endswith("*"):
            self.stems |= dict.fromkeys((word[:-1], american(word[:-1])), word)
            return
        for printed in verb_forms(word[:-1]) if word.endswith("~") else {word}:
            for spelling in spellings(printed):
                known = self.keys.get(spelling, ())
                if word not in known:
                    self.keys[spelling] = (*known, word)

    def keys_of(self, word: str) -> tuple[str, ...]:
        """The words of forms that ``word`` prints."""
        found = self.memo.get(word)
        if found is None:
            stems = (self.stems.get(word[:length]) for length in self.lengths)
            found = (*self.keys.get(word, ()), *dict.fromkeys(stem for stem in stems if stem))
            if len(self.memo) >= _MEMO:
                self.memo.clear()
            self.memo[word] = found
        return found

    def find(self, text: str, tokens: Sequence[Token]) -> list[tuple[str, Span]]:
        """Every term of ``text`` with the words that name it; of one term at one place the longest form."""
        found: list[tuple[str, Span]] = []
        for i, token in enumerate(tokens):
            if not any(key in self.root.following for key in self.keys_of(token.word)):
                continue
            here = self._longest(tokens, i)
            if not here:
                here = self._shared(text, tokens, i)
            found += ((term, Span(token.span.start, end)) for term, end in here.items())
        return found

    def _longest(self, tokens: Sequence[Token], start: int) -> dict[str, int]:
        """The terms that begin at token ``start``, with the place where each one's longest form ends."""
        ends: dict[str, int] = {}
        nodes = [self.root]
        for token in tokens[start:]:
            if nodes[0] is not self.root and not token.is_joined:
                break
            nodes = self._step(nodes, token.word)
            if not nodes:
                break
            ends |= {term: token.span.end for node in nodes for term in node.ends}
        return ends

    def _step(self, nodes: Sequence[_Node], word: str) -> list[_Node]:
        keys = self.keys_of(word)
        return [node.following[key] for node in nodes for key in keys if key in node.following]

    def _shared(self, text: str, tokens: Sequence[Token], start: int) -> dict[str, int]:
        """A part of "heart, liver or kidney disease" that lacks the word the last part has."""
        head = _head_of_chain(text, tokens, start)
        if head is None:
            return {}
        nodes = self._step([self.root], tokens[start].word)
        for token in tokens[head : head + _SHARED]:
            if token is not tokens[head] and not token.is_joined:
                break
            nodes = self._step(nodes, token.word)
            if terms := [term for node in nodes for term in node.ends]:
                return dict.fromkeys(terms, tokens[start].span.end)
        return {}


def _head_of_chain(text: str, tokens: Sequence[Token], start: int) -> int | None:
    """Where the shared word of a chain of single words that begins at ``start`` stands."""
    at = start
    for _ in range(_CHAIN):
        after = at + 1
        is_last = after < len(tokens) and tokens[after].word in _LAST
        part = after + 1 if is_last else after
        if part + 1 >= len(tokens):
            return None
        if not _COORDINATOR.fullmatch(text, tokens[at].span.end, tokens[part].span.start):
            return None
        if is_last or "/" in text[tokens[at].span.end : tokens[part].span.start]:
            return part + 1 if tokens[part + 1].is_joined else None
        at = part
    return None
