"""The editors' side of the site: one file per group of tables. Importing it registers them all."""

from content.admin import (
    changes,
    deciding,
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
    "changes",
    "deciding",
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
