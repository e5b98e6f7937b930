"""Choices and checks shared by the tables; the stored values are those of the core's enums."""

from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from content.languagetags import problem_of


def choices_of(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """The members of a core enum with readable labels: ("list_item", "List item")."""
    return [(member.value, member.value.replace("_", " ").capitalize()) for member in enum]


def check_member(field: str, enum: type[StrEnum], name: str, *, blank: bool = False) -> CheckConstraint:
    """``field`` holds a member of ``enum``, or nothing where ``blank``."""
    values = [member.value for member in enum] + ([""] if blank else [])
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def check_span(name: str) -> CheckConstraint:
    """``start`` comes before ``end``."""
    return CheckConstraint(condition=Q(start__lt=F("end")), name=name)


def check_quote(name: str) -> CheckConstraint:
    """``quote`` is as long as its span."""
    return CheckConstraint(condition=Q(end=F("start") + Length("quote")), name=name)


def check_sha256(field: str, name: str) -> CheckConstraint:
    """``field`` has the 64 digits of a SHA-256."""
    return CheckConstraint(condition=Exact(Length(field), 64), name=name)


def check_language(value: str) -> None:
    """Raises ValidationError where ``value`` is no language as BCP 47 writes it."""
    if problem := problem_of(value):
        problem, mend = problem
        raise ValidationError(f"{problem[:1].upper()}{problem[1:]}. {mend}", code="language")
