"""The app's configuration."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "Patient information"

    def ready(self) -> None:
        from content.counting import start_counting
        from content.entailment import check_entailment_model

        checks.register(check_entailment_model)
        start_counting()
        post_migrate.connect(fill_search, sender=self)
        post_migrate.connect(make_groups_once, sender=self)


def fill_search(using: str, **kwargs: object) -> None:
    """After a migration: until the next load an empty index would say that no page answers anything."""
    from content.actions import fill_empty_search

    if using == DEFAULT_DB_ALIAS:
        fill_empty_search()


def make_groups_once(using: str, **kwargs: object) -> None:
    """After a migration: whoever installs the site finds the groups to put people into."""
    from content.groups import make_groups

    if using == DEFAULT_DB_ALIAS:
        make_groups()


class EditorsAdminConfig(AdminConfig):
    """Django's admin under our name, with an index in the order of an editor's work."""

    default_site = "content.adminsite.EditorsSite"
