"""Guards over how sure and how often."""

import re
from collections.abc import Iterator
from itertools import pairwise

from content.pipeline.verdicts.case import Backing, Case, effective, quoted, reason, solid_units
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Cue, Sentence, Unit, Weight
from content.pipeline.verdicts.stance import Role

_VARIES = hearing(r"\b(?:var(?:y|ies)|depends?|differs?|different|not the same|no single|chosen|based on)\b")


def certainty(case: Case) -> Iterator[Reason]:
    """A benefit or effect is as sure as in the source, never surer. Each clause answers for itself."""
    yield from _promises(case)
    claim = case.claim
    if case.is_naming or not _is_assertion(claim.text):
        return
    is_instruction = bool(claim.stance or claim.rungs & {3, 4, 5} or _IMPERATIVE.match(claim.text))
    for clause, kind in enumerate(claim.clauses):
        if claim.is_label(clause) and _is_harmless(case, clause):
            continue
        if (
            kind in ("condition", "relative")
            or not solid_units(claim, clause)
            or (is_instruction and kind == "main")
            or _TO_DO.match(_clause_text(claim, clause))
            or _is_about_passing(claim, clause)
            or _is_hedged_enough(claim, clause)
        ):
            continue
        for backing in case.near:
            if reason := _flat(case, clause, backing) or _listed(case, clause, backing):
                yield reason
                return


def _clause_text(claim: Sentence, clause: int) -> str:
    return " ".join(u.printed for u in claim.units if u.clause == clause)


_IMPERATIVE = re.compile(
    r"(?:[^,]*, )?(?:please |always |to )?"
    r"(?:ask|talk|tell|speak|see|check|discuss|call|get|seek|consult|choose|you should)\b",
    re.IGNORECASE,
)


_PASSING = frozenset({"=go_away", "=short_term", "=fast"})


def _is_about_passing(claim: Sentence, clause: int) -> bool:
    """Whether a later clause only says that it passes: "…, but they go away again"."""
    units = solid_units(claim, clause)
    return clause > 0 and bool(units) and all(u.keys & _PASSING or u.weight == Weight.SLACK for u in units)


_WISHES = frozenset(
    {"want", "wants", "wanted", "hope", "hopes", "hoped", "hoping", "wish", "expect", "expecting"}
)


_TO_DO = re.compile(
    r"(?:so |then |and |but )?(?:please |always )?(?:ask|talk|tell|speak|see|check|discuss|call|get|seek"
    r"|consult|choose|have|make sure|let|take)\b"
)


def will(case: Case) -> Iterator[Reason]:
    """ "Will" for "may": found wherever it stands, in an instruction or a relative clause too."""
    for clause in range(len(case.claim.clauses)):
        words = {w.text for w, c in zip(case.claim.words, case.claim.clause_of, strict=True) if c == clause}
        is_hope = claim_hopes(case.claim, clause)
        if "will" not in words or words & _MAY or is_hope or any(b.own.says("will") for b in case.near):
            continue
        for backing in case.near:
            hedges = [h for h in _hedges_near(case, clause, backing) if h not in words]
            hedges += [w for w in (backing.lead.bare if backing.lead else ()) if w in _ANNOUNCING]
            if hedges:
                said = f"The source says {quoted(hedges)}; the claim says “will”."
                yield reason(Code.HEDGE_DROPPED, said)
                return
            if _is_listed_effect(backing) and case.shared(backing):
                said = "The source lists it among what may happen; the claim says “will”."
                yield reason(Code.HEDGE_DROPPED, said)
                return


_HOPING = frozenset({"hope", "hoping", "expect", "expecting", "want", "think", "promise"})


def claim_hopes(claim: Sentence, clause: int) -> bool:
    """Whether a clause only says what somebody hopes for: "if you hope that all your fat will go"."""
    words = zip(claim.bare, claim.clause_of, strict=True)
    return claim.clauses[clause] == "condition" and any(w in _HOPING for w, c in words if c == clause)


_ANNOUNCING = frozenset({"may", "might", "could", "can", "aim", "aims", "goals", "potential", "possible"})
"""In a lead-in these hold for every item of its list."""

_MAY = frozenset({"may", "might", "could", "can"})
_PERHAPS = _MAY | {"risk", "risks", "chance", "possible", "possibly", "potential", "potentially"}


def _hedges_near(case: Case, clause: int, backing: Backing) -> list[str]:
    """ "May", "can", "risk" and the like in the clauses of ``backing`` that share a word of substance."""
    phrases = [u for u in case.claim.phrases if u.clause == clause and u.weight != Weight.EMPTY]
    shared = [u for u in (*solid_units(case.claim, clause), *phrases) if backing.own.has(u)]
    shared = shared or case.shared(backing)
    segments = {backing.own.segment_of(place) for unit in shared for place in backing.own.find(unit)}
    words = zip(backing.own.words, backing.own.clause_of, strict=True)
    return [w.text for w, c in words if backing.own.segments[c] in segments and w.text in _PERHAPS]


def _is_harmless(case: Case, clause: int) -> bool:
    """Whether a name before a colon promises nothing, or is the source's own."""
    text = _clause_text(case.claim, clause)
    is_theirs = any(text in b.own.text.casefold().replace("-", " ") for b in case.near)
    return is_theirs or not (_EFFECT.search(text) or _HAPPENS.search(text))


def _is_hedged_enough(claim: Sentence, clause: int) -> bool:
    cues = [c for c in claim.certain("hedged", "able") if c.clause == clause]
    text = _clause_text(claim, clause)
    if cues or (_VARIES.search(claim.text) and not _EFFECT.search(claim.text)):
        return True
    often = [c for c in claim.frequencies if c.clause == clause and not _OF_KINDS.search(c.printed)]
    return bool(often) and "will" not in text.split()


_OF_KINDS = hearing(r"\b(?:certain|kinds|types)\b", flags=re.NOFLAG)


def _flat(case: Case, clause: int, backing: Backing) -> Reason | None:
    """The hedge of ``backing`` that a flat clause leaves out; "usually" or "can be" weighs less."""
    cues = [c for c in _cues_about(case, clause, backing) if not _is_kept(case.claim, clause, c)]
    text = _clause_text(case.claim, clause)
    aims = [c for c in case.claim.certain("purpose") if c.clause == clause]
    if not cues or (aims and _comes_first(text, aims[0])) or _EFFECT_NOUN.search(text):
        return None
    hedges = [c for c in cues if c.kind == "hedged" or (c.level and effective(c) in (1, 2))]
    if _HAPPENS.search(text):
        hedges += [c for c in cues if c.printed in ("possible", "potential")]
    if not _EFFECT.search(text):
        hedges = [c for c in hedges if c.printed != "certain"]  # "certain risks" are risks
    if hedges:
        return _hedge_reason(Code.HEDGE_DROPPED, hedges)
    if wishes := [c for c in cues if c.printed in _WISHES and not _WISHES & set(case.claim.bare)]:
        return _hedge_reason(Code.HEDGE_DROPPED, wishes)
    is_counted = any(c.clause == clause for c in case.claim.frequencies)
    lesser = [c for c in cues if c.kind == "able" or (c.level == 4 and not is_counted)]
    aimed = [c for c in cues if c.kind in ("purpose", "helping")]
    if (lesser or aimed) and _EFFECT.search(text):
        return _hedge_reason(Code.HEDGE_DROPPED, [*lesser, *aimed])
    return _hedge_reason(Code.HEDGE_LIGHTENED, lesser) if lesser else None


def _is_kept(claim: Sentence, clause: int, cue: Cue) -> bool:
    """Whether the statement of ``clause`` has a word of the same degree, if not in the clause itself."""
    segment = claim.segments[clause]
    own = [c for c in (*claim.certainties, *claim.frequencies) if claim.segments[c.clause] == segment]
    same_kind = any(c.kind and c.kind == cue.kind for c in own)
    return same_kind or any(cue.level and effective(c) == effective(cue) for c in own)


def _listed(case: Case, clause: int, backing: Backing) -> Reason | None:
    """A side effect may happen: that it does, or will, no list of side effects says."""
    text = _clause_text(case.claim, clause)
    is_about = any(backing.own.has(u) for u in solid_units(case.claim, clause))
    if is_about and _HAPPENS.search(text) and not _EFFECT_NOUN.search(text) and _is_listed_effect(backing):
        return reason(
            Code.HEDGE_DROPPED, "The source calls it a side effect; the claim says flatly that it happens."
        )
    return None


_HAPPENS = hearing(
    r"\b(?:caus(?:e|es)|triggers?|sets? off|leads? to|happens?|occurs?)\b"
    r"|\b(?:you|it|they|patients|people)(?: \w+){0,2}? (?:gets?|have|has|feels?|develops?|suffers?)\b"
)


def _is_listed_effect(backing: Backing) -> bool:
    return any(_EFFECTS_LISTED.search(s.text) for s in backing.all)


_EFFECTS_LISTED = hearing(r"side effects?", "risks")


def _comes_first(text: str, aim: Cue) -> bool:
    """Whether the word of purpose governs the effect: "used to reduce", not "reduces … and aims"."""
    effect = _EFFECT.search(text)
    return effect is None or text.index(aim.printed) <= effect.start()


def _hedge_reason(code: Code, cues: list[Cue]) -> Reason:
    return reason(
        code,
        f"The source says {quoted([c.printed for c in cues][:2])}; the claim says it flatly.",
    )


def _cues_about(case: Case, clause: int, backing: Backing) -> list[Cue]:
    """Words of degree in the clauses of the evidence that ``clause`` speaks of, and in its lead-in."""
    units = [u for u in case.claim.units if u.clause == clause and u.weight != Weight.EMPTY]
    shared = [u for u in units if backing.own.has(u)]
    if not shared or len(shared) * 2 < len(units):
        return []
    clauses = {place.clause for unit in shared for place in backing.own.find(unit)}
    own = [
        c
        for c in (*backing.own.certainties, *backing.own.frequencies)
        if c.clause in clauses and not _is_considered(c, backing.own, shared)
    ]
    leads = [s for s in backing.around if _LIST_OF_EFFECTS.search(s.text) or _LEADS_IN.search(s.text)]
    return [*own, *(c for s in leads for c in s.certainties)]


def _is_considered(cue: Cue, source: Sentence, shared: list[Unit]) -> bool:
    """Whether "considered" says it of something that the claim does not speak of, or is another word."""
    if not cue.printed.startswith("consider"):
        return False
    after = next((u for u in source.heavy if u.first > cue.word), None)
    said = {place for unit in shared for place in source.find(unit)}
    return cue.printed != "considered" or not any(after and p.first == after.first for p in said)


_LIST_OF_EFFECTS = hearing(r"\b(?:side effects?|risks?|reactions?|complications?|benefits?)\b.*:$")


_LEADS_IN = re.compile(r"\b(?:said|believed|thought|claimed|supposed|aims?|goals?)\b.*:\s*$")
"""A lead-in that doubts every item of its list."""


_EFFECT = hearing(
    r"\b(?:reduc|remov|treats?\b|cures?\b|improv|stops?\b|heals?\b|reliev|tighten|restor|grows?\b|eliminat|"
    r"gets? rid|works?\b|clears?\b|prevents?\b|helps?\b|makes?\b|melts?\b|dissolv|rejuvenat|"
    r"smooth|fades?\b|boosts?\b)"
)
_EFFECT_NOUN = hearing(r"\bside effects?\b|\bprone\b|\breported\b")


def _is_assertion(text: str) -> bool:
    """Whether the text is a sentence at all: a bare label ("Redness") asserts nothing by itself."""
    return len(text.split()) > 2


def _promises(case: Case) -> Iterator[Reason]:
    said = {u.printed for b in case.backings for s in b.all for u in s.certain("promised")}
    for cue in case.claim.certain("promised"):
        if cue.printed not in said and not cue.is_negated:
            yield reason(
                Code.CERTAINTY_ADDED,
                f"The source does not promise: it lacks “{cue.printed}”.",
            )
            return


def frequency(case: Case) -> Iterator[Reason]:
    """How often, how many: the claim's word is the source's, or a weaker one for a benefit.

    A sentence that names no frequency does not speak against one that another cited sentence names.
    """
    for cue in case.claim.frequencies:
        if _is_compared(case.claim, cue) or _is_said_again(case, cue):
            continue
        if case.claim.clauses[cue.clause] != "main" and cue.level == 2:
            continue
        about = [(b, _frequencies_about(case, cue.clause, b)) for b in case.near]
        fits = [_frequency_fits(effective(cue), {effective(c) for c in cues}, b, case) for b, cues in about]
        against = [
            cues
            for (b, cues), is_fit in zip(about, fits, strict=True)
            if cues and not is_fit and _shares_clause(case, cue, b)
        ]
        if against or not any(fits):
            other = (
                f"the source {quoted([c.printed for c in against[0]][:2])}"
                if against
                else "the source does not"
            )
            yield reason(Code.FREQUENCY_DIFFERS, f"The claim says “{cue.printed}”, {other}.")
            return


_SOMETIMES = 2


def _is_said_again(case: Case, cue: Cue) -> bool:
    """Whether the claim says it again with the source's word: "once in a while, but rarely"."""
    if effective(cue) > _SOMETIMES:
        return False
    levels = {effective(c) for s in case.sentences for c in s.frequencies}
    others = [effective(c) for c in case.claim.frequencies if c is not cue]
    return any(level in levels and abs(level - effective(cue)) <= 1 for level in others)


_QUANTIFIERS = {
    **dict.fromkeys(("no", "few"), 1),
    **dict.fromkeys(("some", "several", "certain"), 2),
    **dict.fromkeys(("many", "lots"), 3),
    "most": 4,
    **dict.fromkeys(("all", "every", "any", "everybody", "everyone"), 5),
}


def quantifiers(case: Case) -> Iterator[Reason]:
    """ "A few women" are not "many women": the word of number before the same noun is another one."""
    claimed = _quantified(case.claim)
    for source in case.sentences if claimed else ():
        said = _quantified(source)
        for noun, (level, printed) in claimed.items():
            if noun in said and said[noun][0] != level and not _is_weaker(case, level, said[noun][0]):
                message = f"The claim says “{printed}”, the source “{said[noun][1]}”."
                yield reason(Code.FREQUENCY_DIFFERS, message)
                return


def _is_weaker(case: Case, level: int, other: int) -> bool:
    """Whether the claim only says less of it than the source, of something that is no warning."""
    return 1 < level < other and not case.is_safety


def _quantified(sentence: Sentence) -> dict[str, tuple[int, str]]:
    """The nouns that stand right behind a word of number, by stem: its level, and the two as printed."""
    found: dict[str, tuple[int, str]] = {}
    for word, after in pairwise(sentence.words):
        if word.text in _QUANTIFIERS and after.text not in ("of", "the", "other") and len(after.text) > 3:
            found.setdefault(after.stem, (_QUANTIFIERS[word.text], f"{word.text} {after.text}"))
    return found


def _is_compared(claim: Sentence, cue: Cue) -> bool:
    """Whether "more" or "less" stands before the word: "less likely" says nothing of how often."""
    before = claim.words[cue.word - 1].text if cue.word else ""
    return before in ("more", "less") or (before == "at" and cue.printed == "all")


def _shares_clause(case: Case, cue: Cue, backing: Backing) -> bool:
    """Whether ``backing`` has most of the words of the clause in which ``cue`` stands."""
    units = [u for u in case.claim.units if u.clause == cue.clause and u.weight != Weight.EMPTY]
    return sum(backing.own.has(u) for u in units) * 2 >= max(1, len(units))


def _frequencies_about(case: Case, clause: int, backing: Backing) -> list[Cue]:
    """Words of frequency in the clauses of the evidence that share something with ``clause``, or all."""
    clauses = {place.clause for unit in solid_units(case.claim, clause) for place in backing.own.find(unit)}
    clauses |= backing.own.clauses_with(case.claim.quantities_in(clause))
    own = [c for c in backing.own.frequencies if c.clause in clauses or not clauses]
    return [*own, *(c for s in backing.around for c in s.frequencies)]


def _frequency_fits(level: int, levels: set[int], backing: Backing, case: Case) -> bool:
    if level in levels:
        return True
    if level == 2 and not levels and case.claim.stance:
        return True
    if level == 2 and not levels:
        if _is_listed_effect(backing):
            return True
        return bool(any(s.certain("hedged", "able") for s in backing.all) or _VARIES.search(case.claim.text))
    if not levels or case.is_safety or Role.HARM in backing.own.roles:
        return False
    return level < max(levels) and level > 1 and min(levels) > 1
