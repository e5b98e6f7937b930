"""The public pages: every one answers, links nowhere broken, leaks no draft, and says what is true."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.utils import timezone

from content.models import (
    Citation,
    Contraindication,
    Difference,
    Disagreement,
    Page,
    Question,
    SideEffect,
    SignOff,
    Source,
    Topic,
)
from content.stylesheet import compose
from content.views.gaps import open_gaps
from tests.web.crawling import Outline, broken_fragments, crawl, faults
from tests.web.factories import (
    ABOUT,
    PREGNANCY,
    QUESTION,
    REDNESS,
    TEXT,
    fill_site,
    make_disagreement,
    make_page,
    make_passage,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db

FIXED = [
    *("/", "/topics/", "/uses/", "/who-should-not/", "/side-effects/", "/questions/", "/differences/"),
    *("/not-answered/", "/sources/", "/how-we-check/", "/glossary/", "/what-changed/", "/api/", "/search/"),
]


def gap_pages():
    return {f"/not-answered/{gap.id}/" for gap in open_gaps()}


@pytest.fixture
def site(db):
    return fill_site()


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return Outline(response.content.decode()).text


def description_of(client, path):
    found = re.search(r'<meta name="description" content="([^"]*)">', client.get(path).content.decode())
    return found and found[1]


# --- the whole site --------------------------------------------------------------------------------


def test_every_published_page_can_be_reached_from_the_start_page(client, site):
    outlines, _ = crawl(client)
    expected = {page.get_absolute_url() for page in Page.objects.published()}
    expected |= {f"/sources/{source.source_id}/" for source in Source.objects.all()}
    assert set(outlines) == expected | {*FIXED, "/leaflet/"} | gap_pages()


def test_the_start_page_leads_to_help_for_those_who_feel_unwell(client, site):
    page = client.get("/").content.decode()
    hero = page.partition('class="hero"')[2].partition('class="container page"')[0]
    assert '<a href="/side-effects/">Unwell after treatment? When to get help</a>' in hero


def test_the_list_of_reasons_leads_to_the_sheet_once_there_is_one(client, site):
    assert "Tick what applies to you" not in text_of(client, "/who-should-not/")
    make_page("site", "before-you-go", ABOUT)
    page = client.get("/who-should-not/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert '<a href="/before-you-go/">Tick what applies to you, and take it with you</a>' in page


def test_no_link_and_no_fragment_is_broken(client, site):
    outlines, _ = crawl(client)
    assert broken_fragments(outlines) == []


def test_every_page_is_well_formed_with_one_h1_and_no_skipped_level(client, site):
    outlines, html = crawl(client)
    for path, outline in outlines.items():
        assert faults(html[path], outline) == [], path


def test_every_page_says_how_few_the_sources_are_and_that_nobody_has_reviewed_it(client, site):
    outlines, _ = crawl(client)
    line = "Based on only 2 articles, which promote the treatment. Not reviewed by a health professional."
    assert [path for path, outline in outlines.items() if line not in outline.text] == []


def test_no_page_has_an_inline_script_or_style(client, site):
    _, html = crawl(client)
    for path, page in html.items():
        rest = re.sub(r'<script src="/static/js/[a-z-]+\.js" defer></script>', "", page, count=1)
        rest = rest.replace('<script type="application/ld+json">', "")
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", rest), path


def test_an_empty_site_answers_too(client):
    for path in FIXED:
        assert client.get(path).status_code == 200, path
    assert "That does not mean that there is none." in text_of(client, "/who-should-not/")
    assert "That does not mean that there is none." in text_of(client, "/side-effects/")


@pytest.mark.parametrize("path", FIXED)
def test_pages_answer_head_and_refuse_post(client, path):
    assert (client.head(path).status_code, client.post(path).status_code) == (200, 405)


# --- drafts ----------------------------------------------------------------------------------------


@pytest.fixture(params=["draft", "in_review", "approved", "withdrawn"])
def hidden(request, site):
    """Pages that are not public, wired to public ones in every way that could leak them."""
    words = 'Zanzibar secret words. [@article-1 "Redness is a common reaction"]'
    for folder in ("topics", "uses", "who-should-not", "side-effects", "questions"):
        page = make_page(
            folder, f"zanzibar-{folder}", words, status=request.param, title="Zanzibar", order=-1
        )
    Question.objects.filter(slug="side-effects").update(
        related=[f"{kind}/zanzibar-{folder}" for kind, folder in HIDDEN_KINDS]
    )
    Topic.objects.filter(slug="what-it-is").update(main_question=page)
    return site


HIDDEN_KINDS = [
    ("topic", "topics"),
    ("indication", "uses"),
    ("contraindication", "who-should-not"),
    ("side_effect", "side-effects"),
    ("question", "questions"),
    ("difference", "differences"),
    ("gap", "not-answered"),
]


def test_what_is_not_published_appears_nowhere(client, hidden):
    _, html = crawl(client)
    html["/sitemap.xml"] = client.get("/sitemap.xml").content.decode()
    html["/robots.txt"] = client.get("/robots.txt").content.decode()
    assert [path for path, page in html.items() if "zanzibar" in page.casefold()] == []
    for _, folder in HIDDEN_KINDS:
        response = client.get(f"/{folder}/zanzibar-{folder}/")
        assert response.status_code == 404
        assert "zanzibar secret" not in response.content.decode().casefold()


def test_the_same_pages_published_do_appear(client, hidden):
    Page.objects.filter(slug__startswith="zanzibar").update(status="published")
    _, html = crawl(client)
    html["/sitemap.xml"] = client.get("/sitemap.xml").content.decode()
    places = {path for path, page in html.items() if "zanzibar" in page.casefold()}
    assert {
        *("/", "/topics/", "/uses/", "/who-should-not/", "/side-effects/", "/questions/", "/sitemap.xml"),
        *("/questions/side-effects/", "/topics/what-it-is/", "/sources/article-1/"),
    } <= places


def test_a_page_of_another_kind_is_not_found_under_this_kind(client, site):
    assert client.get("/topics/pregnancy/").status_code == 404
    assert client.get("/sources/no-such-article/").status_code == 404


def test_an_unknown_address_gets_a_helpful_page(client, site):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    outline = Outline(response.content.decode())
    assert "There is no page at this address." in outline.text
    assert {"/who-should-not/", "/side-effects/", "/questions/"} <= set(outline.links)


# --- text, evidence, tags, review ------------------------------------------------------------------


def test_claims_lead_to_their_evidence_and_back(client, site):
    outline = Outline(client.get("/who-should-not/pregnancy/").content.decode())
    for number in (1, 2, 3):
        assert {f"claim-{number}", f"evidence-{number}"} <= set(outline.ids)
        assert {f"#claim-{number}", f"#evidence-{number}"} <= set(outline.links)
    assert "[@" not in outline.text


def test_evidence_gives_quote_source_interest_and_verdict_in_words(client, site):
    text = text_of(client, "/who-should-not/pregnancy/")
    assert "Where this comes from (1 article, our own advice)" in text
    assert (
        "should not be performed during pregnancy Article 1 : “Needle facts article-1”, publisher unknown "
        "Checked by software: these words support the sentence." in text
    )
    assert "This is our own safety advice. It comes from no article." in text
    assert "Software searched the text we have and found nothing that says it." in text


def test_a_warning_is_never_inside_a_disclosure(client, site):
    html = client.get("/who-should-not/pregnancy/").content.decode()
    outside = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    assert "Do not have it while you are pregnant." in outside


def test_the_state_is_said_in_words_of_the_closed_set(client, site):
    def tags(path):
        html = client.get(path).content.decode()
        return re.findall(r'<li class="tag-[a-z-]+">([^<]*)</li>', html)

    assert tags("/who-should-not/pregnancy/") == [
        *("Not yet reviewed by a health professional", "Compared with sources by software"),
        *("Sources differ", "Not stated"),
    ]
    assert tags("/who-should-not/hives/") == ["Not yet reviewed by a health professional"]
    Citation.objects.update(anchor="missing", snapshot=None, start=None, end=None)
    assert tags("/side-effects/redness/") == [
        *("Not yet reviewed by a health professional", "Source changed", "Under review")
    ]
    assert "the article no longer has these words" in text_of(client, "/side-effects/redness/")


def test_a_partly_supported_sentence_is_never_called_checked(client, site):
    make_page("topics", "partly", REDNESS, support="partly_supported")
    text = text_of(client, "/topics/partly/")
    assert "Under review: these words support only part of the sentence." in text
    assert "Checked by software" not in text and "Compared with sources by software" not in text


def test_a_warning_that_lost_its_source_stays_and_says_so(client, site):
    Contraindication.objects.filter(slug="pregnancy").update(is_present=False)
    text = text_of(client, "/who-should-not/pregnancy/")
    assert "Source changed" in text and "Do not have it while you are pregnant." in text


def review_block(client, path):
    text = text_of(client, path)
    after = next(words for words in ("Related pages", "Was this page useful?") if words in text)
    end = text.index(after)
    return text[text.index("How this page was checked") : end].strip()


def test_the_review_block_claims_no_review_that_did_not_happen(client, site):
    assert review_block(client, "/who-should-not/stroke/") == (
        "How this page was checked "
        "Checked by a person Never. No health professional has reviewed these words. "
        "Compared with its sources by software 20 November 2026, 3 sentences. "
        f"Words last changed {timezone.localdate():%-d %B %Y}. What changed "
        "First review by a person Not planned yet."
    )


def sign(page, role, sha256=""):
    person, _ = get_user_model().objects.get_or_create(username="reviewer")
    text = sha256 or page.read_sha256
    return SignOff.objects.create(
        page=page, person=person, role=role, signed_on="2026-11-21", text_sha256=text
    )


def test_a_day_for_the_next_review_is_shown_only_after_a_first_one(client, site):
    page = Topic.objects.get(slug="what-it-is")  # its day for a review has passed
    Page.objects.filter(pk=page.pk).update(changed_at=None)
    assert "2026" not in review_block(client, page.get_absolute_url()).replace("20 November 2026", "")

    sign(page, "publisher")  # who presses "publish" has not reviewed it
    assert "First review by a person Not planned yet." in text_of(client, page.get_absolute_url())

    sign(page, "editor")
    block = review_block(client, page.get_absolute_url())
    assert "Read by an editor on 21 November 2026. No health professional has reviewed these words." in block
    assert "Next review due 1 January 2026. That day has passed: this page may be out of date." in block
    assert "First review" not in block and "Never" not in block

    Topic.objects.filter(pk=page.pk).update(next_review_on=None)
    assert "Next review due No day is set yet." in text_of(client, page.get_absolute_url())


def test_a_sign_off_counts_only_for_the_text_that_was_signed(client, site):
    page = Contraindication.objects.get(slug="pregnancy")
    sign_off = sign(page, "clinical_reviewer", sha256="6" * 64)
    text = text_of(client, page.get_absolute_url())
    assert (
        "Not in its present words. People have read an earlier text. "
        "No health professional has reviewed these words." in text
    )
    assert "Not yet reviewed by a health professional" in text and "Never" not in text

    sign_off.text_sha256 = page.read_sha256
    sign_off.save()
    text = text_of(client, page.get_absolute_url())
    assert "By a health professional on 21 November 2026." in text
    assert "No health professional has reviewed these words" not in text
    assert "Not yet reviewed by a health professional" not in text


def test_short_answers_stand_whole_in_page_description_and_index(client, site):
    answer = "Do not have it while you are pregnant. Ask first."
    assert description_of(client, "/who-should-not/pregnancy/") == answer
    assert answer in text_of(client, "/who-should-not/")
    page = text_of(client, "/who-should-not/pregnancy/")
    assert "Do not have it while you are pregnant. 1 Ask first. 2" in page


LONG = " ".join(f"Word{n}" for n in range(60)) + " should not have it."


def test_a_long_answer_is_never_cut_before_its_negation(client, site):
    text = TEXT + LONG
    make_source("article-9", text=text)
    body = f'{LONG} [@article-9 "should not have it"]'
    make_page("who-should-not", "long", body)
    assert description_of(client, "/who-should-not/long/") == LONG
    assert LONG in text_of(client, "/who-should-not/")


def test_a_page_without_text_shows_whole_quotes_and_says_so(client, site):
    text = text_of(client, "/side-effects/milk/")
    assert "Nobody has written this page in plain words yet." in text
    assert "Redness is a common reaction and fades in a day." in text
    assert description_of(client, "/side-effects/milk/") is None


def test_a_quote_of_more_than_40_words_is_left_out_not_cut(client, site):
    words = " ".join(f"w{n}" for n in range(38)) + " is not safe."
    source = make_source("article-8", text=words)
    page = make_page("side-effects", "long-quote")
    make_statement(page, make_passage(source, words), "side_effect")
    text = text_of(client, "/side-effects/long-quote/")
    assert "The article speaks of this in a sentence that is too long to be quoted here." in text
    assert "w10" not in text


def test_related_pages_are_at_most_three_in_the_order_of_the_page(client, site):
    Question.objects.filter(slug="side-effects").update(
        related=[
            *("contraindication/stroke", "question/side-effects", "no/such", "use/scars", 7),
            *("indication/scars", "side_effect/redness", "contraindication/pregnancy"),
        ]
    )
    html = client.get("/questions/side-effects/").content.decode()
    part = html[html.index('id="related-heading"') : html.index("</main>")]
    assert Outline(part).links == ["/who-should-not/stroke/", "/uses/scars/", "/side-effects/redness/"]


def test_a_question_carries_the_warning_of_its_topic_whole(client, site):
    text = text_of(client, "/questions/side-effects/")
    assert "Important: Check this before you decide" in text
    assert "Redness . Redness is common." in text


def test_a_question_lists_other_ways_of_asking_once(client, site):
    assert "Also asked as" not in text_of(client, "/questions/what-is-it/")  # the only one is its title
    Question.objects.filter(slug="what-is-it").update(title="What does needling do?")
    text = text_of(client, "/questions/what-is-it/")
    assert "Also asked as “What is needling?” How this page was checked" in text


def test_only_whole_printed_questions_are_other_ways_of_asking(client, db):
    text = "What is it or is it safe?\n\nResults\n\nIs it used?\n\nIt can be used for skin."
    source = make_source(text=text)
    question = make_page("questions", "what-is-it")
    heading = make_passage(source, "What is it or is it safe?", kind="heading")
    for quote, passage in {
        "What is it": heading,  # half of a question that asks two things
        "is it safe?": heading,
        "Results": make_passage(source, "Results", kind="heading"),
        "Is it used?": make_passage(source, "Is it used?", kind="question"),
        "It can be used for skin.": make_passage(source, "It can be used for skin."),
    }.items():
        kind = "label" if quote.endswith(".") else passage.kind
        start = text.index(quote)
        question.variants.create(passage=passage, start=start, end=start + len(quote), quote=quote, kind=kind)
    html = client.get("/questions/what-is-it/").content.decode()
    part = html[html.index('id="asked-heading"') : html.index('id="review-heading"')]
    assert re.findall("<li>(.*?)</li>", part) == ["“Is it used?”"]


def test_sources_differ_shows_every_position_and_the_safer_reading(client, site):
    for path in ("/who-should-not/pregnancy/", "/differences/"):
        text = text_of(client, path)
        assert "Sources differ How strict it is Article 1 : “strict”" in text
        assert "Until this is settled, the safer reading is: Do not have it." in text
    assert "How strict it is" not in text_of(client, "/uses/scars/")


def test_a_warning_says_how_strictly_each_article_warns_in_its_own_words(client, site):
    other = make_source("article-6", text="Take care: people with a cold should be cautious.\n\nAge: 18+")
    strengths = {"article-6": "caution", "article-1": "avoid"}
    page = make_page("who-should-not", "cold", PREGNANCY, strength_by_source=strengths)
    ban = make_passage(site, "Needling should not be performed during pregnancy.")
    care = make_passage(other, "people with a cold should be cautious.")
    make_statement(page, ban, "contraindication", strength="avoid", list_strength="avoid")
    make_statement(page, care, "contraindication", strength="caution")
    assert (
        "Article 1 Says to avoid it ( should not be performed ) "
        "Article 6 Asks for care ( should be cautious )" in text_of(client, "/who-should-not/cold/")
    )


def test_a_difference_in_strictness_gives_each_articles_own_words(client, site):
    quote = "Needling should not be performed during pregnancy"
    make_disagreement(site, quote, key="d", kind="within_source", stance="avoid", concepts=["stroke"])
    text = text_of(client, "/who-should-not/stroke/")
    assert "Article 1 : says to avoid it ( should not be performed )" in text


def test_words_that_are_mixed_up_stand_in_one_short_list(client, site):
    for n, quote in enumerate(("Redness", "Bruises", "infection")):
        names = f"“Use {n}” names something that is treated."
        make_disagreement(
            site,
            quote,
            key=f"l{n}",
            kind="look_alike",
            subject=f"Pair {n}",
            safest=names,
            stance="side_effect",
        )
    html = client.get("/differences/").content.decode()
    part = html[html.index("Words that are easily mixed up</h2>") : html.index("</main>")]
    assert re.findall('<li id="differ-l[0-9]">(.*?)</li>', part) == [
        f"“Use {n}” names something that is treated." for n in range(3)
    ]
    assert part.count("<details") == 1 and part.count("<h3") == 0
    assert re.findall("<q>(.*?)</q>", part) == ["Redness", "Bruises", "infection"]
    assert "Easily mixed up" not in html


def test_what_warns_comes_first_among_the_differences(client, site):
    Disagreement.objects.all().delete()
    concept = Contraindication.objects.values_list("concept", flat=True)[0]
    points = [
        ("Lists", "coverage", "high", []),
        ("Year", "scope", "low", []),
        ("Depth", "strength", "high", []),
        ("Warning", "scope", "high", [concept]),
    ]
    for n, (subject, kind, severity, concepts) in enumerate(points):
        make_disagreement(
            site, "Redness", key=f"k{n}", kind=kind, subject=subject, severity=severity, concepts=concepts
        )
    html = client.get("/differences/").content.decode()
    headings = re.findall(r"<h([23])[^>]*>([^<]*)</h", html[html.index("<h1") : html.index("<footer")])
    assert headings == [
        ("2", "On this page"),
        *(("2", "Who should not have it"), ("3", "Warning")),
        *(("2", "What matters most for your safety"), ("3", "Depth")),
        *(("2", "Where lists leave something out"), ("3", "Lists")),
        *(("2", "Smaller points"), ("3", "Year")),
        ("2", "What most articles say, and what only one says"),
    ]


def test_a_settled_or_minor_difference_stays_off_the_page(client, site):
    make_disagreement(site, "Redness", key="minor", subject="Minor", severity="low", concepts=["pregnancy"])
    make_disagreement(
        site,
        "Bruises",
        key="settled",
        subject="Settled",
        state="settled",
        settled_reason="asked",
        concepts=["pregnancy"],
    )
    page, everything = text_of(client, "/who-should-not/pregnancy/"), text_of(client, "/differences/")
    assert "Minor" not in page and "Settled" not in page
    assert "Minor" in everything
    still_open, settled = everything.split("The articles still differ here.")
    assert "Settled Settled" in settled and "How it was settled: asked" in settled
    assert "asked" not in still_open and "Until this is settled" not in settled


# --- indexes ---------------------------------------------------------------------------------------


def test_reasons_are_listed_by_degree_the_strictest_first(client, site):
    text = text_of(client, "/who-should-not/")
    places = [
        text.rindex(heading)  # the list of contents names some of them first
        for heading in (
            "Do not have mesotherapy if one of these applies to you",
            "Do not have it unless your own doctor agrees",
            "Talk to a doctor first if one of these applies to you",
            "A limit on what it can do",
        )
    ]
    assert places == sorted(places)
    assert places[0] < text.index("Pregnancy Do not have it") < places[1] < text.index("Stroke") < places[2]
    assert places[2] < text.index("Hives") < places[3] < text.index("Severe obesity")


def test_serious_effects_come_first_with_each_articles_own_word(client, site):
    text = text_of(client, "/side-effects/")
    serious, other = text.rindex("Called serious by an article"), text.rindex("Other side effects")
    special = text.rindex("Only named for some groups of people")
    assert (
        serious < text.index("Infection Redness is common.") < other < text.index("Redness Redness") < special
    )
    assert "How often: “rare” (Article 1)." in text
    assert "How often: “common” (Article 1)." in text
    assert "Milk None of the articles says how often." in text


def test_no_frequency_is_shown_that_no_source_states(client, site):
    text = text_of(client, "/side-effects/milk/")
    part = text[text.index("How often the articles say") : text.index("How this page was checked")]
    assert part.strip() == "How often the articles say it happens None of the articles says how often."
    text = text_of(client, "/side-effects/redness/")
    part = text[text.index("How often the articles say") : text.index("How this page was checked")]
    assert part.strip() == (
        "How often the articles say it happens Article 1 “common” Article 2 It does not say how often."
    )


def test_a_list_of_more_than_six_is_split_under_its_headings(client, site):
    assert "Skin" not in text_of(client, "/side-effects/")
    for n in range(6):
        make_page("side-effects", f"effect-{n}", REDNESS, group="Blood")
    html = client.get("/side-effects/").content.decode()
    assert re.findall("<h3[^>]*>([^<]*)</h3>", html) == ["Blood", "Skin"]


def test_an_incomplete_list_is_called_incomplete_only_when_a_source_is_cut_off(client, site):
    notice = "The list of side effects in Article 2 was cut off."
    assert notice in text_of(client, "/side-effects/")
    assert "They are not all the side effects." in text_of(client, "/side-effects/")
    Source.objects.get(source_id="article-2").snapshots.update(is_current=False)
    text = text_of(client, "/side-effects/")
    assert notice not in text and "This list is incomplete" not in text
    assert "They are not all the side effects." in text


def test_warnings_without_a_public_page_are_counted_never_named(client, site):
    assert "not passed our checks yet" not in text_of(client, "/who-should-not/")
    make_page("who-should-not", "zanzibar", PREGNANCY, status="draft")
    text = text_of(client, "/who-should-not/")
    assert (
        "This list is incomplete The articles name 1 more reason. Its page has not passed our checks yet."
        in text
    )
    assert "anzibar" not in text
    for n in range(2):
        make_page("side-effects", f"zanzibar-{n}", REDNESS, status="in_review")
    make_page("side-effects", "gone", REDNESS, status="withdrawn", is_present=False)
    text = text_of(client, "/side-effects/")
    assert "The articles name 2 more side effects. Their pages have not passed our checks yet." in text


def test_questions_stand_under_their_topics_in_the_order_given(client, site):
    text = text_of(client, "/questions/")
    assert text.index("Safety") < text.index("What is needling?") < text.index("Basics")
    assert "Read what no article answers , and what to ask instead." in text


def test_a_source_page_accounts_for_every_part_and_never_shows_the_text(client, site):
    text = text_of(client, "/sources/article-2/")
    assert "We cut the article into 3 parts." in text
    assert "Heading It names a part of the article. 1" in text
    assert "All 3" in text
    assert "published by a clinic that offers this treatment" in text
    cited = text_of(client, "/sources/article-1/")
    assert "should not be performed during pregnancy Cited by" in cited
    assert "Serious infection is possible" not in cited


def test_the_figures_of_the_check_are_counted(client, site):
    text = text_of(client, "/how-we-check/")
    published = Page.objects.published()
    total = sum(page.claims.count() for page in published)
    assert f"Sentences on public pages {total} " in text
    assert "Oldest check 20 November 2026" in text


def test_the_home_page_says_how_many_articles_it_rests_on(client, site):
    html = client.get("/").content.decode()
    title = "Mesotherapy: what 2 articles say, in plain words"
    assert f"<h1>{title}</h1>" in html and f"<title>{title} – mesoinfo</title>" in html
    assert "You may get red skin." in Outline(html).text


def test_a_source_page_leaves_out_quotes_that_say_nothing_alone(client, site):
    make_page("topics", "short", 'Redness. [@article-1 "Redness"] It fades. [@article-1 "fades in a"]')
    quotes = re.findall("<q>(.*?)</q>", client.get("/sources/article-1/").content.decode())
    assert "fades in a" in quotes
    assert [quote for quote in quotes if len(quote.split()) < 3] == []


# --- files for programs ----------------------------------------------------------------------------


def test_robots_point_to_the_site_map_of_published_pages(client, site):
    robots = client.get("/robots.txt").content.decode()
    assert robots.splitlines() == [
        *("User-agent: *", "Disallow: /admin/", "Disallow: /search/?", "Disallow: /*/search/?"),
        "Sitemap: http://testserver/sitemap.xml",
    ]
    listed = re.findall("<loc>http://testserver([^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    pages = {page.get_absolute_url() for page in Page.objects.published()}
    articles = {f"/sources/{source.source_id}/" for source in Source.objects.all()}
    assert sorted(listed) == sorted(pages | articles | set(FIXED) | gap_pages())


# --- cost ------------------------------------------------------------------------------------------


COSTS = [
    *FIXED,
    "/who-should-not/pregnancy/",
    "/side-effects/redness/",
    "/questions/what-is-it/",
    "/sources/article-1/",
]


@pytest.mark.parametrize("path", COSTS)
def test_the_number_of_queries_does_not_grow_with_the_content(
    client, site, django_assert_max_num_queries, path
):
    with django_assert_max_num_queries(25) as few:
        client.get(path)
    grow(site)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(path)


def grow(source):
    """Three more of everything that the pages of the site list."""
    for n in range(3):
        extra = make_source(f"article-1{n}")
        passage = make_passage(extra, "Bruises may also appear.")
        for folder in ("topics", "uses", "who-should-not", "side-effects", "questions"):
            page = make_page(
                folder, f"extra-{n}", QUESTION + PREGNANCY, related=["contraindication/pregnancy"]
            )
        make_page("side-effects", f"quoted-{n}")
        for effect in SideEffect.objects.filter(slug__in=["redness", f"quoted-{n}"]):
            make_statement(effect, passage, "side_effect", concept=f"{effect.slug}-{n}", frequency="common")
        make_disagreement(extra, "Redness", key=f"d{n}", concepts=["pregnancy", "redness"])
        page.related = ["side_effect/redness"]
        page.save()


@pytest.mark.parametrize(
    "path", sorted((settings.BASE_DIR / "templates/components").glob("*.html")), ids=lambda path: path.stem
)
def test_every_component_says_what_it_needs(path):
    assert path.read_text().startswith("{% comment %}")


@override_settings(DEBUG=True)
def test_the_site_works_while_debugging(client, site):
    assert client.get("/").status_code == 200


# --- gaps ------------------------------------------------------------------------------------------


def test_a_question_without_an_answer_is_named_until_an_article_answers_it(client, site):
    assert "How much does it cost? No article gives a price." in text_of(client, "/not-answered/")
    make_passage(make_source("article-7", text="One session is £90."), "One session is £90.")
    assert "How much does it cost?" not in text_of(client, "/not-answered/")


def test_a_gap_has_a_page_with_a_question_to_ask_until_an_article_answers_it(client, site):
    text = text_of(client, "/not-answered/cost/")
    assert "No article gives a price." in text
    assert "What does the whole course cost" in text
    assert "/not-answered/cost/" in client.get("/sitemap.xml").content.decode()
    make_passage(make_source("article-7", text="One session is £90."), "One session is £90.")
    assert client.get("/not-answered/cost/").status_code == 404
    assert "/not-answered/cost/" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize(
    "fields", [{"disposition": "unusable"}, {"disposition": "rejected"}, {"kind": "question"}]
)
def test_lost_text_other_treatments_and_questions_answer_nothing(client, site, fields):
    make_passage(make_source("article-7", text="One session is £90."), "One session is £90.", **fields)
    assert "How much does it cost?" in text_of(client, "/not-answered/")


@pytest.mark.parametrize("path", ["/", "/who-should-not/pregnancy/", "/questions/side-effects/"])
def test_a_page_and_its_style_weigh_little(client, site, path):
    css = compose().encode()
    assert len(gzip.compress(client.get(path).content)) + len(gzip.compress(css)) <= 14_000  # bytes


@pytest.mark.parametrize(
    ("fields", "shown", "hidden"),
    [
        ({"kind": "within_source"}, "One article says two things", "Sources differ How"),
        ({"kind": "scope", "severity": "low"}, "Sources differ How", "Until this is settled"),
    ],
)
def test_a_box_says_what_kind_of_difference_it_is(client, site, fields, shown, hidden):
    Difference.objects.all().delete()
    Disagreement.objects.exclude(key="k").delete()
    Disagreement.objects.filter(key="k").update(**fields)
    text = text_of(client, "/differences/")
    assert shown in text and "Do not have it." in text and hidden not in text
