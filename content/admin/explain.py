"""Why a sentence has its verdict: everything the checks looked at, in words, on one page. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.urls import reverse

from content.actions.past import sentence_key
from content.admin import words as plain
from content.checking import CheckedClaim, Shelf, check_one, load_shelf, passes
from content.findings.explanation import BASES
from content.findings.meanings import meaning_of
from content.findings.records import reason_record
from content.models import Citation, Claim, Override, Page, Passage, PastVerdict, Snapshot, Verdict
from content.models.pages import WARNINGS
from content.overriding import fingerprint_of, why_not
from content.pipeline.citations import Basis, parse_claims
from content.pipeline.errors import BadCitation
from content.pipeline.verdicts import Code, Support
from content.reference import families

AROUND = 300
"""How many characters of the article are shown before and after a quote, to the next whole passage."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an article: part of the quote or not, and whether a reason of the verdict names them."""

    words: str
    is_quote: bool
    is_differing: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote where it stands: the words around it, the headings above it, the passage to go to."""

    citation: Citation
    pieces: tuple[Piece, ...]
    headings: tuple[str, ...]
    passage: Passage | None
    is_older_text: bool


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its code, what it says of this sentence, and what the code means."""

    code: str
    message: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Guard:
    """One kind of difference that the software looked for, and the codes of those that it found."""

    name: str
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether this sentence lets its page be published, and what that asks for."""

    is_open: bool
    asks: str
    says: str


@dataclass(frozen=True, slots=True)
class Replay:
    """The same sentence, checked again just now. ``differences`` are empty where the verdict is the same."""

    checked: CheckedClaim | None
    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier verdict: what it was, until when, and what made it another one."""

    support: str
    codes: tuple[str, ...]
    since: datetime | None
    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the page of one sentence shows. ``seen`` is what a decision on it would hold for."""

    claim: Claim
    page: Page
    rests_on: str
    result: str
    quotes: tuple[Quoted, ...]
    reasons: tuple[Why, ...]
    guards: tuple[Guard, ...]
    gate: Gate
    replay: Replay
    before: tuple[Before, ...]
    decided: tuple[Override, ...]
    why_not: str
    seen: str

    @property
    def verdict(self) -> Verdict | None:
        return getattr(self.claim, "verdict", None)

    @property
    def form_address(self) -> str:
        """The form of the page."""
        return reverse(f"admin:content_{self.page.kind.replace('_', '')}_change", args=[self.page.pk])


def explain(claim: Claim) -> Explanation:
    """Everything about ``claim``, which is checked again for it."""
    page = claim.page
    shelf = load_shelf()
    verdict = getattr(claim, "verdict", None)
    replay = _replay(claim, verdict, shelf)
    codes = tuple(reason["code"] for reason in verdict.reasons) if verdict else ()
    checked = replay.checked if replay.is_same else None
    return Explanation(
        claim=claim,
        page=page,
        rests_on=BASES[claim.basis],
        result=plain.result_of(claim),
        quotes=tuple(_quoted(citation, verdict) for citation in _citations(claim)),
        reasons=tuple(
            Why(r["code"], r["message"], meaning_of(r["code"])) for r in (verdict.reasons if verdict else [])
        ),
        guards=tuple(_guards(claim, codes, has_model=shelf.model is not None)),
        gate=_gate(claim, checked, page),
        replay=replay,
        before=tuple(_history(claim, verdict)),
        decided=_decisions(claim),
        why_not=_why_not(checked, page),
        seen=fingerprint_of(checked) if checked else "",
    )


# --- the quotes ------------------------------------------------------------------------------------


def _citations(claim: Claim) -> Iterable[Citation]:
    return claim.citations.select_related("source", "snapshot")


def _quoted(citation: Citation, verdict: Verdict | None) -> Quoted:
    snapshot = citation.snapshot
    if snapshot is None or citation.start is None or citation.end is None:
        return Quoted(citation, (), (), None, is_older_text=False)
    around = _passages_around(snapshot, citation.start, citation.end)
    inside = [passage for passage in around if passage.end > citation.start and passage.start < citation.end]
    first = inside[0] if inside else None
    start = min([citation.start, *(passage.start for passage in around)])
    end = max([citation.end, *(passage.end for passage in around)])
    differing = _differing(verdict, citation.source.source_id)
    return Quoted(
        citation,
        tuple(_pieces(snapshot.text, (start, end), (citation.start, citation.end), differing)),
        tuple(first.heading_path) if first else (),
        first,
        is_older_text=not snapshot.is_current,
    )


def _passages_around(snapshot: Snapshot, start: int, end: int) -> list[Passage]:
    """The passages that hold the quote, and those near it."""
    near = snapshot.passages.filter(end__gt=start - AROUND, start__lt=end + AROUND).order_by("start")
    return [p for p in near if (p.end > start and p.start < end) or len(p.quote) <= AROUND]


def _differing(verdict: Verdict | None, source_id: str) -> list[tuple[int, int]]:
    """The places of the article that the reasons of the verdict name."""
    reasons = verdict.reasons if verdict else []
    places = (place for reason in reasons for place in reason.get("source", []))
    return [(place["start"], place["end"]) for place in places if place["source_id"] == source_id]


def _pieces(
    text: str, whole: tuple[int, int], quote: tuple[int, int], differing: Sequence[tuple[int, int]]
) -> Iterator[Piece]:
    """The words of ``whole``, cut wherever a quote or a difference begins or ends."""
    cuts = {*whole, *quote, *(place for span in differing for place in span)}
    places = sorted(place for place in cuts if whole[0] <= place <= whole[1])
    for start, end in pairwise(places):
        is_quote = quote[0] <= start and end <= quote[1]
        yield Piece(text[start:end], is_quote, any(s <= start and end <= e for s, e in differing))


# --- what was looked for, and what it takes ----------------------------------------------------------


def _guards(claim: Claim, codes: Sequence[str], *, has_model: bool) -> Iterator[Guard]:
    """Each kind of difference that was looked for, in the order in which the documentation has them."""
    if claim.basis != Basis.CITATION:
        return
    for name, known in families().items():
        if has_model or Code.MODEL_DOUBTS not in known:
            yield Guard(name, tuple(dict.fromkeys(code for code in codes if code in known)))


def _gate(claim: Claim, checked: CheckedClaim | None, page: Page) -> Gate:
    asks = (
        "This page warns, so every sentence has to be fully supported."
        if page.kind in WARNINGS
        else "A sentence of this page may be supported in part only, never less."
    )
    if checked is None:
        return Gate(False, asks, "It is not clear whether it passes: check the page again.")
    if passes(checked, page.kind):
        return Gate(True, asks, "This sentence passes.")
    if claim.override_id:
        return Gate(True, asks, "This sentence passes by the decision of a person, which readers see.")
    return Gate(False, asks, "This sentence keeps the page from being published.")


def _why_not(checked: CheckedClaim | None, page: Page) -> str:
    """Why nobody can decide that the sentence stands; "" where somebody may."""
    if checked is None:
        return "The verdict is not the one that the checks give now. Save the page again, so that it is."
    return (
        "It passes the checks, so there is nothing to decide."
        if passes(checked, page.kind)
        else why_not(checked)
    )


# --- the same verdict again --------------------------------------------------------------------------


def _replay(claim: Claim, verdict: Verdict | None, shelf: Shelf) -> Replay:
    """Invariant: the same sentence, the same texts and the same checker give the same verdict."""
    try:
        stated = {read.position: read for read in parse_claims(claim.page.body, file=claim.page.address)}
    except BadCitation as error:
        return Replay(None, (f"The text of the page cannot be read: {error.problem}.",))
    read = stated.get(claim.position)
    if read is None or (read.text, read.context) != (claim.text, claim.context):
        return Replay(None, ("The text of the page has another sentence in this place.",))
    checked = check_one(read, claim.page.kind, claim.page.title, shelf)
    if verdict is None:
        return Replay(checked, ("It had not been checked before.",))
    return Replay(checked, tuple(_differences(verdict, checked)))


def _differences(old: Verdict, new: CheckedClaim) -> Iterator[str]:
    if old.checker_version != new.verdict.checker_version:
        yield f"The checker is another one: {old.checker_version}, now {new.verdict.checker_version}."
    if old.snapshot_hashes != new.snapshot_hashes:
        yield "The text of an article is another one."
    if old.support != new.verdict.support:
        yield (
            f"The result was “{plain.SUPPORT[Support(old.support)]}”, "
            f"and is “{plain.SUPPORT[new.verdict.support]}” now."
        )
    if old.anchor != (new.anchor or ""):
        yield "A quote stands in another place, or no longer in its article."
    if old.reasons != [reason_record(reason) for reason in new.verdict.reasons]:
        yield "The reasons are others."


# --- what it was before ------------------------------------------------------------------------------


def _history(claim: Claim, verdict: Verdict | None) -> Iterator[Before]:
    """Earlier verdicts of the same words on the same page, the newest first."""
    key = sentence_key(claim.context, claim.text)
    past = list(PastVerdict.objects.filter(page=claim.page_id, sentence=key))
    hashes = {sha for row in past for sha in row.snapshot_hashes}
    hashes |= set(verdict.snapshot_hashes) if verdict else set()
    names = dict(Snapshot.objects.filter(sha256__in=hashes).values_list("sha256", "source__source_id"))
    later: Verdict | PastVerdict | None = verdict
    for number, row in enumerate(past):
        since = past[number + 1].changed_at if number + 1 < len(past) else None
        codes = tuple(dict.fromkeys(reason["code"] for reason in row.reasons))
        support = plain.SUPPORT[Support(row.support)]
        yield Before(support, codes, since, row.changed_at, _what_changed(row, later, names))
        later = row


def _what_changed(old: PastVerdict, new: Verdict | PastVerdict | None, names: dict[str, str]) -> str:
    """What differed between an earlier verdict and the one that came after it."""
    if new is None:
        return ""
    changed = sorted(
        {names.get(sha, "an article") for sha in {*old.snapshot_hashes} ^ {*new.snapshot_hashes}}
    )
    if changed:
        return f"{', '.join(changed)}: another text, or no longer cited"
    if old.checker_version != new.checker_version:
        return "the checks are newer"
    return "the quotes or the page around it were changed"


# --- what people decided -----------------------------------------------------------------------------


def _decisions(claim: Claim) -> tuple[Override, ...]:
    """On these words of this page, the newest first, also those that lapsed or were taken back."""
    same = Override.objects.filter(page=claim.page_id, text=claim.text, context=claim.context)
    return tuple(same.select_related("person", "withdrawn_by"))
