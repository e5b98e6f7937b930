"""The editors' side of the site: one file per group of tables. Importing it registers them all."""

from content.admin import (
    audit_log,
    changes,
    deciding,
    decisions,
    drafts,
    evidence,
    links,
    pages,
    pictures,
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
    "drafts",
    "evidence",
    "links",
    "pages",
    "pictures",
    "proposals",
    "readers",
    "search",
    "selftests",
    "sources",
]
