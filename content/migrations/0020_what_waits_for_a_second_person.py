"""Fills in what 0019 added: drafts have the place of their page, pages the hash of what is read of them.

Signatures of before were under the text alone: they count as those of an older text. A decision against a
verdict on a page that warns waits from now on until somebody else has confirmed it.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from content.models.reading import read_hash


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    picture = apps.get_model("content", "Picture")
    for page in apps.get_model("content", "Page").objects.all():
        page.read_sha256 = read_hash(page, picture)
        page.save(update_fields=["read_sha256"])
    for draft in apps.get_model("content", "Draft").objects.select_related("page"):
        draft.group, draft.language = draft.page.group, draft.page.language
        draft.save(update_fields=["group", "language"])
    claims = apps.get_model("content", "Claim").objects
    for row in apps.get_model("content", "Override").objects.select_related("page"):
        claim = claims.filter(override=row.pk).first()
        row.heading = claim.heading if claim else ""
        row.needs_second = row.page.kind in ("contraindication", "side_effect")
        row.save(update_fields=["heading", "needs_second"])


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Before, every decision had a person: those from a file come back with it."""
    from_file = "SELECT id FROM content_override WHERE person_id IS NULL"
    schema_editor.execute(f"UPDATE content_claim SET override_id = NULL WHERE override_id IN ({from_file})")
    schema_editor.execute("DELETE FROM content_override WHERE person_id IS NULL")


class Migration(migrations.Migration):
    dependencies = [("content", "0019_second_person")]

    operations = [migrations.RunPython(fill, forget)]
