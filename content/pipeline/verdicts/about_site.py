"""What a site may say of itself without an article, and what is more than that.

Whoever marks a sentence ``[@site]`` speaks without evidence. So a sentence is refused as soon as anything in
it could tell a reader what the treatment does, how a body fares, or that the pages leave nothing out: some
harmless sentences with it, which their editor can put in other words. The rules are our own, tried on
falsehoods in tests/pipeline/cases/site_statements.jsonl.
"""

import re

from content.pipeline.spans import without_unseen
from content.pipeline.verdicts.case import reason
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.vocabulary import load_vocabulary

_PART = (
    r"(?:(?:this|the|our) (?:web ?)?site|(?:this|these|each|every|most|no|all|a|the|our|its) (?:\w+ )?pages?"
    r"|(?:(?:the|this|that|our|each|every|most|some|a|these|no) )?(?:software|browsers?|cookies?|scripts?"
    r"|screens?|quotes?|sentences?|links?|headings?)|we|our (?:articles|texts?))"
)
_NAMES_PART = re.compile(
    rf"\b(?:{_PART}|our|us|paper)\b|\bhealth professional has (?:read|reviewed|checked)\b", re.IGNORECASE
)

_TREATMENT = (
    r"(?<!about )(?<!having )(?<!words on )\bmesotherapy\b",
    r"\bmesotherapy\b,? (?:\w+,? )?(?!and want)(?:is|are|was|has|can|cannot|may|might|will|should|must)\b",
    r"\bmesotherapy\b (?:does|never|always|to|for|with|without|while|if)\b",
    r"\b(?:therapy|procedure|mix|inject(?:ions?|ed)|needles?|sessions?|doses?|results?|substances?)\b",
    r"(?<!praise )(?<!about )\b(?:the|this|your|that) treatments?\b|\btreatments? (?:that|which|on|in|for)\b",
)
"""The treatment as more than what pages are about."""
_BODY = (
    r"\b(?:skin|faces?|hair|fat|wrinkles?|bod(?:y|ies)|hearts?|blood|weight|moles?|eyes?|legs?|scars?)\b",
    r"\b(?:bab(?:y|ies)|pregnan\w*|breast-?feed\w*|cancer|diabet\w*|illness\w*|diseases?|symptoms?)\b",
    r"\b(?:pain\w*|hurts?|harm\w*|danger\w*|risk\w*|bleed\w*|bruis\w*|swell\w*|infect\w*|allerg\w*)\b",
    r"\b(?:cur(?:e|es|ed|ing)|heal(?:s|ed|ing)?|healthy|healthier|unwell|ill|sick|fine|calm)\b",
    r"\b(?:medicines?|medication|tablets?|insulin|drugs?|alcohol|smok\w+|vaccin\w*)\b",
    r"\b(?:side effects?|safe(?:ly|r)?|safety(?! advice)|effective\w*|proven)\b",
    r"\b(?:younger|youth\w*|beaut\w+|slim\w*|thinner|firmer|smoother|glow\w*|worth|happy|happier)\b",
    r"\b(?:women|men|children|teenagers|patients?|adults|anybody|nobody|no ?one|everybody)\b",
    r"\b(?:many|most|some|other) (?:people|readers|of us)\b|\breaders of\b",
)
"""Bodies, illnesses, and how people fare."""
_OUTCOME = (
    r"\b(?:it|that|this|they) (?:\w+ )?(?:works?|helps?|lasts?|treats?|removes?|melts?|reduces?|suits)\b",
    r"\b(?:works?|helps?|suits?) (?:for|against|with) (?:you|all|every|most|any|people)\b|\bworked\b",
    r"\byou (?:\w+ )?(?:will|would|should|must|may|need|get|feel|look|lose|heal|are|were)\b(?! came)",
    r"\byou (?:can|could) (?!(?:read|see|print|open|follow|use|write|find|jump|make the text|sign)\b)",
    r"\b(?:have|try|get|choose|book|start|say\w* yes to) (?:it|this|one)\b|\b(?:had|against) it\b",
    r"\b(?:stop|skip|ignore|go ahead|ready for|instead of|replaces?|takes the place)\b|%|\bper ?cent\b",
    r"\b(?:\d+|two|three|nine|half|most|one(?! of them)) (?:of|in|out of) (?:\d|ten|the people|all|people)\b",
)
"""What becomes of readers, what they are to do, and shares of people."""
_WHO = (
    r"(?:doctors?|nurses?|pharmacists?|(?:health )?professionals?|experts?|physicians?|scientists?|clinics?"
    r"|surgeons?|hospitals?|governments?|health service|authorit(?:y|ies))"
)
_TRUST = (
    r"\b(?:recommend|guarantee|promis|prov(?:e|es|ed|ing)\b|certif|approv|trust|endors|advis(?:e|es|ed)\b|studied)",
    rf"^(?!.*\b(?:no|none of|not)\b).*\b{_WHO}\b",
    rf"\b{_WHO}\b (?:reads?|reviews?|checks?|agrees?|confirms?|says?|writes?|wrote|agreed|confirmed)\b",
    rf"\b(?:without|not) (?:a|any|asking a) {_WHO}\b|\b(?:your|their) (?:doctor|own health|chances?)\b",
    r"\bno (?:need|reason)\b|\bneeds? no\b|\b(?:not|never|no \w+) needs?\b",
    r"\b(?:always|all|never|cannot be|not) (?:\w+ )?(?:true|right|wrong|correct|mistaken)\b(?! for you)",
    r"\b(?:is|are) (?:true|correct|accurate|reliable)\b",
    r"\b(?:complete|enough|everything you need|all you need|nothing is (?:missing|left out)|truth)\b",
    r"\b(?:good|better|best|great|bad|gentle|cheap|excellent|wonderful|(?<!for )benefits?|legal|wins?)\b",
    r"\bformality\b|\bour articles (?:all|agree|show|are (?!few|not|listed|short|old|in))",
    r"\bwarnings? (?:\w+ ){0,4}(?:is|are)\b",
    r"\b(?:every|all(?: the| of the)?|each|only|any|few|no|small|rare) (?:\w+ )?(?:reasons?|warnings?)\b",
    r"\b(?:every|all(?: the| of the)?|each|only|any|few|no|small|rare) (?:\w+ )?(?:effects?|problems?)\b",
    r"(?<!cannot )(?<!not )\b(?:know|tell|decide|check|say)s? (?:you )?(?:your|whether|(?:if|what) you)\b",
)
"""That somebody vouches for the treatment or the pages, or that the pages are enough."""

_SAYS = (
    r"(?:says?|said|shows?|showed|tells?|told|finds?|found|agrees?|thinks?|knows?|believes?|means?|confirms?"
    r"|claims?|reports?|reported)"
)
_TOLD = (
    r"(?:that (?!no article)|it\b(?! and)|how (?:well|good|little)|(?:there|yes|no|nobody|nothing|people)\b"
    r"|(?:some|many|most|mesotherapy)\b|your?\b(?! in plain words)|the \w+ to\b)"
)
_REPORTED = (
    rf"\b{_PART}\b (?:all |also |\w+ly |has |have |never )?{_SAYS} (?:you |us |readers )?{_TOLD}",
    rf",? (?:as )?{_PART} (?:all )?{_SAYS}[.!]?$|, {_SAYS} {_PART}[.!,]|,(?: as)? {_PART} {_SAYS},",
)
"""A fact put into the mouth of the site: "it helps, our pages say"."""

_NOT_READ = re.compile(r"[*_`]")
_FOREIGN = r"[^\W\d_A-Za-zÀ-ɏ]"
"""A letter that may look like one of ours and be another."""
_MORE = re.compile("|".join((*_TREATMENT, *_BODY, *_OUTCOME, *_TRUST, *_REPORTED, _FOREIGN)), re.IGNORECASE)


def judge_site(text: str) -> Reason:
    """What a site says of itself needs no article; what it says of the treatment or of health does."""
    words = _NOT_READ.sub("", without_unseen(text))
    if _NAMES_PART.search(words) and not _says_more(words):
        return reason(Code.SITE_STATEMENT, "This is about the site itself, so no article can say it.")
    message = (
        "This is marked as a statement about the site, but it may be read as one about something else. "
        "Cite a source, or say plainly which part of the site it is about."
    )
    return reason(Code.SITE_STATES_HEALTH, message)


def _says_more(text: str) -> bool:
    return bool(_MORE.search(text)) or _names_concept(text)


def _names_concept(text: str) -> bool:
    """Whether it names anything that articles say the treatment is for, is no good for, or does."""
    return any(load_vocabulary().find_mentions(text))
