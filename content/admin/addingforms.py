"""The form by which somebody hands in an article: its text, pasted or as a file, and facts about it."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify

from content.actions import twin_of
from content.admin.handed import AUTO, HTML, PLAIN, read_handed
from content.languagetags import OF_ARTICLES
from content.models import Source
from content.models.choices import check_language
from content.pipeline.errors import UnreadableSource
from content.pipeline.snapshots import Snapshot
from content.sourcefiles import SourceMeta

RESERVED = ("advice", "absence", "site")
"""What marks in texts mean already."""
SOURCE_ID_LENGTH = Source._meta.get_field("source_id").max_length
FACTS = ("title", "is_title_ours", "publisher", "interest", "url", "published_on", "language", "note")


class TextField(forms.CharField):
    """A pasted article, as it is. Browsers send the line ends of Windows, whatever was pasted."""

    widget = AdminTextareaWidget

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  whatever a form field takes
        super().__init__(strip=False, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser cuts what is pasted to it, and nobody notices."""
        return {"rows": 16, "spellcheck": "false"}

    def to_python(self, value: object) -> str:
        return super().to_python(value).replace("\r\n", "\n")


def short(**attrs: str) -> AdminTextInputWidget:
    return AdminTextInputWidget(attrs=attrs)


class ArticleForm(forms.Form):
    """A new article; with ``source``, a changed text of that one."""

    text = TextField(
        label="Paste the text of the article here", required=False, help_text="All of it: leave nothing out."
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        help_text="A text (.txt, .md) or a saved web page (.html), in UTF-8, of at most 2 MB.",
    )
    form = forms.ChoiceField(
        label="What the text is",
        required=False,
        choices=[
            (AUTO, "Find out by looking at it"),
            (PLAIN, "Plain text"),
            (HTML, "The source code of a web page (HTML)"),
        ],
    )
    title = forms.CharField(
        max_length=300,
        widget=short(),
        help_text="As the article has it.",
        error_messages={"required": "There is no title. If the article has none, describe it."},
    )
    is_title_ours = forms.BooleanField(
        label="The title is ours", required=False, help_text="The article has no title; we describe it."
    )
    source_id = forms.SlugField(
        label="Identifier",
        required=False,
        max_length=SOURCE_ID_LENGTH,
        widget=short(),
        help_text="The name that our pages cite it by: article-6. It can never be changed. "
        "If you leave it empty, it is made from the title.",
    )
    publisher = forms.CharField(required=False, max_length=300, widget=short())
    interest = forms.ChoiceField(
        label="Publisher's interest", choices=Source.Interest, initial=Source.Interest.UNKNOWN
    )
    url = forms.URLField(
        label="Address", required=False, max_length=500, widget=short(inputmode="url"), assume_scheme="https"
    )
    published_on = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Only if the article says when it was published.",
    )
    language = forms.CharField(
        initial=OF_ARTICLES,
        validators=[check_language],
        widget=short(size="8"),
        help_text="The language of the article, as BCP 47 writes it: “en”.",
    )
    note = forms.CharField(
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="What a reader should know: a missing figure, a list cut off.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        source: Source | None = None,
    ) -> None:
        initial = {name: getattr(source, name) for name in FACTS} if source else None
        super().__init__(data, files, initial=initial)
        self.source = source
        self.snapshot: Snapshot | None = None
        if source:
            del self.fields["source_id"]
            self.fields["text"].label = "Paste the changed text here"
            if source.origin == Source.Origin.EDITOR:
                self.fields["text"].help_text += " Leave it empty if only what is known about it has changed."

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url and not re.match(r"https?://", url, re.IGNORECASE):
            raise ValidationError("The address has to begin with https:// or http://.", code="scheme")
        return url

    def clean_published_on(self) -> Any:  # noqa: ANN401  a date or nothing
        day = self.cleaned_data["published_on"]
        if day and day > timezone.localdate():
            raise ValidationError("This day has not come yet.", code="future")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.source:
            self._clean_identifier(data)
        self._clean_text(data)
        return data

    @property
    def identifier(self) -> str:
        return self.source.source_id if self.source else self.cleaned_data.get("source_id", "")

    @property
    def meta(self) -> SourceMeta:
        return SourceMeta(**{name: self.cleaned_data[name] for name in FACTS})

    def _clean_identifier(self, data: dict[str, Any]) -> None:
        if "source_id" in self.errors:
            return
        wanted = data.get("source_id") or slugify(data.get("title", ""))[:SOURCE_ID_LENGTH].strip("-_")
        wanted = wanted.lower()  # citations are read in small letters
        data["source_id"] = wanted
        if not wanted and data.get("title"):
            self.add_error("source_id", "The title has no letters from a to z. Write an identifier.")
        elif wanted in RESERVED or (wanted and not wanted[0].isalnum()):
            self.add_error("source_id", f"“{wanted}” cannot be used. Begin with a letter, as in article-6.")
        elif source := Source.objects.filter(source_id=wanted).first():
            self.add_error(
                "source_id",
                f"“{wanted}” is the article “{source.title}” already. Choose another identifier. If it is "
                "the same article, open it in the list of sources and choose “Load a changed text”.",
            )

    # --- the text

    def _clean_text(self, data: Mapping[str, Any]) -> None:
        pasted, file = data.get("text", ""), data.get("file")
        if "file" in self.errors or "text" in self.errors:
            return
        if pasted.strip() and file:
            self.add_error("file", "There is a pasted text and a file. Keep one of the two.")
        elif not pasted.strip() and not file:
            self._clean_no_text()
        else:
            field = "file" if file else "text"
            try:
                self.snapshot = read_handed(self.identifier, pasted, file, data.get("form", AUTO))
            except UnreadableSource as error:
                place = f" ({error.place})" if error.place else ""
                message = f"{error.problem[:1].upper()}{error.problem[1:]}{place}. {error.mend}"
                self.add_error(field, ValidationError(message, code="unreadable"))
            else:
                self._refuse_twin(field)

    def _clean_no_text(self) -> None:
        """Only for an article that editors have the say about: facts can change without the text."""
        if not self.source or self.source.origin != Source.Origin.EDITOR:
            self.add_error("text", "There is no text. Paste one, or choose a file.")
        elif self.source.current_snapshot is None:
            self.add_error("text", "The article is not in use. Paste its text to use it again.")
        elif not self.errors and not self._has_new_facts():
            self.add_error("text", "Nothing is changed. Paste a text, or change what is known about it.")

    def _refuse_twin(self, field: str) -> None:
        if self.snapshot is None:
            return
        if twin := twin_of(self.snapshot.sha256, self.identifier):
            message = f"This is, word for word, a text of the article “{twin}”. It is loaded once only."
            self.add_error(field, ValidationError(message, code="twin"))
            return
        current = self.source.current_snapshot if self.source else None
        if current and current.sha256 == self.snapshot.sha256 and not self._has_new_facts():
            self.add_error(
                field, ValidationError("This is the text in use. Nothing is changed.", code="same")
            )

    def _has_new_facts(self) -> bool:
        """Facts about an article of a file stand in a file, and change there."""
        if self.source is None or self.source.origin != Source.Origin.EDITOR:
            return False
        return any(self.cleaned_data.get(name) != getattr(self.source, name) for name in FACTS)
