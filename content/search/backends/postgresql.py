"""PostgreSQL: columns of text-search vectors that the database computes, each with a GIN index.

Spelling needs the extension pg_trgm, which a superuser or, where it is trusted, the database's owner may
create. Where neither could, words are compared with all that begin with the same letter and are about as
long: slower in a large library, and a slip in the first letter is not found. ``manage.py rebuild_search``
says which of the two it is.
"""

from collections.abc import Iterable, Sequence

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

ENTRIES, WORDS = "content_searchentry", "content_searchword"
VECTORS = {
    "document": {
        "title_words": "A",
        "concept_words": "A",
        "alias_words": "B",
        "answer_words": "C",
        "body_words": "D",
    },
    "name_document": {"names": "A"},
}
WEIGHTS = "{0.1, 0.3, 0.6, 1.0}"
NO_TRIGRAMS = (
    "PostgreSQL has no extension pg_trgm here: spelling is corrected more slowly. "
    "As a superuser: CREATE EXTENSION pg_trgm; then manage.py rebuild_search."
)


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, columns in VECTORS.items():
        parts = " || ".join(
            f"setweight(to_tsvector('simple'::regconfig, {column}), '{weight}')"
            for column, weight in columns.items()
        )
        schema_editor.execute(
            f"ALTER TABLE {ENTRIES} ADD COLUMN {name} tsvector GENERATED ALWAYS AS ({parts}) STORED"
        )
        schema_editor.execute(f"CREATE INDEX {ENTRIES}_{name} ON {ENTRIES} USING gin ({name})")
    add_trigrams()


def drop(schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"DROP INDEX IF EXISTS {WORDS}_trigrams")
    for name in VECTORS:
        schema_editor.execute(f"ALTER TABLE {ENTRIES} DROP COLUMN IF EXISTS {name}")


def add_trigrams() -> bool:
    """Whether the words have their index of groups of three letters now."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {WORDS}_trigrams ON {WORDS} USING gin (word gin_trgm_ops)"
            )
    except DatabaseError:
        return False
    return True


def has_trigrams() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [f"{WORDS}_trigrams"])
        return cursor.fetchone() is not None


def best(tokens: Iterable[str], limit: int) -> RawSQL:
    return _matching("document", _any(tokens), limit)


def beginnings(words: Sequence[str], limit: int) -> RawSQL:
    whole = [f"'{word}'" for word in words[:-1]]
    return _matching("name_document", " & ".join([*whole, f"'{words[-1]}':*"]), limit)


def alike(words: Iterable[str], limit: int) -> RawSQL:
    """One statement for both cases, so that no page takes a query more where the extension is missing."""
    words = list(words)
    if _knows_trigrams():
        near = " OR ".join(["word %% %s"] * len(words))
        order = f"greatest({', '.join(['similarity(word, %s)'] * len(words))})"
        sql = f"SELECT id FROM {WORDS} WHERE {near} ORDER BY {order} DESC, word LIMIT %s"  # noqa: S608 - names of our own
        return RawSQL(sql, (*words, *words, limit))  # noqa: S611 - only parameters
    near = " OR ".join(["(word >= %s AND word < %s AND length(word) BETWEEN %s AND %s)"] * len(words))
    sql = f"SELECT id FROM {WORDS} WHERE {near}"  # noqa: S608 - names of our own
    bounds = ((word[0], word[0] + "\U0010ffff", len(word) - 2, len(word) + 2) for word in words)
    return RawSQL(sql, tuple(value for each in bounds for value in each))  # noqa: S611 - only parameters


_found: dict[str, bool] = {}


def _knows_trigrams() -> bool:
    """Asked once in each process and database."""
    name = str(connection.settings_dict["NAME"])
    if name not in _found:
        _found[name] = has_trigrams()
    return _found[name]


def _any(tokens: Iterable[str]) -> str:
    return " | ".join(f"'{token}'" for token in tokens)


def _matching(column: str, expression: str, limit: int) -> RawSQL:
    sql = (
        f"SELECT id FROM {ENTRIES}, to_tsquery('simple', %s) AS asked WHERE {column} @@ asked "  # noqa: S608 - names of our own
        f"ORDER BY ts_rank('{WEIGHTS}', {column}, asked) DESC, id LIMIT %s"
    )
    return RawSQL(sql, (expression, limit))  # noqa: S611 - only parameters
