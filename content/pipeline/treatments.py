"""Treatments: which one a page is about, and which of its words are about another.

A clinic's page on mesotherapy also says what toxin does and what peels cause. Such words carry the same cues
as the page's own, so they are set apart by what stands as their subject: the nearest heading, the column of a
table, or the treatment that opens the clause. This is ConText's "experiencer" (Harkema et al. 2009, *Journal
of Biomedical Informatics* 42:839) with a treatment in the patient's place.
"""

import re
from collections import Counter
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
    r"\s*(?:treatments?|procedures?|injections?|sessions?|surgery)?\s*(?:that|which)\s+(?:can|may|could|might|will|often"
    r"|causes?|leads?|leaves?)\b",
    re.IGNORECASE,
)
_BY_MEANS = re.compile(r"\b(?:with|by|through|via) (?:an? )?$", re.IGNORECASE)
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

        The title is the first heading that names a treatment.
        """
        counts: Counter[str] = Counter()
        titles = (self._in_title(heading) for heading in headings)
        title = next(filter(None, titles), set())
        counts.update(dict.fromkeys(title, _TITLE))
        for text, weight in (*((h, _HEADING) for h in headings), *((t, 1) for t in texts)):
            for name in {name for name, _ in self.named(text)}:
                counts[name] += weight
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
                spans.append(Span(start, end))
            else:
                at = self._where_other_begins(text, here, own, start, end)
                spans += [Span(at, end)] if at is not None else []
            is_foreign = is_foreign or (opens and not _is_unlike(text[start:end]))
        return spans

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
        is_means = len(others) == len(here) and any(_BY_MEANS.search(text, start, s.start) for s in others)
        return start if is_means else None

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
        before = tokens_of(text[start : first.start]).words
        behind = tokens_of(text[first.end : first.end + _REACH]).words[:_BEHIND]
        return (
            len(before) <= _OPENING
            and all(self._is("openers", word) for word in before)
            and (any(self._is("verbs", word) for word in behind) or any(map(_is_unlike, before)))
        )

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
