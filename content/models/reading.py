"""What readers read of a page, as one hash: what somebody who signs a page has signed."""

import hashlib
import json
from typing import Any

from content.models.pictures import WORDS, Picture, names_in

OF_PAGE = ("title", "body", "group", "language", "related", "disagreements", "figures")
"""The columns of a page that say what stands on it: its own words, and what it shows beside them."""


def read_hash(page: Any, pictures: Any = Picture) -> str:  # noqa: ANN401  also rows as migrations know them
    """The SHA-256 of all that readers read of ``page``: its words, those of its pictures, what it shows.

    One query where its text names a picture, otherwise none.
    """
    names = names_in(page.body)
    said = list(pictures.objects.filter(name__in=names).values_list("name", *WORDS)) if names else []
    read = {name: getattr(page, name) for name in OF_PAGE}
    read["pictures"] = sorted(map(list, said))
    text = json.dumps(read, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
