"""What would come of an article, or came of it: the values of ``content.consequences`` in plain words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from content.admin import words as plain
from content.admin.highlight import marked
from content.admin.toldpages import ToldPage, told_pages
from content.models import ChangeKind, Passage, Snapshot, Submission
from content.pipeline.snapshots import take_page_snapshot
from content.pipeline.spans import is_blank
from content.pipeline.statements import Polarity, Role
from content.pipeline.treatments import MESOTHERAPY
from content.templatetags.wording import STRENGTH_WORDS

Row = Mapping[str, Any]
Kind = Submission.Kind

ROLES = {
    Role.CONTRAINDICATION: "Reasons not to have it",
    Role.SIDE_EFFECT: "Side effects",
    Role.INDICATION: "Uses",
    Role.BENEFIT: "Benefits",
    Role.AFTERCARE: "What to do afterwards",
    Role.CANDIDATE: "Whom it suits",
    Role.SUBSTANCE: "Substances",
    Role.PROCEDURE: "How it is done",
    Role.RESULTS: "Results",
    Role.HISTORY: "History",
    Role.DISCLAIMER: "Disclaimers",
}
"""Warnings first."""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: what it is about, what is said of it, the words of the article."""

    name: str
    details: str
    quote: str
    is_unplaced: bool


@dataclass(frozen=True, slots=True)
class Reworded:
    """A statement before and after, with the way between its words."""

    name: str
    old: Said
    new: Said
    diff: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one role."""

    title: str
    statements: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Told:
    """All that the screen says, the gravest first."""

    summary: Sequence[str]
    pages: Sequence[tuple[str, str, Sequence[ToldPage]]]
    new: Sequence[Group]
    lost: Sequence[Group]
    reworded: Sequence[Reworded]
    kept: int
    names: Row
    differences: Row
    gaps: Row
    alike: Sequence[Sequence[str]]
    voices: Sequence[str]
    quotes: Sequence[str]
    facts: Sequence[tuple[str, str, str]]
    changes: Sequence[Row]
    ledger: Sequence[tuple[str, int]] = ()
    accounted: tuple[int, int] = (0, 0)
    article: SafeString | str = ""
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)


def told_about(submission: Submission) -> Told:
    """What the result of ``submission`` means. A few queries."""
    result: Row = submission.result or {}
    statements = result["statements"]
    pages = told_pages(result)
    text = _text_of(submission)
    passages = [Passage(quote="", **row) for row in result["passages"]]
    return Told(
        summary=list(_summary(submission, result)),
        pages=pages,
        new=_groups(statements["new"]),
        lost=_groups(statements["lost"]),
        reworded=[
            Reworded(row["new"]["name"], _said(row["old"]), _said(row["new"]), row["diff"])
            for row in statements["changed"]
        ],
        kept=statements["kept"],
        names=result["names"],
        differences=result["differences"],
        gaps=result["gaps"],
        alike=result["alike"],
        voices=result["voices"],
        quotes=list(_quotes(result["quotes"])),
        facts=[(name.replace("_", " "), *map(_fact, pair)) for name, pair in result["facts"].items()],
        changes=[{**row, "words": ChangeKind(row["kind"]).label} for row in result["changes"]],
        ledger=_ledger(passages),
        accounted=_accounted(text, passages),
        article=marked(text, passages) if passages else "",
        links=list(_links(result)),
    )


def _text_of(submission: Submission) -> str:
    """The text as it is read; once it is loaded, the stored one."""
    if submission.markup:
        return take_page_snapshot(submission.source_id, submission.markup).text
    if submission.text:
        return submission.text
    stored = Snapshot.objects.filter(
        source__source_id=submission.source_id, sha256=(submission.result or {})["sha256"][1]
    )
    return stored.values_list("text", flat=True).first() or ""


def _ledger(passages: Sequence[Passage]) -> list[tuple[str, int]]:
    counts = Counter(passage.disposition for passage in passages)
    return [
        (name, counts[disposition]) for disposition, name in plain.DISPOSITION.items() if counts[disposition]
    ]


def _accounted(text: str, passages: Sequence[Passage]) -> tuple[int, int]:
    """How many characters lie in passages, and how many there are; blanks do not count."""
    inside = sum(not is_blank(c) for passage in passages for c in text[passage.start : passage.end])
    return inside, sum(not is_blank(c) for c in text)


# --- statements ------------------------------------------------------------------------------------


def _groups(rows: Sequence[Row]) -> list[Group]:
    order = list(ROLES)
    ordered = sorted(rows, key=lambda row: order.index(Role(row["role"])))
    return [
        Group(ROLES[Role(role)], [_said(row) for row in found])
        for role, found in groupby(ordered, key=lambda row: row["role"])
    ]


def _said(row: Row) -> Said:
    return Said(row["name"], ". ".join(_details(row)), row["quote"], row["is_proposed"])


def _is_weighed(row: Row) -> bool:
    """What was told before there was such a thing has no such entry."""
    return bool(row.get("is_weighed"))


def _details(row: Row) -> Iterator[str]:
    if row["polarity"] == Polarity.DENIED:
        yield plain.POLARITY[Polarity.DENIED]
    if strength := row["strength"] or row["list_strength"]:
        words = STRENGTH_WORDS[strength]
        yield words[:1].upper() + words[1:]
    for name, label in DEGREES.items():
        if row[name]:
            yield f"{label}: {row[name]}"
    if _is_weighed(row):
        yield "Read by the words around it, by no rule: compare it with the article"


DEGREES = {
    "population": "Who",
    "site": "Where",
    "frequency": "How often",
    "seriousness": "How serious",
    "duration": "How long",
}


# --- in sentences ----------------------------------------------------------------------------------


def number(count: int, one: str, more: str = "") -> str:
    """ "1 page", "3 pages"."""
    return f"{count} {one if count == 1 else more or f'{one}s'}"


def _summary(submission: Submission, result: Row) -> Iterator[str]:
    """The gravest first."""
    pages = result["pages"]
    if result["subject"] != MESOTHERAPY:
        yield OTHER_TREATMENT.format(result["subject"].replace("-", " "))
    leaving = [p for p in pages if p["was_public"] and not p["is_public"]]
    yield from _said_of(leaving, "leaves the site", "leave the site")
    yield from _said_of(
        _with(pages, "tagged"),
        "stays, but loses words that it rests on",
        "stay, but lose words that they rest on",
        what="warning",
    )
    yield from _said_of(
        _with(pages, "opposed"),
        "has sentences that the article speaks against",
        "have sentences that the article speaks against",
    )
    yield from _said_of(_with(pages, "stricter"), "becomes stricter", "become stricter", what="warning")
    yield from _said_of(_with(pages, "opens"), "comes onto the site", "come onto the site")
    if not any(p["was_public"] or p["is_public"] for p in pages):
        yield "No page that readers can open is touched."
    elif not leaving and not _with(pages, "tagged"):
        yield "No page that readers can open leaves the site, and none loses words that it quotes."
    yield from _about_statements(submission, result["statements"])
    yield from _about_lists(result)


def _with(pages: Sequence[Row], fate: str) -> list[Row]:
    return [page for page in pages if fate in page["fates"]]


def _said_of(pages: Sequence[Row], one: str, more: str, *, what: str = "page") -> Iterator[str]:
    if pages:
        yield f"{number(len(pages), what)} {one if len(pages) == 1 else more}."


def _about_statements(submission: Submission, statements: Row) -> Iterator[str]:
    new, lost, changed = (len(statements[name]) for name in ("new", "lost", "changed"))
    if submission.kind == Kind.NEW:
        yield f"The software finds {number(new, 'statement')} in it." if new else NOTHING_FOUND
    else:
        yield (
            f"Of what the software finds in it, {number(lost, 'statement')} would be lost, {new} new, "
            f"{changed} in other words, and {statements['kept']} as before."
        )
    weighed = sum(_is_weighed(row) for row in statements["new"])
    if weighed:
        verb = "is" if weighed == 1 else "are"
        yield f"{number(weighed, 'new statement')} {verb} read by no rule. {COMPARE}"


COMPARE = "Only the words around the name say so: compare with the article. Below, they are marked."
OTHER_TREATMENT = (
    "By its words it is about another treatment ({}). Ask yourself whether it belongs here at all: "
    "what it says is kept apart, but sentences that say what no article tells are held against it too."
)
NOTHING_FOUND = "The software finds no statement in it. Look at its text below: is it the right one?"


def _about_lists(result: Row) -> Iterator[str]:
    made = _with(result["pages"], "new")
    lists = (
        (made, "draft is made", "drafts are made"),
        (result["names"]["new"], "new name has to be placed", "new names have to be placed"),
        (result["differences"]["new"], "new difference between articles", "new differences between articles"),
        (
            result["differences"]["reopened"],
            "settled difference is open again",
            "settled differences are open again",
        ),
        (result["differences"]["gone"], "difference is gone", "differences are gone"),
        (result["gaps"]["answered"], "open question is answered now", "open questions are answered now"),
        (result["gaps"]["opened"], "question has no answer any more", "questions have no answer any more"),
        (result["alike"], "pair of questions or names looks alike", "pairs of questions or names look alike"),
    )
    for rows, one, more in lists:
        if rows:
            yield f"{number(len(rows), one, more)}."
    if result["voices"]:
        voices = ", ".join(result["voices"])
        yield f"It counts as one voice with {voices}: most of the text, or the publisher, is the same."


QUOTE_FATES = {
    "missing": "{} not in the article any more",
    "changed": "{} worded differently now",
    "moved": "{} in another part of the article now",
    "found_again": "{} found again",
    "other_place": "{} still there word for word, at another place",
    "same_place": "{} still there word for word",
}
"""The gravest first."""


def _quotes(counts: Mapping[str, int]) -> Iterator[str]:
    for fate, words in QUOTE_FATES.items():
        if counts.get(fate):
            yield words.format(number(counts[fate], "quote on our pages", "quotes on our pages"))


def _fact(value: object) -> str:
    return {True: "yes", False: "no", None: "–", "": "–"}.get(value, str(value))


# --- where to go on --------------------------------------------------------------------------------


def _links(result: Row) -> Iterator[tuple[str, str]]:
    """What waits now, with its address."""
    for waiting, words in (
        ("warnings", "Place the new names: warnings"),
        ("uses", "Place the new names: uses"),
    ):
        if any((row["role"] == Role.INDICATION) is (waiting == "uses") for row in result["names"]["new"]):
            yield words, f"{_list_of('proposedconcept')}?waiting={waiting}"
    if result["differences"]["new"] or result["differences"]["reopened"]:
        yield "Look at the differences", f"{_list_of('disagreement')}?state__exact=open"
    if result["alike"]:
        yield "Say what is the same", f"{_list_of('suggestedmerge')}?waiting=yes"
    if any(page["is_public"] is False and page["was_public"] for page in result["pages"]):
        yield "Mend the pages in review", f"{_list_of('page')}?status__exact=in_review"
    if any(page["is_new"] for page in result["pages"]):
        yield "Write the new drafts", f"{_list_of('page')}?status__exact=draft"


def _list_of(name: str) -> str:
    return reverse(f"admin:content_{name}_changelist")
