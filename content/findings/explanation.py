"""One checked claim in words: what it says, what it rests on, the verdict and why; enough to replay it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from content.findings.finding import Finding, Location, one_line
from content.findings.meanings import meaning_of
from content.pipeline.anchors import Anchor
from content.pipeline.passages import Passage
from content.pipeline.snapshots import Snapshot
from content.pipeline.verdicts import CHECKER_VERSION, Reason, Verdict

WIDTH = 10
"""Of the column of names."""

BASES = {
    "citation": "the words of an article",
    "advice": "our own advice",
    "absence": "what no article says",
    "site": "nothing: it is about the site itself",
    "none": "nothing: it has no mark",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A cited quote: the words looked for, where they stand, and the article with its passages, if known."""

    source_id: str
    quote: str
    anchor: Anchor
    snapshot: Snapshot | None
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """What is to be explained: ``name`` is the ID asked for, ``verdict`` None where no sentence is meant.

    ``rows`` are what else there is to say of the claim, as pairs of a name and words.
    """

    name: str
    claim: str
    rows: tuple[tuple[str, str], ...]
    quotes: tuple[Quoted, ...]
    verdict: Verdict | None
    findings: Sequence[Finding]

    @property
    def passes(self) -> bool:
        return not self.findings


def explain(explained: Explained) -> str:
    """The explanation as lines of text. The same input gives the same text."""
    return "\n".join(_lines(explained)) + "\n"


def _lines(explained: Explained) -> Iterator[str]:
    yield f"{one_line(explained.name)}: {'passes' if explained.passes else 'fails'}"
    rows = [("Claim", explained.claim), *explained.rows] if explained.claim else explained.rows
    yield from (_row(name, words) for name, words in rows if words)
    for quoted in explained.quotes:
        yield from _quote_lines(quoted)
    if explained.verdict:
        yield _row("Verdict", _words(explained.verdict.support))
    yield from _reason_lines(_reasons(explained))
    version = explained.verdict.checker_version if explained.verdict else CHECKER_VERSION
    yield _row("Checker", f"version {version}")


def _quote_lines(quoted: Quoted) -> Iterator[str]:
    found, snapshot = quoted.anchor.span, quoted.snapshot
    place = f"characters {found.start} to {found.end}" if found else "not there"
    yield _row("Quote", f"“{quoted.quote}”")
    yield _row("", f"{quoted.source_id}, {place} ({quoted.anchor.state})")
    for passage in [p for p in quoted.passages if found and p.span.overlaps(found)]:
        yield from _passage_lines(passage, quoted.passages)
    if snapshot:
        yield _row("", f"snapshot {snapshot.sha256}")


def _passage_lines(passage: Passage, passages: Iterable[Passage]) -> Iterator[str]:
    lead_in = next((p.quote for p in passages if p.index == passage.parent), "")
    around = {"heading": " › ".join(passage.heading_path), "lead-in": lead_in, "sentence": passage.quote}
    yield from (_row("", f"{name}: {words}") for name, words in around.items() if words)


def _reasons(explained: Explained) -> list[Reason]:
    """Those of the verdict, then what the site found besides."""
    own = list(explained.verdict.reasons) if explained.verdict else []
    known = {(reason.code, reason.message) for reason in own}
    found = [Reason(f.code, f.message) for f in explained.findings if (f.code, f.message) not in known]
    return own + found


def _reason_lines(reasons: Sequence[Reason]) -> Iterator[str]:
    if not reasons:
        yield _row("Reasons", "none")
    for number, reason in enumerate(reasons):
        yield _row("" if number else "Reasons", f"{reason.code}: {reason.message}")
        if reason.code not in {before.code for before in reasons[:number]}:
            yield _row("", f"  means: {meaning_of(reason.code)}")


def _row(name: str, words: str) -> str:
    indent = len(words) - len(words.lstrip())
    return f"{name:<{WIDTH}}{' ' * indent}{one_line(words)}"


def _words(code: str) -> str:
    return code.replace("_", " ")


def place_words(location: Location | None) -> str:
    """As in "content/data/pages/topics/safe.md, line 7"; "" where no file is known."""
    if location is None:
        return ""
    return f"{location.file}, line {location.line}" if location.line else location.file
