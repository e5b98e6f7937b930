"""Small databases for tests of pages: an invented article, its passages, pages with checked claims."""

from datetime import UTC, date, datetime

from django.db.models import Q

from content.figures import load_figures
from content.models import (
    Citation,
    Claim,
    Contraindication,
    Difference,
    Disagreement,
    DisagreementPosition,
    Gap,
    Indication,
    Passage,
    Picture,
    ProposedConcept,
    Question,
    QuestionComponent,
    QuestionVariant,
    SideEffect,
    Site,
    Snapshot,
    Source,
    Statement,
    SuggestedMerge,
    Topic,
    Verdict,
)
from content.pipeline.citations import parse_claims
from content.pipeline.proposals import proposed_id
from content.pipeline.snapshots import take_snapshot
from tests.copies import fill_once

CHECKED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = """\
Needle facts

What is needling?

Needling should not be performed during pregnancy. Redness is a common reaction and fades in a day.
Serious infection is possible in rare cases. It can be used for dull skin. Bruises may also appear.

Side effects:
- Redness
- ...
"""
KINDS = {
    "topics": Topic,
    "uses": Indication,
    "who-should-not": Contraindication,
    "side-effects": SideEffect,
    "questions": Question,
    "differences": Difference,
    "not-answered": Gap,
    "site": Site,
}


def make_source(source_id="article-1", text=TEXT, **fields):
    """A source with its current snapshot."""
    source = Source.objects.create(source_id=source_id, **{"title": f"Needle facts {source_id}", **fields})
    core = take_snapshot(source_id, text)
    Snapshot.objects.create(source=source, text=text, sha256=core.sha256, loaded_at=CHECKED_AT)
    return source


def make_passage(source, quote, **fields):
    """The passage of the current snapshot that has the words of ``quote``."""
    snapshot = source.snapshots.get(is_current=True)
    start = snapshot.text.index(quote)
    values = {"kind": "sentence", "disposition": "used", "position": start, **fields}
    return Passage.objects.create(
        snapshot=snapshot, start=start, end=start + len(quote), quote=quote, **values
    )


def make_page(folder, slug, body="", *, support="supported", **fields):
    """A page of the kind whose addresses begin with ``folder``, its claims read and checked."""
    model = KINDS[folder]
    values = {"title": slug.replace("-", " ").capitalize(), "status": "published", **fields}
    if model is Question:
        values.setdefault("intent", slug)
    elif model in (Indication, Contraindication, SideEffect):
        values.setdefault("concept", slug)
    if model is Contraindication:
        values.setdefault("strength", "avoid")
    page = model.objects.create(slug=slug, body=body, **values)
    check_page(page, support=support)
    return page


def check_page(page, *, support="supported"):
    """Write the claims of ``page`` with citations that all stand in their source, and one verdict each."""
    for read in parse_claims(page.body):
        claim = Claim.objects.create(
            page=page,
            position=read.position,
            text=read.text,
            start=read.span.start,
            end=read.span.end,
            basis=read.basis,
        )
        for place, citation in enumerate(read.citations):
            make_citation(claim, place, citation)
        Verdict.objects.create(
            claim=claim,
            support=support,
            anchor="exact" if read.citations else "",
            checker_version="1",
            checked_at=CHECKED_AT,
        )


def make_citation(claim, place, citation):
    snapshot = Snapshot.objects.get(source__source_id=citation.source_id, is_current=True)
    start = snapshot.text.index(citation.quote)
    return Citation.objects.create(
        claim=claim,
        position=place,
        source=snapshot.source,
        quote=citation.quote,
        snapshot=snapshot,
        start=start,
        end=start + len(citation.quote),
        anchor="exact",
    )


def make_statement(page, passage, role, **fields):
    values = {"polarity": "affirmed", "concept": page.slug, **fields}
    return Statement.objects.create(
        passage=passage,
        role=role,
        page=page,
        mention_start=passage.start,
        mention_end=passage.start + 3,
        **values,
    )


def make_disagreement(source, quote, **fields):
    """A disagreement in which ``source`` holds one position, in the words ``quote``."""
    stance = fields.pop("stance", "strict")
    values = {"key": "k", "kind": "strength", "severity": "high", "subject": "How strict it is", **fields}
    point = Disagreement.objects.create(**values)
    start = source.snapshots.get().text.index(quote)
    DisagreementPosition.objects.create(
        disagreement=point, source=source, start=start, end=start + len(quote), quote=quote, stance=stance
    )
    return point


def make_proposal(name, *passages, role="side_effect", **fields):
    """A name that nobody has placed yet, or one decided as ``fields`` say, that stands in ``passages``."""
    found = {"is_present": bool(passages), "source_count": bool(passages), "statement_count": len(passages)}
    values = {"role": role, "proposal": proposed_id(name), "name": name, **found, **fields}
    proposal = ProposedConcept.objects.create(**values)
    proposal.passages.set(passages)
    return proposal


def make_suggestion(first, other, **fields):
    """Two questions that look alike, by their keys, and that nobody has answered."""
    words = {"first_words": first.removeprefix("words:"), "other_words": other.removeprefix("words:")}
    values = {"family": "question", "score": 0.9, "why": "The words are alike.", **words, **fields}
    pair = Q(first=first, other=other) | Q(first=other, other=first)
    SuggestedMerge.objects.filter(pair, family=values["family"]).delete()
    return SuggestedMerge.objects.create(first=first, other=other, **values)


PREGNANCY = (
    "Do not have it while you are pregnant. "
    '[@article-1 "should not be performed during pregnancy"] Ask first. [@advice]\n\n'
    "## Why\n\nNo article gives a reason. [@absence]\n"
)
REDNESS = 'Redness is common. [@article-1 "Redness is a common reaction"]\n'
QUESTION = (
    'You may get red skin. [@article-1 "Redness is a common reaction"]\n\n'
    "## Later\n\n"
    '- It fades. [@article-1 "fades in a day"]\n- Rest first. [@advice]\n'
)


ABSENCE = "No article gives a price. [@absence]\n"
ABOUT = "This site reports what a few articles say. [@site]\n\n## What it is not\n\nOur pages sell nothing. [@site]\n"


def make_picture(person, number=1, **fields):
    """A picture with all its words, of which no file is stored."""
    values = {
        "name": f"{number:032x}.jpg",
        "format": "JPEG",
        "width": 960,
        "height": 640,
        "widths": [320, 640, 960],
        "has_webp": False,
        "sha256": f"{number:064x}",
        "alternative": f"A nurse cleans arm {number}",
        "skin": "shown",
        "skin_note": "brown skin",
        "credit": "Photo: Ana Roy, CC BY 4.0",
    }
    return Picture.objects.create(uploaded_by=person, **(values | fields))


def fill_site():
    """Two articles and at least two pages of every kind; returns the first article."""
    fill_once(_make_site)
    return Source.objects.get(source_id="article-1")


def _make_site():
    source = make_source()
    other = make_source("article-2", interest="clinic", is_title_ours=True, note="Its list is cut off.")
    heading = make_passage(other, "Side effects:", kind="heading", disposition="heading")
    item = make_passage(other, "- Redness\n".strip(), kind="list_item", section=heading)
    make_passage(other, "- ...", kind="noise", disposition="unusable", reason="cut_off", section=heading)
    sentence = make_passage(source, "Redness is a common reaction and fades in a day.")
    serious = make_passage(source, "Serious infection is possible in rare cases.")

    question = make_page(
        "questions", "what-is-it", QUESTION, title="What is needling?", group="Safety", order=1
    )
    make_page("questions", "side-effects", QUESTION, related=["side_effect/redness"], group="Basics", order=2)
    asked = make_passage(source, "What is needling?", kind="question")
    QuestionVariant.objects.create(
        question=question, passage=asked, start=asked.start, end=asked.end, quote=asked.quote, kind="heading"
    )
    QuestionComponent.objects.create(question=question, passage=sentence)
    make_page("topics", "what-it-is", QUESTION, main_question=question, next_review_on=date(2026, 1, 1))
    make_page("topics", "aftercare", REDNESS, related=["contraindication/pregnancy", "question/what-is-it"])

    make_page("who-should-not", "pregnancy", PREGNANCY, strength_by_source={"article-1": "avoid"}, group="A")
    make_page("who-should-not", "stroke", PREGNANCY, strength="avoid_unless_doctor_agrees")
    make_page("who-should-not", "hives", "", strength="caution")
    make_page("who-should-not", "severe-obesity", PREGNANCY, strength="limit")
    redness = make_page("side-effects", "redness", REDNESS, related=["question/side-effects"], group="Skin")
    infection = make_page("side-effects", "infection", REDNESS)
    milk = make_page("side-effects", "milk", "", scope="group_specific", population="breastfeeding")
    make_statement(redness, sentence, "side_effect", frequency="common")
    make_statement(redness, item, "side_effect")
    make_statement(infection, serious, "side_effect", frequency="rare", seriousness="serious")
    make_statement(milk, sentence, "side_effect", concept="milk")
    make_page("uses", "dull-skin", REDNESS, related=["side_effect/redness", "contraindication/pregnancy"])
    make_page("uses", "scars", REDNESS, group="Skin")
    make_disagreement(source, "should not be performed", concepts=["pregnancy"], safest="Do not have it.")
    make_disagreement(source, "fades in a day", key="told", subject="How long it lasts", severity="low")
    make_page("differences", "how-long-it-lasts", PREGNANCY, disagreements=["told"])
    make_page("not-answered", "cost", ABSENCE, title="How much does it cost?")
    make_page("site", "about", ABOUT)


def fill_figures():
    """Three articles, the pages whose sentences the drawings rest on, and /topics/drawn/ with every drawing.

    Every sentence cites the first article; the first sentence that a drawing counts cites the second too.
    """
    sources = [make_source(f"article-{n}") for n in (1, 2, 3)]
    bodies = {}
    for figure in load_figures().values():
        for label in figure.labels:
            bodies.setdefault(label.page, {})[label.claim] = f'{label.claim} [@article-1 "Redness"]'
    counted = next(label for label in load_figures()["skin-layers"].labels if label.is_counted)
    bodies[counted.page][counted.claim] += ' [@article-2 "Bruises"]'
    for address, sentences in bodies.items():
        make_page("topics", address.partition("/")[2], "\n".join(sentences.values()))
    body = 'It is drawn. [@article-1 "Redness"]\n'
    make_page("topics", "drawn", body, figures=list(load_figures()))
    return sources
