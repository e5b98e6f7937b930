"""What stands on every page: the main navigation, and the line that says what the site rests on."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from content.feedback import page_token
from content.models import Page
from content.views.frame import frame_of

register = template.Library()

SHEET = "before-you-go"
"""The page that readers take along; the others about the site are about the site alone."""
FAVICON = settings.BASE_DIR / "static" / "img" / "favicon.svg"

MAIN_PARTS = (
    ("who_should_not", gettext_noop("Who should not have it")),
    ("side_effects", gettext_noop("Side effects")),
    ("uses", gettext_noop("Uses")),
    ("questions", gettext_noop("Questions")),
    ("topics", gettext_noop("Topics")),
    ("search", gettext_noop("Search")),
)


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link of the navigation; ``current`` is the value of aria-current, or empty."""

    title: str
    address: str
    current: str


@register.inclusion_tag("components/nav.html", takes_context=True)
def main_nav(context: dict[str, Any]) -> dict[str, Any]:
    """The parts of the site, safety first, the open one marked."""
    path = context["request"].path
    return {"links": [_nav_link(gettext(title), reverse(name), path) for name, title in MAIN_PARTS]}


def _nav_link(title: str, address: str, path: str) -> NavLink:
    if path == address:
        return NavLink(title, address, "page")
    return NavLink(title, address, "true" if path.startswith(address) else "")


@dataclass(frozen=True, slots=True)
class FootLink:
    """A link at the foot; ``title`` is that of its page as far as the colon."""

    title: str
    address: str
    language: str = ""


@register.inclusion_tag("components/footer.html", takes_context=True)
def site_footer(context: dict[str, Any]) -> dict[str, Any]:
    """The pages about the site itself that no other link of the foot leads to. At most one query."""
    links: dict[bool, list[FootLink]] = {True: [], False: []}
    for page in frame_of(context.get("request")).foot:
        link = FootLink(page.title.partition(":")[0], page.get_absolute_url(), page.language)
        links[page.slug == SHEET].append(link)
    shown = {"sheets": links[True], "pages": links[False], "request": context.get("request")}
    return {**shown, "exception": context["exception"]} if "exception" in context else shown


@register.inclusion_tag("components/notice.html", takes_context=True)
def site_notice(context: dict[str, Any]) -> dict[str, Any]:
    """How few the sources are, that they promote, who has reviewed what. At most two queries."""
    frame = frame_of(context.get("request"))
    return {
        "articles": len(frame.sources),
        "all_promote": frame.all_promote,
        "reviewed": frame.reviewed,
    }


@register.inclusion_tag("components/care.html")
def care_card(level: int = 2) -> dict[str, Any]:
    """When to get help at once, with this country's number, under a heading of ``level``."""
    return {"level": level, "number": settings.EMERGENCY_NUMBER}


@register.simple_tag(takes_context=True)
def sheet_page(context: dict[str, Any]) -> Page | None:
    """The sheet to tick and take along, if it is public."""
    return next((page for page in frame_of(context.get("request")).foot if page.slug == SHEET), None)


@register.simple_tag
@cache
def favicon() -> str:
    """The name mark for the browser's tab as a data address: a page asks for one file less."""
    return f"data:image/svg+xml,{quote(FAVICON.read_text(encoding='utf-8').strip(), safe='/:=')}"


@register.inclusion_tag("components/feedback.html")
def feedback_form(page: Page) -> dict[str, Any]:
    """The question whether ``page`` was useful."""
    return {"token": page_token(page)}
