"""The two full-text indexes behind one interface; the database that holds the tables decides which.

A backend has four functions: ``create(schema_editor)`` and ``drop(schema_editor)`` for the migration;
``best(tokens, limit)``, the keys of the entries that fit any of the tokens best;
``beginnings(words, limit)``, those of the entries whose names hold all of the words, of which the last may be
cut off; ``alike(words, limit)``, the keys of the words that share most groups of three letters with these.
The last three return SQL to filter a primary key with. Tokens are letters and digits alone (``words.fold``).
"""

from types import ModuleType

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from content.search.backends import postgresql, sqlite

BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}


def backend_of(connection: BaseDatabaseWrapper = default_connection) -> ModuleType:
    return BACKENDS[connection.vendor]
