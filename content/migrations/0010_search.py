"""Tables of the search, with the full-text index of whichever database this is. ``migrate`` fills them at its end."""

import django.db.models.deletion
from django.db import migrations, models

from content.search.backends import backend_of


def create_index(apps, schema_editor):
    backend_of(schema_editor.connection).create(schema_editor)


def drop_index(apps, schema_editor):
    backend_of(schema_editor.connection).drop(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0009_backwards_without_pages_of_our_own'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=120, unique=True)),
                ('stem', models.CharField(db_index=True, max_length=120)),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'word of the search',
                'verbose_name_plural': 'words of the search',
                'ordering': ['word'],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=300)),
                ('answer', models.TextField(blank=True)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('own', models.CharField(blank=True, max_length=120, verbose_name='own concept')),
                ('phrases', models.JSONField(blank=True, default=list)),
                ('title_words', models.TextField(blank=True)),
                ('alias_words', models.TextField(blank=True)),
                ('concept_words', models.TextField(blank=True)),
                ('answer_words', models.TextField(blank=True)),
                ('body_words', models.TextField(blank=True)),
                ('names', models.TextField(blank=True)),
                ('surfaces', models.TextField(blank=True, verbose_name='words as printed')),
                ('digest', models.CharField(max_length=64)),
                ('page', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to='content.page')),
            ],
            options={
                'verbose_name': 'entry of the search',
                'verbose_name_plural': 'entries of the search',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='SearchMiss',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=1, verbose_name='times')),
            ],
            options={
                'verbose_name': 'search without an answer',
                'verbose_name_plural': 'searches without an answer',
                'ordering': ['-day', '-count', 'words'],
                'constraints': [models.UniqueConstraint(fields=('day', 'words'), name='search_miss_once_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), ('count__gt', 0)), name='search_miss_says_something')],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
