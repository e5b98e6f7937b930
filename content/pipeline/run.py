"""Run: one article read from snapshot to statements, and a library of all of them."""

from dataclasses import dataclass
from pathlib import Path

from content.pipeline.clusters import QuestionGroup, Record
from content.pipeline.disagreements import Disagreement
from content.pipeline.passages import Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.statements import Statement

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the reader made of one snapshot, passages with their final dispositions."""

    snapshot: Snapshot
    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All readings put together: each record and question once, and where sources differ."""

    readings: tuple[Reading, ...]
    records: tuple[Record, ...]
    questions: tuple[QuestionGroup, ...]
    disagreements: tuple[Disagreement, ...]


def read_article(snapshot: Snapshot) -> Reading:
    """Read one snapshot with the vocabulary, cues and questions of ``DATA``."""
    raise NotImplementedError


def build_library(readings: tuple[Reading, ...]) -> Library:
    """Merge readings into a library; the order of ``readings`` does not change the result."""
    raise NotImplementedError
