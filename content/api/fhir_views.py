"""The addresses of the FHIR resources."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from content.api import fhir
from content.api.answers import as_json, endpoint
from content.api.lists import page_of
from content.api.openapi import FHIR_TYPES
from content.api.parameters import LIST, MAX_SIZE, one_of, read_parameters, whole_number
from content.api.problems import Refused
from content.api.records import Addresses, with_evidence, with_statements
from content.models import Page, PageKind, Question
from content.models.pages import RECORDS
from content.pipeline.statements import Strength

BANS = (Strength.AVOID, Strength.AVOID_UNLESS_DOCTOR_AGREES)
CHILDREN = ("indication", "contraindication", "sideeffect")
FORMAT = {"_format": one_of("json", "application/json", fhir.MEDIA_TYPE)}
SEARCH = {
    "type": one_of(*FHIR_TYPES),
    "_count": whole_number(1, MAX_SIZE),
    "page": LIST["page"],
    **FORMAT,
}
OF_TYPE = {
    "indication": Q(kind=PageKind.INDICATION),
    "undesirable-effect": Q(kind=PageKind.SIDE_EFFECT),
    "contraindication": Q(kind=PageKind.CONTRAINDICATION, contraindication__strength__in=BANS),
    "warning": Q(kind=PageKind.CONTRAINDICATION) & ~Q(contraindication__strength__in=BANS),
}


def refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    outcome = fhir.outcome_of(refused.status, refused.detail, refused.where, refused.mend)
    return as_json(outcome, status=refused.status, media_type=fhir.MEDIA_TYPE)


fhir_endpoint = endpoint(media_type=fhir.MEDIA_TYPE, refuse=refuse)


@fhir_endpoint
def metadata(request: HttpRequest) -> dict[str, Any]:
    read_parameters(request, FORMAT)
    return fhir.capabilities(Addresses(request))


@fhir_endpoint
def uses(request: HttpRequest) -> dict[str, Any]:
    """All records, or those of one type."""
    asked = read_parameters(request, SEARCH)
    found = _records().order_by("kind", "slug")
    if "type" in asked:
        found = found.filter(OF_TYPE[asked["type"]])
    to, library = Addresses(request), fhir.Library.fetched()
    asked["page_size"] = asked.get("_count", MAX_SIZE)
    listed = page_of(request, found, asked, lambda page: fhir.use_of(_own(page), to, library))
    return fhir.bundle_of(listed, to)


@fhir_endpoint
def use(request: HttpRequest, resource_id: str) -> dict[str, Any]:
    read_parameters(request, FORMAT)
    library = fhir.Library.fetched()
    found = _records().filter(pk=library.keys.get(resource_id)).first()
    if found is None:
        raise _not_there(f"ClinicalUseDefinition/{resource_id}")
    return fhir.use_of(_own(found), Addresses(request), library)


@fhir_endpoint
def therapy(request: HttpRequest, resource_id: str) -> dict[str, Any]:
    read_parameters(request, FORMAT)
    if resource_id != fhir.THERAPY:
        raise _not_there(f"ActivityDefinition/{resource_id}")
    question = Question.objects.published().curated().filter(intent="what-is-it").first()
    return fhir.therapy_of(question, Addresses(request))


@fhir_endpoint
def nothing(request: HttpRequest, rest: str) -> dict[str, Any]:
    raise _not_there(rest)


def _records() -> QuerySet:
    found = Page.objects.published().filter(kind__in=RECORDS)
    return with_statements(with_evidence(found.select_related(*CHILDREN)))


def _own(page: Page) -> Page:
    """The row of the page's own kind, with what has been fetched for the page."""
    child = getattr(page, page.kind.replace("_", ""))
    child._prefetched_objects_cache = page._prefetched_objects_cache
    return child


def _not_there(name: str) -> Refused:
    mend = "Read metadata for what there is, ClinicalUseDefinition for all ids."
    return Refused("nothing-here", f"There is no resource {name}.", where=name, mend=mend)
