"""The site of the admin: its name, and an index in the order of an editor's work.

It stands outside ``content.admin``, whose modules register with it while they are imported.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from content.reference import checks_reference
from content.work import work_for

GROUPS = (
    (
        "Pages",
        "Everything that patients can read. Choose a kind to change a page, or search through all of them.",
        (
            "Page",
            "Topic",
            "Question",
            "Indication",
            "Contraindication",
            "SideEffect",
            "Difference",
            "Gap",
            "Site",
            "Draft",
            "OldAddress",
            "Picture",
            "PictureDraft",
        ),
    ),
    (
        "Decisions",
        "What only a person can decide: what a new name means, what is the same, where articles differ.",
        ("ProposedConcept", "SuggestedMerge", "Link", "Disagreement", "Override", "SignOff"),
    ),
    (
        "Readers",
        "What readers answered to “Was this page useful?”, and how often each page was opened.",
        ("Feedback", "DailyCount"),
    ),
    (
        "Articles",
        "The articles that our pages rest on, with every part of each and what became of it.",
        ("Source", "Submission", "Snapshot", "Passage", "LookedAt"),
    ),
    (
        "What the software found",
        "To look at only. The software writes it again whenever an article or a page changes.",
        (
            *("Statement", "Claim", "Citation", "Verdict", "PastVerdict", "SelfTest"),
            *("QuestionVariant", "QuestionComponent", "DisagreementPosition"),
            *("SearchMiss", "SearchEntry", "SearchWord", "Change", "LastPublic", "EditNote"),
        ),
    ),
)
NAMES = {"LogEntry": "Who did what"}
"""Of tables that are not ours."""
OTHERS = ("People", "Who may sign in, and what each of them may do.")

Entry = dict[str, Any]
"""Django's description of a table or a group of tables on the index."""


class EditorsSite(AdminSite):
    """Django's admin with our name, groups of tables instead of apps, and a list of what waits."""

    site_title = "mesoinfo"
    site_header = "mesoinfo for editors"
    index_title = "What to do"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        checks = path("what-the-checks-say/", self.admin_view(self.checks), name="checks")
        return [checks, *super().get_urls()]

    def checks(self, request: HttpRequest) -> HttpResponse:
        """What each code of a reason means, for everybody who may sign in here."""
        context = {"title": "What the checks say", "text": checks_reference()}
        whole = {**self.each_context(request), **context}
        return TemplateResponse(request, "admin/explain/checks.html", whole)

    def index(self, request: HttpRequest, extra_context: Entry | None = None) -> HttpResponse:
        """Django's index below what waits: full lists first, the empty ones in one line."""
        work = work_for(request.user)
        lists = {
            "work": work,
            "waiting": [found for found in work if found.count],
            "empty": [found for found in work if not found.count],
        }
        return super().index(request, {**lists, **(extra_context or {})})

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: Entry | None = None
    ) -> HttpResponse:
        """The breadcrumbs lead here."""
        return super().app_index(request, app_label, {"title": "All lists", **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Entry]:
        tables = [table for app in super().get_app_list(request, app_label) for table in app["models"]]
        found = {table["object_name"]: {**table, "name": _name_of(table)} for table in tables}
        groups = [
            self._group(name, text, [found.pop(table) for table in names if table in found])
            for name, text, names in GROUPS
        ]
        groups.append(self._group(*OTHERS, found.values()))
        return [group for group in groups if group["models"]]

    def _group(self, name: str, explanation: str, tables: Iterable[Entry]) -> Entry:
        return {
            "name": name,
            "explanation": explanation,
            "app_label": name.lower().replace(" ", "-"),
            "app_url": reverse("admin:index", current_app=self.name),
            "has_module_perms": True,
            "models": list(tables),
        }


def _name_of(table: Entry) -> str:
    return NAMES.get(table["object_name"], table["name"])
