"""Decisions of people against verdicts: made on the page of a sentence, listed, and taken back."""

from itertools import chain
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.actions import confirm_override, make_override, withdraw_override
from content.actions.overrides import concerns_safety, may_confirm_override, may_withdraw, roles_for
from content.admin import words as plain
from content.admin.explain import Explanation, explain
from content.admin.filters import OverrideFilter
from content.admin.merging import message_of
from content.admin.readonly import ReadOnlyAdmin, link_to, shortened
from content.evidencefile import evidence_lines
from content.models import Claim, Override, PastVerdict
from content.pipeline.errors import BadDecision
from content.pipeline.verdicts import Support

KEY_DIGITS = 19  # more than a key of 64 bits has
BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheets know UTF-8."""
DECIDED_ALREADY = "Somebody has decided already that it stands; it may wait to be confirmed."
REASON = forms.CharField(
    label="Why does it stand?",
    max_length=600,
    widget=AdminTextareaWidget(attrs={"rows": 3}),
    help_text="One or two plain sentences. Readers see them beside the sentence, without your name.",
)
WHO_DECIDES = (
    "Somebody decided that a sentence stands although the checks do not find it supported. It holds for "
    "exactly these words, quotes, articles and findings; where one of them changes, it has lapsed. Readers "
    "see what the software found and the decision, without a name. It cannot be changed: take it back. Where "
    "it concerns safety, it holds once somebody else has confirmed it."
)


STANDS = "The sentence stands by your decision. Readers see that."
STANDS_LATER = (
    "Your decision is kept. The sentence concerns safety, so it stands once somebody else has confirmed it."
)
CONFIRMED = "You have confirmed the decision. The sentence stands. The page was checked: {}."
STANDS_UNSEEN = "The sentence stands by your decision. Readers see that once the page is public."


class DecisionForm(forms.Form):
    """Why a sentence stands, in which role, and what the person has read."""

    role = forms.ChoiceField(label="You decide as", widget=AdminRadioSelect)
    reason = REASON
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, roles: list[str], data: Any = None, **options: Any) -> None:  # noqa: ANN401  as Django has it
        super().__init__(data, **options)
        self.fields["role"].choices = [(role, Override.Role(role).label) for role in roles]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0]


class WithdrawForm(forms.Form):
    """Why a decision no longer stands."""

    reason = forms.CharField(
        label="Why do you take it back?",
        max_length=600,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Whoever asks later reads it. Readers do not.",
    )


class DecidingAdmin:
    """The part of the admin of sentences that explains verdicts and takes decisions. For ClaimAdmin."""

    admin_site: admin.AdminSite

    def get_urls(self) -> list[URLPattern]:
        decide, evidence = (self.admin_site.admin_view(view) for view in (self.decide, self.evidence))
        return [
            path("evidence.csv", evidence, name="content_claim_evidence"),
            path("<path:object_id>/decide/", decide, name="content_claim_decide"),
            *super().get_urls(),
        ]

    def evidence(self, request: HttpRequest) -> HttpResponseBase:
        """Every sentence with quotes and verdict as a table; of public pages, or with ?pages=all of all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        lines = evidence_lines(only_public=request.GET.get("pages") != "all")
        name = f"evidence-{timezone.localdate():%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        text = (line.encode() for line in chain([BYTE_ORDER_MARK], lines))
        return StreamingHttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)

    def explained(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        """The page of one sentence."""
        explanation = explain(claim)
        waiting = next((row for row in explanation.decided if row.is_waiting), None)
        context = {
            "title": "Why this verdict",
            "explanation": explanation,
            "may_decide": bool(roles_for(request.user, claim.page)),
            "decisions": [(row, state_of(row, claim)) for row in explanation.decided],
            "waiting": waiting,
            "may_confirm": waiting is not None and may_confirm_override(request.user, waiting),
        }
        return _page(self, request, "admin/explain/claim.html", context)

    @transaction.atomic
    def decide(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read what was found and what a decision does, say why, confirm."""
        claim = self._open(request, object_id)
        roles = roles_for(request.user, claim.page)
        if not roles:
            raise PermissionDenied
        explanation = explain(claim)
        is_decided = any(
            row.fingerprint == explanation.seen and not row.is_withdrawn for row in explanation.decided
        )
        if problem := explanation.why_not or (DECIDED_ALREADY if is_decided else ""):
            self.message_user(request, problem, messages.ERROR)
            return HttpResponseRedirect(_address(claim))
        initial = {"seen": explanation.seen}
        form = DecisionForm(roles, request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid() and (done := self._decided(request, explanation, form)):
            return done
        context = {
            "title": "Decide that this sentence stands",
            "explanation": explanation,
            "form": form,
            "needs_second": concerns_safety(_about(claim)),
        }
        return _page(self, request, "admin/explain/decide.html", context)

    def _open(self, request: HttpRequest, object_id: str) -> Claim:
        """The sentence, for somebody who may look at it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        claim = self.get_object(request, unquote(object_id)) if len(object_id) < KEY_DIGITS else None
        if claim is None:
            raise Http404
        return claim

    def _decided(
        self, request: HttpRequest, explanation: Explanation, form: DecisionForm
    ) -> HttpResponse | None:
        """The answer once the decision was taken; None where it was refused, which the form says."""
        claim, page = explanation.claim, explanation.page
        try:
            made = make_override(page=page, position=claim.position, person=request.user, **form.cleaned_data)
        except BadDecision as error:
            form.add_error(None, f"{error.problem[:1].upper()}{error.problem[1:]}. {error.mend}")
            return None
        said = f"Decided that “{claim.text}” stands, as {made.get_role_display().lower()}. Why: {made.reason}"
        for model_admin in (self, self.admin_site.get_model_admin(type(page.specific))):
            model_admin.log_change(request, claim if model_admin is self else page.specific, said)
        stands = STANDS if page.is_public else STANDS_UNSEEN
        self.message_user(request, STANDS_LATER if made.is_waiting else stands, messages.SUCCESS)
        now = page.claims.filter(position=claim.position).first()
        return HttpResponseRedirect(_address(now or claim))


def _about(claim: Claim) -> Override:
    """A decision on ``claim`` that nobody has made: only to be asked what it would concern."""
    quotes = [[cited.source.source_id, "", cited.quote] for cited in claim.citations.select_related("source")]
    said = {"text": claim.text, "context": claim.context, "heading": claim.heading}
    return Override(page=claim.page, quotes=quotes, **said)


def state_of(override: Override, claim: Claim | None = None) -> str:
    """What became of a decision, in words; ``claim`` is the sentence that is looked at."""
    if override.is_withdrawn:
        return (
            f"Taken back on {timezone.localtime(override.withdrawn_at):%-d %B %Y} by {override.withdrawn_by}"
        )
    if override.is_waiting:
        return "Waits for somebody else to confirm it"
    in_force = claim.override_id == override.pk if claim else override.is_in_force
    return (
        "In force" if in_force else "Lapsed: the sentence, a quote, an article or the verdict is another one"
    )


def _address(claim: Claim) -> str:
    return reverse("admin:content_claim_change", args=[claim.pk])


def _page(
    model_admin: admin.ModelAdmin, request: HttpRequest, template: str, context: dict[str, Any]
) -> TemplateResponse:
    whole = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, **context}
    return TemplateResponse(request, template, whole)


@admin.register(Override)
class OverrideAdmin(ReadOnlyAdmin):
    explanation = WHO_DECIDES
    list_display = ["sentence", "about", "found", "role", "who", "state"]
    list_filter = [OverrideFilter, "role", "support", "page__kind"]
    search_fields = ["text", "reason", "page__title"]
    shown = (
        *("text", "context", "the_page", "its_quotes", "found", "reasons", "role", "who", "reason"),
        *("who_confirmed", "state", "withdrawn_reason", "undo"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("page", "person", "withdrawn_by", "confirmed_by")
        in_force = Claim.objects.filter(override=OuterRef("pk"))
        return rows.annotate(is_in_force=Exists(in_force)).defer(
            "page__body", "page__file_head", "page__file_tail"
        )

    def get_urls(self) -> list[URLPattern]:
        withdraw, confirm = (self.admin_site.admin_view(view) for view in (self.withdraw, self.confirm))
        return [
            path("<path:object_id>/take-back/", withdraw, name="content_override_withdraw"),
            path("<path:object_id>/confirm/", confirm, name="content_override_confirm"),
            *super().get_urls(),
        ]

    @transaction.atomic
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say why, confirm; the decision is kept, and the page is checked without it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id)) if len(object_id) < KEY_DIGITS else None
        if row is None or row.is_withdrawn:
            raise Http404
        if not may_withdraw(request.user, row):
            raise PermissionDenied
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            context = {"title": "Take this decision back", "row": row, "form": form}
            return _page(self, request, "admin/explain/withdraw.html", context)
        withdraw_override(override=row, person=request.user, reason=form.cleaned_data["reason"])
        said = f"Took back that “{row.text}” stands. Why: {form.cleaned_data['reason']}"
        now = self._logged(request, row, said)
        self.message_user(
            request, f"The decision was taken back. The page was checked: {now}.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse("admin:content_override_change", args=[row.pk]))

    @transaction.atomic
    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Read what somebody else decided, and what the checks found; confirm it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id)) if len(object_id) < KEY_DIGITS else None
        if row is None or not row.is_waiting:
            raise Http404
        if not may_confirm_override(request.user, row):
            raise PermissionDenied
        if request.method != "POST":
            claim = _sentence_of(row)
            explanation = explain(claim) if claim else None
            context = {"title": "Confirm this decision", "row": row, "explanation": explanation}
            return _page(self, request, "admin/explain/confirm.html", context)
        back = HttpResponseRedirect(reverse("admin:content_override_change", args=[row.pk]))
        try:
            confirm_override(override=row, person=request.user)
        except BadDecision as error:
            self.message_user(request, message_of(error), messages.ERROR)
            return back
        now = self._logged(request, row, f"Confirmed that “{row.text}” stands.")
        self.message_user(request, CONFIRMED.format(now), messages.SUCCESS)
        return back

    def _logged(self, request: HttpRequest, row: Override, said: str) -> str:
        """Keep ``said`` in the log of the decision and of its page; says who can open the page now."""
        self.log_change(request, row, said)
        page = row.page.specific
        self.admin_site.get_model_admin(type(page)).log_change(request, page, said)
        page.refresh_from_db()
        return "readers can open it" if page.is_public else "readers cannot open it"

    @admin.display(description="sentence", ordering="text")
    def sentence(self, row: Override) -> str:
        return shortened(row.text)

    @admin.display(description="page", ordering="page__title")
    def about(self, row: Override) -> str:
        return row.page.title

    @admin.display(description="page")
    def the_page(self, row: Override) -> SafeString | str:
        return link_to(row.page.specific)

    @admin.display(description="the software found", ordering="support")
    def found(self, row: Override) -> str:
        return plain.SUPPORT[Support(row.support)]

    @admin.display(description="its reasons")
    def reasons(self, row: Override) -> SafeString | str:
        return codes_linked(row.codes)

    @admin.display(description="quotes")
    def its_quotes(self, row: Override) -> SafeString | str:
        lines = ((source, quote) for source, _, quote in row.quotes)
        return format_html_join("", "<p>{}: “{}”</p>", lines) or "–"

    @admin.display(description="decided by", ordering="made_at")
    def who(self, row: Override) -> str:
        return f"{row.person or FROM_FILE}, {timezone.localtime(row.made_at):%-d %B %Y, %H:%M}"

    @admin.display(description="confirmed by", ordering="confirmed_at")
    def who_confirmed(self, row: Override) -> str:
        if row.confirmed_at is None:
            return "nobody yet" if row.needs_second else "not needed: it does not concern safety"
        return f"{row.confirmed_by or FROM_FILE}, {timezone.localtime(row.confirmed_at):%-d %B %Y, %H:%M}"

    @admin.display(description="now")
    def state(self, row: Override) -> str:
        return state_of(row)

    @admin.display(description="change it")
    def undo(self, row: Override) -> SafeString | str:
        if row.is_withdrawn:
            return "–"
        links = [(reverse("admin:content_override_withdraw", args=[row.pk]), "Take it back")]
        if row.is_waiting:
            links.insert(0, (reverse("admin:content_override_confirm", args=[row.pk]), "Read and confirm it"))
        return format_html_join(" ", '<a class="button" href="{}">{}</a>', links)


FROM_FILE = "from a file"


def _sentence_of(row: Override) -> Claim | None:
    """The sentence as it stands on its page now."""
    same = Claim.objects.filter(page=row.page_id, text=row.text, context=row.context)
    return same.select_related("page", "verdict").first()


@admin.register(PastVerdict)
class PastVerdictAdmin(ReadOnlyAdmin):
    """What the checks found of sentences before."""

    list_display = ["about", "result", "anchor", "checked_at", "changed_at"]
    list_filter = ["support", "changed_at", "page__kind"]
    search_fields = ["page__title"]
    shown = ("the_page", "result", "anchor", "why", "checked_at", "changed_at", "checker_version")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("page")
        return rows.defer("page__body", "page__file_head", "page__file_tail")

    @admin.display(description="page", ordering="page__title")
    def about(self, row: PastVerdict) -> str:
        return row.page.title

    @admin.display(description="page")
    def the_page(self, row: PastVerdict) -> SafeString | str:
        return link_to(row.page.specific)

    @admin.display(description="result", ordering="support")
    def result(self, row: PastVerdict) -> str:
        return plain.SUPPORT[Support(row.support)]

    @admin.display(description="reasons")
    def why(self, row: PastVerdict) -> SafeString | str:
        lines = ((reason["message"], reason["code"]) for reason in row.reasons)
        return format_html_join("", "<p>{} <small>({})</small></p>", lines) or "–"


def codes_linked(codes: list[str]) -> SafeString | str:
    """Codes of reasons, each with the way to what it means."""
    page = reverse("admin:checks")
    links = ((page, code) for code in codes)
    return format_html_join(", ", '<a href="{0}#{1}">{1}</a>', links) or "–"
