"""Backwards, what the tables before 0008 cannot hold is deleted first; forwards, drawings come back.

The drawings that a page shows are gone with the column of 0007. The front matter that the page was loaded with
still names them, and the loader passes over a file that has not changed since.

In a migration of its own: PostgreSQL alters no table in the transaction that has changed its rows. In SQL:
the models of a migration cannot follow a page to all that hangs on it.
"""

import tomllib

from django.db import migrations

OURS = "SELECT id FROM content_page WHERE kind IN ('difference', 'gap', 'site')"
CLAIMS = f"SELECT id FROM content_claim WHERE page_id IN ({OURS})"
TAKE_OUT = [
    f"DELETE FROM content_verdict WHERE claim_id IN ({CLAIMS})",
    f"DELETE FROM content_citation WHERE claim_id IN ({CLAIMS})",
    f"DELETE FROM content_claim WHERE page_id IN ({OURS})",
    f"DELETE FROM content_signoff WHERE page_id IN ({OURS})",
    f"DELETE FROM content_oldaddress WHERE page_id IN ({OURS})",
    "DELETE FROM content_difference",
    "DELETE FROM content_gap",
    "DELETE FROM content_site",
    "DELETE FROM content_page WHERE kind IN ('difference', 'gap', 'site')",
    "UPDATE content_claim SET basis = 'none' WHERE basis = 'site'",
]


def draw_again(apps, schema_editor):
    """Only where no page shows any: else the column is not new, and what an editor took out stays out."""
    pages = apps.get_model("content", "Page").objects
    if pages.exclude(figures=[]).exists():
        return
    for pk, head in pages.filter(file_head__contains="figures").values_list("pk", "file_head"):
        figures = tomllib.loads(head.strip().strip("+")).get("figures", [])
        pages.filter(pk=pk).update(figures=figures)


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0008_pages_of_our_own'),
    ]

    operations = [
        migrations.RunPython(draw_again, migrations.RunPython.noop),
        migrations.RunSQL(migrations.RunSQL.noop, TAKE_OUT),
    ]
