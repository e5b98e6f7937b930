"""Examples of names in the role that they have: what the weights of content/pipeline/weighing.py are learned from.

They come from the invented pages of tests/fixtures with their expected results, and from short cases.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from content.evaluation import Gold, read_gold
from content.pipeline.passages import split_passages
from content.pipeline.run import load_rules
from content.pipeline.snapshots import Snapshot, take_snapshot
from content.pipeline.spans import Span
from content.pipeline.statements import Polarity, things_of
from content.pipeline.weighing import NO_ROLE, RULED, Thing
from tests.pipeline.marked import unmark

TESTS = Path(__file__).parent
LESSONS = TESTS / "fixtures" / "lessons"
"""Pages that the rules were not written with: only they tell how far a rule is to be trusted."""
FOLDERS = (TESTS / "fixtures" / "articles", TESTS / "fixtures" / "pages", LESSONS)
CASES = TESTS / "pipeline" / "cases"

Example = tuple[frozenset[str], str]
"""What counts for a name, and its role there."""


def examples_of(folders: Iterable[Path] = FOLDERS) -> Iterator[Example]:
    """All examples of ``folders`` and of the cases."""
    for folder in folders:
        is_known = folder in FOLDERS and folder != LESSONS
        yield from map(without_rules, of_pages(folder)) if is_known else of_pages(folder)
    yield from map(without_rules, (*of_sayings(), *of_warnings(), *of_no_facts()))


def without_rules(example: Example) -> Example:
    """On what the rules were written with they are always right, which would say too much for them."""
    features, role = example
    return frozenset(f for f in features if not f.startswith(RULED)), role


def of_pages(folder: Path) -> Iterator[Example]:
    for gold in read_gold([folder]):
        yield from _examples(gold.snapshot, lambda thing, place, gold=gold: _label(gold, thing, place))


def _label(gold: Gold, thing: Thing, place: Span) -> str | None:
    """The role that the expected results give what stands at ``place``; none where they leave it open."""
    fact = next((i.type for i in gold.items if any(p.overlaps(place) for p in i.places)), None)
    if fact:
        return fact
    if any(p.overlaps(place) for i in gold.traps for p in i.places):
        return NO_ROLE
    names = {name for item in gold.items for name in item.names}
    is_told_elsewhere = place.of(gold.snapshot.text).lower() in names or any(
        m.concept.name.lower() in names for m in thing.mentions
    )
    is_open = is_told_elsewhere or any(p.overlaps(place) for i in gold.optional for p in i.places)
    return None if is_open else NO_ROLE


def of_sayings() -> Iterator[Example]:
    """Each saying lists all that is read in it."""
    vocabulary = load_rules().vocabulary
    for row in _cases("sayings"):
        snapshot = take_snapshot("saying", f"{row['title']}\n\n{row['text']}\n")
        told = {tuple(r.split()[:2]) for r in row["records"] if not r.endswith(Polarity.DENIED.value)}

        def label(thing: Thing, _: Span, told: set[tuple[str, ...]] = told) -> str:
            ids = {m.concept.id for m in thing.mentions}
            ids |= {broader for id_ in ids for broader in vocabulary.broader_of(id_)}
            ids |= {c.id for m in thing.mentions if (c := vocabulary.including(m.concept.id))}
            return next((role for role, concept in sorted(told) if concept in ids), NO_ROLE)

        yield from _examples(snapshot, label)


def of_warnings() -> Iterator[Example]:
    """What is marked is a reason; all else is left open."""
    title = "Mesotherapy\n\n"
    for row in _cases("warnings"):
        text, marks = unmark(f"{title}{row['text']}\n".replace("[[", "⟦").replace("]]", "⟧"))

        def label(_: Thing, place: Span, marks: list[Span] = marks) -> str | None:
            return "contraindication" if any(mark.overlaps(place) for mark in marks) else None

        yield from _examples(take_snapshot("warning", text), label)


def of_no_facts() -> Iterator[Example]:
    for row in _cases("no_facts"):
        snapshot = take_snapshot("no fact", f"Mesotherapy\n\n{row['text']}\n")
        yield from _examples(snapshot, lambda _, __: NO_ROLE)


def _examples(snapshot: Snapshot, label: Callable[[Thing, Span], str | None]) -> Iterator[Example]:
    for thing in things_of(snapshot.source_id, split_passages(snapshot), load_rules()):
        role = label(thing, thing.place)
        if role is not None:
            yield thing.features, role


def _cases(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]
