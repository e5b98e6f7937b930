"""What waits for an editor, in numbers, for the first page of the admin."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from content.models import (
    Citation,
    Disagreement,
    Feedback,
    Page,
    ProposedConcept,
    SelfTest,
    Status,
    SuggestedMerge,
)
from content.pipeline.anchors import AnchorState


@dataclass(frozen=True, slots=True)
class Work:
    """One list of things to do: what it is, how many wait, why it matters, where they are."""

    title: str
    count: int
    why: str
    address: str


def work_for(person: AbstractBaseUser) -> list[Work]:
    """The lists that ``person`` may open; one query each."""
    return [
        Work(title, found.count(), why, f"{_list_of(found.model)}?{parameters}")
        for title, found, why, parameters in _lists()
        if person.has_perm(f"content.view_{found.model._meta.model_name}")
    ]


def _lists() -> Iterator[tuple[str, QuerySet, str, str]]:
    """Title, rows, reason, and the parameters that show the same rows in the list of their table."""
    yield (
        "Warnings under names that nobody has placed yet",
        ProposedConcept.objects.waiting().warnings(),
        "The software does not know these names. Readers see nothing of them until you say what they mean.",
        "waiting=warnings",
    )
    yield (
        "Pages kept back by the checks",
        Page.objects.exclude(refusal=[]),
        "Somebody chose “Published”, but a sentence is not supported. Each page says which, and why.",
        "public=kept-back",
    )
    yield (
        "Quotes that do not stand in their article",
        Citation.objects.exclude(anchor=AnchorState.EXACT),
        "The words were changed here or there. Quote the article again, word for word.",
        "found=no",
    )
    yield (
        "Tests in which the checks let too much pass",
        SelfTest.objects.of_this_checker_below_floor(),
        "Nothing new can be published until the software is mended. What is public stays public.",
        "is_good_enough__exact=0",
    )
    yield (
        "Differences between articles that nobody has looked at",
        Disagreement.objects.filter(state=Disagreement.State.OPEN),
        "Decide whether readers should see them. Until then the stricter article counts.",
        f"state__exact={Disagreement.State.OPEN}",
    )
    yield (
        "Questions and names that look alike",
        SuggestedMerge.objects.waiting(),
        "Say whether the two are the same. Until then each stands by itself, and nothing is lost.",
        "waiting=yes",
    )
    yield (
        "Uses under names that nobody has placed yet",
        ProposedConcept.objects.waiting().uses(),
        "The same, for what an article says it is used for.",
        "waiting=uses",
    )
    yield (
        "Answers of readers that nobody has looked at",
        Feedback.objects.filter(is_useful=False, state=Feedback.State.NEW),
        "A page did not help. Where a reader says that something seems wrong, look at the page today.",
        "is_useful__exact=0&state__exact=new",
    )
    yield (
        "Pages in review",
        Page.objects.filter(status=Status.IN_REVIEW),
        "Somebody wrote them, or an article changed under them. Read them, then approve or correct them.",
        f"status__exact={Status.IN_REVIEW}",
    )
    yield (
        "Public pages, review overdue",
        overdue(Page.objects.published()),
        "Read them again and set a new date. Readers can see that they are overdue.",
        "public=overdue",
    )


def overdue(pages: QuerySet) -> QuerySet:
    return pages.filter(next_review_on__lt=timezone.localdate())


def _list_of(model: type[Model]) -> str:
    return reverse(f"admin:content_{model._meta.model_name}_changelist")
