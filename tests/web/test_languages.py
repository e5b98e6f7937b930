"""The interface in every language: complete, by the address alone, and each text marked with its own."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, set_script_prefix
from django.utils import translation

from content import languages, languagetags, pagefiles, sourcefiles
from content.actions import record_changes, refresh_search
from content.actions.sources import STORED
from content.feedback import page_token
from content.languages import language_of, mark, mark_interface, versions_of
from content.models import Contraindication, OldAddress, Page, Question, Source, Status
from content.pagefiles import cut_page, page_text, problem_of_slug
from content.pipeline.errors import BadData
from content.templatetags import wording
from mesoinfo import errors
from tests.web.catalogues import catalogue, compiled, read_po
from tests.web.crawling import Outline, crawl, faults
from tests.web.factories import REDNESS, fill_figures, fill_site, make_page, make_source
from tests.web.people import make_publisher
from tests.web.test_editing import client_of
from tests.web.test_editing import errors as errors_of

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ["en_GB", "tr"]
TRANSLATED = {code: name for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "rect", "circle"}
FOR_PROGRAMS = ("light dark", "noindex", "mesoinfo", "image/png", "summary_large_image")
"""Values of `<meta>` that no reader sees."""
# Words of English that no Turkish sentence holds: "not" is "note" there only with an ending.
ENGLISH = re.compile(
    r"\b(the|and|of|are|that|with|from|not|what|they|this|who|how|have|it|its|or)\b", re.IGNORECASE
)


class Reader(HTMLParser):
    """What a page says outside what is marked as being in another language than ``language``.

    ``said``: visible texts and the texts of attributes. ``languages``: every language that a tag names.
    """

    ATTRIBUTES = ("aria-label", "alt", "title", "content")

    def __init__(self, page, language):
        super().__init__()
        self.stack, self.said, self.languages, self.language = [], [], set(), language
        self.is_silent = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        own = values.get("lang", self.stack[-1][1] if self.stack else "")
        self.languages.add(own)
        if own == self.language and not (tag == "meta" and values.get("name") != "description"):
            self.said += [values[name] for name in self.ATTRIBUTES if values.get(name)]
        if tag not in VOID:
            self.stack.append((tag, own))

    def handle_startendtag(self, tag, attrs):
        pass  # parts of a drawing

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, language = self.stack[-1] if self.stack else ("", "")
        # A title can mark no part of itself; the heading that it repeats is marked.
        if language == self.language and data.strip() and tag not in ("title", "style", "script"):
            self.said.append(" ".join(data.split()))


@pytest.fixture
def site(db):
    return fill_site()


def pieces(message):
    """The words of a message between its placeholders and tags."""
    parts = re.split(r"%\(\w+\)s|<[^>]*>", message)
    return [" ".join(part.split()).strip(" :;,.()“”") for part in parts]


# --- the catalogues --------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_is_translated(locale):
    messages = catalogue(locale)
    assert len(messages) > 250
    for message in messages:
        assert all(message.strings), message.msgid
        assert len(message.strings) == (2 if message.plural else 1), message.msgid
        assert "fuzzy" not in message.flags, message.msgid


def test_both_catalogues_have_the_same_messages():
    assert [m.msgid for m in catalogue("en_GB")] == [m.msgid for m in catalogue("tr")]


def test_english_says_what_the_source_says():
    for message in catalogue("en_GB"):
        assert message.strings == [message.msgid, message.plural][: 2 if message.plural else 1]


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_and_tags_stay(locale):
    def marks(text):
        return sorted(re.findall(r"%\(\w+\)s|%%|<[^>]*>|\{[^}]*\}", text))

    for message in catalogue(locale):
        forms = [message.msgid, message.plural or message.msgid]
        for form, string in zip(forms, message.strings, strict=False):
            assert marks(string) == marks(form), message.msgid
            assert (string[0] == " ", string[-1] == " ") == (False, False), message.msgid


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_catalogue_is_the_written_one(locale):
    expected = {}
    for message in catalogue(locale):
        if message.plural:
            expected |= {(message.msgid, n): string for n, string in enumerate(message.strings)}
        else:
            expected[message.msgid] = message.strings[0]
    assert compiled(locale) == expected


def test_a_fault_of_a_catalogue_would_be_found():
    (message,) = read_po('#, fuzzy\nmsgid "A"\n"b"\nmsgstr ""\n\nmsgid ""\nmsgstr "head"\n')
    assert (message.msgid, message.strings, message.flags) == ("Ab", [""], "#, fuzzy")


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="no GNU gettext (Debian: gettext)")
def test_no_string_of_templates_and_code_is_missing(tmp_path):
    """The files as they are now, collected anew as `make messages` does."""
    (tmp_path / "locale").mkdir()
    for name in ("content", "mesoinfo", "templates"):
        ignored = shutil.ignore_patterns("data", "admin", "__pycache__", "migrations", "pipeline")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    subprocess.run(
        [shutil.which("django-admin") or ROOT / ".venv/bin/django-admin", "makemessages", "--locale", "tr"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
    found = read_po((tmp_path / "locale/tr/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
    assert {(m.msgid, m.plural) for m in found} == {(m.msgid, m.plural) for m in catalogue("tr")}


@pytest.mark.parametrize("name", ["base.html", "404.html", "content", "components"])
def test_templates_hold_no_words_outside_the_catalogue(name):
    """Every word between tags goes through gettext, but for the name of the site."""
    place = ROOT / "templates" / name
    for path in sorted(place.rglob("*.html")) if place.is_dir() else [place]:
        text = re.sub(
            r"{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
        text = re.sub(r"{[%{].*?[%}]}", "", text)
        labels = re.findall(r'(?:aria-label|alt|title|content)="([^"]*[a-z]{3}[^"]*)"', text)
        assert [label for label in labels if label not in FOR_PROGRAMS] == [
            *(["width=device-width, initial-scale=1"] if path.name == "base.html" else [])
        ], path
        words = re.sub(r"<[^>]*>", " ", text).replace("mesoinfo", "")
        assert re.findall(r"[A-Za-z]{2,}", words) == [], path


# --- safety words ----------------------------------------------------------------------------------

BANS = {
    "Do not have mesotherapy if one of these applies to you": "yaptırmayın",
    "Do not have it if one of these applies to you:": "yaptırmayın",
    "Do not have it unless your own doctor agrees": "yaptırmayın",
    "Some people should not have mesotherapy": "yaptırmamalıdır",
    "Who should not have mesotherapy": "yaptırmamalı",
    "says to avoid it": "kaçınılması gerektiğini",
    "says to avoid it, unless a doctor agrees": "kaçınılması gerektiğini",
}


def test_a_ban_is_a_ban_in_turkish():
    turkish = {message.msgid: message.strings[0] for message in catalogue("tr")}
    for english, word in BANS.items():
        assert word in turkish[english]
        assert "dikkat" not in turkish[english]
    assert turkish["asks for care"].startswith("dikkatli")


def test_no_two_degrees_of_a_warning_read_the_same():
    with translation.override("tr"):
        words = [wording.strength_words(strength) for strength in wording.STRENGTH_WORDS]
    assert len(set(words)) == len(wording.STRENGTH_WORDS)


def test_help_at_once_is_told_in_turkish_with_the_number(client, site):
    page = Outline(client.get("/tr/side-effects/").content.decode()).text
    assert "Şu durumlarda hemen tıbbi yardım alın:" in page
    assert f"{settings.EMERGENCY_NUMBER} numarasını veya bulunduğunuz yerin acil yardım numarasını" in page


# --- addresses -------------------------------------------------------------------------------------


def test_every_page_stands_under_every_language(client, site):
    english, _ = crawl(client)
    for code in TRANSLATED:
        outlines, pages = crawl(client, f"/{code}/")
        assert set(outlines) == {f"/{code}{path}" for path in english}
        for path, page in pages.items():
            assert f'<html lang="{code}">' in page
            assert faults(page, outlines[path]) == [], path


def left_in_english(page):
    """What a Turkish page says in English without a mark; addresses stay English."""
    messages = [m for m in catalogue("tr") if [m.msgid] != m.strings]
    english = {piece for m in messages for piece in pieces(m.msgid) + pieces(m.plural) if len(piece) > 2}
    turkish = {piece for m in messages for string in m.strings for piece in pieces(string)}
    reader = Reader(page, "tr")
    assert {"tr", "en-GB"} <= reader.languages
    return [
        said
        for said in reader.said
        if said.strip(" :;,.()“”") in english - turkish or ENGLISH.search(re.sub(r"\S*/\S*", "", said))
    ]


def test_no_word_of_the_interface_stays_english(client, site):
    _, pages = crawl(client, "/tr/")
    pages["404"] = client.get("/tr/no-such/page/").content.decode()
    assert len(pages) > 30
    for path, page in pages.items():
        assert left_in_english(page) == [], path


@pytest.mark.parametrize(
    "path",
    [
        *(f"search/?q={words}" for words in ("scars", "sccars", "qqqq", "!", "side+effects")),
        *("feedback/thanks/?page=side_effect/scarring", "before-you-go/"),
    ],
)
def test_pages_that_no_link_leads_to_are_turkish(client, db, path):
    make_source()
    make_page("side-effects", "scarring", REDNESS, title="Scars that are what it leaves")
    make_page("uses", "scars", REDNESS, title="Scars of the skin")
    make_page("site", "before-you-go", "Ask first. [@advice]\n", title="Before what you do")
    refresh_search()
    assert left_in_english(client.get(f"/tr/{path}").content.decode()) == []


def test_the_forms_for_readers_are_turkish(client, site):
    page = Page.objects.get(kind="question", slug="what-is-it")
    Page.objects.filter(pk=page.pk).update(title="What is it, and how?")
    sent = {"page": page_token(page), "useful": "no"}
    asked = client.post("/tr/feedback/", sent, headers={"sec-fetch-site": "same-origin"})
    assert "Sayfanın sorunu neydi?" in asked.content.decode()
    refused = client.post("/tr/feedback/", sent | {"useful": "?"}, headers={"sec-fetch-site": "same-origin"})
    for response in (asked, refused):
        assert "What is it, and how?" in response.content.decode()
        assert left_in_english(response.content.decode()) == []


def test_what_changed_is_told_in_turkish(client, site):
    record_changes()
    page = Page.objects.get(kind="contraindication", slug="pregnancy")
    Page.objects.filter(pk=page.pk).update(title="What is not for you")
    Contraindication.objects.filter(pk=page.pk).update(strength="consult")
    Page.objects.filter(slug="scars").update(status=Status.WITHDRAWN)
    other = Page.objects.get(kind="question", slug="side-effects")
    Page.objects.filter(slug="what-is-it").update(merged_into=other)
    record_changes()
    html = client.get("/tr/what-changed/").content.decode()
    assert '<span lang="en-GB">What is not for you</span>: metin değişti' in html
    assert (
        "Şimdi şu başlığın altında: Bunlardan biri sizin için geçerliyse önce bir doktorla konuşun." in html
    )
    assert 'Artık şu sayfanın bir parçası: “<span lang="en-GB">' in html
    assert left_in_english(html) == []


def test_drawings_are_marked_as_english(client, db):
    fill_figures()
    for said in Reader(client.get("/tr/topics/drawn/").content.decode(), "tr").said:
        assert not ENGLISH.search(said), said


def test_an_unmarked_english_word_would_be_found():
    page = '<html lang="tr"><p>Reading of the day</p><p lang="en-GB">Not <b>of</b> it</p><a aria-label="Ana">1</a>'
    assert Reader(page, "tr").said == ["Reading of the day", "Ana", "1"]


def test_english_pages_mark_nothing_but_the_way_to_other_languages(client, site):
    _, pages = crawl(client)
    for path, page in pages.items():
        marked = re.findall(r'<(\w+)[^>]* lang="([^"]*)"', page)
        assert marked == [("html", "en-GB"), ("a", "en-GB"), ("a", "tr")], path
        assert ("noindex" in page) is (path == "/leaflet/"), path


@pytest.mark.parametrize("path", ["/", "/who-should-not/pregnancy/", "/tr/", "/tr/sources/article-1/", "/x/"])
def test_the_language_comes_from_the_address_alone(client, site, path):
    client.cookies["django_language"] = "tr"
    plain = client.get(path)
    asked = client.get(path, headers={"accept-language": "tr, fr;q=0.5"})
    assert asked.content == plain.content
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert f'<html lang="{"tr" if path.startswith("/tr/") else "en-GB"}">' in plain.content.decode()


def test_each_page_leads_to_itself_in_the_other_language(client, site):
    there = client.get("/uses/scars/").content.decode()
    back = client.get("/tr/uses/scars/?x=1&y=2").content.decode()
    assert '<a href="/tr/uses/scars/" rel="alternate" hreflang="tr" lang="tr">Türkçe</a>' in there
    link = '<a href="/uses/scars/?x=1&amp;y=2" rel="alternate" hreflang="en-GB" lang="en-GB">English</a>'
    assert link in back
    assert 'hreflang="tr" lang="tr" aria-current="true">Türkçe' in back


def test_a_translated_page_says_what_is_not_translated(client, site):
    page = client.get("/tr/uses/").content.decode()
    assert "Çeviriyi hiç kimse kontrol etmemiştir:" in page
    assert '<p lang="en-GB">Only menus, headings and notices are translated; texts and quotes are in' in page
    assert '<a href="/uses/">İngilizce sayfayı</a>' in page
    assert '<a href="/uses/">the English page</a>' in page
    assert "translated" not in client.get("/uses/").content.decode()


def test_search_engines_get_the_english_pages_only(client, site):
    assert '<meta name="robots" content="noindex">' in client.get("/tr/").content.decode()
    assert "/tr/" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize(
    "path", ["/tr/robots.txt", "/tr/sitemap.xml", "/tr/healthz", "/tr/admin/", "/en-gb/"]
)
def test_files_for_programs_and_the_admin_have_one_address(client, site, path):
    assert client.get(path, follow=True).status_code == 404


def test_errors_speak_the_language_of_the_address(client, site, monkeypatch):
    page = client.get("/tr/no-such/page/")
    assert (page.status_code, '<html lang="tr">' in page.content.decode()) == (404, True)
    assert "Sayfa bulunamadı" in page.content.decode()
    client.raise_request_exception = False
    monkeypatch.setattr("content.views.indexes.each_once", lambda: 1 / 0)
    failed = client.get("/tr/")
    assert failed.status_code == 500
    assert "Bir şeyler ters gitti" in failed.content.decode()
    assert '<html lang="tr">' in failed.content.decode()
    assert "Something went wrong" in client.get("/").content.decode()


@pytest.mark.parametrize("fault", [OSError, ValueError, UnicodeDecodeError("utf-8", b"", 0, 1, "")])
def test_the_error_page_needs_no_catalogue(rf, monkeypatch, fault):
    def broken(text):
        raise fault

    monkeypatch.setattr(errors, "gettext", broken)
    page = errors.server_error(rf.get("/tr/x/")).content.decode()
    assert '<html lang="en-GB">' in page
    assert "Something went wrong" in page


def test_an_address_without_its_slash_keeps_the_language(client, site):
    assert client.get("/tr/uses").headers["Location"] == "/tr/uses/"
    assert client.get("/tr").headers["Location"] == "/tr/"


def test_an_old_address_leads_on_in_its_language(client, site):
    page = Page.objects.get(kind="topic", slug="aftercare")
    OldAddress.objects.create(kind="topic", slug="once", page=page)
    assert client.get("/tr/topics/once/").headers["Location"] == "/tr/topics/aftercare/"
    assert client.get("/topics/once/").headers["Location"] == "/topics/aftercare/"


def test_no_language_stays_active_after_a_request(client, site):
    client.get("/tr/")
    assert translation.get_language() == "en-gb"
    assert Page.objects.get(kind="topic", slug="aftercare").get_absolute_url() == "/topics/aftercare/"
    assert reverse("uses") == "/uses/"


def test_under_a_script_prefix_the_language_comes_after_it(client, site):
    set_script_prefix("/meso/")
    page = client.get("/tr/uses/", SCRIPT_NAME="/meso").content.decode()
    set_script_prefix("/")
    assert '<html lang="tr">' in page
    assert 'href="/meso/tr/side-effects/"' in page
    assert '<a href="/meso/uses/" rel="alternate"' in page


@pytest.mark.parametrize(
    ("path", "code"),
    [("/", "en-gb"), ("/tr", "tr"), ("/tr/", "tr"), ("/tr/x/", "tr"), ("/try/", "en-gb"), ("/TR/", "en-gb")],
)
def test_the_first_part_of_an_address_names_its_language(path, code):
    assert language_of(path) == code


def test_versions_keep_path_and_query():
    assert [v.address for v in versions_of("/tr/uses/?q=a")] == ["/uses/?q=a", "/tr/uses/?q=a"]
    assert [v.is_current for v in versions_of("/try/")] == [True, False]
    assert [v.address for v in versions_of("/try/")] == ["/try/", "/tr/try/"]


@pytest.mark.parametrize(
    "path", ["/tr//elsewhere.example/", "/tr/%2F%2Felsewhere.example/", "/%2Felsewhere.example/"]
)
def test_no_address_makes_a_link_to_another_site(client, db, path):
    response = client.get(path)
    assert response.status_code == 404
    assert not re.search(r'(?:href|action|content)="/?/[/\\\\]', response.content.decode())
    assert "elsewhere.example" in response.content.decode()


def test_no_page_may_take_the_address_of_a_language():
    assert problem_of_slug(pagefiles.PageKind.SITE, "tr")[0].endswith('stands at "/tr/"')
    assert problem_of_slug(pagefiles.PageKind.TOPIC, "tr") is None


@pytest.mark.parametrize("path", ["/", "/topics/what-it-is/", "/who-should-not/", "/sources/article-1/"])
def test_a_language_needs_no_query_more(client, site, path):
    counts = []
    for address in (path, f"/tr{path}"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_days_and_numbers_are_written_as_the_language_has_them(client, site):
    assert "20 November 2026" in client.get("/topics/what-it-is/").content.decode()
    assert "20 Kasım 2026" in client.get("/tr/topics/what-it-is/").content.decode()
    with translation.override("tr"):
        assert wording.article_name(Source(source_id="article-4")) == "Makale\u00a04"


# --- the language of the content -------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["en", "en-GB", "tr", "zh-Hant", "es-419", "sr-Latn-RS", "ca-valencia"])
def test_tags_of_languages_are_known(tag):
    assert languagetags.problem_of(tag) is None


@pytest.mark.parametrize(
    "tag", ["", "english", "en_GB", "en-gb", "EN", "e", "tr-", "-tr", "en GB", 'en" x="', "tr\n", 1, None]
)
def test_what_is_no_tag_is_refused_with_a_way_out(tag):
    problem, mend = languagetags.problem_of(tag)
    assert "BCP 47" in problem
    assert '"en-GB"' in mend


@pytest.mark.parametrize(
    ("tag", "runs"),
    [
        *((tag, "rtl") for tag in ("ar", "he-IL", "fa", "ur", "pa-Arab", "uz-Arab-AF")),
        *((tag, "ltr") for tag in ("tr", "en-GB", "ar-Latn", "pa", "arn", "")),
    ],
)
def test_the_direction_comes_from_the_script_or_the_language(tag, runs):
    assert languagetags.direction(tag) == runs


@pytest.mark.parametrize(
    ("interface", "content", "marked", "back"),
    [
        ("en-gb", "en-GB", "", ""),
        ("en-gb", "en", "", ""),
        ("en-gb", "", "", ""),
        ("en-gb", "en-US", ' lang="en-US"', ' lang="en-GB"'),
        ("en-gb", "ar", ' lang="ar" dir="rtl"', ' lang="en-GB" dir="ltr"'),
        ("tr", "en-GB", ' lang="en-GB"', ' lang="tr"'),
        ("tr", "tr", "", ""),
        ("ar", "en-GB", ' lang="en-GB" dir="ltr"', ' lang="ar" dir="rtl"'),
        ("ar", "fa", ' lang="fa"', ' lang="ar"'),
    ],
)
def test_content_is_marked_where_the_interface_speaks_another_language(interface, content, marked, back):
    with translation.override(interface):
        assert mark(content) == marked
        assert mark_interface(content) == back


def test_a_page_from_right_to_left_says_so(client, site, monkeypatch):
    monkeypatch.setattr(languages, "OTHERS", frozenset(("tr", "ar")))
    page = client.get("/ar/uses/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<a href="/ar/who-should-not/pregnancy/" lang="en-GB" dir="ltr">' in page


def test_a_page_in_another_language_is_marked_wherever_it_is_shown(client, site):
    Question.objects.filter(slug="what-is-it").update(language="fa")
    page = client.get("/questions/what-is-it/").content.decode()
    assert '<h1 lang="fa" dir="rtl">What is needling?</h1>' in page
    assert '<div class="section-text" lang="fa" dir="rtl">' in page
    assert re.search(r'<details class="evidence" aria-labelledby="origin-\d+" lang="en-GB" dir="ltr">', page)
    assert 'aria-label="Evidence 1" lang="en-GB" dir="ltr">1</a>' in page
    assert '<a href="/questions/what-is-it/" lang="fa" dir="rtl">' in client.get("/").content.decode()


def test_quotes_and_titles_of_a_foreign_article_are_marked(client, site):
    Source.objects.filter(source_id="article-1").update(language="ar")
    page = client.get("/topics/aftercare/").content.decode()
    assert '<q lang="ar" dir="rtl">Redness is a common reaction</q>' in page
    assert '“<span lang="ar" dir="rtl">Needle facts article-1</span>”' in page


def test_every_text_of_the_library_is_english():
    """As /accessibility/ says."""
    files = pagefiles.read_pages(pagefiles.PAGES)
    assert {file.meta["language"] for file in files} == {"en-GB"}
    assert {
        meta.language for meta in sourcefiles.read_meta(sourcefiles.SOURCES / "sources.toml").values()
    } == {"en"}


def page_file(line):
    text = f'+++\ntitle = "A"\nstatus = "draft"\n{line}+++\n\nIt is. [@advice]\n'
    return cut_page(text, file="a.md", kind=pagefiles.PageKind.TOPIC, slug="a")


def test_a_file_says_its_language_or_nothing():
    assert page_file("").meta["language"] == "en-GB"
    assert page_file('language = "tr"\n').meta["language"] == "tr"


@pytest.mark.parametrize("value", ['"english"', '""', "1", '["tr"]'])
def test_a_file_with_a_language_that_is_none_is_refused(value):
    with pytest.raises(BadData, match="language") as caught:
        page_file(f"language = {value}\n")
    assert caught.value.place == "line 4"


def test_the_language_is_exported_only_where_it_is_another(db):
    page = make_page("topics", "a", "It is. [@advice]\n".strip())
    assert "language" not in page_text(page)
    page.language = "tr"
    assert '\nlanguage = "tr"\n' in page_text(page)


def test_an_editor_cannot_store_what_is_no_language(db):
    page = make_page("topics", "a", language="klingon")
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert list(caught.value.message_dict) == ["language"]


@pytest.mark.parametrize(
    ("sent", "stored", "refused"),
    [("ar", "ar", []), ("", "tr", []), (None, "tr", []), ("Arabic", "tr", ["language"])],
)
def test_an_editor_can_say_the_language_of_a_page(db, sent, stored, refused):
    page = make_page("topics", "a", "Ask first. [@advice]\n", language="tr", status="draft")
    data = {"title": "A", "slug": "a", "body": page.body, "order": 0, "status": "draft"}
    data |= {"language": sent} if sent is not None else {}
    address = reverse("admin:content_topic_change", args=[page.pk])
    response = client_of(make_publisher()).post(address, data)
    assert (list(errors_of(response)) if response.status_code == 200 else []) == refused
    assert Page.objects.get().language == stored


def test_sources_say_their_language(tmp_path):
    table = tmp_path / "sources.toml"
    table.write_text('[a-1]\ntitle = "A"\nlanguage = "tr"\n[a-2]\ntitle = "B"\n')
    assert [meta.language for meta in sourcefiles.read_meta(table).values()] == ["tr", "en"]
    assert "language" in STORED
    table.write_text('[a-1]\ntitle = "A"\nlanguage = "Turkish"\n')
    with pytest.raises(BadData, match='the language "Turkish" is no tag of BCP 47'):
        sourcefiles.read_meta(table)


def test_a_stance_is_marked_as_what_it_is():
    source = Source(source_id="article-1", language="ar")
    languages_of = [
        wording._language_of(stance, "strength", source)
        for stance in ("avoid", "side_effect", "", "pregnancy", "fifteen minutes")
    ]
    assert languages_of == ["", "", "", "en-GB", "ar"]


# --- style sheets ----------------------------------------------------------------------------------

PHYSICAL = re.compile(
    r"(?:^|[\s;{])((?:margin|padding|border)-(?:left|right)[\w-]*|(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


def style_sheets():
    ours = [*(ROOT / "static/css").rglob("*.css"), *(ROOT / "templates/components").glob("*.css")]
    return [path for path in ours if path.name not in ("admin.css", "editor.css")]


def test_no_style_sheet_of_readers_knows_left_from_right():
    assert len(style_sheets()) > 25
    for path in style_sheets():
        css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert PHYSICAL.search(css) is None, path


@pytest.mark.parametrize(
    "css", ["a{margin-left:0}", "a{ left: 1px}", "a{text-align: right}", "a{float:left}"]
)
def test_a_side_in_a_style_sheet_would_be_found(css):
    assert PHYSICAL.search(css)
    assert not PHYSICAL.search(css.replace("left", "inline-start").replace("right", "end"))
