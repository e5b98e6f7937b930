"""Detours: parts of a sentence that speak of another treatment without making it their subject.

treatments.py finds what another treatment is the subject of. Here are the other ways: it is chosen or sent
for ("choose a peel for …"), it is the setting ("in PRP …", "after a peel …"), it is what a reason forbids
("rules out laser"), or the sentence names no treatment and still says that it tells of something else.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from content.pipeline.spans import Span

_PART = re.compile(r"[;.!?]\s|,? (?=(?:while|whereas|but|although)\b)")
_DETERMINERS = r"(?:(?:an?|the|any|some|our|your|every|each|most|all|other|classic|older|deep|medical) )*$"
_AT_START = r"^[\W_]*(?:(?:and|but|so|yet|then|now) )?"
_INSIDE = re.compile(_AT_START + r"(?:in|during) " + _DETERMINERS, re.IGNORECASE)
_BESIDE = re.compile(
    _AT_START + r"(?:with|after|following|next to|set against|in the days after) " + _DETERMINERS,
    re.IGNORECASE,
)
_AIMED = re.compile(
    _AT_START
    + r"(?:if you|if your|for|when it comes to|against|when|anyone with|people with)\b[^,]{1,80}, "
    + _DETERMINERS,
    re.IGNORECASE,
)
"""What another treatment is named for, before its name."""
_OWN_AGAIN = re.compile(r", (?=(?:this|it|our|my|we|here|you can have)\b)", re.IGNORECASE)
_CHOSEN = re.compile(
    r"\b(?:choos(?:e|es|ing)|chosen?|pick(?:ed)?|opt(?:ed)? for|(?:go|went) (?:for|with)|prefer(?:red)?"
    r"|reach for|turn(?:ed)? to"
    r"|try|tried|consider|suggest|recommend|advise|add|book|buy|order|come (?:\w+ ){0,2}for|(?:also|often"
    r"|sometimes) (?:offers?|do|does|have|use|perform|sell)|offers?"
    r"|(?:ask|asked|asking) (?:us )?about|(?:once|previously|elsewhere) (?:had|got|underwent)"
    r"|(?:rather|sooner|better|instead|then|we|i) (?:use|do|have|try|offer|take)|need|needs|want|wants"
    r"|calls? for"
    r"|(?:leave|refer|send|hand|pass) (?:\w+ ){0,3}(?:to|for)|responds? (?:\w+ ){0,3}(?:to|on)"
    r"|(?:ask|see) (?:\w+ ){1,4}about|(?:job|matter|case|task|territory|domain) (?:for|of)"
    r"|better (?:dealt with by|tackled by|with|by|off with|served (?:with|by)|treated (?:with|by)|suited to"
    r"|left to)) " + _DETERMINERS,
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:alongside|together|combin\w+|in addition|conjunction|before|first|beforehand"
    r"|plus)\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"(?:\brul(?:e|es|ed|ing) out|\bexclud(?:e|es|ing)|\bpreclud(?:e|es|ing)|\b(?:prevent|prohibit|forbid"
    r"|bar)s?"
    r"|\bcontra-?indicat\w+ (?:to|for|in|with|against)|\breasons? (?:not to have|to avoid|against)"
    r"|\b(?:cannot|can not|can[’']t|(?:should|must|may|could) ?(?:not|n[’']t)|never)"
    r" (?:have|undergo|receive|get|be (?:treated|given|offered)(?: with)?)"
    r"|\bno candidates? for|\b(?:un|not )(?:suitable|fit|safe) for|\bstay away from|\bforbidden (?:in|for"
    r"|with)"
    r"|\b(?:risks?|side[- ]effects?|complications?|dangers?|drawbacks?) (?:of|with)) " + _DETERMINERS,
    re.IGNORECASE,
)
OF_ALL = re.compile(
    r"\b(?:both|either|neither|none|all|any|every|each|whatever|whichever)\b"
    r"(?: (?:of|the|our|these|other|two|three|kinds?|types?|injectable|such|cosmetic))*"
    r" (?:treatments?|methods?|procedures?|techniques?|injections?|therapy|therapies|them|these)\b"
    r"|\bwhatever (?:the|your|our) \w+",
    re.IGNORECASE,
)
"""What is said of all treatments is said of the page's own."""
_OR_THIS = re.compile(r"\b(?:or|nor|neither) (?:it|this|ours?)\b", re.IGNORECASE)
_NO = re.compile(r"\bno " + _DETERMINERS, re.IGNORECASE)
_WITH_WHOM = re.compile(r"\s(?:for|in|if|with|during|when|while) (?!the\b|\d|two\b|four\b)", re.IGNORECASE)
"""Around a treatment: "no Botox for people with …"."""
_OF_PEOPLE = re.compile(
    r"[- ](?:blends?|mix\w*|cocktails?|formulas?|products?|solutions?|patients?|clients?|people|users?"
    r"|treated|areas?|in the (?:last|past)|within|before|prior|until"
    r"|on the same|at the same)\b",
    re.IGNORECASE,
)
"""Behind a treatment: those who had it are meant, or the time since."""
_SINCE = re.compile(
    r"\b(?:wait|await|avoid|postpone|delay|must|should|shall|cannot|can[’']t|not (?:be|have|come|book)|tell"
    r"|mention"
    r"|inform|at least|healed|ago|(?:the|your|in|since) (?:last|past)|recent\w*|in place|weeks? (?:before"
    r"|apart|between)"
    r"|months? (?:before|apart|between)|before (?:we|you|your|it|any|this|the)|(?:these|our) injections)\b",
    re.IGNORECASE,
)
"""What somebody had is a reason to wait, not a detour."""
_BY_THEN = re.compile(r"[^.;:,]{0,60}?\b(?:would|might|could) (?:have|mean|leave|need|involve|bring|give)\b")
_OPENS = re.compile(_AT_START + _DETERMINERS, re.IGNORECASE)
_PAST_ITS_PLACE = re.compile(
    r"\s(?:for|of|in|on|to|at|around|under|over) (?:the |your |an? )?(?:\w+ ){1,4}?"
    r"(?:can|may|might|could|will|would|means?|leaves?|causes?|carries|brings?)\b",
    re.IGNORECASE,
)
_FOR = re.compile(r"\s(?:treatments? |sessions? )?(?:for|against)\b", re.IGNORECASE)
_ALTERNATIVES = re.compile(
    r"^[\W_]*(?:(?:your|the|other|possible|some|good|common|popular|main|my|our|real) )*"
    r"(?:alternatives?|other (?:options?|possibilities|choices|ways|methods))"
    r"(?: (?:to|for|instead of|open to) [^:.;]{1,30})?(?:\s?:| (?:are|is|include|would be|could be"
    r"|might be)\b)",
    re.IGNORECASE,
)
_NOT_COVERED = re.compile(
    r"\b(?:leaflet|page|form|article|list|text|section|sheet|guide|advice|information|brochure|consent)\b"
    r" (?:is|are|does|do|was)(?: not|n[’']t) (?:for|about|cover\w*|apply|meant|include\w*|concern\w*|deal)\b"
    r"[^.;]{0,80}?\b(?:(?:for|in|with|at|to|on|of) which|whose|where)\b",
    re.IGNORECASE,
)
"""What follows is said of what the page is not about."""
_SWALLOWED = re.compile(
    r"^(?=[^.;]*\b(?:by mouth|orally|oral \w+|swallow\w*|tablets?|pills?|capsules?|syrups?)\b)"
    r"[^.;]*\b(?:stomach|kidneys?|livers?|guts?|bowels?|digestion|intestines?)\b",
    re.IGNORECASE,
)
_NEAR = 30


@dataclass(frozen=True, slots=True)
class Detours:
    """Parts of a sentence that tell of something else.

    ``whole``: nothing there is the page's own. ``told``: uses and effects there are not, while whom the
    sentence warns may still be meant.
    """

    whole: tuple[Span, ...] = ()
    told: tuple[Span, ...] = ()


def detours_in(text: str, names: Sequence[tuple[str, Span]], own: Collection[str]) -> Detours:
    """The detours of ``text``, in which the treatments ``names`` stand; ``own`` are the page's."""
    whole, told = [*_uncovered(text)], []
    for part in _parts(text):
        here = [(name, span) for name, span in names if part.contains(span)]
        mine = next((span for name, span in here if name in own), None)
        others = [span for name, span in here if name not in own]
        if mine:
            part, others = _up_to(mine, text, part, others)
        if _is_set_in(text, part, others) or (not mine and _is_whole(text, part, others)):
            whole.append(part)
        elif _is_beside(text, part, others):
            again = _OWN_AGAIN.search(text, part.start + 1, part.end)
            told.append(Span(part.start, again.start()) if again else part)
        elif not mine and _is_told(text, part, others):
            told.append(part)
    return Detours(tuple(whole), tuple(told))


def _up_to(mine: Span, text: str, part: Span, others: Sequence[Span]) -> tuple[Span, list[Span]]:
    """What stands in ``part`` before the clause that names the page's own treatment."""
    end = text.rfind(",", part.start, mine.start)
    if end <= part.start:
        return part, []
    return Span(part.start, end), [span for span in others if span.end <= end]


def _parts(text: str) -> Iterator[Span]:
    start = 0
    for mark in _PART.finditer(text):
        yield Span(start, mark.end())
        start = mark.end()
    yield Span(start, len(text))


def _uncovered(text: str) -> Iterator[Span]:
    found = _NOT_COVERED.search(text)
    if found:
        yield Span(found.start(), len(text))


def _is_whole(text: str, part: Span, others: Sequence[Span]) -> bool:
    words = part.of(text)
    if _ALTERNATIVES.match(words):
        return True
    is_of_all = any(words.search(text, part.start, part.end) for words in (OF_ALL, _OR_THIS))
    return not is_of_all and any(_is_forbidden(text, part, other) for other in others)


def _is_set_in(text: str, part: Span, others: Sequence[Span]) -> bool:
    """ "In PRP your own blood is taken", unless it is told when."""
    if not others or not _stands(_INSIDE, text, part, others[0]):
        return False
    return not _SINCE.search(text, others[0].end, min(others[0].end + _NEAR, part.end))


def _is_forbidden(text: str, part: Span, other: Span) -> bool:
    if _OF_PEOPLE.match(text, other.end):
        return False
    is_none = _stands(_NO, text, part, other) and _WITH_WHOM.match(text, other.end) is not None
    return is_none or _stands(_FORBIDDEN, text, part, other)


def _is_told(text: str, part: Span, others: Sequence[Span]) -> bool:
    if not others:
        return _SWALLOWED.search(part.of(text)) is not None
    return _is_chosen(text, part, others) or _is_far_subject(text, part, others)


def _is_chosen(text: str, part: Span, others: Sequence[Span]) -> bool:
    """ "Choose a peel for melasma", "for jowls, a facelift is better"; not what is given together."""
    is_chosen = _stands(_AIMED, text, part, others[0]) or any(
        _stands(_CHOSEN, text, part, other) for other in others
    )
    return is_chosen and not _TOGETHER.search(part.of(text))


def _is_beside(text: str, part: Span, others: Sequence[Span]) -> bool:
    """ "After a peel the skin is raw", unless it is a reason to wait."""
    return bool(others) and _stands(_BESIDE, text, part, others[0]) and not _SINCE.search(part.of(text))


def _is_far_subject(text: str, part: Span, others: Sequence[Span]) -> bool:
    """ "A peel for melasma"; "surgery on the same spot would mean scars"."""
    first = others[0]
    if not _stands(_OPENS, text, part, first) or _SINCE.search(part.of(text)):
        return False
    behind = text[first.end : part.end]
    if _FOR.match(behind):
        return True
    return _PAST_ITS_PLACE.match(behind) is not None or _BY_THEN.match(behind) is not None


def _stands(before: re.Pattern[str], text: str, part: Span, name: Span) -> bool:
    """Whether words of ``before`` stand right before ``name``."""
    return before.search(text[part.start : name.start]) is not None
