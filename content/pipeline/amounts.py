"""Amounts: lengths of time and numbers as pages print them, so that they can be compared.

"30 minutes to an hour" and "30 to 60 minutes" are the same; "a few days" is no exact number and differs only
from what lies outside it.
"""

import re
from dataclasses import dataclass

_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_UNITS = {
    "minute": 1,
    "min": 1,
    "hour": 60,
    "day": 1_440,
    "week": 10_080,
    "fortnight": 20_160,
    "month": 43_200,
    "year": 12 * 43_200,
}
_FEW = (2, 6)
"""What "a few", "several" or "a couple of" may stand for."""

_NUMBER = rf"(?:\d{{1,3}}(?:[.,]5)?|{'|'.join(_WORDS)})"
_UNIT = r"(?:minute|min|hour|day|week|fortnight|month|year)s?\b"
_FUZZY = r"(?:a )?(?:few|couple of|several|some)"
_JOINT = r" ?(?:-|–|—|to|or|and) ?"
COUNT = rf"\b(?:{_NUMBER}(?:{_JOINT}{_NUMBER})?)\b"
AMOUNT = (
    rf"\b(?:(?:{_FUZZY}|half an?|an?|{_NUMBER})(?:{_JOINT}{_NUMBER})?[ -]?{_UNIT}"
    rf"(?: or two\b|{_JOINT}(?:an?|{_NUMBER}) {_UNIT})?)"
)
_ONE = re.compile(
    r"(?P<fuzzy>(?:\ba )?(?:few|couple of|several|some))|(?P<half>half an?\b)"
    rf"|(?P<number>\d{{1,3}}(?:[.,]5)?|\b(?:an?|{'|'.join(_WORDS)})\b)|(?P<unit>{_UNIT})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """From ``low`` to ``high``, in minutes or as bare numbers; ``is_vague`` where no number is printed."""

    low: float
    high: float
    is_vague: bool = False


def amount_in(text: str) -> Amount | None:
    """The amount that ``text`` prints, None where it prints none."""
    numbers: list[float] = []
    found = list(_ONE.finditer(text))
    unit = next((_minutes(match) for match in reversed(found) if match["unit"]), 1)
    is_vague = False
    for match in reversed(found):
        if match["unit"]:
            unit = _minutes(match)
        elif match["fuzzy"]:
            is_vague = True
            numbers += [n * unit for n in _FEW]
        else:
            numbers.append(_value(match) * unit)
    return Amount(min(numbers), max(numbers), is_vague) if numbers else None


def _minutes(match: re.Match[str]) -> int:
    return _UNITS[match["unit"].lower().rstrip("s")]


def _value(match: re.Match[str]) -> float:
    if match["half"]:
        return 0.5
    word = match["number"].lower()
    if word in ("a", "an"):
        return 1
    return _WORDS.index(word) + 1 if word in _WORDS else float(word.replace(",", "."))


def differ(one: Amount, other: Amount) -> bool:
    """Whether two amounts cannot be the same: vague ones differ from what lies outside them."""
    if one.is_vague or other.is_vague:
        wide, narrow = (one, other) if one.is_vague else (other, one)
        return narrow.low < wide.low or narrow.high > wide.high
    return (one.low, one.high) != (other.low, other.high)
