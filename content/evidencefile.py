"""The evidence of all pages as a table, one row for each quote: CSV as RFC 4180 has it. Reads only."""

import csv
from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet

from content.models import Citation, Claim, Page
from content.templatetags.wording import override_words

COLUMNS = (
    *(
        "page_kind",
        "page_slug",
        "page_title",
        "page_status",
        "sentence_number",
        "sentence",
        "lead_in",
        "basis",
    ),
    *(
        "support",
        "anchor",
        "reasons",
        "source_id",
        "source_title",
        "quote",
        "start",
        "end",
        "snapshot_sha256",
    ),
    *("checker_version", "checked_at", "override"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so could be taken for a formula by a spreadsheet."""
CHUNK = 500


def evidence_lines(*, only_public: bool = True) -> Iterator[str]:
    """The lines of the table, the names of its columns first.

    A sentence without a quote has one row with empty cells for it. Offsets count code points of the text with
    the SHA-256; times are in UTC. ``only_public``: without pages that readers cannot open.
    """
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for row in _rows(only_public=only_public):
        yield writer.writerow([_safe(cell) for cell in row])


class _Line:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(*, only_public: bool) -> Iterator[Iterable[object]]:
    for claim in _claims(only_public=only_public).iterator(chunk_size=CHUNK):
        for citation in list(claim.citations.all()) or [None]:
            yield (*_of_claim(claim), *_of_citation(citation), *_of_check(claim))


def _claims(*, only_public: bool) -> QuerySet:
    pages = Page.objects.published() if only_public else Page.objects.all()
    cited = Citation.objects.select_related("source", "snapshot").defer("snapshot__text")
    return (
        Claim.objects.filter(page__in=pages)
        .select_related("page", "verdict", "override")
        .defer("page__body", "page__file_head", "page__file_tail")
        .prefetch_related(Prefetch("citations", cited))
        .order_by("page__kind", "page__slug", "position")
    )


def _of_claim(claim: Claim) -> tuple[object, ...]:
    page, verdict = claim.page, getattr(claim, "verdict", None)
    codes = dict.fromkeys(reason["code"] for reason in verdict.reasons) if verdict else {}
    return (
        *(page.kind, page.slug, page.title, page.status),
        *(claim.position, claim.text, claim.context, claim.basis),
        *((verdict.support, verdict.anchor) if verdict else ("", "")),
        " ".join(codes),
    )


def _of_citation(citation: Citation | None) -> tuple[object, ...]:
    if citation is None:
        return ("",) * 6
    sha256 = citation.snapshot.sha256 if citation.snapshot else ""
    source = citation.source
    return (source.source_id, source.title, citation.quote, citation.start, citation.end, sha256)


def _of_check(claim: Claim) -> tuple[object, ...]:
    verdict, override = getattr(claim, "verdict", None), claim.override
    decided = f"{override_words(override)} {override.reason}" if override else ""
    checked = (verdict.checker_version, verdict.checked_at.isoformat()) if verdict else ("", "")
    return (*checked, decided)
