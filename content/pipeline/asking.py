"""Asking: what a question asks, and about what, as a key. Equal keys are the same question.

A key is an intent and what it is about. Three readings are tried in turn: a whole form ("what causes {x}"),
words that together ask something ("how long" and "last"), and the bare words. What no reading explains stays
in the key, so that a question with a word more is another question; a wrong merge can hide a warning.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.folding import TREATMENT, Folding, Words
from content.pipeline.terms import expanded
from content.pipeline.treatments import TREATMENTS_FILE
from content.pipeline.vocabulary import Vocabulary, load_vocabulary

ASKING_FILE = Path(__file__).resolve().parent.parent / "data" / "asking.toml"

LONGEST_KEY = 200
ABOUT = "{x}"
ANY = "T"
TWO = "TT"
"""In a bag: two treatments."""
_OPENER = (
    r"(?:(?:what|who|whom|when|where|why|how|which)\b"
    r"|(?:is|are|does|do|can|will|should|could|would|did|am|must|may) "
    r"(?:i|you|it|there|this|the|that|we|they|my)\b)"
)
_QUESTION_JOINT = re.compile(rf"(?:,? (?:and|or|but) |[,;/.!] ?| - )(?={_OPENER})", re.IGNORECASE)
_TOLD = re.compile(
    r"\s*(?:i|my|we|our|it(?:['’]s| is) my|being|pregnant|breastfeeding|diabetic|epileptic)\b", re.IGNORECASE
)
_TOLD_JOINT = re.compile(
    r"(?:[,.;:!–] ?(?:and |so |but )?| (?:and|so|but) )"
    r"(?=(?:is|are|does|do|can|will|should|could|would|may|must|what|when|where|why|how|who|which)\b)",
    re.IGNORECASE,
)
"""Where somebody who tells of themselves begins to ask."""
_CONDITION = re.compile(r"\s*(?:after|before|following|if|once|when|while)\b", re.IGNORECASE)
"""Begins what belongs to the question behind its comma: "After it, can I swim?" """
_POLITE = re.compile(
    r"\A\s*(?:(?:hi|hello|hey)\b[,.! ]*)?(?:please )?(?:"
    r"(?:(?:can|could|would|will) (?:you|someone|anyone|somebody|anybody) (?:please )?)"
    r"(?:tell me|explain(?: to me)?|advise me)"
    r"|please (?:tell|explain to) me|i(?:['’]m| am| was)? (?:just )?wondering|i wonder(?:ed)?"
    r"|(?:i(?:['’]d| would)|would) (?:like|love) to (?:know|ask|find out)|i want(?:ed)? to (?:know|ask)"
    r"|do you (?:know|think)|can i ask|may i ask|on a scale (?:of|from) (?:1|one) to (?:10|ten)"
    r"),? (?:please )?(?:if |whether |that )?",
    re.IGNORECASE,
)
"""Words before a question that ask nothing."""
_HEAD_JOINT = re.compile(r",? (?:and|or|&) |[,;] | ?/ ?", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_NOTHING = "asks:"
_LEAD = re.compile(r"^(?:what (?:is|are) |are there |is there )(?:the |any )?", re.IGNORECASE)
_SHORTEST = 8
"""Characters of the shortest part that asks something by itself."""
_LONGEST_HEAD = 90
_OF_ONESELF = re.compile(
    r"\s*(?:(?:i|we)(?:['’]?ve| have|['’]?m| am|['’]re| are| take| use| get| suffer| think| was diagnosed)"
    r"|being|pregnant|breastfeeding|diabetic|epileptic)\b",
    re.IGNORECASE,
)
_TOLD_VERBS = frozenset(
    {"take", "use", "using", "every", "day", "daily", "found", "just", "think", "say", "diagnosed", "started"}
)
"""Words of "I take it every day" that say no more than "I have it"."""
_SUITS = "can-i-have"
_HELPS = "helps-with"
_HELPED = frozenset({_HELPS, "does-it-work"})
_CHOICES = frozenset({_SUITS, "who-it-suits", "how-safe"})
_TIMES = frozenset({"after", "before"})
_VERBS = frozenset({"do", "is"})
_NO_NAME = frozenset({"do", "procedure"})
"""Words with which the name of a treatment alone does not ask what it is."""
_ASK = re.compile(r"^(?:what|who|when|where|why|how\w*|which)$")


@dataclass(frozen=True, slots=True)
class Form:
    """A whole question: the words before and behind what it is about. ``is_whole``: it is about nothing."""

    intent: str
    suffix: Words
    length: int
    order: int
    is_weak: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Bag:
    """Words that together ask something: one of each set. ``kept`` are those that stay in the key."""

    intent: str
    needs: tuple[frozenset[str], ...]
    consumed: frozenset[str]
    order: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a question asks: an intent, "" where none is known, and what it is about."""

    intent: str
    about: Words

    @property
    def treatments(self) -> Words:
        return tuple(word for word in self.about if word.startswith(TREATMENT))


@dataclass(slots=True)
class Node:
    """A place in the trie of forms: what may follow, and the forms whose first words end here."""

    following: "dict[str, Node]" = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything of asking.toml, ready for reading questions."""

    folding: Folding
    small: frozenset[str]
    generic: frozenset[str]
    stories: frozenset[str]
    times: frozenset[str]
    idle: frozenset[str]
    relations: frozenset[str]
    root: Node
    bags: Mapping[str, Sequence[Bag]]

    def key(self, text: str) -> str:
        """The key of ``text``, of at most LONGEST_KEY characters; its own marks where it has no word."""
        key = " + ".join(sorted({self._key_of(part) for part in self.parts(text)}))
        if key == _NOTHING:
            key += _SPACE.sub(" ", text).strip().casefold()
        if len(key) > LONGEST_KEY:
            key = f"{key[:LONGEST_KEY].strip()} {hashlib.sha256(key.encode()).hexdigest()[:12]}"
        return key

    def parts(self, text: str) -> list[Part]:
        """What each part of ``text`` asks; a part without a subject has that of the others."""
        pieces = self._without_stories(split_questions(_POLITE.sub("", _SPACE.sub(" ", text), count=1)))
        parts = [part for piece in pieces for part in self._read_piece(piece)]
        if len(parts) == 2 and (intent := _asked_for_oneself(pieces[0], parts)):
            told = (word for word in parts[0].about if word not in _TOLD_VERBS)
            return [Part(intent, (*told, *parts[1].about))]
        return _with_subject(parts) if len(parts) > 1 else parts

    def _without_stories(self, pieces: list[str]) -> list[str]:
        """``pieces`` without those that tell what changes nothing ("My wedding is in five weeks")."""
        if len(pieces) < 2:
            return pieces
        kept = [piece for piece in pieces if not (_TOLD.match(piece) and self._is_story(piece))]
        return [_POLITE.sub("", piece, count=1) for piece in kept] or pieces

    def _is_story(self, piece: str) -> bool:
        """Whether ``piece`` has a word of a story, and no other but small words and times."""
        words = self.folding.fold(piece)
        for word, following in zip(words, [*words[1:], ""], strict=True):
            is_count = word.isdigit() and following in self.times
            is_count = is_count or word.partition("-")[2] in self.times
            is_known = (
                word in self.stories
                or word in self.small
                or word in self.times
                or word in self.generic
                or word == "not"
            )
            if not is_known and not is_count:
                return False
        return not self.stories.isdisjoint(words)

    def _key_of(self, part: Part) -> str:
        return f"{part.intent or 'asks'}:{' '.join(_ordered(part.about, self.relations))}"

    def _read_piece(self, piece: str) -> list[Part]:
        part = self._read(piece)
        return (self._heads(piece, part) if _HEAD_JOINT.search(piece) else []) or [part]

    def _heads(self, piece: str, whole: Part) -> list[Part]:
        """The parts of "Benefits and risks of it", where each asks something by itself."""
        if len(piece) > _LONGEST_HEAD or (whole.intent and not self._about_something(whole)):
            return []
        lead = _LEAD.match(piece)
        pieces = _HEAD_JOINT.split(piece[lead.end() :] if lead else piece)
        parts = [self._read(piece) for piece in pieces]
        if len(parts) < 2 or any(not part.intent for part in parts):
            return []
        return [] if any(self._about_something(part) for part in parts) else parts

    def _about_something(self, part: Part) -> bool:
        return any(not word.startswith(TREATMENT) for word in part.about)

    def _read(self, text: str) -> Part:
        words = self._in_order(self.folding.fold(text))
        if part := self._known(words):
            return part
        plain = [word for word in words if word not in self.idle]
        return (len(plain) < len(words) and self._known(plain)) or self._unknown(words)

    def _known(self, words: list[str]) -> Part | None:
        """What ``words`` ask by a form or a bag; None where neither knows them."""
        form, about = self._form(self._with_names(words))
        if form is not None and self._is_turned(words, about):
            form = None
        if form is not None and not form.is_weak:
            return Part(form.intent, self._subject(about))
        if bag := self._bag(words):
            left = (w for w in words if w not in bag.consumed and w not in self.idle)
            return Part(bag.intent, self._subject(left))
        return None if form is None else Part(form.intent, self._subject(about))

    def _is_turned(self, words: list[str], about: list[str]) -> bool:
        """Whether ``about`` no longer tells which of two treatments comes after the other."""
        named = {word for word in words if word.startswith(TREATMENT)}
        return len(named) > 1 and any(word in _TIMES and word not in about for word in words)

    def _in_order(self, words: list[str]) -> list[str]:
        """``words`` with "after X" behind what is asked: "How long after X can I have Y?" """
        for at, word in enumerate(words):
            if word in self.relations and word in _TIMES:
                for end in range(at + 2, len(words)):
                    if words[end] in _VERBS:
                        return [*words[:at], *words[end:], *words[at:end]]
                return words
        return words

    def _with_names(self, words: list[str]) -> list[str]:
        """``words`` without "my" and "this" before, and "treatment" behind, the name of a treatment."""
        found: list[str] = []
        for at, word in enumerate(words):
            is_behind = word in self.generic and found and found[-1].startswith(TREATMENT)
            following = words[at + 1] if at + 1 < len(words) else ""
            is_named = following in self.generic or following.startswith(TREATMENT)
            if not is_behind and not (word in ("my", "it") and is_named):
                found.append(word)
        return found

    def _form(self, words: list[str]) -> tuple[Form | None, list[str]]:
        """The form that ``words`` fill with the most words of its own, and what it is about."""
        best: Form | None = None
        about: list[str] = []
        open_nodes = [(self.root, 0)]
        while open_nodes:
            node, at = open_nodes.pop()
            for form in node.forms:
                end = len(words) - len(form.suffix)
                fits = at == end if form.is_whole else at < end and self._is_subject(words[at:end])
                if fits and _is_better(form, best) and self._ends_with(words, form.suffix):
                    best, about = form, [] if form.is_whole else words[at:end]
            if at < len(words):
                open_nodes += self._steps(node, words[at], at)
        if best is not None:
            about = [*about, *(w for w in words if w.startswith(TREATMENT) and w not in about)]
        return best, about

    def _is_subject(self, words: list[str]) -> bool:
        return any(word not in self.small or word == "it" for word in words)

    def _steps(self, node: Node, word: str, at: int) -> Iterator[tuple[Node, int]]:
        if following := node.following.get(word):
            yield following, at + 1
        if self._is_treatment(word) and (following := node.following.get(ANY)):
            yield following, at + 1

    def _is_treatment(self, word: str) -> bool:
        return word == "it" or word.startswith(TREATMENT) or word in self.generic

    def _ends_with(self, words: list[str], suffix: Words) -> bool:
        if not suffix:
            return True
        ends = words[len(words) - len(suffix) :]
        return all(a == b or (b == ANY and self._is_treatment(a)) for a, b in zip(ends, suffix, strict=True))

    def _bag(self, words: list[str]) -> Bag | None:
        best: Bag | None = None
        present = set(words)
        if any(self._is_treatment(word) for word in words):
            present.add(ANY)
        if len({word for word in words if word.startswith(TREATMENT)}) > 1:
            present.add(TWO)
        for word in present:
            for bag in self.bags.get(word, ()):
                if (best is None or bag.order < best.order) and not any(
                    need.isdisjoint(present) for need in bag.needs
                ):
                    best = bag
        return best

    def _subject(self, words: Iterable[str]) -> Words:
        """``words`` without small words, and without "treatment" where one is named or alone."""
        content = tuple(dict.fromkeys(word for word in words if word not in self.small))
        specific = tuple(word for word in content if word not in self.generic)
        is_named = not specific or any(word.startswith(TREATMENT) for word in specific)
        return specific if is_named else content

    def _unknown(self, words: list[str]) -> Part:
        about = self._subject(words)
        is_named = bool(about) and all(word.startswith(TREATMENT) for word in about)
        if is_named and not any(word in _NO_NAME or _ASK.match(word) for word in words):
            return Part("what-is-it", about)
        return Part("", about if about and not is_named else tuple(words))


def _is_better(form: Form, best: Form | None) -> bool:
    if best is None:
        return True
    return (not form.is_weak, form.length, -form.order) > (not best.is_weak, best.length, -best.order)


def _ordered(words: Words, relations: frozenset[str]) -> list[str]:
    """``words`` sorted on each side of a word whose sides must not be exchanged."""
    if relations.isdisjoint(words):
        return sorted(words)
    ordered: list[str] = []
    side: list[str] = []
    for word in words:
        if word in relations:
            ordered += [*sorted(side), word]
            side = []
        else:
            side.append(word)
    return ordered + sorted(side)


def _with_subject(parts: list[Part]) -> list[Part]:
    subject = next((part.about for part in parts if part.about), ())
    named = next((part.treatments for part in parts if part.treatments), ())
    return [_completed(part, subject, named) for part in parts]


def _asked_for_oneself(piece: str, parts: list[Part]) -> str:
    """What is asked by who tells something of themselves first: "I have X. Can I have it?"; "" for others."""
    told, asked = parts
    is_asked = (
        bool(told.about)
        and not told.intent
        and not told.treatments
        and set(asked.about) == set(asked.treatments)
    )
    if not is_asked or not _TOLD.match(piece):
        return ""
    if asked.intent in _HELPED:
        return _HELPS
    return _SUITS if asked.intent in _CHOICES and _OF_ONESELF.match(piece) else ""


def _completed(part: Part, subject: Words, named: Words) -> Part:
    if not part.about and part.intent:
        return Part(part.intent, subject)
    return part if part.treatments or not part.intent else Part(part.intent, (*part.about, *named))


def split_questions(text: str) -> list[str]:
    """The questions that ``text`` joins, by question marks or by "and" before another question."""
    text = _SPACE.sub(" ", text)
    pieces = [piece for mark in text.split("?") for piece in _split_at_openers(mark)]
    told = [piece.strip(" .,:;!-–") for piece in pieces]
    return [piece for piece in told if any(c.isalnum() for c in piece)] or [text]


def _split_at_openers(text: str) -> Iterator[str]:
    start = 0
    joints = list(_QUESTION_JOINT.finditer(text))
    if _TOLD.match(text) and (told := _TOLD_JOINT.search(text, _SHORTEST)):
        joints = [told, *(joint for joint in joints if joint.start() >= told.end())]
    for joint in joints:
        is_condition = text[joint.start()] == "," and _CONDITION.match(text, start)
        if joint.start() - start >= _SHORTEST and not is_condition:
            yield text[start : joint.start()]
            start = joint.end()
    yield text[start:]


# loading


@cache
def load_asking(path: Path = ASKING_FILE) -> Asking:
    """How questions are read. Raises BadData naming the entry that cannot be used."""
    data = read_data(path).only(
        "fillers",
        "small",
        "relations",
        "generic",
        "stories",
        "times",
        "idle",
        "treatments",
        "areas",
        "function",
        "phrases",
        "same",
        "groups",
        "intent",
    )
    entries = data.tables("intent")
    folding = _folding(data, load_vocabulary())
    groups = {
        key: _folded_set(folding, data.table("groups").text(key)) for key in data.table("groups").values
    }
    generic = _folded_set(folding, data.text("generic"))
    return Asking(
        folding=folding,
        small=_folded_set(folding, data.text("small")),
        generic=generic,
        stories=_folded_set(folding, data.text("stories")),
        times=_folded_set(folding, data.text("times")),
        idle=_folded_set(folding, data.text("idle")),
        relations=_folded_set(folding, data.text("relations")),
        root=_trie(entries, folding),
        bags=_bags(entries, folding, groups, generic),
    )


def _folding(data: Table, vocabulary: Vocabulary) -> Folding:
    functions = {
        word: key
        for key in data.table("function").values
        for word in (key, *data.table("function").text(key).split())
    }
    named = [
        (concept.name.lower(), concept.medical.lower())
        for concept in vocabulary.concepts.values()
        if concept.medical and _is_plain(concept.name) and _is_plain(concept.medical)
    ]
    phrases = data.table("phrases")
    return Folding(
        functions=functions,
        fillers=frozenset(data.text("fillers").split()),
        names=list(_names(data.table("same").only("names"))),
        phrases={key: [w for form in phrases.texts(key) for w in expanded(form)] for key in phrases.values},
        treatments=_treatments(data.text("treatments").split(), frozenset(data.text("areas").split())),
        known=[word for pair in named for word in pair] + [c.name for c in vocabulary.concepts.values()],
    )


def _is_plain(name: str) -> bool:
    return name.replace(" ", "").isalpha()


def _treatments(single: Sequence[str], areas: frozenset[str]) -> dict[str, list[Words]]:
    """The names of the treatments ``single``, each of which is one thing ("surgery" is many)."""
    entries = read_data(TREATMENTS_FILE).tables("treatment")
    return {
        entry.text("id"): list(_exact_forms(entry, areas)) for entry in entries if entry.text("id") in single
    }


def _exact_forms(entry: Table, areas: frozenset[str]) -> Iterator[Words]:
    for form in entry.texts("forms"):
        for words in expanded(form):
            if areas.isdisjoint(words) and not any(word.endswith(("*", "~")) for word in words):
                yield words


def _folded_set(folding: Folding, words: str) -> frozenset[str]:
    return frozenset(folded for word in words.split() for folded in folding.fold(word))


def _names(same: Table) -> Iterator[tuple[str, ...]]:
    for names in same.texts("names"):
        yield tuple(names.split(", "))


def _trie(entries: Sequence[Table], folding: Folding) -> Node:
    root = Node()
    for order, entry in enumerate(entries):
        entry.only("id", "means", "forms", "asked", "may", "is_weak")
        for printed in entry.texts("forms", is_needed=False):
            for words in expanded(printed):
                _add_form(root, _form_words(words, folding), entry, order)
    return root


def _form_words(words: Words, folding: Folding) -> list[str]:
    """The words of a form, folded on each side of what is left open."""
    found: list[str] = []
    side: list[str] = []
    for word in (*words, ""):
        if word in (ABOUT, ANY, ""):
            found += [*folding.fold(" ".join(side)), word]
            side = []
        else:
            side.append(word)
    return found[:-1]


def _add_form(root: Node, words: list[str], entry: Table, order: int) -> None:
    is_whole = ABOUT not in words
    at = len(words) if is_whole else words.index(ABOUT)
    node = root
    for word in words[:at]:
        node = node.following.setdefault(word, Node())
    length = sum(1 if word == ANY else 2 for word in words if word != ABOUT)
    is_weak = entry.flag("is_weak")
    form = Form(
        entry.text("means", entry.text("id")), tuple(words[at + 1 :]), length, order, is_weak, is_whole
    )
    if form not in node.forms:
        node.forms.append(form)


def _bags(
    entries: Sequence[Table], folding: Folding, groups: Mapping[str, frozenset[str]], generic: frozenset[str]
) -> dict[str, list[Bag]]:
    """Each bag by the words of its smallest need."""
    found: dict[str, list[Bag]] = {}

    def meant(words: str) -> frozenset[str]:
        parts = words.removeprefix("+").split("|")
        return frozenset().union(*(_meant(part, folding, groups) for part in parts))

    for order, entry in enumerate(entries):
        may = frozenset().union(*(meant(word) for word in entry.text("may", "a").split()))
        for asked in entry.texts("asked", is_needed=False):
            items = asked.split()
            kept = frozenset().union(*(meant(item) for item in items if item.startswith("+")))
            spent = frozenset().union(*(meant(item) for item in items if not item.startswith("+")))
            needs = tuple(meant(item) for item in items)
            bag = Bag(entry.text("means", entry.text("id")), needs, (spent | may) - kept, order)
            for word in min((need for need in needs if ANY not in need), key=len):
                found.setdefault(word, []).append(bag)
    return found


def _meant(word: str, folding: Folding, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if word in (ANY, TWO):
        return frozenset({word})
    return groups[word] if word in groups else frozenset(folding.fold(word))
