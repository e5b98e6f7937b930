"""The JSON API: what it answers, in which words, and how it refuses."""

import hashlib
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate as validate_openapi

from content.api import answers, records
from content.api.schemas import SCHEMAS
from content.api.urls import urlpatterns
from content.models import (
    Disagreement,
    Gap,
    OldAddress,
    Page,
    Question,
    Snapshot,
    Source,
    Statement,
)
from content.pipeline.citations import MAX_QUOTE_WORDS
from content.pipeline.verdicts import Code
from tests.library import loaded_library
from tests.web.crawling import Outline
from tests.web.factories import (
    REDNESS,
    TEXT,
    fill_site,
    make_disagreement,
    make_page,
    make_passage,
    make_source,
)
from tests.web.test_pages import grow

pytestmark = pytest.mark.django_db

LISTS = {
    "pages": "PageEntryList",
    "sources": "SourceList",
    "differences": "DifferenceList",
    "gaps": "GapList",
    "glossary": "TermList",
}


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()


@pytest.fixture
def site(db):
    return fill_site()


def read(client, path, **headers):
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json"), response.content
    return response.json()


def faults(name, data):
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    found = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(data)
    return [f"{error.json_path}: {error.message}" for error in found]


# --- a page


def test_a_page_is_whole_and_has_its_evidence(client, site):
    page = read(client, "pages/contraindication/pregnancy")
    assert page["short_answer"] == "Do not have it while you are pregnant. Ask first."
    assert (page["name"], page["title"], page["language"]) == (
        "contraindication/pregnancy",
        "Pregnancy",
        "en-GB",
    )
    first, second, third = page["claims"]
    start = TEXT.index("should not be performed")
    quote = "should not be performed during pregnancy"
    assert first["text"] == "Do not have it while you are pregnant."
    assert first["address"] == "http://testserver/who-should-not/pregnancy/#claim-1"
    assert first["verdict"]["words"] == "Checked by software: these words support the sentence."
    assert first["citations"] == [
        {
            "source": "article-1",
            "line": "Article 1: “Needle facts article-1”, publisher unknown",
            "quote": quote,
            "anchor": "exact",
            "snapshot_sha256": Snapshot.objects.get(source=site).sha256,
            "target": {
                "type": "SpecificResource",
                "source": "http://testserver/sources/article-1/",
                "selector": [
                    {"type": "TextQuoteSelector", "exact": quote},
                    {"type": "TextPositionSelector", "start": start, "end": start + len(quote)},
                ],
            },
        }
    ]
    assert (second["basis"], second["citations"]) == ("advice", [])
    assert (third["basis"], third["heading"]) == ("absence", "")
    assert page["strictness"] == {
        "strength": "avoid",
        "by_source": [{"source": "article-1", "strength": "avoid", "says": "says to avoid it", "words": []}],
    }
    assert page["tags"][0] == "Not yet reviewed by a health professional"
    assert page["review"]["by_health_professional_on"] == []
    assert page["differences"] == ["k"]
    assert page["sources"] == ["article-1"]


def test_how_often_is_said_in_the_words_of_the_articles_or_not_at_all(client, site):
    redness = read(client, "pages/side_effect/redness")["effect"]
    assert redness["how_often"] is None
    assert redness["by_source"] == [
        {"source": "article-1", "words": ["common"], "silent": None},
        {"source": "article-2", "words": [], "silent": "It does not say how often."},
    ]
    milk = read(client, "pages/side_effect/milk")["effect"]
    assert (milk["how_often"], milk["by_source"]) == ("None of the articles says how often.", [])
    assert read(client, "pages/side_effect/infection")["effect"]["is_called_serious"]
    for slug, words in (("redness", records.SILENT), ("milk", records.NOBODY_SAYS)):
        assert words in client.get(f"/side-effects/{slug}/").content.decode()


def test_a_page_about_something_else_brings_its_warning(client, site):
    warning = read(client, "pages/indication/dull-skin")["warning"]
    assert warning["heading"] == "Check this before you decide"
    assert [page["short_answer"] for page in warning["pages"]] == [
        "Redness is common.",
        "Do not have it while you are pregnant. Ask first.",
    ]
    general = read(client, "pages/indication/scars")["warning"]
    assert general["heading"] == "Some people should not have mesotherapy"
    assert [reason["name"] for reason in general["reasons"]] == [
        "contraindication/pregnancy",
    ]
    assert general["more"] == "http://testserver/who-should-not/"
    assert read(client, "pages/contraindication/pregnancy")["warning"] is None
    assert read(client, "pages/difference/how-long-it-lasts")["warning"]["pages"] == []


def test_a_list_that_is_not_whole_says_so(client, site):
    Question.objects.filter(slug="side-effects").update(intent="side-effects")
    make_page("side-effects", "held-back", REDNESS, status="draft")
    said = read(client, "pages/question/side-effects")["incomplete"]
    html = client.get("/questions/side-effects/").content.decode()
    assert said == [
        "The list of side effects in Article 2 was cut off. We cannot know what the missing part says.",
        "The articles name 1 more side effect. Its page has not passed our checks yet.",
    ]
    assert [words for words in said if words not in text_of(html)] == []
    assert read(client, "pages/question/what-is-it")["incomplete"] == []


def test_a_page_that_nobody_has_written_has_quotes_only(client, site):
    page = read(client, "pages/side_effect/milk")
    assert (page["short_answer"], page["claims"]) == (None, [])
    assert [said["quote"] for said in page["quotations"]] == [
        "Redness is a common reaction and fades in a day."
    ]
    Statement.objects.filter(page__slug="milk").update(page=None)
    assert read(client, "pages/side_effect/milk")["quotations"] == []


def test_words_that_are_too_long_to_quote_are_not_shortened(client, site):
    long = make_source("article-9", text=" ".join(["It is not safe"] * 20))
    make_disagreement(long, long.snapshots.get().text, key="long", subject="Safety")
    points = {point["key"]: point for point in read(client, "differences")["items"]}
    assert [said["quote"] for said in points["long"]["quotes"]] == [None]
    assert "safe It is" not in json.dumps(points)


def test_a_sign_off_and_a_drift_are_told(client, site, django_user_model):
    page = Page.objects.get(slug="pregnancy", kind="contraindication")
    person = django_user_model.objects.create(username="petra")
    text = page.read_sha256
    page.sign_offs.create(
        person=person, role="clinical_reviewer", text_sha256=text, signed_on=date(2026, 11, 1)
    )
    found = read(client, "pages/contraindication/pregnancy")
    assert found["review"]["by_health_professional_on"] == ["2026-11-01"]
    assert "petra" not in json.dumps(found)
    page.claims.first().citations.update(anchor="missing")
    found = read(client, "pages/contraindication/pregnancy")
    assert "Source changed" in found["tags"]
    assert found["claims"][0]["verdict"]["words"].startswith("Source changed: the article no longer")


# --- what is public


def test_nothing_but_public_pages(client, site):
    make_page("topics", "secret", "It is secret. [@advice]\n", status="draft")
    make_page("site", "home", "This site reports. [@site]\n")
    names = {page["name"] for page in read(client, "pages?page_size=100")["items"]}
    public = Page.objects.published().exclude(slug="home")
    assert names == {page.address for page in public}
    assert client.get("/api/v1/pages/topic/secret").status_code == 404
    assert client.get("/api/v1/pages/site/home").status_code == 404
    assert "secret" not in json.dumps([read(client, f"{name}?page_size=100") for name in LISTS])


def test_an_open_question_goes_when_an_article_answers_it(client, site):
    assert read(client, "pages/gap/cost")["ask"]
    assert "gap/cost" in [page["name"] for page in read(client, "pages?kind=gap")["items"]]
    make_passage(make_source("article-7", text="One session is £90."), "One session is £90.")
    assert client.get("/api/v1/pages/gap/cost").status_code == 404
    assert read(client, "pages?kind=gap")["items"] == []
    assert "cost" not in [gap["id"] for gap in read(client, "gaps")["items"]]
    assert Gap.objects.published().count() == 1


def test_an_old_address_leads_on(client, site):
    page = Page.objects.get(slug="what-is-it")
    OldAddress.objects.create(kind="question", slug="older", page=page)
    response = client.get("/api/v1/pages/question/older")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/pages/question/what-is-it")
    assert response["Access-Control-Allow-Origin"] == "*"


# --- lists


def test_a_list_has_pages_in_an_order_that_stays(client, site):
    whole = [page["name"] for page in read(client, "pages?page_size=100")["items"]]
    assert whole == sorted(whole)
    found, path = [], "/api/v1/pages?page_size=4"
    while path:
        part = client.get(path).json()
        assert part["total"] == len(whole) and len(part["items"]) <= 4
        found += [page["name"] for page in part["items"]]
        path = part["links"]["next"]
    assert found == whole
    assert read(client, "pages?page=2&page_size=4")["links"]["previous"].endswith("pages?page_size=4")


def test_a_list_can_be_narrowed(client, site):
    assert [p["name"] for p in read(client, "pages?kind=site")["items"]] == ["site/about"]
    Page.objects.update(changed_at=datetime(2026, 1, 1, tzinfo=UTC))
    Page.objects.filter(slug="pregnancy").update(changed_at=datetime(2026, 6, 1, 12, tzinfo=UTC))
    for since, count in (("2026-06-01", 1), ("2026-06-01T12:00:00Z", 1), ("2026-06-01T12:00:01Z", 0)):
        assert read(client, f"pages?changed_since={since}")["total"] == count


def test_sources_are_told_without_their_text(client, site):
    found = read(client, "sources")
    assert [each["id"] for each in found["items"]] == ["article-1", "article-2"]
    article = read(client, "sources/article-2")
    assert article == found["items"][1]
    assert article["line"] == (
        "Article 2: Needle facts article-2 (our words), published by a clinic that offers this treatment"
    )
    assert {each["disposition"]: each["passages"] for each in article["coverage"]} == {
        "used": 1,
        "heading": 1,
        "unusable": 1,
    }
    assert article["passages"] == 3
    assert article["note"] == "Its list is cut off."


def test_a_difference_has_each_side_and_the_safer_reading(client, site):
    by_key = {point["key"]: point for point in read(client, "differences")["items"]}
    strict = by_key["k"]
    assert (strict["safer_reading"], strict["page"], strict["state"]) == ("Do not have it.", None, "open")
    assert [said["quote"] for said in strict["quotes"]] == ["should not be performed"]
    told = by_key["told"]
    assert (told["safer_reading"], told["page"]["name"]) == (None, "difference/how-long-it-lasts")
    assert told["page"]["short_answer"] == "Do not have it while you are pregnant. Ask first."
    Disagreement.objects.filter(key="k").update(state="settled", settled_reason="Read again.")
    assert read(client, "differences")["items"][0]["how_settled"] == "Read again."


# --- how it answers


def test_everybody_may_read_and_nobody_may_write(client, site):
    for path in ("", "pages", "pages/contraindication/pregnancy", "nowhere", "fhir/metadata"):
        response = client.get(f"/api/v1/{path}")
        assert response["Access-Control-Allow-Origin"] == "*", path
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        for method in ("post", "put", "patch", "delete"):
            response = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{path}")
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS"), path
        response = client.options(f"/api/v1/{path}")
        assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")
        assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/")
    assert client.get("/")["Cross-Origin-Resource-Policy"] == "same-origin"


def test_head_is_get_without_a_body(client, site):
    head, get = client.head("/api/v1/pages"), client.get("/api/v1/pages")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


def test_an_answer_that_is_known_is_not_sent_again(client, site):
    path = "/api/v1/pages/contraindication/pregnancy"
    first = client.get(path)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["Access-Control-Allow-Origin"]) == (304, b"", "*")
    Page.objects.filter(slug="pregnancy").update(title="Being pregnant")
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]


def test_no_change_hides_behind_a_time(client, site, monkeypatch):
    """Not even one that no column dates, or one within the same second."""
    clock = [1_800_000_000]
    monkeypatch.setattr(answers.time, "time", lambda: clock[0])
    path = "/api/v1/pages/contraindication/pregnancy"
    assert "Last-Modified" not in client.get(path)  # this second is not over
    clock[0] += 60
    since = client.get(path)["Last-Modified"]
    assert since == "Fri, 15 Jan 2027 08:00:00 GMT"
    assert client.get(path, headers={"If-Modified-Since": since}).status_code == 304
    Disagreement.objects.filter(key="k").update(state="settled", settled_reason="Read again.")
    assert client.get(path, headers={"If-Modified-Since": since}).status_code == 200
    Disagreement.objects.filter(key="k").update(state="open", settled_reason="")
    assert client.get(path, headers={"If-Modified-Since": since}).status_code == 200
    clock[0] += 60
    second = client.get(path)["Last-Modified"]
    assert second == "Fri, 15 Jan 2027 08:01:01 GMT"  # the second change of one second counts as later


def test_no_number_of_questions_fills_the_cache(client, site, monkeypatch):
    kept = []
    monkeypatch.setattr(answers, "remember", lambda key, *value: kept.append(key))
    for day in range(1, 10):
        assert client.get(f"/api/v1/pages?changed_since=2026-01-0{day}").status_code == 200
        assert client.get("/api/v1/pages?nonsense=1").status_code == 400
        assert client.get(f"/api/v1/nowhere-{day}").status_code == 404
    assert kept == []
    client.get("/api/v1/pages")
    assert len(kept) == 1


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/pages", "/api/v1/pages/question/what-is-it"])
def test_the_language_is_that_of_the_content(client, site, path):
    bodies = {client.get(path, headers={"Accept-Language": tag}).content for tag in ("en", "tr", "ar")}
    assert len(bodies) == 1


# --- how it refuses


@pytest.mark.parametrize(
    ("path", "kind", "where"),
    [
        ("?page=1", "unknown-parameter", "page"),
        ("pages?kind=question&knd=1", "unknown-parameter", "knd"),
        ("pages/question/what-is-it?full=1", "unknown-parameter", "full"),
        ("sources/article-1?x=", "unknown-parameter", "x"),
        ("pages?kind=recipe", "bad-parameter", "kind"),
        ("pages?kind=topic&kind=site", "bad-parameter", "kind"),
        ("pages?page=0", "bad-parameter", "page"),
        ("pages?page=-1", "bad-parameter", "page"),
        ("pages?page=x", "bad-parameter", "page"),
        ("pages?page=٣", "bad-parameter", "page"),
        ("pages?page=99999999999999999999", "bad-parameter", "page"),
        ("pages?page=9", "bad-parameter", "page"),
        ("pages?page_size=101", "bad-parameter", "page_size"),
        ("pages?changed_since=yesterday", "bad-parameter", "changed_since"),
        ("pages?changed_since=2026-02-30", "bad-parameter", "changed_since"),
        ("pages?changed_since=0001-01-01T00:00:00%2B14:00", "bad-parameter", "changed_since"),
        ("pages?changed_since=9999-12-31T23:59:59-14:00", "bad-parameter", "changed_since"),
        ("pages/recipe/x", "nothing-here", "recipe"),
        ("pages/question/none", "nothing-here", "question/none"),
        ("pages/question/what-is-it/", "nothing-here", "/api/v1/pages/question/what-is-it/"),
        ("sources/article-99", "nothing-here", "article-99"),
        ("nowhere", "nothing-here", "/api/v1/nowhere"),
    ],
)
def test_a_refusal_says_what_where_and_how_to_mend_it(client, site, path, kind, where):
    response = client.get(f"/api/v1/{path}")
    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (problem["type"], problem["where"]) == (f"http://testserver/api/#{kind}", where)
    assert response.status_code == problem["status"] == (404 if kind == "nothing-here" else 400)
    assert faults("Problem", problem) == []
    assert problem["detail"] and problem["mend"]
    assert "ETag" not in response
    assert f'id="{kind}"' in client.get("/api/").content.decode()


def test_a_database_that_fails_is_a_refusal_too(client, site, monkeypatch):
    def fail():
        raise DatabaseError("secret detail")

    monkeypatch.setattr("content.api.views.entries", fail)
    response = client.get("/api/v1/glossary")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert b"secret" not in response.content


# --- its description


def test_the_description_is_valid_openapi(client):
    document = read(client, "openapi.json")
    validate_openapi(document)
    assert document["openapi"] == "3.1.0"


def test_the_description_has_every_address_and_no_other(client):
    routes = {str(route.pattern) for route in urlpatterns if route.name}
    routes = {"/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route in routes}
    routes = {re.sub(r"\{(source_id|resource_id)\}", "{id}", route) for route in routes}
    assert set(read(client, "openapi.json")["paths"]) == routes


def test_every_object_that_is_described_is_closed():
    def objects(schema):
        if isinstance(schema, dict):
            if schema.get("type") == "object":
                yield schema
            for each in schema.values():
                yield from objects(each)
        elif isinstance(schema, list):
            for each in schema:
                yield from objects(each)

    found = list(objects(SCHEMAS))
    assert len(found) > 30
    assert [each for each in found if each["additionalProperties"] is not False] == []
    assert [each for each in found if set(each["required"]) != set(each["properties"])] == []


def test_the_page_for_programmers_is_in_the_site_map_and_true(client, site):
    html = client.get("/api/").content.decode()
    assert f"at most {MAX_QUOTE_WORDS} words" in html and "at most 100 entries" in html
    assert "http://testserver/api/</loc>" in client.get("/sitemap.xml").content.decode()
    for address in re.findall(r'<a href="(/api/[^"]*)"', html):
        assert client.get(address).status_code == 200, address


# --- cost


@pytest.mark.parametrize(
    "path",
    [
        *LISTS,
        *("pages/contraindication/pregnancy", "pages/question/what-is-it", "pages/indication/dull-skin"),
        *("pages/side_effect/redness", "pages/topic/what-it-is", "pages/gap/cost", "pages/site/about"),
        *("pages/difference/how-long-it-lasts", "sources/article-1"),
        *("fhir/ClinicalUseDefinition", "fhir/ClinicalUseDefinition/side-effect.redness"),
    ],
)
def test_an_answer_takes_at_most_eight_queries(client, site, django_assert_max_num_queries, path):
    with django_assert_max_num_queries(8) as few:
        assert client.get(f"/api/v1/{path}").status_code == 200
    grow(site)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(f"/api/v1/{path}").status_code == 200


def test_a_page_that_says_whether_its_list_is_whole_takes_three_more(
    client, site, django_assert_max_num_queries
):
    Question.objects.filter(slug="side-effects").update(intent="side-effects")
    with django_assert_max_num_queries(10) as few:
        assert read(client, "pages/question/side-effects")["incomplete"]
    grow(site)
    with django_assert_max_num_queries(len(few.captured_queries)):
        read(client, "pages/question/side-effects")


def test_a_page_of_300_sentences_takes_the_queries_of_one(client, site, django_assert_num_queries):
    sentence = 'It fades. [@article-1 "fades in a day"]'
    counts = []
    for number in (1, 3, 300):
        make_page("topics", f"long-{number}", "\n\n".join([sentence] * number))
        with django_assert_num_queries(6):
            found = read(client, f"pages/topic/long-{number}")
        counts.append(len(found["claims"]))
    assert counts == [1, 3, 300]


# --- the whole library


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """Every answer of the API on the loaded site by address, and the text of the site's pages."""
    with loaded_library(django_db_blocker) as reader:
        data = {"": reader.get("/api/v1/").json()}
        for name in LISTS:
            data |= pages_of(reader, name)
        entries = [page for path, part in data.items() if path.startswith("pages") for page in part["items"]]
        texts = {}
        for entry in entries:
            path = f"pages/{entry['name']}"
            data[path] = reader.get(f"/api/v1/{path}").json()
            texts[path] = shown(reader, entry["address"])
        for source in Source.objects.all():
            data[f"sources/{source.source_id}"] = reader.get(f"/api/v1/sources/{source.source_id}").json()
        others = ("/differences/", "/not-answered/", "/glossary/", "/sources/", "/questions/")
        more = [*others, *(f"/sources/{s.source_id}/" for s in Source.objects.all())]
        site = "".join([*texts.values(), *(shown(reader, path) for path in more)])
        return data, texts, site, [snapshot.text for snapshot in Snapshot.objects.all()]


def pages_of(client, name):
    found, path = {}, f"/api/v1/{name}?page_size=100"
    while path:
        found[path.partition("/v1/")[2]] = part = client.get(path).json()
        path = part["links"]["next"]
    return found


def text_of(html):
    return Outline(re.sub(r'<sup class="marker">.*?</sup>', "", html)).text


def squash(text):
    """Without blanks, and small: pages begin a line with a capital letter."""
    return "".join(text.split()).casefold()


def shown(client, address):
    return squash(text_of(client.get(address).content.decode()))


def test_every_answer_of_the_library_is_as_described(library):
    data, _, _, _ = library
    names = {"": "Index", **LISTS}
    for path, answer in data.items():
        name = names.get(path.partition("?")[0]) or ("Page" if path.startswith("pages/") else "Source")
        assert faults(name, answer) == [], path
    assert len(data) > 190


NOT_SHOWN = {
    *("name", "address", "link", "links", "kind", "slug", "language", "changed_at", "basis", "support"),
    *(
        "anchor",
        "checker_version",
        "checked_at",
        "snapshot_sha256",
        "target",
        "source",
        "sources",
    ),
    *("strength", "fhir", "differences", "milder", "more", "key", "severity", "state", "id", "interest"),
    *("original", "disposition", "compared_by_software_on", "version"),
}
"""Keys whose values are codes, addresses, hashes and times."""


CODES = {code.value for code in Code}


def strings(value, key=""):
    if key in NOT_SHOWN:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str) and value not in CODES:
        yield key, value


def test_every_string_of_a_page_stands_on_it(library):
    """How strictly other articles warn may stand on the page about the difference instead."""
    data, texts, site, _ = library
    seen = 0
    for path, text in texts.items():
        for key, string in strings(data[path]):
            seen += 1
            place = site if key == "says" else text
            assert squash(string) in place, (path, key, string)
    assert seen > 5_000


@pytest.mark.parametrize("name", ["pages", "sources", "differences", "gaps", "glossary"])
def test_every_string_of_a_list_stands_on_the_site(library, name):
    data, _, site, _ = library
    found = [part for path, part in data.items() if path.startswith(f"{name}?")]
    said = [pair for part in found for pair in strings(part["items"])]
    assert said and [(key, string) for key, string in said if squash(string) not in site] == []


def test_quotes_are_short_and_exact(library):
    data, _, _, texts = library

    def quotes(value):
        if isinstance(value, dict):
            found = [value[name] for name in ("quote", "exact") if value.get(name)]
            yield from found
            for inner in value.values():
                yield from quotes(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from quotes(inner)

    exact = {quote for answer in data.values() for quote in quotes(answer)}
    assert len(exact) > 400
    assert [quote for quote in exact if len(quote.split()) > MAX_QUOTE_WORDS] == []
    flat = [" ".join(text.split()) for text in texts]
    assert [quote for quote in exact if not any(" ".join(quote.split()) in text for text in flat)] == []


def test_every_position_is_that_of_the_quote(library):
    data, _, _, texts = library
    by_hash = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
    citations = [
        citation
        for path, page in data.items()
        if path.startswith("pages/")
        for claim in page["claims"]
        for citation in claim["citations"]
    ]
    assert len(citations) > 1_000
    for citation in citations:
        quote, place = citation["target"]["selector"]
        text = by_hash[citation["snapshot_sha256"]]
        assert text[place["start"] : place["end"]] == quote["exact"] == citation["quote"]


def test_no_warning_of_the_library_is_lost(library):
    """Each page that warns is there with its strength, and each use with the warning of its page."""
    data, _, _, _ = library
    pages = [page for path, page in data.items() if path.startswith("pages/")]
    reasons = [page for page in pages if page["kind"] == "contraindication"]
    effects = [page for page in pages if page["kind"] == "side_effect"]
    assert len(reasons) > 20 and all(page["strictness"]["by_source"] for page in reasons)
    assert len(effects) > 15
    assert all(bool(page["effect"]["how_often"]) != bool(page["effect"]["by_source"]) for page in effects)
    assert all(page["warning"] for page in pages if page["kind"] == "indication")
