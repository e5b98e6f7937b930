"""Examples of every component: what the component page shows in development, and what its tests render.

The articles, pages and sentences are invented. No example touches the database: models are made but never
stored, and what they would fetch is set beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any, TypeVar

from django.db.models import Model

from content.figures import PLACES, Figure, Label, ShownFigure, ShownLabel
from content.languages import Version
from content.models import (
    Change,
    Citation,
    Claim,
    Contraindication,
    Disagreement,
    DisagreementPosition,
    Override,
    Page,
    PageKind,
    Picture,
    Question,
    SideEffect,
    SignOff,
    Source,
    Verdict,
)
from content.pipeline.citations import Basis
from content.pipeline.glossary import Term
from content.pipeline.passages import Disposition
from content.pipeline.statements import Strength
from content.rendering import render_sections
from content.search import Result
from content.templatetags.site import FootLink, NavLink
from content.views.agreement import Agreement, Row, Tally
from content.views.anatomy import Crumb, Part, Quotation, Review, SourceWords, Tag
from content.views.changes import Entry, Named
from content.views.completeness import Shortfall
from content.views.drawings import draw
from content.views.groups import Group, Place
from content.views.heads import Words
from content.views.indexes import WarningList
from content.views.search import Shown
from content.views.strictness import Strictness

M = TypeVar("M", bound=Model)
_keys = count(1)


@dataclass(frozen=True, slots=True)
class Example:
    """One way in which a component is used. ``note`` says which, ``context`` holds its parameters."""

    note: str
    context: Mapping[str, Any] = field(default_factory=dict)


def _made(model: M, **related: object) -> M:
    """The model with a key of its own, and with what it would fetch: lists by the names of its relations."""
    model.pk = next(_keys)
    model._prefetched_objects_cache = related
    return model


# --- invented articles and pages -------------------------------------------------------------------

CLINIC = _made(Source(source_id="article-1", title="Needling for everyone", interest=Source.Interest.CLINIC))
BLOG = _made(
    Source(
        source_id="article-2",
        title="a page about needling",
        is_title_ours=True,
        publisher="Health Notes",
        published_on=date(2024, 3, 1),
    )
)
BODY = """\
Do not have needling while you are pregnant. [@article-1 "should not be performed during pregnancy"]

## What to do

Ask your own doctor first. [@advice] No article says why. [@absence]
"""


def _page(model: type[Page], slug: str, title: str, body: str = BODY, **fields: object) -> Page:
    return model(kind=model.KIND, slug=slug, title=title, body=body, **fields)


REASON = _page(Contraindication, "pregnancy", "Pregnancy", strength=Strength.AVOID)
OTHER_REASON = _page(Contraindication, "gout", "Gout", "Ask a doctor first. [@advice]")
EFFECT = _page(SideEffect, "redness", "Redness", "Redness may happen. [@advice]")
QUESTION = _page(Question, "does-it-hurt", "Does it hurt?", "It may sting a little. [@advice]")
QUOTED = _page(Question, "how-long", "How long does it take?", "")


def _claim(position: int, text: str, basis: Basis, *quotes: tuple[Source, str], **fields: str) -> Claim:
    citations = [Citation(source=source, quote=quote, anchor="exact") for source, quote in quotes]
    claim = Claim(page=REASON, position=position, text=text, basis=basis, context=fields.get("context", ""))
    _made(claim, citations=citations)
    checked = datetime(2026, 11, 2, tzinfo=UTC)
    claim.verdict = Verdict(claim=claim, support=fields.get("support", "supported"), checked_at=checked)
    return claim


CITED = _claim(
    1,
    "Do not have needling while you are pregnant.",
    Basis.CITATION,
    (CLINIC, "should not be performed during pregnancy"),
    (BLOG, "women who are pregnant should ask a doctor"),
)
PARTLY = _claim(
    4,
    "gout that has lasted for years",
    Basis.CITATION,
    (CLINIC, "gout"),
    context="Do not have it if you have:",
    support="partly_supported",
)
DECIDED = _claim(
    5, "gout", Basis.CITATION, (CLINIC, "gout"), context="Do not have it if you have:", support="not_found"
)
DECIDED.override = Override(
    role=Override.Role.CLINICAL_REVIEWER,
    reason="The article means gout by “attacks of the joints”.",
    made_at=datetime(2026, 11, 2, tzinfo=UTC),
)
ADVICE = _claim(2, "Ask your own doctor first.", Basis.ADVICE)
ABSENCE = _claim(3, "No article says why.", Basis.ABSENCE)


GREY = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%204%203'%3E"
    "%3Cpath%20fill='%23999'%20d='M0%200h4v3H0z'/%3E%3C/svg%3E"
)


def _picture(**words: str) -> SimpleNamespace:
    """What a Picture has to show, with a grey area in place of a file that nobody has stored."""
    picture = Picture(alternative="A nurse cleans the skin of an arm", credit="Photo: Ana Roy", **words)
    return SimpleNamespace(
        address=GREY,
        srcset=f"{GREY} 640w",
        webp_srcset=f"{GREY} 640w" if words else "",
        width=640,
        height=480,
        alternative=picture.alternative,
        credit=picture.credit,
        skin_note=picture.skin_note,
        description=picture.description,
    )


SHOWS_SKIN = _picture(
    skin_note="light skin",
    description="The nurse wears gloves. She holds a cotton ball.\n\nThe arm lies on a clean cloth.",
)
SHOWS_NO_SKIN = _picture()
_OF_PICTURE = {
    "alternative": SHOWS_SKIN.alternative,
    "alternative_lang": "",
    "own_lang": "",
    "language": "en-GB",
}


def _parts() -> list[Part]:
    claims = {1: (BODY.index("Do not"), 44), 2: (BODY.index("Ask"), 26), 3: (BODY.index("No art"), 20)}
    places = [SimpleNamespace(position=n, start=s, end=s + length) for n, (s, length) in claims.items()]
    known = {1: CITED, 2: ADVICE, 3: ABSENCE}
    sections = render_sections(BODY, places)
    return [Part(section, tuple(known[n] for n in section.claims)) for section in sections]


def _point(kind: str, subject: str, **fields: object) -> Disagreement:
    positions = [
        DisagreementPosition(source=CLINIC, start=1, end=5, quote="It is safe.", stance="It is safe"),
        DisagreementPosition(source=BLOG, start=3, end=9, quote="It is risky.", stance="It is risky"),
    ]
    point = Disagreement(key=f"{kind}:{subject.lower()}", kind=kind, subject=subject, **fields)
    return _made(point, positions=positions)


POINT = _point("fact", "Is needling safe?", severity="high", safest="Take it to be risky.")
SETTLED = _point("number", "How long it takes", state="settled", settled_reason="The longer time holds.")
ALIKE = _point("look_alike", "Allergy", safest="To treat an allergy is not to have one.")

NEVER = Review((), (), False, date(2026, 11, 2), 3, None, False)
SIGNED = Review(
    (SignOff(role="clinical_reviewer", signed_on=date(2026, 10, 5)),),
    (SignOff(role="editor", signed_on=date(2026, 10, 4)),),
    *(True, date(2026, 11, 2), 1, date(2026, 1, 5), True),
)
GAP = SimpleNamespace(
    id="cost",
    question="What does it cost?",
    note="No article gives a price.",
    ask="What does the whole course cost?",
)
TERMS = [
    Term("keloid", "Keloid", "a raised scar that grows beyond the wound", ("keloid",)),
    Term("topical", "Topical", "put on the skin", ("topical",)),
]


def _effect(*said: SourceWords) -> SimpleNamespace:
    return SimpleNamespace(page=EFFECT, frequencies=list(said), stated=[each for each in said if each.words])


STATED = _effect(SourceWords(CLINIC, ("common", "often")), SourceWords(BLOG, ()))
UNSTATED = _effect(SourceWords(BLOG, ()))


def _figure(figure_id: str) -> ShownFigure:
    labels = tuple(
        ShownLabel(
            Label(f"Something happens {heading.lower()}", place, "page", "claim"), CITED, "One article"
        )
        for place, heading in PLACES[figure_id].items()
    )
    return ShownFigure(Figure(figure_id, f"Needling: {figure_id}", labels), labels)


def _agreement(number: int) -> Agreement:
    sources = tuple(
        Source(pk=1000 + n, source_id=f"article-{n}", title=f"Article {n}") for n in range(1, number + 1)
    )
    rows = tuple(Row(page, sources[:named], sources) for page, named in ((REASON, number), (OTHER_REASON, 1)))
    return Agreement(
        sources, (Tally(PageKind.CONTRAINDICATION, "Who should not have it", "Reason", rows),), sources[:1]
    )


_ENGLISH = Version("English", "en-GB", "/questions/", False)
_VERSIONS = [_ENGLISH, Version("Türkçe", "tr", "/tr/questions/", True)]
_NAMED = Named("Pregnancy", "/who-should-not/pregnancy/")
_GONE = Named("A page that is gone", "")


def _changed(**fields: object) -> Change:
    return Change(kind="changed", is_safety=True, day=date(2026, 11, 2), **fields)


_COUNTS = {"articles": 2, "sentences": 12, "cited": 8, "advice": 2, "absence": 1, "site": 1, "overridden": 1}
_REASONS = Group("Pregnancy and age", (REASON, OTHER_REASON))


EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "about": (Example("", {"page": REASON, "parts": _parts()}),),
    "agreement": (
        Example("a few articles", {"agreement": _agreement(3), "title": "What most say", "anchor": "few"}),
        Example("many articles", {"agreement": _agreement(12), "title": "What all say", "anchor": "many"}),
    ),
    "answers": (Example("", {"pages": [REASON, QUESTION]}),),
    "ask": (Example("", {"gap": GAP}),),
    "brand": (Example(""),),
    "breadcrumbs": (Example("", {"crumbs": [Crumb("Home", "/"), Crumb("Questions", "/questions/")]}),),
    "care": (
        Example("", {"level": 2, "number": "999"}),
        Example("lower down", {"level": 3, "number": "+44 20"}),
    ),
    "change": (
        Example(
            "sentences of one page",
            {
                "entry": Entry(
                    _changed(
                        added=["Do not have it while you are pregnant."], removed=["Ask a doctor first."]
                    ),
                    *("Changed: Pregnancy", (), (_NAMED,), ()),
                )
            },
        ),
        Example(
            "many pages at a time",
            {
                "entry": Entry(
                    _changed(),
                    *("2 new pages", ("They are new.",), (_NAMED, _GONE), (("Reasons", (_NAMED, _GONE)),)),
                )
            },
        ),
    ),
    "contents": (Example("", {"places": [Place("Before", "before"), Place("Afterwards", "after")]}),),
    "differ": (
        Example("open", {"point": POINT}),
        Example("settled", {"point": SETTLED, "level": 3}),
        Example("on its own page", {"point": _point("strength", "How strict", severity="low"), "beside": 1}),
    ),
    "effects": (Example("", {"effects": [STATED, UNSTATED]}),),
    "evidence": (
        Example("every basis", {"claims": [CITED, ADVICE, ABSENCE], "about": "Pregnancy", "page": REASON}),
        Example("not wholly supported", {"claims": [PARTLY], "about": "Gout", "page": OTHER_REASON}),
        Example("decided by a person", {"claims": [DECIDED], "about": "Attacks", "page": OTHER_REASON}),
    ),
    "example": (Example("", {"claim": CITED}),),
    "feedback": (Example("", {"token": "a-token"}),),
    "figure": tuple(Example(figure_id, {"drawn": draw(_figure(figure_id))}) for figure_id in PLACES),
    "figures": (
        Example(
            "",
            {**_COUNTS, "checked_at": datetime(2026, 11, 2, tzinfo=UTC)},
        ),
        Example("never checked", dict.fromkeys(_COUNTS, 0)),
    ),
    "footer": (
        Example(
            "",
            {
                "sheets": [FootLink("Before you go", "/before-you-go/", "en-GB")],
                "pages": [FootLink("Privacy", "/privacy/", "en-GB")],
            },
        ),
    ),
    "found": (
        Example(
            "",
            {
                "shown": [
                    Shown(
                        Result("question", "Does it hurt?", "/questions/does-it-hurt/", "It may sting."),
                        "Question",
                    ),
                    Shown(Result("term", "Keloid", "/glossary/#keloid", ""), "Hard word"),
                ],
                "level": 3,
            },
        ),
    ),
    "how_often": (Example("stated", {"effect": STATED}), Example("not stated", {"effect": UNSTATED})),
    "incomplete": (
        Example(
            "all that can be missing",
            {"shortfall": Shortfall((CLINIC,), 2, 1), "things": "side effects"},
        ),
        Example("nothing is missing", {"shortfall": Shortfall((), 0, 0), "things": "reasons"}),
    ),
    "languages": (Example("", {"versions": _VERSIONS}), Example("one language only", {"versions": []})),
    "ledger": (
        Example("", {"ledger": [(Disposition.USED, 7), (Disposition.PROMOTIONAL, 1)], "passages": 8}),
    ),
    "links": (
        Example("titles alone", {"pages": [QUESTION, QUOTED]}),
        Example("with answers", {"pages": [QUESTION, QUOTED], "answers": True}),
    ),
    "look_alikes": (Example("", {"points": [ALIKE], "title": "Words that look alike"}),),
    "machine_head": (
        Example(
            "",
            {
                "words": Words("Pregnancy", "Do not have it.", "who-should-not/pregnancy"),
                **dict.fromkeys(("url", "text", "feed", "list", "card"), "https://www.example.org/"),
                "type": "article",
                "locale": "en_GB",
                "width": 1200,
                "height": 630,
                "alt": "Pregnancy",
                "linked": "",
            },
        ),
        Example("a page that is not meant to be shared", {"words": None}),
    ),
    "milder": (Example("", {"points": [POINT], "page": REASON}),),
    "nav": (
        Example(
            "", {"links": [NavLink("Side effects", "/side-effects/", "page"), NavLink("Uses", "/uses/", "")]}
        ),
    ),
    "notice": (
        Example("one article", {"articles": 1, "all_promote": True, "reviewed": ""}),
        Example("several", {"articles": 5, "all_promote": True, "reviewed": ""}),
        Example("one independent", {"articles": 6, "all_promote": False, "reviewed": ""}),
        Example("some pages reviewed", {"articles": 5, "all_promote": True, "reviewed": "some"}),
        Example("this page reviewed", {"articles": 5, "all_promote": True, "reviewed": "this"}),
    ),
    "others": (Example("", {"others": [GAP]}), Example("no others", {"others": []})),
    "own_words": (
        Example("", {"words": ["should be avoided", "is not advised"], "language": "en"}),
        Example("none", {"words": []}),
    ),
    "parts": (Example(""),),
    "picture": (
        Example("skin and a long description", {"picture": SHOWS_SKIN, **_OF_PICTURE}),
        Example("no skin", {"picture": SHOWS_NO_SKIN, **_OF_PICTURE}),
    ),
    "quote": (
        Example("of an article with a publisher", {"quote": "It may sting a little.", "source": BLOG}),
        Example("too long to be quoted", {"quote": "word " * 41, "source": CLINIC}),
    ),
    "quotes": (
        Example("", {"quotations": [Quotation(CLINIC, "It may sting a little.")]}),
        Example("none yet", {"quotations": []}),
    ),
    "reasons": (Example("", {"groups": [_REASONS], "reasons": 21}),),
    "related": (Example("", {"pages": [QUESTION, EFFECT]}),),
    "review": (
        Example("nobody yet", {"review": NEVER, "page": REASON}),
        Example("signed, and overdue", {"review": SIGNED, "page": REASON}),
    ),
    "search": (
        Example("in the head of a page", {"place": "header"}),
        Example("on the search page, with what was typed", {"place": "main", "query": "pregnant"}),
    ),
    "section": tuple(
        Example(note, {"part": part, "page": REASON, "title": REASON.title})
        for note, part in zip(
            ("the first, with the short answer", "one with a heading"), _parts(), strict=True
        )
    ),
    "self_test": (
        Example(
            "",
            {
                "test": SimpleNamespace(
                    made=1200, caught=1190, kinds=[{"name": "a “not” dropped", "made": 1200, "caught": 1190}]
                )
            },
        ),
    ),
    "sentence_words": (Example("words for the script alone"),),
    "sheet": (Example("what the script adds to “Before you go”"),),
    "silence": (Example(""),),
    "source_line": (Example("a clinic’s", {"source": CLINIC}), Example("our title", {"source": BLOG})),
    "strictness": (
        Example(
            "",
            {
                "strictness": [
                    Strictness(CLINIC, Strength.AVOID, ("should not be performed",)),
                    Strictness(BLOG, Strength.CONSULT, ("should ask a doctor",)),
                ]
            },
        ),
    ),
    "tags": (Example("the whole set", {"tags": list(Tag)}),),
    "translated": (Example("", {"original": _ENGLISH}), Example("on the English page", {"original": None})),
    "warning": (
        Example("warnings of the page", {"pages": [EFFECT]}),
        Example("the foremost reasons", {"pages": [], "reasons": [REASON, OTHER_REASON]}),
        Example("neither", {}),
    ),
    "warnings": tuple(
        Example(style, {"warnings": WarningList(heading, style, [_REASONS])})
        for style, heading in (
            ("avoid", "Do not have needling if this applies to you"),
            ("unless", "Do not have it unless your own doctor agrees"),
            ("ask", "Talk to a doctor first if this applies to you"),
            ("limit", "A limit on what it can do"),
        )
    ),
    "words": (Example("", {"terms": TERMS}), Example("no hard word", {"terms": []})),
}
"""The examples by the name of their component. A component without any makes a test fail."""
