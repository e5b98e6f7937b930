"""The three groups of people who work on the site, and what each may do: made with the tables, once.

A group that exists is left as it is, so that whoever runs the site can change it; ``reset_groups`` gives all
three what stands here.
"""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

PAGES = ("topic", "indication", "contraindication", "sideeffect", "question", "difference", "gap", "site")
ADDED_BY_HAND = ("topic", "question", "difference", "gap", "site")
DECISIONS = ("disagreement", "proposedconcept", "suggestedmerge", "feedback")

EDITORS = (
    *(f"change_{page}" for page in PAGES),
    *(f"add_{page}" for page in ADDED_BY_HAND),
    *(f"delete_{page}" for page in ADDED_BY_HAND),
    *(f"change_{table}" for table in DECISIONS),
    "add_signoff",
    *("add_picture", "change_picture", "delete_picture"),
    "add_source",
    "change_source",
)
REVIEWERS = (*EDITORS, "review_page")
PUBLISHERS = (*EDITORS, "publish_page", "delete_feedback", "delete_source", "delete_snapshot")

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Editors": EDITORS,
    "Clinical reviewers": REVIEWERS,
    "Publishers": PUBLISHERS,
}
"""Codenames of permissions on our tables; everybody may look at all of them, and at who did what."""


def make_groups(*, anew: bool = False) -> list[str]:
    """Make the groups that do not exist, with ``anew`` also set those that do; the names of those set."""
    for label in ("content", "admin"):  # on a new database they may not be there yet
        create_permissions(apps.get_app_config(label), verbosity=0)
    made = []
    for name, codenames in GROUPS.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new or anew:
            group.permissions.set(permissions_of(codenames))
            made.append(name)
    return made


def permissions_of(codenames: Iterable[str]) -> Iterable[Permission]:
    """Those named, and to look at every table of ours and at the log."""
    ours = Q(content_type__app_label="content")
    may_look = ours & Q(codename__startswith="view_")
    log = Q(content_type__app_label="admin", codename="view_logentry")
    return Permission.objects.filter(may_look | log | (ours & Q(codename__in=list(codenames))))
