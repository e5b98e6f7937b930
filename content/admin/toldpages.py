"""What happens to pages, in plain words, for somebody who has to decide about an article."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from content.admin.words import SUPPORT
from content.models import Page, PageKind
from content.pipeline.anchors import AnchorState
from content.templatetags.wording import STRENGTH_WORDS

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToldSentence:
    """A sentence of ours and what happens to it; ``near`` is what the article says instead of a quote."""

    text: str
    said: str
    why: Sequence[str]
    quotes: Sequence[Row]


@dataclass(frozen=True, slots=True)
class ToldPage:
    """A page, its address in the admin where it has one, and what happens to it."""

    title: str
    kind: str
    address: str
    is_public: bool
    said: Sequence[str]
    sentences: Sequence[ToldSentence]


GROUPS = (
    ("Warnings that lose their words", ("tagged",), "They stay on the site, and are marked."),
    (
        "Pages that leave the site",
        ("withdrawn", "in_review"),
        "Readers cannot open them until somebody mends them.",
    ),
    ("Sentences with another result", ("worse",), "Fewer words support them than before."),
    (
        "Sentences that the article speaks against",
        ("opposed",),
        "Read both, and show the difference or settle it.",
    ),
    ("Warnings that become stricter", ("stricter",), "The strictest wording counts."),
    ("What no article says any more", ("unbacked",), "A warning is kept. Readers do not see the others."),
    ("Pages that come onto the site", ("opens",), "Nothing keeps them back any more."),
    ("What is said again", ("back", "better"), ""),
    ("What the article joins", ("joined",), "Other articles say, ask or answer it too."),
    ("What loses one of its articles", ("left",), "Others still say it."),
    ("New drafts", ("new",), "Readers do not see them until somebody writes and publishes them."),
)
"""By the gravest thing that happens to a page."""


def told_pages(result: Row) -> list[tuple[str, str, list[ToldPage]]]:
    """Title, explanation and pages of each group, the gravest first. One query."""
    keys = {page.address: (page.pk, page.kind) for page in Page.objects.only("kind", "slug")}
    groups = []
    for title, fates, explanation in GROUPS:
        pages = [row for row in result["pages"] if row["fates"][0] in fates]
        if pages:
            told = [_told(row, keys.get(row["address"]), result) for row in pages]
            groups.append((title, explanation, told))
    return groups


def _told(row: Row, key: tuple[int, str] | None, result: Row) -> ToldPage:
    return ToldPage(
        title=row["title"],
        kind=PageKind(row["kind"]).label,
        address=_address(*key) if key else "",
        is_public=row["was_public"] or row["is_public"],
        said=list(_said(row, result)),
        sentences=[*map(_sentence, row["claims"]), *map(_opposed, row["opposed"])],
    )


def _address(pk: int, kind: str) -> str:
    return reverse(f"admin:content_{kind.replace('_', '')}_change", args=[pk])


def _said(row: Row, result: Row) -> Iterator[str]:
    fates = row["fates"]
    answered = {f"{PageKind.GAP}/{key}" for key, _ in result["gaps"]["answered"]}
    if row["address"] in answered and "in_review" in fates:
        yield "An article answers this question now, so the page leaves the site."
    else:
        yield from (SAID[fate] for fate in fates if fate in SAID)
    if "stricter" in fates:
        old, new = (STRENGTH_WORDS[strength] for strength in row["strength"])
        yield f"Until now: {old}. From now on: {new}."
    if row["joined"] and row["others"]:
        yield f"Joins what is said by {', '.join(row['others'])}."
    yield from _strengths(row, result["statements"])


SAID = {
    "tagged": "The warning stays on the site. Readers see that its source has changed.",
    "withdrawn": "It is withdrawn, because words that it rests on are gone.",
    "in_review": "It leaves the site and goes back to review.",
    "unbacked": "No article says it any more.",
    "opens": "Readers can open it from now on.",
    "back": "An article says it again.",
}


def _strengths(row: Row, statements: Row) -> Iterator[str]:
    """A strength that the article has, beside those of others."""
    found = [s["strength"] or s["list_strength"] for s in statements["new"] if s["page"] == row["address"]]
    for strength in sorted({strength for strength in found if strength}):
        yield f"This article {STRENGTH_WORDS[strength]}."


def _sentence(claim: Row) -> ToldSentence:
    old, new = (SUPPORT.get(support, "Not checked") for support in claim["support"])
    said = f"Before: {old.lower()}. After: {new.lower()}." if old != new else f"{new}, for another reason."
    if claim["is_absence"]:
        said = "It says that no article tells this. " + (
            "An article does now." if claim["is_worse"] else "That holds again."
        )
    return ToldSentence(claim["text"], said, [message for _, message in claim["reasons"]], _quotes(claim))


def _quotes(claim: Row) -> list[Row]:
    return [
        {
            "source": cited["source"],
            "quote": cited["quote"],
            "said": ANCHORS[AnchorState(cited["anchor"])],
            "near": cited["near"][0] if cited["near"] else None,
        }
        for cited in claim["quotes"]
    ]


ANCHORS = {
    AnchorState.EXACT: "stands in the article word for word",
    AnchorState.MOVED: "stands in another part of the article now",
    AnchorState.CHANGED: "is worded differently now",
    AnchorState.MISSING: "is not in the article any more",
}


def _opposed(row: Row) -> ToldSentence:
    return ToldSentence(row["text"], f"The article says otherwise: “{row['quote']}”", [], [])
