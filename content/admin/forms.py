"""The forms of what a person decides: a difference between articles, and a signature."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.actions import draft_of
from content.models import Disagreement, Page, PageKind, SignOff
from content.pagefiles import sha256_of


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
