"""Addresses of the public site: files that programs read, and pages that people read.

Pages stand once more under each other language of the interface, "/tr/"; files for programs do not. What is
for developers answers only in development.
"""

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from content.api.views import about as api
from content.sitemaps import SITEMAPS
from content.views import (
    cards,
    changes,
    checks,
    components,
    details,
    differences,
    feedback,
    gaps,
    glossary,
    indexes,
    leaflet,
    machines,
    search,
    sources,
    texts,
)

DEVELOPERS = [
    path("components/", components.components, name="components"),
    path("components/<slug:name>/", components.component, name="component"),
]
MACHINES = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/v1/", include("content.api.urls")),
    path("feed.xml", changes.feed, name="feed"),
    path("cards/<path:name>.png", cards.card, name="card"),
    path("humans.txt", machines.humans, name="humans"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("llms.txt", texts.llms, name="llms"),
    path("<path:path>.txt", texts.text, name="text"),  # the last of the .txt: it takes every other name
]
PAGES = [
    path("", indexes.home, name="home"),
    path("topics/", indexes.topics, name="topics"),
    path("topics/<slug:slug>/", details.topic, name="topic"),
    path("uses/", indexes.uses, name="uses"),
    path("uses/<slug:slug>/", details.use, name="use"),
    path("who-should-not/", indexes.who_should_not, name="who_should_not"),
    path("who-should-not/<slug:slug>/", details.reason, name="reason"),
    path("side-effects/", indexes.side_effects, name="side_effects"),
    path("side-effects/<slug:slug>/", details.side_effect, name="side_effect"),
    path("questions/", indexes.questions, name="questions"),
    path("questions/<slug:slug>/", details.question, name="question"),
    path("differences/", differences.differences, name="differences"),
    path("differences/<slug:slug>/", details.difference, name="difference"),
    path("not-answered/", gaps.not_answered, name="not_answered"),
    path("not-answered/<slug:gap_id>/", gaps.gap, name="gap"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:source_id>/", sources.source, name="source"),
    path("search/", search.search, name="search"),
    path("search/suggest", search.suggestions, name="search_suggest"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("what-changed/", changes.what_changed, name="what_changed"),
    path("how-we-check/", checks.how_we_check, name="how_we_check"),
    path("api/", api, name="api"),
    path("leaflet/", leaflet.leaflet, name="leaflet"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/thanks/", feedback.thanks, name="feedback_thanks"),
    path("<slug:slug>/", details.site, name="site"),  # last: it takes every other name
]
urlpatterns = DEVELOPERS + MACHINES + PAGES
