"""A page as linked data: Schema.org (version 30) in JSON-LD.

Every string stands in the visible page or is an address of the site. Of the claims of a page only those of
its short answer go in, each with the words it rests on: they are what programs show by itself, and the whole
page with all its evidence stands in its plain text. What cannot carry a doubt is left out: a use on which
articles do not agree is named, but not as something that the treatment is for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from content.models import Claim, Page, PageKind, Source
from content.pipeline.statements import Strength
from content.views.anatomy import Crumb, cited
from content.views.differences import PointGroup
from content.views.gaps import GapGroup
from content.views.groups import Group
from content.views.heads import Context, Words, search_address, url_name
from content.views.indexes import EffectList, WarningList
from content.views.strictness import short_quote

Node = dict[str, Any]

SITE, THERAPY = "/#site", "/#mesotherapy"
"""The names of the site and the treatment as things, after the host."""

SAYS_NOTHING_OF_HEALTH = ("sources", "source", "glossary", "what_changed", "how_we_check")


@dataclass(frozen=True, slots=True)
class About:
    """The page that is told: its ``url``, the scheme and host (``base``), its words and context."""

    url: str
    base: str
    words: Words
    context: Context

    @property
    def name(self) -> str:
        return url_name(self.context)

    @property
    def page(self) -> Page | None:
        """The page itself; none for an index, whatever page lends it its text."""
        page = self.context.get("page")
        return page if isinstance(page, Page) and self.name not in ("home", "how_we_check") else None

    @property
    def is_medical(self) -> bool:
        if self.page and self.page.kind == PageKind.SITE:
            return bool(self.context.get("is_about_health"))
        return self.name not in SAYS_NOTHING_OF_HEALTH

    def address(self, path: str) -> str:
        return self.base + path


def graph_of(about: About) -> Node:
    """Everything that programs are told of the page."""
    nodes = [_page(about)]
    if crumbs := about.context.get("crumbs"):
        nodes.append(_breadcrumbs(about, crumbs))
    return {"@context": "https://schema.org", "@graph": [_without_empty(node) for node in nodes]}


def _without_empty(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in ("", [], {}, None)}


def _page(about: About) -> Node:
    return {
        "@type": _types(about),
        "@id": about.url,
        "url": about.url,
        "name": about.words.title,
        "description": about.words.answer,
        "inLanguage": to_locale(get_language() or "").replace("_", "-"),
        "isPartOf": _site(about),
        **(_of_health(about) if about.is_medical else {}),
        **_contents(about),
    }


def _types(about: About) -> str | list[str]:
    if not about.is_medical:
        return "WebPage"
    is_answered = about.page and about.page.kind == PageKind.QUESTION and about.words.answer
    return ["MedicalWebPage", "FAQPage"] if is_answered else "MedicalWebPage"


def _site(about: About) -> Node:
    site = {
        "@type": "WebSite",
        "@id": about.address(SITE),
        "url": about.address("/"),
        "name": "mesoinfo",
    }
    if about.name == "home" and (search := search_address()):
        target = {"@type": "EntryPoint", "urlTemplate": f"{about.address(search)}?q={{search_term_string}}"}
        site["potentialAction"] = {
            "@type": "SearchAction",
            "target": target,
            "query-input": "required name=search_term_string",
        }
    return site


def _breadcrumbs(about: About, crumbs: Sequence[Crumb]) -> Node:
    steps = [(str(crumb.title), about.address(crumb.address)) for crumb in crumbs]
    steps.append((about.words.title, about.url))
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


# --- what the page says of health ------------------------------------------------------------------


def _of_health(about: About) -> Node:
    page = about.page
    found: Node = {"audience": {"@type": "Patient"}, "about": _subject(about)}
    if page is None:
        return found
    if page.changed_at:
        found["dateModified"] = timezone.localdate(page.changed_at).isoformat()
    review = about.context.get("review")
    if review and review.professionals:
        found["lastReviewed"] = max(s.signed_on for s in review.professionals).isoformat()
        found["reviewedBy"] = {"@type": "Person", "jobTitle": _("health professional")}
    return found


def _subject(about: About) -> Node | list[Node]:
    """The treatment, with what the page says it can do and who should not have it; or what it is used for."""
    therapy = _without_empty({**_therapy(about), **_harms(about)})
    page = about.page
    if page is None or page.kind != PageKind.INDICATION:
        return therapy
    condition = {"@type": "MedicalCondition", "name": page.title, "description": about.words.answer}
    condition = _without_empty(condition)
    is_disputed = page.specific.is_disputed or bool(about.context.get("disagreements"))
    if is_disputed or not about.words.answer:
        return [condition, therapy]
    return {**condition, "possibleTreatment": therapy}


def _therapy(about: About) -> Node:
    """The treatment, by its name where the words of the page have it."""
    name = _("mesotherapy")
    is_named = name in f"{about.words.title} {about.words.answer}" or about.context.get("needs_reasons")
    return {
        "@type": "MedicalTherapy",
        "@id": about.address(THERAPY),
        "name": name if is_named else "",
    }


def _harms(about: About) -> Node:
    page = about.page
    if page and page.kind == PageKind.SIDE_EFFECT:
        is_serious = about.context.get("is_serious")
        name = "seriousAdverseOutcome" if is_serious else "adverseOutcome"
        return {name: _entity("MedicalEntity", about.words.title, about.words.answer)}
    if page and page.kind == PageKind.CONTRAINDICATION:
        is_limit = page.specific.strength == Strength.LIMIT
        own = _entity("MedicalContraindication", about.words.title, about.words.answer)
        return {} if is_limit else {"contraindication": own}
    if about.name == "side_effects":
        return dict(_listed_effects(about))
    return {"contraindication": list(_reasons(about))}


def _entity(kind: str, name: str, description: str = "") -> Node:
    return _without_empty({"@type": kind, "name": name, "description": description})


def _reasons(about: About) -> Iterator[Node]:
    """The reasons not to have it that the page names, with the words about each that it shows.

    That of a difference names none: it only leads to the list.
    """
    kind = "MedicalContraindication"
    if about.page and about.page.kind == PageKind.DIFFERENCE:
        return
    for page in about.context.get("warnings", []) if about.page else []:
        if page.kind == PageKind.CONTRAINDICATION:
            yield _entity(kind, page.title, page.short_answer if page.is_curated else "")
    if about.name == "home":
        yield from (_entity(kind, page.title) for group in about.context["warnings"] for page in group.pages)
    elif about.name == "who_should_not":
        lists = [warnings for warnings in about.context["lists"] if warnings.style != "limit"]
        yield from (_entity(kind, page.title) for each in lists for g in each.groups for page in g.pages)
    else:
        yield from (_entity(kind, page.title) for page in about.context.get("reasons", []))


def _listed_effects(about: About) -> Iterator[tuple[str, list[Node]]]:
    for name, is_serious in (("seriousAdverseOutcome", True), ("adverseOutcome", False)):
        lists = [effects for effects in about.context["lists"] if (effects.style == "avoid") is is_serious]
        pages = [effect.page for each in lists for _title, _anchor, found in each.groups for effect in found]
        yield name, [_entity("MedicalEntity", page.title) for page in pages]


# --- what stands on the page -----------------------------------------------------------------------


def _contents(about: About) -> Node:
    if about.page:
        return _of_page(about, about.page)
    if about.name == "source":
        return {"mainEntity": _article(about, about.context["source"], is_whole=True)}
    if about.name == "glossary":
        return {"mainEntity": _terms(about)}
    return {"mainEntity": [_list(about, heading, items) for heading, items in _lists(about) if items]}


def _of_page(about: About, page: Page) -> Node:
    claims = _claims_of_answer(page)
    found: Node = {"hasPart": [node for claim in claims if (node := _claim(about, claim))]}
    if page.kind == PageKind.QUESTION and about.words.answer:
        sources = {citation.source for claim in claims for citation in cited(claim)}
        ordered = sorted(sources, key=lambda source: source.source_id)
        answer = {
            "@type": "Answer",
            "text": about.words.answer,
            "citation": [_article(about, source) for source in ordered],
        }
        question = {
            "@type": "Question",
            "name": page.title,
            "alternateName": about.context.get("asked_as"),
            "acceptedAnswer": _without_empty(answer),
        }
        found["mainEntity"] = _without_empty(question)
    return found


def _claims_of_answer(page: Page) -> list[Claim]:
    """The claims that make up the short answer, in their order."""
    claims = sorted(page.claims.all(), key=lambda claim: claim.position)
    answer = page.short_answer if page.is_curated else ""
    for count in range(1, len(claims) + 1):
        if " ".join(claim.text for claim in claims[:count]) == answer:
            return claims[:count]
    return []


def _claim(about: About, claim: Claim) -> Node | None:
    """The claim with the words behind it; nothing where it shows none."""
    quotations = [
        {
            "@type": "Quotation",
            "text": short_quote(citation.quote),
            "isPartOf": {"@id": about.address(_source_path(citation.source))},
        }
        for citation in cited(claim)
        if short_quote(citation.quote)
    ]
    if not quotations:
        return None
    place = f"{about.url}#claim-{claim.position}"
    return {"@type": "Claim", "@id": place, "text": claim.text, "isBasedOn": quotations}


def _source_path(source: Source) -> str:
    return reverse("source", args=[source.source_id])


def _article(about: About, source: Source, *, is_whole: bool = False) -> Node:
    article = {"@type": "Article", "@id": about.address(_source_path(source)), "name": source.title}
    if not is_whole:
        return article
    if source.publisher:
        article["publisher"] = {"@type": "Organization", "name": source.publisher}
    if source.published_on:
        article["datePublished"] = source.published_on.isoformat()
    return _without_empty({**article, "url": source.url})


def _terms(about: About) -> Node:
    entries = [entry for _letter, found in about.context["letters"] for entry in found]
    terms = [
        {
            "@type": "DefinedTerm",
            "@id": f"{about.url}#{entry.term.id}",
            "name": entry.term.term,
            "description": entry.term.plain,
        }
        for entry in entries
    ]
    return _without_empty({"@type": "DefinedTermSet", "name": about.words.title, "hasDefinedTerm": terms})


Items = list[tuple[str, str]]


def _lists(about: About) -> Iterator[tuple[str, Items]]:
    """The lists of an index under their headings: what each names, and its path."""
    read = _READERS.get(about.name)
    if about.name == "sources":
        yield about.words.title, [(s.title, _source_path(s)) for s in about.context["sources"]]
    elif read:
        for each in about.context.get("lists", []) or about.context.get("groups", []):
            yield read(each)


def _warnings(each: WarningList) -> tuple[str, Items]:
    return each.heading, _items(page for group in each.groups for page in group.pages)


def _effects(each: EffectList) -> tuple[str, Items]:
    return each.heading, _items(effect.page for _title, _anchor, found in each.groups for effect in found)


def _gaps(group: GapGroup) -> tuple[str, Items]:
    return group.title, [(q.gap.question, reverse("gap", args=[q.gap.id])) for q in group.questions]


def _group(group: Group | PointGroup) -> tuple[str, Items]:
    return group.title, _items(group.pages)


_READERS = {
    "who_should_not": _warnings,
    "side_effects": _effects,
    "not_answered": _gaps,
    **dict.fromkeys(("topics", "uses", "questions", "differences"), _group),
}


def _items(pages: Iterable[Page]) -> Items:
    return [(page.title, page.get_absolute_url()) for page in pages]


def _list(about: About, heading: str, items: Items) -> Node:
    elements = [
        {"@type": "ListItem", "position": place, "name": name, "url": about.address(path)}
        for place, (name, path) in enumerate(items, start=1)
    ]
    return _without_empty({"@type": "ItemList", "name": str(heading), "itemListElement": elements})
