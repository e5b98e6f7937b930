"""The app's configuration."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "Patient information"

    def ready(self) -> None:
        from content.counting import start_counting
        from content.entailment import check_entailment_model

        checks.register(check_entailment_model)
        start_counting()


class EditorsAdminConfig(AdminConfig):
    """Django's admin under our name, with an index in the order of an editor's work."""

    default_site = "content.adminsite.EditorsSite"
