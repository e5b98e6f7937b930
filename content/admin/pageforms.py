"""The form of a page: what waits or is public, who may give it which status, and whose text goes before."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from content.actions import draft_of
from content.actions.history import with_text_of
from content.admin.fields import (
    DisagreementsField,
    FiguresField,
    GroupInput,
    MarkdownField,
    PageAddressesField,
)
from content.checking import Failure, PageCheck
from content.compare import Paragraph, compare_words
from content.models import Draft, OldAddress, Page, PageKind, Status
from content.models.drafts import WORDS, Words, words_of
from content.models.reading import read_hash
from content.pagefiles import SLUG, problem_of_slug, sha256_of


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
        self.others_words: Words | None = None
        if "group" in self.fields:
            self._offer_groups(self.fields["group"])
        if "language" in self.fields:
            self.fields["language"].required = False
        if self.waiting:
            self.initial |= words_of(self.waiting)._asdict() | {"status": self.waiting.status}
        if self.instance.pk and "text_seen" in self.fields:
            self.initial["text_seen"] = seen_hash(self.waiting or self.instance, self.instance)
        if "status" in self.fields:
            self._offer_statuses(self.fields["status"])

    def _offer_statuses(self, field: forms.ChoiceField) -> None:
        """Those that the person may give, and the one that the text has; nobody can send another."""
        allowed = statuses_for(self.person)
        is_public = bool(self.instance.pk) and self.instance.status == Status.PUBLISHED
        if is_public and not self.waiting and Status.PUBLISHED not in allowed:
            self.initial["status"] = Status.DRAFT
        if self.waiting or not is_public:
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
            self.waiting = draft_of(stored)  # as it is now that nobody else can save it
            self._refuse_overwriting(self.waiting or stored, stored, data)
            self._refuse_own_approval(stored, data)
            self._keep_warning(stored, data)
            stays_public = stored.status == Status.PUBLISHED and data.get("status") != Status.WITHDRAWN
            if stays_public and stored.body and not data.get("body"):
                self.add_error("body", ValidationError(EMPTIED, code="emptied"))
        return data

    def _refuse_overwriting(self, saved: Page | Draft, stored: Page, data: dict[str, Any]) -> None:
        """What somebody else saved meanwhile is not lost, and neither is what was typed here.

        The form comes back with both: the text that was typed, and what is different in the other. Sent
        again, it takes the place of the other, which stays in the history.
        """
        if not data.get("text_seen") or data["text_seen"] == seen_hash(saved, stored):
            return
        self.others_words = words_of(saved)
        self.data = self.data.copy()
        self.data[self.add_prefix("text_seen")] = seen_hash(saved, stored)
        raise ValidationError(OVERTAKEN, code="stale")

    def _keep_warning(self, stored: Page, data: dict[str, Any]) -> None:
        """A warning stays as long as an article in use gives it, whoever would take it off the site."""
        is_taken_off = data.get("status") == Status.WITHDRAWN != stored.status == Status.PUBLISHED
        if is_taken_off and stored.is_warning and stored.is_present:
            self.add_error("status", ValidationError(WARNING_STAYS, code="warning_stays"))

    @property
    def compared_with_theirs(self) -> list[Paragraph]:
        """What was typed beside what somebody else has saved meanwhile; empty where nobody has."""
        if self.others_words is None:
            return []
        mine = Words(*(self.cleaned_data.get(name, "") for name in WORDS))
        return compare_words(mine, self.others_words)

    def _typed(self, data: dict[str, Any], saved: Page | Draft) -> Words:
        """The words that were sent; of those that this form does not have, what is saved."""
        return Words(*(data.get(name, getattr(saved, name)) for name in WORDS))

    def _refuse_own_approval(self, stored: Page, data: dict[str, Any]) -> None:
        """Approved is what somebody read as it is, who did not write it."""
        saved = self.waiting or stored
        if data.get("status") != Status.APPROVED or saved.status == Status.APPROVED:
            return
        author = self.waiting.author if self.waiting else stored.written_by
        if self._typed(data, saved) != words_of(saved):
            self.add_error("status", ValidationError(NOT_YET_READ, code="not_read"))
        elif not data.get("text_seen"):
            self.add_error("status", ValidationError(NOT_SEEN, code="not_seen"))
        elif author == self.person:
            self.add_error("status", ValidationError(OWN_TEXT, code="own_text"))
        elif stored.status == Status.PUBLISHED and self.waiting is None:
            self.add_error("status", ValidationError(NOTHING_WAITS, code="nothing_waits"))


def seen_hash(saved: Page | Draft, page: Page) -> str:
    """Changes when what a reader would read does, and when ``page`` comes onto the site or leaves it."""
    shown = with_text_of(page, saved) if isinstance(saved, Draft) else page
    return sha256_of(f"{read_hash(shown)} {page.status} {saved.status}")


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
NOT_SEEN = "Open the page, and read the text and its checks. Then approve it."
OWN_TEXT = "You wrote this text. Somebody else has to read and approve it: choose “In review”."
WARNING_STAYS = (
    "An article in use gives this warning, so the page stays. Change its words, or take the article away."
)
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
