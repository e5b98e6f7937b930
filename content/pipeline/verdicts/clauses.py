"""The words of a sentence as patterns read them, its clauses, and what is denied in them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from content.pipeline.verdicts.stance import Stance
from content.pipeline.verdicts.words import Word, stem

TOPIC_WORD = "mesotherapy"
"""Stands for whatever the article is about, so that the rules need only one name for it."""


def on_topic(words: list[Word], topic: str) -> Iterator[Word]:
    for word in words:
        if topic and word.stem == topic:
            yield Word(TOPIC_WORD, TOPIC_WORD, word.start, word.end)
        elif topic and word.text == TOPIC_WORD:
            yield Word(f"~{TOPIC_WORD}", f"~{TOPIC_WORD}", word.start, word.end)
        else:
            yield word


@dataclass(frozen=True, slots=True)
class Plain:
    """The words in lower case, contractions written out, the topic named alike; each begins at its place."""

    text: str
    places: tuple[int, ...]
    breaks: tuple[str, ...]

    def first_word_from(self, place: int) -> int:
        """The index of the first word that begins at or after ``place``."""
        return bisect_left(self.places, place)


_MARK = re.compile(r"[;:.!?()—–,]")


_SHORTENED = frozenset({"dr", "mr", "mrs", "ms", "prof", "st", "vs", "approx", "eg", "ie"})


def _mark(between: str, before: str) -> str:
    """The mark between two words; a colon behind a bracket ("(lipoma): …") counts more than the bracket.

    The stop of a shortened word ``before`` it ("Dr. Brown") ends nothing.
    """
    if between in (" ", "-", "") or (before in _SHORTENED and between == ". "):
        return ""
    found = _MARK.search(between)
    return ":" if ":" in between else found[0] if found else ""


def plain_words(text: str, words: tuple[Word, ...]) -> Plain:
    plain = ""
    places: list[int] = []
    breaks: list[str] = []
    end = 0
    for word in words:
        between = text[end : word.start] if word.start >= end else " "
        mark = _mark(between, words[len(breaks) - 1].text if breaks else "")
        breaks.append(mark)
        plain += f"{mark} " if mark else "-" if between == "-" else " " if plain else ""
        places.append(len(plain))
        plain += word.text
        end = word.end
    final = re.search(r"[;:.!?)]", text[end:])
    return Plain(plain + (final[0] if final else ""), tuple(places), tuple(breaks))


# --- clauses ---------------------------------------------------------------------------------------

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
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|may|can|will|should|must|has|have)\b")
_SUBJECT_AND_VERB = re.compile(
    r"(?:(?!where|that|which|who|when)[\w-]+ ){1,7}?(?:is|are|was|were|may|can|will|should)\b"
)
_NEW_SUBJECT = re.compile(
    r"(?:(?:that )?(?:it|they|you|he|she|this|these|we|there|mesotherapy)|the \w+ (?:is|are|can|may|will)"
    r"|(?:is|are|can|may|will|should))\b"
)
NEGATORS = frozenset(
    {
        "not",
        "no",
        "never",
        "without",
        "neither",
        "nor",
        "none",
        "nobody",
        "hardly",
        "nothing",
        "lack",
        "non",
        "cannot",
    }
)
_FORBIDDEN = re.compile(
    r"\b(?:is|are|was|were) not (?:something|what|anything|any of|one of)\b|"
    r"\b(?:should|must|has to|have to|needs? to) be avoided\b|\b(?:is|are) (?:forbidden|prohibited)\b"
)
"""Denies what stands before it: "make-up should be avoided"."""

_NOT_KNOWN = re.compile(
    r"\b(?:not|never) (?:been |yet |fully |well |clearly )*(?:established|known|proven|proved|shown|clear|"
    r"certain|demonstrated|confirmed|studied|tested|understood)\b|\b(?:unknown|unproven|unclear|uncertain)\b"
)
_NOT_KNOWN_WHETHER = re.compile(rf"(?:{_NOT_KNOWN.pattern}) (?P<what>whether|if|that|how)\b")
_DOUBTED = frozenset(
    map(stem, ("safety", "safe", "effectiveness", "effective", "efficacy", "benefit", "work"))
)
"""What is denied with the knowledge of it: "the safety is not established"."""

_NO_DENIAL = frozenset({"only", "matter", "longer", "risk", "just"})
"""After "not" or "no" these deny nothing."""

_FREE_OF = re.compile(r"\b\w+[- ]free\b(?! (?:from|of|to)\b)")
"""Denies its first part: "perfume-free"."""
_NEGATING = re.compile(
    r"\bfree (?:from|of)\b|\babsence of\b|\brather than\b|\binstead of\b|\bunable to\b|\bfails? to\b"
    r"|\b(?:avoid(?:s|ed|ing)?|skip(?:s|ped|ping)?)\b|\b(?:keep|stay) (?:away from|out of)\b"
    r"|\bprevent(?:s|ing|ed)?\b(?! the risk)"
)


def clauses_of(plain: Plain, words: tuple[Word, ...]) -> tuple[list[int], tuple[str, ...]]:
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


def segments_of(clauses: tuple[str, ...]) -> tuple[int, ...]:
    """The statement of each clause: conditions, reasons and relatives hang on the main clause before them.

    Without one before them, on the one that follows.
    """
    of, has_main = [0], clauses[0] == "main"
    for kind in clauses[1:]:
        is_new = kind == "main" and has_main
        of.append(of[-1] + is_new)
        has_main = has_main or kind == "main"
    return tuple(of)


def _new_clause(plain: Plain, number: int, word: Word, *, is_reason: bool) -> str:
    if is_reason:
        return "reason"
    if word.text in ("that", "who", "which") and not plain.breaks[number]:
        return "relative" if _DOES.match(plain.text, plain.places[number]) else ""
    if word.text == "so" and plain.text.startswith("so that ", plain.places[number]):
        return "participle"
    if word.text in ("while", "whereas") and plain.breaks[number] == ",":
        return "main"
    if word.text in _SPLITTING:
        return _STARTERS[word.text]
    mark = plain.breaks[number]
    if mark == "," and word.text in _PARTICIPLES:
        return "participle"
    if mark and mark in ";:.!?—–":
        return "main"
    return "main" if mark == "," and _starts_anew(plain, number, word) else ""


def _starts_anew(plain: Plain, number: int, word: Word) -> bool:
    """Whether a comma before ``word`` ends a clause, not only an item of a list."""
    if word.text not in ("and", "or"):
        return word.text in _SUBJECTS
    place = plain.places[number]
    rest = plain.text[place + len(word.text) + 1 :]
    is_sentence = word.text == "and" and bool(
        _AUXILIARY.search(plain.text[:place]) and _SUBJECT_AND_VERB.match(rest)
    )
    return is_sentence or bool(_NEW_SUBJECT.match(rest))


def denied_words(
    plain: Plain,
    words: tuple[Word, ...],
    absorbed: frozenset[int],
    clauses: tuple[list[int], tuple[str, ...]],
    stance: Stance,
) -> list[bool]:
    """Whether each word is denied. Words of a stance ("should not have it") deny nothing by themselves.

    ``absorbed`` are words inside a phrase of the lexicon, whose "not" belongs to the phrase.
    """
    clause_of, kinds = clauses
    denied = [False] * len(words)
    negators = [
        (number, reach, limit)
        for number, reach, limit in _negators(plain, words)
        if (number not in absorbed or words[number].text not in NEGATORS)
        and not stance.holds(plain.places[number])
    ]
    doubts = {
        plain.first_word_from(m.start()): plain.first_word_from(m.start("what"))
        for m in _NOT_KNOWN_WHETHER.finditer(plain.text)
    }
    restarts = {n for n, _, _ in negators if _is_coordinate(plain, words, n)}
    for number, reach, limit in negators:
        end = min(limit, _predicate_after(words, number), len(words))
        for n in range(reach, end):
            if n in restarts or (clause_of[n] != clause_of[number] and kinds[clause_of[n]] != "relative"):
                break
            is_spared = n >= doubts.get(number, len(words)) and words[n].stem not in _DOUBTED
            denied[n] ^= not is_spared
    for number in _denied_before(plain, words, clause_of):
        denied[number] = True
    if words and words[-1].text == "no":
        denied = [True] * len(words)
    return denied


_MODALS = frozenset({"may", "might", "can", "could", "should", "must", "will", "would"})
_HELPING = _MODALS | {"is", "are", "was", "were", "do", "does", "did", "has", "have", "it", "they"}
_COMPLEMENTS = frozenset(
    {"that", "whether", "if", "which", "who", "what", "how", "when", "where", "and", "or"}
)


def _predicate_after(words: tuple[Word, ...], number: int) -> int:
    """Where the main verb follows a denial inside a relative clause: "those who have not …, may consider"."""
    is_relative = any(w.text in ("who", "which", "that") for w in words[max(0, number - 4) : number])
    if not is_relative:
        return len(words)
    for n in range(number + 2, len(words)):
        if words[n].text in _COMPLEMENTS:
            return len(words)
        if words[n].text in _MODALS:
            return n
    return len(words)


def _denied_before(plain: Plain, words: tuple[Word, ...], clause_of: list[int]) -> Iterator[int]:
    """Words whose denial follows: "make-up should be avoided", "the safety is not established"."""
    for pattern, is_doubt in ((_FORBIDDEN, False), (_NOT_KNOWN, True)):
        for match in pattern.finditer(plain.text):
            end = plain.first_word_from(match.start())
            for number in range(end):
                if clause_of[number] == clause_of[end] and (not is_doubt or words[number].stem in _DOUBTED):
                    yield number
    for number, word in enumerate(words):
        is_last = number + 1 == len(words) or plain.breaks[number + 1]
        if word.text == "not" and is_last and number and words[number - 1].text in _HELPING:
            yield from _clause_before(number, clause_of)


def _clause_before(number: int, clause_of: list[int]) -> Iterator[int]:
    """The words before ``number`` in its clause: "but the therapist does not"."""
    return (n for n in range(number) if clause_of[n] == clause_of[number])


def _is_coordinate(plain: Plain, words: tuple[Word, ...], number: int) -> bool:
    """Whether a negator stands beside an earlier one ("no pain, no scars", "neither … nor")."""
    first = number
    while first and words[first - 1].text in _HELPING:
        first -= 1  # "no virus and cannot give", "no pain, does not scar"
    before = words[first - 1].text if first else ""
    return plain.breaks[first] == "," or before in ("and", "or") or words[number].text == "nor"


def _negators(plain: Plain, words: tuple[Word, ...]) -> Iterator[tuple[int, int, int]]:
    """Each negating word, the first word that it denies, and where its reach ends at the latest."""
    for number, word in enumerate(words):
        after = words[number + 1].text if number + 1 < len(words) else ""
        if word.text == "non":
            yield number, number + 1, number + 2
        elif word.text in NEGATORS and not (word.text in ("not", "no") and after in _NO_DENIAL):
            yield number, number + 1, len(words)
    for match in _FREE_OF.finditer(plain.text):
        number = plain.first_word_from(match.start())
        yield number, number, number + 1
    for match in _NEGATING.finditer(plain.text):
        yield plain.first_word_from(match.start()), plain.first_word_from(match.end()), len(words)
