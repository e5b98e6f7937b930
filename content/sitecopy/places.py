"""Where the answer of an address stands in a static copy.

Any web server can serve the files as they are: an address that ends with a slash is a folder with an index,
data get the ending .json, and a query becomes part of the name.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

HTML = "text/html"
_ODD = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers at an address: its media type without parameters, and its body."""

    media_type: str
    body: bytes

    @property
    def is_html(self) -> bool:
        return self.media_type == HTML

    @property
    def is_json(self) -> bool:
        return self.media_type == "application/json" or self.media_type.endswith("+json")


def static_address(address: str, answer: Answer) -> str:
    """The address ("/path?query") that leads to the answer in the copy."""
    path, _, query = address.partition("?")
    slash = "/" if path.endswith("/") else ""
    if query:
        path = f"{path.rstrip('/')}--{_ODD.sub('-', unquote(query)).strip('-')}{slash}"
    if answer.is_html:
        return path if path.endswith(("/", ".html")) else f"{path}/"
    if answer.is_json and not path.endswith(".json"):
        return f"{path}index.json" if path.endswith("/") else f"{path}.json"
    return path


def file_of(static: str) -> str:
    """The file, from the top of the copy, that a web server gives for ``static``. Raises ValueError."""
    path = unquote(static).removeprefix("/")
    if path.endswith("/") or not path:
        path += "index.html"
    if "\\" in path or "\0" in path or {"", ".", ".."} & set(path.split("/")):
        raise ValueError(path)
    return path
