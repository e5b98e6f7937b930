"""What stands on every page: the main navigation, and the line that says what the site rests on."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from content.views.frame import frame_of

register = template.Library()

MAIN_PARTS = (
    ("who_should_not", "Who should not have it"),
    ("side_effects", "Side effects"),
    ("uses", "Uses"),
    ("questions", "Questions"),
    ("topics", "Topics"),
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
    return {"links": [_nav_link(title, reverse(name), path) for name, title in MAIN_PARTS]}


def _nav_link(title: str, address: str, path: str) -> NavLink:
    if path == address:
        return NavLink(title, address, "page")
    return NavLink(title, address, "true" if path.startswith(address) else "")


@dataclass(frozen=True, slots=True)
class FootLink:
    """A link at the foot; ``title`` is that of its page as far as the colon."""

    title: str
    address: str


@register.inclusion_tag("components/footer.html", takes_context=True)
def site_footer(context: dict[str, Any]) -> dict[str, Any]:
    """The pages about the site itself that no other link of the foot leads to. At most one query."""
    pages = frame_of(context.get("request")).foot
    links = [FootLink(page.title.partition(":")[0], page.get_absolute_url()) for page in pages]
    return {"pages": links, "request": context.get("request")}


@register.inclusion_tag("components/notice.html", takes_context=True)
def site_notice(context: dict[str, Any]) -> dict[str, Any]:
    """How few the sources are, that they promote, that nobody has reviewed the site. At most one query."""
    return {"articles": len(frame_of(context.get("request")).sources)}


@register.inclusion_tag("components/care.html")
def care_card(level: int = 2) -> dict[str, Any]:
    """When to get help at once, with this country's number, under a heading of ``level``."""
    return {"level": level, "number": settings.EMERGENCY_NUMBER}
