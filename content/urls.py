"""Addresses of the public site: files that programs read, and pages that people read.

Pages stand once more under each other language of the interface, "/tr/"; files for programs do not.
Those for developers answer only in development.
"""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from content.sitemaps import SITEMAPS
from content.views import checks, components, details, differences, gaps, glossary, indexes, machines, sources

DEVELOPERS = [
    path("components/", components.components, name="components"),
    path("components/<slug:name>/", components.component, name="component"),
]
MACHINES = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
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
    path("glossary/", glossary.glossary, name="glossary"),
    path("how-we-check/", checks.how_we_check, name="how_we_check"),
    path("<slug:slug>/", details.site, name="site"),  # last: it takes every other name
]
