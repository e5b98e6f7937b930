"""Guards over what belongs to what: words that a claim takes from its source and puts together anew.

"Effective for fat rather than weight loss" has every word of "effective for weight loss rather than fat".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from content.pipeline.verdicts.case import Case, reason
from content.pipeline.verdicts.clauses import TOPIC_WORD
from content.pipeline.verdicts.numbers import Quantity
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Sentence, Unit, Weight

_MARKERS = {
    **dict.fromkeys(("after", "following", "post"), "after"),
    **dict.fromkeys(("before", "prior"), "before"),
    **dict.fromkeys(("during", "while", "when", "if"), "during"),
    **dict.fromkeys(("than", "unlike", "compared"), "than"),
}
_REACH = 6
"""How many words a marker reaches: "after pregnancy or rapid weight gain"."""


def positions(case: Case) -> Iterator[Reason]:
    """What the source puts after, before or behind "than", the claim does not put elsewhere."""
    for backing in case.near:
        for unit in case.shared(backing):
            if any(name == "order" for name, _ in unit.sides):
                continue
            places = {_marker(backing.own, place) for place in backing.own.find(unit)}
            claimed = _marker(case.claim, unit)
            if places and claimed not in places and _clash(claimed, places):
                where = " or ".join(sorted(p or "nothing" for p in places))
                said = f"The source has “{unit.printed}” after “{where}”"
                message = f"{said}, the claim after “{claimed or 'nothing'}”."
                yield reason(Code.RELATION_DIFFERS, message)
                return


def _marker(sentence: Sentence, unit: Unit) -> str:
    """The kind of the nearest marker before ``unit``, or ""; "after cleaning" names a step, no place."""
    if sentence.words[unit.first].text in _MARKERS:
        return _MARKERS[sentence.words[unit.first].text]
    for number in range(unit.first - 1, max(-1, unit.first - 1 - _REACH), -1):
        if sentence.breaks[number + 1] in (",", ";", ".", ":") or _is_purpose(sentence, number):
            return ""
        if sentence.words[number].text in _MARKERS:
            return "" if _is_step(sentence.words[number + 1].text) else _MARKERS[sentence.words[number].text]
    return ""


def _is_purpose(sentence: Sentence, number: int) -> bool:
    """Whether the word is a "to" that names a purpose: "before the treatment to numb the skin"."""
    before = sentence.words[number - 1].text if number else ""
    return sentence.words[number].text == "to" and before not in ("prior", "due", "up", "next", "compared")


_NOUNS_IN_ING = frozenset(
    {"breastfeeding", "bleeding", "swelling", "bruising", "scarring", "itching", "feeding"}
)


def _is_step(word: str) -> bool:
    """Whether ``word`` is something done: "after cleaning the skin"."""
    return word.endswith("ing") and word not in _NOUNS_IN_ING


def _clash(claimed: str, places: set[str]) -> bool:
    """Whether the places exclude each other; "during" is no more than a condition."""
    if "than" in (claimed, *places):
        return True
    return places <= {"after", "before"} or (claimed in ("after", "before") and "during" in places)


_TIMING = re.compile(
    r"\b(before|prior to|after|following|during|while)\b[^,.;:]{0,20}?"
    r"\b(?:procedures?|treatments?|injections?|sessions?|surgery|operation|mesotherapy)\b"
)
_WHEN = {"prior to": "before", "following": "after", "while": "during"}


def timing(case: Case) -> Iterator[Reason]:
    """Before, during or after the treatment: the claim keeps the source's."""
    claimed = _timings(case.claim)
    for backing in case.near:
        said = _timings(backing.own)
        if claimed and said and claimed.isdisjoint(said):
            message = f"The source says “{min(said)}” the treatment, the claim “{min(claimed)}”."
            yield reason(Code.RELATION_DIFFERS, message)
            return


def _timings(sentence: Sentence) -> set[str]:
    found = {m[1] for m in _TIMING.finditer(sentence.plain.text)}
    return {_WHEN.get(marker, marker) for marker in found}


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What a sentence puts first and what it puts after it."""

    earlier: tuple[Unit, ...]
    later: tuple[Unit, ...]


_SEQUENCE = {"after": True, "following": True, "once": True, "before": False}


def _sequence_of(sentence: Sentence) -> _Sequence | None:
    """ "After X, Y" and "X before Y": X comes first. None without such a word, or with nothing on a side."""
    for number, word in enumerate(sentence.words[:-1]):
        if word.text not in _SEQUENCE:
            continue
        end = next(
            (n for n in range(number + 1, len(sentence.words)) if sentence.breaks[n]), len(sentence.words)
        )
        named = [u for u in sentence.units if u.weight == Weight.HEAVY or u.printed == TOPIC_WORD]
        inside = tuple(u for u in named if number < u.first < end)
        outside = tuple(u for u in named if u.first < number or u.first >= end)
        if inside and outside:
            first, then = (inside, outside) if _SEQUENCE[word.text] else (outside, inside)
            return _Sequence(first, then)
    return None


def order_of(claim: Sentence, source: Sentence) -> int:
    """1 where both put the same things in the same order, -1 in the other order, 0 where nobody can tell."""
    one, other = _sequence_of(claim), _sequence_of(source)
    if not one or not other:
        return 0
    same = _shares(one.earlier, other.earlier, source) and _shares(one.later, other.later, source)
    turned = _shares(one.earlier, other.later, source) and _shares(one.later, other.earlier, source)
    return int(same) - int(turned)


def _shares(units: tuple[Unit, ...], others: tuple[Unit, ...], source: Sentence) -> bool:
    places = {p.first for u in units for p in source.find(u)}
    return any(o.first <= place < o.first + o.length for o in others for place in places)


def sequence(case: Case) -> Iterator[Reason]:
    """First one thing, then the other: the claim does not turn the order round."""
    if any(order_of(case.claim, source) < 0 for source in case.sentences):
        yield reason(Code.RELATION_DIFFERS, "The claim turns round what comes first in the source.")


def pairs(case: Case) -> Iterator[Reason]:
    """Two things that the claim joins stand in one statement of the source, not in two."""
    for one, other in _joined(case.claim):
        for backing in case.near:
            places = [{backing.own.segment_of(p) for p in backing.own.find(u)} for u in (one, other)]
            if all(places) and not places[0] & places[1]:
                message = (
                    f"The source does not say “{other.printed}” of “{one.printed}”, but of something else."
                )
                yield reason(Code.RELATION_DIFFERS, message)
                return


def _joined(claim: Sentence) -> Iterator[tuple[Unit, Unit]]:
    """Heavy units of one clause with no comma, "and" or "or" between them."""
    for one, other in combinations(claim.heavy, 2):
        between = range(one.first + one.length, other.first)
        is_broken = any(claim.words[n].text in ("and", "or", "but") for n in between)
        is_broken |= any(claim.breaks[n] for n in (*between, other.first))
        if one.clause == other.clause and not is_broken:
            yield one, other


_CAUSING = re.compile(
    r"\b(?:leads? to|caus(?:es?|ing)|results? in|brings? on|triggers?|affects?|influences?)\b"
)
_CAUSED = re.compile(r"\b(?:due to|because of|caused by|(?:a |the )?results? of|results? from|comes? from)\b")


def _cause_and_effect(sentence: Sentence) -> tuple[tuple[Unit, ...], tuple[Unit, ...]] | None:
    """What stands on the side of the cause, and on that of the effect; None without a word for it."""
    caused = _CAUSED.search(sentence.plain.text)
    found = caused or _CAUSING.search(sentence.plain.text)
    if not found:
        return None
    verb, end = (sentence.plain.first_word_from(n) for n in (found.start(), found.end()))
    named = [u for u in sentence.heavy if not sentence.is_label(u.clause)]
    before = tuple(u for u in named if u.first < verb)
    after = tuple(u for u in named if u.first >= end)
    return (after, before) if caused else (before, after)


def cause_turned(case: Case) -> Iterator[Reason]:
    """What the source names as an effect is no cause: "flu can lead to pneumonia", not the other way."""
    claimed = None if case.claim.stance else _cause_and_effect(case.claim)
    for source in case.sentences if claimed else ():
        if not claimed or source.stance or not (said := _cause_and_effect(source)):
            continue
        causes, effects = claimed
        causes = tuple(u for u in causes if not _is_set_off(case.claim, u))
        turned = [u for u in causes if _shares((u,), said[1], source) and not _shares((u,), said[0], source)]
        if turned and not _is_chain(source, turned, effects):
            message = f"For the source, “{turned[0].printed}” is what comes of it, not what causes it."
            yield reason(Code.RELATION_DIFFERS, message)
            return
        others = [u for u in effects if _shares((u,), said[0], source) and not _shares((u,), said[1], source)]
        if others and not _shares(effects, said[1], source):
            message = f"For the source, “{others[0].printed}” is not what comes of it."
            yield reason(Code.RELATION_DIFFERS, message)
            return


_SETTING_OFF = frozenset({"if", "when", "in", "for", "with", "while", "as", "because", "after", "during"})


def _is_set_off(sentence: Sentence, unit: Unit) -> bool:
    """Whether ``unit`` stands in a part before a comma that only sets the scene: "if you have hives, …"."""
    if not _SETTING_OFF.intersection(sentence.bare[:1]):
        return False
    return sentence.words[unit.first].start < sentence.text.find(",")


_AND_THEN = frozenset({"which", "that", "and", "then", "so", "leading", "causing"})


def _is_chain(source: Sentence, causes: list[Unit], effects: tuple[Unit, ...]) -> bool:
    """Whether one follows from the other in ``source``: "it can cause flu, which can cause pneumonia"."""
    places = (
        (one, other) for u in causes for one in source.find(u) for e in effects for other in source.find(e)
    )
    return any(
        not _AND_THEN.isdisjoint(source.bare[one.first + one.length : other.first])
        for one, other in places
        if one.first < other.first
    )


_PASSIVE = frozenset({"be", "is", "are", "was", "were", "been", "being", "get", "gets"})


def turned_agents(case: Case) -> Iterator[Reason]:
    """Who does it to whom: "the muscles relax the toxin" has the words of "the toxin relaxes the muscles"."""
    for verb in case.claim.units:
        pair = _beside(case.claim, verb) if _may_be_verb(case.claim, verb) else None
        for source in case.sentences if pair else ():
            if pair and any(_is_turned_round(case.claim, verb, pair, source, p) for p in source.find(verb)):
                both = " and ".join(f"“{unit.printed}”" for unit in pair)
                message = f"The claim turns round what “{verb.printed}” joins: {both}."
                yield reason(Code.RELATION_DIFFERS, message)
                return


_TIES = "=depend"
"""Joins two things from either side: "it depends on them", "they determine it"; see actors.dependence."""


def _may_be_verb(sentence: Sentence, unit: Unit) -> bool:
    """Whether ``unit`` may be what one thing does to another: a word or two inside, no name of a thing."""
    is_inside = unit.first > 0 and unit.first + unit.length < len(sentence.words) and _TIES not in unit.keys
    return is_inside and unit.length <= 2 and unit.weight != Weight.EMPTY and not sentence.is_thing(unit)


def _beside(sentence: Sentence, verb: Unit) -> tuple[Unit, Unit] | None:
    """The words of substance nearest to ``verb`` on its two sides, with no mark, "and" or "or" between."""
    things = (u for u in sentence.units if u.weight == Weight.HEAVY or u.printed == TOPIC_WORD)
    same = [u for u in things if u.clause == verb.clause and u.first != verb.first]
    before = [u for u in same if u.first < verb.first]
    after = [u for u in same if u.first > verb.first]
    if not before or not after:
        return None
    between = range(before[-1].first + before[-1].length, after[0].first)
    is_list = any(
        sentence.breaks[n] or sentence.words[n].text in ("and", "or") for n in (*between, after[0].first)
    )
    return None if is_list else (before[-1], after[0])


def _is_turned_round(
    claim: Sentence, verb: Unit, pair: tuple[Unit, Unit], source: Sentence, place: Unit
) -> bool:
    """Whether ``source`` has the left of ``pair`` on the right of the verb, and its right on the left."""
    found = _beside(source, place)
    if not found or _is_passive(source, place) != _is_passive(claim, verb):
        return False
    (left, right), (first, then) = pair, found
    return _says(source, left, then) and _says(source, right, first) and not _says(source, left, first)


def _is_passive(sentence: Sentence, verb: Unit) -> bool:
    before = sentence.words[max(0, verb.first - 2) : verb.first]
    return verb.printed.endswith(("ed", "en")) and any(w.text in _PASSIVE for w in before)


def _says(source: Sentence, unit: Unit, other: Unit) -> bool:
    return any(
        p.first <= other.first < p.first + p.length or p.first == other.first for p in source.find(unit)
    )


def nearest_numbers(case: Case) -> Iterator[Reason]:
    """Where one sentence has several numbers of a kind, each goes with what stands nearest to it."""
    for quantity in case.claim.quantities:
        for source in case.sentences:
            near = [q for q in source.quantities if q.is_near(quantity)]
            same = [q for q in near if q.is_same(quantity)]
            if len(near) < 2 or not same or len(case.claim.quantities) > 1:
                continue
            gaps = [
                (_gap(source, place, q), n, q, unit)
                for unit in _things(case.claim)
                for place in source.find(unit)
                for n, q in enumerate(near)
            ]
            if gaps and not (best := min(gaps, key=lambda gap: gap[:2]))[2].is_same(quantity):
                said = f"The source says “{best[2].printed}” of “{best[3].printed}”"
                message = f"{said}, the claim “{quantity.printed}”."
                yield reason(Code.NUMBER_DIFFERS, message)
                return


def _things(sentence: Sentence) -> Sequence[Unit]:
    """What ``sentence`` is about: its words of substance, or where it has none the light ones."""
    return sentence.heavy or [u for u in sentence.units if u.weight == Weight.LIGHT]


def _gap(sentence: Sentence, place: Unit, quantity: Quantity) -> int:
    """Words between ``place`` and ``quantity``; "and" and a comma count as several."""
    start = sentence.words[place.first].start
    low, high = sorted((start, quantity.span.start))
    between = [n for n, w in enumerate(sentence.words) if low < w.start < high]
    breaks = sum(bool(sentence.breaks[n]) or sentence.words[n].text in ("and", "but") for n in between)
    return len(between) + 6 * breaks


def own_numbers(case: Case) -> Iterator[Reason]:
    """A number is that of a sentence about the same thing: not one taken from the sentence next to it."""
    for quantity in case.claim.quantities if len(case.backings) > 1 else ():
        subject = _subject_of(case.claim, quantity)
        about = [b.own for b in case.backings if subject and b.own.has(subject)]
        near = [q for s in about for q in s.quantities if q.is_near(quantity)]
        if subject and near and not any(q.is_same(quantity) for s in about for q in s.quantities):
            message = (
                f"The source says “{near[0].printed}” of “{subject.printed}”, the claim “{quantity.printed}”."
            )
            yield reason(Code.NUMBER_DIFFERS, message)
            return


def bound_numbers(case: Case) -> Iterator[Reason]:
    """Where a source names several durations, each stays with its own thing."""
    for quantity in case.claim.quantities:
        subject = _subject_of(case.claim, quantity)
        if subject is None:
            continue
        for backing in case.near:
            others = [q for q in backing.own.quantities if q.is_near(quantity)]
            own = _quantity_of(backing.own, subject, others)
            if len(others) > 1 and own is not None and not own.is_same(quantity):
                message = (
                    f"The source says “{own.printed}” of “{subject.printed}”, the claim “{quantity.printed}”."
                )
                yield reason(Code.NUMBER_DIFFERS, message)
                return


def _subject_of(sentence: Sentence, quantity: Quantity) -> Unit | None:
    before = [u for u in sentence.heavy if sentence.words[u.first].end <= quantity.span.start]
    return before[-1] if before else None


def _quantity_of(sentence: Sentence, subject: Unit, candidates: list[Quantity]) -> Quantity | None:
    """The first of ``candidates`` after ``subject``, unless another heavy word stands between."""
    for place in sentence.find(subject):
        end = sentence.words[place.first + place.length - 1].end
        after = [q for q in candidates if q.span.start >= end]
        if after and not _has_heavy(sentence, end, after[0].span.start):
            return after[0]
    return None


def _has_heavy(sentence: Sentence, start: int, end: int) -> bool:
    return any(start < sentence.words[u.first].start < end for u in sentence.heavy)


def bound_warnings(case: Case) -> Iterator[Reason]:
    """Where a source warns of several things in several ways, each keeps its own strictness."""
    for backing in case.near:
        for unit in case.shared(backing):
            claimed = case.claim.rungs_of_segment(unit)
            places = {max(backing.own.rungs_of_segment(p), default=0) for p in backing.own.find(unit)} - {0}
            if not claimed or len(places) != 1 or len(backing.own.segment_rungs) < 2:
                continue
            rung, source = max(claimed), places.pop()
            if rung != source:
                code = Code.STRENGTH_WEAKENED if rung < source else Code.STRENGTH_RAISED
                yield reason(code, f"The source warns in another way about “{unit.printed}”.")
                return
