"""A claim that joins two statements: each half may stand in a sentence of its own."""

import re

from content.pipeline.verdicts.hearing import hearing

_VERB = r"(?:is|are|may|might|can|could|will|should|must|do|does|has|have|takes?|lasts?)"
_NAMED = rf"(?:the|your|its|most|some|many) [\w-]+(?: (?!and\b|or\b)[\w-]+){{0,3}}? {_VERB}"
_JOINT = re.compile(
    rf"(?:;|,? (?:and|but)) (?=(?:(?P<again>it|they)|you|there|mesotherapy|{_NAMED})\b)", re.IGNORECASE
)
_BOUND = hearing(
    r"\b(?:if|when|while|unless|until|because|since|although|though|so|that|which|who|whose|where|as|both|either)\b",
    r"\b(?:before|after|during|due to|than|same|also|other|another|then|this|these|those)\b",
)
"""Words by which one half depends on the other."""
_OF_THE_TREATMENT = re.compile(
    r"(?:it|mesotherapy|the (?:treatment|procedure|injections?|sessions?))\b", re.IGNORECASE
)


def halves_of(claim: str) -> tuple[str, str] | None:
    """The two statements that ``claim`` joins by "and", "but" or a semicolon; None where it is not two.

    Each has a subject of its own, and nothing in either depends on the other. "It" and "they" in the second
    are taken only for the treatment: of another thing the second half may be true, of that one not.
    """
    joints = list(_JOINT.finditer(claim))
    if len(joints) != 1 or _BOUND.search(claim):
        return None
    first, second = claim[: joints[0].start()], claim[joints[0].end() :]
    if joints[0]["again"] and not _OF_THE_TREATMENT.match(first):
        return None
    return f"{first}.", f"{second[:1].upper()}{second[1:]}"
