"""SQLite: two FTS5 tables beside the tables of entries and words, kept equal to them by triggers.

They are external-content tables (https://sqlite.org/fts5.html, section 4.4.3): the text stands in the
database once. Triggers, so that no writer can forget them, a cascade and a flush included. A migration that
makes SQLite build one of the two tables anew loses its triggers; it has to call ``drop`` before and
``create`` after.
"""

from collections.abc import Iterable, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

ENTRIES, WORDS = "content_searchentry", "content_searchword"
ENTRY_INDEX, WORD_INDEX = "content_search_index", "content_search_spelling"
COLUMNS = ("title_words", "alias_words", "concept_words", "answer_words", "body_words", "names")
LOOKED_AT = " ".join(COLUMNS[:-1])
WEIGHTS = "8.0, 5.0, 8.0, 3.0, 1.0, 0.0"
TRIGRAM = 3


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    _create(
        schema_editor, ENTRIES, ENTRY_INDEX, COLUMNS, "tokenize='unicode61 remove_diacritics 0', prefix='2 3'"
    )
    _create(schema_editor, WORDS, WORD_INDEX, ("word",), "tokenize='trigram'")
    rank = f"INSERT INTO {ENTRY_INDEX}({ENTRY_INDEX}, rank) VALUES ('rank', 'bm25({WEIGHTS})')"  # noqa: S608 - names of our own
    schema_editor.execute(rank)


def drop(schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table, index in ((ENTRIES, ENTRY_INDEX), (WORDS, WORD_INDEX)):
        for event in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}")
        schema_editor.execute(f"DROP TABLE IF EXISTS {index}")


def _create(
    schema_editor: BaseDatabaseSchemaEditor, table: str, index: str, columns: Sequence[str], options: str
) -> None:
    names = ", ".join(columns)
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("old", "new"))
    add = f"INSERT INTO {index}(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608 - names of our own
    take = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608 - names of our own
    options = f"content='{table}', content_rowid='id', {options}"
    schema_editor.execute(f"CREATE VIRTUAL TABLE {index} USING fts5({names}, {options})")
    for event, act in (("insert", add), ("update", take + add), ("delete", take)):
        trigger = f"CREATE TRIGGER {table}_{event} AFTER {event.upper()} ON {table} BEGIN {act} END"
        schema_editor.execute(trigger)
    schema_editor.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608 - names of our own


def best(tokens: Iterable[str], limit: int) -> RawSQL:
    return _matching(ENTRY_INDEX, f"{{{LOOKED_AT}}} : ({_any(tokens)})", limit)


def beginnings(words: Sequence[str], limit: int) -> RawSQL:
    whole = [f'names : "{word}"' for word in words[:-1]]
    return _matching(ENTRY_INDEX, " AND ".join([*whole, f'names : "{words[-1]}" *']), limit)


def alike(words: Iterable[str], limit: int) -> RawSQL:
    parts = {word[at : at + TRIGRAM] for word in words for at in range(len(word) - TRIGRAM + 1)}
    return _matching(WORD_INDEX, _any(sorted(parts)), limit)


def _any(tokens: Iterable[str]) -> str:
    return " OR ".join(f'"{token}"' for token in tokens)


def _matching(index: str, expression: str, limit: int) -> RawSQL:
    sql = f"SELECT rowid FROM (SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rank LIMIT %s)"  # noqa: S608 - names of our own
    return RawSQL(sql, (expression, limit))  # noqa: S611 - only parameters
