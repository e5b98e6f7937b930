"""The editors' side of the site: one file per group of tables. Importing it registers them all."""

from content.admin import (
    audit_log,
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
    "audit_log",
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
