"""One sentence read for checking: its units of meaning, what is denied, how sure it is, what it warns of."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import lru_cache

from content.pipeline.spans import Span
from content.pipeline.verdicts.equivalences import (
    Entry,
    Keys,
    Lexicon,
    Side,
    load_lexicon,
)
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

    @property
    def is_turned(self) -> bool:
        """Whether the phrase holds a denial ("not last long"): its words alone say something else."""
        return any(part.printed in _NEGATORS for part in self.parts)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of degree and where it stands: ``level`` of frequency, or 0; ``kind`` of certainty, or ""."""

    printed: str
    word: int
    clause: int
    level: int = 0
    kind: str = ""
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
    certainties: tuple[Cue, ...]
    frequencies: tuple[Cue, ...]
    quantities: tuple[Quantity, ...]
    stance: int
    rungs: frozenset[int]
    roles: frozenset[Role]

    def certain(self, *kinds: str) -> tuple[Cue, ...]:
        """Its words of certainty of ``kinds``."""
        return tuple(c for c in self.certainties if c.kind in kinds)

    @property
    def heavy(self) -> tuple[Unit, ...]:
        return tuple(u for u in self.units if u.weight is Weight.HEAVY)

    def find(self, unit: Unit) -> tuple[Unit, ...]:
        """The units of this sentence that say what ``unit`` of another one says, or its solid parts."""
        found = {u: None for key in sorted(unit.keys) for u in self.index.get(key, ())}
        if not found and not unit.is_turned:
            found = {u: None for part in unit.parts if part.weight is Weight.HEAVY for u in self.find(part)}
        return tuple(sorted(found, key=lambda u: (u.first, u.length)))

    def clauses_with(self, counted: tuple[Quantity, ...]) -> set[int]:
        """The clauses in which one of the quantities ``counted`` stands."""
        spans = [q.span for q in self.quantities if any(q.is_same(other) for other in counted)]
        return {
            unit.clause for unit in self.units if any(s.overlaps(self.words[unit.first].span) for s in spans)
        }

    def has(self, unit: Unit) -> bool:
        """Whether ``unit`` is said here, as a whole or word by word."""
        if any(key in self.index for key in unit.keys):
            return True
        solid = [] if unit.is_turned else [p for p in unit.parts if p.weight is not Weight.EMPTY]
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
    negated = _negated(plain, words, greedy, (clause_of, clauses), marks)
    counted = quantities(text)
    maker = _UnitMaker(words, stems, lexicon, negated, clause_of, counted)
    units = tuple(maker.unit(first, length, entry) for first, length, entry in greedy)
    cues = [(maker.cue(first, length, entry), entry) for first, length, entry in greedy if entry]
    return Sentence(
        text,
        words,
        units,
        maker.index(),
        clauses,
        tuple(cue for cue, entry in cues if entry.certainty),
        tuple(cue for cue, entry in cues if entry.frequency and not _softens(plain, cue)),
        counted,
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
    rf"\bnot be able to {_HAVE} {_TOPIC}|\b{_NOT} (?:(?:normally|usually|generally|also|ever|ideally) )*(?:{_HAVE} {_TOPIC}|{_PASSIVE})"
    rf"|\b(?:avoid|avoids|avoided|avoiding|refrain from|stay away from|keep away from|skip|do without)"
    rf" (?:(?:having|undergoing|getting|using|receiving) )?{_TOPIC}"
    rf"|\b(?:should|must) (?:be avoided|avoid)(?=:| include|$)|\bshould be avoided\b"
    rf"|\b(?:not|n't|never|be un|isn't|aren't) ?(?:be |always |really |usually |generally )*{_FITTING}\b"
    rf"|\b(?:not|never) (?:be |always |really )*safe for\b|\b(?:does|do|may|might|will)(?: not|n't) (?:be )?suit\b|\bcontra-?indicated\b|\b(?:un(?:suitable|fit)|ineligible)\b"
    rf"|\breasons? (?:not to|to avoid)\b|\b(?:people|those|cases|who|one) (?:who )?(?:should |must |to )avoid\b"
    rf"|\b{_NOT} (?:undergo|have {_TOPIC}|go ahead)\b|\brul(?:e|es|ed) (?:it |you )?out\b|\bnot for\b(?= (?:people|those|you|any))"
)
_SUIT = re.compile(
    rf"\b(?<!not be )able to {_HAVE} {_TOPIC}|(?:^|, |no, )do (?:have|undergo|get) {_TOPIC}|\breasons? to (?:have|undergo|get) {_TOPIC}|(?:^|, |\bbut |\bso )have {_TOPIC}|\bshould (?:think about|consider|choose|try|have) {_TOPIC}|\b(?:ideal|good|suitable|right|best) (?:candidates?|for (?:those|people|anyone|individuals|you))\b"
    rf"|\bcandidates?\b|\bsuit(?:s|ed|able)?\b|\bappropriate for\b|\beligible\b|\bideal for those\b"
    rf"|\b(?:can|may|should|could) (?:safely |still |also )*(?:have|undergo|receive|get) {_TOPIC}"
    rf"|\bsafe for\b|\brecommended for\b|\bright for\b|\b(?:is|are) (?:fine|ok|okay|allowed) (?:for|to|if|in|during)\b"
    rf"|\b(?:can|may) (?:safely )?be (?:performed|used|given|applied|done) (?:in|on|during|if|when|while)\b"
    rf"|\bfor people (?:with|without|who)\b"
)
_TURNED = re.compile(r"\b(?:not|never|no)(?: \w+){0,2} $")
"""Before "a reason to avoid it": the denial of a warning is none."""

_WHETHER = re.compile(
    r"\b(?:ask|asks|check|checks|decide|decides|find out|know|see|sees|determine|assess) (?:\w+ ){0,3}?(?:if|whether)\b"
)
_MUST_NOT = re.compile(
    r"\bmust(?: not|n't)\b|\bnever\b|\bstrictly\b|\babsolutely (?:not|contra)|\bunder no circumstances\b"
)
_SHOULD_NOT = re.compile(
    r"\b(?:should|shall|ought to)(?: not|n't)\b|\bavoid(?:ed|s)?\b(?! (?:surgery|scars))|\bstay away\b|\bkeep away\b|"
    r"\brefrain\b|\bcontra-?indicated\b|\bunsuitable\b|\bineligible\b|\bnot (?:be )?(?:a )?(?:good |suitable )?(?:suitable|"
    r"recommended|advised|advisable|eligible|appropriate|suit|candidates?)\b|\b(?:should|must) be free (?:from|of)\b|"
    r"\b(?:age limit|minimum age)\b|\bnot be able to have\b|\breasons? not to\b|\bleave out\b|\bskip\b|\bcan(?:not|'t| not) (?:have|undergo|receive)\b|\bnot for (?:people|those)\b|"
    r"(?:^|[,;:.] |\bsays? |\band |\bso )do(?: not|n't) "
    r"(?!need|require|know|have to|list|say|give|name|contain|carry|cause|mean|last|stay overnight|all|agree|work|suit|always|"
    r"show|feel|get|help|think|expect|rely|stay in)|\bdoes(?: not|n't) suit\b"
)
_PURPOSE = re.compile(
    r"(?<!advised )(?<!best )(?<!better )(?<!says )(?<!told )(?<!need )(?<!cases )(?<!people )(?<!has )(?<!safest )\bto avoid\b"
)
_USUALLY = re.compile(
    r"\b(?:usually|typically|generally|normally|often|mostly)\b(?= (?:\w+ ){0,4}(?:avoid|not|unsuitable))"
    r"|\b(?:may|might)(?: not|n't) be\b|\b(?:may|might) be (?:contra|unsuit|inelig|ruled)|\bunless (?:\w+ ){0,4}(?:doctor|"
    r"professional|physician|team|specialist|GP)\b|\b(?:may|might|could|can) (?:(?:need|want|have|wish|choose|prefer) to )?avoid\b|\b(?:may|might) (?:also )?not be able\b|\b(?:may|might)(?: not|n't) suit\b"
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
    asked = _WHETHER.search(plain)
    end = asked.end() if asked else len(plain)
    found = [Span(m.start(), m.end()) for m in _AVOID.finditer(plain) if m.start() < end]
    turned = [s for s in found if _TURNED.search(plain[: s.start])]
    avoids = tuple(s for s in found if s not in turned)
    suits = (*turned, *(Span(m.start(), m.end()) for m in _SUIT.finditer(plain) if m.start() < end))
    return _Marks(avoids, tuple(s for s in suits if not any(a.overlaps(s) for a in avoids)))


def _stance(marks: _Marks) -> int:
    if marks.avoids and marks.suits:
        return -1 if min(marks.avoids) < min(marks.suits) else 1
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
    r"(?<![-\w])treat(?:s|ing)?\b|\b(?:is|are|be) treated\b|\btreatment (?:of|for)\b|\b(?:use[ds]?|applied|employed) (?:\w+ )?(?:for|to|in|on|as|against|when)\b|"
    r"\bhelp(?:s|ed|ful|ing)?\b|\bbenefi|\bimprov|\breliev|\brelief\b|\balleviat|\bcure|\breduc|\bremov|\bget rid\b|"
    r"\bpromot|\bencourag|\bstimulat|\benhanc|\bideal for\b|\baim|\bgoals?\b|\bpurposes?\b|\brejuvenat|\bgood for\b|"
    r"\bwork(?:s)? (?:for|against|on)\b|\beffective\b|\beas(?:e|es|ing)\b|\bis for\b|\buse[sd]?\b"
)


def _roles(plain: str, marks: _Marks) -> frozenset[Role]:
    found = set()
    if _USE.search(plain):
        found.add(Role.USE)
    if _HARM.search(plain) or _HARM_WEAK.search(plain):
        found.add(Role.HARM)
    if marks.avoids or 2 in _rungs(plain):
        found.add(Role.EXCLUSION)
    return frozenset(found)


def is_plainly_harm(text: str) -> bool:
    """Whether ``text`` says that something is caused or is a side effect, not only that it may be had."""
    return bool(_HARM.search(text.lower()))


# --- clauses and negation --------------------------------------------------------------------------

_STARTERS = {
    **dict.fromkeys(("if", "when", "while", "unless", "whenever", "who", "with"), "condition"),
    **dict.fromkeys(("because", "since"), "reason"),
    **dict.fromkeys(
        ("but", "however", "although", "though", "whereas", "so", "which", "yet"),
        "main",
    ),
}
_SPLITTING = frozenset(_STARTERS) - {"with", "yet"}
_REASON = re.compile(
    r"(?:due to|, as|owing to|to prevent|because of)\s|\bas (?=it |there |they |the |this |you |your )"
)
_DOES = re.compile(r"(?:that|who|which) (?:may|might|can|could|will|would|is|are|was|were|has|have)\b")
_SUBJECTS = frozenset({"it", "they", "you", "he", "she", "this", "these", "we", "there"})
_FRONTS = frozenset(
    {
        "with",
        "for",
        "in",
        "where",
        "during",
        "after",
        "before",
        "at",
        "on",
        "to",
        "by",
        "without",
        "like",
        "as",
        "over",
    }
)
_RESUMES = frozenset(
    {TOPIC_WORD, "do", "ask", "talk", "tell", "avoid", "your", "the", "have", "choose", "then", "some"}
)
_PARTICIPLES = frozenset(
    {
        "making",
        "preventing",
        "resulting",
        "causing",
        "leading",
        "allowing",
        "helping",
        "promoting",
        "ensuring",
    }
    | {
        "encouraging",
        "providing",
        "presenting",
        "employing",
        "focusing",
        "supporting",
        "giving",
        "meaning",
    }
)
_NEW_SUBJECT = re.compile(
    r"(?:it|they|you|he|she|this|these|we|there|the \w+ (?:is|are|can|may|will)|(?:is|are|can|may|will|should))\b"
)
_NEGATORS = frozenset(
    {
        "not",
        "no",
        "never",
        "without",
        "neither",
        "nor",
        "none",
        "nobody",
        "nothing",
        "lack",
        "non",
        "cannot",
    }
)
_NO_DENIAL = frozenset({"only", "matter", "longer"})
"""After "not" or "no" these deny nothing."""

_NEGATING = re.compile(
    r"\bfree (?:from|of)\b|\babsence of\b|\brather than\b|\binstead of\b|\bunable to\b|\bfails? to\b|\bavoid(?:s|ed|ing)?\b"
    r"|\bkeep away from\b|\bstay away from\b|\bstay out of\b|\bprevent(?:s|ing|ed)?\b(?! the risk)"
)


def _clauses(plain: _Plain, words: tuple[Word, ...]) -> tuple[list[int], tuple[str, ...]]:
    """The clause of each word, and what kind each clause is: main, condition or reason."""
    reasons = {plain.first_word_from(m.start()) for m in _REASON.finditer(plain.text)}
    of, kinds = [], ["main"]
    is_fronted = bool(words) and words[0].text in _FRONTS
    for number, word in enumerate(words):
        kind = _new_clause(plain, number, word, is_reason=number in reasons)
        if plain.breaks[number] == ",":
            if is_fronted and kind == "main":
                kind = ""  # "In rare cases, you may …" is one clause
            elif kinds[-1] == "condition" and word.text in _RESUMES:
                kind = "main"  # "If you have hives, mesotherapy may …" is two
            is_fronted = False
        if kind and number:
            kinds.append(kind)
        elif kind:
            kinds[0] = kind
        of.append(len(kinds) - 1)
    return of, tuple(kinds) if "main" in kinds else ("main",) * len(kinds)


def _new_clause(plain: _Plain, number: int, word: Word, *, is_reason: bool) -> str:
    if is_reason:
        return "reason"
    if word.text in ("that", "who", "which") and not plain.breaks[number]:
        return "relative" if _DOES.match(plain.text, plain.places[number]) else ""
    if word.text in _SPLITTING:
        return _STARTERS[word.text]
    mark = plain.breaks[number]
    if mark and mark in ";:.!?—–":
        return "main"
    return "main" if mark == "," and _starts_anew(plain, number, word) else ""


def _starts_anew(plain: _Plain, number: int, word: Word) -> bool:
    """Whether a comma before ``word`` ends a clause, not only an item of a list."""
    if word.text not in ("and", "or"):
        return word.text in _SUBJECTS or word.text in _PARTICIPLES
    rest = plain.text[plain.places[number] + len(word.text) + 1 :]
    return bool(_NEW_SUBJECT.match(rest))


def _negated(
    plain: _Plain,
    words: tuple[Word, ...],
    greedy: list["_Hit"],
    clauses: tuple[list[int], tuple[str, ...]],
    marks: "_Marks",
) -> list[bool]:
    """Whether each word is denied. Words of a stance ("should not have it") deny nothing by themselves."""
    clause_of, kinds = clauses
    denied = [False] * len(words)
    inside = {n for first, length, _ in greedy if length > 1 for n in range(first, first + length)}
    negators = [
        (number, reach, limit)
        for number, reach, limit in _negators(plain, words)
        if number not in inside and not any(s.start <= plain.places[number] < s.end for s in marks.avoids)
    ]
    restarts = {n for n, _, _ in negators if _is_coordinate(plain, words, n)}
    for number, reach, limit in negators:
        for n in range(reach, min(limit, len(words))):
            if n in restarts or (clause_of[n] != clause_of[number] and kinds[clause_of[n]] != "relative"):
                break
            denied[n] = not denied[n]
    if words and words[-1].text == "no":
        denied = [True] * len(words)
    return denied


def _is_coordinate(plain: _Plain, words: tuple[Word, ...], number: int) -> bool:
    """Whether a negator stands beside an earlier one ("no pain, no scars", "neither … nor")."""
    before = words[number - 1].text if number else ""
    return plain.breaks[number] == "," or before in ("and", "or") or words[number].text == "nor"


def _negators(plain: _Plain, words: tuple[Word, ...]) -> Iterator[tuple[int, int, int]]:
    """Each negating word, the first word that it denies, and where its reach ends at the latest."""
    for number, word in enumerate(words):
        after = words[number + 1].text if number + 1 < len(words) else ""
        if word.text == "non":
            yield number, number + 1, number + 2
        elif word.text in _NEGATORS and not (word.text in ("not", "no") and after in _NO_DENIAL):
            yield number, number + 1, len(words)
    for match in _NEGATING.finditer(plain.text):
        yield plain.first_word_from(match.start()), plain.first_word_from(match.end()), len(words)


# --- units -----------------------------------------------------------------------------------------

_Hit = tuple[int, int, Entry | None]


def _greedy(stems: list[str], lexicon: Lexicon) -> Iterator[_Hit]:
    """The sentence cut into the longest phrases that the lexicon knows, and single words."""
    first = 0
    while first < len(stems):
        length, entry = next(lexicon.at(stems, first), (1, None))
        yield first, length, entry
        first += length


def _sides_of(parts: tuple[Unit, ...]) -> frozenset[Side]:
    """A phrase is on the side of its words ("after the treatment"), unless it turns them round ("less dry")."""
    if any(p.printed in ("not", "no", "less", "without", "more") for p in parts):
        return frozenset()
    return frozenset(side for part in parts for side in part.sides if side[0] != "seriousness")


class _UnitMaker:
    """Makes units and cues of one sentence."""

    def __init__(
        self,
        words: tuple[Word, ...],
        stems: list[str],
        lexicon: Lexicon,
        denied: list[bool],
        clause_of: list[int],
        counted: tuple[Quantity, ...],
    ) -> None:
        self.words, self.stems, self.lexicon = words, stems, lexicon
        self.denied, self.clause_of = denied, clause_of
        self.counted = [any(q.span.contains(w.span) for q in counted) for w in words]

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
            entry.sides or _sides_of(parts),
            self.denied[first + length - 1],
            self.clause_of[first],
            parts,
        )

    def _single(self, number: int) -> Unit:
        return self.unit(number, 1, self.lexicon.entries.get((self.stems[number],)))

    def _weight(self, first: int, length: int, entry: Entry) -> Weight:
        if (
            all(self.counted[first : first + length])
            or entry.frequency
            or (entry.certainty and not entry.keys)
        ):
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
        entry = entry or Entry()
        return Cue(
            printed,
            first,
            self.clause_of[first],
            entry.frequency,
            entry.certainty,
            self._has_not_before(first),
        )

    def _has_not_before(self, number: int) -> bool:
        """Whether "not" stands before a word of degree in its clause, even as part of a warning."""
        same = [n for n in range(number) if self.clause_of[n] == self.clause_of[number]]
        return any(self.words[n].text in ("not", "never", "no") for n in same)

    def index(self) -> dict[str, tuple[Unit, ...]]:
        """Every key of every phrase, overlapping ones included, and what it is specific for."""
        found: dict[str, list[Unit]] = {}
        opaque = {n for first, length in self._opaque() for n in range(first, first + length)}
        for first in range(len(self.words)):
            hits = [*self.lexicon.at(self.stems, first)]
            if not hits or hits[-1][0] > 1:
                hits.append((1, Entry()))
            for length, entry in hits:
                if length == 1 and first in opaque:
                    continue
                unit = self.unit(first, length, entry)
                for key in (unit.keys - entry.general) | entry.specific:
                    found.setdefault(key, []).append(unit)
        return {key: tuple(units) for key, units in found.items()}

    def _opaque(self) -> Iterator[tuple[int, int]]:
        """Phrases whose single words say nothing by themselves: "effect" in "side effect" is no benefit."""
        for first in range(len(self.words)):
            for length, _ in self.lexicon.at(self.stems, first):
                if tuple(self.stems[first : first + length]) in self.lexicon.opaque:
                    yield first, length
