"""Guards over how far a statement reaches: only, than, because, of whom, of what kind."""

import re
from collections.abc import Iterator

from content.pipeline.verdicts.case import Backing, Case, effective, quoted, reason
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Sentence, Unit
from content.pipeline.verdicts.stance import Role
from content.pipeline.vocabulary import load_vocabulary

_ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but|nobody else|no other)\b", re.IGNORECASE)


def exclusivity(case: Case) -> Iterator[Reason]:
    """ "Only" in the claim needs "only" in the source."""
    found = _ONLY.search(case.claim.text)
    if found and not any(_ONLY.search(b.own.text) for b in case.backings):
        yield reason(Code.ONLY_NOT_IN_SOURCE, f"The source does not say “{found[0]}”.")


_THAN = re.compile(
    r"\b(?:than|compared (?:to|with)|as (?!well\b|long\b|soon\b)\w+ as)\b",
    re.IGNORECASE,
)
_THAN_SOURCE = re.compile(
    r"\b(?:than|compared|alternative|others?|more|less|instead|better|rather)\b",
    re.IGNORECASE,
)
_NUMBER_THAN = re.compile(r"\b(?:more|less|fewer|longer|older|younger|other|rather) than\b", re.IGNORECASE)


_EQUAL = re.compile(r"\bas \w+ as\b|\b(?:equal|same|similar|alike|comparable)\b", re.IGNORECASE)


def comparison(case: Case) -> Iterator[Reason]:
    """A comparison in the claim needs one in the source."""
    text = _NUMBER_THAN.sub(" ", case.claim.text) if case.claim.quantities else case.claim.text
    is_equal = re.search(r"\bas \w+ as\b", text) and not re.search(
        r"\bas (?:well|long|soon|many|much) as\b", text
    )
    if is_equal and not any(_EQUAL.search(b.own.text) for b in case.backings):
        yield reason(Code.COMPARISON_NOT_IN_SOURCE, "The source does not call the two equal.")
    elif _THAN.search(text) and not any(_THAN_SOURCE.search(b.own.text) for b in case.backings):
        yield reason(Code.COMPARISON_NOT_IN_SOURCE, "The source does not compare the two.")


def reasons_bound(case: Case) -> Iterator[Reason]:
    """A reason holds for its own sentence: a "because" borrowed from another one is made up."""
    for number, kind in enumerate(case.claim.clauses):
        if kind != "reason":
            continue
        inside = [u for u in case.claim.heavy if u.clause == number]
        outside = [u for u in case.claim.heavy if u.clause != number]
        if inside and outside and not any(_joins(b, inside, outside) for b in case.backings):
            printed = quoted(u.printed for u in inside)
            yield reason(
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
        "active",
        "localized",
        "localised",
        "insulin",
        "mild",
    }
    | {"moderate"}
)
_REACH = 4
"""How many words a narrowing word may stand before what it narrows."""


def scope(case: Case) -> Iterator[Reason]:
    """Words that narrow whom or what the source means stay: "severe acne" is not "acne".

    Unless another cited sentence says it without them.
    """
    for unit in case.claim.heavy:
        places = [(b.own, place) for b in case.near for place in b.own.find(unit)]
        dropped = [_dropped(case.claim, source, place) for source, place in places]
        if dropped and all(dropped):
            said = f"The source says “{dropped[0]}” of “{unit.printed}”, the claim leaves it out."
            yield reason(Code.SCOPE_DROPPED, said)
            return
    yield from _everybody(case)
    for backing in case.near:
        yield from _population(case, backing)
        yield from _kinds(case, backing)


def _dropped(claim: Sentence, source: Sentence, place: Unit) -> str:
    """The narrowing word before ``place``, or area after it, that ``claim`` does not keep; or ""."""
    narrowing = [*_narrowing(source, place), *_area(source, place)]
    return next((u.printed for u in narrowing if not _is_kept(claim, u)), "")


def _narrowing(sentence: Sentence, place: Unit) -> Iterator[Unit]:
    """The narrowing words before ``place`` in the same phrase."""
    for unit in reversed([u for u in sentence.units if u.first + u.length <= place.first]):
        if place.first - unit.first > _REACH or unit.clause != place.clause or _is_cut(sentence, unit, place):
            return
        if unit.printed.split()[0] in _SCOPES:
            yield unit


def _area(sentence: Sentence, place: Unit) -> Iterator[Unit]:
    """ "In the treatment area", right after ``place`` in a warning."""
    for unit in sentence.units:
        gap = unit.first - (place.first + place.length)
        if sentence.stance < 0 and "=treatment_area" in unit.keys and 0 <= gap <= 2:
            yield unit


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


_MEMBER = re.compile(r"\b(?:including|such as|like)\b")
_KINDS = re.compile(r"\b(?:certain|some|particular) (?:types|kinds|forms|sorts) of\b", re.IGNORECASE)


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
        u: [backing.own.words[p.first].span.start for p in backing.own.find(u)] for u in case.shared(backing)
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


_WHO_ALSO = re.compile(r"\bwho (?:are|have|take|were|is)\b(.{3,60}?)\b(?:should|may|must|can)\b")


def _population(case: Case, backing: Backing) -> Iterator[Reason]:
    """ "People with heart disease who take several medicines" are fewer than those with heart disease."""
    match = _WHO_ALSO.search(backing.own.text)
    if case.claim.stance >= 0 or not match or not case.shared(backing):
        return
    limits = [u for u in backing.own.heavy if u.printed in match[1].casefold()]
    if limits and not any(case.claim.has(u) for u in limits):
        printed = quoted(u.printed for u in limits)
        yield reason(Code.SCOPE_DROPPED, f"The source means only people with {printed} as well.")


_GROUP = re.compile(
    r"\b(?:individuals?|people|those|patients|persons|women|mothers|anyone) (?:\w+ ){0,2}?"
    r"(?:with|on|who|without|prone|undergoing|taking|having|diagnosed)\b(?: [\w-]+){0,3}"
    r"|\b(?:in|for|on) (?:[\w-]+ ){0,3}(?:individuals|people|patients|mothers|women)\b(?: [\w-]+){0,3}"
    r"|\b(?:during|while) (?:pregnan|breast)\w*|\bobese individuals\b",
    re.IGNORECASE,
)
_NAMES_SOMEBODY = re.compile(
    r"\b(?:if|while|when|during|with|without|who|whose|unless|until|for|some|certain|many|everyone|everybody"
    r"|anyone|people|those|patients|groups?)\b",
    re.IGNORECASE,
)
_SAFETY = re.compile(r"\b(?:safe|safety|unsafe)\b", re.IGNORECASE)
_STEM = re.compile(r"\b(?!mesotherapy|individuals|people)[a-z]{5}", re.IGNORECASE)


def _everybody(case: Case) -> Iterator[Reason]:
    """What a source warns of for a group is not said of everybody.

    The claim, or what its page is about, has to name the group.
    """
    groups = [_GROUP.search(b.own.text) for b in case.near]
    warns = any(b.stance < 0 or Role.HARM in b.roles or _SAFETY.search(b.own.text) for b in case.near)
    if not warns or not all(groups) or _NAMES_SOMEBODY.search(case.claim.text):
        return
    said = " ".join(group[0] for group in groups if group)
    if not _stems(case.claim.text) & _stems(said) and not _is_about(case):
        yield reason(Code.SCOPE_DROPPED, f"The source says this of some people only (“{said} …”).")


def _stems(text: str) -> set[str]:
    return {stem.lower() for stem in _STEM.findall(text)}


def _is_about(case: Case) -> bool:
    """Whether the page is about a group that the evidence names."""
    vocabulary = load_vocabulary()
    own = {m.concept.id for m in vocabulary.find_mentions(case.subject)}
    named = {m.concept.id for b in case.near for m in vocabulary.find_mentions(b.own.text)}
    return bool(own & named) or bool(
        _stems(case.subject) & {s for b in case.near for s in _stems(b.own.text)}
    )
