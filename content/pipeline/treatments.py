"""Treatments: which one a page is about, and which of its words are about another.

A clinic's page on mesotherapy also says what toxin does and what peels cause. Such words carry the same cues
as the page's own, so they are set apart by what stands as their subject: the nearest heading, the column of a
table, or the treatment that opens the clause. This is ConText's "experiencer" (Harkema et al. 2009, *Journal
of Biomedical Informatics* 42:839) with a treatment in the patient's place.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from content.pipeline.datafiles import read_data
from content.pipeline.legible import legible
from content.pipeline.spans import Span
from content.pipeline.terms import TermIndex, forms_of, tokens_of

TREATMENTS_FILE = Path(__file__).resolve().parent.parent / "data" / "treatments.toml"

_CLAUSE_MARK = re.compile(r"[,;:.!?()–—]")
_VERSUS = re.compile(r"\b(?:vs?\.?|versus|or|compared)\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:vs?\.?|versus|compar\w+|differen\w+|better than|which .{0,20}better|alternatives?)\b|\bor\b.*\?",
    re.IGNORECASE,
)
MESOTHERAPY = "mesotherapy"
"""What pages are read for: where it is compared, nothing that is said of the other is its own."""
_OWN_POINTER = re.compile(r"\b(?:it|this|i|my|we)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\s*(?:which|that|who|whose|where)\b", re.IGNORECASE)
_COORDINATED = re.compile(r"\s*(?:or|and|nor)\b", re.IGNORECASE)
_WHAT_IT_DOES = re.compile(
    r"\s*(?:treatments?|procedures?|injections?|sessions?|surgery)?\s*(?:that|which)\s+(?:can|may|could"
    r"|might|will|often"
    r"|causes?d?|leads?|led|leaves?|left|gave|burnt|made)\b",
    re.IGNORECASE,
)
_BY_MEANS = re.compile(r"\b(?:with|by|through|via) (?:an? )?$", re.IGNORECASE)
_NO_MEANS = re.compile(
    r"\b(?:combin\w+|together|along|conjunction|mixed|paired|teamed|used|given|people|patients|those|anyone"
    r"|clients"
    r"|women|men)(?: (?:it|this|them))? with (?:an? )?$"
    r"|\b(?:than|as|not|like|unlike|compared) (?:it is )?(?:with|by|through|via) (?:an? )?$",
    re.IGNORECASE,
)
"""Given together with another treatment, or people who had it."""
_SAYS_WHAT_IT_DOES = re.compile(
    r"(?!sessions|treatments|injections|patients|clients|users|procedures|products|results|clinics|areas"
    r"|scars|burns"
    r"|marks|needles|fillers|peels|sites|points|pens|rollers|devices|courses|always|its|his|yours|ours|this"
    r"|plus|less|opens|pricks"
    r"|besides|across|previous|various|is|as|was|has|does)[a-z]{2,}[^s\W]s",
    re.IGNORECASE,
)
"""A word by whose ending it is a verb, right behind its subject ("draws", "scratches")."""
_LIKE = re.compile(
    r"[\W_]*(?:(?:just|much|exactly) )?(?:like|as (?:with|after|during|is the case with)|similar(?:ly)? to"
    r"|as in)\b",
    re.IGNORECASE,
)
"""Before another treatment that the page's own is like in what follows."""
_ASIDE = re.compile(
    r"\s*,? (?:on the other hand|by contrast|in contrast|however|though|meanwhile|in turn|for (?:its"
    r"|their) part"
    r"|of course|as a rule|too|instead),?(?=\s)",
    re.IGNORECASE,
)
_AND_OWN = re.compile(
    r"(?:\s+(?:treatments?|injections?)\b)?"
    r"(?:\s?(?:,|&|/|\+)|\s(?:and|with|plus|or|combined with|together with|as well as)\b)?\s?(?:our |the )?",
    re.IGNORECASE,
)
"""Between another treatment and the page's own, where a sentence is about both."""
_OWN_BEHIND = re.compile(
    r"(?:\s+(?:treatments?|injections?)\b)?\s+(?=(?:it|this|you|our|we|there (?:is|are|may|can))\b)",
    re.IGNORECASE,
)
"""Behind "compared with filler": where the page's own begins, without a mark between."""
_OF_THE_OTHER = re.compile(
    r"\s*(?:there|those|these|that one|the latter|they|its|their|with (?:it|them|those))\b", re.IGNORECASE
)
"""Behind "compared with filler:"."""
_HAD = re.compile(r"\b(?:after|following|with|since|within|if|on)\b", re.IGNORECASE)
_WAITS = re.compile(
    r"\b(?:wait|postpone|delay|(?:should|must|can|may|do)(?: not|n[’']t|not) (?:have|come|book|be treated"
    r"|undergo)"
    r"|at least|(?:in|within|during) the (?:last|past)|in place|weeks? (?:before|apart|between|must|should)"
    r"|before (?:we|you|your|it|this|the|mesotherapy)|healed?)\b",
    re.IGNORECASE,
)
"""What somebody had before is a reason of the page's own treatment: "after a peel you should wait"."""
_RIGHT_BEHIND = 3
_THAN = re.compile(r"\b(?:than|with|from|to) (?:it|this)\b", re.IGNORECASE)
_UNLIKE = re.compile(r"\b(?:unlike|compared|comparison|contrast)\b", re.IGNORECASE)
_TITLE, _HEADING = 12, 3
_OPENING = 4
_BEHIND = 3
_REACH = 60
_SUBJECT = ("verbs", "openers", "earlier", "since")


@dataclass(frozen=True, slots=True)
class Treatments:
    """The names of treatments and the words that make one the subject."""

    index: TermIndex
    words: TermIndex
    ids: frozenset[str] = frozenset()

    def named(self, text: str) -> tuple[tuple[str, Span], ...]:
        """The treatments that ``text`` names, in order; of names inside each other the longer."""
        return _named(self.index, text)

    def own(self, headings: Sequence[str], texts: Iterable[str]) -> frozenset[str]:
        """The treatment that a page is about, with any that its title names beside it; none if it names none.

        The title is the first heading that names a treatment, but for the letterhead of a clinic: a longer
        line with what the page never names again, above a heading with what it does.
        """
        counts: Counter[str] = Counter()
        places: dict[str, set[str]] = defaultdict(set)
        for text, weight in (*((h, _HEADING) for h in headings), *((t, 1) for t in texts)):
            for name in {name for name, _ in self.named(text)}:
                counts[name] += weight
                places[name].add(text)
        titles = [(names, heading) for heading in headings if (names := self._in_title(heading))]
        title = next((names for names, _ in titles), set())
        if titles and not self.is_name(titles[0][1]) and all(len(places[name]) == 1 for name in title):
            title = next((names for names, _ in titles[1:] if any(len(places[n]) > 1 for n in names)), title)
        counts.update(dict.fromkeys(title, _TITLE))
        if not counts:
            return frozenset()
        most = max(counts, key=lambda name: (counts[name], name))
        return frozenset(title | {most}) if most in title else frozenset({most})

    def _in_title(self, heading: str) -> set[str]:
        """The treatments that a title names; of two that it compares mesotherapy, or else the first."""
        names = {name for name, _ in self.named(heading)}
        if MESOTHERAPY in names and _COMPARES.search(heading):
            return {MESOTHERAPY}
        return {name for name, _ in self.named(_VERSUS.split(heading)[0])}

    def is_about_other(self, heading: str, own: frozenset[str]) -> bool:
        """Whether a heading names other treatments than the page's own.

        Not where it speaks of what somebody had before, or compares the page's own ("Is it like filler?").
        """
        heading = legible(heading)[0]
        named = self.named(heading)
        if not named or any(name in own for name, _ in named):
            return False
        opening, rest = heading[: named[0][1].start], heading[named[0][1].end :]
        is_earlier = self._is("earlier", opening) or self._is("since", rest)
        return not (is_earlier or _OWN_POINTER.search(opening) or _THAN.search(rest))

    def is_name(self, line: str) -> bool:
        """Whether a line is the name of a treatment and little else."""
        named = self.named(line)
        covered = sum(len(span.of(line).split()) for _, span in named)
        return bool(named) and covered * 3 >= len(line.split()) * 2

    def foreign_spans(self, text: str, own: frozenset[str]) -> list[Span]:
        """The clauses of a sentence that another treatment is the subject of.

        Such a clause and those behind it, up to one that names the page's own; "unlike filler," alone.
        """
        names = self.named(text)
        if not names or all(name in own for name, _ in names):
            return []
        spans: list[Span] = []
        is_foreign = False
        for start, end in _clauses(text):
            here = [named for named in names if start <= named[1].start < end]
            if any(name in own for name, _ in here):
                is_foreign = False
            opens = self._opens_with_other(text, here, own, start)
            goes_on = self._goes_on(text, names, own, spans, start, end)
            if opens or is_foreign or goes_on:
                spans.append(Span(start, self._end_of(text, here, start, end) if opens else end))
            else:
                at = self._where_other_begins(text, here, own, start, end)
                spans += [Span(at, end)] if at is not None else []
            is_about_it = not _only_compares(text[start:end]) or _is_said_of_other(text, end)
            is_foreign = is_foreign or (opens and is_about_it)
        return spans

    def _end_of(self, text: str, names: Sequence[tuple[str, Span]], start: int, end: int) -> int:
        """Where a clause on another treatment ends: "compared with Botox | it can cause …"."""
        behind = _OWN_BEHIND.match(text, names[0][1].end, end) if names else None
        return behind.end() if behind and _only_compares(text[start : names[0][1].start]) else end

    def _where_other_begins(
        self, text: str, here: Sequence[tuple[str, Span]], own: frozenset[str], start: int, end: int
    ) -> int | None:
        """ "an alternative to liposuction treatments that can bruise": from the other treatment on, or None.

        "Tighten the skin with a face lift" is about it from the start.
        """
        others = [span for name, span in here if name not in own]
        behind = (span for span in others if _WHAT_IT_DOES.match(text, span.end))
        if (first := next(behind, None)) and not any(s.start > first.end for n, s in here if n in own):
            return first.start
        by_means = (s for s in others if _is_means(text[start : s.start]))
        means = next(by_means, None) if len(others) == len(here) else None
        return start if means and not _is_waited_for(text, start, means) else None

    def _goes_on(
        self,
        text: str,
        names: Sequence[tuple[str, Span]],
        own: frozenset[str],
        spans: Sequence[Span],
        start: int,
        end: int,
    ) -> bool:
        """ "…, which can cause droopy eyelids" behind another treatment; "or laser" behind "unlike Botox"."""
        clause = text[start:end]
        if _RELATIVE.match(clause):
            before = [(name, span) for name, span in names if span.end <= start]
            is_right_behind = bool(before) and start - before[-1][1].end <= _RIGHT_BEHIND
            return is_right_behind and before[-1][0] not in own
        is_next = bool(spans) and spans[-1].end == start and _COORDINATED.match(clause) is not None
        here = {name for name, span in names if start <= span.start < end}
        return is_next and bool(here) and not here & own

    def _opens_with_other(
        self, text: str, names: Sequence[tuple[str, Span]], own: frozenset[str], start: int
    ) -> bool:
        if not names or names[0][0] in own:
            return False
        first = names[0][1]
        if _is_with_own(text, names, own) or _is_waited_for(text, start, first):
            return False
        before = tokens_of(text[start : first.start]).words
        aside = _ASIDE.match(text, first.end)
        at = aside.end() if aside else first.end
        behind = tokens_of(text[at : at + _REACH]).words[:_BEHIND]
        return (
            len(before) <= _OPENING
            and all(self._is("openers", word) for word in before)
            and (self._acts(behind) or any(map(_is_unlike, before)))
        )

    def _acts(self, behind: Sequence[str]) -> bool:
        """Whether the words right behind a treatment make it the subject: a verb, known or by its ending."""
        is_verb = bool(behind) and _SAYS_WHAT_IT_DOES.fullmatch(behind[0]) is not None
        return is_verb or any(self._is("verbs", word) for word in behind)

    def _is(self, kind: str, words: str) -> bool:
        return any(found == kind for found, _ in self.words.find(tokens_of(words)))


@lru_cache(maxsize=4_000)
def _named(index: TermIndex, text: str) -> tuple[tuple[str, Span], ...]:
    found = index.find(tokens_of(text))
    return tuple(
        (name, span)
        for name, span in found
        if not any(other.contains(span) and other != span for _, other in found)
    )


def subject_of(treatments: Collection[str]) -> str:
    """What a page is about that names ``treatments`` as its own, as one word: an article is about mesotherapy
    where that is among them, or where it names none at all.
    """
    return MESOTHERAPY if not treatments or MESOTHERAPY in treatments else "+".join(sorted(treatments))


def _is_with_own(text: str, names: Sequence[tuple[str, Span]], own: Collection[str]) -> bool:
    """ "Microneedling with mesotherapy can …": the sentence is about both."""
    return any(
        name in own and _AND_OWN.fullmatch(text, before.end, span.start) is not None
        for (_, before), (name, span) in pairwise(names)
    )


def _is_waited_for(text: str, start: int, name: Span) -> bool:
    """ "After a peel you should wait"."""
    return _HAD.search(text, start, name.start) is not None and _WAITS.search(text, name.end) is not None


def _is_means(before: str) -> bool:
    return _BY_MEANS.search(before) is not None and _NO_MEANS.search(before) is None


def _only_compares(words: str) -> bool:
    return _is_unlike(words) or _LIKE.match(words) is not None


def _is_said_of_other(text: str, end: int) -> bool:
    return text[:end].endswith(":") and _OF_THE_OTHER.match(text, end) is not None


def _is_unlike(words: str) -> bool:
    return _UNLIKE.search(words) is not None


def _clauses(text: str) -> list[tuple[int, int]]:
    """The parts of a sentence between marks; a part without a verb of its own is not told apart."""
    bounds = [0, *(match.end() for match in _CLAUSE_MARK.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(bounds) if start < end]


@cache
def load_treatments(path: Path = TREATMENTS_FILE) -> Treatments:
    """The treatments of ``path``. Raises BadData naming what cannot be used."""
    data = read_data(path).only("treatment", "subject")
    treatments = [entry.only("id", "forms") for entry in data.tables("treatment")]
    subject = data.table("subject").only(*_SUBJECT)
    return Treatments(
        TermIndex({entry.text("id"): forms_of(entry, "forms") for entry in treatments}),
        TermIndex({key: forms_of(subject, key) for key in _SUBJECT}),
        frozenset(entry.text("id") for entry in treatments),
    )
