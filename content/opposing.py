"""Sentences of a page that another article contradicts, although those cited support them. Reads only."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from content.checking import CheckedClaim, Shelf, Text
from content.models import DisagreementPosition, Page
from content.pipeline.citations import Basis
from content.pipeline.spans import Span
from content.pipeline.verdicts import Opposition, Support, opposition_in

CODE = "other_source_opposes"

Shown = list[tuple[str, Span]]
"""Places of articles that a page shows, by the article's id."""


@dataclass(frozen=True, slots=True)
class Opposed:
    """A sentence of a page by its position, and what speaks against it."""

    position: int
    text: str
    opposition: Opposition

    @property
    def message(self) -> str:
        against = self.opposition
        return f"{against.source_id} says otherwise: “{against.quote}” {against.reason.message}"


Oppose = Callable[[str, Text], Opposition | None]
"""What an article says against a claim; None where it says nothing."""


def oppose(claim: str, text: Text) -> Opposition | None:
    return opposition_in(claim, text.snapshot, text.passages)


def opposed_claims(
    page: Page, claims: Sequence[CheckedClaim], shelf: Shelf, *, oppose: Oppose = oppose
) -> list[Opposed]:
    """The supported sentences of ``page`` that an article contradicts which the page does not show.

    The page shows it where it cites the opposing sentence anywhere, or one of its disagreements does.
    ``oppose`` may remember what it found before.
    """
    shown = [*_cited(claims), *_in_disagreements(page)]
    return [found for checked in claims for found in _opposed(checked, shelf, shown, oppose)]


def _opposed(checked: CheckedClaim, shelf: Shelf, shown: Shown, oppose: Oppose) -> Iterator[Opposed]:
    if checked.claim.basis is not Basis.CITATION or checked.verdict.support is not Support.SUPPORTED:
        return
    cited = {citation.citation.source_id for citation in checked.citations}
    for source_id, text in shelf.texts.items():
        if source_id in cited:
            continue
        found = oppose(checked.claim.full_text, text)
        if found and not any(s == source_id and span.overlaps(found.span) for s, span in shown):
            yield Opposed(checked.claim.position, checked.claim.text, found)


def _cited(claims: Sequence[CheckedClaim]) -> Iterator[tuple[str, Span]]:
    for checked in claims:
        for citation in checked.citations:
            if citation.anchor.span:
                yield citation.citation.source_id, citation.anchor.span


def _in_disagreements(page: Page) -> Iterator[tuple[str, Span]]:
    positions = DisagreementPosition.objects.filter(disagreement__key__in=page.disagreements)
    for source_id, start, end in positions.values_list("source__source_id", "start", "end"):
        yield source_id, Span(start, end)
