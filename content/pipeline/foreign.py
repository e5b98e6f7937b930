"""Foreign: the passages of an article that are about another treatment than its own."""

import re
from collections.abc import Sequence

from content.pipeline.cues import matches
from content.pipeline.detours import OF_ALL
from content.pipeline.legible import legible
from content.pipeline.passages import Passage, PassageKind
from content.pipeline.settings import Role, Rules, Settings, name_of_line
from content.pipeline.treatments import Treatments

_SPEAKING = (PassageKind.LEAD_IN, PassageKind.SENTENCE, PassageKind.ANSWER)
_IS_NOT = re.compile(r"\b(?:is|are)(?: not|n[’']t) (?:the same|to be|an?|like)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\W*(?:(?:customers|people|others|clients|you) (?:who bought (?:\w+ ){1,4})?(?:also|(?:may|might"
    r"|will) also) \w+"
    r"|(?:related|similar|recommended|further|more) (?:products|treatments|services|items)"
    r"|(?:our |the )?other (?:products|treatments|services|programmes|programs)"
    r"|(?:more|also) (?:from|by|in|at) (?:this|the|our) (?:shop|brand|range|series|line|clinic|house)"
    r"|(?:from the same|the rest of the|in the same) (?:range|brand|series|line)|(?:we"
    r"|treatments we) also (?:offer|do|sell))\b",
    re.IGNORECASE,
)
"""A heading over other things that are sold beside the page's subject."""
_INTRODUCES = re.compile(
    r"\b(?:there (?:is|are) also|(?:and |but )?then there(?:[’']s| is| are)|an alternative"
    r"|not to be confused with"
    r"|(?:another|a further|a different|a second|a related|a similar|the other|one more|one other)"
    r" (?:option|way|method|choice|treatment|possibility|technique|procedure))\b[^.;:!?]{0,30}$",
    re.IGNORECASE,
)
"""Before the name of another treatment: what follows is about it."""
_FEW = 3
_OWN_AGAIN = re.compile(
    r"\W*(?:(?:with|in|for|at|after) )?(?:our|my own) (?:\w+ )?(?:treatments?|methods?|techniques?"
    r"|injections?|procedures?"
    r"|sessions?|clinic|product|mixtures?|cocktails?|patients|clients)\b",
    re.IGNORECASE,
)
"""A sentence that comes back to the page's own treatment without its name."""
_HEADINGS = (PassageKind.HEADING, PassageKind.QUESTION)


def own_treatments(passages: Sequence[Passage], treatments: Treatments) -> frozenset[str]:
    """Which treatments an article is about, by its title, its headings and its text."""
    texts = [p for p in passages if p.kind is not PassageKind.NOISE and p.duplicate_of is None]
    headings = [legible(p.quote)[0] for i, p in enumerate(texts) if _is_title(i, p)]
    return treatments.own(headings, (legible(p.quote)[0] for p in texts if p.kind not in _HEADINGS))


def _is_title(place: int, passage: Passage) -> bool:
    """A heading, or what the page begins with unless it tells what its subject is not."""
    return passage.kind in _HEADINGS or (place == 0 and not _IS_NOT.search(passage.quote))


def passages_on(name: str, passages: Sequence[Passage], treatments: Treatments) -> frozenset[int]:
    """The indexes of the passages that speak of the treatment ``name``, whatever the page is about.

    By their own words, or by the nearest lead-in or heading above them that names any treatment.
    """
    named = [{found for found, _ in treatments.named(legible(p.quote)[0])} for p in passages]
    return frozenset(p.index for p in passages if name in _names_over(p, passages, named))


def _names_over(passage: Passage, passages: Sequence[Passage], named: Sequence[set[str]]) -> set[str]:
    if passage.kind in (PassageKind.NOISE, PassageKind.REFERENCE):
        return set()
    above: int | None = passage.index
    while above is not None:
        if named[above]:
            return named[above]
        over = passages[above]
        above = over.parent if over.parent is not None else over.section
    return set()


def foreign_passages(
    passages: Sequence[Passage], settings: Settings, rules: Rules, own: frozenset[str]
) -> frozenset[int]:
    """The indexes of the passages that are about a treatment outside ``own``; none where that is empty."""
    finder = _Finder(passages, settings, rules, own)
    return frozenset(finder.find()) if own else frozenset()


class _Finder:
    """Reads from top to bottom: what stands under a foreign passage, or goes on with it, is foreign too."""

    def __init__(
        self, passages: Sequence[Passage], settings: Settings, rules: Rules, own: frozenset[str]
    ) -> None:
        self.passages = passages
        self.settings = settings
        self.cues = rules.cues
        self.treatments = rules.treatments
        self.own = own
        self.found: set[int] = set()
        self.named: dict[int, tuple[bool, bool]] = {}

    def find(self) -> set[int]:
        for passage in self.passages:
            if self._is_foreign(passage):
                self.found.add(passage.index)
        return self.found

    def _is_foreign(self, passage: Passage) -> bool:
        """By the column or row of a table, the nearest heading that names a treatment, or the paragraph."""
        if passage.kind in (PassageKind.NOISE, PassageKind.REFERENCE):
            return False
        names = self._names_in(passage.quote)
        if names & self.own and passage.kind in _SPEAKING:
            return False
        if (
            self._is_about_other(passage)
            or self._is_named_for_other(passage)
            or self._is_sold_beside(passage)
        ):
            return True
        if names & self.own:
            return False
        if passage.kind in _HEADINGS and self._names_other(passage.quote):
            return True
        return self._goes_on(passage) or self._opens_with_other(passage, names) or self._introduces(passage)

    def _is_about_other(self, passage: Passage) -> bool:
        heads = (passage.column, passage.parent) if passage.kind is PassageKind.TABLE_ROW else ()
        if any(i is not None and self._names_other(self.passages[i].quote) for i in heads):
            return True
        if passage.parent is not None and passage.kind is not PassageKind.TABLE_ROW:
            parent = self.passages[passage.parent]
            if parent.kind is PassageKind.LEAD_IN and self._names_in(parent.quote) & self.own:
                return False
        if passage.parent is not None and passage.parent in self.found:
            return True
        section = passage.section
        while section is not None:
            names_other, names_own = self._named_by(section)
            if section in self.found or names_other:
                return True
            if names_own:
                return False
            section = self.passages[section].section
        return False

    def _named_by(self, heading: int) -> tuple[bool, bool]:
        """Whether a heading names another treatment, and the page's own; asked once for all under it."""
        if heading not in self.named:
            words = self.passages[heading].quote
            self.named[heading] = self._names_other(words), bool(self._names_in(words) & self.own)
        return self.named[heading]

    def _is_sold_beside(self, passage: Passage) -> bool:
        """An item under "Customers also bought"."""
        if passage.kind is not PassageKind.LIST_ITEM or passage.section is None:
            return False
        return _OTHERS.match(self.passages[passage.section].quote) is not None

    def _is_named_for_other(self, passage: Passage) -> bool:
        """ "Botulinum toxin: a different injection", unless reasons to stay away are listed."""
        label = name_of_line(passage)
        return (
            bool(label)
            and self._names_other(label)
            and self.settings.of(passage).role != Role.CONTRAINDICATION
        )

    def _names_in(self, words: str) -> set[str]:
        return {name for name, _ in self.treatments.named(legible(words)[0])}

    def _names_other(self, words: str) -> bool:
        return self.treatments.is_about_other(words, self.own)

    def _goes_on(self, passage: Passage) -> bool:
        """The rest of a paragraph that began with another treatment, and a next one that points back."""
        before = self.passages[passage.index - 1] if passage.index else None
        if before is None or before.index not in self.found or before.section != passage.section:
            return False
        if before.kind is PassageKind.TABLE_ROW or self._comes_back(passage):
            return False
        return before.line == passage.line or matches(self.cues.words["anaphora"], passage.quote)

    def _introduces(self, passage: Passage) -> bool:
        """ "Another option is the chemical peel." """
        text = legible(passage.quote)[0]
        named = self.treatments.named(text)
        if not named or passage.kind not in _SPEAKING or not _INTRODUCES.search(text, 0, named[0][1].start):
            return False
        return len(text[named[-1][1].end :].split()) <= _FEW

    def _comes_back(self, passage: Passage) -> bool:
        """To the page's own treatment, or to all."""
        is_back = _OWN_AGAIN.match(passage.quote) or OF_ALL.search(passage.quote)
        return is_back is not None and not self._names_in(passage.quote)

    def _opens_with_other(self, passage: Passage, names: set[str]) -> bool:
        """A sentence that is all about another treatment, unless it stands in a list of reasons."""
        if not names or self.settings.of(passage).role == Role.CONTRAINDICATION:
            return False
        text = legible(passage.quote)[0]
        spans = self.treatments.foreign_spans(text, self.own)
        return bool(spans) and not text[: spans[0].start].strip() and spans[-1].end >= len(text.rstrip())
