"""Guards over how far a statement reaches: only, than, because, of whom, of what kind."""

import re
from collections.abc import Iterator
from difflib import Match, SequenceMatcher
from itertools import pairwise

from content.pipeline.verdicts.case import Backing, Case, effective, quoted, reason
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Sentence, Unit, Weight, read_sentence
from content.pipeline.verdicts.stance import Role
from content.pipeline.vocabulary import load_vocabulary

_ONLY = hearing(r"\b(?:only|solely|exclusively|nothing but|nobody else|no other)\b")


_ONLY_LITTLE = re.compile(
    r"\bonly (?=(?:\w+ ){0,2}"
    r"(?:little|small|tiny|few|minor|slight(?:ly)?|mild|short|brief(?:ly)?|rarely|rare)\b)",
    re.IGNORECASE,
)
"""Here "only" says how little it is, and excludes nothing."""


_ANY = hearing(r"\b(?:with|by|on|for|to|has|have) any\b", r"^any\b")
_ALL = hearing(r"\b(?:any|all|every|each|whatever)\b")


def any_kind(case: Case) -> Iterator[Reason]:
    """ "Any" in the claim needs it, or "all", in the source: "any illness" is more than "serious illness"."""
    found = _ANY.search(case.claim.text)
    if found and not any(_ALL.search(b.own.text) or b.own.stance * case.claim.stance < 0 for b in case.near):
        yield reason(Code.SCOPE_DROPPED, f"The source does not say “{found[0]}”.")


def exclusivity(case: Case) -> Iterator[Reason]:
    """ "Only" in the claim needs "only" in the source."""
    found = _ONLY.search(_ONLY_LITTLE.sub(" ", case.claim.text))
    if found and not any(_ONLY.search(b.own.text) for b in case.backings):
        yield reason(Code.ONLY_NOT_IN_SOURCE, f"The source does not say “{found[0]}”.")


_THAN = hearing(
    r"\b(?:than|compared (?:to|with))\b",
    r"\bas (?!well\b|long\b|soon\b)\w+ as\b(?! (?:possible|can be|you can|they can))",
)
_THAN_SOURCE = hearing(r"\b(?:than|compared|alternative|others?|more|less|instead|better|rather)\b")
_NUMBER_THAN = re.compile(r"\b(?:more|less|fewer|longer|older|younger|other|rather) than\b", re.IGNORECASE)


_EQUAL = hearing(r"\bas \w+ as\b|\b(?:equal|same|similar|alike|comparable)\b")


def comparison(case: Case) -> Iterator[Reason]:
    """A comparison in the claim needs one in the source."""
    text = _NUMBER_THAN.sub(" ", case.claim.text) if case.claim.quantities else case.claim.text
    is_equal = re.search(r"\bas \w+ as\b", text) and not re.search(
        r"\bas (?:well|long|soon|many|much) as\b|\bas \w+ as (?:possible|can be|you can|they can)\b", text
    )
    is_even = re.search(r"\b(?:just|exactly|equally) as (?:well|good|much) as\b", text)
    if (is_equal or is_even) and not any(_EQUAL.search(b.own.text) for b in case.backings):
        yield reason(Code.COMPARISON_NOT_IN_SOURCE, "The source does not call the two equal.")
    elif _THAN.search(text) and not any(_THAN_SOURCE.search(b.own.text) for b in case.backings):
        yield reason(Code.COMPARISON_NOT_IN_SOURCE, "The source does not compare the two.")


def reasons_bound(case: Case) -> Iterator[Reason]:
    """A reason holds for its own sentence: a "because" borrowed from another one is made up."""
    for number, kind in enumerate(case.claim.clauses):
        if kind != "reason":
            continue
        inside = [u for u in case.claim.heavy if u.clause == number and "=cause" not in u.keys]
        outside = [u for u in case.claim.heavy if u.clause != number]
        if inside and outside and not any(_joins(b, inside, outside) for b in case.backings):
            printed = quoted(u.printed for u in inside)
            yield reason(
                Code.REASON_NOT_IN_SOURCE,
                f"The source does not give {printed} as a reason for this.",
            )


_REASON_IN_SOURCE = hearing(
    r"\b(?:because|as|since|so|due|owing|thus|therefore|thanks|result(?:s|ing)?|lead(?:s|ing)?|mak(?:es|ing)"
    r"|caus(?:es?|ing)|prevent|avoid|reason|for|to|by|which|that|may|can|could|might|if|when|with)\b"
)


def _joins(backing: Backing, inside: list[Unit], outside: list[Unit]) -> bool:
    """Whether ``backing`` has ``inside`` and ``outside``, and a word that may join a reason."""
    is_both = all(backing.own.has(u) for u in inside) and any(backing.has(u) for u in outside)
    return is_both and _are_together(backing.own, inside) and bool(_REASON_IN_SOURCE.search(backing.own.text))


_TOGETHER = 8
"""Words between two words of a reason at most, where its source has it."""


def _are_together(source: Sentence, units: list[Unit]) -> bool:
    """Whether ``source`` has ``units`` in one place, as far as it has them at all."""
    places = [[p.first for p in source.find(u)] for u in units]
    known = [found for found in places if found]
    return all(any(abs(a - b) <= _TOGETHER for a in one for b in other) for one, other in pairwise(known))


_SCOPES = frozenset(
    {
        "severe",
        "severely",
        "serious",
        "chronic",
        "acute",
        "active",
        "localized",
        "localised",
        "insulin",
        "mild",
    }
    | {"poorly", "increasing", "suddenly", "early"}
    | {"moderate", "frequent", "recurrent", "uncontrolled", "untreated", "recent", "unstable"}
)
_REACH = 4
"""How many words a narrowing word may stand before what it narrows."""


def scope(case: Case) -> Iterator[Reason]:
    """Words that narrow whom or what the source means stay: "severe acne" is not "acne".

    Unless another cited sentence says it without them.
    """
    for unit in case.claim.heavy if any(_may_narrow(b.own) for b in case.near) else ():
        places = [(b.own, place) for b in case.near for place in _places(b.own, unit)]
        dropped = [_dropped(case.claim, source, place) for source, place in places]
        if dropped and all(dropped):
            said = f"The source says “{dropped[0]}” of “{unit.printed}”, the claim leaves it out."
            yield reason(Code.SCOPE_DROPPED, said)
            return
    yield from _unless_dropped(case)
    yield from _widened(case)
    yield from _cut_from_copy(case)
    yield from _everybody(case)
    for backing in case.near:
        yield from _population(case, backing)
        yield from _kinds(case, backing)


def _may_narrow(source: Sentence) -> bool:
    """Whether ``source`` has a word that narrows what stands beside it."""
    if "=treatment_area" in source.index or not _SCOPES.isdisjoint(source.bare):
        return True
    return any(word.startswith("insulin") for word in source.bare)


_REFUSED = hearing(r"\b(?:excluded?|excludes|refused|banned|barred|forbidden|turned away)\b")
"""Who or what is kept out, said without telling anybody to avoid it."""


def _widened(case: Case) -> Iterator[Reason]:
    """A warning about one thing is none about all things of its kind."""
    bans = case.claim.stance < 0 or bool(case.claim.rungs & {4, 5}) or bool(_REFUSED.search(case.claim.text))
    for unit in case.claim.units:
        if unit.weight == Weight.EMPTY or not (bans or unit.is_negated) or _is_some(case.claim, unit):
            continue
        broader = {key for key in unit.keys if key.startswith(">")}
        found = [p for s in case.sentences for p in s.find(unit) if broader & p.specific]
        if found and not any(s.names(unit) for b in case.near for s in b.all):
            said = f"The source says “{found[0].printed}”, the claim “{unit.printed}”."
            yield reason(Code.SCOPE_DROPPED, said)
            return


_UNLESS = hearing(
    r"\bunless\b",
    r"\bexcept\b",
    r"\bonly (?:with|if|when|after|for|by)\b",
    r"\bwithout (?:consulting|asking|talking|speaking|seeing)\b",
    r"\bfor cosmetic reasons\b",
)
_KEEPS_UNLESS = hearing(
    r"\b(?:unless|except|only|without|if|when|but|usually|normally|with|after|for)\b", r"\bask\b", r"\btalk\b"
)


def _unless_dropped(case: Case) -> Iterator[Reason]:
    """An exception of the source is not left out: "… unless your doctor tells you otherwise"."""
    found = [_UNLESS.search(s.text) for s in case.sentences]
    if found and all(found) and found[0] and not _KEEPS_UNLESS.search(case.claim.text):
        said = f"The source says “{found[0][0]}”, the claim leaves it out."
        yield reason(Code.SCOPE_DROPPED, said)


def _is_some(claim: Sentence, unit: Unit) -> bool:
    """Whether "some" or "certain" stands before ``unit``."""
    return any(w.text in ("some", "certain") for w in claim.words[max(0, unit.first - 2) : unit.first])


_COPY = 0.8
"""The share of a claim's words that stand in its source in the same order, from which it is a copy of it."""


def _cut_from_copy(case: Case) -> Iterator[Reason]:
    """Where the claim is the source's own sentence, what narrows a word that it keeps is not cut out."""
    kept = {w.text for w in case.claim.words}
    for source in case.sentences:
        cut = [n for n, w in enumerate(source.words[:-1]) if w.text in _SCOPES and w.text not in kept]
        if not cut:
            continue
        blocks = _common(case.claim, source)
        if sum(b.size for b in blocks) < _COPY * len(case.claim.words):
            continue
        held = {n for b in blocks for n in range(b.b, b.b + b.size)}
        for number in cut:
            after = source.words[number + 1].text
            if number + 1 in held and after not in ("or", "and") and not _is_listed_twice(source, number):
                said = f"The source says “{source.words[number].text} {after}”, the claim only “{after}”."
                yield reason(Code.SCOPE_DROPPED, said)
                return


def _common(claim: Sentence, source: Sentence) -> list[Match]:
    """The stretches of words that both have in the same order."""
    one, other = ([w.stem for w in s.words] for s in (claim, source))
    return SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()


def _is_listed_twice(source: Sentence, number: int) -> bool:
    """Whether the word at ``number`` is one of two that narrow together: "acute or chronic"."""
    before = source.words[max(0, number - 2) : number]
    return len(before) == 2 and before[1].text in ("or", "and") and before[0].text in _SCOPES


def _places(source: Sentence, unit: Unit) -> list[Unit]:
    """Where ``source`` says ``unit``; in a name before a colon only where it does not say it again."""
    found = source.find(unit)
    return [p for p in found if not source.is_label(p.clause)] or list(found)


def _dropped(claim: Sentence, source: Sentence, place: Unit) -> str:
    """The narrowing word before ``place``, or area after it, that ``claim`` does not keep; or ""."""
    narrowing = [*_narrowing(source, place), *_area(source, place)]
    return next((u.printed for u in narrowing if not _is_kept(claim, u)), "")


_HERE = frozenset(
    {
        "area",
        "areas",
        "place",
        "places",
        "spot",
        "spots",
        "part",
        "parts",
        "site",
        "where",
        "there",
        "treated",
    }
)


def _is_kept(claim: Sentence, narrowing: Unit) -> bool:
    """Whether the claim names it; any word for a place stands for the treated area."""
    if claim.names(narrowing):
        return True
    return "=treatment_area" in narrowing.keys and not _HERE.isdisjoint(claim.bare)


def _narrowing(sentence: Sentence, place: Unit) -> Iterator[Unit]:
    """The narrowing words before ``place`` in the same phrase."""
    for unit in reversed([u for u in sentence.units if u.first + u.length <= place.first]):
        if place.first - unit.first > _REACH or unit.clause != place.clause or _is_cut(sentence, unit, place):
            return
        if unit.printed in _SCOPES or unit.printed.startswith("insulin"):
            if _is_listed_twice(sentence, unit.first):
                return
            yield unit


def _is_far(sentence: Sentence, place: Unit, unit: Unit) -> bool:
    """Whether a mark or another verb stands between ``place`` and ``unit``."""
    between = range(place.first + place.length, unit.first)
    return any(sentence.breaks[n] or sentence.words[n].text.endswith("ing") for n in (*between, unit.first))


def _area(sentence: Sentence, place: Unit) -> Iterator[Unit]:
    """ "In the treatment area", right after ``place``."""
    for unit in sentence.units:
        gap = unit.first - (place.first + place.length)
        if "=treatment_area" in unit.keys and 0 <= gap <= 5 and not _is_far(sentence, place, unit):
            yield unit


def _is_cut(sentence: Sentence, unit: Unit, place: Unit) -> bool:
    last, first = (
        sentence.words[unit.first + unit.length - 1],
        sentence.words[place.first],
    )
    between = sentence.text[last.end : first.start]
    return bool(re.search(r"[,;:.()]", between)) or unit.printed in (
        "and",
        "or",
        "with",
        "in",
        "for",
    )


_MEMBER = hearing(r"\b(?:including|such as|like)\b", flags=re.NOFLAG)
_KINDS = hearing(r"\b(?:certain|some|particular) (?:types|kinds|forms|sorts) of\b")


def _kinds(case: Case, backing: Backing) -> Iterator[Reason]:
    """ "Certain types of scars" are not "scars"."""
    match = _KINDS.search(backing.own.text)
    if (
        not match
        or any(effective(c) == 2 for c in case.claim.frequencies)
        or re.search("kinds|types", case.claim.text)
    ):
        return
    member = _MEMBER.search(backing.own.text[match.end() :])
    starts = {
        u: [backing.own.words[p.first].start for p in backing.own.find(u)] for u in case.shared(backing)
    }
    names_general = _MEMBER.search(case.claim.text)
    if (
        member
        and not names_general
        and any(min(s) > match.end() + member.end() for s in starts.values() if s)
    ):
        return  # "certain types of scars, including acne scars": the claim names the member
    if any(0 <= start - match.end() <= 1 for s in starts.values() for start in s):
        yield reason(Code.SCOPE_DROPPED, f"The source says “{match[0]}”, the claim leaves it out.")


_WHO_ALSO = hearing(
    r"\bwho (?:are|have|take|were|is)\b(.{3,60}?)\b(?:should|may|must|can)\b", flags=re.NOFLAG
)


def _population(case: Case, backing: Backing) -> Iterator[Reason]:
    """ "People with heart disease who take several medicines" are fewer than those with heart disease."""
    match = _WHO_ALSO.search(backing.own.text)
    if case.claim.stance >= 0 or not match or not case.shared(backing):
        return
    limits = [u for u in backing.own.heavy if u.printed in match[1].casefold()]
    start = match.start()
    named = [u for u in backing.own.heavy if backing.own.words[u.first].start < start]
    if (
        named
        and limits
        and any(case.claim.has(u) for u in limits)
        and not any(case.claim.has(u) for u in named)
    ):
        printed = quoted(u.printed for u in named[-1:])
        yield reason(Code.SCOPE_DROPPED, f"The source means only people with {printed} as well.")
    if limits and not any(case.claim.has(u) for u in limits):
        printed = quoted(u.printed for u in limits)
        yield reason(Code.SCOPE_DROPPED, f"The source means only people with {printed} as well.")


_GROUP = hearing(
    r"\b(?:individuals?|people|those|patients|persons|women|mothers|anyone) (?:\w+ ){0,2}?"
    r"(?:with|on|who|without|prone|undergoing|taking|having|diagnosed)\b(?: [\w-]+){0,3}"
    r"|\b(?:in|for|on) (?:[\w-]+ ){0,3}(?:individuals|people|patients|mothers|women)\b(?: [\w-]+){0,3}"
    r"|\b(?:during|while) (?:pregnan|breast)\w*|\bobese individuals\b"
)
_NAMES_SOMEBODY = hearing(
    r"\b(?:if|while|when|during|with|without|who|whose|unless|until|for|some|certain|many|everyone|everybody"
    r"|anyone|people|those|patients|groups?)\b"
)
_SAFETY = hearing(r"\b(?:safe|safety|unsafe)\b")
_STEM = re.compile(r"\b(?!mesotherapy|individuals|people)[a-z]{5}", re.IGNORECASE)


def _everybody(case: Case) -> Iterator[Reason]:
    """What a source warns of for a group is not said of everybody.

    The claim, or what its page is about, has to name the group.
    """
    groups = [_group_in(b.own) for b in case.near]
    warns = case.claim.stance < 0 or any(
        b.stance < 0 or Role.HARM in b.roles or _SAFETY.search(b.own.text) for b in case.near
    )
    if not warns or not all(groups) or _NAMES_SOMEBODY.search(case.claim.text):
        return
    said = " ".join(filter(None, groups))
    group = read_sentence(said)
    is_named = _stems(case.claim.text) & _stems(said) or any(group.has(u) for u in case.claim.heavy)
    is_named = is_named or _names_condition(case)
    if not is_named and not _is_about(case):
        yield reason(Code.SCOPE_DROPPED, f"The source says this of some people only (“{said} …”).")


_WHO = frozenset({"condition", "medicine", "state", "allergy"})
"""Kinds of things by which people are named: "severe acne", "blood thinners"."""


def _names_condition(case: Case) -> bool:
    """Whether the claim names a condition that the evidence names, if not the people who have it."""
    vocabulary, text = load_vocabulary(), case.claim.text
    named = [m for m in vocabulary.find_mentions(text) if m.concept.role == "contraindication"]
    named += [m for m in vocabulary.find_terms(text) if m.concept.kind in _WHO]
    return bool(named) and any(case.shared(b) for b in case.near)


def _group_in(sentence: Sentence) -> str:
    """The words by which ``sentence`` says of whom it speaks; "" where it speaks of everybody."""
    if found := _GROUP.search(sentence.text):
        return found[0]
    return next((q.printed for q in sentence.quantities if q.bound and q.unit == "month"), "")


def _stems(text: str) -> set[str]:
    return {stem.lower() for stem in _STEM.findall(text)}


def _is_about(case: Case) -> bool:
    """Whether the page is about a group that the evidence names."""
    vocabulary = load_vocabulary()
    own = {m.concept.id for m in vocabulary.find_mentions(case.subject)}
    named = {m.concept.id for b in case.near for m in vocabulary.find_mentions(b.own.text)}
    about = read_sentence(case.subject).heavy
    return bool(own & named) or any(b.own.has(unit) for b in case.near for unit in about)
