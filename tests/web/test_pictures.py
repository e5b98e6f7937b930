"""Pictures: nothing without its words goes to readers, and what they see tells them what they must know."""

import io
from unittest import mock

import html5lib
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from PIL import Image

from content import actions
from content.actions import remove_picture
from content.admin.pictureforms import PictureForm
from content.models import Contraindication, Page, Picture, PictureDraft, Topic
from content.models.pictures import check_alternative, check_credit
from content.pagefiles import read_page
from content.pictures import faults_of_pictures, pictures_for
from content.plaintext import text_of
from content.rendering import pictures_in, render_markdown, render_plain
from content.sitecopy.links import Place, links_in, relinked
from content.sitecopy.places import Answer
from tests.web.factories import fill_site, make_page, make_picture
from tests.web.libraries import A, B, library, meta
from tests.web.people import REVIEWER, make_editor, make_person, make_publisher
from tests.web.test_actions import DULL, files
from tests.web.test_every_address import html_validate, vnu
from tests.web.test_images import URL, WORDS, encoded, noisy, own_storage, stored_names, upload_of  # noqa: F401  a fixture
from tests.web.test_rendering import assert_safe

pytestmark = pytest.mark.django_db

ADDRESS = "/media/uploads/00000000000000000000000000000001.jpg"
LIST = "/admin/content/picture/"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def person():
    return make_editor()


@pytest.fixture
def editor(person):
    return client_of(person)


@pytest.fixture
def publisher():
    return client_of(make_publisher())


@pytest.fixture
def picture():
    return make_picture(User.objects.create_user("owner"))


@pytest.fixture
def articles():
    actions.load_library(library=library(a=A, b=B), sources_meta=meta("a", "b"))
    actions.load_pages(files=files())


def change_of(picture):
    return reverse("admin:content_picture_change", args=[picture.pk])


def tree_of(html):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)


# --- what may be said of a picture --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "IMG_1234.jpg",
        "arm.png",
        "IMG-0042",
        "DSC00042",
        "Image",
        "picture.",
        "Describe the picture here",
        "alt text",
        "...",
        "42",
        "?",
        "Image of an arm",
        "a photo of an arm",
        "This is a picture of an arm",
        "Picture: an arm",
        "Photograph showing an arm",
    ],
)
def test_words_that_describe_nothing_are_refused(text):
    with pytest.raises(ValidationError):
        check_alternative(text)


@pytest.mark.parametrize(
    "text",
    [
        "A nurse cleans the skin of an arm",
        "Imaging of the skin by ultrasound",
        "Red spots on a light forearm, the size of lentils",
        "Bir hemşire kolun derisini temizliyor",
        "Pictures hang on the wall of a waiting room",
    ],
)
def test_words_that_describe_are_let_in(text):
    check_alternative(text)


@pytest.mark.parametrize("text", ["unknown", "Internet", "Google images.", "n/a", "?", "©"])
def test_an_origin_that_nobody_knows_is_refused(text):
    with pytest.raises(ValidationError):
        check_credit(text)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alternative": ""}, "alternative"),
        ({"alternative": "   "}, "alternative"),
        ({"alternative": "x " * 126}, "alternative"),
        ({"alternative": "arm.png"}, "alternative"),
        ({"skin": ""}, "skin"),
        ({"skin": "some"}, "skin"),
        ({"skin_note": ""}, "skin_note"),
        ({"skin_note": "?"}, "skin_note"),
        ({"skin": "none"}, "skin_note"),
        ({"credit": ""}, "credit"),
        ({"credit": "unknown"}, "credit"),
        ({"description": "x" * 5_001}, "description"),
    ],
)
def test_a_picture_does_not_come_in_without_its_words(editor, changes, field):
    response = editor.post(URL, {**WORDS, **changes, "image": upload_of(encoded())})
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    response = editor.post(f"{LIST}add/", {**WORDS, **changes, "image": upload_of(encoded())})
    assert (response.status_code, list(response.context["adminform"].form.errors)) == (200, [field])
    assert (Picture.objects.exists(), stored_names()) == (False, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"alternative": ""},
        {"credit": ""},
        {"skin_note": ""},
        {"skin": "none"},
        {"skin": "some"},
        {"sha256": "0"},
        {"width": 0},
        {"format": "GIF"},
    ],
)
def test_the_database_holds_no_picture_that_lacks_something(picture, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=picture.pk).update(**changes)


# --- adding ------------------------------------------------------------------------------------------


def test_a_picture_is_added_in_the_admin_without_a_script(editor, person):
    response = editor.post(f"{LIST}add/", {**WORDS, "image": upload_of(noisy((700, 300)))})
    picture = Picture.objects.get()
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert (picture.uploaded_by, picture.format, picture.width, picture.height) == (person, "PNG", 700, 300)
    assert (picture.widths, picture.has_webp, len(picture.files)) == ([320, 640, 700], True, 6)
    assert sorted(stored_names()) == sorted(picture.files)
    assert LogEntry.objects.get().object_id == str(picture.pk)
    shown = editor.get(change_of(picture)).content.decode()
    assert f"![{WORDS['alternative']}]({picture.address})" in shown


def test_a_picture_of_the_editor_leaves_a_line_in_the_log(editor, person):
    editor.post(URL, {**WORDS, "image": upload_of(encoded())})
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (person, WORDS["alternative"])


@pytest.mark.parametrize("name", ["b.png", "c.jpg"])
def test_the_same_picture_twice_is_offered_instead(editor, name):
    editor.post(URL, {**WORDS, "image": upload_of(encoded())})
    picture, before = Picture.objects.get(), stored_names()
    response = editor.post(URL, {**WORDS, "image": upload_of(encoded(), name)})
    assert (response.status_code, response.json()["known"]) == (400, picture.markdown)
    assert WORDS["alternative"] in response.json()["error"]
    form = (
        editor.post(f"{LIST}add/", {**WORDS, "image": upload_of(encoded(), name)}).context["adminform"].form
    )
    assert list(form.errors) == ["image"]
    assert (Picture.objects.count(), stored_names()) == (1, before)


@pytest.mark.parametrize("url", [URL, f"{LIST}add/"])
def test_the_same_picture_sent_by_two_at_once_comes_in_once(editor, url):
    editor.post(URL, {**WORDS, "image": upload_of(encoded())})
    before = stored_names()
    with mock.patch.object(PictureForm, "_refuse_known"):  # both had looked before either was there
        response = editor.post(url, {**WORDS, "image": upload_of(encoded())})
    assert response.status_code == (400 if url == URL else 302)
    assert (Picture.objects.count(), stored_names()) == (1, before)


@pytest.mark.parametrize("url", [URL, f"{LIST}add/"])
def test_files_go_again_where_the_row_cannot_be_written(editor, url):
    editor.raise_request_exception = False
    with mock.patch.object(Picture, "save", side_effect=DatabaseError("gone")):
        response = editor.post(url, {**WORDS, "image": upload_of(encoded())})
    assert response.status_code >= 500
    assert (Picture.objects.exists(), stored_names()) == (False, [])


def test_a_full_disk_is_said_in_the_form_and_the_words_are_kept(editor):
    with mock.patch.object(default_storage, "save", side_effect=OSError(28, "No space left on device")):
        response = editor.post(f"{LIST}add/", {**WORDS, "image": upload_of(encoded())})
    assert response.status_code == 200
    assert "could not be stored" in response.content.decode() and WORDS["credit"] in response.content.decode()
    assert (Picture.objects.exists(), stored_names()) == (False, [])


# --- who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["dialog/add/", "dialog/use/"])
def test_the_dialogs_are_for_those_who_may(view, picture, editor):
    assert editor.get(LIST + view).status_code == 200
    assert editor.post(LIST + view).status_code == 405
    assert client_of(make_person("eva")).get(LIST + view).status_code == 403
    assert Client().get(LIST + view).status_code == 302


NEW = "A hand holds a cotton ball"
TEXT = f"It may sting. [@advice]\n\n![An arm]({ADDRESS})\n"


def agree_of(picture):
    return reverse("admin:content_picture_agree", args=[picture.pk])


def words_now(picture):
    picture.refresh_from_db()
    return picture.alternative


def agree(client, picture):
    seen = client.get(agree_of(picture)).context["seen"]
    return client.post(agree_of(picture), {"seen": seen}).status_code


def test_only_publishers_change_the_words_of_what_readers_see_at_once(editor, publisher, picture):
    make_page("topics", "x", TEXT)
    old, data = picture.alternative, {**WORDS, "alternative": NEW}
    assert editor.post(change_of(picture), data).status_code == 302
    assert (words_now(picture), picture.draft.alternative) == (old, NEW)
    shown = editor.get(change_of(picture)).content.decode()
    assert "A change of these words waits" in shown and NEW in shown
    assert editor.post(agree_of(picture), {"seen": ""}).status_code == 403
    assert agree(publisher, picture) == 302
    assert (words_now(picture), PictureDraft.objects.count()) == (NEW, 0)
    publisher.post(change_of(picture), {**WORDS, "alternative": old})
    assert words_now(picture) == old, "it concerns nobody’s safety"


@pytest.mark.parametrize(
    ("folder", "changes"),
    [
        ("who-should-not", {"alternative": NEW}),
        ("side-effects", {"description": "She wears no gloves."}),
        ("side-effects", {"skin_note": "dark skin"}),
        ("who-should-not", {"credit": "Photo: Ana Roy, public domain"}),
        ("topics", {"description": "A sign says: do not have it while you are pregnant."}),
    ],
)
def test_words_that_concern_safety_need_a_second_person(publisher, picture, folder, changes):
    page = make_page(folder, "x", TEXT)
    before = picture.words
    publisher.post(change_of(picture), {**WORDS, **changes})
    picture.refresh_from_db()
    assert picture.words == before
    shown = publisher.get(agree_of(picture)).content.decode()
    assert "Somebody else has to agree to them." in shown and "somebody’s safety" in shown
    seen = publisher.get(agree_of(picture)).context["seen"]
    assert publisher.post(agree_of(picture), {"seen": seen}).status_code == 403
    assert "Words of pictures that wait for somebody else" in publisher.get("/admin/").content.decode()
    other = client_of(make_person("rosa", REVIEWER))
    old_hash = page.read_sha256
    assert agree(other, picture) == 302
    picture.refresh_from_db()
    assert picture.words != before
    page.refresh_from_db()
    assert page.read_sha256 != old_hash, "signatures under the page were under other words"


def test_nobody_agrees_to_their_own_words_however_little_they_concern(picture):
    make_page("topics", "x", TEXT)
    rosa = client_of(make_person("rosa", REVIEWER))
    rosa.post(change_of(picture), {**WORDS, "alternative": NEW})
    assert "You wrote these words." in rosa.get(agree_of(picture)).content.decode()
    assert rosa.post(agree_of(picture), {"seen": "x"}).status_code == 403
    assert words_now(picture) != NEW


def test_what_nobody_has_read_is_not_agreed_to(editor, publisher, picture):
    make_page("topics", "x", TEXT)
    editor.post(change_of(picture), {**WORDS, "alternative": NEW})
    seen = publisher.get(agree_of(picture)).context["seen"]
    editor.post(change_of(picture), {**WORDS, "alternative": f"{NEW} on an arm"})
    answer = publisher.post(agree_of(picture), {"seen": seen}, follow=True)
    assert "have changed meanwhile" in answer.content.decode()
    assert words_now(picture) != NEW


def test_a_change_of_words_is_given_up_and_stays_in_the_history(editor, publisher, picture):
    make_page("topics", "x", TEXT)
    editor.post(change_of(picture), {**WORDS, "alternative": NEW})
    give_up = reverse("admin:content_picture_give_up", args=[picture.pk])
    assert editor.get(give_up).status_code == 403
    assert editor.post(give_up).status_code == 302
    assert not PictureDraft.objects.exists()
    publisher.post(change_of(picture), {**WORDS, "alternative": "An arm at rest"})
    history = reverse("admin:content_picture_history", args=[picture.pk])
    told = editor.get(history).content.decode()
    for words in (NEW, "Waited beside what readers had.", "An arm at rest", "As it was before."):
        assert words in told
    assert editor.get(agree_of(picture)).status_code == 404, "nothing waits"


def test_a_signature_is_no_second_person_once_a_word_of_a_picture_is_another(articles, picture):
    """The author of a warning cannot change its picture after somebody has signed it, and publish."""
    page, author = Contraindication.objects.get(), make_publisher()
    body = f"{page.body}\n\n![An arm]({ADDRESS})"
    actions.write_draft(page=page, title=page.title, body=body, status="in_review", person=author)
    actions.approve_text(page=page, person=make_person("rosa", REVIEWER), role="clinical_reviewer")
    client_of(author).post(change_of(picture), {**WORDS, "description": "All is safe."})
    check = actions.publish_page(page=page, person=author)
    assert [failure.code for failure in check.failures] == ["second_person"]


def test_words_are_changed_by_an_editor_while_no_reader_sees_them(editor, picture):
    make_page("topics", "x", f"It may sting. [@advice]\n\n![An arm]({ADDRESS})\n", status="draft")
    assert editor.post(change_of(picture), {**WORDS, "skin": "none", "skin_note": ""}).status_code == 302
    picture.refresh_from_db()
    assert (picture.skin, picture.skin_note, picture.name) == ("none", "", ADDRESS.rpartition("/")[2])
    refused = editor.post(change_of(picture), {**WORDS, "credit": "unknown"})
    assert list(refused.context["adminform"].form.errors) == ["credit"]


def test_a_picture_that_a_draft_names_is_not_deleted(editor, publisher, picture):
    page = make_page("topics", "x", f"It may sting. [@advice]\n\n![An arm]({ADDRESS})\n", status="draft")
    for client in (editor, publisher, client_of(User.objects.create_superuser("root"))):
        assert client.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"}).status_code == 403
    assert not remove_picture(picture=picture)
    shown = editor.get(change_of(picture)).content.decode()
    assert f'href="/admin/content/topic/{page.pk}/change/"' in shown and "(draft)" in shown
    assert Picture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_are_removed_once_the_row_is_gone_for_good(editor):
    for colour in ((1, 2, 3), (200, 1, 1)):
        editor.post(URL, {**WORDS, "image": upload_of(encoded("JPEG", (700, 300), colour=colour))})
    gone, stays = Picture.objects.all()
    assert set(stored_names()) == {*gone.files, *stays.files}
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        remove_picture(picture=gone)
        1 / 0  # noqa: B018  whatever goes wrong later
    gone = Picture.objects.get(name=gone.name)
    assert set(stored_names()) == {*gone.files, *stays.files}
    assert editor.post(f"{LIST}{gone.pk}/delete/", {"post": "yes"}).status_code == 302
    assert set(stored_names()) == set(stays.files)


# --- lists -------------------------------------------------------------------------------------------


def test_the_list_says_on_how_many_pages_each_stands(editor, picture):
    other = make_picture(picture.uploaded_by, 2, skin="none", skin_note="")
    for slug in ("x", "y"):
        make_page("topics", slug, f"It may sting. [@advice]\n\n![An arm]({ADDRESS})\n", status="draft")
    found = {row.pk: row.uses for row in editor.get(LIST).context["cl"].result_list}
    assert found == {picture.pk: 2, other.pk: 0}
    assert [row.pk for row in editor.get(LIST, {"used": "no"}).context["cl"].result_list] == [other.pk]
    assert [row.pk for row in editor.get(LIST, {"used": "yes"}).context["cl"].result_list] == [picture.pk]


def test_the_dialog_offers_the_newest_and_finds_others_by_words(editor, picture):
    for number in range(2, 40):
        make_picture(picture.uploaded_by, number, alternative=f"Arm number {number} in sunlight")
    first = editor.get(f"{LIST}dialog/use/")
    assert (len(first.context["pictures"]), first.context["has_more"]) == (24, True)
    assert first.context["pictures"][0].alternative == "Arm number 39 in sunlight"
    found = editor.get(f"{LIST}dialog/use/", {"q": "nurse"})
    assert [each.pk for each in found.context["pictures"]] == [picture.pk]
    assert "There is no picture with these words." in " ".join(
        editor.get(f"{LIST}dialog/use/", {"q": "zebra\0"}).content.decode().split()
    )


# --- on a page ----------------------------------------------------------------------------------------


def shown(text, picture, **options):
    return render_markdown(text, {picture.address: picture}, **options)


def test_a_picture_is_a_figure_in_its_sizes_with_what_readers_must_know(picture):
    picture.description, picture.has_webp = "She wears gloves.\n\nThe arm <b>lies</b> still.", True
    html = shown(f"One. [@advice]\n\n![An *arm* & hand]({ADDRESS} 'x')\n\nTwo. [@advice]", picture)
    tree = tree_of(html)
    (figure,) = tree.iter("figure")
    (image,) = figure.iter("img")
    stem = ADDRESS.removesuffix(".jpg")
    assert image.attrib == {
        "src": ADDRESS,
        "srcset": f"{stem}-320.jpg 320w, {stem}-640.jpg 640w, {ADDRESS} 960w",
        "sizes": "(min-width: 48em) 45rem, 100vw",
        "width": "960",
        "height": "640",
        "alt": "An arm & hand",
        "loading": "lazy",
        "decoding": "async",
    }
    (source,) = figure.iter("source")
    assert source.get("srcset") == f"{stem}-320.webp 320w, {stem}-640.webp 640w, {stem}.webp 960w"
    caption = " ".join("".join(next(figure.iter("figcaption")).itertext()).split())
    assert caption == (
        "Skin in this picture: brown skin. On other skin, signs can look different. Photo: Ana Roy, CC BY 4.0"
    )
    words = [" ".join("".join(p.itertext()).split()) for p in next(figure.iter("details")).iter("p")]
    assert words == ["She wears gloves.", "The arm <b>lies</b> still."]
    outside = [e.tag for e in tree]
    assert outside == ["p", "figure", "p"]


def test_without_skin_or_long_description_nothing_is_said_of_them(picture):
    picture.skin, picture.skin_note = "none", ""
    html = shown(f"![An arm]({ADDRESS})", picture)
    assert "<details" not in html and "picture-skin" not in html and "Ana Roy" in html


def test_a_picture_without_words_in_the_text_has_its_own(picture):
    assert 'alt="A nurse cleans arm 1"' in shown(f"One.\n\n![]({ADDRESS})", picture)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("One ![An arm](A) two.", ["p", "figure"]),
        ("![An arm](A)", ["figure"]),
        ("![An arm](A)\n![A leg](A)", ["figure", "figure"]),
        ("[![An arm](A)](/topics/)", ["figure"]),
        ("**![An arm](A)**", ["figure"]),
        ("## Arm ![An arm](A)\n\nOne.", ["h2", "figure", "p"]),
        ("> ![An arm](A)", ["blockquote"]),
        ("- One\n- ![An arm](A)", ["ul"]),
        ("1. One\n\n   ![An arm](A)\n\n2. Two", ["ol"]),
        ("| a |\n|---|\n| ![An arm](A) |", ["table"]),
    ],
)
def test_wherever_a_picture_is_written_the_page_stays_well_formed(picture, text, tags):
    html = shown(text.replace("A)", f"{ADDRESS})"), picture)
    tree = tree_of(html)
    assert [e.tag for e in tree] == tags
    assert len(list(tree.iter("figure"))) == len(list(tree.iter("img"))) == text.count("![")
    assert not [e for e in tree.iter("p") if not "".join(e.itertext()).strip()]
    assert not list(tree.iter("a"))


def test_claims_and_markers_are_where_they_were(picture):
    text = f"One ![An arm]({ADDRESS}) goes on. [@advice]\nTwo. [@advice]\n\n![A leg]({ADDRESS})"
    html = shown(text, picture)
    assert 'id="claim-1"' in html and 'id="claim-2"' in html and html.count('class="marker"') == 2
    assert "\ue005" not in html and "\ue006" not in html


@pytest.mark.parametrize(
    "hostile",
    [
        '"><script>alert(1)</script>',
        "' onerror='alert(1)",
        '" onerror="alert(1)',
        "\ue0050\ue006",
        "{{ picture.sha256 }}",
        "</figcaption></figure><img src=x onerror=alert(1)>",
    ],
)
def test_no_word_of_a_picture_becomes_a_tag(picture, hostile):
    picture.credit = picture.skin_note = picture.description = picture.alternative = hostile
    html = shown(f"![{hostile}]({ADDRESS})\n\n![]({ADDRESS})\n\n\ue0050\ue006", picture)
    tree = tree_of(html)
    assert {e.tag for e in tree.iter()} <= {
        *(
            "DOCUMENT_FRAGMENT",
            "p",
            "figure",
            "picture",
            "img",
            "details",
            "summary",
            "div",
            "span",
            "figcaption",
        )
    }
    assert not [a for e in tree.iter() for a in e.attrib if str(a).startswith("on")]
    assert picture.sha256 not in html


def test_a_picture_that_is_not_known_stays_as_it_was(picture):
    html = shown("![An arm](/media/uploads/other.jpg)", picture)
    assert html == '<p><img src="/media/uploads/other.jpg" alt="An arm"></p>\n'
    assert_safe(html)


def test_words_in_another_language_are_marked(picture):
    picture.description = "She wears gloves."
    plain = render_plain(f"![Bir kol]({ADDRESS})", language="tr", pictures={ADDRESS: picture})
    image = next(tree_of(plain).iter("img"))
    assert "lang" not in image.attrib
    assert '<p class="picture-credit" lang="en-GB">' in plain and '<summary lang="en-GB">' in plain
    own = render_plain(f"![]({ADDRESS})", language="tr", pictures={ADDRESS: picture})
    assert next(tree_of(own).iter("img")).get("lang") == "en-GB"
    with translation.override("tr"):
        turkish = render_plain(f"![An arm]({ADDRESS})", pictures={ADDRESS: picture})
    assert "Bu resmin açıklaması" in turkish and '<summary lang="tr">' in turkish


def test_as_text_a_picture_is_what_it_shows_and_all_its_words(picture):
    picture.description, picture.has_webp = "She wears gloves.", True
    html = shown(f"One. [@advice]\n\n![An arm]({ADDRESS})\n\nTwo. [@advice]", picture)
    text = text_of(f"<main>{html}</main>", "https://example.org/")
    assert "[Picture: An arm]" in text
    for words in ("She wears gloves.", "brown skin", "Photo: Ana Roy, CC BY 4.0", "Two."):
        assert words in text


def test_the_preview_shows_the_picture_as_readers_see_it(editor, picture):
    html = editor.post("/admin/markdownx/markdownify/", {"content": f"One.\n\n![An arm]({ADDRESS})"})
    assert "On other skin, signs can look different." in html.content.decode()


def test_a_page_with_pictures_asks_once_more_and_one_without_never(client, picture):
    fill_site()
    make_page("topics", "without", "It may sting. [@advice]\n")
    make_page("topics", "with", f"It may sting. [@advice]\n\n![An arm]({ADDRESS})\n")
    others = [make_picture(picture.uploaded_by, number) for number in range(2, 30)]
    many = "\n\n".join(f"![An arm]({each.address})" for each in others)
    make_page("topics", "many", f"It may sting. [@advice]\n\n{many}\n")
    taken = {}
    for slug in ("without", "with", "many"):
        client.get(f"/topics/{slug}/")
        with CaptureQueriesContext(connection) as queries:
            html = client.get(f"/topics/{slug}/").content.decode()
        taken[slug] = (len(queries), sum("content_picture" in query["sql"] for query in queries))
        assert html.count('<figure class="picture">') == {"without": 0, "with": 1, "many": 28}[slug]
    assert taken["without"][1] == 0
    assert taken["with"] == taken["many"] == (taken["without"][0] + 1, 1)


def test_the_leaflet_shows_pictures_with_one_query_more(client, picture):
    fill_site()
    with CaptureQueriesContext(connection) as without:
        client.get("/leaflet/")
    for slug in ("with", "too"):
        make_page("topics", slug, f"It may sting. [@advice]\n\n![An arm]({ADDRESS})\n")
    with CaptureQueriesContext(connection) as found:
        html = client.get("/leaflet/").content.decode()
    assert (len(found), html.count('<figure class="picture">')) == (len(without) + 1, 2)


# --- the gate -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("One.", []),
        (f"One.\n\n![An arm]({ADDRESS})", []),
        (f"One.\n\n![]({ADDRESS})", []),
        (f"One ![An arm]({ADDRESS}) two.", []),
        ("One.\n\n`![An arm](/media/x.png)`", []),
        (f"![An arm]({ADDRESS})\n\nOne.", ["picture_first"]),
        (f"One.\n\n![Describe the picture here]({ADDRESS})", ["picture_undescribed"]),
        (f"One.\n\n![arm.png]({ADDRESS})", ["picture_undescribed"]),
        (f"One.\n\n![Image of an arm]({ADDRESS})", ["picture_undescribed"]),
        ("One.\n\n![An arm](/media/uploads/old.png)", ["picture_unknown"]),
        ("One.\n\n![An arm][a]\n\n[a]: /media/uploads/old.png", ["picture_unknown"]),
        ("One.\n\n![An arm](https://example.org/a.png)", ["picture_unknown"]),
        (f"One.\n\n![An arm](https://example.org{ADDRESS})", ["picture_unknown"]),
        (f"One.\n\n![An arm]({ADDRESS}?x)", ["picture_unknown"]),
        ("One.\n\n![An arm]()", ["picture_unknown"]),
        ("One.\n\n![](/media/uploads/old.png)", ["picture_unknown", "picture_undescribed"]),
        (
            f"One.\n\n![An arm]({ADDRESS})\n\n![](/media/a.png)\n\n![x.png]({ADDRESS})",
            ["picture_unknown", "picture_undescribed", "picture_undescribed"],
        ),
    ],
)
def test_a_text_is_kept_back_for_each_picture_that_lacks_something(picture, text, codes):
    found = list(faults_of_pictures(text))
    assert [code for code, _ in found] == codes
    assert all(message.endswith(".") for _, message in found)


def test_a_text_without_pictures_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert (list(faults_of_pictures("One. ! [x](/y/)")), pictures_for("One."), pictures_in("x")) == (
            [],
            {},
            [],
        )


def test_a_page_with_a_picture_is_published_and_without_its_row_is_not(articles, publisher, picture):
    page = Topic.objects.create(slug="x", title="X", body=f"{DULL}\n\n![An arm]({ADDRESS})")
    person = User.objects.get(username="petra")
    assert actions.publish_page(page=page, person=person).is_open
    other = Topic.objects.create(slug="y", title="Y", body=f"{DULL}\n\n![An arm](/media/uploads/1.png)")
    check = actions.publish_page(page=other, person=person)
    assert [(failure.sentence, failure.code) for failure in check.failures] == [(0, "picture_unknown")]
    assert "Add it under “Pictures”" in check.failures[0].message
    assert Topic.objects.get(slug="y").status == "draft"


def page_file(folder, name):
    text = f'+++\ntitle = "X"\nstatus = "published"\norder = 1\ngroup = ""\n+++\n\n{DULL}\n\n![An arm]({ADDRESS})\n'
    path = folder / "topics" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_page(path, folder)


def test_a_page_from_a_file_waits_for_its_picture(articles, tmp_path):
    loaded = [*files(), page_file(tmp_path, "x.md")]
    report = actions.load_pages(files=loaded)
    (note,) = [note for note in report.notes if note.code == "held_back"]
    assert ADDRESS in note.message and "not among the pictures of this site" in note.message
    assert Page.objects.get(slug="x").status == "draft"
    make_picture(User.objects.create_user("owner"))
    actions.load_pages(files=loaded)
    assert Page.objects.get(slug="x").status == "published"


def test_the_words_for_a_text_can_be_read_back(picture):
    picture.alternative = "An *arm* [left] `x` <b> \\ & _so_ ! end"
    (named,) = pictures_in(f"One.\n\n{picture.markdown}")
    assert (named.alternative, named.address) == (picture.alternative, ADDRESS)


def test_stored_sizes_are_pictures_of_that_width(editor):
    editor.post(URL, {**WORDS, "image": upload_of(noisy((700, 300)))})
    picture = Picture.objects.get()
    for pair in f"{picture.srcset}, {picture.webp_srcset}".split(", "):
        address, width = pair.split(" ")
        with default_storage.open(address.removeprefix("/media/")) as file:
            assert f"{Image.open(io.BytesIO(file.read())).width}w" == width


# --- for programs, and as files -----------------------------------------------------------------------


def test_programs_are_told_the_words_of_each_picture(client, picture):
    fill_site()
    make_page("topics", "with", f"It may sting. [@advice]\n\n![An *arm*]({ADDRESS})\n\n![]({ADDRESS})\n")
    found = client.get("/api/v1/pages/topic/with").json()["pictures"]
    assert [each["alternative"] for each in found] == ["An arm", "A nurse cleans arm 1"]
    assert found[0] == {
        "address": f"http://testserver{ADDRESS}",
        "width": 960,
        "height": 640,
        "alternative": "An arm",
        "long_description": "",
        "skin": "brown skin",
        "credit": "Photo: Ana Roy, CC BY 4.0",
    }
    assert client.get("/api/v1/pages/topic/aftercare").json()["pictures"] == []


def test_a_copy_of_the_site_has_every_size_of_its_pictures(editor, settings, tmp_path):
    settings.ALLOWED_HOSTS = ["patients.example.org", "testserver"]
    fill_site()
    editor.post(URL, {**WORDS, "description": "She wears gloves.", "image": upload_of(noisy((700, 300)))})
    editor.post(URL, {**WORDS, "image": upload_of(encoded())})
    unused, picture = Picture.objects.all()
    make_page("topics", "with", f"It may sting. [@advice]\n\n{picture.markdown}\n")
    call_command(
        "export_site", str(tmp_path / "out"), stdout=io.StringIO(), base_url="https://patients.example.org"
    )
    folder = tmp_path / "out" / "media" / "uploads"
    assert sorted(each.name for each in folder.iterdir()) == sorted(picture.files)
    assert unused.name not in picture.files
    for name in picture.files:
        with default_storage.open(f"uploads/{name}") as file:
            assert (folder / name).read_bytes() == file.read()
    html = (tmp_path / "out" / "topics" / "with" / "index.html").read_text(encoding="utf-8")
    assert picture.srcset in html and picture.webp_srcset in html
    for words in (WORDS["alternative"], "She wears gloves.", "light skin", WORDS["credit"]):
        assert words in html and words in (tmp_path / "out" / "topics" / "with.txt").read_text(
            encoding="utf-8"
        )


def test_addresses_of_sizes_move_with_the_files():
    html = b'<source srcset="/media/a-320.jpg 320w, /media/a.jpg 640w"><img src="/media/a.jpg">'
    answer, place = Answer("text/html", html), Place("https://x.org", "/topics/x/")
    assert links_in(answer, place) == [("/media/a-320.jpg", ""), ("/media/a.jpg", "")]
    moved = {"/media/a-320.jpg": "/m/s.jpg"}
    assert relinked(answer, place, lambda address: moved.get(address, address)) == html.replace(
        b"/media/a-320.jpg", b"/m/s.jpg"
    )


@pytest.mark.parametrize("check", [vnu, html_validate])
def test_the_checkers_of_markup_find_no_error_in_a_page_with_pictures(client, picture, tmp_path, check):
    fill_site()
    Picture.objects.update(description="She wears gloves.\n\nThe arm lies still.", has_webp=True)
    text = f"It may sting. [@advice] ![]({ADDRESS})\n\n![An arm]({ADDRESS})\n\n- One. [@advice] ![A]({ADDRESS})\n"
    make_page("topics", "with", text)
    (tmp_path / "page.html").write_bytes(client.get("/topics/with/").content)
    assert (tmp_path / "page.html").read_text(encoding="utf-8").count("<figure") == 3
    assert check(tmp_path) == (0, "")
