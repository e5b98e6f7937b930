"""What people decide against verdicts: what it may do, what it never does, and who sees it."""

from dataclasses import replace
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from content import actions
from content.checking import (
    CheckedCitation,
    CheckedClaim,
    Text,
    check_stored,
    failures_of,
    load_shelf,
    passes,
)
from content.models import Claim, Contraindication, Override, PageKind, Topic, Verdict
from content.overriding import fingerprint_of, may_be_overridden, override_of
from content.pipeline.anchors import Anchor, AnchorState
from content.pipeline.citations import Basis, Citation
from content.pipeline.citations import Claim as StatedClaim
from content.pipeline.errors import BadDecision
from content.pipeline.snapshots import take_snapshot
from content.pipeline.spans import Span
from content.pipeline.verdicts import Code, Reason, Support
from content.pipeline.verdicts import Verdict as CoreVerdict
from tests.web.libraries import library, meta
from tests.web.people import make_editor, make_person, make_publisher
from tests.web.test_editing import client_of

ARTICLE = """\
Needling should not be performed during pregnancy.
People with severe acne should avoid it.
Redness is a common reaction.
It can be used for dull skin.
"""
NOT_FOUND = 'It can be used for old scars. [@a "It can be used for dull skin"]\n'
PARTLY = 'Do not have it if you have acne. [@a "People with severe acne should avoid it"]\n'
CONTRADICTED = 'Redness is rare. [@a "Redness is a common reaction"]\n'
BROKEN = 'It can be used for old scars. [@a "It can be used for old skin"]\n'
UNSOURCED = "It can be used for old scars.\n"
ADVICE = "Mesotherapy is safe for most people. [@advice]\n"
REASON = "The article shows old scars under this heading."


@pytest.fixture
def article(db):
    return load(a=ARTICLE)


@pytest.fixture
def reviewer(db):
    return make_person("rita", ["review_page", "change_topic"])


def load(**texts):
    actions.load_library(library=library(**texts), sources_meta=meta(*texts))
    actions.check_pages()


def make(body, model=Topic, slug="page", status="draft"):
    """A page with the text, checked, that somebody wants to be public: the checks keep it back."""
    page = model.objects.filter(slug=slug).first() or model(slug=slug, title=slug.capitalize())
    page.body, page.status = body, status
    page.refusal = ["wanted"]
    page.save()
    actions.check_page(page=page)
    return page


def first(page):
    return check_stored(page, load_shelf()).claims[0]


def decide(page, person, role="clinical_reviewer", reason=REASON, seen=None):
    seen = fingerprint_of(first(page)) if seen is None else seen
    made = actions.make_override(page=page, position=1, seen=seen, role=role, reason=reason, person=person)
    page.refresh_from_db()
    return made


def confirm(made, person):
    actions.confirm_override(override=made, person=person)


# --- what it does ----------------------------------------------------------------------------------


def test_a_decision_opens_the_gate_for_this_sentence_and_leaves_the_verdict_as_it_is(article, reviewer):
    page = make(NOT_FOUND)
    before = Verdict.objects.values("support", "anchor", "reasons", "checker_version").get()
    assert (page.status, before["support"]) == ("draft", "not_found")
    decide(page, reviewer)
    assert (page.status, page.refusal) == ("published", [])
    assert Verdict.objects.values("support", "anchor", "reasons", "checker_version").get() == before
    assert Claim.objects.get().override == Override.objects.in_force().get()


def test_other_sentences_of_the_page_still_close_the_gate(article, reviewer):
    page = make(NOT_FOUND + NOT_FOUND.replace("old scars", "burns"))
    decide(page, reviewer)
    assert page.status == "draft"
    assert [failure.sentence for failure in check_stored(page, load_shelf()).failures] == [2]


def test_a_warning_that_is_supported_in_part_stands_by_a_clinician_alone(article, reviewer):
    page = make(PARTLY, Contraindication, "pregnancy")
    assert first(page).verdict.support == "partly_supported"
    publisher = make_publisher()
    for role in Override.Role.values:
        with pytest.raises(BadDecision, match="may not decide"):
            decide(page, publisher, role)
    assert not Override.objects.exists()
    made = decide(page, reviewer)
    assert page.status == "draft", "it concerns safety, so nobody decides it alone"
    assert (made.is_waiting, Override.objects.standing().count()) == (True, 0)
    confirm(made, publisher)
    page.refresh_from_db()
    assert page.status == "published"
    assert Claim.objects.get().override == made


@pytest.mark.parametrize("permissions", [[], ["review_page"]])
def test_nobody_confirms_who_decided_or_may_not(article, reviewer, permissions):
    made = decide(make(PARTLY, Contraindication, "pregnancy"), reviewer)
    somebody = make_person("otto", permissions) if not permissions else reviewer
    with pytest.raises(BadDecision, match="may not confirm"):
        confirm(made, somebody)
    assert Override.objects.get().is_waiting
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.update(confirmed_by=made.person, confirmed_at=made.made_at)


def test_only_what_was_decided_on_is_confirmed(article, reviewer):
    page = make(PARTLY, Contraindication, "pregnancy")
    made = decide(page, reviewer)
    page.body = PARTLY.replace("if you have acne", "if you have any acne")
    page.save()
    publisher = make_publisher()
    with pytest.raises(BadDecision, match="changed meanwhile"):
        confirm(made, publisher)
    actions.withdraw_override(override=made, reason="No.", person=reviewer)
    with pytest.raises(BadDecision, match="waits for nobody"):
        confirm(made, publisher)


def test_a_sentence_that_warns_needs_a_second_person_on_any_page(article):
    page = make('Wait if you have old scars. [@a "People with severe acne should avoid it"]')
    assert first(page).verdict.support == "not_found"
    assert decide(page, make_publisher(), "publisher").needs_second, "the article warns with these words"


def test_it_is_confirmed_on_a_screen_that_shows_what_was_found(article, reviewer):
    page = make(PARTLY, Contraindication, "pregnancy")
    made = decide(page, reviewer)
    client = client_of(make_publisher())
    index = client.get("/admin/").content.decode()
    assert "Decisions on sentences that wait for somebody else" in index
    assert (
        "Read and confirm it"
        in client.get(f"/admin/content/claim/{Claim.objects.get().pk}/change/").content.decode()
    )
    url = f"/admin/content/override/{made.pk}/confirm/"
    shown = client.get(url).content.decode()
    assert REASON in shown and "should avoid it" in shown
    assert client_of(reviewer).get(url).status_code == 403
    assert "health professional decided" not in client.get(page.get_absolute_url()).content.decode()
    client.post(url)
    assert "health professional decided" in client.get(page.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 404


def test_a_publisher_decides_on_pages_that_do_not_warn_and_in_no_other_role(article):
    page, publisher = make(NOT_FOUND), make_publisher()
    with pytest.raises(BadDecision, match="may not decide"):
        decide(page, publisher, "clinical_reviewer")
    assert decide(page, publisher, "publisher").role == "publisher"


def test_an_editor_decides_nothing(article):
    page, editor = make(NOT_FOUND), make_editor()
    for role in Override.Role.values:
        with pytest.raises(BadDecision, match="may not decide"):
            decide(page, editor, role)
    assert page.status == "draft"


# --- what it never does ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (CONTRADICTED, "says the opposite"),
        (BROKEN, "word for word"),
        (UNSOURCED, "cites no article"),
        (ADVICE, "cites no article"),
        ('It can be used for dull skin. [@a "It can be used for dull skin"]\n', "passes the checks"),
    ],
)
def test_nobody_decides_on_what_must_not_stand(article, body, why):
    page = make(body)
    page.refusal = []
    with pytest.raises(BadDecision, match=why):
        decide(page, User.objects.create_superuser("root"))
    assert not Override.objects.exists()


def test_a_source_that_is_gone_is_never_decided_away(article, reviewer):
    page = make(NOT_FOUND)
    decide(page, reviewer)
    load(b="Needling should not be performed during pregnancy.\n")
    page.refresh_from_db()
    assert page.status == "in_review"
    with pytest.raises(BadDecision, match="not here"):
        decide(page, reviewer)


@pytest.mark.django_db
@pytest.mark.parametrize("support", ["contradicted", "supported", "anything"])
def test_the_database_holds_no_decision_on_another_verdict(support, reviewer):
    page = Topic.objects.create(slug="a", title="A")
    fields = {"page": page, "text": "It is.", "role": "publisher", "person": reviewer, "reason": "So."}
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(support=support, fingerprint="0" * 64, made_at="2026-11-27T12:00Z", **fields)


SNAPSHOT = take_snapshot("a", ARTICLE)
TEXT = Text(1, SNAPSHOT, ())
cited = st.builds(
    CheckedCitation,
    st.builds(Citation, st.just("a"), st.just("It can be used"), st.just(Span(0, 1))),
    st.builds(Anchor, st.sampled_from(AnchorState), st.none(), st.just("It can be used")),
    st.sampled_from([TEXT, None]),
)


@st.composite
def checked_claims(draw):
    """Every way in which a sentence can be stated, anchored and judged, also those that never happen."""
    citations = tuple(draw(st.lists(cited, max_size=3)))
    claim = StatedClaim(
        position=draw(st.integers(1, 3)),
        text=draw(st.sampled_from(["It is used.", "It is not used."])),
        span=Span(0, 5),
        citations=tuple(c.citation for c in citations),
        basis=draw(st.sampled_from(Basis)),
    )
    codes = draw(st.lists(st.sampled_from(Code), max_size=2))
    reasons = tuple(Reason(code, "Why.") for code in codes)
    anchors = tuple(c.anchor for c in citations)
    return CheckedClaim(claim, citations, CoreVerdict(anchors, draw(st.sampled_from(Support)), reasons))


@given(st.lists(checked_claims(), min_size=1, max_size=4), st.sampled_from(PageKind.values), st.data())
def test_no_set_of_decisions_opens_the_gate_to_what_must_not_stand(claims, kind, data):
    standing = {fingerprint_of(claim): n for n, claim in enumerate(claims)}
    standing |= {data.draw(st.text(max_size=64)): 99}
    failed = {failure.sentence for failure in failures_of(claims, kind=kind, standing=standing)}
    for checked in claims:
        is_broken = checked.anchor not in (None, AnchorState.EXACT)
        is_false = checked.verdict.support is Support.CONTRADICTED
        is_unsourced = checked.claim.basis is Basis.NONE or (
            checked.claim.basis is not Basis.CITATION and checked.verdict.support is Support.NOT_FOUND
        )
        is_gone = any(c.text is None for c in checked.citations) and not passes(checked, kind)
        if is_broken or is_false or is_unsourced or is_gone:
            assert checked.claim.position in failed
            assert override_of(checked, standing) is None
        if may_be_overridden(checked):
            assert override_of(checked, standing) is not None


# --- for how long it holds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        NOT_FOUND.replace("old scars", "very old scars"),
        'It can be used for:\n\n- old scars [@a "It can be used for dull skin"]\n',
        NOT_FOUND.replace('can be used for dull skin"', 'can be used for dull"'),
        f"## What it does not do\n\n{NOT_FOUND}",
        NOT_FOUND.strip() + ' [@a "Redness is a common reaction"]\n',
    ],
)
def test_it_lapses_with_any_other_sentence_or_citation(article, reviewer, body):
    page = make(NOT_FOUND)
    made = decide(page, reviewer)
    page.body = body
    page.save()
    assert not actions.check_page(page=page).is_open
    assert page.status == "in_review"
    assert list(Override.objects.lapsed()) == [made]
    assert not Override.objects.in_force().exists()


def test_it_lapses_with_another_text_of_the_article(article, reviewer):
    page = make(NOT_FOUND)
    made = decide(page, reviewer)
    load(a=f"{ARTICLE}It is new.\n")
    page.refresh_from_db()
    assert (page.status, list(Override.objects.lapsed())) == ("in_review", [made])


def test_it_lapses_when_the_software_finds_something_else(article, reviewer):
    page = make(NOT_FOUND)
    decide(page, reviewer)
    checked = first(page)
    standing = load_shelf().overrides[page.pk]
    assert override_of(checked, standing)
    other = replace(checked.verdict, reasons=(Reason(Code.NUMBER_DIFFERS, "Other."),))
    assert override_of(replace(checked, verdict=other), standing) is None
    worse = replace(checked.verdict, support=Support.CONTRADICTED)
    assert override_of(replace(checked, verdict=worse), standing) is None


def test_it_holds_on_its_own_page_alone(article, reviewer):
    decide(make(NOT_FOUND), reviewer)
    assert make(NOT_FOUND, slug="other").status == "draft"


def test_what_a_person_did_not_see_is_not_decided(article, reviewer):
    page = make(NOT_FOUND)
    seen = fingerprint_of(first(page))
    page.body = NOT_FOUND.replace("old", "very old")
    page.save()
    with pytest.raises(BadDecision, match="has changed meanwhile"):
        decide(page, reviewer, seen=seen)


def test_checking_again_changes_nothing(article, reviewer):
    page = make(NOT_FOUND)
    decide(page, reviewer)
    report = actions.Report()
    actions.check_pages(report=report)
    assert (report.rows_written, Claim.objects.get().override is None) == (0, False)


# --- taking it back --------------------------------------------------------------------------------


def test_taking_it_back_closes_the_gate_and_keeps_the_record(article, reviewer):
    page = make(NOT_FOUND)
    made = decide(page, reviewer)
    actions.withdraw_override(override=made, reason="It was another heading.", person=reviewer)
    page.refresh_from_db()
    made.refresh_from_db()
    assert (page.status, made.withdrawn_by, made.withdrawn_reason) == (
        "in_review",
        reviewer,
        "It was another heading.",
    )
    assert Claim.objects.get().override is None
    decide(page, reviewer)
    assert Override.objects.count() == 2


def test_a_warning_stays_when_its_decision_is_taken_back(article, reviewer):
    page = make(PARTLY, Contraindication, "pregnancy")
    made = decide(page, reviewer)
    confirm(made, make_publisher())
    actions.withdraw_override(override=made, reason="No.", person=reviewer)
    page.refresh_from_db()
    assert page.status == "published"


def test_a_publisher_does_not_undo_what_a_clinician_decided_and_nothing_goes_twice(article, reviewer):
    made = decide(make(NOT_FOUND), reviewer)
    with pytest.raises(BadDecision, match="may not take this back"):
        actions.withdraw_override(override=made, reason="No.", person=make_publisher())
    with pytest.raises(BadDecision, match="needs a reason"):
        actions.withdraw_override(override=made, reason="  ", person=reviewer)
    actions.withdraw_override(override=made, reason="No.", person=reviewer)
    with pytest.raises(BadDecision, match="already"):
        actions.withdraw_override(override=made, reason="No.", person=reviewer)


def test_a_clinician_undoes_what_a_publisher_decided(article, reviewer):
    made = decide(make(NOT_FOUND), make_publisher(), "publisher")
    actions.withdraw_override(override=made, reason="It is not so.", person=reviewer)
    made.refresh_from_db()
    assert made.withdrawn_by == reviewer


def test_a_decision_needs_a_reason_and_is_made_once(article, reviewer):
    page = make(NOT_FOUND)
    with pytest.raises(BadDecision, match="needs a reason"):
        decide(page, reviewer, reason=" ")
    decide(page, reviewer)
    with pytest.raises(BadDecision, match="already"):
        decide(page, reviewer)


# --- who sees it -----------------------------------------------------------------------------------

FOUND = "Under review: these words do not show what the sentence says."


@pytest.fixture
def decided(article, reviewer):
    page = make(NOT_FOUND)
    return decide(page, reviewer)


@pytest.mark.parametrize("address", ["/topics/page/", "/topics/page.txt"])
def test_readers_see_what_the_software_found_and_who_decided(decided, client, address):
    shown = client.get(address).content.decode()
    assert FOUND in shown
    day = f"{decided.made_at:%-d %B %Y}"
    assert f"A health professional decided on {day} that the sentence stands:" in shown
    assert REASON in shown
    assert "rita" not in shown
    assert "Under review" in shown
    decided.page.body = NOT_FOUND.replace("[@a", "[@a").replace("old scars", "dull skin")
    decided.page.save()
    actions.check_page(page=decided.page)
    assert "health professional decided" not in client.get(address).content.decode()


def test_programs_get_the_verdict_and_the_decision(decided, client):
    claim = client.get("/api/v1/pages/topic/page").json()["claims"][0]
    assert (claim["verdict"]["support"], claim["verdict"]["words"]) == ("not_found", FOUND)
    assert claim["override"] == {
        "words": f"A health professional decided on {decided.made_at:%-d %B %Y} that the sentence stands:",
        "role": "clinical_reviewer",
        "decided_on": f"{decided.made_at:%Y-%m-%d}",
        "reason": REASON,
    }
    assert "rita" not in str(claim)


def test_a_fhir_resource_tells_both(article, reviewer, client):
    confirm(decide(make(PARTLY, Contraindication, "pregnancy"), reviewer), make_publisher())
    resource = client.get("/api/v1/fhir/ClinicalUseDefinition/contraindication.pregnancy").json()
    narrative = resource["text"]["div"]
    assert "Under review: these words support only part of the sentence." in narrative
    assert "A health professional decided on" in narrative
    assert REASON in narrative
    assert "rita" not in str(resource)


def test_the_page_on_how_we_check_counts_them(decided, client):
    row = "Standing by a person’s decision, though software does not find full support"

    def figure():
        html = client.get("/how-we-check/").content.decode()
        return html.split(row)[1].split("<dd>")[1].split("</dd>")[0]

    assert figure() == "1"
    actions.withdraw_override(override=decided, reason="No.", person=decided.person)
    assert figure() == "0"


def test_check_claims_warns_of_each_and_does_not_fail(decided):
    out = StringIO()
    call_command("check_claims", stdout=out)
    lines = [line for line in out.getvalue().splitlines() if " style_" not in line]
    code = ", ".join(decided.codes)
    assert lines == [
        (
            "topic/page:1 overridden It is public because a person decided that it stands. "
            f"The checks found: {code}."
        )
    ]
    Claim.objects.update(override=None)
    with pytest.raises(SystemExit):
        call_command("check_claims", stdout=out)
    assert "topic/page:1 stored_differs" in out.getvalue()
