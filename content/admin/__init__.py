"""The editors' side of the site: one file per group of tables. Importing it registers them all."""

from content.admin import (
    adding,
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
    "adding",
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
