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
        return self.own.roles or frozenset(r for s in self.around for r in s.roles)

    @property
    def stance(self) -> int:
        return self.own.stance or next((s.stance for s in reversed(self.around) if s.stance), 0)

    @property
    def is_hedged(self) -> bool:
        return any(s.hedges or _level(s.frequencies) for s in self.all)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim beside its evidence; ``near`` is the part of the evidence that shares its heavy words."""

    claim: Sentence
    backings: tuple[Backing, ...]
    is_safety: bool

    @property
    def near(self) -> tuple[Backing, ...]:
        """The sentences that are about the same: at least one heavy word, or all there are of few."""
        about = tuple(b for b in self.backings if self.shared(b))
        return about or self.backings

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
            Code.TOO_LITTLE_OVERLAP, f"Too little of the claim is in the source: not {_quoted(light)}."
        )
    elif light:
        yield _reason(Code.WORDS_NOT_IN_SOURCE, f"The source does not use {_quoted(light)} or the like.")


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
            Code.TOO_LITTLE_OVERLAP, "The claim and the quoted sentence share no word of substance."
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
    return Quantity(quantity.printed, quantity.span, quantity.low, quantity.high, quantity.unit, flip)


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
        else:
            yield from _denials(case, backing)


def _stances(case: Case, backing: Backing) -> Iterator[Reason]:
    """Suitable and not suitable: "ideal for people without acne" is "not for people with acne"."""
    for unit in case.shared(backing):
        places = backing.own.find(unit)
        sign = case.claim.stance * (-1 if unit.is_negated else 1)
        signs = {backing.stance * (-1 if place.is_negated else 1) for place in places}
        if signs and sign not in signs and unit.weight is Weight.HEAVY:
            message = f"The source and the claim say the opposite about “{unit.printed}”."
            yield _reason(Code.POLARITY_DIFFERS, message)
            return


def _denials(case: Case, backing: Backing) -> Iterator[Reason]:
    for clause in range(len(case.claim.clauses)):
        units = [u for u in case.claim.units if u.clause == clause and u.weight is not Weight.EMPTY]
        pairs = [(u, backing.own.find(u)) for u in units]
        pairs = [(u, places) for u, places in pairs if places]
        if any(_agree_on_denial(u, places) for u, places in pairs):
            continue
        yield from _claim_denies(pairs)
        yield from _source_denies(pairs, units)


def _agree_on_denial(unit: Unit, places: Sequence[Unit]) -> bool:
    return unit.is_negated and any(p.is_negated for p in places)


def _claim_denies(pairs: list[tuple[Unit, tuple[Unit, ...]]]) -> Iterator[Reason]:
    denied = [u for u, places in pairs if u.is_negated and not any(_is_opposite(u, p) for p in places)]
    if (denied and all(u.is_negated for u, _ in pairs if u.weight is Weight.HEAVY or u in denied)) or (denied and any(u.weight is Weight.HEAVY for u in denied)):
        printed = _quoted(u.printed for u in denied)
        yield _reason(Code.POLARITY_DIFFERS, f"The claim denies {printed}, the source does not.")


def _source_denies(pairs: list[tuple[Unit, tuple[Unit, ...]]], units: list[Unit]) -> Iterator[Reason]:
    if any(u.is_negated for u in units):
        return
    denied = [u for u, places in pairs if all(p.is_negated for p in places) and not u.is_negated]
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
    wanted = side ^ unit.is_negated
    marked = [u for u in _marked(backing.own, name)]
    against = [u for u, s in marked if s != wanted]
    if not against:
        return ""
    if not any(s == wanted for _, s in marked):
        return against[0].printed if not _says_both(case.claim, name) else ""
    for neighbour in _neighbours(case.claim, unit):
        for place in backing.own.find(neighbour):
            nearest = min(marked, key=lambda m: _distance(m[0], place))
            same = [m for m in marked if m[1] == wanted]
            closest = min(_distance(m[0], place) for m in same)
            if nearest[1] != wanted and closest > _distance(nearest[0], place) + 1:
                return nearest[0].printed
            return ""
    return ""


def _marked(sentence: Sentence, name: str) -> list[tuple[Unit, int]]:
    """Units of ``sentence`` on either side of the opposites ``name``, with their effective side."""
    return [(u, s ^ u.is_negated) for u in sentence.units for n, s in u.sides if n == name]


def _says_both(sentence: Sentence, name: str) -> bool:
    return len({side for _, side in _marked(sentence, name)}) > 1


def _neighbours(sentence: Sentence, unit: Unit) -> list[Unit]:
    others = [u for u in sentence.heavy if u is not unit]
    return sorted(others, key=lambda u: (_distance(u, unit), u.first < unit.first))[:1]


def _distance(one: Unit, other: Unit) -> int:
    gap = max(one.first - (other.first + other.length), other.first - (one.first + one.length)) + 1
    return gap + 20 * (one.clause != other.clause)


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
    r"\b(?:treat(?:s|ed|ing)?|treatment (?:of|for)|use[ds]? (?:\w+ )?(?:for|to|in|against|when)|help(?:s|ful)? (?:with|people|treat)?|"
    r"cure[sd]?|reliev\w+|good for|improv\w+|remov\w+|gets? rid|suits?)\b",
    re.IGNORECASE,
)
_STRONG_HARM = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|trigger\w*|sets? off|brings? on|side effects?|complications?|gives? you|leads? to)\b"
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
    bounds = [_bounds(b) for b in case.near]
    known = [b for b in bounds if b]
    if not known:
        if rung >= 2:
            message = f"The claim warns (“{_RUNG_WORDS[rung]}”), the source does not."
            yield _reason(Code.STRENGTH_RAISED, message)
        return
    low, high = max(b[0] for b in known), max(b[1] for b in known)
    if rung < low:
        said = f"The source says “{_RUNG_WORDS[low]}”, the claim only “{_RUNG_WORDS[rung]}”."
        yield _reason(Code.STRENGTH_WEAKENED, said)
    elif rung > high:
        said = f"The claim says “{_RUNG_WORDS[rung]}”, the source only “{_RUNG_WORDS[high]}”."
        yield _reason(Code.STRENGTH_RAISED, said)


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
    some = [c for c in case.claim.frequencies if c.level in (1, 2) and not c.is_negated]
    if some and not any(_level(b.own.frequencies) for b in strict):
        message = f"The source warns without “{some[0].printed}”."
        yield _reason(Code.STRENGTH_WEAKENED, message)


# --- certainty and frequency -----------------------------------------------------------------------

_VARIES = re.compile(
    r"\b(?:var(?:y|ies)|depends?|differs?|different|not the same|no single|changes?|chosen|based on)\b",
    re.IGNORECASE,
)


def certainty(case: Case) -> Iterator[Reason]:
    """A benefit or effect is as sure as in the source, never surer."""
    yield from _promises(case)
    claim = case.claim
    if claim.hedges or claim.frequencies or claim.rungs or claim.stance or _VARIES.search(claim.text):
        return
    if case.claim.text.endswith("?") or not _is_assertion(claim.text):
        return
    for backing in case.near:
        if backing.is_hedged and _is_about_the_same(case, backing):
            words = [c.printed for s in backing.all for c in (*s.hedges, *s.frequencies)]
            message = f"The source says {_quoted(words[:2])}; the claim says it flatly."
            yield _reason(Code.HEDGE_DROPPED, message)
            return


def _is_assertion(text: str) -> bool:
    """Whether the text is a sentence at all: a bare label ("Redness") asserts nothing by itself."""
    return len(text.split()) > 2


def _is_about_the_same(case: Case, backing: Backing) -> bool:
    shared = case.shared(backing)
    return bool(shared) and len(shared) * 2 >= len(case.claim.heavy)


def _promises(case: Case) -> Iterator[Reason]:
    said = {u.printed for b in case.backings for s in b.all for u in s.promises}
    for cue in case.claim.promises:
        if cue.printed not in said and not cue.is_negated:
            yield _reason(Code.CERTAINTY_ADDED, f"The source does not promise: it lacks “{cue.printed}”.")
            return


def _level(cues: Sequence[Cue]) -> int:
    """The highest level of ``cues``; 0 without any. "Not all" is some, "not common" is few."""
    return max((_effective(c) for c in cues), default=0)


def _effective(cue: Cue) -> int:
    if not cue.is_negated:
        return cue.level
    return {5: 2, 4: 2, 3: 1}.get(cue.level, cue.level)


_LEVEL_WORDS = {1: "rarely", 2: "some or sometimes", 3: "often", 4: "mostly or usually", 5: "all or always"}


def frequency(case: Case) -> Iterator[Reason]:
    """How often, how many: the claim's word is the source's, or a weaker one for a benefit."""
    for cue in case.claim.frequencies:
        level = _effective(cue)
        near = [b for b in case.near if _shares_clause(case, cue, b)] or list(case.near)
        for backing in near:
            levels = {_effective(c) for s in backing.all for c in s.frequencies}
            if not _frequency_fits(level, levels, backing, case):
                words = [c.printed for s in backing.all for c in s.frequencies]
                other = f"the source {_quoted(words[:2])}" if words else "the source does not"
                message = f"The claim says “{cue.printed}”, {other}."
                yield _reason(Code.FREQUENCY_DIFFERS, message)
                return


def _shares_clause(case: Case, cue: Cue, backing: Backing) -> bool:
    return any(u.clause == cue.clause for u in case.shared(backing))


def _frequency_fits(level: int, levels: set[int], backing: Backing, case: Case) -> bool:
    if level in levels:
        return True
    if level == 2 and not levels:
        return bool(any(s.hedges for s in backing.all) or _VARIES.search(case.claim.text))
    if not levels or Role.HARM in backing.own.roles:
        return False
    return level < max(levels) and level > 1 and min(levels) > 1


# --- scope, reasons, comparison --------------------------------------------------------------------

_ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but|nobody else|no other)\b", re.IGNORECASE)
_ONLY_HERE = re.compile(
    r"\b(?:only|just) (?:one|two|three|four) (?:articles?|sources?)\b|\bonly asks\b", re.IGNORECASE
)


def exclusivity(case: Case) -> Iterator[Reason]:
    """ "Only" in the claim needs "only" in the source."""
    found = _ONLY.search(case.claim.text)
    if found and not any(_ONLY.search(b.own.text) for b in case.backings):
        yield _reason(Code.ONLY_NOT_IN_SOURCE, f"The source does not say “{found[0]}”.")


_THAN = re.compile(r"\b(?:than|compared (?:to|with)|as \w+ as)\b", re.IGNORECASE)
_THAN_SOURCE = re.compile(
    r"\b(?:than|compared|alternative|others?|more|less|instead|better|rather)\b", re.IGNORECASE
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
                Code.REASON_NOT_IN_SOURCE, f"The source does not give {printed} as a reason for this."
            )


def _joins(backing: Backing, inside: list[Unit], outside: list[Unit]) -> bool:
    return all(backing.has(u) for u in inside) and any(backing.has(u) for u in outside)


_SCOPES = frozenset(
    {
        "severe",
        "serious",
        "chronic",
        "active",
        "acute",
        "localized",
        "localised",
        "insulin",
        "mild",
        "moderate",
        "certain",
    }
)


def scope(case: Case) -> Iterator[Reason]:
    """Words that narrow whom or what the source means stay: "severe acne" is not "acne"."""
    for backing in case.near:
        for unit in case.shared(backing):
            places = backing.own.find(unit)
            narrowed = [_narrowing(backing.own, place) for place in places]
            if places and all(narrowed) and not any(_kept(case.claim, n) for n in narrowed):
                said = (
                    f"The source says “{narrowed[0].printed} {places[0].printed}”, the claim leaves “"
                    if narrowed[0]
                    else ""
                )
                if narrowed[0]:
                    yield _reason(Code.SCOPE_DROPPED, f"{said}{narrowed[0].printed}” out.")
                    return


def _narrowing(sentence: Sentence, place: Unit) -> Unit | None:
    for unit in sentence.units:
        if unit.first + unit.length == place.first and unit.printed.split()[0] in _SCOPES:
            return unit
    return None


def _kept(claim: Sentence, narrowing: Unit | None) -> bool:
    return narrowing is not None and (claim.has(narrowing) or bool(claim.frequencies))


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
