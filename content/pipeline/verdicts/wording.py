"""Guards over words and numbers: what the claim says must be in the evidence."""

from collections.abc import Iterator

from content.pipeline.verdicts.case import Backing, Case, is_backed, is_whole, quoted, reason, rungs_of
from content.pipeline.verdicts.numbers import Quantity, differing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Sentence, Unit, Weight


def unmatched_words(case: Case) -> Iterator[Reason]:
    """Words of the claim that neither the evidence nor its heading and lead-in have.

    A word that has an opposite says a direction: it weighs as much as a noun.
    """
    lacking = _lacking(case)
    heavy = [u.printed for u in lacking if u.weight == Weight.HEAVY or u.sides]
    light = [u.printed for u in lacking if u.weight == Weight.LIGHT and not u.sides]
    slack = [u.printed for u in lacking if u.weight == Weight.SLACK and not u.sides and not _narrows(case, u)]
    light += [u.printed for u in lacking if u.weight == Weight.SLACK and not u.sides and _narrows(case, u)]
    if len(slack) > _SLACK * (len(_solid(case)) - len(lacking)):
        light += slack
    if heavy:
        yield reason(Code.NOT_IN_SOURCE, f"The source does not say {quoted(heavy)}.")
    if lacking and not heavy and _is_all_title(case):
        yield reason(
            Code.TOO_LITTLE_OVERLAP,
            f"Only what the article is about is in the source: not {quoted(light + slack)}.",
        )
    elif not heavy and light and len(light) * 2 > len(_solid(case)):
        yield reason(
            Code.TOO_LITTLE_OVERLAP,
            f"Too little of the claim is in the source: not {quoted(light)}.",
        )
    elif light:
        yield reason(
            Code.WORDS_NOT_IN_SOURCE,
            f"The source does not use {quoted(light)} or the like.",
        )


def _is_all_title(case: Case) -> bool:
    """Whether all that the evidence has of the claim goes without saying in the article."""
    backed = [u for u in _solid(case) if any(b.own.has(u) for b in case.backings)]
    return bool(backed) and all(not case.background.isdisjoint(u.keys) for u in backed)


def _narrows(case: Case, unit: Unit) -> bool:
    """Whether "skin" stands before a word that it narrows: "a skin condition"."""
    after = unit.first + unit.length
    if unit.printed != "skin" or after >= len(case.claim.words) or case.claim.breaks[after]:
        return False
    if case.claim.bare[after] in _BESIDE:
        return False
    return any(u.first == after and u.weight >= Weight.LIGHT for u in case.claim.phrases + case.claim.units)


_BESIDE = frozenset({"under", "around", "on", "in", "of", "over", "below", "above", "near", "that", "which"})


def _lacking(case: Case) -> list[Unit]:
    """The words that no phrase covers which the evidence says; an opaque phrase counts as one word.

    The longest phrase is not always the right one: "look after your skin" is "look after" with a skin.
    """
    claim = case.claim
    covered: set[int] = set()
    for unit in claim.phrases:
        if is_whole(unit, case):
            covered.update(range(unit.first, unit.first + unit.length))
    lacking: list[Unit] = []
    for unit in claim.units:
        words = range(unit.first, unit.first + unit.length)
        is_said = (
            _is_asked(claim, unit)
            or unit.weight == Weight.EMPTY
            or is_backed(unit, case)
            or _is_implied(unit, case)
            or _is_measuring(unit, case)
        )
        if covered.issuperset(words) or is_said:
            continue
        parts = [p for p in unit.parts if p.first not in covered and not is_backed(p, case)]
        solid = [p for p in parts if p.weight != Weight.EMPTY]
        is_half = claim.is_thing(unit) and (not solid or any(p.weight == Weight.SLACK for p in solid))
        is_one = unit.length == 1 or claim.is_opaque(unit) or unit.is_turned or is_half
        lacking += [unit] if is_one else solid
    return lacking


def _is_asked(claim: Sentence, unit: Unit) -> bool:
    """Whether it is the "many" of "how many"."""
    return (
        unit.printed in ("many", "long", "often") and unit.first > 0 and claim.bare[unit.first - 1] == "how"
    )


_LASTING = frozenset({"last", "lasts", "lasted", "take", "takes"})


def _is_measuring(unit: Unit, case: Case) -> bool:
    """Whether it only says that a time is one: "lasts" before the hour that a table of the source has."""
    after = unit.first + unit.length
    if unit.printed not in _LASTING or after >= len(case.claim.words):
        return False
    behind = [
        q
        for q in case.claim.quantities
        if q.is_time and q.span.start - case.claim.words[unit.first].end <= _NEAR
    ]
    rows = [s for s in case.sentences if len(s.words) <= _ROW and not s.text.rstrip().endswith((".", "!"))]
    return any(q.is_same(other) for q in behind for s in rows for other in s.quantities)


_ROW = 8
"""Words of the row of a table at most, which has no verb."""
_NEAR = 12
"""Characters between a verb and the time that it says: "lasts about an hour"."""


def _is_implied(unit: Unit, case: Case) -> bool:
    """Whether the evidence has the opposite of what the claim denies: "temporary" for "not permanent"."""
    if not unit.is_negated:
        return False
    opposites = {(name, 1 - side) for name, side in unit.sides}
    return any(opposites & other.sides and not other.is_negated for s in case.sentences for other in s.units)


_SLACK = 1.0
"""Slack words that a claim may add for each word that its evidence has."""


def _solid(case: Case) -> list[Unit]:
    return [u for u in case.claim.units if u.weight != Weight.EMPTY]


def overlap(case: Case) -> Iterator[Reason]:
    """A claim whose words come from headings alone, or that has none, is not backed by a sentence."""
    solid = _solid(case)
    firm = [u for u in solid if u.weight > Weight.SLACK or not case.claim.quantities]
    if any(b.own.has(u) for u in firm for b in case.backings) or any(not is_backed(u, case) for u in firm):
        return
    is_warning = case.claim.rungs and any(rungs_of(b) for b in case.backings)
    if not is_warning and not (case.claim.quantities and any(b.own.quantities for b in case.backings)):
        yield reason(Code.TOO_LITTLE_OVERLAP, "The claim and the quoted sentence share no word of substance.")


def numbers(case: Case) -> Iterator[Reason]:
    """Every number and duration of the claim stands in the evidence, with its unit and bound."""
    source = [q for b in case.backings for q in _limits(b, case.claim.stance)]
    for quantity, opposed in differing(case.claim.quantities, source):
        if opposed is None and _is_said_in_words(quantity, case):
            continue
        if opposed is not None:
            said = f"The claim says “{quantity.printed}”, the source “{opposed.printed}”."
            yield reason(Code.NUMBER_DIFFERS, said)
        else:
            yield reason(Code.NUMBER_NOT_IN_SOURCE, f"“{quantity.printed}” is not in the source.")


_FLIP = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "": ""}


def _limits(backing: Backing, stance: int) -> list[Quantity]:
    """The quantities of ``backing``; where only one side warns, a limit of age is turned round.

    Where the other side recommends, both forms count: who is meant is for another guard to say.
    """
    found = [q for s in backing.all for q in s.quantities]
    if (stance < 0) == (backing.stance < 0):
        return found
    ages = [q for q in found if q.bound and q.unit == "month"]
    kept = found if stance and backing.stance else [q for q in found if q not in ages]
    return [*kept, *map(_complement, ages)]


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
            return is_whole(unit, case)
    return False
