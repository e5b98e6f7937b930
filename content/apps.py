"""The app's configuration."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "Patient information"


class EditorsAdminConfig(AdminConfig):
    """Django's admin under our name, with an index in the order of an editor's work."""

    default_site = "content.adminsite.EditorsSite"
