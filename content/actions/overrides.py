"""What people decide against verdicts: made and taken back with a reason; the page is checked at once."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from content.actions.changes import record_changes
from content.actions.checks import check_page
from content.actions.history import record_history
from content.checking import CheckedClaim, check_stored, load_shelf, passes
from content.gravity import grave_evidence
from content.models import Override, Page
from content.overriding import codes_of, fingerprint_of, quotes_of, why_not
from content.pipeline.errors import BadDecision
from content.significance import words_warn

MEND = "Open the sentence again and read what the checks say now."


@transaction.atomic
def make_override(
    *, page: Page, position: int, seen: str, role: str, reason: str, person: AbstractBaseUser
) -> Override:
    """Decide in the name of ``person`` that a sentence of ``page`` stands. Raises BadDecision.

    Where it concerns safety, it holds once somebody else has confirmed it.

    ``seen`` is the fingerprint of what the person read: where it is another one now, nothing is decided.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    checked = _sentence(page, position, seen)
    if role not in roles_for(person, page):
        raise _bad(page, "you may not decide this", "Ask a clinical reviewer.")
    if not reason.strip():
        raise _bad(page, "a decision needs a reason", "Say in a sentence or two why it stands.")
    override = Override(
        page=page,
        text=checked.claim.text,
        context=checked.claim.context,
        heading=checked.claim.heading,
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
    override.needs_second = concerns_safety(override)
    override.save()
    _check_again(page, person)
    return override


@transaction.atomic
def confirm_override(*, override: Override, person: AbstractBaseUser) -> None:
    """Confirm what somebody else decided: from now on it holds. Raises BadDecision.

    Nothing is confirmed where the sentence, its articles or its verdict are others by now.
    """
    override = Override.objects.select_for_update().select_related("page").get(pk=override.pk)
    page = override.page
    if not override.is_waiting:
        raise _bad(page, "it waits for nobody", "There is nothing to confirm.")
    if not may_confirm_override(person, override):
        raise _bad(page, "you may not confirm this", "Somebody who did not decide it has to.")
    claims = check_stored(page, load_shelf()).claims
    if not any(fingerprint_of(checked) == override.fingerprint for checked in claims):
        raise _bad(page, "the sentence, its article or its verdict has changed meanwhile", MEND)
    override.confirmed_at, override.confirmed_by = timezone.now(), person
    override.save(update_fields=["confirmed_at", "confirmed_by"])
    _check_again(page, person, "A decision on a sentence was confirmed.")


def may_confirm_override(person: AbstractBaseUser, override: Override) -> bool:
    """Whoever may approve or publish a text, and did not make the decision."""
    is_allowed = person.has_perm("content.review_page") or person.has_perm("content.publish_page")
    return is_allowed and override.person_id != person.pk


def concerns_safety(override: Override) -> bool:
    """As with a changed text: on a page that warns always, elsewhere where the sentence or a quote warns."""
    is_grave = grave_evidence()
    said = (f"{override.context} {override.text}", override.heading)
    if override.page.is_warning or any(map(words_warn, said)):
        return True
    return any(is_grave(source, quote) for source, _, quote in override.quotes)


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
    if Override.objects.kept().filter(page=page, fingerprint=seen).exists():
        raise _bad(page, "somebody has decided this already", MEND)
    return checked


def _check_again(page: Page, person: AbstractBaseUser, comment: str = "A decision on a sentence.") -> None:
    check_page(page=page)
    record_changes(pages=[page])
    record_history(pages=[page], person=person, comment=comment)


def _bad(page: Page, problem: str, mend: str) -> BadDecision:
    return BadDecision(problem, file=page.address, mend=mend)
