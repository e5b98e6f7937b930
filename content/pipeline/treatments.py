"""Treatments: which one a page is about, and which of its words are about another.

A clinic's page on mesotherapy also says what toxin does and what peels cause. Such words carry the same cues
as the page's own, so they are set apart by what stands as their subject: the nearest heading, the column of a
table, or the treatment that opens the clause. This is ConText's "experiencer" (Harkema et al. 2009, *Journal
of Biomedical Informatics* 42:839) with a treatment in the patient's place.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from content.pipeline.errors import BadData
from content.pipeline.legible import legible
from content.pipeline.spans import Span
from content.pipeline.terms import TermIndex, tokens_of

TREATMENTS_FILE = Path(__file__).resolve().parent.parent / "data" / "treatments.toml"

_CLAUSE_MARK = re.compile(r"[,;:.!?()–—]")
_VERSUS = re.compile(r"\b(?:vs?\.?|versus|or|compared)\b", re.IGNORECASE)
_OWN_POINTER = re.compile(r"\b(?:it|this|i|my|we)\b", re.IGNORECASE)
_UNLIKE = re.compile(r"\b(?:unlike|compared|comparison|contrast)\b", re.IGNORECASE)
_TITLE, _HEADING = 12, 3
_OPENING = 4
_BEHIND = 3
_REACH = 60


@dataclass(frozen=True, slots=True)
class Treatments:
    """The names of treatments and the words that make one the subject."""

    index: TermIndex
    words: TermIndex

    def named(self, text: str) -> tuple[tuple[str, Span], ...]:
        """The treatments that ``text`` names, in order; of names inside each other the longer."""
        return _named(self.index, text)

    def own(self, headings: Sequence[str], texts: Iterable[str]) -> frozenset[str]:
        """The treatment that a page is about, with any that its title names beside it; none if it names none.

        The title is the first heading that names a treatment.
        """
        counts: Counter[str] = Counter()
        titles = ({name for name, _ in self.named(_VERSUS.split(h)[0])} for h in headings)
        title = next(filter(None, titles), set())
        counts.update(dict.fromkeys(title, _TITLE))
        for text, weight in (*((h, _HEADING) for h in headings), *((t, 1) for t in texts)):
            for name in {name for name, _ in self.named(text)}:
                counts[name] += weight
        if not counts:
            return frozenset()
        most = max(counts, key=lambda name: (counts[name], name))
        return frozenset(title | {most}) if most in title else frozenset({most})

    def is_about_other(self, heading: str, own: frozenset[str]) -> bool:
        """Whether a heading names other treatments than the page's own.

        Not where it speaks of what somebody had before, or compares the page's own ("Is it like filler?").
        """
        heading = legible(heading)[0]
        names = {name for name, _ in self.named(heading)}
        if not names or names & own:
            return False
        return not (self._is_earlier(heading) or _OWN_POINTER.search(heading))

    def is_name(self, line: str) -> bool:
        """Whether a line is the name of a treatment and little else."""
        named = self.named(line)
        covered = sum(len(span.of(line).split()) for _, span in named)
        return bool(named) and covered * 3 >= len(line.split()) * 2

    def _is_earlier(self, text: str) -> bool:
        return any(kind == "earlier" for kind, _ in self.words.find(tokens_of(text)))

    def foreign_spans(self, text: str, own: frozenset[str]) -> list[Span]:
        """The clauses of a sentence that another treatment is the subject of.

        Such a clause and those behind it, up to one that names the page's own; "unlike filler," alone.
        """
        names = self.named(text)
        if not names or all(name in own for name, _ in names):
            return []
        spans, is_foreign = [], False
        for start, end in _clauses(text):
            here = [named for named in names if start <= named[1].start < end]
            if any(name in own for name, _ in here):
                is_foreign = False
            opens = self._opens_with_other(text, here, own, start)
            if opens or is_foreign:
                spans.append(Span(start, end))
            is_foreign = is_foreign or (opens and not _is_unlike(text[start:end]))
        return spans

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

    def _is(self, kind: str, word: str) -> bool:
        return any(found == kind for found, _ in self.words.find(tokens_of(word)))


@lru_cache(maxsize=4_000)
def _named(index: TermIndex, text: str) -> tuple[tuple[str, Span], ...]:
    found = index.find(tokens_of(text))
    return tuple(
        (name, span)
        for name, span in found
        if not any(other.contains(span) and other != span for _, other in found)
    )


def _is_unlike(words: str) -> bool:
    return _UNLIKE.search(words) is not None


def _clauses(text: str) -> list[tuple[int, int]]:
    """The parts of a sentence between marks; a part without a verb of its own is not told apart."""
    bounds = [0, *(match.end() for match in _CLAUSE_MARK.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(bounds) if start < end]


@cache
def load_treatments(path: Path = TREATMENTS_FILE) -> Treatments:
    """The treatments of ``path``. Raises BadData for a file that is not TOML or lacks a key."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        index = TermIndex({entry["id"]: entry["forms"] for entry in data["treatment"]})
        return Treatments(index, TermIndex(data["subject"]))
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise BadData(
            f"the treatments cannot be used ({error})", file=str(path), mend="Correct the file."
        ) from error
