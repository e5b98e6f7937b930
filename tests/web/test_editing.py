"""What an editor does: change a text, read the checks, publish through the gate, sign, decide."""

import hashlib
from datetime import UTC, datetime

import html5lib
import pytest
from django.forms import MultipleChoiceField
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content import actions
from content.admin.counts import claims_that_pass
from content.admin.history import kept_of
from content.admin.words import SUPPORT
from content.models import (
    Citation,
    Claim,
    Contraindication,
    Disagreement,
    DisagreementPosition,
    Draft,
    Indication,
    OldAddress,
    Page,
    Question,
    SideEffect,
    SignOff,
    Source,
    Topic,
)
from tests.web.libraries import A, B, dump, library, meta
from tests.web.people import EDITOR, REVIEWER, make_editor, make_person, make_publisher
from tests.web.test_actions import DULL, REDNESS, TOPIC, files

pytestmark = pytest.mark.django_db

UNSUPPORTED = 'It cures every illness. [@a "Redness is a common reaction"]'


@pytest.fixture
def site():
    """Two articles and a public page of every kind, checked by the real checker."""
    actions.load_library(library=library(a=A, b=B), sources_meta=meta("a", "b"))
    actions.load_pages(files=files())
    assert Page.objects.published().count() == 5


@pytest.fixture
def editor(site):
    return client_of(make_editor())


@pytest.fixture
def publisher(site):
    return client_of(make_publisher())


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def form_of(row):
    return reverse(f"admin:content_{row._meta.model_name}_change", args=[row.pk])


def typed(response):
    """What a browser would send from the form that ``response`` shows."""
    data = {}
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            data[field.html_name] = value if value is not None else [] if is_list(field) else ""
    return data


def is_list(field):
    return isinstance(field.field, MultipleChoiceField)


def save(client, row, **changes):
    """Open the form of ``row``, change some fields, save; the answer to the save, redirects followed."""
    return client.post(form_of(row), typed(client.get(form_of(row))) | changes, follow=True)


def add(client, model, **fields):
    url = reverse(f"admin:content_{model._meta.model_name}_add")
    return client.post(url, typed(client.get(url)) | fields, follow=True)


def said(response):
    """Messages above the page, as text."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    lists = [e for e in tree.iter("ul") if e.get("class") == "messagelist"]
    return [" ".join(" ".join(li.itertext()).split()) for e in lists for li in e.findall("li")]


def errors(response):
    return response.context["adminform"].form.errors


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


# --- writing and publishing ---------------------------------------------------------------------------


def test_a_changed_sentence_of_a_public_page_is_checked_signed_and_public(publisher):
    page = Topic.objects.get(slug="uses")
    text = f"{TOPIC}\n\n{REDNESS}"
    response = save(publisher, page, body=text)
    assert said(response)[0] == "The page is public now, with this text."
    page = fresh(page)
    assert (page.body, page.status) == (text, "published")
    assert list(page.claims.values_list("text", "verdict__support")) == [
        ("It can be used for dull skin.", "supported"),
        ("Ask a doctor first.", "supported"),
        ("Redness is common.", "supported"),
    ]
    sign_off = page.sign_offs.get()
    assert (sign_off.person.username, sign_off.role, sign_off.text_sha256) == (
        "petra", "publisher", page.read_sha256
    )  # fmt: skip
    assert "Redness is common." in Client().get("/topics/uses/").content.decode()


def test_a_new_page_goes_public_when_its_sentences_hold(publisher):
    response = add(publisher, Topic, title="Dull skin", slug="dull-skin", body=DULL, status="published")
    page = Topic.objects.get(slug="dull-skin")
    assert said(response)[0] == "The page is public now, with this text."
    assert (page.status, page.first_published_at is not None) == ("published", True)
    assert page.next_review_on is not None
    assert Client().get("/topics/dull-skin/").status_code == 200


def test_a_page_that_the_gate_refuses_stays_a_draft_and_the_editor_is_told_once_why(publisher):
    body = f"{DULL}\n{UNSUPPORTED}"
    response = add(publisher, Topic, title="Cures", slug="cures", body=body, status="published")
    page = Topic.objects.get(slug="cures")
    assert (page.status, page.body, page.first_published_at) == ("draft", body, None)
    (refusal,) = [message for message in said(response) if "not public" in message]
    assert refusal.startswith("“Cures” was saved, but it is not public: the checks refuse it.")
    reason = page.claims.get(position=2).verdict.reasons[0]["message"]
    assert f"Sentence 2, “It cures every illness.”: {reason}" in refusal
    assert "dull skin" not in refusal.casefold()
    assert not SignOff.objects.exists()
    assert Client().get("/topics/cures/").status_code == 404


def test_a_refusal_is_one_message_back_at_the_form_and_nothing_says_that_all_went_well(publisher):
    body = f"{DULL}\n{UNSUPPORTED}"
    added = add(publisher, Topic, title="Cures", slug="cures", body=body, status="published", _save="Save")
    page = Topic.objects.get(slug="cures")
    changed = save(publisher, page, status="published", _save="Save")
    for response in (added, changed):
        assert response.redirect_chain[-1][0] == form_of(page)
        assert [message.level_tag for message in response.context["messages"]] == ["error"]
        assert "successfully" not in response.content.decode()


def test_taking_a_public_page_off_the_site_is_said(publisher):
    page = Topic.objects.get(slug="uses")
    assert "Readers can no longer open this page." in said(save(publisher, page, status="withdrawn"))
    assert Client().get("/topics/uses/").status_code == 404
    assert "Readers can no longer open this page." not in said(save(publisher, page, status="draft"))


def test_a_page_that_its_changed_articles_take_off_the_site_is_said_too(publisher):
    page = Topic.objects.get(slug="uses")
    changed = A.replace("It can be used for dull skin", "It is not used for dull skin")
    actions.load_library(library=library(a=changed, b=B), sources_meta=meta("a", "b"))
    response = save(publisher, page, order="3")
    assert fresh(page).status == "in_review"
    assert "Readers can no longer open this page." in said(response)
    assert any("Sentence 1, “It can be used for dull skin.”" in message for message in said(response))
    assert not any("successfully" in message for message in said(response))


@pytest.mark.parametrize("model", [Contraindication, Topic, Question])
def test_the_text_of_a_public_page_cannot_be_emptied(publisher, model):
    page, before = model.objects.get(), dump()
    response = save(publisher, page, body=" \n")
    assert "Write a text, or choose “Withdrawn”" in errors(response)["body"][0]
    assert dump() == before
    if model is not Contraindication:  # a warning stays
        save(publisher, page, body="", status="withdrawn")
        assert (fresh(page).body, fresh(page).status) == ("", "withdrawn")


def test_checks_of_another_text_than_the_one_in_the_form_say_so(publisher):
    page = Topic.objects.get(slug="uses")
    other_error = save(publisher, page, related="nonsense")
    assert list(errors(other_error)) == ["related"]
    assert "not of the text above" not in other_error.content.decode()
    assert "not of the text above" not in publisher.get(form_of(page)).content.decode()
    draft = Topic.objects.create(slug="draft", title="Draft", body=DULL)
    refused = save(publisher, draft, body="One. [@nonsense]").content.decode()
    assert "the text as it was saved last, not of the text above" in refused


def test_a_page_that_the_gate_refused_waits_with_those_that_are_kept_back(publisher):
    page = Topic.objects.create(slug="t", title="T", body=UNSUPPORTED)
    save(publisher, page, status="published")
    assert (fresh(page).status, len(fresh(page).refusal) > 0) == ("draft", True)
    work = publisher.get("/admin/").context["work"]
    (kept_back,) = [waiting for waiting in work if waiting.title == "Pages kept back by the checks"]
    assert kept_back.count == 1
    listed = publisher.get(kept_back.address).context["cl"].result_list
    assert [found.slug for found in listed] == ["t"]
    save(publisher, page, body=DULL)
    assert (fresh(page).status, fresh(page).refusal) == ("draft", [])


def test_the_gate_counts_every_reason_but_names_eight(publisher):
    body = "\n".join(f"Sentence number {n} has no mark." for n in range(12))
    response = add(publisher, Topic, title="Bare", slug="bare", body=body, status="published")
    reasons = 12
    (refusal,) = [message for message in said(response) if "not public" in message]
    assert refusal.count("Sentence number") == 8
    assert f"and {reasons - 8} more" in refusal


@pytest.mark.parametrize("status", ["in_review", "approved", "withdrawn"])
def test_a_refused_page_keeps_the_status_it_had(publisher, status):
    page = Topic.objects.create(slug="t", title="T", body=UNSUPPORTED, status=status)
    save(publisher, page, status="published")
    assert fresh(page).status == status


@pytest.mark.parametrize("model", [Contraindication, Topic, Indication, SideEffect, Question])
def test_a_text_that_is_refused_never_takes_the_place_of_a_public_one(publisher, model):
    page = model.objects.get()
    before = page.body, Client().get(page.get_absolute_url()).content
    response = save(publisher, page, body=UNSUPPORTED)
    (refusal,) = [message for message in said(response) if "checks refuse" in message]
    assert refusal.startswith(f"“{page.title}” keeps the text that readers have.")
    assert "Sentence 1, “It cures every illness.”: " in refusal
    assert response.redirect_chain[-1][0] == form_of(page)
    assert UNSUPPORTED in response.content.decode().replace("&quot;", '"'), "what was typed is still there"
    assert (fresh(page).body, Client().get(page.get_absolute_url()).content) == before
    assert (page.draft.body, page.draft.status, page.draft.author.username) == (
        UNSUPPORTED,
        "in_review",
        "petra",
    )
    assert fresh(page).refusal == [], "the software never publishes it by itself"


def test_a_public_page_is_rewritten_beside_the_text_that_readers_have(publisher):
    page = Topic.objects.get(slug="uses")
    response = save(publisher, page, body=UNSUPPORTED, status="in_review")
    assert "Readers keep that one until it is published." in said(response)[0]
    assert (fresh(page).status, fresh(page).body, page.draft.body) == ("published", page.body, UNSUPPORTED)
    assert Client().get("/topics/uses/").status_code == 200
    assert typed(publisher.get(form_of(page)))["body"] == UNSUPPORTED
    save(publisher, page, body=page.body)
    assert not Draft.objects.exists(), "no change waits where nothing differs"


def test_a_warning_whose_article_changed_is_not_lost_by_correcting_its_title(publisher):
    actions.load_library(
        library=library(a=A.replace("should not", "must not"), b=B), sources_meta=meta("a", "b")
    )
    actions.check_pages()
    page = Contraindication.objects.get()
    assert any(
        "keeps the text that readers have" in line for line in said(save(publisher, page, title="Pregnant"))
    )
    assert (fresh(page).status, fresh(page).title, page.draft.title) == ("published", "Pregnancy", "Pregnant")
    save(publisher, page, order="7", status="in_review")
    assert (fresh(page).status, fresh(page).order, fresh(page).title) == ("published", 7, "Pregnancy")


def test_saving_what_is_not_text_signs_nothing(publisher):
    page = Topic.objects.get(slug="uses")
    response = save(publisher, page, order="7")
    assert (fresh(page).order, fresh(page).status) == (7, "published")
    assert not any("public now" in message for message in said(response))
    assert not SignOff.objects.exists()


def test_a_picture_without_a_description_is_not_published(publisher):
    body = f"{DULL}\n\n![Describe the picture here](/media/uploads/1.png)\n"
    response = add(publisher, Topic, title="P", slug="p", body=body, status="published")
    assert any("picture" in message for message in said(response))
    assert Topic.objects.get(slug="p").status == "draft"


# --- who may publish ----------------------------------------------------------------------------------


def test_an_editor_writes_drafts_and_is_not_offered_to_publish(editor):
    add(editor, Topic, title="Dull skin", slug="dull-skin", body=DULL, status="in_review")
    page = Topic.objects.get(slug="dull-skin")
    assert (page.status, page.claims.get().verdict.support) == ("in_review", "supported")
    choices = dict(editor.get(form_of(page)).context["adminform"].form.fields["status"].choices)
    assert set(choices) == {"draft", "in_review"}
    for status in ("published", "approved", "withdrawn"):
        response = save(editor, page, status=status)
        assert list(errors(response)) == ["status"]
        assert fresh(page).status == "in_review"


def test_an_editor_changes_a_public_page_beside_the_text_that_readers_have(editor):
    page = Topic.objects.get(slug="uses")
    before = fresh(page).__dict__ | {"_state": None}
    form = editor.get(form_of(page)).context["adminform"].form
    assert set(dict(form.fields["status"].choices)) == {"draft", "in_review"}
    assert {"slug", "order", "related", "figures"}.isdisjoint(form.fields), "they take effect at once"
    data = {"title": "Mine", "body": DULL, "status": "in_review", "group": "Forged", "slug": "forged"}
    response = editor.post(form_of(page), data, follow=True)
    assert "Readers keep that one until it is published." in said(response)[0]
    assert (page.draft.title, page.draft.body, page.draft.author.username) == ("Mine", DULL, "ana")
    assert fresh(page).__dict__ | {"_state": None} == before
    assert list(errors(editor.post(form_of(page), data | {"status": "published"}))) == ["status"]


def test_a_page_kept_back_says_why_and_is_published_by_a_publisher_only(publisher, editor):
    actions.load_pages(files=files(topic=f"{TOPIC}\n{UNSUPPORTED}"))
    Topic.objects.update(status="draft", refusal=["sentence 3: not_found The article does not say this."])
    page = Topic.objects.get()
    why = panel(editor, page, "refused_because")
    assert why.startswith("Sentence 3: The article does not say this. (not_found) Somebody chose “Published”")
    save(editor, page, body=DULL)
    assert (fresh(page).status, fresh(page).refusal) == ("draft", [])
    save(publisher, page, status="published")
    assert fresh(page).status == "published"


# --- what a form refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            'One. [@advice]\n\nTwo. [@a "never closed',
            "Line 3, column 6: the quote of this citation is not closed.",
        ),
        ("One. [@nonsense]", "Line 1, column 6: a mark of unknown form: [@nonsense]."),
        ('One. [@zz "words"]', "There is no article “zz”. The articles are a, b."),
        (f'One. [@a "{"word " * 41}"]', "the quote has 41 words; at most 40 may be shown"),
        ("# Title [@advice]", "this mark follows no sentence"),
        ("x" * 100_001, "at most 100000 characters"),
        ("Null \0 byte. [@advice]", "Null characters are not allowed."),
    ],
)
def test_a_text_that_cannot_be_read_is_not_saved_and_the_place_is_named(editor, body, message):
    response = add(editor, Topic, title="T", slug="t", body=body)
    assert list(errors(response)) == ["body"]
    assert message in errors(response)["body"][0]
    assert not Topic.objects.filter(slug="t").exists()


def test_line_ends_of_a_browser_are_no_change(publisher):
    page = Topic.objects.get(slug="uses")
    save(publisher, page, body=page.body.replace("\n", "\r\n") + "\r\n\r\n")
    assert (fresh(page).body, fresh(page).changed_at) == (page.body, page.changed_at)
    assert not SignOff.objects.exists()


def test_a_text_that_somebody_else_saved_meanwhile_is_not_overwritten(publisher):
    page, theirs, mine = Topic.objects.get(slug="uses"), f"{TOPIC}\n\n{REDNESS}", f"{TOPIC}\n{REDNESS}"
    form = typed(publisher.get(form_of(page)))
    save(client_of(make_publisher("paul")), page, body=theirs)
    response = publisher.post(form_of(page), form | {"body": mine, "title": "Uses of it"})
    assert errors(response)["__all__"][0].startswith(
        "Somebody else has saved this page while you were writing"
    )
    assert typed(response)["body"] == mine, "what was typed is still there"
    compared = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    (shown,) = (e for e in compared.iter("section") if e.get("class") == "others-text")
    assert ["".join(e.itertext()) for e in shown.iter("del")][1:] == ["(only in yours:  of it)"]
    assert fresh(page).body == theirs
    again = publisher.post(form_of(page), typed(response), follow=True)
    assert (fresh(page).body, fresh(page).title) == (mine, "Uses of it"), "now knowingly"
    assert theirs in [kept.body for kept in kept_of(page)], "and theirs is in the history"
    assert not again.context.get("errors")


def test_the_address_of_a_record_is_fixed_and_a_draft_leaves_none_behind(publisher):
    for model in (Indication, Contraindication, SideEffect):
        page = model.objects.get()
        save(publisher, page, slug="other", status="draft")
        assert fresh(page).slug == page.slug, model
    draft = Topic.objects.create(slug="draft", title="Draft")
    save(publisher, draft, slug="better")
    assert fresh(draft).slug == "better"
    assert not OldAddress.objects.exists()
    save(publisher, draft, body=DULL, status="published")
    response = save(publisher, draft, slug="best")
    assert fresh(draft).slug == "best"
    assert "The page has moved. Its old address leads to the new one." in said(response)
    assert [str(old) for old in OldAddress.objects.all()] == ["topics/better"]


@pytest.mark.parametrize("slug", ["uses", "Upper", "two--hyphens", "-x", "under_score", "a b", "é", ""])
def test_an_address_that_cannot_be_is_refused(publisher, slug):
    response = add(publisher, Topic, title="T", slug=slug)
    assert list(errors(response)) == ["slug"]
    assert Topic.objects.count() == 1


def test_a_question_that_an_editor_adds_is_known_by_its_address(publisher):
    add(publisher, Question, title="Does it sting?", slug="does-it-sting", body=DULL)
    assert Question.objects.get(slug="does-it-sting").intent == "does-it-sting"
    actions.load_library(library=library(a=A, b=B), sources_meta=meta("a", "b"))
    assert Question.objects.count() == 2


@pytest.mark.parametrize(
    "line",
    ["questions/what-is-it", "/questions/what-is-it/", "https://example.org/questions/what-is-it/#text-why"],
)
def test_related_pages_are_typed_as_addresses(publisher, line):
    page = Topic.objects.get()
    save(publisher, page, related=f"{line}\n\n who-should-not/pregnancy \n")
    assert fresh(page).related == ["question/what-is-it", "contraindication/pregnancy"]
    shown = typed(publisher.get(form_of(page)))["related"]
    assert shown == "questions/what-is-it\nwho-should-not/pregnancy"


@pytest.mark.parametrize("line", ["questions/nowhere", "nonsense", "a/b/c", "<script>", "//"])
def test_a_related_page_that_does_not_exist_is_refused(publisher, line):
    response = save(publisher, Topic.objects.get(), related=line)
    assert errors(response)["related"][0].startswith("There is no page “")
    assert Topic.objects.get().related == []


def test_differences_are_chosen_from_those_that_exist(publisher):
    page = Topic.objects.get()
    key = Disagreement.objects.get().key
    save(publisher, page, disagreements=[key])
    assert fresh(page).disagreements == [key]
    response = save(publisher, page, disagreements=["nonsense"])
    assert list(errors(response)) == ["disagreements"]


def test_drawings_are_chosen_from_those_that_exist(publisher):
    page = Topic.objects.get()
    save(publisher, page, figures=["skin-layers"])
    assert fresh(page).figures == ["skin-layers"]
    assert list(errors(save(publisher, page, figures=["nonsense"]))) == ["figures"]


# --- deleting -----------------------------------------------------------------------------------------


def delete(client, row):
    url = reverse(f"admin:content_{row._meta.model_name}_delete", args=[row.pk])
    return client.post(url, {"post": "yes"}).status_code


def test_only_a_draft_that_nobody_signed_can_be_deleted(publisher):
    draft = Topic.objects.create(slug="draft", title="Draft", body=DULL)
    actions.check_page(page=draft)
    signed = Topic.objects.create(slug="signed", title="Signed", body=DULL)
    person = make_person("ida")
    signed.sign_offs.create(
        person=person, role="editor", text_sha256=sha256(DULL), signed_on=timezone.localdate()
    )
    once_public = Topic.objects.create(
        slug="old", title="Old", status="withdrawn", first_published_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    kept = [
        signed,
        once_public,
        *(m.objects.first() for m in (Question, Indication, Contraindication, SideEffect)),
    ]
    assert [delete(publisher, page) for page in kept] == [403] * len(kept)
    assert delete(publisher, Topic.objects.get(slug="uses")) == 403
    assert delete(publisher, draft) == 302
    assert set(Topic.objects.values_list("slug", flat=True)) == {"uses", "signed", "old"}
    assert not Claim.objects.filter(page_id=draft.pk).exists()


# --- panels -------------------------------------------------------------------------------------------


def panel(client, row, name):
    """The text of a read-only panel of the form."""
    tree = html5lib.parse(client.get(form_of(row)).content.decode(), namespaceHTMLElements=False)
    (line,) = (e for e in tree.iter("div") if f"field-{name}" in (e.get("class") or "").split())
    (value,) = (e for e in line.iter("div") if e.get("class") == "readonly")
    return " ".join(" ".join(value.itertext()).split())


def test_the_checks_are_told_sentence_by_sentence_problems_first(editor):
    page = Topic.objects.create(slug="t", title="T", body=f"{DULL}\n{UNSUPPORTED}\nIt is bare.")
    save(editor, page, order="1")
    text = panel(editor, page, "checks_panel")
    assert text.startswith("Problems 2 of 3 sentences keep this page from being published.")
    verdict = page.claims.get(position=2).verdict
    reason = verdict.reasons[0]
    assert "It cures every illness" in text
    assert f"{SUPPORT[verdict.support]}." in text
    assert f"{reason['message']} ({reason['code']})" in text
    assert text.index("It cures every illness") < text.index("1 sentence that passes")
    assert text.index("1 sentence that passes") < text.index("It can be used for dull skin.")
    assert "“Redness is a common reaction” A" in text


def test_the_numbers_of_the_preview_are_those_of_the_checks(editor):
    page = Topic.objects.create(slug="t", title="T", body=f"{DULL}\n{UNSUPPORTED}")
    save(editor, page, order="1")
    html = editor.get(form_of(page)).content.decode()
    preview = editor.post("/admin/markdownx/markdownify/", {"content": page.body}).content.decode()
    for number in (1, 2):
        assert f'href="#preview-evidence-{number}"' in preview
        assert preview.count(f'id="preview-evidence-{number}"') == 1
        assert html.count(f'id="evidence-{number}"') == 1


def test_a_quote_that_is_not_in_the_article_comes_with_the_nearest_words(editor):
    page = Topic.objects.create(
        slug="t", title="T", body='Avoid it. [@a "Needling should be performed during pregnancy"]'
    )
    save(editor, page, order="1")
    text = panel(editor, page, "checks_panel")
    assert "The nearest words in A: “Needling should not be performed during pregnancy”" in text
    assert (
        "Crossed out is only in your quote, underlined only in the article: "
        "Needling should (only in the article: not ) be performed during pregnancy"
    ) in text
    assert "“not” is in the source and missing in the quote." in text


def test_the_words_that_differ_are_marked_and_harmless(editor):
    body = 'Avoid it. [@a "Needling could be performed during Pregnancy"]'
    page = Topic.objects.create(slug="t", title="T", body=body)
    save(editor, page, order="1")
    citation = Citation.objects.get(claim__page=page)
    (near,) = citation.suggestions
    kinds = [(part["kind"], part["words"]) for part in near["diff"]]
    assert kinds == [
        ("kept", "Needling"),
        ("only_in_quote", "could"),
        ("only_in_source", "should not"),
        ("kept", "be performed during"),
        ("only_in_quote", "Pregnancy"),
        ("only_in_source", "pregnancy"),
    ]
    near["diff"][0]["words"] = "<i>Needling</i>"
    Citation.objects.filter(pk=citation.pk).update(suggestions=[near])
    address = reverse("admin:content_citation_change", args=[citation.pk])
    html = [client.get(url).content.decode() for client, url in ((editor, form_of(page)), (editor, address))]
    assert [("<i>Needling" in each, each.count("&lt;i&gt;Needling&lt;/i&gt;")) for each in html] == [
        (False, 1)
    ] * 2


@pytest.mark.parametrize(
    ("diff", "said"),
    [
        (None, []),
        ([{"kind": "kept", "words": "Redness"}], ["Only the punctuation differs from your quote."]),
    ],
)
def test_a_quote_with_no_other_words_is_not_shown_as_changed(diff, said):
    near = {"quote": "Redness", **({"diff": diff} if diff else {})}
    html = render_to_string("admin/panels/nearest.html", {"near": near, "article": "A"})
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    lines = [" ".join("".join(line.itertext()).split()) for line in tree.iter("p")]
    assert lines == ["The nearest words in A: “Redness”", *said]


def test_the_articles_words_stand_beside_the_page(editor):
    text = panel(editor, Contraindication.objects.get(), "sources_panel")
    assert text.startswith("A: Facts a Needling should not be performed during pregnancy. Says to avoid it.")
    assert "B: Facts b Women who are pregnant should ask a doctor about needling." in text
    question = Question.objects.get()
    assert "Needling should not be performed" in panel(editor, question, "sources_panel")
    assert panel(editor, question, "variants_panel") == (
        "What is needling? A, as a heading. Show it in the article : What is needling? "
        "Not the same question : What is needling?"
    )
    topic = Topic.objects.get()
    assert panel(editor, topic, "sources_panel").startswith("No article in use has a passage")
    Topic.objects.update(main_question=question)
    assert "Needling should not be performed" in panel(editor, topic, "sources_panel")


def test_a_page_without_text_says_what_readers_would_see(editor):
    page = Indication.objects.get()
    save(client_of(make_publisher()), page, body="", status="withdrawn")
    assert "short quotes of the articles" in panel(editor, page, "checks_panel")


def test_the_sentences_that_count_as_problems_are_those_that_close_the_gate(site):
    """The list, the panel and the gate follow one rule, on pages that warn and on others."""
    bodies = {
        "fine": f"{DULL}\nAsk a doctor first. [@advice]",
        "mixed": f"{DULL}\n{UNSUPPORTED}\nIt is bare.\nNo article says how long it lasts. [@absence]",
        "broken": 'Avoid it. [@a "Needling should be performed during pregnancy"]\nIt hurts. [@b "no such words"]',
        "partly": 'It is used for dull skin and for scars. [@a "It can be used for dull skin"]',
    }
    kinds = set()
    for model in (Topic, Contraindication):
        for slug, body in bodies.items():
            own = {"concept": slug, "strength": "avoid"} if model is Contraindication else {}
            page = model.objects.create(slug=slug, title=slug, body=body, **own)
            check = actions.check_page(page=page)
            failing = {failure.sentence for failure in check.failures}
            problems = set(page.claims.exclude(pk__in=claims_that_pass()).values_list("position", flat=True))
            assert problems == failing, page.address
            kinds |= set(page.claims.values_list("verdict__support", flat=True))
    assert {"supported", "not_found"} <= kinds


def test_a_form_takes_the_same_queries_for_one_sentence_and_for_many(editor, django_assert_max_num_queries):
    page = Topic.objects.create(slug="t", title="T", body=DULL)
    for times in (1, 12):
        page.body = "\n".join([DULL, REDNESS, UNSUPPORTED] * times)
        page.save()
        actions.check_page(page=page)
        with django_assert_max_num_queries(36):
            editor.get(form_of(page))


def test_a_contradicted_sentence_is_said_to_be_one_and_not_to_be_under_review(editor):
    body = 'It should be performed during pregnancy. [@a "Needling should not be performed during pregnancy"]'
    page = Topic.objects.create(slug="t", title="T", body=body)
    save(editor, page, order="1")
    assert page.claims.get().verdict.support == "contradicted"
    assert "The article says something else." in panel(editor, page, "checks_panel")
    assert "review" not in panel(editor, page, "checks_panel")


def test_groups_of_the_same_kind_are_offered(publisher):
    Topic.objects.update(group='Before "you" <decide>')
    Question.objects.update(group="Other")
    page = Topic.objects.create(slug="t", title="T", group='A "b')
    tree = html5lib.parse(publisher.get(form_of(page)).content.decode(), namespaceHTMLElements=False)
    (field,) = (e for e in tree.iter("input") if e.get("name") == "group")
    (offered,) = (e for e in tree.iter("datalist") if e.get("id") == field.get("list"))
    assert [option.get("value") for option in offered] == ['A "b', 'Before "you" <decide>']
    assert (field.get("value"), field.get("maxlength")) == ('A "b', "100")


# --- sign-offs ----------------------------------------------------------------------------------------


def sign(client, page, **fields):
    """Open the page to read it, and sign; the answer, redirects followed."""
    url = reverse(f"admin:content_{page.kind.replace('_', '')}_sign", args=[page.pk])
    shown = client.get(url)
    seen = shown.context["form"].initial["seen"] if shown.status_code == 200 else ""
    return client.post(url, {"role": "editor", "note": "Read.", "seen": seen, **fields}, follow=True)


def refused(response):
    return response.context["form"].errors


def test_a_signature_is_that_of_the_person_signed_in_for_what_they_have_read(editor):
    page, other = Topic.objects.get(), make_person("otto")
    sign(editor, page, person=other.pk, text_sha256="0" * 64, signed_on="2020-01-01")
    sign_off = SignOff.objects.get()
    assert (sign_off.person.username, sign_off.text_sha256) == ("ana", page.read_sha256)
    assert (sign_off.signed_on, sign_off.role, sign_off.note) == (timezone.localdate(), "editor", "Read.")


def test_a_page_is_signed_where_the_whole_of_it_is_read_with_its_evidence(editor):
    page = Topic.objects.get()
    assert reverse("admin:content_topic_sign", args=[page.pk]) in editor.get(form_of(page)).content.decode()
    html = editor.get(reverse("admin:content_topic_sign", args=[page.pk])).content.decode()
    assert "It can be used for dull skin." in html and "Where this comes from" in html
    assert editor.get(reverse("admin:content_signoff_add")).status_code == 403, "not from the list"


def test_a_signature_holds_for_one_text_and_is_not_given_twice(editor, publisher):
    page = Topic.objects.get()
    sign(editor, page)
    assert "You have signed this text" in refused(sign(editor, page))["__all__"][0]
    assert panel(editor, page, "sign_offs").startswith("ana: Editor,")
    assert "this text" in panel(editor, page, "sign_offs")
    save(publisher, page, body=f"{TOPIC}\n{REDNESS}")
    assert "nobody" not in panel(editor, page, "sign_offs"), "the publisher signed by publishing"
    assert panel(editor, page, "sign_offs").startswith("petra: Publisher,")
    assert "1 signature of older texts ana: Editor," in panel(editor, page, "sign_offs")
    sign(editor, page)
    assert SignOff.objects.filter(role="editor").count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Other"},
        {"group": "Other"},
        {"language": "tr"},
        {"related": ["contraindication/pregnancy"]},
        {"disagreements": ["k"]},
        {"figures": ["skin-layers"]},
        {"body": "Ask somebody first. [@advice]"},
    ],
)
def test_a_signature_lapses_with_whatever_readers_read_and_says_so(editor, changed):
    page = Topic.objects.get()
    sign(editor, page)
    assert "this text" in panel(editor, page, "sign_offs")
    for name, value in changed.items():
        setattr(page, name, value)
    page.save()
    told = panel(editor, page, "sign_offs")
    assert "Every signature has lapsed" in told and "1 signature of older texts" in told
    rows = editor.get(reverse("admin:content_signoff_changelist")).content.decode()
    assert "No, something has changed" in rows


def test_nobody_signs_a_text_that_changed_while_they_read_it(editor, publisher):
    page = Topic.objects.get()
    seen = page.read_sha256
    save(publisher, page, body=f"{TOPIC}\n{REDNESS}")
    assert "has changed since you read it" in refused(sign(editor, page, seen=seen))["__all__"][0]
    assert list(refused(sign(editor, page, seen=""))) == ["seen"]
    assert not SignOff.objects.filter(role="editor").exists()


@pytest.mark.parametrize("role", ["clinical_reviewer", "publisher", "king"])
def test_a_role_that_somebody_does_not_have_is_refused(editor, role):
    assert list(refused(sign(editor, Topic.objects.get(), role=role))) == ["role"]
    assert not SignOff.objects.exists()


def test_a_clinical_reviewer_signs_as_one(site):
    client = client_of(make_person("rosa", REVIEWER))
    sign(client, Topic.objects.get(), role="clinical_reviewer")
    assert SignOff.objects.get().role == "clinical_reviewer"
    html = Client().get("/topics/uses/").content.decode()
    assert "Not yet reviewed by a health professional" not in html


def test_a_page_without_text_cannot_be_signed(editor):
    page = Topic.objects.create(slug="empty", title="Empty")
    assert "nothing to sign" in said(sign(editor, page))[0]
    assert not SignOff.objects.exists()


def test_a_signature_is_never_changed_nor_taken_back(editor):
    sign(editor, Topic.objects.get())
    sign_off, before = SignOff.objects.get(), dump()
    assert editor.get(form_of(sign_off)).status_code == 200
    assert editor.post(form_of(sign_off), {"note": "Other."}).status_code == 403
    assert delete(editor, sign_off) == 403
    action = {"action": "delete_selected", "_selected_action": [sign_off.pk], "post": "yes"}
    editor.post(reverse("admin:content_signoff_changelist"), action)
    assert dump() == before


# --- disagreements ------------------------------------------------------------------------------------


def test_a_difference_is_settled_with_a_reason_only(editor):
    point = Disagreement.objects.get()
    response = save(editor, point, state="settled")
    assert errors(response) == {"settled_reason": ["Say how it was settled, and on what ground."]}
    response = save(editor, point, state="shown", settled_reason="Because.")
    assert list(errors(response)) == ["settled_reason"]
    assert fresh(point).state == "open"
    save(editor, point, state="settled", settled_reason="A newer article agrees with the stricter one.")
    assert (fresh(point).state, fresh(point).settled_reason[:7]) == ("settled", "A newer")
    save(editor, point, state="shown", settled_reason="")
    assert (fresh(point).state, fresh(point).settled_reason) == ("shown", "")


def test_what_the_articles_say_cannot_be_forged_with_the_decision(editor):
    point, position = Disagreement.objects.get(), DisagreementPosition.objects.first()
    before = dump()["DisagreementPosition"]
    forged = {"subject": "Mine", "severity": "low", "safest": "Do it.", "state": "shown"}
    inline = {
        "positions-TOTAL_FORMS": "3", "positions-INITIAL_FORMS": "2", "positions-0-id": position.pk,
        "positions-0-quote": "Needling is safe.", "positions-0-DELETE": "on",
        "positions-2-quote": "New.", "positions-2-source": Source.objects.first().pk,
    }  # fmt: skip
    save(editor, point, **forged, **inline)
    assert dump()["DisagreementPosition"] == before
    assert (fresh(point).state, fresh(point).subject, fresh(point).safest) == (
        "shown",
        "Pregnancy",
        "Do not.",
    )


def test_a_difference_is_neither_added_nor_deleted_by_hand(site):
    client = client_of(make_person("eva", [*EDITOR, "add_disagreement", "delete_disagreement"]))
    assert client.get(reverse("admin:content_disagreement_add")).status_code == 403
    assert delete(client, Disagreement.objects.get()) == 403


def test_lists_that_only_publishers_change_are_shown_as_lines(editor):
    page, point = Topic.objects.filter(status="published").first(), Disagreement.objects.first()
    page.related = ["question/what-is-it", "who-should-not/pregnancy"]
    page.disagreements, page.figures = [point.key, "gone"], []
    page.save()
    shown = editor.get(form_of(page)).content.decode()
    assert "<div>question/what-is-it</div><div>who-should-not/pregnancy</div>" in shown
    assert f"<div>{point.subject}</div><div>gone</div>" in shown
    assert "[&quot;" not in shown
