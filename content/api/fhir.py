"""The records as HL7 FHIR R5 resources (https://hl7.org/fhir/R5/clinicalusedefinition.html).

A use is an ``indication``, a side effect an ``undesirable-effect``. A reason not to have the treatment is a
``contraindication``; where the articles only ask for care, or name a limit, it is a ``warning``. R5 has no
place for how strict a warning is: ``category`` has it in the words of our headings, the narrative in those of
each article. Concepts are text without codes, because no source gives any. A resource is a draft until a
health professional has signed its page.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.api.openapi import FHIR_TYPES
from content.api.records import Addresses, effect, fhir_id, language_of, name_of, source_line, strictness
from content.models import (
    Citation,
    Claim,
    Disagreement,
    Page,
    PageKind,
    Question,
    SideEffect,
    Source,
)
from content.models.pages import RECORDS
from content.pipeline.citations import parse_claims
from content.pipeline.statements import Strength
from content.pipeline.vocabulary import load_vocabulary
from content.templatetags.wording import full_text, override_words, short_quote, verdict_words
from content.views.anatomy import Tag, is_only_milder, quotations_of, review_of, shown_on, tags_of
from content.views.indexes import DEGREES

MEDIA_TYPE = "application/fhir+json"
THERAPY = "mesotherapy"
PUBLICATION = "http://hl7.org/fhir/publication-status"
STATED_ON = "2026-11-27"
"""The day on which what the server can do last changed."""
STATES = (Tag.NOT_REVIEWED, Tag.DIFFER, Tag.CHANGED, Tag.UNDER_REVIEW)

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Library:
    """What resources say of other rows: the articles, how readers know groups of people by name, and the
    points on which articles differ. ``keys``: the primary key of the page of each resource."""

    keys: Mapping[str, int]
    sources: tuple[Source, ...]
    titles: Mapping[str, str]
    unsettled: tuple[Disagreement, ...]

    @classmethod
    def fetched(cls) -> Self:
        """Three queries."""
        records = Page.objects.published().filter(kind__in=RECORDS).only("kind", "slug", "title")
        named = list(records.annotate(reason=F("contraindication__concept")))
        reasons = {page.reason: page.title for page in named if page.reason}
        concepts = load_vocabulary().concepts
        titles = {concepts[each].name: title for each, title in reasons.items() if each in concepts}
        unsettled = Disagreement.objects.exclude(state=Disagreement.State.SETTLED)
        keys = {fhir_id(page): page.pk for page in named}
        return cls(keys, tuple(Source.objects.all()), titles, tuple(unsettled))

    def points_on(self, page: Page) -> list[Disagreement]:
        """The points that readers of the page are shown."""
        return [point for point in shown_on(page, self.unsettled) if not is_only_milder(point, page)]

    def groups_of(self, page: Page) -> list[str]:
        """The groups of people of whom alone the articles say it, each once, as their page is called."""
        names = re.split("[,;] ", getattr(page, "population", ""))
        return list(dict.fromkeys(self.titles.get(name, name) for name in names if name))


def use_of(page: Page, to: Addresses, library: Library) -> Resource:
    """The ClinicalUseDefinition of a page about a record, fetched with its evidence."""
    kind = type_of(page)
    return {
        "resourceType": "ClinicalUseDefinition",
        "id": fhir_id(page),
        **({"meta": {"lastUpdated": _instant(page.changed_at)}} if page.changed_at else {}),
        "language": language_of(page),
        "text": {"status": "additional", "div": _narrative(page, to, library)},
        **_contained(library.groups_of(page)),
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": to(page.get_absolute_url())}],
        "type": kind,
        **_category(page),
        "subject": [{"reference": f"ActivityDefinition/{THERAPY}", "display": "Mesotherapy"}],
        **_status(page, library.points_on(page)),
        **_population(library.groups_of(page)),
        **_specifics(page, kind),
    }


def type_of(page: Page) -> str:
    """One of FHIR_TYPES."""
    if page.kind == PageKind.INDICATION:
        return "indication"
    if page.kind == PageKind.SIDE_EFFECT:
        return "undesirable-effect"
    is_ban = page.strength in (Strength.AVOID, Strength.AVOID_UNLESS_DOCTOR_AGREES)
    return "contraindication" if is_ban else "warning"


def _specifics(page: Page, kind: str) -> Resource:
    thing = {"concept": {"text": page.title}}
    if kind == "warning":
        return {"warning": {"description": answer_of(page), "code": {"text": page.title}}}
    if kind == "undesirable-effect":
        return {"undesirableEffect": {"symptomConditionEffect": thing, **_how_often(page)}}
    return {kind: {"diseaseSymptomProcedure": thing}}


def answer_of(page: Page) -> str:
    """The short answer, whole; of a page that nobody has written, its title."""
    return page.short_answer if page.is_curated else page.title


def _how_often(page: SideEffect) -> Resource:
    """In the words of the articles, each with its article; nothing where none says how often."""
    stated = [said for said in effect(page)["by_source"] if said["words"]]
    if not stated:
        return {}
    return {"frequencyOfOccurrence": {"text": "; ".join(map(_said, stated))}}


def _said(said: dict[str, Any]) -> str:
    words = ", ".join(f"“{word}”" for word in said["words"])
    return f"{words} ({said['source'].replace('-', ' ').capitalize()})"


def _category(page: Page) -> Resource:
    """How strict a warning is, in the words of the heading under which readers find it."""
    if page.kind != PageKind.CONTRAINDICATION:
        return {}
    heading = next(heading for heading, _, strengths in DEGREES if page.strength in strengths)
    return {"category": [{"text": str(heading)}]}


def _status(page: Page, points: Sequence[Disagreement]) -> Resource:
    """With every tag of the page that weakens what it says, or that says who has not looked at it."""
    is_signed = bool(review_of(page).professionals)
    said = [tag.value for tag in tags_of(page, points) if tag in STATES]
    coding = [{"system": PUBLICATION, "code": "active" if is_signed else "draft"}]
    return {"status": {"coding": coding, **({"text": "; ".join(said)} if said else {})}}


def _contained(groups: Sequence[str]) -> Resource:
    if not groups:
        return {}
    group = {"resourceType": "Group", "type": "person", "membership": "definitional"}
    return {"contained": [{**group, "id": f"group-{n}", "name": name} for n, name in enumerate(groups, 1)]}


def _population(groups: Sequence[str]) -> Resource:
    if not groups:
        return {}
    return {"population": [{"reference": f"#group-{n}", "display": name} for n, name in enumerate(groups, 1)]}


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


# --- the narrative ---------------------------------------------------------------------------------


def _narrative(page: Page, to: Addresses, library: Library) -> str:
    """The short answer with its evidence and all that qualifies it, as XHTML."""
    parts = [
        format_html("<p><b>{}</b></p>", page.title),
        *_answer(page),
        *_qualified(page, library.sources),
        *_differing(page, library.points_on(page)),
        format_html('<p><a href="{}">{}</a></p>', to(page.get_absolute_url()), page.title),
    ]
    language = language_of(page)
    return format_html(
        '<div xmlns="http://www.w3.org/1999/xhtml" lang="{}" xml:lang="{}">{}</div>',
        language,
        language,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _answer(page: Page) -> list[SafeString]:
    if not page.is_curated:
        quotes = [(said.source, short_quote(said.quote)) for said in quotations_of(page)]
        return [_quote(source, quote) for source, quote in quotes if quote]
    return [
        format_html("<p>{}</p>", page.short_answer),
        format_html(
            "<ol>{}</ol>", format_html_join("", "<li>{}{}{}</li>", map(_evidence, _claims_of_answer(page)))
        ),
    ]


def _claims_of_answer(page: Page) -> list[Claim]:
    paragraph = re.split(r"\n[ \t]*\n", page.body.strip(), maxsplit=1)[0]
    count = len(parse_claims(paragraph, file=page.address))
    return list(page.claims.all())[:count]


def _evidence(claim: Claim) -> tuple[SafeString, SafeString, SafeString]:
    quotes = format_html_join("", "{}", ((_quote(c.source, c.quote),) for c in _cited(claim)))
    return (
        format_html("<p>{}</p>", full_text(claim)),
        quotes,
        format_html("<p>{}</p>{}", verdict_words(claim), _decided(claim)),
    )


def _decided(claim: Claim) -> SafeString | str:
    """The decision of a person that the sentence stands all the same, if there is one."""
    if claim.override is None:
        return ""
    return format_html("<p>{} <q>{}</q></p>", override_words(claim.override), claim.override.reason)


def _cited(claim: Claim) -> list[Citation]:
    return list(claim.citations.all())


def _quote(source: Source, quote: str) -> SafeString:
    return format_html("<p><q>{}</q> {}</p>", quote, source_line(source))


def _qualified(page: Page, sources: Iterable[Source]) -> list[SafeString]:
    """How strict, how often: what must not be lost."""
    by_id = {source.source_id: source for source in sources}
    found: list[SafeString] = []
    if page.kind == PageKind.CONTRAINDICATION:
        for said in strictness(page, by_id.values())["by_source"]:
            words = format_html_join(", ", "<q>{}</q>", ((word,) for word in said["words"]))
            name = name_of(by_id[said["source"]])
            found.append(format_html("<p>{}: {} {}</p>", name, said["says"], words))
    if page.kind == PageKind.SIDE_EFFECT:
        said = effect(page)
        often = _how_often(page).get("frequencyOfOccurrence", {}).get("text")
        found.append(format_html("<p>{}</p>", said["how_often"] or f"How often: {often}."))
    return found


def _differing(page: Page, points: Sequence[Disagreement]) -> list[SafeString]:
    """That articles differ, on what, and the safer reading: a use without its doubt would be stronger."""
    is_disputed = page.kind == PageKind.INDICATION and page.is_disputed
    said = [Tag.DIFFER.value] if points or is_disputed else []
    said += [words for point in points for words in (point.subject, point.safest) if words]
    return [format_html("<p>{}</p>", words) for words in said]


# --- the treatment, lists, what the server can do, refusals ----------------------------------------


def therapy_of(question: Question | None, to: Addresses) -> Resource:
    """The treatment: something that is done, so that of all that R5 lets be a subject it is an activity.

    ``question``: the page that says what it is, if the public may read it.
    """
    answer = {"description": question.short_answer} if question else {}
    return {
        "resourceType": "ActivityDefinition",
        "id": THERAPY,
        "language": language_of(question),
        "url": to.named("fhir_therapy", THERAPY),
        "name": "Mesotherapy",
        "title": "Mesotherapy",
        "status": "draft",
        "subjectCodeableConcept": {
            "coding": [{"system": "http://hl7.org/fhir/fhir-types", "code": "Patient"}]
        },
        **answer,
        "code": {"text": "Mesotherapy"},
    }


def bundle_of(found: dict[str, Any], to: Addresses) -> Resource:
    """One page of a search: ``found`` as lists have it, its items resources."""
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": found["total"],
        "link": [{"relation": name, "url": address} for name, address in found["links"].items() if address],
        **({"entry": [_entry(item, to) for item in found["items"]]} if found["items"] else {}),
    }


def _entry(resource: Resource, to: Addresses) -> Resource:
    address = to.named("fhir_use", resource["id"])
    return {"fullUrl": address, "resource": resource, "search": {"mode": "match"}}


def capabilities(to: Addresses) -> Resource:
    """What the server can do, as a CapabilityStatement."""
    search = {
        "name": "type",
        "type": "token",
        "documentation": ", ".join(FHIR_TYPES),
        "definition": "http://hl7.org/fhir/SearchParameter/ClinicalUseDefinition-type",
    }
    read = {"code": "read"}
    return {
        "resourceType": "CapabilityStatement",
        "id": "metadata",
        "language": settings.LANGUAGE_CODE.split("-")[0],
        "status": "active",
        "date": STATED_ON,
        "kind": "instance",
        "implementation": {"description": "mesoinfo", "url": to("/api/v1/fhir")},
        "fhirVersion": "5.0.0",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "resource": [
                    {
                        "type": "ClinicalUseDefinition",
                        "interaction": [read, {"code": "search-type"}],
                        "searchParam": [search],
                    },
                    {"type": "ActivityDefinition", "interaction": [read]},
                ],
            }
        ],
    }


OUTCOMES = {400: "invalid", 404: "not-found", 405: "not-supported", 503: "transient"}


def outcome_of(status: int, detail: str, where: str, mend: str) -> Resource:
    """A refusal as an OperationOutcome."""
    issue = {
        "severity": "error",
        "code": OUTCOMES[status],
        "details": {"text": detail},
        "diagnostics": f"{where}: {mend}",
    }
    return {"resourceType": "OperationOutcome", "issue": [issue]}
