"""Checklist: what patients need to know before a treatment, and what no article answers.

The list is fixed and does not come from the articles: BRAN (Choosing Wisely: benefits, risks, alternatives,
nothing), DISCERN (Charnock et al. 1999, *J Epidemiol Community Health* 53:105) and what lists for cosmetic
consultations tell patients to ask. An item is answered where a statement of one of its roles or concepts is
affirmed, or where a passage prints what an answer would have to print. Silence is a gap, never an answer.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from content.pipeline.datafiles import Table, read_data
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.patterns import PatternSet, WordFilter, pattern_set
from content.pipeline.statements import Polarity, Role, Statement

CHECKLIST_FILE = Path(__file__).resolve().parent.parent / "data" / "checklist.toml"

GROUPS = ("safety", "decision", "rules", "around")
"""What an item is about: safety; the decision; money and rules; before and after."""
BASES = ("bran", "discern", "cosmetic")

_REMEMBERED = 4096
"""Passages of which an item remembers whether they answer it: pages ask about the same ones again."""

_ANSWERING_NOTHING = (Disposition.UNUSABLE, Disposition.REJECTED, Disposition.PROMOTIONAL)


@dataclass(frozen=True, slots=True)
class Printed:
    """One passage: its words, its kind and what became of it."""

    quote: str
    kind: str
    disposition: str

    @property
    def can_answer(self) -> bool:
        """One that asks answers nothing, nor do references, lost text, praise, other treatments."""
        is_silent = self.kind in (PassageKind.QUESTION, PassageKind.REFERENCE)
        return not is_silent and self.disposition not in _ANSWERING_NOTHING

    @property
    def is_clutter(self) -> bool:
        return self.kind == PassageKind.NOISE or self.disposition == Disposition.BOILERPLATE


@dataclass(frozen=True, slots=True)
class Gap:
    """An item of the checklist. While nothing answers it, ``note`` says so and ``ask`` is what to ask."""

    id: str
    question: str
    note: str
    ask: str
    group: str
    basis: str
    patterns: PatternSet
    concepts: frozenset[str]
    roles: frozenset[str]
    tells: Callable[[str], bool]
    """Whether the words of a passage match a pattern."""
    is_read_in_clutter: bool = False

    def is_answered_by(self, texts: Iterable[Printed], said: Collection[tuple[str, str]]) -> bool:
        """Whether ``texts`` or ``said`` (role and concept, affirmed) answer it.

        A price list is clutter to the reader of articles, and yet it names the price
        (``is_read_in_clutter``); the word "insurance" in a menu answers nothing.
        """
        if any(role in self.roles or concept in self.concepts for role, concept in said):
            return True
        return any(self.tells(text.quote) for text in texts if self.is_read_in_clutter or not text.is_clutter)


def find_gaps(
    passages: Iterable[Passage], statements: Iterable[Statement], items: Iterable[Gap]
) -> tuple[Gap, ...]:
    """The items that no passage and no statement answers, in the order of the list."""
    texts = [Printed(p.quote, p.kind, p.disposition) for p in passages]
    said = {(str(s.role), s.concept) for s in statements if s.polarity is Polarity.AFFIRMED}
    return open_items(items, texts, said)


def open_items(
    items: Iterable[Gap], texts: Iterable[Printed], said: Collection[tuple[str, str]]
) -> tuple[Gap, ...]:
    """The items that neither ``texts`` nor ``said`` (role and concept, affirmed) answers."""
    telling = [text for text in texts if text.can_answer]
    return tuple(item for item in items if not item.is_answered_by(telling, said))


@cache
def load_checklist(path: Path = CHECKLIST_FILE) -> tuple[Gap, ...]:
    """The items of ``path``. Raises BadData naming the entry that cannot be used."""
    words = WordFilter()
    return tuple(_item(entry, words) for entry in read_data(path).only("item").tables("item"))


def _item(entry: Table, words: WordFilter) -> Gap:
    entry.only(
        "id", "question", "note", "ask", "group", "basis", "patterns", "concepts", "roles", "in_clutter"
    )
    patterns = entry.compiled("patterns", lambda p: pattern_set(p, words), is_needed=False)
    item = Gap(
        id=entry.text("id"),
        question=entry.text("question"),
        note=entry.text("note"),
        ask=entry.text("ask"),
        group=entry.choice("group", GROUPS),
        basis=entry.choice("basis", BASES),
        patterns=patterns,
        concepts=frozenset(entry.texts("concepts", is_needed=False)),
        roles=frozenset(entry.choices("roles", [role.value for role in Role])),
        tells=lru_cache(_REMEMBERED)(patterns.matches),
        is_read_in_clutter=entry.flag("in_clutter"),
    )
    if not (len(patterns) or item.concepts or item.roles):
        raise entry.error("nothing could answer it", "Give patterns, concepts or roles.")
    return item
