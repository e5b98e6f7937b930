"""Explain: why two questions or two names are, or are not, the same thing.

The answer comes from the same keys, limits and links that build the library, never from a second opinion.
Codes of reasons are stable; docs/checks.md lists them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from content.pipeline.asking import Part, load_asking
from content.pipeline.folding import TREATMENT
from content.pipeline.links import QUESTION, Links
from content.pipeline.questions import load_questions, wording_key
from content.pipeline.run import NO_LINKS, read_article
from content.pipeline.settings import Polarity, Role
from content.pipeline.snapshots import take_snapshot
from content.pipeline.statements import Statement
from content.pipeline.vocabulary import load_vocabulary


class Relation(StrEnum):
    """How the second of two things stands to the first."""

    SAME = "same"
    NARROWER = "narrower"
    BROADER = "broader"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable ``code``, and the same in words."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What each of the two is read as, how the second stands to the first, and why."""

    first: str
    other: str
    relation: Relation
    reasons: tuple[Reason, ...]

    @property
    def is_same(self) -> bool:
        return self.relation is Relation.SAME


# Names


LISTS: Mapping[Role, str] = {
    Role.CONTRAINDICATION: "Mesotherapy\n\nWho should not have it?\n\nDo not have mesotherapy if you have:",
    Role.SIDE_EFFECT: "Mesotherapy\n\nSide effects\n\nPossible side effects of mesotherapy include:",
    Role.INDICATION: "Mesotherapy\n\nWhat it treats\n\nMesotherapy is used for:",
}
"""A list of each role: a name is read as an item of it, as it would be on a page."""


def explain_names(first: tuple[Role, str], other: tuple[Role, str]) -> Explanation:
    """Why two names, each with its role, are or are not one record. Each is read as an item of a list."""
    one, two = _named(*first), _named(*other)
    described = _described(first[0], one), _described(other[0], two)
    relation, reasons = _compared(first, one, other, two)
    return Explanation(*described, relation, tuple(reasons))


def _named(role: Role, name: str) -> dict[str, Statement]:
    """What an item of a list of the role states, by concept, without broader things that stand inside."""
    item = " ".join(name.split())
    statements = read_article(take_snapshot("name", f"{LISTS[role]}\n\n• {item}\n")).statements
    said = {s.concept: s for s in statements if s.role is role}
    above = {broader for concept in said for broader in load_vocabulary().broader_of(concept)}
    return {concept: s for concept, s in said.items() if concept not in above}


def _described(role: Role, said: Mapping[str, Statement]) -> str:
    names = " and ".join(f"“{_name(statement)}”" for statement in said.values())
    return f"{role.value.replace('_', ' ')}: {names or 'no name that the reader knows'}"


def _name(statement: Statement) -> str:
    return statement.name or load_vocabulary()[statement.concept].name


def _compared(
    first: tuple[Role, str],
    one: Mapping[str, Statement],
    other: tuple[Role, str],
    two: Mapping[str, Statement],
) -> tuple[Relation, list[Reason]]:
    if first[0] is not other[0]:
        return Relation.DIFFERENT, [
            Reason(
                "other_role", "One is a thing of another sort: roles are never merged, whatever the words."
            )
        ]
    if unread := [name for name, said in ((first[1], one), (other[1], two)) if not said]:
        return Relation.DIFFERENT, [Reason("not_read", f"The reader finds no name in “{unread[0]}”.")]
    if _polarities(one) != _polarities(two):
        return Relation.DIFFERENT, [Reason("opposite_polarity", "One says it, the other denies it.")]
    if set(one) == set(two):
        return Relation.SAME, [Reason(*_why_same(one))]
    if _is_under(two, one):
        return Relation.NARROWER, [Reason("narrower", "The second is a narrower thing than the first.")]
    if _is_under(one, two):
        return Relation.BROADER, [Reason("broader", "The second is a broader thing than the first.")]
    return Relation.DIFFERENT, [Reason("other_concept", "The words name different things.")]


def _why_same(said: Mapping[str, Statement]) -> tuple[str, str]:
    if any(statement.is_proposed for statement in said.values()):
        return "same_words", "The vocabulary does not know the name, but the words are the same."
    return "same_concept", "Both are names of the same thing in the vocabulary."


def _polarities(said: Mapping[str, Statement]) -> set[Polarity]:
    return {statement.polarity for statement in said.values()}


def _is_under(narrower: Iterable[str], broader: Iterable[str]) -> bool:
    """Whether each concept of ``narrower`` is one of ``broader`` or under one."""
    above = set(broader)
    vocabulary = load_vocabulary()
    return all(concept in above or above & set(vocabulary.broader_of(concept)) for concept in narrower)


# Questions


def explain_questions(first: str, other: str, links: Links = NO_LINKS) -> Explanation:
    """Why two questions are or are not one; ``links`` are what editors said of them."""
    asking = load_asking()
    one, two = asking.parts(first), asking.parts(other)
    described = _asked(first, one), _asked(other, two)
    keys = [_group_key(first), _group_key(other)]
    wordings = [wording_key(first), wording_key(other)]
    if any(links.are_apart(QUESTION, a, b) for a in (keys[0], wordings[0]) for b in (keys[1], wordings[1])):
        said = Reason("editor_not_same", "An editor said that they are not the same.")
        return Explanation(*described, Relation.DIFFERENT, (said,))
    if keys[0] != keys[1] and len({_target(links, k, w) for k, w in zip(keys, wordings, strict=True)}) == 1:
        said = Reason("editor_same", "An editor said that they are the same.")
        return Explanation(*described, Relation.SAME, (said,))
    if asking.key(first) == asking.key(other):
        same = Reason("same_key", "They ask the same of the same thing.")
        return Explanation(*described, Relation.SAME, (same,))
    reasons = _differences(one, two)
    return Explanation(*described, Relation.DIFFERENT, tuple(reasons + _one_page(keys)))


def _target(links: Links, key: str, wording: str) -> str:
    found = links.target_of(QUESTION, wording)
    return links.target_of(QUESTION, key) if found == wording else found


def _group_key(text: str) -> str:
    """The page that answers a question on the site: an intent, or the key of the question itself."""
    intent = load_questions().intent_of(text)
    return intent.id if intent else load_asking().key(text)


def _asked(text: str, parts: Iterable[Part]) -> str:
    asked = " and ".join(
        f"{part.intent or 'a question of its own'} ({', '.join(_plain(word) for word in part.about) or 'it'})"
        for part in parts
    )
    return f"“{text}”: {asked}"


def _plain(word: str) -> str:
    return word.removeprefix(TREATMENT)


def _differences(one: Iterable[Part], two: Iterable[Part]) -> list[Reason]:
    first, other = _Asked(list(one)), _Asked(list(two))
    reasons = []
    if first.treatments != other.treatments:
        reasons.append(Reason("other_treatment", f"{_set(first.treatments)} or {_set(other.treatments)}."))
    if first.intents != other.intents:
        reasons.append(Reason("other_question", f"{_set(first.intents)} or {_set(other.intents)}."))
    if first.subjects != other.subjects:
        only = first.subjects ^ other.subjects
        reasons.append(Reason("other_subject", f"Only one of them speaks of {_set(only)}."))
    return reasons or [Reason("other_order", "The words stand in an order that gives them another meaning.")]


class _Asked:
    """What the parts of one question ask, about which treatments, and about what else."""

    def __init__(self, parts: list[Part]) -> None:
        words = {word for part in parts for word in part.about}
        self.intents = {part.intent or "a question of its own" for part in parts}
        self.treatments = {_plain(word) for word in words if word.startswith(TREATMENT)}
        self.subjects = {word for word in words if not word.startswith(TREATMENT)}


def _set(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in sorted(words)) or "none in particular"


def _one_page(keys: list[str]) -> list[Reason]:
    """Questions that differ may still be answered on one page of the site."""
    if keys[0] != keys[1]:
        return []
    question = load_questions().by_id.get(keys[0])
    return [Reason("one_page", f"The site answers both under “{question.question}”")] if question else []
