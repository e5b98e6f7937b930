"""The component page, in development only: every component with its parameters, style and examples."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

FOLDER = settings.BASE_DIR / "templates" / "components"
_COMMENT = re.compile(r"{% comment %}\s*(.*?)\s*{% endcomment %}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as it is shown: what is special about it, and its HTML."""

    note: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Component:
    """A file of templates/components/: its name, and what its comment says that it is and needs."""

    name: str
    about: str

    @property
    def style(self) -> str:
        """Its own part of the style sheet; empty where it has no look of its own."""
        path = FOLDER / f"{self.name}.css"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def examples(self) -> Sequence[Shown]:
        from content.examples import EXAMPLES  # made only here: no reader's page needs them

        template = f"components/{self.name}.html"
        found = EXAMPLES.get(self.name, ())
        return [Shown(example.note, render_to_string(template, dict(example.context))) for example in found]


def components_of_the_site() -> list[Component]:
    """Every component, by its name."""
    return [Component(path.stem, _about(path)) for path in sorted(FOLDER.glob("*.html"))]


def _about(path: Path) -> str:
    comment = _COMMENT.match(path.read_text(encoding="utf-8"))
    return " ".join(comment[1].split()) if comment else ""


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The list of all components; 404 outside of development."""
    _only_in_development()
    return render(request, "development/components.html", {"components": components_of_the_site()})


@require_safe
def component(request: HttpRequest, name: str) -> HttpResponse:
    """One component with its examples."""
    _only_in_development()
    found = next((each for each in components_of_the_site() if each.name == name), None)
    if found is None:
        raise Http404
    return render(request, "development/component.html", {"component": found})


def _only_in_development() -> None:
    if not settings.DEBUG:
        raise Http404
