"""The static copy of the site: whole, the same each time, and never half done."""

import functools
import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from content import urls as content_urls
from content.api import lists
from content.models import Page, Question
from content.pipeline.errors import BadData
from content.sitecopy.fetching import fixed_addresses
from content.sitecopy.folder import MARKER, replacing
from content.sitecopy.links import Place, links_in, relinked, without_forms
from content.sitecopy.places import Answer, file_of, static_address
from content.views import cards
from mesoinfo import urls as mesoinfo_urls
from tests.web.factories import fill_site, make_page

pytestmark = pytest.mark.django_db

BASE = "https://patients.example.org"


drawn_once = functools.cache(cards.draw_card)


@pytest.fixture(autouse=True)
def cards_are_drawn_once(monkeypatch):
    """What a card looks like follows from its words alone; each copy would draw the same sixty again."""
    monkeypatch.setattr(cards, "draw_card", drawn_once)


@pytest.fixture
def site(db, settings):
    settings.ALLOWED_HOSTS = ["patients.example.org", "localhost"]
    settings.HTTPS = True
    cache.clear()
    source = fill_site()
    make_page("topics", "secret", "It is a secret draft. [@advice]\n", status="draft")
    return source


def export(folder, **options):
    out = StringIO()
    call_command("export_site", str(folder), stdout=out, **options)
    return out.getvalue()


@functools.cache
def first_copy():
    """The files of a copy of ``site`` as it is made, and what the command said."""
    with TemporaryDirectory() as folder:
        said = export(Path(folder) / "out")
        return files_in(Path(folder) / "out"), said


def put_copy(folder):
    """``folder`` as the command would fill it, copied from the first time."""
    files, _ = first_copy()
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def files_in(folder):
    return {
        str(found.relative_to(folder)): found.read_bytes()
        for found in sorted(folder.rglob("*"))
        if found.is_file()
    }


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]
        self.ids |= {value for name, value in attrs if name == "id"}


def file_for(address):
    """As any web server looks for it, whatever the query: the file, or the index of the folder."""
    name = unquote(address.partition("?")[0]).removeprefix("/")
    return f"{name}index.html" if name.endswith("/") or not name else name


def json_links(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from json_links(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from json_links(inner, key)
    elif isinstance(value, str) and value.startswith(f"{BASE}/"):
        yield value


def links_of(name, body):
    """Every link of a file of the copy; the names of FHIR resources are no links."""
    text = body.decode() if not name.endswith((".png", ".ico", ".jpg")) else ""
    if name.endswith(".html"):
        return Links(text).links
    if name.endswith(".xml"):
        return re.findall(r"<loc>([^<]*)|\shref=\"([^\"]*)\"", text)
    if name.endswith(".json") and "/fhir/" not in name:
        return list(json_links(json.loads(text)))
    return re.findall(rf"{BASE}/[^\s<>()]*[^\s.<>()]", text) if name.endswith(".txt") else []


def broken(files):
    found = []
    for name, body in files.items():
        here = f"{BASE}/{name.removesuffix('index.html')}"
        for link in links_of(name, body):
            link = next(filter(None, link)) if isinstance(link, tuple) else link
            target, fragment = urldefrag(urljoin(here, link))
            if not target.startswith(f"{BASE}/"):
                continue
            file = file_for(target.removeprefix(BASE))
            if file not in files or (
                fragment and file.endswith(".html") and fragment not in Links(files[file].decode()).ids
            ):
                found.append((name, link))
    return found


def test_every_link_of_every_file_leads_to_a_file(site):
    files, said = first_copy()
    assert broken(files) == []
    assert said.startswith(f"{len(files) - 1} files of {BASE} written to ")
    assert sum(len(links_of(name, body)) for name, body in files.items()) > 500


def test_every_address_of_the_site_map_is_there(site):
    files, _ = first_copy()
    listed = re.findall(rf"<loc>{BASE}([^<]*)</loc>", files["sitemap.xml"].decode())
    assert len(listed) > 30
    assert [address for address in listed if file_for(address) not in files] == []
    others = {"404.html", "robots.txt", "css/main.css", "api/index.html", MARKER}
    others = {f"static/{name}" if name.startswith("css") else name for name in others}
    api = {
        *("api/v1/index.json", "api/v1/openapi.json", "api/v1/pages.json", "api/v1/glossary.json"),
        *("api/v1/pages/contraindication/pregnancy.json", "api/v1/sources/article-1.json"),
        *("api/v1/fhir/metadata.json", "api/v1/fhir/ClinicalUseDefinition.json"),
        "api/v1/fhir/ClinicalUseDefinition/side-effect.redness.json",
    }
    assert others | api <= set(files)
    assert f"Sitemap: {BASE}/sitemap.xml" in files["robots.txt"].decode()
    assert "Page not found" in files["404.html"].decode()


def test_a_page_is_the_one_that_the_site_shows(site, client):
    files, _ = first_copy()
    for address in ("/", "/who-should-not/pregnancy/", "/questions/"):
        shown = client.get(address, secure=True, headers={"Host": "patients.example.org"})
        form = re.compile(rb'\s*<form class="feedback".*?</form>\s*', re.DOTALL)
        copied = re.sub(rb"\s*\n\s*\n", b"\n", files[file_for(address)])
        assert copied == re.sub(rb"\s*\n\s*\n", b"\n", form.sub(b"\n", shown.content))
    page = json.loads(files["api/v1/pages/contraindication/pregnancy.json"])
    assert page["short_answer"] == "Do not have it while you are pregnant. Ask first."
    assert page["address"] == f"{BASE}/who-should-not/pregnancy/"
    assert page["link"] == f"{BASE}/api/v1/pages/contraindication/pregnancy.json"


def test_lists_of_the_api_lead_through_all_their_parts(site, tmp_path, monkeypatch):
    monkeypatch.setattr(lists, "DEFAULT_SIZE", 5)
    export(tmp_path / "out")
    folder, seen, address = tmp_path / "out", [], f"{BASE}/api/v1/pages.json"
    while address:
        part = json.loads((folder / address.removeprefix(f"{BASE}/")).read_bytes())
        seen += [item["name"] for item in part["items"]]
        address = part["links"]["next"]
    assert sorted(seen) == sorted(page.address for page in Page.objects.published())
    assert len(seen) > 15


def test_nothing_but_public_pages_and_no_article(site):
    files, _ = first_copy()
    whole = b"\n".join(files.values())
    assert b"secret" not in whole
    assert b"/admin/" not in whole.replace(b"Disallow: /admin/", b"")
    text = site.snapshots.get().text
    assert text.encode() not in whole and json.dumps(text).encode() not in whole


def test_two_copies_have_the_same_bytes(site, tmp_path):
    export(tmp_path / "two")
    assert files_in(tmp_path / "two") == first_copy()[0]


# --- all or nothing


def test_a_copy_of_ours_is_replaced_as_a_whole(site, tmp_path):
    put_copy(tmp_path / "out")
    (tmp_path / "out" / "old.html").write_text("old")
    Question.objects.filter(slug="what-is-it").update(title="What is it now?")
    export(tmp_path / "out")
    files = files_in(tmp_path / "out")
    assert "old.html" not in files
    assert "What is it now?" in files["questions/what-is-it/index.html"].decode()
    assert [found.name for found in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda out: (out.mkdir(), (out / "mine.txt").write_text("mine")), "not made by export_site"),
        (lambda out: out.write_text("a file"), "it is not a folder"),
    ],
)
def test_what_is_not_ours_is_left_alone(site, tmp_path, make, message):
    make(tmp_path / "out")
    before = files_in(tmp_path)
    with pytest.raises(CommandError, match=message) as refused:
        export(tmp_path / "out")
    assert refused.value.returncode == 2
    assert files_in(tmp_path) == before


def test_an_empty_folder_is_filled_and_a_missing_parent_is_an_error(site, tmp_path):
    (tmp_path / "out").mkdir()
    export(tmp_path / "out")
    assert (tmp_path / "out" / "index.html").is_file()
    with pytest.raises(CommandError, match="is not there") as refused:
        export(tmp_path / "none" / "out")
    assert refused.value.returncode == 2


def test_a_page_that_fails_leaves_the_old_copy(site, tmp_path):
    put_copy(tmp_path / "out")
    before = files_in(tmp_path)
    text = 'Read [this](/topics/nowhere/) and [that](/questions/#nowhere). [@article-1 "Redness"]\n'
    make_page("topics", "broken", text)
    with pytest.raises(CommandError, match="5 faults; nothing was written") as refused:
        export(tmp_path / "out")
    assert refused.value.returncode == 1
    assert ": /topics/nowhere/ answers 404" in str(refused.value)
    assert "/topics/broken/: /questions/ has no place #nowhere" in str(refused.value)
    assert files_in(tmp_path) == before


def test_a_fault_while_writing_leaves_the_old_copy(site, tmp_path, monkeypatch):
    put_copy(tmp_path / "out")
    before = files_in(tmp_path)
    written = []

    def fail(path, body):
        written.append(path)
        if len(written) > 20:
            raise OSError(28, "No space left on device")
        return len(body)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(CommandError, match="No space left") as refused:
        export(tmp_path / "out")
    monkeypatch.undo()
    assert refused.value.returncode == 2
    assert files_in(tmp_path) == before


# --- the address of the site


@pytest.mark.parametrize(
    ("hosts", "given", "message"),
    [
        (["localhost", "127.0.0.1"], None, "the address of the site is not known"),
        (["*", ".example.org"], None, "the address of the site is not known"),
        (["a.example.org", "b.example.org"], None, "the address of the site is not known"),
        (["a.example.org"], "https://b.example.org", "b.example.org is no name of the site"),
        (["a.example.org"], "a.example.org", "is not the address of a site"),
        (["a.example.org"], "ftp://a.example.org", "is not the address of a site"),
        (["a.example.org"], "https://a.example.org/sub", "is below the top of its host"),
        (["a.example.org"], "https://a.example.org:x", "is not an address"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_clear_line(site, tmp_path, settings, hosts, given, message):
    settings.ALLOWED_HOSTS = hosts
    with pytest.raises(CommandError, match=re.escape(message)) as refused:
        export(tmp_path / "out", base_url=given)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_site_with_tls_is_not_copied_without(site, tmp_path, settings):
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(CommandError, match="with https only"):
        export(tmp_path / "out", base_url="http://patients.example.org")
    export(tmp_path / "out", base_url=f"{BASE}/")
    assert BASE in (tmp_path / "out" / "sitemap.xml").read_text()


def test_styles_that_were_not_collected_are_one_clear_line(site, tmp_path, settings):
    settings.STATIC_ROOT = str(tmp_path / "static")
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": manifest}):
        with pytest.raises(CommandError, match=r"have not been collected.*collectstatic") as refused:
            export(tmp_path / "out")
        assert refused.value.returncode == 2
        call_command("collectstatic", interactive=False, verbosity=0)
        export(tmp_path / "out")
    names = [name for name in files_in(tmp_path / "out") if name.startswith("static/css/")]
    assert len(names) == 2
    assert all(re.fullmatch(r"static/css/(main|more)\.[0-9a-f]{12}\.css", name) for name in names)


# --- what other parts of the site may bring


def page(html):
    return lambda request, **kwargs: HttpResponse(f"<!doctype html><html><body>{html}</body></html>")


class Extra:
    """Addresses beside those of the site: a search, files of several types, a page with a form."""

    feed = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="https://patients.example'
        '.org/card.png"/></feed>'
    )
    urlpatterns = [
        path("search/", page("found"), name="search"),
        path("search/suggest", page("no"), name="suggest"),
        path("feedback/", lambda request: HttpResponse(status=405), name="feedback"),
        path(
            "llms.txt",
            lambda request: HttpResponse(f"Read {BASE}/form/?page=2.\n", content_type="text/plain"),
            name="llms",
        ),
        path("card.png", lambda request: HttpResponse(b"PNG", content_type="image/png"), name="card"),
        path(
            "feed.xml", lambda r: HttpResponse(Extra.feed, content_type="application/atom+xml"), name="feed"
        ),
        path(
            "form/",
            page(
                '<a href="/search/?q=a&amp;b=c">Find</a><form method="post" action="/feedback/"><p>Yes</p></form>'
                '<a href="/form/?page=2">More</a><a href="/leads-on/">On</a>'
            ),
            name="form",
        ),
        path("leads-on/", lambda r: HttpResponse(status=301, headers={"Location": "/about/"}), name="on"),
    ]


@pytest.fixture
def more(site, settings):
    class Root:
        urlpatterns = [
            *(p for p in mesoinfo_urls.urlpatterns if str(p.pattern).startswith(("healthz", "admin/"))),
            path("", include([*Extra.urlpatterns, *content_urls.DEVELOPERS, *content_urls.MACHINES])),
            *i18n_patterns(path("", include(content_urls.PAGES)), prefix_default_language=False),
        ]
        handler500 = mesoinfo_urls.handler500

    settings.ROOT_URLCONF = Root


def test_what_other_parts_bring_is_found(more, tmp_path):
    assert {"/feed.xml", "/llms.txt", "/search/", "/form/"} <= set(fixed_addresses())
    said = export(tmp_path / "out")
    files = files_in(tmp_path / "out")
    assert files["card.png"] == b"PNG"
    assert broken(files) == []
    form = files["form/index.html"].decode()
    assert "<form" not in form and 'href="/form--page-2/"' in form
    assert "form--page-2/index.html" in files
    assert re.search(r"; \d+ forms left out, which need the server", said)
    assert files["llms.txt"].decode() == f"Read {BASE}/form--page-2/.\n"
    assert 'url=/about/"' in files["leads-on/index.html"].decode()


def test_the_search_says_that_it_does_not_work(more, tmp_path):
    export(tmp_path / "out")
    files = files_in(tmp_path / "out")
    assert [name for name in files if name.startswith("search")] == ["search/index.html"]
    assert "A copy has no search." in files["search/index.html"].decode()


# --- places and links


@pytest.mark.parametrize(
    ("address", "media_type", "file"),
    [
        ("/", "text/html", "index.html"),
        ("/questions/", "text/html", "questions/index.html"),
        ("/questions/?page=2", "text/html", "questions--page-2/index.html"),
        ("/404.html", "text/html", "404.html"),
        ("/plain", "text/html", "plain/index.html"),
        ("/api/v1/", "application/json", "api/v1/index.json"),
        ("/api/v1/pages", "application/json", "api/v1/pages.json"),
        ("/api/v1/pages?page=2&kind=topic", "application/json", "api/v1/pages--page-2-kind-topic.json"),
        ("/api/v1/openapi.json", "application/json", "api/v1/openapi.json"),
        ("/fhir/side-effect.redness", "application/fhir+json", "fhir/side-effect.redness.json"),
        ("/feed.xml", "application/atom+xml", "feed.xml"),
        ("/questions/x.txt", "text/plain", "questions/x.txt"),
        ("/caf%C3%A9/", "text/html", "café/index.html"),
    ],
)
def test_an_address_has_a_file_that_any_server_finds(address, media_type, file):
    static = static_address(address, Answer(media_type, b""))
    assert file_of(static) == file
    assert file_for(static) == file


@pytest.mark.parametrize("address", ["/../x", "/a/%2e%2e/b", "//x", "/a//b", "/a%00", "/a%5Cb", "/./x"])
def test_no_file_stands_outside_the_folder(address):
    with pytest.raises(ValueError):
        file_of(address)


def test_links_are_read_and_changed_where_they_stand():
    html = (
        b'<a href="/a/#x">A</a> <a href="b/">B</a> <a href="https://elsewhere.org/a/">E</a> <a href="mailto:x@y">M</a>'
        b'<meta property="og:image" content="https://patients.example.org/card.png"><meta content="/no/">'
        b'<p data-href="/no/">/no/ &amp; <q>href="/no/</q></p>'
    )
    answer, place = Answer("text/html", html), Place(BASE, "/topics/")
    assert links_in(answer, place) == [("/a/", "x"), ("/topics/b/", ""), ("/card.png", "")]
    moved = {"/a/": "/a.json", "/card.png": "/c.png"}
    changed = relinked(answer, place, lambda address: moved.get(address, address))
    assert changed == html.replace(b"/a/#x", b"/a.json#x").replace(b"example.org/card", b"example.org/c")


def test_a_form_that_sends_something_is_left_out():
    html = b'<form action="/find/"><input></form><form class="x" METHOD="post"><p>Yes</p></form><p>End</p>'
    answer, count = without_forms(Answer("text/html", html))
    assert (answer.body, count) == (b'<form action="/find/"><input></form><p>End</p>', 1)


def test_the_site_has_addresses_that_need_nothing(db):
    found = fixed_addresses()
    assert {"/", "/sitemap.xml", "/robots.txt", "/api/", "/api/v1/", "/questions/"} <= set(found)
    others = ("/admin/", "/healthz", "/components/")
    assert [address for address in found if address.startswith(others)] == []


def test_what_came_into_the_folder_meanwhile_is_not_thrown_away(tmp_path):
    target = tmp_path / "site"
    target.mkdir()
    with pytest.raises(BadData, match="not empty"), replacing(target):
        (target / "thesis.txt").write_text("Mine.", encoding="utf-8")
    assert [found.name for found in tmp_path.rglob("*")] == ["site", "thesis.txt"]
