"""Scopes: how far words like "no" and "without" reach.

The rules are data (scopes.toml) and the procedure is that of NegEx (Chapman et al. 2001, *Journal of
Biomedical Informatics* 34:301) and ConText (Harkema et al. 2009, *Journal of Biomedical Informatics* 42:839):
a trigger denies what stands within its window before or behind it, up to a word or mark that ends its reach;
look-alikes ("not only", "if it does not go away") trigger nothing. A list counts as one thing: "without
redness, swelling or bruising" denies all three.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.spans import Span
from content.pipeline.terms import TermIndex, Tokens, forms_of

SCOPES_FILE = Path(__file__).resolve().parent.parent / "data" / "scopes.toml"

_STOP = re.compile(r"[,;:.!?]\s")
_IF = re.compile(r"\b(?:if|unless) [^,;:.!?]{0,60}$", re.IGNORECASE)
"""What is not so on a condition is not denied: "if it is not clean, infection may follow"."""
_PSEUDO, _TERMINATE = "pseudo", "terminate"


@dataclass(frozen=True, slots=True)
class Denial:
    """Words that deny, and the span in which a thing that is denied must begin (or, backward, end).

    ``is_diminished``: they only say that there is little of it.
    """

    trigger: Span
    reach: Span
    is_forward: bool
    is_diminished: bool = False

    def denies(self, span: Span) -> bool:
        at = span.start if self.is_forward else span.end - 1
        return self.reach.start <= at < self.reach.end


@dataclass(frozen=True, slots=True)
class Window:
    """How a rule reaches: forward or backward, over how many words, and whether it only diminishes."""

    is_forward: bool
    words: int
    is_diminished: bool


@dataclass(frozen=True, slots=True)
class ScopeRules:
    """The trigger words, and direction and window of each rule by its name in the index."""

    index: TermIndex
    windows: Mapping[str, Window]

    def denials(self, tokens: Tokens) -> list[Denial]:
        """What in a text denies, with how far it reaches; ``tokens`` are its words."""
        found = self.index.find(tokens)
        if not any(name in self.windows for name, _ in found):
            return []
        pseudo = [span for name, span in found if name == _PSEUDO]
        ends = [span.start for name, span in found if name == _TERMINATE]
        ends += [match.start() for match in _STOP.finditer(tokens.text)]
        return [
            self._denial(span, self.windows[name], tokens, ends)
            for name, span in found
            if name in self.windows and not any(p.overlaps(span) and p != span for p in pseudo)
            if not _IF.search(tokens.text, 0, span.start)
        ]

    def _denial(self, trigger: Span, window: Window, tokens: Tokens, ends: Sequence[int]) -> Denial:
        if window.is_forward:
            first = bisect_left(tokens.starts, trigger.end)
            limit = min((end for end in ends if end >= trigger.end), default=tokens.ends[-1])
            last = min(first + window.words, len(tokens) - 1)
            end = max(min(limit, tokens.ends[last]), trigger.end)
            return Denial(trigger, Span(trigger.start, end), True, window.is_diminished)
        limit = max((end for end in ends if end < trigger.start), default=0)
        first = max(bisect_left(tokens.starts, trigger.start) - window.words - 1, 0)
        start = min(max(limit, tokens.starts[first]), trigger.start)
        return Denial(trigger, Span(start, trigger.end), False, window.is_diminished)


@cache
def load_scopes(path: Path = SCOPES_FILE) -> ScopeRules:
    """The rules of ``path``. Raises BadData naming what cannot be used."""
    data = read_data(path).only("rule", _PSEUDO, _TERMINATE)
    rules = {str(number): rule for number, rule in enumerate(data.tables("rule"))}
    marks = {name: data.table(name).only("forms") for name in (_PSEUDO, _TERMINATE)}
    forms = {name: forms_of(table, "forms") for name, table in (rules | marks).items()}
    return ScopeRules(TermIndex(forms), {name: _window(rule) for name, rule in rules.items()})


def _window(rule: Table) -> Window:
    rule.only("direction", "window", "kind", "forms")
    is_diminished = "kind" in rule.values and rule.choice("kind", ["diminished"]) == "diminished"
    is_forward = rule.choice("direction", ["forward", "backward"]) == "forward"
    return Window(is_forward, rule.number("window"), is_diminished)
