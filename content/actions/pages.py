"""Loads curated pages from their files, never over what an editor has written meanwhile."""

import copy
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from django.db import transaction

from content.actions import rows
from content.actions.addresses import is_taken, page_once_at, set_old_addresses
from content.actions.changes import record_changes
from content.actions.checks import check_pages, gate, publish, refusal_of
from content.actions.filedoverrides import load_overrides, load_overrides_of
from content.actions.history import record_history
from content.actions.links import settle_merges
from content.actions.reports import Report
from content.checking import CheckedCitation, PageCheck, Shelf, check_stored, load_shelf
from content.models import Difference, Disagreement, Gap, Page, PageKind, Question, Site, Status, Topic
from content.overridefiles import FiledOverride
from content.overriding import standing_overrides
from content.pagefiles import PageFile, page_text, sha256_of
from content.pipeline.anchors import AnchorState
from content.pipeline.errors import BadData, MesoinfoError, UnknownSource

FREE = {model.KIND: model for model in (Topic, Difference, Gap, Site)}
"""Kinds whose pages a file makes; records are made by sources alone, and a question has its own key."""
FROM_FILES = "Loaded from files."
LOADED, KEPT, CONFLICT = "loaded", "kept", "conflict"


@transaction.atomic
def load_pages(*, files: Sequence[PageFile], overrides: Sequence[FiledOverride] = ()) -> Report:
    """Make the pages hold what their files say, then check every page.

    ``overrides`` are decisions of people against verdicts, from the file beside those of pages.

    A file is loaded once; the page is the editors' from then on. Where both have changed since, the page
    stays and the report says so. A text that may not be published never takes the place of one that is.
    Raises UnknownSource, BadCitation or BadData for the first file that is wrong.
    """
    report = Report()
    _refuse_unknown_pages(overrides, files)
    load_overrides(overrides=overrides, report=report)
    shelf = load_shelf()
    outcomes = {}
    for file in files:
        with_decided = _for_new(file, overrides, shelf, report)
        outcomes[file.address] = _load_page(file, _page_of(file), with_decided, report)
    shelf = replace(shelf, overrides=standing_overrides())
    loaded = [file for file in files if outcomes[file.address] == LOADED]
    _load_old_addresses(loaded, report)
    _load_links(loaded, report)
    settle_merges(report)
    _note_missing_files(files, report)
    checks = check_pages(shelf=shelf, report=report)
    record_changes(report=report)
    record_history(comment=FROM_FILES, report=report)
    _count_pages(outcomes, report)
    _count_claims(checks, report)
    return report


def _page_of(file: PageFile) -> Page | None:
    """The page of ``file``: the question of its key, the page at its address, or one that was there once."""
    if intent := file.meta["intent"]:
        return Page.objects.filter(question__intent=intent).first()
    found = Page.objects.filter(kind=file.kind, slug=file.slug).first()
    return found or page_once_at(file.kind, file.slug)


def _refuse_unknown_pages(overrides: Iterable[FiledOverride], files: Iterable[PageFile]) -> None:
    """Raises BadData for a decision on a page that is not here, and that no file makes."""
    known = {page.address for page in Page.objects.only("kind", "slug")} | {file.address for file in files}
    for each in overrides:
        if each.page not in known:
            raise each.error(f'there is no page "{each.page}"', "Correct the address, or take it out.")


def _for_new(file: PageFile, overrides: Sequence[FiledOverride], shelf: Shelf, report: Report) -> Shelf:
    """``shelf`` with what was decided on the page of ``file``: where it is new, it needs a row for that."""
    own = [each for each in overrides if each.page == file.address]
    if _page_of(file) or not own:
        return shelf
    page = _new_page(file)
    page.title = file.meta["title"]
    page.save()
    load_overrides_of(page=page, overrides=own, report=report)
    return replace(shelf, overrides=standing_overrides())


def _load_page(file: PageFile, stored: Page | None, shelf: Shelf, report: Report) -> str:
    if stored and stored.file_sha256 == file.sha256:
        return KEPT
    if stored and _is_edited(stored):
        return _keep_edited(file, stored, report)
    page = _with_text(copy.copy(stored) if stored else _new_page(file), file)
    check = gate(check_stored(page, shelf, file=file.file, first_line=file.first_line), page, shelf)
    _refuse_broken_quotes(file, check, shelf)
    is_refused = file.meta["status"] == Status.PUBLISHED and not check.is_open
    if is_refused:
        report.note("held_back", page.address, str(check.failures[0]))
    if is_refused and stored and stored.status == Status.PUBLISHED:
        report.note("old_text_kept", page.address, "The text that was public stays public.")
        return KEPT
    if page.slug != file.slug:
        _move(page, file, report)
    _save(page, file, check, report)
    return LOADED


def _is_edited(page: Page) -> bool:
    """Somebody has changed the page since its file was loaded, or made it without one."""
    if page.file_sha256:
        return sha256_of(page_text(page)) != page.file_sha256
    return page.is_curated or page.status != Status.DRAFT


def _move(page: Page, file: PageFile, report: Report) -> None:
    """A file decides the address of a page that the loader made; another such page there makes room."""
    other = Page.objects.filter(kind=file.kind, slug=file.slug).exclude(pk=page.pk).first()
    if other and (other.file_sha256 or _is_edited(other)):
        problem = f"another question, “{other.title}”, has this address already"
        raise BadData(problem, file=file.file, mend="Give one of the two files another name.")
    if other:
        slugs = (f"{file.slug}-{n}" for n in count(2))
        rows.update(other, report, slug=next(slug for slug in slugs if not is_taken(slug)))
    page.slug = file.slug


def _keep_edited(file: PageFile, stored: Page, report: Report) -> str:
    """Both have changed; they agree when the editor's version was exported into the file."""
    if page_text(stored) == file.text:
        rows.update(stored, report, file_head=file.head, file_tail=file.tail, file_sha256=file.sha256)
        return KEPT
    report.note("conflict", stored.address, f"It was edited here and in {file.file}; the text here stays.")
    return CONFLICT


def _new_page(file: PageFile) -> Page:
    """A page that only its file knows. Raises BadData for a record, which only sources can make."""
    if file.kind in FREE:
        return FREE[file.kind](slug=file.slug, kind=file.kind)
    if file.kind == PageKind.QUESTION:
        return Question(slug=file.slug, intent=file.meta["intent"] or file.slug, kind=file.kind)
    raise BadData(
        f'no source says anything about the {file.kind} "{file.slug}"',
        file=file.file,
        mend="Name the file after a concept that read_article finds in a source, or delete it.",
    )


def _with_text(page: Page, file: PageFile) -> Page:
    for name in ("title", "group", "order", "related", "disagreements", "figures", "language"):
        setattr(page, name, file.meta[name])
    page.written_by = None
    page.body, page.file_head, page.file_tail, page.file_sha256 = file.body, file.head, file.tail, file.sha256
    return page


def _save(page: Page, file: PageFile, check: PageCheck, report: Report) -> None:
    wants_public = file.meta["status"] == Status.PUBLISHED
    page.refusal = refusal_of(check) if wants_public else []
    page.status = Status.DRAFT if wants_public else file.meta["status"]
    page.save()
    report.rows_written += 1
    if wants_public and check.is_open:
        publish(page, report)


# --- what aborts a load ----------------------------------------------------------------------------


def _refuse_broken_quotes(file: PageFile, check: PageCheck, shelf: Shelf) -> None:
    """A new text whose quotes do not stand in the sources is a mistake of this file. Raises at the first."""
    for claim in check.claims:
        for cited in claim.citations:
            if cited.anchor.state is not AnchorState.EXACT:
                raise _broken(file, cited, shelf)


def _broken(file: PageFile, cited: CheckedCitation, shelf: Shelf) -> MesoinfoError:
    citation = cited.citation
    place = f"line {file.first_line + file.body.count(chr(10), 0, citation.span.start)}"
    if cited.text is None:
        mend = f"The sources are {', '.join(sorted(shelf.texts)) or 'not loaded yet'}."
        return UnknownSource(
            f'there is no source "{citation.source_id}"', file=file.file, place=place, mend=mend
        )
    near = cited.anchor.suggestions
    mend = f'The nearest passage is "{near[0].quote}".' if near else "Copy the exact words of the source."
    problem = f'the quote "{citation.quote}" is not in {citation.source_id}'
    return BadData(problem, file=file.file, place=place, mend=mend)


def _load_old_addresses(files: Iterable[PageFile], report: Report) -> None:
    for file in files:
        page = Page.objects.get(kind=file.kind, slug=file.slug)
        set_old_addresses(page, file.meta["old_slugs"], report)


def _load_links(files: Iterable[PageFile], report: Report) -> None:
    """References between pages, once all pages are there. Raises BadData for one that leads nowhere."""
    pages = {page.address: page for page in Page.objects.all()}
    keys = set(Disagreement.objects.values_list("key", flat=True))
    for file in files:
        _check_targets(file, "related", "page", pages)
        _check_targets(file, "disagreements", "disagreement", keys)
        if file.kind == PageKind.TOPIC:
            _link_question(file, pages, report)


def _check_targets(file: PageFile, key: str, what: str, known: Iterable[str]) -> None:
    for target in file.meta[key]:
        if target not in known:
            raise file.error(key, f'there is no {what} "{target}"', "Correct it or take it out.")


def _link_question(file: PageFile, pages: Mapping[str, Page], report: Report) -> None:
    slug = file.meta["main_question"]
    question = pages.get(f"{PageKind.QUESTION}/{slug}")
    if slug and not question:
        raise file.error("main_question", f'there is no question "{slug}"', "Correct it or take it out.")
    rows.update(pages[file.address].specific, report, main_question=question and question.specific)


# --- the report ------------------------------------------------------------------------------------


def _note_missing_files(files: Iterable[PageFile], report: Report) -> None:
    addresses = {file.address for file in files}
    for page in Page.objects.exclude(file_sha256="").prefetch_related("old_addresses"):
        once = {f"{old.kind}/{old.slug}" for old in page.old_addresses.all()}
        if addresses.isdisjoint({page.address, *once}):
            report.note(
                "file_gone", page.address, "Its file is gone; the page stays. Withdraw it if you mean that."
            )


def _count_pages(outcomes: Mapping[str, str], report: Report) -> None:
    held = {page.address for page in Page.objects.all() if page.refusal}
    counts: Counter[str] = Counter()
    for address, outcome in outcomes.items():
        is_fine = outcome != CONFLICT and address not in held
        counts["accepted" if is_fine else "conflict" if outcome == CONFLICT else "held back"] += 1
    report.count("pages", counts, accepted="accepted")


def _count_claims(checks: Mapping[str, PageCheck], report: Report) -> None:
    counts: Counter[str] = Counter()
    for check in checks.values():
        code_of = {failure.sentence: failure.code for failure in reversed(check.failures)}
        counts.update(code_of.get(claim.claim.position, "accepted") for claim in check.claims)
    report.count("claims", counts, accepted="accepted")
