"""What does, needs or depends on what: guards on subjects and objects whose words all stand in the source."""

from collections.abc import Iterator, Sequence

from content.pipeline.patterns import PatternSet
from content.pipeline.verdicts.case import Backing, Case, reason
from content.pipeline.verdicts.clauses import NEGATORS
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Sentence, Unit, Weight

_DEPENDS = hearing(
    r"\b(?:depend(?:s|ing|ent)? (?:up)?on|var(?:y|ies) (?:with|by|according to|depending on))\b",
    r"\b(?:is|are) (?:based|dependent) (?:up)?on\b",
    r"\b(?:is|are) (?:decided|determined|set) by\b",
)
_DECIDES = hearing(r"\b(?:determines?|influences?|decides?|affects?)\b(?! (?:if|whether)\b)")
_FOLLOWS = hearing(
    r"\b(?:based (?:up)?on|according to|in accordance with|tailored to|depending on)\b",
    r"\bcustomi[sz]ed (?:to|for)\b",
)
_TYING = (_DEPENDS, _FOLLOWS, _DECIDES)


def dependence(case: Case) -> Iterator[Reason]:
    """What depends on what: the source says it of the same thing, and of the same conditions."""
    if not (claimed := _tie(case.claim, _DEPENDS)):
        return
    subject = [u for u in claimed[0] if u.weight >= Weight.LIGHT]
    conditions = [u for u in claimed[1] if u.weight != Weight.EMPTY]
    ties = [(b, tie) for b in case.backings for p in _TYING if (tie := _tie(b.own, p))]
    if not subject or not conditions:
        return
    if ties and not any(_is_tie(b, tie, subject, conditions) for b, tie in ties):
        message = f"The source says of something else than “{subject[-1].printed}” what it depends on."
        yield reason(Code.RELATION_DIFFERS, message)


_Tie = tuple[tuple[Unit, ...], tuple[Unit, ...]]


def _tie(sentence: Sentence, pattern: PatternSet) -> _Tie | None:
    """What depends, and on what; what decides stands before it."""
    if not (hit := pattern.search(sentence.plain.text)):
        return None
    verb, end = (sentence.plain.first_word_from(n) for n in (hit.start(), hit.end()))
    before = tuple(u for u in sentence.units if u.first + u.length <= verb)
    after = tuple(u for u in sentence.units if u.first >= end)
    return (after, before) if pattern is _DECIDES else (before, after)


def _is_tie(backing: Backing, tie: _Tie, subject: Sequence[Unit], conditions: Sequence[Unit]) -> bool:
    """Whether ``tie`` is that of the claim; a heading names what depends where the sentence does not."""
    before, after = [u for u in tie[0] if u.weight != Weight.EMPTY], tie[1]
    names_it = any(u.weight == Weight.HEAVY for u in before)
    is_headed = not names_it and any(s.has(u) for s in backing.around for u in subject)
    if not is_headed and not _says(backing.own, subject, before or after):
        return False
    return _says(backing.own, conditions, after)


def _says(source: Sentence, units: Sequence[Unit], places: Sequence[Unit]) -> bool:
    """Whether one of ``units`` of the claim stands among ``places`` of ``source``."""
    where = {n for place in places for n in _words(place)}
    return any(not where.isdisjoint(_words(p)) for u in units for p in source.find(u))


def _words(unit: Unit) -> range:
    return range(unit.first, unit.first + unit.length)


_CLINICIAN = "=clinician"
_FEELS = hearing(
    r"^(?:(?:may|might|can|could|will|would|should|must|also|still|then|often|usually|not) )*"
    r"(?:has|have|feels?|experiences?|suffers?|needs?|gets?|decides?|notices?)\b"
)


def felt_by(case: Case) -> Iterator[Reason]:
    """Who has, feels or needs it: not the doctor, where the source has the doctor do something else."""
    person = next((u for u in case.claim.units if u.weight != Weight.EMPTY), None)
    if person is None or _CLINICIAN not in person.keys or not (verb := _feeling(case.claim, person)):
        return
    people = [(s, u) for s in case.sentences for u in s.units if _CLINICIAN in u.keys]
    if people and not any(_feeling(sentence, unit) for sentence, unit in people):
        yield reason(Code.RELATION_DIFFERS, f"The source does not say “{person.printed} {verb}”.")


def _feeling(sentence: Sentence, person: Unit) -> str:
    """The word for having or feeling that follows ``person``; "" without one."""
    words = sentence.words[person.first + person.length :]
    found = _FEELS.search(" ".join(word.text for word in words))
    return found[0] if found else ""


_DECIDING = (
    r"(?:can |may |should |will |must |also )*"
    r"(?:decides?|determines?|assess(?:es)?|judges?|examines?|checks?|looks? at|performs?|injects?)\b"
)
_PATIENT = r"\b(?:you|patients?|individuals?|people|the person) "
_PATIENT_DECIDES = hearing(r"^(?:the )?" + _PATIENT + _DECIDING)
_IS_SAID_TO = hearing(_PATIENT + _DECIDING)


def self_service(case: Case) -> Iterator[Reason]:
    """What patients decide or do themselves: only what the source says of them, not of a professional."""
    found = _PATIENT_DECIDES.search(case.claim.plain.text)
    if not found or any(u.is_negated for u in case.claim.units):
        return
    if not any(_IS_SAID_TO.search(s.plain.text) for b in case.backings for s in b.all):
        yield reason(Code.RELATION_DIFFERS, f"The source does not say “{found[0]}”.")


_AWAY = hearing(r"\b(?:away|far) from\b", r"\boutside (?:of )?the\b")
_KEEPING_AWAY = hearing(r"\b(?:keep|keeping|stay|staying|move|turn)(?: \w+)? away from\b")


def away(case: Case) -> Iterator[Reason]:
    """At a place, and away from it: "redness at the injection sites" is not "away from" them."""
    found = _AWAY.search(case.claim.plain.text)
    if not found or _KEEPING_AWAY.search(case.claim.plain.text):
        return
    if not any(_AWAY.search(s.plain.text) for b in case.backings for s in b.all):
        yield reason(Code.RELATION_DIFFERS, f"The claim says “{found[0]}”, the source does not.")


_PURPOSE = hearing(r"\b(?:used|needed|meant|designed|injected|applied) (?:to|for)\b")


def purpose_of_tools(case: Case) -> Iterator[Reason]:
    """What a thing is used for: "needles are used to inject", not "to clean", which comes before."""
    wanted = _purposes(case.claim)
    if not wanted:
        return
    sources = [(s, after) for s in case.sentences if (after := _purposes(s))]
    for sentence, after in sources:
        unit = wanted[0]
        if sentence.find(unit) and not any(_says(s, [unit], later) for s, later in sources):
            said = f"The source does not say it is for “{unit.printed}”, but for “{after[0].printed}”."
            yield reason(Code.RELATION_DIFFERS, said)
            return


def _purposes(sentence: Sentence) -> list[Unit]:
    """The words after "used to" or "used for"."""
    if not (hit := _PURPOSE.search(sentence.plain.text)):
        return []
    start = sentence.plain.first_word_from(hit.end())
    return [u for u in sentence.units if u.first >= start and u.weight >= Weight.LIGHT]


_SINGLE = hearing(r"\b(?:one|a single) (?!or\b|of\b|another\b|by\b|to\b|day\b|time\b|article|source|side\b)")
_COUNTS = frozenset({"one", "single", "a", "an", "each", "every", "per"})


def single(case: Case) -> Iterator[Reason]:
    """One where the source has several: "one needle" for "very fine needles"."""
    hit = _SINGLE.search(case.claim.plain.text)
    if not hit or any(word in NEGATORS for word in case.claim.bare):
        return
    start = case.claim.plain.first_word_from(hit.end())
    unit = next((u for u in case.claim.units if u.first == start and u.weight >= Weight.LIGHT), None)
    if unit is None or "of" in case.claim.bare[start : start + unit.length + 1]:
        return
    places = [(s, p) for s in case.sentences for p in s.find(unit)]
    if places and all(_is_plural(s, p) for s, p in places):
        yield reason(Code.NUMBER_DIFFERS, f"The source says “{places[0][1].printed}”, the claim only one.")


_TWO = frozenset({"both", "two", "each", "either"})


def both(case: Case) -> Iterator[Reason]:
    """Both where the source has one: "both eyelids droop" for "one eyelid droops"."""
    if not case.claim.says("both") or any(word in NEGATORS for word in case.claim.bare):
        return
    if any(not _TWO.isdisjoint(b.own.bare) for b in case.backings):
        return
    ones = [s for s in case.sentences if s.says("one") or s.says("single")]
    if ones and not any(s.says("and") for s in ones):
        yield reason(Code.NUMBER_DIFFERS, "The source says “one”, the claim “both”.")


def _is_plural(sentence: Sentence, unit: Unit) -> bool:
    word = sentence.bare[unit.first + unit.length - 1]
    before = sentence.bare[max(0, unit.first - 3) : unit.first]
    return word.endswith("s") and not word.endswith("ss") and _COUNTS.isdisjoint(before)
