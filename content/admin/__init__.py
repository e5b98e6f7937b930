"""The editors' side of the site: one file per group of tables. Importing it registers them all."""

from content.admin import (
    adding,
    changes,
    decisions,
    evidence,
    links,
    pages,
    proposals,
    readers,
    search,
    selftests,
    sources,
)

__all__ = [
    "adding",
    "changes",
    "decisions",
    "evidence",
    "links",
    "pages",
    "proposals",
    "readers",
    "search",
    "selftests",
    "sources",
]
