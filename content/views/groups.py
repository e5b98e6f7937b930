"""Pages under the headings that their editors gave them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import slugify

from content.models import Page

MAX_ITEMS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a page that the list of its contents leads to; ``language``: of a heading that is content."""

    heading: str
    anchor: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading, in their order. ``title`` is empty where they need none."""

    title: str
    pages: tuple[Page, ...]

    @property
    def anchor(self) -> str:
        return f"group-{slugify(self.title)}"

    @property
    def language(self) -> str:
        """Of the title, which is that of the pages."""
        return self.pages[0].language if self.pages else ""


def grouped(pages: Iterable[Page]) -> list[Group]:
    """The pages under the headings their editors gave, groups in the order of their first page."""
    ordered = sorted(pages, key=lambda page: (page.order, page.title))
    first: dict[str, int] = {}
    for place, page in enumerate(ordered):
        first.setdefault(page.group, place)
    ordered.sort(key=lambda page: first[page.group])
    return [Group(title, tuple(members)) for title, members in groupby(ordered, key=lambda page: page.group)]


def short_lists(pages: Collection[Page]) -> list[Group]:
    """The pages under their headings where they are too many for one list, else in one without a heading."""
    if len(pages) > MAX_ITEMS or not pages:
        return grouped(pages)
    return [Group("", tuple(sorted(pages, key=lambda page: (page.order, page.title))))]
