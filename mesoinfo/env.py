"""Readers of environment variables: typed, and loud about the variable that is wrong.

Each reader takes the variable's name and a default. A default of None means that the variable must be
set. Every reader raises BadEnvironment naming the variable, what is wrong and what it should be.
"""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a writer waits for its turn at the start, not half-way through
    "timeout": 20,  # seconds: an article that is loaded keeps other writers waiting for some
    # FULL costs 4 ms a commit; with NORMAL a power cut loses the last saves that editors saw succeed.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


class BadEnvironment(ImproperlyConfigured):
    """An environment variable that is missing or cannot be read."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}. Set it in the environment; .env.example shows all of them.")


def text(name: str, default: str | None = None) -> str:
    """The variable as it stands; an empty one counts as not set."""
    value = os.environ.get(name, "") or default
    if value is None:
        raise BadEnvironment(name, "is not set")
    return value


def flag(name: str, default: bool | None = None) -> bool:
    """A yes or no."""
    value = text(name, None if default is None else str(default)).lower()
    if value not in TRUE | FALSE:
        raise BadEnvironment(name, f'"{value}" is neither true nor false')
    return value in TRUE


def number(name: str, default: int | None = None) -> int:
    """A whole number of 0 or more."""
    value = text(name, None if default is None else str(default))
    if not (value.isascii() and value.isdigit()):
        raise BadEnvironment(name, f'"{value}" is not a whole number')
    return int(value)


def folder(name: str, default: str | None = None) -> Path | None:
    """A folder that is there; None where the variable and its default are empty."""
    value = os.environ.get(name, "") or default
    if value is None:
        raise BadEnvironment(name, "is not set")
    if value and not Path(value).is_dir():
        raise BadEnvironment(name, f'"{value}" is not a folder')
    return Path(value) if value else None


def phone(name: str, default: str | None = None) -> str:
    """A number to dial: digits, perhaps with a plus sign before and blanks or hyphens between them."""
    value = text(name, default)
    if not re.fullmatch(r"\+?[0-9](?:[ -]?[0-9])*", value):
        raise BadEnvironment(name, f'"{value}" is not a telephone number')
    return value


def contact(name: str, default: str | None = None) -> str:
    """An address to write to or to call, as a URI (https:, mailto: or tel:); empty where there is none."""
    value = os.environ.get(name, "") or default
    if value is None:
        raise BadEnvironment(name, "is not set")
    if value and not re.fullmatch(r"(?:https://|mailto:|tel:)[!-~]+", value):
        raise BadEnvironment(name, f'"{value}" does not begin with https://, mailto: or tel:')
    return value


def words(name: str, default: str | None = None) -> list[str]:
    """Words between commas, without empty ones."""
    return [word for part in text(name, default).split(",") if (word := part.strip())]


def choice(name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
    """One of ``allowed``."""
    value = text(name, default)
    if value not in allowed:
        raise BadEnvironment(name, f'"{value}" is none of {", ".join(allowed)}')
    return value


def database(name: str, default: str | None = None, *, must_exist: bool = False) -> dict[str, Any]:
    """Django's description of ``sqlite:///relative``, ``sqlite:////absolute`` or ``postgres://…``.

    With ``must_exist`` a missing SQLite file is an error on first use, not a new empty database.
    """
    url = _split(name, text(name, default))
    if url.scheme == "sqlite":
        return _sqlite(name, url, must_exist)
    if url.scheme in ("postgres", "postgresql"):
        return _postgres(name, url)
    raise BadEnvironment(name, f'"{url.scheme}" is neither sqlite nor postgres')


def _split(name: str, value: str) -> SplitResult:
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError as error:
        raise BadEnvironment(name, f"is not an address ({error})") from error
    return url


def _sqlite(name: str, url: SplitResult, must_exist: bool) -> dict[str, Any]:
    path = unquote(url.path).removeprefix("/")
    if url.netloc or not path:
        raise BadEnvironment(name, "sqlite needs a path: sqlite:///file or sqlite:////folder/file")
    mode = "rw" if must_exist else "rwc"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{Path(path).absolute().as_uri()}?mode={mode}",
        "OPTIONS": {**SQLITE_OPTIONS, "uri": True},
    }


def _postgres(name: str, url: SplitResult) -> dict[str, Any]:
    database_name = unquote(url.path).removeprefix("/")
    if not database_name:
        raise BadEnvironment(name, "postgres needs a database: postgres://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def cache(name: str, default: str | None = None) -> dict[str, Any]:
    """Django's description of ``locmem://`` (each process its own) or ``redis://host:port/number``."""
    value = text(name, default)
    scheme = _split(name, value).scheme
    if scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "mesoinfo"}
    if scheme in ("redis", "rediss"):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}
    raise BadEnvironment(name, f'"{scheme}" is neither locmem nor redis')
