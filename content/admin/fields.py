"""What an editor types into the fields of a page, turned into what is stored, and refused in plain words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from markdownx.widgets import MarkdownxWidget

from content.admin.live import warm_up
from content.figures import load_figures
from content.images import MAX_MB
from content.models import Disagreement, Page, PageKind, Source
from content.models.pages import FOLDERS
from content.pagefiles import MAX_CHARS
from content.pipeline.citations import parse_claims
from content.pipeline.errors import BadCitation
from content.rendering import in_the_form

KIND_OF_FOLDER = {folder: kind for kind, folder in FOLDERS.items()}


class MarkdownEditor(MarkdownxWidget):
    """The text with its preview and the checks of every sentence beside it, and a button to add a picture.

    ``page`` is the page that the text is for, stored or not; ``title_id`` the id of the field of its title.
    The package's own script stays out: it knows neither, and answers that come late take its place.
    """

    template_name = "admin/markdown_editor.html"
    page: Page | None = None
    title_id: str = ""

    class Media:
        extend = False
        css = {"all": ["css/editor.css", "css/preview.css", "css/livecheck.css", "css/pictures.css"]}
        js = ["js/editor.js", "js/livecheck.js", "js/suggest-evidence.js", "js/pictures.js"]

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        warm_up()
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "max_mb": MAX_MB,
            "kind": (self.page.KIND or self.page.kind) if self.page else "",
            "page": self.page.pk if self.page else None,
            "title_id": self.title_id,
        }
        return context

    def render(
        self, name: str, value: object, attrs: dict[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
        """From the project's own templates, which Django's renderer of forms does not look into."""
        return super().render(name, value, attrs or {}, TemplatesSetting())


class MarkdownField(forms.CharField):
    """A text with the line ends of files, no blank lines around it, and marks that can be read."""

    widget = MarkdownEditor

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  whatever a form field takes
        super().__init__(**{"strip": False, "max_length": MAX_CHARS, **options})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """The checks beside the field depend on the page that the form is about."""
        if isinstance(self.widget, MarkdownEditor):
            page = getattr(form, "instance", None)
            self.widget.page = page if isinstance(page, Page) else None
            self.widget.title_id = form["title"].auto_id if "title" in form.fields else ""
        return super().get_bound_field(form, field_name)

    def to_python(self, value: str | None) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").strip("\n").rstrip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser cuts what is pasted to it, and nobody notices."""
        return {"rows": 20, "spellcheck": "true", "lang": "en-GB"}

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            claims = parse_claims(value)
        except BadCitation as error:
            raise ValidationError(in_the_form(error), code="bad_citation") from error
        self._refuse_unknown_sources({cited.source_id for claim in claims for cited in claim.citations})

    @staticmethod
    def _refuse_unknown_sources(cited: set[str]) -> None:
        known = set(Source.objects.values_list("source_id", flat=True)) if cited else set()
        if unknown := sorted(cited - known):
            message = f"There is no article “{unknown[0]}”. The articles are {', '.join(sorted(known))}."
            raise ValidationError(message, code="unknown_source")


class GroupInput(AdminTextInputWidget):
    """The heading under which an index lists a page; offers those that pages of ``kind`` have."""

    template_name = "admin/group_input.html"

    def __init__(self, kind: PageKind, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = Page.objects.filter(kind=self.kind).exclude(group="").order_by("group")
        context["widget"]["known"] = groups.values_list("group", flat=True).distinct()
        return context

    def render(
        self, name: str, value: object, attrs: dict[str, Any] | None = None, renderer: object = None
    ) -> SafeString:
        """From the project's own templates, like the editor."""
        return super().render(name, value, attrs or {}, TemplatesSetting())


class PageAddressesField(forms.CharField):
    """Addresses of pages of the site, one a line; stored as a list of "kind/slug"."""

    widget = AdminTextareaWidget

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, list):
            return value
        parts = (str(name).partition("/") for name in value)
        return "\n".join(f"{FOLDERS.get(kind, kind)}/{slug}" for kind, _, slug in parts)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"rows": 3}

    def to_python(self, value: object) -> list[str]:
        lines = value if isinstance(value, list) else str(super().to_python(value)).splitlines()
        return [self._name(line.strip()) for line in lines if line.strip()]

    def has_changed(self, initial: object, data: object) -> bool:
        return (initial or []) != self.to_python(data)

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        slugs = [name.partition("/")[2] for name in value]
        known = {page.address for page in Page.objects.filter(slug__in=slugs).only("kind", "slug")}
        if unknown := [name for name in value if name not in known]:
            kind, _, slug = unknown[0].partition("/")
            message = f"There is no page “{FOLDERS.get(kind, kind)}/{slug}”. Copy the end of its address."
            raise ValidationError(message, code="unknown_page")

    def run_validators(self, value: list[str]) -> None:
        """Those of a text do not apply to a list."""

    @staticmethod
    def _name(line: str) -> str:
        """ "kind/slug" for an address as the browser shows it, or the end of one; at the top, of the site."""
        *_, folder, slug = ["", *line.split("#")[0].strip("/").split("/")]
        kind = KIND_OF_FOLDER.get(folder, folder)
        return f"{kind if kind in PageKind.values else PageKind.SITE}/{slug}"


class DisagreementsField(forms.MultipleChoiceField):
    """The differences between articles that the page shows, by their keys."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  whatever a form field takes
        super().__init__(choices=self._choices, **options)

    @staticmethod
    def _choices() -> Iterable[tuple[str, str]]:
        return Disagreement.objects.order_by("subject").values_list("key", "subject")

    def has_changed(self, initial: Sequence[str] | None, data: Sequence[str] | None) -> bool:
        return set(initial or []) != set(data or [])


class FiguresField(forms.MultipleChoiceField):
    """The drawings that the page shows, by their ids."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  whatever a form field takes
        super().__init__(choices=self._choices, **options)

    @staticmethod
    def _choices() -> Iterable[tuple[str, str]]:
        return [(figure.id, figure.title) for figure in load_figures().values()]

    def has_changed(self, initial: Sequence[str] | None, data: Sequence[str] | None) -> bool:
        return set(initial or []) != set(data or [])
