"""One sentence read for checking: its units of meaning, what is denied, how sure it is, what it warns of."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import lru_cache

from content.pipeline.spans import Span
from content.pipeline.verdicts.equivalences import Entry, Keys, Lexicon, Side, load_lexicon
from content.pipeline.verdicts.numbers import Quantity, quantities
from content.pipeline.verdicts.words import Word, words_of


class Weight(IntEnum):
    """How much it matters that a source lacks a word: nothing, a little, everything."""

    EMPTY = 0
    LIGHT = 1
    HEAVY = 2


class Role(StrEnum):
    """What a sentence is about, as far as two sentences can clash over it."""

    USE = "use"
    HARM = "harm"
    EXCLUSION = "reason to avoid it"


@dataclass(frozen=True, slots=True)
class Unit:
    """A phrase of the lexicon, or a single word: what must be found again in the source.

    ``first`` and ``length`` count words of the sentence; ``parts`` are the single words of a phrase.
    """

    printed: str
    first: int
    length: int
    weight: Weight
    keys: Keys
    specific: Keys
    sides: frozenset[Side]
    is_negated: bool
    clause: int
    parts: tuple["Unit", ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of degree and where it stands: ``level`` of frequency, or 0."""

    printed: str
    word: int
    clause: int
    level: int = 0
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Everything that the guards ask of one sentence.

    ``stance`` is -1 where it tells somebody not to have the treatment, +1 where it calls them suitable, 0
    else. ``rungs`` are the warnings in it, 5 "must not" to 1 "ask". ``index`` leads from a key to the units
    that carry it, overlapping phrases included.
    """

    text: str
    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    index: dict[str, tuple[Unit, ...]] = field(repr=False)
    clauses: tuple[str, ...]
    hedges: tuple[Cue, ...]
    promises: tuple[Cue, ...]
    frequencies: tuple[Cue, ...]
    quantities: tuple[Quantity, ...]
    stance: int
    rungs: frozenset[int]
    roles: frozenset[Role]

    @property
    def heavy(self) -> tuple[Unit, ...]:
        return tuple(u for u in self.units if u.weight is Weight.HEAVY)

    def find(self, unit: Unit) -> tuple[Unit, ...]:
        """The units of this sentence that say what ``unit`` of another one says."""
        found = {u: None for key in sorted(unit.keys) for u in self.index.get(key, ())}
        return tuple(sorted(found, key=lambda u: (u.first, u.length)))

    def has(self, unit: Unit) -> bool:
        """Whether ``unit`` is said here, as a whole or word by word."""
        if any(key in self.index for key in unit.keys):
            return True
        solid = [p for p in unit.parts if p.weight is not Weight.EMPTY]
        return bool(solid) and all(any(key in self.index for key in p.keys) for p in solid)


@lru_cache(maxsize=4096)
def read_sentence(text: str, topic: str = "") -> Sentence:
    """``text`` read for checking. ``topic`` is the stem of the word for what the article is about."""
    words = tuple(_on_topic(list(words_of(text)), topic))
    plain = _plain(text, words)
    marks = _marks(plain.text)
    lexicon = load_lexicon()
    stems = [word.stem for word in words]
    greedy = list(_greedy(stems, lexicon))
    clause_of, clauses = _clauses(plain, words)
    negated = _negated(plain, words, greedy, clause_of, marks)
    maker = _UnitMaker(words, stems, lexicon, negated, clause_of)
    units = tuple(maker.unit(first, length, entry) for first, length, entry in greedy)
    cues = [(maker.cue(first, length, entry), entry) for first, length, entry in greedy if entry]
    return Sentence(
        text,
        words,
        units,
        maker.index(),
        clauses,
        tuple(cue for cue, entry in cues if entry.is_hedge),
        tuple(cue for cue, entry in cues if entry.is_promise),
        tuple(cue for cue, entry in cues if entry.frequency and not _softens(plain, cue)),
        quantities(text),
        _stance(marks),
        _rungs(plain.text),
        _roles(plain.text, marks),
    )


# --- the text as patterns read it ------------------------------------------------------------------

TOPIC_WORD = "mesotherapy"
"""Stands for whatever the article is about, so that the rules need only one name for it."""


def _on_topic(words: list[Word], topic: str) -> Iterator[Word]:
    for word in words:
        if topic and word.stem == topic:
            yield Word(TOPIC_WORD, TOPIC_WORD, word.span)
        elif topic and word.text == TOPIC_WORD:
            yield Word(f"~{TOPIC_WORD}", f"~{TOPIC_WORD}", word.span)
        else:
            yield word


@dataclass(frozen=True, slots=True)
class _Plain:
    """The words in lower case, contractions written out, the topic named alike; ``places`` where each begins."""

    text: str
    places: tuple[int, ...]
    breaks: tuple[str, ...]

    def first_word_from(self, place: int) -> int:
        """The index of the first word that begins at or after ``place``."""
        return bisect_left(self.places, place)


def _plain(text: str, words: tuple[Word, ...]) -> _Plain:
    plain, places, breaks = "", [], []
    end = 0
    for word in words:
        between = text[end : word.span.start] if word.span.start >= end else " "
        mark = re.search(r"[;:.!?()—–,]", between)
        breaks.append(mark[0] if mark else "")
        plain += f"{mark[0]} " if mark else "-" if between == "-" else " " if plain else ""
        places.append(len(plain))
        plain += word.text
        end = word.span.end
    final = re.search(r"[;:.!?)]", text[end:])
    return _Plain(plain + (final[0] if final else ""), tuple(places), tuple(breaks))


# --- stance and rungs ------------------------------------------------------------------------------

_TOPIC = (
    r"(?:it|this|them|these|(?:(?:the|this|these|any|a|an|such|your|more) )*(?:~?mesotherapy|treatments?|procedures?"
    r"|therapy|injections?|technique|method|sessions?|operation)(?: (?:treatments?|injections?|procedures?|sessions?"
    r"|therapy))?)\b"
)
_NOT = r"(?:(?:should|must|shall|may|might|can|could|do|does|is|are|ought to)(?:n't| not)|cannot|can't|never)"
_HAVE = r"(?:undergo|have|receive|get|use|try|choose|consider|take|go ahead with|go through with|book|start|go for)"
_PASSIVE = (
    r"be (?:\w+ )?(?:given|treated|performed|applied|used|done|carried out|administered|offered|injected|chosen"
    r"|considered|tried|had)\b"
)
_FITTING = (
    r"(?:suitable|appropriate|recommended|advised|advisable|eligible|right|a good option|an option|allowed|permitted|"
    r"meant|a candidate|candidates|a (?:good|suitable|ideal) (?:candidate|choice|option)|good candidates|indicated)"
)
_AVOID = re.compile(
    rf"\b{_NOT} (?:(?:normally|usually|generally|also|ever|ideally) )*(?:{_HAVE} {_TOPIC}|{_PASSIVE})"
    rf"|\b(?:avoid|avoids|avoided|avoiding|refrain from|stay away from|keep away from|skip|do without)"
    rf" (?:(?:having|undergoing|getting|using|receiving) )?{_TOPIC}"
    rf"|\b(?:should|must) (?:be avoided|avoid)(?=:| include|$)|\bshould be avoided\b"
    rf"|\b(?:not|n't|never|be un|isn't|aren't) ?(?:be |always |really |usually |generally )*{_FITTING}\b"
    rf"|\b(?:does|do|may|might|will)(?: not|n't) (?:be )?suit\b|\bcontra-?indicated\b|\b(?:un(?:suitable|fit)|ineligible)\b"
    rf"|\breasons? (?:not to|to avoid)\b|\b(?:people|those|cases|who|one) (?:who )?(?:should |must |to )avoid\b"
    rf"|\b{_NOT} (?:undergo|have {_TOPIC}|go ahead)\b|\brul(?:e|es|ed) (?:it |you )?out\b|\bnot for\b(?= (?:people|those|you|any))"
)
_SUIT = re.compile(
    rf"\b(?:ideal|good|suitable|right|best) (?:candidates?|for (?:those|people|anyone|individuals|you))\b"
    rf"|\bcandidates?\b|\bsuit(?:s|ed|able)?\b|\bappropriate for\b|\beligible\b|\bideal for those\b"
    rf"|\b(?:can|may|should|could) (?:safely |still |also )*(?:have|undergo|receive|get) {_TOPIC}"
    rf"|\bsafe for\b|\brecommended for\b|\bright for\b|\b(?:is|are) (?:fine|ok|okay|allowed) (?:for|to|if|in|during)\b"
    rf"|\b(?:can|may) (?:safely )?be (?:performed|used|given|applied|done) (?:in|on|during|if|when|while)\b"
    rf"|\bfor people (?:with|without|who)\b"
)
_MUST_NOT = re.compile(
    r"\bmust(?: not|n't)\b|\bnever\b|\bstrictly\b|\babsolutely (?:not|contra)|\bunder no circumstances\b"
)
_SHOULD_NOT = re.compile(
    r"\b(?:should|shall|ought to)(?: not|n't)\b|\bavoid(?:ed|s)?\b(?! (?:surgery|scars))|\bstay away\b|\bkeep away\b|"
    r"\brefrain\b|\bcontra-?indicated\b|\bunsuitable\b|\bineligible\b|\bnot (?:be )?(?:a )?(?:good |suitable )?(?:suitable|"
    r"recommended|advised|advisable|eligible|appropriate|suit|candidates?)\b|\b(?:should|must) be free (?:from|of)\b|"
    r"\breasons? not to\b|\bleave out\b|\bskip\b|\bcan(?:not|'t| not) (?:have|undergo|receive)\b|\bnot for (?:people|those)\b|"
    r"(?:^|[,;:.] |\bsays? |\byou |\band |\bwho |\bpeople )do(?: not|n't) "
    r"(?!need|require|know|have to|list|say|give|name|contain|carry|cause|mean|last|stay overnight|all|agree|work|suit|always|"
    r"show|feel|get|help|think|expect|rely)|\bdoes(?: not|n't) suit\b"
)
_PURPOSE = re.compile(
    r"(?<!advised )(?<!best )(?<!better )(?<!says )(?<!told )(?<!need )(?<!cases )(?<!people )(?<!has )(?<!safest )\bto avoid\b"
)
_USUALLY = re.compile(
    r"\b(?:usually|typically|generally|normally|often|mostly)\b(?= (?:\w+ ){0,4}(?:avoid|not|unsuitable))"
    r"|\b(?:may|might)(?: not|n't) be\b|\b(?:may|might) be (?:contra|unsuit|inelig|ruled)|\bunless (?:\w+ ){0,4}(?:doctor|"
    r"professional|physician|team|specialist|GP)\b|\b(?:may|might) (?:need|want|have) to avoid\b|\b(?:may|might)(?: not|n't) suit\b"
    r"|\b(?:may|might|could) (?:not )?be (?:a reason|advised)"
)
_CAUTION = re.compile(
    r"\bcaution|\bcautious|\bcareful(?:ly)?\b|\bwith care\b|\bextra care\b|\brisky\b|\bdangerous\b|\bunsafe\b|"
    r"\bspecial (?:care|consideration)\b"
)
_ASK = re.compile(
    r"\b(?:consult(?!ation)|seek (?:advice|help|medical)|discuss (?:it |this )?with|"
    r"(?:ask|talk to|talk with|speak to|speak with|check with|tell|see) (?:your|a|an|the|their|with|own|to) ?"
    r"(?:\w+ ){0,3}(?:doctor|professional|physician|provider|team|practitioner|specialist|GP|dermatologist))|"
    r"\bask (?:your|a) |\bconsultation (?:\w+ ){0,6}(?:is|are) (?:essential|important|needed|required|crucial)\b"
)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where stance patterns match in the plain text, and their sign."""

    avoids: tuple[Span, ...]
    suits: tuple[Span, ...]


def _marks(plain: str) -> _Marks:
    avoids = tuple(Span(m.start(), m.end()) for m in _AVOID.finditer(plain))
    suits = tuple(Span(m.start(), m.end()) for m in _SUIT.finditer(plain))
    return _Marks(avoids, tuple(s for s in suits if not any(a.overlaps(s) for a in avoids)))


def _stance(marks: _Marks) -> int:
    return -1 if marks.avoids else 1 if marks.suits else 0


def _rungs(plain: str) -> frozenset[int]:
    """The warnings in the text: 5 must not, 4 should not, 3 usually not, 2 with care, 1 ask."""
    found = set()
    spared = _PURPOSE.sub(" ", plain)
    if _MUST_NOT.search(spared):
        found.add(5)
    if _SHOULD_NOT.search(spared):
        found.add(3 if _USUALLY.search(spared) else 4)
    elif _USUALLY.search(spared) and _AVOID.search(spared):
        found.add(3)
    if _CAUTION.search(spared):
        found.add(2)
    if _ASK.search(spared):
        found.add(1)
    return frozenset(found)


def _softens(plain: _Plain, cue: Cue) -> bool:
    """Whether a word of frequency belongs to a warning ("usually avoid"), whose rung it lowers."""
    place = plain.places[cue.word]
    return any(m.start() <= place < m.end() for m in _USUALLY.finditer(plain.text))


_HARM = re.compile(
    r"\bside effects?\b|\badverse\b|\bcomplications?\b|\bcaus(?:e|es|ed|ing)\b|\btrigger(?:s|ed|ing)? (?!the production)|"
    r"\bset(?:s|ting)? off\b|\bbring(?:s)? on\b|\brisks?\b|\brisky\b|\breactions?\b|\bharm|\bdanger|\bunwanted\b|\bdiscomfort\b"
)
_HARM_WEAK = re.compile(
    r"\b(?:may|might|can|could|will) (?:\w+ )?(?:occur|appear|happen|develop|get|have|feel|experience|suffer)\b|\bthere may be\b"
)
_USE = re.compile(
    r"\btreat(?:s|ed|ing)?\b|\btreatment (?:of|for)\b|\b(?:use[ds]?|applied|employed) (?:\w+ )?(?:for|to|in|on|as|against|when)\b|"
    r"\bhelp(?:s|ed|ful|ing)?\b|\bbenefi|\bimprov|\breliev|\brelief\b|\balleviat|\bcure|\breduc|\bremov|\bget rid\b|"
    r"\bpromot|\bstimulat|\benhanc|\bideal for\b|\baim|\bgoals?\b|\bpurposes?\b|\brejuvenat|\bgood for\b|"
    r"\bwork(?:s)? (?:for|against|on)\b|\beffective\b|\beas(?:e|es|ing)\b|\bis for\b|\buse[sd]?\b"
)


def _roles(plain: str, marks: _Marks) -> frozenset[Role]:
    found = set()
    if _USE.search(plain):
        found.add(Role.USE)
    if _HARM.search(plain) or _HARM_WEAK.search(plain):
        found.add(Role.HARM)
    if marks.avoids or _rungs(plain) & {2, 3, 4, 5}:
        found.add(Role.EXCLUSION)
    return frozenset(found)


def is_plainly_harm(text: str) -> bool:
    """Whether ``text`` says that something is caused or is a side effect, not only that it may be had."""
    return bool(_HARM.search(text.lower()))


# --- clauses and negation --------------------------------------------------------------------------

_STARTERS = {
    **dict.fromkeys(("if", "when", "while", "unless", "whenever", "who", "with"), "condition"),
    **dict.fromkeys(("because", "since"), "reason"),
    **dict.fromkeys(("but", "however", "although", "though", "whereas", "so", "which", "yet"), "main"),
}
_SPLITTING = frozenset(_STARTERS) - {"with", "yet"}
_REASON = re.compile(r"(?:due to|, as|\bas (?=it |there |they |the |this )|owing to|to prevent|because of)\s")
_SUBJECTS = frozenset({"it", "they", "you", "he", "she", "this", "these", "we", "making", "and", "there"})
_NEGATORS = frozenset(
    {"not", "no", "never", "without", "neither", "nor", "none", "nobody", "nothing", "lack", "non", "cannot"}
)
_NEGATING = re.compile(
    r"\bfree (?:from|of)\b|\babsence of\b|\brather than\b|\binstead of\b|\bunable to\b|\bfails? to\b|\bavoid(?:s|ed|ing)?\b"
    r"|\bkeep away from\b|\bstay away from\b|\bstay out of\b|\bprevent(?:s|ing|ed)?\b(?! the risk)|\bnon-"
)


def _clauses(plain: _Plain, words: tuple[Word, ...]) -> tuple[list[int], tuple[str, ...]]:
    """The clause of each word, and what kind each clause is: main, condition or reason."""
    reasons = {plain.first_word_from(m.start()) for m in _REASON.finditer(plain.text)}
    of, kinds = [], ["main"]
    for number, word in enumerate(words):
        kind = _new_clause(plain, number, word, is_reason=number in reasons)
        if kind and number:
            kinds.append(kind)
        elif kind:
            kinds[0] = kind
        of.append(len(kinds) - 1)
    return of, tuple(kinds)


def _new_clause(plain: _Plain, number: int, word: Word, *, is_reason: bool) -> str:
    if is_reason:
        return "reason"
    if word.text in _SPLITTING:
        return _STARTERS[word.text]
    mark = plain.breaks[number]
    if mark and mark in ";:.!?()—–":
        return "main"
    return "main" if mark == "," and (word.text in _SUBJECTS or word.text.endswith("ing")) else ""


def _negated(
    plain: _Plain, words: tuple[Word, ...], greedy: list["_Hit"], clause_of: list[int], marks: "_Marks"
) -> list[bool]:
    """Whether each word is denied. Words of a stance ("should not have it") deny nothing by themselves."""
    denied = [False] * len(words)
    inside = {n for first, length, _ in greedy if length > 1 for n in range(first, first + length)}
    for number, reach in _negators(plain, words):
        if number in inside or any(s.start <= plain.places[number] < s.end for s in marks.avoids):
            continue
        for n in range(reach, len(words)):
            if clause_of[n] != clause_of[number]:
                break
            denied[n] = True
    if words and words[-1].text == "no":
        denied = [True] * len(words)
    return denied


def _negators(plain: _Plain, words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    """Each negating word and the first word that it denies."""
    for number, word in enumerate(words):
        after = words[number + 1].text if number + 1 < len(words) else ""
        if word.text in _NEGATORS and not (
            word.text in ("not", "no") and after in ("only", "matter", "longer")
        ):
            yield number, number + 1
    for match in _NEGATING.finditer(plain.text):
        yield plain.first_word_from(match.start()), plain.first_word_from(match.end())


# --- units -----------------------------------------------------------------------------------------

_Hit = tuple[int, int, Entry | None]


def _greedy(stems: list[str], lexicon: Lexicon) -> Iterator[_Hit]:
    """The sentence cut into the longest phrases that the lexicon knows, and single words."""
    first = 0
    while first < len(stems):
        length, entry = next(lexicon.at(stems, first), (1, None))
        yield first, length, entry
        first += length


class _UnitMaker:
    """Makes units and cues of one sentence."""

    def __init__(
        self,
        words: tuple[Word, ...],
        stems: list[str],
        lexicon: Lexicon,
        denied: list[bool],
        clause_of: list[int],
    ) -> None:
        self.words, self.stems, self.lexicon = words, stems, lexicon
        self.denied, self.clause_of = denied, clause_of

    def unit(self, first: int, length: int, entry: Entry | None) -> Unit:
        entry = entry or Entry()
        parts = tuple(self._single(n) for n in range(first, first + length)) if length > 1 else ()
        own = (
            {f"w:{self.stems[first]}"}
            if length == 1
            else {f"p:{' '.join(self.stems[first : first + length])}"}
        )
        return Unit(
            " ".join(w.text for w in self.words[first : first + length]),
            first,
            length,
            self._weight(first, length, entry),
            entry.keys | entry.general | own,
            entry.specific,
            entry.sides,
            self.denied[first + length - 1],
            self.clause_of[first],
            parts,
        )

    def _single(self, number: int) -> Unit:
        return self.unit(number, 1, self.lexicon.entries.get((self.stems[number],)))

    def _weight(self, first: int, length: int, entry: Entry) -> Weight:
        if entry.frequency or ((entry.is_hedge or entry.is_promise) and not entry.keys):
            return Weight.EMPTY
        if length > 1:
            words = [self._single(n).weight for n in range(first, first + length)]
            return max(Weight.LIGHT, *words)
        word = self.words[first]
        if word.text in self.lexicon.empty or word.text.isdigit() or word.text == TOPIC_WORD:
            return Weight.EMPTY
        return Weight.LIGHT if word.stem in self.lexicon.light else Weight.HEAVY

    def cue(self, first: int, length: int, entry: Entry | None) -> Cue:
        printed = " ".join(w.text for w in self.words[first : first + length])
        level = entry.frequency if entry else 0
        return Cue(printed, first, self.clause_of[first], level, self.denied[first])

    def index(self) -> dict[str, tuple[Unit, ...]]:
        """Every key of every phrase, overlapping ones included, and what it is specific for."""
        found: dict[str, list[Unit]] = {}
        for first in range(len(self.words)):
            hits = [*self.lexicon.at(self.stems, first)]
            if not hits or hits[-1][0] > 1:
                hits.append((1, Entry()))
            for length, entry in hits:
                unit = self.unit(first, length, entry)
                for key in (unit.keys - entry.general) | entry.specific:
                    found.setdefault(key, []).append(unit)
        return {key: tuple(units) for key, units in found.items()}
