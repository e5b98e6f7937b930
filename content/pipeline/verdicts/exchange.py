"""Guards over parts exchanged: doer and done-to, the halves of two items, alternatives made into conditions.

Every word of such a claim stands in its source, most of them even next to each other.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from content.pipeline.verdicts.case import Case, reason
from content.pipeline.verdicts.clauses import TOPIC_WORD
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Sentence, Unit, Weight

_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "get", "gets"})
_PREPOSITIONS = frozenset(
    {
        "in",
        "on",
        "at",
        "with",
        "for",
        "from",
        "into",
        "to",
        "by",
        "through",
        "of",
        "after",
        "before",
        "during",
    }
    | {"as", "without", "over", "under", "when", "if", "while", "than", "until", "within", "between", "about"}
)
_TO = frozenset({"to", "may", "might", "can", "could", "should", "must", "will", "would", "not"})
"""A word behind one of these says what is done, even where it also names something: "to scar"."""
_ORDINALS = frozenset({"first", "second", "last"})
_TIES = frozenset({"=depend", "=vary"})
"""Said of either side: "it varies with the person", "people differ in it"; see actors.dependence."""
_JOINING = frozenset({"and", "or", "nor"})
_LINKS = frozenset({"a", "an", "the", "your", "their", "its", "his", "her", "these", "those", "this", "more"})


def turned_roles(case: Case) -> Iterator[Reason]:
    """Who does it to what, in whatever voice: "it tightens skin" is not "the skin tightens it"."""
    for verb in case.claim.units:
        if not _may_be_verb(case.claim, verb):
            continue
        found = [(s, [p for p in s.find(verb) if _is_verbal(s, p)]) for s in case.sentences]
        claimed = _parts_of(case.claim, verb) if any(places for _, places in found) else ((), ())
        for source, places in found if any(claimed) else ():
            if any(_is_turned(case.claim, verb, claimed, source, place) for place in places):
                message = f"The claim turns round who or what does what: “{verb.printed}”."
                yield reason(Code.RELATION_DIFFERS, message)
                return


_Parts = tuple[tuple[Unit, ...], tuple[Unit, ...]]


def _may_be_verb(sentence: Sentence, unit: Unit) -> bool:
    """Whether it may be something done: a heavy word or two, no name of a thing, no "from France"."""
    is_short = unit.length <= 2 and unit.weight == Weight.HEAVY and unit.first > 0
    is_plain = sentence.bare[unit.first] not in _PREPOSITIONS | _ORDINALS
    is_done = sentence.bare[unit.first - 1] in _TO or not sentence.is_thing(unit)
    return is_short and is_plain and is_done and _TIES.isdisjoint(unit.keys)


def _parts_of(sentence: Sentence, verb: Unit) -> _Parts:
    """What does it and what it is done to, as far as they stand in the clause of ``verb``."""
    before, after = _beside(sentence, verb)
    end = verb.first + verb.length
    by = next((n for n in range(end, len(sentence.words)) if sentence.bare[n] == "by"), None)
    is_near = by is not None and by - end <= _BY and not any(sentence.breaks[end : by + 1])
    if _is_passive(sentence, verb) or (is_near and verb.printed.split()[0].endswith(("ed", "en"))):
        return (() if by is None else _from(sentence, after, by + 1)), before
    return before, _from(sentence, after, end)


def _is_verbal(source: Sentence, place: Unit) -> bool:
    """Whether it may say what is done there: no "production of collagen"."""
    is_done = place.first and source.bare[place.first - 1] in _TO | {"and", "or"}
    return bool(is_done or not source.is_thing(place)) and not place.printed.endswith(
        ("tion", "sion", "ment", "ance", "ence")
    )


_BY = 2
"""Words between a verb and its "by": "developed in France by a doctor"."""


def _beside(sentence: Sentence, verb: Unit) -> _Parts:
    """What stands before ``verb`` in its clause, and what behind it."""
    same = [u for u in sentence.named if u.clause == verb.clause]
    before = tuple(u for u in same if u.first < verb.first)
    return before, tuple(u for u in same if u.first > verb.first)


def _is_passive(sentence: Sentence, verb: Unit) -> bool:
    before = sentence.bare[max(0, verb.first - 2) : verb.first]
    return not verb.printed.endswith("ing") and not _BE.isdisjoint(before)


def _from(sentence: Sentence, units: Sequence[Unit], start: int) -> tuple[Unit, ...]:
    """Those of ``units`` from the word ``start`` on, up to a preposition or a mark that sets them off."""
    found: list[Unit] = []
    for unit in units:
        if unit.first < start:
            continue
        between = range(found[-1].first + found[-1].length if found else start, unit.first)
        is_set_off = not found and any(sentence.breaks[n] for n in (*between, unit.first))
        if is_set_off or any(sentence.bare[n] in _PREPOSITIONS for n in between):
            break
        found.append(unit)
    return tuple(found)


_ITSELF = frozenset({"itself", "themselves", "himself", "herself", "yourself"})


def _is_turned(claim: Sentence, verb: Unit, claimed: _Parts, source: Sentence, place: Unit) -> bool:
    """Whether the source has the doer of the claim as what it is done to, and the other way round."""
    doers, objects = claimed
    said = _parts_of(source, place)
    if _stands(doers, said[1], source) and not _stands(doers, said[0], source):
        return (
            bool(objects)
            and not _stands(objects, said[1], source)
            and (_stands(objects, said[0], source) or any(u.printed == TOPIC_WORD for u in objects))
        )
    if doers and objects and not _ITSELF.isdisjoint(source.bare[place.first + place.length :][:1]):
        return claim.bare[verb.first + verb.length :][:1] == ("by",)
    if _is_passive(claim, verb) and _is_passive(source, place) and _are_crossed(claim, verb, source, place):
        return True
    is_only_by = bool(objects and said[0]) and not doers and _follows_by(source, said[0][0])
    return is_only_by and _stands(objects[-1:], said[0], source) and not _stands(objects, said[1], source)


def _are_crossed(claim: Sentence, verb: Unit, source: Sentence, place: Unit) -> bool:
    """ "The patient is fitted to the session" for "the session is fitted to the patient"."""
    (before, after), (first, then) = _beside(claim, verb), _beside(source, place)
    is_moved = _stands(before[-1:], then, source) and not _stands(before, first, source)
    return is_moved and _stands(after, first, source) and not _stands(after, then, source)


def _follows_by(sentence: Sentence, unit: Unit) -> bool:
    before = sentence.bare[max(0, unit.first - 2) : unit.first]
    return "by" in before and set(before) <= _LINKS | {"by"} | set(before[:1])


def _stands(units: Sequence[Unit], places: Sequence[Unit], source: Sentence) -> bool:
    """Whether one of ``units`` of the claim is among ``places`` of the source."""
    where = {n for p in places for n in range(p.first, p.first + p.length)}
    return any(p.first in where for u in units for p in source.find(u))


# --- items of a list -------------------------------------------------------------------------------

_NO_ITEM = frozenset({"including", "during", "following", "considering", "according", "depending", "using"})


def mixed_items(case: Case) -> Iterator[Reason]:
    """What a source lists as things done ("reducing lines, improving tone") stays with its own verb."""
    for source in case.sentences:
        items = _items_of(source)
        if not items:
            continue
        for one, other in _bound_pairs(case.claim):
            places = [{items[p.first] for p in source.find(u)} for u in (one, other)]
            if all(places) and places[0].isdisjoint(places[1]) and -1 not in places[0] | places[1]:
                message = (
                    f"The source does not say “{other.printed}” of “{one.printed}”, but of another item."
                )
                yield reason(Code.RELATION_DIFFERS, message)
                return


def _items_of(sentence: Sentence) -> tuple[int, ...]:
    """The item of each word in a list of things done, -1 before the first; nothing where there is no list."""
    starts = [n for n, mark in enumerate(sentence.breaks) if mark == "," and _opens_item(sentence, n)]
    if len(starts) < 2 and not (starts and sentence.bare[starts[0]] in ("and", "or")):
        return ()
    first = next((n for n in range(starts[0]) if _is_doing(sentence, n)), None)
    starts = starts if first is None else [first, *starts]
    return tuple(sum(start <= n for start in starts) - 1 for n in range(len(sentence.words)))


def _opens_item(sentence: Sentence, number: int) -> bool:
    return _is_doing(sentence, number + (sentence.bare[number] in ("and", "or")))


def _is_doing(sentence: Sentence, number: int) -> bool:
    """Whether the word says what is done to something: "reducing lines", not "swelling, itching"."""
    if number + 1 >= len(sentence.words) or sentence.breaks[number + 1]:
        return False
    word, after = sentence.bare[number : number + 2]
    is_doing = word.endswith("ing") and len(word) > 5 and word not in _NO_ITEM
    return (
        is_doing
        and after not in _PREPOSITIONS | _JOINING
        and not any(sentence.is_thing(u) for u in sentence.units if u.first <= number < u.first + u.length)
    )


def _bound_pairs(claim: Sentence) -> Iterator[tuple[Unit, Unit]]:
    """Words of one clause with no mark, "and" or "or" between them."""
    solid = [u for u in claim.units if u.weight >= Weight.LIGHT]
    for one, other in combinations(solid, 2):
        between = range(one.first + one.length, other.first)
        is_broken = any(claim.bare[n] in ("and", "or", "but") for n in between)
        if (
            one.clause == other.clause
            and not is_broken
            and not any(claim.breaks[n] for n in (*between, other.first))
        ):
            yield one, other


# --- alternatives ----------------------------------------------------------------------------------


def alternatives(case: Case) -> Iterator[Reason]:
    """What the source names beside each other ("infection or allergy") is no condition of the other."""
    claim = case.claim
    inside = [u for u in claim.heavy if claim.clauses[u.clause] == "condition"]
    outside = [u for u in claim.heavy if claim.clauses[u.clause] != "condition"]
    for source in case.sentences if inside and outside else ():
        for unit in inside:
            beside = next((u for u in outside if _are_beside(source, u, unit)), None)
            if beside:
                message = (
                    f"The source names “{unit.printed}” beside “{beside.printed}”, not as its condition."
                )
                yield reason(Code.RELATION_DIFFERS, message)
                return


def both_conditions(case: Case) -> Iterator[Reason]:
    """Either of two conditions is enough for the source: "if you are pregnant and have allergies"."""
    claim = case.claim
    conditions = [u for u in claim.heavy if claim.clauses[u.clause] == "condition"]
    for one, other in combinations(conditions, 2):
        if one.clause != other.clause or not _are_joined(claim, one, other, "and"):
            continue
        for source in case.sentences:
            if _are_beside(source, one, other, "or") or _is_or_if(source, one, other):
                message = f"For the source, “{one.printed}” or “{other.printed}” is enough, not only both."
                yield reason(Code.STRENGTH_WEAKENED, message)
                return


def _is_or_if(source: Sentence, one: Unit, other: Unit) -> bool:
    """Whether the source has "… or if …", or "or" inside one condition, between the two."""
    pairs = ((p, q) for p in source.find(one) for q in source.find(other) if p.first < q.first)
    return any("or" in source.bare[p.first : q.first] and _are_conditions(source, p, q) for p, q in pairs)


def _are_conditions(source: Sentence, one: Unit, other: Unit) -> bool:
    between = source.bare[one.first : other.first]
    is_one = one.clause == other.clause and source.clauses[one.clause] == "condition"
    return len(between) <= _LIST and "and" not in between and ("if" in between or is_one)


def _are_joined(sentence: Sentence, one: Unit, other: Unit, word: str) -> bool:
    """Whether ``word`` stands between the two, with no further "if" that begins anew."""
    between = sentence.bare[one.first + one.length : other.first]
    return word in between and {"if", "who", "with", "or"}.isdisjoint(between) and len(between) <= _NEAR


_LIST = 8
"""Words between two items of a list."""
_VERBAL = (
    _PREPOSITIONS | _BE | {"may", "might", "can", "could", "should", "must", "will", "would", "has", "have"}
)
_NEAR = 4
"""Words between two things that are joined."""


def _are_beside(source: Sentence, one: Unit, other: Unit, word: str = "") -> bool:
    """Whether the source has the two only in one list: marks, "and", "or" and further items between them."""
    places = [(p, q) for p in source.find(one) for q in source.find(other) if p is not q]
    return bool(places) and all(_in_one_list(source, p, q, word) for p, q in places)


def _in_one_list(source: Sentence, one: Unit, other: Unit, word: str) -> bool:
    first, last = sorted((one, other), key=lambda u: u.first)
    between = range(first.first + first.length, last.first)
    if first.clause != last.clause or last.first < first.first + first.length:
        return False
    words = [source.bare[n] for n in between]
    if len(words) > _LIST or any(w in _VERBAL for w in words) or any(_is_doing(source, n) for n in between):
        return False
    joins = [w for w in words if w in _JOINING]
    last_join = max((n for n in between if source.bare[n] in _JOINING), default=len(source.words))
    if any(source.breaks[n] for n in range(last_join + 1, last.first + 1)):
        return False
    if not joins and not (source.breaks[last.first] == "," and _ends_with(source, last, ("and", "or"))):
        return False
    return not word or word in joins or _ends_with(source, last, (word,))


def _ends_with(source: Sentence, unit: Unit, words: tuple[str, ...]) -> bool:
    """Whether the list in which ``unit`` stands goes on to a last item behind one of ``words``."""
    for word in source.bare[unit.first + unit.length :]:
        if word in _JOINING or word in _VERBAL:
            return word in words
    return False


# --- directions ------------------------------------------------------------------------------------

_WAYS = {
    **dict.fromkeys(("into", "onto"), "in"),
    **dict.fromkeys(("from", "out"), "out"),
    "through": "through",
    **dict.fromkeys(("bypass", "bypasses", "bypassed", "bypassing"), "around"),
}
_BEFORE = 3


def directions(case: Case) -> Iterator[Reason]:
    """ "Into the milk" is not "from the milk"."""
    for unit in case.claim.units:
        claimed = _way(case.claim, unit) if unit.weight != Weight.EMPTY else ""
        if not claimed:
            continue
        ways = {_way(s, place) for s in case.sentences for place in s.find(unit)}
        if ways and "" not in ways and claimed not in ways:
            word = case.claim.bare[_way_at(case.claim, unit)]
            message = f"The source says another way than “{word}” of “{unit.printed}”."
            yield reason(Code.RELATION_DIFFERS, message)
            return


def _way_at(sentence: Sentence, unit: Unit) -> int:
    """The word before ``unit`` that says whether it goes in or comes out; -1 without one."""
    for number in range(unit.first - 1, max(-1, unit.first - 1 - _BEFORE), -1):
        if sentence.breaks[number + 1]:
            return -1
        if sentence.bare[number] in _WAYS:
            return number
        if sentence.bare[number] in _PREPOSITIONS:
            return -1
    return -1


def _way(sentence: Sentence, unit: Unit) -> str:
    number = _way_at(sentence, unit)
    if number < 0:
        return ""
    way = _WAYS[sentence.bare[number]]
    is_denied = unit.is_negated or any(
        u.is_turned for u in sentence.units if u.first <= number < u.first + u.length
    )
    return "around" if way == "through" and is_denied else way


_DATED = hearing(r"\b(before|after|since|until|prior to)\b (?:the )?(?:early |late )?(\d{4})s?\b")


def dates(case: Case) -> Iterator[Reason]:
    """ "Before 1952" is not "in 1952"."""
    claimed = {(m[1], m[2]) for m in _DATED.finditer(case.claim.plain.text)}
    for word, year in sorted(claimed):
        sources = [s.plain.text for s in case.sentences if year in s.plain.text]
        if sources and not any((word, year) in {(m[1], m[2]) for m in _DATED.finditer(s)} for s in sources):
            yield reason(Code.NUMBER_DIFFERS, f"The source does not say “{word}” of “{year}”.")
            return
