"""The forms of the admin: what an editor types, turned into what is stored, and refused in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.safestring import SafeString
from markdownx.widgets import MarkdownxWidget

from content.actions import draft_of
from content.admin.live import warm_up
from content.checking import Failure, PageCheck
from content.compare import Paragraph, compare
from content.figures import load_figures
from content.images import MAX_MB
from content.models import Disagreement, Draft, OldAddress, Page, PageKind, SignOff, Source, Status
from content.models.pages import FOLDERS
from content.pagefiles import MAX_CHARS, SLUG, problem_of_slug, sha256_of, text_hash
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
        css = {"all": ["css/editor.css", "css/livecheck.css", "css/pictures.css"]}
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


class PageForm(forms.ModelForm):
    """A page of any kind, filled in by ``person`` (set by the admin).

    Of a public page it shows the text that waits, if one does. ``text_seen`` is the hash of the text that
    the form was filled with.
    """

    person: Any = None

    body = MarkdownField(
        label="Text",
        required=False,
        help_text="The first paragraph is the short answer, at most two sentences. A page without a text "
        "shows short quotes of the articles only; the text of a page that is public cannot be emptied.",
    )
    related = PageAddressesField(
        label="Related pages",
        required=False,
        help_text="One page a line, as in its address: questions/pregnancy. Readers see at most 3.",
    )
    disagreements = DisagreementsField(
        label="Differences to show",
        required=False,
        help_text="Points on which the articles differ and that a reader of this page should know.",
    )
    figures = FiguresField(
        label="Drawings to show",
        required=False,
        help_text="They stand after the short answer. A drawing is left out while a sentence that it rests "
        "on is not public or not supported.",
    )
    text_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Page
        fields = (
            "title",
            "slug",
            "body",
            "group",
            "order",
            "related",
            "disagreements",
            "figures",
            "language",
            "status",
        )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  whatever a form takes
        super().__init__(*args, **options)
        self.waiting = draft_of(self.instance) if self.instance.pk else None
        self.others_text: tuple[str, str] | None = None
        if "group" in self.fields:
            self._offer_groups(self.fields["group"])
        if "language" in self.fields:
            self.fields["language"].required = False
        if self.waiting:
            self.initial |= {name: getattr(self.waiting, name) for name in ("title", "body", "status")}
        if self.instance.pk and "text_seen" in self.fields:
            self.initial["text_seen"] = text_hash(self.waiting or self.instance)
        if "status" in self.fields:
            self._offer_statuses(self.fields["status"])

    def _offer_statuses(self, field: forms.ChoiceField) -> None:
        """Those that the person may give, and the one that the text has; nobody can send another."""
        allowed = statuses_for(self.person)
        is_public = bool(self.instance.pk) and self.instance.status == Status.PUBLISHED
        if is_public and not self.waiting and Status.PUBLISHED not in allowed:
            self.initial["status"] = Status.DRAFT
        if not is_public:
            allowed.add(self.initial.get("status") or Status.DRAFT)
        field.choices = [choice for choice in Status.choices if choice[0] in allowed]

    def _offer_groups(self, field: forms.Field) -> None:
        widget = GroupInput(self.instance.KIND)
        widget.attrs |= field.widget_attrs(widget)
        field.widget = widget

    def clean_slug(self) -> str:
        """Not one that another page had: links of readers lead there."""
        slug, kind = self.cleaned_data["slug"], self.instance.KIND
        if not SLUG.fullmatch(slug):
            raise ValidationError("Use small letters, digits and single hyphens: hair-loss.")
        if problem := problem_of_slug(kind, slug):
            raise ValidationError(". ".join(part[0].upper() + part[1:] for part in problem))
        if Page.objects.filter(kind=kind, slug=slug).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another page of this kind has this address already.")
        if OldAddress.objects.filter(kind=kind, slug=slug).exclude(page=self.instance.pk).exists():
            raise ValidationError("Another page had this address once, and links still lead there.")
        return slug

    def clean_language(self) -> str:
        """Left empty, it stays what it was: of a new page, ours."""
        return self.cleaned_data["language"] or self.instance.language

    def clean_disagreements(self) -> list[str]:
        """A page about a difference names one: its file could not be loaded without."""
        keys = self.cleaned_data["disagreements"]
        if self.instance.KIND == PageKind.DIFFERENCE and not keys:
            raise ValidationError("Choose at least one difference that the page is about.")
        return keys

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk and not self.errors:
            stored = Page.objects.select_for_update().get(pk=self.instance.pk)
            self._refuse_overwriting(self.waiting or stored, data)
            self._refuse_own_approval(stored, data)
            stays_public = stored.status == Status.PUBLISHED and data.get("status") != Status.WITHDRAWN
            if stays_public and stored.body and not data.get("body"):
                self.add_error("body", ValidationError(EMPTIED, code="emptied"))
        return data

    def _refuse_overwriting(self, saved: Page | Draft, data: dict[str, Any]) -> None:
        """What somebody else saved meanwhile is not lost, and neither is what was typed here.

        The form comes back with both: the text that was typed, and what is different in the other. Sent
        again, it takes the place of the other, which stays in the history.
        """
        if not data.get("text_seen") or data["text_seen"] == text_hash(saved):
            return
        self.others_text = (saved.title, saved.body)
        self.data = self.data.copy()
        self.data[self.add_prefix("text_seen")] = text_hash(saved)
        raise ValidationError(OVERTAKEN, code="stale")

    @property
    def compared_with_theirs(self) -> list[Paragraph]:
        """What was typed beside what somebody else has saved meanwhile; empty where nobody has."""
        if self.others_text is None:
            return []
        mine = (self.cleaned_data.get("title", ""), self.cleaned_data.get("body", ""))
        return [part for pair in zip(mine, self.others_text, strict=True) for part in compare(*pair)]

    def _refuse_own_approval(self, stored: Page, data: dict[str, Any]) -> None:
        """Approved is what somebody read as it is, who did not write it."""
        saved = self.waiting or stored
        if data.get("status") != Status.APPROVED or saved.status == Status.APPROVED:
            return
        author = self.waiting.author if self.waiting else stored.written_by
        if (saved.title, saved.body) != (data.get("title"), data.get("body")):
            self.add_error("status", ValidationError(NOT_YET_READ, code="not_read"))
        elif author == self.person:
            self.add_error("status", ValidationError(OWN_TEXT, code="own_text"))
        elif stored.status == Status.PUBLISHED and self.waiting is None:
            self.add_error("status", ValidationError(NOTHING_WAITS, code="nothing_waits"))


def statuses_for(person: AbstractBaseUser | None) -> set[str]:
    """The statuses that ``person`` may give to a text."""
    allowed = {Status.DRAFT, Status.IN_REVIEW}
    if person is not None and may_approve(person):
        allowed.add(Status.APPROVED)
    if person is not None and person.has_perm("content.publish_page"):
        allowed |= {Status.PUBLISHED, Status.WITHDRAWN}
    return allowed


def may_approve(person: AbstractBaseUser) -> bool:
    return person.has_perm("content.review_page") or person.has_perm("content.publish_page")


OVERTAKEN = (
    "Somebody else has saved this page while you were writing, so your text was not saved. It is still in "
    "the form. What is different in theirs stands below: take over what you need, and save again. Their text "
    "stays in the history."
)
NOT_YET_READ = (
    "Save the changed text as “In review” first. Somebody else then reads it as it is, and approves."
)
OWN_TEXT = "You wrote this text. Somebody else has to read and approve it: choose “In review”."
NOTHING_WAITS = "There is nothing to approve: this is the text that readers have."


def has_other_text(page: Page, sent: Mapping[str, str]) -> bool:
    """The title or the text that a form was ``sent`` with is not the one that is stored."""
    stored = draft_of(page) or Page.objects.only("title", "body").get(pk=page.pk)
    typed = (sent.get("title", "").strip(), MarkdownField().to_python(sent.get("body", "")))
    return typed != (stored.title, stored.body)


EMPTIED = (
    "This page is public. Write a text, or choose “Withdrawn”, which takes the page off the site. It was not "
    "saved."
)


def reasons_of(check: PageCheck) -> list[str]:
    """Why the gate is closed, each reason with the sentence that it is about."""
    sentences = {checked.claim.position: checked.claim.text for checked in check.claims}
    return [_reason(failure, sentences.get(failure.sentence)) for failure in check.failures]


def _reason(failure: Failure, sentence: str | None) -> str:
    return f"Sentence {failure.sentence}, “{sentence}”: {failure.message}" if sentence else failure.message


class DisagreementForm(forms.ModelForm):
    """A decision on a difference between articles."""

    class Meta:
        model = Disagreement
        fields = ("state", "settled_reason")
        labels = {"settled_reason": "How it was settled, and on what ground"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_settled = data.get("state") == Disagreement.State.SETTLED
        if is_settled and not data.get("settled_reason"):
            self.add_error("settled_reason", "Say how it was settled, and on what ground.")
        elif not is_settled and data.get("settled_reason"):
            self.add_error("settled_reason", "Leave this empty, or choose the state “Settled”.")
        return data


class PageChoice(forms.ModelChoiceField):
    """A page with its kind: several kinds have a page of the same title."""

    def label_from_instance(self, obj: Page) -> str:
        return f"{PageKind(obj.kind).label}: {obj.title}"


class SignOffForm(forms.ModelForm):
    """The approval of one text by the person who is signed in (``person``, set by the admin)."""

    person: Any = None

    page = PageChoice(
        queryset=Page.objects.exclude(body="").order_by("kind", "title"),
        help_text="You sign the text as it is now, or the change of it that waits to be published. When it "
        "changes, it has to be signed again.",
    )
    text_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = SignOff
        fields = ("page", "role", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        page, role = data.get("page"), data.get("role")
        if page and role:
            self._fill(page)
            self._refuse(page, role, data.get("text_seen"))
        return data

    def _fill(self, page: Page) -> None:
        self.instance.person = self.person
        self.instance.signed_on = timezone.localdate()
        self.instance.text_sha256 = sha256_of((draft_of(page) or page).body)

    def _refuse(self, page: Page, role: str, text_seen: str | None) -> None:
        if text_seen and text_seen != self.instance.text_sha256:
            raise ValidationError("The text has changed since you read it. Read it again, then sign.")
        same = {"person": self.person, "role": role, "text_sha256": self.instance.text_sha256}
        if page.sign_offs.filter(**same).exists():
            raise ValidationError("You have signed this text in this role already.")
