"""Why a verdict is what it is: the page of a sentence, what its codes mean, what it was before."""

import re

import html5lib
import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content import actions, reference
from content.findings.meanings import ALL_CODES, meaning_of
from content.models import Claim, Contraindication, Override, PastVerdict, Verdict
from content.reference import checks_reference, families
from tests.web.people import REVIEWER, make_editor, make_person, make_publisher
from tests.web.test_overrides import (
    ARTICLE,
    BROKEN,
    CONTRADICTED,
    NOT_FOUND,
    PARTLY,
    REASON,
    article,
    decide,
    load,
    make,
)

__all__ = ["article"]  # a fixture

pytestmark = pytest.mark.django_db
LISTED = 'It can be used for:\n\n- dull skin [@a "It can be used for dull skin"]\n'


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def address(page, view="change"):
    return reverse(f"admin:content_claim_{view}", args=[page.claims.get().pk])


def shown(page, person=None):
    """The response of the page of its only sentence."""
    return client_of(person or make_editor()).get(address(page))


def text_of(response):
    return " ".join("".join(html5lib.parse(response.content.decode()).itertext()).split())


# --- the page of a sentence --------------------------------------------------------------------------


def test_it_shows_the_sentence_in_its_place_and_the_quote_in_its_article(article):
    page = make(f"## When\n\n{LISTED}")
    response = shown(page)
    text = text_of(response)
    assert "Under “When”" in text
    assert "It can be used for:" in text
    pieces = response.context["explanation"].quotes[0].pieces
    assert "".join(piece.words for piece in pieces if piece.is_quote) == "It can be used for dull skin"
    assert ARTICLE.startswith("".join(piece.words for piece in pieces)[:50])
    assert "Redness is a common reaction." in "".join(piece.words for piece in pieces if not piece.is_quote)
    snapshot = page.claims.get().citations.get().snapshot
    passage = snapshot.passages.get(quote__startswith="It can be used")
    link = f"{reverse('admin:content_snapshot_change', args=[snapshot.pk])}#passage-{passage.position}"
    assert f'href="{link}"' in response.content.decode()
    assert f'href="{page.get_absolute_url()}#claim-1"' in response.content.decode()
    page.status = "draft"
    page.save()
    assert "#claim-1" not in client_of(make_publisher()).get(address(page)).content.decode()


def test_differing_words_are_marked_in_both_texts(article):
    response = shown(make(CONTRADICTED))
    html = response.content.decode()
    assert "<mark>rare</mark>" in html
    assert re.search(r'<strong class="differs">\s*common\s*</strong>', html)


@pytest.mark.parametrize(
    ("body", "is_open", "says"),
    [
        (LISTED, True, "This sentence passes."),
        (NOT_FOUND, False, "This sentence keeps the page from being published."),
        (CONTRADICTED, False, "Nobody can decide that the sentence stands"),
        (BROKEN, False, "Quote the article again first."),
    ],
)
def test_it_says_whether_the_sentence_passes_and_what_can_be_done(article, body, is_open, says):
    response = shown(make(body))
    assert response.context["explanation"].gate.is_open == is_open
    assert says in text_of(response)


def test_a_page_that_warns_asks_for_more(article):
    warning, topic = make(PARTLY, Contraindication, "pregnancy"), make(PARTLY)
    assert "This page warns, so every sentence has to be fully supported." in text_of(shown(warning))
    response = client_of(make_publisher()).get(address(topic))
    assert "supported in part only, never less" in text_of(response)
    assert response.context["explanation"].gate.is_open


def test_every_reason_leads_to_what_it_means_and_every_kind_of_difference_is_named(article):
    response = shown(make(NOT_FOUND))
    explanation = response.context["explanation"]
    assert explanation.reasons
    for why in explanation.reasons:
        assert why.meaning == meaning_of(why.code) != ""
        assert f'href="{reverse("admin:checks")}#{why.code}"' in response.content.decode()
    assert [guard.name for guard in explanation.guards] == list(families())[:-1]
    assert list(families())[-1] == "A second look", "no model was asked"
    assert {code for guard in explanation.guards for code in guard.found} == {
        why.code for why in explanation.reasons
    }


def test_the_same_check_now_gives_the_same_verdict_and_another_one_is_told(article):
    page = make(NOT_FOUND)
    client = client_of(make_editor())
    assert client.get(address(page)).context["explanation"].replay.differences == ()
    Verdict.objects.update(support="supported", checker_version="0", reasons=[], snapshot_hashes=["0" * 64])
    told = client.get(address(page)).context["explanation"].replay.differences
    assert [words.split()[0:3] for words in told] == [
        ["The", "checker", "is"],
        ["The", "text", "of"],
        ["The", "result", "was"],
        ["The", "reasons", "are"],
    ]
    Claim.objects.update(text="It is another one.")
    response = client.get(address(page))
    assert "has another sentence in this place" in text_of(response)
    assert not response.context["explanation"].gate.is_open


def test_looking_changes_nothing(article):
    page = make(NOT_FOUND)
    before = list(Verdict.objects.values())
    shown(page)
    assert (list(Verdict.objects.values()), PastVerdict.objects.count()) == (before, 0)


def test_hostile_words_are_shown_as_words(db):
    load(a="Needling <script>alert(1)</script> can be used for dull skin.\n")
    page = make('It <b>can</b> be used. [@a "<script>alert(1)</script> can be used"]\n')
    html = shown(page).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_takes_as_many_queries_for_many_sentences(article, number):
    page = make(NOT_FOUND + CONTRADICTED * (number - 1))
    client = client_of(make_editor())
    url = reverse("admin:content_claim_change", args=[page.claims.first().pk])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= 22


def test_a_verdict_leads_to_the_page_of_its_sentence(article):
    page = make(NOT_FOUND)
    client = client_of(make_editor())
    url = reverse("admin:content_verdict_change", args=[Verdict.objects.get().pk])
    assert client.get(url).url == address(page)
    assert Client().get(url).status_code == 302
    assert client_of(make_person("nobody")).get(url).status_code == 403


def test_nobody_opens_it_without_permission(article):
    page = make(NOT_FOUND)
    assert Client().get(address(page)).status_code == 302
    assert client_of(make_person("nobody")).get(address(page)).status_code == 403
    assert client_of(make_editor()).post(address(page)).status_code == 403
    assert client_of(make_publisher()).get(
        reverse("admin:content_claim_change", args=["9" * 40])
    ).status_code in (302, 404)


# --- what it was before ------------------------------------------------------------------------------


def test_an_article_that_changes_leaves_the_old_verdict_with_its_reason(article):
    page = make('Redness is common. [@a "Redness is a common reaction"]\n')
    assert PastVerdict.objects.count() == 0
    load(a=ARTICLE.replace("common", "rare"))
    past = PastVerdict.objects.get()
    assert (past.page, past.support, past.anchor) == (page.page_ptr, "supported", "exact")
    explanation = shown(page).context["explanation"]
    assert [(before.support, before.why) for before in explanation.before] == [
        ("Supported", "a: another text, or no longer cited")
    ]
    load(a=ARTICLE)
    before = client_of(make_publisher()).get(address(page)).context["explanation"].before
    assert [row.support for row in before] == ["The quoted words do not show it", "Supported"]
    assert before[0].since == before[1].until


def test_a_citation_that_an_editor_mends_leaves_the_old_verdict_too(article):
    page = make(BROKEN.replace("old scars", "dull skin"))
    page.body = 'It can be used for dull skin. [@a "It can be used for dull skin"]\n'
    page.save()
    actions.check_page(page=page)
    assert [row.support for row in PastVerdict.objects.all()] == ["not_found"]
    assert shown(page).context["explanation"].before[0].why == "the quotes or the page around it were changed"


def test_checking_again_and_other_words_leave_nothing(article):
    page = make(NOT_FOUND)
    actions.check_pages()
    Verdict.objects.update(checker_version="0")
    actions.check_pages()
    page.body = LISTED
    page.save()
    actions.check_page(page=page)
    assert not PastVerdict.objects.exists()


def test_only_the_newest_are_kept(article, monkeypatch):
    monkeypatch.setattr(PastVerdict, "KEPT", 2)
    page = make(NOT_FOUND)
    for support in ("supported", "partly_supported", "contradicted"):
        Verdict.objects.update(support=support)
        actions.check_page(page=page)
        Verdict.objects.update(support=support)
        actions.check_page(page=page)
    assert [row.support for row in PastVerdict.objects.all()] == ["contradicted", "contradicted"]


# --- deciding ----------------------------------------------------------------------------------------


def test_a_reviewer_decides_on_the_page_of_the_sentence(article):
    page, reviewer = make(NOT_FOUND), make_person("rita", REVIEWER)
    client = client_of(reviewer)
    assert address(page, "decide") in client.get(address(page)).content.decode()
    form = client.get(address(page, "decide")).context["form"]
    sent = {"role": "clinical_reviewer", "reason": REASON, "seen": form.initial["seen"]}
    assert client.post(address(page, "decide"), {**sent, "reason": ""}).status_code == 200
    assert client.post(address(page, "decide"), {**sent, "role": "publisher"}).status_code == 200
    assert not Override.objects.exists()
    response = client.post(address(page, "decide"), sent, follow=True)
    assert "stands by your decision" in text_of(response)
    assert "passes by the decision of a person" in text_of(response)
    made = Override.objects.get()
    assert (made.person, made.reason) == (reviewer, REASON)
    entries = LogEntry.objects.filter(user=reviewer).values_list("content_type__model", flat=True)
    assert sorted(entries) == ["claim", "topic"]
    assert all(REASON in entry.change_message for entry in LogEntry.objects.all())
    assert client.get(address(page, "decide")).status_code == 302


def test_a_decision_on_what_has_changed_meanwhile_is_refused_and_nothing_is_lost(article):
    page, client = make(NOT_FOUND), client_of(make_person("rita", REVIEWER))
    sent = {"role": "clinical_reviewer", "reason": REASON, "seen": "0" * 64}
    response = client.post(address(page, "decide"), sent)
    assert "has changed meanwhile" in text_of(response)
    assert REASON in response.content.decode()
    assert not Override.objects.exists()


def test_a_decision_is_taken_back_with_a_reason(article):
    page, reviewer = make(NOT_FOUND), make_person("rita", REVIEWER)
    made = decide(page, reviewer)
    client = client_of(reviewer)
    url = reverse("admin:content_override_withdraw", args=[made.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 200
    made.refresh_from_db()
    assert not made.is_withdrawn
    response = client.post(url, {"reason": "It was wrong."}, follow=True)
    assert "Taken back on" in text_of(response)
    assert "readers cannot open it" in text_of(response)
    assert client.get(url).status_code == 404
    assert "It was wrong." in LogEntry.objects.filter(content_type__model="override").get().change_message


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_those_who_may_decide_or_take_back(article, method):
    page = make(PARTLY, Contraindication, "pregnancy")
    made = decide(page, make_person("rita", REVIEWER))
    for address_of, closed in (
        (address(page, "decide"), [make_editor(), make_publisher(), make_person("nobody")]),
        (reverse("admin:content_override_withdraw", args=[made.pk]), [make_editor("e"), make_publisher("p")]),
    ):
        for person in closed:
            assert getattr(client_of(person), method)(address_of).status_code == 403
        assert getattr(Client(), method)(address_of).status_code == 302
    assert not Override.objects.get().is_withdrawn


def test_the_list_of_decisions_says_what_became_of_each(article):
    reviewer = make_person("rita", REVIEWER)
    in_force = make(NOT_FOUND, slug="one")
    lapsed, back = make(NOT_FOUND, slug="two"), make(NOT_FOUND, slug="three")
    for page in (in_force, lapsed, back):
        decide(page, reviewer)
    lapsed.body = LISTED
    lapsed.save()
    actions.check_page(page=lapsed)
    actions.withdraw_override(override=back.overrides.get(), reason="No.", person=reviewer)
    client = client_of(make_editor())
    url = reverse("admin:content_override_changelist")
    for value, slug in (("in-force", "one"), ("lapsed", "two"), ("taken-back", "three")):
        rows = client.get(url, {"now": value}).context["cl"].result_list
        assert [row.page.slug for row in rows] == [slug]
    text = text_of(client.get(url))
    assert "In force" in text
    assert "Lapsed: " in text
    assert "Taken back on " in text


# --- what the codes mean -----------------------------------------------------------------------------


def test_every_code_can_be_linked_to_and_is_explained():
    response = client_of(make_editor()).get(reverse("admin:checks"))
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert set(ALL_CODES) <= set(ids)
    assert len(ids) == len(set(ids))
    text = text_of(response)
    assert "[@advice]" in text
    assert "Mended quote:" in text
    for code in ALL_CODES:
        assert meaning_of(code).replace("`", "") in text


def test_without_its_document_each_code_is_explained_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(reference, "FILE", tmp_path / "gone.md")
    checks_reference.cache_clear()
    try:
        html = checks_reference()
        assert all(f'id="{code}"' in html for code in ALL_CODES)
        assert meaning_of("no_text") in html
    finally:
        checks_reference.cache_clear()


def test_it_is_for_people_who_may_sign_in_here():
    assert Client().get(reverse("admin:checks")).status_code == 302
    assert client_of(make_person("visitor", is_staff=False)).get(reverse("admin:checks")).status_code == 302
