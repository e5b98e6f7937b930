"""Answers: whether two answers to one question say opposite things, or other numbers of the same thing."""

import re

from content.pipeline.terms import spellings

_NUMBERS = {
    word: float(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {
    "a": 1.0,
    "an": 1.0,
    "half": 0.5,
    "fifteen": 15.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "sixty": 60.0,
}
_UNITS = {
    "second": ("time", 1 / 60),
    "minute": ("time", 1.0),
    "min": ("time", 1.0),
    "hour": ("time", 60.0),
    "day": ("time", 24 * 60.0),
    "week": ("time", 7 * 24 * 60.0),
    "month": ("time", 30 * 24 * 60.0),
    "year": ("time", 365 * 24 * 60.0),
    "session": ("sessions", 1.0),
    "treatment": ("sessions", 1.0),
    "appointment": ("sessions", 1.0),
    "percent": ("share", 1.0),
    "mg": ("mass", 1.0),
    "ml": ("volume", 1.0),
}
_UNIT_OF = {spelling: unit for word, unit in _UNITS.items() for spelling in spellings(word)} | {
    "%": ("share", 1.0),
    "£": ("pounds", 1.0),
    "€": ("euros", 1.0),
    "$": ("dollars", 1.0),
}
_TOKEN = re.compile(r"[£$€%]|\d+(?:\.\d+)?|[a-z]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d\d\d)")
_JOINTS = frozenset({"to", "or", "and", "of"})
_BEFORE_UNIT = frozenset({"full", "treatment", "more", "further", "of"})
_DENIALS = frozenset(
    "no not never cannot none neither nor without unsafe unsuitable ineffective avoid avoided refrain "
    "against forbidden prohibited hardly inadvisable".split()
)
_TURNED = frozenset("dangerous unsafe risky harmful painless avoid avoided unsuitable bad".split())
"""A yes to one of these is a no to its opposite."""
_AND_A_HALF = re.compile(r"\b(\d+|one|two|three|four|five|six)(?:½| and a half\b)", re.IGNORECASE)
_SHORT = re.compile(r"n[’']t\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;\n]")
_AGREE = re.compile(
    r"^\W*(?:yes|no problem|(?:certainly|absolutely|of course|definitely|sure)(?! not))\b", re.IGNORECASE
)
_DENY = re.compile(
    r"^\W*(?:no|not|never|(?:absolutely|certainly|definitely|of course) not)\b(?! problem)", re.IGNORECASE
)
_NEAR = 0.02
"""Two amounts that differ by so little of the larger one are the same."""

Amounts = dict[str, tuple[float, float]]


def asks_the_opposite(first: str, second: str) -> bool:
    """Whether a yes to one of two questions that ask the same is a no to the other: "risky" and "safe"."""
    return _is_turned(first) != _is_turned(second)


def _is_turned(question: str) -> bool:
    words = _TOKEN.findall(_SHORT.sub(" not", question).lower())
    return sum(word in _TURNED for word in words) % 2 == 1


def answers_differ(first: str, second: str, *, is_opposite: bool = False) -> str | None:
    """ "polarity" where one answer affirms what the other denies, "number" where their amounts do not meet.

    Amounts of the same kind (times in minutes, sessions, shares, money) meet where their ranges do; 30
    minutes to an hour is 30 to 60 minutes. None where nothing differs, or one answer says nothing of it.
    ``is_opposite``: the questions are each other's opposite.
    """
    if (is_denied(first) != is_denied(second)) != is_opposite:
        return "polarity"
    return "number" if kinds_apart(amounts_of(first), amounts_of(second)) else None


def kinds_apart(ours: Amounts, theirs: Amounts) -> set[str]:
    """The kinds of amount that both name, and of which the ranges do not meet."""
    return {kind for kind in ours.keys() & theirs.keys() if _are_apart(ours[kind], theirs[kind])}


def is_denied(answer: str) -> bool:
    """Whether an answer denies: by its first word, or by its first sentence."""
    if _DENY.match(answer) or _AGREE.match(answer):
        return _DENY.match(answer) is not None
    opening = _SENTENCE.split(answer.strip(), maxsplit=1)[0]
    words = _TOKEN.findall(_SHORT.sub(" not", opening).lower())
    return sum(word in _DENIALS for word in words) % 2 == 1


def amounts_of(answer: str) -> Amounts:
    """The lowest and the highest amount of each kind that ``answer`` names."""
    text = _AND_A_HALF.sub(lambda m: f"{_number(m[1].lower()) or 0:g}.5", _THOUSANDS.sub("", answer.lower()))
    words = _TOKEN.findall(text)
    found: dict[str, list[float]] = {}
    waiting: list[float] = []
    money = ""
    for word in words:
        if word in "£€$":
            money = word
        elif word in _UNIT_OF:
            kind, size = _UNIT_OF[word]
            found.setdefault(kind, []).extend(amount * size for amount in waiting)
            waiting = []
        elif (number := _number(word)) is not None:
            if money:
                found.setdefault(_UNIT_OF[money][0], []).append(number)
            waiting.append(number)
        elif word not in _JOINTS and word not in _BEFORE_UNIT:
            waiting, money = [], ""
    return {kind: (min(amounts), max(amounts)) for kind, amounts in found.items() if amounts}


def _number(word: str) -> float | None:
    return float(word) if word[0].isdigit() else _NUMBERS.get(word)


def _are_apart(ours: tuple[float, float], theirs: tuple[float, float]) -> bool:
    return max(ours[0], theirs[0]) > min(ours[1], theirs[1]) * (1 + _NEAR)
