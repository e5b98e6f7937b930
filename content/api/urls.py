"""Addresses below /api/v1/. What is not listed gets a refusal in JSON, not a page."""

from django.urls import path

from content.api import fhir_views, views

urlpatterns = [
    path("", views.index, name="api_index"),
    path("openapi.json", views.openapi, name="openapi"),
    path("pages", views.pages, name="api_pages"),
    path("pages/<str:kind>/<slug:slug>", views.page, name="api_page"),
    path("sources", views.sources, name="api_sources"),
    path("sources/<slug:source_id>", views.source, name="api_source"),
    path("differences", views.differences, name="api_differences"),
    path("gaps", views.gaps, name="api_gaps"),
    path("glossary", views.glossary, name="api_glossary"),
    path("fhir/metadata", fhir_views.metadata, name="fhir_metadata"),
    path("fhir/ClinicalUseDefinition", fhir_views.uses, name="fhir_uses"),
    path("fhir/ClinicalUseDefinition/<str:resource_id>", fhir_views.use, name="fhir_use"),
    path("fhir/ActivityDefinition/<str:resource_id>", fhir_views.therapy, name="fhir_therapy"),
    path("fhir/<path:rest>", fhir_views.nothing),
    path("<path:rest>", views.nothing),
]
