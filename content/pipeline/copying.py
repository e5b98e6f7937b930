"""Copying: the words of a text that stand in a source in the same order.

Words are compared without regard to case; neither punctuation between them counts, nor what nobody sees in
them. A suffix automaton of the sources' words (Blumer et al. 1985, *Theoretical Computer Science* 40:31) says
for each word of a text how long the run is that ends there, so that time is in proportion to both,
whatever they hold.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.pipeline.spans import UNSEEN, Span, without_unseen

BREAK = "\0"
"""A character in a text that no run goes across."""
_LETTERS = rf"[^\W_]+(?:[{UNSEEN}]+[^\W_]+)*"
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*|{BREAK}")


@dataclass(frozen=True, slots=True)
class SharedRun:
    """Words of a text that a source has too: ``span`` counts code points of the text, ``words`` how many."""

    source_id: str
    span: Span
    words: int


@dataclass(slots=True)
class _State:
    """Runs of words that end at the same places: the longest has ``length`` words, one ends at ``end``."""

    length: int
    end: int
    link: int
    following: dict[str, int]


class SourceWords:
    """The words of all sources, ready to be looked up."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.states = [_State(0, -1, -1, {})]
        self.last = 0
        self.count = 0
        self.starts: list[int] = []
        self.ids: list[str] = []
        for source_id, text in sources.items():
            self.starts.append(self.count)
            self.ids.append(source_id)
            for word in _words(text.replace(BREAK, " ")):
                self._add(word[0])
            self._add(BREAK + source_id)

    def source_of(self, end: int) -> str:
        """The source in which the word with the number ``end`` stands."""
        return self.ids[bisect_right(self.starts, end) - 1]

    def _add(self, word: str) -> None:
        new = self._new(_State(self.states[self.last].length + 1, self.count, 0, {}))
        at = self.last
        while at >= 0 and word not in self.states[at].following:
            self.states[at].following[word] = new
            at = self.states[at].link
        if at >= 0:
            self.states[new].link = self._split(at, word)
        self.last = new
        self.count += 1

    def _split(self, at: int, word: str) -> int:
        """The state of the runs that go on from ``at`` with ``word``, and of no longer ones."""
        known = self.states[at].following[word]
        if self.states[at].length + 1 == self.states[known].length:
            return known
        old = self.states[known]
        copy = self._new(_State(self.states[at].length + 1, old.end, old.link, dict(old.following)))
        while at >= 0 and self.states[at].following.get(word) == known:
            self.states[at].following[word] = copy
            at = self.states[at].link
        old.link = copy
        return copy

    def _new(self, state: _State) -> int:
        self.states.append(state)
        return len(self.states) - 1

    def runs_ending(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """For each word, how many words up to it stand in a source, and the number of the last one there."""
        at = length = 0
        for word in words:
            while at and word not in self.states[at].following:
                at = self.states[at].link
                length = self.states[at].length
            if word in self.states[at].following:
                at, length = self.states[at].following[word], length + 1
            yield length, self.states[at].end


def shared_runs(text: str, sources: SourceWords, *, at_least: int) -> tuple[SharedRun, ...]:
    """The runs of ``at_least`` words or more that ``text`` shares with a source, each as long as it goes.

    They are in order and do not overlap: of two that do, the first counts. A BREAK in the text ends a run.
    """
    words = _words(text)
    lengths = [*sources.runs_ending([word for word, _ in words]), (0, -1)]
    found = []
    free = 0
    for number, (length, end) in enumerate(lengths[:-1]):
        first = number - length + 1
        if length >= max(at_least, 1) and lengths[number + 1][0] <= length and first >= free:
            free = number + 1
            span = Span(words[first][1].start, words[number][1].end)
            found.append(SharedRun(sources.source_of(end), span, length))
    return tuple(found)


def longest_shared_run(text: str, sources: SourceWords) -> SharedRun | None:
    """The longest run of words that ``text`` shares with a source, the first of several; None without any."""
    words = _words(text)
    lengths = list(sources.runs_ending([word for word, _ in words]))
    last = max(range(len(words)), key=lambda number: lengths[number][0], default=0)
    if not words or not lengths[last][0]:
        return None
    length, end = lengths[last]
    span = Span(words[last - length + 1][1].start, words[last][1].end)
    return SharedRun(sources.source_of(end), span, length)


def _words(text: str) -> list[tuple[str, Span]]:
    """The words of ``text`` as they are compared, with their places."""
    return [(_compared(match[0]), Span(*match.span())) for match in _WORD.finditer(text)]


def _compared(word: str) -> str:
    """Without soft hyphens and the like, which come along when a web page is copied."""
    return without_unseen(word).casefold().replace("’", "'")
