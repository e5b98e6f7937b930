"""What changed for readers. What is public already was not published today: it is noted without a word."""

import django.db.models.deletion
from django.db import migrations, models


def note_what_is_public(apps, schema_editor):
    pages = apps.get_model("content", "Page").objects
    rows = apps.get_model("content", "LastPublic").objects
    public = pages.filter(status="published", merged_into__isnull=True)
    rows.bulk_create(rows.model(page_id=pk, is_public=True, state=None) for pk in public.values_list("pk", flat=True))


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0010_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('day', models.DateField(editable=False)),
                ('kind', models.CharField(choices=[('published', 'New'), ('changed', 'Changed'), ('withdrawn', 'Taken off the site'), ('source_changed', 'Source changed')], max_length=20)),
                ('is_safety', models.BooleanField(default=False, verbose_name='matters for safety')),
                ('pages', models.JSONField(default=list)),
                ('added', models.JSONField(blank=True, default=list, verbose_name='sentences that are new')),
                ('removed', models.JSONField(blank=True, default=list, verbose_name='sentences that are gone')),
                ('details', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'change for readers',
                'verbose_name_plural': 'changes for readers',
                'ordering': ['-day', '-is_safety', '-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['published', 'changed', 'withdrawn', 'source_changed'])), name='change_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='LastPublic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_public', models.BooleanField()),
                ('state', models.JSONField(null=True)),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='last_public', to='content.page')),
            ],
            options={
                'verbose_name': 'text that readers could last read',
                'verbose_name_plural': 'texts that readers could last read',
                'ordering': ['page'],
            },
        ),
        migrations.RunPython(note_what_is_public, migrations.RunPython.noop),
    ]
