"""What machines read of the whole library as it is loaded: nothing that a reader of the page does not see."""

import gzip
import re
from datetime import date
from html import unescape

import pytest

from content.cards import layout_of
from content.models import Change, Contraindication, Page, SideEffect
from content.stylesheet import compose
from content.views.cards import card_for
from content.views.heads import page_words
from tests.library import loaded_library
from tests.web.crawling import crawl
from tests.web.machine_forms import (
    NOT_WORDS,
    linked,
    links,
    metas,
    nodes,
    seen,
    squeezed,
    strings,
    unknown_terms,
)

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
NOT_SHARED = {"/leaflet/", "/search/", "/api/"}
"""The site once more, a form, and what is for programmers: they need no head for programs."""


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """The HTML of every public page and the plain text of each, by path, and llms.txt."""
    with loaded_library(django_db_blocker) as reader:
        _, html = crawl(reader)
        alone = {path for path, page in html.items() if 'rel="canonical"' not in page}
        assert {path.partition("?")[0] for path in alone} <= NOT_SHARED
        html = {path: page for path, page in html.items() if path not in alone}
        paths = {
            path: links(page)["alternate", "text/plain"].removeprefix(HOST) for path, page in html.items()
        }
        texts = {path: reader.get(text).content.decode() for path, text in paths.items()}
        yield html, texts, reader.get("/llms.txt").content.decode()


def test_every_string_of_linked_data_is_seen_on_its_page_or_is_an_address_of_the_site(library):
    html, _, _ = library
    hidden, count = [], 0
    for path, page in html.items():
        words = seen(page)
        for key, value in strings(linked(page)):
            count += 1
            if key in NOT_WORDS - {"url"} or value.startswith((f"{HOST}/", "https://schema.org")):
                continue
            if key.startswith(("date", "lastReviewed")):
                value = f"{date.fromisoformat(value):%-d %B %Y}"
            if squeezed(value) not in words:
                hidden.append((path, key, value))
    assert hidden == []
    assert len(html) > 190 and count > 8_000


def test_every_address_of_linked_data_and_of_the_head_leads_somewhere(library):
    html, _, _ = library
    wanted = set()
    for page in html.values():
        wanted |= {
            value.partition("#")[0] for key, value in strings(linked(page)) if key in ("@id", "item", "url")
        }
    known = {HOST + path for path in html}
    assert {address for address in wanted if address.startswith(HOST)} <= known
    assert {links(page)["canonical", ""] for page in html.values()} == known


def test_every_claim_and_word_has_its_place_on_the_page(library):
    html, _, _ = library
    places = 0
    for path, page in html.items():
        for key, value in strings(linked(page)):
            address, _, place = value.partition("#")
            if key == "@id" and place and address == HOST + path and place not in ("site", "mesotherapy"):
                places += 1
                assert f' id="{place}"' in page, (path, place)
    assert places > 200


def test_no_page_uses_a_term_that_the_vocabulary_lacks(library):
    html, _, _ = library
    assert {path: found for path, page in html.items() if (found := unknown_terms(linked(page)))} == {}


def test_previews_say_what_the_page_says(library):
    html, _, _ = library
    for path, page in html.items():
        words, found = seen(page), metas(page)
        alt = found["og:image:alt"].removeprefix("mesoinfo: ")
        for text in (found["og:title"], found.get("og:description", "")):
            assert squeezed(text) in words, (path, text)
        for sentence in re.split(r"(?<=[.?!]) ", alt.removeprefix(found["og:title"]).strip()):
            assert squeezed(sentence) in words, (path, sentence)


NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing|none|unless|without|avoid)\b", re.IGNORECASE)


def test_no_negation_is_lost_in_any_form(library):
    """Each short answer that denies something stands whole in every form that shows any of it."""
    html, texts, llms = library
    pages = [
        page for page in Page.objects.published() if page.is_curated and NEGATION.search(page.short_answer)
    ]
    pages = [page for page in pages if page.get_absolute_url() in html]
    assert len(pages) > 60
    for page in pages:
        path, answer = page.get_absolute_url(), page.short_answer
        told = [value for key, value in strings(linked(html[path])) if key in ("description", "text")]
        if path not in ("/", "/how-we-check/"):
            assert answer in told, path
            assert metas(html[path])["og:description"] == answer
        assert squeezed(answer) in squeezed(re.sub(r" \[\d+\]", "", texts[path])), path
        if page.is_warning:
            assert f": {answer}\n" in llms, path
        for value in (told := [value for value in told if value != answer]):
            assert value not in answer or value.endswith((".", "?", "!")), (path, value)


def test_the_plain_text_says_nothing_that_is_not_on_the_page(library):
    html, texts, _ = library
    for path, text in texts.items():
        words = squeezed("".join(seen_with_numbers(html[path])))
        for line in text.splitlines()[:-1]:
            line = re.sub(r" <http[^>]*>", "", re.sub(r"^\s*(?:- |#+ )", "", line))
            for part in re.split(r"\||: |; |“|”|\[|\]", line):
                assert squeezed(part) in words, (path, part)


def seen_with_numbers(html):
    """Every word of a page, markers too, without the signs that plain text sets of its own."""
    words = re.sub(r"<(?:script|style|title).*?</(?:script|style|title)>|<[^>]*>", "", html, flags=re.DOTALL)
    return re.sub(r"[“”|\[\]]", "", unescape(words))


def test_every_warning_of_a_page_stands_in_its_plain_text_whole(library):
    html, texts, _ = library
    boxes = 0
    for path, page in html.items():
        text = squeezed(re.sub(r" <http[^>]*>|^\s*(?:- |#+ )", "", texts[path], flags=re.MULTILINE))
        for box in re.findall(
            r'<(?:section class="callout|div class="care).*?</(?:section|div)>', page, re.DOTALL
        ):
            boxes += 1
            for words in re.findall(r"<(?:p|li|h\d)\b[^>]*>(.*?)</(?:p|li|h\d)>", box, re.DOTALL):
                assert seen(words) in text, (path, words)
    assert boxes > 100


def test_every_claim_and_quote_of_a_page_stands_in_its_plain_text(library):
    html, texts, _ = library
    quotes = 0
    for path, page in html.items():
        text = squeezed(texts[path])
        for quote in re.findall("<q>(.*?)</q>", page, re.DOTALL):
            quotes += 1
            assert f"“{seen(quote)}”" in text, (path, quote)
    assert quotes > 1_000


def test_the_list_of_texts_has_each_page_once_and_warnings_first(library):
    html, _, llms = library
    addresses = re.findall(r"\]\((\S+?)\)(?:$|:)", llms, re.MULTILINE)
    pages = [page for path, page in html.items() if path not in ("/search/", "/api/")]
    assert sorted(addresses) == sorted({links(page)["alternate", "text/plain"] for page in pages})
    headings = re.findall("^## (.*)$", llms, re.MULTILINE)
    assert headings[:2] == ["Who should not have it", "Side effects"]
    for model in (Contraindication, SideEffect):
        assert all(f"{page.short_answer}\n" in llms for page in model.objects.published().curated())


def test_uses_are_no_treatment_where_articles_disagree(library):
    html, _, _ = library
    seen_both = {True: 0, False: 0}
    for page in Page.objects.published().filter(kind="indication"):
        found = html[page.get_absolute_url()]
        conditions = [node for node in nodes(linked(found)) if node["@type"] == "MedicalCondition"]
        is_disputed = page.specific.is_disputed or 'class="differ"' in found
        assert len(conditions) == 1
        assert ("possibleTreatment" in conditions[0]) is not is_disputed, page
        seen_both[is_disputed] += 1
    assert seen_both[False]


def test_a_question_is_light(library):
    html, _, _ = library
    css = len(gzip.compress(compose().encode()))
    sizes = {
        path: css + len(gzip.compress(page.encode())) for path, page in html.items() if "/questions/" in path
    }
    assert max(sizes.values()) <= 14_000, max(sizes, key=sizes.get)


def test_almost_every_card_shows_the_whole_answer(library):
    pages = [page for page in Page.objects.published() if page.is_curated]
    alone = [page.address for page in pages if layout_of(card_for(page_words(page))).answer is None]
    assert len(alone) <= len(pages) / 50, alone


def test_the_first_load_is_two_changes_and_the_warnings_are_one(library):
    first, second = Change.objects.all()
    assert (first.is_safety, second.is_safety) == (True, False)
    public = Page.objects.published()
    named = {page["address"] for change in (first, second) for page in change.pages}
    assert named == {page.address for page in public}
    assert {page["address"].partition("/")[0] for page in first.pages} == {"contraindication", "side_effect"}
