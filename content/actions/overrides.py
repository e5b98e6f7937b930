"""What people decide against verdicts: made and taken back with a reason; the page is checked at once."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from content.actions.changes import record_changes
from content.actions.checks import check_page
from content.actions.history import record_history
from content.checking import CheckedClaim, check_stored, load_shelf, passes
from content.models import Override, Page
from content.overriding import codes_of, fingerprint_of, quotes_of, why_not
from content.pipeline.errors import BadDecision

MEND = "Open the sentence again and read what the checks say now."


@transaction.atomic
def make_override(
    *, page: Page, position: int, seen: str, role: str, reason: str, person: AbstractBaseUser
) -> Override:
    """Decide in the name of ``person`` that a sentence of ``page`` stands. Raises BadDecision.

    ``seen`` is the fingerprint of what the person read: where it is another one now, nothing is decided.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    checked = _sentence(page, position, seen)
    if role not in roles_for(person, page):
        raise _bad(page, "you may not decide this", "Ask a clinical reviewer.")
    if not reason.strip():
        raise _bad(page, "a decision needs a reason", "Say in a sentence or two why it stands.")
    override = Override.objects.create(
        page=page,
        text=checked.claim.text,
        context=checked.claim.context,
        quotes=quotes_of(checked),
        snapshot_hashes=checked.snapshot_hashes,
        support=checked.verdict.support.value,
        codes=codes_of(checked),
        fingerprint=seen,
        role=role,
        person=person,
        reason=reason.strip(),
        made_at=timezone.now(),
    )
    _check_again(page, person)
    return override


@transaction.atomic
def withdraw_override(*, override: Override, reason: str, person: AbstractBaseUser) -> None:
    """Take a decision back; the page then has to pass without it. Raises BadDecision."""
    override = Override.objects.select_for_update().select_related("page").get(pk=override.pk)
    if override.is_withdrawn:
        raise _bad(override.page, "it was taken back already", "There is nothing more to do.")
    if not may_withdraw(person, override):
        raise _bad(override.page, "you may not take this back", "Ask a clinical reviewer.")
    if not reason.strip():
        raise _bad(override.page, "taking it back needs a reason", "Say why it no longer stands.")
    override.withdrawn_at, override.withdrawn_by = timezone.now(), person
    override.withdrawn_reason = reason.strip()
    override.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _check_again(override.page, person)


def roles_for(person: AbstractBaseUser, page: Page) -> list[str]:
    """The roles in which ``person`` may decide on a sentence of ``page``: on a warning a clinician alone."""
    roles = []
    if person.has_perm("content.review_page"):
        roles.append(Override.Role.CLINICAL_REVIEWER)
    if person.has_perm("content.publish_page") and not page.is_warning:
        roles.append(Override.Role.PUBLISHER)
    return roles


def may_withdraw(person: AbstractBaseUser, override: Override) -> bool:
    """Whoever could have made it, and a clinician always; what one decided, a publisher does not undo."""
    return not {override.role, Override.Role.CLINICAL_REVIEWER}.isdisjoint(roles_for(person, override.page))


def _sentence(page: Page, position: int, seen: str) -> CheckedClaim:
    claims = {checked.claim.position: checked for checked in check_stored(page, load_shelf()).claims}
    checked = claims.get(position)
    if checked is None or fingerprint_of(checked) != seen:
        raise _bad(page, "the sentence, its article or its verdict has changed meanwhile", MEND)
    if passes(checked, page.kind):
        raise _bad(page, "the sentence passes the checks", "There is nothing to decide.")
    if problem := why_not(checked):
        raise _bad(page, problem.rstrip("."), MEND)
    if Override.objects.standing().filter(page=page, fingerprint=seen).exists():
        raise _bad(page, "somebody has decided this already", MEND)
    return checked


def _check_again(page: Page, person: AbstractBaseUser) -> None:
    check_page(page=page)
    record_changes(pages=[page])
    record_history(pages=[page], person=person, comment="A decision on a sentence.")


def _bad(page: Page, problem: str, mend: str) -> BadDecision:
    return BadDecision(problem, file=page.address, mend=mend)
