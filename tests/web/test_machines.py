"""What programs read: linked data, previews, plain text, and files at fixed addresses."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template
from django.test import override_settings
from django.urls import URLPattern, reverse
from django.urls import path as address

from content.models import Contraindication, Indication, OldAddress, Page, SignOff
from content.plaintext import text_of
from content.rendering import render_linked_data
from content.urls import urlpatterns as ours
from content.views.indexes import home
from content.views.texts import text_address
from mesoinfo.urls import urlpatterns as whole
from tests.web.crawling import crawl
from tests.web.factories import (
    QUESTION,
    fill_site,
    make_disagreement,
    make_page,
    make_passage,
)
from tests.web.machine_forms import (
    TERMS,
    linked,
    links,
    metas,
    nodes,
    of_type,
    seen,
    squeezed,
    strings,
    unknown_terms,
)

HOSTILE = 'Not </script><script>alert(1)</script> <!-- & "this" \u2028 '


@pytest.fixture
def site(db):
    return fill_site()


def html_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


# --- linked data -----------------------------------------------------------------------------------


def test_a_question_is_told_with_its_whole_answer_and_what_it_rests_on(client, site):
    html = html_of(client, "/questions/what-is-it/")
    (page,) = of_type(html, "FAQPage")
    question = page["mainEntity"]
    assert page["@type"] == ["MedicalWebPage", "FAQPage"]
    assert (question["@type"], question["name"]) == ("Question", "What is needling?")
    assert question["acceptedAnswer"]["text"] == "You may get red skin." == page["description"]
    assert [source["name"] for source in question["acceptedAnswer"]["citation"]] == ["Needle facts article-1"]
    (claim,) = of_type(html, "Claim")
    assert claim == {
        "@type": "Claim",
        "@id": "http://testserver/questions/what-is-it/#claim-1",
        "text": "You may get red skin.",
        "isBasedOn": [
            {
                "@type": "Quotation",
                "text": "Redness is a common reaction",
                "isPartOf": {"@id": "http://testserver/sources/article-1/"},
            }
        ],
    }
    assert 'id="claim-1"' in html


def test_a_reason_a_side_effect_and_a_use_are_told_as_what_they_are(client, site):
    (therapy,) = of_type(html_of(client, "/who-should-not/pregnancy/"), "MedicalTherapy")
    assert therapy["contraindication"] == {
        "@type": "MedicalContraindication",
        "name": "Pregnancy",
        "description": "Do not have it while you are pregnant. Ask first.",
    }
    (therapy,) = of_type(html_of(client, "/side-effects/redness/"), "MedicalTherapy")
    assert (therapy["adverseOutcome"]["name"], "seriousAdverseOutcome" in therapy) == ("Redness", False)
    (therapy,) = of_type(html_of(client, "/side-effects/infection/"), "MedicalTherapy")
    assert (therapy["seriousAdverseOutcome"]["name"], "adverseOutcome" in therapy) == ("Infection", False)
    (condition,) = of_type(html_of(client, "/uses/dull-skin/"), "MedicalCondition")
    therapy = condition["possibleTreatment"]
    assert [reason["name"] for reason in therapy["contraindication"]] == ["Pregnancy"]


def test_a_limit_is_no_contraindication(client, site):
    (therapy,) = of_type(html_of(client, "/who-should-not/severe-obesity/"), "MedicalTherapy")
    assert "contraindication" not in therapy
    (therapy,) = of_type(html_of(client, "/who-should-not/"), "MedicalTherapy")
    names = [reason["name"] for reason in therapy["contraindication"]]
    assert "Pregnancy" in names and "Severe obesity" not in names


@pytest.mark.parametrize("why", ["disputed", "disagreement", "only quotes"])
def test_a_use_that_is_in_doubt_is_not_told_as_a_treatment(client, site, why):
    if why == "disputed":
        Indication.objects.filter(slug="scars").update(is_disputed=True)
    elif why == "disagreement":
        make_disagreement(site, "Bruises", key="doubt", concepts=["scars"])
    else:
        Page.objects.filter(slug="scars").update(body="")
    html = html_of(client, "/uses/scars/")
    (condition,) = of_type(html, "MedicalCondition")
    assert "possibleTreatment" not in condition
    assert of_type(html_of(client, "/uses/dull-skin/"), "MedicalCondition")[0]["possibleTreatment"]


def test_a_page_with_quotes_only_answers_nothing(client, site):
    make_page("questions", "bare", "", title="Is it bare?")
    html = html_of(client, "/questions/bare/")
    assert of_type(html, "FAQPage") == of_type(html, "Claim") == []
    (page,) = of_type(html, "MedicalWebPage")
    assert "description" not in page


def test_only_a_health_professional_who_signed_this_text_has_reviewed_it(client, site):
    page = Page.objects.get(slug="pregnancy")
    person = get_user_model().objects.create(username="reviewer")
    text = page.read_sha256

    def told():
        (node,) = of_type(html_of(client, "/who-should-not/pregnancy/"), "MedicalWebPage")
        return node.get("lastReviewed"), node.get("reviewedBy")

    for role, sha256 in (("publisher", text), ("editor", text), ("clinical_reviewer", "0" * 64)):
        SignOff.objects.create(
            page=page, person=person, role=role, text_sha256=sha256, signed_on="2026-11-21"
        )
        assert told() == (None, None), role
    SignOff.objects.create(
        page=page, person=person, role="clinical_reviewer", text_sha256=text, signed_on="2026-11-22"
    )
    assert told() == ("2026-11-22", {"@type": "Person", "jobTitle": "health professional"})
    words = seen(html_of(client, "/who-should-not/pregnancy/"))
    assert squeezed("By a health professional on 22 November 2026.") in words
    assert "reviewer" not in json.dumps(linked(html_of(client, "/who-should-not/pregnancy/")))


def test_no_page_uses_a_term_that_is_not_in_the_vocabulary(client, site):
    _, html = crawl(client)
    assert {path: found for path, page in html.items() if (found := unknown_terms(linked(page)))} == {}
    used = {name for page in html.values() for node in nodes(linked(page)) for name in node}
    assert not used & set(TERMS["removed"]["names"])


def test_the_list_of_terms_knows_a_wrong_one():
    therapy = {"@type": "MedicalTherapy", "indication": {"@type": "MedicalIndication"}}
    assert len(unknown_terms(therapy)) == 2
    assert unknown_terms({"@type": "Answer", "contraindication": "x"})
    assert unknown_terms({"@type": "MedicalTherapy", "contraindication": {"@type": "Person"}})
    assert unknown_terms({"@type": "WebPage", "lastReviewed": True})
    assert unknown_terms({"@type": "WebPage", "isPartOf": {"@id": "x", "name": "y"}})
    assert not set(TERMS["removed"]["names"]) & {*TERMS["types"], *TERMS["properties"]}


def test_breadcrumbs_end_with_the_page(client, site):
    (crumbs,) = of_type(html_of(client, "/uses/scars/"), "BreadcrumbList")
    steps = [(item["position"], item["name"], item["item"]) for item in crumbs["itemListElement"]]
    assert steps == [
        (1, "Home", "http://testserver/"),
        (2, "Uses", "http://testserver/uses/"),
        (3, "Scars", "http://testserver/uses/scars/"),
    ]


def test_an_index_lists_its_pages_under_its_headings(client, site):
    lists = of_type(html_of(client, "/who-should-not/"), "ItemList")
    assert lists[0]["name"] == "Do not have mesotherapy if one of these applies to you"
    assert [item["name"] for item in lists[0]["itemListElement"]] == ["Pregnancy"]
    named = {item["url"] for found in lists for item in found["itemListElement"]}
    reasons = Contraindication.objects.published()
    assert named == {f"http://testserver{page.get_absolute_url()}" for page in reasons}


def test_an_article_is_told_as_far_as_it_is_known(client, site):
    site.publisher, site.published_on = "Clinic Ltd", "2024-05-06"
    site.save()
    (article,) = of_type(html_of(client, "/sources/article-1/"), "Article")
    assert article["publisher"] == {"@type": "Organization", "name": "Clinic Ltd"}
    assert article["datePublished"] == "2024-05-06"
    (article,) = of_type(html_of(client, "/sources/article-2/"), "Article")
    assert set(article) == {"@type", "@id", "name"}


def test_a_search_is_told_where_there_is_one(client, site):
    (found,) = of_type(html_of(client, "/"), "WebSite")
    assert "potentialAction" not in found or reverse("search")
    with override_settings(ROOT_URLCONF=type("urls", (), {"urlpatterns": SEARCHED})):
        (found,) = of_type(html_of(client, "/"), "WebSite")
    action = found["potentialAction"]
    assert action["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"
    assert action["query-input"] == "required name=search_term_string"


SEARCHED = [address("search/", home, name="search"), *whole]


def test_no_word_can_end_the_block(client, site):
    make_page("questions", "hostile", "Ask. [@advice]\n", title=HOSTILE.strip())
    html = html_of(client, "/questions/hostile/")
    assert linked(html)["@graph"][0]["name"] == HOSTILE.strip()
    assert "<script>alert" not in html and html.count("</script>") == html.count("<script")
    block = render_linked_data({"name": HOSTILE})
    assert re.fullmatch(r'<script type="application/ld\+json">[^<>&]*</script>', block)


def test_what_is_shown_of_a_long_quote_is_nothing(client, site):
    words = " ".join(["not"] * 41)
    passage = make_passage(site, "Needling should not be performed during pregnancy.")
    page = make_page("topics", "long", QUESTION)
    page.claims.first().citations.update(quote=words)
    assert passage and words not in html_of(client, "/topics/long/")
    assert of_type(html_of(client, "/topics/long/"), "Quotation") == []


def test_every_string_of_a_small_site_is_seen_or_is_an_address(client, site):
    _, html = crawl(client)
    for path, page in html.items():
        words = seen(page)
        for key, value in strings(linked(page)):
            if key in ("name", "description", "text", "alternateName", "jobTitle"):
                assert squeezed(value) in words, (path, key, value)


# --- the head --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "title", "description", "kind"),
    [
        (
            "/who-should-not/pregnancy/",
            "Pregnancy",
            "Do not have it while you are pregnant. Ask first.",
            "article",
        ),
        ("/questions/what-is-it/", "What is needling?", "You may get red skin.", "article"),
        (
            "/questions/",
            "Questions about mesotherapy",
            "Each question stands here once, however many articles ask it.",
            "website",
        ),
        ("/", "Mesotherapy: what 2 articles say, in plain words", "You may get red skin.", "website"),
    ],
)
def test_a_preview_has_the_title_and_the_whole_answer(client, site, path, title, description, kind):
    html = html_of(client, path)
    found = metas(html)
    assert (found["og:title"], found["og:description"], found["og:type"]) == (title, description, kind)
    assert found["og:url"] == f"http://testserver{path}" == links(html)["canonical", ""]
    assert (found["og:locale"], found["og:site_name"]) == ("en_GB", "mesoinfo")
    assert found["twitter:card"] == "summary_large_image"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")


def test_every_page_names_its_other_forms(client, site):
    _, html = crawl(client)
    assert "noindex" in html.pop("/leaflet/")
    for path, page in html.items():
        found = links(page)
        assert found["canonical", ""] == f"http://testserver{path}"
        assert found["alternate", "text/plain"] == f"http://testserver{text_address(path)}"
        assert found["alternate", "application/atom+xml"] == "http://testserver/feed.xml"
        assert found["describedby", "text/plain"] == "http://testserver/llms.txt"


def test_a_page_that_is_not_there_is_not_shared(client, site):
    for path in ("/nothing/", "/questions/nothing/", "/not-answered/nothing/"):
        html = client.get(path).content.decode()
        assert "og:title" not in html and "canonical" not in html and linked(html) is None
    assert Template("{% load machines %}{% machine_head %}").render(Context({})).strip() == ""


def test_an_empty_site_has_heads_too(client, db):
    for path in ("/", "/who-should-not/", "/sources/", "/glossary/", "/how-we-check/", "/what-changed/"):
        html = html_of(client, path)
        assert metas(html)["og:title"] and unknown_terms(linked(html)) == []


@pytest.mark.parametrize("path", ["/questions/many/", "/questions/many.txt"])
def test_one_claim_and_three_hundred_take_the_same_queries(client, site, django_assert_num_queries, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 300):
        Page.objects.filter(slug="many").delete()
        make_page("questions", "many", "\n".join(['It fades. [@article-1 "fades in a day"]'] * number))
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- plain text ------------------------------------------------------------------------------------


def test_a_page_as_plain_text(client, site):
    response = client.get("/who-should-not/stroke.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Link"] == '<http://testserver/who-should-not/stroke/>; rel="canonical"'
    text = response.content.decode()
    expected = [
        "Based on only 2 articles, which promote the treatment. Not reviewed by a health professional.",
        "# Stroke\n",
        "- Not yet reviewed by a health professional\n",
        "\nDo not have it while you are pregnant. [1] Ask first. [2]\n",
        "- [1] Do not have it while you are pregnant.\n  “should not be performed during pregnancy”\n  Article\u00a01".replace(
            "\u00a0", " "
        ),
        "## Why\n\nNo article gives a reason. [3]\n",
        "## How this page was checked\n",
        "Checked by a person: Never. No health professional has reviewed these words.\n",
        "Ask your own doctor before you decide.\n",
        "\nAddress: http://testserver/who-should-not/stroke/\n",
    ]
    places = [text.find(part) for part in expected]
    assert -1 not in places and places == sorted(places), list(zip(expected, places, strict=True))
    assert "Back to sentence" not in text and "Skip to" not in text


def test_every_page_has_a_plain_text(client, site):
    _, html = crawl(client)
    for path, page in html.items():
        text = client.get(text_address(path)).content.decode()
        heading = seen(re.search("<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1])
        assert heading in squeezed(text), path
        assert text.endswith(f"\nAddress: http://testserver{path}\n")


@pytest.mark.parametrize(
    "path",
    ["/nothing.txt", "/questions/nothing.txt", "/questions//what-is-it.txt", "/index/.txt", "/admin.txt", "/healthz.txt",
     "/feed.xml.txt", "/questions/what-is-it/.txt", "/robots/.txt", "/.txt", "/static/css/main.css.txt"],
)  # fmt: skip
def test_what_is_no_page_has_no_plain_text(client, site, path):
    assert client.get(path).status_code == 404


def test_a_draft_has_no_plain_text_even_for_those_who_are_signed_in(client, admin_client, site):
    make_page("topics", "secret", "Zanzibar. [@advice]\n", status="draft")
    for each in (client, admin_client):
        assert each.get("/topics/secret.txt").status_code == 404
        assert each.get("/admin/content/page.txt").status_code in (302, 404)
    assert b"ecret" not in client.get("/llms.txt").content


def test_a_plain_text_moves_with_its_page(client, site):
    page = Page.objects.get(slug="aftercare")
    OldAddress.objects.create(kind="topic", slug="after", page=page)
    response = client.get("/topics/after.txt")
    assert (response.status_code, response["Location"]) == (301, "/topics/aftercare.txt")


def test_plain_texts_answer_head_and_refuse_post(client, site):
    for path in ("/index.txt", "/llms.txt", "/humans.txt", "/robots.txt"):
        assert (client.head(path).status_code, client.post(path).status_code) == (200, 405), path


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>A</h2><p>b <strong>not</strong> c.</p>", "## A\n\nb not c.\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "- a\n  b\n- c\n"),
        ("<dl><dt>a</dt><dd>b</dd><dd>c</dd><dt>d</dt><dd>e</dd></dl>", "a: b; c\nd: e\n"),
        ("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d\n"),
        ("<p>a <q>b</q>.</p>", "a “b”.\n"),
        ('<p>a<sup class="marker"><a href="#evidence-3">3</a></sup> b</p>', "a [3] b\n"),
        ('<p>a</p><script>x</script><svg><text>y</text></svg><p hidden>z</p><p aria-hidden="true">q</p>', "a\n"),
        ('<ul><li><a href="/x/">x</a></li></ul>', "- x <http://h/x/>\n"),
        ('<p>See <a href="/x/">x</a> and <a href="#y">y</a>.</p>', "See x and y.\n"),
        ("<details><summary>s</summary><p>whole</p></details>", "s\n\nwhole\n"),
        ("<p>a &lt;b&gt; &amp; c<br>d</p>", "a <b> & c d\n"),
        ("<p>a</b></i></p><p>b", "a\n\nb\n"),
    ],
)  # fmt: skip
def test_html_becomes_plain_text(html, text):
    assert text_of(f"<header>menu</header><main>{html}</main><p>after</p>", "http://h/") == text


def test_a_sentence_is_never_broken_over_two_lines(client, site):
    sentence = " ".join(["Do not have it while you are pregnant"] * 30) + "."
    make_page("topics", "long", f"{sentence} [@advice]\n")
    assert f"\n{sentence} [1]\n" in client.get("/topics/long.txt").content.decode()


# --- the list of all texts -------------------------------------------------------------------------


NO_TEXTS = ("/leaflet/", "/search/", "/api/")
"""The site once more, a form, and what programs read elsewhere: nothing that a text could tell."""


def test_the_list_has_every_page_with_warnings_first_and_whole(client, site):
    text = client.get("/llms.txt").content.decode()
    lines = text.splitlines()
    assert lines[0] == "# mesoinfo"
    assert lines[2].startswith(
        "> Based on only 2 articles, which promote the treatment. Not reviewed by a health"
    )
    assert (
        "- [Pregnancy](http://testserver/who-should-not/pregnancy.txt): "
        "Do not have it while you are pregnant. Ask first." in lines
    )
    assert "- [Scars](http://testserver/uses/scars.txt)" in lines
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert headings[:3] == ["Who should not have it", "Side effects", "Questions"]
    _, html = crawl(client)
    listed = re.findall(r"\]\((http\S+?)\)", text)
    texts = {f"http://testserver{text_address(path)}" for path in html if path not in NO_TEXTS}
    assert sorted(listed) == sorted(texts)


# --- files at fixed addresses ----------------------------------------------------------------------


def test_humans_names_nobody_and_says_what_is_so(client, site):
    text = client.get("/humans.txt").content.decode()
    assert "This file names nobody." in text and "http://testserver/how-we-check/" in text
    assert "Last update" not in text


def test_without_a_contact_there_is_no_security_file(client, db):
    assert client.get("/.well-known/security.txt").status_code == 404


@override_settings(SECURITY_CONTACT="mailto:security@example.org")
def test_the_security_file_names_the_contact_and_runs_out_within_a_year(client, db):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    left = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)


def test_files_for_programs_have_one_address_each():
    names = [pattern.name for pattern in ours if isinstance(pattern, URLPattern)]
    assert len(names) == len(set(names))
