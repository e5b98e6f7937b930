"""Small libraries built by hand: what the pipeline would make of invented articles of a few lines."""

import hashlib
from pathlib import Path

from django.apps import apps

from content.models import PageKind
from content.pagefiles import cut_page
from content.pipeline.clusters import Component, QuestionGroup, Record
from content.pipeline.disagreements import Disagreement, DisagreementKind, Position, Severity
from content.pipeline.passages import Disposition, Passage, PassageKind
from content.pipeline.questions import Variant
from content.pipeline.run import Library, Reading
from content.pipeline.snapshots import take_snapshot
from content.pipeline.spans import Span
from content.pipeline.statements import Role, Statement, Strength
from content.sourcefiles import SourceMeta

A = """\
What is needling?
Needling should not be performed during pregnancy.
Redness is a common reaction.
It can be used for dull skin.
Redness is a common reaction.
"""
B = """\
Women who are pregnant should ask a doctor about needling.
Needling is not a cure for dull skin.
"""
SAYS = {
    "during pregnancy": (Role.CONTRAINDICATION, "pregnancy", Strength.AVOID),
    "are pregnant": (Role.CONTRAINDICATION, "pregnancy", Strength.CONSULT),
    "Redness": (Role.SIDE_EFFECT, "redness", None),
    "dull skin": (Role.INDICATION, "dull-skin", None),
}
"""What words of these articles say, for the statements of the library."""


def meta(*source_ids):
    return {source_id: SourceMeta(title=f"Facts {source_id}") for source_id in source_ids}


def library(**texts):
    """A library of these articles: ``library(a=A, b=B)``. A line that stands twice is a duplicate."""
    readings = tuple(reading(source_id, text) for source_id, text in sorted(texts.items()))
    statements = [statement for each in readings for statement in each.statements]
    return Library(readings, records(statements), questions(readings), disagreements(readings))


def reading(source_id, text):
    snapshot = take_snapshot(source_id, text)
    passages, first, start = [], {}, 0
    for index, line in enumerate(text.splitlines()):
        copy = first.setdefault(line, index)
        is_heading = line.endswith("?")
        passages.append(
            Passage(
                index=index,
                span=Span(start, start + len(line)),
                quote=line,
                kind=PassageKind.HEADING if is_heading else PassageKind.SENTENCE,
                disposition=Disposition.DUPLICATE if copy != index else Disposition.USED,
                reason="copy" if copy != index else "",
                section=None if is_heading else 0 if passages else None,
                heading_path=() if is_heading else ("What is needling?",),
                duplicate_of=copy if copy != index else None,
            )
        )
        start += len(line) + 1
    return Reading(snapshot, tuple(passages), tuple(statements_of(source_id, passages)))


def statements_of(source_id, passages):
    for passage in passages:
        for words, (role, concept, strength) in SAYS.items():
            if words in passage.quote and passage.duplicate_of is None:
                at = passage.span.start + passage.quote.index(words)
                mention = Span(at, at + len(words))
                yield Statement(
                    source_id, passage.index, passage.span, mention, role, concept, strength=strength
                )


def records(statements):
    groups = {}
    for statement in statements:
        groups.setdefault((statement.role, statement.concept), []).append(statement)
    return tuple(
        Record(
            role=role,
            concept=concept,
            name=concept.capitalize(),
            statements=tuple(group),
            strength=min((s.strength for s in group if s.strength), key=tuple(Strength).index, default=None),
            strength_by_source=tuple((s.source_id, s.strength) for s in group if s.strength),
        )
        for (role, concept), group in groups.items()
    )


def questions(readings):
    return tuple(
        QuestionGroup(
            intent="what-is-it",
            question="What is it?",
            slug="what-is-it",
            variants=(Variant(each.snapshot.source_id, p.index, p.span, p.quote, "heading", "what-is-it"),),
            components=(Component(each.snapshot.source_id, 1, each.passages[1].span),),
        )
        for each in readings
        for p in each.passages
        if p.kind is PassageKind.HEADING
    )


def disagreements(readings):
    positions = tuple(
        Position(s.source_id, s.mention, s.mention.of(each.snapshot.text), str(s.strength.value))
        for each in readings
        for s in each.statements
        if s.strength
    )
    if len(positions) < 2:
        return ()
    kind, severity = DisagreementKind.STRENGTH, Severity.HIGH
    return (
        Disagreement("strength-pregnancy", kind, severity, "Pregnancy", ("pregnancy",), positions, "Do not."),
    )


def page_file(kind, slug, body, *, status="published", title="", extra=""):
    """A page file as its text would be read: ``page_file("topic", "x", "Text. [@advice]")``."""
    head = f'+++\ntitle = "{title or slug.capitalize()}"\nstatus = "{status}"\n{extra}+++\n\n'
    return cut_page(
        head + body + "\n", file=f"{PageKind(kind).folder}/{slug}.md", kind=PageKind(kind), slug=slug
    )


def dump():
    """Every row of every table of the app, with primary keys: equal dumps are equal databases."""
    return {
        model.__name__: sorted(model.objects.values_list(), key=lambda row: str(row[0]))
        for model in apps.get_app_config("content").get_models()
    }


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
