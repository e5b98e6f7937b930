"""The cache of the site, which may be a server of its own: without it answers cost more, and are the same."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache import cache

_log = logging.getLogger(__name__)


def remembered(key: str) -> Any:  # noqa: ANN401  whatever was kept
    """What is kept under ``key``; None where nothing is, or the cache cannot be asked."""
    return _asked(lambda: cache.get(key))


def remember(key: str, value: object, seconds: int) -> None:
    """Keep ``value`` under ``key``, if the cache takes it."""
    _asked(lambda: cache.set(key, value, seconds))


def _asked(ask: Callable[[], Any]) -> Any:  # noqa: ANN401  what the cache answers
    try:
        return ask()
    except Exception as error:  # noqa: BLE001  each kind of cache has its own, and no base is common to them
        _log.warning("The cache cannot be asked: %s", error)
        return None
