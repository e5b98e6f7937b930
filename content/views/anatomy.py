"""The parts of a detail page, computed from its claims, verdicts, statements and sign-offs.

Everything here reads what ``with_evidence()`` has fetched; only the functions that say so ask the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from content.gravity import calls_serious
from content.models import (
    Citation,
    Claim,
    Disagreement,
    DisagreementPosition,
    Page,
    PageKind,
    Passage,
    SideEffect,
    SignOff,
    Source,
    Statement,
    Status,
)
from content.pictures import pictures_for
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.disagreements import READING, DisagreementKind, Severity
from content.pipeline.statements import Strength
from content.pipeline.verdicts import Support
from content.querysets import remember
from content.rendering import Section, render_sections
from content.sentences import names_of
from content.views.moved import moved_to

MAX_RELATED = 3


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the breadcrumbs: a page above this one."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the text with the claims whose evidence follows it."""

    section: Section
    claims: tuple[Claim, ...]

    @property
    def backed(self) -> tuple[Claim, ...]:
        """The claims that have something to show: a citation, advice or a search for nothing."""
        return tuple(claim for claim in self.claims if claim.basis not in (Basis.NONE, Basis.SITE))


def parts_of(page: Page) -> list[Part]:
    """The page's text in sections, each with its claims, which know their lasting names.

    One query where the text names a picture of ours, otherwise none.
    """
    claims = {claim.position: claim for claim in page.claims.all()}
    names = names_of(claims.values())
    for position, name in names.items():
        claims[position].name = name
    pictures = pictures_for(page.body)
    sections = render_sections(page.body, claims.values(), names, language=page.language, pictures=pictures)
    return [Part(section, tuple(claims[position] for position in section.claims)) for section in sections]


# --- status tags -----------------------------------------------------------------------------------


class Tag(StrEnum):
    """The closed set of tags; ``label`` is what a reader sees. What no person has done comes first."""

    NOT_REVIEWED = gettext_noop("Not yet reviewed by a health professional")
    CHECKED = gettext_noop("Compared with sources by software")
    DIFFER = gettext_noop("Sources differ")
    CHANGED = gettext_noop("Source changed")
    NOT_STATED = gettext_noop("Not stated")
    UNDER_REVIEW = gettext_noop("Under review")

    @property
    def label(self) -> str:
        return gettext(self.value)

    @property
    def style(self) -> str:
        return f"tag-{self.name.lower().replace('_', '-')}"


def tags_of(page: Page, disagreements: Sequence[Disagreement]) -> list[Tag]:
    """The tags of a page, in the order of the set."""
    claims = list(page.claims.all())
    is_changed = not page.is_present or any(_is_drifted(claim) for claim in claims)
    is_checked = bool(claims) and all(is_supported(claim) for claim in claims)
    applies = {
        Tag.NOT_REVIEWED: not review_of(page).professionals,
        Tag.CHECKED: is_checked and not is_changed,
        Tag.DIFFER: bool(disagreements),
        Tag.CHANGED: is_changed,
        Tag.NOT_STATED: any(claim.basis == Basis.ABSENCE for claim in claims),
        Tag.UNDER_REVIEW: is_changed or (bool(claims) and not is_checked),
    }
    return [tag for tag, does_apply in applies.items() if does_apply]


def is_supported(claim: Claim) -> bool:
    """Says whether the last check found the whole claim supported."""
    verdict = getattr(claim, "verdict", None)
    return claim.basis in (Basis.ADVICE, Basis.SITE) or (
        verdict is not None and verdict.support == Support.SUPPORTED
    )


def _is_drifted(claim: Claim) -> bool:
    return any(citation.anchor != AnchorState.EXACT for citation in claim.citations.all())


# --- review ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Review:
    """Who and what has looked at a page. ``compared_on`` is the day of its oldest verdict.

    ``was_reviewed`` is true also where people read an earlier text only: then nobody may be said to have
    never looked at the page. Who pressed "publish" has not reviewed it.
    """

    professionals: tuple[SignOff, ...]
    editors: tuple[SignOff, ...]
    was_reviewed: bool
    compared_on: date | None
    sentences: int
    next_review_on: date | None
    is_overdue: bool


def review_of(page: Page) -> Review:
    """The review block of a page. A sign-off counts only for exactly what was signed."""
    reviews = [sign_off for sign_off in page.sign_offs.all() if sign_off.role != SignOff.Role.PUBLISHER]
    valid = [sign_off for sign_off in reviews if sign_off.text_sha256 == page.read_sha256]
    verdicts = [claim.verdict for claim in page.claims.all() if hasattr(claim, "verdict")]
    oldest = min((verdict.checked_at for verdict in verdicts), default=None)
    return Review(
        professionals=tuple(s for s in valid if s.role == SignOff.Role.CLINICAL_REVIEWER),
        editors=tuple(s for s in valid if s.role == SignOff.Role.EDITOR),
        was_reviewed=bool(reviews),
        compared_on=oldest and timezone.localdate(oldest),
        sentences=len(verdicts),
        next_review_on=page.next_review_on,
        is_overdue=page.next_review_on is not None and page.next_review_on < timezone.localdate(),
    )


# --- what the sources say, in their own words ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceWords:
    """One source and the words it uses on a point; none where it is silent on the point."""

    source: Source
    words: tuple[str, ...]


@dataclass(frozen=True)
class Effect:
    """A side effect with how often each source says that it happens."""

    page: SideEffect

    @cached_property
    def frequencies(self) -> list[SourceWords]:
        """Every source that names the effect, with its own words for how often; none where it is silent."""
        words: dict[Source, dict[str, None]] = {}
        for statement in _affirmed(self.page):
            found = words.setdefault(statement.passage.snapshot.source, {})
            if statement.frequency:
                found[statement.frequency] = None
        ordered = sorted(words, key=lambda source: source.source_id)
        return [SourceWords(source, tuple(words[source])) for source in ordered]

    @property
    def stated(self) -> list[SourceWords]:
        """Those sources that say how often."""
        return [said for said in self.frequencies if said.words]


def is_called_serious(page: Page) -> bool:
    """Says whether a source calls the effect serious, in the word of the source."""
    return calls_serious(" ".join(statement.seriousness for statement in _affirmed(page)))


def _affirmed(page: Page) -> list[Statement]:
    return [statement for statement in page.statements.all() if statement.polarity == "affirmed"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A source's own words."""

    source: Source
    quote: str


def quotations_of(page: Page) -> list[Quotation]:
    """The sentences of the sources behind a page that nobody has written yet, each once.

    One query, none for a record whose statements have been fetched: only questions have more behind them.
    """
    is_fetched = "statements" in getattr(page, "_prefetched_objects_cache", {})
    if is_fetched and page.kind != PageKind.QUESTION:
        passages = {statement.passage for statement in page.statements.all()}
        current = (passage for passage in passages if passage.snapshot.is_current)
        found = sorted(current, key=lambda passage: (passage.snapshot.source.source_id, passage.position))
    else:
        found = _passages_behind(page)
    return list(dict.fromkeys(Quotation(passage.snapshot.source, passage.quote) for passage in found))


def _passages_behind(page: Page) -> Iterable[Passage]:
    is_behind = Q(statements__page=page.pk) | Q(question_components__question=page.pk)
    passages = Passage.objects.filter(is_behind, snapshot__is_current=True).select_related("snapshot__source")
    return passages.defer("snapshot__text").order_by("snapshot__source__source_id", "position")


# --- other pages and points ------------------------------------------------------------------------


def related_to(page: Page, among: Iterable[Page] | None = None) -> list[Page]:
    """The published pages that this one names, in its order, wherever they are now. At most three queries.

    ``among``: published pages that have been fetched, all those among them whose slugs it names.
    """
    return [other for other in _published(page.related, among) if other.pk != page.pk]


def slugs_in(addresses: Iterable[object]) -> set[str]:
    """The slugs of addresses ("kind/slug")."""
    return {name.partition("/")[2] for name in addresses if isinstance(name, str)}


def _published(addresses: Iterable[object], among: Iterable[Page] | None = None) -> list[Page]:
    names = [name for name in addresses if isinstance(name, str)]
    fetched = Page.objects.published().filter(slug__in=slugs_in(names)) if among is None else among
    found = {other.address: other for other in fetched}
    if missing := [name for name in names if name not in found]:
        found |= moved_to(missing)
    return list(dict.fromkeys(found[name] for name in names if name in found))


def warnings_of_merged(page: Page, among: Iterable[Page] | None = None) -> list[Page]:
    """The warnings that the public questions led to which were merged into ``page``: none is lost by that.

    At most three queries, none where there are no such questions. ``among``: see ``related_to``; every
    published warning is among them.
    """
    names = [name for merged in _merged_into(page) for name in merged.related]
    return [other for other in _published(names, among) if other.is_warning] if names else []


def _merged_into(page: Page) -> list[Page]:
    """Questions that would be public by themselves; the view of a question has fetched them."""
    if page.kind != PageKind.QUESTION:
        return []
    return [merged for merged in page.merged_pages.all() if merged.status == Status.PUBLISHED]


def all_points(wanted: Q | None = None) -> list[Disagreement]:
    """Every point on which the articles differ, settled or not, with who holds what, by key. One query.

    ``wanted``: what the positions of the points must have, where not all are asked for.
    A point is what its positions are: one without any is none.
    """
    points: dict[int, Disagreement] = {}
    held: dict[int, list[DisagreementPosition]] = {}
    positions = DisagreementPosition.objects.select_related("disagreement", "source")
    for position in positions if wanted is None else positions.filter(wanted):
        point = points.setdefault(position.disagreement_id, position.disagreement)
        held.setdefault(point.pk, []).append(position)
    for point in points.values():
        remember(point, "positions", held[point.pk])
    return list(points.values())


def disagreements_on(page: Page, found: Iterable[Disagreement] | None = None) -> list[Disagreement]:
    """The unsettled differences between sources that a reader of the page should know. At most one query.

    Those the page names, and those on its concept that an editor wants shown; until an editor has looked
    at one, it is shown where it is of high severity. ``found``: all points, where they have been fetched.
    """
    is_named = Q(disagreement__key__in=_named_by(page))
    is_about_it = Q(disagreement__concepts__icontains=f'"{page.slug}"')
    points = all_points(is_named | is_about_it) if found is None else found
    return shown_on(page, [point for point in points if point.state != Disagreement.State.SETTLED])


def _named_by(page: Page) -> set[str]:
    return {key for each in (page, *_merged_into(page)) for key in each.disagreements}


def shown_on(page: Page, unsettled: Iterable[Disagreement]) -> list[Disagreement]:
    """Those of the ``unsettled`` points that a reader of the page should know."""
    named = _named_by(page)
    return [point for point in unsettled if point.key in named or is_shown(point, page)]


def is_shown(point: Disagreement, page: Page) -> bool:
    """Whether a page shows an unsettled point on its concept that it does not name."""
    is_wanted = point.state == Disagreement.State.SHOWN or point.severity == Severity.HIGH
    return is_wanted and page.slug in point.concepts


def is_only_milder(point: Disagreement, page: Page) -> bool:
    """Says whether the page gives a ban anyway, and other articles are just milder about it.

    Shown at length, that would make a firm warning look as if it were open to debate.
    """
    is_ban = getattr(page, "strength", Strength.AVOID) == Strength.AVOID
    return is_ban and point.kind == DisagreementKind.STRENGTH and point.safest == READING[Strength.AVOID]


def articles_in(claims: Iterable[Claim]) -> int:
    """How many articles back these claims."""
    return len({citation.source_id for claim in claims for citation in cited(claim)})


def cited(claim: Claim) -> list[Citation]:
    return list(claim.citations.all())
