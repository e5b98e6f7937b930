"""Pages about the site itself: where they stand, what they may say, and that what they say is so."""

import re
import tomllib

import pytest
from django.core.management import call_command

from content.actions import check_page
from content.checking import load_shelf
from content.models import Citation, Contraindication, Gap, Page, Site
from content.pagefiles import PAGES, cut_page, read_pages
from content.pipeline.citations import Basis, parse_claims
from content.pipeline.errors import BadData
from content.pipeline.verdicts import check_claim
from tests.library import loaded_library
from tests.web.crawling import crawl
from tests.web.factories import ABOUT, fill_site, make_disagreement, make_page, make_passage, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    return fill_site()


# --- addresses


def test_a_page_about_the_site_stands_at_its_top(client, site):
    page = Site.objects.get(slug="about")
    assert page.get_absolute_url() == "/about/"
    html = client.get("/about/").content.decode()
    assert "This site reports what a few articles say." in html
    assert 'class="evidence"' not in html and 'href="#evidence' not in html


def test_the_start_page_shows_its_text_and_has_one_address(client, site):
    make_page("site", "home", "This site keeps nothing. [@site]\n")
    assert Site.objects.get(slug="home").get_absolute_url() == "/"
    assert "This site keeps nothing." in client.get("/").content.decode()
    assert client.get("/home/").status_code == 404


def test_how_we_check_takes_its_text_from_its_page(client, site):
    make_page("site", "how-we-check", "Software compares each sentence of our pages. [@site]\n", title="How")
    assert "Software compares each sentence of our pages." in client.get("/how-we-check/").content.decode()


def test_the_foot_of_each_page_leads_to_pages_about_the_site(client, site):
    make_page("site", "privacy", ABOUT, title="Privacy: nothing is kept")
    for path in ("/", "/questions/what-is-it/"):
        assert '<a href="/privacy/">Privacy</a>' in client.get(path).content.decode()
    Page.objects.filter(slug="privacy").update(status="draft")
    assert "/privacy/" not in client.get("/").content.decode()
    assert client.get("/privacy/").status_code == 404


def test_the_site_map_has_each_address_once(client, site):
    for slug in ("home", "how-we-check"):
        make_page("site", slug, ABOUT)
    addresses = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert sorted(addresses) == sorted(set(addresses))
    assert {
        "/",
        "/how-we-check/",
        "/about/",
        "/not-answered/cost/",
        "/differences/how-long-it-lasts/",
    } <= set(addresses)


# --- what may be said without a source


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("This site sets no cookies for readers.", "site_statement"),
        ("No health professional has reviewed our pages yet.", "site_statement"),
        ("We never call what the software does a review.", "site_statement"),
        ("Mesotherapy is right for you, our pages say.", "site_states_health"),
        ("This site tells you that the treatment is safe.", "site_states_health"),
        ("Our pages show that the injections work.", "site_states_health"),
        ("Redness fades in a day.", "site_states_health"),
        ("Our articles agree that it is harmless.", "site_states_health"),
    ],
)
def test_only_the_site_itself_is_spoken_of_without_a_source(text, code):
    verdict = check_claim(text, [], basis=Basis.SITE)
    assert [reason.code for reason in verdict.reasons] == [code]


@pytest.mark.parametrize("folder", ["topics", "questions", "who-should-not", "differences", "not-answered"])
def test_no_other_page_speaks_of_the_site(site, folder):
    page = make_page(folder, "other", "This site keeps nothing. [@site]\n", status="draft")
    check = check_page(page=page)
    assert "site_mark_elsewhere" in [failure.code for failure in check.failures]


# --- open questions and differences go by themselves


def test_an_open_question_leaves_the_site_when_an_article_answers_it_and_comes_back(client, site):
    page = Gap.objects.get(slug="cost")
    assert check_page(page=page, shelf=load_shelf()).is_open
    passage = make_passage(make_source("article-7", text="One session is £90."), "One session is £90.")
    codes = [failure.code for failure in check_page(page=page, shelf=load_shelf()).failures]
    assert codes[0] == "gap_closed"
    page.refresh_from_db()
    assert (page.status, client.get("/not-answered/cost/").status_code) == ("in_review", 404)
    passage.delete()
    passage.snapshot.delete()
    assert check_page(page=page, shelf=load_shelf()).is_open
    assert "How much does it cost?" in client.get("/not-answered/").content.decode()


def test_a_difference_leaves_the_site_when_the_articles_agree(client, site):
    page = Page.objects.get(kind="difference")
    assert check_page(page=page).failures == () or "difference_gone" not in str(
        check_page(page=page).failures
    )
    page.disagreements = ["gone"]
    page.save()
    assert "difference_gone" in [failure.code for failure in check_page(page=page).failures]
    make_disagreement(site, "Redness", key="gone", subject="Here again")
    assert "difference_gone" not in [failure.code for failure in check_page(page=page).failures]


def test_a_file_about_a_difference_names_a_point():
    text = '+++\ntitle = "T"\nstatus = "draft"\n+++\n\nAsk. [@advice]\n'
    with pytest.raises(BadData, match="a page about a difference names none"):
        cut_page(text, file="d.md", kind="difference", slug="d")


# --- what the pages say of the site is so

ROOT = PAGES.parents[2]
PROMISES = tomllib.loads((ROOT / "tests/web/site_sentences.toml").read_text())


def test_every_sentence_about_the_site_is_held_by_a_test_or_has_a_reason():
    pages = [page for page in read_pages(PAGES) if page.kind == "site"]
    said = {claim.text for page in pages for claim in parse_claims(page.body) if claim.basis is Basis.SITE}
    assert len(said) > 50
    assert said == {*PROMISES["tests"], *PROMISES["people"]}


@pytest.mark.parametrize("test", sorted(set(PROMISES["tests"].values())))
def test_the_tests_that_hold_them_are_there(test):
    file, _, name = test.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text()


def test_nothing_moves_or_runs_out():
    styles = [*(ROOT / "static/css").rglob("*.css"), *(ROOT / "templates").rglob("*.css")]
    css = "".join(path.read_text() for path in styles)
    templates = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    assert re.findall(r"animation|transition|@keyframes|smooth", css) == []
    assert re.findall(r"<(?:marquee|blink|audio|video)|http-equiv=.refresh", templates) == []


@pytest.fixture(scope="module")
def visited(django_db_setup, django_db_blocker):
    """Every public page of the loaded site: path to its response."""
    with loaded_library(django_db_blocker) as reader:
        responses = {}

        class Noting:
            def get(self, path):
                responses[path] = reader.get(path)
                return responses[path]

        _, html = crawl(Noting())
        yield responses, html


def test_no_page_sets_a_cookie(visited):
    responses, _ = visited
    assert len(responses) > 100
    assert {path: list(response.cookies) for path, response in responses.items() if response.cookies} == {}


def test_every_page_loads_from_this_site_alone(visited):
    _, html = visited
    loads = re.compile(
        r'<(?:script|img|iframe|link(?! rel="(?:canonical|alternate|describedby)")|source|video|audio|embed|object)\b[^>]*?(?:src|href)="([^"]*)"'
    )
    found = {address for page in html.values() for address in loads.findall(page)}
    others = {address for address in found if not address.startswith(("/", "data:image/svg+xml,"))}
    assert found and others == set()


FORM = re.compile(r"<form\b([^>]*)>.*?</form>", re.DOTALL)
FIELD = re.compile(r"<(?:form|input|textarea|select|button)\b")


def test_the_only_forms_are_the_search_and_the_question_at_the_foot(visited):
    """What a script adds from a template is tested in the browser: nothing of it is sent."""
    _, html = visited
    forms = {attributes for page in html.values() for attributes in FORM.findall(page)}
    assert forms and all('action="/search/"' in form or 'action="/feedback/"' in form for form in forms)
    assert all('method="post"' not in form for form in forms if "/search/" in form)
    rest = {path: re.sub("<template.*?</template>", "", page, flags=re.DOTALL) for path, page in html.items()}
    assert [path for path, page in rest.items() if FIELD.search(FORM.sub("", page))] == []


def test_no_page_tells_other_sites_where_a_reader_was(visited):
    responses, _ = visited
    assert {response["Referrer-Policy"] for response in responses.values()} == {"same-origin"}


def test_every_page_has_a_way_past_the_menu_and_needs_no_script(visited):
    _, html = visited
    assert [path for path, page in html.items() if 'class="skip" href="#main"' not in page] == []
    scripts = {path: re.findall("<script[^>]*>", page) for path, page in html.items()}
    ours = re.compile(r'<script (?:src="/static/js/[a-z-]+\.js" defer|type="application/ld\+json")>')
    assert [path for path, tags in scripts.items() if not all(map(ours.fullmatch, tags))] == []
    assert [path for path, tags in scripts.items() if sum(" src=" in tag for tag in tags) > 1] == []


def test_each_page_says_that_no_health_professional_has_reviewed_it(visited):
    _, html = visited
    assert [path for path, page in html.items() if "Not reviewed by a health professional" not in page] == []


def test_the_sheet_names_every_reason_that_rules_the_treatment_out(visited, django_db_blocker):
    """By the words of the articles: each such reason rests on a passage that the sheet cites too."""
    with django_db_blocker.unblock():
        sheet = {(c.source_id, c.quote) for c in Citation.objects.filter(claim__page__slug="before-you-go")}
        strict = Contraindication.objects.published().filter(strength__startswith="avoid")
        missing = [
            page.slug
            for page in strict
            if not sheet & {(c.source_id, c.quote) for c in Citation.objects.filter(claim__page=page)}
        ]
        assert len(strict) > 15 and missing == []


def test_the_whole_library_is_exported_as_it_was_loaded_byte_for_byte(visited, tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("export_content", tmp_path, verbosity=0)
    loaded = {path.relative_to(PAGES): path.read_bytes() for path in PAGES.rglob("*.md")}
    exported = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.md")}
    assert len(loaded) > 150 and exported == loaded
