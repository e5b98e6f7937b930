"""Claims without a quote: the site's own advice, and what no source says."""

import re
from collections.abc import Callable, Sequence

from content.pipeline.passages import Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.verdicts.case import Backing, reason
from content.pipeline.verdicts.evidence import open_book
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Unit, Weight, read_sentence
from content.pipeline.verdicts.words import stem

Mentions = Callable[[str], int]
"""How many sources say what a text asks about: 0 confirms that none does."""

_OPENINGS = "please |always |so,? |but |then |also |to be safe,? |even so, |first, "
_SITUATIONS = "|".join(
    f"{word} [^,.]*, " for word in ("if", "when", "before", "after", "for", "until", "in", "where", "while")
)
_THINGS_TO_DO = (
    "do not|don't|never|ask|tell|keep|call|get|see|go|talk|speak|check|take|stop|avoid|stay|wait|write|bring|"
    "read|use|contact|phone|ring|seek|make sure|let|say|show|think|treat|choose|look|have|follow|leave|put|"
    "plan|share|note|find|dial|visit|remember|be|consider|discuss|give|hold|print|tick|rest|drink|wash|start|report|list|"
    "count|expect|rely|compare|learn|you should|you can ask|your doctor|your own doctor|only"
)
_ADVICE = re.compile(rf"^(?:{_OPENINGS}|{_SITUATIONS})*(?:{_THINGS_TO_DO})\b", re.IGNORECASE)
_FACT_WORDS = re.compile(
    r"\b(?:(?:it|mesotherapy) (?:is|can|may|will|works|treats|cures|helps|removes)|"
    r"is (?:safe|harmless|effective|proven)|because it|as it (?:is|can|may|will)|since it)\b",
    re.IGNORECASE,
)


_OPEN = rf"^(?:{_OPENINGS}|{_SITUATIONS})*"
_HARMFUL_ADVICE = re.compile(
    rf"{_OPEN}(?:have|get|choose|book|use|try|take|start|undergo|go ahead with)\b(?: \w+){{0,2}}? "
    r"(?:it|mesotherapy|treatments?|injections?|sessions?|medicines?|medication|tablets?)\b"
    r"|(?<!never )(?<!not )(?<!don't )\bstop\b(?! and )|\b(?:do not|don't|never) (?:tell|ask|mention|worry)\b"
    r"|(?<!not )(?<!never )(?<!don't )\b(?:expect|rely)\b|\b(?:nobody|no one|everybody|everyone)\b"
    r"|%|\bper ?cent\b|\b(?:one|\d+) in (?:\d|ten\b|a )",
    re.IGNORECASE,
)
"""To have the treatment, to stop a medicine, to hide something, to count on a result: no advice of ours."""


def judge_advice(text: str) -> Reason:
    """Advice is something to do, on the side of care. A fact about the treatment needs a source."""
    is_safe = not _HARMFUL_ADVICE.search(text.strip())
    if is_safe and _ADVICE.match(text.strip()) and not _FACT_WORDS.search(text):
        return reason(
            Code.SITE_ADVICE,
            "This is the site's own advice, not a statement of a source.",
        )
    message = (
        "This is marked as advice but states a fact. Cite the source of the fact, or tell readers what to do."
    )
    return reason(Code.ADVICE_STATES_FACT, message)


_NOBODY = (
    r"none of (?:the|these) (?:\w+ )?(?:articles|sources)|no (?:other )?(?:article|source)s?"
    r"|(?:the|these|our) (?:\w+ )?(?:articles|sources) (?:do not|never)"
)
_NAMES = "says?|names?|gives?|mentions?|lists?|explains?|tells?(?: you)?|describes?|warns?|asks?|covers?"
_NO_ARTICLE = re.compile(rf"^(?:but |so |also )?(?:{_NOBODY})\s+(?:{_NAMES})?\s*", re.IGNORECASE)


def judge_absence(text: str, mentions: Mentions | None, subject: str) -> Reason:
    """Whether software can confirm that no source says what ``text`` names."""
    match = _NO_ARTICLE.match(text.strip())
    asked = text.strip()[match.end() :] if match else ""
    if _SLOT.match(asked) and not _names_something(asked):
        asked = f"{asked.rstrip('.')} {subject}"
    if mentions is None or not _names_something(asked):
        message = (
            "Software cannot tell what to look for. Name the thing: “No article says how long a rash lasts.”"
        )
        return reason(Code.ABSENCE_UNCHECKED, message)
    if count := mentions(asked):
        return reason(Code.ABSENCE_REFUTED, f"{count} of the sources do say something about this.")
    return reason(Code.ABSENCE_CONFIRMED, "Software found no sentence of the sources that says this.")


_SLOT = re.compile(r"how (?:long|soon|quickly|many|often|common|likely|rare)\b", re.IGNORECASE)
_ASKING = frozenset(
    {
        "happen",
        "explain",
        "number",
        "full",
        "enough",
        "mean",
        "meant",
        "last",
        "how often",
        "how long",
        "how many",
        "long",
    }
)
"""Words of a question that name no thing to look for."""


def _wanted(asked: str, topic: str = "") -> list[Unit]:
    """What a sentence must say to answer ``asked``: its heavy words, or all of them where it has none."""
    units = [u for u in read_sentence(asked, topic).units if u.weight != Weight.EMPTY]
    heavy = [u for u in units if u.weight == Weight.HEAVY and u.printed not in _ASKING]
    return heavy or ([] if all(_is_asking(u) for u in units) else units)


def _is_asking(unit: Unit) -> bool:
    return any(p.printed in _ASKING or stem(p.printed) in _ASKING for p in (unit, *unit.parts))


def _names_something(asked: str) -> bool:
    return bool(_wanted(asked))


def count_mentions(asked: str, articles: Sequence[tuple[Snapshot, Sequence[Passage]]]) -> int:
    """How many ``articles`` have a sentence that answers ``asked`` ("how long the results last").

    A sentence answers where it has every heavy word and, for "how long", "how often", "how many", a
    duration, a word of frequency, a number. Bound to the articles, it is what check_claim wants as
    ``mentions``.
    """
    return sum(_is_mentioned(asked, snapshot, passages) for snapshot, passages in articles)


def _is_mentioned(asked: str, snapshot: Snapshot, passages: Sequence[Passage]) -> bool:
    book = open_book(snapshot, passages)
    wanted = _wanted(asked, book.topic)
    enough = any if " or " in asked else all
    return any(enough(b.own.has(u) for u in wanted) and _fills(asked, b) for b in book.backings)


def _fills(asked: str, backing: Backing) -> bool:
    own = backing.own
    asked = asked.casefold()
    if re.match(r"how (?:long|soon|quickly|many)|(?:an? )?(?:exact )?number", asked):
        return any(q.is_time or "long" not in asked for q in own.quantities)
    if asked.startswith(("how often", "how common", "how likely", "how rare")):
        return bool(own.frequencies)
    return True
