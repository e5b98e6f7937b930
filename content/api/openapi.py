"""The OpenAPI 3.1 document of the API."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from content.api.parameters import DEFAULT_SIZE, MAX_SIZE
from content.api.schemas import SCHEMAS, Schema, one_of, ref
from content.models import PageKind

DESCRIPTION = (
    "What the public pages show, for programs. It can be read by everybody and changed by nobody. "
    "Every text is whole and stands in the same words on the page that it comes from. "
    "Articles are the work of their authors: only the short quotes that pages cite are here."
)
FHIR_TYPES = ("contraindication", "indication", "undesirable-effect", "warning")
"""The types of ClinicalUseDefinition that we have."""


def document(to: Callable[[str], str]) -> dict[str, Any]:
    """The document; ``to`` makes an address absolute."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mesoinfo",
            "version": "1.0.0",
            "summary": "Patient information about mesotherapy, each sentence with its source",
            "description": DESCRIPTION,
        },
        "servers": [{"url": to("/").rstrip("/")}],
        "externalDocs": {"url": to(reverse("api"))},
        "paths": _paths(),
        "components": {"schemas": SCHEMAS, "responses": _refusals()},
    }


def _paths() -> dict[str, Any]:
    kind, slug = _in_path("kind", one_of(*PageKind.values)), _in_path("slug", {"type": "string"})
    kinds = _in_query("kind", one_of(*PageKind.values), "Only pages of this kind.")
    since = _in_query(
        "changed_since",
        {"type": "string"},
        "Only pages whose text changed then or later: a day or a time (RFC 3339). A page that is gone is in "
        "no list, so compare with the whole list too.",
    )
    fhir_type = _in_query("type", one_of(*FHIR_TYPES), "Only resources of this type.")
    count = _in_query("_count", {"type": "integer", "minimum": 1, "maximum": MAX_SIZE}, "Most on one page.")
    page = _in_query("page", {"type": "integer", "minimum": 1}, "Which page of the list, from 1.")
    resource = _in_path("id", {"type": "string"})
    v1, fhir = "/api/v1", "/api/v1/fhir"
    return {
        f"{v1}/": _read("index", "Where everything is", "Index"),
        f"{v1}/openapi.json": _read("openapi", "This document", {"type": "object"}),
        f"{v1}/pages": _list(
            "pages", "Every public page, sorted by kind and slug", "PageEntry", kinds, since
        ),
        f"{v1}/pages/{{kind}}/{{slug}}": _read(
            "page", "A page; an old address leads on with 301", "Page", kind, slug
        ),
        f"{v1}/sources": _list("sources", "The articles", "Source"),
        f"{v1}/sources/{{id}}": _read("source", "An article", "Source", resource),
        f"{v1}/differences": _list("differences", "Where the articles differ", "Difference"),
        f"{v1}/gaps": _list("gaps", "What no article answers", "Gap"),
        f"{v1}/glossary": _list("glossary", "Hard words in plain words", "Term"),
        f"{fhir}/metadata": _fhir("fhirMetadata", "CapabilityStatement"),
        f"{fhir}/ClinicalUseDefinition": _fhir("fhirUses", "Bundle (searchset)", fhir_type, count, page),
        f"{fhir}/ClinicalUseDefinition/{{id}}": _fhir("fhirUse", "ClinicalUseDefinition", resource),
        f"{fhir}/ActivityDefinition/{{id}}": _fhir("fhirTherapy", "ActivityDefinition", resource),
    }


def _in_path(name: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str, schema: Schema, description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _list(name: str, summary: str, item: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 1}
    size = {**number, "maximum": MAX_SIZE, "default": DEFAULT_SIZE}
    page = _in_query("page", {**number, "default": 1}, "Which page of the list.")
    return _read(
        name, summary, f"{item}List", *parameters, page, _in_query("page_size", size, "Most on one page.")
    )


def _read(name: str, summary: str, schema: str | Schema, *parameters: dict[str, Any]) -> dict[str, Any]:
    shape = ref(schema) if isinstance(schema, str) else schema
    return _get(name, summary, "application/json", shape, parameters, refusals="Refused")


def _fhir(name: str, resource: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    shape = {"type": "object", "required": ["resourceType"]}
    summary = f"HL7 FHIR R5: {resource}"
    return _get(name, summary, "application/fhir+json", shape, parameters, refusals="FhirRefused")


def _get(
    name: str,
    summary: str,
    media_type: str,
    shape: Schema,
    parameters: tuple[dict[str, Any], ...],
    *,
    refusals: str,
) -> dict[str, Any]:
    refused = {"$ref": f"#/components/responses/{refusals}"}
    headers = {
        "ETag": {"schema": {"type": "string"}},
        "Last-Modified": {
            "schema": {"type": "string"},
            "description": "Since when the answer is as it is, as far as the server has seen.",
        },
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": list(parameters),
            "responses": {
                "200": {
                    "description": summary,
                    "headers": headers,
                    "content": {media_type: {"schema": shape}},
                },
                "304": {"description": "Not changed since the ETag or time that was sent"},
                **dict.fromkeys(("400", "404", "405", "503"), refused),
            },
        }
    }


def _refusals() -> dict[str, Any]:
    outcome = {"type": "object", "required": ["resourceType", "issue"]}
    return {
        "Refused": {
            "description": "What is wrong, where, and how to mend it",
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        },
        "FhirRefused": {
            "description": "The same as an OperationOutcome",
            "content": {"application/fhir+json": {"schema": outcome}},
        },
    }
