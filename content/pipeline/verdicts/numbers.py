"""Numbers and durations of a sentence, by value: "half an hour", "1-2 days", "several weeks"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from content.pipeline.spans import Span
from content.pipeline.verdicts.words import Word

_WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "sixteen": 16,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "once": 1,
    "twice": 2,
    "dozen": 12,
    "single": 1,
    "double": 2,
}
_VAGUE = (
    "a few",
    "few",
    "several",
    "a couple of",
    "a number of",
    "many",
    "some",
    "multiple",
)
_UNITS = {
    "second": ("second", 1),
    "minute": ("minute", 1),
    "min": ("minute", 1),
    "hour": ("minute", 60),
    "hr": ("minute", 60),
    "day": ("minute", 1440),
    "night": ("minute", 1440),
    "week": ("minute", 10080),
    "fortnight": ("minute", 20160),
    "month": ("month", 1),
    "year": ("month", 12),
    "percent": ("%", 1),
    "%": ("%", 1),
    "mm": ("mm", 1),
    "cm": ("mm", 10),
    "ml": ("ml", 1),
    "mg": ("mg", 1),
}
_BOUNDS = {
    "from £": ">=",
    "start at": ">=",
    "starts at": ">=",
    "from only": ">=",
    "at least": ">=",
    "no less than": ">=",
    "not less than": ">=",
    "minimum of": ">=",
    "or more": ">=",
    "or longer": ">=",
    "or older": ">=",
    "or over": ">=",
    "+": ">=",
    "more than": ">",
    "over": ">",
    "longer than": ">",
    "older than": ">",
    "above": ">",
    "up to": "<=",
    "at most": "<=",
    "no more than": "<=",
    "maximum of": "<=",
    "and over": ">=",
    "and older": ">=",
    "and above": ">=",
    "or above": ">=",
    "or less": "<=",
    "or younger": "<=",
    "less than": "<",
    "under": "<",
    "below": "<",
    "younger than": "<",
    "fewer than": "<",
}

_OF_AGE = frozenset({"or older", "or younger", "and older", "older than", "younger than"})
_NUMBER = r"\d+(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|" + "|".join(sorted(_WORDS, key=len, reverse=True))
_UNIT = r"(?:" + "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True)) + r")s?"
_BOUND_BEFORE = "|".join(re.escape(b) for b in _BOUNDS if not b.startswith(("or ", "and ", "+")))
_BOUND_AFTER = r"(?:or\s(?:more|longer|older|over|above|less|younger)|and\s(?:older|over|above))"
_QUANTITY = re.compile(
    rf"""(?<![\w.])
    (?:(?P<bound>{_BOUND_BEFORE}|\+)\s*(?:about\s|around\s)?[£$€]?)?
    (?:
        (?P<half>half\s(?:an?\s)?)(?P<half_unit>hour|day|year)\b
      | (?P<times>once|twice|{_NUMBER}\stimes)\s(?:a|an|per|every|each)\s(?P<per>{_UNIT})\b
      | (?P<every>every|each)\s(?P<every_unit>second|minute|hour|day|week|month|year)\b
      | (?P<adverb>daily|weekly|monthly|yearly)\b
      | (?P<low>{_NUMBER})(?:\s?-?(?P<low_unit>{_UNIT}))?
        \s?(?:-|–|to|or|and)\s?(?P<high>{_NUMBER}|an?)(?=\W)(?:\s?-?(?P<high_unit>{_UNIT}))?(?![\w])
      | (?P<value>{_NUMBER})(?P<decade>s\b)?(?:\s?-?(?P<unit>{_UNIT}))?(?![\w])
      | (?P<or_two>an?)\s(?P<or_two_unit>minute|hour|day|week|month|year)\s(?:or|to)\stwo\b
      | (?P<article>an?|first)\s(?P<article_unit>minute|hour|day|week|month|year|fortnight)\b
        (?P<plus_half>\sand\sa\shalf)?
      | (?P<vague>{"|".join(re.escape(v) for v in _VAGUE)})\s(?P<vague_unit>{_UNIT})\b
        (?:\s(?:to|or)\s(?P<vague_high>{_UNIT})\b)?
      | (?P<same>same|next|following|another)[\s-](?P<same_unit>day|week|month|year)\b
      | (?P<day_after>the\sday\safter)\b
      | (?P<bare>(?:minute|hour|day|week|month|year)s)\b(?:\s(?:to|or)\s(?P<bare_high>{_UNIT})\b)?
    )
    (?P<after>\s{_BOUND_AFTER}|\s?\+)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_COUNTED = re.compile(r"(?:^|\W)(?:any|no|every|each|this|that|which|the|another|only)\s$", re.IGNORECASE)
_ONE_AS_PRONOUN = re.compile(
    r"\s(?:of|that|who|which|or another|another|person|article|table|list|area|thing|aim|reason|way|idea"
    r"|place|spot|part|use|option|more thing|side)\b|[.,;)]|$"
)
_ONE_COUNTS = re.compile(
    r"\b(?:only|just|needs?|requires?|required|after|in|within|takes?|have|than|least|most|about)\s$",
    re.IGNORECASE,
)
"""Before "one" without a unit these make it a number; else it is an article."""
_ONE_IS = re.compile(
    r"\s(?:sessions?|treatments?|visits?|injections?|appointments?) (?:is|will be|should be|may be)\b",
    re.IGNORECASE,
)
_ONCE_AS_WHEN = re.compile(r"\s(?:it|you|they|the|your|this|that|in a while|again)\b", re.IGNORECASE)
"""After "once" these make it "when", or "sometimes"."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: ``low`` to ``high`` in the base unit (minutes, days, months, %).

    ``low`` is None for a vague one ("several weeks", "weeks"), where ``unit`` is the unit as named.
    ``bound`` is one of "", ">=", ">", "<=", "<"; ``printed`` the words.
    """

    printed: str
    span: Span
    low: float | None
    high: float | None
    unit: str
    bound: str = ""

    @property
    def is_time(self) -> bool:
        return _family(self.unit.split()[0] if self.unit else "") == "time"

    def is_same(self, other: "Quantity") -> bool:
        return (self.low, self.high, self.unit, self.bound) == (
            other.low,
            other.high,
            other.unit,
            other.bound,
        )

    def is_near(self, other: "Quantity") -> bool:
        """Whether both measure the same kind of thing, so that one can contradict the other."""
        return _family(self.unit) == _family(other.unit)


_RELATIVE = {"same": "same", "another": "another"}


def _family(unit: str) -> str:
    if unit.startswith(("same ", "next ", "another ")):
        return "same"
    if unit.startswith("o’clock"):
        return "o’clock"
    return "time" if unit in {"minute", "day", "month", "hour", "week", "year", "second"} else unit


_COUNTING = frozenset(
    {*_WORDS, "half", "daily", "weekly", "monthly", "yearly"}
    | {form for unit in _UNITS for form in (unit, f"{unit}s")}
)


def may_count(words: Iterable[Word]) -> bool:
    """Whether a text with ``words`` can hold a quantity: every one has a digit, a number or a unit."""
    return any(word.text in _COUNTING or not word.text.isalpha() for word in words)


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities in ``text``, in order. Years are plain numbers; "1950s" is a range of ten."""
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        if (quantity := _quantity(text, match)) is not None:
            quantity = _timed(text, quantity)
            if found and _is_range(text, found[-1], quantity):
                quantity = _range(text, found.pop(), quantity)
            found.append(quantity)
    return tuple(found)


_CLOCK = re.compile(r"\s*([ap])\.?m\b", re.IGNORECASE)


def _timed(text: str, quantity: Quantity) -> Quantity:
    """A number before "am" or "pm" is a time of day."""
    half = None if quantity.unit else _CLOCK.match(text, quantity.span.end)
    return replace(quantity, unit=f"o’clock {half[1].lower()}m") if half else quantity


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    between = text[low.span.end : high.span.start].strip().casefold()
    return between in {"to", "-", "–"} and low.unit == high.unit and None not in (low.low, high.low)


def _range(text: str, low: Quantity, high: Quantity) -> Quantity:
    span = Span(low.span.start, high.span.end)
    return Quantity(span.of(text), span, low.low, high.high, low.unit, low.bound)


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    parts = match.groupdict()
    span, printed = Span(match.start(), match.end()), match[0].strip()
    bound = _bound(parts["bound"] or parts["after"])
    if parts["value"] and _is_pronoun(text, match):
        return None
    if rate := _rate(parts):
        return Quantity(printed, span, rate[0], rate[0], f"per {rate[1]}", bound)
    if relative := _relative(parts):
        return Quantity(printed, span, 0, 0, relative)
    if parts["vague"] or parts["bare"]:
        unit = (parts["vague_unit"] or parts["bare"]).casefold().rstrip("s")
        high = (parts["vague_high"] or parts["bare_high"] or unit).casefold().rstrip("s")
        return Quantity(
            printed,
            span,
            None,
            None,
            unit if unit == high else f"{unit} to {high}",
            bound,
        )
    low, high, named = _values(parts)
    if not named and _is_age(text, match, bound, low):
        named = "year"
    unit, factor = _UNITS.get((named or "").casefold().rstrip("s"), ("", 1))
    if parts["decade"] and low > 999:  # "1950s"
        high = low + 9
    if parts["low_unit"]:
        low_factor = _UNITS[parts["low_unit"].casefold().rstrip("s")][1]
        return Quantity(printed, span, low * low_factor, high * factor, unit, bound)
    return Quantity(printed, span, low * factor, high * factor, unit, bound)


_AGE_BEFORE = re.compile(
    r"(?:\b(?:you are|is|are|be|aged?|people|patients|those|anyone|everyone|adults|children|limit:?)|^)\s*$",
    re.IGNORECASE,
)


_AGE_AFTER = re.compile(r"\s*(?:$|[.,;:)]|(?:and|or|should|must|can|may|need)\b)", re.IGNORECASE)
_AGE_BOUNDS = frozenset({"over", "under", "above", "below"})


def _is_age(text: str, match: re.Match[str], bound: str, value: float) -> bool:
    """Whether a number without a unit is an age: "under 18", "18 or older", "under 18s"."""
    words = (match["after"] or match["bound"] or "").strip().casefold()
    if words in _OF_AGE:
        return True
    before = text[max(0, match.start() - 20) : match.start()]
    is_told = bool(_AGE_BEFORE.search(before) or match["decade"] or _AGE_AFTER.match(text, match.end()))
    return bool(bound) and words in _AGE_BOUNDS and 10 <= value < 100 and is_told


_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}


def _relative(parts: dict[str, str | None]) -> str:
    """ "same day", "next week" for a time told by another one; "" for any other."""
    if parts["day_after"]:
        return "next day"
    if not parts["same"]:
        return ""
    return f"{_RELATIVE.get(parts['same'].casefold(), 'next')} {(parts['same_unit'] or '').casefold()}"


def _rate(parts: dict[str, str | None]) -> tuple[float, str] | None:
    """How many times in which unit: "twice a week", "every month", "daily"."""
    if times := parts["times"]:
        return _value(times.split()[0]), (parts["per"] or "").casefold().rstrip("s")
    if parts["every"]:
        return 1, (parts["every_unit"] or "").casefold()
    if adverb := parts["adverb"]:
        return 1, _ADVERBS[adverb.casefold()]
    return None


def _values(parts: dict[str, str | None]) -> tuple[float, float, str | None]:
    if parts["half"]:
        return 0.5, 0.5, parts["half_unit"]
    if parts["or_two"]:
        return 1, 2, parts["or_two_unit"]
    if parts["article"]:
        value = 1.5 if parts["plus_half"] else 1
        return value, value, parts["article_unit"]
    if parts["low"]:
        high = parts["high"] or ""
        top = 1.0 if high.casefold() in {"a", "an"} else _value(high)
        return _value(parts["low"]), top, parts["high_unit"] or parts["low_unit"]
    value = _value(parts["value"] or "0")
    return value, value, parts["unit"]


def _value(word: str) -> float:
    word = word.casefold().replace(",", "")
    return float(_WORDS[word]) if word in _WORDS else float(word)


def _bound(words: str | None) -> str:
    return _BOUNDS.get((words or "").strip().casefold(), "")


def _is_pronoun(text: str, match: re.Match[str]) -> bool:
    """Whether "one" or "single" counts nothing: "the first one", "one of these", "one article"."""
    if match["value"].casefold() == "once" and not match["unit"]:
        return bool(_ONCE_AS_WHEN.match(text, match.end()))
    if match["value"].casefold() not in {"one", "single", "double"} or match["unit"]:
        return False
    is_counted = _ONE_COUNTS.search(text[: match.start()]) or _ONE_IS.match(text, match.end())
    if match["value"].casefold() != "one" or not is_counted:
        return True
    before, after = text[: match.start()], text[match.end() :]
    return bool(_NOT_COUNTED.search(before) or _ONE_AS_PRONOUN.match(after))


def differing(
    claim: Sequence[Quantity], source: Sequence[Quantity]
) -> list[tuple[Quantity, Quantity | None]]:
    """Quantities of ``claim`` that ``source`` does not have, each with the one that it contradicts."""
    wrong: list[tuple[Quantity, Quantity | None]] = []
    for quantity in claim:
        if not any(_is_backed(quantity, other) for other in source):
            wrong.append((quantity, _opposed(quantity, source)))
    return wrong


def _is_backed(quantity: Quantity, other: Quantity) -> bool:
    if quantity.is_same(other):
        return True
    if quantity.low is None or other.low is None:
        return False
    if not quantity.unit and other.unit.startswith("o’clock"):
        return quantity.low == other.low  # "8.30 in the evening"
    if {quantity.unit, other.unit} == {
        "",
        "month",
    } and quantity.bound == other.bound != "":
        return _in_months(quantity) == _in_months(other)  # "under 18" is an age
    is_decade = other.low == other.high and quantity.unit == other.unit == "" and quantity.low > 999
    return is_decade and quantity.low <= other.low <= (quantity.high or 0)


def _in_months(quantity: Quantity) -> float:
    return (quantity.low or 0) * (1 if quantity.unit else 12)


def _opposed(quantity: Quantity, source: Sequence[Quantity]) -> Quantity | None:
    near = [other for other in source if quantity.is_near(other)]
    same_value = [other for other in source if quantity.low is not None and quantity.low == other.low]
    return next(iter(near or same_value), None)
