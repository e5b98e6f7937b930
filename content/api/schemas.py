"""JSON Schemas (2020-12) of what the API answers. Every property is required and none may be added.

What can be missing is null, so that a program sees at once that nothing is known.
"""

from enum import StrEnum
from typing import Any

from content.api.problems import KINDS
from content.models import Disagreement, Override, PageKind, Source
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import MAX_QUOTE_WORDS, Basis
from content.pipeline.disagreements import DisagreementKind, Severity
from content.pipeline.passages import Disposition
from content.pipeline.statements import Strength
from content.pipeline.verdicts import Code, Support
from content.views.anatomy import MAX_RELATED, Tag

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "integer", "minimum": 1}
ADDRESS: Schema = {"type": "string", "format": "uri"}
TIME: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NAME: Schema = {
    "type": "string",
    "pattern": "^[a-z_]+/[a-z0-9_-]+$",
    "description": "kind/slug, the name by which pages refer to each other.",
}


def said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def maybe(schema: Schema) -> Schema:
    """``schema``, or null."""
    if "type" in schema and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def several(schema: Schema, **limits: int) -> Schema:
    return {"type": "array", "items": schema, **limits}


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def member(enum: type[StrEnum]) -> Schema:
    return one_of(*(each.value for each in enum))


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def closed(description: str = "", **properties: Schema) -> Schema:
    """An object with exactly these properties."""
    note = {"description": description} if description else {}
    return {
        "type": "object",
        **note,
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


QUOTE = said(maybe(TEXT), f"The exact words, whole; null where they are more than {MAX_QUOTE_WORDS} words.")
ANSWER = said(maybe(TEXT), "Whole. Never shorten it: a warning can turn into its opposite.")
_LINK = {"name": NAME, "title": TEXT, "address": ADDRESS, "link": ADDRESS}
_ENTRY = {
    **_LINK,
    "kind": one_of(*PageKind.values),
    "slug": TEXT,
    "language": said(TEXT, "BCP 47."),
    "short_answer": ANSWER,
    "changed_at": said(maybe(TIME), "When the title or the text last changed."),
}

SCHEMAS: dict[str, Schema] = {
    "Index": closed(
        name=TEXT,
        version=TEXT,
        language=TEXT,
        links=closed(
            **dict.fromkeys(("pages", "sources", "differences", "gaps", "glossary"), ADDRESS),
            openapi=ADDRESS,
            fhir=ADDRESS,
            documentation=ADDRESS,
        ),
    ),
    "PageLink": closed("A page: its address for people, and its link here.", **_LINK),
    "PageAnswer": closed("A page and its short answer.", **_LINK, short_answer=ANSWER),
    "PageEntry": closed("A page as the list shows it.", **_ENTRY),
    "Page": closed(
        "A page, whole, in the words that it shows to readers.",
        **_ENTRY,
        tags=several(member(Tag)),
        warning=said(
            maybe(ref("Warning")), "What a page about something else says of warnings. Show it with the page."
        ),
        incomplete=said(several(TEXT), "Why the list of side effects is not whole. Empty: nothing is known."),
        claims=several(ref("Claim")),
        pictures=said(several(ref("Picture")), "In the order of the text. Show none without its words."),
        quotations=said(several(ref("Quotation")), "In place of claims, where nobody has written the page."),
        strictness=maybe(ref("Strictness")),
        effect=maybe(ref("Effect")),
        is_disputed=said(maybe(FLAG), "Of a use: an article denies what another says."),
        ask=said(maybe(TEXT), "Of an open question: what to ask a professional."),
        differences=said(several(TEXT), "Keys of the differences that the page shows."),
        milder=said(several(TEXT), "Keys of differences in which other articles warn less strictly only."),
        related=several(ref("PageLink"), maxItems=MAX_RELATED),
        review=maybe(ref("Review")),
        sources=said(several(TEXT), "Ids of the sources that the claims cite."),
        fhir=said(maybe(ADDRESS), "The same as a FHIR resource."),
    ),
    "Picture": closed(
        "A picture of a page, with the words that the page has for it.",
        address=ADDRESS,
        width=NUMBER,
        height=NUMBER,
        alternative=said(TEXT, "What it shows, for people who do not see it."),
        long_description=said(
            TEXT, "All that can be seen in it, where one sentence is not enough; else empty."
        ),
        skin=said(TEXT, "The skin that it shows; empty for none. On other skin, signs can look different."),
        credit=said(TEXT, "Where it comes from."),
    ),
    "Warning": closed(
        heading=TEXT,
        pages=several(ref("PageAnswer")),
        reasons=several(ref("PageLink")),
        more=said(ADDRESS, "The whole list: reasons here are not all."),
    ),
    "Claim": closed(
        "One sentence of the page.",
        number=NUMBER,
        text=TEXT,
        context=said(TEXT, "The line that leads into the list whose item the claim is; else empty."),
        heading=TEXT,
        basis=member(Basis),
        address=ADDRESS,
        verdict=maybe(ref("Verdict")),
        override=maybe(ref("Override")),
        citations=several(ref("Citation")),
    ),
    "Verdict": closed(
        "What software found. It is never a review by a person.",
        words=maybe(TEXT),
        support=member(Support),
        anchor=maybe(member(AnchorState)),
        reasons=several(member(Code)),
        checker_version=TEXT,
        checked_at=TIME,
    ),
    "Override": closed(
        "A person decided that the sentence stands although software does not find it supported. "
        "The verdict is still what software found.",
        words=TEXT,
        role=member(Override.Role),
        decided_on=DAY,
        reason=TEXT,
    ),
    "Citation": closed(
        source=TEXT,
        line=TEXT,
        quote=TEXT,
        anchor=member(AnchorState),
        snapshot_sha256=said(maybe(SHA256), "Of the article's text, as UTF-8."),
        target=closed(
            "W3C Web Annotation. Positions count code points of the text with that SHA-256.",
            type={"const": "SpecificResource"},
            source=ADDRESS,
            selector=several({"anyOf": [ref("TextQuoteSelector"), ref("TextPositionSelector")]}, minItems=1),
        ),
    ),
    "TextQuoteSelector": closed(type={"const": "TextQuoteSelector"}, exact=TEXT),
    "TextPositionSelector": closed(type={"const": "TextPositionSelector"}, start=COUNT, end=NUMBER),
    "Quotation": closed(source=TEXT, line=TEXT, quote=QUOTE),
    "Strictness": closed(
        "How strictly the articles warn, as software reads them. The strictest counts.",
        strength=member(Strength),
        by_source=several(
            closed(source=TEXT, strength=member(Strength), says=TEXT, words=said(several(TEXT), "Its own."))
        ),
    ),
    "Effect": closed(
        is_called_serious=FLAG,
        is_for_one_group=FLAG,
        how_often=said(maybe(TEXT), "Set where no article says how often."),
        by_source=several(
            closed(source=TEXT, words=said(several(TEXT), "Its own, for how often."), silent=maybe(TEXT))
        ),
    ),
    "Review": closed(
        by_health_professional_on=said(several(DAY), "Empty: none has reviewed these words."),
        by_editor_on=several(DAY),
        was_reviewed=said(FLAG, "Also where people read an earlier text only."),
        compared_by_software_on=maybe(DAY),
        sentences_compared=COUNT,
        next_review_on=maybe(DAY),
        is_overdue=FLAG,
    ),
    "Source": closed(
        "An article. Its text is the work of its authors and is not here.",
        id=TEXT,
        name=TEXT,
        line=TEXT,
        title=TEXT,
        is_title_ours=FLAG,
        publisher=maybe(TEXT),
        interest=one_of(*Source.Interest.values),
        interest_words=TEXT,
        original=said(maybe(ADDRESS), "Where the article stands."),
        published_on=maybe(DAY),
        note=TEXT,
        address=ADDRESS,
        link=ADDRESS,
        snapshot_sha256=maybe(SHA256),
        passages=COUNT,
        coverage=several(
            closed(disposition=member(Disposition), name=TEXT, meaning=TEXT, passages=NUMBER),
        ),
    ),
    "Difference": closed(
        "A point on which articles differ.",
        key=TEXT,
        kind=member(DisagreementKind),
        severity=member(Severity),
        heading=TEXT,
        subject=TEXT,
        positions=several(closed(sources=several(TEXT), says=TEXT, words=several(TEXT))),
        quotes=several(ref("Quotation")),
        safer_reading=said(
            maybe(TEXT), "Until it is settled. Null where `page` is about it: its short answer says it."
        ),
        state=one_of(*Disagreement.State.values),
        how_settled=maybe(TEXT),
        page=maybe(ref("PageAnswer")),
    ),
    "Gap": closed(
        "A question that no article answers. Silence does not mean that all is well.",
        id=TEXT,
        question=TEXT,
        short_answer=TEXT,
        ask=TEXT,
        group=TEXT,
        address=ADDRESS,
        link=maybe(ADDRESS),
    ),
    "Term": closed(id=TEXT, term=TEXT, plain=TEXT, address=ADDRESS, pages=several(ref("PageLink"))),
    "Problem": closed(
        "A refusal (RFC 9457).",
        type=ADDRESS,
        title=one_of(*(title for _, title in KINDS.values())),
        status={"type": "integer", "enum": sorted({status for status, _ in KINDS.values()})},
        detail=TEXT,
        instance=TEXT,
        where=said(TEXT, "What of the request is meant."),
        mend=said(TEXT, "What to do."),
    ),
}


def _list_of(name: str) -> Schema:
    links = closed(self=ADDRESS, next=maybe(ADDRESS), previous=maybe(ADDRESS))
    return closed(items=several(ref(name)), total=COUNT, page=NUMBER, page_size=NUMBER, links=links)


for _name in ("PageEntry", "Source", "Difference", "Gap", "Term"):
    SCHEMAS[f"{_name}List"] = _list_of(_name)
