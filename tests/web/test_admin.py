"""The admin as a whole: who may open what, lists that stay quick, texts that stay harmless, nothing to forge."""

import re
from datetime import date

import html5lib
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, reverse

from content.actions import record_changes, record_history, refresh_search, write_draft
from content.admin.history import kept_of
from content.adminsite import EditorsSite
from content.models import (
    Citation,
    Claim,
    Contraindication,
    DailyCount,
    Disagreement,
    Feedback,
    Link,
    LookedAt,
    Markup,
    OldAddress,
    Override,
    Page,
    Passage,
    PastVerdict,
    PictureDraft,
    ProposedConcept,
    Question,
    QuestionComponent,
    QuestionVariant,
    SearchMiss,
    SelfTest,
    SignOff,
    Snapshot,
    Source,
    Statement,
    Submission,
    Topic,
)
from content.models.pictures import WORDS
from content.pagefiles import sha256_of
from content.significance import Level
from tests.copies import fill_once
from tests.web.factories import (
    CHECKED_AT,
    QUESTION,
    fill_site,
    make_disagreement,
    make_page,
    make_passage,
    make_picture,
    make_proposal,
    make_source,
    make_statement,
    make_suggestion,
)
from tests.web.libraries import dump
from tests.web.people import PAGES, make_editor, make_person, make_publisher

pytestmark = pytest.mark.django_db

MODELS = sorted(
    (
        model for model in apps.get_app_config("content").get_models() if model is not Markup
    ),  # shown to nobody
    key=lambda model: model.__name__,
)
NAMES = [model._meta.model_name for model in MODELS]
WRITTEN_BY_SOFTWARE = {
    *("snapshot", "passage", "statement", "claim", "citation", "verdict", "source", "page"),
    *("questionvariant", "questioncomponent", "disagreementposition", "link", "oldaddress"),
    *("searchentry", "searchmiss", "searchword", "dailycount", "draft", "picturedraft", "editnote"),
    *("override", "pastverdict", "lookedat", "signoff"),
}


@pytest.fixture
def rows():
    """At least three rows in every table of the app, by several pages and articles."""
    fill_once(fill_tables)


def fill_tables():
    fill_site()
    record_changes()
    third = make_source("article-3")
    for slug in ("second", "third"):
        question = make_page("questions", slug, QUESTION, group="Basics")
        passage = make_passage(third, {"second": "What is needling?", "third": "Needle facts"}[slug])
        place = {"start": passage.start, "end": passage.end, "quote": passage.quote, "kind": "heading"}
        QuestionVariant.objects.create(question=question, passage=passage, **place)
        QuestionComponent.objects.create(question=question, passage=passage)
        make_page("topics", slug, QUESTION, main_question=question)
        for folder in ("differences", "not-answered", "site"):
            make_page(folder, slug, QUESTION, disagreements=["told"] if folder == "differences" else [])
        use = make_page("uses", slug, QUESTION, related=["question/second"])
        make_statement(use, passage, "indication")
        make_disagreement(third, "Redness", key=slug, subject=f"Point {slug}")
        make_proposal(f"{slug} stripes", passage, role="contraindication")
    make_proposal("Zebra lines", passage, role="indication")
    for number in range(3):
        Link.objects.create(kind="not_same", first="what-is-it", other=f"words:so {number}")
        make_suggestion("what-is-it", f"words:so {number}")
        OldAddress.objects.create(page=Topic.objects.get(slug="second"), kind="topic", slug=f"old-{number}")
        SearchMiss.objects.create(words=f"zebra {number}", day=date(2026, 11, 20 + number))
        SelfTest.objects.create(
            checker_version=f"1-{number}",
            sentences=2,
            made=9,
            caught=9,
            critical=0,
            is_good_enough=True,
            tested_at=CHECKED_AT,
        )
        day = date(2026, 11, 20 + number)
        Feedback.objects.create(page=use, day=day, is_useful=False, reason="hard", comment="Why?")
        DailyCount.objects.create(page=use.address, day=day, count=5)
        at = {"checked_at": CHECKED_AT, "changed_at": CHECKED_AT}
        PastVerdict.objects.create(page=use, sentence="0" * 64, support="supported", **at)
        Submission.objects.create(
            kind="new", source_id=f"new-{number}", person=make_person(f"hand-{number}"), state="discarded"
        )
    record_changes()
    for number, (name, changed) in enumerate(
        zip(("ida", "ilse", "ines"), Topic.objects.order_by("pk")[:3], strict=True), 1
    ):
        person = make_person(name)
        write_draft(page=changed, title="Changed", body=QUESTION, status="draft", person=person)
        record_history(pages=[changed], person=person, level=Level.MEANING)
        page = Topic.objects.get(slug="what-it-is")
        LookedAt.objects.create(
            snapshot=third.snapshots.get(), start=0, end=number, person=person, at=CHECKED_AT
        )
        SignOff.objects.create(
            page=page, person=person, role="editor", text_sha256="0" * 64, signed_on=date(2026, 11, 22)
        )
        Override.objects.create(
            page=page,
            person=person,
            role="clinical_reviewer",
            text="It is.",
            support="not_found",
            fingerprint=sha256_of(name),
            reason="It is.",
            made_at=CHECKED_AT,
            needs_second=True,
        )
    for number in range(3):
        wait_with_words(make_picture(person, number), person)
    refresh_search()


def wait_with_words(picture, person, **words):
    """A change of what is said of ``picture``, that somebody else has to agree to."""
    said = {name: getattr(picture, name) for name in WORDS} | words
    return PictureDraft.objects.create(picture=picture, author=person, changed_at=CHECKED_AT, **said)


def client_of(person):
    client = Client()
    if person:
        client.force_login(person)
    return client


def address(name, view, *args):
    return reverse(f"admin:content_{name}_{view}", args=args)


def first_row(name):
    return apps.get_model("content", name)._default_manager.order_by("pk").first()


# --- every address, every kind of person --------------------------------------------------------------

VIEWS = ("changelist", "add", "change", "history", "delete")
OPEN_TO_STAFF = {"index", "password_change", "password_change_done", "jsi18n", "checks"}
PAGE_VIEWS = ("compare", "compare_version", "restore", "give_up", "sign")
"""Of every kind of page; that of topics stands for all."""
OTHERS = {*OPEN_TO_STAFF, "login", "logout", "autocomplete", "view_on_site", "app_list", "checks"}
ADDS = {"topic", "question", "difference", "gap", "site", "picture", "submission"}


def a_version():
    page = Topic.objects.order_by("pk").first()
    return [page.pk, kept_of(page)[0].version.pk]


STEPS = ("load", "again", "discard", "progress")
ASKING = (
    ("content_topic_compare", lambda: a_version()[:1]),
    ("content_topic_compare_version", a_version),
    ("content_topic_restore", a_version),
    ("content_topic_give_up", lambda: a_version()[:1]),
    ("content_topic_sign", lambda: a_version()[:1]),
    ("content_question_merge", lambda: [Question.objects.first().pk]),
    ("content_question_take_out", lambda: QuestionVariant.objects.values_list("question", "pk").first()),
    ("content_link_take_back", lambda: [Link.objects.first().pk]),
    ("content_picture_dialog_add", list),
    ("content_picture_dialog_use", list),
    ("content_picture_agree", lambda: [PictureDraft.objects.first().pk]),
    ("content_picture_give_up", lambda: [PictureDraft.objects.first().pk]),
    ("content_claim_evidence", list),
    ("content_claim_decide", lambda: [Claim.objects.first().pk]),
    ("content_override_withdraw", lambda: [Override.objects.first().pk]),
    ("content_override_confirm", lambda: [Override.objects.waiting().first().pk]),
    *((f"content_submission_{step}", lambda: [Submission.objects.first().pk]) for step in STEPS),
    ("content_submission_take_away", lambda: [Source.objects.first().pk]),
)
"""Pages that ask for something, and what fills in their addresses."""


def names_of(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_the_matrix_below_knows_every_address_of_the_admin():
    tables = {f"content_{name}_{view}" for name in NAMES for view in VIEWS}
    people = ("auth_user", "auth_group", "admin_logentry")
    accounts = {f"{name}_{view}" for name in people for view in VIEWS}
    more = {"auth_user_password_change", *(name for name, _ in ASKING)}
    more |= {f"content_{page}_{view}" for page in PAGES for view in PAGE_VIEWS}
    assert set(names_of(admin.site.get_urls())) == tables | accounts | OTHERS | more


def every_address():
    """Every address of the admin, filled in with a row that exists: name and address."""
    for app, name in [*(("content", name) for name in NAMES), ("auth", "user"), ("auth", "group")]:
        model = apps.get_model(app, name)
        row = model._default_manager.order_by("pk").first()
        for view in VIEWS:
            args = [row.pk] if view in ("change", "history", "delete") else []
            yield f"{name} {view}", reverse(f"admin:{app}_{name}_{view}", args=args)
        yield f"{name} short", reverse(f"admin:{app}_{name}_changelist") + "1/"
    yield "user password", reverse("admin:auth_user_password_change", args=[User.objects.first().pk])
    for name in OPEN_TO_STAFF | {"autocomplete"}:
        yield name, reverse(f"admin:{name}")
    kind = ContentType.objects.get_for_model(Statement).pk
    yield "view_on_site", reverse("admin:view_on_site", args=[kind, 1])
    for name, args in ASKING:
        yield name, reverse(f"admin:{name}", args=args())
    yield "nowhere", "/admin/nowhere/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_sees_anything_without_signing_in(rows, method):
    client, before = client_of(None), dump()
    for name, url in every_address():
        response = getattr(client, method)(url)
        assert (name, response.status_code) == (name, 302)
        assert response["Location"].startswith("/admin/login/?next=")
    assert dump() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_staff", [True, False])
def test_an_account_without_permissions_opens_no_table(rows, method, is_staff):
    client, before = client_of(make_person(is_staff=is_staff)), dump()
    for name, url in every_address():
        status = getattr(client, method)(url).status_code
        if not is_staff or name.endswith(" short"):
            assert (name, status) == (name, 302)
        elif name in OPEN_TO_STAFF:
            assert (name, status) in ((name, 200), (name, 302), (name, 405))
        else:
            assert (name, status) in ((name, 403), (name, 404), (name, 405))
    assert dump() == before


def expected_of_an_editor(name, view):
    """The status of a GET by somebody who may look at everything of ours and write, but not publish."""
    if name in ("user", "group"):
        return 403
    if view == "add":
        return 200 if name in ADDS else 403
    if view == "change" and name in ("page", "verdict"):
        return 302  # to the form of the page's kind, to the page of the sentence
    if view == "delete":
        found = {"source": 302, "snapshot": 302, "picture": 200}  # refused in words; no page shows it
        return found.get(name, 403)
    return 200


def test_an_editor_opens_every_list_and_row_of_ours_and_no_account(rows):
    client = client_of(make_editor())
    for name, url in every_address():
        table, _, view = name.partition(" ")
        if view in VIEWS:
            assert (name, client.get(url).status_code) == (name, expected_of_an_editor(table, view))


@pytest.mark.parametrize("name", sorted(WRITTEN_BY_SOFTWARE))
def test_what_software_wrote_cannot_be_written_by_a_superuser_either(rows, name):
    client, row = client_of(User.objects.create_superuser("root")), first_row(name)
    before = dump()
    data = {field.name: "1" for field in row._meta.fields} | {"_save": "Save"}
    assert client.post(address(name, "add"), data).status_code == 403
    assert client.post(address(name, "change", row.pk), data).status_code == 403
    deleted = client.post(address(name, "delete", row.pk), {"post": "yes"}).status_code
    assert deleted == (302 if name in ("source", "snapshot") else 403)
    action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes", "index": 0}
    no_such_action = 302 if name == "passage" else 200  # the other lists have none at all
    assert client.post(address(name, "changelist"), action).status_code == no_such_action
    assert dump() == before


@pytest.mark.parametrize("name", ["indication", "contraindication", "sideeffect"])
def test_records_are_made_and_removed_by_the_loader_only(rows, name):
    client, row = client_of(User.objects.create_superuser("root")), first_row(name)
    assert client.get(address(name, "add")).status_code == 403
    assert client.post(address(name, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_row_that_does_not_exist_is_no_error_of_ours(name):
    client = client_of(User.objects.create_superuser("root"))
    odd = ("0", "999999", "abc", "9" * 23, "-1", "1_5F", "%00", "é", "1.5")
    for view, keys in {"change": odd, "history": odd[1:4], "delete": odd[1:4]}.items():
        for pk in keys:
            url = f"{address(name, 'changelist')}{pk}/{view}/"
            assert client.get(url).status_code in (302, 403, 404)
            assert client.post(url, {"post": "yes"}).status_code in (302, 403, 404)


# --- lists --------------------------------------------------------------------------------------------


def test_every_table_is_in_the_admin():
    assert set(MODELS) <= set(admin.site._registry)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(rows, name, monkeypatch):
    assert first_row(name)._meta.model._default_manager.count() >= 3
    client = client_of(make_publisher())
    model_admin = admin.site.get_model_admin(apps.get_model("content", name))
    taken = []
    for number in (1, 3):
        monkeypatch.setattr(model_admin, "list_per_page", number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(address(name, "changelist"))
        assert len(response.context["cl"].result_list) == number
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 10


@pytest.mark.parametrize("name", NAMES)
def test_a_list_can_be_searched_filtered_and_sorted(rows, name):
    client = client_of(make_publisher())
    model_admin = admin.site.get_model_admin(apps.get_model("content", name))
    url = address(name, "changelist")
    assert client.get(url, {"q": "needling'\"%_"}).status_code == 200
    for column in range(1, len(model_admin.list_display) + 1):
        assert client.get(url, {"o": f"-{column}"}).status_code == 200
    shown = client.get(url).context["cl"]
    for choice in (choice for spec in shown.filter_specs for choice in spec.choices(shown)):
        assert client.get(url + choice["query_string"]).status_code == 200


def test_filters_of_pages_show_what_they_say():
    make_source()
    for slug, fields in {
        "public": {},
        "draft": {"status": "draft"},
        "kept": {"status": "draft", "refusal": ["no_text Empty."]},
        "late": {"next_review_on": date(2026, 1, 1)},
        "bad": {"support": "not_found"},
    }.items():
        make_page("topics", slug, "Ask first. [@advice]\n", **fields)
    make_page("topics", "empty", "", status="draft")
    client = client_of(make_editor())

    def shown(**query):
        response = client.get(address("topic", "changelist"), query)
        return {page.slug for page in response.context["cl"].result_list}

    assert shown(public="yes") == {"public", "late", "bad"}
    assert shown(public="no") == {"draft", "kept", "empty"}
    assert shown(public="kept-back") == {"kept"}
    assert shown(public="overdue") == {"late"}
    assert shown(checks="problems") == {"bad"}
    assert shown(checks="no-text") == {"empty"}
    assert shown(checks="passed") == {"public", "draft", "kept", "late"}


def test_the_list_of_pages_says_how_each_stands(rows):
    make_page("who-should-not", "bad", QUESTION, support="partly_supported", status="draft", refusal=["x y"])
    client = client_of(make_editor())
    table = text_of(client.get(address("contraindication", "changelist")), "result_list")
    assert "Bad Says to avoid it Draft Kept back 0 Problems in 3 of 3 sentences" in table
    assert "Hives Asks for care Published 0 No text of ours" in table
    assert "Pregnancy Says to avoid it Published 0 Supported 3 sentences A" in table
    effects = text_of(client.get(address("sideeffect", "changelist")), "result_list")
    assert "Redness Published 2 Supported 1 sentences Skin" in effects


def test_the_list_of_all_pages_leads_to_the_form_of_the_kind(rows):
    client = client_of(make_editor())
    page = Page.objects.get(kind="side_effect", slug="redness")
    form = address("sideeffect", "change", page.pk)
    assert f'href="{form}"' in client.get(address("page", "changelist")).content.decode()
    assert client.get(address("page", "change", page.pk))["Location"] == form


def text_of(response, element_id):
    """The text of the element with this id, blanks collapsed."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    (element,) = tree.findall(f".//*[@id='{element_id}']")
    return " ".join(" ".join(element.itertext()).split())


# --- the pages of the admin ---------------------------------------------------------------------------


def test_no_page_of_the_admin_needs_an_inline_script_or_style(rows):
    client = client_of(User.objects.create_superuser("root"))
    for name, url in every_address():
        response = client.get(url)
        assert "unsafe" not in response["Content-Security-Policy"]
        if response.status_code == 200 and "html" in response["Content-Type"]:
            tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
            inline = [e for e in tree.iter("script") if "src" not in e.attrib] + list(tree.iter("style"))
            handlers = [a for e in tree.iter() for a in e.attrib if str(a).startswith("on") or a == "style"]
            assert (name, inline, handlers) == (name, [], [])
            ids = [e.get("id") for e in tree.iter() if e.get("id")]
            assert (name, sorted(ids)) == (name, sorted(set(ids)))


def test_the_first_page_says_what_to_do_in_the_order_of_the_work(rows):
    response = client_of(make_editor()).get("/admin/")
    assert isinstance(admin.site, EditorsSite) or admin.site.__class__ is EditorsSite
    groups = [app["name"] for app in response.context["app_list"]]
    assert groups == ["Pages", "Decisions", "Readers", "Articles", "What the software found"]
    first = [model["object_name"] for model in response.context["app_list"][0]["models"]]
    assert first == [
        "Page",
        "Topic",
        "Question",
        "Indication",
        "Contraindication",
        "SideEffect",
        "Difference",
        "Gap",
        "Site",
        "Draft",
        "OldAddress",
        "Picture",
        "PictureDraft",
    ]
    assert "mesoinfo for editors" in response.content.decode()
    assert "css/admin.css" in response.content.decode()


def test_people_are_listed_for_those_who_manage_them():
    response = client_of(User.objects.create_superuser("root")).get("/admin/")
    assert response.context["app_list"][-1]["name"] == "People"


def test_every_list_of_the_first_page_is_opened_by_the_same_word(rows):
    html = client_of(make_editor()).get("/admin/").content.decode()
    assert len(re.findall(r'class="(?:viewlink|changelink)"[^>]*>Open</a>', html)) == len(NAMES)


def test_differences_are_listed_with_the_gravest_first(rows):
    for key, severity in {"low": "low", "medium": "medium", "second": "high"}.items():
        Disagreement.objects.update_or_create(
            key=key, defaults={"severity": severity, "subject": key, "kind": "fact"}
        )
    Disagreement.objects.filter(key__in=("k", "third", "told")).update(severity="low")
    listed = client_of(make_editor()).get(address("disagreement", "changelist")).context["cl"].result_list
    assert [point.severity for point in listed] == ["high", "medium", "low", "low", "low", "low"]


def test_a_difference_leads_to_the_place_in_the_article_and_to_the_pages_about_it(hostile):
    page = make_page("side-effects", "redness", "", title="Redness")
    point = make_disagreement(
        hostile, "Redness is common.", concepts=["redness"], stance="denied", kind="fact"
    )
    passage = Passage.objects.get(position=1)
    point.positions.update(passage=passage)
    html = client_of(make_editor()).get(address("disagreement", "change", point.pk)).content.decode()
    assert f'href="{address("snapshot", "change", passage.snapshot_id)}#passage-1"' in html
    assert f'href="{address("page", "change", page.pk)}">Side effect: Redness</a>' in html
    assert "How it was settled, and on what ground" in html


def test_filters_name_values_as_the_lists_do(rows):
    client = client_of(make_editor())
    for name, words in {
        "claim": "The article says something else",
        "contraindication": "Says to avoid it",
        "statement": "Says that it is not so",
        "passage": "Web page parts",
    }.items():
        shown = client.get(address(name, "changelist")).context["cl"]
        assert words in [str(c["display"]) for spec in shown.filter_specs for c in spec.choices(shown)]


def test_nobody_is_sent_to_a_list_that_stays_closed(rows):
    assert client_of(make_person()).get("/admin/").context["work"] == []
    only_topics = client_of(make_person("eva", ["add_topic"]))
    User.objects.get(username="eva").user_permissions.remove(
        *User.objects.get(username="eva").user_permissions.filter(codename="view_page")
    )
    titles = [waiting.title for waiting in only_topics.get("/admin/").context["work"]]
    assert [title for title in titles if title.startswith("Pages")] == []


# --- articles -----------------------------------------------------------------------------------------

HOSTILE = """\
<script>alert(1)</script> & "quotes" stay.
Redness is common.

    <b>Menu</b>
Redness is common.
"""


@pytest.fixture
def hostile():
    source = make_source("article-9", HOSTILE, title='<img src=x onerror="alert(1)">')
    make_passage(source, '<script>alert(1)</script> & "quotes" stay.', disposition="background", position=0)
    used = make_passage(source, "Redness is common.", position=1)
    make_passage(
        source, "<b>Menu</b>", kind="noise", disposition="boilerplate", reason="web_page", position=2
    )
    start = HOSTILE.rindex("Redness")
    Passage.objects.create(
        snapshot=used.snapshot,
        position=3,
        start=start,
        end=start + 18,
        quote="Redness is common.",
        kind="sentence",
        disposition="duplicate",
        reason="copy",
        duplicate_of=used,
    )
    return source


def test_an_article_is_shown_whole_with_every_passage_marked(hostile):
    response = client_of(make_editor()).get(address("snapshot", "change", Snapshot.objects.get().pk))
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    (text,) = (e for e in tree.iter("div") if e.get("class") == "article-text")
    assert "".join(text.itertext()) == HOSTILE
    marks = [(m.get("id"), m.get("class"), "".join(m.itertext())) for m in text.iter("mark")]
    assert marks == [
        ("passage-0", "passage is-background", '<script>alert(1)</script> & "quotes" stay.'),
        ("passage-1", "passage is-used", "Redness is common."),
        ("passage-2", "passage is-boilerplate", "<b>Menu</b>"),
        ("passage-3", "passage is-duplicate", "Redness is common."),
    ]
    (legend,) = (e for e in tree.iter("dl") if e.get("class") == "legend")
    assert ["".join(dt.itertext()) for dt in legend.iter("dt")] == [
        "Used 1", "Repeated 1", "Background 1", "Web page parts 1",
    ]  # fmt: skip
    assert [e for e in tree.iter() if e.tag == "script" and "src" not in e.attrib] == []


def test_a_passage_leads_to_its_place_in_the_article(hostile):
    client = client_of(make_editor())
    passage = Passage.objects.get(position=2)
    place = f"{address('snapshot', 'change', passage.snapshot_id)}#passage-2"
    assert f'href="{place}"' in client.get(address("passage", "change", passage.pk)).content.decode()


@pytest.mark.parametrize("name", ["source", "snapshot"])
def test_an_article_that_pages_rest_on_stays_and_the_editor_is_told_why(rows, name):
    row, client, before = first_row(name), client_of(make_editor()), dump()
    for method in (client.get, client.post):
        response = method(address(name, "delete", row.pk), {"post": "yes"}, follow=True)
        assert response.redirect_chain[-1][0] == address(name, "change", row.pk)
        (message,) = (str(message) for message in response.context["messages"])
        assert "not deleted" in message
        assert (
            f"quotes on our pages ({Citation.objects.filter(source__source_id='article-1').count()})"
            in message
        )
        assert "answers read from it (1)" in message
    assert dump() == before


def test_an_article_that_nothing_rests_on_can_go(hostile):
    client = client_of(make_editor())
    old = Snapshot.objects.create(
        source=hostile, text="Older.", sha256="1" * 64, is_current=False, loaded_at="2026-01-01T00:00Z"
    )
    assert client.get(address("snapshot", "delete", old.pk)).status_code == 200
    client.post(address("snapshot", "delete", old.pk), {"post": "yes"})
    assert list(Snapshot.objects.values_list("is_current", flat=True)) == [True]
    client.post(address("snapshot", "delete", Snapshot.objects.get().pk), {"post": "yes"})
    assert Snapshot.objects.count() == 1, "the text in use goes only with its article"
    client.post(address("source", "delete", hostile.pk), {"post": "yes"})
    assert (Source.objects.count(), Snapshot.objects.count(), Passage.objects.count()) == (0, 0, 0)
    assert [entry.action_flag for entry in LogEntry.objects.all()] == [3, 3]


def test_deleting_needs_the_permission(hostile):
    client = client_of(make_person(permissions=["change_topic"]))
    for name in ("source", "snapshot"):
        assert client.post(address(name, "delete", first_row(name).pk), {"post": "yes"}).status_code == 403
    assert Source.objects.count() == 1


@pytest.mark.parametrize("name", NAMES)
def test_hostile_words_of_an_article_are_shown_as_words(hostile, name):
    """In every list and on every page of a row made from it."""
    passage = Passage.objects.get(position=0)
    question = make_page(
        "questions", "q", 'Ask. [@article-9 "<script>alert(1)</script>"]\n', title=HOSTILE[:25]
    )
    place = {"start": passage.start, "end": passage.end, "quote": passage.quote, "kind": "heading"}
    QuestionVariant.objects.create(question=question, passage=passage, **place)
    QuestionComponent.objects.create(question=question, passage=passage)
    make_page("topics", "t", "Ask. [@advice]\n", main_question=question, title=HOSTILE[:25])
    for folder in ("differences", "not-answered", "site"):
        make_page(folder, folder, "Ask. [@advice]\n", title=HOSTILE[:25])
    for folder in ("uses", "side-effects", "who-should-not"):
        make_statement(make_page(folder, folder, "", title=HOSTILE[:25]), passage, "history", concept=folder)
    point = make_disagreement(hostile, "<script>alert(1)</script>", subject=HOSTILE[:25])
    person = User.objects.create_superuser("root")
    SignOff.objects.create(
        page=question,
        person=person,
        role="editor",
        text_sha256="0" * 64,
        signed_on=date(2026, 11, 22),
        note=HOSTILE[:25],
    )
    passed = {"place": HOSTILE, "kind": "unit", "true": HOSTILE, "false": HOSTILE}
    counts = {"sentences": 1, "made": 1, "caught": 0, "critical": 0, "is_good_enough": False}
    SelfTest.objects.create(checker_version="1-0", escapes=[passed], tested_at=CHECKED_AT, **counts)
    assert point.subject == "<script>alert(1)</script>"
    proposal = ProposedConcept(role="side_effect", proposal="proposed-alert", name=HOSTILE[:25])
    proposal.source_count = proposal.statement_count = 1
    proposal.save()
    proposal.passages.add(passage)
    Link.objects.create(kind="not_same", first=question.intent, other=f"words:{HOSTILE[:25]}")
    make_suggestion(question.intent, f"words:{HOSTILE[:25]}", why=HOSTILE[:25])
    OldAddress.objects.create(page=question, kind="question", slug="old")
    write_draft(page=question, title=HOSTILE[:25], body=HOSTILE, status="draft", person=person)
    record_history(pages=[question], person=person, comment=HOSTILE[:25], level=Level.SAFETY)
    SearchMiss.objects.create(words=HOSTILE, day=date(2026, 11, 20))
    Submission.objects.create(
        kind="new", source_id="new", meta={"title": HOSTILE}, person=person, state="failed", message=HOSTILE
    )
    refresh_search()
    day = date(2026, 11, 22)
    Feedback.objects.create(page=question, day=day, is_useful=False, reason="other", comment=HOSTILE)
    DailyCount.objects.create(page=HOSTILE, day=day, count=1)
    wait_with_words(make_picture(person, alternative=HOSTILE, credit=HOSTILE, description=HOSTILE), person)
    record_changes()
    place = {"snapshot": passage.snapshot, "start": passage.start, "end": passage.end}
    LookedAt.objects.create(person=person, at=CHECKED_AT, **place)
    found = {"page": question, "support": "not_found"}
    at = {"checked_at": CHECKED_AT, "changed_at": CHECKED_AT}
    reasons = [{"code": HOSTILE, "message": HOSTILE}]
    PastVerdict.objects.create(sentence="0" * 64, reasons=reasons, **found, **at)
    decided = {"text": HOSTILE, "reason": HOSTILE, "fingerprint": "0" * 64, "made_at": CHECKED_AT}
    Override.objects.create(person=person, role="publisher", codes=[HOSTILE], **found, **decided)
    client = client_of(person)
    pages = [address(name, "changelist"), address(name, "change", first_row(name).pk), "/admin/"]
    for url in pages:
        html = client.get(url, follow=True).content.decode()
        assert not re.search(r"<script>alert|<img src=x", html)
    assert name in ("page", "searchword") or "alert(1)" in "".join(
        client.get(url, follow=True).content.decode() for url in pages
    )


def test_strengths_of_a_record_are_shown_by_article(rows):
    page = Contraindication.objects.get(slug="pregnancy")
    html = client_of(make_editor()).get(address("contraindication", "change", page.pk)).content.decode()
    assert "article-1: Says to avoid it" in html
