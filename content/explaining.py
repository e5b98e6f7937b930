"""Finds what `check_claims --explain` names, a sentence of a page or a case, and puts it in words."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from content.audit import audit_page, location_of
from content.cases import CheckedCase
from content.checking import CheckedCitation, CheckedClaim, load_shelf
from content.findings import Finding
from content.findings.explanation import BASES, Explained, Quoted, place_words
from content.models import Page
from content.pagefiles import loaded_file
from content.pipeline.anchors import Anchor, AnchorState, anchor_quote
from content.pipeline.errors import UnknownName

NEAR = 3
"""How many names are offered in place of one that is not there."""


def explain_sentence(name: str, folder: Path) -> Explained:
    """The sentence "kind/slug:number"; number 0 is the page as a whole. Raises UnknownName.

    ``folder`` has the page files. A page that is not published can be asked for too.
    """
    address, _, number = name.rpartition(":")
    pages = {page.address: page for page in Page.objects.only("kind", "slug")}
    if address not in pages:
        raise _unknown(
            name, [f"{near}:{number if number.isdigit() else 1}" for near in _near(address or name, pages)]
        )
    page = Page.objects.with_evidence().get(pk=pages[address].pk)
    claims, findings = audit_page(page, load_shelf(), folder)
    own = [finding for finding in findings if str(finding.sentence) == number]
    known = {str(checked.claim.position): checked for checked in claims}
    if number not in known and not own and number != "0":
        raise _unknown(name, _near(name, [f"{address}:{n}" for n in known]))
    if number not in known:
        return Explained(name, "", (("Page", page.title),), (), None, own)
    return _sentence(name, page, known[number], own, folder)


def _sentence(
    name: str, page: Page, checked: CheckedClaim, findings: Sequence[Finding], folder: Path
) -> Explained:
    file = loaded_file(page, folder)
    claim = checked.claim
    rows = (
        ("Page", page.title if page.is_public else f"{page.title} (not published)"),
        ("File", place_words(location_of(claim, file) if file else None)),
        ("Heading", claim.heading),
        ("Lead-in", claim.context),
        ("Rests on", BASES[claim.basis]),
    )
    quotes = tuple(_quoted(cited) for cited in checked.citations)
    return Explained(name, claim.text, rows, quotes, checked.verdict, findings)


def _quoted(cited: CheckedCitation) -> Quoted:
    citation, text = cited.citation, cited.text
    snapshot, passages = (text.snapshot, text.passages) if text else (None, ())
    return Quoted(citation.source_id, citation.quote, cited.anchor, snapshot, passages)


def explain_cases(name: str, cases: Sequence[CheckedCase]) -> list[Explained]:
    """Every case with the id ``name``, or with the name that its findings print. Raises UnknownName."""
    found = [case for case in cases if name in (str(case.id), f"{case.id}:1")]
    if not found:
        raise _unknown(name, _near(name, [str(case.id) for case in cases]))
    return [_case(case) for case in found]


def _case(case: CheckedCase) -> Explained:
    snapshot, passages = case.reading.snapshot, case.reading.passages
    is_found = case.asked_quote is None
    rows = (
        ("File", place_words(case.location)),
        ("Article", f"{snapshot.source_id}, snapshot {snapshot.sha256}"),
        ("Evidence", "looked for by the checker: the case has no quote" if is_found else ""),
    )
    anchor = Anchor(AnchorState.EXACT, case.span, case.quote or "")
    if case.asked_quote is not None:
        anchor = anchor_quote(case.asked_quote, snapshot, passages)
    quote = case.quote if is_found else case.asked_quote
    quotes = (Quoted(snapshot.source_id, quote, anchor, snapshot, passages),) if quote else ()
    return Explained(str(case.id), case.claim, rows, quotes, case.verdict, list(case.findings))


def _near(name: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(name, list(known), n=NEAR, cutoff=0.5)


def _unknown(name: str, near: Sequence[str]) -> UnknownName:
    mend = (
        f"Near it: {', '.join(near)}." if near else 'Write "kind/slug:number", or with --cases a case\'s id.'
    )
    return UnknownName("there is nothing of this name to explain", file=f'"{name}"', mend=mend)
