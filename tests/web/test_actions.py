"""The actions: idempotent, all or nothing, and safe first when sources change."""

import re

import pytest
from django.contrib.auth.models import User

from content import actions
from content.checking import load_shelf
from content.models import (
    Citation,
    Claim,
    Contraindication,
    Disagreement,
    Indication,
    Page,
    Passage,
    Question,
    SideEffect,
    SignOff,
    Snapshot,
    Source,
    Statement,
    Topic,
    Verdict,
)
from content.pagefiles import page_text
from content.pipeline.errors import BadCitation, BadData, UnknownSource
from content.pipeline.run import build_library, read_article
from content.pipeline.snapshots import take_snapshot
from tests.web.libraries import A, B, dump, library, meta, page_file

pytestmark = pytest.mark.django_db

PREGNANCY = 'Do not have it during pregnancy. [@a "should not be performed during pregnancy"]'
REDNESS = 'Redness is common. [@a "Redness is a common reaction"]'
DULL = 'It can be used for dull skin. [@a "It can be used for dull skin"]'
TOPIC = f"{DULL}\nAsk a doctor first. [@advice]"


def load(**texts):
    return actions.load_library(library=library(**texts), sources_meta=meta(*texts))


def files(**changes):
    """The files of a small site, some of them changed."""
    bodies = {
        "contraindication": ("pregnancy", PREGNANCY),
        "side_effect": ("redness", REDNESS),
        "indication": ("dull-skin", DULL),
        "topic": ("uses", TOPIC),
        "question": ("what-is-it", f"{DULL}\n{REDNESS}"),
    }
    return [page_file(kind, slug, changes.get(kind, body)) for kind, (slug, body) in bodies.items()]


def notes(report):
    return sorted((note.code, note.about) for note in report.notes)


# --- load_library ----------------------------------------------------------------------------------


def test_library_is_stored_as_it_is():
    load(a=A, b=B)
    assert [source.title for source in Source.objects.all()] == ["Facts a", "Facts b"]
    assert [snapshot.text for snapshot in Snapshot.objects.all()] == [A, B]
    copy = Passage.objects.get(disposition="duplicate")
    assert (copy.quote, copy.duplicate_of.position, copy.section.position) == (
        "Redness is a common reaction.",
        2,
        0,
    )
    page = Contraindication.objects.get()
    assert (page.concept, page.strength, page.strength_by_source) == (
        "pregnancy",
        "avoid",
        {"a": "avoid", "b": "consult"},
    )
    assert [(s.passage.snapshot.source.source_id, s.strength) for s in page.statements.all()] == [
        ("a", "avoid"),
        ("b", "consult"),
    ]
    question = Question.objects.get()
    assert [variant.quote for variant in question.variants.all()] == ["What is needling?"]
    assert [c.passage.position for c in question.components.all()] == [1]
    positions = Disagreement.objects.get().positions.all()
    assert [(p.source.source_id, p.quote, p.passage.position) for p in positions] == [
        ("a", "during pregnancy", 1),
        ("b", "are pregnant", 0),
    ]
    assert {page.status for page in Page.objects.all()} == {"draft"}


def test_core_passages_come_back_as_they_went_in():
    given = library(a=A)
    actions.load_library(library=given, sources_meta=meta("a"))
    text = load_shelf().texts["a"]
    assert (text.snapshot, text.passages) == (
        given.readings[0].snapshot,
        given.readings[0].passages,
    )


def test_counts_add_up():
    report = load(a=A, b=B)
    assert {stage.name: (stage.accepted, stage.refused) for stage in report.stages} == {
        "sources": (2, {}),
        "a passages": (4, {"duplicate": 1}),
        "b passages": (2, {}),
        "proposals": (0, {}),
        "records": (3, {}),
        "statements": (5, {}),
        "questions": (1, {}),
        "variants": (1, {}),
        "disagreements": (1, {}),
    }


def test_an_article_about_another_treatment_makes_no_page_and_is_counted():
    text = "PRP\n\nPRP is made of blood.\n\nSide effects\n\nPRP may cause redness."
    read = build_library([read_article(take_snapshot("prp", text))])
    report = actions.load_library(library=read, sources_meta=meta("prp"))
    assert not Page.objects.exists()
    assert Statement.objects.filter(role="side_effect", concept="redness", page=None).exists()
    records = next(stage for stage in report.stages if stage.name == "records")
    assert (records.accepted, records.refused) == (0, {"about another treatment": 1})


def test_second_load_changes_no_row():
    load(a=A, b=B)
    actions.load_pages(files=files())
    before = dump()
    again = [load(a=A, b=B), actions.load_pages(files=files())]
    assert dump() == before
    assert [(report.rows_written, report.notes) for report in again] == [(0, []), (0, [])]
    assert all(
        before[table] for table in ("Statement", "Citation", "Verdict", "DisagreementPosition", "Topic")
    )


def test_order_of_the_sources_does_not_matter():
    load(b=B, a=A)
    first = without_keys(dump())
    for table in (Disagreement, Page, Source):
        table.objects.all().delete()
    load(a=A, b=B)
    assert without_keys(dump()) == first


def without_keys(tables):
    """A dump without primary keys, foreign keys and times, which differ from one database to the next."""
    return {
        table: sorted(str([v for v in row if isinstance(v, str | list | dict | bool)]) for row in rows)
        for table, rows in tables.items()
    }


def test_error_in_the_middle_stores_nothing(monkeypatch):
    load(a=A)
    before = dump()
    monkeypatch.setattr(
        "content.actions.library._load_disagreements", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        load(a=A.replace("common", "rare"), b=B)
    assert dump() == before


def test_new_source_never_weakens_a_warning():
    load(a=A)
    load(a=A, b=B)
    assert (Contraindication.objects.get().strength, Contraindication.objects.get().is_present) == (
        "avoid",
        True,
    )


def test_strictest_strength_stays_when_its_source_goes():
    load(a=A, b=B)
    report = load(b=B)
    page = Contraindication.objects.get()
    assert (page.strength, page.strength_by_source) == ("avoid", {"b": "consult"})
    assert ("strength_kept", "contraindication/pregnancy") in notes(report)
    assert load(b=B).rows_written == 0


def test_warning_without_source_stays_with_what_it_was_made_from():
    load(a=A, b=B)
    actions.load_pages(files=files())
    changed = A.replace("Redness is a common reaction.\n", "")
    report = load(a=changed, b=B)
    page = SideEffect.objects.get()
    assert (page.is_present, page.status) == (False, "published")
    assert [s.passage.quote for s in page.statements.all()] == ["Redness is a common reaction."]
    assert notes(report) == [("source_changed", "a"), ("warning_kept", "side_effect/redness")]
    assert load(a=changed, b=B).rows_written == 0


def test_use_without_source_is_withdrawn_and_comes_back():
    load(a=A)
    actions.load_pages(files=files())
    without = A.replace("It can be used for dull skin.\n", "")
    report = load(a=without)
    page = Indication.objects.get()
    assert (page.is_present, page.status, page.statements.count()) == (False, "withdrawn", 0)
    assert ("withdrawn", "indication/dull-skin") in notes(report)
    load(a=A)
    actions.load_pages(files=files())
    page.refresh_from_db()
    assert (page.is_present, page.status, page.statements.count()) == (True, "published", 1)


def test_draft_use_without_source_stays_a_draft():
    load(a=A)
    load(a=A.replace("It can be used for dull skin.\n", ""))
    assert (Indication.objects.get().is_present, Indication.objects.get().status) == (False, "draft")


def test_old_text_of_a_source_is_kept_and_can_become_current_again():
    load(a=A)
    load(a=A + "One more line.\n")
    load(a=A)
    assert [(s.text, s.is_current) for s in Snapshot.objects.order_by("-is_current")] == [
        (A, True),
        (A + "One more line.\n", False),
    ]


def test_state_of_a_disagreement_is_a_persons():
    load(a=A, b=B)
    Disagreement.objects.update(state="settled", settled_reason="Both agree on advice.")
    load(a=A + "One more line.\n", b=B)
    assert Disagreement.objects.get().state == "settled"
    assert ("disagreement_gone", "strength-pregnancy") in notes(load(a=A))
    assert not Disagreement.objects.exists()


def test_title_of_an_editor_stays():
    load(a=A)
    page = Contraindication.objects.get()
    page.title = "If you are pregnant"
    page.save()
    load(a=A)
    assert Contraindication.objects.get().title == "If you are pregnant"


# --- load_pages ------------------------------------------------------------------------------------


def test_pages_are_published_with_claims_citations_and_verdicts():
    load(a=A, b=B)
    report = actions.load_pages(files=files())
    assert {page.address: page.status for page in Page.objects.all()} == {
        "contraindication/pregnancy": "published",
        "side_effect/redness": "published",
        "indication/dull-skin": "published",
        "topic/uses": "published",
        "question/what-is-it": "published",
    }
    citation = Contraindication.objects.get().claims.get().citations.get()
    assert (citation.anchor, citation.snapshot.text[citation.start : citation.end], citation.claim.text) == (
        "exact",
        "should not be performed during pregnancy",
        "Do not have it during pregnancy.",
    )
    assert [claim.basis for claim in Topic.objects.get().claims.all()] == ["citation", "advice"]
    assert {verdict.support for verdict in Verdict.objects.all()} == {"supported"}
    assert {stage.name: stage.accepted for stage in report.stages} == {"pages": 5, "claims": 7}
    published = Topic.objects.get()
    assert published.first_published_at and published.next_review_on and published.changed_at


@pytest.mark.parametrize(
    ("body", "error", "message"),
    [
        (
            'A. [@z "Redness"]',
            UnknownSource,
            'topics/uses.md, line 6: there is no source "z". The sources are a.',
        ),
        (
            'A. [@advice]\n\nB. [@a "Redness is rare"]',
            BadData,
            'topics/uses.md, line 8: the quote "Redness is rare" is not in a. ',
        ),
        (
            'A. [@a "Redness',
            BadCitation,
            "topics/uses.md, line 6, column 4: the quote of this citation is not",
        ),
    ],
)
@pytest.mark.parametrize("status", ["draft", "published"])
def test_broken_citation_aborts_the_load(body, error, message, status):
    load(a=A)
    before = dump()
    with pytest.raises(error, match=re.escape(message)):
        actions.load_pages(files=[*files()[:3], page_file("topic", "uses", body, status=status)])
    assert dump() == before


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ('related = ["topic/nowhere"]\n', 'line 4: there is no page "topic/nowhere"'),
        ('group = "G"\ndisagreements = ["x"]\n', 'line 5: there is no disagreement "x"'),
        ('main_question = "why"\n', 'line 4: there is no question "why"'),
    ],
)
def test_link_that_leads_nowhere_aborts_the_load(extra, message):
    load(a=A)
    before = dump()
    with pytest.raises(BadData, match=re.escape(message)):
        actions.load_pages(files=[page_file("topic", "uses", TOPIC, extra=extra)])
    assert dump() == before


def test_record_that_no_source_backs_cannot_come_from_a_file():
    load(a=A)
    with pytest.raises(BadData, match='no source says anything about the side_effect "fever"'):
        actions.load_pages(files=[page_file("side_effect", "fever", REDNESS)])


def test_links_are_stored():
    load(a=A, b=B)
    extra = 'main_question = "what-is-it"\nrelated = ["side_effect/redness"]\ndisagreements = ["strength-pregnancy"]\n'
    actions.load_pages(files=[page_file("topic", "uses", TOPIC, extra=extra)])
    page = Topic.objects.get()
    assert (page.main_question.slug, page.related, page.disagreements) == (
        "what-is-it",
        ["side_effect/redness"],
        ["strength-pregnancy"],
    )


UNMARKED = "Needling is nice."


def test_page_with_an_unmarked_sentence_is_held_back():
    load(a=A)
    report = actions.load_pages(files=files(topic=f"{TOPIC}\n{UNMARKED}"))
    page = Topic.objects.get()
    assert (page.status, len(page.refusal), page.first_published_at) == ("draft", 1, None)
    assert notes(report) == [("held_back", "topic/uses")]
    assert {stage.name: stage.refused for stage in report.stages}["pages"] == {"held back": 1}
    assert actions.load_pages(files=files(topic=f"{TOPIC}\n{UNMARKED}")).rows_written == 0


def test_refused_text_never_replaces_a_public_one():
    load(a=A)
    actions.load_pages(files=files())
    before = dump()
    for _ in range(2):
        report = actions.load_pages(files=files(contraindication=f"{PREGNANCY}\n{UNMARKED}"))
        assert notes(report) == [
            ("held_back", "contraindication/pregnancy"),
            ("old_text_kept", "contraindication/pregnancy"),
        ]
    assert dump() == before


def test_changed_file_changes_the_page():
    load(a=A)
    actions.load_pages(files=files())
    actions.load_pages(files=files(topic="Ask a doctor. [@advice]"))
    page = Topic.objects.get()
    assert ([claim.text for claim in page.claims.all()], page.status) == (["Ask a doctor."], "published")


def test_editors_text_is_not_overwritten():
    load(a=A)
    actions.load_pages(files=files())
    page = Topic.objects.get()
    page.body += "\n\nBring a friend. [@advice]"
    page.save()
    assert notes(actions.load_pages(files=files())) == []
    assert Topic.objects.get().body == page.body
    report = actions.load_pages(files=files(topic="Ask a doctor. [@advice]"))
    assert notes(report) == [("conflict", "topic/uses")]
    assert Topic.objects.get().body == page.body


def test_editors_status_is_not_overwritten():
    load(a=A)
    actions.load_pages(files=files())
    Topic.objects.update(status="withdrawn")
    actions.load_pages(files=files())
    assert Topic.objects.get().status == "withdrawn"


def test_exported_edit_is_no_conflict():
    load(a=A)
    actions.load_pages(files=files())
    page = Topic.objects.get()
    page.body = "Bring a friend. [@advice]"
    page.save()
    exported = page_file("topic", "uses", "Bring a friend. [@advice]")
    assert exported.text == page_text(Page.objects.get(pk=page.pk))
    assert notes(actions.load_pages(files=[*files()[:3], files()[4], exported])) == []
    assert Topic.objects.get().file_sha256 == exported.sha256


def test_file_that_is_gone_leaves_its_page():
    load(a=A)
    actions.load_pages(files=files())
    report = actions.load_pages(files=files()[:-1])
    assert notes(report) == [("file_gone", "question/what-is-it")]
    assert Question.objects.get().status == "published"


def test_uncurated_page_is_public_only_where_its_file_says_so():
    load(a=A)
    actions.load_pages(files=[page_file("side_effect", "redness", ""), page_file("question", "why", "")])
    assert SideEffect.objects.get().status == "published"
    why = Question.objects.get(intent="why")
    assert (why.status, why.refusal) == (
        "draft",
        ["no_text The page has no text, and no source has a passage for it."],
    )


# --- drift: the sources change under the pages -----------------------------------------------------


def test_when_a_quote_changes_a_warning_stays_and_everything_else_leaves():
    load(a=A)
    actions.load_pages(files=files())
    load(a=A.replace("common", "frequent").replace("can be used", "may be used"))
    report = actions.load_pages(files=files())
    assert {page.address: page.status for page in Page.objects.all()} == {
        "contraindication/pregnancy": "published",
        "side_effect/redness": "published",
        "indication/dull-skin": "withdrawn",
        "topic/uses": "in_review",
        "question/what-is-it": "in_review",
    }
    assert SideEffect.objects.get().claims.get().verdict.anchor == "changed"
    assert notes(report) == [
        ("warning_kept", "side_effect/redness"),
        ("withdrawn", "indication/dull-skin"),
        ("withdrawn", "question/what-is-it"),
        ("withdrawn", "topic/uses"),
    ]


def test_when_the_source_comes_back_so_do_the_pages():
    load(a=A)
    actions.load_pages(files=files())
    load(a=A.replace("can be used", "may be used"))
    actions.load_pages(files=files())
    load(a=A)
    actions.load_pages(files=files())
    assert {page.status for page in Page.objects.all()} == {"published"}


def test_when_a_source_goes_its_citations_are_missing_and_say_so():
    load(a=A, b=B)
    actions.load_pages(files=files())
    load(b=B)
    actions.load_pages(files=files())
    claim = SideEffect.objects.get().claims.get()
    assert (claim.citations.get().anchor, claim.citations.get().snapshot) == ("missing", None)
    assert [reason["code"] for reason in claim.verdict.reasons] == ["source_gone"]
    assert SideEffect.objects.get().status == "published"
    assert Topic.objects.get().status == "in_review"


# --- check_page, publish_page ----------------------------------------------------------------------


def test_check_of_an_edited_page_replaces_its_claims():
    load(a=A)
    actions.load_pages(files=files())
    page = Topic.objects.get()
    page.body = f"{DULL}"
    page.save()
    check = actions.check_page(page=page)
    assert (check.is_open, [claim.text for claim in page.claims.all()]) == (
        True,
        ["It can be used for dull skin."],
    )
    keys = (
        list(Claim.objects.values_list("pk", flat=True)),
        list(Citation.objects.values_list("pk", flat=True)),
    )
    actions.check_page(page=page)
    assert keys == (
        list(Claim.objects.values_list("pk", flat=True)),
        list(Citation.objects.values_list("pk", flat=True)),
    )


def test_edit_that_does_not_hold_is_not_public_even_on_a_page_that_warns():
    load(a=A)
    actions.load_pages(files=files())
    page = Contraindication.objects.get()
    page.body = f"{PREGNANCY}\n{UNMARKED}"
    page.save()
    assert not actions.check_page(page=page).is_open
    assert (Contraindication.objects.get().status, len(page.refusal)) == ("in_review", 1)
    page.body = PREGNANCY
    page.save()
    assert actions.check_page(page=page).is_open
    assert (Contraindication.objects.get().status, page.refusal) == ("published", [])


def test_check_names_a_source_that_never_was():
    page = Topic.objects.create(slug="x", title="X", body='A. [@nobody "x"]')
    with pytest.raises(UnknownSource, match='topic/x, sentence 1: there is no source "nobody"'):
        actions.check_page(page=page)
    assert not Claim.objects.exists()


def test_person_publishes_a_page_that_holds():
    load(a=A)
    person = User.objects.create(username="ana")
    page = Topic.objects.create(slug="x", title="X", body=DULL)
    assert actions.publish_page(page=page, person=person).is_open
    assert actions.publish_page(page=page, person=person).is_open
    assert Topic.objects.get().status == "published"
    sign_off = SignOff.objects.get()
    assert (sign_off.person, sign_off.role) == (person, "publisher")


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (UNMARKED, (1, "no_citation")),
        (f"{DULL}\n\n![Describe the picture here](/media/x.png)", (0, "picture_undescribed")),
        ("", (0, "no_text")),
    ],
)
def test_person_cannot_publish_a_page_that_does_not_hold(body, failure):
    load(a=A)
    person = User.objects.create(username="ana")
    page = Topic.objects.create(slug="x", title="X", body=body)
    check = actions.publish_page(page=page, person=person)
    assert (check.is_open, Topic.objects.get().status, SignOff.objects.exists()) == (False, "draft", False)
    assert failure in [(failure.sentence, failure.code) for failure in check.failures]
