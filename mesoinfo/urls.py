"""Addresses: the admin, the health check, and all of ``content.urls``, its pages in every language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from content.admin import markdown
from content.urls import DEVELOPERS, MACHINES, PAGES
from mesoinfo.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # Never the package's own views: they are open to everybody. Before the admin, which takes all the rest.
    path("admin/markdownx/markdownify/", markdown.preview, name="markdownx_markdownify"),
    path("admin/markdownx/evidence/", markdown.evidence, name="markdownx_evidence"),
    path("admin/markdownx/upload/", markdown.upload, name="markdownx_upload"),
    path("admin/", admin.site.urls),
    path("", include([*DEVELOPERS, *MACHINES])),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),  # only while debugging
    *i18n_patterns(path("", include(PAGES)), prefix_default_language=False),
]

handler400 = "mesoinfo.errors.bad_request"
handler500 = "mesoinfo.errors.server_error"
