"""Everything that writes what the pipeline found. Nothing else does.

Each action takes keywords only, runs in one transaction, is deterministic, and changes no row when it is
called again with the same input.
"""

from content.actions.added import added_texts, with_added
from content.actions.addresses import move_page
from content.actions.articles import fingerprint, load_article, prepare, refuse_taking_away, twin_of
from content.actions.changes import record_changes
from content.actions.checks import check_page, check_pages, record_check
from content.actions.decisions import load_decisions, stored_decisions
from content.actions.filedoverrides import load_overrides, stored_overrides
from content.actions.history import record_history
from content.actions.library import load_library
from content.actions.links import decide_link, load_links, stored_links
from content.actions.overrides import confirm_override, make_override, withdraw_override
from content.actions.pages import load_pages
from content.actions.pictures import (
    add_picture,
    confirm_words,
    give_up_words,
    may_confirm,
    picture_draft_of,
    remove_picture,
    weight_of_words,
    words_hash,
    write_words,
)
from content.actions.proposals import current_decisions, decide_proposal
from content.actions.rebuild import load_readings, put_together, rebuild_library, stored_text
from content.actions.reports import Note, Report, Stage
from content.actions.search import fill_empty_search, rebuild_search, record_miss, refresh_search
from content.actions.selftests import run_self_test
from content.actions.submissions import begin, discard, give_up, hand_in, meta_as_json, note_process, work_on
from content.actions.suggestions import answer_suggestion, load_suggestions
from content.actions.workflow import (
    approve_text,
    discard_draft,
    draft_of,
    publish_page,
    restore_text,
    sign_text,
    write_draft,
)

__all__ = [
    "Note",
    "Report",
    "Stage",
    "add_picture",
    "added_texts",
    "answer_suggestion",
    "approve_text",
    "begin",
    "check_page",
    "check_pages",
    "confirm_override",
    "confirm_words",
    "current_decisions",
    "decide_link",
    "decide_proposal",
    "discard",
    "discard_draft",
    "draft_of",
    "fill_empty_search",
    "fingerprint",
    "give_up",
    "give_up_words",
    "hand_in",
    "load_article",
    "load_decisions",
    "load_library",
    "load_links",
    "load_overrides",
    "load_pages",
    "load_readings",
    "load_suggestions",
    "make_override",
    "may_confirm",
    "meta_as_json",
    "move_page",
    "note_process",
    "picture_draft_of",
    "prepare",
    "publish_page",
    "put_together",
    "rebuild_library",
    "rebuild_search",
    "record_changes",
    "record_check",
    "record_history",
    "record_miss",
    "refresh_search",
    "refuse_taking_away",
    "remove_picture",
    "restore_text",
    "run_self_test",
    "sign_text",
    "stored_decisions",
    "stored_links",
    "stored_overrides",
    "stored_text",
    "twin_of",
    "weight_of_words",
    "with_added",
    "withdraw_override",
    "words_hash",
    "work_on",
    "write_draft",
    "write_words",
]
