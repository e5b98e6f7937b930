"""Guards over yes and no: denials, opposites, and what a thing is named for."""

from collections.abc import Iterator
from itertools import pairwise

from content.pipeline.verdicts.case import Backing, Case, reason
from content.pipeline.verdicts.clauses import NEGATORS
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Sentence, Unit, Weight
from content.pipeline.verdicts.relation import order_of
from content.pipeline.verdicts.stance import Role, claimed_role
from content.pipeline.verdicts.words import stem


def polarity(case: Case) -> Iterator[Reason]:
    """What the evidence denies the claim must deny, and nothing else."""
    for backing in case.near:
        if case.claim.stance and backing.stance:
            yield from _stances(case, backing)
        elif case.claim.is_had and not case.claim.stance and backing.own.stance < 0 and case.shared(backing):
            yield reason(Code.POLARITY_DIFFERS, "The source warns against what the claim says is done.")
    rest = [b for b in case.near if not (case.claim.stance and b.stance)]
    if rest:
        yield from _denials(case, rest)


def _stances(case: Case, backing: Backing) -> Iterator[Reason]:
    """Suitable and not suitable: "ideal for people without acne" is "not for people with acne"."""
    shared = [u for u in case.shared(backing) if not _STANCE_WORDS & {p.printed for p in (u, *u.parts)}]
    conditions = [u for u in case.claim.units if u.weight == Weight.LIGHT and u.clause and backing.own.has(u)]
    for unit in (*shared, *conditions):
        sign = case.claim.stance * (-1 if unit.is_negated else 1)
        signs = {backing.stance * (-1 if place.is_negated else 1) for place in backing.own.find(unit)}
        if signs and sign not in signs:
            yield _opposite(case, backing, unit)
            return
    lacking = [u for u in case.claim.heavy if u.clause == 0 and not backing.has(u)]
    if not shared and not lacking and case.claim.stance != backing.stance:
        yield _opposite(case, backing, None)


_STANCE_WORDS = frozenset({"candidate", "candidates", "suitable", "ideal", "right", "suit", "suits"})
"""Words of a stance itself: whether they are denied is what the stance says."""


def _opposite(case: Case, backing: Backing, unit: Unit | None) -> Reason:
    """The reason where one side warns and the other does not; it names the words of both."""
    words = [w for w in (_stance_words(case.claim), *map(_stance_words, backing.all)) if w]
    about = f" about “{unit.printed}”" if unit else ""
    if unit and case.claim.stance == backing.stance:
        said = f"One says “{_denial_word(case.claim if unit.is_negated else backing.own, unit)}”{about}, "
        return reason(Code.POLARITY_DIFFERS, f"{said}the other does not.")
    said = f"The claim says “{words[0]}”, the source “{words[-1]}”{about}."
    return reason(Code.POLARITY_DIFFERS, said)


def _stance_words(sentence: Sentence) -> str:
    """The words by which ``sentence`` warns or recommends, with the "not" before them; or ""."""
    spans = sorted((*sentence.heard.turned, *sentence.heard.avoids, *sentence.heard.suits))
    return spans[0].of(sentence.plain.text).strip() if spans else ""


def _denials(case: Case, backings: list[Backing]) -> Iterator[Reason]:
    yield from _one_by_one(case, backings)
    clauses = [[u for u in case.claim.units if u.clause == n] for n in range(len(case.claim.clauses))]
    agreed = [any(_agree_on_denial(units, b) for b in backings) for units in clauses]
    for units, kind, is_agreed in zip(clauses, case.claim.clauses, agreed, strict=True):
        if is_agreed:
            continue
        yield from _claim_denies(case.claim, units, backings)
        if kind in ("main", "participle"):
            for backing in backings:
                yield from _source_denies(case.claim, units, backing)


_NOBODY = frozenset({"no", "none", "nobody", "nothing", "neither"})


def double_denial(case: Case) -> Iterator[Reason]:
    """ "No cream is not needed": two denials in one clause cancel each other; a source hardly has them."""
    claim = case.claim
    for first, word in enumerate(claim.words[:-1]):
        if word.text not in _NOBODY or claim.breaks[first + 1] == ",":
            continue
        rest = zip(claim.bare[first:], claim.clause_of[first:], strict=True)
        is_double = "not" in (text for text, clause in rest if clause == claim.clause_of[first])
        if is_double and not any(_NOBODY & set(s.bare) and s.says("not") for s in case.sentences):
            said = f"The claim says “{word.text}” and “not”, which cancel each other; the source does not."
            yield reason(Code.POLARITY_DIFFERS, said)
            return


def lost_denials(case: Case) -> Iterator[Reason]:
    """A phrase of the source that denies ("does not last long") is not said without its "not"."""
    for source in case.sentences:
        for unit, rest in source.turned:
            if case.claim.names(unit):
                continue
            place = _place_of(rest, case.claim)
            if place is not None and not any(
                w in NEGATORS for w in case.claim.bare[max(0, place - 4) : place]
            ):
                printed = " ".join(case.claim.bare[place : place + len(rest)])
                said = f"The source says “{unit.printed}”, the claim “{printed}”."
                yield reason(Code.POLARITY_DIFFERS, said)
                return


def _place_of(stems: tuple[str, ...], claim: Sentence) -> int | None:
    """Where ``stems`` stand in ``claim`` one after the other."""
    own = [w.stem for w in claim.words]
    starts = range(len(own) - len(stems) + 1)
    return next((n for n in starts if tuple(own[n : n + len(stems)]) == stems), None)


_CONNECTING = (("unless", frozenset({"if", "when"})), ("until", frozenset({"after", "once"})))


def connectives(case: Case) -> Iterator[Reason]:
    """ "Unless" is not "if", and "until" is not "after"."""
    for word, others in _CONNECTING:
        if not (case.claim.says(word) or any(s.says(word) for s in case.sentences)):
            continue
        for one, other in ((case.claim, case.best.own), (case.best.own, case.claim)):
            against = others & set(other.bare)
            if one.says(word) and not other.says(word) and against and not others & set(one.bare):
                said = f"One of the two says “{word}”, the other “{min(against)}”."
                yield reason(Code.POLARITY_DIFFERS, said)
                return


def _one_by_one(case: Case, backings: list[Backing]) -> Iterator[Reason]:
    """Words of substance that one of the two denies and the other does not, wherever they stand."""
    is_denying = case.claim.stance < 0 or any(u.is_negated for u in case.claim.units)
    heavy = case.claim.heavy
    whole = [b for b in backings if len(heavy) > 1 and all(b.own.has(u) for u in heavy)]
    backings = whole or backings  # a sentence that says all of it is not outvoted by one that says a part
    for unit in heavy:
        places = [p for b in backings for p in b.own.find(unit)]
        is_condition = is_denying and case.claim.clauses[unit.clause] == "condition" and not unit.is_negated
        is_time = any(name == "order" for name, _ in unit.sides)
        if (
            places
            and not is_condition
            and not is_time
            and all(p.is_negated != unit.is_negated for p in places)
        ):
            yield _denied_by_one(case.claim, unit, backings, places[0])
            return


def _denied_by_one(claim: Sentence, unit: Unit, backings: list[Backing], place: Unit) -> Reason:
    """The reason where one side denies ``unit`` and the other does not: it names the word that denies."""
    if unit.is_negated:
        said = f"The claim says “{_denial_word(claim, unit)}” of “{unit.printed}”, the source does not."
    else:
        source = next(b.own for b in backings if place in b.own.find(unit))
        said = f"The source says “{_denial_word(source, place)}” of “{unit.printed}”, the claim does not."
    return reason(Code.POLARITY_DIFFERS, said)


_DENYING = NEGATORS | {"free", "absence", "rather", "instead", "unable", "fail", "fails", "away", "out"}
_DENYING_STEMS = frozenset(map(stem, ("avoid", "prevent", "forbidden", "prohibited", "unknown")))


def _denial_word(sentence: Sentence, unit: Unit) -> str:
    """The word by which ``sentence`` denies ``unit``: the nearest before it, else after it."""
    denying = [
        (unit.first - n if n < unit.first else n + 99, w.text)
        for n, w in enumerate(sentence.words)
        if w.text in _DENYING or w.stem in _DENYING_STEMS
    ]
    return min(denying, default=(0, "not"))[1]


def _agree_on_denial(units: list[Unit], backing: Backing) -> bool:
    """Whether both deny the same: the first thing that the claim denies and the source knows."""
    denied = [(u, _places(u, backing)) for u in units if u.is_negated and u.weight != Weight.EMPTY]
    known = [places for _, places in denied if places]
    return bool(known) and any(p.is_negated for p in known[0])


def _places(unit: Unit, backing: Backing) -> tuple[Unit, ...]:
    """Where the sentence says ``unit``, or else the line that leads into it ("Do not take it if you:")."""
    return backing.own.find(unit) or (backing.lead.find(unit) if backing.lead else ())


def _claim_denies(claim: Sentence, units: list[Unit], backings: list[Backing]) -> Iterator[Reason]:
    denied = [u for u in units if u.is_negated]
    if any(_is_implied(u, b) for u in denied for b in backings):
        return
    solid = [u for u in denied if u.weight != Weight.EMPTY]
    if any(_says_opposite(d, b) for d in solid for b in backings):
        return
    if solid and not any(b.has(u) for u in solid for b in backings):
        return  # words that the source lacks are reported as such
    solid = [u for u in solid if any(b.has(u) for b in backings)]
    if solid or (denied and not any(u.is_negated for b in backings for u in b.own.units)):
        yield _denied_by_one(claim, (solid or denied)[0], backings, (solid or denied)[0])


def _is_implied(unit: Unit, backing: Backing) -> bool:
    """Whether the evidence has the opposite of what is denied, undenied: "is dangerous" for "not safe"."""
    others = {(name, 1 - side) for name, side in unit.sides}
    return any(others & other.sides and not other.is_negated for other in backing.own.units)


def _says_opposite(unit: Unit, backing: Backing) -> bool:
    """Whether the evidence has the opposite of ``unit`` and not itself: "not safe" for "dangerous"."""
    return not backing.own.find(unit) and any(_is_opposite(unit, u) for u in backing.own.units)


def _source_denies(claim: Sentence, units: list[Unit], backing: Backing) -> Iterator[Reason]:
    if any(u.is_negated for u in units):
        return
    pairs = [(u, backing.own.find(u)) for u in units if u.weight != Weight.EMPTY]
    denied = [u for u, places in pairs if places and all(p.is_negated for p in places)]
    if denied:
        yield _denied_by_one(claim, denied[0], [backing], backing.own.find(denied[0])[0])


def _is_opposite(unit: Unit, other: Unit) -> bool:
    return any((name, 1 - side) in other.sides for name, side in unit.sides)


def opposites(case: Case) -> Iterator[Reason]:
    """A word of the claim whose opposite, and not itself, stands nearest to the same thing in the source."""
    for unit in case.claim.units:
        for name, side in sorted(unit.sides):
            for backing in case.near:
                if name == "order" and order_of(case.claim, backing.own) > 0:
                    continue
                if found := _opposed(case, unit, name, side, backing):
                    said = f"The claim says “{unit.printed}”, the source “{found}”."
                    yield reason(Code.POLARITY_DIFFERS, said)
                    return


def _opposed(case: Case, unit: Unit, name: str, side: int, backing: Backing) -> str:
    """The word of the source on the other side of ``name``, where it is bound to the same neighbour."""
    wanted = side ^ _is_turned(case.claim, unit)
    marked = [m for m in _marked(backing.own, name) if m[0].printed != unit.printed]
    same = [m for m in _marked(backing.own, name) if m[1] == wanted]
    if name in _GRADUAL:
        same += [(u, wanted) for u in backing.own.find(unit) if (name, 1 - side) not in u.sides]
    against = [m for m in marked if m[1] != wanted]
    if not against:
        return ""
    neighbours = [p for n in _neighbours(case.claim, unit) for p in backing.own.find(n)]
    if not same:
        elsewhere = any(s == wanted for b in case.near for _, s in _marked(b.own, name))
        bound = [u for u, _ in against if not neighbours or _is_bound(u, neighbours[0], name)]
        return "" if elsewhere or not bound else bound[0].printed
    for place in neighbours:
        if governing := _governing(place, [*against, *same]) if name in _GOVERNING else None:
            return "" if governing[1] == wanted else governing[0].printed
        nearest = min(against, key=lambda m: _distance(m[0], place))[0]
        closest = min(same, key=lambda m: _distance(m[0], place))[0]
        is_nearer = _distance(closest, place) > _distance(nearest, place) + 1
        return nearest.printed if is_nearer and not _are_coordinate(backing.own, nearest, closest) else ""
    return ""


def _is_bound(unit: Unit, place: Unit, name: str) -> bool:
    """Whether ``unit`` is said of ``place``: near it, and for what governs its object not far behind it."""
    if name in _GOVERNING and unit.first > place.first:
        return _distance(unit, place) <= _BEHIND
    return _distance(unit, place) <= _BOUND


_BEHIND = 4
_GOVERNING = frozenset({"amount", "direction"})
"""Opposites that are said of what follows: "enhance moisture, reduce lines"."""


def _governing(place: Unit, marked: list[tuple[Unit, int]]) -> tuple[Unit, int] | None:
    """The last of ``marked`` before ``place``, if there is one."""
    before = [m for m in marked if m[0].first + m[0].length <= place.first]
    return max(before, key=lambda m: m[0].first, default=None)


_GRADUAL = frozenset({"persistence", "onset", "seriousness", "presence"})
"""Opposites with a word for each side in both languages: "short-term or long-term" for "acute or chronic"."""

_BOUND = 12
"""Words between a word and its opposite's neighbour, beyond which they have nothing to do with each other."""


def _are_coordinate(sentence: Sentence, one: Unit, other: Unit) -> bool:
    """Whether the two sides are named together: "acute or chronic pain"."""
    first, second = sorted((one, other), key=lambda u: u.first)
    between = sentence.words[first.first + first.length : second.first]
    return len(between) <= 2 and any(w.text in ("or", "and", "to") for w in between)


def _marked(sentence: Sentence, name: str) -> list[tuple[Unit, int]]:
    """Units of ``sentence`` on either side of the opposites ``name``, with their effective side."""
    units = {(u.first, u.length): u for u in (*sentence.phrases, *sentence.units)}.values()
    return [(u, s ^ _is_turned(sentence, u)) for u in units for n, s in u.sides if n == name]


def _is_turned(sentence: Sentence, unit: Unit) -> bool:
    """Whether a "not" stands right before the unit: "not safe" is on the side of "dangerous"."""
    before = [w.text for w in sentence.words[max(0, unit.first - 2) : unit.first]]
    return unit.is_negated and any(w in ("not", "no", "never", "non", "nor") for w in before)


def _neighbours(sentence: Sentence, unit: Unit) -> list[Unit]:
    others = [u for u in sentence.heavy if u is not unit]
    return sorted(others, key=lambda u: (_distance(u, unit), u.first < unit.first))[:1]


def _distance(one: Unit, other: Unit) -> int:
    gap = (
        max(
            one.first - (other.first + other.length),
            other.first - (one.first + one.length),
        )
        + 1
    )
    return gap + 5 * (one.clause != other.clause)


_DEGREES = {
    "more": "less",
    "less": "more",
    "higher": "lower",
    "lower": "higher",
    "most": "least",
    "least": "most",
}


def comparatives(case: Case) -> Iterator[Reason]:
    """ "Less effective" for "more effective": the word of degree before the same word is another one."""
    for word, after in pairwise(case.claim.words):
        if not (other := _DEGREES.get(word.text)):
            continue
        found = {b.text for s in case.sentences for b, a in pairwise(s.words) if a.stem == after.stem}
        if other in found and word.text not in found:
            said = f"The claim says “{word.text} {after.text}”, the source “{other} {after.text}”."
            yield reason(Code.POLARITY_DIFFERS, said)
            return


_TREATS = hearing(r"\b(?:treats?|cures?|used (?:for|against|to treat)|helps? with|reasons? for)\b")


_TREATED_WITH = hearing(r"\b(?:can|may|could|is|are) (?:be )?(?:treated|cured) (?:with|by)\b")


def roles(case: Case) -> Iterator[Reason]:
    """Used for it, caused by it, a reason to avoid it: not all three in one sentence."""
    role = claimed_role(case.claim.text, case.claim.stance)
    if role is Role.USE and all(b.own.stance < 0 for b in case.near):
        message = "The claim speaks of a use or benefit, the source only of whom it should not be given."
        yield reason(Code.ROLE_DIFFERS, message)
        return
    is_treated = (role is Role.USE and _TREATS.search(case.claim.text)) or (
        role is not Role.EXCLUSION and _TREATED_WITH.search(case.claim.text)
    )
    if is_treated and not any(Role.USE in b.roles for b in case.near):
        yield reason(Code.ROLE_DIFFERS, "The claim speaks of a use or benefit, the source does not.")
        return
    sides = [b for b in case.near if b.roles]
    if role and sides and not any(role in b.roles for b in sides):
        other = min(r for b in sides for r in b.roles)
        message = f"The claim speaks of {_ROLE_WORDS[role]}, the source of {_ROLE_WORDS[other]}."
        yield reason(Code.ROLE_DIFFERS, message)


_ROLE_WORDS = {
    Role.USE: "a use or benefit",
    Role.HARM: "an unwanted effect",
    Role.EXCLUSION: "a reason to avoid the treatment",
}
