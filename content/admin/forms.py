"""The forms of what a person decides: a difference between articles, and a signature."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget

from content.models import Disagreement


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


class SignOffForm(forms.Form):
    """The approval of what a page shows: in which role, and the hash of what the person has read."""

    role = forms.ChoiceField(label="You sign as", widget=AdminRadioSelect)
    note = forms.CharField(required=False, widget=AdminTextareaWidget(attrs={"rows": 2}))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        roles: Iterable[tuple[str, str]],
        data: Any = None,  # noqa: ANN401  as Django has it
        **options: Any,  # noqa: ANN401  as Django has it
    ) -> None:
        super().__init__(data, **options)
        self.fields["role"].choices = list(roles)
        self.fields["role"].initial = self.fields["role"].choices[0][0]
