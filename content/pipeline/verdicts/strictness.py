"""Guards over warnings: as strict as the source, for everyone it names."""

from collections.abc import Iterator

from content.pipeline.verdicts.case import Backing, Case, highest_level, reason
from content.pipeline.verdicts.clauses import NEGATORS
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Cue, Sentence, Weight

_RUNG_WORDS = {
    5: "must not",
    4: "should not",
    3: "usually not",
    2: "with care",
    1: "ask first",
}


def strength(case: Case) -> Iterator[Reason]:
    """A warning is as strict as its source: below its rung it is weakened, above it made up."""
    is_quoted = len(case.claim.rungs) > 1 and any(b.own.rungs >= case.claim.rungs for b in case.near)
    if not case.claim.rungs or is_quoted:  # "not be used, or be used with care" is what the source says
        return
    rung = max(case.claim.rungs)
    known = [b for b in map(_bounds, _most_shared(case)) if b] or [b for b in map(_bounds, case.near) if b]
    if not known:
        if rung >= 2:
            message = f"The claim warns (“{_RUNG_WORDS[rung]}”), the source does not."
            yield reason(Code.STRENGTH_RAISED, message)
        return
    low, high = max(b[0] for b in known), _highest(case)
    if rung < low:
        said = f"The source says “{_RUNG_WORDS[low]}”, the claim only “{_RUNG_WORDS[rung]}”."
        yield reason(Code.STRENGTH_WEAKENED, said)
    elif rung > high:
        said = f"The claim says “{_RUNG_WORDS[rung]}”, the source only “{_RUNG_WORDS[high]}”."
        yield reason(Code.STRENGTH_RAISED, said)


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
    solid = [u for u in case.claim.units if u.weight != Weight.EMPTY]
    counts = [sum(b.own.has(u) for u in solid) for b in full]
    return [b for b, count in zip(full, counts, strict=True) if count == max(counts)]


def _bounds(backing: Backing) -> tuple[int, int] | None:
    """The weakest and the strictest warning that ``backing`` allows; its own word comes before its list's."""
    own = backing.own.rungs
    lead = frozenset(r for s in backing.around for r in s.rungs)
    if not own and not lead:
        return None
    if own and max(own) in lead:  # "should not be used or be used with care": the sentence says which
        return max(own), max(own)
    return (max(own) if own else min(lead), max(own | lead))


def softened_warning(case: Case) -> Iterator[Reason]:
    """ "Some people with diabetes" and "it may be best" weaken a warning that the source states flatly."""
    strict = [b for b in case.near if (_bounds(b) or (0, 0))[0] >= 4]
    if not strict or not case.claim.stance:
        return
    some = [
        c for c in case.claim.frequencies if c.level in (1, 2) and not c.is_negated and _is_of_people(case, c)
    ]
    if some and not any(highest_level(b.own.frequencies) for b in strict):
        message = f"The source warns without “{some[0].printed}”."
        yield reason(Code.STRENGTH_WEAKENED, message)


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


_ALLOWS = hearing(
    r"\b(?:can|may|might|could|should) (?:still |safely |also |always )*"
    r"(?:take|use|receive|undergo|keep|go on|continue|exercise|drive|"
    r"be (?:treated|given|used|removed|done))\b",
    r"^(?:use|keep (?:on|\w+ing)|go on|carry on|continue|take)\b",
    r"\bis (?:fine|ok|okay|allowed|safe)\b",
)
_ALLOWS_TO_HAVE = hearing(r"\b(?:can|may|might|could|should) (?:still |safely |also |always )*have\b")
_STOPS = hearing(r"\b(?:stop|postponed?|do not|must not|should not|never|cannot|avoid)\b")


def permission(case: Case) -> Iterator[Reason]:
    """What the source forbids with an ulcer is not allowed with one: "you can take it with an ulcer"."""
    text = case.claim.text
    if case.claim.rungs or case.claim.stance < 0 or any(w in NEGATORS for w in case.claim.bare):
        return
    found = _ALLOWS.search(text) or (_names_subject(case) and _ALLOWS_TO_HAVE.search(text))
    for backing in case.near if found else ():
        ban = next((m for s in backing.all if (m := _STOPS.search(s.text)) and _bans(s)), None)
        if found and ban and case.shared(backing):
            yield reason(Code.STRENGTH_WEAKENED, f"The source says “{ban[0]}”, the claim “{found[0]}”.")
            return


def _bans(sentence: Sentence) -> bool:
    is_strict = bool(sentence.rungs & {4, 5}) or sentence.stance < 0
    return is_strict or _POSTPONES.search(sentence.text) is not None


_POSTPONES = hearing(r"\b(?:stop|postponed?)\b")


def _names_subject(case: Case) -> bool:
    """Whether the claim names what the article is about."""
    return any(not case.background.isdisjoint(unit.keys) for unit in case.claim.units)


_DUTY = hearing(
    r"\b(?:must|(?:is|are) required|is essential|obligatory)\b",
    r"\b(?<!not )(?<!n't )(?<!n’t )(?<!nobody )(?<!nothing )(?<!may )(?<!might )ha(?:s|ve) to\b",
    r"\bcompulsory\b",
)
_DUTY_IN_SOURCE = hearing(
    r"\b(?:must|should|ha(?:s|ve) to|(?<!not )requir\w+|(?<!not )needs?|needed|necessary|essential)\b",
    r"\b(?:important|crucial|vital|only|at once|immediately|urgently|straight away)\b",
    r"\b(?:always|never|avoid|no|do not|don[’']t|cannot|please)\b",
    r"^\W*(?:tell|inform|stay|remain|keep|wear|call|see|ask|bring|arrive|store|apply|contact|follow)\b",
)


def duty(case: Case) -> Iterator[Reason]:
    """What a source only allows is no duty: "can be given by a nurse" is not "a nurse must give it"."""
    found = _DUTY.search(case.claim.text)
    if found and not any(_DUTY_IN_SOURCE.search(b.own.text) or b.own.rungs for b in case.near):
        yield reason(Code.STRENGTH_RAISED, f"The claim says “{found[0]}”, the source does not.")
    elif (
        not case.claim.rungs and (should := _SHOULD.search(case.claim.text)) and all(map(_is_open, case.near))
    ):
        yield reason(Code.STRENGTH_RAISED, f"The source leaves it open, the claim says “{should[0]}”.")


_SHOULD = hearing(r"\byou should\b(?! not)")
_LEFT_OPEN = hearing(
    r"\b(?:may|might|can|could) (?:also )?(?:be )?(?:\w+ly )?(?:suggest|advise|recommend|consider)"
)


def _is_open(backing: Backing) -> bool:
    """Whether the source only may advise it."""
    own = backing.own.text
    return bool(_LEFT_OPEN.search(own)) and not _DUTY_IN_SOURCE.search(own) and not backing.own.rungs


_ACTS = (
    r"(?:be (?:\w+ )?(?:avoided|cautious|careful|evaluated|checked|assessed|examined|free|realistic|aware)"
    r"|consult|ask|talk to|speak to|see an?|check|evaluate|assess)"
)
_MAY_DO = hearing(rf"\b(?:may|might|can|could) (?:also |then )?{_ACTS}\b")
_SHOULD_DO = hearing(rf"\b(?:should|must|needs? to|ha(?:s|ve) to) (?:also |then )?(?:\w+ )?{_ACTS}\b")


_NO_DUTY = hearing(
    r"\b(?:do|does|did) ?(?:not|n't|n’t) (?:really |actually )?(?:have to|need to|need)\b",
    r"\bno need to\b",
    r"\b(?:it is |is )?up to you\b",
    r"\b(?:a )?good idea\b",
    r"\bif you (?:like|wish|want|feel like it)\b(?=\W*$|[,;])",
    r"\b(?:may|might) (?:want|wish|like) to\b",
    r"\btry (?:not )?to\b",
    r"\bsome time\b",
    r"\boptional\b",
    r"\bit (?:may|can|might) (?:also )?help to\b",
    r"\bit is good to\b",
    r"\b(?:may|might|can) be (?:helpful|useful|of use)\b",
    r"\bif you feel like\b",
    r"\bup to you\b",
    r"\byou (?:could|might) (?:also )?(?:tell|inform|stay|remain|wear|call|see|ask|bring|contact|avoid)\b",
)


_OFFER = hearing(
    r"\b(?:up to you|optional|(?:may|might) (?:want|wish|like) to|no need to)\b",
    r"(?<!if )(?<!since )(?<!because )(?<!\bas )\byou (?:could|might) (?!have|get|be|feel|notice)",
    r"\b(?:you|patients|people) (?:do|did) (?:not|n't|n’t) (?:really |actually )?(?:have to|need to|need)\b",
)
_FREEDOM = hearing(
    r"\b(?:can|may|might|could|optional|optionally|prefer|choose|wish|want|either|alternatively)\b",
    r"\b(?:not (?:necessary|required|needed|necessarily|needing|require|need)|no need|without|no)\b",
)


def loosened_duty(case: Case) -> Iterator[Reason]:
    """What a source says should be done is no mere offer: "should consult" is not "may consult"."""
    if (free := _NO_DUTY.search(case.claim.text)) and any(_calls_for_it(b) for b in case.near):
        yield reason(Code.STRENGTH_WEAKENED, f"The source calls for it, the claim says “{free[0]}”.")
        return
    if (free := _OFFER.search(case.claim.text)) and not any(
        _FREEDOM.search(s.text) or _NO_DUTY.search(s.text) for b in case.near for s in b.all
    ):
        yield reason(
            Code.STRENGTH_WEAKENED, f"The source does not leave it open, the claim says “{free[0]}”."
        )
        return
    found = _MAY_DO.search(case.claim.text)
    if found and any(_SHOULD_DO.search(b.own.text) and not _MAY_DO.search(b.own.text) for b in case.near):
        yield reason(Code.STRENGTH_WEAKENED, f"The source says “should”, the claim “{found[0]}”.")


def _calls_for_it(backing: Backing) -> bool:
    is_open = any(_NO_DUTY.search(s.text) for s in backing.all)
    return not is_open and any(_DUTY_IN_SOURCE.search(s.text) for s in backing.all)
