"""Everything that writes what the pipeline found. Nothing else does.

Each action takes keywords only, runs in one transaction, is deterministic, and changes no row when it is
called again with the same input.
"""

from content.actions.checks import check_page, check_pages, publish_page, record_check
from content.actions.decisions import load_decisions, stored_decisions
from content.actions.library import load_library
from content.actions.pages import load_pages
from content.actions.proposals import current_decisions, decide_proposal
from content.actions.reports import Note, Report, Stage

__all__ = [
    "Note",
    "Report",
    "Stage",
    "check_page",
    "check_pages",
    "current_decisions",
    "decide_proposal",
    "load_decisions",
    "load_library",
    "load_pages",
    "publish_page",
    "record_check",
    "stored_decisions",
]
