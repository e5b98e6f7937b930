"""The public site as it is loaded from the five articles and the curated pages."""

import re
from html import unescape
from statistics import mean

import pytest
from django.test import Client

from content.findings import Level
from content.gaps import open_gaps
from content.house_style import audit_style, grade_of
from content.models import Contraindication, Gap, Page, Snapshot
from content.pipeline.citations import MAX_QUOTE_WORDS
from tests.library import loaded_library
from tests.web.crawling import broken_fragments, crawl, faults

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=["as loaded", "with every draft published"])
def real_site(request, django_db_setup, django_db_blocker):
    """The outlines and HTML of every public page, read once; the database is as before afterwards.

    Also with the drafts: a page that an editor publishes tomorrow must look right at once.
    """
    with loaded_library(django_db_blocker) as reader:
        drafts = Page.objects.exclude(status="published")
        if request.param != "as loaded" and drafts.update(status="published"):
            reader = Client()  # they look otherwise now
        texts = [snapshot.text for snapshot in Snapshot.objects.all()]
        published = {page.get_absolute_url() for page in Page.objects.published()}
        yield (*crawl(reader), texts, published)


@pytest.fixture(scope="module")
def own_words(django_db_setup, django_db_blocker):
    """Findings of the house style on every page of the library, drafts too, and the grade of each."""
    with loaded_library(django_db_blocker):
        pages = list(Page.objects.all())
        return audit_style(pages), {page.address: grade_of(page) for page in pages}


def test_every_published_page_is_reached_and_no_link_is_broken(real_site):
    outlines, _, _, published = real_site
    assert published and published <= set(outlines)
    assert broken_fragments(outlines) == []


def test_every_page_is_well_formed(real_site):
    outlines, html, _, _ = real_site
    assert {path: found for path in outlines if (found := faults(html[path], outlines[path]))} == {}


def test_every_quote_is_short_and_stands_in_an_article(real_site):
    _, html, texts, _ = real_site
    sources = [plain(text) for text in texts]
    quotes = {
        plain(unescape(q)) for page in html.values() for q in re.findall("<q>(.*?)</q>", page, re.DOTALL)
    }
    assert len(quotes) > 50
    assert [quote for quote in quotes if not any(quote in source for source in sources)] == []
    assert [quote for quote in quotes if len(quote.split()) > MAX_QUOTE_WORDS] == []


def plain(text):
    """White space and the shape of quotation marks aside."""
    return " ".join(text.translate(str.maketrans("‘’“”", "''\"\"")).split())


def test_no_page_shows_a_mark_or_a_number_of_patients(real_site):
    outlines, _, texts, _ = real_site
    for path, outline in outlines.items():
        assert "[@" not in outline.text, path
        for figure in re.findall(r"\b\d+ (?:in|out of) \d+\b|\d+ ?(?:%|per ?cent)", outline.text):
            assert any(figure in text for text in texts), (path, figure)


def test_every_page_keeps_to_the_house_style(own_words):
    found, _ = own_words
    assert [str(finding) for finding in found if finding.level is Level.ERROR] == []


def test_every_page_is_written_for_grade_six_and_none_above_eight(own_words):
    _, grades = own_words
    assert len(grades) > 100
    assert {address: grade for address, grade in grades.items() if grade > 8} == {}
    assert mean(grades.values()) <= 6


def test_no_list_of_warnings_is_long(real_site):
    _, html, _, _ = real_site
    for path in ("/who-should-not/", "/side-effects/"):
        lists = re.findall(r"<section class=\"wide warnings.*?</section>", html[path], re.DOTALL)
        counts = [part.count("<li>") for box in lists for part in re.findall("<ul>.*?</ul>", box, re.DOTALL)]
        assert counts and max(counts) <= 6, path


LABEL = r"(?:<dd>|</a>: )(?i:asks for care|says to avoid it|says to ask a doctor first)\s*(\(<q>)?"


def test_no_page_promises_a_review_or_a_strictness_without_the_words(real_site):
    _, html, _, _ = real_site
    seen = 0
    for path, page in html.items():
        assert "Next review due" not in page, path  # nobody has made a first one
        labels = re.findall(LABEL, page)
        assert all(labels), path
        seen += len(labels)
    assert seen > 20


def test_other_ways_of_asking_are_whole_questions(real_site):
    _, html, _, _ = real_site
    asked = [
        unescape(quote)
        for page in html.values()
        for part in re.findall(r'id="asked-heading".*?</section>', page, re.DOTALL)
        for quote in re.findall("<li>“(.*?)”</li>", part)
    ]
    assert len(asked) > 5
    assert [quote for quote in asked if not re.fullmatch(r"[A-Z].*\?", quote)] == []


def test_every_open_question_has_a_page_of_our_own(real_site):
    outlines, _, _, _ = real_site
    pages = {page.slug: page for page in Gap.objects.published() if page.is_curated}
    assert {slug: page.title for slug, page in pages.items()} == {gap.id: gap.question for gap in open_gaps()}
    index = outlines["/not-answered/"].text
    assert len(pages) > 20
    assert [p.slug for p in pages.values() if f"{p.title} {p.short_answer}" not in index] == []


def test_every_page_but_those_on_warnings_names_warnings_before_it_speaks_of_uses(real_site):
    _, html, _, published = real_site
    uses = [path for path in published if path.startswith(("/uses/", "/topics/"))]
    without = [
        path for path in uses if 'id="warning-heading"' not in html[path].partition('class="section"')[0]
    ]
    assert len(uses) > 20 and without == ["/topics/who-should-not/"]


def test_the_start_page_spreads_its_reasons_over_every_group(real_site):
    outlines, _, _, published = real_site
    named = {
        link for link in outlines["/"].links if link.startswith("/who-should-not/") and link in published
    }
    reasons = Contraindication.objects.published().filter(strength="avoid")
    groups = {page.group for page in reasons}
    assert {page.group for page in reasons if page.get_absolute_url() in named} == groups


def test_a_side_effect_that_may_need_help_at_once_says_so_above_its_text(real_site):
    _, html, _, published = real_site
    effects = [path for path in published if path.startswith("/side-effects/")]
    above, texts = {}, {}
    for path in effects:
        above[path], _, texts[path] = html[path].partition('class="section"')
    urgent = [path for path in effects if "medical help straight away" in texts[path]]
    assert {"/side-effects/swelling/", "/side-effects/itching/", "/side-effects/infection/"} <= set(urgent)
    assert [path for path in effects if ('class="care"' in above[path]) is not (path in urgent)] == []
