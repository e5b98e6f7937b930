"""Guards: each looks for one way in which a claim can say something else than its evidence.

A guard takes the claim's sentence and the sentences of the evidence, and yields reasons. What one cited
sentence contradicts, another one next to it cannot mend.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from content.pipeline.verdicts.numbers import Quantity, differing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Cue, Role, Sentence, Unit, Weight


@dataclass(frozen=True, slots=True)
class Backing:
    """One sentence of the evidence: itself, and the headings and lead-in that give it its meaning."""

    own: Sentence
    around: tuple[Sentence, ...] = ()

    @property
    def all(self) -> tuple[Sentence, ...]:
        return (self.own, *self.around)

    @property
    def lead(self) -> Sentence | None:
        """The line that leads into the list in which the sentence stands: the last one around it."""
        return self.around[-1] if self.around else None

    def has(self, unit: Unit) -> bool:
        return any(sentence.has(unit) for sentence in self.all)

    @property
    def roles(self) -> frozenset[Role]:
        """Its own roles; those of its lead-in only where it has none, for a heading promises little."""
        own = self.own.roles or frozenset(r for s in self.around for r in s.roles)
        return own | {Role.EXCLUSION} if self.stance < 0 else own

    @property
    def stance(self) -> int:
        return self.own.stance or next((s.stance for s in reversed(self.around) if s.stance), 0)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim beside its evidence; ``is_naming`` where it only reports a name ("one article calls it mild").

    ``near`` is the part of the evidence that shares its heavy words.
    """

    claim: Sentence
    backings: tuple[Backing, ...]
    is_safety: bool
    is_naming: bool = False

    @property
    def near(self) -> tuple[Backing, ...]:
        """The sentences that are about the same: they share a word of substance, or both say whom it suits."""
        about = tuple(b for b in self.backings if self._is_near(b))
        return about or self.backings

    def _is_near(self, backing: Backing) -> bool:
        solid = [u for u in self.claim.units if u.weight is not Weight.EMPTY]
        return bool(self.claim.stance and backing.own.stance) or any(backing.own.has(u) for u in solid)

    def shared(self, backing: Backing) -> list[Unit]:
        return [u for u in self.claim.heavy if backing.own.has(u)]

    @property
    def best(self) -> Backing:
        return max(self.near, key=lambda b: len(self.shared(b)))


Guard = Callable[[Case], Iterable[Reason]]


def _reason(code: Code, message: str) -> Reason:
    return Reason(code.value, message)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


# --- words -----------------------------------------------------------------------------------------


def unmatched_words(case: Case) -> Iterator[Reason]:
    """Words of the claim that neither the evidence nor its heading and lead-in have."""
    lacking = [u for u in case.claim.units if u.weight is not Weight.EMPTY and not _is_backed(u, case)]
    heavy = [u.printed for u in lacking if u.weight is Weight.HEAVY]
    light = [u.printed for u in lacking if u.weight is Weight.LIGHT]
    if heavy:
        yield _reason(Code.NOT_IN_SOURCE, f"The source does not say {_quoted(heavy)}.")
    solid = [u for u in case.claim.units if u.weight is not Weight.EMPTY]
    if not heavy and light and len(light) * 2 > len(solid):
        yield _reason(
            Code.TOO_LITTLE_OVERLAP,
            f"Too little of the claim is in the source: not {_quoted(light)}.",
        )
    elif light:
        yield _reason(
            Code.WORDS_NOT_IN_SOURCE,
            f"The source does not use {_quoted(light)} or the like.",
        )


def _is_backed(unit: Unit, case: Case) -> bool:
    return any(b.has(unit) for b in case.backings)


def overlap(case: Case) -> Iterator[Reason]:
    """A claim whose words come from headings alone, or that has none, is not backed by a sentence."""
    solid = [u for u in case.claim.units if u.weight is not Weight.EMPTY]
    if any(b.own.has(u) for u in solid for b in case.backings):
        return
    is_warning = case.claim.rungs and any(_rungs_of(b) for b in case.backings)
    if not is_warning and not (case.claim.quantities and any(b.own.quantities for b in case.backings)):
        yield _reason(
            Code.TOO_LITTLE_OVERLAP,
            "The claim and the quoted sentence share no word of substance.",
        )


# --- numbers ---------------------------------------------------------------------------------------


def numbers(case: Case) -> Iterator[Reason]:
    """Every number and duration of the claim stands in the evidence, with its unit and bound."""
    source = [q for b in case.backings for s in b.all for q in s.quantities]
    flipped = [_complement(q) for q in source] if case.claim.stance < 0 else []
    for quantity, opposed in differing(case.claim.quantities, [*source, *flipped]):
        if opposed is None and _is_said_in_words(quantity, case):
            continue
        if opposed is not None:
            said = f"The claim says “{quantity.printed}”, the source “{opposed.printed}”."
            yield _reason(Code.NUMBER_DIFFERS, said)
        else:
            yield _reason(Code.NUMBER_NOT_IN_SOURCE, f"“{quantity.printed}” is not in the source.")


_FLIP = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "": ""}


def _complement(quantity: Quantity) -> Quantity:
    """ "18 or older" is the other side of "under 18": a warning may name either."""
    flip = _FLIP[quantity.bound]
    return Quantity(
        quantity.printed,
        quantity.span,
        quantity.low,
        quantity.high,
        quantity.unit,
        flip,
    )


def _is_said_in_words(quantity: Quantity, case: Case) -> bool:
    """Whether the number is part of a phrase that the evidence says otherwise ("more than one session")."""
    for unit in case.claim.units:
        if unit.length > 1 and quantity.printed.casefold() in unit.printed:
            return _is_backed(unit, case)
    return False


# --- polarity --------------------------------------------------------------------------------------


def polarity(case: Case) -> Iterator[Reason]:
    """What the evidence denies the claim must deny, and nothing else."""
    for backing in case.near:
        if case.claim.stance and backing.stance:
            yield from _stances(case, backing)
    rest = [b for b in case.near if not (case.claim.stance and b.stance)]
    if rest:
        yield from _denials(case, rest)


def _stances(case: Case, backing: Backing) -> Iterator[Reason]:
    """Suitable and not suitable: "ideal for people without acne" is "not for people with acne"."""
    shared = case.shared(backing)
    conditions = [u for u in case.claim.units if u.weight is Weight.LIGHT and u.clause and backing.own.has(u)]
    for unit in (*shared, *conditions):
        sign = case.claim.stance * (-1 if unit.is_negated else 1)
        signs = {backing.stance * (-1 if place.is_negated else 1) for place in backing.own.find(unit)}
        if signs and sign not in signs:
            message = f"The source and the claim say the opposite about “{unit.printed}”."
            yield _reason(Code.POLARITY_DIFFERS, message)
            return
    said_of = [u for u in case.claim.heavy if u.clause == 0]
    if not shared and not said_of and case.claim.stance != backing.stance:
        yield _reason(
            Code.POLARITY_DIFFERS,
            "The source and the claim say the opposite about whom it suits.",
        )


def _denials(case: Case, backings: list[Backing]) -> Iterator[Reason]:
    clauses = [[u for u in case.claim.units if u.clause == n] for n in range(len(case.claim.clauses))]
    agreed = [any(_agree_on_denial(units, b) for b in backings) for units in clauses]
    for units, kind, is_agreed in zip(clauses, case.claim.clauses, agreed, strict=True):
        if is_agreed:
            continue
        yield from _claim_denies(units, backings)
        if kind == "main" or not any(agreed):
            for backing in backings:
                yield from _source_denies(units, backing)


def _agree_on_denial(units: list[Unit], backing: Backing) -> bool:
    """Whether both deny the same: the first thing that the claim denies, or, where it is not there, another."""
    denied = [(u, backing.own.find(u)) for u in units if u.is_negated and u.weight is not Weight.EMPTY]
    known = [places for _, places in denied if places]
    return bool(known) and any(p.is_negated for p in known[0])


def _claim_denies(units: list[Unit], backings: list[Backing]) -> Iterator[Reason]:
    denied = [u for u in units if u.is_negated]
    solid = [u for u in denied if u.weight is not Weight.EMPTY]
    if any(_says_opposite(d, b) for d in solid for b in backings):
        return
    if solid or (denied and not any(u.is_negated for b in backings for s in b.all for u in s.units)):
        printed = _quoted(u.printed for u in solid or denied)
        yield _reason(Code.POLARITY_DIFFERS, f"The claim denies {printed}, the source does not.")


def _says_opposite(unit: Unit, backing: Backing) -> bool:
    """Whether the evidence has the opposite of ``unit`` and not itself: "not safe" for "dangerous"."""
    return not backing.own.find(unit) and any(_is_opposite(unit, u) for u in backing.own.units)


def _source_denies(units: list[Unit], backing: Backing) -> Iterator[Reason]:
    if any(u.is_negated for u in units):
        return
    pairs = [(u, backing.own.find(u)) for u in units if u.weight is not Weight.EMPTY]
    denied = [u for u, places in pairs if places and all(p.is_negated for p in places)]
    if denied:
        printed = _quoted(u.printed for u in denied)
        yield _reason(Code.POLARITY_DIFFERS, f"The source denies {printed}, the claim does not.")


def _is_opposite(unit: Unit, other: Unit) -> bool:
    return any((name, 1 - side) in other.sides for name, side in unit.sides)


def opposites(case: Case) -> Iterator[Reason]:
    """A word of the claim whose opposite, and not itself, stands nearest to the same thing in the source."""
    for unit in case.claim.units:
        for name, side in sorted(unit.sides):
            for backing in case.near:
                if found := _opposed(case, unit, name, side, backing):
                    said = f"The claim says “{unit.printed}”, the source “{found}”."
                    yield _reason(Code.POLARITY_DIFFERS, said)
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
        bound = [u for u, _ in against if not neighbours or _distance(u, neighbours[0]) <= _BOUND]
        return "" if elsewhere or not bound else bound[0].printed
    for place in neighbours:
        nearest = min(against, key=lambda m: _distance(m[0], place))[0]
        closest = min(same, key=lambda m: _distance(m[0], place))[0]
        is_nearer = _distance(closest, place) > _distance(nearest, place) + 1
        return nearest.printed if is_nearer and not _are_coordinate(backing.own, nearest, closest) else ""
    return ""


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
    return [(u, s ^ _is_turned(sentence, u)) for u in sentence.units for n, s in u.sides if n == name]


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


# --- roles -----------------------------------------------------------------------------------------


def roles(case: Case) -> Iterator[Reason]:
    """Used for it, caused by it, a reason to avoid it: one thing can be all three, but not in one sentence."""
    for role in _claimed_roles(case):
        sides = [b for b in case.near if b.roles]
        if sides and not any(role in b.roles for b in sides):
            other = sorted(r for b in sides for r in b.roles)[0]
            message = f"The claim speaks of {_ROLE_WORDS[role]}, the source of {_ROLE_WORDS[other]}."
            yield _reason(Code.ROLE_DIFFERS, message)
            return


_ROLE_WORDS = {
    Role.USE: "a use or benefit",
    Role.HARM: "an unwanted effect",
    Role.EXCLUSION: "a reason to avoid the treatment",
}

_STRONG_USE = re.compile(
    r"(?<![-\w])(?:treat(?:s|ing)?|treatment (?:of|for)|use[ds]? (?:\w+ )?(?:for|to|in|against|when)|help(?:s|ful)? (?:with|people|treat)?|"
    r"cure[sd]?|reliev\w+|good for|improv\w+|remov\w+|gets? rid)\b",
    re.IGNORECASE,
)
_STRONG_HARM = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|trigger\w*|sets? off|brings? on|side effects?|complications?|leads? to)\b"
    r"|\b(?:may|might|can|could) (?:get|develop)\b",
    re.IGNORECASE,
)


def _claimed_roles(case: Case) -> Iterator[Role]:
    text = case.claim.text
    if case.claim.stance < 0:
        yield Role.EXCLUSION
    elif _STRONG_HARM.search(text) and Role.USE not in _plain_roles(text):
        yield Role.HARM
    elif _STRONG_USE.search(text) and not _STRONG_HARM.search(text):
        yield Role.USE


def _plain_roles(text: str) -> set[Role]:
    return {Role.USE} if _STRONG_USE.search(text) else set()


# --- strength --------------------------------------------------------------------------------------

_RUNG_WORDS = {
    5: "must not",
    4: "should not",
    3: "usually not",
    2: "with care",
    1: "ask first",
}


def _rungs_of(backing: Backing) -> frozenset[int]:
    return frozenset(r for s in backing.all for r in s.rungs)


def strength(case: Case) -> Iterator[Reason]:
    """A warning is as strict as its source: below its rung it is weakened, above it made up."""
    if not case.claim.rungs:
        return
    rung = max(case.claim.rungs)
    known = [b for b in map(_bounds, _most_shared(case)) if b] or [b for b in map(_bounds, case.near) if b]
    if not known:
        if rung >= 2:
            message = f"The claim warns (“{_RUNG_WORDS[rung]}”), the source does not."
            yield _reason(Code.STRENGTH_RAISED, message)
        return
    low, high = max(b[0] for b in known), _highest(case)
    if rung < low:
        said = f"The source says “{_RUNG_WORDS[low]}”, the claim only “{_RUNG_WORDS[rung]}”."
        yield _reason(Code.STRENGTH_WEAKENED, said)
    elif rung > high:
        said = f"The claim says “{_RUNG_WORDS[rung]}”, the source only “{_RUNG_WORDS[high]}”."
        yield _reason(Code.STRENGTH_RAISED, said)


def _highest(case: Case) -> int:
    """The strictest warning that holds for everyone whom the claim names: each needs a source of its own."""
    limits = []
    for unit in case.claim.heavy:
        found = [b for b in map(_bounds, (b for b in case.near if b.own.has(unit))) if b]
        if found:
            limits.append(max(high for _, high in found))
    return min(limits, default=max((b[1] for b in map(_bounds, case.near) if b), default=0))


def _most_shared(case: Case) -> list[Backing]:
    """The sentences that say most of the claim; a bare lead-in only where there is nothing else."""
    full = [b for b in case.near if not b.own.text.endswith(":")] or list(case.near)
    solid = [u for u in case.claim.units if u.weight is not Weight.EMPTY]
    counts = [sum(b.own.has(u) for u in solid) for b in full]
    return [b for b, count in zip(full, counts, strict=True) if count == max(counts)]


def _bounds(backing: Backing) -> tuple[int, int] | None:
    """The weakest and the strictest warning that ``backing`` allows; its own word comes before its list's."""
    own = backing.own.rungs
    lead = frozenset(r for s in backing.around for r in s.rungs)
    if not own and not lead:
        return None
    return (max(own) if own else min(lead), max(own | lead))


def softened_warning(case: Case) -> Iterator[Reason]:
    """ "Some people with diabetes" and "it may be best" weaken a warning that the source states flatly."""
    strict = [b for b in case.near if (_bounds(b) or (0, 0))[0] >= 4]
    if not strict or not case.claim.stance:
        return
    some = [
        c for c in case.claim.frequencies if c.level in (1, 2) and not c.is_negated and _is_of_people(case, c)
    ]
    if some and not any(_level(b.own.frequencies) for b in strict):
        message = f"The source warns without “{some[0].printed}”."
        yield _reason(Code.STRENGTH_WEAKENED, message)


def _is_of_people(case: Case, cue: Cue) -> bool:
    """Whether the cue softens whom or when; "some illnesses are reasons" only counts."""
    after = case.claim.words[cue.word + 1 : cue.word + 2]
    is_counting = cue.printed in ("some", "certain") and after and after[0].text not in _PEOPLE
    return not is_counting


_PEOPLE = frozenset(
    {
        "people",
        "patients",
        "individuals",
        "women",
        "men",
        "of",
        "those",
        "adults",
        "who",
    }
)


# --- certainty and frequency -----------------------------------------------------------------------

_VARIES = re.compile(
    r"\b(?:var(?:y|ies)|depends?|differs?|different|not the same|no single|chosen|based on)\b",
    re.IGNORECASE,
)


def certainty(case: Case) -> Iterator[Reason]:
    """A benefit or effect is as sure as in the source, never surer. Each clause answers for itself."""
    yield from _promises(case)
    claim = case.claim
    if case.is_naming or not _is_assertion(claim.text):
        return
    is_instruction = bool(claim.stance or claim.rungs & {1, 3, 4, 5})
    for clause, kind in enumerate(claim.clauses):
        if (
            kind in ("condition", "relative")
            or not _solid(claim, clause)
            or (is_instruction and kind == "main")
            or _is_hedged_enough(claim, clause)
        ):
            continue
        for backing in case.near:
            if reason := _flat(case, clause, backing) or _listed(case, clause, backing):
                yield reason
                return


def _solid(claim: Sentence, clause: int) -> list[Unit]:
    return [u for u in claim.units if u.clause == clause and u.weight is not Weight.EMPTY]


def _clause_text(claim: Sentence, clause: int) -> str:
    return " ".join(u.printed for u in claim.units if u.clause == clause)


def _is_hedged_enough(claim: Sentence, clause: int) -> bool:
    cues = [c for c in claim.certain("hedged", "able") if c.clause == clause]
    text = _clause_text(claim, clause)
    if cues or (_VARIES.search(claim.text) and not _EFFECT.search(claim.text)):
        return True
    often = [c for c in claim.frequencies if c.clause == clause and not _OF_KINDS.search(c.printed)]
    return bool(often) and not re.search(r"\bwill\b", text)


_OF_KINDS = re.compile(r"\b(?:certain|kinds|types)\b")


def _flat(case: Case, clause: int, backing: Backing) -> Reason | None:
    """The hedge of ``backing`` that a clause without any leaves out; a mere "usually" or "can be" weighs less."""
    cues = _cues_about(case, clause, backing)
    text = _clause_text(case.claim, clause)
    aims = [c for c in case.claim.certain("purpose") if c.clause == clause]
    if not cues or (aims and _comes_first(text, aims[0])) or _EFFECT_NOUN.search(text):
        return None
    hedges = [c for c in cues if c.kind == "hedged" or (c.level and _effective(c) in (1, 2))]
    if _HAPPENS.search(text):
        hedges += [c for c in cues if c.printed in ("possible", "potential")]
    if hedges:
        return _hedge_reason(Code.HEDGE_DROPPED, hedges)
    lesser = [c for c in cues if c.kind == "able" or c.level == 4]
    aimed = [c for c in cues if c.kind in ("purpose", "helping")]
    if (lesser or aimed) and _EFFECT.search(text):
        return _hedge_reason(Code.HEDGE_DROPPED, [*lesser, *aimed])
    return _hedge_reason(Code.HEDGE_LIGHTENED, lesser) if lesser else None


def _listed(case: Case, clause: int, backing: Backing) -> Reason | None:
    """A side effect may happen: that it does, or will, no list of side effects says."""
    text = _clause_text(case.claim, clause)
    is_about = any(backing.own.has(u) for u in _solid(case.claim, clause))
    if is_about and _HAPPENS.search(text) and not _EFFECT_NOUN.search(text) and _is_listed_effect(backing):
        return _reason(
            Code.HEDGE_DROPPED, "The source calls it a side effect; the claim says flatly that it happens."
        )
    return None


_HAPPENS = re.compile(
    r"\b(?:caus(?:e|es)|triggers?|sets? off|leads? to|happens?|occurs?)\b"
    r"|\b(?:you|it|they|patients|people)(?: \w+){0,2}? (?:gets?|have|has|feels?|develops?|suffers?)\b",
    re.IGNORECASE,
)


def _is_listed_effect(backing: Backing) -> bool:
    return any(re.search(r"side effects?|risks", s.text, re.IGNORECASE) for s in backing.all)


def _comes_first(text: str, aim: Cue) -> bool:
    """Whether the word of purpose governs the effect: "used to reduce", not "reduces … and aims"."""
    effect = _EFFECT.search(text)
    return effect is None or text.index(aim.printed) <= effect.start()


def _hedge_reason(code: Code, cues: list[Cue]) -> Reason:
    return _reason(
        code,
        f"The source says {_quoted([c.printed for c in cues][:2])}; the claim says it flatly.",
    )


def _cues_about(case: Case, clause: int, backing: Backing) -> list[Cue]:
    """Words of degree in the clauses of the evidence that ``clause`` speaks of, and in its lead-in."""
    units = [u for u in case.claim.units if u.clause == clause and u.weight is not Weight.EMPTY]
    shared = [u for u in units if backing.own.has(u)]
    if not shared or len(shared) * 2 < len(units):
        return []
    clauses = {place.clause for unit in shared for place in backing.own.find(unit)}
    own = [c for c in (*backing.own.certainties, *backing.own.frequencies) if c.clause in clauses]
    return [*own, *(c for s in backing.around if _LIST_OF_EFFECTS.search(s.text) for c in s.certainties)]


_LIST_OF_EFFECTS = re.compile(
    r"\b(?:side effects?|risks?|reactions?|complications?|benefits?)\b.*:$", re.IGNORECASE
)


_EFFECT = re.compile(
    r"\b(?:reduc|remov|treats?\b|cures?\b|improv|stops?\b|heals?\b|reliev|tighten|restor|grows?\b|eliminat|gets? rid|"
    r"works?\b|clears?\b|prevents?\b|helps?\b|makes?\b|melts?\b|dissolv|rejuvenat|smooth|fades?\b|boosts?\b)",
    re.IGNORECASE,
)
_EFFECT_NOUN = re.compile(r"\bside effects?\b|\bprone\b|\breported\b", re.IGNORECASE)


def _is_assertion(text: str) -> bool:
    """Whether the text is a sentence at all: a bare label ("Redness") asserts nothing by itself."""
    return len(text.split()) > 2


def _promises(case: Case) -> Iterator[Reason]:
    said = {u.printed for b in case.backings for s in b.all for u in s.certain("promised")}
    for cue in case.claim.certain("promised"):
        if cue.printed not in said and not cue.is_negated:
            yield _reason(
                Code.CERTAINTY_ADDED,
                f"The source does not promise: it lacks “{cue.printed}”.",
            )
            return


def _level(cues: Sequence[Cue]) -> int:
    """The highest level of ``cues``; 0 without any. "Not all" is some, "not common" is few."""
    return max((_effective(c) for c in cues), default=0)


def _effective(cue: Cue) -> int:
    if not cue.is_negated:
        return cue.level
    return {5: 2, 4: 2, 3: 1, 1: 3}.get(cue.level, cue.level)


_LEVEL_WORDS = {
    1: "rarely",
    2: "some or sometimes",
    3: "often",
    4: "mostly or usually",
    5: "all or always",
}


def frequency(case: Case) -> Iterator[Reason]:
    """How often, how many: the claim's word is the source's, or a weaker one for a benefit.

    A sentence that names no frequency does not speak against one that another cited sentence names.
    """
    for cue in case.claim.frequencies:
        if case.claim.clauses[cue.clause] != "main" and cue.level == 2:
            continue
        about = [(b, _frequencies_about(case, cue.clause, b)) for b in case.near]
        fits = [_frequency_fits(_effective(cue), {_effective(c) for c in cues}, b, case) for b, cues in about]
        against = [
            cues
            for (b, cues), is_fit in zip(about, fits, strict=True)
            if cues and not is_fit and _shares_clause(case, cue, b)
        ]
        if against or not any(fits):
            other = (
                f"the source {_quoted([c.printed for c in against[0]][:2])}"
                if against
                else "the source does not"
            )
            yield _reason(Code.FREQUENCY_DIFFERS, f"The claim says “{cue.printed}”, {other}.")
            return


def _shares_clause(case: Case, cue: Cue, backing: Backing) -> bool:
    """Whether ``backing`` has most of the words of the clause in which ``cue`` stands."""
    units = [u for u in case.claim.units if u.clause == cue.clause and u.weight is not Weight.EMPTY]
    return sum(backing.own.has(u) for u in units) * 2 >= max(1, len(units))


def _frequencies_about(case: Case, clause: int, backing: Backing) -> list[Cue]:
    """Words of frequency in the clauses of the evidence that share something with ``clause``, else all of it."""
    clauses = {place.clause for unit in _solid(case.claim, clause) for place in backing.own.find(unit)}
    clauses |= backing.own.clauses_with(case.claim.quantities)
    own = [c for c in backing.own.frequencies if c.clause in clauses or not clauses]
    return [*own, *(c for s in backing.around for c in s.frequencies)]


def _frequency_fits(level: int, levels: set[int], backing: Backing, case: Case) -> bool:
    if level in levels:
        return True
    if level == 2 and not levels and case.claim.stance:
        return True
    if level == 2 and not levels:
        return bool(any(s.certain("hedged", "able") for s in backing.all) or _VARIES.search(case.claim.text))
    if not levels or Role.HARM in backing.own.roles:
        return False
    return level < max(levels) and level > 1 and min(levels) > 1


# --- scope, reasons, comparison --------------------------------------------------------------------

_ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but|nobody else|no other)\b", re.IGNORECASE)
_ONLY_HERE = re.compile(
    r"\b(?:only|just) (?:one|two|three|four) (?:articles?|sources?)\b|\bonly asks\b",
    re.IGNORECASE,
)


def exclusivity(case: Case) -> Iterator[Reason]:
    """ "Only" in the claim needs "only" in the source."""
    found = _ONLY.search(case.claim.text)
    if found and not any(_ONLY.search(b.own.text) for b in case.backings):
        yield _reason(Code.ONLY_NOT_IN_SOURCE, f"The source does not say “{found[0]}”.")


_THAN = re.compile(
    r"\b(?:than|compared (?:to|with)|as (?!well\b|long\b|soon\b)\w+ as)\b",
    re.IGNORECASE,
)
_THAN_SOURCE = re.compile(
    r"\b(?:than|compared|alternative|others?|more|less|instead|better|rather)\b",
    re.IGNORECASE,
)
_NUMBER_THAN = re.compile(r"\b(?:more|less|fewer|longer|older|younger|other|rather) than\b", re.IGNORECASE)


def comparison(case: Case) -> Iterator[Reason]:
    """A comparison in the claim needs one in the source."""
    text = _NUMBER_THAN.sub(" ", case.claim.text) if case.claim.quantities else case.claim.text
    if _THAN.search(text) and not any(_THAN_SOURCE.search(b.own.text) for b in case.backings):
        yield _reason(Code.COMPARISON_NOT_IN_SOURCE, "The source does not compare the two.")


def reasons_bound(case: Case) -> Iterator[Reason]:
    """A reason holds for its own sentence: a "because" borrowed from another one is made up."""
    for number, kind in enumerate(case.claim.clauses):
        if kind != "reason":
            continue
        inside = [u for u in case.claim.heavy if u.clause == number]
        outside = [u for u in case.claim.heavy if u.clause != number]
        if inside and outside and not any(_joins(b, inside, outside) for b in case.backings):
            printed = _quoted(u.printed for u in inside)
            yield _reason(
                Code.REASON_NOT_IN_SOURCE,
                f"The source does not give {printed} as a reason for this.",
            )


def _joins(backing: Backing, inside: list[Unit], outside: list[Unit]) -> bool:
    return all(backing.has(u) for u in inside) and any(backing.has(u) for u in outside)


_SCOPES = frozenset(
    {
        "severe",
        "severely",
        "serious",
        "chronic",
        "acute",
        "localized",
        "localised",
        "insulin",
        "mild",
        "moderate",
    }
)
_REACH = 4
"""How many words a narrowing word may stand before what it narrows."""


def scope(case: Case) -> Iterator[Reason]:
    """Words that narrow whom or what the source means stay: "severe acne" is not "acne"."""
    for backing in case.near:
        for unit in case.shared(backing):
            places = backing.own.find(unit)
            narrowed = [_narrowing(backing.own, place) for place in places]
            first = narrowed[0] if narrowed else None
            if first and all(narrowed) and not any(_is_kept(case.claim, n) for n in narrowed if n):
                said = f"The source says “{first.printed}” of “{places[0].printed}”, the claim leaves it out."
                yield _reason(Code.SCOPE_DROPPED, said)
                return
        yield from _population(case, backing)
        yield from _kinds(case, backing)


def _narrowing(sentence: Sentence, place: Unit) -> Unit | None:
    """The narrowing word before ``place`` in the same phrase, if any."""
    for unit in reversed([u for u in sentence.units if u.first < place.first]):
        if place.first - unit.first > _REACH or unit.clause != place.clause or _is_cut(sentence, unit, place):
            return None
        is_before = unit.first + unit.length <= place.first
        if is_before and unit.printed.split()[0] in _SCOPES:
            return unit
    return None


def _is_cut(sentence: Sentence, unit: Unit, place: Unit) -> bool:
    last, first = (
        sentence.words[unit.first + unit.length - 1],
        sentence.words[place.first],
    )
    between = sentence.text[last.span.end : first.span.start]
    return bool(re.search(r"[,;:.()]", between)) or unit.printed in (
        "and",
        "or",
        "with",
        "in",
        "for",
    )


def _is_kept(claim: Sentence, narrowing: Unit) -> bool:
    return claim.has(narrowing) or bool(claim.frequencies)


_KINDS = re.compile(r"\b(?:certain|some|particular) (?:types|kinds|forms|sorts) of\b", re.IGNORECASE)


def _kinds(case: Case, backing: Backing) -> Iterator[Reason]:
    """ "Certain types of scars" are not "scars"."""
    match = _KINDS.search(backing.own.text)
    if (
        not match
        or any(_effective(c) == 2 for c in case.claim.frequencies)
        or re.search("kinds|types", case.claim.text)
    ):
        return
    member = re.search(r"\b(?:including|such as|like)\b", backing.own.text[match.end() :])
    starts = {
        u: [backing.own.words[p.first].span.start for p in backing.own.find(u)] for u in case.shared(backing)
    }
    if member and any(min(s) > match.end() + member.end() for s in starts.values() if s):
        return  # "certain types of scars, including acne scars": the claim names the member
    if any(0 <= start - match.end() <= 1 for s in starts.values() for start in s):
        yield _reason(Code.SCOPE_DROPPED, f"The source says “{match[0]}”, the claim leaves it out.")


_WHO_ALSO = re.compile(r"\bwho (?:are|have|take|were|is)\b(.{3,60}?)\b(?:should|may|must|can)\b")


def _population(case: Case, backing: Backing) -> Iterator[Reason]:
    """ "People with heart disease who take several medicines" are fewer than those with heart disease."""
    match = _WHO_ALSO.search(backing.own.text)
    if case.claim.stance >= 0 or not match or not case.shared(backing):
        return
    limits = [u for u in backing.own.heavy if u.printed in match[1].casefold()]
    if limits and not any(case.claim.has(u) for u in limits):
        printed = _quoted(u.printed for u in limits)
        yield _reason(Code.SCOPE_DROPPED, f"The source means only people with {printed} as well.")


GUARDS: tuple[Guard, ...] = (
    numbers,
    polarity,
    opposites,
    roles,
    strength,
    softened_warning,
    certainty,
    frequency,
    exclusivity,
    comparison,
    reasons_bound,
    scope,
    overlap,
    unmatched_words,
)
