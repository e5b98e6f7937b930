"""Run: one article read from snapshot to statements, and a library of all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from content.pipeline.aspects import load_contrasts
from content.pipeline.checklist import Gap, find_gaps, load_checklist
from content.pipeline.clusters import QuestionGroup, Record, build_records, group_variants
from content.pipeline.cues import load_cues, matches
from content.pipeline.decisions import Decision, apply_decisions
from content.pipeline.disagreements import Disagreement, find_disagreements
from content.pipeline.errors import LostText
from content.pipeline.links import QUESTION, Links
from content.pipeline.origins import Origins, find_origins
from content.pipeline.passages import Disposition, Passage, split_passages
from content.pipeline.questions import Variant, find_variants, load_questions
from content.pipeline.replies import find_joined_answers, find_opposite_answers
from content.pipeline.scopes import load_scopes
from content.pipeline.settings import Rules
from content.pipeline.snapshots import Snapshot
from content.pipeline.spans import uncovered
from content.pipeline.statements import Statement, extract_statements
from content.pipeline.treatments import MESOTHERAPY, load_treatments, subject_of
from content.pipeline.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the reader made of one snapshot, passages with their final dispositions.

    ``subject`` is the treatment that the article is about.
    """

    snapshot: Snapshot
    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    variants: tuple[Variant, ...] = ()
    subject: str = MESOTHERAPY


@dataclass(frozen=True, slots=True)
class Library:
    """All readings put together: each record and question once, where sources differ, what none answers.

    ``proposals`` are the names that the vocabulary lacks, whatever was decided about them: each with the
    statements that print it, and those of other names that were decided to be the same.
    """

    readings: tuple[Reading, ...]
    records: tuple[Record, ...]
    questions: tuple[QuestionGroup, ...]
    disagreements: tuple[Disagreement, ...]
    gaps: tuple[Gap, ...] = ()
    proposals: tuple[Record, ...] = ()


NO_LINKS = Links()


def read_article(snapshot: Snapshot) -> Reading:
    """Read one snapshot with the vocabulary, cues and questions of ``content/data``.

    Raises LostText where the passages do not hold all of the text.
    """
    questions = load_questions()
    passages = list(split_passages(snapshot))
    _refuse_lost_text(snapshot, passages)
    extraction = extract_statements(snapshot.source_id, passages, load_rules())
    statements = extraction.statements
    variants = find_variants(snapshot.source_id, passages, statements, questions)
    used = {s.passage for s in statements} | {v.passage for v in variants}
    for i, passage in enumerate(passages):  # in place: a long page's passages are not held twice
        passages[i] = _disposed(passage, used, extraction.foreign)
    return Reading(snapshot, tuple(passages), statements, variants, subject_of(extraction.treatments))


@cache
def load_rules() -> Rules:
    """What the reader knows, from the files of ``content/data``."""
    return Rules(load_vocabulary(), load_cues(), load_scopes(), load_treatments())


def _refuse_lost_text(snapshot: Snapshot, passages: Sequence[Passage]) -> None:
    if gaps := uncovered(snapshot.text, [p.span for p in passages]):
        raise LostText(
            f"the reader lost {len(gaps)} parts of the text",
            file=snapshot.source_id,
            place=f"character {gaps[0].start}",
            mend="This is a fault of the program: report it with the article.",
        )


def _disposed(passage: Passage, used: set[int], foreign: frozenset[int]) -> Passage:
    """The passage with its final disposition: used, rejected, promotional or background.

    What only repeats something said of another treatment is no copy where it speaks of the page's own.
    """
    if passage.duplicate_of in foreign and passage.index not in foreign:
        passage = replace(passage, disposition=Disposition.BACKGROUND, reason="", duplicate_of=None)
    if passage.disposition is not Disposition.BACKGROUND:
        return passage
    if passage.index in used:
        return replace(passage, disposition=Disposition.USED)
    if passage.index in foreign:
        return replace(passage, disposition=Disposition.REJECTED, reason="other_treatment")
    if matches(load_cues().words["promotion"], passage.quote):
        return replace(passage, disposition=Disposition.PROMOTIONAL, reason="praise")
    return replace(passage, reason="no_statement")


def build_library(
    readings: Sequence[Reading], decisions: Sequence[Decision] = (), links: Links = NO_LINKS
) -> Library:
    """Merge readings into a library; the order of ``readings`` does not change the result.

    ``decisions`` say what proposed concepts mean, ``links`` which questions are the same and which are not.
    A name that nobody has placed differs from nothing yet. Articles about another treatment have records and
    questions of their own; they differ from none on mesotherapy, and answer nothing about it.
    """
    decided = (_decided(reading, decisions) for reading in readings)
    ordered = tuple(sorted(decided, key=lambda r: r.snapshot.source_id))
    own = [r for r in ordered if r.subject == MESOTHERAPY]
    vocabulary, questions = load_vocabulary(), load_questions()
    passages = {r.snapshot.source_id: r.passages for r in ordered}
    statements = [s for r in ordered for s in r.statements]
    own_statements = [s for r in ordered for s in r.statements if (s.treatment or r.subject) == MESOTHERAPY]
    variants = [v for r in ordered for v in r.variants]
    subjects = {r.snapshot.source_id: r.subject for r in ordered}
    records = build_records(statements, vocabulary, subjects)
    placed = [record for record in records if not record.is_proposed and record.treatment == MESOTHERAPY]
    printed = [s for r in readings for s in r.statements]
    proposed = dict.fromkeys(s for s in (*printed, *statements) if s.is_proposed)
    read = (variants, passages, own_statements, questions)
    groups = group_variants(*read, links, subjects)
    differences = [
        *find_disagreements(placed, own_statements, passages, load_rules(), load_contrasts()),
        *find_opposite_answers(groups, questions.by_id, passages),
    ]
    if links.joins(QUESTION):
        alone = group_variants(*read, links.without_joins(), subjects)
        differences = _with_joined(differences, find_joined_answers(groups, alone, passages))
    return Library(
        readings=ordered,
        records=records,
        questions=groups,
        disagreements=tuple(sorted(differences, key=lambda d: d.key)),
        gaps=find_gaps((p for r in own for p in r.passages), own_statements, load_checklist()),
        proposals=build_records(tuple(proposed), vocabulary, subjects),
    )


def _with_joined(known: list[Disagreement], joined: Iterable[Disagreement]) -> list[Disagreement]:
    """With what differs between questions that were joined, where no other row tells it."""
    told = {(row.kind, row.subject) for row in known}
    return [*known, *(row for row in joined if (row.kind, row.subject) not in told)]


def origins_of(library: Library, publishers: Mapping[str, str] | None = None) -> Origins:
    """Which articles and passages of ``library`` copy each other, so that one text is not many voices.

    ``publishers`` names that of each source where it is known. Apart from the build: comparing all passages
    takes longer than reading them.
    """
    passages = {r.snapshot.source_id: r.passages for r in library.readings}
    return find_origins(passages, load_rules(), publishers)


def _decided(reading: Reading, decisions: Sequence[Decision]) -> Reading:
    """``reading`` with its proposals decided; a passage that only named what was rejected is set aside."""
    statements = apply_decisions(reading.statements, decisions)
    used = {s.passage for s in statements} | {v.passage for v in reading.variants}
    rejected = {s.passage for s in reading.statements} - used
    passages = tuple(_set_aside(p) if p.index in rejected else p for p in reading.passages)
    return replace(reading, statements=statements, passages=passages)


def _set_aside(passage: Passage) -> Passage:
    if passage.disposition is not Disposition.USED:
        return passage
    return replace(passage, disposition=Disposition.REJECTED, reason="rejected_name")
