"""Keys of rows as they come in addresses and forms."""

from django.db.models import Model
from django.http import HttpRequest

MAX_DIGITS = 18  # of a key of 64 bits


def is_key(text: str) -> bool:
    """Whether ``text`` can be the key of a row: a number that the database can hold."""
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS


class SafeKeys:
    """An admin of rows with the key of another row; Django fails at one too large for the database."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        """The row, or None."""
        return None if len(object_id) > MAX_DIGITS else super().get_object(request, object_id, from_field)
