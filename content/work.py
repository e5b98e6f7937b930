"""What waits for an editor, in numbers, for the first page of the admin; the gravest first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.urls import reverse

from content import waiting
from content.models import (
    Citation,
    Claim,
    Disagreement,
    Draft,
    Feedback,
    Override,
    Page,
    Passage,
    PictureDraft,
    ProposedConcept,
    SearchMiss,
    SelfTest,
    Status,
    SuggestedMerge,
)
from content.pipeline.links import QUESTION


@dataclass(frozen=True, slots=True)
class Work:
    """One list of things to do: what it is, how many wait, why it matters, where they are.

    ``is_urgent``: it can hurt a patient.
    """

    title: str
    count: int
    why: str
    address: str
    is_urgent: bool


def work_for(person: AbstractBaseUser) -> list[Work]:
    """The lists that ``person`` may open; one query each."""
    return [
        Work(title, found.count(), why, f"{_list_of(found.model)}?{parameters}", is_urgent)
        for lists, is_urgent in (
            (_what_may_hurt, True),
            (_what_is_unsettled, False),
            (_what_is_not_read, False),
        )
        for title, found, why, parameters in lists()
        if person.has_perm(f"content.view_{found.model._meta.model_name}")
    ]


WAITING = (Status.IN_REVIEW, Status.APPROVED)
"""Statuses of a change in which somebody else has to do the next step."""

Lists = Iterator[tuple[str, QuerySet, str, str]]
"""Title, rows, reason, and the parameters that show the same rows in the list of their table."""


def _what_may_hurt() -> Lists:
    """What readers may be told wrongly, or not be told though it warns."""
    yield (
        "Sentences that an article contradicts",
        waiting.contradicted(Claim.objects.all()),
        "Change the sentence or its source today. Open one to see the article’s words beside it.",
        "waiting=contradicted",
    )
    yield (
        "Quotes that do not stand in their article",
        waiting.not_in_article(Citation.objects.all()),
        "The words were changed here or there, or have moved. Quote the article again, word for word.",
        "found=waiting",
    )
    yield (
        "Warnings under names that nobody has placed yet",
        ProposedConcept.objects.waiting().warnings(),
        "The software does not know these names. Readers see nothing of them until you say what they mean.",
        "waiting=warnings",
    )
    yield (
        "Readers who say that something seems wrong",
        waiting.says_wrong(Feedback.objects.all()),
        "Look at the page today.",
        "waiting=wrong",
    )
    yield (
        "Pages kept back by the checks",
        Page.objects.exclude(refusal=[]),
        "Somebody chose “Published”, but a sentence is not supported. Each page says which, and why.",
        "public=kept-back",
    )
    yield (
        "Parts of articles that the software could not use",
        waiting.unusable(Passage.objects.all()),
        "They are cut off, or a picture is missing. Look whether a warning was lost, then mark them.",
        "waiting=unusable",
    )
    yield (
        "Tests in which the checks let too much pass",
        SelfTest.objects.of_this_checker_below_floor(),
        "Nothing new can be published until the software is mended. What is public stays public.",
        "is_good_enough__exact=0",
    )


def _what_is_unsettled() -> Lists:
    """What only a person can decide."""
    yield (
        "Differences between articles that nobody has looked at",
        Disagreement.objects.filter(state=Disagreement.State.OPEN),
        "Decide whether readers should see them. Until then the stricter article counts.",
        f"state__exact={Disagreement.State.OPEN}",
    )
    yield (
        "Pages in review",
        Page.objects.filter(status=Status.IN_REVIEW),
        "Somebody wrote them, or an article changed under them. Read them, then approve or correct them.",
        f"status__exact={Status.IN_REVIEW}",
    )
    yield (
        "Changes of public pages to read or to publish",
        Draft.objects.filter(status__in=WAITING),
        "Readers keep the old text until then. Compare the two, then approve or publish the new one.",
        f"status__in={','.join(WAITING)}",
    )
    yield (
        "Words of pictures that wait for somebody else",
        PictureDraft.objects.all(),
        "Readers keep the old words until somebody who did not write the new ones has agreed to them.",
        "",
    )
    yield (
        "Decisions on sentences that wait for somebody else",
        Override.objects.waiting(),
        "They concern safety. They hold once somebody who did not make them has confirmed them.",
        "now=waiting",
    )
    yield (
        "Approved pages",
        Page.objects.filter(status=Status.APPROVED),
        "Somebody has read and signed them. Publish them.",
        f"status__exact={Status.APPROVED}",
    )
    yield (
        "Public pages, review overdue",
        waiting.overdue(Page.objects.all()),
        "Read them again and set a new date. Readers can see that they are overdue.",
        "public=overdue",
    )
    yield (
        "Public pages that nobody has signed",
        waiting.unsigned(Page.objects.all()),
        "Readers are told that no person has approved the words as they are now. Read a page, then sign it.",
        "public=unsigned",
    )
    yield (
        "Uses under names that nobody has placed yet",
        ProposedConcept.objects.waiting().uses(),
        "Readers see nothing of what an article says under these names.",
        "waiting=uses",
    )
    yield (
        "Questions that look like the same one",
        SuggestedMerge.objects.waiting().filter(family=QUESTION),
        "Say whether the two are the same. Until then each stands by itself, and nothing is lost.",
        "waiting=questions",
    )
    yield (
        "Names that look like the same thing",
        SuggestedMerge.objects.waiting().exclude(family=QUESTION),
        "Say whether the two are the same. Until then each has a page of its own.",
        "waiting=names",
    )


def _what_is_not_read() -> Lists:
    """What tells how the pages could be better."""
    yield (
        "Readers whom a page did not help",
        waiting.says_no(Feedback.objects.all()),
        "Read why, and mark each answer as seen.",
        "waiting=others",
    )
    yield (
        "Searches without an answer",
        waiting.recent_misses(SearchMiss.objects.all()),
        "What readers looked for in the last 30 days and did not find. The list empties by itself.",
        "recent=yes",
    )
    yield (
        "Parts of articles in which the software found nothing",
        waiting.without_statement(Passage.objects.all()),
        "Most are background. Look whether a warning was missed, then mark them as looked at.",
        "waiting=nothing-found",
    )


def _list_of(model: type[Model]) -> str:
    return reverse(f"admin:content_{model._meta.model_name}_changelist")
