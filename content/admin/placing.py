"""The form in which an editor says what a name means that the vocabulary lacks. Likeness only suggests."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models

from content.actions.proposals import NAME_LENGTH, check_decision, fitting_concepts, names_of
from content.admin.likeness import most_similar
from content.models import PageKind, ProposedConcept
from content.pipeline.errors import BadDecision
from content.pipeline.vocabulary import load_vocabulary

State = ProposedConcept.State

SUGGESTIONS = 5
KINDS = {
    "": "Names that only this kind of page has",
    "condition": "Conditions",
    "symptom": "Symptoms and signs",
    "medicine": "Medicines",
    "state": "States of the body and of life",
    "procedure": "Treatments and procedures",
    "allergy": "Allergies",
    "concern": "Concerns about looks",
}

Group = tuple[str, list[tuple[str, str]]]
"""A heading in a list of choices, and what stands under it: value and words of each."""
Known = tuple[str, str, str, tuple[str, str]]
"""Something that a name can mean: the heading it stands under, its value, its words, all its names."""


class Decision(models.TextChoices):
    """What an editor can say about a name."""

    MEANS = "means", "It means something that has a name already"
    SAME = "same", "It is the same as another name on this list"
    OWN = "own", "It is a thing of its own"
    NOTHING = "nothing", "It does not belong here"
    OPEN = "open", "Take the decision back: nobody has decided"


KIND_OF = {
    Decision.MEANS: State.MAPPED,
    Decision.SAME: State.MAPPED,
    Decision.OWN: State.ACCEPTED,
    Decision.NOTHING: State.REJECTED,
    Decision.OPEN: State.OPEN,
}
FIELD_OF = {Decision.MEANS: "means", Decision.SAME: "same_as", Decision.OWN: "own_name"}


class PlacingForm(forms.ModelForm):
    """One decision about one name. ``seen`` is how the name stood when the form was filled."""

    decision = forms.ChoiceField(label="What is it?", widget=AdminRadioSelect(attrs={"class": "radiolist"}))
    means = forms.ChoiceField(
        label="It means",
        required=False,
        help_text="Its statements join those of this name, and the strictest warning counts. Medical names "
        "stand in brackets. The first names are those that are spelt most alike, which says nothing about "
        "what they mean.",
    )
    same_as = forms.ChoiceField(
        label="It is the same as",
        required=False,
        help_text="Another name that the software does not know. What is decided about that one then holds "
        "for both.",
    )
    own_name = forms.CharField(
        label="It is a thing of its own, called",
        required=False,
        max_length=NAME_LENGTH,
        widget=AdminTextInputWidget,
        help_text="In plain words, as the heading of its page, which will be a draft: at most 65 characters.",
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Needed where it does not belong here: it may be a warning, and somebody may ask later why "
        "it was left out.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ProposedConcept
        fields = ()

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  whatever a form takes
        super().__init__(*args, **options)
        is_open = self.instance.state == State.OPEN
        offered = [choice for choice in Decision.choices if choice[0] != Decision.OPEN or not is_open]
        if "decision" in self.fields:
            self.fields["decision"].choices = offered
            self.fields["means"].choices = _choices(self.instance.name, _known_names(self.instance))
            self.fields["same_as"].choices = _choices(self.instance.name, _other_names(self.instance))
            self.initial |= {"reason": "", "seen": state_of(self.instance)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            self._refuse_stale(data)
            self._refuse_two_decisions(data)
        if not self.errors:
            self._refuse_bad_decision(data)
        return data

    @property
    def decided(self) -> dict[str, str]:
        """What was decided, as ``check_decision`` and ``decide_proposal`` take it."""
        data = self.cleaned_data
        return {
            "kind": KIND_OF[Decision(data["decision"])],
            "concept": data["means"] or data["same_as"],
            "name": data["own_name"],
            "reason": data["reason"],
        }

    def _refuse_stale(self, data: Mapping[str, str]) -> None:
        """Nobody's decision is overwritten unseen."""
        stored = ProposedConcept.objects.select_for_update().get(pk=self.instance.pk)
        if data.get("seen") != state_of(stored):
            raise ValidationError(
                "Somebody else has decided about this name meanwhile. Nothing was saved: open it again and "
                "read that decision first.",
                code="stale",
            )

    def _refuse_two_decisions(self, data: Mapping[str, str]) -> None:
        chosen = Decision(data["decision"])
        for decision, field in FIELD_OF.items():
            if decision != chosen and data.get(field):
                message = (
                    f"Above, “{chosen.label}” is chosen. Empty this field, or choose “{decision.label}”."
                )
                self.add_error(field, ValidationError(message, code="two_decisions"))
        if chosen == Decision.OPEN and data.get("reason"):
            message = "A decision that is taken back keeps no reason. Empty this field."
            self.add_error("reason", ValidationError(message, code="two_decisions"))

    def _refuse_bad_decision(self, data: Mapping[str, str]) -> None:
        try:
            check_decision(proposal=self.instance, **self.decided)
        except BadDecision as error:
            field = FIELD_OF.get(Decision(data["decision"]), "reason")
            message = f"{error.problem[:1].upper()}{error.problem[1:]}. {error.mend}"
            self.add_error(field, ValidationError(message, code="bad_decision"))


def state_of(proposal: ProposedConcept) -> str:
    """Changes with every decision."""
    when = proposal.decided_at.isoformat() if proposal.decided_at else ""
    return f"{proposal.state} {proposal.concept} {when}".strip()


# --- what is offered -------------------------------------------------------------------------------


def _known_names(proposal: ProposedConcept) -> list[Known]:
    """What the name can mean, in the order of the headings."""
    vocabulary = load_vocabulary()
    order = list(KINDS)
    found = sorted(
        fitting_concepts(proposal.role, vocabulary), key=lambda c: (order.index(c.kind), c.name.casefold())
    )
    names = {c.id: names_of(c, vocabulary) for c in found}
    return [(KINDS[c.kind], c.id, _with_medical(*names[c.id]), names[c.id]) for c in found]


def _with_medical(plain: str, medical: str) -> str:
    return f"{plain} ({medical})" if medical else plain


def _other_names(proposal: ProposedConcept) -> list[Known]:
    """The other names of the role that have a meaning, or may still get one."""
    others = ProposedConcept.objects.filter(role=proposal.role).exclude(pk=proposal.pk)
    found = others.exclude(state=State.REJECTED).order_by("name", "proposal")
    return [
        (
            f"{PageKind(proposal.role).label}: all names",
            other.proposal,
            f"{other.name} (we call it {other.accepted_name})" if other.accepted_name else other.name,
            (other.name, other.accepted_name or other.name),
        )
        for other in found
    ]


def _choices(words: str, known: Sequence[Known]) -> list[tuple[str, str] | Group]:
    """The most similar ones first, then all of them by group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, value, shown, _ in known:
        groups.setdefault(group, []).append((value, shown))
    shown_of = {value: shown for _, value, shown, _ in known}
    nearest = most_similar(words, {value: names for _, value, _, names in known}, SUGGESTIONS)
    first = [("Most similar names", [(value, shown_of[value]) for value in nearest])] if nearest else []
    return [("", "Nothing chosen"), *first, *groups.items()]
